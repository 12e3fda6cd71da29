#include "unknot/simulate/routine_simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "routine_bench.h"

namespace unknot {
namespace {

using test::body;
using test::formula_press;
using test::formula_setting;
using test::go_on;
using test::stroke_of;

Routine some_routine() {
  Routine routine;
  Stroke glide = stroke_of(Motion::glide, {{0.3, 0.9}, {0.3, 0.2}, {0.5, 0.2}, {0.5, 0.9}, {0.3, 0.9}}, 7.5);
  glide.hand = HandUse::both;
  for (const ChartPoint& point : glide.path) glide.path_left.push_back({-point.across, point.along});
  glide.force_left_N = glide.force_N;
  glide.speed_m_s = 0.1;
  Stroke press = stroke_of(Motion::press, {{0.3, 0.8}, {0.3, 0.6}}, 14);
  press.id = "s02";
  press.tempo_Hz = 0.2;
  press.dwell_s = 3;
  press.start_s = 20;
  Stroke strike = stroke_of(Motion::strike, {{-0.4, 0.2}}, 10);
  strike.id = "s03";
  strike.tempo_Hz = 4;
  strike.start_s = 40;
  routine.strokes = {glide, press, strike};
  routine.total_s = 60;
  return routine;
}

RoutineSimulation run(const Routine& routine, const SimulationSetting& setting, const SimulateOptions& options = {}) {
  SerialExecutor serial;
  SolvedPlaces solved;
  return simulate_routine(routine, setting, options, serial, go_on, solved);
}

TEST(Simulation, KeepsTheImpulseOfTheHands) {
  const RoutineSimulation result = run(some_routine(), formula_setting());
  const DoseGrid grid(body(), {40, 40});
  for (const StrokeSimulation& stroke : result.strokes) {
    double impulse_N_s = 0;
    for (std::size_t cell = 0; cell < stroke.dose.size(); ++cell) {
      impulse_N_s += stroke.dose.pressure_time_Pa_s[cell] * grid.area_m2(cell);
    }
    EXPECT_NEAR(impulse_N_s, stroke.impulse_N_s, 0.03 * stroke.impulse_N_s) << stroke.id;
  }
  EXPECT_EQ(result.strokes.size(), 3U);
  EXPECT_EQ(result.solved_count, result.places_count);
  EXPECT_TRUE(result.failures.empty());
}

TEST(Simulation, PressesEachPlaceOnceForBothSides) {
  const RoutineSimulation result = run(some_routine(), formula_setting());
  Routine one_side = some_routine();
  one_side.strokes[0].path_left.clear();
  one_side.strokes[0].force_left_N.clear();
  one_side.strokes[0].hand = HandUse::right;
  // The left hand's way costs only where its heading, mirrored, falls into another class.
  EXPECT_LE(result.places_count, 2 * run(one_side, formula_setting()).places_count);
  EXPECT_GT(result.touches_count, 3 * result.places_count);
}

TEST(Simulation, TellsWhereItIsFirmestWithARange) {
  const RoutineSimulation result = run(some_routine(), formula_setting());
  const Highlight& depth = result.highlights.at(HighlightField::depth);
  EXPECT_EQ(depth.stroke_id, "s02");
  EXPECT_NEAR(depth.at.along, 0.8, 0.02);
  EXPECT_NEAR(depth.force_N, 14, 1e-6);
  ASSERT_TRUE(depth.soft_value && depth.firm_value);
  EXPECT_NEAR(*depth.soft_value, 2 * depth.value, 1e-9);
  EXPECT_NEAR(*depth.firm_value, depth.value / 2, 1e-9);
  EXPECT_EQ(result.highlights.size(), 4U);
}

TEST(Simulation, AFailedPlaceIsListedLeftOutAndNothingElse) {
  SimulationSetting setting = formula_setting();
  setting.press = [](Firmness firmness, const PressPlace& place, const std::vector<double>& forces_N,
                     double dwell_s) -> Result<std::vector<PressStep>> {
    if (std::abs(place.at.along - 0.6) < 0.03)
      return Error{ErrorCode::internal, "did not balance", "", "press less", {}};
    return formula_press(firmness, place, forces_N, dwell_s);
  };
  const RoutineSimulation result = run(some_routine(), setting);
  ASSERT_FALSE(result.failures.empty());
  EXPECT_LT(result.solved_count, result.places_count);
  const auto on_the_right = [](const PlaceFailure& failure) { return failure.at.across > 0; };
  const auto right_count = std::count_if(result.failures.begin(), result.failures.end(), on_the_right);
  EXPECT_GT(right_count, 0);
  EXPECT_LT(right_count, static_cast<long>(result.failures.size()));  // the left hand's are told where they are
  EXPECT_THAT(result.failures[0].reason, testing::HasSubstr("did not balance"));
  EXPECT_FALSE(result.failures[0].stroke_ids.empty());
  EXPECT_GT(std::accumulate(result.total.left_out_s.begin(), result.total.left_out_s.end(), 0.0), 0);
  EXPECT_TRUE(result.strokes[0].left_out);
  EXPECT_FALSE(result.strokes[2].left_out);
  EXPECT_GT(result.highlights.at(HighlightField::pressure).value, 0);
}

TEST(Simulation, StopsWhenAskedAndGoesOnToTheSameEnd) {
  SerialExecutor serial;
  SolvedPlaces solved;
  const RoutineSimulation stopped = simulate_routine(
      some_routine(), formula_setting(), {}, serial,
      [](const PlaceProgress& progress) { return progress.done_count < 8; }, solved);
  EXPECT_TRUE(stopped.stopped);
  EXPECT_FALSE(solved.empty());
  EXPECT_LT(solved.size(), stopped.places_count);
  const RoutineSimulation resumed = simulate_routine(some_routine(), formula_setting(), {}, serial, go_on, solved);
  const RoutineSimulation straight = run(some_routine(), formula_setting());
  EXPECT_FALSE(resumed.stopped);
  EXPECT_EQ(resumed.total.peak_pressure_Pa, straight.total.peak_pressure_Pa);
  EXPECT_EQ(resumed.total.muscle_cycles_count, straight.total.muscle_cycles_count);
}

// The formula is smooth over the back, as tissue is; the tolerance is what the grid of places costs.
// docs/theory/dose.md.
TEST(Simulation, AReusedAnswerIsNearTheOneOnTheSpot) {
  SimulateOptions options;
  options.reuse_checks_count = 40;
  const RoutineSimulation result = run(some_routine(), formula_setting(), options);
  ASSERT_TRUE(result.reuse);
  EXPECT_EQ(result.reuse->checked_count, 40);
  EXPECT_GT(result.reuse->depth.worst_ratio, 0);
  EXPECT_LT(result.reuse->depth.median_ratio, 0.03);
  EXPECT_LT(result.reuse->depth.worst_ratio, 0.15);
  EXPECT_LT(result.reuse->pressure.worst_ratio, 0.15);
  EXPECT_FALSE(run(some_routine(), formula_setting()).reuse);
}

TEST(Simulation, ARoutineThatTouchesNothingIsEmptyAndWhole) {
  Routine routine = some_routine();
  for (Stroke& stroke : routine.strokes) stroke.technique = "pause";
  const RoutineSimulation result = run(routine, formula_setting());
  EXPECT_TRUE(result.strokes.empty());
  EXPECT_TRUE(result.highlights.empty());
  EXPECT_EQ(result.places_count, 0U);
}

}  // namespace
}  // namespace unknot
