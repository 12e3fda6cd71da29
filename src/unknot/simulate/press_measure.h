#pragma once
// What a balanced press says: contact, layers, bone. Input: PressBlock, its solver. Output: PressStep.
// docs/theory/person.md, P-6.

#include "unknot/simulate/press_block.h"

namespace unknot {

/// Measures the solver's present state; time and counts are the caller's.
/// @param bone_share_ratio  below each bottom node of the solver's grid
/// @param touch_depth_m  of the body at first touch
[[nodiscard]] PressStep measure_press(const PressBlock& block, const tissue::TissueSolver& solver,
                                      const std::vector<double>& bone_share_ratio, double touch_depth_m);

}  // namespace unknot
