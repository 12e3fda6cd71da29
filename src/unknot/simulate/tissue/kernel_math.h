#pragma once
// Logarithm, exponential and symmetric eigenvectors of vectors of numbers, without branches per lane.
// Input: lanes. Output: lanes; within a few units in the last place. docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/kernel_lanes.h"

// lint_units off: lanes are numbers of any unit
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

typedef unsigned int UnsignedLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES)));
typedef unsigned long long UnsignedLongLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES)));

/// How a number's bits are made up, and how many terms its series need.
template <class Real>
struct Digits;
template <>
struct Digits<float> {
  using U = UnsignedLanes;
  using Word = unsigned int;
  static constexpr Word kMantissa = 23, kBias = 127, kRootHalf = 0x3F3504F3U, kWhole = 0x4B000000U;
  static constexpr float kWholeValue = 8388608.0f, kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  static constexpr float kMostExponent = 80, kLeast = 1e-20f, kLeastSquare = 1e-6f, kOff = 1e-13f;
  static constexpr int kLogTerms = 5, kExpTerms = 8;
};
template <>
struct Digits<double> {
  using U = UnsignedLongLanes;
  using Word = unsigned long long;
  static constexpr Word kMantissa = 52, kBias = 1023, kRootHalf = 0x3FE6A09E667F3BCDULL, kWhole = 0x4330000000000000ULL;
  static constexpr double kWholeValue = 4503599627370496.0, kLn2High = 6.93147180369123816490e-01,
                          kLn2Low = 1.90821492927058770002e-10;
  static constexpr double kMostExponent = 600, kLeast = 1e-100, kLeastSquare = 1e-12, kOff = 1e-31;
  static constexpr int kLogTerms = 10, kExpTerms = 14;
};

UNKNOT_INLINE FloatLanes square_root(FloatLanes x) {
  FloatLanes out;
  for (int lane = 0; lane < kLanes<float>; ++lane) out[lane] = __builtin_sqrtf(x[lane]);
  return out;
}
UNKNOT_INLINE DoubleLanes square_root(DoubleLanes x) {
  DoubleLanes out;
  for (int lane = 0; lane < kLanes<double>; ++lane) out[lane] = __builtin_sqrt(x[lane]);
  return out;
}

/// log(1 + x) for x above -1, exact to its last digits for small x too.
template <class Real>
UNKNOT_INLINE Lanes<Real> log_of_one_plus(Lanes<Real> x) {
  using V = Lanes<Real>;
  using D = Digits<Real>;
  using U = typename D::U;
  const V whole = x + 1;
  const V lost = (whole - 1) - x;
  // whole = 2^e m with m from sqrt(1/2) to sqrt(2).
  const U bits = (U)whole;
  const U shifted = (bits - D::kRootHalf + ((D::kBias + 1) << D::kMantissa)) >> D::kMantissa;
  const V e = (V)(shifted | D::kWhole) - (D::kWholeValue + static_cast<Real>(D::kBias + 1));
  const V f = (V)(bits - ((shifted - (D::kBias + 1)) << D::kMantissa)) - 1;
  const V s = f / (f + 2), z = s * s;
  V sum = V{} + static_cast<Real>(2.0 / (2 * D::kLogTerms - 1));
  for (int n = D::kLogTerms - 2; n >= 1; --n) sum = sum * z + static_cast<Real>(2.0 / (2 * n + 1));
  return e * D::kLn2High + (e * D::kLn2Low + 2 * s + s * z * sum - lost / whole);
}

/// exp(y) - 1, exact to its last digits for small y too, and exp(y) if asked, exact where it is next to nothing; beyond
/// what the type holds both stay finite.
template <class Real>
UNKNOT_INLINE Lanes<Real> exponential_minus_one(Lanes<Real> y, Lanes<Real>* exponential = nullptr) {
  using V = Lanes<Real>;
  using D = Digits<Real>;
  using U = typename D::U;
  const V most = V{} + D::kMostExponent;
  y = y > most ? most : y;
  y = y < -most ? -most : y;
  constexpr Real kRound = D::kWholeValue * static_cast<Real>(1.5);
  const V turned = y * static_cast<Real>(1.44269504088896340736) + kRound;
  const V e = turned - kRound;
  const V r = (y - e * D::kLn2High) - e * D::kLn2Low;
  // 1/n!, the last first.
  double factorial = 1;
  for (int n = 2; n < D::kExpTerms; ++n) factorial *= n;
  V sum = V{} + static_cast<Real>(1 / factorial);
  for (int n = D::kExpTerms - 1; n >= 2; --n) {
    factorial /= n;
    sum = sum * r + static_cast<Real>(1 / factorial);
  }
  const V small = r * sum;
  const V scale = (V)(((U)turned - (U)(V{} + kRound) + D::kBias) << D::kMantissa);
  if (exponential != nullptr) *exponential = scale * small + scale;
  return scale * small + (scale - 1);
}

/// One Jacobi rotation in the plane of p and q; r is the third. Any t keeps the vectors orthonormal.
template <class Real>
UNKNOT_INLINE void rotate(Lanes<Real>& pp, Lanes<Real>& qq, Lanes<Real>& pq, Lanes<Real>& pr, Lanes<Real>& qr,
                          Lanes<Real>* vectors, int p, int q) {
  using V = Lanes<Real>;
  const V d = qq - pp, o = 2 * pq;
  const V size = (d > 0 ? d : -d) + square_root(d * d + o * o) + Digits<Real>::kLeast;
  V t = (d > 0 ? o : -o) / size;
  t = t > 1 ? V{} + 1 : t;
  t = t < -1 ? V{} - 1 : t;
  const V c = 1 / square_root(1 + t * t), s = t * c;
  pp -= t * pq;
  qq += t * pq;
  pq = V{};
  const V old = pr;
  pr = c * old - s * qr;
  qr = s * old + c * qr;
  for (int i = 0; i < 9; i += 3) {
    const V vp = vectors[i + p];
    vectors[i + p] = c * vp - s * vectors[i + q];
    vectors[i + q] = s * vp + c * vectors[i + q];
  }
}

/// Eigenvalues and vectors (columns) of a symmetric matrix, planes 00 11 22 01 12 02, in no order. Cyclic Jacobi, until
/// all lanes are done: it needs no care where eigenvalues coincide.
template <class Real>
UNKNOT_INLINE void find_eigen(const Lanes<Real>* matrix, Lanes<Real>* values, Lanes<Real>* vectors) {
  using V = Lanes<Real>;
  V a[6];
  for (int n = 0; n < 6; ++n) a[n] = matrix[n];
  for (int n = 0; n < 9; ++n) vectors[n] = V{} + static_cast<Real>(n % 4 == 0 ? 1 : 0);
#pragma GCC unroll 1
  for (int sweep = 0; sweep < 8; ++sweep) {
    const V off = a[3] * a[3] + a[4] * a[4] + a[5] * a[5];
    const V enough =
        Digits<Real>::kOff * (a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) + Digits<Real>::kLeast * Digits<Real>::kLeast;
    bool done = true;
    for (int lane = 0; lane < kLanes<Real>; ++lane) done = done && off[lane] <= enough[lane];
    if (done) break;
    rotate<Real>(a[0], a[1], a[3], a[5], a[4], vectors, 0, 1);
    rotate<Real>(a[0], a[2], a[5], a[3], a[4], vectors, 0, 2);
    rotate<Real>(a[1], a[2], a[4], a[3], a[5], vectors, 1, 2);
  }
  for (int n = 0; n < 3; ++n) values[n] = a[n];
}

}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
