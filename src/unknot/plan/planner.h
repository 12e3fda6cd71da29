#pragma once
// The planner: from a screened case to a timed massage, and from an edit to the same massage re-planned.
// Input: knowledge, atlas, body, limits, case, report. Output: Routine. Design section 7; docs/theory/plan.md.

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/core/date.h"
#include "unknot/core/result.h"
#include "unknot/flow.h"
#include "unknot/limits/limits.h"
#include "unknot/plan/plan_knowledge.h"

namespace unknot {

/// Composes tonight's massage.
///
/// Hard promises: nothing when the verdict stops (`refused`, with the report); no footprint in an area left out; every
/// force at or below its cap; classes of pressure rise one at a time, none above W2 in the first two minutes, none
/// at the end; whole seconds end to end, to the lesser of asked and allowed.
/// `knowledge_hash` and `case_hash` are left to the caller, who has them.
/// @error internal  where no schedule of the asked length exists; the caller shows it, nothing is planned
/// @cost  some milliseconds: about a hundred lines asked of Limits, then a search over some twenty blocks
[[nodiscard]] Result<Routine> compose(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body,
                                      const Limits& limits, const Case& the_case, const ScreenReport& report,
                                      const Moment& now);

/// One way of working that may take the place of a stroke.
struct SwapChoice {
  TechniqueId technique;
  std::string name;
  std::string family;
  std::string family_name;
  PressureLevel level = PressureLevel::w1;
  std::string reason;
};
/// What a swap of this stroke may bring, best first: its own family, then its own aims. recompose accepts each of them.
/// Empty for pauses, the quiet opening and ending, and what began before `from_s`.
/// @error not_found   no such stroke
/// @error conflict    a refused routine, or a report that stops
/// @cost some milliseconds each: every choice is laid out once
[[nodiscard]] Result<std::vector<SwapChoice>> swap_choices(const PlanKnowledge& knowledge, const Atlas& atlas,
                                                           const Body& body, const Limits& limits, const Case& the_case,
                                                           const ScreenReport& report, const Routine& routine,
                                                           const std::string& stroke_id, double from_s);

/// Applies an edit under the same limits. Strokes that began before `edit.from_s` stay as they are; the rest shares the
/// time that is left. An edit that may not be done leaves the routine as it was, with a note that says why.
/// @error not_found   no such stroke
/// @error bad_input   an edit without what its kind needs
/// @error conflict    a refused routine, or a report that stops
[[nodiscard]] Result<Routine> recompose(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body,
                                        const Limits& limits, const Case& the_case, const ScreenReport& report,
                                        const Moment& now, const Routine& routine, const Edit& edit);

}  // namespace unknot
