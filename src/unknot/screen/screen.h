#pragma once
// Whether massage suits this pain, or who to see instead and how soon; and where, how lightly, in which position.
// Input: a case, the knowledge, the map of this body, the LIGHT cap. Output: ScreenReport. Clinical 1, 2; rulings.

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/core/date.h"
#include "unknot/flow.h"
#include "unknot/screen/counsel.h"
#include "unknot/screen/screen_knowledge.h"

namespace unknot {

/// The map of one person's back, as far as screening needs it. All functions set.
struct AreaSource {
  /// The polygons an id names ("low_back_left"; "low_back" gives both sides); none where there is none.
  std::function<std::vector<ChartPolygon>(const std::string& id)> polygons;
  std::function<std::vector<ChartPolygon>(const PainMark& mark)> pain;
  /// At least every place within `margin_m` of the polygon, cut at the chart's edges.
  std::function<ChartPolygon(const ChartPolygon& polygon, double margin_m)> grown;
  std::function<std::optional<Region>(const ChartPoint& point)> region_at;
};

/// Refers to both, which must outlive it.
[[nodiscard]] AreaSource area_source(const Atlas& atlas, const Body& body);

/// LIGHT of rulings, "Caps": a force for the palm; other surfaces by the square root of their area's ratio to it.
struct LightCap {
  double palm_force_N = 0;
  std::map<Surface, double> area_m2;  ///< of every surface, the palm among them
  [[nodiscard]] double force_N(Surface surface) const;
  [[nodiscard]] double pressure_Pa(Surface surface) const;
};

/// Screens a case. Pure: the same input gives the same report.
///
/// Promise: changing one yes/no answer false -> unknown -> true never makes verdict, areas, caps, exclusions, positions
/// or minutes more permissive. It holds because conditions know no "not" and every effect only adds.
///
/// @param counsel  fills origin, expect, alternatives and the safety net; null leaves them empty
/// @cost under 1 ms
/// @tested unit/screen/screen_test.cpp, property/screen/monotone_test.cpp, scenario/screen_scenarios_test.cpp
[[nodiscard]] ScreenReport screen(const ScreenKnowledge& knowledge, const CounselKnowledge* counsel,
                                  const Case& the_case, const AreaSource& areas, const LightCap& light,
                                  const Moment& now);

/// The questions put to this person at this moment, in the order of the cards; those of other moments (giver, after)
/// are listed where their `asked_if` holds.
[[nodiscard]] std::vector<QuestionId> asked_questions(const ScreenKnowledge& knowledge, const Case& the_case,
                                                      const AreaSource& areas);

}  // namespace unknot
