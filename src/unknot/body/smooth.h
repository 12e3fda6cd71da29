#pragma once
// Curves through knots that do not overshoot them: once (MonotoneCubic) or twice (SmoothCurve) differentiable; and the
// smooth steps and unions that shapes are made of. Input: knots (x rising), distances. Output: values between.
// Fritsch and Butland 1984, SIAM J Sci Stat Comput 5:300.

#include <utility>
#include <vector>

namespace unknot {

/// How a curve leaves its first and last knot.
enum class CurveEnds {
  flat,  ///< level
  free,  ///< as the nearest three knots say, without overshooting
};

class MonotoneCubic {
 public:
  /// @param knots  at least two, x rising
  explicit MonotoneCubic(std::vector<std::pair<double, double>> knots, CurveEnds ends = CurveEnds::flat);
  /// @param x  inside the knots
  [[nodiscard]] double value(double x) const;

 private:
  std::vector<std::pair<double, double>> knots_;
  std::vector<double> slope_;
};

/// Twice continuously differentiable: a uniform cubic B-spline whose control points lie on the monotone cubic. It
/// passes within step^2 / 6 times the second derivative of the knots. Constant beyond its ends.
class SmoothCurve {
 public:
  SmoothCurve() = default;
  /// @param knots  at least two, x rising; @param step  between control points, in the unit of x
  SmoothCurve(std::vector<std::pair<double, double>> knots, double x_step_ratio);
  [[nodiscard]] double value(double x) const;
  /// d value / d x
  [[nodiscard]] double slope_ratio(double x) const;

 private:
  double low_ratio_ = 0;
  double step_ratio_ = 1;
  std::vector<double> control_;
};

/// 0 below 0, 1 above 1, twice continuously differentiable between (Perlin's quintic).
[[nodiscard]] constexpr double smooth_step_ratio(double x) {
  const double t = x < 0 ? 0 : x > 1 ? 1 : x;
  return t * t * t * (t * (6 * t - 15) + 10);
}

/// The lesser of two distances, rounded where they differ by less than `blend_m`: cubic, twice differentiable.
[[nodiscard]] constexpr double smooth_min_m(double a_m, double b_m, double blend_m) {
  const double apart_m = a_m < b_m ? b_m - a_m : a_m - b_m;
  const double share_ratio = apart_m < blend_m ? (blend_m - apart_m) / blend_m : 0;
  return (a_m < b_m ? a_m : b_m) - share_ratio * share_ratio * share_ratio * blend_m / 6;
}

}  // namespace unknot
