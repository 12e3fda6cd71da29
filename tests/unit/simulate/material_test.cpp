// One battery for all laws: the rest is free, stress is the energy's slope, the tangent is the stress's, turning
// changes nothing; and the closed forms of tissue evidence, section 8.

#include "unknot/simulate/tissue/material.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace unknot::tissue {
namespace {

constexpr Matrix3 kIdentity = {1, 0, 0, 0, 1, 0, 0, 0, 1};

std::map<std::string, Law> all_laws() {
  return {{"neo_hookean", Law::neo_hookean(2e3, 0.48)},
          {"yeoh", Law::yeoh({1e3, 800, 300}, 0.49)},
          {"yeoh of its own bulk modulus", Law::yeoh_of_bulk({1e3, 800, 300}, 2e5)},
          {"ogden", Law::ogden({{3e3, 10}}, 0.45)},
          {"ogden of two terms", Law::ogden({{3e3, 6}, {1e3, -4}}, 0.4995)}};
}

Matrix3 multiply(const Matrix3& a, const Matrix3& b) {
  Matrix3 out{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < 3; ++k) out[3 * i + j] += a[3 * i + k] * b[3 * k + j];
    }
  }
  return out;
}

class Battery : public testing::TestWithParam<Matrix3> {};

TEST_P(Battery, StressIsTheEnergysSlope) {
  for (const auto& [name, law] : all_laws()) {
    const Response at = law.response(GetParam());
    for (std::size_t n = 0; n < 9; ++n) {
      Matrix3 ahead = GetParam(), behind = GetParam();
      ahead[n] += 1e-6;
      behind[n] -= 1e-6;
      const double slope_Pa = (law.response(ahead).energy_J_m3 - law.response(behind).energy_J_m3) / 2e-6;
      EXPECT_NEAR(at.stress_Pa[n], slope_Pa, 1e-6 * law.bulk_Pa()) << name << " entry " << n;
    }
  }
}

TEST_P(Battery, TangentIsTheStresssSlope) {
  for (const auto& [name, law] : all_laws()) {
    const Response at = law.response(GetParam());
    for (std::size_t m = 0; m < 9; ++m) {
      Matrix3 ahead = GetParam(), behind = GetParam();
      ahead[m] += 1e-6;
      behind[m] -= 1e-6;
      const Response a = law.response(ahead), b = law.response(behind);
      for (std::size_t n = 0; n < 9; ++n) {
        const double slope_Pa = (a.stress_Pa[n] - b.stress_Pa[n]) / 2e-6;
        EXPECT_NEAR(at.tangent_Pa[9 * n + m], slope_Pa, 2e-5 * law.bulk_Pa()) << name << " " << n << " by " << m;
      }
    }
  }
}

TEST_P(Battery, TurningChangesNothing) {
  const double c = std::cos(0.7), s = std::sin(0.7);
  const Matrix3 turn = multiply({c, -s, 0, s, c, 0, 0, 0, 1}, {1, 0, 0, 0, c, -s, 0, s, c});
  for (const auto& [name, law] : all_laws()) {
    const Response plain = law.response(GetParam()), turned = law.response(multiply(turn, GetParam()));
    EXPECT_NEAR(turned.energy_J_m3, plain.energy_J_m3, 1e-9 * law.bulk_Pa()) << name;
    const Matrix3 expected_Pa = multiply(turn, plain.stress_Pa);
    for (std::size_t n = 0; n < 9; ++n) EXPECT_NEAR(turned.stress_Pa[n], expected_Pa[n], 1e-9 * law.bulk_Pa()) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Deformations, Battery,
                         testing::Values(kIdentity, Matrix3{1.1, 0.2, 0, 0, 0.9, 0.1, 0.05, 0, 0.8},
                                         Matrix3{0.7, 0, 0, 0, 1.2, 0, 0, 0, 1.2}, Matrix3{1, 0.6, 0, 0, 1, 0, 0, 0, 1},
                                         Matrix3{1 + 1e-9, 1e-9, 0, 0, 1, 0, 0, 0, 1 - 1e-9}));

TEST(Law, RestIsFree) {
  for (const auto& [name, law] : all_laws()) {
    const Response rest = law.response(kIdentity);
    EXPECT_EQ(rest.energy_J_m3, 0) << name;
    for (const double value : rest.stress_Pa) EXPECT_NEAR(value, 0, 1e-10) << name;
    // Isotropic and linear at rest: shear modulus, and bulk + 4/3 shear along an axis.
    EXPECT_NEAR(rest.tangent_Pa[9 * 1 + 1], law.shear_Pa(), 1e-9 * law.bulk_Pa()) << name;
    EXPECT_NEAR(rest.tangent_Pa[0], law.bulk_Pa() + 4.0 / 3.0 * law.shear_Pa(), 1e-9 * law.bulk_Pa()) << name;
  }
}

TEST(Law, SmallStrainsKeepTheirDigits) {
  const Law law = Law::neo_hookean(2e3, 0.48);
  const double tiny = 1e-9;
  const Response at = law.response({1 + tiny, 0, 0, 0, 1, 0, 0, 0, 1});
  EXPECT_NEAR(at.energy_J_m3, 0.5 * (law.bulk_Pa() + 4.0 / 3.0 * 2e3) * tiny * tiny,
              1e-6 * law.bulk_Pa() * tiny * tiny);
}

/// Nominal stress of an incompressible bar, from the isochoric part with the side stress taken off by a pressure.
double uniaxial_Pa(const Law& law, double stretch) {
  const double side = 1 / std::sqrt(stretch);
  const Matrix3 p = law.isochoric({stretch, 0, 0, 0, side, 0, 0, 0, side}, false).stress_Pa;
  return p[0] - p[4] * side / stretch;
}

TEST(Law, UniaxialClosedForms) {
  const Law soft = Law::neo_hookean(1, 0.3);
  const std::map<double, double> neo_hookean = {{0.5, -3.5},     {0.7, -1.34082}, {0.8, -0.7625},
                                                {0.9, -0.33457}, {1.2, 0.50556},  {1.5, 1.05556}};
  for (const auto& [stretch, expected] : neo_hookean) EXPECT_NEAR(uniaxial_Pa(soft, stretch), expected, 1e-5);
  const Law stiffening = Law::ogden({{1, 10}}, 0.3);
  const std::map<double, double> ogden = {{0.5, -12.79961}, {0.7, -1.69190}, {0.8, -0.73610},
                                          {0.9, -0.29885},  {1.1, 0.35869},  {1.2, 0.96498}};
  for (const auto& [stretch, expected] : ogden) EXPECT_NEAR(uniaxial_Pa(stiffening, stretch), expected, 1e-5);
  // Ogden with alpha 2 is neo-Hookean; Yeoh without higher terms too.
  for (const double stretch : {0.6, 1.3}) {
    EXPECT_NEAR(uniaxial_Pa(Law::ogden({{1, 2}}, 0.3), stretch), uniaxial_Pa(soft, stretch), 1e-12);
    EXPECT_NEAR(uniaxial_Pa(Law::yeoh({0.5, 0, 0}, 0.3), stretch), uniaxial_Pa(soft, stretch), 1e-12);
  }
}

TEST(Law, EquibiaxialClosedForm) {
  const Law soft = Law::neo_hookean(1, 0.3);
  for (const auto& [stretch, expected] :
       std::map<double, double>{{0.8, -1.80141}, {0.9, -0.71416}, {1.1, 0.52699}, {1.2, 0.95775}}) {
    const double thin = 1 / (stretch * stretch);
    const Matrix3 p = soft.isochoric({stretch, 0, 0, 0, stretch, 0, 0, 0, thin}, false).stress_Pa;
    EXPECT_NEAR(p[0] * stretch - p[8] * thin, expected, 1e-5);
  }
}

TEST(Law, ConfinedCompression) {
  // F = diag(1, 1, l): sigma = mu J^(-5/3) (2/3)(l^2 - 1) + kappa (J - 1).
  const Law law = Law::neo_hookean(2e3, 0.45);
  for (const double l : {0.7, 0.9, 1.2}) {
    const Response at = law.response({1, 0, 0, 0, 1, 0, 0, 0, l});
    const double expected_Pa = 2e3 * std::pow(l, -5.0 / 3.0) * 2 / 3 * (l * l - 1) + law.bulk_Pa() * (l - 1);
    EXPECT_NEAR(at.stress_Pa[8], expected_Pa, 1e-9 * law.bulk_Pa());
  }
}

constexpr Vector3 kFibre = {0.6, 0, 0.8};

TEST_P(Battery, FibresStressAndTangentAreSlopes) {
  const Response here = fibre_response(1e4, kFibre, GetParam(), true);
  double along = 0;  // of the fibre; at the border between slack and tight the tangent jumps
  for (std::size_t c = 0; c < 3; ++c) {
    double drawn = 0;
    for (std::size_t a = 0; a < 3; ++a) drawn += GetParam()[3 * c + a] * kFibre[a];
    along += drawn * drawn;
  }
  const double strain = along * std::pow(determinant(GetParam()), -2.0 / 3.0) - 1;
  if (std::abs(strain) < 1e-4) return;
  for (std::size_t m = 0; m < 9; ++m) {
    Matrix3 ahead = GetParam(), behind = GetParam();
    ahead[m] += 1e-6;
    behind[m] -= 1e-6;
    const Response a = fibre_response(1e4, kFibre, ahead, true), b = fibre_response(1e4, kFibre, behind, true);
    EXPECT_NEAR(here.stress_Pa[m], (a.energy_J_m3 - b.energy_J_m3) / 2e-6, 1e-4);
    for (std::size_t n = 0; n < 9; ++n)
      EXPECT_NEAR(here.tangent_Pa[9 * n + m], (a.stress_Pa[n] - b.stress_Pa[n]) / 2e-6, 1e-3) << n << " by " << m;
  }
  if (strain < 0) {
    EXPECT_EQ(here.energy_J_m3, 0);
  } else {
    EXPECT_NEAR(here.energy_J_m3, 0.5e4 * strain * strain, 1e-9);
  }
}

TEST(Fibre, ClosedForms) {
  // At constant volume: along, sigma_11 - sigma_22 = 2 k l^2 (l^2 - 1); across, a pull leaves it slack, and a push of
  // ratio l between plates that hold the third direction stretches it by 1/l.
  const double k_Pa = 5e3;
  const Vector3 x{1, 0, 0};
  for (const double l : {1.02, 1.2, 1.6}) {
    const double side = 1 / std::sqrt(l);
    const Matrix3 f{l, 0, 0, 0, side, 0, 0, 0, side};
    const Matrix3 sigma_Pa = cauchy_stress_Pa(fibre_response(k_Pa, x, f, false).stress_Pa, f);
    EXPECT_NEAR(sigma_Pa[0] - sigma_Pa[4], 2 * k_Pa * l * l * (l * l - 1), 1e-9 * k_Pa);
    const Matrix3 across{side, 0, 0, 0, l, 0, 0, 0, side};
    for (const double value : fibre_response(k_Pa, x, across, true).tangent_Pa) EXPECT_EQ(value, 0);
    const Matrix3 pushed{l, 0, 0, 0, 1, 0, 0, 0, 1 / l};
    const Matrix3 plate_Pa = cauchy_stress_Pa(fibre_response(k_Pa, x, pushed, false).stress_Pa, pushed);
    EXPECT_NEAR(plate_Pa[0] - plate_Pa[8], 2 * k_Pa * l * l * (l * l - 1), 1e-9 * k_Pa);
    EXPECT_NEAR(plate_Pa[4] - plate_Pa[8], 0, 1e-9 * k_Pa);
  }
}

TEST(Law, BulkModulus) { EXPECT_NEAR(bulk_modulus_Pa(2e3, 0.48), 2 * 2e3 * 1.48 / (3 * 0.04), 1e-9); }

TEST(Eigen, SortedAndOrthonormal) {
  const Eigen3 eigen = symmetric_eigen({2, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 1});
  EXPECT_LE(eigen.values[0], eigen.values[1]);
  EXPECT_LE(eigen.values[1], eigen.values[2]);
  EXPECT_NEAR(eigen.values[0] + eigen.values[1] + eigen.values[2], 6, 1e-12);
  EXPECT_NEAR(std::abs(determinant(eigen.vectors)), 1, 1e-12);
}

}  // namespace
}  // namespace unknot::tissue
