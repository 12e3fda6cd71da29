#include "unknot/simulate/tissue/indenter.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

constexpr std::array<std::array<std::size_t, 2>, 6> kPlanes = {{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {0, 2}}};

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

Gap punch_gap(const Vector3& point, double flat_m, double rim_m) {
  const double r = std::hypot(point[0], point[1]);
  Gap out;
  if (r <= flat_m) {
    out.gap_m = point[2];
    out.normal_ratio = {0, 0, 1};
    return out;
  }
  // In the meridian plane: distance to the rim's circle, or to the shaft above it.
  const double qr = r - flat_m, qz = point[2] + rim_m;
  const double length = std::hypot(qr, std::max(qz, 0.0));
  const double nr = qr / length, nz = std::max(qz, 0.0) / length;
  const Vector3 radial{point[0] / r, point[1] / r, 0};
  const Vector3 hoop{-radial[1], radial[0], 0};
  const Vector3 along{nz * radial[0], nz * radial[1], -nr};
  out.gap_m = length - rim_m;
  out.normal_ratio = {nr * radial[0], nr * radial[1], nz};
  const double bend = qz > 0 ? 1 / length : 0;
  for (std::size_t n = 0; n < 6; ++n) {
    const auto [a, b] = kPlanes[n];
    out.curvature[n] = bend * along[a] * along[b] + nr / r * hoop[a] * hoop[b];
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
  // Seen along the surface.
  const Vector3& n = out.normal_ratio;
  Vector3 sn{};
  double nsn = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) sn[a] += second[a][b] * n[b];
    nsn += n[a] * sn[a];
  }
  for (std::size_t m = 0; m < 6; ++m) {
    const auto [a, b] = kPlanes[m];
    out.curvature[m] = second[a][b] - n[a] * sn[b] - sn[a] * n[b] + nsn * n[a] * n[b];
  }
  return out;
}

}  // namespace

Gap Indenter::gap(const Vector3& point) const {
  switch (shape) {
    case Shape::sphere:
      return ball_gap({point[0], point[1], point[2] + radius_m}, radius_m);
    case Shape::flat_punch:
      return punch_gap(point, radius_m, rim_radius_m);
    case Shape::ellipsoid:
      return ellipsoid_gap(point, radii_m);
  }
  return {};
}

double Indenter::cut_radius_m(double depth_m) const {
  const auto cut = [depth_m](double curve_m) {
    const double d = std::min(depth_m, curve_m);
    return std::sqrt(std::max(0.0, d * (2 * curve_m - d)));
  };
  switch (shape) {
    case Shape::sphere:
      return cut(radius_m);
    case Shape::flat_punch:
      return radius_m + (rim_radius_m > 0 ? cut(rim_radius_m) : 0);
    case Shape::ellipsoid: {
      const double d = std::min(depth_m, radii_m[2]);
      return std::max(radii_m[0], radii_m[1]) * std::sqrt(std::max(0.0, d * (2 * radii_m[2] - d))) / radii_m[2];
    }
  }
  return 0;
}

}  // namespace unknot::tissue
