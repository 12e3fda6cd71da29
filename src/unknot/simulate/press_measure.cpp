#include "unknot/simulate/press_measure.h"

#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/element.h"
#include "unknot/simulate/tissue/patch.h"

namespace unknot {
namespace {

using tissue::Grid;
using tissue::Shape;
using tissue::TissueSolver;
using tissue::Vector3;

/// The cell of a rising line that holds a place, and how far along it.
struct Cell {
  int index = 0;
  double share_ratio = 0;
};

Cell cell_at(const std::vector<double>& line_m, double at_m) {
  const auto above = std::upper_bound(line_m.begin() + 1, line_m.end() - 1, at_m);
  const auto index = static_cast<std::size_t>(above - line_m.begin()) - 1;
  return {static_cast<int>(index), (at_m - line_m[index]) / (line_m[index + 1] - line_m[index])};
}

/// Rest and present places on the line of columns below the tool's middle.
class MiddleLine {
 public:
  /// @param across_m  of the part of the tool that is in its middle
  MiddleLine(const TissueSolver& solver, double across_m)
      : solver_(solver),
        grid_(solver.grid()),
        shape_(grid_.shape()),
        x_(cell_at(grid_.x_m, across_m)),
        y_(cell_at(grid_.y_m, solver.pose().position_m)) {}

  /// Thickness between two rows of nodes, at rest and now.
  [[nodiscard]] std::pair<double, double> thickness_m(int top, int bottom) const {
    return {distance_m(top, bottom, false), distance_m(top, bottom, true)};
  }

 private:
  [[nodiscard]] double distance_m(int top, int bottom, bool now) const {
    const Vector3 a = place(top, now), b = place(bottom, now);
    return std::hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
  }
  [[nodiscard]] Vector3 place(int k, bool now) const {
    Vector3 sum{};
    for (int n = 0; n < 4; ++n) {
      const int i = x_.index + n % 2, j = y_.index + n / 2;
      const double weight =
          (n % 2 != 0 ? x_.share_ratio : 1 - x_.share_ratio) * (n / 2 != 0 ? y_.share_ratio : 1 - y_.share_ratio);
      const Vector3 rest = grid_.place(i, j, k);
      for (std::size_t c = 0; c < 3; ++c) {
        const double moved = solver_.displacement_m()[static_cast<std::size_t>(
            shape_.vector_at(j, k) + static_cast<std::ptrdiff_t>(c) * shape_.stride + i)];
        sum[c] += weight * (rest[c] + (now ? moved : 0));
      }
    }
    return sum;
  }
  const TissueSolver& solver_;
  const Grid& grid_;
  Shape shape_;
  Cell x_, y_;
};

void measure_layers(const PressBlock& block, const TissueSolver& solver, PressStep& step) {
  const Grid& grid = solver.grid();
  const MiddleLine line(solver, block.middle_across_m);
  for (std::size_t n = 0; n < block.layers.size(); ++n) {
    PressLayer layer;
    layer.id = block.layers[n].id;
    layer.name = block.layers[n].name;
    const auto range = std::equal_range(grid.layer_of.begin(), grid.layer_of.end(), static_cast<int>(n));
    const int first = static_cast<int>(range.first - grid.layer_of.begin());
    const int end = static_cast<int>(range.second - grid.layer_of.begin());
    const auto [rest_m, now_m] = line.thickness_m(first, end);
    layer.thickness_m = rest_m;
    layer.compression_ratio = 1 - now_m / rest_m;
    for (int j = 0; j < grid.elements_y(); ++j) {
      for (int k = first; k < end; ++k) {
        for (int i = 0; i < grid.elements_x(); ++i) {
          const tissue::PointState state = tissue::point_state(grid, solver.displacement_m(), solver.history(),
                                                               solver.volume_strain_ratio(i, j, k), i, j, k, {});
          layer.min_strain_ratio = std::min(layer.min_strain_ratio, tissue::least_log_strain_ratio(state.deformation));
          layer.max_von_mises_Pa = std::max(layer.max_von_mises_Pa, state.von_mises_Pa);
          layer.max_pressure_Pa = std::max(layer.max_pressure_Pa, state.pressure_Pa);
          const double volume_ratio = 1 + solver.volume_strain_ratio(i, j, k);
          layer.least_volume_ratio = std::min(layer.least_volume_ratio, volume_ratio);
          layer.most_volume_ratio = std::max(layer.most_volume_ratio, volume_ratio);
        }
      }
    }
    step.layers.push_back(std::move(layer));
  }
}

/// A quarter of the parallelogram that a bottom node's neighbours span.
double bottom_area_m2(const Grid& grid, int i, int j) {
  const int nx = grid.elements_x(), ny = grid.elements_y(), nz = grid.elements_z();
  const Vector3 west = grid.place(std::max(i - 1, 0), j, nz), east = grid.place(std::min(i + 1, nx), j, nz);
  const Vector3 north = grid.place(i, std::max(j - 1, 0), nz), south = grid.place(i, std::min(j + 1, ny), nz);
  Vector3 a{}, b{};
  for (std::size_t c = 0; c < 3; ++c) {
    a[c] = east[c] - west[c];
    b[c] = south[c] - north[c];
  }
  return std::hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]) / 4;
}

void measure_bone(const std::vector<double>& bone_share_ratio, const TissueSolver& solver, PressStep& step) {
  const Grid& grid = solver.grid();
  const Shape shape = grid.shape();
  for (const tissue::Support& support : solver.supports()) {
    if (support.k != grid.elements_z()) continue;
    const std::size_t n = static_cast<std::size_t>(support.j) * grid.x_m.size() + static_cast<std::size_t>(support.i);
    const Vector3 on_tissue_N = tissue::support_force_N(support, shape, solver.displacement_m());
    const double carried_N = -bone_share_ratio[n] * on_tissue_N[2];
    step.bone_force_N += carried_N;
    // On the block's rim nodes stand for the sides too.
    const bool rim =
        support.i == 0 || support.j == 0 || support.i == grid.elements_x() || support.j == grid.elements_y();
    if (!rim) {
      step.bone_peak_pressure_Pa =
          std::max(step.bone_peak_pressure_Pa, carried_N / bottom_area_m2(grid, support.i, support.j));
    }
  }
}

}  // namespace

PressStep measure_press(const PressBlock& block, const TissueSolver& solver,
                        const std::vector<double>& bone_share_ratio, double touch_depth_m) {
  PressStep step;
  const tissue::ContactSums& sums = solver.contact()->sums();
  step.force_N = sums.force_N[2];
  step.tangential_force_N = sums.force_N[1];
  step.position_m = solver.pose().position_m;
  step.depth_m = sums.touching_count > 0 ? solver.pose().depth_m - touch_depth_m - sums.compression_m : 0;
  const tissue::Patch patch = tissue::measure_patch(solver);
  step.area_m2 = patch.area_m2;
  step.mean_pressure_Pa = patch.area_m2 > 0 ? step.force_N / patch.area_m2 : 0;
  step.peak_pressure_Pa = patch.peak_Pa;
  measure_bone(bone_share_ratio, solver, step);
  step.sink_m = step.bone_force_N / block.support_N_m.value;
  measure_layers(block, solver, step);
  return step;
}

}  // namespace unknot
