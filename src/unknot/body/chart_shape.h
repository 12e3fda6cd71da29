#pragma once
// Shapes on the back as they stand in knowledge files: read, mirrored, and laid on one person's chart or flattened
// skin. Input: arrays [across, along], or [metres from the midline, along]. Output: chart points. Contracts, "Chart".

#include <vector>

#include "unknot/body/body.h"
#include "unknot/core/geometry.h"
#include "unknot/core/node.h"

namespace unknot {

/// Metres from the midline that still lie on a small person's back; more is a slip of unit.
inline constexpr double kMaxFromMidline_m = 0.15;

/// Vertices as written. Empty where one is malformed; one off the back is a problem.
/// @param in_metres   the first number is metres from the midline, not `across`
/// @param right_only  the shape is mirrored later: a vertex left of the midline is a problem
[[nodiscard]] std::vector<ChartPoint> read_chart_points(const Node& list, bool in_metres, bool right_only,
                                                        Problems& problems);

/// Edges that cross each other, the closing edge included.
[[nodiscard]] bool crosses_itself(const ChartPolygon& polygon);

/// The other side, in reverse order, so that a polygon keeps its sense of turning.
[[nodiscard]] std::vector<ChartPoint> mirrored(std::vector<ChartPoint> points);

/// On this person's chart. A straight line in metres is bent there, as the half-width changes along it.
[[nodiscard]] std::vector<ChartPoint> on_chart(const std::vector<ChartPoint>& points, bool in_metres, bool closed,
                                               const Body& body);
/// In metres on the flattened back.
[[nodiscard]] std::vector<PlanePoint> on_plane(const std::vector<ChartPoint>& points, bool in_metres, bool closed,
                                               const Body& body);

/// Metres to the polygon's edge: positive inside, negative outside.
[[nodiscard]] double depth_inside_m(const std::vector<PlanePoint>& polygon, const PlanePoint& point);

}  // namespace unknot
