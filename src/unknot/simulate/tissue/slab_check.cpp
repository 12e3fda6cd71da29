#include <algorithm>
#include <cmath>
#include <utility>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using tissue::Grid;
using tissue::Law;

/// A small crooked block.
Grid crooked_block(const Law& law) {
  Grid grid;
  grid.x_m = {-0.05, -0.03, -0.01, 0.0, 0.015, 0.05};
  grid.y_m = {-0.05, -0.02, 0.0, 0.03, 0.05};
  grid.z_m = {0, 0.004, 0.014, 0.02};
  grid.layer_of = {0, 0, 0};
  grid.laws = {law};
  grid.laws.front().prony = {{0.5, 2.0}};
  return grid;
}

/// Bends it, varies it, draws fibres through it, and sets it on bone and springs.
void make_living(Grid& grid) {
  std::vector<tissue::Vector3> places_m;
  for (int j = 0; j <= grid.elements_y(); ++j) {
    for (int k = 0; k <= grid.elements_z(); ++k) {
      for (int i = 0; i <= grid.elements_x(); ++i) {
        tissue::Vector3 place = grid.place(i, j, k);
        place[2] += 0.003 * std::cos(30 * place[0] + 1) + 0.002 * std::sin(40 * place[1]);
        place[0] += 0.1 * place[2] * std::sin(50 * place[1]);
        places_m.push_back(place);
      }
    }
  }
  grid.place_m = std::move(places_m);
  const int count = grid.elements_x() * grid.elements_y() * grid.elements_z();
  for (int n = 0; n < count; ++n) {
    grid.stiffness_ratio.push_back(1 + 0.5 * std::sin(3.0 * n));
    grid.fibre_ratio.push_back({std::cos(0.1 * n), std::sin(0.1 * n), 0});
    grid.fibre_Pa.push_back(1e4 * (1 + 0.5 * std::cos(2.0 * n)));
  }
  for (std::size_t n = 0; n < grid.x_m.size() * grid.y_m.size(); ++n)
    grid.foundation.push_back(n % 3 == 0 ? tissue::kBone : tissue::Spring{4e6, 1e6});
  grid.side = {1e5, 5e4};
}

}  // namespace

double slab_tangent_error_ratio() {
  double most = 0;
  for (const Law& law :
       {Law::neo_hookean(5e3, 0.49), Law::yeoh({2e3, 3e3, 1e3}, 0.49), Law::ogden({{4e3, 6}, {1e3, -3}}, 0.49)}) {
    for (const bool living : {false, true}) {
      // Under a ball, half relaxed.
      Grid grid = crooked_block(law);
      if (living) make_living(grid);
      SerialExecutor executor;
      tissue::TissueSolver solver(std::move(grid), tissue::Indenter::sphere(0.03), tissue::best_kernels(), executor,
                                  {});
      const bool pressed = !solver.press_to_depth(0.004) && !solver.move_to(0, std::nullopt, 1.0);
      most = std::max(most, pressed ? solver.tangent_error_ratio() : 1.0);
    }
  }
  return most;
}

}  // namespace unknot
