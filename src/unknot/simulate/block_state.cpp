#include "unknot/simulate/block_state.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "unknot/core/check.h"
#include "unknot/simulate/tissue/element.h"

namespace unknot {
namespace {

using tissue::Indenter;
using tissue::Matrix3;

constexpr double kPi = 3.14159265358979323846;
/// Steps in which the body's edge is looked for from outside, and halvings that then find it: below a micrometre.
constexpr int kLook_count = 48;
constexpr int kHalvings_count = 14;

/// What is at least this stiff below a node is bone to the eye: it gives way by a hundredth of a millimetre.
constexpr double kHard_Pa_m = 1e10;

/// The least of the inverse, turned round.
double greatest_log_strain_ratio(const Matrix3& deformation) {
  Matrix3 inverse = tissue::cofactor(deformation);
  std::swap(inverse[1], inverse[3]);
  std::swap(inverse[2], inverse[6]);
  std::swap(inverse[5], inverse[7]);
  for (double& value : inverse) value /= tissue::determinant(deformation);
  return -tissue::least_log_strain_ratio(inverse);
}

/// The body, and its pressure on the surface's nodes as they lie now.
void add_contact(BlockState& block, const tissue::TissueSolver& solver) {
  const int nx = block.elements_x_count, ny = block.elements_y_count;
  block.contact_Pa.assign(static_cast<std::size_t>((nx + 1) * (ny + 1)), 0);
  const tissue::Contact* contact = solver.contact();
  if (contact == nullptr) return;
  block.body = contact->indenter();
  // What the node's share of the surface has become, as the parallelogram that its neighbours span.
  const auto area = [&](int i, int j, const auto& at) {
    const Vec3 across_m = at(std::min(i + 1, nx), j) - at(std::max(i - 1, 0), j);
    const Vec3 along_m = at(i, std::min(j + 1, ny)) - at(i, std::max(j - 1, 0));
    return norm(cross(across_m, along_m));
  };
  for (int j = 0; j <= ny; ++j) {
    for (int i = 0; i <= nx; ++i) {
      const double per_rest_Pa = contact->node(i, j).pressure_Pa;
      if (per_rest_Pa <= 0) continue;
      const double rest = area(i, j, [&](int a, int b) { return block.place_m[block.node_index(a, b, 0)]; });
      const double now = area(i, j, [&](int a, int b) { return block.now_m(a, b, 0); });
      block.contact_Pa[block.node_index(i, j, 0)] = per_rest_Pa * rest / now;
    }
  }
}

/// The square -1 ... 1 bent to the unit disc, rings to rings. @return radius and angle
std::pair<double, double> square_to_disc(double a, double b) {
  if (a == 0 && b == 0) return {0, 0};
  const bool sideways = std::abs(a) > std::abs(b);
  const double radius = sideways ? a : b;
  const double turn = kPi / 4 * (sideways ? b / a : a / b);
  return {radius, sideways ? turn : kPi / 2 - turn};
}

/// How far out from the axis the body still reaches below `most_m`.
double reach_m(const Indenter& body, double turn_rad, double most_m) {
  const double far_m = 1.01 * body.cut_radius_m(most_m);
  const double across = std::cos(turn_rad), along = std::sin(turn_rad);
  const auto is_there = [&](double radius_m) {
    return underside_m(body, radius_m * across, radius_m * along, most_m).has_value();
  };
  double out_m = far_m;
  for (int n = kLook_count; n > 0; --n) {
    const double in_m = far_m * (n - 1) / kLook_count;
    if (is_there(in_m)) {
      double low_m = in_m;
      for (int half = 0; half < kHalvings_count; ++half) {
        const double middle_m = (low_m + out_m) / 2;
        (is_there(middle_m) ? low_m : out_m) = middle_m;
      }
      return low_m;
    }
    out_m = in_m;
  }
  return 0;
}

}  // namespace

std::size_t BlockState::node_index(int i, int j, int k) const {
  return static_cast<std::size_t>((k * (elements_y_count + 1) + j) * (elements_x_count + 1) + i);
}

std::size_t BlockState::element_index(int i, int j, int k) const {
  return static_cast<std::size_t>((k * elements_y_count + j) * elements_x_count + i);
}

Vec3 BlockState::now_m(int i, int j, int k) const {
  const std::size_t n = node_index(i, j, k);
  return place_m[n] + moved_m[n];
}

BlockState read_block(const tissue::TissueSolver& solver, std::vector<LayerName> layers, double time_s) {
  const tissue::Grid& grid = solver.grid();
  UNKNOT_CHECK(layers.size() == grid.laws.size(), "a block has a name for each of its layers");
  const tissue::Shape shape = grid.shape();
  BlockState block;
  block.elements_x_count = grid.elements_x();
  block.elements_y_count = grid.elements_y();
  block.elements_z_count = grid.elements_z();
  block.time_s = time_s;
  block.layers = std::move(layers);
  for (int k = 0; k <= grid.elements_z(); ++k) {
    for (int j = 0; j <= grid.elements_y(); ++j) {
      for (int i = 0; i <= grid.elements_x(); ++i) {
        const tissue::Vector3 place_m = grid.place(i, j, k);
        const double* moved_m = solver.displacement_m().data() + shape.vector_at(j, k) + i;
        block.place_m.push_back({place_m[0], place_m[1], place_m[2]});
        block.moved_m.push_back({moved_m[0], moved_m[shape.stride], moved_m[2 * shape.stride]});
      }
    }
  }
  for (int k = 0; k < grid.elements_z(); ++k) {
    for (int j = 0; j < grid.elements_y(); ++j) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        const double volume_strain_ratio = solver.volume_strain_ratio(i, j, k);
        const tissue::PointState state =
            tissue::point_state(grid, solver.displacement_m(), solver.history(), volume_strain_ratio, i, j, k, {});
        block.layer.push_back(grid.layer_of[static_cast<std::size_t>(k)]);
        block.least_strain_ratio.push_back(tissue::least_log_strain_ratio(state.deformation));
        block.greatest_strain_ratio.push_back(greatest_log_strain_ratio(state.deformation));
        block.pressure_Pa.push_back(state.pressure_Pa);
        block.von_mises_Pa.push_back(state.von_mises_Pa);
        block.volume_ratio.push_back(1 + volume_strain_ratio);
        if (!grid.fibre_ratio.empty()) {
          const tissue::Vector3& along = grid.fibre_ratio[grid.element_index(i, j, k)];
          block.fibre.push_back({along[0], along[1], along[2]});
        }
      }
    }
  }
  for (std::size_t n = 0; n < grid.x_m.size() * grid.y_m.size(); ++n) {
    block.on_bone.push_back(grid.foundation.empty() || grid.foundation[n].normal_Pa_m >= kHard_Pa_m);
  }
  add_contact(block, solver);
  block.pose = solver.pose();
  return block;
}

std::optional<double> underside_m(const Indenter& body, double across_m, double along_m, double most_m) {
  const std::optional<double> down_m = body.underside_m(across_m, along_m);
  if (!down_m || -*down_m > most_m) return std::nullopt;
  return -*down_m;
}

Underside underside_mesh(const Indenter& body, const tissue::Pose& pose, double most_m, int cells_count) {
  Underside mesh;
  const int side = cells_count + 1;
  constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  std::vector<std::uint32_t> number;
  for (int b = 0; b < side; ++b) {
    for (int a = 0; a < side; ++a) {
      const auto [share, turn_rad] = square_to_disc(2.0 * a / cells_count - 1, 2.0 * b / cells_count - 1);
      const double radius_m = share == 0 ? 0 : share * reach_m(body, share > 0 ? turn_rad : turn_rad + kPi, most_m);
      const double across_m = radius_m * std::cos(turn_rad), along_m = radius_m * std::sin(turn_rad);
      const std::optional<double> height_m = underside_m(body, across_m, along_m, most_m);
      number.push_back(height_m ? static_cast<std::uint32_t>(mesh.place_m.size()) : kNone);
      if (height_m) mesh.place_m.push_back({across_m, pose.position_m + along_m, pose.depth_m - *height_m});
    }
  }
  for (int b = 0; b < cells_count; ++b) {
    for (int a = 0; a < cells_count; ++a) {
      const auto at = [&](int da, int db) { return number[static_cast<std::size_t>((b + db) * side + a + da)]; };
      const std::array<std::uint32_t, 4> quad = {at(0, 0), at(1, 0), at(1, 1), at(0, 1)};
      if (std::find(quad.begin(), quad.end(), kNone) == quad.end()) mesh.quads.push_back(quad);
    }
  }
  return mesh;
}

}  // namespace unknot
