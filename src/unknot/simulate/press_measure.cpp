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

/// The columns around the middle of the tool, at rest and now.
class MiddleColumns {
 public:
  /// @param across_m  of the part of the tool that is in its middle
  MiddleColumns(const TissueSolver& solver, double across_m)
      : solver_(solver),
        grid_(solver.grid()),
        shape_(grid_.shape()),
        across_m_(across_m),
        along_m_(solver.pose().position_m),
        cell_x_m_(width_m(grid_.x_m, across_m_)),
        cell_y_m_(width_m(grid_.y_m, along_m_)) {}

  /// Between two rows of nodes, down the middle column at rest.
  [[nodiscard]] double rest_thickness_m(int top, int bottom) const {
    const Vector3 way = minus(place(0, 0, bottom, false), place(0, 0, top, false));
    return std::hypot(way[0], way[1], way[2]);
  }
  /// Share of the thickness lost, square to the layer (a layer that is only sheared is no thicker), as a mean over the
  /// cells around the middle: a layer that thins out to a tip there, as over the ridge of a bone, is not resolved at
  /// the tip itself.
  [[nodiscard]] double compression_ratio(int top, int bottom) const {
    double rest_m = 0, now_m = 0;
    for (const int a : {-1, 0, 1}) {
      for (const int b : {-1, 0, 1}) {
        const double weight = (a == 0 ? 2 : 1) * (b == 0 ? 2 : 1);
        rest_m += weight * square_m(a, b, top, bottom, false);
        now_m += weight * square_m(a, b, top, bottom, true);
      }
    }
    return 1 - now_m / rest_m;
  }

 private:
  static Vector3 minus(const Vector3& a, const Vector3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
  static Vector3 cross(const Vector3& a, const Vector3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  }
  static double width_m(const std::vector<double>& line_m, double at_m) {
    const auto index = static_cast<std::size_t>(cell_at(line_m, at_m).index);
    return line_m[index + 1] - line_m[index];
  }
  /// `a` cells across and `b` along from the middle: from one row to the other, along the mean normal of both.
  [[nodiscard]] double square_m(int a, int b, int top, int bottom, bool now) const {
    Vector3 normal{};
    for (const int k : {top, bottom}) {
      const Vector3 across = minus(place(a + 0.5, b, k, now), place(a - 0.5, b, k, now));
      const Vector3 along = minus(place(a, b + 0.5, k, now), place(a, b - 0.5, k, now));
      const Vector3 area = cross(across, along);
      for (std::size_t c = 0; c < 3; ++c) normal[c] += area[c];
    }
    const Vector3 way = minus(place(a, b, bottom, now), place(a, b, top, now));
    return (way[0] * normal[0] + way[1] * normal[1] + way[2] * normal[2]) / std::hypot(normal[0], normal[1], normal[2]);
  }
  // lint_units off: in cells
  [[nodiscard]] Vector3 place(double a, double b, int k, bool now) const {
    // lint_units on
    const Cell x = cell_at(grid_.x_m, across_m_ + a * cell_x_m_), y = cell_at(grid_.y_m, along_m_ + b * cell_y_m_);
    Vector3 sum{};
    for (int n = 0; n < 4; ++n) {
      const int i = x.index + n % 2, j = y.index + n / 2;
      const double weight =
          (n % 2 != 0 ? x.share_ratio : 1 - x.share_ratio) * (n / 2 != 0 ? y.share_ratio : 1 - y.share_ratio);
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
  double across_m_, along_m_, cell_x_m_, cell_y_m_;
};

void measure_layers(const PressBlock& block, const TissueSolver& solver, PressStep& step) {
  const Grid& grid = solver.grid();
  const MiddleColumns columns(solver, block.middle_across_m);
  for (std::size_t n = 0; n < block.layers.size(); ++n) {
    PressLayer layer;
    layer.id = block.layers[n].id;
    layer.name = block.layers[n].name;
    const auto range = std::equal_range(grid.layer_of.begin(), grid.layer_of.end(), static_cast<int>(n));
    const int first = static_cast<int>(range.first - grid.layer_of.begin());
    const int end = static_cast<int>(range.second - grid.layer_of.begin());
    layer.thickness_m = columns.rest_thickness_m(first, end);
    layer.compression_ratio = columns.compression_ratio(first, end);
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

/// Of an algometer's 1 cm², which thresholds of pressure pain are told for (tissue evidence T4.2).
constexpr double kPatchHalf_m = 0.005;

double distance_m(const Vector3& a, const Vector3& b) { return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]); }

/// Bottom nodes of one row or column that reach into a patch around one of them.
struct PatchLine {
  int first = 0;
  std::vector<double> share_ratio;  ///< of each node's own length, from `first` on
};

/// @param places_m  of the nodes along the line
/// @param middle    the node that the patch stands on; none of the ends
PatchLine patch_line(const std::vector<Vector3>& places_m, int middle) {
  const int end = static_cast<int>(places_m.size()) - 1;
  const auto step_m = [&](int n) {
    return distance_m(places_m[static_cast<std::size_t>(n)], places_m[static_cast<std::size_t>(n + 1)]);
  };
  PatchLine line;
  // The block's rim is left out: its nodes stand for the sides too.
  line.first = middle;
  double reached_m = step_m(middle - 1) / 2;
  while (line.first > 1 && reached_m < kPatchHalf_m) {
    --line.first;
    reached_m += (step_m(line.first - 1) + step_m(line.first)) / 2;
  }
  double from_m = -reached_m;
  for (int n = line.first; n < end && from_m < kPatchHalf_m; ++n) {
    const double length_m = (step_m(n - 1) + step_m(n)) / 2;
    const double inside_m = std::min(from_m + length_m, kPatchHalf_m) - std::max(from_m, -kPatchHalf_m);
    line.share_ratio.push_back(inside_m / length_m);
    from_m += length_m;
  }
  return line;
}

/// @param carried_N  by bone below each bottom node (y, x)
double greatest_on_patch_Pa(const Grid& grid, const std::vector<double>& carried_N) {
  const int nx = grid.elements_x(), ny = grid.elements_y(), nz = grid.elements_z();
  const auto at = [&](int i, int j) {
    return static_cast<std::size_t>(j) * grid.x_m.size() + static_cast<std::size_t>(i);
  };
  std::vector<double> area_m2(carried_N.size());
  std::vector<Vector3> row_m(grid.x_m.size()), column_m(grid.y_m.size());
  for (int j = 1; j < ny; ++j) {
    for (int i = 1; i < nx; ++i) area_m2[at(i, j)] = bottom_area_m2(grid, i, j);
  }
  double greatest_Pa = 0;
  for (int j = 1; j < ny; ++j) {
    for (int i = 0; i <= nx; ++i) row_m[static_cast<std::size_t>(i)] = grid.place(i, j, nz);
    for (int i = 1; i < nx; ++i) {
      for (int n = 0; n <= ny; ++n) column_m[static_cast<std::size_t>(n)] = grid.place(i, n, nz);
      const PatchLine across = patch_line(row_m, i), along = patch_line(column_m, j);
      double sum_N = 0, sum_m2 = 0;
      for (std::size_t b = 0; b < along.share_ratio.size(); ++b) {
        for (std::size_t a = 0; a < across.share_ratio.size(); ++a) {
          const std::size_t node = at(across.first + static_cast<int>(a), along.first + static_cast<int>(b));
          const double share_ratio = across.share_ratio[a] * along.share_ratio[b];
          sum_N += share_ratio * carried_N[node];
          sum_m2 += share_ratio * area_m2[node];
        }
      }
      greatest_Pa = std::max(greatest_Pa, sum_N / sum_m2);
    }
  }
  return greatest_Pa;
}

void measure_bone(const std::vector<double>& bone_share_ratio, const TissueSolver& solver, PressStep& step) {
  const Grid& grid = solver.grid();
  std::vector<double> carried_N(bone_share_ratio.size());
  for (const tissue::Support& support : solver.supports()) {
    if (support.k != grid.elements_z()) continue;
    const std::size_t n = static_cast<std::size_t>(support.j) * grid.x_m.size() + static_cast<std::size_t>(support.i);
    carried_N[n] = -bone_share_ratio[n] * tissue::support_force_N(support, grid.shape(), solver.displacement_m())[2];
    step.bone_force_N += carried_N[n];
  }
  // A node at the edge of bone carries more the finer the mesh: a patch of one size says what a place feels.
  step.bone_peak_pressure_Pa = greatest_on_patch_Pa(grid, carried_N);
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
