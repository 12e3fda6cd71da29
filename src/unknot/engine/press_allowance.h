#pragma once
// Whether tonight's plan would press so hard, here, with this: said beside every simulated press, so that no picture of
// one reads as advice. Input: report, limits, the press. Output: the member `plan` of unknot.press/1. Rulings, "Caps".

#include <string_view>

#include "unknot/engine/engine.h"
#include "unknot/limits/limits.h"

namespace unknot {

/// `{verdict, allowed, text}`, and where the case plans at all `force_max_N`, `force_aim_N`, `hold_max_s` where there
/// is a longest hold, `reason`. The heel of the hand is held to the flat hand's limits; no plan presses with a ball.
/// @param tool_name  plain words: "the pad of the thumb"
[[nodiscard]] Json press_allowance(const Case& the_case, const ScreenReport& report, const Limits& limits,
                                   const PressRequest& request, std::string_view tool_name);

}  // namespace unknot
