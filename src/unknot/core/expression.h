#pragma once
// The conditions of knowledge/: when a rule speaks, when a question is asked. One tiny language without negation.
// Input: text, then facts. Output: no, unsure or yes. docs/formats.md "questions" (the web reads the same grammar).
//
//   expression  := conjunction { "or" conjunction }
//   conjunction := term { "and" term }
//   term        := "(" expression ")"
//                | "at_least" "(" count "," expression { "," expression } ")"
//                | "pain_in" "(" text { "," text } ")"
//                | name                                      a yes/no question
//                | name ( ">=" | "<=" | ">" | "<" | "==" ) number
//                | name "==" text                            a choice; of a multi question: text is among the chosen
//   name: letter { letter | digit | "_" };  text: "..." without quotes or backslashes inside;  number: decimal
//
// Values are ordered no < unsure < yes; and = least, or = greatest, at_least(k, ...) = the k-th greatest. With no
// negation, raising one yes/no answer never lowers the value: the monotone promise of screening rests on this.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/core/result.h"

namespace unknot {

/// What is known of a condition. Ordered.
enum class Truth { no, unsure, yes };

/// What an expression asks the world. An answer that is absent counts as `no`: who must notice absence asks for it.
class Facts {
 public:
  Facts() = default;
  Facts(const Facts&) = default;
  Facts& operator=(const Facts&) = default;
  virtual ~Facts() = default;
  [[nodiscard]] virtual Truth truth(std::string_view name) const = 0;
  /// Nothing where unknown or absent: every comparison with it is `no`.
  [[nodiscard]] virtual std::optional<double> number(std::string_view name) const = 0;
  /// Whether `name` is, or contains, the choice `id`; `unsure` where the person could not say.
  [[nodiscard]] virtual Truth chosen(std::string_view name, std::string_view id) const = 0;
  /// Whether the pain drawing has a mark in this region.
  [[nodiscard]] virtual bool pain_in(std::string_view region) const = 0;
};

/// A parsed condition. Immutable; evaluates in time linear in its text, without allocation beyond at_least.
class Expression {
 public:
  enum class Use { truth, number, choice, region };
  /// One name an expression leans on, so that a loader can refuse a dangling one.
  struct NameUse {
    Use use = Use::truth;
    std::string name;    ///< "rf_10", "age_years"; of a region use: the region
    std::string choice;  ///< of a choice use: the id compared with
    std::size_t column = 0;
  };

  /// @error bad_input naming the column (1-based), what stood there and what was expected; empty text is refused
  [[nodiscard]] static Result<Expression> parse(std::string_view text);

  [[nodiscard]] Truth evaluate(const Facts& facts) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  /// In the order of the text, repeats included.
  [[nodiscard]] const std::vector<NameUse>& names() const { return names_; }

 private:
  friend class ExpressionParser;
  enum class Kind { all, any, at_least, truth, compare_number, chosen, pain_in };
  enum class Compare { greater_equal, less_equal, greater, less, equal };
  struct Term {
    Kind kind = Kind::truth;
    std::vector<std::size_t> parts;  ///< indices into terms_, of all, any, at_least
    std::size_t count = 0;           ///< of at_least
    Compare compare = Compare::equal;
    double number = 0;
    std::string name;
    std::vector<std::string> texts;  ///< of chosen (one) and pain_in
  };
  [[nodiscard]] Truth evaluate_term(std::size_t index, const Facts& facts) const;

  std::string text_;
  std::vector<Term> terms_;
  std::size_t root_ = 0;
  std::vector<NameUse> names_;
};

}  // namespace unknot
