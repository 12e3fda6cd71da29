#pragma once
// Loops over a row of elements: the tangent into half stencils.
// Input: TangentRow (kernels.h). Output: stencils. docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/kernel_ogden.h"

// lint_units off: arrays in solver layout; units are stated in kernels.h
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

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

/// The same of a curved element, in space.
template <class Real>
UNKNOT_INLINE void find_mapped_gradients(int g, const PointMap<Real>& map, Lanes<Real> (*out)[3]) {
  const int gx = g & 1, gz = (g >> 1) & 1, gy = g >> 2;
  for (int n = 0; n < 8; ++n) {
    const int nx = n & 1, nz = (n >> 1) & 1, ny = n >> 2;
    const Real vx = static_cast<Real>(nx == gx ? kNear : kFar), vy = static_cast<Real>(ny == gy ? kNear : kFar),
               vz = static_cast<Real>(nz == gz ? kNear : kFar);
    const Real dx = (nx != 0 ? 1 : -1) * vy * vz, dy = (ny != 0 ? 1 : -1) * vx * vz, dz = (nz != 0 ? 1 : -1) * vx * vy;
    for (int i = 0; i < 3; ++i) out[n][i] = dx * map.inverse[i] + dy * map.inverse[3 + i] + dz * map.inverse[6 + i];
  }
}

/// Laws in the first invariant. K_ab = s (g_a . g_b) 1 + h_a b_b' + b_a h_b' + c b_b b_a' [+ t q_a q_b'] summed over
/// points, + bulk / V G_a G_b'. Fibres have the same form with (a . g) F a in the place of F g and I4 in that of I1.
template <class Real, bool kSeries, bool kHistory, bool kCurved, bool kFibre>
void tangent_invariant(const TangentRow<Real>& row) {
  using V = Lanes<Real>;
  const Real ihy = 1 / row.length_m, ihz = 1 / row.height_m;
  for (int e = 0; e < row.elements_count; e += kLanes<Real>) {
    Gradients<Real> grad, rest;
    find_gradients<Real, kCurved>(row, row.u, e, grad);
    const V ihx = load(row.inverse_width + e), mask = load(row.mask + e);
    V weight = load(row.width_m + e) * (row.length_m * row.height_m / 8);
    V volume = weight * 8, ratio = V{} + 1;
    if constexpr (kCurved) {
      find_gradients<Real, true>(row, row.place, e, rest);
      volume = V{};
      ratio = load(row.stiffness_ratio + e);
    }
    V b[8][8][3], h[8][8][3], s[8][8][3], q[8][kSeries ? 8 : 1][3], c[8], t[8], mean[8][3]{};
    V m_at[8], i1_at[8], jw_at[8], z[8][kHistory ? 8 : 1][3];
    V fibre_h[8][kFibre ? 8 : 1][3], fibre_q[8][kFibre ? 8 : 1][3], fibre_g[8][kFibre ? 8 : 1];
    V fibre_t[8], fibre_m[8], fibre_i4[8];
    for (int g = 0; g < 8; ++g) {
      Kinematics<Real> k;
      PointMap<Real> map;
      V strain[9], gradient[8][3];
      gather(grad, g, strain);
      if constexpr (kCurved) {
        find_map(rest, g, mask, map);
        turn_gradient(map, strain);
        weight = map.weight;
        volume += weight;
        find_mapped_gradients<Real>(g, map, gradient);
      } else {
        find_shape_gradients<Real>(g, ihx, ihy, ihz, gradient);
      }
      find_kinematics<Real>(strain, k);
      const V x = k.i1 * k.scale - 3;
      V slope = row.c1 + x * (2 * row.c2 + x * (3 * row.c3));
      if constexpr (kCurved) slope *= ratio;
      const V m = 2 * row.viscous_ratio * slope * k.scale * weight;
      const V inverse_j = 1 / k.j;
      m_at[g] = m;
      i1_at[g] = k.i1;
      jw_at[g] = k.j * weight;
      if constexpr (kSeries) {
        t[g] = weight * row.viscous_ratio * (2 * row.c2 + 6 * row.c3 * x);
        if constexpr (kCurved) t[g] *= ratio;
      }
      FibrePoint<Real> fibre;
      if constexpr (kFibre) {
        find_fibre(row, e, k, fibre);
        fibre_t[g] = weight * fibre.modulus;
        fibre_m[g] = 2 * fibre_t[g] * fibre.strain * k.scale;
        fibre_i4[g] = fibre.i4;
      }
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
        if constexpr (kFibre) {
          const V along = fibre.direction[0] * d[0] + fibre.direction[1] * d[1] + fibre.direction[2] * d[2];
          fibre_g[g][n] = along;
          for (int i = 0; i < 3; ++i) {
            fibre_h[g][n][i] = along * fibre.drawn[i];
            fibre_q[g][n][i] = 2 * k.scale * (fibre_h[g][n][i] - fibre.i4 * b[g][n][i] / 3);
          }
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
      V own = m_at[g] * i1_at[g];
      if constexpr (kFibre) own += fibre_m[g] * fibre_i4[g];
      const V along = own / 9 + volumetric / 2;
      const V across = m_at[g] * static_cast<Real>(-2.0 / 3.0);
      c[g] = own / 3 - volumetric;
      for (int n = 0; n < 8; ++n) {
        for (int i = 0; i < 3; ++i) h[g][n][i] = across * h[g][n][i] + along * b[g][n][i];
        if constexpr (kFibre) {
          const V drawn = fibre_m[g] * static_cast<Real>(-2.0 / 3.0);
          for (int i = 0; i < 3; ++i) h[g][n][i] += drawn * fibre_h[g][n][i];
        }
      }
    }
    V stiffness = row.bulk / (volume > 0 ? volume : V{} + 1);
    stiffness *= mask;
    if constexpr (kCurved) stiffness *= ratio;
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
          if constexpr (kFibre) same += fibre_m[g] * fibre_g[g][a] * fibre_g[g][o];
          for (int i = 0; i < 3; ++i) {
            const V swapped = c[g] * bo[i];
            for (int j = 0; j < 3; ++j) block[3 * i + j] += ha[i] * bo[j] + ba[i] * ho[j] + swapped * ba[j];
            if constexpr (kSeries) {
              const V tq = t[g] * q[g][a][i];
              for (int j = 0; j < 3; ++j) block[3 * i + j] += tq * q[g][o][j];
            }
            if constexpr (kFibre) {
              const V tq = fibre_t[g] * fibre_q[g][a][i];
              for (int j = 0; j < 3; ++j) block[3 * i + j] += tq * fibre_q[g][o][j];
            }
          }
        }
        for (int i = 0; i < 9; i += 4) block[i] += same;
        add_block(row, e, a, o, block);
      }
    }
  }
}

/// Fibres beside Ogden's law: their part of dP/dF, times the weight, in any frame of rest directions that `cof` and
/// the fibre's direction are given in.
template <class Real>
void add_fibre_tangent(const FibrePoint<Real>& fibre, const Kinematics<Real>& k, Lanes<Real> weight,
                       Lanes<Real>* tangent) {
  using V = Lanes<Real>;
  const V m = 2 * weight * fibre.modulus * fibre.strain * k.scale, t = weight * fibre.modulus;
  V drawn[9], inverse[9], q[9];
  for (int n = 0; n < 9; ++n) {
    drawn[n] = fibre.drawn[n / 3] * fibre.direction[n % 3];
    inverse[n] = k.cof[n] / k.j;
    q[n] = 2 * k.scale * (drawn[n] - fibre.i4 * inverse[n] / 3);
  }
  for (int n = 0; n < 9; ++n) {
    for (int o = 0; o < 9; ++o) {
      const int i = n / 3, a = n % 3, j = o / 3, b = o % 3;
      V second = fibre.i4 * (inverse[n] * inverse[o] * static_cast<Real>(2.0 / 9.0) +
                             inverse[3 * i + b] * inverse[3 * j + a] * static_cast<Real>(1.0 / 3.0)) -
                 (drawn[n] * inverse[o] + inverse[n] * drawn[o]) * static_cast<Real>(2.0 / 3.0);
      if (i == j) second += fibre.direction[a] * fibre.direction[b];
      tangent[9 * n + o] += m * second + t * q[n] * q[o];
    }
  }
}

/// Ogden's law: the tangent of each point in the frame of its principal axes, where it has few entries of its own.
template <class Real, bool kCurved>
void tangent_ogden(const TangentRow<Real>& row) {
  using V = Lanes<Real>;
  const Real ihy = 1 / row.length_m, ihz = 1 / row.height_m;
  for (int e = 0; e < row.elements_count; e += kLanes<Real>) {
    Gradients<Real> grad, rest;
    find_gradients<Real, kCurved>(row, row.u, e, grad);
    const V mask = load(row.mask + e), ihx = load(row.inverse_width + e);
    V weight = load(row.width_m + e) * (row.length_m * row.height_m / 8);
    V volume = weight * 8, ratio = V{} + 1;
    if constexpr (kCurved) {
      find_gradients<Real, true>(row, row.place, e, rest);
      volume = V{};
      ratio = load(row.stiffness_ratio + e);
    }
    V mean[8][3]{}, block[36][9]{};
    const V pressure = load(row.pressure + e);
    for (int g = 0; g < 8; ++g) {
      Kinematics<Real> k;
      PointMap<Real> map;
      V strain[9], gradient[8][3], spatial[8][3], axes[9], tangent[81];
      gather(grad, g, strain);
      if constexpr (kCurved) {
        find_map(rest, g, mask, map);
        turn_gradient(map, strain);
        weight = map.weight;
        volume += weight;
        find_mapped_gradients<Real>(g, map, gradient);
      } else {
        find_shape_gradients<Real>(g, ihx, ihy, ihz, gradient);
      }
      find_kinematics<Real>(strain, k);
      ogden_tangent<Real>(row, strain, k.f, axes, tangent);
      FibrePoint<Real> fibre{};
      const bool has_fibre = kCurved && row.fibre != nullptr;
      if (has_fibre) {
        find_fibre(row, e, k, fibre);
        turn_to_axes(axes, fibre.direction);
      }
      for (int n = 0; n < 8; ++n) turn_to_axes(axes, gradient[n]);
      for (int i = 0; i < 9; i += 3) turn_to_axes(axes, k.cof + i);
      for (int n = 0; n < 8; ++n) {
        for (int i = 0; i < 3; ++i) {
          spatial[n][i] =
              k.cof[3 * i] * gradient[n][0] + k.cof[3 * i + 1] * gradient[n][1] + k.cof[3 * i + 2] * gradient[n][2];
          mean[n][i] += weight * spatial[n][i];
        }
      }
      const V turn = pressure * weight / k.j;
      for (int i = 0; i < 81; ++i) tangent[i] *= weight * row.viscous_ratio * ratio;
      if (has_fibre) add_fibre_tangent<Real>(fibre, k, weight, tangent);
      if (row.history != nullptr) {
        V history[9];
        for (int a = 0; a < 9; ++a) history[a] = weight * history_at(row, g, kVoigt[a], e);
        for (int a = 0; a < 9; a += 3) turn_to_axes(axes, history + a);
        for (int b = 0; b < 3; ++b) {
          V column[3] = {history[b], history[3 + b], history[6 + b]};
          turn_to_axes(axes, column);
          for (int i = 0; i < 3; ++i) {
            for (int a = 0; a < 3; ++a) tangent[(3 * i + a) * 9 + 3 * i + b] += column[a];
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
    const V stiffness = mask * ratio * row.bulk / (volume > 0 ? volume : V{} + 1);
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
  const bool is_series = row.c2 != 0 || row.c3 != 0, remembers = row.history != nullptr;
  if (row.place[0] == nullptr) {
    if (row.terms != nullptr) return tangent_ogden<Real, false>(row);
    if (remembers) {
      return is_series ? tangent_invariant<Real, true, true, false, false>(row)
                       : tangent_invariant<Real, false, true, false, false>(row);
    }
    return is_series ? tangent_invariant<Real, true, false, false, false>(row)
                     : tangent_invariant<Real, false, false, false, false>(row);
  }
  if (row.terms != nullptr) return tangent_ogden<Real, true>(row);
  if (row.fibre != nullptr) {
    return remembers ? tangent_invariant<Real, true, true, true, true>(row)
                     : tangent_invariant<Real, true, false, true, true>(row);
  }
  if (remembers) {
    return is_series ? tangent_invariant<Real, true, true, true, false>(row)
                     : tangent_invariant<Real, false, true, true, false>(row);
  }
  return is_series ? tangent_invariant<Real, true, false, true, false>(row)
                   : tangent_invariant<Real, false, false, true, false>(row);
}

}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
