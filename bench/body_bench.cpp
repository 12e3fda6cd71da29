// One person's back in three dimensions: built once per person and view, then read by every field and picture.
//   build/release/bench/bench_unknot --benchmark_filter=body

#include <benchmark/benchmark.h>

#include "support/support.h"
#include "unknot/body/figure.h"
#include "unknot/body/surface.h"

namespace unknot {
namespace {

const BodyKnowledge& knowledge() {
  static const BodyKnowledge loaded = BodyKnowledge::load(test::knowledge_files()).value();
  return loaded;
}

Body woman() {
  Receiver receiver;
  receiver.age_years = 41;
  receiver.stature_m = 1.66;
  receiver.mass_kg = 64;
  return Body::from(knowledge(), receiver);
}

void body_surface(benchmark::State& state) {
  const Body body = woman();
  for (auto _ : state) {
    benchmark::DoNotOptimize(BackSurface::make(knowledge(), body, View::prone));
  }
}
BENCHMARK(body_surface)->Unit(benchmark::kMillisecond);

void body_grid_40_by_40(benchmark::State& state) {
  const BackSurface surface = BackSurface::make(knowledge(), woman(), View::prone).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(surface.cells(40, 40));
  }
}
BENCHMARK(body_grid_40_by_40)->Unit(benchmark::kMicrosecond);

void body_figure(benchmark::State& state) {
  const Body body = woman();
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_figure(knowledge(), body, View::prone));
  }
}
BENCHMARK(body_figure)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot
