// The inner loops themselves. Included by one source per instruction set, which defines UNKNOT_KERNEL_TARGET (a
// namespace of its own) and UNKNOT_KERNEL_BYTES (the vector's length). Nothing here may call an inline function of the
// standard library: the linker would keep one copy for all instruction sets. docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/kernels.h"

namespace unknot::tissue {
/// One point of a general law, for lanes that no closed form covers (kernels.cpp). `tangent` may be null.
void isochoric_point(const Law& law, const double* deformation, double* energy, double* stress, double* tangent);
}  // namespace unknot::tissue

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

/// x^(-1/3) of a float vector to a few percent: the exponent is divided by -3 in the bits.
template <class F, class I>
UNKNOT_INLINE F rough_inverse_cube_root(F x) {
  const F bits = __builtin_convertvector((I)x, F);
  const F guess = 1419967116.0f - bits * 0.333333333f;
  return (F)__builtin_convertvector(guess, I);
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
  const HalfFloatLanes y = rough_inverse_cube_root<HalfFloatLanes, HalfIntLanes>(__builtin_convertvector(x, HalfFloatLanes));
  return polish_inverse_cube_root(x, __builtin_convertvector(y, DoubleLanes), 4);
}

template <class V>
UNKNOT_INLINE V at_least(V x, V low) {
  return x > low ? x : low;
}

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
void general_lanes(const Law& law, const Lanes<Real>* f, const Lanes<Real>& mask, Lanes<Real>* stress, Lanes<Real>* energy,
                   Lanes<Real>* tangent) {
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
            const V q = k.f[3 * i] * s[kVoigt[a]] + k.f[3 * i + 1] * s[kVoigt[3 + a]] + k.f[3 * i + 2] * s[kVoigt[6 + a]];
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

/// Plane of the half stencil for the neighbour at (dx, dz, dy), which comes after the node itself.
constexpr int plane_of(int dx, int dz, int dy) {
  const int number = dy == 0 ? (dz == 0 ? 0 : 2 + dx) : 4 + (dz + 1) * 3 + dx + 1;
  return kDiagonalPlanes_count + 9 * number;
}
constexpr int kDiagonal[9] = {0, 3, 5, 3, 1, 4, 5, 4, 2};

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
            z[g][n][i] = m * d[i] + sym[kVoigt[3 * i]] * d[0] + sym[kVoigt[3 * i + 1]] * d[1] + sym[kVoigt[3 * i + 2]] * d[2];
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
          spatial[n][i] = k.cof[3 * i] * gradient[n][0] + k.cof[3 * i + 1] * gradient[n][1] + k.cof[3 * i + 2] * gradient[n][2];
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
  if (row.history != nullptr) return is_series ? tangent_invariant<Real, true, true>(row) : tangent_invariant<Real, false, true>(row);
  return is_series ? tangent_invariant<Real, true, false>(row) : tangent_invariant<Real, false, false>(row);
}

constexpr int kMaxLayers_count = 96;

/// The product A x for the columns of one y, chunk by chunk, into a buffer (z, component, x) with a margin of one vector.
/// A column adds what its own half stencil gives it, and what the stencils of the columns before it give to it.
template <class Real>
struct Slab {
  const OperatorView<Real>& view;
  const Real* x;
  Real* buffer;  // free_z x 3 rows of buffer_stride, starting one vector before the first node
  std::ptrdiff_t buffer_stride;

  /// y += K x for three columns of x, the row's neighbours at dx = -1, 0, 1.
  template <int kDz, int kDy>
  UNKNOT_INLINE void add_after(const Real* stencil, const Real* at, Lanes<Real>* y) const {
    const std::ptrdiff_t s = view.shape.stride;
    for (int dx = kDz == 0 && kDy == 0 ? 1 : -1; dx <= 1; ++dx) {
      const Lanes<Real> x0 = load(at + dx), x1 = load(at + s + dx), x2 = load(at + 2 * s + dx);
      const Real* c = stencil + plane_of(dx, kDz, kDy) * kChunk_count;
      for (int i = 0; i < 3; ++i) {
        y[i] += load(c + (3 * i) * kChunk_count) * x0 + load(c + (3 * i + 1) * kChunk_count) * x1 +
                load(c + (3 * i + 2) * kChunk_count) * x2;
      }
    }
  }
  /// What the row at `at` gives, by the transpose of its stencil, to the columns dx = -1, 0, 1 further on: y[dx + 1].
  template <int kDz, int kDy>
  UNKNOT_INLINE void add_before(const Real* stencil, const Real* at, Lanes<Real> (*y)[3]) const {
    const std::ptrdiff_t s = view.shape.stride;
    const Lanes<Real> x0 = load(at), x1 = load(at + s), x2 = load(at + 2 * s);
    for (int dx = kDz == 0 && kDy == 0 ? 1 : -1; dx <= 1; ++dx) {
      const Real* c = stencil + plane_of(dx, kDz, kDy) * kChunk_count;
      for (int i = 0; i < 3; ++i) {
        y[dx + 1][i] += load(c + i * kChunk_count) * x0 + load(c + (3 + i) * kChunk_count) * x1 +
                        load(c + (6 + i) * kChunk_count) * x2;
      }
    }
  }

  UNKNOT_INLINE void vector_at(int j, int k, std::ptrdiff_t i) const {
    using V = Lanes<Real>;
    const Shape& shape = view.shape;
    const std::ptrdiff_t s = shape.stride;
    const Real* own = view.stencil + shape.stencil_at(j, k, i);
    const Real* here = x + shape.vector_at(j, k) + i;
    constexpr std::ptrdiff_t kRow = kStencilPlanes_count * kChunk_count;
    V y[3][3]{};  // for the columns at dx = -1, 0, 1
    {
      const V x0 = load(here), x1 = load(here + s), x2 = load(here + 2 * s);
      const V xy = load(own + 3 * kChunk_count), yz = load(own + 4 * kChunk_count), xz = load(own + 5 * kChunk_count);
      y[1][0] = load(own) * x0 + xy * x1 + xz * x2;
      y[1][1] = xy * x0 + load(own + kChunk_count) * x1 + yz * x2;
      y[1][2] = xz * x0 + yz * x1 + load(own + 2 * kChunk_count) * x2;
    }
    add_after<0, 0>(own, here, y[1]);
    add_before<0, 0>(own, here, y);
    const bool above = k > 0, below = k + 1 < shape.free_z;
    if (below) add_after<1, 0>(own, here + 3 * s, y[1]);
    if (above) add_before<1, 0>(own - kRow, here - 3 * s, y);
    if (j + 1 < shape.nodes_y) {
      const Real* next = x + shape.vector_at(j + 1, k) + i;
      if (above) add_after<-1, 1>(own, next - 3 * s, y[1]);
      add_after<0, 1>(own, next, y[1]);
      if (below) add_after<1, 1>(own, next + 3 * s, y[1]);
    }
    if (j > 0) {
      const Real* before = x + shape.vector_at(j - 1, k) + i;
      const Real* stencil = view.stencil + shape.stencil_at(j - 1, k, i);
      if (below) add_before<-1, 1>(stencil + kRow, before + 3 * s, y);
      add_before<0, 1>(stencil, before, y);
      if (above) add_before<1, 1>(stencil - kRow, before - 3 * s, y);
    }
    Real* to = buffer + k * 3 * buffer_stride + kLanes<Real> + i;
    for (int c = 0; c < 3; ++c) {
      add_to(to + c * buffer_stride, y[1][c]);
      add_to(to + c * buffer_stride - 1, y[0][c]);
      add_to(to + c * buffer_stride + 1, y[2][c]);
    }
  }

  void fill(int j) const {
    const std::ptrdiff_t count = view.shape.free_z * 3 * buffer_stride;
    for (std::ptrdiff_t n = 0; n < count; n += kLanes<Real>) store(buffer + n, Lanes<Real>{});
    for (std::ptrdiff_t i = 0; i < view.shape.nodes_x; i += kLanes<Real>) {
      for (int k = 0; k < view.shape.free_z; ++k) vector_at(j, k, i);
    }
  }
};

/// Rows of the slab buffer keep a vector's margin on both sides.
template <class Real>
UNKNOT_INLINE std::ptrdiff_t buffer_stride_of(const Shape& shape) {
  return shape.stride + 2 * kLanes<Real>;
}

template <class Real>
double apply(const OperatorView<Real>& view, const Real* x, Real* y, Real* scratch, int j) {
  using V = Lanes<Real>;
  const Shape& shape = view.shape;
  const std::ptrdiff_t s = shape.stride;
  const Slab<Real> slab{view, x, scratch, buffer_stride_of<Real>(shape)};
  slab.fill(j);
  double dot = 0;
  for (int row = 0; row < 3 * shape.free_z; ++row) {
    V sum{};
    const Real* from = scratch + row * slab.buffer_stride + kLanes<Real>;
    const std::ptrdiff_t at = shape.vector_at(j, 0) + row * s;
    for (std::ptrdiff_t i = 0; i < shape.nodes_x; i += kLanes<Real>) {
      const V out = load(from + i);
      store(y + at + i, out);
      sum += out * load(x + at + i);
    }
    for (int lane = 0; lane < kLanes<Real>; ++lane) dot += static_cast<double>(sum[lane]);
  }
  return dot;
}

template <class Real>
void subtract_apply(const OperatorView<Real>& view, const Real* b, const Real* x, Real* y, Real* scratch, int j) {
  const Shape& shape = view.shape;
  const Slab<Real> slab{view, x, scratch, buffer_stride_of<Real>(shape)};
  slab.fill(j);
  for (int row = 0; row < 3 * shape.free_z; ++row) {
    const Real* from = scratch + row * slab.buffer_stride + kLanes<Real>;
    const std::ptrdiff_t at = shape.vector_at(j, 0) + row * shape.stride;
    for (std::ptrdiff_t i = 0; i < shape.nodes_x; i += kLanes<Real>) store(y + at + i, load(b + at + i) - load(from + i));
  }
}

/// y = M x for a symmetric 3 x 3 in planes 00 11 22 01 12 02.
template <class V>
UNKNOT_INLINE void multiply_symmetric(const V* m, const V* x, V* y) {
  y[0] = m[0] * x[0] + m[3] * x[1] + m[5] * x[2];
  y[1] = m[3] * x[0] + m[1] * x[1] + m[4] * x[2];
  y[2] = m[5] * x[0] + m[4] * x[1] + m[2] * x[2];
}

template <class Real>
int factor_lines(const OperatorView<Real>& view, int j) {
  using V = Lanes<Real>;
  const Shape& shape = view.shape;
  const std::ptrdiff_t s = shape.stride;
  V mended{};
  for (int i = 0; i < shape.nodes_x; i += kLanes<Real>) {
    const V free = load(view.free_columns + j * s + i);
    V inverse[6];
    for (int k = 0; k < shape.free_z; ++k) {
      const Real* at = view.stencil + shape.stencil_at(j, k, i);
      V d[6];
      for (int n = 0; n < 6; ++n) d[n] = load(at + n * kChunk_count);
      // Beyond the block and where a column is held the block is empty: any regular one will do.
      const V size = d[0] + d[1] + d[2];
      for (int n = 0; n < 3; ++n) d[n] = size > 0 ? d[n] : V{} + 1;
      if (k > 0) {
        // d -= B' inverse B, with B the block from the node above to this one.
        const Real* above = view.stencil + shape.stencil_at(j, k - 1, i) + plane_of(0, 1, 0) * kChunk_count;
        V b[9], ib[9];
        for (int n = 0; n < 9; ++n) b[n] = load(above + n * kChunk_count);
        for (int c = 0; c < 3; ++c) {
          const V column[3] = {b[c], b[3 + c], b[6 + c]};
          V product[3];
          multiply_symmetric(inverse, column, product);
          for (int r = 0; r < 3; ++r) ib[3 * r + c] = product[r];
        }
        for (int r = 0; r < 3; ++r) {
          for (int c = r; c < 3; ++c) {
            d[kDiagonal[3 * r + c]] -= b[r] * ib[c] + b[3 + r] * ib[3 + c] + b[6 + r] * ib[6 + c];
          }
        }
      }
      // Inverse of a positive matrix; a pivot that is none is lifted to a share of the row's own size.
      const V floor = size * static_cast<Real>(1e-4) + static_cast<Real>(1e-30);
      V m0 = d[0];
      mended += m0 > floor ? V{} : V{} + 1;
      m0 = at_least(m0, floor);
      const V l1 = d[3] / m0, l2 = d[5] / m0;
      V m1 = d[1] - l1 * d[3];
      mended += m1 > floor ? V{} : V{} + 1;
      m1 = at_least(m1, floor);
      const V l3 = (d[4] - l1 * d[5]) / m1;
      V m2 = d[2] - l2 * d[5] - l3 * l3 * m1;
      mended += m2 > floor ? V{} : V{} + 1;
      m2 = at_least(m2, floor);
      const V i0 = 1 / m0, i1 = 1 / m1, i2 = 1 / m2;
      const V k2 = l1 * l3 - l2;  // of the inverse of L
      inverse[0] = i0 + l1 * l1 * i1 + k2 * k2 * i2;
      inverse[1] = i1 + l3 * l3 * i2;
      inverse[2] = i2;
      inverse[3] = -l1 * i1 - k2 * l3 * i2;
      inverse[4] = -l3 * i2;
      inverse[5] = k2 * i2;
      Real* to = view.pivots + shape.row(j, k) * 6 * s + i;
      for (int n = 0; n < 6; ++n) {
        inverse[n] *= free;
        store(to + n * s, inverse[n]);
      }
    }
  }
  double sum = 0;
  for (int lane = 0; lane < kLanes<Real>; ++lane) sum += static_cast<double>(mended[lane]);
  return static_cast<int>(sum);
}

template <class Real>
void smooth(const OperatorView<Real>& view, const SmoothStep<Real>& step, Real* scratch, int j) {
  using V = Lanes<Real>;
  const Shape& shape = view.shape;
  const std::ptrdiff_t s = shape.stride;
  const Slab<Real> slab{view, step.x, scratch, buffer_stride_of<Real>(shape)};
  if (step.x != nullptr) slab.fill(j);
  for (int i = 0; i < shape.nodes_x; i += kLanes<Real>) {
    V z[kMaxLayers_count][3];
    for (int k = 0; k < shape.free_z; ++k) {
      const std::ptrdiff_t at = shape.vector_at(j, k) + i;
      V r[3];
      for (int c = 0; c < 3; ++c) r[c] = load(step.b + at + c * s);
      if (step.x != nullptr) {
        const Real* ax = scratch + k * 3 * slab.buffer_stride + kLanes<Real> + i;
        for (int c = 0; c < 3; ++c) r[c] -= load(ax + c * slab.buffer_stride);
      }
      if (k > 0) {  // r -= B' z of the row above
        const Real* above = view.stencil + shape.stencil_at(j, k - 1, i) + plane_of(0, 1, 0) * kChunk_count;
        for (int c = 0; c < 3; ++c) {
          r[c] -= load(above + c * kChunk_count) * z[k - 1][0] + load(above + (3 + c) * kChunk_count) * z[k - 1][1] +
                  load(above + (6 + c) * kChunk_count) * z[k - 1][2];
        }
      }
      V pivot[6];
      const Real* from = view.pivots + shape.row(j, k) * 6 * s + i;
      for (int n = 0; n < 6; ++n) pivot[n] = load(from + n * s);
      multiply_symmetric(pivot, r, z[k]);
    }
    for (int k = shape.free_z - 1; k >= 0; --k) {
      if (k + 1 < shape.free_z) {  // z -= inverse B z of the row below
        const Real* below = view.stencil + shape.stencil_at(j, k, i) + plane_of(0, 1, 0) * kChunk_count;
        V bz[3], fix[3], pivot[6];
        for (int c = 0; c < 3; ++c) {
          bz[c] = load(below + (3 * c) * kChunk_count) * z[k + 1][0] + load(below + (3 * c + 1) * kChunk_count) * z[k + 1][1] +
                  load(below + (3 * c + 2) * kChunk_count) * z[k + 1][2];
        }
        const Real* from = view.pivots + shape.row(j, k) * 6 * s + i;
        for (int n = 0; n < 6; ++n) pivot[n] = load(from + n * s);
        multiply_symmetric(pivot, bz, fix);
        for (int c = 0; c < 3; ++c) z[k][c] -= fix[c];
      }
      const std::ptrdiff_t at = shape.vector_at(j, k) + i;
      for (int c = 0; c < 3; ++c) {
        V d = step.step * z[k][c];
        if (step.momentum != 0) d += step.momentum * load(step.d + at + c * s);
        store(step.d + at + c * s, d);
        store(step.x_out + at + c * s, step.x == nullptr ? d : load(step.x + at + c * s) + d);
      }
    }
  }
}

template <class Real>
LinearKernels<Real> linear_kernels() {
  return {tangent_row<Real>, factor_lines<Real>, smooth<Real>, apply<Real>, subtract_apply<Real>};
}

}  // namespace

extern const KernelTable kTable;
const KernelTable kTable = {UNKNOT_KERNEL_NAME, residual_row, volume_row, linear_kernels<float>(), linear_kernels<double>()};

}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
