// The bodies that press: gaps, slopes and curvatures of every shape, unions, headings, pads.

#include "unknot/simulate/tissue/indenter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>

namespace unknot {
namespace {

using tissue::BodyPart;
using tissue::Gap;
using tissue::Indenter;
using tissue::Pad;
using tissue::Vector3;

TEST(Indenter, GapAndNormalOfEachShape) {
  Indenter body = Indenter::sphere(0.06);
  EXPECT_NEAR(body.gap({0, 0, 0.002}).gap_m, 0.002, 1e-15);
  EXPECT_NEAR(body.gap({0.06, 0, -0.06}).gap_m, 0, 1e-15);
  body = Indenter::flat_punch(0.01, 0.004);
  EXPECT_NEAR(body.gap({0.01, 0, -0.001}).gap_m, -0.001, 1e-15);
  EXPECT_NEAR(body.gap({0.014, 0, -0.004}).gap_m, 0, 1e-15);
  EXPECT_NEAR(body.gap({0.014, 0, -0.02}).gap_m, 0, 1e-15);
  body = Indenter::ellipsoid({0.02, 0.03, 0.01});
  EXPECT_NEAR(body.gap({0.02, 0, -0.01}).gap_m, 0, 1e-15);
  EXPECT_NEAR(body.gap({0, 0.03, -0.01}).normal_ratio[1], 1, 1e-12);
  EXPECT_NEAR(body.gap({0, 0, 1e-6}).gap_m, 1e-6, 1e-9);
  // Turned a quarter: "along" lies on x.
  body = Indenter::ellipsoid({0.02, 0.03, 0.01}, M_PI / 2);
  EXPECT_NEAR(body.gap({0.03, 0, -0.01}).gap_m, 0, 1e-15);
  body = Indenter::capsule(0.04, 0.1, 0.3);
  EXPECT_NEAR(body.gap({0.1 * std::sin(0.3), 0.1 * std::cos(0.3), 0}).gap_m, 0, 1e-15);
  EXPECT_NEAR(body.gap({0, 0, 0}).gap_m, 0, 1e-15);
  EXPECT_NEAR(body.gap({0.14 * std::sin(0.3), 0.14 * std::cos(0.3), -0.04}).gap_m, 0, 1e-15);
}

std::vector<std::pair<std::string, Indenter>> bodies() {
  BodyPart knuckle = Indenter::ellipsoid({0.009, 0.014, 0.012}).parts[0];
  BodyPart palm = Indenter::flat_punch(0.008, 0.012).parts[0];
  palm.straight_m = {0.012, 0.02};
  palm.heading_rad = -0.4;
  return {{"sphere", Indenter::sphere(0.02)},
          {"flat", Indenter::flat_punch(0.02, 0.01)},
          {"ellipsoid", Indenter::ellipsoid({0.02, 0.03, 0.015}, 0.7)},
          {"capsule", Indenter::capsule(0.02, 0.03, 1.1)},
          {"palm", {.parts = {palm}}},
          {"knuckles", Indenter::row(knuckle, 4, 0.02, 0.5, 0.003, 0.002)},
          {"fingers", Indenter::row(Indenter::capsule(0.008, 0.02).parts[0], 3, 0.017, 0, 0.001, 0.001)}};
}

TEST(Indenter, SlopeAndCurvatureAreTheGapsDerivatives) {
  constexpr std::size_t kPlane[3][3] = {{0, 3, 5}, {3, 1, 4}, {5, 4, 2}};
  for (const auto& [name, body] : bodies()) {
    SCOPED_TRACE(name);
    for (const Vector3& from :
         {Vector3{0.022, 0.004, -0.004}, Vector3{0.003, -0.021, -0.003}, Vector3{0.0101, 0.012, 0}}) {
      // Some point near the surface, moved onto it along the slope; and for the slope one millimetre further in.
      Vector3 point = from;
      for (int n = 0; n < 30; ++n) {
        const Gap gap = body.gap(point);
        for (std::size_t c = 0; c < 3; ++c) point[c] -= gap.gap_m * gap.normal_ratio[c];
      }
      EXPECT_NEAR(body.gap(point).gap_m, 0, 1e-12);
      for (const double inside_m : {0.0, 1e-3}) {
        for (std::size_t c = 0; c < 3; ++c) point[c] -= inside_m * body.gap(point).normal_ratio[c];
        const Gap at = body.gap(point);
        for (std::size_t c = 0; c < 3; ++c) {
          Vector3 ahead = point, behind = point;
          ahead[c] += 1e-7;
          behind[c] -= 1e-7;
          const Gap front = body.gap(ahead), back = body.gap(behind);
          EXPECT_NEAR(at.normal_ratio[c], (front.gap_m - back.gap_m) / 2e-7, 1e-6);
          if (inside_m > 0) continue;
          for (std::size_t d = 0; d < 3; ++d) {
            EXPECT_NEAR(at.curvature[kPlane[c][d]], (front.normal_ratio[d] - back.normal_ratio[d]) / 2e-7,
                        0.02 * std::abs(at.curvature[kPlane[c][d]]) + 1.5);
          }
        }
      }
    }
  }
}

TEST(Indenter, UndersideIsWhereTheGapCloses) {
  for (auto [name, body] : bodies()) {
    SCOPED_TRACE(name);
    body.blend_m = 0;  // the underside knows no melting together
    EXPECT_FALSE(body.underside_m(1, 1).has_value());
    int under = 0;
    double lowest_m = -1;
    for (int j = -20; j <= 20; ++j) {
      for (int i = -20; i <= 20; ++i) {
        const double x_m = 1e-3 * i, y_m = 1e-3 * j;
        const auto z_m = body.underside_m(x_m, y_m);
        if (!z_m) continue;
        ++under;
        lowest_m = std::max(lowest_m, *z_m);
        EXPECT_NEAR(body.gap({x_m, y_m, *z_m}).gap_m, 0, 1e-9);
      }
    }
    EXPECT_GT(under, 50);
    EXPECT_NEAR(lowest_m, 0, 1e-4);
  }
}

TEST(Indenter, RowHangsFromItsLowestParts) {
  const Indenter row = Indenter::row(Indenter::sphere(0.01).parts[0], 4, 0.02, 0, 0.003, 0);
  ASSERT_EQ(row.parts.size(), 4U);
  EXPECT_NEAR(row.parts[0].place_m[0], -0.03, 1e-15);
  EXPECT_NEAR(row.parts[1].place_m[2], 0, 1e-15);
  EXPECT_NEAR(row.parts[2].place_m[2], 0, 1e-15);
  EXPECT_NEAR(row.parts[3].place_m[2], -0.003 * (1 - 1.0 / 9), 1e-15);
  EXPECT_NEAR(row.cut_radius_m(0.001), 0.01 + std::sqrt(0.001 * 0.019), 1e-12);
}

TEST(Pad, PressesByBothTermsAndStaysFinite) {
  const Pad pad{.linear_Pa_m = 2e6, .exponential_Pa = 1e3, .length_m = 1e-3};
  EXPECT_TRUE(pad.any());
  EXPECT_FALSE(Pad{}.any());
  EXPECT_NEAR(pad.press(2e-3).pressure_Pa, 2e6 * 2e-3 + 1e3 * (std::exp(2.0) - 1), 1e-9);
  for (const double c_m : {0.0, 1e-3, 0.0119, 0.0121, 0.05}) {
    const double slope_Pa_m = (pad.press(c_m + 1e-8).pressure_Pa - pad.press(c_m).pressure_Pa) / 1e-8;
    EXPECT_NEAR(pad.press(c_m).stiffness_Pa_m / slope_Pa_m, 1, 1e-4);
  }
  EXPECT_TRUE(std::isfinite(pad.press(10).pressure_Pa));
}

}  // namespace
}  // namespace unknot
