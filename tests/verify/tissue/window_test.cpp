// A window that goes along with the hand against the whole block: the same force, depth and strain.

#include <cmath>

#include "unknot/simulate/tissue/window.h"
#include "verify/tissue/slab_text.h"

namespace unknot::test {
namespace {

using tissue::Grid;
using tissue::Indenter;
using tissue::Law;
using tissue::MovingWindow;
using tissue::TissueSolver;

std::vector<double> even_line(double half_m, int count) {
  std::vector<double> line_m;
  for (int n = 0; n <= count; ++n) line_m.push_back(half_m * (2.0 * n - count) / count);
  return line_m;
}

/// Skin, fat and muscle of the development problem, 300 mm long, in cells of 5 mm.
Grid long_block(double poisson_ratio) {
  Grid grid;
  grid.x_m = even_line(0.1, 40);
  grid.y_m = even_line(0.15, 60);
  const double thickness_m[] = {0.002, 0.012, 0.036}, shear_Pa[] = {200e3, 2e3, 6e3};
  const int rows_count[] = {1, 4, 7};
  grid.z_m = {0};
  for (std::size_t layer = 0; layer < 3; ++layer) {
    const double top_m = grid.z_m.back();
    for (int k = 1; k <= rows_count[layer]; ++k) {
      grid.z_m.push_back(top_m + thickness_m[layer] * k / rows_count[layer]);
      grid.layer_of.push_back(static_cast<int>(layer));
    }
    grid.laws.push_back(Law::neo_hookean(shear_Pa[layer], poisson_ratio));
  }
  return grid;
}

/// A bent back, 300 mm long: its surface falls and rises by 6 mm, muscle stiffens along it, fat relaxes, and the floor
/// is bone here and a bed there.
Grid bent_block() {
  Grid grid;
  grid.x_m = even_line(0.07, 14);
  grid.y_m = even_line(0.15, 60);
  grid.z_m = {0, 0.002, 0.008, 0.014, 0.024, 0.034};
  grid.layer_of = {0, 1, 1, 2, 2};
  grid.laws = {Law::neo_hookean(100e3, 0.48), Law::neo_hookean(3e3, 0.48), Law::neo_hookean(6e3, 0.48)};
  grid.laws[1].prony = {{0.4, 0.5}};
  grid.side = {tissue::kBone.normal_Pa_m, 0};
  for (int j = 0; j <= 60; ++j) {
    const double along = std::sin(2 * M_PI * grid.y_m[static_cast<std::size_t>(j)] / 0.3);
    for (int k = 0; k <= 5; ++k) {
      for (int i = 0; i <= 14; ++i) {
        const double x_m = grid.x_m[static_cast<std::size_t>(i)];
        grid.place_m.push_back({x_m, grid.y_m[static_cast<std::size_t>(j)],
                                grid.z_m[static_cast<std::size_t>(k)] + 0.003 * along + 0.5 * x_m * x_m});
      }
    }
    for (int i = 0; i <= 14; ++i) {
      const double normal_Pa_m = 1e6 * std::exp2(4 + 4 * along);
      grid.foundation.push_back({normal_Pa_m, normal_Pa_m / 3});
    }
  }
  for (int j = 0; j < 60; ++j) {
    for (int n = 0; n < 14 * 5; ++n) grid.stiffness_ratio.push_back(n / 14 >= 3 ? 1 + j / 60.0 : 1);
  }
  return grid;
}

/// Of the fat under the body's middle: how much thinner it is.
double fat_strain_ratio(const TissueSolver& solver, int top, int bottom) {
  const Grid& grid = solver.grid();
  const auto nearest = [](const std::vector<double>& line_m, double at_m) {
    int best = 0;
    for (int n = 0; n < static_cast<int>(line_m.size()); ++n) {
      const auto away = [&](int m) { return std::abs(line_m[static_cast<std::size_t>(m)] - at_m); };
      if (away(n) < away(best)) best = n;
    }
    return best;
  };
  const int i = nearest(grid.x_m, 0), j = nearest(grid.y_m, solver.pose().position_m);
  const tissue::Shape shape = grid.shape();
  const auto down_m = [&](int k) {
    return solver.displacement_m()[static_cast<std::size_t>(shape.vector_at(j, k) + 2 * shape.stride + i)];
  };
  return (down_m(top) - down_m(bottom)) / (grid.place(i, j, bottom)[2] - grid.place(i, j, top)[2]);
}

struct Slide {
  double depth_m = 0;
  std::optional<double> force_N;
  double friction_ratio = 0;
  double from_m = 0, hop_m = 0;
  int hops_count = 0;
  double hop_s = 0;
};

/// Slides over the whole block and in a window. Errors are shares of the whole block's values, the drag's one of force.
void expect_same(const Grid& field, const Slide& slide, const MovingWindow::Spans& spans, int fat_top, int fat_bottom,
                 double most_ratio) {
  SerialExecutor executor;
  Indenter ball = Indenter::sphere(0.06);
  ball.friction_ratio = slide.friction_ratio;
  TissueSolver whole(field, ball, tissue::best_kernels(), executor, {});
  whole.place_at(slide.from_m);
  auto window = MovingWindow::make(field, ball, slide.from_m, spans, tissue::best_kernels(), executor, {});
  ASSERT_TRUE(window) << describe(window.error());
  const auto press = [&](auto& hand) {
    return slide.force_N ? hand.press_to_force(*slide.force_N) : hand.press_to_depth(slide.depth_m);
  };
  ASSERT_FALSE(press(whole));
  ASSERT_FALSE(press(*window));
  const std::size_t first_size = window->rows().size();
  for (int hop = 1; hop <= slide.hops_count; ++hop) {
    const double position_m = slide.from_m + hop * slide.hop_m;
    ASSERT_FALSE(whole.move_to(position_m, slide.force_N, slide.hop_s));
    const auto failure = window->move_to(position_m, slide.force_N, slide.hop_s);
    ASSERT_FALSE(failure) << failure->reason;
    const TissueSolver& part = window->solver();
    const double force_N = whole.sums().force_N[2];
    EXPECT_NEAR(part.sums().force_N[2], force_N, most_ratio * force_N) << position_m;
    EXPECT_NEAR(part.sums().force_N[1], whole.sums().force_N[1], most_ratio * force_N) << position_m;
    EXPECT_NEAR(part.pose().depth_m, whole.pose().depth_m, most_ratio * std::abs(whole.pose().depth_m)) << position_m;
    const double strain_ratio = fat_strain_ratio(whole, fat_top, fat_bottom);
    EXPECT_NEAR(fat_strain_ratio(part, fat_top, fat_bottom), strain_ratio, most_ratio * strain_ratio) << position_m;
  }
  EXPECT_LT(window->rows().size(), field.y_m.size() / 2);
  EXPECT_NEAR(static_cast<double>(window->rows().size()), static_cast<double>(first_size), 4);
}

constexpr MovingWindow::Spans kSpans = {{0.06, 0.1}, {0.04, 0.1}};

TEST(VerifyWindow, AtADepth) { expect_same(long_block(0.48), {0.006, {}, 0, -0.06, 0.015, 8, 0}, kSpans, 1, 5, 0.004); }

TEST(VerifyWindow, UnderAForceNearlyIncompressible) {
  expect_same(long_block(0.495), {0, 5.0, 0, -0.1, 0.04, 5, 0}, kSpans, 1, 5, 0.004);
}

TEST(VerifyWindow, WithFriction) {
  expect_same(long_block(0.48), {0.006, {}, 0.3, -0.02, 0.005, 6, 0}, kSpans, 1, 5, 0.004);
}

TEST(VerifyWindow, OnABentBlockThatVariesAndRelaxes) {
  expect_same(bent_block(), {0, 6.0, 0.1, -0.08, 0.02, 8, 0.2},
              {{tissue::kWholeLine_m, tissue::kWholeLine_m}, {0.04, 0.08}}, 1, 3, 0.01);
}

/// What the window must not do without: cut off at 60 mm, the force is several per cent off.
TEST(VerifyWindow, TooShortAWindowShows) {
  SerialExecutor executor;
  const Grid field = long_block(0.48);
  TissueSolver whole(field, Indenter::sphere(0.06), tissue::best_kernels(), executor, {});
  ASSERT_FALSE(whole.press_to_depth(0.006));
  auto window = MovingWindow::make(field, Indenter::sphere(0.06), 0, {{0.06, 0.06}, {0.06, 0.06}},
                                   tissue::best_kernels(), executor, {});
  ASSERT_TRUE(window);
  ASSERT_FALSE(window->press_to_depth(0.006));
  EXPECT_LT(window->solver().sums().force_N[2], 0.96 * whole.sums().force_N[2]);
}

}  // namespace
}  // namespace unknot::test
