#pragma once
// The block as a tensor grid of hexahedra, boxes or curved; its layers and what varies in them; how it is held.
// Input: lines or places of nodes, counts, layers, foundation. Output: Grid; coarser grids for multigrid.
// docs/theory/tissue.md, "Layout".

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "unknot/simulate/tissue/buffer.h"
#include "unknot/simulate/tissue/kernels.h"
#include "unknot/simulate/tissue/material.h"

namespace unknot::tissue {

/// An elastic support of a surface, per rest area. Zero: free.
struct Spring {
  double normal_Pa_m = 0;      ///< across the rest surface, both ways
  double tangential_Pa_m = 0;  ///< along it
};
/// Bone below a node whose neighbours may lie on something soft. It gives by 0.1 um under 100 kPa: against elements of
/// up to 10 GPa/m that is fixed, and single precision still bears it.
inline constexpr Spring kBone = {1e12, 1e12};

/// x runs across, y along, z downward from the surface. Boxes: the block's centre of the surface is the origin. Curved
/// (`place_m`): any right-handed frame in which z points roughly into the body; the tool presses along z.
///
/// Node (i, j, k) stands at node_index(i, j, k) of an array over nodes, element (i, j, k) at element_index(i, j, k) of
/// one over elements. Empty arrays mean: boxes, 1, no fibres, bonded to a rigid bottom.
struct Grid {
  std::vector<double> x_m;    ///< nodes (nx + 1); of a curved grid the parameter along x, used between levels
  std::vector<double> y_m;    ///< (ny + 1)
  std::vector<double> z_m;    ///< (nz + 1), 0 first; of a curved grid the parameter: about the depth
  std::vector<int> layer_of;  ///< of each row of elements (nz)
  std::vector<Law> laws;      ///< of each layer
  bool sides_fixed = false;   ///< the lateral faces do not move

  std::vector<Vector3> place_m;         ///< rest position of every node
  std::vector<double> stiffness_ratio;  ///< of the law's moduli, per element; positive
  std::vector<Vector3> fibre_ratio;     ///< unit direction at rest, per element
  std::vector<double> fibre_Pa;         ///< k of the fibres' energy, per element; 0: none there
  std::vector<Spring> foundation;       ///< below each bottom node, at j (nx + 1) + i; not empty: the bottom is free
  Spring side;                          ///< on all lateral faces; {kBone.normal_Pa_m, 0} makes rollers of them

  [[nodiscard]] int elements_x() const { return static_cast<int>(x_m.size()) - 1; }
  [[nodiscard]] int elements_y() const { return static_cast<int>(y_m.size()) - 1; }
  [[nodiscard]] int elements_z() const { return static_cast<int>(z_m.size()) - 1; }
  [[nodiscard]] Shape shape() const;
  [[nodiscard]] const Law& law(int k) const {
    return laws[static_cast<std::size_t>(layer_of[static_cast<std::size_t>(k)])];
  }
  /// Anything beyond boxes under one law per row.
  [[nodiscard]] bool varies() const { return !place_m.empty() || !stiffness_ratio.empty() || !fibre_Pa.empty(); }
  [[nodiscard]] std::size_t node_index(int i, int j, int k) const {
    return (static_cast<std::size_t>(j) * z_m.size() + static_cast<std::size_t>(k)) * x_m.size() +
           static_cast<std::size_t>(i);
  }
  [[nodiscard]] std::size_t element_index(int i, int j, int k) const {
    return (static_cast<std::size_t>(j) * layer_of.size() + static_cast<std::size_t>(k)) * (x_m.size() - 1) +
           static_cast<std::size_t>(i);
  }
  /// Rest position of a node of any grid.
  [[nodiscard]] Vector3 place(int i, int j, int k) const;
  [[nodiscard]] double element_stiffness_ratio(int i, int j, int k) const {
    return stiffness_ratio.empty() ? 1.0 : stiffness_ratio[element_index(i, j, k)];
  }
  /// Bulk modulus of an element.
  [[nodiscard]] double bulk_Pa(int i, int j, int k) const {
    return law(k).bulk_Pa() * element_stiffness_ratio(i, j, k);
  }
};

/// Places that a row of so many nodes takes up in the kernels' vectors: one of padding at least, so that the neighbour
/// beyond a row's end is a zero.
[[nodiscard]] constexpr int lanes_of(int nodes_count) { return (nodes_count / kChunk_count + 1) * kChunk_count; }

/// What keeps a grid from being solved, in words with the place: arrays of a wrong size, values out of range, an
/// element turned inside out (a Jacobian that is not positive at a Gauss point). Nothing: it can be solved.
/// @cost about 0.2 microseconds an element of a curved grid
[[nodiscard]] std::optional<std::string> fault_of(const Grid& grid);

/// Linear interpolation from some of a line's nodes (both ends among them) to all.
struct LineTransfer {
  std::vector<int> left;            ///< coarse node at or before each fine node
  std::vector<double> right_ratio;  ///< weight of the coarse node after it
  std::vector<int> kept;            ///< fine index of each coarse node
};
/// Every second node goes, but where cells are long already: two join only to one of at most `most_m`.
[[nodiscard]] LineTransfer coarsen_line(const std::vector<double>& fine_m, double most_m);

/// Cubic interpolation at one place of a line of nodes: the nodes first ... first + 3 and their weights.
struct LineSample {
  int first = 0;
  std::array<double, 4> weight_ratio{};
};
/// Beyond the line's ends the nearest node's value. The line has four nodes or more.
[[nodiscard]] LineSample sample_line(const std::vector<double>& line_m, double at_m);

/// Adds to `target` the rows of `from` that a sample weighs, each `size` long.
void add_sample(const LineSample& sample, std::ptrdiff_t size, const Buffer<double>& from, double* target);

/// What one interval of a line takes of another line's intervals.
struct IntervalShare {
  int index = 0;
  double share_ratio = 0;  ///< of the taker's length
};
/// Of each interval of `to_m`, the intervals of `from_m` that it covers; what lies beyond them is left out. An interval
/// that both lines have is covered by itself alone, with a share of exactly 1.
[[nodiscard]] std::vector<std::vector<IntervalShare>> share_intervals(const std::vector<double>& from_m,
                                                                      const std::vector<double>& to_m);

/// The grid with the kept lines in x and y alone; all rows in depth stay. Elements take the mean of what they cover.
/// The foundation is left to `coarsen_supports`.
[[nodiscard]] Grid coarsen(const Grid& fine, const LineTransfer& x, const LineTransfer& y);

/// Elements' geometry and what varies in them, of one grid as kernels take them.
template <class Real>
struct ElementArrays {
  std::vector<Real> mask, width_m, inverse_width;  ///< padded (stride)
  // Where the grid varies:
  Buffer<Real> place_m;                    ///< solver layout
  Buffer<Real> stiffness_ratio, fibre_Pa;  ///< (y, z, x)
  Buffer<Real> fibre_ratio;                ///< (y, z, component, x)
  explicit ElementArrays(const Grid& grid);
  [[nodiscard]] std::size_t bytes() const;
};

/// A row of elements at (j, k), without history.
template <class Real>
void fill_element_row(const Grid& grid, const ElementArrays<Real>& arrays, const Shape& shape, int j, int k,
                      const Real* u, ElementRow<Real>& row);

}  // namespace unknot::tissue
