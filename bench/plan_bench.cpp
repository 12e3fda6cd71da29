// How long planning takes: goals of the design are 100 ms for a plan, 20 ms for a re-plan, 1 ms for the audit, one
// core.

#include <benchmark/benchmark.h>

#include "property/plan/plan_world.h"
#include "unknot/audit/audit.h"

namespace unknot::test {
namespace {

/// Evening with the minutes, training and place of the three argument columns.
Evening evening_of(const benchmark::State& state) {
  Evening evening = plain_evening();
  evening.the_case.giver.minutes = static_cast<double>(state.range(0));
  evening.the_case.giver.training = static_cast<Training>(state.range(1));
  evening.the_case.giver.place = static_cast<Place>(state.range(2));
  evening.the_case.history.sessions_count = 3;
  return evening;
}

void plan(benchmark::State& state) {
  const Evening evening = evening_of(state);
  const Limits limits = evening.limits();
  const Body body = evening.body();
  const PlanWorld& world = plan_world();
  std::size_t strokes_count = 0;
  for (auto _ : state) {
    auto routine = compose(world.plan, world.atlas, body, limits, evening.the_case, evening.report, kTonight);
    strokes_count = routine->strokes.size();
    benchmark::DoNotOptimize(routine);
  }
  state.counters["strokes_count"] = static_cast<double>(strokes_count);
}
BENCHMARK(plan)
    ->ArgNames({"minutes", "training", "place"})
    ->Args({10, 0, 3})
    ->Args({20, 0, 0})
    ->Args({30, 0, 1})
    ->Args({60, 2, 2})
    ->Unit(benchmark::kMillisecond);

void replan(benchmark::State& state, Edit::Kind kind) {
  const Evening evening = evening_of(state);
  const Limits limits = evening.limits();
  const Body body = evening.body();
  const PlanWorld& world = plan_world();
  const Routine routine = evening.compose().value();
  Edit edit;
  edit.kind = kind;
  edit.from_s = routine.total_s / 4;
  edit.minutes = routine.total_s / 60 * 0.8;
  edit.move_to = ChartPoint{0.35, 0.45};
  for (const Stroke& stroke : routine.strokes) {
    if (edit.stroke_id.empty() && stroke.start_s >= edit.from_s && stroke.technique == "T06" &&
        (kind == Edit::Kind::skip || kind == Edit::Kind::swap || kind == Edit::Kind::move)) {
      edit.stroke_id = stroke.id;
    }
  }
  std::size_t applied_count = 0;
  for (auto _ : state) {
    auto edited =
        recompose(world.plan, world.atlas, body, limits, evening.the_case, evening.report, kTonight, routine, edit);
    applied_count = edited->edits.size();
    benchmark::DoNotOptimize(edited);
  }
  state.counters["applied_count"] = static_cast<double>(applied_count);
}
BENCHMARK_CAPTURE(replan, skip, Edit::Kind::skip)->Args({20, 0, 0})->Args({60, 2, 2})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replan, swap, Edit::Kind::swap)->Args({20, 0, 0})->Args({60, 2, 2})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replan, move, Edit::Kind::move)->Args({20, 0, 0})->Args({60, 2, 2})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replan, lighter, Edit::Kind::lighter)->Args({20, 0, 0})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replan, shorter, Edit::Kind::shorter)->Args({20, 0, 0})->Unit(benchmark::kMillisecond);

void audit_plan(benchmark::State& state) {
  const Evening evening = evening_of(state);
  const Body body = evening.body();
  const AuditKnowledge knowledge = AuditKnowledge::load(knowledge_files()).value();
  const Routine routine = evening.compose().value();
  std::size_t broken_count = 0;
  for (auto _ : state) {
    auto found = audit(knowledge, plan_world().atlas, body, evening.the_case, evening.report, routine);
    broken_count = found.size();
    benchmark::DoNotOptimize(found);
  }
  state.counters["broken_count"] = static_cast<double>(broken_count);
}
BENCHMARK(audit_plan)->Args({20, 0, 0})->Args({60, 2, 2})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot::test
