#include "unknot/simulate/tissue/supports.h"

#include <cmath>
#include <map>
#include <tuple>

namespace unknot::tissue {
namespace {

/// A node, ordered as vectors are.
using Key = std::tuple<int, int, int>;  // j, k, i
/// Two-point Gauss rule on 0 to 1.
constexpr std::array<double, 2> kPoints = {0.21132486540518711775, 0.78867513459481288225};
constexpr std::array<std::array<std::size_t, 2>, 6> kPlanes = {{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {0, 2}}};

struct Faces {
  const Grid& grid;
  std::map<Key, std::array<double, 6>> found;

  /// Deals a quadrilateral's springs out to its corners (first axis fastest).
  template <class SpringOf>
  void add(const std::array<Key, 4>& corner, const SpringOf& spring_of) {
    std::array<Vector3, 4> place{};
    for (std::size_t n = 0; n < 4; ++n) {
      const auto [j, k, i] = corner[n];
      place[n] = grid.place(i, j, k);
    }
    std::array<Vector3, 4> share{};  // integral of the shape function times the normal
    std::array<double, 4> area_m2{};
    for (const double r : kPoints) {
      for (const double s : kPoints) {
        Vector3 a{}, b{};
        for (std::size_t c = 0; c < 3; ++c) {
          a[c] = (1 - s) * (place[1][c] - place[0][c]) + s * (place[3][c] - place[2][c]);
          b[c] = (1 - r) * (place[2][c] - place[0][c]) + r * (place[3][c] - place[1][c]);
        }
        const Vector3 n{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
        const double size = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        const std::array<double, 4> shape = {(1 - r) * (1 - s), r * (1 - s), (1 - r) * s, r * s};
        for (std::size_t m = 0; m < 4; ++m) {
          area_m2[m] += shape[m] * size / 4;
          for (std::size_t c = 0; c < 3; ++c) share[m][c] += shape[m] * n[c] / 4;
        }
      }
    }
    for (std::size_t m = 0; m < 4; ++m) {
      const Spring spring = spring_of(corner[m]);
      if (spring.normal_Pa_m == 0 && spring.tangential_Pa_m == 0) continue;
      const Vector3& n = share[m];
      const double square = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
      std::array<double, 6>& planes = found[corner[m]];
      for (std::size_t p = 0; p < 6; ++p) {
        const auto [a, b] = kPlanes[p];
        planes[p] += area_m2[m] * ((a == b ? spring.tangential_Pa_m : 0) +
                                   (spring.normal_Pa_m - spring.tangential_Pa_m) * n[a] * n[b] / square);
      }
    }
  }
};

}  // namespace

std::vector<Support> find_supports(const Grid& grid) {
  Faces faces{grid, {}};
  const int nx = grid.elements_x(), ny = grid.elements_y(), nz = grid.elements_z();
  if (!grid.foundation.empty()) {
    const auto below = [&](const Key& key) {
      const auto [j, k, i] = key;
      return grid.foundation[static_cast<std::size_t>(j) * grid.x_m.size() + static_cast<std::size_t>(i)];
    };
    for (int j = 0; j < ny; ++j) {
      for (int i = 0; i < nx; ++i)
        faces.add({Key{j, nz, i}, Key{j, nz, i + 1}, Key{j + 1, nz, i}, Key{j + 1, nz, i + 1}}, below);
    }
  }
  if (grid.side.normal_Pa_m > 0 || grid.side.tangential_Pa_m > 0) {
    const auto beside = [&](const Key&) { return grid.side; };
    for (int k = 0; k < nz; ++k) {
      for (const int j : {0, ny}) {
        for (int i = 0; i < nx; ++i)
          faces.add({Key{j, k, i}, Key{j, k, i + 1}, Key{j, k + 1, i}, Key{j, k + 1, i + 1}}, beside);
      }
      for (const int i : {0, nx}) {
        for (int j = 0; j < ny; ++j)
          faces.add({Key{j, k, i}, Key{j + 1, k, i}, Key{j, k + 1, i}, Key{j + 1, k + 1, i}}, beside);
      }
    }
  }
  std::vector<Support> out;
  for (const auto& [key, planes] : faces.found) {
    const auto [j, k, i] = key;
    if (k < grid.shape().free_z) out.push_back({i, j, k, planes});
  }
  return out;
}

std::vector<Support> coarsen_supports(const std::vector<Support>& fine, const LineTransfer& x, const LineTransfer& y) {
  std::map<Key, std::array<double, 6>> sums;
  for (const Support& support : fine) {
    const auto i = static_cast<std::size_t>(support.i), j = static_cast<std::size_t>(support.j);
    for (int n = 0; n < 4; ++n) {
      const double weight = (n % 2 != 0 ? x.right_ratio[i] : 1 - x.right_ratio[i]) *
                            (n / 2 != 0 ? y.right_ratio[j] : 1 - y.right_ratio[j]);
      if (weight == 0) continue;
      std::array<double, 6>& planes = sums[{y.left[j] + n / 2, support.k, x.left[i] + n % 2}];
      for (std::size_t p = 0; p < 6; ++p) planes[p] += weight * support.planes_N_m[p];
    }
  }
  std::vector<Support> out;
  for (const auto& [key, planes] : sums) {
    const auto [j, k, i] = key;
    out.push_back({i, j, k, planes});
  }
  return out;
}

Vector3 support_force_N(const Support& support, const Shape& shape, const Buffer<double>& u) {
  const double* at = u.data() + shape.vector_at(support.j, support.k) + support.i;
  const double x = at[0], y = at[shape.stride], z = at[2 * shape.stride];
  const auto& p = support.planes_N_m;
  return {-(p[0] * x + p[3] * y + p[5] * z), -(p[3] * x + p[1] * y + p[4] * z), -(p[5] * x + p[4] * y + p[2] * z)};
}

double add_supports_J(const std::vector<Support>& supports, const Shape& shape, const Buffer<double>& u,
                      Buffer<double>& residual) {
  double energy_J = 0;
  for (const Support& support : supports) {
    const Vector3 force_N = support_force_N(support, shape, u);
    const std::ptrdiff_t at = shape.vector_at(support.j, support.k) + support.i;
    for (std::size_t c = 0; c < 3; ++c) {
      const auto n = static_cast<std::size_t>(at + static_cast<std::ptrdiff_t>(c) * shape.stride);
      residual[n] -= force_N[c];
      energy_J -= 0.5 * force_N[c] * u[n];
    }
  }
  return energy_J;
}

}  // namespace unknot::tissue
