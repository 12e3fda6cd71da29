// Bodies beyond the slab's three: turned, several at once, padded.

#include <gtest/gtest.h>

#include <cmath>

#include "unknot/simulate/tissue/solver.h"

namespace unknot::test {
namespace {

using tissue::BodyPart;
using tissue::Grid;
using tissue::Indenter;
using tissue::Law;
using tissue::TissueSolver;

Grid block(double side_m, int count, double height_m, int rows, const Law& law) {
  Grid grid;
  for (int i = 0; i <= count; ++i) grid.x_m.push_back(side_m * (static_cast<double>(i) / count - 0.5));
  grid.y_m = grid.x_m;
  for (int k = 0; k <= rows; ++k) grid.z_m.push_back(height_m * k / rows);
  grid.layer_of.assign(static_cast<std::size_t>(rows), 0);
  grid.laws = {law};
  return grid;
}

double force_N(const Indenter& body, double depth_m, double side_m = 0.12) {
  SerialExecutor executor;
  TissueSolver solver(block(side_m, 24, 0.03, 6, Law::neo_hookean(4e3, 0.48)), body, tissue::best_kernels(), executor,
                      {});
  const auto failure = solver.press_to_depth(depth_m);
  EXPECT_FALSE(failure.has_value()) << failure->reason;
  return solver.sums().force_N[2];
}

TEST(Body, TurnedByAQuarterIsTheSameOnASquareBlock) {
  const double plain_N = force_N(Indenter::ellipsoid({0.015, 0.03, 0.012}), 0.004);
  const double turned_N = force_N(Indenter::ellipsoid({0.015, 0.03, 0.012}, M_PI / 2), 0.004);
  EXPECT_NEAR(turned_N, plain_N, 1e-5 * plain_N);
  EXPECT_NEAR(force_N(Indenter::capsule(0.012, 0.02, M_PI / 4), 0.004),
              force_N(Indenter::capsule(0.012, 0.02, -M_PI / 4), 0.004), 1e-4);
}

TEST(Body, PartsFarApartPressAsEachByItself) {
  const double one_N = force_N(Indenter::sphere(0.012), 0.002, 0.3);
  Indenter two = Indenter::row(Indenter::sphere(0.012).parts[0], 2, 0.15, 0, 0, 0.001);
  EXPECT_NEAR(force_N(two, 0.002, 0.3), 2 * one_N, 0.05 * one_N);
  // Side by side they share the surface between them, so they carry less than twice but more than one.
  two = Indenter::row(Indenter::sphere(0.012).parts[0], 2, 0.02, 0, 0, 0.001);
  const double near_N = force_N(two, 0.002, 0.3);
  EXPECT_GT(near_N, 1.1 * one_N);
  EXPECT_LT(near_N, 1.9 * one_N);
}

TEST(Body, PadOnAnUnyieldingBlockIsItsOwnSprings) {
  // A linear pad of k on a rigid plane: F = k pi R d^2 (1 - d / 3R) at the depth d.
  SerialExecutor executor;
  const double radius_m = 0.04, depth_m = 0.005, spring_Pa_m = 4e6;
  Indenter body = Indenter::flat_punch(0, radius_m);
  body.pad.linear_Pa_m = spring_Pa_m;
  TissueSolver solver(block(0.08, 64, 0.01, 2, Law::neo_hookean(1e9, 0.3)), body, tissue::best_kernels(), executor, {});
  const auto failure = solver.press_to_depth(depth_m);
  ASSERT_FALSE(failure.has_value()) << failure->reason;
  // The pressure is normal to the outline, its overlap taken along the normal: as in the sum over a sphere's cap.
  double expected_N = 0;
  constexpr int kRings_count = 4000;
  const double edge_m = std::sqrt(depth_m * (2 * radius_m - depth_m));
  for (int n = 0; n < kRings_count; ++n) {
    const double r = edge_m * (n + 0.5) / kRings_count, centre_m = radius_m - depth_m;
    const double away_m = std::hypot(r, centre_m);
    expected_N += spring_Pa_m * (radius_m - away_m) * centre_m / away_m * 2 * M_PI * r * edge_m / kRings_count;
  }
  EXPECT_NEAR(solver.sums().force_N[2], expected_N, 0.01 * expected_N);
  EXPECT_NEAR(solver.sums().compression_m, depth_m, 1e-4);
  EXPECT_EQ(solver.sums().penetration_m, 0);
}

TEST(Body, PadYieldsTogetherWithTheTissue) {
  SerialExecutor executor;
  Indenter body = Indenter::ellipsoid({0.012, 0.016, 0.012});
  const double hard_N = force_N(body, 0.004);
  body.friction_ratio = 0.3;
  body.pad = {.linear_Pa_m = 1e6, .exponential_Pa = 500, .length_m = 1e-3};
  EXPECT_LT(force_N(body, 0.004), 0.9 * hard_N);
  TissueSolver solver(block(0.12, 24, 0.03, 6, Law::neo_hookean(4e3, 0.48)), body, tissue::best_kernels(), executor,
                      {});
  const auto failure = solver.press_to_force(hard_N);
  ASSERT_FALSE(failure.has_value()) << failure->reason;
  EXPECT_NEAR(solver.sums().force_N[2], hard_N, 1e-4 * hard_N);
  // What the tissue sinks and the pad gives add up to the way of the body.
  EXPECT_GT(solver.pose().depth_m, 0.0045);
  EXPECT_GT(solver.sums().compression_m, 0.0005);
  const auto slid = solver.move_to(0.01, hard_N, 1);
  ASSERT_FALSE(slid.has_value()) << slid->reason;
  EXPECT_NEAR(solver.sums().force_N[2], hard_N, 1e-4 * hard_N);
  EXPECT_LT(solver.tangent_error_ratio(), 0.05);
}

TEST(Body, PadFarTooDeepIsTakenByTheChord) {
  const Grid grid = block(0.02, 4, 0.01, 2, Law::neo_hookean(4e3, 0.48));
  Indenter body = Indenter::flat_punch(0.05, 0.005);
  body.pad = {.exponential_Pa = 2700, .length_m = 1e-3};
  tissue::Contact contact(grid, body);
  const tissue::Buffer<double> u(grid.shape().vector_size());
  tissue::Buffer<double> residual(u.size());
  const double area_m2 = 0.02 * 0.02;
  const auto stiffness_ratio = [&](double deep_m) {
    contact.evaluate(u, {.depth_m = deep_m}, residual);
    return contact.sums().stiffness_N_m / (area_m2 * body.pad.press(deep_m).stiffness_Pa_m);
  };
  EXPECT_NEAR(stiffness_ratio(2e-3), 1, 1e-9);
  // From there on a step by the tangent would take back one length of the pad, this one two: a factor 7.4.
  const double far_ratio = stiffness_ratio(5e-3);
  const double step_m = body.pad.press(5e-3).pressure_Pa / (far_ratio * body.pad.press(5e-3).stiffness_Pa_m);
  EXPECT_GT(step_m, 2e-3);
  EXPECT_LT(step_m, 2.5e-3);
  // Where the last balanced state knew as much, the tangent is what it was.
  contact.refresh_bounds();
  EXPECT_NEAR(stiffness_ratio(5e-3), 1, 1e-9);
}

TEST(Body, TouchDepthIsWhereContactBegins) {
  SerialExecutor executor;
  const BodyPart ball = Indenter::sphere(0.012).parts[0];
  TissueSolver solver(block(0.12, 24, 0.03, 6, Law::neo_hookean(4e3, 0.48)), Indenter::row(ball, 4, 0.02, 0, 0.002, 0),
                      tissue::best_kernels(), executor, {});
  const auto touch_m = solver.contact()->touch_depth_m(solver.displacement_m(), 0);
  ASSERT_TRUE(touch_m.has_value());
  EXPECT_GE(*touch_m, 0);
  EXPECT_LT(*touch_m, 1e-3);
  ASSERT_FALSE(solver.press_to_depth(*touch_m + 1e-4).has_value());
  EXPECT_GT(solver.sums().touching_count, 0);
  EXPECT_FALSE(solver.contact()->touch_depth_m(solver.displacement_m(), 5).has_value());
}

}  // namespace
}  // namespace unknot::test
