#pragma once
// Loops over a row of elements: internal forces, volume change.
// Input: ResidualRow, VolumeRow (kernels.h). Output: what they say. docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/kernel_ogden.h"

// lint_units off: arrays in solver layout; units are stated in kernels.h
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

template <bool kCurved>
void residual_of(ResidualRow& row) {
  using V = DoubleLanes;
  V least = V{} + 1e300;
  V energy_sum{};
  const double half = row.length_m * row.height_m / 8;
  for (int e = 0; e < row.elements_count; e += kLanes<double>) {
    Gradients<double> grad, rest;
    find_gradients<double, kCurved>(row, row.u, e, grad);
    const V mask = load(row.mask + e);
    const V weight = load(row.width_m + e) * half;
    // One place further on this vector's last lane, which is none, would lie in the next row: adding nothing to what
    // another thread adds to undoes that.
    const bool at_end = e + kLanes<double> >= row.stride;
    V ratio = V{} + 1;
    if constexpr (kCurved) {
      find_gradients<double, true>(row, row.place, e, rest);
      ratio = load(row.stiffness_ratio + e);
    }
    V px[4][3]{}, py[4][3]{}, pz[4][3]{}, cx[4][3]{}, cy[4][3]{}, cz[4][3]{};
    V volume_sum{}, rest_sum{}, energy{};
#pragma GCC unroll 1
    for (int g = 0; g < 8; ++g) {
      Kinematics<double> k;
      PointMap<double> map;
      V h[9], p[9], point_energy;
      gather(grad, g, h);
      if constexpr (kCurved) {
        find_map(rest, g, mask, map);
        turn_gradient(map, h);
      }
      find_kinematics<double>(h, k);
      if (row.terms == nullptr) {
        const V x = k.i1 * k.scale - 3;
        const V slope = row.c1 + x * (2 * row.c2 + x * (3 * row.c3));
        point_energy = x * (row.c1 + x * (row.c2 + x * row.c3)) * row.viscous_ratio;
        const V m = 2 * row.viscous_ratio * slope * k.scale;
        const V n = m * k.i1 / (-3 * k.j);
        for (int i = 0; i < 9; ++i) p[i] = m * k.f[i] + n * k.cof[i];
      } else {
        ogden_stress(row, h, k.f, p, &point_energy);
        point_energy *= row.viscous_ratio;
        for (int i = 0; i < 9; ++i) p[i] *= row.viscous_ratio;
      }
      if constexpr (kCurved) {
        point_energy *= ratio;
        for (int i = 0; i < 9; ++i) p[i] *= ratio;
        if (row.fibre != nullptr) {
          FibrePoint<double> fibre;
          find_fibre(row, e, k, fibre);
          const V m = 2 * fibre.modulus * fibre.strain * k.scale;
          const V n = m * fibre.i4 / (-3 * k.j);
          point_energy += 0.5 * fibre.modulus * fibre.strain * fibre.strain;
          for (int i = 0; i < 9; ++i) p[i] += m * fibre.drawn[i / 3] * fibre.direction[i % 3] + n * k.cof[i];
        }
      }
      if (row.history != nullptr) {
        V s[6];
        for (int n = 0; n < 6; ++n) s[n] = history_at(row, g, n, e);
        for (int i = 0; i < 3; ++i) {
          for (int a = 0; a < 3; ++a) {
            const V q =
                k.f[3 * i] * s[kVoigt[a]] + k.f[3 * i + 1] * s[kVoigt[3 + a]] + k.f[3 * i + 2] * s[kVoigt[6 + a]];
            p[3 * i + a] += q;
            point_energy += 0.5 * (q * k.f[3 * i + a]) - (i == a ? 0.5 * s[kVoigt[4 * a]] : V{});
          }
        }
      }
      least = k.j < least ? k.j : least;
      if constexpr (kCurved) {
        energy += map.weight * point_energy;
        volume_sum += map.weight * k.volume;
        rest_sum += map.weight;
        pull_stress(map, p);
        pull_stress(map, k.cof);
      } else {
        energy += point_energy;
        volume_sum += k.volume;
      }
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
    V volume = volume_sum * 0.125, pressure = row.bulk * volume;
    V wx = mask * half, wy = weight / row.length_m, wz = weight / row.height_m;
    if constexpr (kCurved) {
      volume = volume_sum / (rest_sum > 0 ? rest_sum : V{} + 1);
      pressure = row.bulk * ratio * volume;
      energy_sum += energy + 0.5 * rest_sum * pressure * volume;
      wx = wy = wz = mask;
    } else {
      energy_sum += weight * (energy + 4 * pressure * volume);
    }
    store(row.volume_strain + e, mask * volume);
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
      for (int n = 0; n < 8; ++n) {
        double* to = row.force[n >> 1] + c * row.stride + e;
        if ((n & 1) == 0) {
          add_to(to, force[n]);
        } else if (at_end) {
          add_to(to, Shifted<V>::up(force[n]));
        } else {
          add_to(to + 1, force[n]);
        }
      }
    }
  }
  row.min_volume_ratio = least[0];
  row.energy_J = 0;
  for (int lane = 0; lane < kLanes<double>; ++lane) {
    row.min_volume_ratio = least[lane] < row.min_volume_ratio ? least[lane] : row.min_volume_ratio;
    row.energy_J += energy_sum[lane];
  }
}

void residual_row(ResidualRow& row) {
  if (row.place[0] == nullptr) return residual_of<false>(row);
  residual_of<true>(row);
}

template <bool kCurved>
void volume_of(const VolumeRow& row) {
  using V = DoubleLanes;
  for (int e = 0; e < row.elements_count; e += kLanes<double>) {
    Gradients<double> grad, change, rest;
    find_gradients<double, kCurved>(row, row.u, e, grad);
    find_gradients<double, kCurved>(row, row.du, e, change);
    const V mask = load(row.mask + e);
    if constexpr (kCurved) find_gradients<double, true>(row, row.place, e, rest);
    V sum{}, rest_sum{};
    for (int g = 0; g < 8; ++g) {
      Kinematics<double> k;
      PointMap<double> map;
      V h[9], d[9];
      gather(grad, g, h);
      gather(change, g, d);
      if constexpr (kCurved) {
        find_map(rest, g, mask, map);
        turn_gradient(map, h);
        turn_gradient(map, d);
      }
      find_kinematics<double>(h, k);
      V part = k.cof[0] * d[0] + k.cof[1] * d[1] + k.cof[2] * d[2];
      for (int n = 3; n < 9; n += 3) part += k.cof[n] * d[n] + k.cof[n + 1] * d[n + 1] + k.cof[n + 2] * d[n + 2];
      if constexpr (kCurved) {
        sum += map.weight * part;
        rest_sum += map.weight;
      } else {
        sum += part;
      }
    }
    if constexpr (kCurved) {
      store(row.volume_change + e, mask * sum / (rest_sum > 0 ? rest_sum : V{} + 1));
    } else {
      store(row.volume_change + e, mask * sum * 0.125);
    }
  }
}

void volume_row(const VolumeRow& row) {
  if (row.place[0] == nullptr) return volume_of<false>(row);
  volume_of<true>(row);
}
}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
