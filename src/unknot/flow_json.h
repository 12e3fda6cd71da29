#pragma once
// The hand-over types as documents: Case from TOML or JSON, reports and routines to and from JSON. Contracts.
// Input: Node trees (core/node.h). Output: typed values with every problem named; or JSON with stable key order.

#include <nlohmann/json.hpp>

#include "unknot/core/node.h"
#include "unknot/flow.h"

namespace unknot {

using Json = nlohmann::ordered_json;

/// Legal ranges and kinds of questions the reader checks a case against; built from knowledge by the engine.
struct CaseSchema {
  struct QuestionShape {
    std::string kind;                  ///< "yes_no" "choice" "number" "multi"
    std::vector<std::string> choices;  ///< ids, for choice and multi
    Range range;                       ///< for number
    bool each_session = false;         ///< asked anew before each session: a "no" from before the last one is no answer
  };
  std::map<QuestionId, QuestionShape> questions;
  std::vector<RuleId> rules;            ///< that a clearance or an override may name
  std::vector<std::string> traditions;  ///< ids that a receiver may prefer
};

/// One number of a case that a person fills in: its legal range, once for reader, page and documentation.
struct CaseField {
  std::string_view name;  ///< "receiver.stature_m"
  std::string_view unit;
  Range range;
  bool required = false;
};
[[nodiscard]] std::span<const CaseField> case_fields();

/// @error bad_input: every problem of the document, each with its place
[[nodiscard]] Result<Case> read_case(const Node& document, const CaseSchema& schema);
/// The receiver alone, as the atlas takes it.
[[nodiscard]] Result<Receiver> read_receiver(const Node& document);
[[nodiscard]] Result<Routine> read_routine(const Node& document);
[[nodiscard]] Result<Edit> read_edit(const Node& document);

[[nodiscard]] Json to_json(const Case& the_case);
[[nodiscard]] Json to_json(const ScreenReport& report);
[[nodiscard]] Json to_json(const Routine& routine);
[[nodiscard]] Json to_json(const Edit& edit);
[[nodiscard]] Json to_json(const Stroke& stroke);
/// {code, message, place, hint, more:[...]}
[[nodiscard]] Json to_json(const Error& error);

/// The report as the giver may see it: verdict, areas, caps, positions, minutes, safety net; no exclusions, reasons, no
/// answers, no origin, no rule names (rulings, Screening 8).
[[nodiscard]] Json to_giver_json(const ScreenReport& report);

}  // namespace unknot
