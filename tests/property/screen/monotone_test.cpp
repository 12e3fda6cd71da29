// The monotone promise (contracts, Screen report) over random people: a worse answer never loosens anything.
// UNKNOT_CASES_COUNT raises the number of people.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "scenario/screen_bench.h"
#include "unknot/core/rng.h"

namespace unknot::test {
namespace {

/// Empty where `worse` is nowhere more permissive than `milder`; else what became looser.
std::string loosened(const ScreenReport& milder, const ScreenReport& worse) {
  if (worse.verdict > milder.verdict) {
    return "verdict " + std::string(to_text(milder.verdict)) + " -> " + std::string(to_text(worse.verdict));
  }
  const auto missing = [](const auto& from, const auto& in, const auto& same) {
    return std::find_if(from.begin(), from.end(), [&](const auto& one) {
      return std::none_of(in.begin(), in.end(), [&](const auto& other) { return same(one, other); });
    });
  };
  const auto area = missing(milder.avoid, worse.avoid, [](const AvoidArea& a, const AvoidArea& b) {
    return a.rule == b.rule && a.polygon == b.polygon && a.hard <= b.hard;
  });
  if (area != milder.avoid.end()) return "keep-out of " + area->rule;
  const auto cap = missing(milder.caps, worse.caps, [](const AreaCap& a, const AreaCap& b) {
    return a.rule == b.rule && a.polygon == b.polygon && a.surface == b.surface && b.force_N <= a.force_N &&
           b.pressure_Pa <= a.pressure_Pa;
  });
  if (cap != milder.caps.end()) return "cap of " + cap->rule;
  const auto exclusion = missing(milder.exclusions, worse.exclusions, [](const Exclusion& a, const Exclusion& b) {
    return a.rule == b.rule && a.kind == b.kind;
  });
  if (exclusion != milder.exclusions.end()) return "exclusion of " + exclusion->rule;
  const auto position = missing(worse.positions, milder.positions, [](Position a, Position b) { return a == b; });
  if (position != worse.positions.end()) return "position " + std::string(to_text(*position));
  if (milder.minutes_max && (!worse.minutes_max || *worse.minutes_max > *milder.minutes_max)) return "minutes";
  if (milder.trained_only && !worse.trained_only) return "trained only";
  return {};
}

/// A person with few, some or many worrying answers, so that every verdict comes up.
class RandomPeople {
 public:
  explicit RandomPeople(std::uint64_t seed) : rng_(seed) {}

  Case next() {
    Case person;
    person.receiver.sex = rng_.chance(0.5) ? Sex::female : Sex::male;
    person.receiver.age_years = std::floor(rng_.uniform(rng_.chance(0.1) ? 2 : 18, 92));
    if (!rng_.chance(0.1)) person.complaint.duration_days = std::floor(rng_.uniform(0, rng_.chance(0.5) ? 10 : 200));
    const int marks_count = 1 + static_cast<int>(rng_.index(3));
    for (int i = 0; i < marks_count; ++i) person.complaint.pain.push_back(mark());
    person.history.sessions_count = static_cast<int>(rng_.index(3));
    person.giver.training = static_cast<Training>(rng_.index(3));
    if (person.giver.training == Training::professional) person.giver.profile = ProfessionalProfile{"school", 700, "1"};
    const double true_ratio = rng_.chance(0.5) ? 0.01 : rng_.uniform(0, 0.3);
    const double absent_ratio = rng_.chance(0.5) ? 0 : rng_.uniform(0, 0.2);
    for (const Question& question : ScreenBench::get().knowledge().questions()) {
      if (!rng_.chance(absent_ratio)) person.answers[question.id] = answer(question, true_ratio);
      if (rng_.chance(0.1)) person.answers_since[question.id] = day();
    }
    for (const Rule& rule : ScreenBench::get().knowledge().rules()) {
      if (rng_.chance(0.2)) person.clearances.push_back({rule.id, day(), rng_.chance(0.9)});
      if (rng_.chance(0.05)) person.overrides.push_back({rule.id, "known to me"});
    }
    return person;
  }

  const Question& any_yes_no() {
    const auto& questions = ScreenBench::get().knowledge().questions();
    for (;;) {
      const Question& question = questions[rng_.index(questions.size())];
      if (question.kind == QuestionKind::yes_no) return question;
    }
  }

 private:
  Date day() { return from_day_index(to_day_index(kToday.date) - 40 + static_cast<std::int64_t>(rng_.index(45))); }

  PainMark mark() {
    PainMark mark;
    mark.intensity_nrs = static_cast<int>(rng_.index(11));
    if (rng_.chance(0.3)) {
      mark.centre = ChartPoint{rng_.uniform(-0.9, 0.9), rng_.uniform(-0.1, 1.2)};
      mark.radius_m = rng_.uniform(0.01, 0.1);
    } else {
      mark.region = static_cast<Region>(rng_.index(words_of<Region>().size()));
      mark.side = static_cast<Side>(rng_.index(words_of<Side>().size()));
    }
    return mark;
  }

  Answer answer(const Question& question, double true_ratio) {
    if (question.kind == QuestionKind::yes_no) {
      if (rng_.chance(true_ratio)) return true;
      return rng_.chance(true_ratio) ? Answer(Unknown{}) : Answer(false);
    }
    if (rng_.chance(0.1)) return Unknown{};
    if (question.kind == QuestionKind::number) return rng_.uniform(question.range.low, question.range.high);
    if (question.kind == QuestionKind::choice) return question.choices[rng_.index(question.choices.size())].id;
    std::vector<std::string> chosen;
    for (const Choice& choice : question.choices) {
      if (rng_.chance(0.2)) chosen.push_back(choice.id);
    }
    return chosen;
  }

  Rng rng_;
};

TEST(ScreenMonotone, AWorseAnswerNeverLoosensAnything) {
  const int people_count = env_count("UNKNOT_CASES_COUNT", 2000);
  RandomPeople people(20261122);
  std::map<Verdict, int> seen_count;
  for (int i = 0; i < people_count; ++i) {
    Case person = people.next();
    const Question& question = people.any_yes_no();
    const auto with = [&](Answer answer) {
      person.answers[question.id] = std::move(answer);
      return ScreenBench::get().run(person);
    };
    const ScreenReport no = with(false);
    const ScreenReport unsure = with(Unknown{});
    const ScreenReport yes = with(true);
    ASSERT_EQ(loosened(no, unsure), "") << "person " << i << ", " << question.id << " false -> unknown";
    ASSERT_EQ(loosened(unsure, yes), "") << "person " << i << ", " << question.id << " unknown -> true";
    for (const ScreenReport* report : {&no, &unsure, &yes}) {
      ++seen_count[report->verdict];
      ASSERT_EQ(report->positions.empty(), plans_nothing(report->verdict)) << "person " << i;
      ASSERT_FALSE(report->reasons.empty() && report->verdict != Verdict::go) << "person " << i;
    }
  }
  // A list that never reaches a verdict proves nothing about it.
  for (const Verdict verdict : {Verdict::emergency, Verdict::same_day, Verdict::doctor_first, Verdict::not_now,
                                Verdict::incomplete, Verdict::go_with_limits, Verdict::go}) {
    EXPECT_GT(seen_count[verdict], 0) << to_text(verdict);
  }
}

TEST(ScreenMonotone, TheComparisonNoticesEachKindOfLoosening) {
  ScreenReport strict;
  strict.verdict = Verdict::go_with_limits;
  strict.avoid = {{"a", {{0, 0}, {0.1, 0}, {0, 0.1}}, true}};
  strict.caps = {{"b", {}, Surface::palm, 15, 2000}};
  strict.exclusions = {{"c", "friction"}};
  strict.positions = {Position::side_left};
  strict.minutes_max = 20;
  strict.trained_only = true;
  EXPECT_EQ(loosened(strict, strict), "");
  const auto after = [&](auto change) {
    ScreenReport looser = strict;
    change(looser);
    return loosened(strict, looser);
  };
  EXPECT_NE(after([](ScreenReport& r) { r.verdict = Verdict::go; }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.avoid.clear(); }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.avoid[0].hard = false; }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.caps[0].force_N = 16; }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.exclusions.clear(); }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.positions.push_back(Position::prone); }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.minutes_max.reset(); }), "");
  EXPECT_NE(after([](ScreenReport& r) { r.trained_only = false; }), "");
}

}  // namespace
}  // namespace unknot::test
