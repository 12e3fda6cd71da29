#pragma once
// The trunk as a field: a loft of rounded sections between neck and thighs, with the relief of bones and muscles on it.
// Input: Body and View. Output: about the distance from a point to the skin. docs/theory/body.md B-4, B-5.

#include <map>
#include <string>
#include <vector>

#include "unknot/body/body.h"
#include "unknot/body/smooth.h"
#include "unknot/body/view.h"
#include "unknot/core/vec3.h"

namespace unknot {

/// A measured or estimated section of the trunk: full breadth and depth.
struct TrunkLengths {
  double breadth_m = 0;
  double depth_m = 0;
};

/// Girth of a section: an ellipse squared off by `fullness_ratio` (Fernandez Guasti's squircle).
[[nodiscard]] double section_girth_m(double breadth_m, double depth_m, double fullness_ratio);

class Trunk {
 public:
  /// @param lengths  of the references of the sections: "shoulder" "chest" "narrow_waist" "waist" "upper_hip" "hip"
  /// @param lift_m   z of the midline at C7
  Trunk(const BodyKnowledge& knowledge, const Body& body, View view, const std::map<std::string, TrunkLengths>& lengths,
        double lift_m);

  /// Negative inside; near the skin within some percent of the distance.
  [[nodiscard]] double distance_m(const Vec3& position_m) const;
  /// How far muscles and bones lift the skin of the back there.
  [[nodiscard]] double relief_m(const Vec3& position_m) const;

  /// Height of a nominal `along` in the trunk's frame, and back.
  [[nodiscard]] double y_m(double along) const { return -along * height_m_; }
  [[nodiscard]] double nominal_along(double y_m) const { return -y_m / height_m_; }
  /// z of the skin over the spine at a nominal `along`, and how it rises with it.
  [[nodiscard]] double midline_z_m(double along) const { return midline_m_.value(along); }
  [[nodiscard]] double half_depth_m(double along) const { return half_depth_m_.value(along); }
  /// Slope of the midline against the trunk's axis: positive where the skin rises dorsally towards the feet.
  [[nodiscard]] double midline_angle_rad(double along) const { return angle_rad_.value(along); }

 private:
  SmoothCurve angle_rad_, midline_m_, half_breadth_m_, half_depth_m_, fullness_;
  SmoothCurve half_width_m_;  // of the chart
  double height_m_ = 0;       // C7 to the PSIS line, along y
  double top_m_ = 0;
  double bottom_m_ = 0;

  struct Relief {
    double lean_ratio, full_ratio;
    double column_chest_m, column_loin_m, column_chest_apart_m, column_loin_apart_m;
    double blade_m, blade_edge_m, blade_aside_m, ridge_m;
    double c7_m, dimple_m, roll_m, spur_m;
  } relief_{};
};

}  // namespace unknot
