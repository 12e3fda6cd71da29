#pragma once
// What lies under the skin at any place of the chart: skin, fat, fascia, muscles in their order, the bone below and how
// it yields, each with a range. Input: knowledge/body/layers.toml, Atlas, Body. Output: LayerColumn. Tissue section 1;
// docs/theory/layers.md.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/body/contact.h"
#include "unknot/body/smooth.h"
#include "unknot/core/units.h"

namespace unknot {

/// What a finger would meet below all soft layers.
enum class BoneKind {
  none,
  spinous_process,
  lamina,
  transverse_process,
  rib,
  intercostal,  ///< the space between two ribs
  scapula,
  sacrum,
  ilium
};
[[nodiscard]] std::string_view to_text(BoneKind kind);

/// A number with the range it may really have (95 of 100 people where spreads are known), and where it comes from.
struct LayerValue {
  double value = 0;
  double low = 0;
  double high = 0;
  Provenance provenance;
};

/// One muscle of the stack.
struct MuscleLayer {
  std::string id;    ///< of the map, with its side: "m05_left"
  std::string name;  ///< plain words
  int layer_index = 0;
  LayerValue thickness_m;
  double fibre_rad = 0;    ///< from the head-ward axis, positive outward to its own side
  ChartPoint fibre_chart;  ///< the same way on the chart, scaled to length 1 in metres: add a few millimetres of it
  std::optional<LayerValue> fat_ratio;  ///< share of fat inside, where it is known
};

/// Everything below one place of the skin.
struct LayerColumn {
  LayerValue skin_m;
  LayerValue fat_m;
  LayerValue fascia_m;
  std::vector<MuscleLayer> muscles;  ///< from the skin down; those thinner than the knowledge's least are left out
  LayerValue depth_m;                ///< sum of all of these: depth of the bone, or of what is soft below
  BoneKind bone = BoneKind::none;
  double bone_share_ratio = 0;   ///< 1 over bone, 0 where there is none, smooth between
  LayerValue support_N_m;        ///< stiffness of what lies below, in series with what the person lies on
  bool assumed_anatomy = false;  ///< outside along = 0 ... 1.15: say so
};

/// Thickness along a muscle: place along the spine, metres for either sex.
struct MuscleStation {
  double along = 0;
  Quantity male_m, female_m;
};

/// One muscle of layers.toml.
struct MuscleBelly {
  std::string id;  ///< of the map, without its side
  ChartPolygon belly;
  bool in_metres = false;
  bool under_blade = false;
  bool reaches_edge = false;                        ///< vertices at kMaxFromMidline_m stand for the chart's edge
  std::vector<std::pair<double, double>> fibre_at;  ///< along, radians; empty: the map's
  Quantity spread_ratio;
  std::vector<MuscleStation> stations;
  Provenance provenance;
};

/// Skin, fat and fascia around a few places.
struct LayerSite {
  std::string id;
  std::vector<ChartPoint> at;  ///< right side
  std::map<Sex, Quantity> skin_m, fat_m;
  Quantity skin_spread_ratio, fat_per_mass_index_m3_kg, fat_spread_ratio, fascia_m, fascia_spread_ratio;
};

/// A bone below, or a kind of support.
struct BoneArea {
  BoneKind kind = BoneKind::none;
  std::string support;  ///< of LayerKnowledge::supports
  std::string area;     ///< of the map; empty: `polygon`
  ChartPolygon polygon;
  bool in_metres = false;
};

struct Spring {
  Quantity stiffness_N_m;
  Quantity factor_ratio;  ///< the true value may be this many times as much or as little
};

/// A named place whose layers a summary shows.
struct SummarySite {
  std::string id;
  std::string name;
  ChartPoint at;
};

/// The chapter knowledge/body/layers.toml.
struct LayerKnowledge {
  std::map<std::string, Quantity> constants;
  std::vector<LayerSite> sites;
  std::vector<MuscleBelly> muscles;
  std::vector<std::string> fat_muscles;
  struct FatStation {
    double along = 0;
    Quantity younger_ratio, younger_sd_ratio, older_ratio, older_sd_ratio;
  };
  std::vector<FatStation> fat_stations;
  std::vector<BoneArea> bones;  ///< the first that holds a place
  std::map<std::string, Spring> supports;
  std::map<Place, Spring> below;
  std::vector<SummarySite> summary;
  /// @error bad_input: every problem of body/layers.toml, names that the map does not know among them
  [[nodiscard]] static Result<LayerKnowledge> load(const KnowledgeFiles& files, const Atlas& atlas);
  /// UNKNOT_CHECKs that the constant exists.
  [[nodiscard]] const Quantity& constant(const std::string& id) const;
};

/// One person's layers. Immutable; refers to the knowledge, which must outlive it.
class LayerModel {
 public:
  /// @param body   its age, mass index and lengths
  /// @param place  what the person lies or sits on
  LayerModel(const LayerKnowledge& knowledge, const Contacts& contacts, const Atlas& atlas, const Body& body,
             Place place);

  /// @param point  on the chart. @cost  about 20 microseconds
  [[nodiscard]] LayerColumn at(const ChartPoint& point) const;
  /// Cell centres, `along` outer, `across` inner from the receiver's left (contracts, "Chart").
  [[nodiscard]] std::vector<LayerColumn> cells(int across_count, int along_count) const;

  /// Skin to the lining of the lung between two ribs beside the spine (T1.14). Beyond the regression's own people the
  /// value at its end is kept, and `lung_extrapolated` says so.
  [[nodiscard]] LayerValue lung_depth_m() const;
  [[nodiscard]] bool lung_extrapolated() const;
  /// The mass index lies outside the people whose layers were measured.
  [[nodiscard]] bool extrapolated() const { return extrapolated_; }
  [[nodiscard]] double mass_index_kg_m2() const { return mass_index_kg_m2_; }
  /// The palm that LayerColumn::support_N_m is for where no bone lies below.
  [[nodiscard]] double support_area_m2() const { return palm_area_m2_; }
  /// Ids of the muscles this model knows, without sides, from the skin down.
  [[nodiscard]] std::vector<std::string> muscle_ids() const;

 private:
  struct Belly {
    const MuscleBelly* knowledge;
    std::vector<std::pair<double, double>> fibre_at;
    std::array<std::string, 2> id, name;  ///< left, right
    int layer_index;
    std::vector<PlanePoint> outline;  ///< of the right side
    double low_along, high_along;     ///< where its thickness is given; held beyond
    MonotoneCubic thickness_m;
  };
  struct Anchor {
    PlanePoint at;
    double skin_m, fat_m, fascia_m;
    const LayerSite* site;
  };
  struct Bone {
    const BoneArea* knowledge;
    std::vector<std::vector<PlanePoint>> outlines;  ///< of the right side and the middle
  };
  struct Coverage {
    std::vector<double> share_ratio;  ///< of each bone, in order
    double soft_ratio = 1;            ///< the rest to 1
    double blade_ratio = 0;           ///< of the shoulder blade alone, whatever lies above it
    BoneKind kind = BoneKind::none;
  };
  [[nodiscard]] Coverage coverage(const PlanePoint& right) const;
  [[nodiscard]] BoneKind rib_or_space(const PlanePoint& right) const;
  [[nodiscard]] std::optional<LayerValue> fat_inside(const std::string& muscle, double along) const;
  void add_skin(LayerColumn& column, const PlanePoint& right) const;
  void add_muscles(LayerColumn& column, const ChartPoint& point, const PlanePoint& right, double blade_ratio) const;
  void add_support(LayerColumn& column, const Coverage& cover) const;

  const LayerKnowledge* knowledge_;
  Body body_;
  Spring below_;
  double palm_area_m2_;
  double mass_index_kg_m2_;
  bool extrapolated_ = false;
  std::vector<Anchor> anchors_;
  std::vector<Belly> bellies_;  ///< from the skin down
  std::vector<Bone> bones_;
  std::vector<std::vector<PlanePoint>> ribs_;
};

/// The middle of a cell of a grid over the whole chart. @param across_index, along_index  from the receiver's left, top
[[nodiscard]] ChartPoint cell_centre(int across_index, int along_index, int across_count, int along_count);

/// A positive number with its range as a lognormal one. @param width_count  standard deviations to either end
[[nodiscard]] LayerValue ranged(double value, double spread_ratio, double width_count, const Provenance& provenance);

}  // namespace unknot
