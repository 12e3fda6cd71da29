#include "unknot/body/smooth.h"

#include "unknot/core/check.h"

namespace unknot {

MonotoneCubic::MonotoneCubic(std::vector<std::pair<double, double>> knots)
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

}  // namespace unknot
