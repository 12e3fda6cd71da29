#pragma once
// The questions, cards and rules of screening, as data with their sources.
// Input: knowledge/screen/ and counsel/origin_questions.toml. Output: ScreenKnowledge. Clinical sections 1 and 2;
// rulings.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/core/expression.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// What "not sure" means for one question (rulings, Screening 2).
enum class UnknownPolicy {
  symptom,       ///< what yes gives, but at most doctor_first
  cauda_equina,  ///< what yes gives, in full
  condition,     ///< never having been told of it means no
  explain,       ///< nothing follows from it
};
enum class QuestionKind { yes_no, choice, number, multi };
/// Who answers: the receiver alone, the giver, or the receiver after a massage.
enum class Who { receiver, giver, receiver_after };

struct Choice {
  std::string id;
  std::string text;
  std::vector<std::string> areas;  ///< of a place: the areas of knowledge/body it covers; empty off the back
};

struct Question {
  QuestionId id;
  std::string card;
  std::string short_text;  ///< one line on the card
  std::string text;
  QuestionKind kind = QuestionKind::yes_no;
  bool hard_stop = false;              ///< an absent answer, where it is asked, makes the report incomplete
  std::optional<Expression> asked_if;  ///< nothing: always
  std::string explain;                 ///< shown to who is not sure, before asking once more
  UnknownPolicy unknown = UnknownPolicy::symptom;
  Who who = Who::receiver;
  std::vector<Choice> choices;
  Range range;  ///< of a number
  Provenance provenance;
};

/// One screen: related signs under one "none" button.
struct Card {
  std::string id;
  std::string title;
  std::string lead;
  std::string none_label;
  Who who = Who::receiver;
  std::vector<QuestionId> questions;  ///< in the order shown
  Provenance provenance;
};

/// What a rule does to the massage besides its verdict.
struct Effects {
  std::vector<std::string> avoid;  ///< area ids, "pain", or "where:<question>"
  std::optional<Quantity> margin_m;
  bool exact = false;  ///< the areas are kept out as drawn, without the placement error of a lay hand
  bool light = false;
  std::vector<std::string> cap_area;  ///< as `avoid`; empty: everywhere
  std::vector<std::string> exclusions;
  std::vector<Position> positions_removed;
  std::vector<Position> positions_preferred;
  std::optional<Quantity> minutes_max;
  bool trained_only = false;
};

struct Rule {
  RuleId id;
  Expression when;
  Verdict verdict = Verdict::go;
  HowSoon how_soon = HowSoon::routine;
  std::string text;              ///< why
  std::string what_to_do;        ///< TOML key "do"
  bool lifts = false;            ///< a doctor's clearance may lift it
  std::vector<RuleId> replaces;  ///< whose reasons this one makes superfluous when it fires in full
  Effects effects;
  Effects cleared;           ///< instead, once lifted
  std::string cleared_text;  ///< instead of `text`, once lifted
  Provenance provenance;
  std::vector<std::string> further_sources;  ///< TOML key "sources": guidelines behind a ruling
};

/// Sentences the report adds by itself.
struct ScreenWords {
  std::string unsure_do;
  std::string trained_only_text;
  std::string trained_only_do;
  std::string incomplete_text;
  std::string incomplete_do;
  std::string cleared_text;
  std::string cleared_do;
  std::string set_aside;
  std::string clearance_old;
  std::string clearance_future;
  std::string clearance_refused;
  std::string clearance_newer;
  std::string clearance_undated;
  Provenance provenance;
};

/// Immutable after load.
class ScreenKnowledge {
 public:
  /// @error bad_input naming every unknown key, duplicate id, dangling question, card, choice, rule, region or number,
  ///        empty text, number without unit, range, source or status, a stop on a question that is no hard stop, a lift
  ///        of what nothing lifts, a card of unconditional questions nobody is asked
  [[nodiscard]] static Result<ScreenKnowledge> load(const KnowledgeFiles& files);
  /// Adds a problem for each area a rule or a place names that the atlas does not hold.
  void check_areas(const Atlas& atlas, Problems& problems) const;

  [[nodiscard]] const std::vector<Card>& cards() const { return cards_; }
  [[nodiscard]] const std::vector<Question>& questions() const { return questions_; }
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  [[nodiscard]] const Quantity& clearance_valid_days() const { return clearance_valid_days_; }
  [[nodiscard]] const ScreenWords& words() const { return words_; }
  /// Null where there is none.
  [[nodiscard]] const Question* find(std::string_view id) const;
  [[nodiscard]] const Rule* find_rule(std::string_view id) const;

 private:
  friend class ScreenLoader;
  std::vector<Card> cards_;
  std::vector<Question> questions_;
  std::vector<Rule> rules_;
  std::map<std::string, std::size_t, std::less<>> question_index_;
  std::map<std::string, std::size_t, std::less<>> rule_index_;
  Quantity clearance_valid_days_;
  ScreenWords words_;
};

[[nodiscard]] std::string_view to_text(QuestionKind kind);
[[nodiscard]] std::string_view to_text(Who who);
[[nodiscard]] std::string_view to_text(UnknownPolicy policy);

/// The kinds of touch a rule may take off the menu (flow.h, Exclusion), besides technique ids.
[[nodiscard]] std::span<const std::string_view> touch_kinds();

}  // namespace unknot
