#pragma once
// Vectors of numbers, one lane per element or node, by the compiler's own vector types.
// Input: UNKNOT_KERNEL_TARGET and UNKNOT_KERNEL_BYTES of the including source. Output: load, store, shift, roots.
// docs/theory/tissue.md, "Layout".

#include "unknot/simulate/tissue/kernels.h"

// lint_units off: lanes are numbers of any unit
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

typedef float FloatLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES)));
typedef double DoubleLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES)));
typedef int IntLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES)));
typedef float HalfFloatLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES / 2)));
typedef int HalfIntLanes __attribute__((vector_size(UNKNOT_KERNEL_BYTES / 2)));

template <class Real>
struct LanesOf;
template <>
struct LanesOf<float> {
  using V = FloatLanes;
};
template <>
struct LanesOf<double> {
  using V = DoubleLanes;
};
template <class Real>
using Lanes = typename LanesOf<Real>::V;
template <class Real>
constexpr int kLanes = UNKNOT_KERNEL_BYTES / static_cast<int>(sizeof(Real));

#define UNKNOT_INLINE inline __attribute__((always_inline))

template <class Real>
UNKNOT_INLINE Lanes<Real> load(const Real* from) {
  Lanes<Real> v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}
template <class V, class Real>
UNKNOT_INLINE void store(Real* to, V v) {
  __builtin_memcpy(to, &v, sizeof v);
}
template <class V, class Real>
UNKNOT_INLINE void add_to(Real* to, V v) {
  V old;
  __builtin_memcpy(&old, to, sizeof old);
  old += v;
  __builtin_memcpy(to, &old, sizeof old);
}

template <class V>
struct Shifted;
#if UNKNOT_KERNEL_BYTES == 16
template <>
struct Shifted<FloatLanes> {
  static UNKNOT_INLINE FloatLanes up(FloatLanes v) { return __builtin_shufflevector(v, FloatLanes{}, 4, 0, 1, 2); }
};
template <>
struct Shifted<DoubleLanes> {
  static UNKNOT_INLINE DoubleLanes up(DoubleLanes v) { return __builtin_shufflevector(v, DoubleLanes{}, 2, 0); }
};
#elif UNKNOT_KERNEL_BYTES == 32
template <>
struct Shifted<FloatLanes> {
  static UNKNOT_INLINE FloatLanes up(FloatLanes v) {
    return __builtin_shufflevector(v, FloatLanes{}, 8, 0, 1, 2, 3, 4, 5, 6);
  }
};
template <>
struct Shifted<DoubleLanes> {
  static UNKNOT_INLINE DoubleLanes up(DoubleLanes v) { return __builtin_shufflevector(v, DoubleLanes{}, 4, 0, 1, 2); }
};
#else
template <>
struct Shifted<FloatLanes> {
  static UNKNOT_INLINE FloatLanes up(FloatLanes v) {
    return __builtin_shufflevector(v, FloatLanes{}, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
  }
};
template <>
struct Shifted<DoubleLanes> {
  static UNKNOT_INLINE DoubleLanes up(DoubleLanes v) {
    return __builtin_shufflevector(v, DoubleLanes{}, 8, 0, 1, 2, 3, 4, 5, 6);
  }
};
#endif

/// x^(-1/3) of a float vector to a few percent: the exponent is divided by -3 in the bits.
template <class F, class I>
UNKNOT_INLINE F rough_inverse_cube_root(F x) {
  const F bits = __builtin_convertvector((I)x, F);
  const F guess = 1419967116.0f - bits * 0.333333333f;
  return (F) __builtin_convertvector(guess, I);
}
template <class V>
UNKNOT_INLINE V polish_inverse_cube_root(V x, V y, int rounds) {
  for (int n = 0; n < rounds; ++n) y = y * (4 - x * y * y * y) * (V{} + 1) / 3;
  return y;
}
UNKNOT_INLINE FloatLanes inverse_cube_root(FloatLanes x) {
  return polish_inverse_cube_root(x, rough_inverse_cube_root<FloatLanes, IntLanes>(x), 3);
}
UNKNOT_INLINE DoubleLanes inverse_cube_root(DoubleLanes x) {
  const HalfFloatLanes y =
      rough_inverse_cube_root<HalfFloatLanes, HalfIntLanes>(__builtin_convertvector(x, HalfFloatLanes));
  return polish_inverse_cube_root(x, __builtin_convertvector(y, DoubleLanes), 4);
}

template <class V>
UNKNOT_INLINE V at_least(V x, V low) {
  return x > low ? x : low;
}

/// Plane of the half stencil for the neighbour at (dx, dz, dy), which comes after the node itself.
constexpr int plane_of(int dx, int dz, int dy) {
  const int number = dy == 0 ? (dz == 0 ? 0 : 2 + dx) : 4 + (dz + 1) * 3 + dx + 1;
  return kDiagonalPlanes_count + 9 * number;
}
constexpr int kDiagonal[9] = {0, 3, 5, 3, 1, 4, 5, 4, 2};

}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
