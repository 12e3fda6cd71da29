#pragma once
// Time: how long a stroke may last, its repetitions and tempo for a given time, and a whole evening laid end to end
// with the pauses it needs. Input: contact strokes with wished-for durations. Output: contiguous strokes of exactly the
// total. docs/theory/plan.md, "Time".

#include <vector>

#include "unknot/plan/candidates.h"

namespace unknot {

/// The shortest and longest time a stroke may take, in whole seconds. `high_s` < `low_s`: never.
struct TimeBounds {
  double low_s = 0;
  double high_s = 0;
};

/// What counting a stroke's time needs besides the stroke.
class Timing {
 public:
  Timing(const PlanKnowledge& knowledge, const Limits& limits) : knowledge_(knowledge), limits_(limits) {}

  [[nodiscard]] TimeBounds bounds(const Technique& technique, const Stroke& stroke) const;
  /// Sets duration, repetitions and one of tempo, speed, dwell, inside the technique's ranges.
  void set(const Technique& technique, double duration_s, Stroke& stroke) const;
  /// One pass over the path at the technique's usual pace.
  [[nodiscard]] double pass_s(const Technique& technique, const Stroke& stroke) const;
  /// Where the hand stays, or begins a draw.
  [[nodiscard]] static double places_count(const Stroke& stroke);
  [[nodiscard]] double path_length_m(const Stroke& stroke) const;
  /// So much pressure on so small a place that the dwell rule counts its seconds (tissue T5.10).
  [[nodiscard]] bool is_hard(const Stroke& stroke) const;
  /// The share of a stroke's time for which one place on its way is under the hand.
  [[nodiscard]] double place_share_ratio(const Stroke& stroke) const;

 private:
  const PlanKnowledge& knowledge_;
  const Limits& limits_;
};

/// The greatest force of both hands along their paths.
[[nodiscard]] double most_force_N(const Stroke& stroke);

/// What decides the pauses of a routine.
struct PauseSetting {
  Training training = Training::none;
  Position position = Position::prone;
  bool oil = true;
  bool warm = true;  ///< false: no warming of oil or hands
};

/// Lays strokes end to end after `kept`, inserts pauses, and stretches or shrinks what may be until the whole lasts
/// `total_s`. Drops work that no longer fits. Ids go on after the highest of `kept` where a stroke has none.
/// @return false when not even the shortest version fits, or the longest is too short; `strokes` is then unspecified
[[nodiscard]] bool lay_out(const PlanKnowledge& knowledge, const Limits& limits, const PauseSetting& setting,
                           const std::vector<Stroke>& kept, double total_s, std::vector<Stroke>& strokes);

/// The same for strokes that keep the times they have: the total is what they and their pauses come to.
void lay_out_as_given(const PlanKnowledge& knowledge, const Limits& limits, const PauseSetting& setting,
                      std::vector<Stroke>& strokes);

}  // namespace unknot
