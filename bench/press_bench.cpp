// How long a press on a person takes from rest: every tool, tissue taken as soft, middle and firm, normal cells. The
// whole process (goal 1 s on two cores) adds reading the knowledge and shaping the body: time `unknot press` for that.

#include <benchmark/benchmark.h>

#include "native/thread_pool.h"
#include "support/back_person.h"

namespace unknot {
namespace {

/// Arguments: the tool, force in newtons, threads.
void press_on_a_person(benchmark::State& state) {
  static const test::BackPerson kPerson;
  PressPlace place;
  place.at = {0.25, 0.8};
  place.tool = static_cast<PressTool>(state.range(0));
  const double force_N = static_cast<double>(state.range(1));
  ThreadPool pool(static_cast<int>(state.range(2)));
  int newton_count = 0, linear_count = 0;
  std::size_t dof_count = 0;
  for (auto _ : state) {
    newton_count = linear_count = 0;
    for (const Firmness firmness : {Firmness::soft, Firmness::middle, Firmness::firm}) {
      const BackModel back = kPerson.model(firmness);
      const Result<PressReport> report = press(back, place, {force_N}, 0, pool);
      if (!report || report->failure) {
        state.SkipWithError("not pressed");
        return;
      }
      newton_count += report->steps.back().newton_count;
      linear_count += report->steps.back().linear_count;
      dof_count = report->dof_count;
    }
  }
  state.SetLabel(std::string(to_text(place.tool)));
  state.counters["newton"] = newton_count;
  state.counters["linear"] = linear_count;
  state.counters["dof"] = static_cast<double>(dof_count);
}
BENCHMARK(press_on_a_person)
    ->ArgNames({"tool", "force_N", "threads"})
    ->ArgsProduct({benchmark::CreateDenseRange(0, 7, 1), {5, 15, 60}, {2}})
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot
