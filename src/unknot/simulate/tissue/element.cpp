#include "unknot/simulate/tissue/element.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

/// dN_n/dxi_a of the trilinear shape functions, node x + 2 z + 4 y.
Vector3 shape_gradient(int n, const ElementPoint& at) {
  const std::array<double, 3> side = {(n & 1) != 0 ? 1.0 : -1.0, (n >> 2) != 0 ? 1.0 : -1.0,
                                      ((n >> 1) & 1) != 0 ? 1.0 : -1.0};
  Vector3 out{};
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t b = (a + 1) % 3, c = (a + 2) % 3;
    out[a] = side[a] * (1 + side[b] * at[b]) * (1 + side[c] * at[c]) / 8;
  }
  return out;
}

}  // namespace

ElementPoint gauss_point(int g) {
  constexpr double kPoint = 0.57735026918962576451;
  return {(g & 1) != 0 ? kPoint : -kPoint, (g >> 2) != 0 ? kPoint : -kPoint, ((g >> 1) & 1) != 0 ? kPoint : -kPoint};
}

Matrix3 jacobian_m(const Grid& grid, int i, int j, int k, const ElementPoint& at) {
  Matrix3 out{};
  for (int n = 0; n < 8; ++n) {
    const Vector3 gradient = shape_gradient(n, at);
    const Vector3 place = grid.place(i + (n & 1), j + (n >> 2), k + ((n >> 1) & 1));
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t a = 0; a < 3; ++a) out[3 * c + a] += place[c] * gradient[a];
    }
  }
  return out;
}

bool is_sound(const Grid& grid, int i, int j, int k) {
  constexpr double kPoint = 0.57735026918962576451;
  constexpr std::array<double, 2> kNear = {(1 + kPoint) / 2, (1 - kPoint) / 2};  // weights of an edge, of the opposite
  std::array<Vector3, 8> place{};
  for (int n = 0; n < 8; ++n)
    place[static_cast<std::size_t>(n)] = grid.place(i + (n & 1), j + (n >> 2), k + ((n >> 1) & 1));
  // Along an axis the place changes as the four edges that way do, dealt out by the other two coordinates.
  const auto slope = [&](std::size_t step, std::size_t one, std::size_t other, int at_one, int at_other) {
    Vector3 sum{};
    for (std::size_t a = 0; a < 2; ++a) {
      for (std::size_t b = 0; b < 2; ++b) {
        const double weight =
            kNear[a ^ static_cast<std::size_t>(at_one)] * kNear[b ^ static_cast<std::size_t>(at_other)];
        const Vector3 &from = place[a * one + b * other], &to = place[a * one + b * other + step];
        for (std::size_t c = 0; c < 3; ++c) sum[c] += weight * (to[c] - from[c]);
      }
    }
    return sum;
  };
  std::array<std::array<Vector3, 4>, 3> slopes{};
  for (std::size_t n = 0; n < 4; ++n) {
    const int one = static_cast<int>(n % 2), other = static_cast<int>(n / 2);
    slopes[0][n] = slope(1, 4, 2, one, other);
    slopes[1][n] = slope(4, 1, 2, one, other);
    slopes[2][n] = slope(2, 1, 4, one, other);
  }
  for (std::size_t g = 0; g < 8; ++g) {
    const std::size_t x = g & 1, y = g >> 2, z = (g >> 1) & 1;
    const Vector3 &a = slopes[0][y + 2 * z], &b = slopes[1][x + 2 * z], &c = slopes[2][x + 2 * y];
    const double volume =
        a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    // The negation refuses places that are no numbers, too.
    if (!(volume > 0)) return false;
  }
  return true;
}

Matrix3 deformation_gradient(const Grid& grid, const Buffer<double>& u, int i, int j, int k, const ElementPoint& at) {
  const Shape shape = grid.shape();
  const Matrix3 rest = jacobian_m(grid, i, j, k, at);
  Matrix3 turned = cofactor(rest);  // its transpose over the determinant is the inverse
  const double volume = determinant(rest);
  for (double& value : turned) value /= volume;
  Matrix3 f{1, 0, 0, 0, 1, 0, 0, 0, 1};
  for (int n = 0; n < 8; ++n) {
    const Vector3 gradient = shape_gradient(n, at);
    const double* from = u.data() + shape.vector_at(j + (n >> 2), k + ((n >> 1) & 1)) + i + (n & 1);
    for (std::size_t b = 0; b < 3; ++b) {
      const double along =
          turned[3 * b] * gradient[0] + turned[3 * b + 1] * gradient[1] + turned[3 * b + 2] * gradient[2];
      for (std::size_t c = 0; c < 3; ++c) f[3 * c + b] += from[static_cast<std::ptrdiff_t>(c) * shape.stride] * along;
    }
  }
  return f;
}

Response isochoric_response(const Grid& grid, int i, int j, int k, const Matrix3& deformation, bool with_tangent) {
  Response out = grid.law(k).isochoric(deformation, with_tangent);
  if (!grid.stiffness_ratio.empty()) {
    const double ratio = grid.element_stiffness_ratio(i, j, k);
    out.energy_J_m3 *= ratio;
    for (double& value : out.stress_Pa) value *= ratio;
    for (double& value : out.tangent_Pa) value *= ratio;
  }
  if (!grid.fibre_Pa.empty()) {
    const std::size_t n = grid.element_index(i, j, k);
    const Response fibre = fibre_response(grid.fibre_Pa[n], grid.fibre_ratio[n], deformation, with_tangent);
    out.energy_J_m3 += fibre.energy_J_m3;
    for (std::size_t m = 0; m < 9; ++m) out.stress_Pa[m] += fibre.stress_Pa[m];
    for (std::size_t m = 0; m < 81; ++m) out.tangent_Pa[m] += fibre.tangent_Pa[m];
  }
  return out;
}

PointState point_state(const Grid& grid, const Buffer<double>& u, const StepHistory& history,
                       double volume_strain_ratio, int i, int j, int k, const ElementPoint& at) {
  PointState out;
  out.deformation = deformation_gradient(grid, u, i, j, k, at);
  out.volume_ratio = determinant(out.deformation);
  Matrix3 piola_Pa = isochoric_response(grid, i, j, k, out.deformation, false).stress_Pa;
  const Shape shape = grid.shape();
  if (const double* memory = history.at(shape, j, k); memory != nullptr) {
    // Symmetric planes 00 11 22 01 12 02.
    constexpr std::array<std::size_t, 9> kPlane = {0, 3, 5, 3, 1, 4, 5, 4, 2};
    std::array<double, 6> mean_Pa{};
    for (std::size_t n = 0; n < 6; ++n) {
      for (std::size_t point = 0; point < 8; ++point)
        mean_Pa[n] += memory[static_cast<std::ptrdiff_t>(6 * point + n) * shape.stride + i] / 8;
    }
    const double ratio = history.viscous_ratio[static_cast<std::size_t>(k)];
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t c = 0; c < 3; ++c) {
        piola_Pa[3 * r + c] *= ratio;
        for (std::size_t m = 0; m < 3; ++m)
          piola_Pa[3 * r + c] += out.deformation[3 * r + m] * mean_Pa[kPlane[3 * m + c]];
      }
    }
  }
  out.cauchy_Pa = cauchy_stress_Pa(piola_Pa, out.deformation);
  const double own_Pa = (out.cauchy_Pa[0] + out.cauchy_Pa[4] + out.cauchy_Pa[8]) / 3;
  double deviator = 0;
  for (std::size_t n = 0; n < 9; ++n) {
    const double part = out.cauchy_Pa[n] - (n % 4 == 0 ? own_Pa : 0);
    deviator += part * part;
  }
  out.von_mises_Pa = std::sqrt(1.5 * deviator);
  const double bulk_Pa = grid.bulk_Pa(i, j, k) * volume_strain_ratio;
  for (std::size_t n = 0; n < 9; n += 4) out.cauchy_Pa[n] += bulk_Pa;
  out.pressure_Pa = -bulk_Pa - own_Pa;
  return out;
}

double least_log_strain_ratio(const Matrix3& f) {
  Matrix3 c{};
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      for (std::size_t m = 0; m < 3; ++m) c[3 * a + b] += f[3 * m + a] * f[3 * m + b];
    }
  }
  return 0.5 * std::log(std::max(symmetric_eigen(c).values[0], 1e-12));
}

}  // namespace unknot::tissue
