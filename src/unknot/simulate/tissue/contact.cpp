#include "unknot/simulate/tissue/contact.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

/// Where a node sticks, the tangential spring against the normal one.
constexpr double kTangentialPenalty_ratio = 0.3;
/// A flat with a sharp edge reaches as far as its outermost node, which stands on average this share of a cell inside
/// the edge (measured on punches of known stiffness; theory, "Contact"). The flat is widened by it; a rim that the mesh
/// resolves needs no widening, and the share fades with the rim's radius over the cell.
constexpr double kEdge_ratio = 0.43;
constexpr double kRimFade_ratio = 2;

std::vector<double> tributary_m(const std::vector<double>& line_m) {
  std::vector<double> share(line_m.size(), 0);
  for (std::size_t i = 0; i + 1 < line_m.size(); ++i) {
    share[i] += (line_m[i + 1] - line_m[i]) / 2;
    share[i + 1] += (line_m[i + 1] - line_m[i]) / 2;
  }
  return share;
}

}  // namespace

Contact::Contact(const Grid& grid, const Indenter& indenter)
    : shape_(grid.shape()), indenter_(indenter), x_m_(grid.x_m), y_m_(grid.y_m), sides_fixed_(grid.sides_fixed) {
  const std::vector<double> across_m = tributary_m(x_m_), along_m = tributary_m(y_m_);
  for (const double dy_m : along_m) {
    for (const double dx_m : across_m) area_m2_.push_back(dx_m * dy_m);
  }
  nodes_.resize(area_m2_.size());
  memory_.traction_Pa.resize(area_m2_.size());
  memory_.place_m.resize(area_m2_.size());
  memory_.bound_Pa.resize(area_m2_.size());
  stiffness_.planes = Buffer<double>(static_cast<std::size_t>(shape_.nodes_y * 6 * shape_.stride));
}

Indenter Contact::seen_by(int i, int j) const {
  Indenter seen = indenter_;
  if (seen.shape == Indenter::Shape::flat_punch) {
    const double cell_m = std::sqrt(area_m2_[index(i, j)]);
    seen.radius_m += kEdge_ratio * cell_m * std::exp(-kRimFade_ratio * seen.rim_radius_m / cell_m);
  }
  return seen;
}

void Contact::evaluate(const Buffer<double>& u, const Pose& pose, Buffer<double>& residual) {
  stiffness_.planes.clear();
  stiffness_.any = false;
  sums_ = {};
  constexpr std::array<std::array<std::size_t, 2>, 6> kPlanes = {{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {0, 2}}};
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const std::size_t n = index(i, j);
      NodeContact& node = nodes_[n];
      node = {};
      const bool side = i == 0 || j == 0 || i + 1 == shape_.nodes_x || j + 1 == shape_.nodes_y;
      if (sides_fixed_ && side) continue;
      const double* at = u.data() + shape_.vector_at(j, 0) + i;
      const Vector3 moved{at[0], at[s], at[2 * s]};
      const Vector3 point{x_m_[static_cast<std::size_t>(i)] + moved[0],
                          y_m_[static_cast<std::size_t>(j)] + moved[1] - pose.position_m, moved[2] - pose.depth_m};
      const Gap gap = seen_by(i, j).gap(point);
      node.gap_m = gap.gap_m;
      if (gap.gap_m >= 0) continue;
      const Vector3& normal = gap.normal_ratio;
      node.pressure_Pa = -penalty_Pa_m_ * gap.gap_m;
      sums_.penetration_m = std::max(sums_.penetration_m, -gap.gap_m);
      ++sums_.touching_count;
      // A node that is still far inside is pushed out by more than any balanced pressure: turning its normal must not
      // make the tangent indefinite.
      const double turning_Pa = std::min(node.pressure_Pa, memory_.bound_Pa[n]);
      std::array<double, 6> k{};
      for (std::size_t m = 0; m < 6; ++m) {
        const auto [a, b] = kPlanes[m];
        k[m] = penalty_Pa_m_ * normal[a] * normal[b] - turning_Pa * gap.curvature[m];
      }
      if (indenter_.friction_ratio > 0) {
        // Slip of the node against the body since the last commit, along the surface.
        const double spring = kTangentialPenalty_ratio * penalty_Pa_m_;
        Vector3 trial{};
        double across = 0;
        for (std::size_t c = 0; c < 3; ++c) {
          const double body = c == 1   ? pose.position_m - memory_.pose.position_m
                              : c == 2 ? pose.depth_m - memory_.pose.depth_m
                                       : 0;
          trial[c] = memory_.traction_Pa[n][c] - spring * (moved[c] - memory_.place_m[n][c] - body);
          across += trial[c] * normal[c];
        }
        double size = 0;
        for (std::size_t c = 0; c < 3; ++c) {
          trial[c] -= across * normal[c];
          size += trial[c] * trial[c];
        }
        size = std::sqrt(size);
        const double limit = indenter_.friction_ratio * memory_.bound_Pa[n];
        node.sticks = size <= limit;
        const double keep = node.sticks || size == 0 ? 1 : limit / size;
        for (std::size_t c = 0; c < 3; ++c) node.traction_Pa[c] = keep * trial[c];
        for (std::size_t m = 0; m < 6; ++m) {
          const auto [a, b] = kPlanes[m];
          double flat = (a == b ? 1 : 0) - normal[a] * normal[b];
          // In slip the traction keeps its size: only turning it is stiff.
          if (!node.sticks) flat -= trial[a] * trial[b] / (size * size);
          k[m] += keep * spring * flat;
        }
        if (node.sticks) ++sums_.sticking_count;
      }
      const double area = area_m2_[n];
      double* to = residual.data() + shape_.vector_at(j, 0) + i;
      for (std::size_t c = 0; c < 3; ++c) {
        const double force = area * (node.pressure_Pa * normal[c] + node.traction_Pa[c]);
        to[static_cast<std::ptrdiff_t>(c) * s] -= force;
        sums_.force_N[c] += force;
      }
      double* planes = stiffness_.planes.data() + static_cast<std::ptrdiff_t>(j) * 6 * s + i;
      for (std::size_t m = 0; m < 6; ++m) planes[static_cast<std::ptrdiff_t>(m) * s] = area * k[m];
      sums_.stiffness_N_m += area * k[2];
      stiffness_.any = true;
    }
  }
}

void Contact::add_lift(Buffer<double>& vector) const {
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const double* planes = stiffness_.planes.data() + static_cast<std::ptrdiff_t>(j) * 6 * s + i;
      double* to = vector.data() + shape_.vector_at(j, 0) + i;
      to[0] += planes[5 * s];
      to[s] += planes[4 * s];
      to[2 * s] += planes[2 * s];
    }
  }
}

void Contact::refresh_bounds() {
  for (std::size_t n = 0; n < nodes_.size(); ++n) memory_.bound_Pa[n] = nodes_[n].pressure_Pa;
}

void Contact::shift_bounds(int rows_count) {
  const std::vector<double> old = memory_.bound_Pa;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    const int from = j - rows_count;
    for (int i = 0; i < shape_.nodes_x; ++i) {
      memory_.bound_Pa[index(i, j)] = from >= 0 && from < shape_.nodes_y ? old[index(i, from)] : 0;
    }
  }
}

void Contact::commit(const Buffer<double>& u, const Pose& pose) {
  memory_.pose = pose;
  refresh_bounds();
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const std::size_t n = index(i, j);
      const double* at = u.data() + shape_.vector_at(j, 0) + i;
      memory_.place_m[n] = {at[0], at[s], at[2 * s]};
      memory_.traction_Pa[n] = nodes_[n].traction_Pa;
    }
  }
}

}  // namespace unknot::tissue
