// The solver on real threads: a person pressed, rubbed and held, and a whole routine, give the same bits whatever the
// number of threads. Under the thread sanitizer these are what it watches.
#include <gtest/gtest.h>

#include "native/thread_pool.h"
#include "support/back_person.h"
#include "unknot/simulate/routine_simulation.h"

namespace unknot {
namespace {

const test::BackPerson& person() {
  static const test::BackPerson kPerson;
  return kPerson;
}

Result<std::vector<PressStep>> press_and_slide(Executor& executor) {
  PressPlace place;
  place.at = {0.2, 0.8};
  place.tool = PressTool::palm;
  place.fineness = Fineness::coarse;
  place.travel_m = 0.01;
  const BackModel model = person().model();
  Result<PressState> state = PressState::make(model, place, executor);
  if (!state) return state.error();
  Result<PressStep> pressed = state->press(12, 0.2);
  if (!pressed) return pressed.error();
  Result<std::vector<PressStep>> slid = state->slide(0.01, 0.05, 2);
  if (slid) slid->insert(slid->begin(), std::move(*pressed));
  return slid;
}

TEST(SolverThreads, APressAndAStrokeAreTheSameOnAny) {
  std::vector<std::vector<PressStep>> answers;
  for (const int threads_count : {1, 2, 4}) {
    ThreadPool pool(threads_count);
    Result<std::vector<PressStep>> steps = press_and_slide(pool);
    ASSERT_TRUE(steps.has_value()) << describe(steps.error());
    answers.push_back(std::move(*steps));
  }
  for (const auto& steps : answers) {
    ASSERT_EQ(steps.size(), 3U);
    for (std::size_t n = 0; n < steps.size(); ++n) {
      EXPECT_EQ(steps[n].depth_m, answers[0][n].depth_m);
      EXPECT_EQ(steps[n].tangential_force_N, answers[0][n].tangential_force_N);
      EXPECT_EQ(steps[n].peak_pressure_Pa, answers[0][n].peak_pressure_Pa);
      EXPECT_EQ(steps[n].bone_force_N, answers[0][n].bone_force_N);
    }
  }
}

TEST(SolverThreads, ARoutineIsTheSameOnAny) {
  Stroke stroke;
  stroke.id = "s01";
  stroke.technique = "T02";
  stroke.hand = HandUse::right;
  stroke.motion = Motion::glide;
  stroke.path = {{0.3, 0.3}, {0.3, 0.35}};
  stroke.force_N = {5, 5};
  stroke.duration_s = 10;
  Routine routine;
  routine.strokes = {stroke};
  routine.total_s = 10;
  SubstituteKnowledge substitutes = test::require(SubstituteKnowledge::load(test::knowledge_files()));
  SimulationSetting setting;
  setting.body = &person().body;
  setting.substitutes = &substitutes;
  setting.tissue = &person().tissue;
  const BackModel models[] = {person().model(Firmness::soft), person().model(), person().model(Firmness::firm)};
  setting.press = [&](Firmness firmness, const PressPlace& place, const std::vector<double>& forces_N,
                      double dwell_s) -> Result<std::vector<PressStep>> {
    SerialExecutor own;  // places are what the threads share out
    Result<PressReport> report = press(models[static_cast<std::size_t>(firmness)], place, forces_N, dwell_s, own);
    if (!report) return report.error();
    return report->steps;
  };
  std::vector<RoutineSimulation> answers;
  for (const int threads_count : {1, 4}) {
    ThreadPool pool(threads_count);
    SolvedPlaces solved;
    answers.push_back(simulate_routine(
        routine, setting, {}, pool, [](const PlaceProgress&) { return true; }, solved));
  }
  ASSERT_GT(answers[0].places_count, 1U);
  EXPECT_TRUE(answers[0].failures.empty());
  for (const HighlightField field : {HighlightField::pressure, HighlightField::depth}) {
    EXPECT_EQ(answers[1].highlights.at(field).value, answers[0].highlights.at(field).value);
  }
  EXPECT_EQ(answers[1].strokes.at(0).impulse_N_s, answers[0].strokes.at(0).impulse_N_s);
}

}  // namespace
}  // namespace unknot
