#include "unknot/body/figure.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/support.h"
#include "unknot/body/flesh.h"
#include "unknot/core/rng.h"

namespace unknot {
namespace {

const BodyKnowledge& knowledge() {
  static const BodyKnowledge loaded = BodyKnowledge::load(test::knowledge_files()).value();
  return loaded;
}

Body body_of(Sex sex, double stature_m, double mass_kg, double age_years = 35) {
  Receiver receiver;
  receiver.sex = sex;
  receiver.age_years = age_years;
  receiver.stature_m = stature_m;
  receiver.mass_kg = mass_kg;
  return Body::from(knowledge(), receiver);
}

std::size_t triangles_of(const Mesh& mesh, const std::string& material) {
  std::size_t count = 0;
  for (const Mesh::Part& part : mesh.parts) {
    count += part.material == material ? part.triangles.size() : 0;
  }
  return count;
}

TEST(Polygonise, ClosesABallOutwardWithItsVolume) {
  const Field ball = [](const Vec3& p) { return norm(p) - 0.1; };
  const Mesh mesh = polygonise(ball, {0.09, 0.01, 0}, 0.01, 1, "skin").value();
  EXPECT_TRUE(is_closed(mesh));
  EXPECT_NEAR(volume_m3(mesh) / (4.0 / 3 * 3.14159265 * 1e-3), 1, 0.01);
  for (std::size_t i = 0; i < mesh.position_m.size(); ++i) {
    ASSERT_NEAR(norm(mesh.position_m[i]), 0.1, 1e-6);
    ASSERT_GT(dot(mesh.normal[i], unit(mesh.position_m[i])), 0.9999);
  }
}

TEST(Polygonise, StaysClosedWhereCornersTouch) {
  // Random corner signs have every ambiguous face and cell there is.
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Field noise = [&](const Vec3& p) {
      if (norm(p) > 0.085) {
        return 1.0;
      }
      const auto cell = [](double x) { return static_cast<std::uint64_t>(std::lround(x / 0.01) + 100); };
      Rng rng(seed * 1000003 + cell(p.x) * 40009 + cell(p.y) * 211 + cell(p.z));
      return rng.uniform(-0.6, 0.4);
    };
    const Result<Mesh> mesh = polygonise(noise, {0, 0, 0}, 0.01, 1, "skin");
    ASSERT_TRUE(mesh);
    EXPECT_GT(mesh->triangles_count(), 500u);
    EXPECT_TRUE(is_closed(*mesh)) << seed;
  }
}

TEST(Polygonise, RefusesWhatHasNoSurfaceAndWhatNeverCloses) {
  const Field nothing = [](const Vec3&) { return 1.0; };
  EXPECT_FALSE(polygonise(nothing, {0, 0, 0}, 0.01, 1, "skin"));
  const Field plane = [](const Vec3& p) { return p.z; };
  const Result<Mesh> open = polygonise(plane, {0, 0, 0}, 0.01, 0.3, "skin");
  ASSERT_FALSE(open);
  EXPECT_NE(open.error().message.find("close"), std::string::npos);
}

TEST(Mesh, KnowsWhenItIsOpenOrTurned) {
  Mesh box = rounded_box({0, 0, 0}, {1, 2, 3}, 0.001, "mat");
  EXPECT_TRUE(is_closed(box));
  EXPECT_NEAR(volume_m3(box), 6, 0.02);
  Mesh turned = box;
  std::swap(turned.parts[0].triangles[0][0], turned.parts[0].triangles[0][1]);
  EXPECT_FALSE(is_closed(turned));
  box.parts[0].triangles.pop_back();
  EXPECT_FALSE(is_closed(box));
  EXPECT_THROW((void)rounded_box({0, 0, 0}, {1, 1, 0.1}, 0.2, "mat"), ContractViolation);
}

TEST(Mesh, SplitsIntoMaterialsAndStaysClosed) {
  Mesh mesh = polygonise([](const Vec3& p) { return norm(p) - 0.1; }, {0.1, 0, 0}, 0.01, 1, "skin").value();
  const double volume_before_m3 = volume_m3(mesh);
  std::vector<double> height;
  for (const Vec3& p : mesh.position_m) {
    height.push_back(p.z - 0.03);
  }
  split_part(mesh, "skin", "cloth", height);
  EXPECT_TRUE(is_closed(mesh));
  EXPECT_NEAR(volume_m3(mesh), volume_before_m3, 1e-9);
  for (const Mesh::Part& part : mesh.parts) {
    for (const Triangle& triangle : part.triangles) {
      for (const std::uint32_t vertex : triangle) {
        if (part.material == "cloth") {
          ASSERT_LT(mesh.position_m[vertex].z, 0.03 + 1e-9);
        } else {
          ASSERT_GT(mesh.position_m[vertex].z, 0.03 - 1e-9);
        }
      }
    }
  }
  EXPECT_THROW(split_part(mesh, "skin", "hair", {1.0}), ContractViolation);
}

TEST(Figure, IsOneClosedPersonOfItsMass) {
  struct Person {
    Sex sex;
    double stature_m, mass_kg, age_years;
    View view;
  };
  const Person people[] = {{Sex::female, 1.60, 45, 20, View::prone}, {Sex::female, 1.62, 110, 80, View::seated},
                           {Sex::male, 1.78, 80, 40, View::side},    {Sex::male, 1.80, 110, 30, View::prone},
                           {Sex::female, 1.63, 68, 29, View::prone}, {Sex::male, 1.45, 45, 90, View::seated},
                           {Sex::male, 2.0, 130, 25, View::prone}};
  for (const Person& person : people) {
    const Body body = body_of(person.sex, person.stature_m, person.mass_kg, person.age_years);
    const Figure figure = make_figure(knowledge(), body, person.view, {.cell_m = 0.02}).value();
    EXPECT_TRUE(is_closed(figure.person)) << person.mass_kg;
    EXPECT_TRUE(is_closed(figure.furniture)) << person.mass_kg;
    // Nothing of the figure is fitted to volume; the trunk follows the girths, the limbs their share of the mass.
    const double litres_per_kg = 1000 * volume_m3(figure.person) / person.mass_kg;
    EXPECT_GT(litres_per_kg, 0.88) << person.mass_kg;
    EXPECT_LT(litres_per_kg, 1.2) << person.mass_kg;
    EXPECT_GT(triangles_of(figure.person, "hair"), 100u);
    EXPECT_GT(triangles_of(figure.person, "cloth"), 500u);
    EXPECT_GT(triangles_of(figure.person, "skin"), 2000u);
    for (std::size_t i = 0; i < figure.person.position_m.size(); ++i) {
      ASSERT_NEAR(norm(figure.person.normal[i]), 1, 1e-6);
    }
    // Upright: the room's up becomes +Y.
    const auto [x, y, z, w] = figure.upright_ratio;
    EXPECT_NEAR(x * x + y * y + z * z + w * w, 1, 1e-9);
    const Vec3 up = pose_of(person.view).up;
    const Vec3 q{x, y, z};
    const Vec3 turned = up + 2.0 * cross(q, cross(q, up) + w * up);
    EXPECT_NEAR(turned.y, 1, 1e-9);
  }
}

TEST(Figure, HasTheStatureOfItsBodyFromCrownToSole) {
  // Prone, feet stretched: longer than standing by about a foot's reach.
  const Body body = body_of(Sex::male, 1.756, 85.5);
  const Figure figure = make_figure(knowledge(), body, View::prone, {.cell_m = 0.02, .furniture = false}).value();
  double low_m = 9;
  double high_m = -9;
  for (const Vec3& p : figure.person.position_m) {
    low_m = std::min(low_m, p.y);
    high_m = std::max(high_m, p.y);
  }
  EXPECT_GT(high_m - low_m, 1.756);
  EXPECT_LT(high_m - low_m, 1.756 * 1.17);
  EXPECT_EQ(figure.furniture.triangles_count(), 0u);
}

TEST(Figure, WearsTheBackSurface) {
  // Bare skin of the figure lies on the back's surface wherever that is: no second skin, no seam.
  const Body body = body_of(Sex::female, 1.629, 67.8);
  const BackSurface surface = BackSurface::make(knowledge(), body, View::prone).value();
  const Figure figure =
      make_figure(knowledge(), body, View::prone, {.cell_m = 0.016, .draped = false, .furniture = false}).value();
  EXPECT_EQ(triangles_of(figure.person, "cloth"), 0u);
  const SurfaceGrid grid = surface.vertices(81, 141);
  int met_count = 0;
  for (const Vec3& p : figure.person.position_m) {
    if (std::abs(p.x) > 0.12 || p.y > -0.05 || p.y < -0.45 || p.z < -0.06) {
      continue;
    }
    double nearest = 1;
    std::size_t at = 0;
    for (std::size_t i = 0; i < grid.points.size(); ++i) {
      const double away = norm(grid.points[i].position_m - p);
      if (away < nearest) {
        nearest = away;
        at = i;
      }
    }
    // Distance to the tangent plane of the nearest grid point: second order in the 3 mm between them.
    ASSERT_LT(std::abs(dot(p - grid.points[at].position_m, grid.points[at].normal)), 0.001);
    ++met_count;
  }
  EXPECT_GT(met_count, 300);
}

TEST(Figure, IsTheSameTwice) {
  const Body body = body_of(Sex::female, 1.7, 60);
  const Figure once = make_figure(knowledge(), body, View::side, {.cell_m = 0.025}).value();
  const Figure again = make_figure(knowledge(), body, View::side, {.cell_m = 0.025}).value();
  EXPECT_EQ(once.person.position_m, again.person.position_m);
  EXPECT_EQ(once.furniture.position_m, again.furniture.position_m);
}

TEST(LimbPiece, IsTheHullOfTwoBalls) {
  const LimbPiece piece{{0, 0, 0}, {0, 0, 0.4}, 0.1, 0.05};
  EXPECT_NEAR(distance_m(piece, Vec3{0, 0, -0.3}), 0.2, 1e-12);
  EXPECT_NEAR(distance_m(piece, Vec3{0, 0, 0.6}), 0.15, 1e-12);
  EXPECT_LT(distance_m(piece, Vec3{0.05, 0, 0.2}), 0);
  // Against its own definition: the least distance to any ball between both.
  Rng rng(3);
  for (int i = 0; i < 500; ++i) {
    const Vec3 p{rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.8)};
    double least = 9;
    for (int k = 0; k <= 4000; ++k) {
      const double t = k / 4000.0;
      least = std::min(least, norm(p - Vec3{0, 0, 0.4 * t}) - (0.1 - 0.05 * t));
    }
    ASSERT_NEAR(distance_m(piece, p), least, 2e-5);
  }
}

}  // namespace
}  // namespace unknot
