// The promises about places and forces: every contact of every hand against caps, zones and keep-outs, in metres.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "unknot/audit/audit_parts.h"

namespace unknot::audit_detail {
namespace {

constexpr double kTolerance_N = 1e-6;
constexpr double kDwellCell_m = 0.02;
constexpr double kSampleEvery_m = 0.01;
constexpr double kPiecesMax_count = 100;  // a metre

struct Touch {
  ChartPoint chart;
  PlanePoint place;
  double force_N = 0;
};

/// A polygon with its box, which answers most questions.
struct Patch {
  std::vector<PlanePoint> polygon;
  PlanePoint low;
  PlanePoint high;

  explicit Patch(std::vector<PlanePoint> points) : polygon(std::move(points)) {
    if (!polygon.empty()) {
      low = high = polygon.front();
    }
    for (const PlanePoint& point : polygon) {
      low = {std::min(low.x_m, point.x_m), std::min(low.y_m, point.y_m)};
      high = {std::max(high.x_m, point.x_m), std::max(high.y_m, point.y_m)};
    }
  }
  /// 0 inside; nothing where `place` is `reach_m` or more away.
  [[nodiscard]] std::optional<double> distance_within_m(const PlanePoint& place, double reach_m) const {
    if (place.x_m < low.x_m - reach_m || place.x_m > high.x_m + reach_m || place.y_m < low.y_m - reach_m ||
        place.y_m > high.y_m + reach_m) {
      return std::nullopt;
    }
    const double away_m = distance_m(polygon, place);
    return away_m < reach_m ? std::optional(away_m) : std::nullopt;
  }
  [[nodiscard]] bool covers(const PlanePoint& place) const {
    return distance_within_m(place, std::numeric_limits<double>::min()).has_value();
  }
};

struct PlaneZone {
  const AtlasArea* area = nullptr;
  Patch patch;
};

/// The audit's numbers, looked up once a routine.
struct Numbers {
  double practised_sessions_count, mapped_from_ratio, mapped_to_ratio, sacrum_from_ratio, spine_half_m, spine_force_N,
      placement_error_m, dwell_high_Pa, dwell_high_s, dwell_low_Pa, dwell_low_s;
  explicit Numbers(const AuditKnowledge& knowledge)
      : practised_sessions_count(knowledge.number("practised_sessions")),
        mapped_from_ratio(knowledge.number("mapped_from")),
        mapped_to_ratio(knowledge.number("mapped_to")),
        sacrum_from_ratio(knowledge.number("sacrum_from")),
        spine_half_m(knowledge.number("spine_half_width")),
        spine_force_N(knowledge.number("spine_force")),
        placement_error_m(knowledge.number("placement_error")),
        dwell_high_Pa(knowledge.number("dwell_high_pressure")),
        dwell_high_s(knowledge.number("dwell_high_time")),
        dwell_low_Pa(knowledge.number("dwell_low_pressure")),
        dwell_low_s(knowledge.number("dwell_low_time")) {}
};

/// One routine's geometry, turned to metres once.
struct Scene {
  const Inspection& in;
  Numbers numbers;
  std::vector<PlaneZone> zones;
  std::vector<PlaneZone> unmassaged;
  std::vector<Patch> avoid;
  std::vector<Patch> caps;
  std::map<std::pair<int, int>, std::pair<double, double>> dwell_s;  ///< by cell: above hard, above soft

  std::map<std::string, std::vector<Patch>> named_patches;

  /// The area `id` on both sides, in metres.
  const std::vector<Patch>& patches_of(const std::string& id) {
    const auto [at, fresh] = named_patches.try_emplace(id);
    if (fresh) {
      for (const ChartPolygon& polygon : in.atlas.polygons(id, in.body)) {
        at->second.emplace_back(in.body.to_plane(polygon));
      }
    }
    return at->second;
  }

  explicit Scene(const Inspection& inspection) : in(inspection), numbers(inspection.knowledge) {
    for (const AtlasArea* area : in.atlas.of_kind(AreaKind::zone)) {
      // The spine is measured from the midline: check_spine.
      if (*area->policy != ZonePolicy::spine && *area->policy != ZonePolicy::sacrum) {
        zones.push_back({area, Patch(in.atlas.plane_polygon(*area, in.body))});
      }
    }
    for (const AtlasArea* area : in.atlas.of_kind(AreaKind::region)) {
      if (!area->massaged) {
        unmassaged.push_back({area, Patch(in.atlas.plane_polygon(*area, in.body))});
      }
    }
    for (const AvoidArea& area : in.report.avoid) {
      avoid.emplace_back(in.body.to_plane(area.polygon));
    }
    for (const AreaCap& cap : in.report.caps) {
      caps.emplace_back(in.body.to_plane(cap.polygon));
    }
  }
};

double threshold_force_N(const AuditKnowledge& knowledge, const Case& the_case, double area_m2) {
  const double turn_m2 = knowledge.number("area_turn");
  double pressure_Pa = the_case.receiver.threshold_Pa.value_or(knowledge.number("population_threshold")) *
                       std::pow(knowledge.number("area_algometer") / std::min(area_m2, turn_m2),
                                knowledge.number("area_exponent_small"));
  if (area_m2 > turn_m2) {
    pressure_Pa *= std::pow(turn_m2 / area_m2, knowledge.number("area_exponent_large"));
  }
  if (the_case.receiver.threshold_Pa) {
    pressure_Pa *= knowledge.threshold_ratio.at(the_case.giver.training);
  }
  return pressure_Pa * area_m2;
}

std::vector<Touch> touches(const Body& body, const std::vector<ChartPoint>& path, const std::vector<double>& force_N) {
  std::vector<Touch> result;
  for (std::size_t i = 0; i < path.size(); ++i) {
    result.push_back({path[i], body.to_plane(path[i]), force_N[i]});
    if (i + 1 < path.size()) {
      const PlanePoint next = body.to_plane(path[i + 1]);
      const PlanePoint& here = result.back().place;
      const double length_m = std::hypot(next.x_m - here.x_m, next.y_m - here.y_m);
      const double pieces_count = std::clamp(std::ceil(length_m / kSampleEvery_m), 1.0, kPiecesMax_count);
      for (double k = 1; k < pieces_count; ++k) {
        const double t = k / pieces_count;
        const ChartPoint between{path[i].across + t * (path[i + 1].across - path[i].across),
                                 path[i].along + t * (path[i + 1].along - path[i].along)};
        result.push_back({between, body.to_plane(between), force_N[i] + t * (force_N[i + 1] - force_N[i])});
      }
    }
  }
  return result;
}

class HandCheck {
 public:
  HandCheck(Scene& scene, const Stroke& stroke, std::vector<Violation>& found)
      : scene_(scene),
        in_(scene.in),
        stroke_(stroke),
        found_(found),
        row_(in_.knowledge.surfaces.at(stroke.surface)),
        radius_m_(std::sqrt(row_.area_m2 / std::numbers::pi)),
        area_scale_ratio_(std::sqrt(row_.area_m2 / in_.knowledge.surfaces.at(Surface::palm).area_m2)),
        threshold_N_(threshold_force_N(in_.knowledge, in_.the_case, row_.area_m2)),
        light_N_(in_.knowledge.light_palm_N * area_scale_ratio_),
        own_class_N_(level_N(stroke.level)) {}

  void check(const std::vector<ChartPoint>& path, const std::vector<double>& force_N, bool both_hands) {
    if (path.empty() || path.size() != force_N.size()) {
      say("contact", "a touch needs a path with a force for each place");
      return;
    }
    const auto all = touches(in_.body, path, force_N);
    for (const Touch& touch : all) {
      if (!std::isfinite(touch.force_N) || touch.force_N < 0 || !is_on_chart(touch.chart)) {
        say("contact", "a place off the chart or a force that is no number");
        return;
      }
      check_caps(touch);
      check_spine(touch);
      check_zones(touch, both_hands);
      check_keep_outs(touch);
    }
    add_dwell(all);
  }

 private:
  void say(const char* promise, const std::string& text) {
    // One line per promise and stroke is enough to act on.
    for (const Violation& violation : found_) {
      if (violation.stroke_id == stroke_.id && violation.promise == promise) {
        return;
      }
    }
    found_.push_back({promise, stroke_.id, text});
  }
  [[nodiscard]] std::string at(const Touch& touch) const {
    return " at [" + number(touch.chart.across) + ", " + number(touch.chart.along) + "]";
  }
  void cap(const char* promise, const Touch& touch, double cap_N, std::string_view which, std::string_view whose = {}) {
    if (touch.force_N > cap_N + kTolerance_N) {
      say(promise, number(touch.force_N) + " N, more than " + number(cap_N) + " N (" + std::string(which) +
                       std::string(whose) + ")" + at(touch));
    }
  }
  [[nodiscard]] double level_N(PressureLevel level) const {
    return in_.knowledge.level_high_N.at(level) * area_scale_ratio_;
  }

  [[nodiscard]] bool lies_on(const std::set<std::string>& area_ids, const Touch& touch) const {
    return std::any_of(area_ids.begin(), area_ids.end(), [&](const std::string& id) {
      const auto& patches = scene_.patches_of(id);
      return std::any_of(patches.begin(), patches.end(), [&](const Patch& patch) { return patch.covers(touch.place); });
    });
  }

  void check_caps(const Touch& touch) {
    const Training training = in_.the_case.giver.training;
    const auto cell = row_.caps.find(training);
    if (cell == row_.caps.end()) {
      say("cap", std::string(to_text(stroke_.surface)) + " is not for this giver");
      return;
    }
    if (!cell->second.only_on.empty() && !lies_on(cell->second.only_on, touch)) {
      say("cap", std::string(to_text(stroke_.surface)) + " is not for this giver here" + at(touch));
    }
    const bool practised =
        in_.the_case.history.sessions_without_soreness_count >= scene_.numbers.practised_sessions_count &&
        lies_on(in_.knowledge.practised_on, touch);
    cap("cap", touch, practised ? cell->second.practised_force_N : cell->second.force_N, "table");
    cap("cap", touch, threshold_N_, "pain threshold");
    cap("cap", touch, own_class_N_, "its own class ", to_text(stroke_.level));
    cap("cap", touch, stroke_.force_cap_N, "the cap the step states");
    if (touch.chart.along < scene_.numbers.mapped_from_ratio || touch.chart.along > scene_.numbers.mapped_to_ratio) {
      cap("cap", touch, light_N_, "light beyond the known anatomy");
    }
    for (std::size_t i = 0; i < in_.report.caps.size(); ++i) {
      const AreaCap& lower = in_.report.caps[i];
      if (lower.surface && *lower.surface != stroke_.surface) {
        continue;
      }
      if (lower.polygon.empty() || scene_.caps[i].distance_within_m(touch.place, radius_m_)) {
        cap("cap", touch, std::min(lower.force_N, lower.pressure_Pa * row_.area_m2), "the report's ", lower.rule);
      }
    }
    const auto& hold_max_s = cell->second.hold_max_s;
    if (hold_max_s && stroke_.dwell_s && *stroke_.dwell_s > *hold_max_s + kTolerance_N) {
      say("dwell", "holds " + number(*stroke_.dwell_s) + " s; at most " + number(*hold_max_s) + " s");
    }
  }

  void check_spine(const Touch& touch) {
    const double edge_m = std::abs(touch.place.x_m) - row_.hard_radius_m;
    const bool on_spine = edge_m < scene_.numbers.spine_half_m - kTolerance_N && touch.chart.along >= 0;
    if (!on_spine) {
      return;
    }
    if (touch.chart.along >= scene_.numbers.sacrum_from_ratio) {
      const bool middle = std::abs(touch.place.x_m) < scene_.numbers.spine_half_m;
      if (middle) {
        cap("spine", touch, level_N(PressureLevel::w2), "sacrum");
      }
    } else {
      cap("spine", touch, scene_.numbers.spine_force_N, "hard part of the hand within 2.5 cm of the midline");
    }
    if (row_.knobby && std::abs(touch.place.x_m) < scene_.numbers.spine_half_m) {
      say("spine", "something pointed on the spine" + at(touch));
    }
  }

  void check_zones(const Touch& touch, bool both_hands) {
    for (const PlaneZone& zone : scene_.zones) {
      const double inflate_m = *zone.area->policy == ZonePolicy::keep_out ? scene_.numbers.placement_error_m : 0;
      if (const auto gap_m = zone.patch.distance_within_m(touch.place, radius_m_ + inflate_m)) {
        check_zone(*zone.area, touch, *gap_m == 0, both_hands);
      }
    }
    for (const PlaneZone& region : scene_.unmassaged) {
      if (touch.force_N > 0 && region.patch.covers(touch.place)) {
        say("avoid", "a region that is never massaged: " + region.area->name + at(touch));
      }
    }
  }

  /// @param centre_inside  the middle of the hand lies in the zone; else only its edge
  void check_zone(const AtlasArea& zone, const Touch& touch, bool centre_inside, bool both_hands) {
    const Training training = in_.the_case.giver.training;
    const auto refuse_knobby = [&](const char* promise) {
      if (row_.knobby) {
        say(promise, "something pointed over " + zone.name + at(touch));
      }
    };
    const auto cap_inside = [&](const char* promise, double cap_N) {
      if (centre_inside) {
        cap(promise, touch, cap_N, zone.name);
      }
    };
    switch (*zone.policy) {
      case ZonePolicy::keep_out:
        say("avoid", "a hand in a keep-out zone: " + zone.name + at(touch));
        break;
      case ZonePolicy::nape:
      case ZonePolicy::thin_bone:
        refuse_knobby("avoid");
        cap_inside("cap", level_N(PressureLevel::w2));
        break;
      case ZonePolicy::no_pressure:
        refuse_knobby("avoid");
        cap_inside("cap", level_N(PressureLevel::w1));
        break;
      case ZonePolicy::kidney_side:
        refuse_knobby("kidney");
        cap_inside("kidney", level_N(PressureLevel::w2));
        break;
      case ZonePolicy::kidney:
        refuse_knobby("kidney");
        cap_inside("kidney", in_.knowledge.surfaces.at(Surface::palm).caps.at(Training::none).force_N);
        break;
      case ZonePolicy::rib:
        if (centre_inside) {
          Touch sum = touch;
          sum.force_N *= both_hands ? 2 : 1;
          const bool measured = in_.the_case.receiver.threshold_Pa && training == Training::professional;
          cap("cap", sum, measured ? in_.knowledge.rib_sum_measured_N : in_.knowledge.rib_sum_N.at(training),
              "both hands over ribs");
        }
        break;
      case ZonePolicy::no_point:
        if (row_.pointed) {
          say("avoid", "something pointed over " + zone.name + at(touch));
        }
        break;
      case ZonePolicy::spine:
      case ZonePolicy::sacrum:
        break;  // not among the scene's zones
    }
  }

  void check_keep_outs(const Touch& touch) {
    const double placement_m = scene_.numbers.placement_error_m;
    for (std::size_t i = 0; i < scene_.avoid.size(); ++i) {
      const double reach_m = radius_m_ + (in_.report.avoid[i].hard ? placement_m : 0);
      if (scene_.avoid[i].distance_within_m(touch.place, reach_m - kTolerance_N)) {
        say("avoid", "the hand reaches an area to keep out of" + at(touch));
      }
    }
  }

  /// Spreads the stroke's time over the cells its centre visits; a place is loaded while the footprint covers it.
  void add_dwell(const std::vector<Touch>& all) {
    double length_m = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
      length_m += std::hypot(all[i].place.x_m - all[i - 1].place.x_m, all[i].place.y_m - all[i - 1].place.y_m);
    }
    const double share_ratio = std::min(1.0, 2 * radius_m_ / std::max(length_m, 1e-9));
    std::map<std::pair<int, int>, double> worst_Pa;
    for (const Touch& touch : all) {
      const std::pair<int, int> cell = {static_cast<int>(std::floor(touch.place.x_m / kDwellCell_m)),
                                        static_cast<int>(std::floor(touch.place.y_m / kDwellCell_m))};
      double& pressure_Pa = worst_Pa[cell];
      pressure_Pa = std::max(pressure_Pa, touch.force_N / row_.area_m2);
    }
    for (const auto& [cell, pressure_Pa] : worst_Pa) {
      auto& [hard_s, soft_s] = scene_.dwell_s[cell];
      const double time_s = stroke_.dwell_s ? std::max(*stroke_.dwell_s, share_ratio * stroke_.duration_s)
                                            : share_ratio * stroke_.duration_s;
      hard_s += pressure_Pa > scene_.numbers.dwell_high_Pa ? time_s : 0;
      soft_s += pressure_Pa > scene_.numbers.dwell_low_Pa ? time_s : 0;
      if (hard_s > scene_.numbers.dwell_high_s + kTolerance_N) {
        say("dwell", "a high pressure for " + number(hard_s) + " s in one place");
      }
      if (soft_s > scene_.numbers.dwell_low_s + kTolerance_N) {
        say("dwell", "a lasting pressure for " + number(soft_s) + " s in one place");
      }
    }
  }

  Scene& scene_;
  const Inspection& in_;
  const Stroke& stroke_;
  std::vector<Violation>& found_;
  const AuditKnowledge::SurfaceRow& row_;
  double radius_m_;
  double area_scale_ratio_;
  double threshold_N_;
  double light_N_;
  double own_class_N_;
};

}  // namespace

void check_touch(const Inspection& in, std::vector<Violation>& found) {
  Scene scene(in);
  for (const Stroke& stroke : in.routine.strokes) {
    if (stroke.technique == "pause") {
      // Nothing else looks at what a pause would do, so it may do nothing.
      if (!stroke.path.empty() || !stroke.force_N.empty() || !stroke.path_left.empty() ||
          !stroke.force_left_N.empty()) {
        found.push_back({"contact", stroke.id, "a pause that touches the back"});
      }
      continue;
    }
    HandCheck hand(scene, stroke, found);
    const bool both = stroke.hand == HandUse::both;
    hand.check(stroke.path, stroke.force_N, both);
    if (!stroke.path_left.empty()) {
      hand.check(stroke.path_left, stroke.force_left_N, both);
    }
  }
}

}  // namespace unknot::audit_detail
