#pragma once
// The map of the back: landmarks, regions to point at, muscles, bones, and zones where force is limited.
// Input: knowledge/body/{landmarks,regions,muscles,bones,zones}.toml and the overlays. Output: Atlas. Techniques
// section 4; clinical 2.4.

#include <optional>
#include <string>
#include <vector>

#include "unknot/body/body.h"
#include "unknot/body/overlay.h"
#include "unknot/core/geometry.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

enum class AreaKind { region, column, muscle, bone, zone };
/// What a zone asks of a hand; what it comes to in newtons: limits/.
enum class ZonePolicy {
  keep_out,     ///< no contact at all
  no_pressure,  ///< a resting hand, no thumb, knuckle or elbow
  spine,        ///< flat hand at a resting weight, tested on the edge of the hand's hard part
  sacrum,       ///< broad palm, light
  kidney,       ///< no thumb, knuckle or elbow; no more than an untrained palm
  kidney_side,  ///< no thumb, knuckle or elbow; light
  rib,          ///< the sum of both hands is capped
  thin_bone,    ///< no thumb, knuckle or elbow; light
  no_point,     ///< no thumb or elbow
  nape,         ///< no thumb, knuckle or elbow; light
};

/// One named patch of the back, on one side (regions, columns, muscles, zones come as "..._left" and "..._right").
struct AtlasArea {
  std::string id;    ///< "low_back_left", "m10_left", "es_01_right"
  std::string name;  ///< plain words: "left low back"
  AreaKind kind = AreaKind::region;
  Side side = Side::middle;
  std::optional<Region> region;  ///< of a region tile: what a pain mark calls it
  bool massaged = true;          ///< of a region: false where a mark informs screening only (flank)
  bool in_metres = false;        ///< first coordinate of `polygon` is metres from the midline, not `across`
  ChartPolygon polygon;          ///< as written; use Atlas::polygon for the chart
  std::string rule;              ///< of a zone: the row it follows, "es_01"
  std::optional<ZonePolicy> policy;
  bool no_go = false;    ///< of a zone: never touched; else a caution
  double fibre_rad = 0;  ///< of a muscle: from the cranial axis, positive outward (to the area's own side)
  int layer_index = 0;   ///< of a muscle: 1 superficial ... 4 deepest
  bool thick = false;    ///< of a muscle or region: thick enough for the deepest surfaces
  std::string latin;
  std::string text;  ///< of a zone: what to do there, plain words
  Provenance provenance;
};

struct Landmark {
  std::string id;
  std::string name;
  ChartPoint at;
  std::string how_to_find;
  Provenance provenance;
};

/// Immutable after load.
class Atlas {
 public:
  /// @error bad_input: every problem of the chapter: polygons off the chart or self-crossing, sides that do not mirror
  [[nodiscard]] static Result<Atlas> load(const KnowledgeFiles& files);

  [[nodiscard]] const std::vector<AtlasArea>& areas() const { return areas_; }
  [[nodiscard]] const std::vector<Landmark>& landmarks() const { return landmarks_; }
  /// Nerves, ribs, lymph and the like: for the eye alone, they limit nothing.
  [[nodiscard]] const std::vector<Overlay>& overlays() const { return overlays_; }
  /// Null where there is none.
  [[nodiscard]] const AtlasArea* find(const std::string& id) const;
  /// `id` itself, or both its sides: "low_back" gives low_back_left and low_back_right. Empty where there is none.
  [[nodiscard]] std::vector<const AtlasArea*> find_all(const std::string& id) const;
  [[nodiscard]] std::vector<const AtlasArea*> of_kind(AreaKind kind) const;

  /// An area on this person's chart; metres become `across` with this body's half-widths.
  [[nodiscard]] ChartPolygon polygon(const AtlasArea& area, const Body& body) const;
  /// The same in metres on the flattened back.
  [[nodiscard]] std::vector<PlanePoint> plane_polygon(const AtlasArea& area, const Body& body) const;
  /// All polygons of `find_all(id)`.
  [[nodiscard]] std::vector<ChartPolygon> polygons(const std::string& id, const Body& body) const;
  /// Where a pain mark of this region and side lies; `middle` is the strip along the spine. Empty for `leg`.
  [[nodiscard]] std::vector<ChartPolygon> polygons(Region region, Side side) const;
  /// The region tile a place lies in, or null off all tiles.
  [[nodiscard]] const AtlasArea* region_at(const ChartPoint& point) const;

  /// `along` of a vertebra "C7" "T1" ... "L5" "S2". UNKNOT_CHECKs the name.
  [[nodiscard]] double level_along(const std::string& vertebra) const;

 private:
  std::vector<AtlasArea> areas_;
  std::vector<Landmark> landmarks_;
  std::vector<Overlay> overlays_;
  std::vector<std::pair<std::string, double>> levels_;
  double middle_half_ratio_ = 0;
};

[[nodiscard]] std::string_view to_text(AreaKind kind);
[[nodiscard]] std::string_view to_text(ZonePolicy policy);

}  // namespace unknot
