// Contact and energy: how far bodies sink into the nodes, how smooth the force is along a fine path, whether the work
// done is what is stored and rubbed away. docs/theory/tissue.md, "Contact and energy".

#include <cmath>

#include "unknot/simulate/tissue/element.h"
#include "verify/tissue/slab_text.h"

namespace unknot::test {
namespace {

using tissue::Grid;
using tissue::TissueSolver;
using tissue::Vector3;

TextSlab soft_block(const std::string& indenter, const std::string& load, int plane_count = 20) {
  TextSlab slab;
  slab.side_m = 0.12;
  slab.layers = {{0.002, 80e3, 0.48, ""}, {0.010, 2e3, 0.48, ""}, {0.024, 6e3, 0.48, ""}};
  slab.indenter = indenter;
  slab.load = load;
  slab.plane_count = plane_count;
  slab.layer_counts = "[1, 3, 4]";
  return slab;
}

SlabReport watch(const TextSlab& slab, std::function<void(const SlabStep&, const TissueSolver&)> on_state) {
  SlabOptions options;
  options.on_state = std::move(on_state);
  return run_text(slab, options);
}

struct Tool {
  const char* name;
  const char* indenter;
  bool grading;
};
constexpr Tool kTools[] = {
    {"ball 40 mm", "shape = \"sphere\"\nradius_m = 0.04", false},
    {"thumb", "shape = \"ellipsoid\"\nradii_m = [0.010, 0.014, 0.010]", true},
    {"knuckle", "shape = \"sphere\"\nradius_m = 0.009", true},
    {"elbow", "shape = \"flat_punch\"\nradius_m = 0.008\nrim_radius_m = 0.004", true},
    {"palm", "shape = \"ellipsoid\"\nradii_m = [0.04, 0.045, 0.025]", false},
};

TEST(Exactness, NodesDoNotSinkIn) {
  for (const Tool& tool : kTools) {
    for (const char* rubs : {"", "\nfriction_ratio = 0.3"}) {
      for (const char* load :
           {"kind = \"depth\"\nvalues_m = [0.0005, 0.002, 0.005]", "kind = \"force\"\nvalues_N = [0.3, 3]"}) {
        TextSlab slab = soft_block(std::string(tool.indenter) + rubs, load);
        slab.grading = tool.grading;
        double most_m = 0, most_ratio = 0;
        watch(slab, [&](const SlabStep& step, const TissueSolver& solver) {
          const double sunk_m = solver.sums().penetration_m;
          most_m = std::max(most_m, sunk_m);
          most_ratio = std::max(most_ratio, sunk_m / step.depth_m);
          EXPECT_LT(sunk_m, 0.05e-3) << tool.name;
          EXPECT_LT(sunk_m, 0.01 * step.depth_m) << tool.name;
        });
        std::printf("  %-10s %-8s %.5s: %.1f um, %.2f %% of the depth\n", tool.name, *rubs != '\0' ? "rubbing" : "",
                    load + 8, 1e6 * most_m, 1e2 * most_ratio);
      }
    }
  }
}

std::string fine_path(double from_m, double to_m, int count, bool and_back) {
  std::ostringstream text;
  text << "kind = \"depth\"\nvalues_m = [";
  for (int n = 1; n <= count; ++n) text << from_m + (to_m - from_m) * n / count << ", ";
  for (int n = count - 1; and_back && n >= 0; --n) text << from_m + (to_m - from_m) * n / count << ", ";
  text << (and_back ? 0.0 : to_m + (to_m - from_m) / count) << "]";
  return text.str();
}

TEST(Exactness, TheForceDoesNotChatter) {
  // Steps of 0.15 mm: rings of nodes come into contact one after another, and each bends the curve a little. A force
  // that came and went by a node would bend it by whole steps.
  const SlabReport report = run_text(soft_block("shape = \"sphere\"\nradius_m = 0.04", fine_path(0, 0.006, 40, false)));
  ASSERT_EQ(report.steps.size(), 41U);
  double most_N = 0, mean_N = 0;
  for (std::size_t n = 2; n < report.steps.size(); ++n) {
    const double bend_N = report.steps[n].force_N - 2 * report.steps[n - 1].force_N + report.steps[n - 2].force_N;
    most_N = std::max(most_N, std::abs(bend_N));
    mean_N += bend_N / static_cast<double>(report.steps.size() - 2);
    EXPECT_GT(report.steps[n].force_N, report.steps[n - 1].force_N);
  }
  const double step_N = (report.steps.back().force_N - report.steps.front().force_N) / 40;
  std::printf("  force %.3f N; second differences: mean %.1e, most %.1e of a step's %.3f N\n",
              report.steps.back().force_N, mean_N / step_N, most_N / step_N, step_N);
  EXPECT_LT(most_N, 0.4 * step_N);
}

TEST(Exactness, AStrokeFeelsItsMeshLittle) {
  // Without friction along a uniform block: what the force changes by is the mesh's.
  const TextSlab slab =
      soft_block("shape = \"sphere\"\nradius_m = 0.04",
                 "kind = \"stroke\"\ndepth_m = 0.005\nlength_m = 0.012\nsteps_count = 24\nspeed_m_s = 0.05");
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 25U);
  double low_N = 1e9, high_N = 0, drag_N = 0;
  for (const SlabStep& step : report.steps) {
    low_N = std::min(low_N, step.force_N);
    high_N = std::max(high_N, step.force_N);
    drag_N = std::max(drag_N, std::abs(step.tangential_force_N));
  }
  std::printf("  force %.3f to %.3f N (%.2f %%), drag without friction up to %.1e of it\n", low_N, high_N,
              1e2 * (high_N / low_N - 1), drag_N / high_N);
  EXPECT_LT(high_N / low_N - 1, 0.02);
  EXPECT_LT(drag_N, 0.02 * high_N);
}

TEST(Exactness, WhatIsForgottenAtOnceDoesNotMakeAStrokeEndless) {
  // A time constant of a millisecond and a stroke of 100 s: cut as a hold is, it would take two million steps.
  TextSlab slab =
      soft_block("shape = \"sphere\"\nradius_m = 0.04",
                 "kind = \"stroke\"\ndepth_m = 0.003\nlength_m = 0.01\nsteps_count = 1\nspeed_m_s = 0.0001", 8);
  const SlabReport elastic = run_text(slab);
  slab.layers[1].more = "prony_g = [0.5]\nprony_tau_s = [0.001]\n";
  const SlabReport quick = run_text(slab);
  slab.layers[1] = {0.010, 1e3, 0.4899329, ""};  // what is left of it: half the shear modulus, the same bulk modulus
  const SlabReport relaxed = run_text(slab);
  ASSERT_EQ(quick.steps.size(), 2U);
  std::printf("  %d Newton steps; %.4f N, %.4f N relaxed by hand, %.4f N unrelaxed\n", quick.steps[1].newton_count,
              quick.steps[1].force_N, relaxed.steps[1].force_N, elastic.steps[1].force_N);
  EXPECT_LT(quick.steps[1].newton_count, 1500);
  EXPECT_NEAR(quick.steps[1].force_N, relaxed.steps[1].force_N, 0.02 * relaxed.steps[1].force_N);
}

/// What the block holds, by the laws' own energies at the Gauss points and each element's mean volume.
double stored_J(const TissueSolver& solver) {
  const Grid& grid = solver.grid();
  double sum_J = 0;
  for (int j = 0; j < grid.elements_y(); ++j) {
    for (int k = 0; k < grid.elements_z(); ++k) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        double volume_m3 = 0;
        for (int g = 0; g < 8; ++g) {
          const tissue::ElementPoint at = tissue::gauss_point(g);
          const double part_m3 = tissue::determinant(tissue::jacobian_m(grid, i, j, k, at));
          const tissue::Matrix3 f = tissue::deformation_gradient(grid, solver.displacement_m(), i, j, k, at);
          sum_J += part_m3 * tissue::isochoric_response(grid, i, j, k, f, false).energy_J_m3;
          volume_m3 += part_m3;
        }
        const double strain = solver.volume_strain_ratio(i, j, k);
        sum_J += volume_m3 * grid.law(k).bulk_Pa() / 2 * strain * strain;
      }
    }
  }
  return sum_J;
}

TEST(Exactness, WorkIsStoredAndComesBack) {
  double work_J = 0, most_J = 0, worst_J = 0;
  double last_m = 0, last_N = 0;
  watch(soft_block("shape = \"sphere\"\nradius_m = 0.04", fine_path(0, 0.006, 30, true), 16),
        [&](const SlabStep& step, const TissueSolver& solver) {
          work_J += (step.force_N + last_N) / 2 * (step.depth_m - last_m);
          last_m = step.depth_m;
          last_N = step.force_N;
          most_J = std::max(most_J, work_J);
          worst_J = std::max(worst_J, std::abs(stored_J(solver) - work_J));
        });
  std::printf("  work %.3e J; stored energy differs by %.2e of it at the most; left after the loop %.1e\n", most_J,
              worst_J / most_J, work_J / most_J);
  EXPECT_GT(most_J, 1e-3);
  EXPECT_LT(std::abs(work_J), 2e-3 * most_J);
  EXPECT_LT(worst_J, 5e-3 * most_J);  // of which nearly all is the sum's own error, in steps of 0.2 mm
}

TEST(Exactness, WhatAStrokeCostsIsStoredOrRubbedAway) {
  // In steps of 1 mm: the body's work, by the mean of the forces before and after, against stored energy and what slips
  // at each node times its traction.
  double work_J = 0, rubbed_J = 0, first_J = 0, end_J = 0, last_y_m = 0, last_N = 0;
  std::vector<Vector3> last_place_m, last_traction_N;
  watch(soft_block("shape = \"sphere\"\nradius_m = 0.04\nfriction_ratio = 0.3",
                   "kind = \"stroke\"\ndepth_m = 0.004\nlength_m = 0.03\nsteps_count = 30\nspeed_m_s = 0.05", 24),
        [&](const SlabStep& step, const TissueSolver& solver) {
          const tissue::Shape shape = solver.grid().shape();
          std::vector<Vector3> place_m, traction_N;
          for (int j = 0; j < shape.nodes_y; ++j) {
            for (int i = 0; i < shape.nodes_x; ++i) {
              const tissue::NodeContact& node = solver.contact()->node(i, j);
              Vector3 place{}, traction{};
              for (std::size_t c = 0; c < 3; ++c) {
                place[c] = solver.displacement_m()[static_cast<std::size_t>(
                    shape.vector_at(j, 0) + static_cast<std::ptrdiff_t>(c) * shape.stride + i)];
                traction[c] = node.traction_Pa[c] * solver.contact()->area_m2(i, j);
              }
              place_m.push_back(place);
              traction_N.push_back(traction);
            }
          }
          if (!last_place_m.empty()) {
            const double go_m = step.position_m - last_y_m;
            work_J += (step.tangential_force_N + last_N) / 2 * go_m;
            for (std::size_t n = 0; n < place_m.size(); ++n) {
              for (std::size_t c = 0; c < 3; ++c) {
                const double slip_m = (c == 1 ? go_m : 0) - (place_m[n][c] - last_place_m[n][c]);
                rubbed_J += (traction_N[n][c] + last_traction_N[n][c]) / 2 * slip_m;
              }
            }
          } else {
            first_J = stored_J(solver);
          }
          end_J = stored_J(solver);
          last_y_m = step.position_m;
          last_N = step.tangential_force_N;
          last_place_m = std::move(place_m);
          last_traction_N = std::move(traction_N);
        });
  std::printf("  work %.3e J, rubbed away %.3e, stored more %.3e: %.2f %% unaccounted\n", work_J, rubbed_J,
              end_J - first_J, 1e2 * (work_J - rubbed_J - end_J + first_J) / work_J);
  EXPECT_GT(rubbed_J, 0.5 * work_J);
  EXPECT_NEAR(rubbed_J + end_J - first_J, work_J, 0.03 * work_J);
}

}  // namespace
}  // namespace unknot::test
