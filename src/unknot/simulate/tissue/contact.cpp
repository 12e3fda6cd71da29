#include "unknot/simulate/tissue/contact.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

/// Where a node sticks, the tangential spring against the normal one: 1 kPa of traction gives by some 20 um.
constexpr double kTangentialPenalty_ratio = 0.03;
/// A node that the curved body makes miss its linear step by more of a cell than this is left alone.
constexpr double kSettle_ratio = 0.3;
/// Least cosine between the body's normals before and after.
constexpr double kSettleAgree_ratio = 0.8;
/// How far off the body a node may stand that is fitted to it, and how many rows of nodes go along: a skin of one
/// element is then not squeezed.
constexpr double kFitted_m = 2e-4;
constexpr int kFittedRows_count = 2;
/// A pad that shows more than so many times the pressure known of its node is taken by the chord, down by at most as
/// much at once: flesh that gives by too much in one step folds, and what is dragged about on the way is rubbed wrong.
constexpr double kKnownGrowth_ratio = 2;
constexpr double kChord_ratio = 7.4;

}  // namespace

Contact::Contact(const Grid& grid, const Indenter& indenter)
    : shape_(grid.shape()), indenter_(indenter), sides_fixed_(grid.sides_fixed) {
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) rest_m_.push_back(grid.place(i, j, 0));
  }
  // A quarter of each surface element goes to each of its corners: of half the cross product of its diagonals.
  area_m2_.resize(rest_m_.size());
  for (int j = 0; j + 1 < shape_.nodes_y; ++j) {
    for (int i = 0; i + 1 < shape_.nodes_x; ++i) {
      const Vector3 &a = rest_m_[index(i, j)], &b = rest_m_[index(i + 1, j)], &c = rest_m_[index(i, j + 1)],
                    &d = rest_m_[index(i + 1, j + 1)];
      const Vector3 p{d[0] - a[0], d[1] - a[1], d[2] - a[2]}, q{c[0] - b[0], c[1] - b[1], c[2] - b[2]};
      const Vector3 cross{p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]};
      const double quarter_m2 = std::sqrt(cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]) / 8;
      for (const std::size_t n : {index(i, j), index(i + 1, j), index(i, j + 1), index(i + 1, j + 1)})
        area_m2_[n] += quarter_m2;
    }
  }
  nodes_.resize(area_m2_.size());
  memory_.traction_Pa.resize(area_m2_.size());
  memory_.place_m.resize(area_m2_.size());
  memory_.bound_Pa.resize(area_m2_.size());
  memory_.touched.resize(area_m2_.size());
  mark_.traction_Pa.resize(area_m2_.size());
  mark_.turned.resize(area_m2_.size());
  stiffness_.planes = Buffer<double>(static_cast<std::size_t>(shape_.nodes_y * 6 * shape_.stride));
}

bool Contact::held(int i, int j) const {
  return sides_fixed_ && (i == 0 || j == 0 || i + 1 == shape_.nodes_x || j + 1 == shape_.nodes_y);
}

std::optional<double> Contact::touch_depth_m(const Buffer<double>& u, double position_m) const {
  std::optional<double> least_m;
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      if (held(i, j)) continue;
      const double* at = u.data() + shape_.vector_at(j, 0) + i;
      const Vector3& rest_m = rest_m_[index(i, j)];
      const auto under_m = indenter_.underside_m(rest_m[0] + at[0], rest_m[1] + at[s] - position_m);
      if (!under_m) continue;
      const double touch_m = rest_m[2] + at[2 * s] - *under_m;
      least_m = least_m ? std::min(*least_m, touch_m) : touch_m;
    }
  }
  return least_m;
}

double Contact::find_together_ratio(std::size_t n, const Pose& pose) const {
  // Of a node that stays where it was at the last commit, while the body comes on: when would they have met?
  const auto gap_m = [&](const Pose& at) {
    const Vector3 &rest_m = rest_m_[n], &moved = memory_.place_m[n];
    return indenter_
        .gap({rest_m[0] + moved[0], rest_m[1] + moved[1] - at.position_m, rest_m[2] + moved[2] - at.depth_m},
             std::sqrt(area_m2_[n]))
        .gap_m;
  };
  const double before_m = gap_m(memory_.pose), after_m = gap_m(pose);
  if (before_m <= 0) return 1;
  return after_m < 0 ? -after_m / (before_m - after_m) : 0;
}

double Contact::find_pad_stiffness_Pa_m(std::size_t n, double compression_m, const Pad::Answer& answer) const {
  const Pad& pad = indenter_.pad;
  if (pad.exponential_Pa <= 0) return answer.stiffness_Pa_m;
  const double known_Pa = std::max(pad.exponential_Pa, kKnownGrowth_ratio * memory_.bound_Pa[n]);
  if (answer.pressure_Pa <= kChord_ratio * known_Pa) return answer.stiffness_Pa_m;
  const double wanted_Pa = std::max(known_Pa, answer.pressure_Pa / kChord_ratio);
  // Of its exponential part alone; what else it has only makes the chord a little stiffer.
  const double wanted_m = pad.length_m * std::log1p(wanted_Pa / pad.exponential_Pa);
  return (answer.pressure_Pa - wanted_Pa) / (compression_m - wanted_m);
}

void Contact::evaluate(const Buffer<double>& u, const Pose& pose, Buffer<double>& residual) {
  stiffness_.planes.clear();
  stiffness_.any = false;
  sums_ = {};
  const bool padded = indenter_.pad.any();
  constexpr std::array<std::array<std::size_t, 2>, 6> kPlanes = {{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {0, 2}}};
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const std::size_t n = index(i, j);
      NodeContact& node = nodes_[n];
      node = {};
      if (held(i, j)) continue;
      const double* at = u.data() + shape_.vector_at(j, 0) + i;
      const Vector3 moved{at[0], at[s], at[2 * s]};
      const Vector3& rest_m = rest_m_[n];
      const Vector3 point{rest_m[0] + moved[0], rest_m[1] + moved[1] - pose.position_m,
                          rest_m[2] + moved[2] - pose.depth_m};
      const Gap gap = indenter_.gap(point, std::sqrt(area_m2_[n]));
      node.gap_m = gap.gap_m;
      if (gap.gap_m >= 0) continue;
      const Vector3& slope = gap.normal_ratio;
      const Pad::Answer spring =
          padded ? indenter_.pad.press(-gap.gap_m) : Pad::Answer{-penalty_Pa_m_ * gap.gap_m, penalty_Pa_m_};
      const double stiffness_Pa_m = padded ? find_pad_stiffness_Pa_m(n, -gap.gap_m, spring) : spring.stiffness_Pa_m;
      node.slope_ratio = slope;
      node.pressure_Pa = spring.pressure_Pa;
      double& sunk_m = padded ? sums_.compression_m : sums_.penetration_m;
      sunk_m = std::max(sunk_m, -gap.gap_m);
      sums_.moved_m = std::max(sums_.moved_m, std::hypot(moved[0], moved[1], moved[2]));
      ++sums_.touching_count;
      // A node that is still far inside is pushed out by more than any balanced pressure: turning its normal must not
      // make the tangent indefinite.
      const double believed_Pa = std::min(node.pressure_Pa, memory_.bound_Pa[n]);
      std::array<double, 6> k{};
      for (std::size_t m = 0; m < 6; ++m) {
        const auto [a, b] = kPlanes[m];
        k[m] = stiffness_Pa_m * slope[a] * slope[b] - believed_Pa * gap.curvature[m];
      }
      if (indenter_.friction_ratio > 0) {
        // Slip of the node against the body since the last commit, or since they met, along the surface.
        const double together_ratio = memory_.touched[n] ? 1 : find_together_ratio(n, pose);
        const double stick_Pa_m = kTangentialPenalty_ratio * spring.stiffness_Pa_m;
        const double length = std::sqrt(slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]);
        const Vector3 normal{slope[0] / length, slope[1] / length, slope[2] / length};
        Vector3 trial{};
        double across = 0;
        for (std::size_t c = 0; c < 3; ++c) {
          const double body = c == 1   ? pose.position_m - memory_.pose.position_m
                              : c == 2 ? pose.depth_m - memory_.pose.depth_m
                                       : 0;
          trial[c] =
              memory_.traction_Pa[n][c] - stick_Pa_m * (moved[c] - memory_.place_m[n][c] - together_ratio * body);
          across += trial[c] * normal[c];
        }
        double size = 0;
        for (std::size_t c = 0; c < 3; ++c) {
          trial[c] -= across * normal[c];
          size += trial[c] * trial[c];
        }
        size = std::sqrt(size);
        // No more than the present pressure bears: a node about to leave must not be dragged off by a bound of before.
        const double limit = indenter_.friction_ratio * believed_Pa;
        node.sticks = size <= limit;
        const double keep = node.sticks || size == 0 ? 1 : limit / size;
        for (std::size_t c = 0; c < 3; ++c) node.traction_Pa[c] = keep * trial[c];
        const Vector3& last = mark_.traction_Pa[n];
        if (last[0] * trial[0] + last[1] * trial[1] + last[2] * trial[2] < 0) mark_.turned[n] = 1;
        for (std::size_t m = 0; m < 6; ++m) {
          const auto [a, b] = kPlanes[m];
          double flat = (a == b ? 1 : 0) - normal[a] * normal[b];
          // In slip the traction keeps its size: only turning it is stiff. A node that was once dragged the other way
          // went too far on that; its secant brings it back.
          if (!node.sticks && mark_.turned[n] == 0) flat -= trial[a] * trial[b] / (size * size);
          k[m] += keep * stick_Pa_m * flat;
        }
        if (node.sticks) ++sums_.sticking_count;
      }
      const double area = area_m2_[n];
      double* to = residual.data() + shape_.vector_at(j, 0) + i;
      for (std::size_t c = 0; c < 3; ++c) {
        const double force = area * (node.pressure_Pa * slope[c] + node.traction_Pa[c]);
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

double Contact::touching_area_m2() const {
  double sum_m2 = 0;
  for (std::size_t n = 0; n < nodes_.size(); ++n) sum_m2 += nodes_[n].pressure_Pa > 0 ? area_m2_[n] : 0;
  return sum_m2;
}

void Contact::begin() {
  std::fill(mark_.traction_Pa.begin(), mark_.traction_Pa.end(), Vector3{});
  std::fill(mark_.turned.begin(), mark_.turned.end(), 0);
}

void Contact::mark(const Buffer<double>& u, const Pose& pose) {
  mark_.pose = pose;
  mark_.nodes.clear();
  for (std::size_t n = 0; n < nodes_.size(); ++n) mark_.traction_Pa[n] = nodes_[n].traction_Pa;
  if (indenter_.pad.any()) return;
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const std::size_t n = index(i, j);
      if (nodes_[n].pressure_Pa <= 0) continue;
      const std::ptrdiff_t at = shape_.vector_at(j, 0) + i;
      const double* moved = u.data() + at;
      mark_.nodes.push_back({n, at, nodes_[n].gap_m, nodes_[n].slope_ratio, {moved[0], moved[s], moved[2 * s]}});
    }
  }
}

void Contact::settle(Buffer<double>& u, const Pose& pose) const {
  const std::ptrdiff_t s = shape_.stride;
  for (const Mark::Node& node : mark_.nodes) {
    double* at = u.data() + node.at;
    const Vector3 step{at[0] - node.moved_m[0], at[s] - node.moved_m[1] - (pose.position_m - mark_.pose.position_m),
                       at[2 * s] - node.moved_m[2] - (pose.depth_m - mark_.pose.depth_m)};
    const Vector3& along = node.slope_ratio;
    const double wanted_m = node.gap_m + along[0] * step[0] + along[1] * step[1] + along[2] * step[2];
    if (wanted_m >= 0) continue;  // the linear step lets it go
    const double most_m = kSettle_ratio * std::sqrt(area_m2_[node.index]);
    const Vector3& rest_m = rest_m_[node.index];
    for (int round = 0; round < 2; ++round) {
      const Gap gap =
          indenter_.gap({rest_m[0] + at[0], rest_m[1] + at[s] - pose.position_m, rest_m[2] + at[2 * s] - pose.depth_m},
                        std::sqrt(area_m2_[node.index]));
      const double miss_m = wanted_m - gap.gap_m;
      // At a sharp edge flat and shaft answer in turn; there a node would be put back for ever.
      double agree = 0;
      for (std::size_t c = 0; c < 3; ++c) agree += gap.normal_ratio[c] * along[c];
      if (std::abs(miss_m) > most_m || agree < kSettleAgree_ratio) break;
      for (std::ptrdiff_t c = 0; c < 3; ++c) at[c * s] += miss_m * gap.normal_ratio[static_cast<std::size_t>(c)];
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

void Contact::subtract_product(const Buffer<double>& x, Buffer<double>& y) const {
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const double* k = stiffness_.planes.data() + static_cast<std::ptrdiff_t>(j) * 6 * s + i;
      const double* from = x.data() + shape_.vector_at(j, 0) + i;
      double* to = y.data() + shape_.vector_at(j, 0) + i;
      to[0] -= k[0] * from[0] + k[3 * s] * from[s] + k[5 * s] * from[2 * s];
      to[s] -= k[3 * s] * from[0] + k[s] * from[s] + k[4 * s] * from[2 * s];
      to[2 * s] -= k[5 * s] * from[0] + k[4 * s] * from[s] + k[2 * s] * from[2 * s];
    }
  }
}

void Contact::refresh_bounds() {
  for (std::size_t n = 0; n < nodes_.size(); ++n) memory_.bound_Pa[n] = nodes_[n].pressure_Pa;
}

void Contact::carry(const std::vector<double>& line_m, double shift_m) {
  const std::vector<double> old_bound = memory_.bound_Pa;
  const std::vector<NodeContact> old = nodes_;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    const double from_m = line_m[static_cast<std::size_t>(j)] - shift_m;
    const auto after = std::upper_bound(line_m.begin(), line_m.end(), from_m);
    const int left = std::clamp(static_cast<int>(after - line_m.begin()) - 1, 0, shape_.nodes_y - 2);
    const auto at = static_cast<std::size_t>(left);
    const double right = std::clamp((from_m - line_m[at]) / (line_m[at + 1] - line_m[at]), 0.0, 1.0);
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const std::size_t a = index(i, left), b = index(i, left + 1), n = index(i, j);
      memory_.bound_Pa[n] = (1 - right) * old_bound[a] + right * old_bound[b];
      nodes_[n].pressure_Pa = (1 - right) * old[a].pressure_Pa + right * old[b].pressure_Pa;
    }
  }
}

void Contact::continue_from(const Contact& before, const std::vector<int>& row_before, const Buffer<double>& u) {
  penalty_Pa_m_ = before.penalty_Pa_m_;
  memory_.pose = before.memory_.pose;
  sums_ = before.sums_;
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    const int from = row_before[static_cast<std::size_t>(j)];
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const std::size_t n = index(i, j);
      const double* at = u.data() + shape_.vector_at(j, 0) + i;
      memory_.place_m[n] = {at[0], at[s], at[2 * s]};
      if (from < 0) continue;
      const std::size_t m = before.index(i, from);
      memory_.traction_Pa[n] = before.memory_.traction_Pa[m];
      memory_.bound_Pa[n] = before.memory_.bound_Pa[m];
      memory_.touched[n] = before.memory_.touched[m];
      nodes_[n] = before.nodes_[m];
    }
  }
}

void Contact::fit_surface(const Pose& pose, Buffer<double>& u) const {
  if (indenter_.pad.any()) return;  // soft enough that a small misfit does no harm
  const std::ptrdiff_t s = shape_.stride;
  const std::ptrdiff_t rows_count = std::min(kFittedRows_count, shape_.free_z);
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      if (held(i, j)) continue;
      const std::size_t n = index(i, j);
      double* at = u.data() + shape_.vector_at(j, 0) + i;
      const Gap gap = indenter_.gap(
          {rest_m_[n][0] + at[0], rest_m_[n][1] + at[s] - pose.position_m, rest_m_[n][2] + at[2 * s] - pose.depth_m},
          std::sqrt(area_m2_[n]));
      // A node at the patch's edge may have been carried into or out of it; what is far off does not touch.
      if ((gap.gap_m >= 0 && nodes_[n].pressure_Pa <= 0) || gap.gap_m > kFitted_m) continue;
      const Vector3& slope = gap.normal_ratio;
      const double out_m = (-nodes_[n].pressure_Pa / penalty_Pa_m_ - gap.gap_m) /
                           (slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]);
      for (std::ptrdiff_t k = 0; k < rows_count; ++k) {
        for (std::ptrdiff_t c = 0; c < 3; ++c) at[(3 * k + c) * s] += out_m * slope[static_cast<std::size_t>(c)];
      }
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
      memory_.touched[n] = nodes_[n].pressure_Pa > 0;
    }
  }
}

}  // namespace unknot::tissue
