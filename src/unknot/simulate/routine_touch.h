#pragma once
// Where the hands of a stroke are at any second, and how hard they press: the player's own timing, with the force of
// the stand-in for what is no press. Input: Stroke, Body, SubstituteKnowledge. Output: touches in time.
// docs/theory/dose.md, "Hands in time".

#include <vector>

#include "unknot/body/body.h"
#include "unknot/simulate/press.h"
#include "unknot/simulate/substitutes.h"

namespace unknot {

/// One hand for a short while.
struct Touch {
  double time_s = 0;      ///< middle of the while, from the start of the stroke
  double duration_s = 0;  ///< how long it stands for
  int hand_index = 0;     ///< 0 the first hand, 1 the second
  PlanePoint at_m;
  double force_N = 0;
};

/// All that a stroke does to the back.
struct StrokeTouches {
  PressTool tool = PressTool::palm;
  double heading_rad = 0;      ///< of PressPlace, within half a turn: -pi/2 ... pi/2
  double rest_s = 0;           ///< how long a place is pressed at a stretch
  std::vector<Touch> touches;  ///< by time, hands in turn; none that presses nothing
};

/// Seconds of one pass over the path, as the plan counts them and the player plays them.
[[nodiscard]] double pass_s(const Stroke& stroke, const Body& body);

/// A pause, or a stroke without a path, touches nothing.
/// @param footprint_m  how long the patch is that a hand touches: a glide rests on a place while it passes
[[nodiscard]] StrokeTouches touches_of(const Stroke& stroke, const Body& body, const SubstituteKnowledge& knowledge,
                                       double footprint_m);

}  // namespace unknot
