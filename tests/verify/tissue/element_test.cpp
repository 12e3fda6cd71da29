// The element and the solver by themselves: patch test, tangent, order of convergence, relaxation, determinism.

#include <cmath>
#include <map>

#include "verify/tissue/slab_text.h"

namespace unknot::test {
namespace {

using tissue::Grid;
using tissue::Indenter;
using tissue::KernelTable;
using tissue::Law;
using tissue::Shape;
using tissue::TissueSolver;

Grid crooked_grid(const Law& law) {
  Grid grid;
  grid.x_m = {-0.05, -0.03, -0.02, 0.01, 0.015, 0.05};
  grid.y_m = {-0.05, -0.01, 0.0, 0.03, 0.05};
  grid.z_m = {0, 0.004, 0.014, 0.02};
  grid.layer_of = {0, 0, 0};
  grid.laws = {law};
  return grid;
}

std::map<std::string, Law> laws() {
  return {{"neo_hookean", Law::neo_hookean(5e3, 0.49)},
          {"yeoh", Law::yeoh({2e3, 3e3, 1e3}, 0.49)},
          {"ogden", Law::ogden({{4e3, 6}, {1e3, -3}}, 0.49)}};
}

TEST(Verify, PatchTest) {
  // A homogeneous deformation is in balance inside, whatever the mesh, on every instruction set.
  for (const auto& [name, law] : laws()) {
    for (const KernelTable* kernels : tissue::runnable_kernels()) {
      SerialExecutor executor;
      TissueSolver solver(crooked_grid(law), std::nullopt, *kernels, executor, {});
      const Shape shape = solver.grid().shape();
      tissue::Buffer<double> u(shape.vector_size());
      const double gradient[3][3] = {{0.1, 0.05, -0.2}, {0.02, -0.15, 0.1}, {0.07, 0.03, 0.12}};
      for (int j = 0; j < shape.nodes_y; ++j) {
        for (int k = 0; k < shape.nodes_z; ++k) {
          for (int i = 0; i < shape.nodes_x; ++i) {
            const double place_m[3] = {solver.grid().x_m[static_cast<std::size_t>(i)],
                                       solver.grid().y_m[static_cast<std::size_t>(j)],
                                       solver.grid().z_m[static_cast<std::size_t>(k)]};
            for (int c = 0; c < 3; ++c) {
              double value_m = 0;
              for (int a = 0; a < 3; ++a) value_m += gradient[c][a] * place_m[a];
              u[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)] = value_m;
            }
          }
        }
      }
      const tissue::Buffer<double> force_N = solver.internal_force_N(u);
      double inner_N = 0, outer_N = 0;
      for (int j = 0; j < shape.nodes_y; ++j) {
        for (int k = 0; k + 1 < shape.nodes_z; ++k) {
          for (int i = 0; i < shape.nodes_x; ++i) {
            const bool inside = i > 0 && j > 0 && k > 0 && i + 1 < shape.nodes_x && j + 1 < shape.nodes_y;
            for (int c = 0; c < 3; ++c) {
              double& most = inside ? inner_N : outer_N;
              most = std::max(
                  most, std::abs(force_N[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)]));
            }
          }
        }
      }
      EXPECT_LT(inner_N, 1e-12 * outer_N) << name << " " << kernels->name;
    }
  }
}

TEST(Verify, TangentEqualsDifferencesOfForces) {
  for (const auto& [name, law] : laws()) {
    for (const KernelTable* kernels : tissue::runnable_kernels()) {
      SerialExecutor executor;
      TissueSolver solver(crooked_grid(law), Indenter::sphere(0.03), *kernels, executor, {});
      const auto failure = solver.press_to_depth(0.004);
      ASSERT_FALSE(failure.has_value()) << name << ": " << failure->reason;
      EXPECT_LT(solver.tangent_error_ratio(), 1e-6) << name << " " << kernels->name;
    }
  }
}

TEST(Verify, TangentWhileRelaxing) {
  Law law = Law::neo_hookean(5e3, 0.49);
  law.prony = {{0.5, 2.0}};
  SerialExecutor executor;
  TissueSolver solver(crooked_grid(law), Indenter::sphere(0.03), tissue::best_kernels(), executor, {});
  ASSERT_FALSE(solver.press_to_depth(0.004).has_value());
  ASSERT_FALSE(solver.move_to(0, std::nullopt, 1.0).has_value());
  EXPECT_LT(solver.tangent_error_ratio(), 1e-6);
}

TEST(Verify, RelaxationFollowsThePronyCurve) {
  // All layers share one series and strains are small: the force falls as the curve does (the volumetric part is held
  // by the near-incompressible layers themselves, hence the tolerance).
  TextSlab slab;
  slab.side_m = 0.1;
  const std::string series = "prony_g = [0.3, 0.2]\nprony_tau_s = [1.0, 10.0]\n";
  slab.layers = {{0.01, 5e3, 0.4995, series}, {0.02, 2e3, 0.4995, series}};
  slab.indenter = "shape = \"sphere\"\nradius_m = 0.2";
  slab.load = "kind = \"depth\"\nvalues_m = [1e-4, 1e-4]\nhold_s = [2.0, 8.0]";
  slab.plane_count = 20;
  slab.layer_counts = "[3, 4]";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 4U);
  const auto curve = [](double t) { return 0.5 + 0.3 * std::exp(-t) + 0.2 * std::exp(-t / 10); };
  EXPECT_NEAR(report.steps[1].force_N / report.steps[0].force_N, curve(2), 0.01);
  EXPECT_NEAR(report.steps[3].force_N / report.steps[0].force_N, curve(10), 0.01);
  EXPECT_NEAR(report.steps[3].time_s, 10, 1e-12);
}

TEST(Verify, ConvergesWithTheSquareOfTheCell) {
  // A smooth load, so that nothing but the element decides: the surface's displacement under a Gaussian pressure.
  std::vector<double> depth_m;
  for (const int fine : {1, 2, 4}) {
    TextSlab slab;
    slab.side_m = 0.1;
    slab.layers = {{0.02, 5e3, 0.45, ""}};
    slab.load = "kind = \"pressure\"\npeaks_Pa = [2e3]\nsigma_m = 0.015";
    slab.plane_count = 8 * fine;
    slab.layer_counts = "[" + std::to_string(3 * fine) + "]";
    const SlabReport report = run_text(slab);
    ASSERT_EQ(report.steps.size(), 1U);
    depth_m.push_back(report.steps[0].depth_m);
  }
  const double order = std::log2(std::abs((depth_m[1] - depth_m[0]) / (depth_m[2] - depth_m[1])));
  EXPECT_GT(order, 1.7);
  EXPECT_LT(order, 2.5);
}

TEST(Verify, ReferenceModeAgrees) {
  TextSlab slab = development_problem();
  slab.plane_count = 16;
  SlabOptions reference;
  reference.reference = true;
  const SlabReport fast = run_text(slab), slow = run_text(slab, reference);
  ASSERT_EQ(fast.steps.size(), slow.steps.size());
  for (std::size_t n = 0; n < fast.steps.size(); ++n)
    EXPECT_NEAR(fast.steps[n].force_N / slow.steps[n].force_N, 1, 2e-4);
}

/// Runs every block twice over in reverse order's stead: backwards, as another schedule of threads might.
class BackwardExecutor final : public Executor {
 public:
  void for_blocks(int blocks_count, BlockTask task) override {
    for (int block = blocks_count - 1; block >= 0; --block) task(block);
  }
  [[nodiscard]] int threads_count() const override { return 7; }
};

TEST(Verify, SameBitsInAnyOrderOfBlocks) {
  TextSlab slab = development_problem();
  slab.load = "kind = \"depth\"\nvalues_m = [0.004]";
  const SlabCase read = *read_slab_text(to_toml(slab), "test.toml");
  SerialExecutor forward;
  BackwardExecutor backward;
  Json a = slab_document(run_slab(read, forward, {})), b = slab_document(run_slab(read, backward, {}));
  a.erase("threads");
  b.erase("threads");
  EXPECT_EQ(a.dump(), b.dump());
}

TEST(Verify, InstructionSetsAgree) {
  TextSlab slab = development_problem();
  slab.plane_count = 20;
  slab.load = "kind = \"depth\"\nvalues_m = [0.005]";
  std::vector<double> force_N;
  for (const KernelTable* kernels : tissue::runnable_kernels()) {
    SlabOptions options;
    options.kernels = kernels;
    const SlabReport report = run_text(slab, options);
    ASSERT_EQ(report.steps.size(), 1U);
    force_N.push_back(report.steps[0].force_N);
  }
  for (const double value : force_N) EXPECT_NEAR(value / force_N[0], 1, 1e-4);
}

TEST(Verify, WhatCannotBalanceSaysSo) {
  // A neo-Hookean layer gives way under a dead load it cannot carry: no answer is better than a wrong one.
  TextSlab slab;
  slab.side_m = 0.1;
  slab.layers = {{0.02, 1e3, 0.48, ""}};
  slab.load = "kind = \"pressure\"\npeaks_Pa = [1e3, 5e5]\nsigma_m = 0.01";
  slab.plane_count = 16;
  slab.layer_counts = "[5]";
  const SlabCase read = *read_slab_text(to_toml(slab), "test.toml");
  SerialExecutor executor;
  const SlabReport report = run_slab(read, executor, {});
  ASSERT_TRUE(report.failure.has_value());
  EXPECT_EQ(report.steps.size(), 1U);
  EXPECT_NE(report.failure->step.find("value 2"), std::string::npos);
  const Json document = slab_document(report);
  EXPECT_EQ(document.at("converged"), false);
  EXPECT_FALSE(document.at("failure").at("hint").get<std::string>().empty());
}

}  // namespace
}  // namespace unknot::test
