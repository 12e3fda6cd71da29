#include <algorithm>
#include <cmath>

#include "unknot/screen/screen.h"

namespace unknot {

namespace {

constexpr int kRoundSteps_count = 16;
constexpr double kPi = 3.14159265358979323846;

/// A regular polygon around the circle, so that nothing of the circle is left out.
void add_disc(std::vector<PlanePoint>& points, const PlanePoint& centre, double radius_m) {
  const double outer_m = radius_m / std::cos(kPi / kRoundSteps_count);
  for (int k = 0; k < kRoundSteps_count; ++k) {
    const double angle_rad = 2 * kPi * k / kRoundSteps_count;
    points.push_back({centre.x_m + outer_m * std::cos(angle_rad), centre.y_m + outer_m * std::sin(angle_rad)});
  }
}

double turn(const PlanePoint& a, const PlanePoint& b, const PlanePoint& c) {
  return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
}

/// Andrew's monotone chain. A hull may cover more than the grown shape, never less: the careful side.
std::vector<PlanePoint> hull_of(std::vector<PlanePoint> points) {
  std::sort(points.begin(), points.end(), [](const PlanePoint& a, const PlanePoint& b) {
    return a.x_m < b.x_m || (a.x_m == b.x_m && a.y_m < b.y_m);
  });
  std::vector<PlanePoint> hull;
  const auto sweep = [&hull](auto begin, auto end) {
    const std::size_t base_count = hull.size();
    for (auto point = begin; point != end; ++point) {
      while (hull.size() >= base_count + 2 && turn(hull[hull.size() - 2], hull.back(), *point) <= 0) hull.pop_back();
      hull.push_back(*point);
    }
    hull.pop_back();
  };
  sweep(points.begin(), points.end());
  sweep(points.rbegin(), points.rend());
  return hull;
}

/// To the chart, cut at its edges.
ChartPolygon to_chart(const std::vector<PlanePoint>& points, const Body& body) {
  ChartPolygon polygon;
  for (const PlanePoint& point : points) {
    const double along = std::clamp(point.y_m / body.length_m(), kAlongMin_ratio, kAlongMax_ratio);
    const double across = std::clamp(point.x_m / body.half_width_m(along), kAcrossMin_ratio, kAcrossMax_ratio);
    const ChartPoint on_chart{across, along};
    if (polygon.empty() || !(polygon.back() == on_chart)) polygon.push_back(on_chart);
  }
  while (polygon.size() > 1 && polygon.front() == polygon.back()) polygon.pop_back();
  return polygon;
}

}  // namespace

AreaSource area_source(const Atlas& atlas, const Body& body) {
  AreaSource source;
  source.polygons = [&atlas, &body](const std::string& id) { return atlas.polygons(id, body); };
  source.pain = [&atlas, &body](const PainMark& mark) -> std::vector<ChartPolygon> {
    if (mark.region) return atlas.polygons(*mark.region, mark.side);
    if (!mark.centre) return {};
    std::vector<PlanePoint> circle;
    add_disc(circle, body.to_plane(*mark.centre), mark.radius_m);
    ChartPolygon polygon = to_chart(circle, body);
    if (polygon.size() < 3) return {};
    return {std::move(polygon)};
  };
  source.grown = [&body](const ChartPolygon& polygon, double margin_m) {
    std::vector<PlanePoint> points;
    for (const PlanePoint& point : body.to_plane(polygon)) add_disc(points, point, margin_m);
    return to_chart(hull_of(std::move(points)), body);
  };
  source.region_at = [&atlas](const ChartPoint& point) -> std::optional<Region> {
    const AtlasArea* area = atlas.region_at(point);
    return area == nullptr ? std::nullopt : area->region;
  };
  return source;
}

}  // namespace unknot
