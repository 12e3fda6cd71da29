#include "unknot/simulate/press.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/back_person.h"
#include "unknot/simulate/press_block.h"
#include "unknot/simulate/tissue/supports.h"

namespace unknot {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

using test::require;

const test::BackPerson& person() {
  static const test::BackPerson kPerson;
  return kPerson;
}

constexpr ChartPoint kLowBack{0.19, 0.84};

PressPlace place_of(const ChartPoint& at, PressTool tool) {
  PressPlace place;
  place.at = at;
  place.tool = tool;
  place.fineness = Fineness::coarse;
  return place;
}

PressReport press_at(const PressPlace& place, const std::vector<double>& forces_N, double dwell_s = 0) {
  SerialExecutor executor;
  return require(press(person().model(), place, forces_N, dwell_s, executor));
}

TEST(Press, StandsOnWhatLiesBesideAHollow) {
  // Level with the skin over the sacrum a row of knuckles has its ends millimetres inside what rises beside it.
  for (const PressTool tool : {PressTool::knuckles, PressTool::palm}) {
    const PressReport report = press_at(place_of({0, 1.1}, tool), {2, 15});
    ASSERT_FALSE(report.failure) << report.failure->reason;
    EXPECT_NEAR(report.steps[0].force_N, 2, 0.002);
    EXPECT_GT(report.steps[0].depth_m, 0);
    EXPECT_GT(report.steps[1].depth_m, report.steps[0].depth_m);
    EXPECT_LT(report.steps[1].depth_m, 0.03);
  }
}

TEST(Press, MeetsItsForceAndReportsWhatIsAsked) {
  const PressReport report = press_at(place_of(kLowBack, PressTool::palm), {10, 30});
  ASSERT_FALSE(report.failure) << report.failure->reason;
  ASSERT_EQ(report.steps.size(), 2U);
  EXPECT_FALSE(report.assumed_anatomy);
  for (const PressStep& step : report.steps) {
    EXPECT_GT(step.area_m2, 1e-3);
    EXPECT_NEAR(step.mean_pressure_Pa * step.area_m2, step.force_N, 1e-9);
    EXPECT_GT(step.peak_pressure_Pa, step.mean_pressure_Pa);
    ASSERT_GE(step.layers.size(), 4U);
    EXPECT_EQ(step.layers.front().id, "skin");
    EXPECT_EQ(step.layers[1].id, "fat");
    for (const PressLayer& layer : step.layers) {
      EXPECT_LT(layer.min_strain_ratio, 0) << layer.id;
      EXPECT_GT(layer.compression_ratio, 0) << layer.id;
      EXPECT_GT(layer.max_von_mises_Pa, 0) << layer.id;
    }
  }
  EXPECT_NEAR(report.steps[0].force_N, 10, 0.01);
  EXPECT_NEAR(report.steps[1].force_N, 30, 0.03);
  // More force: deeper, wider, and all else that gives gives more.
  EXPECT_GT(report.steps[1].depth_m, report.steps[0].depth_m);
  EXPECT_GT(report.steps[1].sink_m, report.steps[0].sink_m);
  EXPECT_GT(report.steps[1].area_m2, report.steps[0].area_m2);
}

TEST(Press, WhatCarriesTheBlockCarriesTheHand) {
  SerialExecutor executor;
  const PressPlace place = place_of({0, 0.3}, PressTool::heel);
  Result<PressState> state = PressState::make(person().model(), place, executor);
  ASSERT_TRUE(state) << describe(state.error());
  const Result<PressStep> step = state->press(20);
  ASSERT_TRUE(step) << describe(step.error());
  double carried_N = 0;
  const tissue::TissueSolver& solver = state->solver();
  for (const tissue::Support& support : solver.supports()) {
    carried_N -= tissue::support_force_N(support, solver.grid().shape(), solver.displacement_m())[2];
  }
  EXPECT_NEAR(carried_N, 20, 0.1);
  // All of it bone below: the rest is the sides'.
  EXPECT_NEAR(step->bone_force_N, 20, 1);
}

TEST(Press, BoneFeelsTheSameOnEveryMesh) {
  // The mean of nine nodes was 31 and 20 % lower on the coarse mesh: their patch is the mesh's, not the bone's.
  for (PressPlace place : {place_of({0.3, 0.1}, PressTool::thumb), place_of({0.45, 0.6}, PressTool::elbow)}) {
    const PressStep coarse = press_at(place, {15}).steps.at(0);
    place.fineness = Fineness::normal;
    const PressStep normal = press_at(place, {15}).steps.at(0);
    EXPECT_NEAR(coarse.bone_peak_pressure_Pa / normal.bone_peak_pressure_Pa, 1, 0.1) << to_text(place.tool);
    EXPECT_LT(normal.bone_peak_pressure_Pa * 1e-4, normal.bone_force_N);  // what a square centimetre carries
  }
}

TEST(Press, LeftIsRightInAMirror) {
  PressPlace right = place_of({0.3, 0.25}, PressTool::palm), left = place_of({-0.3, 0.25}, PressTool::palm);
  right.heading_rad = 0.4;
  left.heading_rad = -0.4;
  const PressStep a = press_at(right, {15}).steps.at(0), b = press_at(left, {15}).steps.at(0);
  EXPECT_NEAR(a.depth_m, b.depth_m, 1e-3 * a.depth_m);
  EXPECT_NEAR(a.area_m2, b.area_m2, 5e-3 * a.area_m2);
  EXPECT_NEAR(a.bone_force_N, b.bone_force_N, 0.05);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  for (std::size_t n = 0; n < a.layers.size(); ++n) {
    EXPECT_NEAR(a.layers[n].min_strain_ratio, b.layers[n].min_strain_ratio, 5e-3) << a.layers[n].id;
  }
}

TEST(Press, TheSameTwiceIsTheSame) {
  const PressPlace place = place_of(kLowBack, PressTool::palm);
  const PressStep a = press_at(place, {10}).steps.at(0), b = press_at(place, {10}).steps.at(0);
  EXPECT_EQ(a.depth_m, b.depth_m);
  EXPECT_EQ(a.peak_pressure_Pa, b.peak_pressure_Pa);
}

TEST(Press, LetsUpAndHolds) {
  SerialExecutor executor;
  Result<PressState> state = PressState::make(person().model(), place_of(kLowBack, PressTool::palm), executor);
  ASSERT_TRUE(state);
  const Result<PressStep> pressed = state->press(20);
  const Result<PressStep> held = state->press(20, 10);
  ASSERT_TRUE(pressed && held);
  EXPECT_GT(held->depth_m, pressed->depth_m) << "the layers relax under a constant force";
  EXPECT_NEAR(held->force_N, 20, 0.02);
  EXPECT_EQ(held->time_s, 10);
  const Result<PressStep> lighter = state->press(5);
  ASSERT_TRUE(lighter) << describe(lighter.error());
  EXPECT_LT(lighter->depth_m, held->depth_m);
  EXPECT_NEAR(lighter->force_N, 5, 0.01);
  const Result<PressStep> lifted = state->press(0);
  ASSERT_TRUE(lifted) << describe(lifted.error());
  EXPECT_NEAR(lifted->force_N, 0, 0.01);
  EXPECT_FALSE(state->slide(0.001, 0.1, 1)) << "the hand has left";
}

TEST(Press, ToneStiffens) {
  PressPlace place = place_of(kLowBack, PressTool::palm);
  const double rest_m = press_at(place, {20}).steps.at(0).depth_m;
  place.tone_ratio = 1;
  EXPECT_LT(press_at(place, {20}).steps.at(0).depth_m, 0.95 * rest_m);
}

TEST(Press, SaysWhereNoBoneIs) {
  const PressReport report = press_at(place_of({0.85, 0.78}, PressTool::palm), {10});
  ASSERT_FALSE(report.failure) << report.failure->reason;
  EXPECT_THAT(report.notes, Contains(HasSubstr("No bone lies below")));
  EXPECT_LT(report.steps.at(0).bone_force_N, 4) << "bone comes in at the rim alone";
}

TEST(Press, ALongToolLiesOnARoundShoulder) {
  // Lines square to the forearm would meet here; so would those of a palm on the ridge.
  for (const auto& [at, tool] : {std::pair{ChartPoint{0.5, 0}, PressTool::forearm},
                                 {ChartPoint{0.3, 1}, PressTool::forearm},
                                 {ChartPoint{0.5, 0.045}, PressTool::palm}}) {
    const PressReport report = press_at(place_of(at, tool), {2, 10});
    ASSERT_FALSE(report.failure) << report.failure->reason;
    EXPECT_THAT(report.notes, ::testing::Not(Contains(HasSubstr("cut short"))));
    EXPECT_GT(report.steps[1].depth_m, report.steps[0].depth_m);
    EXPECT_LT(report.steps[1].depth_m, 0.02);
    EXPECT_GT(report.steps[1].area_m2, 10e-4);
  }
}

TEST(Press, CutsThePieceShortWhereTheSkinBendsBack) {
  PressPlace under_the_seat = place_of({0.095, 1.24}, PressTool::palm);
  under_the_seat.heading_rad = std::numbers::pi / 4;
  const PressReport cut = press_at(under_the_seat, {5});
  EXPECT_THAT(cut.notes, Contains(HasSubstr("cut short")));
  const PressReport whole = press_at(place_of({0, 0.5}, PressTool::thumb), {2});
  EXPECT_THAT(whole.notes, ::testing::Not(Contains(HasSubstr("cut short"))));
}

TEST(Press, RefusesWhatIsNoPress) {
  SerialExecutor executor;
  const BackModel model = person().model();
  const auto refused = [&](const PressPlace& place, double force_N, double dwell_s, const std::string& words) {
    const Result<PressReport> report = press(model, place, {force_N}, dwell_s, executor);
    ASSERT_FALSE(report) << words;
    EXPECT_EQ(report.error().code, ErrorCode::bad_input);
    EXPECT_THAT(describe(report.error()), HasSubstr(words));
  };
  const PressPlace place = place_of(kLowBack, PressTool::palm);
  refused(place_of({1.2, 0.5}, PressTool::palm), 10, 0, "no back at");
  refused(place_of({0, std::nan("")}, PressTool::palm), 10, 0, "no back at");
  refused(place, -1, 0, "-1 N");
  refused(place, 1e4, 0, "10000 N");
  refused(place, 211, 0, "0 to 210 N, what even a machine");
  refused(place, std::nan(""), 0, "cannot be pressed");
  refused(place, 10, -1, "dwell");
  PressPlace tense = place;
  tense.tone_ratio = 2;
  refused(tense, 10, 0, "tone");
}

TEST(Press, SlidesOnlyWhereItIsMeshed) {
  SerialExecutor executor;
  PressPlace place = place_of(kLowBack, PressTool::palm);
  place.travel_m = 0.02;
  Result<PressState> state = PressState::make(person().model(), place, executor);
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->slide(0.01, 0.1, 1)) << "nothing pressed";
  ASSERT_TRUE(state->press(10));
  EXPECT_FALSE(state->slide(0.05, 0.1, 1)) << "out of the piece";
  EXPECT_FALSE(state->slide(0.01, 0, 1));
  const auto steps = state->slide(0.02, 0.1, 2);
  ASSERT_TRUE(steps) << describe(steps.error());
  ASSERT_EQ(steps->size(), 2U);
  EXPECT_NEAR(steps->back().position_m, 0.02, 1e-12);
  EXPECT_NEAR(steps->back().force_N, 10, 0.02);
  EXPECT_NEAR(steps->back().time_s, 0.2, 1e-12);
  // Oiled skin: the drag is no more than its friction, give or take the tilt of the surface.
  EXPECT_LT(std::abs(steps->back().tangential_force_N), 0.25 * 10);
}

TEST(Press, TakesItsWindowAlong) {
  SerialExecutor executor;
  PressPlace place = place_of(kLowBack, PressTool::palm);
  place.travel_m = 0.02;
  const Result<PressState> brief = PressState::make(person().model(), place, executor);
  place.travel_m = 0.12;
  Result<PressState> state = PressState::make(person().model(), place, executor);
  ASSERT_TRUE(brief && state);
  EXPECT_EQ(state->dof_count(), brief->dof_count());
  const std::size_t middle = state->surface_chart().size() / 2;
  EXPECT_NEAR(state->surface_chart()[middle].along, kLowBack.along, 1e-6);
  ASSERT_TRUE(state->press(10));
  const auto steps = state->slide(-0.12, 0.1, 6);
  ASSERT_TRUE(steps) << describe(steps.error());
  EXPECT_EQ(state->dof_count(), brief->dof_count());
  EXPECT_EQ(state->bone_share_ratio().size(), state->surface_chart().size());
  EXPECT_EQ(state->surface_chart().size(), state->solver().grid().x_m.size() * state->solver().grid().y_m.size());
  // Twelve centimetres towards the head.
  EXPECT_LT(state->surface_chart()[middle].along, kLowBack.along - 0.15);
  for (const PressStep& step : *steps) {
    EXPECT_NEAR(step.force_N, 10, 0.02) << step.position_m;
    EXPECT_GT(step.depth_m, 0.002) << step.position_m;
    EXPECT_LT(step.depth_m, 0.03) << step.position_m;
  }
}

/// A place of the middle person by itself.
tissue::TissueSolver solver_of(const PressPlace& place, double friction_ratio, Executor& executor,
                               const tissue::SolverOptions& options) {
  const PressBlock block = require(make_block(person().model(), place));
  return {block.grid, indenter_of(person().tissue.tools.at(place.tool), friction_ratio), tissue::best_kernels(),
          executor, options};
}

TEST(PressWays, HastyAndCarefulMeet) {
  SerialExecutor executor;
  int hasty_count = 0, slow_count = 0;
  tissue::SolverOptions careful;
  careful.careful = true;
  for (const PressTool tool : {PressTool::palm, PressTool::thumb, PressTool::ball}) {
    for (const ChartPoint at : {kLowBack, ChartPoint{0.35, 0.3}}) {
      for (const double friction_ratio : {0.0, 0.12}) {
        if (friction_ratio == 0 && (tool == PressTool::thumb || at.across != kLowBack.across)) continue;  // minutes
        const PressPlace place = place_of(at, tool);
        tissue::TissueSolver hasty_solver = solver_of(place, friction_ratio, executor, {});
        tissue::TissueSolver careful_solver = solver_of(place, friction_ratio, executor, careful);
        const double touch_m = hasty_solver.contact()->touch_depth_m(hasty_solver.displacement_m(), 0).value();
        for (const double force_N : {5.0, 30.0}) {
          ASSERT_FALSE(hasty_solver.press_to_force(force_N));
          ASSERT_FALSE(careful_solver.press_to_force(force_N));
          const tissue::SolveCounts hasty = hasty_solver.take_counts(), slow = careful_solver.take_counts();
          EXPECT_EQ(hasty.careful_count, 0);
          hasty_count += hasty.newton_count;
          slow_count += slow.newton_count;
          EXPECT_NEAR(hasty_solver.sums().force_N[2], force_N, 2e-3 * force_N);
          // With friction the way itself counts: other steps, other moments at which nodes begin to stick.
          const double depth_m = careful_solver.pose().depth_m - touch_m;
          EXPECT_NEAR(hasty_solver.pose().depth_m - touch_m, depth_m, (friction_ratio > 0 ? 0.015 : 1e-4) * depth_m)
              << to_text(tool) << " " << force_N << " N, friction " << friction_ratio;
        }
      }
    }
  }
  EXPECT_LT(hasty_count, 0.7 * slow_count);
}

TEST(PressWays, BelievesNoBallThatSankIn) {
  // The last step of a rough state puts nodes over a millimetre into this ball: 400 N, after which the way went back
  // and forth for 80 Newton steps and more. Rounding decides on the way, so it takes several: one in a hundred is long.
  SerialExecutor executor;
  int newton_count = 0, presses_count = 0;
  for (const tissue::KernelTable* kernels : tissue::runnable_kernels()) {
    for (const double aside_ratio : {0.0, 1e-6, 2e-6}) {
      PressPlace place = place_of({0.25 + aside_ratio, 0.8}, PressTool::ball);
      place.fineness = Fineness::normal;
      PressState state = *std::move(PressState::make(person().model(Firmness::soft), place, executor, kernels));
      const PressStep step = require(state.press(15));
      EXPECT_NEAR(step.force_N, 15, 0.015) << kernels->name;
      newton_count += step.newton_count;
      ++presses_count;
    }
  }
  EXPECT_LT(newton_count, 50 * presses_count);
}

TEST(PressWays, TheCarefulOneIsTriedBeforeGivingUp) {
  SerialExecutor executor;
  const PressPlace place = place_of(kLowBack, PressTool::fingers);
  // With a single iteration no way of pressing balances.
  tissue::SolverOptions short_of;
  short_of.newton_max_count = 1;
  tissue::TissueSolver solver = solver_of(place, 0.12, executor, short_of);
  const auto failure = solver.press_to_force(60);
  ASSERT_TRUE(failure);
  EXPECT_FALSE(failure->hint.empty());
  EXPECT_EQ(solver.take_counts().careful_count, 1);
  tissue::TissueSolver usual = solver_of(place, 0.12, executor, {});
  ASSERT_FALSE(usual.press_to_force(60));
  EXPECT_EQ(usual.take_counts().careful_count, 0);
  EXPECT_NEAR(usual.sums().force_N[2], 60, 0.1);
}

TEST(PressWays, ASlideCostsWhatItsStatesCost) {
  PressPlace place = place_of(kLowBack, PressTool::palm);
  place.travel_m = 0.02;
  std::vector<double> depths_m;
  std::vector<int> newton_counts;
  for (const int states_count : {4, 40}) {
    SerialExecutor executor;
    Result<PressState> state = PressState::make(person().model(), place, executor);
    ASSERT_TRUE(state);
    ASSERT_TRUE(state->press(15, 2));
    const auto steps = require(state->slide(0.02, 0.002, states_count));
    depths_m.push_back(steps.back().depth_m);
    int newton_count = 0;
    for (const PressStep& step : steps) newton_count += step.newton_count;
    newton_counts.push_back(newton_count);
  }
  EXPECT_NEAR(depths_m[0], depths_m[1], 0.01 * depths_m[1]);
  // 10 s of relaxing layers: as many cuts as states, and some more at the start.
  EXPECT_LT(newton_counts[0], 4 * 12);
}

}  // namespace
}  // namespace unknot
