#include "unknot/body/chart_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unknot {
namespace {

/// Longest step along a line in metres when it is bent onto the chart of one body.
constexpr double kBendStep_ratio = 0.02;

double cross(const ChartPoint& o, const ChartPoint& a, const ChartPoint& b) {
  return (a.across - o.across) * (b.along - o.along) - (a.along - o.along) * (b.across - o.across);
}

bool segments_cross(const ChartPoint& a, const ChartPoint& b, const ChartPoint& c, const ChartPoint& d) {
  return cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;
}

}  // namespace

std::vector<ChartPoint> read_chart_points(const Node& list, bool in_metres, bool right_only, Problems& problems) {
  const double most = in_metres ? kMaxFromMidline_m : kAcrossMax_ratio;
  std::vector<ChartPoint> points;
  for (const Node& item : list.items) {
    const auto number = [&](std::size_t i) {
      const Node& value = item.items[i];
      return value.kind == Node::Kind::integer ? static_cast<double>(value.integer) : value.real;
    };
    if (item.kind != Node::Kind::array || item.items.size() != 2) {
      problems.add(item, "a vertex is [across, along], found " + describe_found(item));
      return {};
    }
    for (const Node& value : item.items) {
      if (value.kind != Node::Kind::integer && value.kind != Node::Kind::real) {
        problems.add(value, "expected a number, found " + describe_found(value));
        return {};
      }
    }
    const ChartPoint point{number(0), number(1)};
    if (std::abs(point.across) > most || point.along < kAlongMin_ratio || point.along > kAlongMax_ratio) {
      problems.add(item, "the vertex lies off the back");
    }
    if (right_only && point.across < 0) {
      problems.add(item, "with side = \"both\" write the right side only (across >= 0); the left is mirrored");
    }
    points.push_back(point);
  }
  return points;
}

bool crosses_itself(const ChartPolygon& polygon) {
  const std::size_t n = polygon.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 2; j < n; ++j) {
      if (segments_cross(polygon[i], polygon[(i + 1) % n], polygon[j], polygon[(j + 1) % n])) {
        return true;
      }
    }
  }
  return false;
}

std::vector<ChartPoint> mirrored(std::vector<ChartPoint> points) {
  for (ChartPoint& point : points) {
    point.across = -point.across;
  }
  std::reverse(points.begin(), points.end());
  return points;
}

std::vector<ChartPoint> on_chart(const std::vector<ChartPoint>& points, bool in_metres, bool closed, const Body& body) {
  if (!in_metres) {
    return points;
  }
  // On a very narrow back a shape may reach past the edge curve, where the chart ends.
  const auto place = [&](double from_midline_m, double along) {
    return ChartPoint{std::clamp(from_midline_m / body.half_width_m(along), kAcrossMin_ratio, kAcrossMax_ratio), along};
  };
  std::vector<ChartPoint> bent;
  const std::size_t edges = closed ? points.size() : points.size() - 1;
  for (std::size_t i = 0; i < edges; ++i) {
    const ChartPoint& a = points[i];
    const ChartPoint& b = points[(i + 1) % points.size()];
    const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(b.along - a.along) / kBendStep_ratio)));
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps;
      bent.push_back(place(a.across + t * (b.across - a.across), a.along + t * (b.along - a.along)));
    }
  }
  if (!closed) {
    bent.push_back(place(points.back().across, points.back().along));
  }
  return bent;
}

std::vector<PlanePoint> on_plane(const std::vector<ChartPoint>& points, bool in_metres, bool closed, const Body& body) {
  if (!in_metres && closed) {
    return body.to_plane(points);
  }
  std::vector<PlanePoint> placed;
  for (const ChartPoint& point : points) {
    placed.push_back(in_metres ? PlanePoint{point.across, point.along * body.length_m()} : body.to_plane(point));
  }
  return placed;
}

double depth_inside_m(const std::vector<PlanePoint>& polygon, const PlanePoint& point) {
  double nearest_m = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    nearest_m = std::min(nearest_m, distance_to_segment_m(polygon[i], polygon[(i + 1) % polygon.size()], point));
  }
  return contains(polygon, point) ? nearest_m : -nearest_m;
}

}  // namespace unknot
