#pragma once
// Springs below and beside the block: bone, belly wall, the tissue that goes on.
// Input: Grid. Output: a stiffness per supported node, its forces, coarser ones for multigrid.
// docs/theory/tissue.md, "Foundation".

#include <array>
#include <vector>

#include "unknot/simulate/tissue/grid.h"

namespace unknot::tissue {

/// A node on springs: a symmetric 3 x 3 stiffness.
struct Support {
  int i = 0, j = 0, k = 0;
  std::array<double, 6> planes_N_m{};  ///< 00 11 22 01 12 02
};

/// Of every node with a spring, ordered by (j, k, i). A node's share of a face is the integral of its shape function,
/// its normal the mean over that share.
[[nodiscard]] std::vector<Support> find_supports(const Grid& grid);
/// What a coarser level feels: each stiffness is dealt out to the nodes that interpolate it, which is the row sum of
/// the exact product and never softer.
[[nodiscard]] std::vector<Support> coarsen_supports(const std::vector<Support>& fine, const LineTransfer& x,
                                                    const LineTransfer& y);
/// Force on the tissue at displacement `u` (solver layout, m).
[[nodiscard]] Vector3 support_force_N(const Support& support, const Shape& shape, const Buffer<double>& u);
/// Subtracts the forces from `residual` (N, solver layout).
/// @return their energy, J
double add_supports_J(const std::vector<Support>& supports, const Shape& shape, const Buffer<double>& u,
                      Buffer<double>& residual);

}  // namespace unknot::tissue
