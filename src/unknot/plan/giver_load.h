#pragma once
// How tired the giver's hands are along a routine, by the count that the soft costs use, and what rests them.
// Input: strokes laid end to end, pauses among them. Output: fatigue_ratio of each, and the sum of it. ER9, ER10.

#include <vector>

#include "unknot/plan/plan_knowledge.h"

namespace unknot {

/// Sets `fatigue_ratio` of every stroke; a pause rests the hands as light work does.
[[nodiscard]] GiverLoad write_giver_load(const PlanKnowledge& knowledge, std::vector<Stroke>& strokes);

}  // namespace unknot
