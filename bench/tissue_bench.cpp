// How long pressing takes: a body sliding at 6 mm depth by a cell, by less, by no round share of one (goal 100 ms a
// solve on 2 cores, aim 30), the same in a window that goes along (13 ms), pressing 10 mm from rest (1 s, aim 0.5),
// near-incompressible against compressible, and how the cost grows with the mesh. Compare ratios.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <functional>

#include "native/thread_pool.h"
#include "unknot/simulate/tissue/window.h"

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

/// Of the block, as the first argument says: rows of each layer.
std::vector<int> counts_of(std::int64_t across_count) {
  return across_count > 60 ? std::vector<int>{1, 6, 9} : std::vector<int>{1, 4, 7};
}

/// Arguments: elements across, step in micrometres, threads, Poisson's ratio in 1e-4.
template <class Hand>
void slide_by(benchmark::State& state, const Grid& grid, Executor& executor, Hand& hand,
              const std::function<const TissueSolver&()>& solver) {
  const double step_m = static_cast<double>(state.range(1)) * 1e-6;
  if (hand.press_to_depth(0.006)) state.SkipWithError("not pressed");
  (void)hand.take_counts();
  double position_m = -0.03, direction = 1, solves = 0;
  for (auto _ : state) {
    if (std::abs(position_m + direction * step_m) > 0.0301) direction = -direction;
    position_m += direction * step_m;
    if (hand.move_to(position_m, std::nullopt, 0)) state.SkipWithError("not moved");
    ++solves;
  }
  const tissue::SolveCounts spent = hand.take_counts();
  const double live_N = solver().sums().force_N[2];
  SolverOptions tight;
  tight.work_tolerance_ratio = 1e-10;
  TissueSolver exact(grid, ball(), tissue::best_kernels(), executor, tight);
  exact.place_at(position_m);
  if (exact.press_to_depth(0.006)) state.SkipWithError("not pressed exactly");
  state.counters["force_error_ratio"] = std::abs(live_N / exact.sums().force_N[2] - 1);
  state.counters["newton"] = spent.newton_count / solves;
  state.counters["linear"] = spent.linear_count / solves;
  state.counters["megabytes"] = static_cast<double>(solver().bytes()) / 1e6;
  const Grid& own = solver().grid();
  state.counters["dof"] = static_cast<double>(3 * own.x_m.size() * own.y_m.size() * own.z_m.size());
}

void slides(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"across", "step_um", "threads", "nu_e4"})
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
}

void slide(benchmark::State& state) {
  ThreadPool pool(static_cast<int>(state.range(2)));
  const Grid grid = back_grid(static_cast<int>(state.range(0)), counts_of(state.range(0)),
                              static_cast<double>(state.range(3)) * 1e-4);
  TissueSolver solver(grid, ball(), tissue::best_kernels(), pool, live());
  solver.place_at(-0.03);
  slide_by(state, grid, pool, solver, [&]() -> const TissueSolver& { return solver; });
}
BENCHMARK(slide)->Apply(slides);

/// The same problem and the same arguments; the force's error is that against the whole block.
void slide_in_window(benchmark::State& state) {
  ThreadPool pool(static_cast<int>(state.range(2)));
  const Grid grid = back_grid(static_cast<int>(state.range(0)), counts_of(state.range(0)),
                              static_cast<double>(state.range(3)) * 1e-4);
  const tissue::WindowSpan across{0.06, 0.1, 1.25}, along{0.04, 0.1, 1.25};
  auto window = tissue::MovingWindow::make(grid, ball(), -0.03, {across, along}, tissue::best_kernels(), pool, live());
  if (!window) {
    state.SkipWithError("no window");
    return;
  }
  slide_by(state, grid, pool, *window, [&]() -> const TissueSolver& { return window->solver(); });
}
BENCHMARK(slide_in_window)->Apply(slides);

/// Arguments: elements across, threads, Poisson's ratio in 1e-4.
void press(benchmark::State& state) {
  ThreadPool pool(static_cast<int>(state.range(1)));
  tissue::SolveCounts spent;
  double force_N = 0;
  for (auto _ : state) {
    TissueSolver solver(back_grid(static_cast<int>(state.range(0)), counts_of(state.range(0)),
                                  static_cast<double>(state.range(2)) * 1e-4),
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
