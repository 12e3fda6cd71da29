#pragma once
// Reports and routines as plain text for a person at a terminal: verdict first, short, kind.
// Input: typed values and the documents that name things. Output: text of at most 80 columns.

#include <string>

#include "unknot/flow.h"
#include "unknot/flow_json.h"

namespace unknot::cli {

/// @param atlas      names the places that areas and caps lie on
/// @param questions  the questions document, for the words of those still open
[[nodiscard]] std::string print_report(const ScreenReport& report, const Json& atlas, const Json& questions,
                                       bool coloured);

/// @param sources  the sources document; null leaves the sources out
[[nodiscard]] std::string print_routine(const Routine& routine, const Json& atlas, const Json& questions,
                                        const Json* sources, bool coloured);

[[nodiscard]] std::string print_questions(const Json& questions, bool coloured);
[[nodiscard]] std::string print_atlas(const Json& atlas, bool coloured);
/// @param technique  the id of the one to show in full; empty: the list by family
[[nodiscard]] std::string print_codex(const Json& codex, const std::string& technique, bool coloured);
[[nodiscard]] std::string print_body(const Json& body, bool coloured);
[[nodiscard]] std::string print_licenses(const Json& licenses, bool coloured);

/// What a press is called and does, in a line each: for its picture.
struct PressWords {
  std::string title, warning, summary, description, foot;  ///< no warning: tonight's plan allows it
};
/// @param document  `unknot.press/1`
[[nodiscard]] PressWords words_of_press(const Json& document);
[[nodiscard]] std::string print_press(const Json& document, bool coloured);

}  // namespace unknot::cli
