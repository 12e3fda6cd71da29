#include "unknot/simulate/tissue/indenter.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

constexpr std::array<std::array<std::size_t, 2>, 6> kPlanes = {{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {0, 2}}};

/// A flat with a sharp edge reaches as far as its outermost node, which stands on average this share of a cell inside
/// the edge (measured on punches of known stiffness; theory, "Contact"). The flat is widened by it; a rim that the mesh
/// resolves needs no widening, and the share fades with the rim's radius over the cell.
constexpr double kEdge_ratio = 0.35;
constexpr double kRimFade_ratio = 2;
/// No rim is sharper than this share of a cell: at a perfectly sharp edge a node is either under the flat or beside the
/// shaft, with no place to rest in between, and pressing deep never settles.
constexpr double kLeastRim_ratio = 0.05;
/// The exponent of a pad grows no further than this: a body just moved in overlaps by more than any balanced state.
constexpr double kMostExponent_ratio = 12;

/// Distance to a ball of `radius_m` around the origin.
Gap ball_gap(const Vector3& q, double radius_m) {
  Gap out;
  const double length = std::max(std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2]), 1e-12);
  for (std::size_t c = 0; c < 3; ++c) out.normal_ratio[c] = q[c] / length;
  for (std::size_t n = 0; n < 6; ++n) {
    const auto [a, b] = kPlanes[n];
    out.curvature[n] = ((a == b ? 1 : 0) - out.normal_ratio[a] * out.normal_ratio[b]) / length;
  }
  out.gap_m = length - radius_m;
  return out;
}

/// A flat with straight edges and rounded corners, its rim a part of a torus or cylinder.
Gap flat_gap(const Vector3& point, double flat_m, double rim_m, const std::array<double, 2>& straight_m) {
  // From the nearest point of the core, which is a point, a line or a rectangle.
  const double x = point[0] - std::clamp(point[0], -straight_m[0], straight_m[0]);
  const double y = point[1] - std::clamp(point[1], -straight_m[1], straight_m[1]);
  const double r = std::hypot(x, y);
  Gap out;
  if (r <= flat_m && (flat_m > 0 || (straight_m[0] > 0 && straight_m[1] > 0))) {
    out.gap_m = point[2];
    out.normal_ratio = {0, 0, 1};
    return out;
  }
  // In the plane through core point and axis: distance to the rim's circle, or to the shaft above it.
  const bool on_core = r < 1e-12;  // of a bar or ball: any direction square to the core is outward
  const double qr = r - flat_m, qz = point[2] + rim_m;
  const double length = std::max(std::hypot(qr, std::max(qz, 0.0)), 1e-12);
  const double nr = qr / length, nz = std::max(qz, 0.0) / length;
  const Vector3 radial = on_core ? (straight_m[0] > 0 ? Vector3{0, 1, 0} : Vector3{1, 0, 0}) : Vector3{x / r, y / r, 0};
  const Vector3 hoop{-radial[1], radial[0], 0};
  const Vector3 along{nz * radial[0], nz * radial[1], -nr};
  out.gap_m = length - rim_m;
  out.normal_ratio = {nr * radial[0], nr * radial[1], nz};
  const double bend = qz > 0 ? 1 / length : 0;
  // Beside a straight edge the rim is a cylinder.
  const bool corner = std::abs(point[0]) >= straight_m[0] && std::abs(point[1]) >= straight_m[1];
  const double turn = !corner ? 0 : (on_core ? 1 : qr / r) / length;
  for (std::size_t n = 0; n < 6; ++n) {
    const auto [a, b] = kPlanes[n];
    out.curvature[n] = bend * along[a] * along[b] + turn * hoop[a] * hoop[b];
  }
  return out;
}

/// First-order distance (f - 1) / |grad f| with f the ellipsoid's own norm: exact on the surface, where contact lives.
Gap ellipsoid_gap(const Vector3& point, const Vector3& radii) {
  const Vector3 q{point[0], point[1], point[2] + radii[2]};
  double sum = 0;
  for (std::size_t c = 0; c < 3; ++c) sum += q[c] * q[c] / (radii[c] * radii[c]);
  const double f = std::max(std::sqrt(sum), 1e-9);
  Vector3 gradient{};
  double length = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    gradient[c] = q[c] / (radii[c] * radii[c] * f);
    length += gradient[c] * gradient[c];
  }
  length = std::max(std::sqrt(length), 1e-9);
  Gap out;
  out.gap_m = (f - 1) / length;
  std::array<std::array<double, 3>, 3> second{};
  for (std::size_t a = 0; a < 3; ++a) {
    out.normal_ratio[a] = gradient[a] / length;
    for (std::size_t b = 0; b < 3; ++b) {
      second[a][b] = ((a == b ? 1 / (radii[a] * radii[a]) : 0) - gradient[a] * gradient[b]) / (f * length);
    }
  }
  const Vector3 n = out.normal_ratio;
  Vector3 sn{};
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) sn[a] += second[a][b] * n[b];
  }
  // At the surface exactly; beyond it short of terms that fade with the gap.
  for (std::size_t m = 0; m < 6; ++m) {
    const auto [a, b] = kPlanes[m];
    out.curvature[m] = second[a][b] - n[a] * sn[b] - sn[a] * n[b];
  }
  // Off the surface (under a pad) the length of f's slope changes too: the slope of the gap itself.
  for (std::size_t a = 0; a < 3; ++a) out.normal_ratio[a] -= out.gap_m * sn[a];
  return out;
}

/// From the part's own axes, across (cos, -sin) and along (sin, cos), to the body's.
Gap turn(const Gap& gap, double cosine, double sine) {
  const auto [c00, c11, c22, c01, c12, c02] = gap.curvature;
  Gap out;
  out.gap_m = gap.gap_m;
  out.normal_ratio = {cosine * gap.normal_ratio[0] + sine * gap.normal_ratio[1],
                      -sine * gap.normal_ratio[0] + cosine * gap.normal_ratio[1], gap.normal_ratio[2]};
  out.curvature = {cosine * cosine * c00 + 2 * cosine * sine * c01 + sine * sine * c11,
                   sine * sine * c00 - 2 * cosine * sine * c01 + cosine * cosine * c11,
                   c22,
                   cosine * sine * (c11 - c00) + (cosine * cosine - sine * sine) * c01,
                   -sine * c02 + cosine * c12,
                   cosine * c02 + sine * c12};
  return out;
}

}  // namespace

Gap BodyPart::gap(const Vector3& point, double cell_m) const {
  Vector3 from{point[0] - place_m[0], point[1] - place_m[1], point[2] - place_m[2]};
  const double cosine = std::cos(heading_rad), sine = std::sin(heading_rad);
  from = {cosine * from[0] - sine * from[1], sine * from[0] + cosine * from[1], from[2]};
  Gap out;
  switch (shape) {
    case Shape::sphere:
      out = ball_gap({from[0], from[1], from[2] + radius_m}, radius_m);
      break;
    case Shape::flat_punch:
      out = flat_gap(from, radius_m + widening_m(cell_m), std::max(rim_radius_m, kLeastRim_ratio * cell_m), straight_m);
      break;
    case Shape::ellipsoid:
      out = ellipsoid_gap(from, radii_m);
      break;
  }
  return heading_rad == 0 ? out : turn(out, cosine, sine);
}

double BodyPart::widening_m(double cell_m) const {
  if (shape != Shape::flat_punch || radius_m == 0 || cell_m == 0) return 0;
  return kEdge_ratio * cell_m * std::exp(-kRimFade_ratio * rim_radius_m / cell_m);
}

std::optional<double> BodyPart::underside_m(double x_m, double y_m) const {
  const double cosine = std::cos(heading_rad), sine = std::sin(heading_rad);
  const double dx = x_m - place_m[0], dy = y_m - place_m[1];
  const double across = cosine * dx - sine * dy, along = sine * dx + cosine * dy;
  // Of a circle of radius 1 the share by which it has risen at `out` from its lowest point.
  const auto risen = [](double out) { return 1 - std::sqrt(1 - out * out); };
  switch (shape) {
    case Shape::sphere: {
      const double out = std::hypot(across, along) / radius_m;
      if (out > 1) return std::nullopt;
      return place_m[2] - radius_m * risen(out);
    }
    case Shape::flat_punch: {
      const double beyond_m =
          std::hypot(std::max(std::abs(across) - straight_m[0], 0.0), std::max(std::abs(along) - straight_m[1], 0.0)) -
          radius_m;
      if (beyond_m <= 0) return place_m[2];
      if (beyond_m > rim_radius_m) return std::nullopt;
      return place_m[2] - rim_radius_m * risen(beyond_m / rim_radius_m);
    }
    case Shape::ellipsoid: {
      const double out = std::hypot(across / radii_m[0], along / radii_m[1]);
      if (out > 1) return std::nullopt;
      return place_m[2] - radii_m[2] * risen(out);
    }
  }
  return std::nullopt;
}

double BodyPart::cut_radius_m(double depth_m) const {
  const double down_m = depth_m + place_m[2];
  if (down_m < 0) return 0;
  const auto cut = [down_m](double curve_m) {
    const double d = std::min(down_m, curve_m);
    return std::sqrt(std::max(0.0, d * (2 * curve_m - d)));
  };
  switch (shape) {
    case Shape::sphere:
      return cut(radius_m);
    case Shape::flat_punch:
      return std::hypot(straight_m[0], straight_m[1]) + radius_m + (rim_radius_m > 0 ? cut(rim_radius_m) : 0);
    case Shape::ellipsoid:
      return std::max(radii_m[0], radii_m[1]) * cut(radii_m[2]) / radii_m[2];
  }
  return 0;
}

Pad::Answer Pad::press(double compression_m) const {
  Answer out{linear_Pa_m * compression_m, linear_Pa_m};
  if (exponential_Pa > 0) {
    const double exponent = compression_m / length_m, used = std::min(exponent, kMostExponent_ratio);
    const double growth = std::exp(used);
    // Beyond the bound along the tangent.
    out.pressure_Pa += exponential_Pa * (growth * (1 + exponent - used) - 1);
    out.stiffness_Pa_m += exponential_Pa * growth / length_m;
  }
  return out;
}

Indenter Indenter::sphere(double radius_m) {
  BodyPart part;
  part.radius_m = radius_m;
  return {.parts = {part}};
}

Indenter Indenter::flat_punch(double radius_m, double rim_radius_m) {
  BodyPart part;
  part.shape = BodyPart::Shape::flat_punch;
  part.radius_m = radius_m;
  part.rim_radius_m = rim_radius_m;
  return {.parts = {part}};
}

Indenter Indenter::ellipsoid(const Vector3& radii_m, double heading_rad) {
  BodyPart part;
  part.shape = BodyPart::Shape::ellipsoid;
  part.radii_m = radii_m;
  part.heading_rad = heading_rad;
  return {.parts = {part}};
}

Indenter Indenter::capsule(double radius_m, double half_m, double heading_rad) {
  Indenter out = flat_punch(0, radius_m);
  out.parts[0].straight_m = {0, half_m};
  out.parts[0].heading_rad = heading_rad;
  return out;
}

Indenter Indenter::row(const BodyPart& part, int count, double spacing_m, double heading_rad, double rise_m,
                       double blend_m) {
  Indenter out;
  out.blend_m = blend_m;
  const double half_count = 0.5 * (count - 1);
  // Hung so that the lowest part is at z = 0: with an even count the two middle parts.
  const double lowest_ratio = count > 1 && count % 2 == 0 ? 0.25 / (half_count * half_count) : 0;
  for (int n = 0; n < count; ++n) {
    const double aside = n - half_count, share = count > 1 ? aside * aside / (half_count * half_count) : 0;
    BodyPart next = part;
    next.heading_rad += heading_rad;
    next.place_m[0] += aside * spacing_m * std::cos(heading_rad);
    next.place_m[1] -= aside * spacing_m * std::sin(heading_rad);
    next.place_m[2] -= (share - lowest_ratio) * rise_m;
    out.parts.push_back(next);
  }
  return out;
}

Gap Indenter::gap(const Vector3& point, double cell_m) const {
  if (parts.size() == 1) return parts.front().gap(point, cell_m);
  // g = -b ln sum e^(-g_i / b), and its first and second derivatives; weights relative to the nearest part so far.
  Gap out;
  std::array<double, 6> spread{};
  double nearest_m = 0, sum = 0;
  for (const BodyPart& part : parts) {
    const Gap one = part.gap(point, cell_m);
    const double ahead = sum == 0 ? 1 : nearest_m - one.gap_m;
    if (blend_m <= 0) {
      if (ahead > 0) {
        out = one;
        nearest_m = one.gap_m;
      }
      sum = 1;
      continue;
    }
    double weight = 1;
    if (ahead > 0) {
      const double fade = sum == 0 ? 0 : std::exp(-ahead / blend_m);
      sum *= fade;
      for (double& value : out.normal_ratio) value *= fade;
      for (double& value : out.curvature) value *= fade;
      for (double& value : spread) value *= fade;
      nearest_m = one.gap_m;
    } else {
      weight = std::exp(ahead / blend_m);
    }
    sum += weight;
    for (std::size_t c = 0; c < 3; ++c) out.normal_ratio[c] += weight * one.normal_ratio[c];
    for (std::size_t n = 0; n < 6; ++n) {
      const auto [a, b] = kPlanes[n];
      out.curvature[n] += weight * one.curvature[n];
      spread[n] += weight * one.normal_ratio[a] * one.normal_ratio[b];
    }
  }
  if (blend_m <= 0) return out;
  out.gap_m = nearest_m - blend_m * std::log(sum);
  for (double& value : out.normal_ratio) value /= sum;
  for (std::size_t n = 0; n < 6; ++n) {
    const auto [a, b] = kPlanes[n];
    out.curvature[n] = out.curvature[n] / sum - (spread[n] / sum - out.normal_ratio[a] * out.normal_ratio[b]) / blend_m;
  }
  return out;
}

std::optional<double> Indenter::underside_m(double x_m, double y_m) const {
  std::optional<double> lowest_m;
  for (const BodyPart& part : parts) {
    const std::optional<double> one_m = part.underside_m(x_m, y_m);
    if (one_m && (!lowest_m || *one_m > *lowest_m)) lowest_m = one_m;
  }
  return lowest_m;
}

double Indenter::cut_radius_m(double depth_m) const {
  double most_m = 0;
  for (const BodyPart& part : parts) {
    if (depth_m + part.place_m[2] < 0) continue;
    most_m = std::max(most_m, std::hypot(part.place_m[0], part.place_m[1]) + part.cut_radius_m(depth_m));
  }
  return most_m;
}

}  // namespace unknot::tissue
