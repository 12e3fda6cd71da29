// Pressing against problems whose answer is known: the development problem, Hertz and Hayes, force against depth
// control.

#include <algorithm>
#include <cmath>

#include "verify/tissue/slab_text.h"

namespace unknot::test {
namespace {

TEST(Verify, DevelopmentProblemWithinItsErrorBars) {
  const SlabReport report = run_text(development_problem());
  ASSERT_EQ(report.steps.size(), 3U);
  EXPECT_EQ(report.dof_count, 65559U);
  // Converged values of the solver notes: force and its error bar, then displacements and stresses on the axis. The
  // mesh is the coarse one of the notes: 1 % in force, 2 % in displacement, 4 % in stress come on top of the bars.
  const double force_N[] = {0.654, 3.607, 9.235}, bar_N[] = {0.011, 0.017, 0.018};
  const double radius_m[] = {9.3e-3, 17.6e-3, 23.4e-3};
  const double skin_m[] = {1.982e-3, 4.944e-3, 7.900e-3}, fat_m[] = {0.728e-3, 2.556e-3, 4.653e-3};
  const double muscle_m[] = {0.188e-3, 0.783e-3, 1.558e-3};
  const double pressure_Pa[] = {152, 711, 1571}, mises_Pa[] = {321, 1273, 2464};
  for (std::size_t n = 0; n < 3; ++n) {
    const SlabStep& step = report.steps[n];
    EXPECT_NEAR(step.force_N, force_N[n], bar_N[n] + 0.01 * force_N[n]);
    EXPECT_NEAR(step.contact_radius_m, radius_m[n], 0.07 * radius_m[n]);
    EXPECT_NEAR(step.axis_displacement_m[0], skin_m[n], 0.02 * skin_m[n]);
    EXPECT_NEAR(step.axis_displacement_m[1], fat_m[n], 0.02 * fat_m[n]);
    EXPECT_NEAR(step.layers[2].mid_displacement_m, muscle_m[n], 0.03 * muscle_m[n]);
    EXPECT_NEAR(step.layers[2].mid_pressure_Pa, pressure_Pa[n], 0.04 * pressure_Pa[n]);
    EXPECT_NEAR(step.layers[2].mid_von_mises_Pa, mises_Pa[n], 0.05 * mises_Pa[n]);
  }
}

/// The small thumb of docs/theory/tissue.md: a pad's ellipsoid on the development problem's layers.
TextSlab thumb() {
  TextSlab slab = development_problem();
  slab.indenter = "shape = \"ellipsoid\"\nradii_m = [0.010, 0.014, 0.010]";
  slab.grading = true;
  return slab;
}

TEST(Verify, GradedThumbWithinTwoPercent) {
  // Depth under 1, 2 and 4 N on 64 x 64 with 4, 10 and 12 rows, graded: within 0.8 % of 96 x 96. One row of skin bends
  // with a third of its stiffness: the first depth is then wrong by 3.5 %, and a thumb held at 2 mm by 16 % in force.
  TextSlab slab = thumb();
  slab.load = "kind = \"force\"\nvalues_N = [1, 2, 4]";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 3U);
  EXPECT_EQ(report.dof_count, 65559U);
  const double depth_m[] = {3.931e-3, 5.879e-3, 8.609e-3};
  for (std::size_t n = 0; n < 3; ++n) EXPECT_NEAR(report.steps[n].depth_m, depth_m[n], 0.01 * depth_m[n]);
  slab.load = "kind = \"depth\"\nvalues_m = [0.002]";
  slab.side_m = 0.12;
  const SlabReport shallow = run_text(slab);
  ASSERT_EQ(shallow.steps.size(), 1U);
  EXPECT_NEAR(shallow.steps[0].force_N, 0.3592, 0.02 * 0.3592);
  // With four rows of fat and six of muscle, none finer at its top: 4 and 7 % short.
  const double strain_ratio[] = {-0.1730, -0.03427};
  for (std::size_t n = 0; n < 2; ++n)
    EXPECT_NEAR(shallow.steps[0].layers[n + 1].min_principal_log_strain_ratio / strain_ratio[n], 1, 0.035);
}

TEST(Verify, AStrokeOverEvenTissueWobblesLittle) {
  TextSlab slab = thumb();
  slab.load = "kind = \"stroke\"\nlength_m = 0.03\nsteps_count = 9\nspeed_m_s = 0.05\ndepth_m = 0.005";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 10U);
  double least_N = 1e300, most_N = 0;
  for (const SlabStep& step : report.steps) {
    least_N = std::min(least_N, step.force_N);
    most_N = std::max(most_N, step.force_N);
  }
  EXPECT_LT(most_N / least_N - 1, 0.01);
}

TEST(Verify, SharpFlatPressedDeepSettles) {
  // Without a place to rest between flat and shaft this ran out of its 250 Newton steps at the second depth.
  TextSlab slab = development_problem();
  slab.side_m = 0.12;
  slab.indenter = "shape = \"flat_punch\"\nradius_m = 0.015\nrim_radius_m = 0";
  slab.load = "kind = \"depth\"\nvalues_m = [0.001875, 0.00375, 0.0075]";
  slab.layer_counts = "[2, 4, 6]";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 3U);
  int newton_count = 0;
  for (const SlabStep& step : report.steps) newton_count += step.newton_count;
  EXPECT_LT(newton_count, 60);
}

TEST(Verify, GaussianPressureDoesNotLock) {
  TextSlab slab = development_problem();
  slab.indenter.clear();
  slab.load = "kind = \"pressure\"\npeaks_Pa = [10e3]\nsigma_m = 0.015";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 1U);
  // Plain trilinear elements give 9.2 mm; mean dilatation gives 10.20.
  EXPECT_NEAR(report.steps[0].depth_m, 10.20e-3, 0.05e-3);
  // The load is dead: its force is peak 2 pi sigma^2, but for what the block's edges cut off.
  EXPECT_NEAR(report.steps[0].force_N, 10e3 * 2 * M_PI * 0.015 * 0.015, 1e-3);
}

TEST(Verify, ForceControlEqualsDepthControl) {
  TextSlab slab = development_problem();
  slab.plane_count = 24;
  slab.load = "kind = \"depth\"\nvalues_m = [0.006]";
  const SlabReport deep = run_text(slab);
  ASSERT_EQ(deep.steps.size(), 1U);
  std::ostringstream load;
  load.precision(17);
  load << "kind = \"force\"\nvalues_N = [" << deep.steps[0].force_N << "]";
  slab.load = load.str();
  const SlabReport forced = run_text(slab);
  ASSERT_EQ(forced.steps.size(), 1U);
  EXPECT_NEAR(forced.steps[0].force_N, deep.steps[0].force_N, 2e-5 * deep.steps[0].force_N);
  EXPECT_NEAR(forced.steps[0].depth_m, 0.006, 5e-6);
}

/// Small-strain rows: a paraboloid (a ball of 1 m) on one bonded layer of 1 cm and 1 kPa, a / h and nu given, by the
/// Fredholm solution of Hayes 1972 as recomputed in tissue evidence, section 8.
struct SphereRow {
  double poisson_ratio, aspect, d, f;
};
class HayesSphere : public testing::TestWithParam<SphereRow> {};

TEST_P(HayesSphere, ForceAndContact) {
  const SphereRow row = GetParam();
  const double h_m = 0.01, shear_Pa = 1e3, a_m = row.aspect * h_m;
  TextSlab slab;
  slab.side_m = std::max(10 * h_m, 10 * a_m);
  slab.layers = {{h_m, shear_Pa, row.poisson_ratio, ""}};
  slab.indenter = "shape = \"sphere\"\nradius_m = 1";
  std::ostringstream load;
  load.precision(17);
  load << "kind = \"depth\"\nvalues_m = [" << row.d * a_m * a_m << "]";
  slab.load = load.str();
  slab.plane_count = 56;
  slab.layer_counts = "[14]";
  slab.grading = true;
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 1U);
  const double force_N = row.f * 8 * shear_Pa * a_m * a_m * a_m / (3 * (1 - row.poisson_ratio));
  EXPECT_NEAR(report.steps[0].force_N, force_N, 0.01 * force_N);
  EXPECT_NEAR(report.steps[0].contact_radius_m, a_m, 0.04 * a_m);
}
INSTANTIATE_TEST_SUITE_P(Rows, HayesSphere,
                         testing::Values(SphereRow{0.30, 0.6, 0.7281, 1.0818}, SphereRow{0.30, 1.0, 0.6476, 1.2590},
                                         SphereRow{0.45, 0.4, 0.7614, 1.0381}, SphereRow{0.45, 1.0, 0.5947, 1.3513}));

/// A sharp flat on one bonded layer (Hayes 1972, recomputed in tissue evidence, section 8): F = kappa 4 G a w / (1 -
/// nu).
struct PunchRow {
  double poisson_ratio, aspect, kappa;
};
class HayesPunch : public testing::TestWithParam<PunchRow> {};

TEST_P(HayesPunch, ForceWithinOnePercent) {
  const PunchRow row = GetParam();
  const double h_m = 0.01, shear_Pa = 1e3, a_m = row.aspect * h_m, depth_m = 1e-6;
  TextSlab slab;
  slab.side_m = std::max(10 * h_m, 10 * a_m);
  slab.layers = {{h_m, shear_Pa, row.poisson_ratio, ""}};
  std::ostringstream body;
  body.precision(17);
  body << "shape = \"flat_punch\"\nradius_m = " << a_m << "\nrim_radius_m = 0";
  slab.indenter = body.str();
  slab.load = "kind = \"depth\"\nvalues_m = [1e-6]";
  slab.plane_count = 56;
  slab.layer_counts = "[14]";
  slab.grading = true;
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 1U);
  const double force_N = row.kappa * 4 * shear_Pa * a_m * depth_m / (1 - row.poisson_ratio);
  EXPECT_NEAR(report.steps[0].force_N, force_N, 0.01 * force_N);
}
INSTANTIATE_TEST_SUITE_P(Rows, HayesPunch,
                         testing::Values(PunchRow{0.30, 0.2, 1.2066}, PunchRow{0.30, 1.0, 2.4835},
                                         PunchRow{0.45, 0.4, 1.5993}, PunchRow{0.45, 1.0, 3.0914},
                                         PunchRow{0.4995, 0.6, 2.2129}));

TEST(Verify, SharpFlatsOnLayers) {
  struct Row {
    std::vector<TextLayer> layers;
    const char* counts;
    double radius_m, stiffness_N_m, share;
  };
  // Force over depth by transfer matrices: tissue evidence, section 8, L1 to L3.
  const std::vector<TextLayer> two = {{0.01, 1e3, 0.49, ""}, {0.03, 5e3, 0.49, ""}};
  const Row rows[] = {
      {two, "[7, 8]", 0.010, 200.4, 0.01},
      {two, "[7, 8]", 0.020, 727.6, 0.01},
      {{{0.002, 30e3, 0.495, ""}, {0.008, 1e3, 0.495, ""}, {0.025, 6e3, 0.495, ""}}, "[4, 6, 7]", 0.010, 422.0, 0.015}};
  for (const Row& row : rows) {
    TextSlab slab;
    slab.side_m = 0.4;
    slab.layers = row.layers;
    std::ostringstream body;
    body << "shape = \"flat_punch\"\nradius_m = " << row.radius_m << "\nrim_radius_m = 0";
    slab.indenter = body.str();
    slab.load = "kind = \"depth\"\nvalues_m = [1e-6]";
    slab.plane_count = 56;
    slab.layer_counts = row.counts;
    slab.grading = true;
    const SlabReport report = run_text(slab);
    ASSERT_EQ(report.steps.size(), 1U);
    EXPECT_NEAR(report.steps[0].force_N / 1e-6, row.stiffness_N_m, row.share * row.stiffness_N_m);
  }
}

TEST(Verify, HertzOnAThickBlock) {
  // Contact radius 1/20 of the thickness: Hertz's half-space to about 1 %.
  const double shear_Pa = 1e3, poisson_ratio = 0.3, radius_m = 1, h_m = 0.2, a_m = 0.01;
  TextSlab slab;
  slab.side_m = 0.6;
  slab.layers = {{h_m, shear_Pa, poisson_ratio, ""}};
  slab.indenter = "shape = \"sphere\"\nradius_m = 1";
  slab.load = "kind = \"depth\"\nvalues_m = [1e-4]";
  slab.plane_count = 56;
  slab.layer_counts = "[24]";
  slab.grading = true;
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 1U);
  const double modulus_Pa = 2 * shear_Pa / (1 - poisson_ratio);
  const double force_N = 4.0 / 3.0 * modulus_Pa * std::sqrt(radius_m) * std::pow(1e-4, 1.5);
  // The rigid base under a finite layer stiffens: +6 % at a / h = 1/20 (interpolated between Hayes' rows and 1).
  EXPECT_NEAR(report.steps[0].force_N / force_N, 1.05, 0.04);
  EXPECT_NEAR(report.steps[0].contact_radius_m, a_m, 0.05 * a_m);
}

TEST(Verify, SlidingDragIsFrictionTimesForce) {
  TextSlab slab = development_problem();
  slab.plane_count = 32;
  slab.indenter += "\nfriction_ratio = 0.2";
  slab.load = "kind = \"stroke\"\ndepth_m = 0.005\nlength_m = 0.05\nsteps_count = 8\nspeed_m_s = 0.05";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 9U);
  const SlabStep& middle = report.steps[4];
  EXPECT_NEAR(middle.position_m, 0, 1e-12);
  EXPECT_EQ(middle.stick_ratio, 0);
  // The body's curved face tilts the two forces against each other, so the ratio is near the coefficient, not at it.
  EXPECT_NEAR(middle.tangential_force_N / middle.force_N, 0.2, 0.01);
  EXPECT_NEAR(report.steps.back().time_s, 1.0, 1e-12);
}

TEST(Verify, FrictionOnABareSoftLayer) {
  TextSlab slab;
  slab.side_m = 0.12;
  slab.layers = {{0.03, 4e3, 0.48, ""}};
  slab.indenter = "shape = \"ellipsoid\"\nradii_m = [0.012, 0.016, 0.012]\nfriction_ratio = 0.6";
  slab.load = "kind = \"stroke\"\ndepth_m = 0.004\nlength_m = 0.04\nsteps_count = 8\nspeed_m_s = 0.05";
  slab.plane_count = 24;
  slab.layer_counts = "[6]";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 9U);
  EXPECT_NEAR(report.steps[0].tangential_force_N, 0, 0.02 * report.steps[0].force_N);
  EXPECT_GT(report.steps[8].tangential_force_N / report.steps[8].force_N, 0.45);
  EXPECT_LT(report.steps[8].tangential_force_N / report.steps[8].force_N, 0.75);
}

TEST(Verify, LetsUpToNothingAndPressesAgain) {
  TextSlab slab = development_problem();
  slab.plane_count = 16;
  slab.indenter += "\nfriction_ratio = 0.3";
  slab.load = "kind = \"depth\"\nvalues_m = [0, 0.004, 0.001, 0, 0.004]";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 5U);
  EXPECT_EQ(report.steps[0].force_N, 0);
  EXPECT_NEAR(report.steps[3].force_N, 0, 1e-3 * report.steps[1].force_N);
  EXPECT_NEAR(report.steps[4].force_N, report.steps[1].force_N, 0.01 * report.steps[1].force_N);
}

TEST(Verify, ABodyBetweenTheNodesIsNoAnswer) {
  TextSlab slab = development_problem();
  slab.plane_count = 16;
  slab.indenter = "shape = \"sphere\"\nradius_m = 0.001";
  slab.load = "kind = \"depth\"\nvalues_m = [0.004]";
  const Result<SlabCase> read = read_slab_text(to_toml(slab), "test.toml");
  ASSERT_TRUE(read);
  SerialExecutor executor;
  const SlabReport report = run_slab(*read, executor, {});
  ASSERT_TRUE(report.failure.has_value());
  EXPECT_NE(report.failure->hint.find("finer mesh"), std::string::npos);
}

TEST(Verify, SmallSlideSticks) {
  TextSlab slab = development_problem();
  slab.plane_count = 24;
  slab.indenter += "\nfriction_ratio = 1.0";
  slab.load = "kind = \"stroke\"\ndepth_m = 0.005\nlength_m = 0.0002\nsteps_count = 1\nspeed_m_s = 0.05";
  const SlabReport report = run_text(slab);
  ASSERT_EQ(report.steps.size(), 2U);
  EXPECT_GT(report.steps[1].stick_ratio, 0.5);
}

}  // namespace
}  // namespace unknot::test
