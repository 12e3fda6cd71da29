#pragma once
// The part of the surface that the body touches. Input: a solver's present state. Output: area and greatest pressure.
// docs/theory/tissue.md, "Contact".

#include "unknot/simulate/tissue/solver.h"

namespace unknot::tissue {

struct Patch {
  double area_m2 = 0;  ///< seen along z, on the deformed surface
  double peak_Pa = 0;  ///< on the deformed area
};

/// Area of the touching part of the deformed surface, cell by cell, with edges between nodes; and the peak pressure.
/// @param solver  with a body
[[nodiscard]] Patch measure_patch(const TissueSolver& solver);

}  // namespace unknot::tissue
