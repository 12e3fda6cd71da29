#pragma once
// The second pair of eyes: checks a finished routine against every hard promise, sharing no code with limits or plan.
// Input: knowledge, body, atlas, case, report, routine. Output: the broken promises; none for a good plan.
// It reads the caps from knowledge/limits by itself, so that a slip in limits/ cannot hide itself. Rulings, Planning.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// One promise that a routine breaks.
struct Violation {
  std::string promise;    ///< "cap" "spine" "kidney" "avoid" "time" "contact" "order" "menu" "dwell" "words" "verdict"
  std::string stroke_id;  ///< empty where it concerns the whole
  std::string text;       ///< what was found and what was promised, with both values
};

/// What the audit reads out of knowledge/, as plain numbers.
struct AuditKnowledge {
  struct Technique {
    std::set<std::string> kinds;
    std::set<std::string> who;
    std::string medium;
    bool planned = false;  ///< has a plan: the codex holds techniques that no routine may
  };
  struct CapCell {
    double force_N = 0;
    double practised_force_N = 0;  ///< on `practised_on`, after enough sessions without soreness
    std::optional<double> hold_max_s;
    std::set<std::string> only_on;  ///< area ids; empty: anywhere
  };
  struct SurfaceRow {
    double area_m2 = 0;
    double hard_radius_m = 0;
    bool knobby = false;
    bool pointed = false;
    std::map<Training, CapCell> caps;  ///< absent: never with this surface
  };
  std::map<Surface, SurfaceRow> surfaces;
  std::set<std::string> practised_on;
  std::map<PressureLevel, double> level_high_N;
  std::map<Training, double> rib_sum_N;
  double rib_sum_measured_N = 0;
  std::map<Training, double> threshold_ratio;
  double light_palm_N = 0;
  std::map<std::string, double> numbers;  ///< constants and promises by name, SI
  std::map<std::string, Technique> techniques;
  std::set<std::string> source_keys;

  /// UNKNOT_CHECKs that the audit read it.
  [[nodiscard]] double number(const std::string& name) const;

  /// @error bad_input when a number the audit needs is not where it looks for it
  [[nodiscard]] static Result<AuditKnowledge> load(const KnowledgeFiles& files);
};

/// @return every broken promise, in the order of the strokes
/// @cost under 1 ms for a 20-minute routine (bench/plan_bench.cpp); const, safe from any thread
[[nodiscard]] std::vector<Violation> audit(const AuditKnowledge& knowledge, const Atlas& atlas, const Body& body,
                                           const Case& the_case, const ScreenReport& report, const Routine& routine);

}  // namespace unknot
