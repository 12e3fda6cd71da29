#pragma once
// Loops over a row of elements: internal forces, volume change, tangent into half stencils.
// Input: ElementRow and its kin (kernels.h). Output: what they say. docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/kernel_lanes.h"

// lint_units off: arrays in solver layout; units are stated in kernels.h
namespace unknot::tissue {
/// One point of a general law, for lanes that no closed form covers (kernels.cpp). `tangent` may be null.
void isochoric_point(const Law& law, const double* deformation, double* energy, double* stress, double* tangent);
}  // namespace unknot::tissue

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

template <class Real>
UNKNOT_INLINE void find_gradients(const ElementRow<Real>& row, const Real* const* field, int e, Gradients<Real>& out) {
  using V = Lanes<Real>;
  const V mask = load(row.mask + e);
  const V ihx = load(row.inverse_width + e);
  const Real ihy = 1 / row.length_m, ihz = 1 / row.height_m;
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

/// What every law in the first invariant needs at one point.
template <class Real>
struct Kinematics {
  Lanes<Real> f[9], cof[9], volume, j, i1, scale;  // scale = J^(-2/3)
};

template <class Real>
UNKNOT_INLINE void find_kinematics(const Gradients<Real>& grad, int g, Kinematics<Real>& k) {
  using V = Lanes<Real>;
  const int gx = g & 1, gz = (g >> 1) & 1, gy = g >> 2;
  V h[9];
  for (int c = 0; c < 3; ++c) {
    h[3 * c] = grad.x[gz + 2 * gy][c];
    h[3 * c + 1] = grad.y[gx + 2 * gz][c];
    h[3 * c + 2] = grad.z[gx + 2 * gy][c];
  }
  for (int n = 0; n < 9; ++n) k.f[n] = h[n];
  for (int n = 0; n < 9; n += 4) k.f[n] += 1;
  const V* f = k.f;
  k.cof[0] = f[4] * f[8] - f[5] * f[7];
  k.cof[1] = f[5] * f[6] - f[3] * f[8];
  k.cof[2] = f[3] * f[7] - f[4] * f[6];
  k.cof[3] = f[2] * f[7] - f[1] * f[8];
  k.cof[4] = f[0] * f[8] - f[2] * f[6];
  k.cof[5] = f[1] * f[6] - f[0] * f[7];
  k.cof[6] = f[1] * f[5] - f[2] * f[4];
  k.cof[7] = f[2] * f[3] - f[0] * f[5];
  k.cof[8] = f[0] * f[4] - f[1] * f[3];
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

/// Stress, and tangent if asked, of lanes under a general law.
template <class Real, bool kTangent>
void general_lanes(const Law& law, const Lanes<Real>* f, const Lanes<Real>& mask, Lanes<Real>* stress,
                   Lanes<Real>* energy, Lanes<Real>* tangent) {
  for (int lane = 0; lane < kLanes<Real>; ++lane) {
    double deformation[9], point_stress[9], point_tangent[81], point_energy = 0;
    for (int n = 0; n < 9; ++n) deformation[n] = static_cast<double>(f[n][lane]);
    if (mask[lane] == 0) {
      for (int n = 0; n < 9; ++n) deformation[n] = n % 4 == 0 ? 1 : 0;
    }
    isochoric_point(law, deformation, &point_energy, point_stress, kTangent ? point_tangent : nullptr);
    for (int n = 0; n < 9; ++n) stress[n][lane] = static_cast<Real>(point_stress[n]);
    (*energy)[lane] = static_cast<Real>(point_energy);
    if constexpr (kTangent) {
      for (int n = 0; n < 81; ++n) tangent[n][lane] = static_cast<Real>(point_tangent[n]);
    }
  }
}

UNKNOT_INLINE DoubleLanes history_at(const ElementRow<double>& row, int g, int n, int e) {
  return load(row.history + (6 * g + n) * row.stride + e);
}
UNKNOT_INLINE FloatLanes history_at(const ElementRow<float>& row, int g, int n, int e) {
  return load(row.history + (6 * g + n) * row.stride + e);
}

/// Voigt position of a symmetric entry: 00 11 22 01 12 02.
constexpr int kVoigt[9] = {0, 3, 5, 3, 1, 4, 5, 4, 2};

void residual_row(ResidualRow& row) {
  using V = DoubleLanes;
  V least = V{} + 1e300;
  V energy_sum{};
  const double half = row.length_m * row.height_m / 8;
  for (int e = 0; e < row.elements_count; e += kLanes<double>) {
    Gradients<double> grad;
    find_gradients(row, row.u, e, grad);
    const V mask = load(row.mask + e);
    const V weight = load(row.width_m + e) * half;
    V px[4][3]{}, py[4][3]{}, pz[4][3]{}, cx[4][3]{}, cy[4][3]{}, cz[4][3]{};
    V volume_sum{}, energy{};
#pragma GCC unroll 1
    for (int g = 0; g < 8; ++g) {
      Kinematics<double> k;
      find_kinematics(grad, g, k);
      V p[9];
      if (row.law == nullptr) {
        const V x = k.i1 * k.scale - 3;
        const V slope = row.c1 + x * (2 * row.c2 + x * (3 * row.c3));
        energy += x * (row.c1 + x * (row.c2 + x * row.c3)) * row.viscous_ratio;
        const V m = 2 * row.viscous_ratio * slope * k.scale;
        const V n = m * k.i1 / (-3 * k.j);
        for (int i = 0; i < 9; ++i) p[i] = m * k.f[i] + n * k.cof[i];
      } else {
        V point_energy;
        general_lanes<double, false>(*row.law, k.f, mask, p, &point_energy, nullptr);
        energy += point_energy * row.viscous_ratio;
        for (int i = 0; i < 9; ++i) p[i] *= row.viscous_ratio;
      }
      if (row.history != nullptr) {
        V s[6];
        for (int n = 0; n < 6; ++n) s[n] = history_at(row, g, n, e);
        for (int i = 0; i < 3; ++i) {
          for (int a = 0; a < 3; ++a) {
            const V q =
                k.f[3 * i] * s[kVoigt[a]] + k.f[3 * i + 1] * s[kVoigt[3 + a]] + k.f[3 * i + 2] * s[kVoigt[6 + a]];
            p[3 * i + a] += q;
            energy += 0.5 * (q * k.f[3 * i + a]) - (i == a ? 0.5 * s[kVoigt[4 * a]] : V{});
          }
        }
      }
      least = k.j < least ? k.j : least;
      volume_sum += k.volume;
      const int gx = g & 1, gz = (g >> 1) & 1, gy = g >> 2;
      for (int c = 0; c < 3; ++c) {
        px[gz + 2 * gy][c] += p[3 * c];
        py[gx + 2 * gz][c] += p[3 * c + 1];
        pz[gx + 2 * gy][c] += p[3 * c + 2];
        cx[gz + 2 * gy][c] += k.cof[3 * c];
        cy[gx + 2 * gz][c] += k.cof[3 * c + 1];
        cz[gx + 2 * gy][c] += k.cof[3 * c + 2];
      }
    }
    const V volume = volume_sum * 0.125;
    store(row.volume_strain + e, mask * volume);
    const V pressure = row.bulk * volume;
    energy_sum += weight * (energy + 4 * pressure * volume);
    const V wx = mask * half;
    const V wy = weight / row.length_m;
    const V wz = weight / row.height_m;
    for (int c = 0; c < 3; ++c) {
      V point[4], edge[4], force[8]{};
      for (int n = 0; n < 4; ++n) point[n] = wx * (px[n][c] + pressure * cx[n][c]);
      to_points<double>(point, edge);
      for (int n = 0; n < 4; ++n) {
        force[2 * n] -= edge[n];
        force[2 * n + 1] += edge[n];
      }
      for (int n = 0; n < 4; ++n) point[n] = wy * (py[n][c] + pressure * cy[n][c]);
      to_points<double>(point, edge);
      for (int n = 0; n < 4; ++n) {
        force[n] -= edge[n];
        force[n + 4] += edge[n];
      }
      for (int n = 0; n < 4; ++n) point[n] = wz * (pz[n][c] + pressure * cz[n][c]);
      to_points<double>(point, edge);
      for (int n = 0; n < 4; ++n) {
        const int node = (n & 1) + 4 * (n >> 1);
        force[node] -= edge[n];
        force[node + 2] += edge[n];
      }
      for (int n = 0; n < 8; ++n) add_to(row.force[n >> 1] + c * row.stride + e + (n & 1), force[n]);
    }
  }
  row.min_volume_ratio = least[0];
  row.energy_J = 0;
  for (int lane = 0; lane < kLanes<double>; ++lane) {
    row.min_volume_ratio = least[lane] < row.min_volume_ratio ? least[lane] : row.min_volume_ratio;
    row.energy_J += energy_sum[lane];
  }
}

void volume_row(const VolumeRow& row) {
  using V = DoubleLanes;
  for (int e = 0; e < row.elements_count; e += kLanes<double>) {
    Gradients<double> grad, change;
    find_gradients<double>(row, row.u, e, grad);
    find_gradients<double>(row, row.du, e, change);
    V sum{};
    for (int g = 0; g < 8; ++g) {
      const int gx = g & 1, gz = (g >> 1) & 1, gy = g >> 2;
      Kinematics<double> k;
      find_kinematics(grad, g, k);
      for (int c = 0; c < 3; ++c) {
        sum += k.cof[3 * c] * change.x[gz + 2 * gy][c] + k.cof[3 * c + 1] * change.y[gx + 2 * gz][c] +
               k.cof[3 * c + 2] * change.z[gx + 2 * gy][c];
      }
    }
    store(row.volume_change + e, load(row.mask + e) * sum * 0.125);
  }
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

/// Adds the 3 x 3 block of the node pair a <= b (row-major) to the stencil of a.
template <class Real>
UNKNOT_INLINE void add_block(const TangentRow<Real>& row, int e, int a, int b, const Lanes<Real>* block) {
  const int dx = (b & 1) - (a & 1), dz = ((b >> 1) & 1) - ((a >> 1) & 1), dy = (b >> 2) - (a >> 2);
  const int plane = a == b ? 0 : plane_of(dx, dz, dy);
  constexpr int kUpper[6] = {0, 4, 8, 1, 5, 2};  // entries of the block that the diagonal's planes hold
  const int count = a == b ? kDiagonalPlanes_count : 9;
  Real* chunk = row.stencil[a >> 1] + e / kChunk_count * row.chunk_size + plane * kChunk_count;
  const int lane = e % kChunk_count;
  if ((a & 1) == 0) {
    for (int n = 0; n < count; ++n) add_to(chunk + n * kChunk_count + lane, block[a == b ? kUpper[n] : n]);
    return;
  }
  // The nodes stand one place further on; the last lane belongs to the next vector.
  const int next = lane + kLanes<Real>;
  Real* carry = next < kChunk_count ? chunk + next : chunk + row.chunk_size;
  const bool inside = e + kLanes<Real> < row.stride;  // beyond the row's end there is nothing to carry
  for (int n = 0; n < count; ++n) {
    const Lanes<Real> v = block[a == b ? kUpper[n] : n];
    add_to(chunk + n * kChunk_count + lane, Shifted<Lanes<Real>>::up(v));
    if (inside) carry[n * kChunk_count] += v[kLanes<Real> - 1];
  }
}

/// Gradients of the shape functions at one point, times 1 / lengths: node n, direction by direction.
template <class Real>
UNKNOT_INLINE void find_shape_gradients(int g, Lanes<Real> ihx, Real ihy, Real ihz, Lanes<Real> (*out)[3]) {
  const int gx = g & 1, gz = (g >> 1) & 1, gy = g >> 2;
  for (int n = 0; n < 8; ++n) {
    const int nx = n & 1, nz = (n >> 1) & 1, ny = n >> 2;
    const Real vx = static_cast<Real>(nx == gx ? kNear : kFar), vy = static_cast<Real>(ny == gy ? kNear : kFar),
               vz = static_cast<Real>(nz == gz ? kNear : kFar);
    out[n][0] = ihx * ((nx != 0 ? 1 : -1) * vy * vz);
    out[n][1] = Lanes<Real>{} + (ny != 0 ? 1 : -1) * vx * vz * ihy;
    out[n][2] = Lanes<Real>{} + (nz != 0 ? 1 : -1) * vx * vy * ihz;
  }
}

template <class V>
UNKNOT_INLINE V square_root(V x) {
  V out;
  for (int lane = 0; lane < static_cast<int>(sizeof(V) / sizeof(x[0])); ++lane) out[lane] = __builtin_sqrtf(x[lane]);
  return out;
}

/// Laws in the first invariant. K_ab = s (g_a . g_b) 1 + h_a b_b' + b_a h_b' + c b_b b_a' [+ t q_a q_b'] summed over
/// points, + bulk / V G_a G_b'.
template <class Real, bool kSeries, bool kHistory>
void tangent_invariant(const TangentRow<Real>& row) {
  using V = Lanes<Real>;
  const Real ihy = 1 / row.length_m, ihz = 1 / row.height_m;
  for (int e = 0; e < row.elements_count; e += kLanes<Real>) {
    Gradients<Real> grad;
    find_gradients(row, row.u, e, grad);
    const V ihx = load(row.inverse_width + e);
    const V weight = load(row.width_m + e) * (row.length_m * row.height_m / 8);
    V b[8][8][3], h[8][8][3], s[8][8][3], q[8][kSeries ? 8 : 1][3], c[8], t[8], mean[8][3]{};
    V m_at[8], i1_at[8], jw_at[8], z[8][kHistory ? 8 : 1][3];
    for (int g = 0; g < 8; ++g) {
      Kinematics<Real> k;
      find_kinematics(grad, g, k);
      const V x = k.i1 * k.scale - 3;
      const V slope = row.c1 + x * (2 * row.c2 + x * (3 * row.c3));
      const V m = 2 * row.viscous_ratio * slope * k.scale * weight;
      const V inverse_j = 1 / k.j;
      V gradient[8][3];
      find_shape_gradients<Real>(g, ihx, ihy, ihz, gradient);
      m_at[g] = m;
      i1_at[g] = k.i1;
      jw_at[g] = k.j * weight;
      if constexpr (kSeries) t[g] = weight * row.viscous_ratio * (2 * row.c2 + 6 * row.c3 * x);
      V sym[6];
      if constexpr (kHistory) {
        for (int n = 0; n < 6; ++n) sym[n] = weight * history_at(row, g, n, e);
      }
      for (int n = 0; n < 8; ++n) {
        const V* d = gradient[n];
        for (int i = 0; i < 3; ++i) {
          const V spatial = (k.cof[3 * i] * d[0] + k.cof[3 * i + 1] * d[1] + k.cof[3 * i + 2] * d[2]) * inverse_j;
          const V pushed = k.f[3 * i] * d[0] + k.f[3 * i + 1] * d[1] + k.f[3 * i + 2] * d[2];
          b[g][n][i] = spatial;
          h[g][n][i] = pushed;
          s[g][n][i] = d[i];
          mean[n][i] += jw_at[g] * spatial;
          if constexpr (kSeries) q[g][n][i] = 2 * k.scale * (pushed - k.i1 * spatial / 3);
        }
        if constexpr (kHistory) {
          for (int i = 0; i < 3; ++i) {
            z[g][n][i] =
                m * d[i] + sym[kVoigt[3 * i]] * d[0] + sym[kVoigt[3 * i + 1]] * d[1] + sym[kVoigt[3 * i + 2]] * d[2];
          }
        }
      }
    }
    const V pressure = load(row.pressure + e);
    for (int g = 0; g < 8; ++g) {
      const V volumetric = pressure * jw_at[g];
      const V along = m_at[g] * i1_at[g] / 9 + volumetric / 2;
      const V across = m_at[g] * static_cast<Real>(-2.0 / 3.0);
      c[g] = m_at[g] * i1_at[g] / 3 - volumetric;
      for (int n = 0; n < 8; ++n) {
        for (int i = 0; i < 3; ++i) h[g][n][i] = across * h[g][n][i] + along * b[g][n][i];
      }
    }
    V stiffness{};
    {
      const V volume = weight * 8;
      stiffness = row.bulk / (volume > 0 ? volume : V{} + 1);
      stiffness *= load(row.mask + e);
    }
    for (int a = 0; a < 8; ++a) {
      if (row.lower_fixed && (a & 2) != 0) continue;
      for (int o = a; o < 8; ++o) {
        if (row.lower_fixed && (o & 2) != 0) continue;
        V block[9];
        for (int i = 0; i < 3; ++i) {
          for (int j = 0; j < 3; ++j) block[3 * i + j] = stiffness * mean[a][i] * mean[o][j];
        }
        V same{};
#pragma GCC unroll 1
        for (int g = 0; g < 8; ++g) {
          const V* ba = b[g][a];
          const V* bo = b[g][o];
          const V* ha = h[g][a];
          const V* ho = h[g][o];
          if constexpr (kHistory) {
            same += s[g][a][0] * z[g][o][0] + s[g][a][1] * z[g][o][1] + s[g][a][2] * z[g][o][2];
          } else {
            same += m_at[g] * (s[g][a][0] * s[g][o][0] + s[g][a][1] * s[g][o][1] + s[g][a][2] * s[g][o][2]);
          }
          for (int i = 0; i < 3; ++i) {
            const V swapped = c[g] * bo[i];
            for (int j = 0; j < 3; ++j) block[3 * i + j] += ha[i] * bo[j] + ba[i] * ho[j] + swapped * ba[j];
            if constexpr (kSeries) {
              const V tq = t[g] * q[g][a][i];
              for (int j = 0; j < 3; ++j) block[3 * i + j] += tq * q[g][o][j];
            }
          }
        }
        for (int i = 0; i < 9; i += 4) block[i] += same;
        add_block(row, e, a, o, block);
      }
    }
  }
}

/// Any law: the tangent of each point is asked lane by lane.
template <class Real>
void tangent_general(const TangentRow<Real>& row) {
  using V = Lanes<Real>;
  const Real ihy = 1 / row.length_m, ihz = 1 / row.height_m;
  for (int e = 0; e < row.elements_count; e += kLanes<Real>) {
    Gradients<Real> grad;
    find_gradients(row, row.u, e, grad);
    const V mask = load(row.mask + e), ihx = load(row.inverse_width + e);
    const V weight = load(row.width_m + e) * (row.length_m * row.height_m / 8);
    V mean[8][3]{}, block[36][9]{};
    const V pressure = load(row.pressure + e);
    for (int g = 0; g < 8; ++g) {
      Kinematics<Real> k;
      find_kinematics(grad, g, k);
      V gradient[8][3], spatial[8][3], stress[9], energy, tangent[81];
      find_shape_gradients<Real>(g, ihx, ihy, ihz, gradient);
      general_lanes<Real, true>(*row.law, k.f, mask, stress, &energy, tangent);
      for (int n = 0; n < 8; ++n) {
        for (int i = 0; i < 3; ++i) {
          spatial[n][i] =
              k.cof[3 * i] * gradient[n][0] + k.cof[3 * i + 1] * gradient[n][1] + k.cof[3 * i + 2] * gradient[n][2];
          mean[n][i] += weight * spatial[n][i];
        }
      }
      const V turn = pressure * weight / k.j;
      for (int i = 0; i < 81; ++i) tangent[i] *= weight * row.viscous_ratio;
      if (row.history != nullptr) {
        for (int i = 0; i < 3; ++i) {
          for (int a = 0; a < 9; ++a) {
            tangent[(3 * i + a / 3) * 9 + 3 * i + a % 3] += weight * history_at(row, g, kVoigt[a], e);
          }
        }
      }
      int pair = 0;
      for (int a = 0; a < 8; ++a) {
        V left[3][9];  // g_a . A
        for (int i = 0; i < 3; ++i) {
          for (int n = 0; n < 9; ++n) {
            left[i][n] = gradient[a][0] * tangent[(3 * i) * 9 + n] + gradient[a][1] * tangent[(3 * i + 1) * 9 + n] +
                         gradient[a][2] * tangent[(3 * i + 2) * 9 + n];
          }
        }
        for (int o = a; o < 8; ++o, ++pair) {
          for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 3; ++j) {
              block[pair][3 * i + j] += left[i][3 * j] * gradient[o][0] + left[i][3 * j + 1] * gradient[o][1] +
                                        left[i][3 * j + 2] * gradient[o][2] +
                                        turn * (spatial[a][i] * spatial[o][j] - spatial[o][i] * spatial[a][j]);
            }
          }
        }
      }
    }
    const V volume = weight * 8;
    const V stiffness = mask * row.bulk / (volume > 0 ? volume : V{} + 1);
    int pair = 0;
    for (int a = 0; a < 8; ++a) {
      for (int o = a; o < 8; ++o, ++pair) {
        if (row.lower_fixed && ((a | o) & 2) != 0) continue;
        for (int i = 0; i < 3; ++i) {
          for (int j = 0; j < 3; ++j) block[pair][3 * i + j] += stiffness * mean[a][i] * mean[o][j];
        }
        add_block(row, e, a, o, block[pair]);
      }
    }
  }
}

template <class Real>
void tangent_row(const TangentRow<Real>& row) {
  if (row.law != nullptr) return tangent_general(row);
  const bool is_series = row.c2 != 0 || row.c3 != 0;
  if (row.history != nullptr)
    return is_series ? tangent_invariant<Real, true, true>(row) : tangent_invariant<Real, false, true>(row);
  return is_series ? tangent_invariant<Real, true, false>(row) : tangent_invariant<Real, false, false>(row);
}

}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
