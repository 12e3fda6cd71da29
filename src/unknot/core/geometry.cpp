#include "unknot/core/geometry.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/check.h"

namespace unknot {
namespace {

/// Even-odd rule on any pair of coordinates; a point on an edge is inside.
template <typename Point, typename X, typename Y>
bool contains_any(std::span<const Point> polygon, const Point& point, X x_of, Y y_of) {
  UNKNOT_CHECK(polygon.size() >= 3, "a polygon needs three vertices, got " + std::to_string(polygon.size()));
  const double x = x_of(point);
  const double y = y_of(point);
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const double xi = x_of(polygon[i]);
    const double yi = y_of(polygon[i]);
    const double xj = x_of(polygon[j]);
    const double yj = y_of(polygon[j]);
    const double cross = (xj - xi) * (y - yi) - (yj - yi) * (x - xi);
    if (cross == 0 && x >= std::min(xi, xj) && x <= std::max(xi, xj) && y >= std::min(yi, yj) &&
        y <= std::max(yi, yj)) {
      return true;
    }
    if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) {
      inside = !inside;
    }
  }
  return inside;
}

}  // namespace

bool is_on_chart(const ChartPoint& point) {
  return point.across >= kAcrossMin_ratio && point.across <= kAcrossMax_ratio && point.along >= kAlongMin_ratio &&
         point.along <= kAlongMax_ratio;
}

bool contains(std::span<const ChartPoint> polygon, const ChartPoint& point) {
  return contains_any(
      polygon, point, [](const ChartPoint& p) { return p.across; }, [](const ChartPoint& p) { return p.along; });
}

bool contains(std::span<const PlanePoint> polygon, const PlanePoint& point) {
  return contains_any(
      polygon, point, [](const PlanePoint& p) { return p.x_m; }, [](const PlanePoint& p) { return p.y_m; });
}

double distance_to_segment_m(const PlanePoint& a, const PlanePoint& b, const PlanePoint& point) {
  const double dx = b.x_m - a.x_m;
  const double dy = b.y_m - a.y_m;
  const double length2 = dx * dx + dy * dy;
  double t = 0;
  if (length2 > 0) {
    t = std::clamp(((point.x_m - a.x_m) * dx + (point.y_m - a.y_m) * dy) / length2, 0.0, 1.0);
  }
  return std::hypot(point.x_m - a.x_m - t * dx, point.y_m - a.y_m - t * dy);
}

double distance_m(std::span<const PlanePoint> polygon, const PlanePoint& point) {
  if (contains(polygon, point)) {
    return 0;
  }
  double least_m = distance_to_segment_m(polygon.back(), polygon.front(), point);
  for (std::size_t i = 1; i < polygon.size(); ++i) {
    least_m = std::min(least_m, distance_to_segment_m(polygon[i - 1], polygon[i], point));
  }
  return least_m;
}

}  // namespace unknot
