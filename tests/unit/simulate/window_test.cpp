#include "unknot/simulate/tissue/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unknot/core/check.h"

namespace unknot::tissue {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// 16 x 40 cells of 10 mm, of two layers of which the upper one relaxes.
Grid small_block() {
  Grid grid;
  for (int i = 0; i <= 16; ++i) grid.x_m.push_back(0.01 * i - 0.08);
  for (int j = 0; j <= 40; ++j) grid.y_m.push_back(0.01 * j - 0.2);
  grid.z_m = {0, 0.006, 0.012, 0.02, 0.03};
  grid.layer_of = {0, 0, 1, 1};
  grid.laws = {Law::neo_hookean(4e3, 0.45), Law::neo_hookean(8e3, 0.45)};
  grid.laws.front().prony = {{0.5, 1.0}};
  return grid;
}

constexpr MovingWindow::Spans kSpans = {{kWholeLine_m, kWholeLine_m}, {0.04, 0.1}};

Result<MovingWindow> window_on(const Grid& field, double position_m, Executor& executor,
                               const MovingWindow::Spans& spans = kSpans) {
  return MovingWindow::make(field, Indenter::sphere(0.05), position_m, spans, best_kernels(), executor, {});
}

TEST(Window, KeepsNodesThatThinOut) {
  std::vector<double> line_m;
  for (int n = 0; n <= 40; ++n) line_m.push_back(0.005 * n);
  // Four cells of core, then 2 3 4 5 ... ; the last one before the end of the line takes what would be a sliver.
  EXPECT_THAT(window_nodes(line_m, 20, {0.02, 0.06}),
              ElementsAre(7, 11, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 29, 33));
  EXPECT_THAT(window_nodes(line_m, 20, {0.02, 0.2}),
              ElementsAre(0, 7, 11, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 29, 33, 40));
  EXPECT_THAT(window_nodes(line_m, 40, {0.01, 0.05}), ElementsAre(29, 33, 36, 38, 39, 40));
  EXPECT_THAT(window_nodes(line_m, 32, {0.01, 0.04}), ElementsAre(21, 25, 28, 30, 31, 32, 33, 34, 36, 40));
  EXPECT_EQ(window_nodes(line_m, 3, {kWholeLine_m, kWholeLine_m}).size(), line_m.size());
}

TEST(Window, PicksLinesOfABlock) {
  Grid field = small_block();
  for (std::size_t n = 0; n < 16U * 40 * 4; ++n) field.stiffness_ratio.push_back(1 + static_cast<double>(n / 64));
  for (std::size_t n = 0; n < 17U * 41; ++n) field.foundation.push_back({static_cast<double>(n), 0});
  field.side = {5, 6};
  const Grid picked = pick_lines(field, {0, 1, 4, 16}, {2, 3, 7});
  EXPECT_THAT(picked.y_m, ElementsAre(field.y_m[2], field.y_m[3], field.y_m[7]));
  EXPECT_EQ(fault_of(picked), std::nullopt);
  EXPECT_DOUBLE_EQ(picked.element_stiffness_ratio(1, 1, 2), 1 + (3 + 4 + 5 + 6) / 4.0);
  EXPECT_EQ(picked.foundation[5].normal_Pa_m, 3 * 17 + 1);
  EXPECT_EQ(picked.side.normal_Pa_m, 5);
  EXPECT_EQ(picked.side.tangential_Pa_m, 6);
  std::vector<int> columns(17), rows(41);
  for (int n = 0; n < 17; ++n) columns[static_cast<std::size_t>(n)] = n;
  for (int n = 0; n < 41; ++n) rows[static_cast<std::size_t>(n)] = n;
  const Grid whole = pick_lines(field, columns, rows);
  EXPECT_EQ(whole.stiffness_ratio, field.stiffness_ratio);
}

TEST(Window, RowsThatStayKeepWhatTheyKnow) {
  SerialExecutor executor;
  const Grid field = small_block();
  std::vector<int> columns;
  for (int i = 0; i <= 16; ++i) columns.push_back(i);
  std::vector<int> rows_before, rows_after;
  for (int j = 10; j <= 30; ++j) rows_before.push_back(j);
  for (int j = 13; j <= 33; ++j) rows_after.push_back(j);
  TissueSolver solver(pick_lines(field, columns, rows_before), Indenter::sphere(0.05), best_kernels(), executor, {});
  ASSERT_FALSE(solver.press_to_depth(0.004));
  ASSERT_FALSE(solver.move_to(0, std::nullopt, 0.5));
  const Buffer<double> u = solver.displacement_m();
  const Buffer<double> history_Pa = solver.history().stress_Pa;
  const Shape shape = solver.grid().shape();
  solver.continue_on(pick_lines(field, columns, rows_after));
  for (int j = 0; j <= 20; ++j) {
    for (std::ptrdiff_t n = 0; n < 5 * 3 * shape.stride; ++n) {
      const double now = solver.displacement_m()[static_cast<std::size_t>(shape.vector_at(j, 0) + n)];
      ASSERT_EQ(now, j <= 17 ? u[static_cast<std::size_t>(shape.vector_at(j + 3, 0) + n)] : 0) << j;
    }
  }
  double most_Pa = 0;
  const std::size_t row = 4 * 48 * static_cast<std::size_t>(shape.stride);
  for (std::size_t n = 0; n < 20 * row; ++n) {
    const double now = solver.history().stress_Pa[n];
    ASSERT_EQ(now, n < 17 * row ? history_Pa[n + 3 * row] : 0);
    most_Pa = std::max(most_Pa, std::abs(now));
  }
  EXPECT_GT(most_Pa, 1);
  // Balanced as it stood: going on at the same place changes nothing that can be felt.
  const double force_N = solver.sums().force_N[2];
  ASSERT_FALSE(solver.move_to(0, std::nullopt, 0));
  EXPECT_NEAR(solver.sums().force_N[2], force_N, 2e-3 * force_N);
  EXPECT_THROW(solver.continue_on(pick_lines(field, {0, 8, 16}, rows_after)), ContractViolation);
}

TEST(Window, ThereAndBackIsTheSame) {
  SerialExecutor executor;
  Grid field = small_block();
  field.laws.front().prony.clear();
  auto window = window_on(field, -0.1, executor);
  ASSERT_TRUE(window) << describe(window.error());
  ASSERT_FALSE(window->press_to_force(5));
  const std::vector<int> rows = window->rows();
  const double depth_m = window->solver().pose().depth_m;
  for (const double position_m : {-0.08, -0.03, 0.06, 0.02, -0.1}) {
    ASSERT_FALSE(window->move_to(position_m, 5, 0));
    EXPECT_EQ(window->solver().pose().position_m, position_m);
    if (position_m != -0.1) {
      EXPECT_NE(window->rows(), rows);
    }
  }
  EXPECT_EQ(window->rows(), rows);
  EXPECT_NEAR(window->solver().pose().depth_m, depth_m, 1e-4 * depth_m);
  EXPECT_NEAR(window->solver().sums().force_N[2], 5, 5e-3);
}

TEST(Window, TheSameForAnyThreads) {
  class BackwardExecutor final : public Executor {
   public:
    void for_blocks(int blocks_count, BlockTask task) override {
      for (int block = blocks_count - 1; block >= 0; --block) task(block);
    }
    [[nodiscard]] int threads_count() const override { return 2; }
  };
  const Grid field = small_block();
  SerialExecutor forward;
  BackwardExecutor backward;
  auto one = window_on(field, -0.05, forward), other = window_on(field, -0.05, backward);
  ASSERT_TRUE(one && other);
  for (auto* window : {&*one, &*other}) {
    ASSERT_FALSE(window->press_to_depth(0.004));
    ASSERT_FALSE(window->move_to(0.015, std::nullopt, 0.3));
  }
  const Buffer<double>&a = one->solver().displacement_m(), &b = other->solver().displacement_m();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t n = 0; n < a.size(); ++n) ASSERT_EQ(a[n], b[n]);
}

TEST(Window, SaysWhatItCannotDo) {
  SerialExecutor executor;
  const Grid field = small_block();
  const auto beside = window_on(field, 0.25, executor);
  ASSERT_FALSE(beside);
  EXPECT_THAT(beside.error().message, HasSubstr("beside the block, at 250 mm"));
  const auto shrinking = window_on(field, 0, executor, {{0.1, 0.05}, {0.1, 0.1}});
  ASSERT_FALSE(shrinking);
  EXPECT_THAT(shrinking.error().message, HasSubstr("a reach no shorter"));
  Grid broken = field;
  std::swap(broken.y_m[3], broken.y_m[4]);
  const auto folded = window_on(broken, 0, executor);
  ASSERT_FALSE(folded);
  EXPECT_THAT(folded.error().message, HasSubstr("must rise"));

  auto window = window_on(field, 0.15, executor);
  ASSERT_TRUE(window);
  ASSERT_FALSE(window->press_to_depth(0.003));
  const auto out = window->move_to(0.21, std::nullopt, 0);
  ASSERT_TRUE(out);
  EXPECT_THAT(out->reason, HasSubstr("at 210 mm the body would leave the block, which goes from -200 mm to 200 mm"));
  EXPECT_TRUE(window->move_to(std::nan(""), std::nullopt, 0));
  EXPECT_EQ(window->solver().pose().position_m, 0.15);
  EXPECT_FALSE(window->move_to(0.19, std::nullopt, 0));
}

}  // namespace
}  // namespace unknot::tissue
