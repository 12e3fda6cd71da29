#pragma once
// The routines of the codex: written once as data, laid out by the planner's own path, timing and layout code on the
// mean body, and scored by the planner's own costs.
// Input: knowledge/codex/routines.toml, body, limits. Output: CodexRoutines. Techniques sections 3C-3F.

#include <optional>
#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/flow.h"
#include "unknot/limits/limits.h"
#include "unknot/plan/plan_knowledge.h"

namespace unknot {

/// One line of a routine as it is read out.
struct RoutineStep {
  std::string text;
  double duration_s = 0;  ///< JSON key "seconds"
  int strokes_count = 0;  ///< how many of the routine's contact strokes belong to it, in order; may be 0
};

// lint_units off: costs are pure numbers
/// What the planner's costs say of an order, and of the same strokes in other orders.
struct RoutineScore {
  double cost = 0;
  double shuffled_low = 0;     ///< the cheapest of its shuffles
  double shuffled_median = 0;  ///< the middle of them
  std::string text;            ///< both in plain words
};
// lint_units on

/// A routine as the codex shows and plays it.
struct CodexRoutine {
  std::string id;
  std::string name;
  std::string text;
  RoutineKind kind = RoutineKind::routine;
  Training training = Training::none;
  double minutes = 0;                ///< of the whole, pauses included, rounded to the nearest
  std::optional<Place> place;        ///< none: by oneself, wherever the text says
  std::optional<Position> position;  ///< likewise
  std::vector<RoutineStep> steps;
  std::optional<RoutineScore> score;  ///< none: its order is not that of a massage
  std::vector<std::string> notes;     ///< what differs from how it was written down, and what is for reading only
  bool playable = false;              ///< for a healthy receiver and this training it keeps every promise of a plan
  std::vector<Stroke> strokes;        ///< end to end from 0 s, pauses included; may be empty where kind is `alone`
  Provenance provenance;
};

/// What the costs say of contact strokes in this order, and in a few hundred seeded others.
[[nodiscard]] RoutineScore routine_score(const PlanKnowledge& knowledge, const std::vector<Stroke>& strokes);

/// All routines of knowledge/codex/routines.toml, in its order.
/// @cost some ten milliseconds each: candidates of the mean body, and a few hundred shuffles scored
[[nodiscard]] std::vector<CodexRoutine> render_routines(const PlanKnowledge& knowledge, const Atlas& atlas,
                                                        const BodyKnowledge& bodies, const Contacts& contacts,
                                                        const LimitKnowledge& limits);

}  // namespace unknot
