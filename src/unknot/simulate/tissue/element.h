#pragma once
// One element of any grid, boxes or curved, seen at any of its points: for measuring, relaxing and checking. The
// solver's own loops are in kernel_elements.h. Input: Grid, displacements, a point. Output: gradients, stress.
// docs/theory/tissue.md, "Element".

#include "unknot/simulate/tissue/buffer.h"
#include "unknot/simulate/tissue/grid.h"
#include "unknot/simulate/tissue/relaxation.h"

namespace unknot::tissue {

/// Where in an element: each of x, y, z from -1 to 1; 0 0 0 is the centre.
using ElementPoint = Vector3;
/// Gauss point g of 8: x + 2 z + 4 y, as the history has them.
[[nodiscard]] ElementPoint gauss_point(int g);

/// dX_c/dxi_a at 3 c + a; its determinant is positive in a sound element.
[[nodiscard]] Matrix3 jacobian_m(const Grid& grid, int i, int j, int k, const ElementPoint& at);
/// Whether it is positive at all eight Gauss points. @cost  a tenth of a microsecond
[[nodiscard]] bool is_sound(const Grid& grid, int i, int j, int k);
/// F at displacement `u` (m, solver layout).
[[nodiscard]] Matrix3 deformation_gradient(const Grid& grid, const Buffer<double>& u, int i, int j, int k,
                                           const ElementPoint& at);
/// The volume-keeping part of what an element is made of there: its law times its stiffness, and its fibres.
[[nodiscard]] Response isochoric_response(const Grid& grid, int i, int j, int k, const Matrix3& deformation,
                                          bool with_tangent);

/// An element's state at one point.
struct PointState {
  Matrix3 deformation{};
  double volume_ratio = 1;  ///< J there
  Matrix3 cauchy_Pa{};      ///< with the element's one pressure and what the layer has relaxed
  double pressure_Pa = 0;   ///< -tr sigma / 3
  double von_mises_Pa = 0;
};
/// @param volume_strain_ratio  the element's mean J - 1 (TissueSolver::volume_strain_ratio)
/// @param history  of the last balanced state (TissueSolver::history); known at the Gauss points, taken as their mean
[[nodiscard]] PointState point_state(const Grid& grid, const Buffer<double>& u, const StepHistory& history,
                                     double volume_strain_ratio, int i, int j, int k, const ElementPoint& at);
/// The least principal logarithmic strain of a deformation gradient.
[[nodiscard]] double least_log_strain_ratio(const Matrix3& deformation);

}  // namespace unknot::tissue
