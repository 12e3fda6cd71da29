#include "unknot/simulate/press_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/back_person.h"
#include "unknot/simulate/tissue/element.h"

namespace unknot {
namespace {

using test::require;

const test::BackPerson& person() {
  static const test::BackPerson kPerson;
  return kPerson;
}

PressBlock block_of(PressTool tool, const ChartPoint& at, Fineness fineness) {
  PressPlace place;
  place.at = at;
  place.tool = tool;
  place.fineness = fineness;
  return require(make_block(person().model(), place));
}

/// The steepest growth from a cell to the next one outward.
double steepest_ratio(const std::vector<double>& line_m) {
  double most = 1;
  for (std::size_t n = line_m.size() / 2; n + 2 < line_m.size(); ++n)
    most = std::max(most, (line_m[n + 2] - line_m[n + 1]) / (line_m[n + 1] - line_m[n]));
  return most;
}

TEST(PressBlock, NormalCellsSpareLanesAndReachAsFar) {
  constexpr ChartPoint kByTheBlade{0.3, 0.35};
  // Three fingers beside each other: with every cell beyond a quarter longer than the last, a row would take 48 lanes.
  const PressBlock normal = block_of(PressTool::fingers, kByTheBlade, Fineness::normal);
  EXPECT_EQ(normal.grid.x_m.size(), 31U);
  EXPECT_EQ(normal.grid.shape().stride, 32);
  const double most = person().tissue.constant("growth_lanes");
  EXPECT_GT(steepest_ratio(normal.grid.x_m), person().tissue.constant("growth_sparing"));
  EXPECT_LE(steepest_ratio(normal.grid.x_m), most * (1 + 1e-9));
  EXPECT_LE(steepest_ratio(normal.grid.y_m), person().tissue.constant("growth_sparing") * (1 + 1e-9));
  const double depth_m = normal.middle.depth_m.value;
  const ToolBody& fingers = person().tissue.tools.at(PressTool::fingers);
  const double reach_m =
      std::max(person().tissue.constant("reach_depths") * depth_m, person().tissue.constant("reach_least"));
  EXPECT_GE(normal.grid.x_m.back(), half_size_m(fingers).x_m + reach_m - 1e-3);
  EXPECT_GE(normal.grid.y_m.back(), half_size_m(fingers).y_m + reach_m - 1e-3);
  EXPECT_DOUBLE_EQ(normal.grid.x_m.front(), -normal.grid.x_m.back());
}

TEST(PressBlock, CoarseAndFineCellsGrowAsEver) {
  for (const Fineness fineness : {Fineness::coarse, Fineness::fine}) {
    const PressBlock block = block_of(PressTool::fingers, {0.3, 0.35}, fineness);
    EXPECT_NEAR(steepest_ratio(block.grid.x_m), person().tissue.constant("growth"), 1e-9);
    EXPECT_NEAR(steepest_ratio(block.grid.y_m), person().tissue.constant("growth"), 1e-9);
  }
}

TEST(PressBlock, WhereTheReachIsDeepLanesAreNotSpared) {
  // Over the buttock the piece is twice as deep: so few cells would have to grow too fast.
  const PressBlock block = block_of(PressTool::fingers, {0.5, 1.2}, Fineness::normal);
  EXPECT_GT(block.grid.shape().stride, 32);
  EXPECT_LE(steepest_ratio(block.grid.x_m), person().tissue.constant("growth_sparing") * (1 + 1e-9));
}

TEST(Element, IsSoundWhereEveryJacobianIsPositive) {
  // One element with corners thrown about: some are turned inside out at one Gauss point alone.
  tissue::Grid grid;
  grid.x_m = grid.y_m = grid.z_m = {0, 1};
  std::uint32_t state = 1;
  const auto chance = [&] {
    state = state * 1664525U + 1013904223U;
    return static_cast<double>(state >> 8) / (1 << 24) - 0.5;
  };
  int sound_count = 0, partly_count = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    grid.place_m.clear();
    for (const double y : {0.0, 1.0}) {
      for (const double z : {0.0, 1.0}) {
        for (const double x : {0.0, 1.0})
          grid.place_m.push_back({x + 1.2 * chance(), y + 1.2 * chance(), z + 1.2 * chance()});
      }
    }
    int positive_count = 0;
    for (int g = 0; g < 8; ++g)
      positive_count += tissue::determinant(tissue::jacobian_m(grid, 0, 0, 0, tissue::gauss_point(g))) > 0 ? 1 : 0;
    EXPECT_EQ(tissue::is_sound(grid, 0, 0, 0), positive_count == 8);
    sound_count += positive_count == 8 ? 1 : 0;
    partly_count += positive_count == 7 ? 1 : 0;
  }
  EXPECT_GT(sound_count, 200);
  EXPECT_GT(partly_count, 50);
  grid.place_m.front()[0] = std::nan("");
  EXPECT_FALSE(tissue::is_sound(grid, 0, 0, 0));
}

}  // namespace
}  // namespace unknot
