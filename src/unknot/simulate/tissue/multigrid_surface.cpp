// The surface's stiffness on every level of the multigrid: what contact adds to the elements' tangent.
#include <algorithm>

#include "unknot/simulate/tissue/multigrid_level.h"

namespace unknot::tissue {
namespace {

constexpr std::array<int, kSurfaceNeighbours_count> kSurfaceDx = {0, 1, -1, 0, 1};
constexpr std::array<int, kSurfaceNeighbours_count> kSurfaceDy = {0, 0, 1, 1, 1};

/// Plane of the stencil's block for an in-plane neighbour.
int surface_plane(int neighbour) {
  if (neighbour == 0) return 0;
  if (neighbour == 1) return kDiagonalPlanes_count;
  return kDiagonalPlanes_count + 9 * (4 + 3 + kSurfaceDx[static_cast<std::size_t>(neighbour)] + 1);
}

/// Copies the planes that a surface stiffness touches, of one chunk of columns, between the stencil and `bare`.
template <class Level>
void copy_surface_planes(Level& level, int j, int i, bool keep) {
  auto* stencil = level.stencil.data() + level.shape.stencil_at(j, 0, i);
  auto* bare = level.bare.data() + static_cast<std::ptrdiff_t>(j) * kSurfacePlanes_count * level.shape.stride +
               static_cast<std::ptrdiff_t>(i) * kSurfacePlanes_count;
  for (int neighbour = 0; neighbour < kSurfaceNeighbours_count; ++neighbour) {
    const std::ptrdiff_t count = (neighbour == 0 ? kDiagonalPlanes_count : 9) * kChunk_count;
    auto* at = stencil + surface_plane(neighbour) * kChunk_count;
    keep ? std::copy(at, at + count, bare) : std::copy(bare, bare + count, at);
    bare += count;
  }
}

}  // namespace

template <class Real>
void Multigrid<Real>::keep_bare(Level& level, int j) {
  for (int i = 0; i < level.shape.nodes_x; i += kChunk_count) copy_surface_planes(level, j, i, true);
}

template <class Real>
void Multigrid<Real>::add_surface(Level& level) {
  const Shape& shape = level.shape;
  level.changing = level.touched;
  for (int j = 0; j < shape.nodes_y; ++j) {
    const auto row = static_cast<std::size_t>(j);
    if (level.touched[row] != 0) {
      for (int i = 0; i < shape.nodes_x; i += kChunk_count) copy_surface_planes(level, j, i, false);
      level.touched[row] = 0;
    }
    if (!level.any_surface) continue;
    for (int neighbour = 0; neighbour < kSurfaceNeighbours_count; ++neighbour) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const Block& block =
            level.surface[static_cast<std::size_t>((j * kSurfaceNeighbours_count + neighbour) * shape.stride + i)];
        if (block == Block{}) continue;
        level.touched[row] = 1;
        level.changing[row] = 1;
        Real* at = level.stencil.data() + shape.stencil_at(j, 0, i) + surface_plane(neighbour) * kChunk_count;
        if (neighbour == 0) {
          constexpr std::array<int, 6> kEntry = {0, 4, 8, 1, 5, 2};
          for (std::size_t n = 0; n < 6; ++n)
            at[n * kChunk_count] += static_cast<Real>(block[static_cast<std::size_t>(kEntry[n])]);
        } else {
          for (std::size_t n = 0; n < 9; ++n) at[n * kChunk_count] += static_cast<Real>(block[n]);
        }
      }
    }
  }
}

template <class Real>
void Multigrid<Real>::refactor(Level& level) {
  add_surface(level);
  const OperatorView<Real> view = level.view();
  auto factor = [&](int j) {
    if (level.changing[static_cast<std::size_t>(j)] != 0) (void)kernels_.factor_lines(view, j);
  };
  for_rows(level, level.shape.nodes_y, factor);
}

template <class Real>
void Multigrid<Real>::replace_surface(const SurfaceStiffness& surface) {
  set_surface(surface);
  for (const auto& level : levels_) refactor(*level);
}

template <class Real>
void Multigrid<Real>::set_surface(const SurfaceStiffness& surface) {
  Level& fine = *levels_.front();
  const Shape& shape = fine.shape;
  fine.any_surface = surface.any;
  fine.surface.assign(static_cast<std::size_t>(shape.nodes_y * kSurfaceNeighbours_count * shape.stride), Block{});
  if (surface.any) {
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const double* p = surface.planes.data() + static_cast<std::ptrdiff_t>(j) * 6 * shape.stride + i;
        const std::ptrdiff_t s = shape.stride;
        fine.surface[static_cast<std::size_t>(j * kSurfaceNeighbours_count * s + i)] =
            Block{p[0], p[3 * s], p[5 * s], p[3 * s], p[s], p[4 * s], p[5 * s], p[4 * s], p[2 * s]};
      }
    }
  }
  for (std::size_t n = 0; n + 1 < levels_.size(); ++n) coarsen_surface(*levels_[n], *levels_[n + 1]);
}
/// Galerkin product of a surface stiffness with in-plane interpolation.
template <class Real>
void Multigrid<Real>::coarsen_surface(const Level& fine, Level& coarse) {
  coarse.any_surface = fine.any_surface;
  const std::ptrdiff_t stride = coarse.shape.stride;
  coarse.surface.assign(static_cast<std::size_t>(coarse.shape.nodes_y * kSurfaceNeighbours_count * stride), Block{});
  if (!fine.any_surface) return;
  struct Parent {
    int index;
    double weight_ratio;
  };
  const auto parents = [](const LineTransfer& line, int i) {
    const auto at = static_cast<std::size_t>(i);
    return std::array<Parent, 2>{Parent{line.left[at], 1 - line.right_ratio[at]},
                                 Parent{line.left[at] + 1, line.right_ratio[at]}};
  };
  const auto add = [&](int xa, int ya, int xb, int yb, const Block& block, double weight, bool turned) {
    int dx = xb - xa, dy = yb - ya;
    bool swap = dy < 0 || (dy == 0 && dx < 0);
    if (swap) {
      std::swap(xa, xb);
      std::swap(ya, yb);
      dx = -dx;
      dy = -dy;
    }
    const int neighbour = dy == 0 ? dx : 3 + dx;
    Block& to = coarse.surface[static_cast<std::size_t>((ya * kSurfaceNeighbours_count + neighbour) * stride + xa)];
    if (turned) swap = !swap;
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t c = 0; c < 3; ++c) to[3 * r + c] += weight * (swap ? block[3 * c + r] : block[3 * r + c]);
    }
  };
  for (int j = 0; j < fine.shape.nodes_y; ++j) {
    for (int neighbour = 0; neighbour < kSurfaceNeighbours_count; ++neighbour) {
      for (int i = 0; i < fine.shape.nodes_x; ++i) {
        const Block& block =
            fine.surface[static_cast<std::size_t>((j * kSurfaceNeighbours_count + neighbour) * fine.shape.stride + i)];
        if (block == Block{}) continue;
        const int io = i + kSurfaceDx[static_cast<std::size_t>(neighbour)],
                  jo = j + kSurfaceDy[static_cast<std::size_t>(neighbour)];
        for (const Parent& pay : parents(fine.along, j)) {
          for (const Parent& pax : parents(fine.across, i)) {
            for (const Parent& pby : parents(fine.along, jo)) {
              for (const Parent& pbx : parents(fine.across, io)) {
                const double weight = pay.weight_ratio * pax.weight_ratio * pby.weight_ratio * pbx.weight_ratio;
                if (weight == 0) continue;
                const bool same = pax.index == pbx.index && pay.index == pby.index;
                if (neighbour == 0) {
                  // Both (A, B) and (B, A) come by: keep one.
                  const bool before = pay.index > pby.index || (pay.index == pby.index && pax.index > pbx.index);
                  if (!before) add(pax.index, pay.index, pbx.index, pby.index, block, weight, false);
                } else {
                  add(pax.index, pay.index, pbx.index, pby.index, block, weight, false);
                  if (same) add(pax.index, pay.index, pbx.index, pby.index, block, weight, true);
                }
              }
            }
          }
        }
      }
    }
  }
}
template class Multigrid<float>;
template class Multigrid<double>;

}  // namespace unknot::tissue
