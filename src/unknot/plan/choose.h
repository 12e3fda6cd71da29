#pragma once
// Which blocks, for how long, and in which order: the combinatorial heart of the planner.
// Input: candidates, pain map, time budgets. Output: ordered blocks. docs/theory/plan.md, "Search".

#include <vector>

#include "unknot/plan/candidates.h"
#include "unknot/plan/timeline.h"

namespace unknot {

/// A candidate with a time, a class of pressure and a part in the massage.
struct Block {
  const Candidate* candidate = nullptr;
  std::string phase;
  double duration_s = 0;
  PressureLevel level = PressureLevel::w1;
  double share_ratio = 1;   ///< of the target force
  double sore_ratio = 0;    ///< how sore this side of its region is; 0: not sore
  std::size_t station = 0;  ///< index into PlanSetting::stations
};

/// The seconds each part of the massage may take.
struct Budget {
  double work_s = 0;   ///< regions that are not sore
  double focus_s = 0;  ///< the sore ones
};

/// Picks blocks and times by greatest marginal worth until the budgets are spent; sides in equal shares.
[[nodiscard]] std::vector<Block> choose_blocks(const PlanKnowledge& knowledge, const std::vector<Candidate>& candidates,
                                               const PlanSetting& setting, const PainMap& pain, const Timing& timing,
                                               const Limits& limits, const Budget& budget);

/// Orders work before focus and each of them by the soft costs: beam search, then insertion moves.
/// @param around  opening and closing blocks, which stay in place: `opening_count` of them lead
[[nodiscard]] std::vector<Block> order_blocks(const PlanKnowledge& knowledge, const PlanSetting& setting,
                                              std::vector<Block> work, std::vector<Block> focus,
                                              const std::vector<Block>& opening, const std::vector<Block>& closing);

/// The cheapest station for each block: fewest changes, then the stations' own costs. Sets Block::station.
/// @param change_ratio  what one change of station costs
void choose_stations(const PlanSetting& setting, double change_ratio, std::vector<Block>& blocks);

}  // namespace unknot
