#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/simulate/tissue/element.h"
#include "unknot/simulate/tissue/patch.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using tissue::Grid;
using tissue::Matrix3;
using tissue::Shape;
using tissue::TissueSolver;

/// Weights of the polynomial through up to four places nearest to `at_m`; `first` is the index of the first.
struct Interpolation {
  int first = 0;
  int count = 0;
  std::array<double, 4> weight{};
};

Interpolation interpolate(const std::vector<double>& places_m, int from, int to, double at_m) {
  Interpolation out;
  out.count = std::min(4, to - from);
  int first = from;
  while (first + out.count < to) {
    const double left = std::abs(places_m[static_cast<std::size_t>(first)] - at_m);
    const double right = std::abs(places_m[static_cast<std::size_t>(first + out.count)] - at_m);
    if (right >= left * (1 - 1e-9)) break;
    ++first;
  }
  out.first = first;
  for (int a = 0; a < out.count; ++a) {
    double weight = 1;
    for (int b = 0; b < out.count; ++b) {
      if (a == b) continue;
      const double xa = places_m[static_cast<std::size_t>(first + a)],
                   xb = places_m[static_cast<std::size_t>(first + b)];
      weight *= (at_m - xb) / (xa - xb);
    }
    out.weight[static_cast<std::size_t>(a)] = weight;
  }
  return out;
}

std::vector<double> centres_m(const std::vector<double>& line_m) {
  std::vector<double> out;
  for (std::size_t i = 0; i + 1 < line_m.size(); ++i) out.push_back((line_m[i] + line_m[i + 1]) / 2);
  return out;
}

/// Reads the solver's fields at places on and off the mesh.
class Probe {
 public:
  explicit Probe(const TissueSolver& solver) : solver_(solver), grid_(solver.grid()), shape_(grid_.shape()) {}

  [[nodiscard]] double u(int i, int j, int k, int c) const {
    return solver_.displacement_m()[static_cast<std::size_t>(shape_.vector_at(j, k) + c * shape_.stride + i)];
  }
  /// Downward displacement on the line x = 0, y = `y_m` at a row of nodes.
  [[nodiscard]] double axis_displacement_m(double y_m, int k) const {
    const Interpolation x = interpolate(grid_.x_m, 0, static_cast<int>(grid_.x_m.size()), 0);
    const Interpolation y = interpolate(grid_.y_m, 0, static_cast<int>(grid_.y_m.size()), y_m);
    double sum = 0;
    for (int b = 0; b < y.count; ++b) {
      for (int a = 0; a < x.count; ++a) {
        sum += y.weight[static_cast<std::size_t>(b)] * x.weight[static_cast<std::size_t>(a)] *
               u(x.first + a, y.first + b, k, 2);
      }
    }
    return sum;
  }
  /// Deformation gradient at an element's centre.
  [[nodiscard]] Matrix3 deformation(int i, int j, int k) const {
    return tissue::deformation_gradient(grid_, solver_.displacement_m(), i, j, k, {});
  }
  [[nodiscard]] tissue::PointState state(int i, int j, int k) const {
    return tissue::point_state(grid_, solver_.displacement_m(), solver_.history(), solver_.volume_strain_ratio(i, j, k),
                               i, j, k, {});
  }
  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] const Shape& shape() const { return shape_; }

 private:
  const TissueSolver& solver_;
  const Grid& grid_;
  Shape shape_;
};

SlabLayerState measure_layer(const Probe& probe, const SlabLayer& layer, int number, double axis_y_m) {
  const Grid& grid = probe.grid();
  SlabLayerState out;
  out.name = layer.name;
  const auto& of = grid.layer_of;
  const int first = static_cast<int>(std::find(of.begin(), of.end(), number) - of.begin());
  const int end = static_cast<int>(std::upper_bound(of.begin(), of.end(), number) - of.begin());
  const double middle_m = (grid.z_m[static_cast<std::size_t>(first)] + grid.z_m[static_cast<std::size_t>(end)]) / 2;

  double least = 0;
  for (int j = 0; j < grid.elements_y(); ++j) {
    for (int k = first; k < end; ++k) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        const Matrix3 f = probe.deformation(i, j, k);
        Matrix3 c{};
        for (std::size_t a = 0; a < 3; ++a) {
          for (std::size_t b = 0; b < 3; ++b) {
            for (std::size_t m = 0; m < 3; ++m) c[3 * a + b] += f[3 * m + a] * f[3 * m + b];
          }
        }
        // Gershgorin: most elements cannot hold the least strain.
        double bound = 1e300;
        for (std::size_t a = 0; a < 3; ++a) {
          double radius = 0;
          for (std::size_t b = 0; b < 3; ++b) radius += a == b ? 0 : std::abs(c[3 * a + b]);
          bound = std::min(bound, c[4 * a] - radius);
        }
        if (bound >= std::exp(2 * least)) continue;
        least = std::min(least, tissue::least_log_strain_ratio(f));
      }
    }
  }
  out.min_principal_log_strain_ratio = least;

  const Interpolation nodes = interpolate(grid.z_m, first, end + 1, middle_m);
  for (int n = 0; n < nodes.count; ++n) {
    out.mid_displacement_m +=
        nodes.weight[static_cast<std::size_t>(n)] * probe.axis_displacement_m(axis_y_m, nodes.first + n);
  }
  const std::vector<double> x_m = centres_m(grid.x_m), y_m = centres_m(grid.y_m), z_m = centres_m(grid.z_m);
  const Interpolation x = interpolate(x_m, 0, static_cast<int>(x_m.size()), 0);
  const Interpolation y = interpolate(y_m, 0, static_cast<int>(y_m.size()), axis_y_m);
  const Interpolation z = interpolate(z_m, first, end, middle_m);
  for (int c = 0; c < z.count; ++c) {
    for (int b = 0; b < y.count; ++b) {
      for (int a = 0; a < x.count; ++a) {
        const double weight = x.weight[static_cast<std::size_t>(a)] * y.weight[static_cast<std::size_t>(b)] *
                              z.weight[static_cast<std::size_t>(c)];
        const tissue::PointState stress = probe.state(x.first + a, y.first + b, z.first + c);
        out.mid_pressure_Pa += weight * stress.pressure_Pa;
        out.mid_von_mises_Pa += weight * stress.von_mises_Pa;
      }
    }
  }
  return out;
}

}  // namespace

SlabStep measure_slab(const SlabCase& slab, const TissueSolver& solver) {
  const Probe probe(solver);
  const Grid& grid = probe.grid();
  SlabStep step;
  const double axis_y_m = solver.pose().position_m;
  step.position_m = axis_y_m;
  step.depth_m = solver.pose().depth_m;
  if (const tissue::Contact* contact = solver.contact(); contact != nullptr) {
    const tissue::ContactSums& sums = contact->sums();
    step.force_N = sums.force_N[2];
    step.tangential_force_N = sums.force_N[1];
    step.stick_ratio = sums.touching_count > 0 ? static_cast<double>(sums.sticking_count) / sums.touching_count : 0;
    const tissue::Patch patch = tissue::measure_patch(solver);
    step.contact_radius_m = std::sqrt(std::max(patch.area_m2, 0.0) / 3.14159265358979323846);
    step.peak_pressure_Pa = patch.peak_Pa;
  } else {
    step.force_N = solver.load_force_N();
    step.peak_pressure_Pa = solver.load_peak_Pa();
    step.depth_m = probe.axis_displacement_m(axis_y_m, 0);
  }
  for (int k = 1; k < grid.elements_z(); ++k) {
    if (grid.layer_of[static_cast<std::size_t>(k)] != grid.layer_of[static_cast<std::size_t>(k) - 1]) {
      step.axis_displacement_m.push_back(probe.axis_displacement_m(axis_y_m, k));
    }
  }
  for (std::size_t n = 0; n < slab.layers.size(); ++n) {
    step.layers.push_back(measure_layer(probe, slab.layers[n], static_cast<int>(n), axis_y_m));
  }
  return step;
}

}  // namespace unknot
