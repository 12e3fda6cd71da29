#include "unknot/plan/choose.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "unknot/plan/cost.h"

namespace unknot {
namespace {

/// Interest in places that neither hurt nor neighbour pain: a massage is for the whole back.
constexpr double kEverywhere_ratio = 0.1;
constexpr int kRepeats_count = 6;  ///< how often a long massage may come back to the same block
constexpr double kNever = 1e6;     ///< a cost beside which no other counts

/// A patch of skin a finger's width across, for counting how long hard pressure wears on one place.
using Cell = std::pair<int, int>;
constexpr double kCell_m = 0.02;

/// A technique on a track with its one or two sides.
struct Offer {
  std::vector<const Candidate*> sides;
  std::vector<double> shares;  ///< of the time, one per side; sum 1
  double worth_ratio = 0;
  double low_s = 0;  ///< of all sides together
  double high_s = 0;
  double duration_s = 0;
  std::size_t region_index = 0;
  bool petrissage = false;
  bool sore = false;
  std::set<Cell> hard_cells;  ///< the places under hard pressure, and those next to them
  double hard_ratio = 0;      ///< seconds a place is under hard pressure, per second of the offer; 0: never hard
};

bool may_work(const Technique& technique, const char* phase) {
  return std::find(technique.plan->phases.begin(), technique.plan->phases.end(), phase) != technique.plan->phases.end();
}

std::size_t region_index(const Track& track) {
  return track.of_region ? static_cast<std::size_t>(*track.of_region) : words_of<Region>().size();
}

/// The cells along a path, with their neighbours.
void add_cells(const Body& body, const std::vector<ChartPoint>& path, std::set<Cell>& cells) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const PlanePoint from = body.to_plane(path[i]);
    const PlanePoint to = body.to_plane(path[std::min(i + 1, path.size() - 1)]);
    const int count = 1 + static_cast<int>(std::hypot(to.x_m - from.x_m, to.y_m - from.y_m) / kCell_m);
    for (int k = 0; k <= count; ++k) {
      const double t = static_cast<double>(k) / count;
      const int column = static_cast<int>(std::floor((from.x_m + t * (to.x_m - from.x_m)) / kCell_m));
      const int row = static_cast<int>(std::floor((from.y_m + t * (to.y_m - from.y_m)) / kCell_m));
      for (int d = 0; d < 9; ++d) {
        cells.insert({column - 1 + d % 3, row - 1 + d / 3});
      }
    }
  }
}

std::vector<Offer> offers_of(const PlanKnowledge& knowledge, const std::vector<Candidate>& candidates,
                             const PainMap& pain, const Timing& timing, const Limits& limits,
                             const PlanSetting& setting) {
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    if (!candidate.track->of_region) {
      continue;  // strokes of the whole back open, link and close
    }
    const bool sore = pain.is_sore(*candidate.track);
    std::vector<const Candidate*> sides = {&candidate};
    if (i + 1 < candidates.size() && candidates[i + 1].technique == candidate.technique &&
        candidates[i + 1].track == candidate.track) {
      sides.push_back(&candidates[++i]);
    }
    Offer offer;
    double shares_sum = 0;
    for (const Candidate* side : sides) {
      // Work for a sore spot is not for the side that does not hurt.
      const bool hurts = pain.hurts(*side->track, side->side);
      if (may_work(*side->technique, "work") || (hurts && may_work(*side->technique, "focus"))) {
        offer.sides.push_back(side);
        offer.shares.push_back(hurts ? knowledge.constant("sore_side") : 1);
        shares_sum += offer.shares.back();
      }
    }
    if (offer.sides.empty()) {
      continue;
    }
    for (double& share : offer.shares) {
      share /= shares_sum;
    }
    offer.sore = sore;
    offer.petrissage = candidate.technique->family == "petrissage";
    offer.region_index = region_index(*candidate.track);
    const auto want = pain.want_ratio.find(*candidate.track->of_region);
    double interest = kEverywhere_ratio;
    if (want != pain.want_ratio.end()) {
      interest = std::max(interest, std::max(want->second[0], want->second[1]));
    }
    offer.worth_ratio = interest * candidate.benefit_ratio;
    offer.high_s = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < offer.sides.size(); ++k) {
      const Candidate* side = offer.sides[k];
      const Stroke strongest = loaded(*side, setting.work_level, 1, limits);
      const TimeBounds bounds = timing.bounds(*side->technique, strongest);
      if (timing.is_hard(strongest)) {
        offer.hard_ratio = std::max(offer.hard_ratio, offer.shares[k] * timing.place_share_ratio(strongest));
        add_cells(limits.body(), strongest.path, offer.hard_cells);
      }
      const double low_s = std::max(bounds.low_s, std::min(knowledge.constant("block_low"), bounds.high_s));
      offer.low_s = std::max(offer.low_s, low_s / offer.shares[k]);
      offer.high_s = std::min(offer.high_s, bounds.high_s / offer.shares[k]);
    }
    if (offer.high_s >= offer.low_s && offer.high_s > 0) {
      offers.push_back(offer);
    }
  }
  return offers;
}

/// How sore the place of a candidate is; a region or side that only counts with a sore one is barely so.
double soreness(const PainMap& pain, const Candidate& candidate) {
  return std::max(kEverywhere_ratio, pain.at_ratio(*candidate.track->of_region, candidate.side));
}

/// The concave worth of a set of times: fades within a block, and again within a region.
class Worth {
 public:
  explicit Worth(const PlanKnowledge& knowledge)
      : fade_s_(knowledge.constant("gain_fade")),
        region_fade_s_(knowledge.constant("gain_region_fade")),
        block_(knowledge.constant("cost_block")),
        regions_(words_of<Region>().size() + 1, 0.0) {}

  /// What `more_s` further seconds of an offer add, less the cost of opening it.
  [[nodiscard]] double gain(const Offer& offer, double more_s) const {
    const double before = effect(offer.duration_s);
    const double after = effect(offer.duration_s + more_s);
    const double region = regions_[offer.region_index];
    const double opening =
        offer.duration_s == 0 ? block_ * static_cast<double>(offer.sides.size()) * fade_s_ / region_fade_s_ : 0;
    return region_worth(region + offer.worth_ratio * (after - before)) - region_worth(region) -
           opening * offer.worth_ratio;
  }

  void take(Offer& offer, double more_s) {
    regions_[offer.region_index] += offer.worth_ratio * (effect(offer.duration_s + more_s) - effect(offer.duration_s));
    offer.duration_s += more_s;
  }

 private:
  [[nodiscard]] double effect(double duration_s) const { return std::log1p(duration_s / fade_s_); }
  [[nodiscard]] double region_worth(double sum) const { return std::log1p(sum * fade_s_ / region_fade_s_); }
  double fade_s_;
  double region_fade_s_;
  double block_;
  std::vector<double> regions_;
};

/// What one more step of an offer would be: opening it, or a little longer.
double step_s(const Offer& offer, double quantum_s) {
  const double step = offer.duration_s == 0 ? offer.low_s : quantum_s * static_cast<double>(offer.sides.size());
  return std::min(step, offer.high_s - offer.duration_s);
}

/// What the whole massage has used up of the giver's hands and of each region's places.
struct Used {
  double petrissage_left_s = 0;
  double hard_most_s = 0;  ///< on one place
  std::map<Cell, double> hard_s;
  std::map<const Technique*, double> technique_s;
  /// Seconds of hard pressure that the most worn place of an offer has had already.
  [[nodiscard]] double worn_s(const Offer& offer) const {
    double most_s = 0;
    for (const Cell& cell : offer.hard_cells) {
      const auto at = hard_s.find(cell);
      most_s = at == hard_s.end() ? most_s : std::max(most_s, at->second);
    }
    return most_s;
  }
};

/// Seconds of hard pressure on one place that `more_s` of an offer add.
double hard_s(const Offer& offer, double more_s) { return offer.hard_ratio * more_s; }

/// Spends up to `budget_s` on the offers of one pool.
double spend(std::vector<Offer*>& pool, double budget_s, double quantum_s, Worth& worth, Used& used) {
  double spent_s = 0;
  while (true) {
    Offer* best = nullptr;
    double best_rate = 0;
    for (Offer* offer : pool) {
      const double more_s = step_s(*offer, quantum_s);
      const Technique& technique = *offer->sides.front()->technique;
      if (more_s <= 0 || spent_s + more_s > budget_s || (offer->petrissage && more_s > used.petrissage_left_s) ||
          (technique.total_max_s && used.technique_s[&technique] + more_s > technique.total_max_s->value) ||
          used.worn_s(*offer) + hard_s(*offer, more_s) > used.hard_most_s) {
        continue;
      }
      const double rate = worth.gain(*offer, more_s) / more_s;
      if (best == nullptr || rate > best_rate) {
        best = offer;
        best_rate = rate;
      }
    }
    if (best == nullptr) {
      return spent_s;
    }
    const double more_s = step_s(*best, quantum_s);
    worth.take(*best, more_s);
    spent_s += more_s;
    used.technique_s[best->sides.front()->technique] += more_s;
    for (const Cell& cell : best->hard_cells) {
      used.hard_s[cell] += hard_s(*best, more_s);
    }
    if (best->petrissage) {
      used.petrissage_left_s -= more_s;
    }
  }
}

CostItem cost_item(const PlanKnowledge& knowledge, const Block& block) {
  PlanItem item;
  item.technique = block.candidate->technique->id;
  item.family = block.candidate->technique->family;
  item.region = block.candidate->track->region;
  item.side = block.candidate->side;
  item.level = block.level;
  item.duration_s = block.duration_s;
  item.sore_ratio = block.sore_ratio;
  return compact(knowledge, item);
}

/// Cheapest walk through the stations; `path` receives it when asked.
/// @param last_change_cost  what a change right before the last block costs
double station_walk(const PlanSetting& setting, double change_cost, double last_change_cost,
                    const std::vector<const Block*>& blocks, std::vector<std::size_t>* path) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  const std::size_t count = setting.stations.size();
  std::vector<double> cost(count, 0.0);
  std::vector<std::vector<std::size_t>> from;
  std::vector<double> next(count);
  for (const Block* block : blocks) {
    const double step_cost = block == blocks.back() ? last_change_cost : change_cost;
    std::size_t cheapest = 0;
    for (std::size_t s = 1; s < count; ++s) {
      cheapest = cost[s] < cost[cheapest] ? s : cheapest;
    }
    if (path != nullptr) {
      from.emplace_back(count, 0);
    }
    std::fill(next.begin(), next.end(), kFar);
    for (const std::size_t s : block->candidate->stations) {
      const bool stay = cost[s] <= cost[cheapest] + step_cost;
      next[s] =
          (stay ? cost[s] : cost[cheapest] + step_cost) + setting.stations[s]->cost_ratio * block->duration_s / 60;
      if (path != nullptr) {
        from.back()[s] = stay ? s : cheapest;
      }
    }
    cost = next;
  }
  const auto best = static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
  const double total = cost[best];
  if (path != nullptr) {
    path->assign(blocks.size(), 0);
    std::size_t at = best;
    for (std::size_t i = blocks.size(); i-- > 0;) {
      (*path)[i] = at;
      at = from[i][at];
    }
  }
  return total;
}

/// The order of work and focus under the soft costs.
class OrderSearch {
 public:
  OrderSearch(const PlanKnowledge& knowledge, const PlanSetting& setting, const std::vector<Block>& opening,
              const std::vector<Block>& closing, std::vector<Block> work, std::vector<Block> focus)
      : weights_(knowledge),
        setting_(setting),
        change_cost_(knowledge.constant("cost_station")),
        beam_width_(static_cast<std::size_t>(knowledge.constant("beam_width"))),
        rounds_count_(static_cast<int>(knowledge.constant("search_rounds"))),
        opening_count_(opening.size()),
        work_count_(work.size()),
        focus_count_(focus.size()) {
    for (const std::vector<Block>* part : {&opening, static_cast<const std::vector<Block>*>(&work),
                                           static_cast<const std::vector<Block>*>(&focus), &closing}) {
      blocks_.insert(blocks_.end(), part->begin(), part->end());
    }
    for (const Block& block : blocks_) {
      items_.push_back(cost_item(knowledge, block));
    }
  }

  std::vector<Block> run() {
    std::vector<std::size_t> order(blocks_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    order = beam(order);
    double best = cost(order);
    for (int round = 0; round < rounds_count_; ++round) {
      const bool work_better = improve(order, opening_count_, opening_count_ + work_count_, best);
      const bool focus_better =
          improve(order, opening_count_ + work_count_, opening_count_ + work_count_ + focus_count_, best);
      if (!work_better && !focus_better) {
        break;
      }
    }
    std::vector<Block> ordered;
    for (const std::size_t i : order) {
      ordered.push_back(blocks_[i]);
    }
    return ordered;
  }

 private:
  double cost(const std::vector<std::size_t>& order) {
    scratch_items_.clear();
    scratch_blocks_.clear();
    for (const std::size_t i : order) {
      scratch_items_.push_back(items_[i]);
      scratch_blocks_.push_back(&blocks_[i]);
    }
    return plan_cost(weights_, scratch_items_).total() +
           station_walk(setting_, change_cost_, change_cost_, scratch_blocks_, nullptr);
  }

  /// Builds the middle part front to back, keeping the `beam_width` cheapest beginnings.
  std::vector<std::size_t> beam(const std::vector<std::size_t>& start) {
    struct Beginning {
      std::vector<std::size_t> order;
      double cost = 0;
    };
    const std::size_t end = opening_count_ + work_count_ + focus_count_;
    std::vector<Beginning> front = {{{start.begin(), start.begin() + static_cast<std::ptrdiff_t>(opening_count_)}, 0}};
    for (std::size_t at = opening_count_; at < end; ++at) {
      const std::size_t first = at < opening_count_ + work_count_ ? opening_count_ : opening_count_ + work_count_;
      const std::size_t last = at < opening_count_ + work_count_ ? opening_count_ + work_count_ : end;
      std::vector<Beginning> grown;
      for (const Beginning& beginning : front) {
        for (std::size_t next = first; next < last; ++next) {
          if (std::find(beginning.order.begin(), beginning.order.end(), next) != beginning.order.end()) {
            continue;
          }
          Beginning longer = beginning;
          longer.order.push_back(next);
          longer.cost = cost(longer.order);
          grown.push_back(std::move(longer));
        }
      }
      std::stable_sort(grown.begin(), grown.end(),
                       [](const Beginning& a, const Beginning& b) { return a.cost < b.cost; });
      grown.resize(std::min(grown.size(), beam_width_));
      front = std::move(grown);
    }
    std::vector<std::size_t> order = front.front().order;
    order.insert(order.end(), start.begin() + static_cast<std::ptrdiff_t>(end), start.end());
    return order;
  }

  /// Moves one block at a time to where it is cheapest, inside [first, last).
  bool improve(std::vector<std::size_t>& order, std::size_t first, std::size_t last, double& best) {
    bool any = false;
    for (std::size_t from = first; from < last; ++from) {
      for (std::size_t to = first; to < last; ++to) {
        if (to == from) {
          continue;
        }
        std::vector<std::size_t> tried = order;
        const std::size_t moved = tried[from];
        tried.erase(tried.begin() + static_cast<std::ptrdiff_t>(from));
        tried.insert(tried.begin() + static_cast<std::ptrdiff_t>(to), moved);
        const double now = cost(tried);
        if (now < best - 1e-9) {
          best = now;
          order = std::move(tried);
          any = true;
        }
      }
    }
    return any;
  }

  CostWeights weights_;
  const PlanSetting& setting_;
  double change_cost_;
  std::size_t beam_width_;
  int rounds_count_;
  std::size_t opening_count_;
  std::size_t work_count_;
  std::size_t focus_count_;
  std::vector<Block> blocks_;
  std::vector<CostItem> items_;
  std::vector<CostItem> scratch_items_;
  std::vector<const Block*> scratch_blocks_;
};

}  // namespace

std::vector<Block> choose_blocks(const PlanKnowledge& knowledge, const std::vector<Candidate>& candidates,
                                 const PlanSetting& setting, const PainMap& pain, const Timing& timing,
                                 const Limits& limits, const Budget& budget) {
  std::vector<Offer> offers = offers_of(knowledge, candidates, pain, timing, limits, setting);
  const double quantum_s = knowledge.constant("quantum");
  Worth worth(knowledge);
  std::map<const Technique*, double> technique_s;
  Used used;
  used.petrissage_left_s = setting.training == Training::none ? knowledge.constant("lay_petrissage_max")
                                                              : std::numeric_limits<double>::infinity();
  used.hard_most_s = knowledge.constant("spot_total");
  const bool lay = setting.training == Training::none;
  const PressureLevel focus_level = lay ? one_lighter(setting.work_level) : setting.work_level;

  std::vector<Block> blocks;
  for (const bool sore : {true, false}) {
    double left_s = sore ? budget.focus_s : budget.work_s;
    for (int round = 0; round < kRepeats_count && left_s > 0; ++round) {
      std::vector<Offer> fresh = offers;  // a further round comes back to blocks that are already full
      std::vector<Offer*> pool;
      for (Offer& offer : fresh) {
        if (offer.sore == sore) {
          pool.push_back(&offer);
        }
      }
      const double spent_s = spend(pool, left_s, quantum_s, worth, used);
      if (spent_s <= 0) {
        break;
      }
      left_s -= spent_s;
      for (const Offer& offer : fresh) {
        if (offer.sore != sore || offer.duration_s <= 0) {
          continue;
        }
        for (std::size_t k = 0; k < offer.sides.size(); ++k) {
          const Candidate* side = offer.sides[k];
          Block block;
          block.candidate = side;
          const bool focus = pain.hurts(*side->track, side->side) && may_work(*side->technique, "focus");
          block.phase = focus ? "focus" : "work";
          block.duration_s = offer.duration_s * offer.shares[k];
          block.sore_ratio = sore ? soreness(pain, *side) : 0;
          // Gentler on the sore place: one class where hands are untrained, and less of the target for all.
          block.level = sore ? std::max(focus_level, std::min(side->technique->level_min, setting.work_level))
                             : setting.work_level;
          block.level = std::min(block.level, side->technique->level_max);
          block.share_ratio = sore ? knowledge.constant("focus_force") : 1;
          blocks.push_back(block);
        }
      }
    }
  }
  return blocks;
}

std::vector<Block> order_blocks(const PlanKnowledge& knowledge, const PlanSetting& setting, std::vector<Block> work,
                                std::vector<Block> focus, const std::vector<Block>& opening,
                                const std::vector<Block>& closing) {
  OrderSearch search(knowledge, setting, opening, closing, std::move(work), std::move(focus));
  std::vector<Block> ordered = search.run();
  choose_stations(setting, knowledge.constant("cost_station"), ordered);
  return ordered;
}

void choose_stations(const PlanSetting& setting, double change_ratio, std::vector<Block>& blocks) {
  std::vector<const Block*> walk;
  for (const Block& block : blocks) {
    walk.push_back(&block);
  }
  std::vector<std::size_t> path;
  // The hands become still where they slowed down, whatever a step aside would save.
  (void)station_walk(setting, change_ratio, kNever, walk, &path);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].station = path[i];
  }
}

}  // namespace unknot
