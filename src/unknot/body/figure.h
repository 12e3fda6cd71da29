#pragma once
// A whole person around the back, and what they lie or sit on, for pictures and for the page.
// Input: Body and View. Output: closed meshes whose skin on the chart is BackSurface. docs/theory/body.md B-8, B-9.

#include <vector>

#include "unknot/body/body.h"
#include "unknot/body/mesh.h"
#include "unknot/body/surface.h"

namespace unknot {

struct FigureOptions {
  double cell_m = 0.011;  ///< of the marching cubes: smaller is finer
  bool draped = true;     ///< a cloth over hips and thighs; else skin all over
  bool furniture = true;  ///< what the person lies or sits on
};

struct Figure {
  Mesh person;     ///< skin, hair, cloth: one closed mesh, frame of BackSurface
  Mesh furniture;  ///< mat; empty where not asked for
  /// Turns the trunk's frame so that +Y is up, as glTF wants it (x, y, z, w).
  std::array<double, 4> upright_ratio = {0, 0, 0, 1};
};

/// @error bad_input as BackSurface::make
/// @cost  about half a second at the default cell
[[nodiscard]] Result<Figure> make_figure(const BodyKnowledge& knowledge, const Body& body, View view,
                                         const FigureOptions& options = {});

}  // namespace unknot
