// Bodies with known answers on curved grids: a thick-walled sphere, a bent beam, fibres pulled along and across; and
// how many linear iterations a curved back takes against a flat one.

#include <cmath>
#include <cstdio>

#include "unknot/simulate/tissue/element.h"
#include "verify/tissue/slab_text.h"

namespace unknot::test {
namespace {

using tissue::Buffer;
using tissue::Grid;
using tissue::Indenter;
using tissue::Law;
using tissue::Shape;
using tissue::TissueSolver;
using tissue::Vector3;

std::vector<double> even_line_m(double from_m, double to_m, int count) {
  std::vector<double> out;
  for (int n = 0; n <= count; ++n) out.push_back(from_m + (to_m - from_m) * n / count);
  return out;
}

std::size_t at(const Shape& shape, int i, int j, int k, int c) {
  return static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i);
}

/// A part of a sphere between four planes through its middle; its outside is the surface, its inside the bottom.
Grid sphere_part(double inner_m, double outer_m, int plane_count, int wall_count, const Law& law) {
  const double reach = std::tan(3.14159265358979323846 / 6);
  Grid grid;
  grid.x_m = even_line_m(-reach * outer_m, reach * outer_m, plane_count);
  grid.y_m = grid.x_m;
  grid.z_m = even_line_m(0, outer_m - inner_m, wall_count);
  grid.layer_of.assign(static_cast<std::size_t>(wall_count), 0);
  grid.laws = {law};
  for (const double y_m : grid.y_m) {
    for (const double z_m : grid.z_m) {
      for (const double x_m : grid.x_m) {
        const double size_m = std::sqrt(x_m * x_m + y_m * y_m + outer_m * outer_m), r_m = outer_m - z_m;
        grid.place_m.push_back({r_m * x_m / size_m, r_m * y_m / size_m, -r_m * outer_m / size_m});
      }
    }
  }
  grid.foundation.resize(grid.x_m.size() * grid.y_m.size());
  grid.side = {tissue::kBone.normal_Pa_m, 0};
  return grid;
}

/// Stretch of the inside under a radial pull on the outside, per rest area.
double inner_stretch(int plane_count, int wall_count, double pull_Pa) {
  const double inner_m = 0.05, outer_m = 0.1;
  const Grid grid = sphere_part(inner_m, outer_m, plane_count, wall_count, Law::neo_hookean(1e3, 0.4995));
  EXPECT_EQ(tissue::fault_of(grid).value_or(""), "");
  SerialExecutor executor;
  tissue::SolverOptions options;
  options.work_tolerance_ratio = 1e-9;
  TissueSolver solver(grid, std::nullopt, tissue::best_kernels(), executor, options);
  const Shape shape = grid.shape();
  Buffer<double> load(shape.vector_size());
  for (int j = 0; j < plane_count; ++j) {
    for (int i = 0; i < plane_count; ++i) {
      const Vector3 p00 = grid.place(i, j, 0), p10 = grid.place(i + 1, j, 0), p01 = grid.place(i, j + 1, 0),
                    p11 = grid.place(i + 1, j + 1, 0);
      Vector3 a{}, b{};
      for (std::size_t c = 0; c < 3; ++c) {
        a[c] = p11[c] - p00[c];
        b[c] = p01[c] - p10[c];
      }
      const Vector3 up{a[2] * b[1] - a[1] * b[2], a[0] * b[2] - a[2] * b[0], a[1] * b[0] - a[0] * b[1]};
      for (int n = 0; n < 4; ++n) {
        for (int c = 0; c < 3; ++c) load[at(shape, i + n % 2, j + n / 2, 0, c)] += up[static_cast<std::size_t>(c)] / 8;
      }
    }
  }
  solver.set_dead_load(load);
  const auto failure = solver.load_to_peak(pull_Pa);
  EXPECT_FALSE(failure.has_value()) << failure->reason;
  const int middle = plane_count / 2;
  return 1 - solver.displacement_m()[at(shape, middle, middle, wall_count, 2)] / inner_m;
}

TEST(KnownAnswers, ThickWalledSphere) {
  // Incompressible: pulling at the outside is pressing at the inside. p/G = g(b) - g(a), g = 2/l + 1/(2 l^4),
  // b^3 = 1 + (a^3 - 1)/8 where the outer radius is twice the inner; 0.75543 at a = 1.5, 0.28715 at 1.1 (tissue
  // evidence, section 8).
  for (const auto& [stretch, pressure] : {std::pair{1.1, 0.28715}, std::pair{1.5, 0.75543}}) {
    const double outer = std::cbrt(1 + (stretch * stretch * stretch - 1) / 8);
    const double pull_Pa = pressure * 1e3 * outer * outer;
    const double coarse = inner_stretch(4, 4, pull_Pa), middle = inner_stretch(8, 8, pull_Pa),
                 fine = inner_stretch(16, 16, pull_Pa);
    const double order = std::log2((middle - coarse) / (fine - middle));
    std::printf("inner stretch %.1f: %.5f, %.5f, %.5f; order %.2f\n", stretch, coarse, middle, fine, order);
    EXPECT_NEAR((middle - 1) / (stretch - 1), 1, 0.02);
    EXPECT_NEAR((fine - 1) / (stretch - 1), 1, 0.006);
    EXPECT_GT(order, 1.7);
    EXPECT_LT(order, 2.4);
  }
}

TEST(KnownAnswers, ABeamBends) {
  // A beam along z of length 10 times its width, a small moment at its end, the other end held plane but free to widen:
  // curvature M / (E I) everywhere. One element across is a fifth too soft, two are within 2 %, and from there the
  // error falls with the square of their size.
  const double width_m = 0.01, length_m = 0.1, shear_Pa = 1e4, poisson_ratio = 0.3, slope_Pa_m = 10;
  const double young_Pa = 2 * shear_Pa * (1 + poisson_ratio);
  const double expected_m = slope_Pa_m * length_m * length_m / (2 * young_Pa);
  std::vector<double> error;
  for (const int count : {1, 2, 4, 8}) {
    Grid grid;
    grid.x_m = even_line_m(-width_m / 2, width_m / 2, count);
    grid.y_m = grid.x_m;
    grid.z_m = even_line_m(0, length_m, 10 * count);
    grid.layer_of.assign(static_cast<std::size_t>(10 * count), 0);
    grid.laws = {Law::neo_hookean(shear_Pa, poisson_ratio)};
    // As curved elements, in a frame of another direction than their own: the beam leans.
    const double c = std::cos(0.5), s = std::sin(0.5);
    for (const double y_m : grid.y_m) {
      for (const double z_m : grid.z_m) {
        for (const double x_m : grid.x_m) grid.place_m.push_back({c * x_m + s * z_m, y_m, -s * x_m + c * z_m});
      }
    }
    grid.foundation.assign(grid.x_m.size() * grid.y_m.size(), {tissue::kBone.normal_Pa_m, 1});
    SerialExecutor executor;
    tissue::SolverOptions options;
    options.work_tolerance_ratio = 1e-10;
    options.precise = true;
    TissueSolver solver(grid, std::nullopt, tissue::best_kernels(), executor, options);
    const Shape shape = grid.shape();
    Buffer<double> load(shape.vector_size());
    const double cell_m = width_m / count;
    for (int j = 0; j < count; ++j) {
      for (int i = 0; i < count; ++i) {
        const double left_m = grid.x_m[static_cast<std::size_t>(i)], right_m = left_m + cell_m;
        for (int n = 0; n < 4; ++n) {
          const double own_m = n % 2 != 0 ? right_m : left_m, other_m = n % 2 != 0 ? left_m : right_m;
          const double share = (own_m / 3 + other_m / 6) * cell_m * cell_m / 2;  // of a traction of x along the beam
          load[at(shape, i + n % 2, j + n / 2, 0, 0)] += s * share;
          load[at(shape, i + n % 2, j + n / 2, 0, 2)] += c * share;
        }
      }
    }
    solver.set_dead_load(load);
    const auto failure = solver.load_to_peak(slope_Pa_m);
    ASSERT_FALSE(failure.has_value()) << failure->reason;
    const auto& u = solver.displacement_m();
    double tip_m = 0;  // the mean of the corners moves like the middle: what widens and narrows there cancels
    for (int n = 0; n < 4; ++n) {
      const int i = n % 2 != 0 ? count : 0, j = n / 2 != 0 ? count : 0;
      tip_m += (c * u[at(shape, i, j, 0, 0)] - s * u[at(shape, i, j, 0, 2)]) / 4;
    }
    error.push_back(std::abs(tip_m) / expected_m - 1);
  }
  std::printf("bending wrong by %.4f, %.4f, %.4f, %.5f with 1, 2, 4, 8 elements across\n", error[0], error[1], error[2],
              error[3]);
  EXPECT_LT(std::abs(error[1]), 0.03);
  EXPECT_LT(std::abs(error[2]), 0.01);
  EXPECT_LT(std::abs(error[3]), 0.003);
  // Terms of higher order still count here: the last pair is nearest to 2.
  const double order = std::log2(error[2] / error[3]);
  EXPECT_GT(order, 1.7);
  EXPECT_LT(order, 2.3);
}

/// Stretch of a nearly incompressible block pulled upwards, with fibres along `fibre`.
double pulled_stretch(double pull_Pa, const Vector3& fibre, double fibre_Pa, int* newton_count) {
  Grid grid;
  grid.x_m = even_line_m(-0.02, 0.02, 4);
  grid.y_m = grid.x_m;
  grid.z_m = even_line_m(0, 0.03, 3);
  grid.layer_of.assign(3, 0);
  grid.laws = {Law::neo_hookean(2e3, 0.4995)};
  grid.fibre_Pa.assign(48, fibre_Pa);
  grid.fibre_ratio.assign(48, fibre);
  grid.foundation.assign(25, {tissue::kBone.normal_Pa_m, 1e2});  // plane, and next to free to widen
  SerialExecutor executor;
  tissue::SolverOptions options;
  options.work_tolerance_ratio = 1e-9;
  TissueSolver solver(grid, std::nullopt, tissue::best_kernels(), executor, options);
  const Shape shape = grid.shape();
  Buffer<double> load(shape.vector_size());
  for (int j = 0; j < 4; ++j) {
    for (int i = 0; i < 4; ++i) {
      for (int n = 0; n < 4; ++n) load[at(shape, i + n % 2, j + n / 2, 0, 2)] -= 0.25e-4;
    }
  }
  solver.set_dead_load(load);
  const auto failure = solver.load_to_peak(pull_Pa);
  EXPECT_FALSE(failure.has_value()) << failure->reason;
  *newton_count = solver.take_counts().newton_count;
  return tissue::deformation_gradient(grid, solver.displacement_m(), 2, 2, 1, {})[8];
}

TEST(KnownAnswers, FibresPulledAlongAndAcross) {
  // What the bar gives in volume at a ratio of 1000 between bulk and shear modulus is 0.1 to 0.4 % of the strain.
  // Incompressible bar: P = mu (l - l^-2) + 2 k l (l^2 - 1) along the fibres; across, and pushed along, they are slack.
  const double k_Pa = 5e3;
  for (const double stretch : {1.05, 1.3}) {
    const double bare_Pa = 2e3 * (stretch - 1 / (stretch * stretch));
    const double fibred_Pa = bare_Pa + 2 * k_Pa * stretch * (stretch * stretch - 1);
    int along_count = 0, across_count = 0;
    EXPECT_NEAR(pulled_stretch(fibred_Pa, {0, 0, 1}, k_Pa, &along_count) - 1, stretch - 1, 6e-3 * (stretch - 1));
    EXPECT_NEAR(pulled_stretch(bare_Pa, {0.6, 0.8, 0}, k_Pa, &across_count) - 1, stretch - 1, 6e-3 * (stretch - 1));
    std::printf("stretch %.2f: Newton steps along %d, across %d\n", stretch, along_count, across_count);
    EXPECT_LE(along_count, 20);
  }
  int count = 0;
  EXPECT_NEAR(pulled_stretch(2e3 * (0.8 - 1 / 0.64), {0, 0, 1}, k_Pa, &count), 0.8, 1e-3);
}

/// A back of skin, fat and muscle, flat or bent about the long axis, on bone or partly on something soft.
Grid back(double bend_per_m, bool soft_beside, double poisson_ratio) {
  Grid grid;
  grid.x_m = even_line_m(-0.1, 0.1, 40);
  grid.y_m = even_line_m(-0.1, 0.1, 40);
  grid.z_m = {0, 0.002, 0.006, 0.01, 0.014, 0.02, 0.026, 0.032, 0.038, 0.044, 0.05};
  grid.layer_of = {0, 1, 1, 1, 2, 2, 2, 2, 2, 2};
  grid.laws = {Law::neo_hookean(200e3, poisson_ratio), Law::neo_hookean(2e3, poisson_ratio),
               Law::neo_hookean(6e3, poisson_ratio)};
  if (bend_per_m > 0) {
    for (const double y_m : grid.y_m) {
      for (const double z_m : grid.z_m) {
        for (const double x_m : grid.x_m) {
          // Layers along normals of a cylinder, thinner towards the sides, with a furrow along the middle.
          const double angle = bend_per_m * x_m, thin = 1 - 15 * x_m * x_m;
          const double furrow_m = 0.006 * std::exp(-x_m * x_m / (2 * 0.015 * 0.015)) * (1 - z_m / 0.05);
          const double r_m = 1 / bend_per_m - thin * z_m - furrow_m;
          grid.place_m.push_back({r_m * std::sin(angle), y_m + 0.05 * z_m, 1 / bend_per_m - r_m * std::cos(angle)});
        }
      }
    }
  }
  if (soft_beside) {
    for (const double y_m : grid.y_m) {
      for (const double x_m : grid.x_m)
        grid.foundation.push_back(std::abs(x_m) < 0.04 && y_m < 0.03 ? tissue::kBone : tissue::Spring{2e5, 5e4});
    }
  }
  return grid;
}

TEST(KnownAnswers, CurvedBacksTakeNoMoreIterations) {
  struct Case {
    const char* name;
    double bend_per_m;
    bool soft;
  };
  for (const double poisson_ratio : {0.48, 0.495}) {
    double flat_mean = 0;
    for (const Case& one : {Case{"flat", 0, false}, Case{"flat on bone and soft", 0, true}, Case{"bent", 7, false},
                            Case{"bent, on bone and soft", 7, true}}) {
      const Grid grid = back(one.bend_per_m, one.soft, poisson_ratio);
      ASSERT_EQ(tissue::fault_of(grid).value_or(""), "") << one.name;
      SerialExecutor executor;
      TissueSolver solver(grid, Indenter::sphere(0.04), tissue::best_kernels(), executor, {});
      const auto failure = solver.press_to_depth(0.012);
      ASSERT_FALSE(failure.has_value()) << one.name << ": " << failure->reason;
      const auto counts = solver.take_counts();
      const double mean = static_cast<double>(counts.linear_count) / counts.newton_count;
      if (flat_mean == 0) flat_mean = mean;
      std::printf("nu %.3f, %s: %.2f N, %d Newton steps, %.1f linear iterations each\n", poisson_ratio, one.name,
                  solver.sums().force_N[2], counts.newton_count, mean);
      EXPECT_LT(mean, 1.6 * flat_mean) << one.name;
    }
  }
}

}  // namespace
}  // namespace unknot::test
