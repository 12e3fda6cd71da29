// Ogden's law in the inner loops against the law itself (material.h), point by point: forces and tangents of one box
// under one deformation, also where principal stretches coincide or nearly do.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "unknot/simulate/tissue/element.h"
#include "unknot/simulate/tissue/multigrid.h"

namespace unknot::tissue {
namespace {

/// One box of 10 x 20 x 30 mm with a bottom that is free: nothing is hidden.
Grid one_box(const std::vector<OgdenTerm>& terms) {
  Grid grid;
  grid.x_m = {0, 0.01};
  grid.y_m = {0, 0.02};
  grid.z_m = {0, 0.03};
  grid.layer_of = {0};
  grid.laws = {Law::ogden(terms, -1)};  // no bulk modulus: only what keeps the volume
  grid.foundation.resize(4);
  return grid;
}

/// Node n = x + 2 z + 4 y of the box in solver layout.
std::size_t at(const Shape& shape, int n, std::size_t c) {
  return static_cast<std::size_t>(shape.vector_at(n >> 2, (n >> 1) & 1) +
                                  static_cast<std::ptrdiff_t>(c) * shape.stride + (n & 1));
}

/// dN/dX of all nodes at a Gauss point.
std::array<Vector3, 8> gradients(const Grid& grid, int g) {
  std::array<Vector3, 8> out{};
  Shape shape = grid.shape();
  for (int n = 0; n < 8; ++n) {
    Buffer<double> u(shape.vector_size());
    u[at(shape, n, 0)] = 1;
    const Matrix3 f = deformation_gradient(grid, u, 0, 0, 0, gauss_point(g));
    out[static_cast<std::size_t>(n)] = {f[0] - 1, f[1], f[2]};
  }
  return out;
}

Buffer<double> linear_field(const Grid& grid, const Matrix3& f) {
  const Shape shape = grid.shape();
  Buffer<double> u(shape.vector_size());
  for (int n = 0; n < 8; ++n) {
    const Vector3 x = grid.place(n & 1, n >> 2, (n >> 1) & 1);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t a = 0; a < 3; ++a) u[at(shape, n, c)] += (f[3 * c + a] - (a == c ? 1 : 0)) * x[a];
    }
  }
  return u;
}

struct Compared {
  double forces_ratio = 0, tangent_ratio = 0;  // largest error over largest value
};

template <class Real>
Compared compare(const std::vector<OgdenTerm>& terms, const Matrix3& f, const KernelTable& kernels) {
  const Grid grid = one_box(terms);
  const Shape shape = grid.shape();
  const Buffer<double> u = linear_field(grid, f);
  const ElementArrays<double> arrays(grid);
  Buffer<double> force(shape.vector_size()), volume(static_cast<std::size_t>(shape.stride));
  ResidualRow row;
  fill_element_row(grid, arrays, shape, 0, 0, u.data(), row);
  for (int n = 0; n < 4; ++n) row.force[n] = force.data() + shape.vector_at(n / 2, n % 2);
  row.volume_strain = volume.data();
  kernels.residual_row(row);

  Buffer<double> direction(shape.vector_size());
  for (int n = 0; n < 8; ++n) {
    for (std::size_t c = 0; c < 3; ++c) direction[at(shape, n, c)] = std::sin(3.0 * n + 5.0 * static_cast<double>(c));
  }
  SerialExecutor executor;
  Multigrid<Real> tangent(grid, kernels, executor);
  tangent.realize(u, Buffer<double>(static_cast<std::size_t>(shape.stride)), StepHistory{}, SurfaceStiffness{});
  const Buffer<double> product = tangent.multiply(direction);

  const Response law = grid.law(0).isochoric(f, true);
  const double weight = 0.01 * 0.02 * 0.03 / 8;
  std::array<double, 24> forces{}, products{};
  for (int g = 0; g < 8; ++g) {
    const auto gradient = gradients(grid, g);
    Matrix3 slope{}, change{};  // of the direction; of the stress
    for (std::size_t n = 0; n < 8; ++n) {
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t a = 0; a < 3; ++a)
          slope[3 * c + a] += direction[at(shape, static_cast<int>(n), c)] * gradient[n][a];
      }
    }
    for (std::size_t m = 0; m < 9; ++m) {
      for (std::size_t o = 0; o < 9; ++o) change[m] += law.tangent_Pa[9 * m + o] * slope[o];
    }
    for (std::size_t n = 0; n < 8; ++n) {
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t a = 0; a < 3; ++a) {
          forces[3 * n + c] += weight * law.stress_Pa[3 * c + a] * gradient[n][a];
          products[3 * n + c] += weight * change[3 * c + a] * gradient[n][a];
        }
      }
    }
  }
  Compared out;
  // At rest there are no forces: the scale is then the modulus on the box's face.
  double forces_size = 1e-3 * grid.law(0).shear_Pa() * 0.01 * 0.02, products_size = 0;
  for (std::size_t n = 0; n < 8; ++n) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::size_t place = at(shape, static_cast<int>(n), c);
      out.forces_ratio = std::max(out.forces_ratio, std::abs(force[place] - forces[3 * n + c]));
      out.tangent_ratio = std::max(out.tangent_ratio, std::abs(product[place] - products[3 * n + c]));
      forces_size = std::max(forces_size, std::abs(forces[3 * n + c]));
      products_size = std::max(products_size, std::abs(products[3 * n + c]));
    }
  }
  out.forces_ratio /= forces_size;
  out.tangent_ratio /= products_size;
  return out;
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

std::vector<Matrix3> deformations() {
  std::vector<Matrix3> out = {{1, 0, 0, 0, 1, 0, 0, 0, 1},
                              {1 + 1e-7, 2e-8, 0, 0, 1, 0, 0, 3e-8, 1 - 1e-7},
                              {1.1, 0.2, 0, 0, 0.9, 0.1, 0.05, 0, 0.8},
                              {0.7, 0, 0, 0, 1.2, 0, 0, 0, 1.2},
                              {1, 0.6, 0, 0, 1, 0, 0, 0, 1},
                              {0.4, 0.1, 0, 0, 1.5, 0.3, 0, -0.2, 1.6},
                              {1.3, 0, 0, 0, 1.3, 0, 0, 0, 1.3}};
  const double c = std::cos(0.7), s = std::sin(0.7);
  const Matrix3 turn = multiply({c, -s, 0, s, c, 0, 0, 0, 1}, {1, 0, 0, 0, c, -s, 0, s, c});
  const Matrix3 back = {turn[0], turn[3], turn[6], turn[1], turn[4], turn[7], turn[2], turn[5], turn[8]};
  // Two stretches ever nearer to each other, along axes of no special direction; then all three.
  for (const double apart : {1e-2, 1e-4, 1e-6, 1e-9, 1e-12, 1e-15, 0.0}) {
    out.push_back(multiply(turn, multiply({0.8, 0, 0, 0, 1.1, 0, 0, 0, 1.1 * (1 + apart)}, back)));
    out.push_back(multiply(multiply({0.9, 0, 0, 0, 0.9 * (1 + apart), 0, 0, 0, 0.9 * (1 - apart)}, back), turn));
  }
  return out;
}

TEST(Ogden, LanesAgreeWithTheLaw) {
  const std::vector<std::vector<OgdenTerm>> laws = {
      {{3e3, 10}}, {{3e3, 2}}, {{1e3, -5}}, {{3e3, 6}, {1e3, -4}}, {{2e3, 1.3}, {5e2, 22.5}, {3e2, -2}}};
  double forces_ratio = 0, tangent_ratio = 0, single_ratio = 0;
  for (const auto& terms : laws) {
    int number = 0;
    for (const Matrix3& f : deformations()) {
      for (const KernelTable* kernels : runnable_kernels()) {
        const Compared found = compare<double>(terms, f, *kernels);
        EXPECT_LT(found.forces_ratio, 1e-9) << kernels->name << " alpha " << terms[0].alpha_ratio << " no " << number;
        EXPECT_LT(found.tangent_ratio, 1e-9) << kernels->name << " alpha " << terms[0].alpha_ratio << " no " << number;
        const Compared single = compare<float>(terms, f, *kernels);
        EXPECT_LT(single.tangent_ratio, 1e-4) << kernels->name << " alpha " << terms[0].alpha_ratio << " no " << number;
        forces_ratio = std::max(forces_ratio, found.forces_ratio);
        tangent_ratio = std::max(tangent_ratio, found.tangent_ratio);
        single_ratio = std::max(single_ratio, single.tangent_ratio);
      }
      ++number;
    }
  }
  std::printf("largest errors: forces %.1e, tangent %.1e, tangent in single precision %.1e\n", forces_ratio,
              tangent_ratio, single_ratio);
}

}  // namespace
}  // namespace unknot::tissue
