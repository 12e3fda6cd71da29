#include "unknot/flow_json.h"

#include <gtest/gtest.h>

namespace unknot {
namespace {

CaseSchema schema() {
  CaseSchema schema;
  schema.questions["rf_01"] = {"yes_no", {}, {}};
  schema.questions["ci_11"] = {"yes_no", {}, {}};
  schema.questions["ci_11_where"] = {"multi", {"low_back", "elsewhere"}, {}};
  schema.questions["weeks"] = {"number", {}, {0, 42}};
  schema.rules = {"rf_10", "ci_23"};
  schema.traditions = {"thai", "shiatsu"};
  return schema;
}

constexpr const char* kCase = R"(
[receiver]
sex = "female"
age_years = 41
stature_m = 1.66
mass_kg = 64
[complaint]
pain = [{ region = "low_back", side = "left", intensity_nrs = 5 }, { across = 0.3, along = 0.2, radius_m = 0.05, intensity_nrs = 3 }]
duration_days = 9
[answers]
rf_01 = false
ci_11 = "unknown"
ci_11_where = ["low_back"]
weeks = 12
[[clearance]]
rule = "rf_10"
examined_on = 2026-11-20
massage_allowed = true
[giver]
training = "none"
minutes = 20
place = "bed"
)";

std::string problems_of(std::string text) {
  const auto node = parse_toml(text, "case.toml");
  if (!node) return describe(node.error());
  const auto the_case = read_case(*node, schema());
  return the_case ? std::string() : describe(the_case.error());
}

std::string with(std::string from, const std::string& old_text, const std::string& new_text) {
  const auto at = from.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return from.replace(at, old_text.size(), new_text);
}

TEST(ReadCase, ReadsTheContractsExample) {
  const auto the_case = read_case(*parse_toml(kCase, "case.toml"), schema());
  ASSERT_TRUE(the_case) << describe(the_case.error());
  EXPECT_EQ(the_case->complaint.pain.size(), 2U);
  EXPECT_EQ(the_case->complaint.pain[0].side, Side::left);
  EXPECT_TRUE(std::holds_alternative<Unknown>(the_case->answers.at("ci_11")));
  EXPECT_EQ(the_case->clearances[0].examined_on, (Date{2026, 11, 20}));
  EXPECT_TRUE(the_case->giver.oil);
}

TEST(ReadCase, AWishForATraditionMustBeOneOfTheCodex) {
  const auto wish = [](const std::string& id) { return with(kCase, "mass_kg = 64", "tradition = \"" + id + "\""); };
  const auto the_case = read_case(*parse_toml(wish("shiatsu"), "case.toml"), schema());
  ASSERT_TRUE(the_case) << describe(the_case.error());
  EXPECT_EQ(the_case->receiver.tradition, "shiatsu");
  EXPECT_EQ(to_json(*the_case)["receiver"]["tradition"], "shiatsu");
  EXPECT_EQ(problems_of(wish("thai")), "");
  EXPECT_NE(problems_of(wish("shiatzu")).find("did you mean \"shiatsu\""), std::string::npos);
  EXPECT_NE(problems_of(wish("no such way")).find("no tradition called"), std::string::npos);
}

TEST(ReadCase, TakesMeasuredLengths) {
  const std::string measured = with(kCase, "[complaint]",
                                    "[receiver.measured]\nback_length_m = 0.49\nchest_girth_m = 0.95\n"
                                    "waist_girth_m = 0.8\nhip_girth_m = 1.0\nbiacromial_m = 0.37\n[complaint]");
  const auto the_case = read_case(*parse_toml(measured, "case.toml"), schema());
  ASSERT_TRUE(the_case) << describe(the_case.error());
  EXPECT_EQ(the_case->receiver.measured, (MeasuredLengths{0.49, 0.95, 0.8, 1.0, 0.37}));
  const auto again = read_case(*parse_json(to_json(*the_case).dump(), "case.json"), schema());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->receiver.measured, the_case->receiver.measured);
  // None measured: nothing written.
  const auto plain = read_case(*parse_toml(kCase, "case.toml"), schema());
  EXPECT_FALSE(to_json(*plain)["receiver"].contains("measured"));
  // A slip of unit or digit, and an unknown length, are refused.
  for (const char* slip : {"back_length_m = 49", "chest_girth_m = 95", "waist_girth_m = 0.1", "hip_girth_m = 10",
                           "biacromial_m = nan", "neck_girth_m = 0.4"}) {
    EXPECT_NE(problems_of(with(kCase, "[complaint]", std::string("[receiver.measured]\n") + slip + "\n[complaint]")),
              "")
        << slip;
  }
}

TEST(ReadCase, JsonAndTomlMeanTheSame) {
  const auto from_toml = read_case(*parse_toml(kCase, "case.toml"), schema());
  ASSERT_TRUE(from_toml);
  const std::string text = to_json(*from_toml).dump();
  const auto from_json = read_case(*parse_json(text, "case.json"), schema());
  ASSERT_TRUE(from_json) << describe(from_json.error());
  EXPECT_EQ(to_json(*from_json).dump(), text);
}

TEST(ReadCase, RefusesEachKindOfWrongInput) {
  EXPECT_EQ(problems_of(kCase), "");
  const auto expect = [](const std::string& old_text, const std::string& new_text, const std::string& says) {
    const std::string text = problems_of(with(kCase, old_text, new_text));
    EXPECT_NE(text.find(says), std::string::npos) << new_text << " gave: " << text;
  };
  expect("stature_m = 1.66", "stature_m = 3.0", "between 0.5 and 2.5, found 3");
  expect("stature_m = 1.66", "stature_m = 166", "metres: 1.66, not 166");
  expect("stature_m = 1.66", "stature_cm = 166", "give it as \"stature_m\"");
  expect("stature_m = 1.66", "stature_m = nan", "finite");
  expect("stature_m = 1.66", "stature_m = \"tall\"", "expects a number");
  expect("sex = \"female\"", "sex = \"woman\"", "expects one of female, male");
  expect("age_years = 41", "", "\"age_years\" is missing");
  expect("rf_01 = false", "rf_99 = false", "unknown key \"rf_99\"");
  expect("rf_01 = false", "rf_01 = \"no\"", "true, false or \"unknown\"");
  expect("ci_11_where = [\"low_back\"]", "ci_11_where = [\"toe\"]", "a list of low_back, elsewhere");
  expect("weeks = 12", "weeks = 99", "between 0.0 and 42.0");
  expect("rule = \"rf_10\"", "rule = \"rf_1O\"", "did you mean \"rf_10\"?");
  expect("examined_on = 2026-11-20", "examined_on = \"soon\"", "expects a date");
  expect("duration_days = 9", "", "\"duration_days\" is missing");
  expect("minutes = 20", "minutes = 90", "between 5 and 60");
  expect("minutes = 20", "minutes = 20\nhaste = 1", "unknown key \"haste\"");
  expect("place = \"bed\"", "place = \"sofa\"", "bed, floor, table, chair");
  expect("training = \"none\"", "training = \"professional\"", "needs [giver.profile]");
  expect("intensity_nrs = 5", "intensity_nrs = 11", "between 0 and 10");
  expect("region = \"low_back\", side = \"left\"", "region = \"low_back\", across = 0.1, side = \"left\"", "not both");
  expect("along = 0.2", "along = 2.0", "between -0.15 and 1.25");
  expect("pain = [", "pain = []\nother = [", "1 to 24 places");
  expect("[giver]", "[[override]]\nrule = \"ci_23\"\nreason = \"seen by the doctor\"\n[giver]", "only a professional");
  expect("[giver]", "[history]\nsessions_count = 1\nsessions_without_soreness_count = 2\n[giver]",
         "more sessions without");
}

Routine sample_routine() {
  Routine routine;
  routine.knowledge_hash = "k";
  routine.case_hash = "c";
  routine.screened_at = "2026-11-22T20:00:00+01:00";
  routine.total_s = 60;
  routine.asked_s = 60;
  Stroke stroke;
  stroke.id = "s01";
  stroke.technique = "T03";
  stroke.name = "Long glides";
  stroke.region = "whole_back";
  stroke.duration_s = 60;
  stroke.path = {{-0.3, 1}, {-0.3, 0.1}};
  stroke.force_N = {5, 10};
  stroke.path_left = {{0.3, 1}, {0.3, 0.1}};
  stroke.force_left_N = {5, 10};
  stroke.force_cap_N = 20;
  stroke.speed_m_s = 0.08;
  stroke.phase = "warm";
  stroke.reason = "because";
  stroke.source = "tec:T03";
  routine.strokes.push_back(stroke);
  Edit edit;
  edit.kind = Edit::Kind::move;
  edit.stroke_id = "s01";
  edit.move_to = ChartPoint{0.1, 0.2};
  routine.edits.push_back(edit);
  routine.giver_load = {0.4, 30, 3, 1, "Easy."};
  return routine;
}

std::string routine_text(const Json& changes) {
  Json json = {{"schema", "unknot.routine/1"}, {"knowledge_hash", "k"}};
  json.update(to_json(sample_routine()));
  json.update(changes);
  return json.dump();
}

TEST(ReadRoutine, RoundTrips) {
  const auto routine = read_routine(*parse_json(routine_text(Json::object()), "routine"));
  ASSERT_TRUE(routine) << describe(routine.error());
  EXPECT_EQ(to_json(*routine), to_json(sample_routine()));
}

TEST(ReadRoutine, RefusesRefusedUnevenAndUnknown) {
  EXPECT_FALSE(read_routine(*parse_json(routine_text({{"refused", true}}), "routine")));
  EXPECT_FALSE(read_routine(*parse_json(routine_text({{"schema", "unknot.routine/9"}}), "routine")));
  EXPECT_FALSE(read_routine(*parse_json(routine_text({{"screened_at", "today"}}), "routine")));
  EXPECT_FALSE(read_routine(*parse_json(routine_text({{"extra", 1}}), "routine")));
  Json uneven = to_json(sample_routine());
  uneven["strokes"][0]["force_N"] = {1.0};
  const auto routine = read_routine(*parse_json(routine_text({{"strokes", uneven["strokes"]}}), "routine"));
  ASSERT_FALSE(routine);
  EXPECT_NE(describe(routine.error()).find("same number of entries"), std::string::npos);
}

TEST(ReadEdit, OnlyASwapTakesAWish) {
  const auto wish = read_edit(*parse_json(R"({"kind":"swap","stroke_id":"s03","technique":"T42"})", "edit"));
  ASSERT_TRUE(wish) << describe(wish.error());
  EXPECT_EQ(wish->technique, "T42");
  EXPECT_EQ(to_json(*wish)["technique"], "T42");
  EXPECT_FALSE(to_json(*wish).contains("family"));
  EXPECT_TRUE(read_edit(*parse_json(R"({"kind":"swap","stroke_id":"s03","family":"petrissage"})", "edit")));
  EXPECT_FALSE(read_edit(*parse_json(R"({"kind":"skip","stroke_id":"s03","family":"petrissage"})", "edit")));
}

TEST(ReadEdit, AsksForWhatItsKindNeeds) {
  const auto check = [](const char* text) { return static_cast<bool>(read_edit(*parse_json(text, "edit"))); };
  EXPECT_TRUE(check(R"({"kind": "skip", "stroke_id": "s02", "from_s": 30})"));
  EXPECT_FALSE(check(R"({"kind": "skip"})"));
  EXPECT_FALSE(check(R"({"kind": "move", "stroke_id": "s02"})"));
  EXPECT_FALSE(check(R"({"kind": "shorter"})"));
  EXPECT_FALSE(check(R"({"kind": "harder"})"));
  EXPECT_FALSE(check(R"({"kind": "move", "stroke_id": "s02", "move_to": [1]})"));
}

TEST(GiverView, NamesNoRuleAndNoReason) {
  ScreenReport report;
  report.verdict = Verdict::go_with_limits;
  report.reasons = {{"ci_25", "pregnant", "ask", HowSoon::routine, "cli:CI-25"}};
  report.avoid = {{"ci_11", {{0, 0}, {0.1, 0}, {0.1, 0.1}}, true}};
  report.caps = {{"ci_25", {}, Surface::palm, 15, 2000}};
  report.exclusions = {{"ci_25", "prone"}, {"ci_23", "prone"}};
  report.safety_net = "net";
  const std::string text = to_giver_json(report).dump();
  EXPECT_EQ(text.find("ci_"), std::string::npos) << text;
  EXPECT_EQ(text.find("pregnant"), std::string::npos) << text;
  EXPECT_TRUE(to_giver_json(report)["exclusions"].empty());
  EXPECT_EQ(to_json(report)["exclusions"].size(), 2U);
  EXPECT_NE(to_json(report).dump().find("ci_25"), std::string::npos);
}

}  // namespace
}  // namespace unknot
