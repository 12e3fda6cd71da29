#pragma once
// The drawn back on a page: outline, keep-out areas, and a stroke's path. Input: the atlas document, chart points.
// Output: SVG elements for inline use in HTML. Chart: contracts; the drawing: docs/formats.md "atlas".

#include <string>
#include <utility>

#include "unknot/flow_json.h"

namespace unknot {

/// Draws in the coordinates of an atlas document. Holds a copy of what it needs.
class BackMap {
 public:
  /// @throws Json::exception when the document lacks a member
  explicit BackMap(const Json& atlas);

  /// A whole <svg>: outline, details, keep-out polygons, an empty group of class "overlay".
  [[nodiscard]] std::string svg(const std::string& hatch_id, const Json& avoid, const std::string& label) const;
  /// <defs> of the outline and details under `id`, for many small maps on one page.
  [[nodiscard]] std::string defs(const std::string& id, const Json& avoid) const;
  /// A small <svg> that uses `id` and draws one stroke's paths, each from a ring (start) to an arrow (end).
  [[nodiscard]] std::string mini_svg(const std::string& id, const Json& stroke, const std::string& label) const;

  /// "x,y" of a chart point [across, along].
  [[nodiscard]] std::string place(const Json& point) const;
  /// {x0, y0, y_per_along, half_width}: what the player needs to draw by itself.
  [[nodiscard]] const Json& to_drawing() const { return to_drawing_; }

 private:
  [[nodiscard]] std::pair<double, double> xy(const Json& point) const;
  [[nodiscard]] std::string shapes(const std::string& hatch_id, const Json& avoid) const;
  [[nodiscard]] std::string path_shapes(const Json& path, bool holds) const;

  Json drawing_;     ///< of the atlas document
  Json to_drawing_;  ///< its member `to_drawing`
};

}  // namespace unknot
