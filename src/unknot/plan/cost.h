#pragma once
// What a massage costs by the classical rules and by the giver's body: less is better, shape only, no pain map.
// Input: its items in order. Output: one number and its parts. Techniques section 3B; docs/theory/plan.md, "Soft
// costs".

#include <span>
#include <vector>

#include "unknot/plan/plan_knowledge.h"

namespace unknot {

/// A PlanItem reduced to what the costs read; cheap to copy and permute.
struct CostItem {
  double duration_s = 0;
  double rank_count = 0;
  double tiring_ratio = 0;
  int level_index = 0;  ///< 0 for w1
  int region_index = 0;
  int technique_index = 0;
  Side side = Side::both;
  bool general = false;
  bool links = false;  ///< a gliding stroke, which ties blocks together
  bool ring = false;   ///< works round a sore spot
  double sore_ratio = 0;
  bool orderless = false;  ///< dry work, which comes first whatever its rank
};
[[nodiscard]] CostItem compact(const PlanKnowledge& knowledge, const PlanItem& item);

// lint_units off: costs and their weights are pure numbers
/// The weights of PlanKnowledge, read once.
struct CostWeights {
  explicit CostWeights(const PlanKnowledge& knowledge);
  double general, rise, peak, end, link, link_every_s, order, side, wander, tired, tired_after_s, recovery_ratio, same;
  double open_ratio, close_ratio, peak_from_ratio, peak_to_ratio, side_low_ratio, side_high_ratio, sore_early;
};

/// The parts of the cost, each already weighted.
struct PlanCost {
  double general = 0;  ///< C01: opening or closing with work that is not general
  double rise = 0;     ///< C02: classes of pressure jumped
  double peak = 0;     ///< C02: the deepest work too early or too late
  double end = 0;      ///< C02: ends above W2
  double link = 0;     ///< C04: long without a gliding stroke
  double order = 0;    ///< C05: families out of order
  double side = 0;     ///< C08: sides unequal in a region that is not sore
  double wander = 0;   ///< leaving a region and coming back
  double tired = 0;    ///< ER9, ER10: tiring work without a change
  double same = 0;     ///< the same technique twice in a row at the same place
  double sore = 0;     ///< rulings 4, C09: sorer places before others, or their middle before the rim
  [[nodiscard]] double total() const {
    return general + rise + peak + end + link + order + side + wander + tired + same + sore;
  }
};

// lint_units on

/// Seconds of tiring work in the giver's hands that are not yet rested off, after `duration_s` more of this kind.
[[nodiscard]] double tired_after_s(const CostWeights& weights, double tired_s, double tiring_ratio, double duration_s);
/// The same as a share of where the cost of it stops growing: 0.5 a change is due, 1 at most.
[[nodiscard]] double fatigue_ratio(const CostWeights& weights, double tired_s);

/// @cost O(n), no allocation beyond a few words
[[nodiscard]] PlanCost plan_cost(const CostWeights& weights, std::span<const CostItem> items);
[[nodiscard]] PlanCost plan_cost(const PlanKnowledge& knowledge, std::span<const PlanItem> items);

}  // namespace unknot
