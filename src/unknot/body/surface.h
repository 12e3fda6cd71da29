#pragma once
// The skin of one back in three dimensions: places, normals, metric and curvature at any point of the chart.
// Input: Body and how the person lies or sits. Output: BackSurface. Design section 5; docs/theory/body.md B-4 ... B-7.

#include <array>
#include <vector>

#include "unknot/body/body.h"
#include "unknot/body/view.h"
#include "unknot/core/executor.h"
#include "unknot/core/geometry.h"
#include "unknot/core/vec3.h"

namespace unknot {

/// One point of the skin and all that differential geometry says of it there.
///
/// The frame belongs to the trunk and is the same in every view, right-handed, metres:
/// x to the receiver's right, y towards the head, z out of the back (up when prone); the origin is the skin over C7
/// (chart point 0, 0). Curvatures are those of the outward normal: positive where the skin bulges out.
struct SurfacePoint {
  Vec3 position_m;
  Vec3 normal;         ///< unit, out of the body
  Vec3 d_across_m;     ///< dS / d across
  Vec3 d_along_m;      ///< dS / d along (points towards the feet)
  double e_m2 = 0;     ///< first fundamental form: d_across . d_across
  double f_m2 = 0;     ///< d_across . d_along
  double g_m2 = 0;     ///< d_along . d_along
  double area_m2 = 0;  ///< of a unit square of the chart: sqrt(e g - f^2)
  double least_curvature_per_m = 0;
  double greatest_curvature_per_m = 0;
  double mean_curvature_per_m = 0;  ///< half the sum of both
};

/// Points of a regular grid, `along` outer, `across` inner and rising from the receiver's left.
struct SurfaceGrid {
  int across_count = 0;
  int along_count = 0;
  std::vector<ChartPoint> chart;     ///< where each point lies     (along_count x across_count)
  std::vector<SurfacePoint> points;  ///< in the same order         (along_count x across_count)
};

/// Immutable. Twice continuously differentiable over the whole chart; mirror-symmetric about x = 0.
///
/// The chart's contract holds by construction: rows of constant `along` leave the midline in tilted planes and are
/// stepped off by arc length, the midline itself likewise.
/// @cost  make: about 50 ms, once per person and view; a point: under 1 microsecond
class BackSurface {
 public:
  /// @error bad_input: the skin could not be followed (a body far outside the sample), with the place on the chart
  [[nodiscard]] static Result<BackSurface> make(const BodyKnowledge& knowledge, const Body& body, View view,
                                                Executor& executor);
  [[nodiscard]] static Result<BackSurface> make(const BodyKnowledge& knowledge, const Body& body, View view);

  /// @param point  on the chart
  [[nodiscard]] SurfacePoint at(const ChartPoint& point) const;
  /// @param point  on the chart
  [[nodiscard]] Vec3 position_m(const ChartPoint& point) const;

  /// Cell centres, as every field on the chart has them (contracts, "Chart").
  [[nodiscard]] SurfaceGrid cells(int across_count, int along_count) const;
  /// Corners: the chart's own edges included. Counts at least 2.
  [[nodiscard]] SurfaceGrid vertices(int across_count, int along_count) const;

  [[nodiscard]] View view() const { return view_; }

 private:
  BackSurface() = default;
  [[nodiscard]] SurfaceGrid grid(int across_count, int along_count, double offset_ratio, int across_parts_count,
                                 int along_parts_count) const;
  View view_ = View::prone;
  int across_count_ = 0;              // of knots, edge to edge
  int along_count_ = 0;               // of knots, end to end
  std::vector<Vec3> coefficients_m_;  // of the bicubic B-spline  ((along_count_ + 2) x (across_count_ + 2))
};

}  // namespace unknot
