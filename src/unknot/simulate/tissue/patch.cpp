#include "unknot/simulate/tissue/patch.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unknot::tissue {
namespace {

/// Where between a touching node and its free neighbour the contact ends, as a share of the way: the gaps beyond, a
/// power of the distance from the edge, are carried back to zero. The power is 3/2 at a soft edge (Hertz), 2 under a
/// stiff skin; the third gap tells. A share below 0 means that the touching node itself is only just held.
double edge_share(const std::array<double, 3>& gap, const std::array<double, 3>& place) {
  constexpr int kPowers_count = 11;
  constexpr double kLeastShare_ratio = -0.75;
  double best_miss = 1e300, share = 0.5;
  for (int n = 0; n < kPowers_count; ++n) {
    const double power = 1.5 + 0.5 * n / (kPowers_count - 1);
    const double a = std::pow(gap[0], 1 / power), b = std::pow(gap[1], 1 / power);
    const double slope = (b - a) / (place[1] - place[0]);
    const double edge = place[0] - a / slope;
    const double miss = std::abs(std::pow(slope * (place[2] - edge), power) - gap[2]);
    if (miss < best_miss) {
      best_miss = miss;
      share = edge;
    }
  }
  return std::clamp(share, kLeastShare_ratio, 1.0);
}

}  // namespace

Patch measure_patch(const TissueSolver& solver) {
  const Contact& contact = *solver.contact();
  const Grid& grid = solver.grid();
  const Shape shape = grid.shape();
  const int nx = grid.elements_x(), ny = grid.elements_y();
  using Point = std::array<double, 2>;
  const auto moved = [&](int i, int j) {
    Vector3 at = grid.place(i, j, 0);
    for (std::size_t c = 0; c < 3; ++c) {
      at[c] += solver.displacement_m()[static_cast<std::size_t>(shape.vector_at(j, 0) +
                                                                static_cast<std::ptrdiff_t>(c) * shape.stride + i)];
    }
    return at;
  };
  const auto place = [&](int i, int j) {
    const Vector3 at = moved(i, j);
    return Point{at[0], at[1]};
  };
  const auto touches = [&](int i, int j) { return contact.node(i, j).pressure_Pa > 0; };
  // The end of contact on the way from (i, j), which touches, to its neighbour, which does not.
  const auto edge = [&](int i, int j, int di, int dj) {
    const auto inside = [&](int a, int b) { return a >= 0 && b >= 0 && a <= nx && b <= ny; };
    const auto length = [&](int a, int b, int c, int d) {
      const Point p = place(a, b), q = place(c, d);
      return std::hypot(q[0] - p[0], q[1] - p[1]);
    };
    const double way = length(i, j, i + di, j + dj);
    std::array<double, 3> gap{}, at{};
    double far = 0;
    bool falls = true;
    for (int n = 0; n < 3; ++n) {
      const int ni = i + (n + 1) * di, nj = j + (n + 1) * dj;
      if (!inside(ni, nj) || touches(ni, nj)) {
        falls = false;
        break;
      }
      far += length(ni - di, nj - dj, ni, nj) / way;
      const auto m = static_cast<std::size_t>(n);
      gap[m] = contact.node(ni, nj).gap_m;
      at[m] = far;
      falls = falls && gap[m] > (n == 0 ? 0 : gap[m - 1]);
    }
    const double share = falls ? edge_share(gap, at) : 0.5;
    const Point p = place(i, j), q = place(i + di, j + dj);
    return Point{p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])};
  };
  Patch out;
  constexpr std::array<std::array<int, 2>, 4> kCorner = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
  for (int j = 0; j < ny; ++j) {
    for (int i = 0; i < nx; ++i) {
      std::vector<Point> polygon;
      for (std::size_t n = 0; n < 4; ++n) {
        const auto [ax, ay] = kCorner[n];
        const auto [bx, by] = kCorner[(n + 1) % 4];
        const bool a = touches(i + ax, j + ay), b = touches(i + bx, j + by);
        if (a) polygon.push_back(place(i + ax, j + ay));
        if (a && !b) polygon.push_back(edge(i + ax, j + ay, bx - ax, by - ay));
        if (b && !a) polygon.push_back(edge(i + bx, j + by, ax - bx, ay - by));
      }
      for (std::size_t n = 0; n < polygon.size(); ++n) {
        const Point& p = polygon[n];
        const Point& q = polygon[(n + 1) % polygon.size()];
        out.area_m2 += 0.5 * (p[0] * q[1] - q[0] * p[1]);
      }
    }
  }
  for (int j = 0; j <= ny; ++j) {
    for (int i = 0; i <= nx; ++i) {
      if (!touches(i, j)) continue;
      // Pressure on the deformed area: a quarter of the parallelogram that the neighbours span.
      const int i0 = std::max(i - 1, 0), i1 = std::min(i + 1, nx), j0 = std::max(j - 1, 0), j1 = std::min(j + 1, ny);
      const auto spanned_m2 = [&](auto&& point) {
        const Vector3 west = point(i0, j), east = point(i1, j), north = point(i, j0), south = point(i, j1);
        Vector3 a{}, b{};
        for (std::size_t c = 0; c < 3; ++c) {
          a[c] = east[c] - west[c];
          b[c] = south[c] - north[c];
        }
        return std::hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
      };
      const double stretch = spanned_m2(moved) / spanned_m2([&](int m, int n) { return grid.place(m, n, 0); });
      out.peak_Pa = std::max(out.peak_Pa, contact.node(i, j).pressure_Pa / stretch);
    }
  }
  return out;
}

}  // namespace unknot::tissue
