#pragma once
// One person's back in metres: length, half-widths and the map between chart and flattened skin.
// Input: sex, age, stature, mass (the last two may be unknown) and what a tape measured. Output: Body. Techniques
// section 4B; docs/theory/body.md.

#include <map>
#include <string>
#include <vector>

#include "unknot/body/shape.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// y = intercept + per_stature * stature + per_mass * mass, from the army sample, with its standard error.
struct Regression {
  Quantity intercept_m;
  Quantity per_stature_ratio;
  Quantity per_mass_m_per_kg;
  Quantity error_m;  ///< standard error of one prediction
  Quantity mean_m;   ///< the sample's mean ...
  Quantity sd_m;     ///< ... and standard deviation
  [[nodiscard]] double predict_m(double stature_m, double mass_kg) const;
};

/// Everything measured about one sex.
struct SexBody {
  Quantity stature_m, stature_sd_m, mass_kg, mass_sd_kg, mass_index_kg_m2, mass_index_sd_kg_m2;
  Quantity interscye_m, chest_girth_m, waist_girth_m, buttock_girth_m;
  Quantity chest_girth_sd_m, waist_girth_sd_m, buttock_girth_sd_m;
  Quantity narrow_waist_ratio;  ///< narrowest waist over the waist at the navel
  Quantity neck_ratio;          ///< back half of the neck over half the shoulder breadth
  std::map<std::string, Regression> regressions;
};

/// One knot of the half-width profile: a share of a reference length at a place along the spine.
struct ProfileKnot {
  double along = 0;
  std::string reference;  ///< "neck" "shoulder" "chest" "narrow_waist" "waist" "hip"
  Quantity share_ratio;
};

/// The chapters knowledge/body/anthropometry.toml and shape.toml.
struct BodyKnowledge {
  std::map<Sex, SexBody> of_sex;
  std::map<std::string, Quantity> constants;  ///< legal ranges, sample ages, from heights to skin
  std::vector<ProfileKnot> profile;           ///< from kAlongMin_ratio to kAlongMax_ratio
  ShapeKnowledge shape;                       ///< beyond lengths: for the surface and the figure
  /// @error bad_input: every problem of the chapters
  [[nodiscard]] static Result<BodyKnowledge> load(const KnowledgeFiles& files);
  /// UNKNOT_CHECKs that the constant exists.
  [[nodiscard]] double constant(const std::string& id) const;
};

/// A length with the range it may really have (95 of 100 people of the sample).
struct Estimate {
  double value_m = 0;
  double low_m = 0;
  double high_m = 0;
};

class Body {
 public:
  /// Where stature or mass is unknown: the sample's mean, with the wider range that gives. A measured length or girth
  /// takes the place of its estimate, and what follows from it is scaled.
  /// @param receiver  stature and mass inside the legal ranges of the knowledge (the case reader refuses others)
  [[nodiscard]] static Body from(const BodyKnowledge& knowledge, const Receiver& receiver);

  /// Skin length along the spine from C7 to the PSIS line.
  [[nodiscard]] double length_m() const { return length_.value_m; }
  /// Skin arc from the midline to the edge curve. @param along  kAlongMin_ratio ... kAlongMax_ratio
  [[nodiscard]] double half_width_m(double along) const;

  [[nodiscard]] PlanePoint to_plane(const ChartPoint& point) const;
  [[nodiscard]] ChartPoint to_chart(const PlanePoint& point) const;
  /// With further points on edges that run along the spine, which are bent in the plane where the width changes.
  [[nodiscard]] std::vector<PlanePoint> to_plane(const ChartPolygon& polygon) const;

  /// "length", "chest_girth", "waist_girth", "hip_girth", "waist_back_length", "biacromial", "bideltoid",
  /// "chest_breadth", "chest_depth", "waist_breadth", "waist_depth", "hip_breadth", "buttock_depth": what was
  /// estimated, with its range. UNKNOT_CHECKs the name.
  [[nodiscard]] const Estimate& estimate(const std::string& name) const;
  /// All of them, by name.
  [[nodiscard]] const std::map<std::string, Estimate>& estimates() const { return estimates_; }
  /// Outside the people the sample measured: say so wherever a length is shown.
  [[nodiscard]] bool extrapolated() const { return !extrapolated_because_.empty(); }
  /// Which quantities lie outside, in plain words: "stature", "age", "chest girth" ...
  [[nodiscard]] const std::vector<std::string>& extrapolated_because() const { return extrapolated_because_; }
  [[nodiscard]] Sex sex() const { return sex_; }
  /// The samples of the half-width profile: along, metres; linear between.
  [[nodiscard]] const std::vector<std::pair<double, double>>& profile() const { return profile_; }
  [[nodiscard]] double stature_m() const { return stature_m_; }
  [[nodiscard]] double mass_kg() const { return mass_kg_; }
  [[nodiscard]] double age_years() const { return age_years_; }

 private:
  Body() = default;
  Sex sex_ = Sex::female;
  double stature_m_ = 0;
  double mass_kg_ = 0;
  double age_years_ = 0;
  Estimate length_;
  std::map<std::string, Estimate> estimates_;
  std::vector<std::pair<double, double>> profile_;
  std::vector<std::string> extrapolated_because_;
};

}  // namespace unknot
