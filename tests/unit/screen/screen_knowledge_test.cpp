#include "unknot/screen/screen_knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "scenario/screen_bench.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

constexpr const char* kCards = R"(
[[card]]
id = "c"
title = "T"
lead = "L"
who = "receiver"
none_label = "None"
source = "rul:screening-1"
status = "ruling"
)";
constexpr const char* kQuestions = R"(
[[question]]
id = "q"
card = "c"
short = "Short"
text = "Text?"
kind = "yes_no"
hard_stop = true
explain = "Explained."
unknown = "symptom"
source = "rul:screening-1"
status = "ruling"

[[question]]
id = "where"
card = "c"
short = "Where?"
text = "Where?"
kind = "multi"
choices = [{ id = "here", text = "here", areas = ["low_back_left"] }, { id = "elsewhere", text = "elsewhere", areas = [] }]
hard_stop = true
asked_if = "q"
explain = "Explained."
unknown = "explain"
source = "rul:screening-1"
status = "ruling"
)";
constexpr const char* kRules = R"(
[[rule]]
id = "r"
when = "q"
verdict = "doctor_first"
how_soon = "days"
text = "Because."
do = "Do this."
lifts = true
avoid = ["where:where"]
source = "rul:screening-1"
status = "ruling"
)";

struct Texts {
  std::string cards = kCards;
  std::string questions = kQuestions;
  std::string rules = kRules;
  std::string policy = knowledge_texts().at("screen/policy.toml");
};

Result<ScreenKnowledge> load(const Texts& texts) {
  KnowledgeTexts files;
  files["screen/cards/a.toml"] = texts.cards;
  files["screen/questions/a.toml"] = texts.questions;
  files["screen/rules/a.toml"] = texts.rules;
  files["screen/policy.toml"] = texts.policy;
  for (const auto& [name, text] : knowledge_texts()) {
    if (name.rfind("sources/", 0) == 0) files[name] = text;
  }
  auto parsed = KnowledgeFiles::load(files);
  if (!parsed) return parsed.error();
  return ScreenKnowledge::load(*parsed);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ScreenKnowledge, TheSmallChapterLoads) {
  const auto loaded = load({});
  ASSERT_TRUE(loaded) << describe(loaded.error());
  EXPECT_EQ(loaded->questions().size(), 2U);
  EXPECT_EQ(loaded->cards()[0].questions.size(), 2U);
  EXPECT_EQ(loaded->find("q")->who, Who::receiver);
  EXPECT_EQ(loaded->find("nothing"), nullptr);
  EXPECT_TRUE(loaded->find_rule("r")->cleared.light);
}

TEST(ScreenKnowledge, RefusesEachSlipWithItsPlace) {
  const struct {
    std::string part;
    std::string from;
    std::string to;
    std::string message;
  } slips[] = {
      {"questions", "hard_stop = true\nexplain", "hard_stop = true\nexplian", "explian"},
      {"questions", "explain = \"Explained.\"\n", "", "explain"},
      {"questions", "card = \"c\"", "card = \"d\"", "no card is called \"d\""},
      {"questions", "id = \"where\"", "id = \"q\"", "stands twice"},
      {"questions", "kind = \"yes_no\"", "kind = \"maybe\"", "maybe"},
      {"questions", "kind = \"yes_no\"", "kind = \"multi\"", "needs choices"},
      {"questions", "kind = \"multi\"", "kind = \"yes_no\"", "has no choices"},
      {"questions", "kind = \"multi\"", "kind = \"number\"", "range"},
      {"questions", "asked_if = \"q\"", "asked_if = \"p\"", "no question is called \"p\""},
      {"questions", "asked_if = \"q\"", "asked_if = \"q and\"", "expected a name"},
      {"questions", "asked_if = \"q\"", "asked_if = \"where\"", "used as a yes_no"},
      {"questions", "asked_if = \"q\"", "asked_if = \"where == \\\"there\\\"\"", "has no choice \"there\""},
      {"questions", "asked_if = \"q\"", "asked_if = \"sex == \\\"other\\\"\"", "neither a question"},
      {"questions", "asked_if = \"q\"", "asked_if = \"height_m > 2\"", "no question is called \"height_m\""},
      {"questions", "asked_if = \"q\"", "asked_if = \"pain_in(\\\"toe\\\")\"", "no region is called \"toe\""},
      {"questions", "short = \"Short\"", "short = \"" + std::string(91, 'x') + "\"", "longer than a card shows"},
      {"questions", "status = \"ruling\"", "status = \"sure\"", "sure"},
      {"questions", "source = \"rul:screening-1\"\n", "", "source"},
      {"questions", "unknown = \"symptom\"", "unknown = \"symptom\"\nwho = \"giver\"", "differs from that of the card"},
      {"questions", "id = \"elsewhere\"", "id = \"here\"", "stands twice"},
      {"questions", "choices = [{ id = \"here\"", "choices_from = \"none\"\nignored = [{ id = \"here\"", "choice_list"},
      {"cards", "who = \"receiver\"", "who = \"nobody\"", "nobody"},
      {"cards", "id = \"c\"", "id = \"e\"", "has no question"},
      {"cards", "lead = \"L\"\n", "", "lead"},
      {"rules", "when = \"q\"", "when = \"p\"", "no question is called \"p\""},
      {"rules", "when = \"q\"", "when = \"not q\"", "there is no \"not\""},
      {"rules", "text = \"Because.\"\n", "", "text"},
      {"rules", "do = \"Do this.\"\n", "", "do"},
      {"rules", "verdict = \"doctor_first\"", "verdict = \"incomplete\"", "no rule's verdict"},
      {"rules", "verdict = \"doctor_first\"", "verdict = \"emergency\"", "a clearance lifts same_day"},
      {"rules", "verdict = \"doctor_first\"", "verdict = \"not_now\"", "a clearance lifts same_day"},
      {"rules", "lifts = true", "[rule.cleared]\ntext = \"x\"\n[other]", "cleared"},
      {"rules", "lifts = true", "lifts = true\nreplaces = [\"r\"]", "only an emergency replaces"},
      {"rules", "avoid = [\"where:where\"]", "avoid = [\"where:p\"]", "no question is called \"p\""},
      {"rules", "avoid = [\"where:where\"]", "avoid = [\"where:q\"]", "does not ask for places"},
      {"rules", "avoid = [\"where:where\"]", "exclusions = [\"tickling\"]", "no kind of touch"},
      {"rules", "avoid = [\"where:where\"]", "cap = \"heavy\"", "heavy"},
      {"rules", "avoid = [\"where:where\"]", "cap_area = [\"pain\"]", "without a \"cap\""},
      {"rules", "avoid = [\"where:where\"]", "exact = true", "\"avoid\" is missing"},
      {"rules", "avoid = [\"where:where\"]", "positions_removed = [\"upside_down\"]", "no position"},
      {"rules", "avoid = [\"where:where\"]",
       "minutes_max = { value = 20, unit = \"s\", range = [5, 60], source = \"rul:caps\", status = \"ruling\" }",
       "expected the unit \"minutes\""},
      {"rules", "avoid = [\"where:where\"]",
       "avoid = [\"pain\"]\nmargin_m = { value = 3, unit = \"m\", range = [0, 0.1], source = \"rul:caps\", status = "
       "\"ruling\" }",
       "0.1"},
      {"policy", "unsure_do", "unsure_doo", "unsure_doo"},
      {"policy", "valid_days = { value = 28", "valid_days = { value = 280", "90"},
  };
  for (const auto& slip : slips) {
    Texts texts;
    std::string& text = slip.part == "cards"       ? texts.cards
                        : slip.part == "questions" ? texts.questions
                        : slip.part == "rules"     ? texts.rules
                                                   : texts.policy;
    text = with(text, slip.from, slip.to);
    const auto loaded = load(texts);
    ASSERT_FALSE(loaded) << slip.to;
    EXPECT_THAT(describe(loaded.error()), HasSubstr(slip.message)) << slip.to;
    EXPECT_THAT(describe(loaded.error()), HasSubstr("knowledge/screen/")) << slip.to;
  }
}

TEST(ScreenKnowledge, RefusesAStopThatMayBeSkipped) {
  Texts texts;
  texts.questions = with(texts.questions, "hard_stop = true", "hard_stop = false");
  const auto loaded = load(texts);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(describe(loaded.error()), HasSubstr("which is no hard stop"));
  texts = {};
  texts.questions = with(texts.questions, "unknown = \"symptom\"", "unknown = \"explain\"");
  const auto undecided = load(texts);
  ASSERT_FALSE(undecided);
  EXPECT_THAT(describe(undecided.error()), HasSubstr("decides nothing"));
}

TEST(ScreenKnowledge, RefusesAnEmptyChapterAndAMissingPolicy) {
  Texts texts;
  texts.rules = "";
  EXPECT_FALSE(load(texts));
  KnowledgeTexts files = knowledge_texts();
  files.erase("screen/policy.toml");
  const auto parsed = KnowledgeFiles::load(files);
  ASSERT_TRUE(parsed);
  const auto loaded = ScreenKnowledge::load(*parsed);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(describe(loaded.error()), HasSubstr("policy.toml"));
}

TEST(ScreenKnowledge, RefusesAnAreaTheAtlasDoesNotHold) {
  Problems none;
  ScreenBench::get().knowledge().check_areas(ScreenBench::get().atlas(), none);
  EXPECT_TRUE(none.empty()) << describe(none.to_error());

  Texts texts;
  texts.questions = with(texts.questions, "low_back_left", "tail");
  texts.rules = with(texts.rules, "where:where", "wing");
  const auto loaded = load(texts);
  ASSERT_TRUE(loaded) << describe(loaded.error());
  Problems problems;
  loaded->check_areas(ScreenBench::get().atlas(), problems);
  EXPECT_EQ(problems.size(), 2U);
  EXPECT_THAT(describe(problems.to_error()), HasSubstr("\"wing\""));
  EXPECT_THAT(describe(problems.to_error()), HasSubstr("\"tail\""));
}

/// Every row of clinical 1.1 and 2.1 to 2.3 must have its question; those that rest on age or on another row are named.
TEST(ScreenKnowledge, EveryRowOfTheEvidenceHasAQuestion) {
  std::set<std::string> rows;
  for (const Question& question : ScreenBench::get().knowledge().questions()) rows.insert(question.id.substr(0, 5));
  for (int i = 1; i <= 22; ++i) {
    const std::string row = std::string("rf_") + (i < 10 ? "0" : "") + std::to_string(i);
    EXPECT_TRUE(rows.contains(row)) << row;
  }
  for (int i = 1; i <= 34; ++i) {
    if (i == 4 || i == 20 || i == 21) continue;  // CI-04 is section 1 itself; 20 and 21 do not exist
    const std::string row = std::string("ci_") + (i < 10 ? "0" : "") + std::to_string(i);
    EXPECT_TRUE(rows.contains(row)) << row;
  }
}

TEST(ScreenKnowledge, EveryQuestionOfTheReceiverMovesSomeRuleOrOpensAnother) {
  std::set<std::string> used;
  const auto note = [&used](const Expression& condition) {
    for (const Expression::NameUse& use : condition.names()) used.insert(use.name);
  };
  for (const Rule& rule : ScreenBench::get().knowledge().rules()) {
    note(rule.when);
    for (const Effects* effects : {&rule.effects, &rule.cleared}) {
      for (const auto* list : {&effects->avoid, &effects->cap_area}) {
        for (const std::string& id : *list) used.insert(id.substr(id.find(':') + 1));
      }
    }
  }
  for (const Question& question : ScreenBench::get().knowledge().questions()) {
    if (question.asked_if) note(*question.asked_if);
  }
  for (const Question& question : ScreenBench::get().knowledge().questions()) {
    if (question.id.rfind("or_", 0) == 0) continue;  // read by the patterns of origin
    EXPECT_TRUE(used.contains(question.id)) << question.id << " is asked for nothing";
  }
}

}  // namespace
}  // namespace unknot::test
