#include "unknot/body/smooth.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/core/check.h"

namespace unknot {
namespace {

/// The slope at an end, from its own interval and the next: three points, kept monotone (Fritsch and Carlson 1980).
double end_slope(double own, double own_rise, double next, double next_rise) {
  const double slope = ((2 * own + next) * own_rise - own * next_rise) / (own + next);
  if (slope * own_rise <= 0) {
    return 0;
  }
  return std::abs(slope) > 3 * std::abs(own_rise) ? 3 * own_rise : slope;
}

}  // namespace

MonotoneCubic::MonotoneCubic(std::vector<std::pair<double, double>> knots, CurveEnds ends)
    : knots_(std::move(knots)), slope_(knots_.size(), 0) {
  UNKNOT_CHECK(knots_.size() >= 2, "a curve needs two knots");
  for (std::size_t i = 1; i + 1 < knots_.size(); ++i) {
    const double before = knots_[i].first - knots_[i - 1].first;
    const double after = knots_[i + 1].first - knots_[i].first;
    const double rise_before = (knots_[i].second - knots_[i - 1].second) / before;
    const double rise_after = (knots_[i + 1].second - knots_[i].second) / after;
    if (rise_before * rise_after > 0) {
      const double w1 = 2 * after + before;
      const double w2 = after + 2 * before;
      slope_[i] = (w1 + w2) / (w1 / rise_before + w2 / rise_after);
    }
  }
  if (ends == CurveEnds::free) {
    const auto piece = [&](std::size_t i) {
      const double width = knots_[i + 1].first - knots_[i].first;
      return std::pair(width, (knots_[i + 1].second - knots_[i].second) / width);
    };
    const std::size_t last = knots_.size() - 2;
    const auto [first_width, first_rise] = piece(0);
    const auto [last_width, last_rise] = piece(last);
    const auto [second_width, second_rise] = piece(std::min<std::size_t>(1, last));
    const auto [before_width, before_rise] = piece(last > 0 ? last - 1 : 0);
    slope_.front() = end_slope(first_width, first_rise, second_width, second_rise);
    slope_.back() = end_slope(last_width, last_rise, before_width, before_rise);
  }
}

double MonotoneCubic::value(double x) const {
  std::size_t i = 0;
  while (i + 2 < knots_.size() && x > knots_[i + 1].first) {
    ++i;
  }
  const double h = knots_[i + 1].first - knots_[i].first;
  const double t = (x - knots_[i].first) / h;
  const double t2 = t * t;
  const double t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * knots_[i].second + (t3 - 2 * t2 + t) * h * slope_[i] +
         (-2 * t3 + 3 * t2) * knots_[i + 1].second + (t3 - t2) * h * slope_[i + 1];
}

SmoothCurve::SmoothCurve(std::vector<std::pair<double, double>> knots, double x_step_ratio)
    : low_ratio_(knots.front().first), step_ratio_(x_step_ratio) {
  const double high = knots.back().first;
  const MonotoneCubic curve(std::move(knots));
  const int count = static_cast<int>(std::ceil((high - low_ratio_) / step_ratio_));
  for (int i = -1; i <= count + 1; ++i) {
    control_.push_back(curve.value(std::clamp(low_ratio_ + i * step_ratio_, low_ratio_, high)));
  }
}

namespace {

/// The span of a uniform cubic B-spline `x` lies in, and how far along it is.
struct Span {
  std::size_t first = 0;
  double t = 0;
};
Span span_of(double x, double low, double step, std::size_t controls_count) {
  const double last = static_cast<double>(controls_count - 3);
  const double position = std::clamp((x - low) / step, 0.0, last);
  const double whole = std::min(std::floor(position), last - 1);
  return {static_cast<std::size_t>(whole), position - whole};
}

}  // namespace

double SmoothCurve::value(double x) const {
  const Span at = span_of(x, low_ratio_, step_ratio_, control_.size());
  const double t = at.t;
  const double s = 1 - t;
  const double* c = &control_[at.first];
  return (s * s * s * c[0] + (3 * t * t * t - 6 * t * t + 4) * c[1] + (3 * s * s * s - 6 * s * s + 4) * c[2] +
          t * t * t * c[3]) /
         6;
}

double SmoothCurve::slope_ratio(double x) const {
  const Span at = span_of(x, low_ratio_, step_ratio_, control_.size());
  const double t = at.t;
  const double s = 1 - t;
  const double* c = &control_[at.first];
  return (-s * s * c[0] + (3 * t * t - 4 * t) * c[1] - (3 * s * s - 4 * s) * c[2] + t * t * c[3]) / (2 * step_ratio_);
}

}  // namespace unknot
