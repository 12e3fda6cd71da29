#pragma once
// What the planner knows: the codex, tracks on the back, stations, weights, words, and the routines of the codex.
// Input: knowledge/techniques/*.toml, knowledge/codex/*.toml and knowledge/plan/*.toml. Output: PlanKnowledge.
// docs/theory/plan.md.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/codex/codex.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// A way over the right half of the back; the left is its mirror image.
struct Track {
  std::string id;
  std::string name;    ///< fills {place}
  std::string region;  ///< word of Region, or "whole_back"
  std::optional<Region> of_region;
  std::vector<PathKind> paths;
  bool in_metres = false;  ///< first coordinate of `line` is metres from the midline
  std::vector<ChartPoint> line;
  std::vector<ChartPoint> home;       ///< unloaded way back, always chart points
  std::optional<ChartPoint> towards;  ///< where stretches and draws on this track point to, a chart point
  Provenance provenance;
  /// The technique has this kind of path, and this region is one of its own.
  [[nodiscard]] bool takes(const Technique& technique) const;
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

/// One stroke of a routine as the cost function sees it.
struct PlanItem {
  TechniqueId technique;
  std::string family;
  std::string region;
  Side side = Side::both;
  PressureLevel level = PressureLevel::w1;
  double duration_s = 0;
  double sore_ratio = 0;  ///< how sore this side of the region is; 0: not
};
/// One stroke of a routine of the codex, as it was written down.
struct RoutineMove {
  TechniqueId technique;
  std::string track;  ///< id; empty: on `own_track`
  std::optional<Track> own_track;
  Side side = Side::both;
  PressureLevel level = PressureLevel::w1;
  std::string phase;
  double duration_s = 0;
  int spots_count = 0;  ///< so many places on its way; 0: as many as the planner would take
};
/// One line of a routine; without moves, for the reader alone.
struct RoutineLine {
  std::string text;
  double duration_s = 0;  ///< of all its moves
  std::vector<RoutineMove> moves;
};
enum class RoutineKind {
  routine,   ///< one person gives, the other receives
  sequence,  ///< a piece of trained work, to read
  alone,     ///< by oneself
};
[[nodiscard]] std::string_view to_text(RoutineKind value);
/// A routine of the codex as data; plan/routines.h lays it out.
struct RoutineData {
  std::string id;
  std::string name;
  std::string text;
  RoutineKind kind = RoutineKind::routine;
  Training training = Training::none;
  std::optional<Place> place;
  std::optional<Position> position;
  bool scored = false;    ///< its order is compared with shuffles of it
  bool playable = false;  ///< keeps every promise of a plan
  std::vector<RoutineLine> lines;
  std::vector<std::string> notes;
  Provenance provenance;
};

struct ForceWords {
  double up_to_N = 0;
  std::string text;
};

/// A part of the back to stand level with.
struct BesideWords {
  double up_to_ratio = 0;  ///< along
  std::string text;
};

/// Every sentence and label of the planner, by table and key: words.text("note", "lay_max").
struct PlanWords {
  std::vector<ForceWords> force;
  std::vector<BesideWords> beside;
  double gravity_m_s2 = 0;
  std::map<std::string, std::map<std::string, std::string>> tables;
  std::map<std::string, std::vector<std::string>> prepare;
  /// UNKNOT_CHECKs that the sentence exists.
  [[nodiscard]] const std::string& text(const std::string& table, const std::string& key) const;
};

struct LimitKnowledge;

/// The codex and the chapter knowledge/plan/. Immutable after load.
struct PlanKnowledge {
  Codex codex;
  std::vector<Track> tracks;
  std::vector<StationRule> stations;
  std::map<std::pair<std::string, std::string>, double> want_ratio;  ///< from region to region
  std::map<std::string, std::vector<std::string>> together;          ///< regions that count with another
  std::map<std::string, Quantity> constants;
  std::vector<RoutineData> routines;
  PlanWords words;

  /// @error bad_input: every problem of the two chapters
  [[nodiscard]] static Result<PlanKnowledge> load(const KnowledgeFiles& files);
  /// Adds a problem for each technique that offers a part of the hand to somebody whom no cap allows it: the preferred
  /// surface must be open to all who may do it, and where untrained hands keep off another one, `lay_limit` says so.
  void check_surfaces(const LimitKnowledge& limits, Problems& problems) const;
  /// UNKNOT_CHECKs that the constant exists.
  [[nodiscard]] double constant(const std::string& id) const;
  /// A technique that may be planned; null where there is none of this id, or the codex has it without a plan.
  [[nodiscard]] const Technique* technique(const TechniqueId& id) const;
};

}  // namespace unknot
