#pragma once
// A whole routine on one person's back: every distinct place solved once, the dose of every stroke and of all.
// Input: Routine, Body, a way to press. Output: RoutineSimulation. Contracts, "simulate"; docs/theory/dose.md.

#include <optional>

#include "unknot/simulate/dose_map.h"

namespace unknot {

/// Raised when answers of the same knowledge and case change, so that kept places of before are not used again.
inline constexpr int kRoutineSolverVersion_count = 2;

struct SimulateOptions {
  Fineness fineness = Fineness::coarse;
  GridCounts grid{40, 40};
  int reuse_checks_count = 0;  ///< touches, drawn at random, whose place is also solved where it really is
};

/// Whose back it is and how it is pressed. Refers to what outlives it.
struct SimulationSetting {
  const Body* body = nullptr;
  const SubstituteKnowledge* substitutes = nullptr;
  const TissueKnowledge* tissue = nullptr;
  PressFunction press;
  bool oil = true;
};

/// The greatest value of a field, where, and what else it might be.
struct Highlight {
  double value = 0;
  std::optional<double> soft_value, firm_value;  ///< of softer and firmer tissue; nothing where those did not balance
  ChartPoint at;                                 ///< middle of the hand
  std::string stroke_id;
  PressTool tool = PressTool::palm;
  double force_N = 0;
  PlaceKey key;
};

/// What is greatest under a hand.
enum class HighlightField { pressure, muscle_strain, bone_pressure, depth };
[[nodiscard]] std::string_view to_text(HighlightField field);
using Highlights = std::map<HighlightField, Highlight>;

struct StrokeSimulation {
  std::string id;
  Substitute stand_in;
  PressTool tool = PressTool::palm;
  std::size_t touches_count = 0;
  std::size_t places_count = 0;  ///< distinct
  double impulse_N_s = 0;        ///< integral of the hands' force over time
  bool left_out = false;         ///< some place of it could not be solved
  Highlights highlights;
  DoseMap dose;
};

/// A place that could not be solved, on the side where a hand was: one for each side.
struct PlaceFailure {
  ChartPoint at;
  PressTool tool = PressTool::palm;
  double force_N = 0;
  std::string reason;
  std::vector<std::string> stroke_ids;
};

/// How far a reused answer was from one solved on the spot, as a share of the latter.
struct ReuseError {
  int checked_count = 0;  ///< touches at half of the greatest force of their place, or more
  int failed_count = 0;   ///< spots that could not be solved themselves
  struct Spread {
    double median_ratio = 0, worst_ratio = 0;
  };
  Spread pressure, depth, muscle_strain;
};

struct RoutineSimulation {
  bool stopped = false;  ///< asked to; then only the counts are there
  double total_s = 0;
  double hands_s = 0;  ///< with a hand on the back
  std::size_t touches_count = 0, places_count = 0, solved_count = 0;
  std::vector<StrokeSimulation> strokes;  ///< those that touch, in order
  DoseMap total;
  Highlights highlights;
  std::vector<PlaceFailure> failures;
  std::optional<ReuseError> reuse;
};

/// @param solved  answers known already, and those that come; also after a stop
[[nodiscard]] RoutineSimulation simulate_routine(const Routine& routine, const SimulationSetting& setting,
                                                 const SimulateOptions& options, Executor& executor,
                                                 const OnPlaces& on_places, SolvedPlaces& solved);

}  // namespace unknot
