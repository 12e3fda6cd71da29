#include "unknot/plan/planner.h"

#include <gtest/gtest.h>

#include <set>

#include "property/plan/plan_world.h"

namespace unknot::test {
namespace {

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

Routine planned(const Evening& evening) {
  auto routine = evening.compose();
  EXPECT_TRUE(routine) << describe(routine.error());
  return routine.value();
}

double most_N(const Stroke& stroke) {
  double most = 0;
  for (const double force_N : stroke.force_N) {
    most = std::max(most, force_N);
  }
  for (const double force_N : stroke.force_left_N) {
    most = std::max(most, force_N);
  }
  return most;
}

PressureLevel deepest(const Routine& routine) {
  PressureLevel most = PressureLevel::w1;
  for (const Stroke& stroke : routine.strokes) {
    most = std::max(most, stroke.level);
  }
  return most;
}

double time_s(const Routine& routine, const std::set<std::string>& regions) {
  double sum_s = 0;
  for (const Stroke& stroke : routine.strokes) {
    sum_s += !is_pause(stroke) && regions.contains(stroke.region) ? stroke.duration_s : 0;
  }
  return sum_s;
}

std::set<std::string> techniques(const Routine& routine) {
  std::set<std::string> ids;
  for (const Stroke& stroke : routine.strokes) {
    ids.insert(stroke.technique);
  }
  return ids;
}

int pauses_count(const Routine& routine, const std::string& name) {
  return static_cast<int>(std::count_if(routine.strokes.begin(), routine.strokes.end(), [&](const Stroke& stroke) {
    // The first word of a pause has a capital, those after it have none.
    return is_pause(stroke) && stroke.name.find(name.substr(1)) != std::string::npos;
  }));
}

bool says(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

TEST(Compose, RefusesWhenTheVerdictStopsAndPlansWhenItDoesNot) {
  for (int i = 0; i <= static_cast<int>(Verdict::go); ++i) {
    Evening evening = plain_evening();
    evening.report.verdict = static_cast<Verdict>(i);
    const Routine routine = planned(evening);
    EXPECT_EQ(routine.refused, plans_nothing(evening.report.verdict));
    EXPECT_EQ(routine.strokes.empty(), routine.refused);
    EXPECT_EQ(routine.report.has_value(), routine.refused);
  }
}

TEST(Compose, TrainedOnlyIsForTrainedHands) {
  Evening evening = plain_evening();
  evening.report.trained_only = true;
  EXPECT_TRUE(planned(evening).refused);
  evening.the_case.giver.training = Training::course;
  EXPECT_FALSE(planned(evening).refused);
}

TEST(Compose, RefusesWhereNoPlaceIsLeft) {
  Evening evening = plain_evening();
  evening.report.avoid = {{"rule", {{-1, -0.15}, {1, -0.15}, {1, 1.25}, {-1, 1.25}}, true}};
  const Routine routine = planned(evening);
  EXPECT_TRUE(routine.refused);
  EXPECT_TRUE(says(routine.notes, "No place is left"));
}

TEST(Compose, IsAsLongAsAskedOrSaysWhyNot) {
  Evening evening = plain_evening();
  for (const double minutes : {5.0, 7.5, 12.0, 20.0, 30.0}) {
    evening.the_case.giver.minutes = minutes;
    const Routine routine = planned(evening);
    EXPECT_EQ(routine.total_s, minutes * 60);
    EXPECT_EQ(routine.strokes.back().start_s + routine.strokes.back().duration_s, minutes * 60);
    EXPECT_EQ(routine.shortened_because, "");
  }
  evening.the_case.giver.minutes = 45;
  EXPECT_EQ(planned(evening).total_s, 1800);
  EXPECT_NE(planned(evening).shortened_because, "");
  evening.the_case.giver.training = Training::professional;
  EXPECT_EQ(planned(evening).total_s, 2700);
  evening.report.minutes_max = 15;
  EXPECT_EQ(planned(evening).total_s, 900);
  EXPECT_NE(planned(evening).shortened_because.find("15"), std::string::npos);
}

TEST(Compose, FirstSessionIsOneClassLighterAtFullLength) {
  Evening evening = plain_evening();
  const Routine second = planned(evening);
  evening.the_case.history.sessions_count = 0;
  const Routine first = planned(evening);
  EXPECT_EQ(deepest(second), PressureLevel::w3);
  EXPECT_EQ(deepest(first), PressureLevel::w2);
  EXPECT_EQ(first.total_s, second.total_s);
}

TEST(Compose, TheSoreRegionGetsItsShareLastAndGentler) {
  Evening evening = plain_evening();
  const Routine routine = planned(evening);
  EXPECT_GE(time_s(routine, {"low_back"}), 0.4 * routine.total_s);
  bool sore_seen = false;
  double sore_N = 0;
  double other_N = 0;
  for (const Stroke& stroke : routine.strokes) {
    if (is_pause(stroke) || stroke.phase == "arrive" || stroke.phase == "warm" || stroke.phase == "close") {
      continue;
    }
    const bool sore = stroke.region == "low_back";
    EXPECT_FALSE(sore_seen && !sore) << stroke.id << " works elsewhere after the sore region";
    sore_seen = sore_seen || sore;
    double& most = sore ? sore_N : other_N;
    most = std::max(most, most_N(stroke));
  }
  EXPECT_TRUE(sore_seen);
  EXPECT_LT(sore_N, other_N);
}

TEST(Compose, ADeskBackGetsShouldersToo) {
  Evening evening = plain_evening();
  evening.the_case.complaint.pain = {{Region::upper_back, Side::both, std::nullopt, 0, 5},
                                     {Region::low_back, Side::both, std::nullopt, 0, 5}};
  const Routine routine = planned(evening);
  EXPECT_GT(time_s(routine, {"shoulder", "neck"}), 0);
  EXPECT_GT(time_s(routine, {"upper_back", "shoulder_blade"}), 60);
  EXPECT_GT(time_s(routine, {"low_back"}), 60);
}

TEST(Compose, NapeOnlyWhenTheNeckCardIsClean) {
  Evening evening = plain_evening();
  evening.the_case.complaint.pain = {{Region::neck, Side::both, std::nullopt, 0, 6}};
  evening.the_case.giver.training = Training::course;
  evening.the_case.giver.minutes = 40;
  const Routine open = planned(evening);
  EXPECT_GT(time_s(open, {"neck"}), 0);
  for (const Stroke& stroke : open.strokes) {
    EXPECT_FALSE(stroke.region == "neck" && stroke.level > PressureLevel::w2);
  }
  evening.report.exclusions = {{"nk_01", "nape"}};
  const Routine closed = planned(evening);
  EXPECT_EQ(time_s(closed, {"neck"}), 0);
  EXPECT_TRUE(says(closed.notes, "back of the neck"));
}

TEST(Compose, ExclusionsTakeTechniquesOffTheMenu) {
  Evening evening = plain_evening();
  evening.the_case.giver.minutes = 30;
  const std::set<std::string> all = techniques(planned(evening));
  EXPECT_TRUE(all.contains("T21"));
  EXPECT_TRUE(all.contains("T06"));
  evening.report.exclusions = {{"rule", "rocking"}, {"rule", "T06"}, {"rule", "oil"}};
  const Routine routine = planned(evening);
  const std::set<std::string> fewer = techniques(routine);
  EXPECT_FALSE(fewer.contains("T21"));
  EXPECT_FALSE(fewer.contains("T20"));
  EXPECT_FALSE(fewer.contains("T06"));
  EXPECT_FALSE(fewer.contains("T03"));
  EXPECT_EQ(pauses_count(routine, "Oil"), 0);
  EXPECT_TRUE(says(routine.notes, "without oil"));
}

TEST(Compose, ChairIsClothedAndDry) {
  Evening evening = plain_evening();
  evening.the_case.giver.place = Place::chair;
  evening.the_case.complaint.pain = {{Region::shoulder, Side::both, std::nullopt, 0, 5}};
  const Routine routine = planned(evening);
  EXPECT_EQ(routine.position, Position::seated_leaning);
  EXPECT_EQ(pauses_count(routine, "Oil"), 0);
  EXPECT_EQ(pauses_count(routine, "Turn the head"), 0);
  for (const Stroke& stroke : routine.strokes) {
    EXPECT_EQ(stroke.station, Station::behind_chair);
    EXPECT_TRUE(stroke.technique != "T02" && stroke.technique != "T03") << stroke.id;
  }
  EXPECT_FALSE(says(routine.notes, "chair as place"));
  evening.the_case.giver.place = Place::bed;
  EXPECT_TRUE(says(planned(evening).notes, "chair as place"));
}

TEST(Compose, SideLyingWorksTheUpperSideFromBehind) {
  Evening evening = plain_evening();
  evening.report.positions = {Position::side_left};
  const Routine routine = planned(evening);
  for (const Stroke& stroke : routine.strokes) {
    EXPECT_EQ(stroke.station, Station::kneeling_right);
    for (const ChartPoint& at : stroke.path) {
      EXPECT_GE(at.across, 0) << stroke.id;
    }
  }
}

bool calls_sore(const Stroke& stroke) {
  return stroke.cue.find("sore") != std::string::npos || stroke.reason.find("sore") != std::string::npos;
}

TEST(Compose, SideLyingBringsTheSoreSideUp) {
  Evening evening = plain_evening();
  evening.report.positions = {Position::side_left, Position::side_right};
  for (const auto& [side, position] : {std::pair{Side::left, Position::side_right},
                                       {Side::right, Position::side_left},
                                       {Side::both, Position::side_left}}) {
    evening.the_case.complaint.pain = {{Region::low_back, side, std::nullopt, 0, 5}};
    const Routine routine = planned(evening);
    EXPECT_EQ(routine.position, position) << to_text(side);
    EXPECT_EQ(says(routine.notes, "Only the upper side"), side == Side::both);
    EXPECT_FALSE(says(routine.notes, "lies underneath"));
    EXPECT_TRUE(std::any_of(routine.strokes.begin(), routine.strokes.end(),
                            [](const Stroke& stroke) { return stroke.phase == "focus"; }));
  }
}

TEST(Compose, ASoreSideThatLiesUnderneathIsSaidAndTheOtherOneIsNotCalledSore) {
  Evening evening = plain_evening();
  evening.report.positions = {Position::side_left};
  evening.the_case.complaint.pain = {{Region::low_back, Side::left, std::nullopt, 0, 5}};
  const Routine routine = planned(evening);
  EXPECT_EQ(routine.position, Position::side_left);
  EXPECT_TRUE(says(routine.notes, "The sore side lies underneath"));
  for (const Stroke& stroke : routine.strokes) {
    EXPECT_NE(stroke.phase, "focus") << stroke.id;
    EXPECT_FALSE(calls_sore(stroke)) << stroke.reason << " | " << stroke.cue;
  }
}

TEST(Compose, TheSoreSideGetsMoreTimeAndAloneIsCalledSore) {
  Evening evening = plain_evening();
  for (const Place place : {Place::bed, Place::table, Place::chair}) {
    for (const Side side : {Side::left, Side::right}) {
      evening.the_case.giver.place = place;
      evening.the_case.complaint.pain = {{Region::shoulder_blade, side, std::nullopt, 0, 5}};
      const Routine routine = planned(evening);
      double sore_s = 0;
      double other_s = 0;
      for (const Stroke& stroke : routine.strokes) {
        if (stroke.region == "shoulder_blade" && !is_pause(stroke)) {
          (stroke.side == side ? sore_s : other_s) += stroke.duration_s;
        }
        EXPECT_TRUE(stroke.side != (side == Side::left ? Side::right : Side::left) || !calls_sore(stroke))
            << stroke.reason << " | " << stroke.cue;
      }
      EXPECT_GE(sore_s, 1.25 * other_s) << to_text(place);
      EXPECT_LE(sore_s, 2.1 * other_s) << to_text(place);
      EXPECT_GT(other_s, 0) << to_text(place);
    }
  }
}

/// A spot on the spine belongs to both sides, and nothing is left out for it.
TEST(Compose, OneSideGetsLessOnlyWhereItIsLeftAlone) {
  Evening evening = plain_evening();
  evening.the_case.complaint.pain = {{std::nullopt, Side::middle, ChartPoint{0.0, 0.85}, 0.03, 5}};
  EXPECT_FALSE(says(planned(evening).notes, "gets less time"));
  evening.the_case.complaint.pain = {{Region::low_back, Side::left, std::nullopt, 0, 5}};
  EXPECT_FALSE(says(planned(evening).notes, "gets less time"));
  evening.report.avoid = {{"rule", {{-1, 0.1}, {-0.02, 0.1}, {-0.02, 1.25}, {-1, 1.25}}, true}};
  const Routine routine = planned(evening);
  EXPECT_TRUE(says(routine.notes, "The left side gets less time"));
  EXPECT_TRUE(says(routine.notes, "Hands do not reach the sore place in the low back on the left"));
}

TEST(Compose, GlidesAreLongAndFewOrNotOffered) {
  Evening evening = plain_evening();
  const Body body = evening.body();
  for (const bool cut : {false, true}) {
    if (cut) {
      // The glide has 16 cm left on the left, and its whole way on the right.
      evening.report.avoid = {{"rule", {{-1, 0.45}, {-0.1, 0.45}, {-0.1, 1.25}, {-1, 1.25}}, true}};
    }
    int glides_count = 0;
    for (const Stroke& stroke : planned(evening).strokes) {
      const Technique* technique = plan_world().plan.technique(stroke.technique);
      if (technique == nullptr || !technique->length_m) {
        continue;
      }
      ++glides_count;
      EXPECT_EQ(stroke.region, "whole_back") << stroke.id;
      EXPECT_LE(stroke.repetitions_count, technique->repetitions_count.range.high) << stroke.id;
      for (const auto* path : {&stroke.path, &stroke.path_left}) {
        double low_m = 10;
        double high_m = -10;
        for (const ChartPoint& at : *path) {
          low_m = std::min(low_m, body.to_plane(at).y_m);
          high_m = std::max(high_m, body.to_plane(at).y_m);
        }
        EXPECT_TRUE(path->empty() || high_m - low_m >= 0.24) << stroke.id << " " << high_m - low_m;
      }
    }
    EXPECT_GT(glides_count, 2);
  }
}

TEST(Compose, PreparationFitsClothesAndChair) {
  Evening evening = plain_evening();
  EXPECT_TRUE(says(planned(evening).prepare, "uncover only the back"));
  EXPECT_TRUE(says(planned(evening).prepare, "Look at the skin"));
  evening.the_case.giver.oil = false;
  EXPECT_FALSE(says(planned(evening).prepare, "uncover"));
  evening.the_case.giver.place = Place::chair;
  const Routine chair = planned(evening);
  EXPECT_FALSE(says(chair.prepare, "uncover"));
  EXPECT_FALSE(says(chair.prepare, "shirt may stay on"));
  EXPECT_TRUE(says(chair.prepare, "Clothes stay on"));
  EXPECT_TRUE(says(chair.prepare, "Ask about the skin"));
  for (const Stroke& stroke : chair.strokes) {
    const bool low = stroke.region == "low_back" || stroke.region == "buttock";
    EXPECT_TRUE(is_pause(stroke) || (stroke.posture.find("Kneel on a cushion") != std::string::npos) == low)
        << stroke.region << ": " << stroke.posture;
  }
}

TEST(Compose, CuesFitThePlaceAndTheSide) {
  for (const std::vector<Position>& positions :
       {std::vector{Position::prone}, {Position::side_left}, {Position::seated_leaning}}) {
    Evening evening = plain_evening();
    evening.report.positions = positions;
    std::set<std::pair<std::string, std::string>> seen;
    for (const Stroke& stroke : planned(evening).strokes) {
      if (is_pause(stroke)) {
        continue;
      }
      const Technique& technique = *plan_world().plan.technique(stroke.technique);
      EXPECT_EQ(seen.insert({stroke.technique, stroke.region}).second, stroke.cue != technique.keep_cue) << stroke.id;
      EXPECT_EQ(stroke.cue.find("around the sore spot"), std::string::npos) << stroke.id;
      EXPECT_TRUE(stroke.side == Side::both || stroke.cue.find("each side of the spine") == std::string::npos)
          << stroke.id;
      EXPECT_TRUE(stroke.region != "buttock" || stroke.cue.find("spine") == std::string::npos ||
                  stroke.cue == technique.keep_cue)
          << stroke.cue;
    }
  }
}

TEST(Compose, TitlesOfPausesAreOneSentence) {
  Evening evening = plain_evening();
  evening.the_case.giver.minutes = 30;
  int joined_count = 0;
  for (const Stroke& stroke : planned(evening).strokes) {
    const auto comma = is_pause(stroke) ? stroke.name.find(", ") : std::string::npos;
    if (comma != std::string::npos) {
      ++joined_count;
      EXPECT_TRUE(stroke.name[comma + 2] >= 'a' && stroke.name[comma + 2] <= 'z') << stroke.name;
    }
  }
  EXPECT_GT(joined_count, 0);
}

TEST(Compose, PausesAskTurnAndChange) {
  const Routine routine = planned(plain_evening());
  EXPECT_EQ(pauses_count(routine, "Check in"), 3) << "after the first firm stroke, and two in twenty minutes";
  EXPECT_GE(pauses_count(routine, "Turn the head"), 3);
  EXPECT_EQ(pauses_count(routine, "Oil"), 1);
  const Stroke* before = nullptr;
  for (std::size_t i = 0; i < routine.strokes.size(); ++i) {
    const Stroke& stroke = routine.strokes[i];
    if (is_pause(stroke)) {
      EXPECT_TRUE(stroke.path.empty());
      continue;
    }
    if (before != nullptr && before->station != stroke.station) {
      EXPECT_TRUE(is_pause(routine.strokes[i - 1])) << stroke.id;
      EXPECT_NE(routine.strokes[i - 1].name.find("hange sides"), std::string::npos);
    }
    before = &stroke;
  }
}

TEST(Compose, BedIsWorkedOneSideAtATime) {
  const Routine routine = planned(plain_evening());
  for (const Stroke& stroke : routine.strokes) {
    if (!is_pause(stroke) && stroke.level >= PressureLevel::w3) {
      EXPECT_TRUE((stroke.side == Side::left && stroke.station == Station::kneeling_left) ||
                  (stroke.side == Side::right && stroke.station == Station::kneeling_right))
          << stroke.id;
    }
  }
}

TEST(Compose, ProfessionalsWorkDeepWithFeedbackAndDryWorkFirst) {
  Evening evening = plain_evening();
  evening.the_case.giver.training = Training::professional;
  evening.the_case.giver.place = Place::table;
  evening.the_case.giver.minutes = 60;
  evening.the_case.history.sessions_count = 3;
  const Routine routine = planned(evening);
  EXPECT_GE(deepest(routine), PressureLevel::w4);
  EXPECT_GE(pauses_count(routine, "Ask for feedback"), 3);
  const std::set<std::string> used = techniques(routine);
  EXPECT_TRUE(used.contains("T26"));
  EXPECT_TRUE(used.contains("T22"));
  bool oiled = false;
  for (const Stroke& stroke : routine.strokes) {
    oiled = oiled || stroke.name.find("Oil") != std::string::npos;
    EXPECT_FALSE(oiled && (stroke.technique == "T11" || stroke.technique == "T25")) << stroke.id;
  }
}

/// Rulings, Planning 6: no finger friction, no shaking, no thumbs for untrained hands; shoulders still get their work.
TEST(Compose, UntrainedHandsKeepToTheLaySet) {
  Evening evening = plain_evening();
  evening.the_case.giver.minutes = 30;
  evening.report.origin = {{"or_03", "", Likeliness::likely, "", ""}};
  evening.the_case.complaint.pain = {{Region::shoulder_blade, Side::both, std::nullopt, 0, 5},
                                     {Region::shoulder, Side::both, std::nullopt, 0, 5}};
  const Routine lay = planned(evening);
  for (const char* id : {"T12", "T20", "T23"}) {
    EXPECT_FALSE(techniques(lay).contains(id)) << id;
  }
  for (const Stroke& stroke : lay.strokes) {
    EXPECT_TRUE(is_pause(stroke) || stroke.surface == Surface::palm) << stroke.id;
  }
  EXPECT_GE(time_s(lay, {"shoulder", "neck", "shoulder_blade", "upper_back"}), 0.4 * lay.total_s);
  evening.the_case.giver.training = Training::course;
  const std::set<std::string> trained = techniques(planned(evening));
  EXPECT_TRUE(trained.contains("T12") || trained.contains("T23"));
}

/// The giver reads the plan: it must not tell what the receiver answered, and must not frighten or promise.
TEST(Compose, WordsKeepSecretsAndPromiseNothing) {
  Evening evening = plain_evening();
  evening.the_case.giver.minutes = 30;
  evening.report.origin = {{"or_10", "burning pain", Likeliness::likely, "you said it burns", ""},
                           {"or_01", "tension", Likeliness::likely, "you said work is hard", ""}};
  evening.report.reasons = {{"ci_23", "takes a blood thinner", "go lightly", HowSoon::routine, ""}};
  const Routine routine = planned(evening);
  std::vector<std::string> lines = routine.notes;
  lines.insert(lines.end(), routine.prepare.begin(), routine.prepare.end());
  for (const Stroke& stroke : routine.strokes) {
    for (const std::string& line : {stroke.cue, stroke.reason, stroke.posture, stroke.name, stroke.force_words}) {
      EXPECT_FALSE(line.empty()) << stroke.id;
      lines.push_back(line);
    }
  }
  for (const std::string& line : lines) {
    for (const char* word : {"burn", "tension", "thinner", "or_", "ci_", "safe", "cure", "treat", "proven", "damage",
                             "wrong", " he ", " she ", "{", "instant"}) {
      EXPECT_EQ(line.find(word), std::string::npos) << line;
    }
  }
}

}  // namespace
}  // namespace unknot::test
