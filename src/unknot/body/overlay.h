#pragma once
// What else the map can show: nerves and vessels to spare, ribs, lymph, skin segments, and the zones and points of
// traditions. Input: knowledge/body/{nerves,vessels,bones,lymph,dermatomes,reflex_zones,bladder_line}.toml.
// Output: Overlays. Techniques 4E, 4F, 4G; clinical 2.4. For the eye and the hand: nothing here finds or limits
// anything.

#include <string>
#include <vector>

#include "unknot/body/body.h"
#include "unknot/core/geometry.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

enum class OverlayKind {
  nerve,
  vessel,
  rib,
  lymph_basin,      ///< where the lymph of a territory goes
  lymph_watershed,  ///< between two territories
  lymph_flow,       ///< from its first point to its last
  dermatome,
  segment,          ///< tradition: zones of skin that share a spinal segment with an organ
  connective_zone,  ///< tradition: zones of connective-tissue massage
  bladder_point,    ///< tradition: points of the bladder line
};
[[nodiscard]] std::string_view to_text(OverlayKind kind);

enum class OverlayShape { polygon, line, point };

/// One thing to draw over the map.
struct Overlay {
  std::string id;    ///< "sciatic_left"
  std::string name;  ///< plain words
  OverlayKind kind = OverlayKind::nerve;
  Side side = Side::middle;
  OverlayShape shape = OverlayShape::polygon;
  bool in_metres = false;          ///< first coordinate of `points` is metres from the midline
  std::vector<ChartPoint> points;  ///< as written; use `on` for the chart
  std::string text;                ///< what a hand does there, or what is told of it; may be empty for ribs
  Provenance provenance;

  /// On this person's chart: bent where it was written in metres.
  [[nodiscard]] std::vector<ChartPoint> on(const Body& body) const;
};

/// Reads the files above. Traditions must carry the status "tradition", and nothing else may.
/// @param problems  takes every problem found
[[nodiscard]] std::vector<Overlay> load_overlays(const KnowledgeFiles& files, Problems& problems);

}  // namespace unknot
