#pragma once
// What the tissue of a back is made of, as numbers with ranges: laws of the layers, tone, relaxation, friction, the
// bodies that press, and what stands for techniques that are no single press. Input: knowledge/tissue/*.toml.
// Output: TissueKnowledge. Rulings, "Tissue model"; docs/theory/person.md.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"
#include "unknot/simulate/tissue/indenter.h"
#include "unknot/simulate/tissue/material.h"

namespace unknot {

/// What presses: surfaces of hand and arm, the heel of the hand by itself, a massage ball.
enum class PressTool { palm, heel, fingers, thumb, knuckles, forearm, elbow, ball };
[[nodiscard]] std::string_view to_text(PressTool tool);
[[nodiscard]] PressTool tool_of(Surface surface);

}  // namespace unknot
