// Walks over the skin.
#include "unknot/simulate/skin_lines.h"

#include <algorithm>
#include <cmath>

namespace unknot {
namespace {

/// Longest step of a walk over the skin: the chart's own metric changes over centimetres.
constexpr double kWalkStep_m = 0.004;

/// Somebody walking over the skin with a compass: where they stand, and the way they face.
struct Walker : SkinNode {
  Vec3 facing;
};

/// How the chart's coordinates change per metre along `way`, a unit vector of the tangent plane.
ChartPoint chart_rate(const SurfacePoint& at, const Vec3& way) {
  const double a = dot(way, at.d_across_m), b = dot(way, at.d_along_m);
  const double det = at.e_m2 * at.g_m2 - at.f_m2 * at.f_m2;
  return {(a * at.g_m2 - b * at.f_m2) / det, (b * at.e_m2 - a * at.f_m2) / det};
}

ChartPoint moved(const ChartPoint& from, const ChartPoint& rate, double length_m) {
  return {from.across + length_m * rate.across, from.along + length_m * rate.along};
}

/// Straight on over the skin; beyond the chart's edge straight on in space.
void walk(const BackSurface& surface, Walker& walker, double length_m) {
  const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(length_m) / kWalkStep_m)));
  const double step_m = length_m / steps;
  for (int n = 0; n < steps; ++n) {
    if (walker.on_chart) {
      const ChartPoint middle = moved(walker.chart, chart_rate(walker.point, walker.facing), step_m / 2);
      if (is_on_chart(middle)) {
        const SurfacePoint half = surface.at(middle);
        const ChartPoint end = moved(walker.chart, chart_rate(half, on_tangent(walker.facing, half.normal)), step_m);
        if (is_on_chart(end)) {
          walker.chart = end;
          walker.point = surface.at(end);
          walker.facing = on_tangent(walker.facing, walker.point.normal);
          continue;
        }
      }
      walker.on_chart = false;
    }
    walker.point.position_m = walker.point.position_m + step_m * walker.facing;
  }
}

/// Square to the way the walker faces.
Vec3 right_of(const Walker& walker) { return cross(walker.facing, -walker.point.normal); }

}  // namespace

Vec3 on_tangent(const Vec3& way, const Vec3& normal) { return unit(way - dot(way, normal) * normal); }

SkinPiece lay_lines(const BackSurface& surface, SkinLines lines, const ChartPoint& at, double heading_rad,
                    const std::vector<double>& x_m, const std::vector<double>& y_m) {
  Walker middle;
  middle.chart = at;
  middle.point = surface.at(at);
  const Vec3 feet = on_tangent(middle.point.d_along_m, middle.point.normal);
  const Vec3 left = cross(feet, middle.point.normal);
  middle.facing = std::cos(heading_rad) * feet + std::sin(heading_rad) * left;
  const std::size_t nx = x_m.size();
  SkinPiece piece{std::vector<SkinNode>(nx * y_m.size(), middle), middle.facing};
  if (lines == SkinLines::from_middle) {
    const Vec3 right = right_of(middle);
    for (std::size_t n = 0; n < piece.nodes.size(); ++n) {
      const double x = x_m[n % nx], y = y_m[n / nx], away_m = std::hypot(x, y);
      if (!(away_m > 0)) continue;
      Walker walker = middle;
      walker.facing = unit(x * right + y * middle.facing);
      walk(surface, walker, away_m);
      piece.nodes[n] = walker;
    }
    return piece;
  }
  // From the middle of a line to each of its other nodes, on either side.
  const auto go = [&](const Walker& start, const std::vector<double>& line_m, auto&& at_each) {
    for (const int side : {1, -1}) {
      Walker walker = start;
      const int count = static_cast<int>(line_m.size());
      for (int n = count / 2 + side; n >= 0 && n < count; n += side) {
        walk(surface, walker, line_m[static_cast<std::size_t>(n)] - line_m[static_cast<std::size_t>(n - side)]);
        at_each(static_cast<std::size_t>(n), walker);
      }
    }
  };
  const auto along_row = [&](std::size_t j, const Walker& start) {
    Walker aside = start;
    aside.facing = right_of(start);
    piece.nodes[j * nx + nx / 2] = start;
    go(aside, x_m, [&](std::size_t i, const Walker& walker) { piece.nodes[j * nx + i] = walker; });
  };
  along_row(y_m.size() / 2, middle);
  go(middle, y_m, along_row);
  return piece;
}

}  // namespace unknot
