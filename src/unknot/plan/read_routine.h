#pragma once
// One [[routine]] table of knowledge/codex/routines.toml to RoutineData, with every problem named.
// Input: its node, and the techniques and tracks it may name. Output: RoutineData. Techniques sections 3C-3F.

#include "unknot/plan/plan_knowledge.h"

namespace unknot {

/// @param knowledge  with its codex and tracks already read
[[nodiscard]] RoutineData read_routine(const Node& node, const PlanKnowledge& knowledge, Problems& problems);

}  // namespace unknot
