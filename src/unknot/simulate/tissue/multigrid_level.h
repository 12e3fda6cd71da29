#pragma once
// One level of the multigrid: its grid, tangent and vectors. Included by the sources of Multigrid alone.
// Input: Grid. Output: what the level's sweeps work on. docs/theory/tissue.md, "Linear solver".

#include <array>
#include <vector>

#include "unknot/simulate/tissue/multigrid.h"
#include "unknot/simulate/tissue/supports.h"

namespace unknot::tissue {

/// Below this many nodes a level is not worth waking other threads.
inline constexpr int kSerialNodes_count = 3000;
/// In-plane planes of the half stencil that a stiffness of the surface touches: its own block, x + 1, and three at y
/// + 1.
inline constexpr int kSurfaceNeighbours_count = 5;
/// Their planes: the symmetric diagonal block and four full ones.
inline constexpr int kSurfacePlanes_count = kDiagonalPlanes_count + 9 * (kSurfaceNeighbours_count - 1);

using Block = std::array<double, 9>;

template <class Real>
struct Multigrid<Real>::Level {
  explicit Level(Grid grid_in) : grid(std::move(grid_in)), arrays(grid), shape(grid.shape()) { allocate(); }
  /// Takes another grid; one of the same size keeps the memory, and the direction of the largest eigenvalue.
  void set_grid(Grid next) {
    const Shape old = shape;
    grid = std::move(next);
    arrays = ElementArrays<Real>(grid);
    shape = grid.shape();
    if (shape.nodes_x == old.nodes_x && shape.nodes_y == old.nodes_y && shape.nodes_z == old.nodes_z) return;
    history = {};
    largest_ratio = 0;
    allocate();
  }
  void allocate() {
    const std::size_t size = shape.vector_size();
    const std::size_t rows = static_cast<std::size_t>(shape.nodes_y) * static_cast<std::size_t>(shape.nodes_z);
    const auto stride = static_cast<std::size_t>(shape.stride);
    u = Buffer<Real>(size);
    stencil = Buffer<Real>(rows * kStencilPlanes_count * stride);
    pivots = Buffer<Real>(rows * 6 * stride);
    free_columns = Buffer<Real>(static_cast<std::size_t>(shape.nodes_y) * stride);
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const bool side = i == 0 || j == 0 || i + 1 == shape.nodes_x || j + 1 == shape.nodes_y;
        free_columns[static_cast<std::size_t>(j) * stride + static_cast<std::size_t>(i)] =
            grid.sides_fixed && side ? Real{0} : Real{1};
      }
    }
    bare = Buffer<Real>(static_cast<std::size_t>(shape.nodes_y) * kSurfacePlanes_count * stride);
    for (Buffer<Real>* vector : {&b, &x, &other, &d}) *vector = Buffer<Real>(size);
    probe = Buffer<Real>(size);
    pressure = Buffer<Real>(static_cast<std::size_t>(grid.elements_y() * grid.elements_z() * shape.stride));
  }
  [[nodiscard]] OperatorView<Real> view() { return {shape, stencil.data(), pivots.data(), free_columns.data()}; }
  [[nodiscard]] int nodes_count() const { return shape.nodes_x * shape.nodes_y * shape.free_z; }

  Grid grid;
  ElementArrays<Real> arrays;
  Shape shape;
  LineTransfer across, along;                   ///< to the next coarser level
  std::vector<Real> left_weight, right_weight;  ///< of `across`
  Buffer<Real> u, stencil, pivots, free_columns;
  Buffer<Real> b, x, other, d;
  Buffer<Real> pressure;  ///< Pa, elements (y, z, x)
  Buffer<Real> probe;     ///< kept direction of the largest eigenvalue
  Buffer<Real> history;
  std::vector<double> viscous_ratio;
  std::vector<char> has_history;
  std::vector<Block> surface;  ///< (y, neighbour, x)
  bool any_surface = false;
  std::vector<Support> supports;
  Buffer<Real> bare;                    ///< the elements' part of what `surface` is added to (y, kSurfacePlanes, x)
  std::vector<char> touched, changing;  ///< rows along y that have a surface stiffness, or had or get one
  double largest_ratio = 0;
};

}  // namespace unknot::tissue
