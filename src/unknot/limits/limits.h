#pragma once
// How hard is too hard, here, with this hand: the least of all caps, the contact rules and the dwell limiter.
// Input: cap knowledge, body, atlas, report, case. Output: Limits. Rulings "Caps: the least wins";
// docs/theory/limits.md.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/body/contact.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// The least cap at a place, and which one it is: "policy: palm, untrained". 0 N: not with this surface here.
struct ForceCap {
  double force_N = 0;
  std::string criterion;
  bool from_tissue_model = false;
};

/// One cell of the table of surfaces and trainings. Absent in the map: never with this surface.
struct TableCap {
  Quantity force_N;
  std::optional<Quantity> practised_force_N;  ///< on thick muscle after sessions without soreness
  std::optional<Quantity> hold_max_s;         ///< longest hold in one place
  std::vector<std::string> only_on;           ///< area ids; empty: anywhere
};

/// The highest class of felt pressure a plan may aim at.
struct LevelMax {
  PressureLevel level = PressureLevel::w1;
  Provenance provenance;
};

/// The chapter knowledge/limits/.
struct LimitKnowledge {
  std::map<std::pair<Surface, Training>, TableCap> table;
  std::map<Training, Quantity> rib_sum_N;
  Quantity rib_sum_measured_N;                   ///< professional who measured the receiver's own threshold
  std::map<Training, Quantity> threshold_ratio;  ///< share of the person's own threshold
  std::map<Training, LevelMax> level_max;
  std::map<std::string, Quantity> constants;
  std::vector<std::string> practised_on;  ///< area ids where practised_force_N holds
  /// @error bad_input: every problem of limits/caps.toml, unknown areas, caps above the machine's absolute stop
  [[nodiscard]] static Result<LimitKnowledge> load(const KnowledgeFiles& files, const Atlas& atlas);
  [[nodiscard]] double constant(const std::string& id) const;
};

/// All limits of one massage. Const and safe from any thread. Copies what it needs.
class Limits {
 public:
  /// @cost a few hundred polygon vertices; caps are then answered in microseconds
  Limits(const LimitKnowledge& knowledge, const Contacts& contacts, const Atlas& atlas, const Body& body,
         const ScreenReport& report, const Case& the_case);

  /// The least cap for one contact. Over ribs the sum of both hands is capped: `both` gives each hand half of it.
  [[nodiscard]] ForceCap cap(Surface surface, const ChartPoint& point, HandUse hands = HandUse::right) const;
  /// Whether the surface may lie at `point` with this force: cap, keep-outs and report areas against the footprint.
  /// `pause` strokes are not asked.
  [[nodiscard]] bool may_touch(Surface surface, const ChartPoint& point, double force_N,
                               HandUse hands = HandUse::right) const;
  /// The footprint (inflated as ruled) touches a keep-out zone or a report's avoid area, whatever the force.
  [[nodiscard]] bool is_kept_out(Surface surface, const ChartPoint& point) const;

  /// What to aim for, so that the giver's own error stays below the cap: cap - min(error, half the cap).
  [[nodiscard]] double target_N(double cap_N) const;
  /// The same, and no more than the upper end of a class of felt pressure.
  [[nodiscard]] double target_N(double cap_N, PressureLevel level, Surface surface) const;

  /// The highest class of felt pressure for this giver; already one lower on a first session.
  [[nodiscard]] PressureLevel highest_level() const;
  /// A planned class as it may be given today: one lower on a first session, never above highest_level().
  [[nodiscard]] PressureLevel level_today(PressureLevel planned) const;

  /// Longest stay in one place: dwell rule on mean pressure, and the surface's own hold limit. Infinity: no limit.
  [[nodiscard]] double max_dwell_s(Surface surface, double force_N) const;
  /// Whether the footprint lies over ribs, and the cap on the sum of both hands there.
  [[nodiscard]] bool is_over_ribs(Surface surface, const ChartPoint& point) const;
  [[nodiscard]] double rib_sum_cap_N() const;
  [[nodiscard]] bool first_session() const;

  [[nodiscard]] const Contacts& contacts() const { return contacts_; }
  [[nodiscard]] const Body& body() const { return body_; }

 private:
  /// A polygon in metres with its bounds, so that far places are told apart quickly.
  struct Patch {
    explicit Patch(std::vector<PlanePoint> points);
    /// Distance from the place to the patch is less than `within_m`; with 0: the place lies inside.
    [[nodiscard]] bool touches(const PlanePoint& place, double within_m) const;
    std::vector<PlanePoint> polygon;
    PlanePoint low, high;
  };
  struct Zone {
    ZonePolicy policy;
    Patch patch;
  };
  struct Keep {
    Patch patch;
    double inflate_m = 0;
  };
  struct Cap {
    std::optional<Patch> patch;  ///< none: everywhere
    std::optional<Surface> surface;
    double force_N = 0;
    double pressure_Pa = 0;
  };
  [[nodiscard]] bool is_on(const std::vector<std::string>& area_ids, const PlanePoint& place) const;
  void lower_by_table(ForceCap& least, Surface surface, const PlanePoint& place) const;
  void lower_by_threshold(ForceCap& least, Surface surface) const;
  void lower_by_zones(ForceCap& least, Surface surface, const PlanePoint& place) const;
  void lower_by_cautions(ForceCap& least, Surface surface, const PlanePoint& place) const;
  [[nodiscard]] double threshold_at_area_Pa(double threshold_Pa, double area_m2) const;

  LimitKnowledge knowledge_;
  Contacts contacts_;
  Body body_;
  Training training_ = Training::none;
  bool scale_practised_ = false;
  History history_;
  std::optional<double> own_threshold_Pa_;
  std::vector<Zone> zones_;
  std::map<std::string, std::vector<Patch>> areas_;  ///< by id, for `only_on` and practised areas
  std::vector<Patch> unmassaged_;                    ///< regions whose marks inform screening only
  std::vector<Keep> keeps_;
  std::vector<Cap> caps_;
};

}  // namespace unknot
