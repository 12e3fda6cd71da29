#include "unknot/screen/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <set>

#include "scenario/screen_bench.h"

namespace unknot::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

const ScreenBench& bench() { return ScreenBench::get(); }

Case desk_worker() {
  Case person = plain_case();
  person.complaint.duration_days = 56;
  person.complaint.pain = {PainMark{Region::upper_back, Side::both, std::nullopt, 0, 5},
                           PainMark{Region::low_back, Side::both, std::nullopt, 0, 5}};
  return person;
}

/// The cards of the receiver a person who says "no" throughout meets before the first massage.
std::vector<std::pair<const Card*, std::vector<const Question*>>> cards_met(Case person) {
  answer_the_rest_no(person);
  const std::vector<QuestionId> asked = asked_questions(bench().knowledge(), person, bench().areas());
  std::vector<std::pair<const Card*, std::vector<const Question*>>> met;
  for (const Card& card : bench().knowledge().cards()) {
    std::vector<const Question*> shown;
    for (const QuestionId& id : card.questions) {
      if (std::find(asked.begin(), asked.end(), id) != asked.end()) shown.push_back(bench().knowledge().find(id));
    }
    if (card.who == Who::receiver && !shown.empty()) met.emplace_back(&card, shown);
  }
  return met;
}

int words_in(const std::string& text) {
  std::istringstream stream(text);
  int count = 0;
  for (std::string word; stream >> word;) ++count;
  return count;
}

TEST(Screen, DeskWorkerGetsExactlyGo) {
  Case person = desk_worker();
  answer_the_rest_no(person);
  const ScreenReport report = bench().run(person);
  EXPECT_EQ(report.verdict, Verdict::go);
  ASSERT_EQ(report.reasons.size(), 1U);
  EXPECT_EQ(report.reasons[0].how_soon, HowSoon::routine);
  EXPECT_TRUE(report.avoid.empty() && report.caps.empty() && report.exclusions.empty());
  EXPECT_EQ(report.positions.size(), 4U);
  EXPECT_FALSE(report.trained_only || report.minutes_max);
}

TEST(Screen, DeskWorkerMeetsAtMostEightScreensAndNinetySeconds) {
  const auto met = cards_met(desk_worker());
  EXPECT_LE(met.size(), 8U);
  // The warning signs alone; the last card (what makes it better) may be skipped. Silent reading of English prose: 238
  // words a minute (Brysbaert 2019, recalled); 1.5 s to find and tap the button (assumed).
  int words_count = 0;
  int screens_count = 0;
  for (const auto& [card, questions] : met) {
    if (card->id == "origin") continue;
    ++screens_count;
    words_count += words_in(card->title) + words_in(card->lead);
    for (const Question* question : questions) words_count += words_in(question->short_text);
  }
  const double seconds_s = words_count / (238.0 / 60) + 1.5 * screens_count;
  EXPECT_LE(seconds_s, 90) << words_count << " words on " << screens_count << " screens";
}

TEST(Screen, WhatIsAskedFollowsSexAgeAndHistory) {
  const auto asks = [](const Case& person, const char* id) {
    return testing::Value(asked_questions(bench().knowledge(), person, bench().areas()), Contains(id));
  };
  Case person = plain_case();
  EXPECT_TRUE(asks(person, "ci_25"));
  EXPECT_FALSE(asks(person, "rf_08"));
  EXPECT_FALSE(asks(person, "re_01"));
  person.history.sessions_count = 1;
  EXPECT_TRUE(asks(person, "re_01"));
  person.receiver.age_years = 71;
  EXPECT_FALSE(asks(person, "ci_25"));
  EXPECT_TRUE(asks(person, "rf_08"));
  person.receiver = {};
  person.receiver.sex = Sex::male;
  person.receiver.age_years = 30;
  EXPECT_FALSE(asks(person, "ci_25"));
}

TEST(Screen, NothingAnsweredIsIncompleteAndNamesTheOpenQuestions) {
  const ScreenReport report = bench().run(plain_case());
  EXPECT_EQ(report.verdict, Verdict::incomplete);
  EXPECT_THAT(report.unanswered, Contains("rf_01"));
  EXPECT_THAT(report.unanswered, testing::Not(Contains("ci_11_where")));
  EXPECT_TRUE(report.positions.empty());
  ASSERT_FALSE(report.reasons.empty());
  EXPECT_EQ(report.reasons.front().rule, "incomplete");
}

TEST(Screen, EveryHardStopLeftOutAloneMakesItIncomplete) {
  Case answered = plain_case();
  answer_the_rest_no(answered);
  int checked_count = 0;
  for (const QuestionId& id : asked_questions(bench().knowledge(), answered, bench().areas())) {
    if (!bench().knowledge().find(id)->hard_stop) continue;
    Case person = answered;
    person.answers.erase(id);
    const ScreenReport report = bench().run(person);
    EXPECT_EQ(report.verdict, Verdict::incomplete) << id;
    EXPECT_THAT(report.unanswered, ElementsAre(id));
    ++checked_count;
  }
  EXPECT_GT(checked_count, 40);
}

TEST(Screen, AnAnswerOfTheWrongKindIsNoAnswer) {
  for (const Answer& answer : {Answer(1.0), Answer(std::string("no")), Answer(std::vector<std::string>{"no"})}) {
    Case person = plain_case();
    person.answers["rf_01"] = answer;
    answer_the_rest_no(person);
    EXPECT_THAT(bench().run(person).unanswered, ElementsAre("rf_01"));
  }
}

TEST(Screen, APlaceNotKnownOrNoneChosenStaysOpen) {
  for (const Answer& answer : {Answer(Unknown{}), Answer(std::vector<std::string>{}), Answer(true)}) {
    Case person = plain_case();
    person.answers["ci_11"] = true;
    person.answers["ci_11_where"] = answer;
    answer_the_rest_no(person);
    EXPECT_THAT(bench().run(person).unanswered, ElementsAre("ci_11_where"));
  }
}

TEST(Screen, CancerHistoryStopsWhateverElseIsAnswered) {
  for (const Question& question : bench().knowledge().questions()) {
    if (question.kind != QuestionKind::yes_no) continue;
    for (const Answer& answer : {Answer(true), Answer(false), Answer(Unknown{})}) {
      Case person = plain_case();
      person.receiver.sex = Sex::male;
      person.receiver.age_years = 67;
      person.answers[question.id] = answer;
      person.answers["rf_10"] = true;
      answer_the_rest_no(person);
      EXPECT_LE(bench().run(person).verdict, Verdict::doctor_first) << question.id;
    }
  }
}

TEST(Screen, ReasonsStandGravestFirst) {
  Case person = plain_case();
  for (const char* id : {"ci_29", "rf_11_a", "rf_01", "ci_08", "rf_07"}) person.answers[id] = true;
  answer_the_rest_no(person);
  const ScreenReport report = bench().run(person);
  EXPECT_EQ(report.verdict, Verdict::emergency);
  EXPECT_THAT(report.reasons,
              ElementsAre(Field(&Reason::rule, "rf_01"), Field(&Reason::rule, "rf_07"), Field(&Reason::rule, "rf_11_a"),
                          Field(&Reason::rule, "ci_08"), Field(&Reason::rule, "ci_29")));
}

TEST(Screen, LightIsTheSquareRootOfTheAreaRatio) {
  const LightCap& light = bench().light();
  EXPECT_DOUBLE_EQ(light.force_N(Surface::palm), 15);
  EXPECT_NEAR(light.force_N(Surface::knuckles), 15 * std::sqrt(28.0 / 70.0), 1e-12);
  EXPECT_NEAR(light.pressure_Pa(Surface::palm), 15 / 70e-4, 1e-9);
  LightCap lacking;
  lacking.palm_force_N = 15;
  lacking.area_m2 = {{Surface::palm, 70e-4}};
  EXPECT_THROW((void)lacking.force_N(Surface::thumb), ContractViolation);
}

TEST(Screen, KeepOutsGrowByTheirMarginAndStayOnTheChart) {
  const ChartPolygon square = {{0.3, 0.4}, {0.5, 0.4}, {0.5, 0.5}, {0.3, 0.5}};
  const ChartPolygon grown = bench().areas().grown(square, 0.03);
  const Body& body = bench().body();
  for (const ChartPoint& corner : square) {
    for (int k = 0; k < 12; ++k) {
      const double angle_rad = 0.5 * k;
      const PlanePoint at = body.to_plane(corner);
      const PlanePoint beside{at.x_m + 0.0299 * std::cos(angle_rad), at.y_m + 0.0299 * std::sin(angle_rad)};
      EXPECT_TRUE(contains(grown, body.to_chart(beside))) << k;
    }
  }
  const PlanePoint far{body.to_plane({0.5, 0.45}).x_m + 0.035, body.to_plane({0.5, 0.45}).y_m};
  EXPECT_FALSE(contains(grown, body.to_chart(far)));
  for (const ChartPoint& point : bench().areas().grown({{0.9, 1.2}, {1, 1.2}, {1, 1.25}}, 0.1)) {
    EXPECT_TRUE(is_on_chart(point));
  }
}

TEST(Screen, AFreelyDrawnMarkCountsForItsRegion) {
  Case person = plain_case();
  person.receiver.age_years = 40;
  person.complaint.pain = {PainMark{std::nullopt, Side::middle, ChartPoint{0.15, 0.3}, 0.03, 5}};
  person.answers["fs_10"] = true;
  answer_the_rest_no(person);
  EXPECT_TRUE(fires(bench().run(person), "weak_flags"));
  person.complaint.pain[0].centre = ChartPoint{0.3, 0.9};
  EXPECT_FALSE(fires(bench().run(person), "weak_flags"));
}

TEST(Screen, PainAreasComeFromMarks) {
  Case person = plain_case();
  person.complaint.pain = {PainMark{std::nullopt, Side::middle, ChartPoint{0.3, 0.8}, 0.04, 5}};
  person.answers["or_10_a"] = true;
  answer_the_rest_no(person);
  const ScreenReport report = bench().run(person);
  ASSERT_EQ(report.caps.size(), 6U);
  EXPECT_TRUE(contains(report.caps[0].polygon, ChartPoint{0.3, 0.8}));
  EXPECT_FALSE(contains(report.caps[0].polygon, ChartPoint{-0.3, 0.8}));
}

TEST(Screen, ThinBonesKeepTheSpineOutAsDrawn) {
  Case person = plain_case();
  person.answers["ci_24_a"] = true;
  answer_the_rest_no(person);
  const ScreenReport report = bench().run(person);
  ASSERT_FALSE(report.avoid.empty());
  for (const AvoidArea& area : report.avoid) EXPECT_FALSE(area.hard);
}

TEST(Screen, OverrideNeedsAProfile) {
  Case person = plain_case();
  person.answers["ci_23_a"] = true;
  person.giver.training = Training::professional;
  person.overrides = {{"ci_23", "known to me"}};
  answer_the_rest_no(person);
  EXPECT_FALSE(bench().run(person).exclusions.empty());
  person.giver.profile = ProfessionalProfile{"school", 700, "1"};
  EXPECT_TRUE(bench().run(person).exclusions.empty());
}

TEST(Screen, CounselFillsOriginExpectationsAlternativesAndSafetyNet) {
  Case person = desk_worker();
  answer_the_rest_no(person);
  const ScreenReport report =
      screen(bench().knowledge(), &bench().counsel(), person, bench().areas(), bench().light(), kToday);
  EXPECT_FALSE(report.origin.empty());
  EXPECT_FALSE(report.expect.empty());
  EXPECT_FALSE(report.alternatives.empty());
  EXPECT_FALSE(report.safety_net.empty());
  EXPECT_THAT(report.screened_at, HasSubstr("2026-11-22T20:00:00"));
}

// The goal of the design holds for the optimised GCC build; unoptimised and under Clang's sanitizers it is far slower.
#if defined(__OPTIMIZE__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr double kScreenMax_ms = 1;
#else
constexpr double kScreenMax_ms = 50;
#endif

TEST(Screen, TakesLessThanAMillisecond) {
  Case person = desk_worker();
  for (const char* id : {"ci_24_a", "gate_skin", "ci_11", "ci_22", "rf_10", "ci_25"}) person.answers[id] = true;
  person.answers["ci_11_where"] = std::vector<std::string>{"low_back_left", "mid_back_right"};
  person.answers["ci_22_where"] = std::vector<std::string>{"upper_left"};
  answer_the_rest_no(person);
  constexpr int kRuns_count = 200;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kRuns_count; ++i) {
    (void)screen(bench().knowledge(), &bench().counsel(), person, bench().areas(), bench().light(), kToday);
  }
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  RecordProperty("microseconds_per_screen", static_cast<int>(1000 * spent.count() / kRuns_count));
  EXPECT_LT(spent.count() / kRuns_count, kScreenMax_ms);
}

}  // namespace
}  // namespace unknot::test
