#pragma once
// What both pages of a routine say besides its steps, gathered from the documents into plain sentences for the giver.
// Input: PageInput. Output: PageTexts, unescaped. The words: page/words.json. Rulings, Screening 8 and Words.

#include <set>
#include <string>
#include <vector>

#include "unknot/export/export.h"

namespace unknot {

/// The table of sentences, parsed once.
[[nodiscard]] const Json& page_words();

/// "{name}" in a sentence of the table, replaced by the value.
[[nodiscard]] std::string fill_words(std::string sentence, const std::string& name, const std::string& value);

/// "2026-11-22T20:15:00+01:00" as "22 November 2026". @throws Json::exception unless it is a moment
[[nodiscard]] std::string day_text(const std::string& moment);

struct PageTexts {
  std::string day;      ///< of the screening
  std::string verdict;  ///< "go" or "go_with_limits"
  std::vector<std::string> limits;
  Json avoid;                             ///< [{polygon}] of the report
  std::vector<std::string> good_to_know;  ///< why it is shorter, and what the plan could not do
  std::string consent_lead;
  std::vector<std::string> consent_lines;
  Json recheck;  ///< {question, signs, if_yes}
  std::string aftercare_lead;
  std::vector<std::string> normal;
  std::vector<std::string> watch;
  std::string safety_net;
  std::string emergency;       ///< one sentence with the number to call where the region is not known
  std::string emergency_list;  ///< the numbers by region
  std::string fineprint;
};

/// Whether a page may be made of these documents at all. @error conflict: refused, or the verdict plans nothing
[[nodiscard]] Status check_playable(const PageInput& input);

/// @throws Json::exception where a document lacks a member
[[nodiscard]] PageTexts gather_texts(const PageInput& input);

/// The keys in a source text such as "tec:T06, rul:caps", in order.
[[nodiscard]] std::vector<std::string> source_keys(const std::string& text);
/// "Title. Where" of a source of the sources document; the key itself where it is not listed.
[[nodiscard]] std::string source_text(const Json& sources, const std::string& key);

/// Runs `render`; a member that a document lacks becomes a bad_input error naming it.
template <typename Render>
[[nodiscard]] Result<std::string> render_guarded(const std::string& what, Render render) {
  try {
    return render();
  } catch (const Json::exception& problem) {
    return Error{ErrorCode::bad_input,
                 "a document for the " + what + " is not complete: " + problem.what(),
                 "",
                 "make the routine anew with this version of the program",
                 {}};
  }
}

}  // namespace unknot
