#include "unknot/plan/cost.h"

#include <algorithm>
#include <array>
#include <limits>

namespace unknot {
namespace {

constexpr int kRegions_count = 10;  ///< the words of Region and whole_back
constexpr int kLightEnd_index = 1;  ///< w2
constexpr double kMinute_s = 60;
constexpr double kTiring_ratio = 0.5;  ///< families above it tire the hands, those below let them rest

double not_general_s(std::span<const CostItem> items, double from_s, double to_s) {
  double at_s = 0;
  double sum_s = 0;
  for (const CostItem& item : items) {
    const double end_s = at_s + item.duration_s;
    if (!item.general) {
      sum_s += std::max(0.0, std::min(end_s, to_s) - std::max(at_s, from_s));
    }
    at_s = end_s;
  }
  return sum_s;
}

/// How far `value_s` lies beyond `limit_s`: 0 up to it, 1 from twice of it on.
double beyond_ratio(double value_s, double limit_s) { return std::clamp(value_s / limit_s - 1, 0.0, 1.0); }

/// The fewest rank steps against "climb, then fall", over all places of the summit.
double disorder_count(std::span<const CostItem> items) {
  double fall_before = 0;
  double rise_after = 0;
  double last = 0;
  bool any = false;
  for (const CostItem& item : items) {
    if (item.orderless) {
      continue;
    }
    if (any) {
      rise_after += std::max(0.0, item.rank_count - last);
    }
    last = item.rank_count;
    any = true;
  }
  double best = rise_after;
  any = false;
  for (const CostItem& item : items) {
    if (item.orderless) {
      continue;
    }
    if (any) {
      fall_before += std::max(0.0, last - item.rank_count);
      rise_after -= std::max(0.0, item.rank_count - last);
      best = std::min(best, fall_before + rise_after);
    }
    last = item.rank_count;
    any = true;
  }
  return best;
}

}  // namespace

CostItem compact(const PlanKnowledge& knowledge, const PlanItem& item) {
  const Family& family = knowledge.codex.families().at(item.family);
  const auto words = words_of<Region>();
  CostItem out;
  out.duration_s = item.duration_s;
  out.rank_count = family.rank_count;
  out.tiring_ratio = family.tiring_ratio;
  out.level_index = static_cast<int>(item.level);
  out.region_index = static_cast<int>(std::find(words.begin(), words.end(), item.region) - words.begin());
  const Technique* technique = knowledge.technique(item.technique);
  out.technique_index = technique == nullptr ? -1 : static_cast<int>(technique - knowledge.codex.techniques().data());
  out.side = item.side;
  out.general = family.general;
  out.links = item.family == "stroking" || item.family == "leaning";
  out.ring = technique != nullptr && technique->path == PathKind::ring_around;
  out.orderless = technique != nullptr && technique->medium == Medium::dry;
  out.sore_ratio = item.sore_ratio;
  return out;
}

CostWeights::CostWeights(const PlanKnowledge& knowledge)
    : general(knowledge.constant("cost_general")),
      rise(knowledge.constant("cost_rise")),
      peak(knowledge.constant("cost_peak")),
      end(knowledge.constant("cost_end")),
      link(knowledge.constant("cost_link")),
      link_every_s(knowledge.constant("link_every")),
      order(knowledge.constant("cost_order")),
      side(knowledge.constant("cost_side")),
      wander(knowledge.constant("cost_wander")),
      tired(knowledge.constant("cost_tired")),
      tired_after_s(knowledge.constant("tired_after")),
      recovery_ratio(knowledge.constant("recovery")),
      same(knowledge.constant("cost_same")),
      open_ratio(knowledge.constant("open")),
      close_ratio(knowledge.constant("close")),
      peak_from_ratio(knowledge.constant("peak_from")),
      peak_to_ratio(knowledge.constant("peak_to")),
      side_low_ratio(knowledge.constant("side_low")),
      side_high_ratio(knowledge.constant("side_high")),
      sore_early(knowledge.constant("cost_sore_early")) {}

double tired_after_s(const CostWeights& weights, double tired_s, double tiring_ratio, double duration_s) {
  return tiring_ratio > kTiring_ratio ? tired_s + tiring_ratio * duration_s
                                      : std::max(0.0, tired_s - weights.recovery_ratio * duration_s);
}

double fatigue_ratio(const CostWeights& weights, double tired_s) {
  return std::clamp(tired_s / (2 * weights.tired_after_s), 0.0, 1.0);
}

PlanCost plan_cost(const CostWeights& weights, std::span<const CostItem> items) {
  PlanCost cost;
  double total_s = 0;
  int peak_index = 0;
  for (const CostItem& item : items) {
    total_s += item.duration_s;
    peak_index = std::max(peak_index, item.level_index);
  }
  if (items.empty() || total_s <= 0) {
    return cost;
  }
  const double open_s = weights.open_ratio * total_s;
  const double close_s = weights.close_ratio * total_s;
  cost.general = weights.general * (not_general_s(items, 0, open_s) / open_s +
                                    not_general_s(items, total_s - close_s, total_s) / close_s);
  cost.end = items.back().level_index > kLightEnd_index ? weights.end : 0;
  cost.order = weights.order * disorder_count(items);

  double at_s = 0;
  double peak_s = 0;
  double peak_moment_s2 = 0;
  double since_link_s = 0;
  double tired_s = 0;
  int last_level = 0;
  std::array<std::array<double, 2>, kRegions_count> side_s{};
  std::array<bool, kRegions_count> sore_region{};
  std::array<bool, kRegions_count> left_behind{};
  std::array<std::array<bool, 3>, kRegions_count> pressed_sore{};  // left, right, both
  double sorest_ratio = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const CostItem& item = items[i];
    const auto region = static_cast<std::size_t>(item.region_index);
    const auto side = std::min<std::size_t>(static_cast<std::size_t>(item.side), 2);
    cost.rise += weights.rise * std::max(0, item.level_index - last_level - 1);
    last_level = item.level_index;
    if (item.level_index == peak_index) {
      peak_s += item.duration_s;
      peak_moment_s2 += item.duration_s * (at_s + item.duration_s / 2);
    }
    since_link_s = item.links ? 0 : since_link_s + item.duration_s;
    cost.link += weights.link * beyond_ratio(since_link_s, weights.link_every_s) * item.duration_s / kMinute_s;
    tired_s = tired_after_s(weights, tired_s, item.tiring_ratio, item.duration_s);
    cost.tired += weights.tired * beyond_ratio(tired_s, weights.tired_after_s) * item.duration_s / kMinute_s;
    if (!item.general) {
      if (item.side != Side::right) {
        side_s[region][0] += item.duration_s;
      }
      if (item.side != Side::left) {
        side_s[region][1] += item.duration_s;
      }
      sore_region[region] = sore_region[region] || item.sore_ratio > 0;
      if (left_behind[region] && items[i - 1].region_index != item.region_index) {
        cost.wander += weights.wander;
      }
      left_behind[region] = true;
      cost.sore += weights.sore_early * std::max(0.0, sorest_ratio - item.sore_ratio);
      sorest_ratio = std::max(sorest_ratio, item.sore_ratio);
      if (item.sore_ratio > 0 && item.ring && pressed_sore[region][side]) {
        cost.sore += weights.sore_early / 2;
      }
      pressed_sore[region][side] = pressed_sore[region][side] || (item.sore_ratio > 0 && !item.ring);
    }
    if (i > 0 && items[i - 1].technique_index == item.technique_index && item.technique_index >= 0 &&
        items[i - 1].region_index == item.region_index && items[i - 1].side == item.side) {
      cost.same += weights.same;
    }
    at_s += item.duration_s;
  }
  const double peak_at_ratio = peak_moment_s2 / peak_s / total_s;
  cost.peak =
      weights.peak * std::max({0.0, weights.peak_from_ratio - peak_at_ratio, peak_at_ratio - weights.peak_to_ratio});
  for (std::size_t region = 0; region < side_s.size(); ++region) {
    const double less_s = std::min(side_s[region][0], side_s[region][1]);
    const double more_s = std::max(side_s[region][0], side_s[region][1]);
    if (!sore_region[region] && more_s > 0 && less_s < weights.side_low_ratio * more_s) {
      cost.side += weights.side * (1 - less_s / more_s);
    }
  }
  return cost;
}

PlanCost plan_cost(const PlanKnowledge& knowledge, std::span<const PlanItem> items) {
  std::vector<CostItem> compacted;
  for (const PlanItem& item : items) {
    compacted.push_back(compact(knowledge, item));
  }
  return plan_cost(CostWeights(knowledge), compacted);
}

}  // namespace unknot
