#pragma once
// One Gauss point of a vector of elements, boxes or curved: gradients, kinematics, fibres.
// Input: ElementRow (kernels.h). Output: lanes. docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/kernel_lanes.h"

// lint_units off: arrays in solver layout; units are stated in kernels.h
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

/// Values of the trilinear shape functions' factors at the Gauss points.
constexpr double kNear = 0.78867513459481288225;
constexpr double kFar = 0.21132486540518711775;

/// Four values at the corners of a square (first axis fastest) to its four Gauss points; also its own transpose.
template <class Real, class V>
UNKNOT_INLINE void to_points(const V* corner, V* point) {
  const Real a = static_cast<Real>(kNear), b = static_cast<Real>(kFar);
  const V c0 = a * corner[0] + b * corner[1], c1 = b * corner[0] + a * corner[1];
  const V c2 = a * corner[2] + b * corner[3], c3 = b * corner[2] + a * corner[3];
  point[0] = a * c0 + b * c2;
  point[1] = a * c1 + b * c3;
  point[2] = b * c0 + a * c2;
  point[3] = b * c1 + a * c3;
}

/// Displacement gradients of one vector of elements, where they differ: d/dx at (gz, gy), d/dy at (gx, gz),
/// d/dz at (gx, gy).
template <class Real>
struct Gradients {
  Lanes<Real> x[4][3], y[4][3], z[4][3];
};

/// Of a field with the differences along the axes scaled by ihx, ihy, ihz.
template <class Real>
UNKNOT_INLINE void find_scaled_gradients(const ElementRow<Real>& row, const Real* const* field, int e, Lanes<Real> ihx,
                                         Real ihy, Real ihz, Gradients<Real>& out) {
  using V = Lanes<Real>;
  const V mask = load(row.mask + e);
  for (int c = 0; c < 3; ++c) {
    V u[8];  // node x + 2 z + 4 y
    for (int n = 0; n < 8; ++n) u[n] = mask * load(field[n >> 1] + c * row.stride + e + (n & 1));
    V edge[4], point[4];
    for (int n = 0; n < 4; ++n) edge[n] = (u[2 * n + 1] - u[2 * n]) * ihx;
    to_points<Real>(edge, point);
    for (int n = 0; n < 4; ++n) out.x[n][c] = point[n];
    for (int n = 0; n < 4; ++n) edge[n] = (u[n + 4] - u[n]) * ihy;
    to_points<Real>(edge, point);
    for (int n = 0; n < 4; ++n) out.y[n][c] = point[n];
    for (int n = 0; n < 4; ++n) {
      const int node = (n & 1) + 4 * (n >> 1);
      edge[n] = (u[node + 2] - u[node]) * ihz;
    }
    to_points<Real>(edge, point);
    for (int n = 0; n < 4; ++n) out.z[n][c] = point[n];
  }
}

/// In a box the gradients in space; in a curved element those along its own coordinates, 0 to 1 (PointMap turns them).
template <class Real, bool kCurved>
UNKNOT_INLINE void find_gradients(const ElementRow<Real>& row, const Real* const* field, int e, Gradients<Real>& out) {
  if constexpr (kCurved) {
    find_scaled_gradients<Real>(row, field, e, Lanes<Real>{} + 1, 1, 1, out);
  } else {
    find_scaled_gradients<Real>(row, field, e, load(row.inverse_width + e), 1 / row.length_m, 1 / row.height_m, out);
  }
}

/// The gradient at one point, 3 component + direction.
template <class Real>
UNKNOT_INLINE void gather(const Gradients<Real>& grad, int g, Lanes<Real>* h) {
  const int gx = g & 1, gz = (g >> 1) & 1, gy = g >> 2;
  for (int c = 0; c < 3; ++c) {
    h[3 * c] = grad.x[gz + 2 * gy][c];
    h[3 * c + 1] = grad.y[gx + 2 * gz][c];
    h[3 * c + 2] = grad.z[gx + 2 * gy][c];
  }
}

template <class V>
UNKNOT_INLINE void find_cofactor(const V* f, V* cof) {
  cof[0] = f[4] * f[8] - f[5] * f[7];
  cof[1] = f[5] * f[6] - f[3] * f[8];
  cof[2] = f[3] * f[7] - f[4] * f[6];
  cof[3] = f[2] * f[7] - f[1] * f[8];
  cof[4] = f[0] * f[8] - f[2] * f[6];
  cof[5] = f[1] * f[6] - f[0] * f[7];
  cof[6] = f[1] * f[5] - f[2] * f[4];
  cof[7] = f[2] * f[3] - f[0] * f[5];
  cof[8] = f[0] * f[4] - f[1] * f[3];
}

/// A point of a curved element: dxi_a/dX_I at 3 a + I, and the point's share of the volume.
template <class Real>
struct PointMap {
  Lanes<Real> inverse[9], weight;
};

/// `rest` holds the gradients of the places. Beyond the row's end the map is the identity and the weight 0.
template <class Real>
UNKNOT_INLINE void find_map(const Gradients<Real>& rest, int g, Lanes<Real> mask, PointMap<Real>& map) {
  using V = Lanes<Real>;
  V jacobian[9], cof[9];
  gather(rest, g, jacobian);
  for (int n = 0; n < 9; n += 4) jacobian[n] += 1 - mask;
  find_cofactor(jacobian, cof);
  const V volume = jacobian[0] * cof[0] + jacobian[1] * cof[1] + jacobian[2] * cof[2];
  const V inverse_volume = 1 / volume;
  for (int a = 0; a < 3; ++a) {
    for (int c = 0; c < 3; ++c) map.inverse[3 * a + c] = cof[3 * c + a] * inverse_volume;
  }
  map.weight = mask * volume * static_cast<Real>(0.125);
}

/// Gradients along the element's coordinates to those in space.
template <class Real>
UNKNOT_INLINE void turn_gradient(const PointMap<Real>& map, Lanes<Real>* h) {
  for (int c = 0; c < 3; ++c) {
    const Lanes<Real> x = h[3 * c], y = h[3 * c + 1], z = h[3 * c + 2];
    for (int i = 0; i < 3; ++i) h[3 * c + i] = x * map.inverse[i] + y * map.inverse[3 + i] + z * map.inverse[6 + i];
  }
}

/// A stress that works on gradients in space to one that works on those along the coordinates, times the weight.
template <class Real>
UNKNOT_INLINE void pull_stress(const PointMap<Real>& map, Lanes<Real>* p) {
  for (int c = 0; c < 3; ++c) {
    const Lanes<Real> x = map.weight * p[3 * c], y = map.weight * p[3 * c + 1], z = map.weight * p[3 * c + 2];
    for (int a = 0; a < 3; ++a)
      p[3 * c + a] = x * map.inverse[3 * a] + y * map.inverse[3 * a + 1] + z * map.inverse[3 * a + 2];
  }
}

/// What every law in the first invariant needs at one point.
template <class Real>
struct Kinematics {
  Lanes<Real> f[9], cof[9], volume, j, i1, scale;  // scale = J^(-2/3)
};

/// From the displacement gradient at one point.
template <class Real>
UNKNOT_INLINE void find_kinematics(const Lanes<Real>* h, Kinematics<Real>& k) {
  using V = Lanes<Real>;
  for (int n = 0; n < 9; ++n) k.f[n] = h[n];
  for (int n = 0; n < 9; n += 4) k.f[n] += 1;
  const V* f = k.f;
  find_cofactor(f, k.cof);
  // J - 1 = tr H + minors + det H, without cancellation.
  const V minor = h[4] * h[8] - h[5] * h[7];
  k.volume = h[0] + h[4] + h[8] + minor + h[0] * h[8] - h[2] * h[6] + h[0] * h[4] - h[1] * h[3] + h[0] * minor +
             h[1] * (h[5] * h[6] - h[3] * h[8]) + h[2] * (h[3] * h[7] - h[4] * h[6]);
  k.j = k.volume + 1;
  V i1 = f[0] * f[0];
  for (int n = 1; n < 9; ++n) i1 += f[n] * f[n];
  k.i1 = i1;
  const V root = inverse_cube_root(at_least(k.j, V{} + static_cast<Real>(0.02)));
  k.scale = root * root;
}

/// Fibres count as tight for the tangent down to this strain: at rest Newton's first step must know them, for one that
/// does not overshoots into where they are stiff. The force is 0 there all the same.
constexpr double kSlack = 1e-6;

/// Fibres at one point: F a, I4, how far I4bar is above 1 (else 0), and their modulus where they are tight (else 0).
template <class Real>
struct FibrePoint {
  Lanes<Real> direction[3], drawn[3], i4, strain, modulus;
};

template <class Real>
UNKNOT_INLINE void find_fibre(const ElementRow<Real>& row, int e, const Kinematics<Real>& k, FibrePoint<Real>& fibre) {
  using V = Lanes<Real>;
  for (int c = 0; c < 3; ++c) fibre.direction[c] = load(row.fibre + c * row.stride + e);
  for (int c = 0; c < 3; ++c) {
    fibre.drawn[c] =
        k.f[3 * c] * fibre.direction[0] + k.f[3 * c + 1] * fibre.direction[1] + k.f[3 * c + 2] * fibre.direction[2];
  }
  fibre.i4 = fibre.drawn[0] * fibre.drawn[0] + fibre.drawn[1] * fibre.drawn[1] + fibre.drawn[2] * fibre.drawn[2];
  const V strain = k.scale * fibre.i4 - 1;
  fibre.strain = strain > 0 ? strain : V{};
  fibre.modulus = strain > static_cast<Real>(-kSlack) ? row.viscous_ratio * load(row.fibre_modulus + e) : V{};
}

UNKNOT_INLINE DoubleLanes history_at(const ElementRow<double>& row, int g, int n, int e) {
  return load(row.history + (6 * g + n) * row.stride + e);
}
UNKNOT_INLINE FloatLanes history_at(const ElementRow<float>& row, int g, int n, int e) {
  return load(row.history + (6 * g + n) * row.stride + e);
}

/// Voigt position of a symmetric entry: 00 11 22 01 12 02.
constexpr int kVoigt[9] = {0, 3, 5, 3, 1, 4, 5, 4, 2};
}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
