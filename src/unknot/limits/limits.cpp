#include "unknot/limits/limits.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

/// Forces closer than this are the same: far below what any hand or sensor tells apart.
constexpr double kSameForce_N = 1e-9;

void lower(ForceCap& least, double force_N, std::string_view criterion) {
  if (force_N < least.force_N) {
    least.force_N = force_N;
    least.criterion = criterion;
  }
}

std::string_view words(Training training) {
  switch (training) {
    case Training::none:
      return "untrained";
    case Training::course:
      return "after a course";
    case Training::professional:
      return "professional";
  }
  return "";
}

}  // namespace

Limits::Patch::Patch(std::vector<PlanePoint> points) : polygon(std::move(points)) {
  UNKNOT_CHECK(polygon.size() >= 3, "a patch needs three vertices");
  low = high = polygon.front();
  for (const PlanePoint& point : polygon) {
    low = {std::min(low.x_m, point.x_m), std::min(low.y_m, point.y_m)};
    high = {std::max(high.x_m, point.x_m), std::max(high.y_m, point.y_m)};
  }
}

bool Limits::Patch::touches(const PlanePoint& place, double within_m) const {
  if (place.x_m < low.x_m - within_m || place.x_m > high.x_m + within_m || place.y_m < low.y_m - within_m ||
      place.y_m > high.y_m + within_m) {
    return false;
  }
  return contains(polygon, place) || (within_m > 0 && distance_m(polygon, place) < within_m);
}

Limits::Limits(const LimitKnowledge& knowledge, const Contacts& contacts, const Atlas& atlas, const Body& body,
               const ScreenReport& report, const Case& the_case)
    : knowledge_(knowledge),
      contacts_(contacts),
      body_(body),
      training_(the_case.giver.training),
      scale_practised_(the_case.giver.scale_practised),
      history_(the_case.history),
      own_threshold_Pa_(the_case.receiver.threshold_Pa) {
  const double placement_error_m = knowledge_.constant("placement_error");
  for (const AtlasArea* zone : atlas.of_kind(AreaKind::zone)) {
    const Patch patch(atlas.plane_polygon(*zone, body_));
    if (zone->policy == ZonePolicy::keep_out) {
      keeps_.push_back({patch, placement_error_m});
    } else {
      zones_.push_back({*zone->policy, patch});
    }
  }
  for (const AtlasArea* region : atlas.of_kind(AreaKind::region)) {
    if (!region->massaged) {
      unmassaged_.emplace_back(atlas.plane_polygon(*region, body_));
    }
  }
  for (const AvoidArea& avoid : report.avoid) {
    keeps_.push_back({Patch(body_.to_plane(avoid.polygon)), avoid.hard ? placement_error_m : 0});
  }
  for (const AreaCap& cap : report.caps) {
    std::optional<Patch> patch;
    if (!cap.polygon.empty()) {
      patch.emplace(body_.to_plane(cap.polygon));
    }
    caps_.push_back({patch, cap.surface, cap.force_N, cap.pressure_Pa});
  }
  const auto keep_areas = [&](const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      if (!areas_.contains(id)) {
        for (const AtlasArea* area : atlas.find_all(id)) {
          areas_[id].emplace_back(atlas.plane_polygon(*area, body_));
        }
      }
    }
  };
  keep_areas(knowledge_.practised_on);
  for (const auto& [key, cap] : knowledge_.table) {
    keep_areas(cap.only_on);
  }
}

bool Limits::is_on(const std::vector<std::string>& area_ids, const PlanePoint& place) const {
  return std::any_of(area_ids.begin(), area_ids.end(), [&](const std::string& id) {
    const auto& patches = areas_.at(id);
    return std::any_of(patches.begin(), patches.end(), [&](const Patch& patch) { return patch.touches(place, 0); });
  });
}

void Limits::lower_by_table(ForceCap& least, Surface surface, const PlanePoint& place) const {
  const std::string who = std::string(to_text(surface)) + ", " + std::string(words(training_));
  const auto it = knowledge_.table.find({surface, training_});
  if (it == knowledge_.table.end()) {
    lower(least, 0, "policy: no " + who);
    return;
  }
  const TableCap& cap = it->second;
  if (!cap.only_on.empty() && !is_on(cap.only_on, place)) {
    lower(least, 0, "policy: no " + who + ", here");
    return;
  }
  const bool practised = history_.sessions_without_soreness_count >= knowledge_.constant("practised_sessions");
  if (practised && cap.practised_force_N && is_on(knowledge_.practised_on, place)) {
    lower(least, cap.practised_force_N->value, "policy: " + who + ", thick muscle after earlier sessions");
    return;
  }
  lower(least, cap.force_N.value, "policy: " + who);
}

double Limits::threshold_at_area_Pa(double threshold_Pa, double area_m2) const {
  const double algometer_m2 = knowledge_.constant("area_algometer");
  const double turn_m2 = knowledge_.constant("area_turn");
  const double small_m2 = std::min(area_m2, turn_m2);
  const double large_ratio = std::max(area_m2 / turn_m2, 1.0);
  return threshold_Pa * std::pow(small_m2 / algometer_m2, -knowledge_.constant("area_exponent_small")) *
         std::pow(large_ratio, -knowledge_.constant("area_exponent_large"));
}

void Limits::lower_by_threshold(ForceCap& least, Surface surface) const {
  const double area_m2 = contacts_.area_m2(surface);
  if (own_threshold_Pa_) {
    const double share_ratio = knowledge_.threshold_ratio.at(training_).value;
    lower(least, share_ratio * threshold_at_area_Pa(*own_threshold_Pa_, area_m2) * area_m2,
          "policy: share of the receiver's own pressure threshold");
  } else {
    lower(least, threshold_at_area_Pa(knowledge_.constant("population_threshold"), area_m2) * area_m2,
          "policy: pressure threshold of sensitive people at this contact area");
  }
}

void Limits::lower_by_zones(ForceCap& least, Surface surface, const PlanePoint& place) const {
  const Contact& contact = contacts_.of(surface);
  const double footprint_m = contacts_.footprint_radius_m(surface);
  const double hard_m = contact.hard_radius_m.value;
  const double light_N = contacts_.light_force_N(surface);
  for (const Zone& zone : zones_) {
    // Hard uneven surfaces keep off with their whole footprint, whatever they would be allowed there otherwise.
    const bool knobby_here = contact.knobby && zone.patch.touches(place, footprint_m);
    switch (zone.policy) {
      case ZonePolicy::keep_out:
      case ZonePolicy::rib:  // a sum over both hands: see cap()
        break;
      case ZonePolicy::no_pressure:
        if (knobby_here) {
          lower(least, 0, "policy: side of the neck, no knuckle, thumb or elbow");
        } else if (zone.patch.touches(place, 0)) {
          lower(least, contacts_.level_force_N(PressureLevel::w1, surface), "policy: side of the neck, resting hand");
        }
        break;
      case ZonePolicy::spine:
        if (zone.patch.touches(place, hard_m)) {
          if (surface == Surface::palm) {
            lower(least, knowledge_.constant("spine_force"), "policy: spine, flat hand at rest or gliding");
          } else {
            lower(least, 0, "policy: spine, flat hand only");
          }
        }
        break;
      case ZonePolicy::sacrum:
        if (knobby_here) {
          lower(least, 0, "policy: base of the spine, no knuckle, thumb or elbow");
        } else if (zone.patch.touches(place, hard_m)) {
          lower(least, light_N, "policy: base of the spine, broad and light");
        }
        break;
      case ZonePolicy::kidney:
        if (knobby_here) {
          lower(least, 0, "policy: kidney area, no knuckle, thumb or elbow");
        } else if (zone.patch.touches(place, 0)) {
          lower(least, knowledge_.table.at({Surface::palm, Training::none}).force_N.value,
                "policy: kidney area, as an untrained palm");
        }
        break;
      case ZonePolicy::kidney_side:
        if (knobby_here) {
          lower(least, 0, "policy: kidney area, no knuckle, thumb or elbow");
        } else if (zone.patch.touches(place, 0)) {
          lower(least, light_N, "policy: kidney area beside the long muscles, light");
        }
        break;
      case ZonePolicy::thin_bone:
        if (knobby_here) {
          lower(least, 0, "policy: lowest ribs, no knuckle, thumb or elbow");
        } else if (zone.patch.touches(place, hard_m)) {
          lower(least, light_N, "policy: lowest ribs, broad and light");
        }
        break;
      case ZonePolicy::no_point:
        if (knobby_here && contact.pointed) {
          lower(least, 0, "policy: bone or nerve close by, no thumb or elbow");
        }
        break;
      case ZonePolicy::nape:
        if (knobby_here) {
          lower(least, 0, "policy: nape, no knuckle, thumb or elbow");
        } else if (zone.patch.touches(place, 0)) {
          lower(least, light_N, "policy: nape, light");
        }
        break;
    }
  }
}

void Limits::lower_by_cautions(ForceCap& least, Surface surface, const PlanePoint& place) const {
  const double footprint_m = contacts_.footprint_radius_m(surface);
  for (const Cap& cap : caps_) {
    if ((cap.surface && *cap.surface != surface) || (cap.patch && !cap.patch->touches(place, footprint_m))) {
      continue;
    }
    // The rule's name stays out: the giver reads the criterion, and the receiver's answers are private.
    lower(least, cap.force_N, "policy: a caution from tonight's questions");
    if (cap.pressure_Pa > 0) {
      lower(least, cap.pressure_Pa * contacts_.area_m2(surface), "policy: a caution from tonight's questions");
    }
  }
}

ForceCap Limits::cap(Surface surface, const ChartPoint& point, HandUse hands) const {
  if (!is_on_chart(point)) {
    return {0, "policy: off the back", false};
  }
  if (is_kept_out(surface, point)) {
    return {0, "policy: keep out", false};
  }
  const PlanePoint place = body_.to_plane(point);
  if (std::any_of(unmassaged_.begin(), unmassaged_.end(),
                  [&](const Patch& patch) { return patch.touches(place, 0); })) {
    return {0, "policy: side of the waist, not massaged", false};
  }
  ForceCap least{std::numeric_limits<double>::infinity(), "", false};
  lower_by_table(least, surface, place);
  lower_by_threshold(least, surface);
  if (is_over_ribs(surface, point)) {
    lower(least, hands == HandUse::both ? rib_sum_cap_N() / 2 : rib_sum_cap_N(),
          "policy: over ribs, both hands together");
  }
  lower_by_zones(least, surface, place);
  lower_by_cautions(least, surface, place);
  if (point.along < knowledge_.constant("mapped_from") || point.along > knowledge_.constant("mapped_to")) {
    lower(least, contacts_.light_force_N(surface), "policy: assumed anatomy, light");
  }
  return least;
}

bool Limits::may_touch(Surface surface, const ChartPoint& point, double force_N, HandUse hands) const {
  UNKNOT_CHECK(force_N >= 0, "force_N = " + number_text(force_N));
  const double most_N = cap(surface, point, hands).force_N;
  return most_N > 0 && force_N <= most_N + kSameForce_N;
}

bool Limits::is_kept_out(Surface surface, const ChartPoint& point) const {
  if (!is_on_chart(point)) {
    return true;
  }
  const PlanePoint place = body_.to_plane(point);
  const double footprint_m = contacts_.footprint_radius_m(surface);
  return std::any_of(keeps_.begin(), keeps_.end(),
                     [&](const Keep& keep) { return keep.patch.touches(place, footprint_m + keep.inflate_m); });
}

double Limits::target_N(double cap_N) const {
  const double error_N = knowledge_.constant(scale_practised_ ? "giver_error_practised" : "giver_error");
  return std::max(cap_N - error_N, cap_N * knowledge_.constant("target_share_least"));
}

double Limits::target_N(double cap_N, PressureLevel level, Surface surface) const {
  return std::min(target_N(cap_N), contacts_.level_force_N(level, surface));
}

PressureLevel Limits::highest_level() const {
  const PressureLevel highest = knowledge_.level_max.at(training_).level;
  return first_session() ? one_lighter(highest) : highest;
}

PressureLevel Limits::level_today(PressureLevel planned) const {
  return std::min(first_session() ? one_lighter(planned) : planned, highest_level());
}

double Limits::max_dwell_s(Surface surface, double force_N) const {
  const double pressure_Pa = force_N / contacts_.area_m2(surface);
  double longest_s = std::numeric_limits<double>::infinity();
  if (pressure_Pa > knowledge_.constant("dwell_high_pressure")) {
    longest_s = knowledge_.constant("dwell_high_time");
  } else if (pressure_Pa > knowledge_.constant("dwell_low_pressure")) {
    longest_s = knowledge_.constant("dwell_low_time");
  }
  const auto it = knowledge_.table.find({surface, training_});
  if (it != knowledge_.table.end() && it->second.hold_max_s) {
    longest_s = std::min(longest_s, it->second.hold_max_s->value);
  }
  return longest_s;
}

bool Limits::is_over_ribs(Surface surface, const ChartPoint& point) const {
  if (!is_on_chart(point)) {
    return false;
  }
  const PlanePoint place = body_.to_plane(point);
  const double footprint_m = contacts_.footprint_radius_m(surface);
  return std::any_of(zones_.begin(), zones_.end(), [&](const Zone& zone) {
    return zone.policy == ZonePolicy::rib && zone.patch.touches(place, footprint_m);
  });
}

double Limits::rib_sum_cap_N() const {
  const bool measured = training_ == Training::professional && own_threshold_Pa_.has_value();
  return measured ? knowledge_.rib_sum_measured_N.value : knowledge_.rib_sum_N.at(training_).value;
}

bool Limits::first_session() const { return history_.sessions_count == 0; }

}  // namespace unknot
