#pragma once
// Lines over the skin of a back: where the columns of a mesh stand. Input: BackSurface, a place, a heading, lengths
// along the lines. Output: SkinPiece. docs/theory/person.md, P-1.

#include <vector>

#include "unknot/body/surface.h"

namespace unknot {

/// How the lines of a piece lie on the skin: straight lines over a round shoulder meet.
enum class SkinLines {
  across_one,  ///< square to one of them; on a ball they meet after a quarter of its girth
  from_middle  ///< each node straight on from the middle: after half of it
};

/// Where one column stands.
struct SkinNode {
  ChartPoint chart;  ///< beyond the chart: its nearest point on the way
  SurfacePoint point;
  bool on_chart = true;
};

struct SkinPiece {
  std::vector<SkinNode> nodes;  ///< (y, x)
  Vec3 way;                     ///< along the lines of y, in the middle
};

/// Beyond the chart's edge lines go straight on in space.
/// @param at           the middle, on the chart
/// @param heading_rad  of y: 0 to the feet, a quarter turn to the receiver's left
/// @param x_m, y_m     rising, with a 0 in the middle of each: lengths along the skin
/// @cost a walk of 4 mm steps between neighbours (across_one) or from the middle to each node
[[nodiscard]] SkinPiece lay_lines(const BackSurface& surface, SkinLines lines, const ChartPoint& at, double heading_rad,
                                  const std::vector<double>& x_m, const std::vector<double>& y_m);

/// The part of `way` square to `normal`, a unit vector like it.
[[nodiscard]] Vec3 on_tangent(const Vec3& way, const Vec3& normal);

}  // namespace unknot
