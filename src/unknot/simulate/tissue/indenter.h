#pragma once
// Bodies that press on the surface: one or several smooth analytic parts side by side, hard or padded.
// Input: a point relative to the body's lowest point, z downward. Output: gap, its slope and curvature; pad pressure.
// docs/theory/tissue.md, "Contact".

#include <array>
#include <optional>
#include <vector>

#include "unknot/simulate/tissue/material.h"

namespace unknot::tissue {

/// Where a point stands to the body. The slope points out of the body; for one part it is the unit normal.
struct Gap {
  double gap_m = 0;  ///< negative inside
  Vector3 normal_ratio{};
  std::array<double, 6> curvature{};  ///< 1/m, second derivative of the gap, planes 00 11 22 01 12 02
};

/// One piece of a body, standing upright: z is its axis of symmetry.
struct BodyPart {
  enum class Shape { sphere, flat_punch, ellipsoid };
  Shape shape = Shape::sphere;
  double radius_m = 0;      ///< of the sphere, or of the flat
  double rim_radius_m = 0;  ///< of the torus that is tangent to the flat's edge
  /// Half lengths (across, along) of the straight edges between the flat's rounded corners. A flat of radius 0 with a
  /// rim is a capsule lying down; with both lengths 0 too, a ball with a shaft.
  std::array<double, 2> straight_m{};
  Vector3 radii_m{};       ///< of the ellipsoid: across, along, depth
  double heading_rad = 0;  ///< turns "along" from y towards x, about the vertical through `place_m`
  Vector3 place_m{};       ///< of the part's lowest point, from the body's; a part that hangs higher has z < 0
  /// @param cell_m  the surface's cells there: they see a sharp flat wider, and its edge a little rounded; 0: as it is
  [[nodiscard]] Gap gap(const Vector3& point, double cell_m = 0) const;
  /// By how much cells of `cell_m` must see a sharp flat wider than it is.
  [[nodiscard]] double widening_m(double cell_m) const;
  /// z of the part's underside at (across, along) from the body's lowest point; nothing beside the part.
  [[nodiscard]] std::optional<double> underside_m(double x_m, double y_m) const;
  /// Radius around `place_m` at which a flat surface would cut the part pressed `depth_m` deep.
  [[nodiscard]] double cut_radius_m(double depth_m) const;
};

/// Soft flesh in front of the body's own bone, as a bed of springs along the normal:
/// p(c) = linear c + exponential (e^(c / length) - 1), c the overlap of the body's outline with the surface.
struct Pad {
  double linear_Pa_m = 0;
  double exponential_Pa = 0;
  double length_m = 0;  ///< > 0 where exponential_Pa is
  [[nodiscard]] bool any() const { return linear_Pa_m > 0 || exponential_Pa > 0; }
  struct Answer {
    double pressure_Pa = 0;
    double stiffness_Pa_m = 0;
  };
  /// @param compression_m  >= 0
  [[nodiscard]] Answer press(double compression_m) const;
};

/// A rigid or padded body. Its lowest point is the origin: at least one part is placed at z = 0 and none below.
struct Indenter {
  std::vector<BodyPart> parts{};
  /// Parts melt into each other over about this length (smooth least of their gaps); 0: the nearest part alone counts.
  double blend_m = 0;
  Pad pad{};  ///< none: the body is rigid
  double friction_ratio = 0;

  [[nodiscard]] static Indenter sphere(double radius_m);
  [[nodiscard]] static Indenter flat_punch(double radius_m, double rim_radius_m);
  [[nodiscard]] static Indenter ellipsoid(const Vector3& radii_m, double heading_rad = 0);
  /// A round bar lying along the heading; `half_m` from its middle to the centre of each end's ball.
  [[nodiscard]] static Indenter capsule(double radius_m, double half_m, double heading_rad = 0);
  /// `count` of the same part side by side, `spacing_m` apart, square to the heading (knuckles, fingers).
  /// @param rise_m  how much higher each of the outermost parts hangs than the middle; between them as a parabola
  [[nodiscard]] static Indenter row(const BodyPart& part, int count, double spacing_m, double heading_rad,
                                    double rise_m, double blend_m);

  /// `point` in m from the lowest point; z downward, so that points above it have z < 0.
  /// @param cell_m  the surface's cells there: a sharp flat is widened by what its staircase of nodes leaves out, and
  /// its edge rounded a little; 0: neither
  [[nodiscard]] Gap gap(const Vector3& point, double cell_m = 0) const;
  /// z of its underside (of the lowest part there); nothing beside the body.
  [[nodiscard]] std::optional<double> underside_m(double x_m, double y_m) const;
  /// Radius around the lowest point within which the body pressed `depth_m` deep would cut a flat surface.
  [[nodiscard]] double cut_radius_m(double depth_m) const;
};

}  // namespace unknot::tissue
