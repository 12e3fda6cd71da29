// Counsel: what is shown when, what is never shown, and every refusal of the loader.
#include "unknot/screen/counsel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/support.h"
#include "unknot/screen/screen.h"

namespace unknot {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const CounselKnowledge& knowledge() {
  static const CounselKnowledge kLoaded = [] {
    auto loaded = load_counsel(test::knowledge_files());
    if (!loaded) {
      ADD_FAILURE() << describe(loaded.error());
      std::abort();
    }
    return *std::move(loaded);
  }();
  return kLoaded;
}

PainMark mark(Region region, Side side, int intensity_nrs) {
  PainMark one;
  one.region = region;
  one.side = side;
  one.intensity_nrs = intensity_nrs;
  return one;
}

Case sore_back(double duration_days) {
  Case the_case;
  the_case.receiver.age_years = 38;
  the_case.complaint.duration_days = duration_days;
  the_case.complaint.pain = {mark(Region::low_back, Side::both, 5)};
  return the_case;
}

std::vector<Alternative> table_of(const Case& the_case, Verdict verdict) {
  return alternatives(knowledge(), the_case, guess_origins(knowledge(), the_case), verdict);
}

std::set<std::string> ids_of(const std::vector<Alternative>& rows) {
  std::set<std::string> ids;
  for (const Alternative& row : rows) {
    ids.insert(row.id);
  }
  return ids;
}

// ------------------------------------------------------------------------------------------------------ alternatives

TEST(Alternatives, show_waiting_and_moving_beside_massage_for_fresh_pain) {
  const auto rows = ids_of(table_of(sore_back(9), Verdict::go));
  for (const char* id : {"al_waiting_acute", "al_moving", "al_02", "al_13", "al_03", "al_professional"}) {
    EXPECT_TRUE(rows.contains(id)) << id;
  }
  EXPECT_FALSE(rows.contains("al_11"));
  EXPECT_FALSE(rows.contains("al_01"));
}

TEST(Alternatives, call_exercise_the_better_choice_for_lasting_pain) {
  const auto rows = table_of(sore_back(43), Verdict::go);
  const auto exercise =
      std::find_if(rows.begin(), rows.end(), [](const Alternative& row) { return row.id == "al_11"; });
  ASSERT_NE(exercise, rows.end());
  EXPECT_TRUE(exercise->better_choice);
  EXPECT_THAT(exercise->effect, HasSubstr("firmest support"));
  EXPECT_FALSE(ids_of(table_of(sore_back(42), Verdict::go)).contains("al_11"));
}

TEST(Alternatives, show_both_courses_when_the_length_is_not_known) {
  Case the_case = sore_back(1);
  the_case.complaint.duration_days.reset();
  const auto rows = ids_of(table_of(the_case, Verdict::go));
  EXPECT_TRUE(rows.contains("al_waiting_acute"));
  EXPECT_TRUE(rows.contains("al_waiting_lasting"));
}

TEST(Alternatives, borrow_no_figures_for_pain_from_a_nerve) {
  Case the_case = sore_back(9);
  the_case.answers["or_04_a"] = true;
  const auto rows = table_of(the_case, Verdict::go_with_limits);
  EXPECT_TRUE(ids_of(rows).contains("al_massage_nerve"));
  EXPECT_THAT(rows, Each(Field(&Alternative::size, "not known")));
  const auto professional =
      std::find_if(rows.begin(), rows.end(), [](const Alternative& row) { return row.id == "al_professional"; });
  ASSERT_NE(professional, rows.end());
  EXPECT_TRUE(professional->better_choice);
}

TEST(Alternatives, add_the_rows_for_tension) {
  Case the_case = sore_back(9);
  EXPECT_FALSE(ids_of(table_of(the_case, Verdict::go)).contains("al_rest_tension"));
  the_case.answers["or_02_a"] = std::vector<std::string>{"tense_days"};
  EXPECT_TRUE(ids_of(table_of(the_case, Verdict::go)).contains("al_rest_tension"));
}

TEST(Alternatives, hide_heat_where_skin_may_feel_less) {
  Case the_case = sore_back(9);
  EXPECT_TRUE(ids_of(table_of(the_case, Verdict::go)).contains("al_13"));
  the_case.answers["ci_18"] = Unknown{};
  EXPECT_FALSE(ids_of(table_of(the_case, Verdict::go_with_limits)).contains("al_13"));
}

TEST(Alternatives, leave_only_the_professional_when_a_doctor_is_needed) {
  const auto rows = table_of(sore_back(9), Verdict::doctor_first);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].id, "al_professional");
  EXPECT_TRUE(rows[0].better_choice);
  for (const Verdict verdict : {Verdict::emergency, Verdict::same_day, Verdict::incomplete}) {
    EXPECT_THAT(table_of(sore_back(9), verdict), IsEmpty());
  }
  EXPECT_GT(table_of(sore_back(9), Verdict::not_now).size(), 5U);
}

TEST(Alternatives, show_no_figure_that_was_only_recalled) {
  for (const AlternativeRow& row : knowledge().alternatives) {
    if (row.alternative.id == "al_04" || row.alternative.id == "al_07" || row.alternative.id == "al_08") {
      EXPECT_EQ(row.alternative.size, "not known") << row.alternative.id;
    }
  }
}

// ------------------------------------------------------------------------------------------------------ expectations

TEST(Expectations, follow_the_course_and_end_with_what_holds_for_all) {
  const Case the_case = sore_back(9);
  const auto guesses = guess_origins(knowledge(), the_case);
  const auto found = expectations(knowledge(), the_case, guesses, Verdict::go);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].pattern, "or_02");
  EXPECT_THAT(found[0].size, HasSubstr("0.64 to 1.85"));
  EXPECT_EQ(found[0].certainty, "very low");
  EXPECT_EQ(found[1].pattern, "tonight");
  EXPECT_EQ(found[2].pattern, "afterwards");
  const auto lasting = expectations(knowledge(), sore_back(60), guesses, Verdict::go);
  EXPECT_THAT(lasting[0].size, HasSubstr("0.13 to 0.62"));
}

TEST(Expectations, are_silent_when_nothing_is_planned) {
  const Case the_case = sore_back(9);
  const auto guesses = guess_origins(knowledge(), the_case);
  for (const Verdict verdict :
       {Verdict::emergency, Verdict::same_day, Verdict::doctor_first, Verdict::not_now, Verdict::incomplete}) {
    EXPECT_THAT(expectations(knowledge(), the_case, guesses, verdict), IsEmpty());
  }
}

TEST(Expectations, encourage_who_is_afraid_to_move) {
  Case the_case = sore_back(60);
  const auto has_encouragement = [&] {
    const auto found = expectations(knowledge(), the_case, guess_origins(knowledge(), the_case), Verdict::go);
    return std::any_of(found.begin(), found.end(), [](const Expectation& one) { return one.pattern == "or_13"; });
  };
  EXPECT_FALSE(has_encouragement());
  the_case.answers["or_13_a"] = true;
  EXPECT_TRUE(has_encouragement());
}

// ------------------------------------------------------------------------------------------- in the report of
// screening

/// Screens on a map without areas: enough where no rule of the case names a place.
ScreenReport screen_plainly(const Case& the_case) {
  static const ScreenKnowledge kScreen = [] {
    auto loaded = ScreenKnowledge::load(test::knowledge_files());
    if (!loaded) {
      ADD_FAILURE() << describe(loaded.error());
      std::abort();
    }
    return *std::move(loaded);
  }();
  const AreaSource nowhere = {.polygons = [](const std::string&) { return std::vector<ChartPolygon>(); },
                              .pain = [](const PainMark&) { return std::vector<ChartPolygon>(); },
                              .grown = [](const ChartPolygon& polygon, double) { return polygon; },
                              .region_at = [](const ChartPoint&) { return std::optional<Region>(); }};
  LightCap light;
  light.palm_force_N = 15;
  for (const Surface surface :
       {Surface::palm, Surface::fingers, Surface::thumb, Surface::knuckles, Surface::forearm, Surface::elbow}) {
    light.area_m2[surface] = 0.007;
  }
  Case answered = the_case;
  for (const Question& question : kScreen.questions()) {
    if (question.kind == QuestionKind::yes_no) {
      answered.answers.try_emplace(question.id, false);
    }
  }
  return screen(kScreen, &knowledge(), answered, nowhere, light, {.date = {2026, 11, 22}});
}

TEST(CounselInReport, speaks_of_origin_and_tonight_when_massage_fits) {
  const ScreenReport report = screen_plainly(sore_back(9));
  ASSERT_FALSE(plans_nothing(report.verdict)) << to_text(report.verdict);
  EXPECT_EQ(report.origin.at(0).pattern, "or_02");
  EXPECT_FALSE(report.expect.empty());
  EXPECT_GT(report.alternatives.size(), 4U);
  EXPECT_EQ(report.safety_net, knowledge().safety_net);
}

TEST(CounselInReport, names_no_harmless_origin_beside_an_emergency) {
  Case the_case = sore_back(9);
  the_case.answers["rf_01"] = true;
  the_case.answers["or_02_a"] = std::vector<std::string>{"sitting", "bending"};
  const ScreenReport report = screen_plainly(the_case);
  ASSERT_EQ(report.verdict, Verdict::emergency);
  EXPECT_THAT(report.origin, IsEmpty());
  EXPECT_THAT(report.expect, IsEmpty());
  EXPECT_THAT(report.alternatives, IsEmpty());
  EXPECT_EQ(report.safety_net, knowledge().safety_net);
}

// ---------------------------------------------------------------------------------------------- guidance and handover

TEST(Guidance, holds_every_part_of_its_format) {
  const Json page = guidance(knowledge());
  EXPECT_EQ(page.at("schema"), "unknot.guidance/1");
  EXPECT_EQ(page.at("knowledge_hash"), test::knowledge_files().hash());
  EXPECT_EQ(page.at("rules_dated"), "2026-11-22");
  EXPECT_THAT(page.at("review_note").get<std::string>(), HasSubstr("not yet reviewed by a clinician"));
  for (const char* key : {"emergency_numbers", "alone"}) {
    EXPECT_FALSE(page.at(key).empty()) << key;
  }
  for (const char* key : {"kinds", "checklist", "walk_out"}) {
    EXPECT_FALSE(page.at("professional").at(key).empty()) << key;
  }
  for (const char* key : {"normal", "watch"}) {
    EXPECT_FALSE(page.at("aftercare").at(key).empty()) << key;
  }
  EXPECT_FALSE(page.at("consent").at("lines").empty());
  EXPECT_FALSE(page.at("recheck").at("signs").empty());
  EXPECT_FALSE(page.at("safety_net").get<std::string>().empty());
  EXPECT_TRUE(page.at("words").contains("emergency"));
}

TEST(Guidance, says_from_which_pain_the_hands_become_lighter_and_leave) {
  const Json page = guidance(knowledge());
  const Json& limits = page.at("hand_pain");
  EXPECT_EQ(limits.at("none").at("lighter_from_nrs"), 4);
  EXPECT_EQ(limits.at("none").at("leave_from_nrs"), 7);
  for (const char* training : {"course", "professional"}) {
    EXPECT_EQ(limits.at(training).at("lighter_from_nrs"), 5) << training;
    EXPECT_EQ(limits.at(training).at("leave_from_nrs"), 7) << training;
  }
}

TEST(Guidance, knows_the_number_of_each_region_that_was_asked_for) {
  std::map<std::string, std::string> numbers;
  const Json page = guidance(knowledge());
  for (const Json& row : page.at("emergency_numbers")) {
    numbers[row.at("region").get<std::string>()] = row.at("number").get<std::string>();
  }
  const std::map<std::string, std::string> expected = {{"unknown", "112"}, {"eu", "112"}, {"us", "911"}, {"ca", "911"},
                                                       {"gb", "999"},      {"ie", "112"}, {"au", "000"}, {"nz", "111"},
                                                       {"jp", "119"},      {"in", "112"}};
  for (const auto& [region, number] : expected) {
    EXPECT_EQ(numbers[region], number) << region;
  }
}

TEST(Guidance, offers_heat_and_the_ball_only_with_their_exceptions) {
  const Json page = guidance(knowledge());
  for (const Json& row : page.at("alone")) {
    if (row.at("id") == "heat") {
      EXPECT_THAT(row.at("not_if").get<std::vector<std::string>>(), Contains("ci_18"));
    }
    if (row.at("id") == "ball") {
      EXPECT_THAT(row.at("not_if").get<std::vector<std::string>>(), Contains("ci_24"));
    }
  }
}

ScreenReport doctor_report() {
  ScreenReport report;
  report.verdict = Verdict::doctor_first;
  report.reasons = {Reason{.rule = "rf_10",
                           .text = "New back pain after cancer is checked first.",
                           .what_to_do = "See your doctor this week.",
                           .how_soon = HowSoon::days,
                           .source = "cli:RF-10"}};
  return report;
}

const Moment kNow{.date = {2026, 11, 22}, .second_of_day_s = 20 * 3600, .utc_offset_minutes = 60};

TEST(Handover, carries_what_was_entered_and_what_we_advise) {
  Case the_case = sore_back(9);
  the_case.receiver.mass_kg = 64;
  the_case.answers["rf_10"] = true;
  the_case.answers["rf_01"] = false;
  the_case.answers["rf_11_a"] = Unknown{};
  the_case.answers["or_02_a"] = std::vector<std::string>{"sitting", "bending"};
  the_case.answers_since["rf_10"] = Date{2020, 5, 1};
  const Json sheet = handover(knowledge(), the_case, doctor_report(), kNow);
  EXPECT_EQ(sheet.at("schema"), "unknot.handover/1");
  EXPECT_EQ(sheet.at("made_at"), "2026-11-22T20:00:00+01:00");
  EXPECT_EQ(sheet.at("verdict").at("id"), "doctor_first");
  EXPECT_EQ(sheet.at("pain").at(0).at("where"), "low back, both sides");
  EXPECT_EQ(sheet.at("pain").at(0).at("intensity_nrs"), 5);
  EXPECT_EQ(sheet.at("duration_days"), 9);
  std::map<std::string, std::string> answers;
  for (const Json& row : sheet.at("answers")) {
    answers[row.at("id").get<std::string>()] = row.at("answer").get<std::string>();
    EXPECT_FALSE(row.at("question").get<std::string>().empty());
  }
  const std::map<std::string, std::string> expected = {
      {"rf_10", "yes"}, {"rf_11_a", "not sure"}, {"or_02_a", "sitting long, bending forward"}};
  EXPECT_EQ(answers, expected);
  EXPECT_EQ(sheet.at("advice").at(0).at("do"), "See your doctor this week.");
  EXPECT_GE(sheet.at("blanks").size(), 5U);
}

TEST(Handover, names_the_place_of_a_drawn_mark) {
  Case the_case = sore_back(9);
  PainMark drawn;
  drawn.centre = ChartPoint{0.4, 0.8};
  drawn.radius_m = 0.04;
  drawn.intensity_nrs = 6;
  the_case.complaint.pain = {drawn};
  const RegionAt low_back = [](const ChartPoint&) { return Region::low_back; };
  EXPECT_EQ(handover(knowledge(), the_case, doctor_report(), kNow, low_back).at("pain").at(0).at("where"),
            "low back, right of the spine");
  EXPECT_EQ(handover(knowledge(), the_case, doctor_report(), kNow).at("pain").at(0).at("where"),
            "marked on the drawing, right of the spine");
}

TEST(Handover, holds_nothing_that_was_not_entered_and_nothing_of_the_giver) {
  Case the_case = sore_back(9);
  the_case.complaint.duration_days.reset();
  the_case.giver.training = Training::professional;
  the_case.giver.profile = ProfessionalProfile{.school = "Some School", .hours_count = 500, .number = "N-17"};
  the_case.answers["gv_01"] = true;
  const Json sheet = handover(knowledge(), the_case, doctor_report(), kNow);
  EXPECT_FALSE(sheet.contains("duration_days"));
  EXPECT_FALSE(sheet.at("receiver").contains("stature_m"));
  EXPECT_FALSE(sheet.at("receiver").contains("mass_kg"));
  EXPECT_TRUE(sheet.at("answers").empty());
  EXPECT_THAT(sheet.dump(), Not(HasSubstr("Some School")));
}

// ------------------------------------------------------------------------------------------- refusals of the loader

/// Loads the project's knowledge with one text of it replaced; "" where it loads, else the problems.
std::string problems_with(const std::string& file, const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at(file);
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << file << " no longer holds: " << from;
    return "";
  }
  text.replace(at, from.size(), to);
  const auto files = KnowledgeFiles::load(texts);
  if (!files) {
    return describe(files.error());
  }
  const auto loaded = load_counsel(*files);
  return loaded ? "" : describe(loaded.error());
}

const std::string kOrigins = "counsel/origins.toml";
const std::string kAlternatives = "counsel/alternatives.toml";
const std::string kGuidance = "counsel/guidance.toml";

TEST(CounselLoader, takes_the_project_as_it_is) {
  EXPECT_EQ(problems_with(kOrigins, "# Patterns", "# The patterns"), "");
}

TEST(CounselLoader, refuses_a_missing_file) {
  KnowledgeTexts texts = test::knowledge_texts();
  texts.erase(kAlternatives);
  const auto files = KnowledgeFiles::load(texts);
  ASSERT_TRUE(files);
  const auto loaded = load_counsel(*files);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(describe(loaded.error()), HasSubstr("the file is missing"));
}

TEST(CounselLoader, refuses_an_unknown_key_and_names_its_place) {
  const std::string problems = problems_with(kOrigins, "highest = \"possible\"\ntension", "hihgest = 1\ntension");
  EXPECT_THAT(problems, HasSubstr("hihgest"));
  EXPECT_THAT(problems, HasSubstr("knowledge/counsel/origins.toml:"));
}

TEST(CounselLoader, refuses_a_dangling_question) {
  EXPECT_THAT(problems_with(kOrigins, "possible_when = \"or_03_a\"", "possible_when = \"or_03_q\""),
              HasSubstr("no question is called \"or_03_q\""));
}

TEST(CounselLoader, refuses_a_choice_its_question_does_not_have) {
  EXPECT_THAT(problems_with(kOrigins, "when = \"or_02_a == \\\"lifting\\\"\"", "when = \"or_02_a == \\\"flying\\\"\""),
              HasSubstr("has no choice \"flying\""));
}

TEST(CounselLoader, refuses_an_unknown_region) {
  EXPECT_THAT(problems_with(kOrigins, "pain_in(\\\"neck\\\"", "pain_in(\\\"knee\\\""),
              HasSubstr("no region is called \"knee\""));
}

TEST(CounselLoader, refuses_a_condition_that_does_not_parse) {
  EXPECT_THAT(problems_with(kOrigins, "possible_when = \"or_03_a\"", "possible_when = \"or_03_a and\""),
              HasSubstr("possible_when"));
}

TEST(CounselLoader, refuses_a_dangling_source) {
  EXPECT_THAT(problems_with(kAlternatives, "source = \"cli:AL-13\"", "source = \"cli:AL-99\""),
              HasSubstr("no source has the key \"cli:AL-99\""));
}

TEST(CounselLoader, refuses_a_missing_or_unknown_status) {
  EXPECT_THAT(problems_with(kGuidance, "source = \"gui:ECC\"\nstatus = \"verified\"", "source = \"gui:ECC\""),
              HasSubstr("status"));
  EXPECT_THAT(problems_with(kGuidance, "status = \"verified\"", "status = \"surely\""), HasSubstr("surely"));
}

TEST(CounselLoader, refuses_to_show_a_size_that_was_only_recalled) {
  EXPECT_THAT(problems_with(kAlternatives, "size_status = \"verified\"", "size_status = \"recalled\""),
              HasSubstr("is only recalled and would be shown"));
  EXPECT_THAT(problems_with(kOrigins, "source = \"cli:EF-02\"\nstatus = \"verified\"",
                            "source = \"cli:EF-02\"\nstatus = \"recalled\""),
              HasSubstr("is only recalled and would be shown"));
}

TEST(CounselLoader, refuses_a_certainty_of_its_own_making) {
  EXPECT_THAT(problems_with(kAlternatives, "certainty = \"very low\"", "certainty = \"quite good\""),
              HasSubstr("quite good"));
}

TEST(CounselLoader, refuses_a_table_without_doing_nothing_in_it) {
  EXPECT_THAT(problems_with(kAlternatives, "role = \"waiting\"\nname = \"Doing nothing special\"\nkinds = [\"acute\"]",
                            "role = \"other\"\nname = \"Doing nothing special\"\nkinds = [\"acute\"]"),
              HasSubstr("no row of the role \"waiting\" for the kind \"acute\""));
}

TEST(CounselLoader, refuses_an_unknown_kind_of_pain) {
  EXPECT_THAT(problems_with(kAlternatives, "kinds = [\"tension\"]", "kinds = [\"nervous\"]"),
              HasSubstr("no kind of pain is called \"nervous\""));
}

TEST(CounselLoader, refuses_better_without_a_reason) {
  EXPECT_THAT(problems_with(kAlternatives, "better_when = \"duration_days > 42\"\n", ""),
              HasSubstr("better_when and better_because come together"));
}

TEST(CounselLoader, refuses_two_patterns_of_one_name_and_two_defaults) {
  EXPECT_THAT(problems_with(kOrigins, "id = \"or_03\"", "id = \"or_02\""), HasSubstr("stands twice"));
  EXPECT_THAT(problems_with(kOrigins, "is_default = true\n", ""), HasSubstr("exactly one pattern is the default"));
}

TEST(CounselLoader, refuses_a_grade_without_its_condition) {
  EXPECT_THAT(problems_with(kOrigins, "highest = \"possible\"\ntension", "highest = \"likely\"\ntension"),
              HasSubstr("likely_when stands exactly where"));
}

TEST(CounselLoader, refuses_a_frame_without_its_slot) {
  EXPECT_THAT(problems_with(kOrigins, "because = \"Your answers fit: {clues}.\"", "because = \"Your answers fit.\""),
              HasSubstr("has no {clues}"));
}

TEST(CounselLoader, refuses_an_emergency_number_that_is_none) {
  EXPECT_THAT(problems_with(kGuidance, "number = \"999\"", "number = \"nine\""), HasSubstr("digits only"));
  EXPECT_THAT(problems_with(kGuidance, "region = \"unknown\"", "region = \"elsewhere\""),
              HasSubstr("no emergency number for the region \"unknown\""));
}

TEST(CounselLoader, refuses_pain_limits_that_leave_out_a_giver_or_never_lighten) {
  EXPECT_THAT(problems_with(kGuidance, "[hand_pain.course]", "[hand_pain.student]"), HasSubstr("course"));
  EXPECT_THAT(problems_with(kGuidance, "leave_from_nrs = { value = 7", "leave_from_nrs = { value = 4"),
              HasSubstr("never become lighter before"));
  EXPECT_THAT(problems_with(kGuidance, "leave_from_nrs = { value = 7", "leave_from_nrs = { value = 17"),
              HasSubstr("leave_from_nrs"));
}

TEST(CounselLoader, refuses_advice_tied_to_no_rule) {
  EXPECT_THAT(problems_with(kGuidance, "not_if = []", "not_if = [\"zz_99\"]"),
              HasSubstr("no rule is called \"zz_99\""));
}

TEST(CounselLoader, refuses_a_verdict_without_words) {
  EXPECT_THAT(problems_with(kGuidance, "same_day = \"", "some_day = \""),
              HasSubstr("the word for \"same_day\" is missing"));
}

}  // namespace
}  // namespace unknot
