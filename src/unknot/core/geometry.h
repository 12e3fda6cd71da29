#pragma once
// Places on the back: chart points, polygons and the tests on them. Contracts, "Chart".
// Input: chart coordinates. Output: inside / distance answers. Lengths in metres need a body (body/body.h).

#include <span>
#include <vector>

namespace unknot {

/// A place on the back. `across`: -1 (receiver's left edge) .. 0 (spine) .. +1 (right edge).
/// `along`: -0.15 nape .. 0 C7 .. 1 PSIS line .. 1.25 gluteal fold.
struct ChartPoint {
  double across = 0;
  double along = 0;
  bool operator==(const ChartPoint&) const = default;
};

inline constexpr double kAcrossMin_ratio = -1.0;
inline constexpr double kAcrossMax_ratio = 1.0;
inline constexpr double kAlongMin_ratio = -0.15;
inline constexpr double kAlongMax_ratio = 1.25;

/// A closed polygon, without the repeated last vertex, at least three vertices, not self-crossing.
using ChartPolygon = std::vector<ChartPoint>;

[[nodiscard]] bool is_on_chart(const ChartPoint& point);
/// Even-odd rule; points on an edge count as inside.
[[nodiscard]] bool contains(std::span<const ChartPoint> polygon, const ChartPoint& point);

/// A place or vector in metres on the flattened back: x across (right positive), y along (down positive).
struct PlanePoint {
  double x_m = 0;
  double y_m = 0;
};
/// Distance from a point to a polygon's edge or 0 inside, in metres.
[[nodiscard]] double distance_m(std::span<const PlanePoint> polygon, const PlanePoint& point);
/// Distance from a point to the segment a-b, in metres.
[[nodiscard]] double distance_to_segment_m(const PlanePoint& a, const PlanePoint& b, const PlanePoint& point);
[[nodiscard]] bool contains(std::span<const PlanePoint> polygon, const PlanePoint& point);

}  // namespace unknot
