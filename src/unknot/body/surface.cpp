#include "unknot/body/surface.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "unknot/body/flesh.h"
#include "unknot/core/check.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

// Knots of the spline: even intervals on a half row and on the midline, about 6 mm each.
constexpr int kHalfRow_count = 36;
constexpr int kRows_count = 112;
constexpr int kSteps_count = 2;     // of the tracer between two knots
constexpr int kZeroRow_index = 12;  // the row of along = 0: 112 intervals of 0.0125 from -0.15 to 1.25
constexpr double kSlope_m = 2e-5;   // step of the field's differences
constexpr double kOnSkin_m = 1e-8;
constexpr double kFast_ratio = 0.2;  // a slope is good as long as each move leaves no more than this
constexpr double kKnot_along = (kAlongMax_ratio - kAlongMin_ratio) / kRows_count;

/// A plane in which a line of skin is followed: a point, and two unit directions.
struct Slice {
  Vec3 origin_m, u, v;
};

/// Follows the skin in a plane by its arc length.
class Tracer {
 public:
  explicit Tracer(const Flesh& flesh) : flesh_(flesh) {}

  /// Onto the skin inside the plane. False where there is none near.
  bool settle(const Slice& slice, Vec3& p_m) const { return settle_along(slice, slope_in(slice, p_m), p_m); }

  /// The way on from a point of the skin. @param heading  roughly
  [[nodiscard]] Vec3 tangent(const Slice& slice, const Vec3& p, const Vec3& heading) const {
    return square_to(slice, slope_in(slice, p), heading);
  }

  /// Moves `length_m` along the skin. @param heading  the tangent at its start; becomes the one at its end
  bool advance(const Slice& slice, double length_m, Vec3& p_m, Vec3& heading) const {
    for (int i = 0; i < kSteps_count; ++i) {
      const double step_m = length_m / kSteps_count;
      const Vec3 before = heading;
      const Vec3 slope = slope_in(slice, p_m + step_m / 2 * before);
      const Vec3 half = square_to(slice, slope, before);
      Vec3 next_m = p_m + step_m * half;
      if (!settle_along(slice, slope, next_m)) {
        return false;
      }
      const Vec3 slope_there = slope_in(slice, next_m);
      heading = square_to(slice, slope_there, half);
      // A chord is shorter than its arc: by 1 / 24 of the square of the angle it turns through.
      const double turn = std::acos(std::clamp(dot(before, heading), -1.0, 1.0));
      const double chord_m = step_m * (1 - turn * turn / 24);
      const double found_m = norm(next_m - p_m);
      next_m = next_m + (chord_m - found_m) * heading;
      if (turn > 0.7 || !settle_along(slice, slope_there, next_m)) {
        return false;
      }
      p_m = next_m;
    }
    return true;
  }

 private:
  [[nodiscard]] Vec3 slope_in(const Slice& slice, const Vec3& p) const {
    const auto along = [&](const Vec3& way) {
      return (flesh_.skin_m(p + kSlope_m * way) - flesh_.skin_m(p - kSlope_m * way)) / (2 * kSlope_m);
    };
    return along(slice.u) * slice.u + along(slice.v) * slice.v;
  }
  /// @param slope  of the field in the plane, here or close by: found anew only where it leads nowhere
  bool settle_along(const Slice& slice, Vec3 slope, Vec3& p_m) const {
    double off_before_m = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 60; ++i) {
      const double off_m = flesh_.skin_m(p_m);
      if (std::abs(off_m) > kFast_ratio * off_before_m) {
        slope = slope_in(slice, p_m);
      }
      off_before_m = std::abs(off_m);
      const double square = dot(slope, slope);
      if (square < 1e-4) {
        return false;
      }
      const double step_m = std::clamp(off_m / std::sqrt(square), -0.01, 0.01);
      p_m = p_m - step_m / std::sqrt(square) * slope;
      if (off_before_m < kOnSkin_m) {
        return true;
      }
    }
    return std::abs(flesh_.skin_m(p_m)) < 100 * kOnSkin_m;
  }
  [[nodiscard]] static Vec3 square_to(const Slice& slice, const Vec3& slope, const Vec3& heading) {
    const Vec3 way = cross(slope, cross(slice.u, slice.v));
    return unit(dot(way, heading) < 0 ? -way : way);
  }
  const Flesh& flesh_;
};

/// Control points of the cubic B-spline through evenly spaced values, (n + 2) for n: c[i-1] + 4 c[i] + c[i+1] = 6 y[i].
/// Second derivatives at the ends are one-sided differences, exact for cubics.
std::vector<Vec3> spline_through(const std::vector<Vec3>& y) {
  const std::size_t n = y.size();
  UNKNOT_CHECK(n >= 5, "a spline needs five values");
  const Vec3 first = 2.0 * y[0] - 5.0 * y[1] + 4.0 * y[2] - y[3];
  const Vec3 last = 2.0 * y[n - 1] - 5.0 * y[n - 2] + 4.0 * y[n - 3] - y[n - 4];
  // Control point c[i] belongs to value i - 1. At an end c[-1] - 2 c[0] + c[1] = y'', so c[0] = y - y'' / 6.
  std::vector<Vec3> c(n + 2);
  c[1] = y[0] - 1.0 / 6 * first;
  c[n] = y[n - 1] - 1.0 / 6 * last;
  std::vector<double> pivot(n + 2, 4);
  for (std::size_t i = 2; i < n; ++i) {
    c[i] = 6.0 * y[i - 1] - (i == 2 ? c[1] : 1 / pivot[i - 1] * c[i - 1]);
    pivot[i] = i == 2 ? 4 : 4 - 1 / pivot[i - 1];
  }
  for (std::size_t i = n - 1; i >= 2; --i) {
    c[i] = 1 / pivot[i] * (c[i] - c[i + 1]);
  }
  c[0] = 2.0 * c[1] - c[2] + first;
  c[n + 1] = 2.0 * c[n] - c[n - 1] + last;
  return c;
}

/// Values, first and second derivatives of the four B-splines alive at t in [0, 1].
struct Basis {
  std::size_t first_index = 0;
  std::array<double, 4> value{}, slope{}, bend{};
};
Basis basis_at(double position, int intervals_count) {
  Basis basis;
  const double whole = std::clamp(std::floor(position), 0.0, static_cast<double>(intervals_count - 1));
  basis.first_index = static_cast<std::size_t>(whole);
  const double t = position - whole;
  const double s = 1 - t;
  basis.value = {s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6,
                 t * t * t / 6};
  basis.slope = {-s * s / 2, (3 * t * t - 4 * t) / 2, (4 * s - 3 * s * s) / 2, t * t / 2};
  basis.bend = {s, 3 * t - 2, 3 * s - 2, t};
  return basis;
}

Error lost(double across, double along) {
  return {ErrorCode::bad_input,
          "the skin of this body could not be followed",
          "chart [" + number_text(across) + ", " + number_text(along) + "]",
          "the lengths are far outside the sample; check stature, mass and measured girths",
          {}};
}

}  // namespace

Result<BackSurface> BackSurface::make(const BodyKnowledge& knowledge, const Body& body, View view) {
  SerialExecutor alone;
  return make(knowledge, body, view, alone);
}

Result<BackSurface> BackSurface::make(const BodyKnowledge& knowledge, const Body& body, View view, Executor& executor) {
  const Flesh flesh = Flesh::make(knowledge, body, view);
  const Tracer tracer(flesh);
  const double knot_m = body.length_m() * kKnot_along;

  // The midline, stepped off from C7 both ways.
  const Slice sagittal{{0, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  std::vector<Vec3> midline_m(kRows_count + 1);
  Vec3 c7_m{0, 0, 0};
  if (!tracer.settle(sagittal, c7_m)) {
    return lost(0, 0);
  }
  for (const int way : {1, -1}) {
    Vec3 p_m = c7_m;
    Vec3 heading = tracer.tangent(sagittal, p_m, {0, -1.0 * way, 0});
    for (int row = kZeroRow_index; row >= 0 && row <= kRows_count; row += way) {
      midline_m[static_cast<std::size_t>(row)] = p_m;
      if (row != (way > 0 ? kRows_count : 0) && !tracer.advance(sagittal, knot_m, p_m, heading)) {
        return lost(0, kAlongMin_ratio + row * kKnot_along);
      }
    }
  }

  const double lean = knowledge.shape.number("row_lean");
  const int columns_count = 2 * kHalfRow_count + 1;
  std::vector<std::vector<Vec3>> rows(kRows_count + 1, std::vector<Vec3>(static_cast<std::size_t>(columns_count)));
  std::vector<std::optional<Error>> faults(kRows_count + 1);
  auto follow = [&](int row) {
    const double along = kAlongMin_ratio + row * kKnot_along;
    const Vec3& start_m = midline_m[static_cast<std::size_t>(row)];
    const double angle = lean * flesh.trunk().midline_angle_rad(along);
    const Slice slice{start_m, {1, 0, 0}, {0, std::sin(angle), std::cos(angle)}};
    const double step_m = body.half_width_m(along) / kHalfRow_count;
    std::vector<Vec3>& places_m = rows[static_cast<std::size_t>(row)];
    Vec3 p_m = start_m;
    Vec3 heading = tracer.tangent(slice, p_m, {1, 0, 0});
    for (int i = 0; i <= kHalfRow_count; ++i) {
      places_m[static_cast<std::size_t>(kHalfRow_count + i)] = p_m;
      places_m[static_cast<std::size_t>(kHalfRow_count - i)] = {-p_m.x, p_m.y, p_m.z};
      if (i < kHalfRow_count && !tracer.advance(slice, step_m, p_m, heading)) {
        faults[static_cast<std::size_t>(row)] = lost(static_cast<double>(i) / kHalfRow_count, along);
        return;
      }
    }
  };
  executor.for_blocks(kRows_count + 1, follow);
  for (std::optional<Error>& fault : faults) {
    if (fault) {
      return *std::move(fault);
    }
  }

  BackSurface surface;
  surface.view_ = view;
  surface.across_count_ = columns_count;
  surface.along_count_ = kRows_count + 1;
  std::vector<std::vector<Vec3>> by_row;
  for (const std::vector<Vec3>& row : rows) {
    by_row.push_back(spline_through(row));
  }
  const auto width = static_cast<std::size_t>(columns_count + 2);
  surface.coefficients_m_.resize(width * static_cast<std::size_t>(kRows_count + 3));
  for (std::size_t column = 0; column < width; ++column) {
    std::vector<Vec3> values;
    for (const std::vector<Vec3>& row : by_row) {
      values.push_back(row[column]);
    }
    const std::vector<Vec3> control = spline_through(values);
    for (std::size_t row = 0; row < control.size(); ++row) {
      surface.coefficients_m_[row * width + column] = control[row];
    }
  }
  return surface;
}

SurfacePoint BackSurface::at(const ChartPoint& point) const {
  UNKNOT_CHECK(is_on_chart(point), "[" + number_text(point.across) + ", " + number_text(point.along) + "]");
  const int across_intervals = across_count_ - 1;
  const int along_intervals = along_count_ - 1;
  const double per_across = across_intervals / (kAcrossMax_ratio - kAcrossMin_ratio);
  const double per_along = along_intervals / (kAlongMax_ratio - kAlongMin_ratio);
  const Basis u = basis_at((point.across - kAcrossMin_ratio) * per_across, across_intervals);
  const Basis v = basis_at((point.along - kAlongMin_ratio) * per_along, along_intervals);
  const auto width = static_cast<std::size_t>(across_count_ + 2);
  Vec3 s, su, sv, suu, suv, svv;
  for (std::size_t j = 0; j < 4; ++j) {
    Vec3 value, slope, bend;
    for (std::size_t i = 0; i < 4; ++i) {
      const Vec3& control = coefficients_m_[(v.first_index + j) * width + u.first_index + i];
      value = value + u.value[i] * control;
      slope = slope + u.slope[i] * control;
      bend = bend + u.bend[i] * control;
    }
    s = s + v.value[j] * value;
    su = su + v.value[j] * slope;
    suu = suu + v.value[j] * bend;
    sv = sv + v.slope[j] * value;
    suv = suv + v.slope[j] * slope;
    svv = svv + v.bend[j] * value;
  }
  SurfacePoint found;
  found.position_m = s;
  found.d_across_m = per_across * su;
  found.d_along_m = per_along * sv;
  found.e_m2 = dot(found.d_across_m, found.d_across_m);
  found.f_m2 = dot(found.d_across_m, found.d_along_m);
  found.g_m2 = dot(found.d_along_m, found.d_along_m);
  // `along` runs down the body, so the outward normal is along x across.
  const Vec3 outward = cross(found.d_along_m, found.d_across_m);
  found.area_m2 = norm(outward);
  found.normal = 1 / found.area_m2 * outward;
  const double L = -per_across * per_across * dot(suu, found.normal);
  const double M = -per_across * per_along * dot(suv, found.normal);
  const double N = -per_along * per_along * dot(svv, found.normal);
  const double area_squared = found.area_m2 * found.area_m2;
  const double gauss = (L * N - M * M) / area_squared;
  found.mean_curvature_per_m = (found.e_m2 * N - 2 * found.f_m2 * M + found.g_m2 * L) / (2 * area_squared);
  const double apart = std::sqrt(std::max(found.mean_curvature_per_m * found.mean_curvature_per_m - gauss, 0.0));
  found.least_curvature_per_m = found.mean_curvature_per_m - apart;
  found.greatest_curvature_per_m = found.mean_curvature_per_m + apart;
  return found;
}

Vec3 BackSurface::position_m(const ChartPoint& point) const { return at(point).position_m; }

SurfaceGrid BackSurface::cells(int across_count, int along_count) const {
  UNKNOT_CHECK(across_count >= 1 && along_count >= 1, "a grid has cells");
  return grid(across_count, along_count, 0.5, across_count, along_count);
}

SurfaceGrid BackSurface::vertices(int across_count, int along_count) const {
  UNKNOT_CHECK(across_count >= 2 && along_count >= 2, "a grid has two corners each way");
  return grid(across_count, along_count, 0, across_count - 1, along_count - 1);
}

SurfaceGrid BackSurface::grid(int across_count, int along_count, double offset_ratio, int across_parts_count,
                              int along_parts_count) const {
  SurfaceGrid grid{across_count, along_count, {}, {}};
  for (int j = 0; j < along_count; ++j) {
    for (int i = 0; i < across_count; ++i) {
      const double across = (i + offset_ratio) / across_parts_count;
      const double along = (j + offset_ratio) / along_parts_count;
      grid.chart.push_back(
          {std::min(kAcrossMin_ratio + (kAcrossMax_ratio - kAcrossMin_ratio) * across, kAcrossMax_ratio),
           std::min(kAlongMin_ratio + (kAlongMax_ratio - kAlongMin_ratio) * along, kAlongMax_ratio)});
      grid.points.push_back(at(grid.chart.back()));
    }
  }
  return grid;
}

}  // namespace unknot
