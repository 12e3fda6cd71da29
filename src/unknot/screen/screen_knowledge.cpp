#include "unknot/screen/screen_knowledge.h"

#include <algorithm>
#include <array>

#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {

namespace {

constexpr std::array<std::string_view, 4> kKinds = {"yes_no", "choice", "number", "multi"};
constexpr std::array<std::string_view, 3> kWho = {"receiver", "giver", "receiver_after"};
constexpr std::array<std::string_view, 4> kPolicies = {"symptom", "cauda_equina", "condition", "explain"};
constexpr std::array<std::string_view, 10> kTouchKinds = {"friction", "hold",  "percussion", "vibration", "rocking",
                                                          "lift",     "shear", "stretch",    "oil",       "heat"};
constexpr std::array<std::string_view, 1> kCapClasses = {"light"};
// Numbers and choices of a case that conditions may name besides questions.
constexpr std::array<std::string_view, 6> kCaseNumbers = {"age_years",      "duration_days",   "intensity_nrs",
                                                          "sessions_count", "days_since_last", "minutes"};
constexpr std::string_view kWherePrefix = "where:";
constexpr std::string_view kPain = "pain";

bool is_technique_id(std::string_view kind) {
  return kind.size() == 3 && kind[0] == 'T' && kind.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <typename Enum>
bool is_word_of(std::string_view word) {
  const auto words = words_of<Enum>();
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string_view to_text(QuestionKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::string_view to_text(Who who) { return kWho[static_cast<std::size_t>(who)]; }
std::string_view to_text(UnknownPolicy policy) { return kPolicies[static_cast<std::size_t>(policy)]; }
std::span<const std::string_view> touch_kinds() { return kTouchKinds; }

/// Reads the files in the order of their names, then checks what one entry says about another.
class ScreenLoader {
 public:
  explicit ScreenLoader(const KnowledgeFiles& files) : files_(files) {}

  Result<ScreenKnowledge> load() {
    for (const Node* file : files_.files_below("screen/cards/")) read_file(*file);
    for (const Node* file : files_.files_below("screen/questions/")) read_file(*file);
    if (const Node* file = files_.file("counsel/origin_questions.toml")) read_file(*file);
    for (const Node* file : files_.files_below("screen/rules/")) read_file(*file);
    read_policy();
    if (knowledge_.questions_.empty() || knowledge_.rules_.empty()) {
      problems_.add_at("knowledge/screen", "there are no questions or no rules", "restore knowledge/screen/");
    }
    // What one entry says about another makes sense only once every entry could be read.
    if (problems_.empty()) {
      link_questions();
      link_rules();
    }
    if (!problems_.empty()) return problems_.to_error();
    return std::move(knowledge_);
  }

 private:
  void read_file(const Node& file) {
    TableReader root(file, problems_, "screening");
    for (const Node& entry : root.array_if("choice_list")) read_choice_list(entry);
    for (const Node& entry : root.array_if("card")) read_card(entry);
    for (const Node& entry : root.array_if("question")) read_question(entry);
    for (const Node& entry : root.array_if("rule")) read_rule(entry);
    root.finish();
  }

  std::vector<Choice> read_choices(std::span<const Node> entries) {
    std::vector<Choice> choices;
    IdRegister ids("choice");
    for (const Node& entry : entries) {
      TableReader reader(entry, problems_, "choice");
      Choice choice;
      choice.id = reader.text("id");
      choice.text = reader.text("text");
      choice.areas = reader.texts_if("areas");
      reader.finish();
      ids.add(choice.id, entry, problems_);
      choices.push_back(std::move(choice));
    }
    return choices;
  }

  void read_choice_list(const Node& entry) {
    TableReader reader(entry, problems_, "choice_list");
    const std::string id = reader.text("id");
    std::vector<Choice> choices = read_choices(reader.array("choices"));
    reader.finish();
    choice_list_ids_.add(id, entry, problems_);
    choice_lists_.emplace(id, std::move(choices));
  }

  void read_card(const Node& entry) {
    TableReader reader(entry, problems_, "card");
    Card card;
    card.id = reader.text("id");
    card.title = reader.text("title");
    card.lead = reader.text("lead");
    card.none_label = reader.text("none_label");
    card.who = static_cast<Who>(reader.choice("who", kWho));
    card.provenance = read_provenance(reader);
    reader.finish();
    card_ids_.add(card.id, entry, problems_);
    card_nodes_.push_back(&entry);
    knowledge_.cards_.push_back(std::move(card));
  }

  std::optional<Expression> read_expression(TableReader& reader, const std::string& text) {
    Result<Expression> parsed = Expression::parse(text);
    if (parsed) return std::move(*parsed);
    reader.problem(parsed.error().message, "see docs/formats.md, expression");
    return std::nullopt;
  }

  void read_question(const Node& entry) {
    TableReader reader(entry, problems_, "question");
    Question question;
    question.id = reader.text("id");
    question.card = reader.text("card");
    question.short_text = reader.text("short");
    question.text = reader.text("text");
    question.kind = static_cast<QuestionKind>(reader.choice("kind", kKinds));
    question.hard_stop = reader.boolean("hard_stop");
    if (const Node* asked_if = reader.any_if("asked_if")) {
      if (asked_if->kind != Node::Kind::text) {
        problems_.add(*asked_if, "\"asked_if\" expects a text, found " + describe_found(*asked_if));
      } else if (!asked_if->text.empty()) {
        question.asked_if = read_expression(reader, asked_if->text);
      }
    }
    question.explain = reader.text("explain");
    question.unknown = static_cast<UnknownPolicy>(reader.choice("unknown", kPolicies));
    stated_who_.push_back(reader.choice_if("who", kWho));
    const auto list = reader.text_if("choices_from");
    if (list) {
      choice_list_ids_.require(*list, entry, problems_);
      const auto found = choice_lists_.find(*list);
      if (found != choice_lists_.end()) question.choices = found->second;
    } else {
      question.choices = read_choices(reader.array_if("choices"));
    }
    const bool needs_choices = question.kind == QuestionKind::choice || question.kind == QuestionKind::multi;
    if (needs_choices != !question.choices.empty()) {
      reader.problem(needs_choices ? "a choice or multi question needs choices"
                                   : "this kind of question has no choices");
    }
    if (question.kind == QuestionKind::number) {
      const std::vector<double> range = reader.numbers("range", {-1e9, 1e9});
      if (range.size() == 2 && range[0] <= range[1]) {
        question.range = {range[0], range[1]};
      } else {
        reader.problem("\"range\" expects [low, high] with low not above high");
      }
    }
    question.provenance = read_provenance(reader);
    reader.finish();
    if (question.short_text.size() > kShortMax_count) {
      reader.problem("the line \"" + question.short_text + "\" is longer than a card shows",
                     "at most " + std::to_string(kShortMax_count) + " letters");
    }
    question_ids_.add(question.id, entry, problems_);
    question_nodes_.push_back(&entry);
    knowledge_.question_index_.emplace(question.id, knowledge_.questions_.size());
    knowledge_.questions_.push_back(std::move(question));
  }

  Effects read_effects(TableReader& reader) {
    Effects effects;
    effects.avoid = reader.texts_if("avoid");
    effects.margin_m = read_quantity_if(reader, "margin_m", "m", problems_);
    effects.exact = reader.boolean_if("exact").value_or(false);
    effects.light = reader.choice_if("cap", kCapClasses).has_value();
    effects.cap_area = reader.texts_if("cap_area");
    effects.exclusions = reader.texts_if("exclusions");
    for (const std::string& kind : effects.exclusions) {
      if (!is_one_of(kind, kTouchKinds) && !is_technique_id(kind)) {
        reader.problem("\"" + kind + "\" is no kind of touch",
                       "one of flow.h, Exclusion, or a technique id such as T23");
      }
    }
    effects.positions_removed = read_positions(reader, "positions_removed");
    effects.positions_preferred = read_positions(reader, "positions_preferred");
    effects.minutes_max = read_quantity_if(reader, "minutes_max", "minutes", problems_);
    effects.trained_only = reader.boolean_if("trained_only").value_or(false);
    if (!effects.cap_area.empty() && !effects.light) reader.problem("\"cap_area\" without a \"cap\"");
    if ((effects.margin_m || effects.exact) && effects.avoid.empty()) {
      reader.problem("\"margin_m\" and \"exact\" say how to keep out, but \"avoid\" is missing");
    }
    return effects;
  }

  std::vector<Position> read_positions(TableReader& reader, std::string_view key) {
    std::vector<Position> positions;
    const auto words = words_of<Position>();
    for (const std::string& word : reader.texts_if(key)) {
      const auto found = std::find(words.begin(), words.end(), word);
      if (found == words.end()) {
        reader.problem("\"" + word + "\" is no position");
      } else {
        positions.push_back(static_cast<Position>(found - words.begin()));
      }
    }
    return positions;
  }

  void read_rule(const Node& entry) {
    TableReader reader(entry, problems_, "rule");
    Rule rule;
    rule.id = reader.text("id");
    if (auto when = read_expression(reader, reader.text("when"))) rule.when = std::move(*when);
    rule.verdict = read_enum<Verdict>(reader, "verdict");
    rule.how_soon = read_enum<HowSoon>(reader, "how_soon");
    rule.text = reader.text("text");
    rule.what_to_do = reader.text("do");
    rule.lifts = reader.boolean_if("lifts").value_or(false);
    rule.replaces = reader.texts_if("replaces");
    rule.effects = read_effects(reader);
    rule.cleared.light = true;
    if (const Node* cleared = reader.table_if("cleared")) {
      TableReader inner(*cleared, problems_, "cleared");
      rule.cleared = read_effects(inner);
      rule.cleared_text = inner.text("text");
      inner.finish();
      if (!rule.lifts) reader.problem("\"cleared\" without lifts = true");
    }
    rule.provenance = read_provenance(reader);
    rule.further_sources = reader.texts_if("sources");
    reader.finish();
    if (rule.verdict == Verdict::incomplete) {
      reader.problem("\"incomplete\" is no rule's verdict", "it comes from open questions alone");
    }
    if (rule.lifts && rule.verdict != Verdict::same_day && rule.verdict != Verdict::doctor_first) {
      reader.problem("a clearance lifts same_day and doctor_first only", "remove lifts");
    }
    if (!rule.replaces.empty() && rule.verdict != Verdict::emergency) {
      reader.problem("only an emergency replaces other reasons", "a clearance has to see each rule it must name");
    }
    rule_ids_.add(rule.id, entry, problems_);
    rule_nodes_.push_back(&entry);
    knowledge_.rule_index_.emplace(rule.id, knowledge_.rules_.size());
    knowledge_.rules_.push_back(std::move(rule));
  }

  void read_policy() {
    const Node* file = require_file(files_, "screen/policy.toml", problems_);
    if (file == nullptr) {
      return;
    }
    TableReader root(*file, problems_, "policy");
    if (const Node* clearance = root.table("clearance")) {
      TableReader reader(*clearance, problems_, "clearance");
      knowledge_.clearance_valid_days_ = read_quantity(reader, "valid_days", "days", problems_);
      reader.finish();
    }
    if (const Node* node = root.table("words")) {
      TableReader reader(*node, problems_, "words");
      ScreenWords& words = knowledge_.words_;
      words.unsure_do = reader.text("unsure_do");
      words.trained_only_text = reader.text("trained_only_text");
      words.trained_only_do = reader.text("trained_only_do");
      words.incomplete_text = reader.text("incomplete_text");
      words.incomplete_do = reader.text("incomplete_do");
      words.cleared_text = reader.text("cleared_text");
      words.cleared_do = reader.text("cleared_do");
      words.set_aside = reader.text("set_aside");
      words.clearance_old = reader.text("clearance_old");
      words.clearance_future = reader.text("clearance_future");
      words.clearance_refused = reader.text("clearance_refused");
      words.clearance_newer = reader.text("clearance_newer");
      words.clearance_undated = reader.text("clearance_undated");
      words.provenance = read_provenance(reader);
      reader.finish();
    }
    root.finish();
  }

  /// Each name of a condition must be a question of the right kind, or something a case holds.
  void check_names(const Expression& condition, const Node& at) {
    for (const Expression::NameUse& use : condition.names()) {
      switch (use.use) {
        case Expression::Use::truth:
          check_question(use, QuestionKind::yes_no, at);
          break;
        case Expression::Use::number:
          if (!is_one_of(use.name, kCaseNumbers)) check_question(use, QuestionKind::number, at);
          break;
        case Expression::Use::region:
          if (!is_word_of<Region>(use.name)) problems_.add(at, "no region is called \"" + use.name + "\"");
          break;
        case Expression::Use::choice:
          check_choice(use, at);
          break;
      }
    }
  }

  void check_question(const Expression::NameUse& use, QuestionKind kind, const Node& at) {
    question_ids_.require(use.name, at, problems_);
    const Question* question = knowledge_.find(use.name);
    if (question != nullptr && question->kind != kind) {
      problems_.add(at, "\"" + use.name + "\" is a " + std::string(to_text(question->kind)) + " question, used as a " +
                            std::string(to_text(kind)) + " one");
    }
  }

  void check_choice(const Expression::NameUse& use, const Node& at) {
    const bool known_word = (use.name == "sex" && is_word_of<Sex>(use.choice)) ||
                            (use.name == "training" && is_word_of<Training>(use.choice)) ||
                            (use.name == "place" && is_word_of<Place>(use.choice));
    if (known_word) return;
    const Question* question = knowledge_.find(use.name);
    if (question == nullptr) {
      problems_.add(at, "neither a question nor a word of the case: " + use.name + " == \"" + use.choice + "\"");
      return;
    }
    const bool known = std::any_of(question->choices.begin(), question->choices.end(),
                                   [&](const Choice& choice) { return choice.id == use.choice; });
    if (!known) problems_.add(at, "the question \"" + use.name + "\" has no choice \"" + use.choice + "\"");
  }

  void link_questions() {
    for (std::size_t i = 0; i < knowledge_.questions_.size(); ++i) {
      Question& question = knowledge_.questions_[i];
      const Node& at = *question_nodes_[i];
      card_ids_.require(question.card, at, problems_);
      for (Card& card : knowledge_.cards_) {
        if (card.id != question.card) continue;
        card.questions.push_back(question.id);
        question.who = card.who;
      }
      if (stated_who_[i] && static_cast<Who>(*stated_who_[i]) != question.who) {
        problems_.add(at, "\"who\" differs from that of the card \"" + question.card + "\"");
      }
      if (question.asked_if) check_names(*question.asked_if, at);
    }
    for (std::size_t i = 0; i < knowledge_.cards_.size(); ++i) {
      if (knowledge_.cards_[i].questions.empty()) {
        problems_.add(*card_nodes_[i], "the card \"" + knowledge_.cards_[i].id + "\" has no question");
      }
    }
  }

  void link_rules() {
    for (std::size_t i = 0; i < knowledge_.rules_.size(); ++i) {
      const Rule& rule = knowledge_.rules_[i];
      const Node& at = *rule_nodes_[i];
      check_names(rule.when, at);
      for (const RuleId& replaced : rule.replaces) rule_ids_.require(replaced, at, problems_);
      check_places(rule.effects, at);
      check_places(rule.cleared, at);
      if (plans_nothing(rule.verdict)) check_stop(rule, at);
    }
  }

  void check_places(const Effects& effects, const Node& at) {
    for (const auto* list : {&effects.avoid, &effects.cap_area}) {
      for (const std::string& id : *list) {
        if (id.rfind(kWherePrefix, 0) != 0) continue;
        const std::string question_id = id.substr(kWherePrefix.size());
        question_ids_.require(question_id, at, problems_);
        const Question* question = knowledge_.find(question_id);
        if (question != nullptr && question->kind != QuestionKind::multi) {
          problems_.add(at, "\"" + question_id + "\" does not ask for places");
        }
      }
    }
  }

  /// A stop must not pass in silence because its question was skipped.
  void check_stop(const Rule& rule, const Node& at) {
    for (const Expression::NameUse& use : rule.when.names()) {
      const Question* question = use.use == Expression::Use::truth ? knowledge_.find(use.name) : nullptr;
      if (question == nullptr || question->who != Who::receiver) continue;
      if (question->unknown == UnknownPolicy::explain) {
        problems_.add(at,
                      "the stop \"" + rule.id + "\" leans on \"" + use.name + "\", whose \"not sure\" decides nothing");
      }
      if (!question->hard_stop) {
        problems_.add(at, "the stop \"" + rule.id + "\" leans on \"" + use.name + "\", which is no hard stop",
                      "write hard_stop = true");
      }
    }
  }

  static constexpr std::size_t kShortMax_count = 90;

  const KnowledgeFiles& files_;
  Problems problems_;
  ScreenKnowledge knowledge_;
  IdRegister card_ids_{"card"};
  IdRegister question_ids_{"question"};
  IdRegister rule_ids_{"rule"};
  IdRegister choice_list_ids_{"choice_list"};
  std::map<std::string, std::vector<Choice>> choice_lists_;
  std::vector<const Node*> card_nodes_;
  std::vector<const Node*> question_nodes_;
  std::vector<const Node*> rule_nodes_;
  std::vector<std::optional<std::size_t>> stated_who_;
};

Result<ScreenKnowledge> ScreenKnowledge::load(const KnowledgeFiles& files) { return ScreenLoader(files).load(); }

void ScreenKnowledge::check_areas(const Atlas& atlas, Problems& problems) const {
  const auto check = [&](const std::string& id, const std::string& place) {
    if (id == kPain || id.rfind(kWherePrefix, 0) == 0) return;
    if (atlas.find_all(id).empty()) {
      problems.add_at("knowledge/screen", place + " names the area \"" + id + "\", which knowledge/body does not hold");
    }
  };
  for (const Question& question : questions_) {
    for (const Choice& choice : question.choices) {
      for (const std::string& id : choice.areas) check(id, "the question \"" + question.id + "\"");
    }
  }
  for (const Rule& rule : rules_) {
    for (const Effects* effects : {&rule.effects, &rule.cleared}) {
      for (const std::string& id : effects->avoid) check(id, "the rule \"" + rule.id + "\"");
      for (const std::string& id : effects->cap_area) check(id, "the rule \"" + rule.id + "\"");
    }
  }
}

const Question* ScreenKnowledge::find(std::string_view id) const {
  const auto found = question_index_.find(id);
  return found == question_index_.end() ? nullptr : &questions_[found->second];
}

const Rule* ScreenKnowledge::find_rule(std::string_view id) const {
  const auto found = rule_index_.find(id);
  return found == rule_index_.end() ? nullptr : &rules_[found->second];
}

}  // namespace unknot
