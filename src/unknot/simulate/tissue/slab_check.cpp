#include <algorithm>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {

double slab_tangent_error_ratio() {
  using tissue::Law;
  double most = 0;
  for (const Law& law :
       {Law::neo_hookean(5e3, 0.49), Law::yeoh({2e3, 3e3, 1e3}, 0.49), Law::ogden({{4e3, 6}, {1e3, -3}}, 0.49)}) {
    // A small crooked block under a ball, half relaxed.
    tissue::Grid grid;
    grid.x_m = {-0.05, -0.03, -0.01, 0.0, 0.015, 0.05};
    grid.y_m = {-0.05, -0.02, 0.0, 0.03, 0.05};
    grid.z_m = {0, 0.004, 0.014, 0.02};
    grid.layer_of = {0, 0, 0};
    grid.laws = {law};
    grid.laws.front().prony = {{0.5, 2.0}};
    SerialExecutor executor;
    tissue::TissueSolver solver(std::move(grid), tissue::Indenter::sphere(0.03), tissue::best_kernels(), executor, {});
    const bool pressed = !solver.press_to_depth(0.004) && !solver.move_to(0, std::nullopt, 1.0);
    most = std::max(most, pressed ? solver.tangent_error_ratio() : 1.0);
  }
  return most;
}

}  // namespace unknot
