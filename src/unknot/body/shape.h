#pragma once
// The shape of a body beyond its lengths: how the spine curves, how round a section is, how far a blade stands out.
// Input: knowledge/body/shape.toml. Output: ShapeKnowledge. docs/theory/body.md B-4 ... B-8.

#include <map>
#include <string>
#include <vector>

#include "unknot/body/smooth.h"
#include "unknot/core/units.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// One section across the trunk, in shares of the lengths of a reference.
struct TrunkSection {
  double along = 0;         ///< nominal height: 0 at C7, 1 at the PSIS line
  std::string reference;    ///< "shoulder" "chest" "narrow_waist" "waist" "upper_hip" "hip"
  Quantity breadth_ratio;   ///< of the reference's breadth
  Quantity depth_ratio;     ///< of the reference's depth
  Quantity fullness_ratio;  ///< 0 an ellipse ... 1 a rectangle
};

/// The chapter knowledge/body/shape.toml.
struct ShapeKnowledge {
  std::map<std::string, Quantity> numbers;
  std::map<std::string, std::vector<std::pair<double, double>>> curves;  ///< knots, x rising
  std::vector<TrunkSection> sections;                                    ///< along rising

  /// @error bad_input: every problem of body/shape.toml
  [[nodiscard]] static Result<ShapeKnowledge> load(const KnowledgeFiles& files);
  /// UNKNOT_CHECKs that it exists.
  [[nodiscard]] double number(const std::string& id) const;
  /// UNKNOT_CHECKs that it exists.
  [[nodiscard]] const std::vector<std::pair<double, double>>& curve(const std::string& id) const;
};

}  // namespace unknot
