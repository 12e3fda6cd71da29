#include "unknot/body/mesh.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "unknot/core/check.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

/// A corner or cell of the lattice.
struct Lattice {
  int i = 0, j = 0, k = 0;
};
constexpr int kFar_count = 1 << 19;

std::uint64_t key_of(const Lattice& at) {
  const auto part = [](int value) { return static_cast<std::uint64_t>(value + kFar_count); };
  return (part(at.i) << 40U) | (part(at.j) << 20U) | part(at.k);
}

constexpr Lattice corner_of(const Lattice& cell, int corner) {
  return {cell.i + (corner & 1), cell.j + ((corner >> 1) & 1), cell.k + ((corner >> 2) & 1)};
}

/// The six faces of a cell, corners counter-clockwise seen from outside.
constexpr int kFaces[6][4] = {{0, 4, 6, 2}, {1, 3, 7, 5}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 2, 3, 1}, {4, 5, 7, 6}};
constexpr Lattice kNeighbour[6] = {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}};

/// Marching cubes without a table: on every face the inside corners that lie side by side are joined, lone ones kept
/// apart, which both cells of a face decide alike; the joints of a cell then close into loops.
class Walker {
 public:
  Walker(const Field& field, const Vec3& start_m, double cell_m) : field_(field), origin_m_(start_m), cell_m_(cell_m) {}

  /// The nearest cell with a sheet in it, or nothing.
  bool find_start(Lattice& found) {
    constexpr int kAround_count = 6;
    double nearest = 1e9;
    for (int i = -kAround_count; i <= kAround_count; ++i) {
      for (int j = -kAround_count; j <= kAround_count; ++j) {
        for (int k = -kAround_count; k <= kAround_count; ++k) {
          const double away = i * i + j * j + k * k;
          if (away < nearest && is_mixed({i, j, k})) {
            nearest = away;
            found = {i, j, k};
          }
        }
      }
    }
    return nearest < 1e9;
  }

  /// False where the sheet leaves the lattice.
  bool walk(const Lattice& start, double limit_m) {
    const int limit_count = static_cast<int>(std::min(limit_m / 2 / cell_m_, kFar_count - 2.0));
    std::unordered_set<std::uint64_t> seen = {key_of(start)};
    std::deque<Lattice> queue = {start};
    while (!queue.empty()) {
      const Lattice cell = queue.front();
      queue.pop_front();
      if (std::max({std::abs(cell.i), std::abs(cell.j), std::abs(cell.k)}) > limit_count) {
        return false;
      }
      for (int f = 0; f < 6; ++f) {
        bool mixed = false;
        for (int c = 1; c < 4; ++c) {
          mixed = mixed || inside(corner_of(cell, kFaces[f][c])) != inside(corner_of(cell, kFaces[f][0]));
        }
        const Lattice next{cell.i + kNeighbour[f].i, cell.j + kNeighbour[f].j, cell.k + kNeighbour[f].k};
        if (mixed && seen.insert(key_of(next)).second) {
          queue.push_back(next);
        }
      }
      fill(cell);
    }
    return true;
  }

  std::vector<Vec3> position_m;
  std::vector<Triangle> triangles;

 private:
  [[nodiscard]] Vec3 place_m(const Lattice& at) const {
    return origin_m_ + Vec3{at.i * cell_m_, at.j * cell_m_, at.k * cell_m_};
  }
  double value(const Lattice& at) {
    const auto [it, fresh] = values_.try_emplace(key_of(at), 0.0);
    if (fresh) {
      it->second = field_(place_m(at));
    }
    return it->second;
  }
  bool inside(const Lattice& at) { return value(at) < 0; }
  bool is_mixed(const Lattice& cell) {
    for (int c = 1; c < 8; ++c) {
      if (inside(corner_of(cell, c)) != inside(cell)) {
        return true;
      }
    }
    return false;
  }

  std::uint32_t add_vertex(const Vec3& p_m) {
    position_m.push_back(p_m);
    return static_cast<std::uint32_t>(position_m.size() - 1);
  }

  /// The crossing on the lattice edge between two corners of a cell.
  std::uint32_t vertex_of(const Lattice& cell, int corner_a, int corner_b) {
    if (corner_a > corner_b) {
      std::swap(corner_a, corner_b);
    }
    const Lattice a = corner_of(cell, corner_a);
    const Lattice b = corner_of(cell, corner_b);
    const std::uint64_t axis = corner_b - corner_a == 1 ? 0 : corner_b - corner_a == 2 ? 1 : 2;
    const auto [it, fresh] = vertices_.try_emplace((axis << 60U) | key_of(a), 0);
    if (fresh) {
      const double t = value(a) / (value(a) - value(b));
      it->second = add_vertex(onto_sheet(place_m(a) + t * (place_m(b) - place_m(a))));
    }
    return it->second;
  }

  /// A few Newton steps down the gradient, never further than a cell.
  [[nodiscard]] Vec3 onto_sheet(const Vec3& from_m) const {
    Vec3 p = from_m;
    for (int i = 0; i < 3; ++i) {
      const Vec3 slope = gradient(field_, p, 0.02 * cell_m_);
      const double square = dot(slope, slope);
      if (square < 1e-6) {
        break;
      }
      p = p - field_(p) / square * slope;
      if (norm(p - from_m) > 0.6 * cell_m_) {
        return from_m;
      }
    }
    return p;
  }

  void fill(const Lattice& cell) {
    // Crossings are named by their two corners: 8 * less + greater.
    int next[64];
    std::fill(std::begin(next), std::end(next), -1);
    const auto name = [](int a, int b) { return a < b ? 8 * a + b : 8 * b + a; };
    for (const auto& face : kFaces) {
      for (int c = 0; c < 4; ++c) {
        if (inside(corner_of(cell, face[c])) || !inside(corner_of(cell, face[(c + 1) % 4]))) {
          continue;
        }
        int run = 1;  // inside corners that follow the crossing c -> c + 1
        while (inside(corner_of(cell, face[(c + run + 1) % 4]))) {
          ++run;
        }
        next[name(face[c], face[(c + 1) % 4])] = name(face[(c + run) % 4], face[(c + run + 1) % 4]);
      }
    }
    for (int start = 0; start < 64; ++start) {
      if (next[start] < 0) {
        continue;
      }
      std::vector<std::uint32_t> loop;
      for (int at = start; next[at] >= 0;) {
        loop.push_back(vertex_of(cell, at / 8, at % 8));
        const int then = next[at];
        next[at] = -1;
        at = then;
      }
      add_loop(loop);
    }
  }

  /// Loops of five and more get a vertex of their own: a chord could lie in a face and be met by the neighbour's.
  void add_loop(const std::vector<std::uint32_t>& loop) {
    if (loop.size() == 3) {
      triangles.push_back({loop[0], loop[1], loop[2]});
    } else if (loop.size() == 4) {
      const bool first =
          norm(position_m[loop[0]] - position_m[loop[2]]) < norm(position_m[loop[1]] - position_m[loop[3]]);
      const std::size_t s = first ? 0 : 1;
      triangles.push_back({loop[s], loop[s + 1], loop[s + 2]});
      triangles.push_back({loop[s], loop[s + 2], loop[(s + 3) % 4]});
    } else {
      Vec3 middle_m;
      for (const std::uint32_t vertex : loop) {
        middle_m = middle_m + 1.0 / static_cast<double>(loop.size()) * position_m[vertex];
      }
      const std::uint32_t centre = add_vertex(onto_sheet(middle_m));
      for (std::size_t i = 0; i < loop.size(); ++i) {
        triangles.push_back({loop[i], loop[(i + 1) % loop.size()], centre});
      }
    }
  }

  const Field& field_;
  Vec3 origin_m_;
  double cell_m_;
  std::unordered_map<std::uint64_t, double> values_;
  std::unordered_map<std::uint64_t, std::uint32_t> vertices_;
};

}  // namespace

std::size_t Mesh::triangles_count() const {
  std::size_t count = 0;
  for (const Part& part : parts) {
    count += part.triangles.size();
  }
  return count;
}

Vec3 gradient(const Field& field, const Vec3& p, double step_m) {
  const auto along = [&](const Vec3& step) { return (field(p + step) - field(p - step)) / (2 * step_m); };
  return {along({step_m, 0, 0}), along({0, step_m, 0}), along({0, 0, step_m})};
}

bool is_closed(const Mesh& mesh) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> directed;
  for (const Mesh::Part& part : mesh.parts) {
    for (const Triangle& triangle : part.triangles) {
      for (std::size_t i = 0; i < 3; ++i) {
        ++directed[{triangle[i], triangle[(i + 1) % 3]}];
      }
    }
  }
  return std::all_of(directed.begin(), directed.end(), [&](const auto& edge) {
    const auto back = directed.find({edge.first.second, edge.first.first});
    return edge.second == 1 && back != directed.end() && back->second == 1;
  });
}

double volume_m3(const Mesh& mesh) {
  double volume_m3 = 0;
  for (const Mesh::Part& part : mesh.parts) {
    for (const auto& [a, b, c] : part.triangles) {
      volume_m3 += dot(mesh.position_m[a], cross(mesh.position_m[b], mesh.position_m[c])) / 6;
    }
  }
  return volume_m3;
}

Result<Mesh> polygonise(const Field& field, const Vec3& start_m, double cell_m, double limit_m,
                        const std::string& material) {
  Walker walker(field, start_m, cell_m);
  Lattice start;
  if (!walker.find_start(start)) {
    return Error{ErrorCode::internal, "there is no surface near the start", "", "", {}};
  }
  if (!walker.walk(start, limit_m)) {
    return Error{ErrorCode::internal, "the surface does not close within " + number_text(limit_m) + " m", "", "", {}};
  }
  Mesh mesh;
  mesh.position_m = std::move(walker.position_m);
  for (const Vec3& p : mesh.position_m) {
    mesh.normal.push_back(unit(gradient(field, p, 0.05 * cell_m)));
  }
  mesh.parts.push_back({material, std::move(walker.triangles)});
  return mesh;
}

void split_part(Mesh& mesh, const std::string& from, const std::string& material, std::vector<double> divider) {
  UNKNOT_CHECK(divider.size() == mesh.position_m.size(), "one divider value per vertex");
  std::vector<Triangle> negative;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> cuts;
  const auto cut = [&](std::uint32_t a, std::uint32_t b) {
    const auto [it, fresh] = cuts.try_emplace({std::min(a, b), std::max(a, b)}, 0);
    if (fresh) {
      const double t = divider[a] / (divider[a] - divider[b]);
      it->second = static_cast<std::uint32_t>(mesh.position_m.size());
      mesh.position_m.push_back(mesh.position_m[a] + t * (mesh.position_m[b] - mesh.position_m[a]));
      mesh.normal.push_back(unit(mesh.normal[a] + t * (mesh.normal[b] - mesh.normal[a])));
      divider.push_back(0);
    }
    return it->second;
  };
  // Every part is cut, so that triangles on both sides of a seam stay matched.
  for (Mesh::Part& part : mesh.parts) {
    std::vector<Triangle> positive;
    for (const Triangle& triangle : part.triangles) {
      std::size_t lone = 3;
      int below_count = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        below_count += divider[triangle[i]] < 0 ? 1 : 0;
      }
      std::vector<Triangle>& below = part.material == from ? negative : positive;
      if (below_count == 0 || below_count == 3) {
        (below_count == 3 ? below : positive).push_back(triangle);
        continue;
      }
      for (std::size_t i = 0; i < 3; ++i) {
        lone = (divider[triangle[i]] < 0) == (below_count == 1) ? i : lone;
      }
      const std::uint32_t a = triangle[lone];
      const std::uint32_t b = triangle[(lone + 1) % 3];
      const std::uint32_t c = triangle[(lone + 2) % 3];
      const std::uint32_t ab = cut(a, b);
      const std::uint32_t ca = cut(c, a);
      (below_count == 1 ? below : positive).push_back({a, ab, ca});
      std::vector<Triangle>& rest = below_count == 1 ? positive : below;
      rest.push_back({ab, b, c});
      rest.push_back({ab, c, ca});
    }
    part.triangles = std::move(positive);
  }
  mesh.parts.push_back({material, std::move(negative)});
}

Mesh rounded_box(const Vec3& low_m, const Vec3& high_m, double rounding_m, const std::string& material) {
  // A cube's surface lattice, blown up to a ball, whose eight octants are then drawn apart.
  constexpr int kSide_count = 9;  // odd: no vertex lies between two octants
  Mesh mesh;
  mesh.parts.push_back({material, {}});
  std::map<std::array<int, 3>, std::uint32_t> known;
  const Vec3 middle_m = 0.5 * (low_m + high_m);
  const Vec3 half_m = 0.5 * (high_m - low_m) - Vec3{rounding_m, rounding_m, rounding_m};
  UNKNOT_CHECK(half_m.x >= 0 && half_m.y >= 0 && half_m.z >= 0, "the rounding does not fit into the box");
  const auto vertex = [&](const std::array<int, 3>& at) {
    const auto [it, fresh] = known.try_emplace(at, static_cast<std::uint32_t>(mesh.position_m.size()));
    if (fresh) {
      const auto coordinate = [](int i) { return std::tan((2.0 * i / kSide_count - 1) * std::atan(1.0)); };
      const Vec3 normal = unit(Vec3{coordinate(at[0]), coordinate(at[1]), coordinate(at[2])});
      mesh.normal.push_back(normal);
      mesh.position_m.push_back(middle_m + rounding_m * normal +
                                Vec3{std::copysign(half_m.x, normal.x), std::copysign(half_m.y, normal.y),
                                     std::copysign(half_m.z, normal.z)});
    }
    return it->second;
  };
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const int end : {0, kSide_count}) {
      for (int u = 0; u < kSide_count; ++u) {
        for (int v = 0; v < kSide_count; ++v) {
          const auto at = [&](int du, int dv) {
            std::array<int, 3> place{};
            place[axis] = end;
            place[(axis + 1) % 3] = u + du;
            place[(axis + 2) % 3] = v + dv;
            return vertex(place);
          };
          const std::uint32_t a = at(0, 0), b = at(1, 0), c = at(1, 1), d = at(0, 1);
          if (end == 0) {
            mesh.parts[0].triangles.push_back({a, c, b});
            mesh.parts[0].triangles.push_back({a, d, c});
          } else {
            mesh.parts[0].triangles.push_back({a, b, c});
            mesh.parts[0].triangles.push_back({a, c, d});
          }
        }
      }
    }
  }
  return mesh;
}

}  // namespace unknot
