#include <gtest/gtest.h>

#include "property/plan/plan_world.h"
#include "unknot/plan/planner.h"

namespace unknot::test {
namespace {

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

const Stroke* find(const Routine& routine, const std::string& id) {
  const auto at = std::find_if(routine.strokes.begin(), routine.strokes.end(),
                               [&](const Stroke& stroke) { return stroke.id == id; });
  return at == routine.strokes.end() ? nullptr : &*at;
}

const Stroke& first_of(const Routine& routine, const std::string& technique, double from_s = 0) {
  for (const Stroke& stroke : routine.strokes) {
    if (stroke.technique == technique && stroke.start_s >= from_s) {
      return stroke;
    }
  }
  ADD_FAILURE() << "no " << technique;
  return routine.strokes.front();
}

bool says(const Routine& routine, const std::string& part) {
  return std::any_of(routine.notes.begin(), routine.notes.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

struct Edits : testing::Test {
  Evening evening = plain_evening();
  Routine routine = evening.compose().value();
  Routine edited(const Edit& edit) {
    auto result = evening.recompose(routine, edit);
    EXPECT_TRUE(result) << describe(result.error());
    return result.value();
  }
  std::vector<SwapChoice> choices_for(const std::string& id, double from_s = 0) {
    const Body body = evening.body();
    const Limits limits = evening.limits();
    const PlanWorld& world = plan_world();
    auto choices =
        swap_choices(world.plan, world.atlas, body, limits, evening.the_case, evening.report, routine, id, from_s);
    EXPECT_TRUE(choices) << describe(choices.error());
    return choices.value();
  }
  static const Technique& evening_technique(const std::string& id) { return *plan_world().plan.technique(id); }
  static double end_s(const Routine& one) { return one.strokes.back().start_s + one.strokes.back().duration_s; }
};

TEST_F(Edits, SkipGivesTheTimeToTheOthers) {
  const std::string id = first_of(routine, "T06").id;
  const Routine after = edited({Edit::Kind::skip, id, {}, {}, 0});
  EXPECT_EQ(find(after, id), nullptr);
  EXPECT_EQ(end_s(after), routine.total_s);
  EXPECT_EQ(after.edits.size(), 1U);
}

TEST_F(Edits, OpeningEndingAndPausesAreNotSkipped) {
  for (const std::string& id : {routine.strokes.front().id, routine.strokes.back().id}) {
    const Routine after = edited({Edit::Kind::skip, id, {}, {}, 0});
    EXPECT_EQ(after.strokes.size(), routine.strokes.size());
    EXPECT_TRUE(after.edits.empty());
    EXPECT_TRUE(says(after, "opening and ending"));
  }
  for (const Stroke& stroke : routine.strokes) {
    if (is_pause(stroke)) {
      EXPECT_TRUE(edited({Edit::Kind::skip, stroke.id, {}, {}, 0}).edits.empty());
    }
  }
}

TEST_F(Edits, WhatHasBegunStays) {
  const Stroke& target = first_of(routine, "T06");
  const Routine late = edited({Edit::Kind::skip, target.id, {}, {}, target.start_s + 1});
  EXPECT_TRUE(late.edits.empty());
  EXPECT_TRUE(says(late, "already begun"));
  const double from_s = routine.total_s / 2;
  const Routine after = edited({Edit::Kind::lighter, "", {}, {}, from_s});
  for (std::size_t i = 0; i < routine.strokes.size() && routine.strokes[i].start_s < from_s; ++i) {
    EXPECT_EQ(after.strokes[i].id, routine.strokes[i].id);
    EXPECT_EQ(after.strokes[i].force_N, routine.strokes[i].force_N);
    EXPECT_EQ(after.strokes[i].cue, routine.strokes[i].cue);
  }
}

TEST_F(Edits, SwapBringsAnotherTechniqueToTheSamePlace) {
  const Stroke old = first_of(routine, "T06");
  const Routine after = edited({Edit::Kind::swap, old.id, {}, {}, 0});
  const Stroke* swapped = find(after, old.id);
  ASSERT_NE(swapped, nullptr);
  EXPECT_NE(swapped->technique, old.technique);
  EXPECT_EQ(swapped->region, old.region);
  EXPECT_EQ(swapped->side, old.side);
  EXPECT_LE(swapped->level, old.level);
  EXPECT_EQ(end_s(after), routine.total_s);
}

TEST_F(Edits, ASwapPrefersItsFamilyAndTakesAWish) {
  const Stroke old = first_of(routine, "T06");
  const auto choices = choices_for(old.id);
  ASSERT_GE(choices.size(), 2U);
  EXPECT_EQ(choices.front().family, "petrissage");
  const bool other_family = std::any_of(choices.begin(), choices.end(),
                                        [](const SwapChoice& choice) { return choice.family != "petrissage"; });
  ASSERT_TRUE(other_family);
  for (std::size_t i = 1; i < choices.size(); ++i) {
    EXPECT_FALSE(choices[i].family == "petrissage" && choices[i - 1].family != "petrissage") << "family first";
  }
  const Routine plain = edited({Edit::Kind::swap, old.id, {}, {}, 0});
  EXPECT_EQ(find(plain, old.id)->technique, choices.front().technique);
  for (const SwapChoice& choice : choices) {
    Edit edit{Edit::Kind::swap, old.id, {}, {}, 0};
    edit.technique = choice.technique;
    const Routine after = edited(edit);
    ASSERT_EQ(after.edits.size(), 1U) << choice.technique;
    EXPECT_EQ(find(after, old.id)->technique, choice.technique);
    EXPECT_EQ(find(after, old.id)->level, choice.level);
    EXPECT_EQ(find(after, old.id)->reason, choice.reason);
    EXPECT_EQ(end_s(after), routine.total_s);
    Edit by_family{Edit::Kind::swap, old.id, {}, {}, 0};
    by_family.family = choice.family;
    const Routine by = edited(by_family);
    EXPECT_EQ(evening_technique(find(by, old.id)->technique).family, choice.family);
  }
}

TEST_F(Edits, AWishOutsideTheMenuLeavesTheRoutineAsItIs) {
  const Stroke old = first_of(routine, "T06");
  for (const char* wish : {"T13", "T26", "T52", "T999", "pause"}) {
    Edit edit{Edit::Kind::swap, old.id, {}, {}, 0};
    edit.technique = wish;
    const Routine after = edited(edit);
    EXPECT_TRUE(after.edits.empty()) << wish;
    EXPECT_EQ(find(after, old.id)->technique, old.technique) << wish;
    EXPECT_TRUE(says(after, "not among those that fit")) << wish;
  }
  EXPECT_TRUE(choices_for(routine.strokes.front().id).empty()) << "the quiet opening stays";
  EXPECT_TRUE(choices_for(old.id, old.start_s + 1).empty()) << "it has begun";
  const Body body = evening.body();
  const Limits limits = evening.limits();
  const PlanWorld& world = plan_world();
  const auto unknown =
      swap_choices(world.plan, world.atlas, body, limits, evening.the_case, evening.report, routine, "s999", 0);
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
}

TEST_F(Edits, MoveGoesWhereItMayAndSaysWhyWhereNot) {
  const Stroke old = first_of(routine, "T06", routine.total_s / 3);
  const Routine after = edited({Edit::Kind::move, old.id, ChartPoint{old.path.front().across, 0.55}, {}, 0});
  const Stroke* moved = find(after, old.id);
  ASSERT_NE(moved, nullptr);
  ASSERT_EQ(after.edits.size(), 1U);
  EXPECT_EQ(moved->region, "mid_back");
  double centre = 0;
  for (const ChartPoint& at : moved->path) {
    centre += at.along / static_cast<double>(moved->path.size());
  }
  EXPECT_NEAR(centre, 0.55, 1e-6);

  evening.report.avoid = {{"rule", {{-1, 0.4}, {1, 0.4}, {1, 0.6}, {-1, 0.6}}, true}};
  const Routine kept = edited({Edit::Kind::move, old.id, ChartPoint{old.path.front().across, 0.5}, {}, 0});
  EXPECT_TRUE(kept.edits.empty());
  EXPECT_EQ(find(kept, old.id)->path, old.path);
  EXPECT_TRUE(says(kept, "left alone"));

  const Routine flank = edited({Edit::Kind::move, old.id, ChartPoint{-0.85, 0.8}, {}, 0});
  EXPECT_TRUE(flank.edits.empty()) << "the side of the waist is never massaged";
  const Routine wide = edited({Edit::Kind::move, first_of(routine, "T02").id, ChartPoint{0.3, 0.5}, {}, 0});
  EXPECT_TRUE(says(wide, "Wide strokes"));
}

TEST_F(Edits, LighterLowersEachClassByOneUntilThereIsNone) {
  const Routine after = edited({Edit::Kind::lighter, "", {}, {}, 0});
  for (const Stroke& stroke : routine.strokes) {
    if (is_pause(stroke)) {
      continue;
    }
    const Stroke* now = find(after, stroke.id);
    ASSERT_NE(now, nullptr);
    EXPECT_LE(now->level, one_lighter(stroke.level));
    for (std::size_t i = 0; i < stroke.force_N.size(); ++i) {
      EXPECT_LE(now->force_N[i], stroke.force_N[i]);
    }
  }
  routine = after;
  routine = edited({Edit::Kind::lighter, "", {}, {}, 0});
  routine = edited({Edit::Kind::lighter, "", {}, {}, 0});
  const Routine last = edited({Edit::Kind::lighter, "", {}, {}, 0});
  EXPECT_TRUE(says(last, "as light as it gets"));
}

TEST_F(Edits, LighterForOneStrokeTouchesNoOther) {
  const Stroke old = first_of(routine, "T22");
  const Routine after = edited({Edit::Kind::lighter, old.id, {}, {}, 0});
  EXPECT_LT(find(after, old.id)->force_N.front(), old.force_N.front());
  const Stroke other = first_of(routine, "T02");
  EXPECT_EQ(find(after, other.id)->force_N, other.force_N);
}

TEST_F(Edits, ShorterKeepsTheEndingAndRefusesTheImpossible) {
  const Routine after = edited({Edit::Kind::shorter, "", {}, 12.0, 120});
  EXPECT_EQ(after.total_s, 720);
  EXPECT_EQ(end_s(after), 720);
  EXPECT_EQ(after.strokes.back().technique, "T01");
  const Routine refused = edited({Edit::Kind::shorter, "", {}, 5.0, 600});
  EXPECT_EQ(refused.total_s, routine.total_s);
  EXPECT_EQ(refused.asked_s, routine.asked_s);
  EXPECT_TRUE(says(refused, "end well any sooner"));
}

TEST_F(Edits, ErrorsNameWhatIsMissing) {
  EXPECT_EQ(evening.recompose(routine, {Edit::Kind::skip, "s999", {}, {}, 0}).error().code, ErrorCode::not_found);
  EXPECT_EQ(evening.recompose(routine, {Edit::Kind::skip, "", {}, {}, 0}).error().code, ErrorCode::bad_input);
  EXPECT_EQ(evening.recompose(routine, {Edit::Kind::shorter, "", {}, {}, 0}).error().code, ErrorCode::bad_input);
  EXPECT_EQ(evening.recompose(routine, {Edit::Kind::move, first_of(routine, "T06").id, {}, {}, 0}).error().code,
            ErrorCode::bad_input);
  evening.report.verdict = Verdict::same_day;
  EXPECT_EQ(evening.recompose(routine, {Edit::Kind::lighter, "", {}, {}, 0}).error().code, ErrorCode::conflict);
}

TEST_F(Edits, ShorterSaysWhereTheSorePlaceGetsLess) {
  bool less_seen = false;
  bool enough_seen = false;
  for (const double minutes : {18.0, 14.0, 10.0, 7.0, 5.0}) {
    const Routine after = edited({Edit::Kind::shorter, "", {}, minutes, 0});
    double sore_s = 0;
    for (const Stroke& stroke : after.strokes) {
      sore_s += !is_pause(stroke) && stroke.region == "low_back" ? stroke.duration_s : 0;
    }
    const bool less = sore_s < 0.4 * after.total_s;
    EXPECT_EQ(says(after, "gets less than its usual share"), less) << minutes;
    less_seen = less_seen || less;
    enough_seen = enough_seen || !less;
  }
  EXPECT_TRUE(less_seen);
  EXPECT_TRUE(enough_seen);
}

}  // namespace
}  // namespace unknot::test
