#pragma once
// The block as lines of nodes in three directions, its layers, and how it is held.
// Input: sizes, counts, layers. Output: Grid; coarser grids for multigrid. docs/theory/tissue.md, "Layout".

#include <vector>

#include "unknot/simulate/tissue/kernels.h"
#include "unknot/simulate/tissue/material.h"

namespace unknot::tissue {

/// x runs across, y along, z downward from the surface; the block's centre of the surface is the origin.
struct Grid {
  std::vector<double> x_m;    ///< nodes (nx + 1)
  std::vector<double> y_m;    ///< (ny + 1)
  std::vector<double> z_m;    ///< (nz + 1), 0 first
  std::vector<int> layer_of;  ///< of each row of elements (nz)
  std::vector<Law> laws;      ///< of each layer
  bool sides_fixed = false;   ///< the lateral faces do not move

  [[nodiscard]] int elements_x() const { return static_cast<int>(x_m.size()) - 1; }
  [[nodiscard]] int elements_y() const { return static_cast<int>(y_m.size()) - 1; }
  [[nodiscard]] int elements_z() const { return static_cast<int>(z_m.size()) - 1; }
  [[nodiscard]] Shape shape() const;
  [[nodiscard]] const Law& law(int k) const {
    return laws[static_cast<std::size_t>(layer_of[static_cast<std::size_t>(k)])];
  }
};

/// Linear interpolation from every second line of nodes (and the last) to all.
struct LineTransfer {
  std::vector<int> left;            ///< coarse node at or before each fine node
  std::vector<double> right_ratio;  ///< weight of the coarse node after it
  std::vector<int> kept;            ///< fine index of each coarse node
};
[[nodiscard]] LineTransfer coarsen_line(const std::vector<double>& fine_m);

/// The grid with every second line in x and y; all rows in depth stay.
[[nodiscard]] Grid coarsen(const Grid& fine, const LineTransfer& x, const LineTransfer& y);

/// Element sizes of one grid as kernels take them.
template <class Real>
struct ElementArrays {
  std::vector<Real> mask, width_m, inverse_width;  ///< padded (stride)
  explicit ElementArrays(const Grid& grid);
};

/// A row of elements at (j, k), without history.
template <class Real>
void fill_element_row(const Grid& grid, const ElementArrays<Real>& arrays, const Shape& shape, int j, int k,
                      const Real* u, ElementRow<Real>& row);

}  // namespace unknot::tissue
