#include "unknot/body/surface.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/backward_executor.h"
#include "support/support.h"
#include "unknot/body/flesh.h"
#include "unknot/core/rng.h"

namespace unknot {
namespace {

constexpr View kViews[] = {View::prone, View::seated, View::side};

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

Body woman() { return body_of(Sex::female, 1.629, 67.8, 29); }
Body man() { return body_of(Sex::male, 1.756, 85.5, 30); }

const std::vector<Body>& extremes() {
  static const std::vector<Body> bodies = {
      woman(),
      man(),
      body_of(Sex::female, 1.45, 45, 18),
      body_of(Sex::female, 1.45, 45, 90),
      body_of(Sex::female, 1.60, 110, 55),
      body_of(Sex::female, 2.0, 130, 30),
      body_of(Sex::male, 1.45, 45, 80),
      body_of(Sex::male, 1.80, 60, 20),
      body_of(Sex::male, 1.75, 130, 60),
      body_of(Sex::male, 2.0, 130, 25),
  };
  return bodies;
}

BackSurface surface_of(const Body& body, View view = View::prone) {
  return BackSurface::make(knowledge(), body, view).value();
}

/// Length of the surface's own curve between two chart points, by fine chords.
double arc_m(const BackSurface& surface, const ChartPoint& from, const ChartPoint& to) {
  constexpr int kChords_count = 240;
  double sum_m = 0;
  Vec3 last = surface.position_m(from);
  for (int i = 1; i <= kChords_count; ++i) {
    const double t = static_cast<double>(i) / kChords_count;
    const Vec3 next =
        surface.position_m({from.across + t * (to.across - from.across), from.along + t * (to.along - from.along)});
    sum_m += norm(next - last);
    last = next;
  }
  return sum_m;
}

TEST(BackSurface, IsTheSameForAnyOrderOfItsRows) {
  test::BackwardExecutor backward;
  const Body body = body_of(Sex::female, 1.65, 60, 38);
  const BackSurface one = surface_of(body);
  const BackSurface other = BackSurface::make(knowledge(), body, View::prone, backward).value();
  for (const ChartPoint at : {ChartPoint{0, 0}, ChartPoint{0.37, 0.81}, ChartPoint{-0.9, 1.2}}) {
    const Vec3 a = one.position_m(at), b = other.position_m(at);
    EXPECT_TRUE(a.x == b.x && a.y == b.y && a.z == b.z) << at.across << " " << at.along;
  }
}

TEST(BackSurface, KeepsTheChartsArcLengthsWithinHalfAPercent) {
  for (std::size_t i = 0; i < extremes().size(); ++i) {
    const Body& body = extremes()[i];
    const BackSurface surface = surface_of(body, kViews[i % 3]);
    EXPECT_NEAR(arc_m(surface, {0, 0}, {0, 1}) / body.length_m(), 1, 0.005);
    EXPECT_NEAR(arc_m(surface, {0, -0.15}, {0, 1.25}) / (1.4 * body.length_m()), 1, 0.005);
    for (double along = -0.15; along <= 1.25; along += 0.1) {
      const double half_m = body.half_width_m(along);
      EXPECT_NEAR(arc_m(surface, {0, along}, {1, along}) / half_m, 1, 0.005) << along;
      EXPECT_NEAR(arc_m(surface, {-0.6, along}, {-0.1, along}) / (0.5 * half_m), 1, 0.01) << along;
    }
  }
}

TEST(BackSurface, HasItsOriginAtC7AndIsSymmetric) {
  for (const View view : kViews) {
    const BackSurface surface = surface_of(woman(), view);
    EXPECT_LT(norm(surface.position_m({0, 0})), 1e-5);
    EXPECT_LT(surface.position_m({0, 1}).y, -0.4);
    EXPECT_GT(surface.position_m({0.5, 0.4}).x, 0.05) << "the receiver's right is +x";
    Rng rng(3);
    for (int i = 0; i < 300; ++i) {
      const ChartPoint right{rng.uniform(0, 1), rng.uniform(kAlongMin_ratio, kAlongMax_ratio)};
      const SurfacePoint a = surface.at(right);
      const SurfacePoint b = surface.at({-right.across, right.along});
      ASSERT_NEAR(a.position_m.x, -b.position_m.x, 1e-9);
      ASSERT_NEAR(a.position_m.z, b.position_m.z, 1e-9);
      ASSERT_NEAR(a.normal.x, -b.normal.x, 1e-9);
      ASSERT_NEAR(a.mean_curvature_per_m, b.mean_curvature_per_m, 1e-6);
    }
  }
}

TEST(BackSurface, TangentsAndMetricAreThoseOfItsPlaces) {
  const BackSurface surface = surface_of(man());
  Rng rng(11);
  constexpr double kStep = 1e-5;
  for (int i = 0; i < 300; ++i) {
    const ChartPoint at{rng.uniform(-0.99, 0.99), rng.uniform(-0.14, 1.24)};
    const SurfacePoint point = surface.at(at);
    const Vec3 across =
        1 / (2 * kStep) *
        (surface.position_m({at.across + kStep, at.along}) - surface.position_m({at.across - kStep, at.along}));
    const Vec3 along =
        1 / (2 * kStep) *
        (surface.position_m({at.across, at.along + kStep}) - surface.position_m({at.across, at.along - kStep}));
    ASSERT_LT(norm(across - point.d_across_m), 1e-5 * norm(across) + 1e-7);
    ASSERT_LT(norm(along - point.d_along_m), 1e-5 * norm(along) + 1e-7);
    ASSERT_NEAR(norm(point.normal), 1, 1e-12);
    ASSERT_NEAR(dot(point.normal, point.d_across_m), 0, 1e-12);
    ASSERT_NEAR(dot(point.normal, point.d_along_m), 0, 1e-12);
    ASSERT_NEAR(point.e_m2, dot(across, across), 1e-5 * point.e_m2 + 1e-9);
    ASSERT_NEAR(point.f_m2, dot(across, along), 1e-4 * point.e_m2 + 1e-9);
    ASSERT_NEAR(point.g_m2, dot(along, along), 1e-5 * point.g_m2 + 1e-9);
    ASSERT_NEAR(point.area_m2, norm(cross(along, across)), 1e-5 * point.area_m2 + 1e-9);
  }
}

TEST(BackSurface, CurvatureIsTheTurningOfItsNormal) {
  const BackSurface surface = surface_of(woman());
  Rng rng(17);
  constexpr double kStep = 1e-5;
  for (int i = 0; i < 300; ++i) {
    const ChartPoint at{rng.uniform(-0.99, 0.99), rng.uniform(-0.14, 1.24)};
    const SurfacePoint p = surface.at(at);
    const Vec3 nu =
        1 / (2 * kStep) *
        (surface.at({at.across + kStep, at.along}).normal - surface.at({at.across - kStep, at.along}).normal);
    const Vec3 nv =
        1 / (2 * kStep) *
        (surface.at({at.across, at.along + kStep}).normal - surface.at({at.across, at.along - kStep}).normal);
    // dn = W dS: trace and determinant of the shape operator in the tangents' basis.
    const double det = p.e_m2 * p.g_m2 - p.f_m2 * p.f_m2;
    const double l = dot(nu, p.d_across_m), m = dot(nu, p.d_along_m), n = dot(nv, p.d_along_m);
    const double mean = (l * p.g_m2 - 2 * m * p.f_m2 + n * p.e_m2) / (2 * det);
    const double gauss = (l * n - m * m) / det;
    ASSERT_NEAR(p.mean_curvature_per_m, mean, 0.01 * std::abs(mean) + 0.05);
    ASSERT_NEAR(p.least_curvature_per_m * p.greatest_curvature_per_m, gauss, 0.02 * std::abs(gauss) + 2);
    ASSERT_LE(p.least_curvature_per_m, p.greatest_curvature_per_m);
  }
}

TEST(BackSurface, CurvatureIsContinuousAcrossTheKnots) {
  const BackSurface surface = surface_of(man(), View::seated);
  constexpr double kTiny = 1e-9;
  for (int i = 1; i < 112; ++i) {
    const double along = -0.15 + i * 1.4 / 112;
    for (const double across : {-0.83, -0.2, 0.05, 0.61}) {
      ASSERT_NEAR(surface.at({across, along - kTiny}).mean_curvature_per_m,
                  surface.at({across, along + kTiny}).mean_curvature_per_m, 1e-3);
    }
  }
  for (int i = 1; i < 72; ++i) {
    const double across = -1 + i / 36.0;
    ASSERT_NEAR(surface.at({across - kTiny, 0.35}).mean_curvature_per_m,
                surface.at({across + kTiny, 0.35}).mean_curvature_per_m, 1e-3);
  }
}

TEST(BackSurface, LiesOnTheFiguresSkin) {
  for (const Body& body : {woman(), man(), body_of(Sex::female, 1.6, 110, 55)}) {
    for (const View view : {View::prone, View::side}) {
      const BackSurface surface = surface_of(body, view);
      const Flesh flesh = Flesh::make(knowledge(), body, view);
      Rng rng(5);
      for (int i = 0; i < 400; ++i) {
        const ChartPoint at{rng.uniform(-1, 1), rng.uniform(kAlongMin_ratio, kAlongMax_ratio)};
        ASSERT_LT(std::abs(flesh.skin_m(surface.position_m(at))), 0.0008) << at.across << " " << at.along;
      }
    }
  }
}

TEST(BackSurface, NeverFoldsOver) {
  std::vector<Body> bodies = extremes();
  Rng rng(2026);
  const int count = test::env_count("UNKNOT_CASES_COUNT", 5);
  for (int i = 0; i < count; ++i) {
    const double stature_m = rng.uniform(1.45, 2.0);
    bodies.push_back(body_of(rng.chance(0.5) ? Sex::female : Sex::male, stature_m,
                             rng.uniform(17, 40) * stature_m * stature_m, rng.uniform(18, 90)));
  }
  std::vector<std::pair<Body, View>> cases;
  for (const Body& body : bodies) {
    cases.emplace_back(body, kViews[rng.index(3)]);
  }
  // Tall and lean: where the shoulder once was thinner than its arm, and the skin hung over in the armpit, or leant
  // back beside the neck, or was lost.
  for (const View view : kViews) {
    cases.emplace_back(body_of(Sex::female, 1.9631504826723689, 67.838708180613608, 65.840150833278472), view);
    cases.emplace_back(body_of(Sex::female, 1.85, 58.2, 85), view);
    cases.emplace_back(body_of(Sex::female, 2.0, 68, 20), view);
  }
  for (const auto& [body, view] : cases) {
    const Result<BackSurface> surface = BackSurface::make(knowledge(), body, view);
    ASSERT_TRUE(surface) << describe(surface.error());
    for (const SurfacePoint& point : surface->vertices(81, 113).points) {
      ASSERT_GT(point.normal.z, 0.05) << to_text(body.sex()) << " " << body.stature_m() << " m " << body.mass_kg()
                                      << " kg " << body.age_years() << " " << to_text(view);
      ASSERT_GT(point.area_m2, 1e-3);
      ASSERT_GT(point.d_across_m.x, 0.01);
      ASSERT_LT(point.d_along_m.y, 0);
    }
  }
}

TEST(BackSurface, HasTheBreadthsAndDepthsOfItsBody) {
  for (const Body& body : extremes()) {
    const Flesh flesh = Flesh::make(knowledge(), body, View::prone);
    const auto section = [&](double along) { return flesh.section_m(flesh.trunk().y_m(along)); };
    constexpr double kWithin_m = 0.003;
    EXPECT_NEAR(section(kWaist_along).breadth_m, body.estimate("waist_breadth").value_m, kWithin_m);
    EXPECT_NEAR(section(kWaist_along).depth_m, body.estimate("waist_depth").value_m, kWithin_m);
    EXPECT_NEAR(section(kHip_along).breadth_m, body.estimate("hip_breadth").value_m, kWithin_m);
    EXPECT_NEAR(section(kHip_along).depth_m, body.estimate("buttock_depth").value_m, kWithin_m);
    EXPECT_NEAR(section(kChest_along).depth_m, body.estimate("chest_depth").value_m, kWithin_m);
    // The chest's breadth is fitted to its girth: between the ribs' breadth and that over both arms (B-5).
    EXPECT_GT(section(kChest_along).breadth_m, body.estimate("chest_breadth").value_m);
    EXPECT_LT(section(kChest_along).breadth_m, body.estimate("bideltoid").value_m);
  }
}

TEST(BackSurface, HasTheGirthsOfTheSample) {
  // Z13; the trunk alone, without arms. The hips' girth is not fitted: it follows from breadth, depth and buttocks.
  for (const Body& body : {woman(), man()}) {
    const Flesh flesh = Flesh::make(knowledge(), body, View::prone);
    const auto girth_m = [&](double along) { return flesh.section_girth_m(flesh.trunk().y_m(along)); };
    EXPECT_NEAR(girth_m(kChest_along) / body.estimate("chest_girth").value_m, 1, 0.03);
    EXPECT_NEAR(girth_m(kWaist_along) / body.estimate("waist_girth").value_m, 1, 0.03);
    EXPECT_NEAR(girth_m(kHip_along) / body.estimate("hip_girth").value_m, 1, 0.06);
  }
}

TEST(BackSurface, HasTheCurvesOfASpine) {
  // The skin's angles over the spine: kyphosis more, lordosis less when seated; both as in the sample when standing.
  const auto angles = [](const BackSurface& surface) {
    double most = -9;
    double least = 9;
    double sacrum = -9;
    for (double along = -0.02; along < 0.98; along += 0.01) {
      // Over a window, as a rolled device sees it: single spurs do not count.
      const Vec3 step_m = surface.position_m({0, along + 0.05}) - surface.position_m({0, along - 0.05});
      const double angle = std::atan2(step_m.z, -step_m.y);
      if (along > 0.06 && along < 0.3) {
        most = std::max(most, angle);
      } else if (along > 0.45 && along < 0.85) {
        least = std::min(least, angle);
      } else if (along > 0.85) {
        sacrum = std::max(sacrum, angle);
      }
    }
    return std::pair(most - least, sacrum - least);
  };
  const auto [kyphosis, lordosis] = angles(surface_of(woman()));
  const auto [seated_kyphosis, seated_lordosis] = angles(surface_of(woman(), View::seated));
  constexpr double kDegree_rad = std::numbers::pi / 180;
  EXPECT_NEAR(kyphosis, 0.9 * 0.94 * 40.4 * kDegree_rad, 0.14) << "prone, at 29 years";
  EXPECT_NEAR(lordosis, 0.74 * 29.6 * kDegree_rad, 0.12);
  EXPECT_GT(seated_kyphosis, kyphosis);
  EXPECT_LT(seated_lordosis, 0.5 * lordosis);
  EXPECT_GT(angles(surface_of(body_of(Sex::female, 1.6, 60, 85))).first,
            angles(surface_of(body_of(Sex::female, 1.6, 60, 25))).first);
}

TEST(BackSurface, IsABackAndNoPillow) {
  // A furrow between columns, blades that stand out, dimples; all of it less where fat hides it.
  const auto furrow_m = [](const BackSurface& surface) {
    double crest_m = -1;
    for (double across = 0; across < 0.5; across += 0.01) {
      crest_m = std::max(crest_m, surface.position_m({across, 0.75}).z);
    }
    return crest_m - surface.position_m({0, 0.75}).z;
  };
  const BackSurface lean = surface_of(body_of(Sex::male, 1.8, 65, 25));
  const BackSurface full = surface_of(body_of(Sex::male, 1.8, 115, 25));
  EXPECT_GT(furrow_m(lean), 0.005);
  EXPECT_LT(furrow_m(full), 0.6 * furrow_m(lean));
  // Hollow on the midline, bulging on the column's crest.
  EXPECT_LT(lean.at({0, 0.75}).least_curvature_per_m, -2);
  double blade = 0;
  double flat = 0;
  for (double across = 0.3; across < 0.6; across += 0.01) {
    blade = std::max(blade, std::abs(lean.at({across, 0.3}).mean_curvature_per_m));
    flat = std::max(flat, std::abs(full.at({across, 0.3}).mean_curvature_per_m));
  }
  EXPECT_GT(blade, 1.5 * flat);
  // The cleft is deeper than both sides.
  EXPECT_LT(lean.position_m({0, 1.15}).z + 0.008, lean.position_m({0.4, 1.15}).z);
}

TEST(BackSurface, GridsLieWhereTheContractSays) {
  const BackSurface surface = surface_of(woman());
  const SurfaceGrid cells = surface.cells(4, 7);
  ASSERT_EQ(cells.points.size(), 28u);
  EXPECT_NEAR(cells.chart[0].across, -0.75, 1e-12);
  EXPECT_NEAR(cells.chart[0].along, -0.05, 1e-12);
  EXPECT_NEAR(cells.chart[1].across, -0.25, 1e-12) << "across runs inner";
  const SurfaceGrid corners = surface.vertices(3, 2);
  EXPECT_EQ(corners.chart.front(), (ChartPoint{-1, -0.15}));
  EXPECT_EQ(corners.chart.back(), (ChartPoint{1, 1.25}));
  EXPECT_EQ(corners.points[1].position_m, surface.position_m({0, -0.15}));
  EXPECT_THROW((void)surface.cells(0, 4), ContractViolation);
  EXPECT_THROW((void)surface.vertices(1, 4), ContractViolation);
  EXPECT_THROW((void)surface.at({1.2, 0.5}), ContractViolation);
  EXPECT_THROW((void)surface.at({0, std::nan("")}), ContractViolation);
}

TEST(BackSurface, IsTheSameTwice) {
  const SurfaceGrid once = surface_of(man(), View::side).cells(9, 13);
  const SurfaceGrid again = surface_of(man(), View::side).cells(9, 13);
  for (std::size_t i = 0; i < once.points.size(); ++i) {
    ASSERT_EQ(once.points[i].position_m, again.points[i].position_m);
  }
}

TEST(BackSurface, SaysWhereItCannotFollowABodyThatIsNone) {
  // Legal for the case reader, far from any person: an answer or a refusal with the place, never garbage.
  for (const auto& [stature_m, mass_kg] :
       {std::pair(0.5, 350.0), std::pair(2.5, 15.0), std::pair(0.5, 15.0), std::pair(2.5, 350.0)}) {
    for (const Sex sex : {Sex::female, Sex::male}) {
      const Result<BackSurface> surface = BackSurface::make(knowledge(), body_of(sex, stature_m, mass_kg), View::prone);
      if (!surface) {
        EXPECT_NE(surface.error().place.find("chart ["), std::string::npos);
        EXPECT_NE(surface.error().hint, "");
        continue;
      }
      for (const SurfacePoint& point : surface->cells(10, 14).points) {
        ASSERT_TRUE(std::isfinite(point.position_m.x + point.normal.z + point.mean_curvature_per_m));
      }
    }
  }
}

TEST(View, IsNamedAndBelongsToAPosition) {
  EXPECT_EQ(to_text(View::seated), "seated");
  EXPECT_EQ(words_of<View>().size(), 3u);
  EXPECT_EQ(view_of(Position::prone), View::prone);
  EXPECT_EQ(view_of(Position::seated_leaning), View::seated);
  EXPECT_EQ(view_of(Position::side_left), View::side);
  EXPECT_EQ(view_of(Position::side_right), View::side);
}

std::string shape_error(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("body/shape.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = BodyKnowledge::load(KnowledgeFiles::load(texts).value());
  return loaded ? "" : describe(loaded.error());
}

TEST(ShapeKnowledge, RefusesBrokenFiles) {
  EXPECT_EQ(shape_error("dimple", "dimple"), "");
  EXPECT_NE(shape_error("dimple =", "dimpel =").find("dimpel"), std::string::npos);
  EXPECT_NE(shape_error("value = 0.004, unit = \"m\"", "value = 0.4, unit = \"m\""), "");
  EXPECT_NE(shape_error("reference = \"upper_hip\"", "reference = \"hip\"").find("upper_hip"), std::string::npos);
  EXPECT_NE(shape_error("along = -0.06", "along = -0.6").find("rise"), std::string::npos);
  EXPECT_NE(shape_error("[[18, 0.9], [25, 0.9]", "[[18, 0.9], [15, 0.9]").find("rise"), std::string::npos);
  EXPECT_NE(shape_error("[[18, 0.9], [25, 0.9]", "[[18, 9.9], [25, 0.9]").find("range"), std::string::npos);
  EXPECT_NE(shape_error("id = \"relief_of_age\"", "id = \"lordosis_of_age\"").find("twice"), std::string::npos);
  KnowledgeTexts texts = test::knowledge_texts();
  texts.erase("body/shape.toml");
  EXPECT_FALSE(BodyKnowledge::load(KnowledgeFiles::load(texts).value()));
}

}  // namespace
}  // namespace unknot
