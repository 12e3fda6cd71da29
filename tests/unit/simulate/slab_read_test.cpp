// Every slip in a slab file is answered with its line, what was found, and what is expected.

#include <gtest/gtest.h>

#include <cmath>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

const std::string kGood = R"([block]
width_m = 0.2
length_m = 0.1
sides = "fixed"
[[layer]]
name = "skin"
thickness_m = 0.002
model = "neo_hookean"
shear_modulus_Pa = 200e3
poisson_ratio = 0.48
[[layer]]
name = "muscle"
thickness_m = 0.03
model = "ogden"
mu_Pa = [1e3, 500]
alpha = [8, -2]
poisson_ratio = 0.49
prony_g = [0.3]
prony_tau_s = [6.0]
[indenter]
shape = "flat_punch"
radius_m = 0.01
rim_radius_m = 0.002
friction_ratio = 0.12
[load]
kind = "depth"
values_m = [0.002, 0.005]
hold_s = [0, 3]
[mesh]
across_count = 10
along_count = 8
layer_counts = [1, 5]
grading = true
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string problem_of(const std::string& text) {
  const Result<SlabCase> slab = read_slab_text(text, "s.toml");
  EXPECT_FALSE(slab.has_value()) << text;
  return slab ? "" : describe(slab.error());
}

TEST(SlabRead, TakesAWholeFile) {
  const Result<SlabCase> slab = read_slab_text(kGood, "s.toml");
  ASSERT_TRUE(slab.has_value()) << describe(slab.error());
  EXPECT_TRUE(slab->sides_fixed);
  ASSERT_EQ(slab->layers.size(), 2U);
  EXPECT_DOUBLE_EQ(slab->layers[1].law.shear_Pa(), 1500);
  EXPECT_EQ(slab->layers[1].law.prony.size(), 1U);
  EXPECT_DOUBLE_EQ(slab->indenter->parts.at(0).rim_radius_m, 0.002);
  EXPECT_EQ(slab->load.hold_s[1], 3);
}

TEST(SlabRead, EverySlipIsNamedWithItsLine) {
  const struct {
    const char* from;
    const char* to;
    const char* says;
  } slips[] = {
      {"width_m = 0.2", "width_m = 200", "s.toml:2"},
      {"width_m = 0.2", "widht_m = 0.2", "widht_m"},
      {"sides = \"fixed\"", "sides = \"loose\"", "s.toml:4"},
      {"poisson_ratio = 0.48", "poisson_ratio = 0.5", "s.toml:10"},
      {"shear_modulus_Pa = 200e3", "shear_modulus_Pa = nan", "nan"},
      {"shear_modulus_Pa = 200e3", "shear_modulus_Pa = \"soft\"", "s.toml:9"},
      {"name = \"muscle\"", "name = \"skin\"", "second layer"},
      {"alpha = [8, -2]", "alpha = [8]", "as many"},
      {"alpha = [8, -2]", "alpha = [8, 0]", "at least 0.01"},
      {"mu_Pa = [1e3, 500]", "mu_Pa = [1e3, -2e3]", "sum of `mu_Pa`"},
      {"prony_g = [0.3]", "prony_g = [0.7, 0.6]", "prony_tau_s"},
      {"model = \"ogden\"", "model = \"fung\"", "s.toml:14"},
      {"shape = \"flat_punch\"", "shape = \"cube\"", "s.toml:21"},
      {"radius_m = 0.01", "", "radius_m"},
      {"values_m = [0.002, 0.005]", "values_m = []", "holds 0 values"},
      {"values_m = [0.002, 0.005]", "values_m = [0.002, 0.031]", "95 %"},
      {"values_m = [0.002, 0.005]", "values_N = [1]", "values_m"},
      {"hold_s = [0, 3]", "hold_s = [1]", "as many"},
      {"layer_counts = [1, 5]", "layer_counts = [1]", "one for each of 2 layers"},
      {"layer_counts = [1, 5]", "layer_counts = [1, 0]", "from 1 to 64"},
      {"layer_counts = [1, 5]", "layer_counts = [60, 60]", "at most 95"},
      {"across_count = 10", "across_count = 100000", "s.toml:30"},
      {"grading = true", "grading = 1", "s.toml:33"},
  };
  for (const auto& slip : slips) {
    const std::string said = problem_of(with(slip.from, slip.to));
    EXPECT_NE(said.find(slip.says), std::string::npos) << slip.to << " -> " << said;
  }
}

TEST(SlabRead, ASlipIsToldOnce) {
  const std::pair<const char*, const char*> slips[] = {
      {"values_m = [0.002, 0.005]\nhold_s = [0, 3]", "values_m = [-0.002]"},
      {"values_m = [0.002, 0.005]\nhold_s = [0, 3]", "values_m = 0.002"},
      {"values_m = [0.002, 0.005]\nhold_s = [0, 3]", "hold_s = [0, 3]"},
      {"hold_s = [0, 3]", "hold_s = [0, -3]"},
      {"prony_tau_s = [6.0]", ""},
      {"alpha = [8, -2]", "alpha = [8, \"b\"]"},
      {"layer_counts = [1, 5]", "layer_counts = 6"},
      {"layer_counts = [1, 5]", "layer_counts = [1, 5.0]"},
      {"layer_counts = [1, 5]", "layer_counts = []"},
  };
  for (const auto& [from, to] : slips) {
    const Result<SlabCase> slab = read_slab_text(with(from, to), "s.toml");
    ASSERT_FALSE(slab.has_value()) << to;
    EXPECT_TRUE(slab.error().more.empty()) << describe(slab.error());
  }
}

TEST(SlabRead, ALoadNeedsItsBody) {
  std::string text = kGood;
  const auto from = text.find("[indenter]"), to = text.find("[load]");
  text.erase(from, to - from);
  EXPECT_NE(problem_of(text).find("no [indenter]"), std::string::npos);
}

TEST(SlabRead, AStrokeHasOneDriver) {
  const std::string stroke = "kind = \"stroke\"\nlength_m = 0.05\nsteps_count = 5\nspeed_m_s = 0.05\n";
  const std::string depth = "kind = \"depth\"\nvalues_m = [0.002, 0.005]\nhold_s = [0, 3]\n";
  EXPECT_NE(problem_of(with(depth, stroke)).find("neither"), std::string::npos);
  EXPECT_NE(problem_of(with(depth, stroke + "depth_m = 0.003\nforce_N = 2\n")).find("both"), std::string::npos);
  EXPECT_TRUE(read_slab_text(with(depth, stroke + "depth_m = 0.003\n"), "s.toml").has_value());
  EXPECT_NE(problem_of(
                with(depth, "kind = \"stroke\"\nlength_m = 0.15\nsteps_count = 5\nspeed_m_s = 0.05\ndepth_m = 0.003\n"))
                .find("less than the block's length"),
            std::string::npos);
}

TEST(SlabGrid, LinesFillTheBlock) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  for (const bool grading : {false, true}) {
    slab.grading = grading;
    const tissue::Grid grid = slab_grid(slab);
    EXPECT_NEAR(grid.x_m.front(), -0.1, 1e-15);
    EXPECT_NEAR(grid.x_m.back(), 0.1, 1e-15);
    EXPECT_NEAR(grid.z_m.back(), 0.032, 1e-15);
    EXPECT_NEAR(grid.z_m[grading ? 2 : 1], 0.002, 1e-15);
    for (std::size_t i = 1; i < grid.x_m.size(); ++i) EXPECT_GT(grid.x_m[i], grid.x_m[i - 1]);
    const double first = grid.x_m[1] - grid.x_m[0], middle = grid.x_m[6] - grid.x_m[5];
    EXPECT_NEAR(middle / first, grading ? 0.3 : 1, grading ? 0.3 : 1e-9);
  }
}

TEST(SlabGrid, AGradedMeshDealsItsRows) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  const auto rows = [&slab] {
    std::vector<int> count(slab.layers.size());
    for (const int layer : slab_grid(slab).layer_of) ++count[static_cast<std::size_t>(layer)];
    return count;
  };
  slab.layers = {{"skin", 0.002, tissue::Law::neo_hookean(2e5, 0.48)},
                 {"fat", 0.010, tissue::Law::neo_hookean(2e3, 0.48)},
                 {"muscle", 0.020, tissue::Law::neo_hookean(6e3, 0.48)}};
  slab.layer_counts = {1, 4, 7};
  slab.grading = false;
  EXPECT_EQ(rows(), (std::vector<int>{1, 4, 7}));
  slab.grading = true;
  EXPECT_EQ(rows(), (std::vector<int>{2, 5, 5}));
  slab.layer_counts = {2, 5, 8};
  EXPECT_EQ(rows(), (std::vector<int>{3, 6, 6}));
  // Three rows of skin: thin ones at its faces.
  const std::vector<double> z_m = slab_grid(slab).z_m;
  EXPECT_NEAR(z_m[1], 0.0005, 1e-12);
  EXPECT_NEAR(z_m[2], 0.0015, 1e-12);
  slab.layer_counts = {3, 4, 5};
  EXPECT_EQ(rows(), (std::vector<int>{3, 4, 5}));
  // Nothing to give away; and a skin that does not bend against what lies below.
  slab.layer_counts = {1, 2, 3};
  EXPECT_EQ(rows(), (std::vector<int>{1, 2, 3}));
  slab.layer_counts = {1, 4, 7};
  slab.layers[0].law = tissue::Law::neo_hookean(4e3, 0.48);
  EXPECT_EQ(rows(), (std::vector<int>{1, 5, 6}));
}

TEST(SlabGrid, RowsAreFineUnderALayersTop) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  slab.layers = {{"skin", 0.002, tissue::Law::neo_hookean(2e5, 0.48)},
                 {"fat", 0.012, tissue::Law::neo_hookean(2e3, 0.48)},
                 {"muscle", 0.036, tissue::Law::neo_hookean(6e3, 0.48)}};
  slab.layer_counts = {2, 6, 6};
  slab.across_count = slab.along_count = 40;
  slab.grading = true;
  const tissue::Grid grid = slab_grid(slab);
  EXPECT_NEAR(grid.z_m[8], 0.014, 1e-12);
  EXPECT_LT(grid.z_m[9] - grid.z_m[8], 0.002);
  for (std::size_t k = 3; k + 1 < grid.z_m.size(); ++k) {
    if (k == 8) continue;  // across the muscle's top
    const double growth = (grid.z_m[k + 1] - grid.z_m[k]) / (grid.z_m[k] - grid.z_m[k - 1]);
    EXPECT_GE(growth, 1 - 1e-9);
    EXPECT_LE(growth, 1.5 + 1e-9);
  }
}

/// A uniform mesh of the development problem under a ball, and one state of it.
std::vector<std::string> notes_of(double radius_m, double cell_m, int skin_count, double force_N = 1) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  slab.indenter = tissue::Indenter::sphere(0.06);
  slab.width_m = slab.length_m = 0.2;
  slab.across_count = slab.along_count = static_cast<int>(std::lround(0.2 / cell_m));
  slab.layer_counts = {skin_count, 5};
  slab.grading = false;
  SlabStep first, last;
  first.force_N = force_N;
  first.contact_radius_m = radius_m;
  last.force_N = 10;
  last.contact_radius_m = 0.023;
  return slab_notes(slab, slab_grid(slab), {first, last});
}

TEST(SlabNotes, SayHowManyCellsCrossTheContact) {
  // The development problem: 40 x 40 cells suit it at 2 mm (radius 9.9 mm) and 8 mm, 30 x 30 do not.
  EXPECT_TRUE(notes_of(0.0099, 0.005, 1).empty());
  const std::vector<std::string> coarse = notes_of(0.0085, 0.2 / 30, 1);
  ASSERT_EQ(coarse.size(), 1U);
  EXPECT_NE(coarse[0].find("2.5 to 6.9 cells across (cells of 6.7 mm)"), std::string::npos) << coarse[0];
  EXPECT_NE(coarse[0].find("grading = true"), std::string::npos);
  EXPECT_NE(coarse[0].find("strain by a quarter"), std::string::npos);
  const std::vector<std::string> hardly = notes_of(0.003, 0.005, 2);
  ASSERT_EQ(hardly.size(), 1U);
  EXPECT_NE(hardly[0].find("1.2 to 9.2 cells"), std::string::npos) << hardly[0];
  EXPECT_NE(hardly[0].find("strain by a half"), std::string::npos);
  EXPECT_TRUE(notes_of(0.001, 0.005, 1, 0.01).empty()) << "all but let go of";
}

TEST(SlabNotes, StandInTheDocumentOnlyWhereThereAreAny) {
  SlabReport report;
  EXPECT_FALSE(slab_document(report).contains("notes"));
  report.notes = {"too coarse"};
  EXPECT_EQ(slab_document(report).at("notes"), Json::array({"too coarse"}));
}

TEST(SlabNotes, SayThatOneRowOfSkinBendsTooEasily) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  slab.indenter = tissue::Indenter::sphere(0.01);
  slab.across_count = 160;
  slab.along_count = 80;
  slab.grading = false;
  SlabStep step;
  step.force_N = 1;
  step.contact_radius_m = 0.006;
  const std::vector<std::string> notes = slab_notes(slab, slab_grid(slab), {step});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0].find("\"skin\" is one row"), std::string::npos) << notes[0];
  slab.layer_counts = {2, 5};
  EXPECT_TRUE(slab_notes(slab, slab_grid(slab), {step}).empty());
  slab.layer_counts = {1, 5};
  step.contact_radius_m = 0.013;
  EXPECT_TRUE(slab_notes(slab, slab_grid(slab), {step}).empty());
}

TEST(SlabNotes, SayThatARimOrALoadIsSharperThanTheCells) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  slab.across_count = 80;
  slab.along_count = 40;
  slab.layer_counts = {2, 5};
  slab.grading = false;
  slab.indenter = tissue::Indenter::flat_punch(0.02, 0.002);
  SlabStep step;
  step.force_N = 1;
  step.contact_radius_m = 0.02;
  const std::vector<std::string> notes = slab_notes(slab, slab_grid(slab), {step});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0].find("rim of 2 mm is sharper"), std::string::npos) << notes[0];
  slab.indenter = tissue::Indenter::flat_punch(0.02, 0.004);
  EXPECT_TRUE(slab_notes(slab, slab_grid(slab), {step}).empty());
  slab.load = {};
  slab.load.kind = SlabLoad::Kind::pressure;
  slab.load.sigma_m = 0.005;
  EXPECT_EQ(slab_notes(slab, slab_grid(slab), {step}).size(), 1U);
  slab.load.sigma_m = 0.01;
  EXPECT_TRUE(slab_notes(slab, slab_grid(slab), {step}).empty());
}

TEST(SlabGrid, AStrokesPathHasEqualCells) {
  SlabCase slab = *read_slab_text(kGood, "s.toml");
  slab.grading = true;
  slab.along_count = 40;
  slab.load = {};
  slab.load.kind = SlabLoad::Kind::stroke;
  slab.load.stroke_depth_m = 0.003;
  slab.load.length_m = 0.04;
  const std::vector<double> y_m = slab_grid(slab).y_m;
  ASSERT_EQ(y_m.size(), 41U);
  EXPECT_NEAR(y_m.back(), slab.length_m / 2, 1e-15);
  const double middle_m = y_m[21] - y_m[20];
  EXPECT_LT(middle_m, 0.9 * slab.length_m / 40);
  for (std::size_t n = 1; n < y_m.size(); ++n) {
    if (y_m[n] <= 0.02 && y_m[n - 1] >= -0.02) {
      EXPECT_NEAR(y_m[n] - y_m[n - 1], middle_m, 1e-12);
    }
  }
}

}  // namespace
}  // namespace unknot
