#include "unknot/body/smooth.h"

#include <gtest/gtest.h>

#include <cmath>

namespace unknot {
namespace {

TEST(MonotoneCubic, LeavesItsEndsLevelOrAsItsKnotsSay) {
  std::vector<std::pair<double, double>> knots;
  for (double x = 0; x <= 4; x += 1) knots.emplace_back(x, std::log(1 + x));
  const MonotoneCubic flat(knots), free(knots, CurveEnds::free);
  EXPECT_NEAR(free.value(3.5), std::log(4.5), 0.002);
  EXPECT_GT(std::abs(flat.value(3.5) - std::log(4.5)), 0.01);
  EXPECT_NEAR(free.value(0.5), std::log(1.5), 0.03);
  for (double x = 0; x < 4; x += 0.05) EXPECT_LT(free.value(x), free.value(x + 0.05));
}

TEST(MonotoneCubic, FreeEndsNeverOvershoot) {
  const MonotoneCubic curve({{0, 0}, {1, 0.01}, {2, 1}, {3, 1.001}}, CurveEnds::free);
  double last = -1e-12;
  for (double x = 0; x <= 3; x += 0.01) {
    EXPECT_GE(curve.value(x), last);
    last = curve.value(x) - 1e-12;
  }
  EXPECT_DOUBLE_EQ(MonotoneCubic({{0, 1}, {2, 5}}, CurveEnds::free).value(0.5), 2);
}

}  // namespace
}  // namespace unknot
