#pragma once
// What the planner knows: techniques, tracks on the back, stations, weights, words, and three classical routines.
// Input: knowledge/techniques/*.toml and knowledge/plan/*.toml. Output: PlanKnowledge. docs/theory/plan.md.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// The shape a technique draws on the back, and so how its time is counted.
enum class PathKind {
  hold_at,        ///< both hands rest, each in its place
  long_glide,     ///< up beside the spine, out, and home without weight
  lane_down,      ///< down a lane, hand after hand
  circles_along,  ///< circles that travel from spot to spot
  ring_around,    ///< circles in a ring about a centre
  saw_across,     ///< to and fro
  knead_along,    ///< two hands, spot to spot
  wring_across,   ///< two hands pass each other
  squeeze_at,     ///< squeeze, wait, let go
  tremble_at,     ///< a tremble in place
  shake_at,       ///< a soft shake in place
  rock_at,        ///< both hands sway the trunk
  press_steps,    ///< lean in, rise, one hand further
  hold_at_spots,  ///< a still hold, spot after spot
  roll_up,        ///< a skin fold walks up
  strip_up,       ///< one slow glide along the fibres
  spread_at,      ///< two palms apart, waiting
};
/// How the two hands share the work.
enum class HandsKind { one, either, mirror, together, both, pair, opposed };
enum class Medium { any, oil, dry };

/// One technique as it may be planned.
struct Technique {
  TechniqueId id;
  std::string name;
  std::vector<std::string> traditional;
  std::string family;
  std::string school;
  PathKind path = PathKind::hold_at;
  HandsKind hands = HandsKind::one;
  std::vector<Surface> surfaces;  ///< preferred first
  std::vector<Training> who;
  std::vector<Position> positions;
  std::vector<std::string> regions;  ///< words of Region, or "whole_back"
  std::vector<std::string> phases;   ///< "arrive" "warm" "work" "focus" "close"
  std::vector<std::string> kinds;    ///< what an Exclusion may name
  Medium medium = Medium::any;
  Quantity area_m2;
  Quantity force_N;  ///< usual value; range: from gentle to strong
  PressureLevel level_min = PressureLevel::w1;
  PressureLevel level_max = PressureLevel::w1;
  std::optional<Quantity> length_m;  ///< least way up of a glide or lane; a shorter one is not offered
  std::optional<Quantity> speed_m_s;
  std::optional<Quantity> tempo_Hz;
  std::optional<Quantity> dwell_s;      ///< hold per place
  std::optional<Quantity> lift_s;       ///< rest between two presses
  std::optional<Quantity> spot_max_s;   ///< longest stay at one place
  std::optional<Quantity> total_max_s;  ///< longest in one massage
  Quantity repetitions_count;
  Quantity sessions_min_count;  ///< not before so many earlier sessions
  Quantity fatigue_ratio;
  Quantity benefit_ratio;
  std::map<std::string, Quantity> benefit_for_ratio;  ///< by origin pattern: times this
  std::string start_cue;
  std::string one_side_cue;  ///< instead of start_cue where only one side is worked; may be empty
  std::string keep_cue;
  std::string correction_cue;
  std::string posture;
  std::vector<std::string> mistakes;
  std::map<std::string, std::string> reason;  ///< by phase; may hold {place}
  Provenance provenance;
};

/// A way over the right half of the back; the left is its mirror image.
struct Track {
  std::string id;
  std::string name;    ///< fills {place}
  std::string region;  ///< word of Region, or "whole_back"
  std::optional<Region> of_region;
  std::vector<PathKind> paths;
  bool in_metres = false;  ///< first coordinate of `line` is metres from the midline
  std::vector<ChartPoint> line;
  std::vector<ChartPoint> home;  ///< unloaded way back, always chart points
  Provenance provenance;
};

/// One place of the giver for a place and position of the receiver.
struct StationRule {
  Place place = Place::bed;
  Position position = Position::prone;
  Station station = Station::left;
  double reach_light_ratio = 0;  ///< across the spine to the far side, light touch
  double reach_work_ratio = 0;   ///< the same, leaning
  double along_low_ratio = 0;
  double along_high_ratio = 0;
  double cost_ratio = 0;
  std::string posture;
  std::string posture_low;  ///< instead, for the low back and the buttocks; may be empty
};

struct FamilyRule {
  bool general = false;     ///< may open and close a massage
  double rank_count = 0;    ///< classical order
  double tiring_ratio = 0;  ///< fatigue per second; below 0 rests the hands
};

/// One step of a classical routine, or of a plan, as the cost function sees it.
struct PlanItem {
  TechniqueId technique;
  std::string family;
  std::string region;
  Side side = Side::both;
  PressureLevel level = PressureLevel::w1;
  double duration_s = 0;
  double sore_ratio = 0;  ///< how sore this side of the region is; 0: not
};
struct ClassicalRoutine {
  std::string id;
  std::string name;
  Training training = Training::none;
  std::vector<PlanItem> items;
};

struct ForceWords {
  double up_to_N = 0;
  std::string text;
};

/// Every sentence and label of the planner, by table and key: words.text("note", "lay_max").
struct PlanWords {
  std::vector<ForceWords> force;
  double gravity_m_s2 = 0;
  std::map<std::string, std::map<std::string, std::string>> tables;
  std::map<std::string, std::vector<std::string>> prepare;
  /// UNKNOT_CHECKs that the sentence exists.
  [[nodiscard]] const std::string& text(const std::string& table, const std::string& key) const;
};

/// The chapters knowledge/techniques/ and knowledge/plan/. Immutable after load.
struct PlanKnowledge {
  std::vector<Technique> techniques;  ///< in the order of their ids
  std::vector<Track> tracks;
  std::vector<StationRule> stations;
  std::map<std::string, FamilyRule> families;
  std::map<std::pair<std::string, std::string>, double> want_ratio;  ///< from region to region
  std::map<std::string, std::vector<std::string>> together;          ///< regions that count with another
  std::map<std::string, Quantity> constants;
  std::vector<ClassicalRoutine> classical;
  PlanWords words;

  /// @error bad_input: every problem of the two chapters
  [[nodiscard]] static Result<PlanKnowledge> load(const KnowledgeFiles& files);
  /// UNKNOT_CHECKs that the constant exists.
  [[nodiscard]] double constant(const std::string& id) const;
  /// Null where no technique has this id.
  [[nodiscard]] const Technique* technique(const TechniqueId& id) const;
};

/// Techniques that no plan may hold, whatever the files say (rulings, Planning 6).
[[nodiscard]] bool is_never_planned(const TechniqueId& id);

}  // namespace unknot
