#pragma once
// The picture of one person's back from behind, as paths without colours, and where chart points lie in it.
// Input: knowledge/body/drawing.toml, Body. Output: Drawing in units of one millimetre. docs/formats.md "atlas".

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "unknot/body/body.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// A point of the drawing as written: on the body's breadths, or on the chart.
struct DrawnPoint {
  std::string reference;  ///< "head" "neck" ... "hip"; empty: `across` on the chart
  double share_ratio = 0;
  double plus_m = 0;
  double across = 0;
  double along = 0;
};

/// One line of the picture.
struct DrawnLine {
  std::string id;
  std::string kind;  ///< "furrow" "blade" "waist" "hair" "arm"
  bool both = false;
  bool closed = false;
  std::vector<DrawnPoint> points;
};

/// The chapter knowledge/body/drawing.toml.
struct DrawingKnowledge {
  std::map<Sex, Quantity> head_half_m, neck_half_ratio, armpit_half_ratio, narrow_waist_ratio;
  Provenance provenance;                                      ///< of every point
  Quantity armpit_of_waist_ratio, deltoid_of_shoulder_ratio;  ///< least shares, for very broad or slight bodies
  Quantity margin_m, top_ratio, bottom_ratio;
  std::vector<std::vector<DrawnPoint>> outline;  ///< runs between corners, the right half from the crown down
  std::vector<DrawnPoint> edge;                  ///< the chart's edge, from kAlongMin_ratio to kAlongMax_ratio
  std::vector<DrawnLine> details;
  /// @error bad_input: every problem of body/drawing.toml
  [[nodiscard]] static Result<DrawingKnowledge> load(const KnowledgeFiles& files);
};

/// All in drawing units: one unit is a millimetre; x to the right, y down.
struct Drawing {
  struct Line {
    std::string id, kind, path;
  };
  double width_mm = 0;
  double height_mm = 0;
  double x0_mm = 0;
  double y0_mm = 0;
  double mm_per_along = 0;
  std::vector<std::pair<double, double>> half_width_mm;  ///< [along, units], linear between
  std::string outline;                                   ///< SVG path data
  std::vector<Line> details;

  /// Where a place of the chart is drawn: x, y.
  [[nodiscard]] std::pair<double, double> at_mm(const ChartPoint& point) const;
};

[[nodiscard]] Drawing draw_back(const DrawingKnowledge& knowledge, const Body& body);

}  // namespace unknot
