// What is written of a pressed block: the state itself, meshes, the picture, the case for FEBio.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "unknot/simulate/febio.h"
#include "unknot/simulate/press_picture.h"
#include "unknot/simulate/press_vtu.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kBlock = R"(
[block]
width_m = 0.10
length_m = 0.08
sides = "fixed"
[[layer]]
name = "skin"
thickness_m = 0.002
model = "ogden"
mu_Pa = [20e3, 10e3]
alpha = [4.0, -2.0]
poisson_ratio = 0.48
[[layer]]
name = "fat"
thickness_m = 0.010
model = "neo_hookean"
shear_modulus_Pa = 2e3
poisson_ratio = 0.48
prony_g = [0.3, 0.2]
prony_tau_s = [1.0, 10.0]
[[layer]]
name = "muscle & more"
thickness_m = 0.020
model = "yeoh"
c_Pa = [3e3, 2e3, 1e3]
poisson_ratio = 0.48
[indenter]
shape = "ellipsoid"
radii_m = [0.02, 0.03, 0.015]
friction_ratio = 0.2
[load]
kind = "force"
values_N = [3.0]
hold_s = [2.0]
[mesh]
across_count = 12
along_count = 10
layer_counts = [1, 2, 3]
)";

const SlabCase& slab() {
  static const SlabCase the_slab = read_slab_text(kBlock, "block.toml").value();
  return the_slab;
}

struct Solved {
  BlockState block;
  SlabStep step;
};

/// The pressed state, before the hold.
const Solved& solved() {
  static const Solved the_one = [] {
    SerialExecutor executor;
    SlabOptions options;
    Solved out;
    options.on_state = [&](const SlabStep& step, const tissue::TissueSolver& solver) {
      if (step.time_s > 0) return;
      out.step = step;
      out.block = read_block(solver, {{"skin", "skin"}, {"fat", "fat"}, {"muscle", "the muscle & more"}}, step.time_s);
    };
    EXPECT_FALSE(run_slab(slab(), executor, options).failure.has_value());
    return out;
  }();
  return the_one;
}

TEST(BlockState, HoldsWhatTheSolverFound) {
  const BlockState& block = solved().block;
  EXPECT_EQ(block.place_m.size(), 13U * 11U * 7U);
  EXPECT_EQ(block.moved_m.size(), block.place_m.size());
  EXPECT_EQ(block.layer.size(), 12U * 10U * 6U);
  EXPECT_EQ(block.contact_Pa.size(), 13U * 11U);
  EXPECT_EQ(block.on_bone, std::vector<char>(13 * 11, 1));
  EXPECT_NEAR(block.now_m(6, 5, 0).z, block.pose.depth_m, 1e-4) << "the skin lies where the body's tip is";
  EXPECT_EQ(block.moved_m[block.node_index(6, 5, 6)], (Vec3{0, 0, 0})) << "bonded";
  double most_Pa = 0;
  for (const double pressure_Pa : block.contact_Pa) most_Pa = std::max(most_Pa, pressure_Pa);
  EXPECT_NEAR(most_Pa, solved().step.peak_pressure_Pa, 1e-6 * most_Pa);
  // Of the fat: the same least strain as the slab's own document has.
  double least = 0;
  for (std::size_t n = 0; n < block.layer.size(); ++n) {
    EXPECT_LE(block.least_strain_ratio[n], 0);
    EXPECT_GE(block.greatest_strain_ratio[n], 0);
    EXPECT_LT(std::abs(block.volume_ratio[n] - 1), 0.1);
    if (block.layer[n] == 1) least = std::min(least, block.least_strain_ratio[n]);
  }
  EXPECT_NEAR(least, solved().step.layers[1].min_principal_log_strain_ratio, 1e-9);
}

TEST(BlockState, TheBodysUndersideIsTheBodys) {
  const BlockState& block = solved().block;
  const Underside mesh = underside_mesh(*block.body, block.pose, 0.008, 8);
  EXPECT_EQ(mesh.place_m.size(), 81U);
  EXPECT_EQ(mesh.quads.size(), 64U);
  double highest_m = 0;
  for (const Vec3& place : mesh.place_m) {
    const double height_m = block.pose.depth_m - place.z;
    const double across = place.x / 0.02, along = place.y / 0.03, up = (height_m - 0.015) / 0.015;
    EXPECT_NEAR(across * across + along * along + up * up, 1, 1e-4);
    highest_m = std::max(highest_m, height_m);
  }
  EXPECT_NEAR(highest_m, 0.008, 1e-5) << "as high as asked, no higher";
  EXPECT_FALSE(underside_m(*block.body, 0.021, 0, 1).has_value()) << "beside the body";
  EXPECT_FALSE(underside_m(*block.body, 0.018, 0, 0.001).has_value()) << "higher than asked";
}

TEST(PressVtu, TurnsTheBlockUpright) {
  const BlockState& block = solved().block;
  const VtuMesh mesh = block_mesh(block);
  ASSERT_EQ(mesh.hexahedra.size(), block.layer.size());
  double volume_m3 = 0;
  for (const auto& hexahedron : mesh.hexahedra) {
    const auto at = [&](std::size_t corner) { return mesh.position_m[hexahedron[corner]]; };
    volume_m3 += dot(cross(at(1) - at(0), at(3) - at(0)), at(4) - at(0));
  }
  EXPECT_NEAR(volume_m3, 0.10 * 0.08 * 0.032, 1e-9) << "every corner in VTK's order";
  for (const Vec3& place : mesh.position_m) EXPECT_LE(place.z, 0);
  EXPECT_EQ(mesh.words[0].words, (std::vector<std::string>{"skin", "fat", "muscle"}));
  EXPECT_NO_THROW((void)to_vtu(mesh));
  const VtuMesh body = body_mesh(block);
  EXPECT_FALSE(body.quads.empty());
  const auto& quad = body.quads.front();
  const Vec3 normal =
      cross(body.position_m[quad[1]] - body.position_m[quad[0]], body.position_m[quad[3]] - body.position_m[quad[0]]);
  EXPECT_LT(normal.z, 0) << "out of the body, down into the skin";
}

TEST(PressVtu, ADeadLoadHasNoBody) {
  BlockState block = solved().block;
  block.body.reset();
  EXPECT_TRUE(body_mesh(block).quads.empty());
}

TEST(PressPicture, TellsThicknessBeforeAndUnderLoad) {
  const BlockState& block = solved().block;
  const std::vector<LayerThickness> layers = layers_under_body(block);
  ASSERT_EQ(layers.size(), 3U);
  double rest_m = 0, now_m = 0;
  for (const LayerThickness& layer : layers) {
    rest_m += layer.rest_m;
    now_m += layer.now_m;
    EXPECT_LT(layer.now_m, layer.rest_m);
  }
  EXPECT_NEAR(rest_m, 0.032, 1e-12);
  EXPECT_NEAR(rest_m - now_m, block.now_m(6, 5, 0).z, 1e-9);
}

TEST(PressPicture, IsPlainTextInSvg) {
  const BlockState& block = solved().block;
  PictureWords words;
  words.title = "A <press>";
  words.below = "bone";
  words.under = "under the thumb";
  words.foot = "Simulated.";
  words.left = "left";
  words.warning = "More than\nthe plan allows";
  const std::string svg = press_picture(block, Cut::across, words);
  for (const char* needed :
       {"<svg ", "role=\"img\"", "<title id=\"title\">A &lt;press&gt;</title>", "the muscle &amp; more", ">bone<",
        "under the thumb<", ">Simulated.<", ">More than the plan allows<", "prefers-color-scheme: dark", "10 mm"}) {
    EXPECT_THAT(svg, HasSubstr(needed));
  }
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  const std::vector<LayerThickness> layers = layers_under_body(block);
  char fat[40];
  std::snprintf(fat, sizeof fat, ">%.1f → %.1f<", layers[1].rest_m * 1e3, layers[1].now_m * 1e3);
  EXPECT_THAT(svg, HasSubstr(fat));
  EXPECT_NE(press_picture(block, Cut::along, words), svg) << "the body is longer than broad";
}

TEST(PressPicture, NamesBoneOnlyWhereItIs) {
  BlockState block = solved().block;
  PictureWords words;
  words.below = "rib";
  words.beside = "soft parts";
  EXPECT_THAT(press_picture(block, Cut::across, words), Not(HasSubstr("soft parts")));
  // Bone at the left alone, ending just before the middle: the rib's name goes with it.
  for (int j = 0; j <= block.elements_y_count; ++j) {
    for (int i = block.elements_x_count / 2; i <= block.elements_x_count; ++i) {
      block.on_bone[block.node_index(i, j, 0)] = 0;
    }
  }
  const std::string svg = press_picture(block, Cut::across, words);
  EXPECT_THAT(svg, testing::ContainsRegex("class=\"onbone\"[^>]*>rib<"));
  EXPECT_THAT(svg, testing::ContainsRegex("class=\"onsoft\"[^>]*>soft parts<"));
}

TEST(PressPicture, KeepsLongWordsInsideIt) {
  BlockState block = solved().block;
  block.layers[1].name = std::string(30, 'w') + "ü" + std::string(30, 'w');
  PictureWords words;
  words.title = "Pressing with the forearm, lying across its stroke, right top of the shoulder: 25 N";
  const std::string svg = press_picture(block, Cut::across, words);
  EXPECT_THAT(svg, Not(HasSubstr(words.title + "</text>")));
  EXPECT_THAT(svg, HasSubstr(std::string(30, 'w') + "ü" + std::string(8, 'w') + "…<"));
}

TEST(PressPicture, KeepsItsWordsApartBelowANarrowDrawing) {
  BlockState block = solved().block;
  // Four times as deep: the drawing is as high as it may be, and a third as broad.
  for (Vec3& place_m : block.place_m) place_m.z *= 4;
  PictureWords words;
  words.left = "the left of them";
  words.right = "the right of them";
  const std::string svg = press_picture(block, Cut::across, words);
  const auto left_of = [&](const std::string& text, bool at_end) {
    const std::size_t end = svg.find("\"" + std::string(at_end ? "end" : "start") + "\">" + text + "<");
    EXPECT_NE(end, std::string::npos) << text;
    const double x = std::stod(svg.substr(svg.rfind("x=\"", svg.rfind(" y=\"", end)) + 3));
    return at_end ? x - 7.5 * static_cast<double>(text.size()) : x;  // a letter of a broad font, 16 high
  };
  const double left = left_of(words.left, false), bar = left_of("20 mm", false), right = left_of(words.right, true);
  EXPECT_GT(left, 0);
  EXPECT_LT(left + 7.5 * static_cast<double>(words.left.size()), bar - 50);  // the bar itself
  EXPECT_LT(bar + 7.5 * 5, right);
  EXPECT_LT(right + 7.5 * static_cast<double>(words.right.size()), 640);
}

/// The content of the first element of that name.
std::string content(const std::string& xml, const std::string& name, std::size_t from = 0) {
  const std::size_t open = xml.find(">", xml.find("<" + name, from)) + 1;
  return xml.substr(open, xml.find("</" + name, open) - open);
}

FebioCase febio_case(const tissue::Grid& grid) {
  FebioCase problem;
  problem.grid = &grid;
  problem.layers = {{"skin", ""}, {"fat", ""}, {"muscle & more", ""}};
  problem.body = *slab().indenter;
  problem.is_driven_by_force = true;
  problem.moments = {{0, 0, 0.006, 3}, {2, 0, 0.007, 3}};
  problem.comment = "a test";
  return problem;
}

TEST(Febio, CarriesTheLawsOver) {
  const tissue::Grid grid = slab_grid(slab());
  const std::string xml = to_febio(febio_case(grid));
  const std::string skin = content(xml, "material id=\"1\"");
  EXPECT_THAT(xml, HasSubstr("name=\"skin\" type=\"Ogden\""));
  // Sum of 2 mu / alpha^2 here is sum of c / m^2 there.
  EXPECT_EQ(content(skin, "c1"), "40000");
  EXPECT_EQ(content(skin, "m1"), "4");
  EXPECT_EQ(content(skin, "c2"), "20000");
  EXPECT_EQ(content(skin, "m2"), "-2");
  EXPECT_EQ(content(skin, "pressure_model"), "2");
  EXPECT_NEAR(std::stod(content(skin, "k")), grid.laws[0].bulk_Pa(), 1e-3);
  const std::string fat = content(xml, "material id=\"2\"");
  EXPECT_THAT(xml, HasSubstr("name=\"fat\" type=\"uncoupled viscoelastic\""));
  EXPECT_EQ(content(fat, "g0"), "0.5") << "what never relaxes";
  EXPECT_EQ(content(fat, "t2"), "10");
  EXPECT_THAT(fat, HasSubstr("<elastic type=\"Mooney-Rivlin\"><c1>1000</c1><c2>0</c2></elastic>"));
  const std::string muscle = content(xml, "material id=\"3\"");
  EXPECT_THAT(xml, HasSubstr("name=\"muscle &amp; more\" type=\"Yeoh\""));
  EXPECT_THAT(muscle, HasSubstr("<c1>3000</c1><c2>2000</c2><c3>1000</c3>")) << "of the energy, as here";
  EXPECT_EQ(content(xml, "fric_coeff"), "0.2");
}

TEST(Febio, LeadsTheBodyDownBeforeItIsDrivenByForce) {
  const tissue::Grid grid = slab_grid(slab());
  FebioCase problem = febio_case(grid);
  const std::string by_force = to_febio(problem);
  EXPECT_THAT(by_force, HasSubstr("<value>-3</value><load_type>TARGET</load_type>")) << "a curve would ramp it twice";
  EXPECT_THAT(by_force, HasSubstr("<pt>0.001,-0.003</pt>")) << "half of the depth, within a thousandth of a second";
  problem.is_driven_by_force = false;
  const std::string by_depth = to_febio(problem);
  EXPECT_THAT(by_depth, Not(HasSubstr("rigid_force")));
  EXPECT_THAT(by_depth, HasSubstr("<pt>0.001,-0.006</pt><pt>2.001,-0.007</pt>"));
}

}  // namespace
}  // namespace unknot
