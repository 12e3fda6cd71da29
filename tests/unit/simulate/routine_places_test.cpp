#include "unknot/simulate/routine_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "routine_bench.h"
#include "support/backward_executor.h"

namespace unknot {
namespace {

using test::body;
using test::formula_press;
using test::go_on;

PlaceGrid grid() { return {body(), test::substitutes(), true, Fineness::coarse}; }

TEST(PlaceGrid, TakesTheNearestPlaceOnTheChart) {
  const double spacing_m = test::substitutes().spacing_m.value;
  for (double along = kAlongMin_ratio; along <= kAlongMax_ratio; along += 0.013) {
    for (double across = -1; across <= 1; across += 0.05) {
      const PlanePoint at_m = body().to_plane({across, along});
      const PlacedTouch placed = grid().place_of(at_m, PressTool::palm, 0.3, 0, 0);
      const PressPlace place = grid().press_place(placed.key);
      ASSERT_TRUE(is_on_chart(place.at)) << across << " " << along;
      const PlanePoint there_m = body().to_plane(place.at);
      EXPECT_LT(std::hypot(there_m.x_m - std::abs(at_m.x_m), there_m.y_m - at_m.y_m), 1.6 * spacing_m);
    }
  }
}

TEST(PlaceGrid, TheLeftIsTheMirrorImageOfTheRight) {
  const PlacedTouch right = grid().place_of({0.06, 0.2}, PressTool::thumb, 0.8, 1, 0.2);
  const PlacedTouch left = grid().place_of({-0.06, 0.2}, PressTool::thumb, -0.8, 1, 0.2);
  EXPECT_EQ(right.key, left.key);
  EXPECT_FALSE(right.mirrored);
  EXPECT_TRUE(left.mirrored);
  EXPECT_NE(grid().place_of({-0.06, 0.2}, PressTool::thumb, 0.8, 1, 0.2).key, left.key);
  EXPECT_NE(grid().place_of({0.06, 0.2}, PressTool::palm, 0.8, 1, 0.2).key, right.key);
  EXPECT_NE(grid().place_of({0.06, 0.2}, PressTool::thumb, 0.8, 1, 0.4).key, right.key);
}

TEST(PlaceGrid, AHalfTurnIsTheSameHeadingAndRestsFallIntoThree) {
  const double kPi = 3.14159265358979;
  EXPECT_EQ(grid().place_of({0.06, 0.2}, PressTool::palm, kPi / 2, 0, 0).key,
            grid().place_of({0.06, 0.2}, PressTool::palm, -kPi / 2, 0, 0).key);
  std::set<double> dwells_s;
  for (const double rest_s : {0.3, 1.5, 2.5, 5.0, 12.0, 60.0}) {
    dwells_s.insert(grid().dwell_s(grid().place_of({0.06, 0.2}, PressTool::palm, 0, rest_s, 0).key));
  }
  EXPECT_THAT(dwells_s, testing::ElementsAre(0, 4, 30));
}

TEST(PlaceGrid, TheLadderEndsAtTheGreatestForceNeeded) {
  EXPECT_THAT(grid().ladder_N(14.97), testing::ElementsAre(2.5, 5, 10, testing::DoubleNear(15, 1e-9)));
  EXPECT_THAT(grid().ladder_N(1.2), testing::ElementsAre(testing::DoubleNear(1.2, 1e-9)));
  for (double most_N = 0.3; most_N < 200; most_N *= 1.07) {
    const std::vector<double> ladder_N = grid().ladder_N(most_N);
    EXPECT_GE(ladder_N.back(), most_N - 1e-9);
    EXPECT_LT(ladder_N.back(), most_N + 0.1 + 1e-9);
    for (std::size_t n = 1; n < ladder_N.size(); ++n) EXPECT_GT(ladder_N[n], ladder_N[n - 1]);
  }
}

std::vector<PlaceNeed> some_needs(std::size_t count) {
  std::vector<PlaceNeed> needs;
  for (std::size_t n = 0; n < count; ++n) {
    PlaceKey key;
    key.across_index = static_cast<int>(n) % 4;
    key.along_index = static_cast<int>(n) / 4;
    needs.push_back({key, {5, 10}, n / 6});
  }
  return needs;
}

TEST(SolvePlaces, AnswersAreTheSameForAnyOrderAndNumberOfThreads) {
  SolvedPlaces one, other;
  SerialExecutor serial;
  test::BackwardExecutor backward;
  ASSERT_TRUE(solve_places(grid(), some_needs(30), formula_press, serial, go_on, one));
  ASSERT_TRUE(solve_places(grid(), some_needs(30), formula_press, backward, go_on, other));
  ASSERT_EQ(one.size(), 30U);
  for (const auto& [key, place] : one) {
    EXPECT_EQ(place.steps.back().depth_m, other.at(key).steps.back().depth_m);
  }
}

TEST(SolvePlaces, StopsWhenAskedKeepsWhatItHasAndGoesOnFromThere) {
  SolvedPlaces solved;
  SerialExecutor serial;
  int pressed_count = 0;
  const PressFunction counting = [&](Firmness firmness, const PressPlace& place, const std::vector<double>& forces_N,
                                     double dwell_s) {
    ++pressed_count;
    return formula_press(firmness, place, forces_N, dwell_s);
  };
  EXPECT_FALSE(solve_places(
      grid(), some_needs(30), counting, serial, [](const PlaceProgress& progress) { return progress.done_count < 10; },
      solved));
  const std::size_t kept_count = solved.size();
  EXPECT_GE(kept_count, 10U);
  EXPECT_LT(kept_count, 30U);
  std::vector<PlaceProgress> seen;
  EXPECT_TRUE(solve_places(
      grid(), some_needs(30), counting, serial,
      [&](const PlaceProgress& progress) {
        seen.push_back(progress);
        return true;
      },
      solved));
  EXPECT_EQ(pressed_count, 30);
  EXPECT_EQ(seen.front().done_count, kept_count);
  EXPECT_EQ(seen.back().done_count, 30U);
  EXPECT_EQ(seen.back().stroke_index, 5U);
  for (std::size_t n = 1; n < seen.size(); ++n) EXPECT_GE(seen[n].stroke_index, seen[n - 1].stroke_index);
}

TEST(SolvePlaces, KeptAnswersForOtherForcesAreSolvedAnew) {
  SolvedPlaces solved;
  SerialExecutor serial;
  std::vector<PlaceNeed> needs = some_needs(2);
  ASSERT_TRUE(solve_places(grid(), needs, formula_press, serial, go_on, solved));
  needs[1].forces_N = {5, 10, 20};
  ASSERT_TRUE(solve_places(grid(), needs, formula_press, serial, go_on, solved));
  EXPECT_EQ(solved.at(needs[1].key).steps.size(), 3U);
}

TEST(SolvePlaces, WhatCannotBeIsAFailureOfThatPlaceAlone) {
  SerialExecutor serial;
  const auto reason_for = [&](const auto& spoil) {
    SolvedPlaces solved;
    const PressFunction press = [&](Firmness firmness, const PressPlace& place, const std::vector<double>& forces_N,
                                    double dwell_s) -> Result<std::vector<PressStep>> {
      auto steps = formula_press(firmness, place, forces_N, dwell_s);
      if (place.at.across > 0.01) spoil(*steps);
      return steps;
    };
    EXPECT_TRUE(solve_places(grid(), some_needs(2), press, serial, go_on, solved));
    EXPECT_EQ(solved.begin()->second.failure, "");
    EXPECT_TRUE(solved.rbegin()->second.steps.empty() || solved.rbegin()->second.failure.empty());
    return solved.rbegin()->second.failure;
  };
  EXPECT_EQ(reason_for([](std::vector<PressStep>&) {}), "");
  EXPECT_THAT(reason_for([](std::vector<PressStep>& steps) { steps.pop_back(); }), testing::HasSubstr("1 of 2 forces"));
  EXPECT_THAT(reason_for([](std::vector<PressStep>& steps) { steps[1].peak_pressure_Pa = std::nan(""); }),
              testing::HasSubstr("cannot be"));
  EXPECT_THAT(reason_for([](std::vector<PressStep>& steps) { steps[0].area_m2 = 0; }), testing::HasSubstr("cannot be"));
  EXPECT_THAT(reason_for([](std::vector<PressStep>& steps) { steps[1].layers.pop_back(); }),
              testing::HasSubstr("cannot be"));
}

TEST(PlaceCurves, PassThroughTheSolvedStatesAndRiseBetween) {
  PressPlace place;
  place.at = {0.3, 0.5};
  const auto steps = formula_press(Firmness::middle, place, {2.5, 5, 10, 20}, 0);
  const PlaceCurves curves(*steps);
  EXPECT_THAT(curves.layer_ids(), testing::ElementsAre("skin", "fat", "fascia", "m05"));
  for (const PressStep& step : *steps) {
    const PlaceState state = curves.at(step.force_N);
    EXPECT_DOUBLE_EQ(state.depth_m, step.depth_m);
    EXPECT_DOUBLE_EQ(state.peak_pressure_Pa, step.peak_pressure_Pa);
    EXPECT_NEAR(state.peaking_ratio, 1, 1e-9);
  }
  double last_m = 0;
  for (double force_N = 0.1; force_N < 20; force_N += 0.1) {
    const PlaceState state = curves.at(force_N);
    EXPECT_GT(state.depth_m, last_m);
    last_m = state.depth_m;
    // Between the rungs the law is met to some percent.
    const double true_m = (*formula_press(Firmness::middle, place, {force_N}, 0))[0].depth_m;
    if (force_N >= 2.5) {
      EXPECT_NEAR(state.depth_m, true_m, 0.02 * true_m) << force_N;
    }
  }
  EXPECT_EQ(curves.at(0).depth_m, 0);
}

}  // namespace
}  // namespace unknot
