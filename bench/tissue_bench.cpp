// How long pressing takes: a body sliding at 6 mm depth by a cell, by less, by no round share of one (goal 100 ms a
// solve on 2 cores, aim 30), pressing 10 mm from rest (1 s, aim 0.5), near-incompressible against compressible, and how
// the cost grows with the mesh. Compare ratios.

#include <benchmark/benchmark.h>

#include <cmath>

#include "native/thread_pool.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using tissue::Grid;
using tissue::Indenter;
using tissue::Law;
using tissue::SolverOptions;
using tissue::TissueSolver;

/// Skin, fat and muscle of the development problem.
Grid back_grid(int plane_count, std::vector<int> counts, double poisson_ratio) {
  Grid grid;
  for (int i = 0; i <= plane_count; ++i) grid.x_m.push_back(0.2 * i / plane_count - 0.1);
  grid.y_m = grid.x_m;
  const double thickness_m[] = {0.002, 0.012, 0.036}, shear_Pa[] = {200e3, 2e3, 6e3};
  double depth_m = 0;
  grid.z_m = {0};
  for (std::size_t layer = 0; layer < 3; ++layer) {
    for (int k = 1; k <= counts[layer]; ++k) {
      grid.z_m.push_back(depth_m + thickness_m[layer] * k / counts[layer]);
      grid.layer_of.push_back(static_cast<int>(layer));
    }
    depth_m += thickness_m[layer];
    grid.laws.push_back(Law::neo_hookean(shear_Pa[layer], poisson_ratio));
  }
  return grid;
}

Indenter ball() { return Indenter::sphere(0.06); }

/// Accuracy for a live hand: the force to well under 1 %, which the counter `force_error_ratio` shows.
SolverOptions live() {
  SolverOptions options;
  options.work_tolerance_ratio = 1e-2;
  options.forcing_ratio = 2e-2;
  return options;
}

/// Arguments: elements across, layers' counts in all, step in micrometres, threads, Poisson's ratio in 1e-4.
void slide(benchmark::State& state) {
  const bool fine = state.range(0) > 60;
  const auto counts = fine ? std::vector<int>{1, 6, 9} : std::vector<int>{1, 4, 7};
  const double step_m = static_cast<double>(state.range(1)) * 1e-6;
  const double poisson_ratio = static_cast<double>(state.range(3)) * 1e-4;
  ThreadPool pool(static_cast<int>(state.range(2)));
  TissueSolver solver(back_grid(static_cast<int>(state.range(0)), counts, poisson_ratio), ball(),
                      tissue::best_kernels(), pool, live());
  solver.place_at(-0.03);
  if (solver.press_to_depth(0.006)) state.SkipWithError("not pressed");
  (void)solver.take_counts();
  double position_m = -0.03, direction = 1, solves = 0;
  for (auto _ : state) {
    if (std::abs(position_m + direction * step_m) > 0.0301) direction = -direction;
    position_m += direction * step_m;
    if (solver.move_to(position_m, std::nullopt, 0)) state.SkipWithError("not moved");
    ++solves;
  }
  const tissue::SolveCounts spent = solver.take_counts();
  const double live_N = solver.sums().force_N[2];
  SolverOptions tight;
  tight.work_tolerance_ratio = 1e-10;
  TissueSolver exact(back_grid(static_cast<int>(state.range(0)), counts, poisson_ratio), ball(), tissue::best_kernels(),
                     pool, tight);
  exact.place_at(position_m);
  if (exact.press_to_depth(0.006)) state.SkipWithError("not pressed exactly");
  state.counters["force_error_ratio"] = std::abs(live_N / exact.sums().force_N[2] - 1);
  state.counters["newton"] = spent.newton_count / solves;
  state.counters["linear"] = spent.linear_count / solves;
  state.counters["megabytes"] = static_cast<double>(solver.bytes()) / 1e6;
  state.counters["dof"] = static_cast<double>(3 * (state.range(0) + 1) * (state.range(0) + 1) *
                                              static_cast<long>(solver.grid().z_m.size()));
}
BENCHMARK(slide)
    ->ArgNames({"across", "step_um", "threads", "nu_e4"})
    ->Args({40, 5000, 1, 4800})
    ->Args({40, 5000, 2, 4800})
    ->Args({40, 2000, 2, 4800})
    ->Args({40, 3100, 2, 4800})
    ->Args({40, 5000, 2, 4950})
    ->Args({80, 5000, 2, 4800})
    ->Iterations(24)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Arguments: elements across, threads, Poisson's ratio in 1e-4.
void press(benchmark::State& state) {
  const bool fine = state.range(0) > 60;
  const auto counts = fine ? std::vector<int>{1, 6, 9} : std::vector<int>{1, 4, 7};
  ThreadPool pool(static_cast<int>(state.range(1)));
  tissue::SolveCounts spent;
  double force_N = 0;
  for (auto _ : state) {
    TissueSolver solver(back_grid(static_cast<int>(state.range(0)), counts, static_cast<double>(state.range(2)) * 1e-4),
                        ball(), tissue::best_kernels(), pool, live());
    if (solver.press_to_depth(0.010)) state.SkipWithError("not pressed");
    spent = solver.take_counts();
    force_N = solver.sums().force_N[2];
  }
  state.counters["force_N"] = force_N;
  state.counters["newton"] = spent.newton_count;
  state.counters["linear"] = spent.linear_count;
}
BENCHMARK(press)
    ->ArgNames({"across", "threads", "nu_e4"})
    ->Args({40, 1, 4800})
    ->Args({40, 2, 4800})
    ->Args({40, 2, 4950})
    ->Args({80, 2, 4800})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot
