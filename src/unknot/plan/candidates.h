#pragma once
// Every block that may be part of tonight's massage: technique x track x side with its path, caps, stations and worth.
// Input: knowledge, atlas, limits, case, report. Output: Candidates. docs/theory/plan.md, "Candidates".

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "unknot/plan/paths.h"

namespace unknot {

/// Where it hurts and what that asks for, per region and side.
struct PainMap {
  std::map<Region, std::array<double, 2>> sore_ratio;                 ///< marked pain, left and right, 0..1
  std::map<Region, std::array<double, 2>> want_ratio;                 ///< the same, spread to neighbours
  std::map<Region, std::array<std::optional<ChartPoint>, 2>> centre;  ///< of marks with a place
  std::set<Region> sore;  ///< massaged regions that hurt, and those that count with them
  [[nodiscard]] bool is_sore(const Track& track) const { return track.of_region && sore.contains(*track.of_region); }
  /// Marked pain on a side of a region; the greater of both for `both` and `middle`. 0: none.
  [[nodiscard]] double at_ratio(Region region, Side side) const;
  /// Marked pain of one side, summed over regions: tells which side hurts more.
  [[nodiscard]] double sum_ratio(Side side) const;
  /// This side of the track is one that hurts, not only the neighbour or the other half of one.
  [[nodiscard]] bool hurts(const Track& track, Side side) const {
    return is_sore(track) && at_ratio(*track.of_region, side) > 0;
  }
};

/// Spreads the marks of a complaint over the regions of the chart.
[[nodiscard]] PainMap pain_map(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body,
                               const Complaint& complaint);

/// What the choice of candidates depends on, besides knowledge and limits.
struct PlanSetting {
  Training training = Training::none;
  Place place = Place::bed;
  Position position = Position::prone;
  bool oil = true;
  bool nape_excluded = false;
  std::set<std::string> excluded;               ///< kinds and technique ids
  std::vector<const StationRule*> stations;     ///< for this place and position
  std::map<std::string, double> pattern_ratio;  ///< origin pattern to weight: likely 1, possible 0.5
  std::string tradition;                        ///< the one the receiver would like best; may be empty
  int sessions_count = 0;
  PressureLevel work_level = PressureLevel::w3;  ///< the deepest class of tonight
};
[[nodiscard]] PlanSetting setting_for(const PlanKnowledge& knowledge, const Limits& limits, const Case& the_case,
                                      const ScreenReport& report, Place place, Position position);

/// One way over the back with a technique, before it has a station, forces and a time. ways.h builds them.
struct Way {
  Side side = Side::both;
  HandUse hands = HandUse::both;
  Surface surface = Surface::palm;
  HandPath right;  ///< of the right hand, or of both as one
  HandPath left;   ///< of the left hand where it has its own
};

/// The stroke of a way: everything but station, times, level, forces and words.
[[nodiscard]] Stroke stroke_on(const Technique& technique, const Track& track, const Way& way, Position position);

/// Sets forces, level, cap and criterion: per vertex the least of target, class, `high_N` and `share_ratio`; a way home
/// in the lightest class.
void load_way(const Way& way, PressureLevel level, double high_N, double share_ratio, const Limits& limits,
              Stroke& stroke);

/// One block before it has a time: `stroke` holds everything but times, level, forces and words.
struct Candidate {
  const Technique* technique = nullptr;
  const Track* track = nullptr;
  Side side = Side::both;
  Stroke stroke;
  Way way;
  std::vector<std::size_t> stations;  ///< indexes into PlanSetting::stations
  double benefit_ratio = 0;           ///< per time, before the pain map
};

/// The candidate's stroke with forces for a class of felt pressure, up to the technique's strongest.
[[nodiscard]] Stroke loaded(const Candidate& candidate, PressureLevel level, double share_ratio, const Limits& limits);

/// The least class that holds a force on a surface.
[[nodiscard]] PressureLevel level_of(double force_N, Surface surface, const Contacts& contacts);

/// All candidates, in the order of technique, track and side; of one region where `only_region` names it. @cost some
/// hundred lines asked of Limits
[[nodiscard]] std::vector<Candidate> find_candidates(const PlanKnowledge& knowledge, const PathFinder& finder,
                                                     const Limits& limits, const PlanSetting& setting,
                                                     const PainMap& pain, const std::string& only_region = {});

/// The stations a path can be reached from.
[[nodiscard]] std::vector<std::size_t> stations_reaching(const PlanSetting& setting, const Technique& technique,
                                                         const std::vector<ChartPoint>& path,
                                                         const std::vector<ChartPoint>& path_left,
                                                         const PlanKnowledge& knowledge);

}  // namespace unknot
