#pragma once
// Ogden's law at one Gauss point of a vector of elements: stress, and the tangent in the frame of the principal axes.
// Input: displacement gradient, terms. Output: lanes. docs/theory/tissue.md, "Materials".

#include "unknot/simulate/tissue/kernel_math.h"
#include "unknot/simulate/tissue/kernel_points.h"
#include "unknot/simulate/tissue/material.h"

// lint_units off: arrays in solver layout; units are stated in kernels.h
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

/// Principal stretches of C = I + E and what the law's terms make of them.
template <class Real>
struct OgdenPoint {
  Lanes<Real> axes[9];    ///< of C, columns
  Lanes<Real> strain[3];  ///< eigenvalues of E: squared stretches less 1
  Lanes<Real> tau[3];     ///< principal Kirchhoff stresses
  Lanes<Real> energy;
  Lanes<Real> power[3];  ///< sum of 2 mu (lambdabar^alpha - 1)
  Lanes<Real> slope[3];  ///< of tau over the squared stretch, between the axes 01, 12, 02
};

/// With E from the displacement gradient small strains keep their digits. Differences between principal values are
/// taken from q = (e_b - e_a) / (1 + e_a) alone: (tau_b - tau_a) / (lambda_b^2 - lambda_a^2) is a sum of terms
/// lambdabar_a^alpha / lambda_a^2 (expm1(alpha/2 log1p(q)) / q), which has no cancellation and a limit at q = 0.
template <class Real, bool kTangent>
UNKNOT_INLINE void find_ogden(const ElementRow<Real>& row, const Lanes<Real>* h, OgdenPoint<Real>& point) {
  using V = Lanes<Real>;
  V e[6];
  for (int n = 0; n < 6; ++n) {
    const int i = n < 3 ? n : n == 4 ? 1 : 0, j = n < 3 ? n : n == 3 ? 1 : 2;
    e[n] = h[3 * i + j] + h[3 * j + i] + h[i] * h[j] + h[3 + i] * h[3 + j] + h[6 + i] * h[6 + j];
  }
  find_eigen<Real>(e, point.strain, point.axes);
  V logs[3];
  for (int i = 0; i < 3; ++i) {
    point.strain[i] = at_least(point.strain[i], V{} + (Digits<Real>::kLeastSquare - 1));
    logs[i] = log_of_one_plus<Real>(point.strain[i]) * static_cast<Real>(0.5);
  }
  const V log_mean = (logs[0] + logs[1] + logs[2]) / 3;
  V pair_strain[3], pair_log[3];
  constexpr int kFirst[3] = {0, 1, 0}, kSecond[3] = {1, 2, 2};
  if constexpr (kTangent) {
    for (int n = 0; n < 3; ++n) {
      const V a = point.strain[kFirst[n]], q = (point.strain[kSecond[n]] - a) / (1 + a);
      const V least = V{} + Digits<Real>::kLeast;
      pair_strain[n] = (q > 0 ? q : -q) > least ? q : least;
      pair_log[n] = log_of_one_plus<Real>(pair_strain[n]) * static_cast<Real>(0.5);
    }
  }
  point.energy = V{};
  for (int i = 0; i < 3; ++i) point.tau[i] = point.power[i] = point.slope[i] = V{};
  for (int term = 0; term < row.terms_count; ++term) {
    const Real mu = static_cast<Real>(row.terms[term].mu_Pa), alpha = static_cast<Real>(row.terms[term].alpha_ratio);
    V x[3], power[3];  // lambdabar^alpha less 1, and whole
    for (int i = 0; i < 3; ++i) x[i] = exponential_minus_one<Real>(alpha * (logs[i] - log_mean), &power[i]);
    const V mean = (x[0] + x[1] + x[2]) / 3;
    point.energy += mean * (6 * mu / (alpha * alpha));
    for (int i = 0; i < 3; ++i) {
      point.tau[i] += (x[i] - mean) * (2 * mu / alpha);
      point.power[i] += 2 * mu * x[i];
    }
    if constexpr (kTangent) {
      for (int n = 0; n < 3; ++n) {
        point.slope[n] += exponential_minus_one<Real>(alpha * pair_log[n]) * power[kFirst[n]] * (2 * mu / alpha);
      }
    }
  }
  if constexpr (kTangent) {
    for (int n = 0; n < 3; ++n) {
      const V a = 1 + point.strain[kFirst[n]];
      point.slope[n] /= a * pair_strain[n];
    }
  }
}

/// First Piola-Kirchhoff stress.
UNKNOT_INLINE void ogden_stress(const ElementRow<double>& row, const DoubleLanes* h, const DoubleLanes* f,
                                DoubleLanes* stress, DoubleLanes* energy) {
  using V = DoubleLanes;
  OgdenPoint<double> point;
  find_ogden<double, false>(row, h, point);
  V s[9]{};
  for (int a = 0; a < 3; ++a) {
    const V size = point.tau[a] / (1 + point.strain[a]);
    for (int i = 0; i < 3; ++i) {
      for (int j = i; j < 3; ++j) s[3 * i + j] += size * point.axes[3 * i + a] * point.axes[3 * j + a];
    }
  }
  s[3] = s[1];
  s[6] = s[2];
  s[7] = s[5];
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) stress[3 * i + j] = f[3 * i] * s[j] + f[3 * i + 1] * s[3 + j] + f[3 * i + 2] * s[6 + j];
  }
  *energy = point.energy;
}

/// dP_iK/dF_jL at 9 (3 i + K) + 3 j + L: i and j in space, K and L along the principal axes of C, which it returns.
template <class Real>
UNKNOT_INLINE void ogden_tangent(const ElementRow<Real>& row, const Lanes<Real>* h, const Lanes<Real>* f,
                                 Lanes<Real>* axes, Lanes<Real>* tangent) {
  using V = Lanes<Real>;
  OgdenPoint<Real> point;
  find_ogden<Real, true>(row, h, point);
  for (int n = 0; n < 9; ++n) axes[n] = point.axes[n];
  V square[3], inverse[3], n[9];  // squared stretches, inverse stretches; principal axes in space, columns
  for (int a = 0; a < 3; ++a) {
    square[a] = 1 + point.strain[a];
    inverse[a] = 1 / square_root(square[a]);
    for (int i = 0; i < 3; ++i)
      n[3 * i + a] = (f[3 * i] * axes[a] + f[3 * i + 1] * axes[3 + a] + f[3 * i + 2] * axes[6 + a]) * inverse[a];
  }
  Real moduli = 0;
  for (int term = 0; term < row.terms_count; ++term) moduli += static_cast<Real>(2 * row.terms[term].mu_Pa);
  const V mean = (point.power[0] + point.power[1] + point.power[2]) / 3;
  for (int a = 0; a < 3; ++a) {
    for (int b = a; b < 3; ++b) {
      // How the principal stress of a follows the stretch of b.
      V second = ((moduli + mean) - (2 * moduli + point.power[a] + point.power[b])) / 3;
      if (a == b) second += moduli + point.power[a] - point.tau[a];
      const V principal = second * inverse[a] * inverse[b];
      if (a == b) {
        V along[3];
        for (int i = 0; i < 3; ++i) {
          if (i == a) {
            along[i] = principal;
            continue;
          }
          // dP_ia/dF_ia: i turns towards a.
          const V ratio = point.slope[a + i == 1 ? 0 : a + i == 3 ? 1 : 2];
          const V slope = (ratio * square[i] - point.tau[i]) / (square[i] * square[a]);
          along[i] = point.tau[a] / square[a] + square[i] * slope;
        }
        for (int i = 0; i < 3; ++i) {
          for (int j = i; j < 3; ++j) {
            const V value = along[0] * n[3 * i] * n[3 * j] + along[1] * n[3 * i + 1] * n[3 * j + 1] +
                            along[2] * n[3 * i + 2] * n[3 * j + 2];
            tangent[9 * (3 * i + a) + 3 * j + a] = tangent[9 * (3 * j + a) + 3 * i + a] = value;
          }
        }
        continue;
      }
      const V ratio = point.slope[a + b == 1 ? 0 : a + b == 3 ? 1 : 2];
      const V crossed = (ratio * square[a] - point.tau[a]) * inverse[a] * inverse[b];
      for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
          const V value = principal * n[3 * i + a] * n[3 * j + b] + crossed * n[3 * i + b] * n[3 * j + a];
          tangent[9 * (3 * i + a) + 3 * j + b] = tangent[9 * (3 * j + b) + 3 * i + a] = value;
        }
      }
    }
  }
}

/// Components of row vectors along the axes (columns).
template <class V>
UNKNOT_INLINE void turn_to_axes(const V* axes, V* row) {
  const V x = row[0], y = row[1], z = row[2];
  for (int a = 0; a < 3; ++a) row[a] = x * axes[a] + y * axes[3 + a] + z * axes[6 + a];
}

}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
