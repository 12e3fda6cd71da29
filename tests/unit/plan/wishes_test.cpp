#include <gtest/gtest.h>

#include "property/plan/plan_world.h"
#include "unknot/plan/cost.h"
#include "unknot/plan/giver_load.h"

namespace unknot::test {
namespace {

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Seconds of techniques that belong to a tradition.
double tradition_s(const Routine& routine, const std::string& tradition) {
  double sum_s = 0;
  for (const Stroke& stroke : routine.strokes) {
    const Technique* technique = plan_world().plan.technique(stroke.technique);
    if (technique != nullptr && std::find(technique->traditions.begin(), technique->traditions.end(), tradition) !=
                                    technique->traditions.end()) {
      sum_s += stroke.duration_s;
    }
  }
  return sum_s;
}

double sore_s(const Routine& routine) {
  double sum_s = 0;
  for (const Stroke& stroke : routine.strokes) {
    sum_s += !is_pause(stroke) && stroke.region == "low_back" ? stroke.duration_s : 0;
  }
  return sum_s;
}

TEST(Wishes, ATraditionGetsMoreTimeAndSaysWhatOfItIsIn) {
  Evening evening = plain_evening();
  const Routine plain = evening.compose().value();
  for (const char* tradition : {"swedish", "shiatsu", "thai", "tui_na"}) {
    evening.the_case.receiver.tradition = tradition;
    const Routine wished = evening.compose().value();
    EXPECT_GT(tradition_s(wished, tradition), tradition_s(plain, tradition)) << tradition;
    EXPECT_GE(sore_s(wished), 0.4 * wished.total_s) << tradition;
    EXPECT_EQ(wished.total_s, plain.total_s);
    const bool told = std::any_of(wished.notes.begin(), wished.notes.end(),
                                  [](const std::string& note) { return has(note, "as far as it fits tonight: "); });
    EXPECT_TRUE(told) << tradition;
  }
  evening.the_case.receiver.tradition = "shiatsu";
  const Routine shiatsu = evening.compose().value();
  EXPECT_TRUE(std::any_of(shiatsu.notes.begin(), shiatsu.notes.end(), [](const std::string& note) {
    return has(note, "fits tonight") && has(note, "Leaning palms");
  }));
}

TEST(Wishes, NothingOfATraditionIsSaidToo) {
  Evening evening = plain_evening();
  evening.the_case.receiver.tradition = "lymph";
  const Routine wished = evening.compose().value();
  EXPECT_TRUE(std::any_of(wished.notes.begin(), wished.notes.end(),
                          [](const std::string& note) { return has(note, "planned instead is as gentle"); }));
  evening.the_case.receiver.tradition.reset();
  const Routine plain = evening.compose().value();
  ASSERT_EQ(plain.strokes.size(), wished.strokes.size());
  for (std::size_t i = 0; i < plain.strokes.size(); ++i) {
    EXPECT_EQ(plain.strokes[i].technique, wished.strokes[i].technique);
    EXPECT_EQ(plain.strokes[i].force_N, wished.strokes[i].force_N);
  }
  EXPECT_TRUE(std::none_of(plain.notes.begin(), plain.notes.end(),
                           [](const std::string& note) { return has(note, "fits tonight:"); }));
}

TEST(GiverLoad, CountsAsTheCostsDoAndPausesRest) {
  const PlanKnowledge& knowledge = plan_world().plan;
  const CostWeights weights(knowledge);
  std::vector<Stroke> strokes(4);
  strokes[0].technique = "T06";
  strokes[1].technique = "T06";
  strokes[2].technique = "pause";
  strokes[3].technique = "T02";
  for (Stroke& stroke : strokes) {
    stroke.duration_s = weights.tired_after_s / 2;
  }
  strokes[3].station = Station::right;
  const GiverLoad load = write_giver_load(knowledge, strokes);
  EXPECT_NEAR(strokes[0].fatigue_ratio, 0.25, 1e-12) << "kneading tires one second a second";
  EXPECT_NEAR(strokes[1].fatigue_ratio, 0.5, 1e-12) << "a change is due";
  EXPECT_LT(strokes[2].fatigue_ratio, strokes[1].fatigue_ratio) << "a pause rests";
  EXPECT_LT(strokes[3].fatigue_ratio, strokes[2].fatigue_ratio + 1e-12) << "so does gliding";
  EXPECT_NEAR(load.most_ratio, 0.5, 1e-12);
  EXPECT_EQ(load.rests_count, 1);
  EXPECT_EQ(load.rests_s, strokes[2].duration_s);
  EXPECT_EQ(load.station_changes_count, 1);
  EXPECT_TRUE(has(load.text, "one change of place")) << load.text;
  strokes[1].duration_s = 100 * weights.tired_after_s;
  EXPECT_EQ(write_giver_load(knowledge, strokes).most_ratio, 1) << "it never passes one";

  const Routine routine = plain_evening().compose().value();
  EXPECT_GT(routine.giver_load.most_ratio, 0);
  EXPECT_GT(routine.giver_load.rests_count, 0);
}

/// Each place of the giver with words that belong there, and words that never do.
TEST(Postures, SayWhereToBeAndToLean) {
  struct Expected {
    Place place;
    Position position;
    std::vector<std::string> one_of;
    std::vector<std::string> never;
  };
  const std::vector<Expected> all = {
      {Place::bed,
       Position::prone,
       {"Kneel on a cushion or sit on the receiver's"},
       {"Stand on", "Stand behind", "chair", "table"}},
      {Place::floor, Position::prone, {"Kneel"}, {"Stand on", "Stand behind", "chair", "bed"}},
      {Place::table, Position::prone, {"Stand on the receiver's", "Stand at the head"}, {"Kneel on", "chair", "bed"}},
      {Place::chair, Position::seated_leaning, {"behind the chair"}, {"receiver's left", "receiver's right", "bed"}},
      {Place::bed,
       Position::side_left,
       {"behind the back of the receiver, who lies on the left"},
       {"Stand on", "Stand behind", "chair"}},
      {Place::table, Position::side_right, {"Stand behind the back of the receiver"}, {"Kneel on", "chair"}},
  };
  for (const Expected& expected : all) {
    Evening evening = plain_evening();
    evening.the_case.complaint.pain.push_back({Region::shoulder, Side::both, std::nullopt, 0, 5});
    evening.the_case.giver.place = expected.place;
    evening.the_case.giver.position = expected.position;
    const Routine routine = evening.compose().value();
    ASSERT_EQ(routine.position, expected.position);
    for (const Stroke& stroke : routine.strokes) {
      if (is_pause(stroke)) {
        continue;
      }
      EXPECT_TRUE(std::any_of(expected.one_of.begin(), expected.one_of.end(), [&](const std::string& part) {
        return has(stroke.posture, part);
      })) << stroke.posture;
      for (const std::string& part : expected.never) {
        EXPECT_FALSE(has(stroke.posture, part)) << part << " in: " << stroke.posture;
      }
      EXPECT_FALSE(has(stroke.posture, "{")) << stroke.posture;
      EXPECT_TRUE(has(stroke.posture, "don't push") || has(stroke.posture, "no push") ||
                  has(stroke.posture, "don't grip"))
          << stroke.posture;
      const bool own_side = stroke.station == Station::left || stroke.station == Station::kneeling_left;
      const bool reaches =
          expected.position == Position::prone && own_side &&
          std::any_of(stroke.path.begin(), stroke.path.end(), [](const ChartPoint& at) { return at.across > 0.3; });
      EXPECT_TRUE(!reaches || has(stroke.posture, "For the far side")) << stroke.posture;
      if (stroke.technique == "T06" && stroke.region == "low_back" && own_side) {
        EXPECT_TRUE(has(stroke.posture, "level with the waist")) << stroke.posture;
        EXPECT_FALSE(stroke.side == Side::left && has(stroke.posture, "For the far side")) << stroke.posture;
      }
    }
  }
}

}  // namespace
}  // namespace unknot::test
