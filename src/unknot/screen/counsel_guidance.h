#pragma once
// Reads the pages beside the journey: emergency numbers, professionals, alone tonight, aftercare, consent, words.
// Input: counsel/guidance.toml. Output: the guidance document without its hash, and the sentences others use. Design 6.

#include <set>
#include <string>

#include "unknot/screen/counsel.h"

namespace unknot {

struct GuidancePage {
  Json page;  ///< docs/formats.md "guidance", its knowledge_hash and words still empty
  std::map<std::string, std::string> words;
  std::string safety_net;
  std::string review_note;
  HandoverWording handover;
};

/// @param rules ids that advice may be tied to (`not_if`); every problem goes to `problems`
[[nodiscard]] GuidancePage read_guidance_page(const Node& file, const std::set<std::string>& rules, Problems& problems);

/// Refuses a table without source and status, where only its sentences are kept.
void require_provenance(TableReader& reader);

}  // namespace unknot
