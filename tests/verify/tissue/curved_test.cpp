// Curved elements, fibres, varying stiffness and foundations: patch tests, rigid turns, tangents, closed forms.

#include <cmath>
#include <map>
#include <random>

#include "unknot/simulate/tissue/element.h"
#include "verify/tissue/slab_text.h"

namespace unknot::test {
namespace {

using tissue::Buffer;
using tissue::Grid;
using tissue::Indenter;
using tissue::KernelTable;
using tissue::Law;
using tissue::Matrix3;
using tissue::Shape;
using tissue::TissueSolver;
using tissue::Vector3;

std::map<std::string, Law> laws() {
  return {{"neo_hookean", Law::neo_hookean(5e3, 0.49)},
          {"yeoh", Law::yeoh({2e3, 3e3, 1e3}, 0.49)},
          {"ogden", Law::ogden({{4e3, 6}, {1e3, -3}}, 0.49)}};
}

/// 5 x 4 x 3 elements of which every inner node is moved by up to `share` of a cell.
Grid crooked_grid(const Law& law, double share = 0.2, bool outside_too = false) {
  Grid grid;
  grid.x_m = {-0.05, -0.03, -0.01, 0.01, 0.03, 0.05};
  grid.y_m = {-0.04, -0.02, 0.0, 0.02, 0.04};
  grid.z_m = {0, 0.01, 0.02, 0.03};
  grid.layer_of = {0, 0, 0};
  grid.laws = {law};
  std::mt19937 random(5);
  std::uniform_real_distribution<double> part(-share, share);
  const Vector3 cell_m{0.02, 0.02, 0.01};
  for (int j = 0; j <= 4; ++j) {
    for (int k = 0; k <= 3; ++k) {
      for (int i = 0; i <= 5; ++i) {
        Vector3 place{grid.x_m[static_cast<std::size_t>(i)], grid.y_m[static_cast<std::size_t>(j)],
                      grid.z_m[static_cast<std::size_t>(k)]};
        const bool inside = i > 0 && j > 0 && k > 0 && i < 5 && j < 4 && k < 3;
        for (std::size_t c = 0; c < 3; ++c) place[c] += (inside || outside_too ? 1 : 0) * part(random) * cell_m[c];
        grid.place_m.push_back(place);
      }
    }
  }
  return grid;
}

/// Stiffness between half and twice, fibres every way.
void vary(Grid& grid, double fibre_Pa) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> part(-1, 1);
  const std::size_t count = static_cast<std::size_t>(grid.elements_x() * grid.elements_y() * grid.elements_z());
  for (std::size_t n = 0; n < count; ++n) {
    grid.stiffness_ratio.push_back(std::exp2(part(random)));
    Vector3 a{part(random), part(random), part(random)};
    const double size = std::sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    for (double& value : a) value /= size;
    grid.fibre_ratio.push_back(a);
    grid.fibre_Pa.push_back(fibre_Pa * (1.1 + part(random)));
  }
}

/// A field given by a function of the rest position.
template <class Field>
Buffer<double> fill(const Grid& grid, const Field& field) {
  const Shape shape = grid.shape();
  Buffer<double> u(shape.vector_size());
  for (int j = 0; j < shape.nodes_y; ++j) {
    for (int k = 0; k < shape.nodes_z; ++k) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const Vector3 value = field(grid.place(i, j, k));
        for (int c = 0; c < 3; ++c)
          u[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)] =
              value[static_cast<std::size_t>(c)];
      }
    }
  }
  return u;
}

struct Forces {
  double inside_N = 0, outside_N = 0;  // largest component
};

Forces largest(const Grid& grid, const Buffer<double>& force_N) {
  const Shape shape = grid.shape();
  Forces out;
  for (int j = 0; j < shape.nodes_y; ++j) {
    for (int k = 0; k < shape.nodes_z; ++k) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const bool inside =
            i > 0 && j > 0 && k > 0 && i + 1 < shape.nodes_x && j + 1 < shape.nodes_y && k + 1 < shape.nodes_z;
        double& most = inside ? out.inside_N : out.outside_N;
        for (int c = 0; c < 3; ++c) {
          most =
              std::max(most, std::abs(force_N[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)]));
        }
      }
    }
  }
  return out;
}

constexpr Matrix3 kGradient = {0.1, 0.05, -0.2, 0.02, -0.15, 0.1, 0.07, 0.03, 0.12};

Vector3 linear(const Vector3& place) {
  Vector3 out{};
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t a = 0; a < 3; ++a) out[c] += kGradient[3 * c + a] * place[a];
  }
  return out;
}

TEST(Curved, PatchTestOnACrookedMesh) {
  // A linear displacement gives one stress everywhere, so inner nodes are in balance, whatever the mesh.
  for (const auto& [name, law] : laws()) {
    for (const KernelTable* kernels : tissue::runnable_kernels()) {
      SerialExecutor executor;
      for (const bool with_fibres : {false, true}) {
        Grid grid = crooked_grid(law);
        if (with_fibres) {
          const std::size_t count = 5 * 4 * 3;
          grid.fibre_ratio.assign(count, {0.6, 0, 0.8});
          grid.fibre_Pa.assign(count, 2e4);
        }
        TissueSolver solver(grid, std::nullopt, *kernels, executor, {});
        const Buffer<double> u = fill(grid, linear);
        const Forces forces = largest(grid, solver.internal_force_N(u));
        EXPECT_LT(forces.inside_N, 1e-12 * forces.outside_N) << name << " " << kernels->name;
        const Vector3 corner{0.3, -0.7, 0.9};
        const Matrix3 f = tissue::deformation_gradient(grid, u, 1, 1, 1, corner);
        for (std::size_t n = 0; n < 9; ++n) EXPECT_NEAR(f[n], kGradient[n] + (n % 4 == 0 ? 1 : 0), 1e-13);
      }
    }
  }
}

TEST(Curved, TurningIsFree) {
  const double c = std::cos(0.9), s = std::sin(0.9);
  const auto turn = [&](const Vector3& x) {  // about y, then a shift
    return Vector3{c * x[0] + s * x[2] - x[0] + 0.01, -0.02, -s * x[0] + c * x[2] - x[2]};
  };
  for (const auto& [name, law] : laws()) {
    for (const KernelTable* kernels : tissue::runnable_kernels()) {
      SerialExecutor executor;
      Grid grid = crooked_grid(law, 0.2, true);
      vary(grid, 2e4);
      grid.foundation.resize(6 * 5);  // a free bottom: otherwise its forces would be hidden
      TissueSolver solver(grid, std::nullopt, *kernels, executor, {});
      const Forces turned = largest(grid, solver.internal_force_N(fill(grid, turn)));
      const Forces bent = largest(grid, solver.internal_force_N(fill(grid, linear)));
      EXPECT_LT(std::max(turned.inside_N, turned.outside_N), 1e-12 * bent.outside_N) << name << " " << kernels->name;
    }
  }
}

TEST(Curved, ForcesTurnAlong) {
  // Objectivity: the forces of a deformed and then turned block are the turned forces.
  const double c = std::cos(0.9), s = std::sin(0.9);
  const auto turn = [&](const Vector3& x) { return Vector3{c * x[0] + s * x[2], x[1], -s * x[0] + c * x[2]}; };
  for (const auto& [name, law] : laws()) {
    SerialExecutor executor;
    Grid grid = crooked_grid(law, 0.2, true);
    vary(grid, 2e4);
    grid.foundation.resize(6 * 5);
    TissueSolver solver(grid, std::nullopt, tissue::best_kernels(), executor, {});
    const auto wave = [](const Vector3& x) {
      return Vector3{0.004 * std::sin(40 * x[1]), 0.005 * std::cos(50 * x[2]),
                     0.1 * x[2] + 0.003 * std::sin(60 * x[0])};
    };
    const auto turned_wave = [&](const Vector3& x) {
      const Vector3 w = wave(x);
      const Vector3 to = turn({x[0] + w[0], x[1] + w[1], x[2] + w[2]});
      return Vector3{to[0] - x[0], to[1] - x[1], to[2] - x[2]};
    };
    const Buffer<double> plain = solver.internal_force_N(fill(grid, wave));
    const Buffer<double> turned = solver.internal_force_N(fill(grid, turned_wave));
    const Shape shape = grid.shape();
    const double most_N = largest(grid, plain).outside_N;
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int k = 0; k < shape.nodes_z; ++k) {
        for (int i = 0; i < shape.nodes_x; ++i) {
          Vector3 before{}, after{};
          for (int m = 0; m < 3; ++m) {
            const auto at = static_cast<std::size_t>(shape.vector_at(j, k) + m * shape.stride + i);
            before[static_cast<std::size_t>(m)] = plain[at];
            after[static_cast<std::size_t>(m)] = turned[at];
          }
          const Vector3 expected = turn(before);
          for (std::size_t m = 0; m < 3; ++m) EXPECT_NEAR(after[m], expected[m], 1e-11 * most_N) << name;
        }
      }
    }
  }
}

TEST(Curved, BoxesAsCurvedElementsAreBoxes) {
  for (const auto& [name, law] : laws()) {
    for (const KernelTable* kernels : tissue::runnable_kernels()) {
      SerialExecutor executor;
      Grid curved = crooked_grid(law, 0);
      Grid boxes = curved;
      boxes.place_m.clear();
      TissueSolver a(boxes, Indenter::sphere(0.03), *kernels, executor, {}),
          b(curved, Indenter::sphere(0.03), *kernels, executor, {});
      ASSERT_FALSE(a.press_to_depth(0.004).has_value());
      ASSERT_FALSE(b.press_to_depth(0.004).has_value());
      EXPECT_NEAR(a.sums().force_N[2] / b.sums().force_N[2], 1, 1e-5) << name;
      const Buffer<double> x = a.internal_force_N(a.displacement_m()), y = b.internal_force_N(a.displacement_m());
      const double most_N = a.sums().force_N[2];
      for (std::size_t n = 0; n < x.size(); ++n) ASSERT_NEAR(x[n], y[n], 1e-12 * most_N) << name << kernels->name;
    }
  }
}

TEST(Curved, TangentEqualsDifferencesOfForces) {
  for (const auto& [name, law] : laws()) {
    for (const KernelTable* kernels : tissue::runnable_kernels()) {
      for (const bool relaxes : {false, true}) {
        SerialExecutor executor;
        Grid grid = crooked_grid(law, 0.15, true);
        vary(grid, 2e4);
        if (relaxes) grid.laws.front().prony = {{0.5, 2.0}};
        grid.foundation.assign(6 * 5, {4e6, 1e6});
        for (std::size_t n = 0; n < 12; ++n) grid.foundation[n] = tissue::kBone;
        grid.side = {1e5, 5e4};
        ASSERT_EQ(tissue::fault_of(grid).value_or(""), "");
        TissueSolver solver(grid, Indenter::sphere(0.03), *kernels, executor, {});
        const auto failure = solver.press_to_depth(0.004);
        ASSERT_FALSE(failure.has_value()) << name << ": " << failure->reason;
        if (relaxes) {
          ASSERT_FALSE(solver.move_to(0, std::nullopt, 1.0).has_value());
        }
        EXPECT_LT(solver.tangent_error_ratio(), 1e-6) << name << " " << kernels->name;
      }
    }
  }
}

TEST(Curved, TheChecksOfAnInstallationPass) { EXPECT_LT(slab_tangent_error_ratio(), 1e-6); }

TEST(Curved, AColumnOnSprings) {
  // Uniform pressure on a column between rollers: the springs give by p / k, the column by confined compression.
  Grid grid = crooked_grid(Law::neo_hookean(5e3, 0.4), 0.2);
  grid.side = {tissue::kBone.normal_Pa_m, 0};
  grid.foundation.assign(6 * 5, {2e5, 0});
  SerialExecutor executor;
  TissueSolver solver(grid, std::nullopt, tissue::best_kernels(), executor, {1e-10});
  const Shape shape = grid.shape();
  Buffer<double> load(shape.vector_size());
  for (int j = 0; j < 4; ++j) {
    for (int i = 0; i < 5; ++i) {
      for (int n = 0; n < 4; ++n)
        load[static_cast<std::size_t>(shape.vector_at(j + n / 2, 0) + 2 * shape.stride + i + n % 2)] += 1e-4;
    }
  }
  solver.set_dead_load(load);
  const double pressure_Pa = 2000;
  const auto failure = solver.load_to_peak(pressure_Pa);
  ASSERT_FALSE(failure.has_value()) << failure->reason;
  // sigma = mu J^(-5/3) (2/3)(l^2 - 1) + kappa (J - 1) with J = l.
  double low = 0.5, high = 1;
  for (int n = 0; n < 60; ++n) {
    const double l = (low + high) / 2;
    const double sigma_Pa = 5e3 * std::pow(l, -5.0 / 3.0) * 2 / 3 * (l * l - 1) + grid.laws[0].bulk_Pa() * (l - 1);
    (sigma_Pa < -pressure_Pa ? low : high) = l;
  }
  const auto down_m = [&](int i, int j, int k) {
    return solver.displacement_m()[static_cast<std::size_t>(shape.vector_at(j, k) + 2 * shape.stride + i)];
  };
  double carried_N = 0;
  for (const auto& support : solver.supports())
    if (support.k == 3) carried_N -= support_force_N(support, shape, solver.displacement_m())[2];
  EXPECT_NEAR(carried_N, pressure_Pa * 0.1 * 0.08, 1e-6);
  for (int j = 0; j <= 4; ++j) {
    for (int i = 0; i <= 5; ++i) {
      EXPECT_NEAR(down_m(i, j, 3), pressure_Pa / 2e5, 1e-8);
      EXPECT_NEAR(down_m(i, j, 0), pressure_Pa / 2e5 + 0.03 * (1 - low), 1e-8);
    }
  }
}

TEST(Curved, BoneIsAsGoodAsFixed) {
  for (const double poisson_ratio : {0.48, 0.495}) {
    Grid fixed = crooked_grid(Law::neo_hookean(5e3, poisson_ratio), 0.15);
    Grid bone = fixed;
    bone.foundation.assign(6 * 5, tissue::kBone);
    SerialExecutor executor;
    TissueSolver a(fixed, Indenter::sphere(0.03), tissue::best_kernels(), executor, {}),
        b(bone, Indenter::sphere(0.03), tissue::best_kernels(), executor, {});
    ASSERT_FALSE(a.press_to_depth(0.005).has_value());
    ASSERT_FALSE(b.press_to_depth(0.005).has_value());
    EXPECT_NEAR(b.sums().force_N[2] / a.sums().force_N[2], 1, 1e-5);
    const auto fixed_counts = a.take_counts(), bone_counts = b.take_counts();
    EXPECT_LE(bone_counts.newton_count, fixed_counts.newton_count + 1);
    EXPECT_LE(bone_counts.linear_count, fixed_counts.linear_count + 6);
  }
}

TEST(Curved, FaultsAreNamed) {
  const Grid sound = crooked_grid(Law::neo_hookean(5e3, 0.49));
  EXPECT_EQ(tissue::fault_of(sound).value_or(""), "");
  Grid folded = sound;
  folded.place_m[folded.node_index(2, 1, 1)][2] += 0.02;
  EXPECT_NE(tissue::fault_of(folded).value_or("").find("across"), std::string::npos);
  Grid unknown = sound;
  unknown.place_m[unknown.node_index(2, 1, 1)][2] = std::nan("");
  EXPECT_TRUE(tissue::fault_of(unknown).has_value());
  Grid short_one = sound;
  short_one.place_m.pop_back();
  EXPECT_TRUE(tissue::fault_of(short_one).has_value());
  Grid limp = sound;
  limp.stiffness_ratio.assign(60, 1.0);
  EXPECT_FALSE(tissue::fault_of(limp).has_value());
  limp.stiffness_ratio[17] = 0;
  EXPECT_TRUE(tissue::fault_of(limp).has_value());
  Grid fibred = sound;
  fibred.fibre_Pa.assign(60, 1e3);
  fibred.fibre_ratio.assign(60, {0, 1, 0});
  EXPECT_FALSE(tissue::fault_of(fibred).has_value());
  fibred.fibre_ratio[3] = {0, 1, 0.1};
  EXPECT_TRUE(tissue::fault_of(fibred).has_value());
  Grid pushed = sound;
  pushed.foundation.assign(30, {1e5, 0});
  EXPECT_FALSE(tissue::fault_of(pushed).has_value());
  pushed.foundation[4].normal_Pa_m = -1;
  EXPECT_TRUE(tissue::fault_of(pushed).has_value());
}

}  // namespace
}  // namespace unknot::test
