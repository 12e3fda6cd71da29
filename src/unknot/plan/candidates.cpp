#include "unknot/plan/candidates.h"

#include <algorithm>
#include <cmath>

namespace unknot {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kMarkSamples_count = 8;
constexpr double kBend_ratio = 0.06;  ///< along, between the points of a line in metres
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

/// The technique's own line on one side of this body.
std::vector<ChartPoint> line_on(const Track& track, Side side, double shift_m, const Body& body) {
  const double sign = side == Side::left ? -1 : 1;
  std::vector<ChartPoint> line;
  for (std::size_t i = 0; i < track.line.size(); ++i) {
    const ChartPoint& point = track.line[i];
    if (!track.in_metres) {
      line.push_back({sign * point.across, point.along});
      continue;
    }
    // A line straight in metres bends on the chart, whose width changes along it: it needs points between.
    const ChartPoint& before = i == 0 ? point : track.line[i - 1];
    const int count = std::max(1, static_cast<int>(std::ceil(std::abs(point.along - before.along) / kBend_ratio)));
    for (int k = i == 0 ? count : 1; k <= count; ++k) {
      const double t = static_cast<double>(k) / count;
      const double along = k == count ? point.along : before.along + t * (point.along - before.along);
      const double across_m = before.across + t * (point.across - before.across) + shift_m;
      line.push_back({sign * across_m / body.half_width_m(along), along});
    }
  }
  return line;
}

std::vector<ChartPoint> mirrored(std::vector<ChartPoint> line, Side side) {
  for (ChartPoint& point : line) {
    point.across = side == Side::left ? -point.across : point.across;
  }
  return line;
}

std::vector<ChartPoint> points_of(const HandPath& path) {
  std::vector<ChartPoint> points;
  for (const PathVertex& vertex : path.vertices) {
    points.push_back(vertex.at);
  }
  return points;
}

/// Builds the candidates of one technique on one track.
class Builder {
 public:
  Builder(const PlanKnowledge& knowledge, const PathFinder& finder, const Limits& limits, const PlanSetting& setting,
          const PainMap& pain)
      : knowledge_(knowledge), finder_(finder), limits_(limits), setting_(setting), pain_(pain) {}

  void add(const Technique& technique, const Track& track, std::vector<Candidate>& candidates) {
    if (setting_.position == Position::side_left || setting_.position == Position::side_right) {
      const Side upper = setting_.position == Position::side_left ? Side::right : Side::left;
      add_side(technique, track, upper, candidates);
      return;
    }
    switch (technique.hands) {
      case HandsKind::mirror:
      case HandsKind::both:
      case HandsKind::opposed:
        add_both(technique, track, candidates);
        return;
      case HandsKind::either:
        if (!one_sided(track) && add_both(technique, track, candidates)) {
          return;
        }
        [[fallthrough]];
      case HandsKind::one:
      case HandsKind::together:
      case HandsKind::pair:
        add_side(technique, track, Side::left, candidates);
        add_side(technique, track, Side::right, candidates);
        return;
    }
  }

 private:
  /// A sore region whose sides differ is worked side by side, the sore one last.
  [[nodiscard]] bool one_sided(const Track& track) const {
    if (!track.of_region) {
      return false;
    }
    const auto at = pain_.sore_ratio.find(*track.of_region);
    return at != pain_.sore_ratio.end() && at->second[kLeft] != at->second[kRight];
  }

  [[nodiscard]] double least_N(const Technique& technique) const {
    return technique.force_N.range.low * knowledge_.constant("least_force");
  }

  /// A cap that still lets the target reach the technique's least useful force.
  [[nodiscard]] double least_cap_N(const Technique& technique) const {
    double cap_N = least_N(technique);
    while (limits_.target_N(cap_N) < least_N(technique)) {
      cap_N += 0.5;
    }
    return cap_N;
  }

  [[nodiscard]] double spot_step_m(Surface surface) const {
    return 2 * limits_.contacts().footprint_radius_m(surface) * knowledge_.constant("spot_step");
  }

  /// The path, or none where so little of its way is open that gliding becomes rubbing to and fro.
  [[nodiscard]] HandPath long_enough(const Technique& technique, HandPath path) const {
    return finder_.length_m(points_of(path)) < technique.length_m->value ? HandPath{} : path;
  }

  HandPath hand_path(const Technique& technique, const Track& track, Side side, Surface surface, HandUse hands,
                     double shift_m) const {
    // A stroke of the whole back is meant to cover it; others would rather be shorter than faint.
    const bool travels = technique.speed_m_s.has_value();
    const double resting_N = limits_.contacts().level_force_N(PressureLevel::w1, surface);
    const double usual_N = !track.of_region ? std::max(least_N(technique), resting_N)
                           : travels        ? technique.force_N.range.low
                                            : technique.force_N.value;
    const ForceWish least{least_cap_N(technique), usual_N};
    const double reach_m = knowledge_.constant("circle_reach");
    const std::vector<ChartPoint> line = line_on(track, side, shift_m, finder_.body());
    switch (*technique.path) {
      case PathKind::long_glide: {
        HandPath path = long_enough(technique, finder_.glide(line, surface, hands, least));
        const bool whole = !path.vertices.empty() && path.vertices.front().at == line.front() &&
                           path.vertices.back().at == line.back();
        finder_.close_loop(path, whole ? mirrored(track.home, side) : std::vector<ChartPoint>{}, surface, hands);
        return path;
      }
      case PathKind::lane_down:
        return long_enough(technique, finder_.glide(line, surface, hands, least));
      case PathKind::strip_up:
      case PathKind::roll_up:
      case PathKind::wring_across:
        return finder_.glide(line, surface, hands, least);
      case PathKind::saw_across: {
        HandPath path = finder_.glide(line, surface, hands, least);
        for (std::size_t i = path.vertices.size(); i-- > 1;) {
          path.vertices.push_back(path.vertices[i - 1]);
        }
        return path;
      }
      case PathKind::ring_around: {
        const auto mark = pain_.centre.find(track.of_region.value_or(Region::leg));
        const std::size_t index = side == Side::left ? kLeft : kRight;
        const ChartPoint a = line.front();
        const ChartPoint b = line.back();
        ChartPoint centre{(a.across + b.across) / 2, (a.along + b.along) / 2};
        if (mark != pain_.centre.end() && mark->second[index]) {
          centre = *mark->second[index];
        }
        // Half a ring still goes round, a little smaller where the waist is narrow; less is only a spot.
        for (double radius_m = knowledge_.constant("ring_radius"); radius_m >= knowledge_.constant("run_low");
             radius_m -= knowledge_.constant("shift_step")) {
          HandPath path =
              finder_.ring(centre, radius_m, surface, hands, {least.least_cap_N, least_N(technique)}, reach_m);
          if (path.vertices.size() >= 3) {
            return path;
          }
        }
        return {};
      }
      case PathKind::hold_at:
      case PathKind::rock_at:
        return finder_.spots({line.front()}, surface, hands, least, 1, 0);
      case PathKind::spread_at: {
        HandPath path = finder_.spots(line, surface, hands, least, knowledge_.constant("pair_distance"), 0);
        if (path.vertices.size() < 2) {
          return {};
        }
        path.vertices.resize(2);
        return path;
      }
      case PathKind::circles_along:
      case PathKind::knead_along:
      case PathKind::strike_along:
      case PathKind::stretch_along:
      case PathKind::hook_along:
      case PathKind::roll_along:
        return finder_.spots(line, surface, hands, least, spot_step_m(surface), reach_m);
      case PathKind::squeeze_at:
      case PathKind::tremble_at:
      case PathKind::shake_at:
      case PathKind::press_steps:
      case PathKind::hold_at_spots:
        return finder_.spots(line, surface, hands, least, spot_step_m(surface), 0);
    }
    return {};
  }

  /// The path with the least outward shift that keeps most of the line; only lines in metres may shift.
  HandPath shifted_path(const Technique& technique, const Track& track, Side side, Surface surface,
                        HandUse hands) const {
    HandPath best = hand_path(technique, track, side, surface, hands, 0);
    if (!track.in_metres || best.vertices.size() >= 2) {
      return best;
    }
    const double step_m = knowledge_.constant("shift_step");
    const double high_m = knowledge_.constant("shift_high");
    for (double shift_m = step_m; shift_m <= high_m && best.vertices.size() < 2; shift_m += step_m) {
      HandPath path = hand_path(technique, track, side, surface, hands, shift_m);
      if (path.vertices.size() > best.vertices.size()) {
        best = std::move(path);
      }
    }
    return best;
  }

  void finish(Candidate& candidate, HandUse hands, Surface surface) const {
    Stroke& stroke = candidate.stroke;
    stroke.technique = candidate.technique->id;
    stroke.name = candidate.technique->name;
    stroke.motion = motion_of(*candidate.technique->path);
    stroke.region = candidate.track->region;
    stroke.side = candidate.side;
    stroke.hand = hands;
    stroke.surface = surface;
    stroke.position = setting_.position;
    stroke.path = points_of(candidate.right);
    stroke.path_left = points_of(candidate.left);
    stroke.source = candidate.technique->provenance.source;
    candidate.stations = stations_reaching(setting_, *candidate.technique, stroke.path, stroke.path_left, knowledge_);
    double weight = 1;
    double sum = candidate.technique->plan->benefit_ratio.value;
    for (const auto& [pattern, pattern_weight] : setting_.pattern_ratio) {
      const auto at = candidate.technique->plan->benefit_for_ratio.find(pattern);
      const double times = at == candidate.technique->plan->benefit_for_ratio.end() ? 1 : at->second.value;
      weight += 2 * pattern_weight;
      sum += 2 * pattern_weight * times * candidate.technique->plan->benefit_ratio.value;
    }
    candidate.benefit_ratio = sum / weight;
  }

  bool push(Candidate candidate, HandUse hands, Surface surface, std::vector<Candidate>& candidates) const {
    if (candidate.right.vertices.empty()) {
      return false;
    }
    finish(candidate, hands, surface);
    if (candidate.stations.empty()) {
      return false;
    }
    candidates.push_back(std::move(candidate));
    return true;
  }

  void add_side(const Technique& technique, const Track& track, Side side, std::vector<Candidate>& candidates) {
    if (technique.hands == HandsKind::opposed ||
        (technique.path == PathKind::hold_at && track.line.front().across < 0)) {
      return;
    }
    const bool as_one = technique.hands == HandsKind::together || technique.hands == HandsKind::mirror;
    for (const Surface surface : technique.surfaces) {
      Candidate candidate{&technique, &track, side, {}, {}, {}, {}, 0};
      if (technique.hands == HandsKind::pair) {
        candidate.right = shifted_path(technique, track, side, surface, HandUse::both);
        if (candidate.right.vertices.size() == 2) {
          candidate.left = candidate.right;
          candidate.left.vertices = {candidate.right.vertices[1]};
          candidate.right.vertices.resize(1);
          if (push(std::move(candidate), HandUse::both, surface, candidates)) {
            return;
          }
        }
        continue;
      }
      const HandUse hands = as_one ? HandUse::both : HandUse::right;
      candidate.right = shifted_path(technique, track, side, surface, hands);
      if (push(std::move(candidate), hands, surface, candidates)) {
        return;
      }
    }
  }

  bool add_both(const Technique& technique, const Track& track, std::vector<Candidate>& candidates) {
    for (const Surface surface : technique.surfaces) {
      Candidate candidate{&technique, &track, Side::both, {}, {}, {}, {}, 0};
      if (technique.path == PathKind::hold_at) {
        // The two ends of the track, one hand each; a hand without a place stays away.
        const auto at = [&](const ChartPoint& point) {
          return finder_.spots({point}, surface, HandUse::both, {least_cap_N(technique), technique.force_N.value}, 1,
                               0);
        };
        candidate.right = at(track.line.front());
        if (track.line.size() > 1) {
          candidate.left = at(track.line.back());
        }
        if (candidate.right.vertices.empty()) {
          std::swap(candidate.right, candidate.left);
        }
      } else if (technique.hands == HandsKind::opposed) {
        candidate.right = hand_path(technique, track, Side::right, surface, HandUse::both, 0);
        candidate.left = candidate.right;
        std::reverse(candidate.left.vertices.begin(), candidate.left.vertices.end());
      } else {
        candidate.right = shifted_path(technique, track, Side::right, surface, HandUse::both);
        candidate.left = shifted_path(technique, track, Side::left, surface, HandUse::both);
        const bool glides = technique.path == PathKind::long_glide || technique.path == PathKind::lane_down;
        if (candidate.right.vertices.empty() != candidate.left.vertices.empty()) {
          if (!glides) {
            return false;
          }
          candidate.side = candidate.right.vertices.empty() ? Side::left : Side::right;
          if (candidate.right.vertices.empty()) {
            std::swap(candidate.right, candidate.left);
          }
        }
      }
      const bool two = !candidate.left.vertices.empty();
      if (push(std::move(candidate), two ? HandUse::both : HandUse::right, surface, candidates)) {
        return true;
      }
    }
    return false;
  }

  const PlanKnowledge& knowledge_;
  const PathFinder& finder_;
  const Limits& limits_;
  const PlanSetting& setting_;
  const PainMap& pain_;
};

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

Stroke loaded(const Candidate& candidate, PressureLevel level, double share_ratio, const Limits& limits) {
  Stroke stroke = candidate.stroke;
  const double high_N = candidate.technique->force_N.range.high;
  const PressureLevel class_today = std::min(level, candidate.technique->level_max);
  const bool left_least = !candidate.left.vertices.empty() && candidate.left.least_cap_N < candidate.right.least_cap_N;
  const HandPath& least = left_least ? candidate.left : candidate.right;
  stroke.force_cap_N = least.least_cap_N;
  stroke.cap_criterion = limits.cap(stroke.surface, least.least_at, stroke.hand).criterion;
  stroke.force_N = forces(candidate.right, class_today, high_N, least.least_cap_N, share_ratio, stroke.surface, limits);
  stroke.force_left_N =
      forces(candidate.left, class_today, high_N, least.least_cap_N, share_ratio, stroke.surface, limits);
  double most_N = 0;
  for (const std::vector<double>* of_hand : {&stroke.force_N, &stroke.force_left_N}) {
    for (const double force_N : *of_hand) {
      most_N = std::max(most_N, force_N);
    }
  }
  stroke.level = level_of(most_N, stroke.surface, limits.contacts());
  return stroke;
}

std::vector<Candidate> find_candidates(const PlanKnowledge& knowledge, const PathFinder& finder, const Limits& limits,
                                       const PlanSetting& setting, const PainMap& pain,
                                       const std::string& only_region) {
  std::vector<Candidate> candidates;
  Builder builder(knowledge, finder, limits, setting, pain);
  for (const Technique& technique : knowledge.codex.techniques()) {
    if (!technique.plan || !is_allowed(technique, setting, limits)) {
      continue;
    }
    for (const Track& track : knowledge.tracks) {
      if (holds(track.paths, *technique.path) && holds(technique.regions, track.region) &&
          (only_region.empty() || track.region == only_region)) {
        builder.add(technique, track, candidates);
      }
    }
  }
  return candidates;
}

}  // namespace unknot
