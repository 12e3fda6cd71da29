#include "unknot/plan/candidates.h"

#include <algorithm>
#include <cmath>

#include "unknot/plan/ways.h"

namespace unknot {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kMarkSamples_count = 8;
/// A mark in the middle is shared by both sides.
constexpr std::size_t kLeft = 0;
constexpr std::size_t kRight = 1;

template <typename T>
bool holds(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

void raise(std::map<Region, std::array<double, 2>>& field, Region region, std::size_t side, double ratio) {
  double& at = field[region][side];
  at = std::max(at, ratio);
}

std::size_t side_of(const ChartPoint& at) { return at.across < 0 ? kLeft : kRight; }

Region region_from(const std::string& word) {
  const auto words = words_of<Region>();
  const auto at = std::find(words.begin(), words.end(), word);
  UNKNOT_CHECK(at != words.end(), "region " + word);
  return static_cast<Region>(at - words.begin());
}

bool is_own_side(Station station) {
  return station == Station::left || station == Station::right || station == Station::kneeling_left ||
         station == Station::kneeling_right;
}

bool is_left(Station station) { return station == Station::left || station == Station::kneeling_left; }

bool is_lying_on_side(Position position) { return position == Position::side_left || position == Position::side_right; }

/// How much a technique helps per time, for the patterns of tonight's pain.
double benefit_ratio(const PlanPart& plan, const PlanSetting& setting) {
  double weight = 1;
  double sum = plan.benefit_ratio.value;
  for (const auto& [pattern, pattern_weight] : setting.pattern_ratio) {
    const auto at = plan.benefit_for_ratio.find(pattern);
    const double times = at == plan.benefit_for_ratio.end() ? 1 : at->second.value;
    weight += 2 * pattern_weight;
    sum += 2 * pattern_weight * times * plan.benefit_ratio.value;
  }
  return sum / weight;
}

bool is_allowed(const Technique& technique, const PlanSetting& setting, const Limits& limits) {
  if (!holds(technique.who, setting.training) || !holds(technique.positions, setting.position)) {
    return false;
  }
  if (is_never_planned(technique.id) || setting.excluded.contains(technique.id)) {
    return false;
  }
  for (const std::string& kind : technique.kinds) {
    if (setting.excluded.contains(kind)) {
      return false;
    }
  }
  if (technique.medium == Medium::oil && !setting.oil) {
    return false;
  }
  return technique.level_min <= limits.highest_level() &&
         setting.sessions_count >= technique.plan->sessions_min_count.value;
}

std::vector<double> forces(const HandPath& path, PressureLevel level, double high_N, double cap_N, double share_ratio,
                           Surface surface, const Limits& limits) {
  std::vector<double> force_N;
  for (const PathVertex& vertex : path.vertices) {
    const PressureLevel here = vertex.unloaded ? PressureLevel::w1 : level;
    force_N.push_back(std::min(share_ratio * std::min(high_N, limits.target_N(vertex.cap_N, here, surface)), cap_N));
  }
  return force_N;
}

}  // namespace

double PainMap::at_ratio(Region region, Side side) const {
  const auto found = sore_ratio.find(region);
  if (found == sore_ratio.end()) {
    return 0;
  }
  const auto& [left, right] = found->second;
  return side == Side::left ? left : side == Side::right ? right : std::max(left, right);
}

double PainMap::sum_ratio(Side side) const {
  double total_ratio = 0;
  for (const auto& [region, sides] : sore_ratio) {
    total_ratio += at_ratio(region, side);
  }
  return total_ratio;
}

PainMap pain_map(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body, const Complaint& complaint) {
  PainMap map;
  std::map<Region, std::array<double, 2>> marked;
  for (const PainMark& mark : complaint.pain) {
    const double ratio = std::max(1, mark.intensity_nrs) / 10.0;
    if (mark.region) {
      if (mark.side != Side::right) {
        raise(marked, *mark.region, kLeft, ratio);
      }
      if (mark.side != Side::left) {
        raise(marked, *mark.region, kRight, ratio);
      }
    } else if (mark.centre) {
      const AtlasArea* tile = atlas.region_at(*mark.centre);
      const PlanePoint middle = body.to_plane(*mark.centre);
      if (tile != nullptr && tile->region) {
        const std::size_t side = side_of(*mark.centre);
        raise(marked, *tile->region, side, ratio);
        if (std::abs(middle.x_m) < knowledge.constant("midline")) {
          raise(marked, *tile->region, 1 - side, ratio);
        } else {
          map.centre[*tile->region][side] = *mark.centre;
        }
      }
      for (int i = 0; i < kMarkSamples_count && mark.radius_m > 0; ++i) {
        const double angle_rad = 2 * kPi * i / kMarkSamples_count;
        const PlanePoint at{middle.x_m + mark.radius_m * std::cos(angle_rad),
                            middle.y_m + mark.radius_m * std::sin(angle_rad)};
        const double along = at.y_m / body.length_m();
        if (along < kAlongMin_ratio || along > kAlongMax_ratio) {
          continue;
        }
        const ChartPoint point = body.to_chart(at);
        const AtlasArea* rim = is_on_chart(point) ? atlas.region_at(point) : nullptr;
        if (rim != nullptr && rim->region) {
          raise(marked, *rim->region, side_of(point), ratio / 2);
        }
      }
    }
  }
  map.sore_ratio = marked;
  map.want_ratio = marked;
  for (const auto& [pair, weight] : knowledge.want_ratio) {
    const auto from = marked.find(region_from(pair.first));
    if (from != marked.end()) {
      for (const std::size_t side : {kLeft, kRight}) {
        raise(map.want_ratio, region_from(pair.second), side, weight * from->second[side]);
      }
    }
  }
  double most_ratio = 0;
  for (const auto& [region, sides] : marked) {
    if (region != Region::leg && region != Region::flank) {
      most_ratio = std::max({most_ratio, sides[kLeft], sides[kRight]});
    }
  }
  for (const auto& [region, sides] : marked) {
    // Half as sore as the sorest still counts as sore; less is worked as a neighbour.
    if (region == Region::leg || region == Region::flank || std::max(sides[kLeft], sides[kRight]) < most_ratio / 2) {
      continue;
    }
    map.sore.insert(region);
    const auto with = knowledge.together.find(std::string(to_text(region)));
    if (with != knowledge.together.end()) {
      for (const std::string& other : with->second) {
        map.sore.insert(region_from(other));
      }
    }
  }
  return map;
}

PlanSetting setting_for(const PlanKnowledge& knowledge, const Limits& limits, const Case& the_case,
                        const ScreenReport& report, Place place, Position position) {
  PlanSetting setting;
  setting.training = the_case.giver.training;
  setting.place = place;
  setting.position = position;
  for (const Exclusion& exclusion : report.exclusions) {
    setting.excluded.insert(exclusion.kind);
  }
  setting.oil = the_case.giver.oil && position != Position::seated_leaning && !setting.excluded.contains("oil");
  setting.nape_excluded = setting.excluded.contains("nape");
  for (const StationRule& rule : knowledge.stations) {
    if (rule.place == setting.place && rule.position == position) {
      setting.stations.push_back(&rule);
    }
  }
  for (const OriginGuess& guess : report.origin) {
    if (guess.grade == Likeliness::likely) {
      setting.pattern_ratio[guess.pattern] = 1;
    } else if (guess.grade == Likeliness::possible) {
      setting.pattern_ratio[guess.pattern] = 0.5;
    }
  }
  setting.tradition = the_case.receiver.tradition.value_or("");
  setting.sessions_count = the_case.history.sessions_count;
  setting.work_level = limits.highest_level();
  return setting;
}

std::vector<std::size_t> stations_reaching(const PlanSetting& setting, const Technique& technique,
                                           const std::vector<ChartPoint>& path,
                                           const std::vector<ChartPoint>& path_left, const PlanKnowledge& knowledge) {
  const bool light =
      knowledge.codex.families().at(technique.family).general || technique.level_max <= PressureLevel::w2;
  std::vector<std::size_t> stations;
  for (std::size_t i = 0; i < setting.stations.size(); ++i) {
    const StationRule& rule = *setting.stations[i];
    const double reach_ratio = light ? rule.reach_light_ratio : rule.reach_work_ratio;
    const auto in_reach = [&](const ChartPoint& at) {
      if (at.along < rule.along_low_ratio || at.along > rule.along_high_ratio) {
        return false;
      }
      if (is_lying_on_side(rule.position)) {
        return true;  // only the upper side is ever offered
      }
      if (!is_own_side(rule.station)) {
        return std::abs(at.across) <= reach_ratio;
      }
      return (is_left(rule.station) ? at.across : -at.across) <= reach_ratio;
    };
    if (std::all_of(path.begin(), path.end(), in_reach) && std::all_of(path_left.begin(), path_left.end(), in_reach)) {
      stations.push_back(i);
    }
  }
  return stations;
}

PressureLevel level_of(double force_N, Surface surface, const Contacts& contacts) {
  for (const PressureLevel level : {PressureLevel::w1, PressureLevel::w2, PressureLevel::w3, PressureLevel::w4}) {
    if (force_N <= contacts.level_force_N(level, surface) + 1e-9) {
      return level;
    }
  }
  return PressureLevel::w5;
}

Stroke stroke_on(const Technique& technique, const Track& track, const Way& way, Position position) {
  Stroke stroke;
  stroke.technique = technique.id;
  stroke.name = technique.name;
  stroke.motion = motion_of(*technique.path);
  stroke.region = track.region;
  stroke.side = way.side;
  stroke.hand = way.hands;
  stroke.surface = way.surface;
  stroke.position = position;
  stroke.path = points_of(way.right);
  stroke.path_left = points_of(way.left);
  stroke.source = technique.provenance.source;
  return stroke;
}

void load_way(const Way& way, PressureLevel level, double high_N, double share_ratio, const Limits& limits,
              Stroke& stroke) {
  const bool left_least = !way.left.vertices.empty() && way.left.least_cap_N < way.right.least_cap_N;
  const HandPath& least = left_least ? way.left : way.right;
  stroke.force_cap_N = least.least_cap_N;
  stroke.cap_criterion = limits.cap(way.surface, least.least_at, way.hands).criterion;
  stroke.force_N = forces(way.right, level, high_N, least.least_cap_N, share_ratio, way.surface, limits);
  stroke.force_left_N = forces(way.left, level, high_N, least.least_cap_N, share_ratio, way.surface, limits);
  double most_N = 0;
  for (const std::vector<double>* of_hand : {&stroke.force_N, &stroke.force_left_N}) {
    for (const double force_N : *of_hand) {
      most_N = std::max(most_N, force_N);
    }
  }
  stroke.level = level_of(most_N, way.surface, limits.contacts());
}

Stroke loaded(const Candidate& candidate, PressureLevel level, double share_ratio, const Limits& limits) {
  Stroke stroke = candidate.stroke;
  load_way(candidate.way, std::min(level, candidate.technique->level_max), candidate.technique->force_N.range.high,
           share_ratio, limits, stroke);
  return stroke;
}

std::vector<Candidate> find_candidates(const PlanKnowledge& knowledge, const PathFinder& finder, const Limits& limits,
                                       const PlanSetting& setting, const PainMap& pain,
                                       const std::string& only_region) {
  std::vector<Candidate> candidates;
  const WayBuilder builder(knowledge, finder, limits, setting.position, pain);
  for (const Technique& technique : knowledge.codex.techniques()) {
    if (!technique.plan || !is_allowed(technique, setting, limits)) {
      continue;
    }
    const double wish = holds(technique.traditions, setting.tradition) ? knowledge.constant("wish_tradition") : 0;
    const double benefit = (1 + wish) * benefit_ratio(*technique.plan, setting);
    for (const Track& track : knowledge.tracks) {
      if (!track.takes(technique) || (!only_region.empty() && track.region != only_region)) {
        continue;
      }
      builder.offer(technique, track, [&](Way&& way) {
        const Stroke stroke = stroke_on(technique, track, way, setting.position);
        std::vector<std::size_t> stations =
            stations_reaching(setting, technique, stroke.path, stroke.path_left, knowledge);
        if (stations.empty()) {
          return false;
        }
        candidates.push_back({&technique, &track, way.side, stroke, std::move(way), std::move(stations), benefit});
        return true;
      });
    }
  }
  return candidates;
}

}  // namespace unknot
