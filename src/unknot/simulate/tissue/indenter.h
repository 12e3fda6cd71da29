#pragma once
// Rigid, smooth, analytic bodies that press on the surface: sphere, flat punch with a rounded rim, ellipsoid.
// Input: a point relative to the body's lowest point, z downward. Output: gap, normal, curvature of the gap.
// docs/theory/tissue.md, "Contact".

#include <array>

namespace unknot::tissue {

using Vector3 = std::array<double, 3>;

/// Where a point stands to the body. The normal points out of the body.
struct Gap {
  double gap_m = 0;  ///< negative inside
  Vector3 normal_ratio{};
  std::array<double, 6> curvature{};  ///< 1/m, second derivative of the gap, planes 00 11 22 01 12 02
};

struct Indenter {
  enum class Shape { sphere, flat_punch, ellipsoid };
  Shape shape = Shape::sphere;
  double radius_m = 0;      ///< of the sphere, or of the punch's flat
  double rim_radius_m = 0;  ///< of the torus that is tangent to the flat's edge
  Vector3 radii_m{};        ///< of the ellipsoid: across, along, depth
  double friction_ratio = 0;

  /// `point` in m from the lowest point; z downward, so that points above it have z < 0.
  [[nodiscard]] Gap gap(const Vector3& point) const;
  /// Radius at which the undeformed surface would cut the body pressed `depth_m` deep; bounds the contact.
  [[nodiscard]] double cut_radius_m(double depth_m) const;
};

}  // namespace unknot::tissue
