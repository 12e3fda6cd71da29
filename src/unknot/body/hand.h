#pragma once
// The hand that gives: its lengths and contact areas with ranges, and how it is drawn as it lies on a back.
// Input: knowledge/body/hand.toml; sex, stature and mass where known. Output: HandModel, pictures. Techniques 2D, 4B.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/body/contact.h"
#include "unknot/body/svg_path.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/flow_json.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// What the army sample says of one sex's hands.
struct SexHand {
  Quantity stature_m, mass_kg;  ///< the sample's means, where a person's own are unknown
  Quantity length_m, length_sd_m, breadth_m, breadth_sd_m, forearm_girth_m, forearm_girth_sd_m;
  Quantity hand_box_m2, hand_box_sd_m2;                                 ///< breadth times length
  Quantity palm_box_m2, palm_box_sd_m2;                                 ///< breadth times the length of the palm
  Quantity intercept_m, per_stature_ratio, per_mass_m_per_kg, error_m;  ///< of the length
};

/// How the area of one surface is found.
struct HandArea {
  std::optional<Quantity> share_of_palm_box_ratio;  ///< without it: the area of Contacts, grown with the hand's box
  Quantity spread_ratio;                            ///< to either side
};

/// A line of a drawing. Points: shares of breadth and length.
struct HandLine {
  std::string kind;  ///< "outline" "contact" "crease" "nail" "knuckle" "tendon" "edge" "arch" "pad"
  bool closed = false;
  std::vector<PicturePoint> points;
};

/// The drawing of the right hand (or arm) for one surface.
struct HandShape {
  Surface surface = Surface::palm;
  HandLine outline;
  std::vector<HandLine> contact;  ///< patches that touch, closed
  std::vector<HandLine> details;
  Provenance provenance;
};

/// The chapter knowledge/body/hand.toml.
struct HandKnowledge {
  Quantity range_width_count;
  std::map<Sex, SexHand> of_sex;
  std::map<Surface, HandArea> areas;
  std::vector<HandShape> shapes;  ///< one for each surface, in the order of Surface
  HandLine foot_outline;          ///< sole of the right foot
  std::vector<HandLine> foot_details;
  Quantity foot_length_m, foot_breadth_m;
  /// @error bad_input: every problem of body/hand.toml
  [[nodiscard]] static Result<HandKnowledge> load(const KnowledgeFiles& files);
};

/// A number of one hand with the range it may really have.
struct HandEstimate {
  double value = 0;
  double low = 0;
  double high = 0;
  std::string unit;
  Provenance provenance;
};

/// Whose hand it is, as far as that is known.
struct HandOwner {
  std::optional<Sex> sex;
  std::optional<double> stature_m;
  std::optional<double> mass_kg;
};

/// One hand. Immutable.
class HandModel {
 public:
  /// What is unknown is the sample's mean, with the wider range that gives; an unknown sex is the middle of both, with
  /// a range over both.
  [[nodiscard]] static HandModel from(const HandKnowledge& knowledge, const Contacts& contacts,
                                      const HandOwner& owner = {});

  /// "length" "breadth" "forearm_girth". UNKNOT_CHECKs the name.
  [[nodiscard]] const HandEstimate& estimate(const std::string& name) const;
  [[nodiscard]] const HandEstimate& area(Surface surface) const;
  [[nodiscard]] const std::vector<HandShape>& shapes() const { return shapes_; }

 private:
  std::map<std::string, HandEstimate> estimates_;
  std::map<Surface, HandEstimate> areas_;
  std::vector<HandShape> shapes_;
};

/// The drawings in millimetres: [{surface, width, height, origin:[x,y], outline, details:[...], contact}], the right
/// hand from above, fingers up; `origin` is the middle of the contact.
[[nodiscard]] Json hands_json(const HandModel& hand);
/// The sole of the right foot, toes up: {width, height, outline, details:[...]}, millimetres.
[[nodiscard]] Json foot_json(const HandKnowledge& knowledge);
/// Lengths and areas: {length_m:{value, low, high, source, status}, ..., area_m2:{palm:{...}, ...}}.
[[nodiscard]] Json hand_model_json(const HandModel& hand);

}  // namespace unknot
