#pragma once
// What to tell the person beside the verdict: origin, what to expect, the honest table of alternatives, guidance pages,
// the sheet for a professional. Input: knowledge/counsel/, a case, a report. Output: flow.h values, documents.
// Design 6.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "unknot/core/date.h"
#include "unknot/core/expression.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/flow_json.h"
#include "unknot/knowledge/knowledge.h"
#include "unknot/screen/origin.h"

namespace unknot {

/// A question as the counsel needs it: its words, for the sheet and for the check of conditions.
struct QuestionWords {
  std::string id;
  std::string text;
  std::string short_text;  ///< empty where the file has none
  std::string who;
  std::vector<std::pair<std::string, std::string>> choices;  ///< id, text
};

/// Which kinds of pain an alternative was studied for.
enum class PainKind { acute, lasting, nerve, tension };
/// What a row stands for, so that the table can be checked for what it must always hold.
enum class AlternativeRole { waiting, moving, massage, professional, other };

struct AlternativeRow {
  Alternative alternative;  ///< `better_choice` is decided per case
  std::vector<PainKind> kinds;
  AlternativeRole role = AlternativeRole::other;
  bool on_stop = false;  ///< shown although the verdict stops
  std::optional<Expression> hidden_when;
  std::optional<Expression> better_when;
  std::string better_because;
};

/// A sentence that holds whatever the pattern, or on a condition of its own.
struct GeneralExpectation {
  std::optional<Expression> when;
  Expectation expectation;
};

struct HandoverWording {
  std::string title;
  std::string lead;
  std::string ask;
  std::vector<std::string> blanks;
};

/// The chapter knowledge/counsel/. Immutable after load.
struct CounselKnowledge {
  std::string knowledge_hash;
  OriginWording wording;
  std::vector<OriginPattern> patterns;
  std::vector<GeneralExpectation> general;
  Expression acute_when;
  Expression lasting_when;
  std::vector<AlternativeRow> alternatives;
  std::vector<QuestionWords> questions;  ///< all of knowledge/, in the order asked
  std::map<std::string, std::string> words;
  std::string safety_net;
  std::string review_note;
  HandoverWording handover;
  Json guidance;  ///< docs/formats.md "guidance", checked and ready
};

/// Reads counsel/*.toml, and the ids of all questions and rules so that nothing dangles.
/// @error bad_input naming every unknown key, missing source or status, dangling question, choice, region or rule, size
///        shown though it is only recalled, and kind of pain without the rows the table must hold
[[nodiscard]] Result<CounselKnowledge> load_counsel(const KnowledgeFiles& files);

/// The region a freely drawn mark lies in; empty where nobody can say, then such marks lie in none.
using RegionAt = std::function<std::optional<Region>(const ChartPoint& point)>;

/// See grade_origins. @cost under 0.1 ms
[[nodiscard]] std::vector<OriginGuess> guess_origins(const CounselKnowledge& knowledge, const Case& the_case,
                                                     const RegionAt& region_at = {});

/// What tonight may bring, for the first two patterns, then what holds for all. Empty when the verdict plans nothing.
[[nodiscard]] std::vector<Expectation> expectations(const CounselKnowledge& knowledge, const Case& the_case,
                                                    const std::vector<OriginGuess>& guesses, Verdict verdict,
                                                    const RegionAt& region_at = {});

/// The honest table for this kind of pain, in the order of the file. `doctor_first` leaves only the professional:
/// nothing may compete with that advice. `emergency`, `same_day` and `incomplete` give nothing.
[[nodiscard]] std::vector<Alternative> alternatives(const CounselKnowledge& knowledge, const Case& the_case,
                                                    const std::vector<OriginGuess>& guesses, Verdict verdict,
                                                    const RegionAt& region_at = {});

/// The pages beside the journey (docs/formats.md "guidance").
[[nodiscard]] Json guidance(const CounselKnowledge& knowledge);

/// What the sheet for a professional says: the person's own entries, our advice, blank lines. Nothing that was not
/// entered, nothing about the giver. Schema unknot.handover/1.
[[nodiscard]] Json handover(const CounselKnowledge& knowledge, const Case& the_case, const ScreenReport& report,
                            const Moment& now, const RegionAt& region_at = {});

}  // namespace unknot
