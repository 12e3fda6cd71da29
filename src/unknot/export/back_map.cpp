#include "unknot/export/back_map.h"

#include <cmath>
#include <utility>

#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"
#include "unknot/export/markup.h"

namespace unknot {

namespace {

// Sizes of marks in units of the drawing's width: how a map looks, not what it says.
constexpr double kHatchGap_ratio = 0.03;
constexpr double kPathWidth_ratio = 0.02;
constexpr double kRingRadius_ratio = 0.032;
constexpr double kArrowLength_ratio = 0.075;

std::string attribute(const std::string& name, const std::string& value) {
  return " " + name + "=\"" + escape_markup(value) + "\"";
}

std::string attribute(const std::string& name, double value) { return attribute(name, short_text(value, 1)); }

/// Linear between the samples [[along, units of the drawing], ...]; the end values beyond them.
double half_width(const Json& table, double along) {
  std::pair<double, double> before = {table.at(0).at(0).get<double>(), table.at(0).at(1).get<double>()};
  if (along <= before.first) {
    return before.second;
  }
  for (const Json& row : table) {
    const std::pair<double, double> next = {row.at(0).get<double>(), row.at(1).get<double>()};
    if (along <= next.first) {
      const double span = next.first - before.first;
      return span > 0 ? before.second + (along - before.first) / span * (next.second - before.second) : next.second;
    }
    before = next;
  }
  return before.second;
}

std::string view_box(const Json& drawing) {
  return attribute("viewBox", "0 0 " + short_text(drawing.at("width").get<double>(), 1) + " " +
                                  short_text(drawing.at("height").get<double>(), 1));
}

}  // namespace

BackMap::BackMap(const Json& atlas) : drawing_(atlas.at("drawing")), to_drawing_(drawing_.at("to_drawing")) {}

std::pair<double, double> BackMap::xy(const Json& point) const {
  const double across = point.at(0).get<double>();
  const double along = point.at(1).get<double>();
  return {to_drawing_.at("x0").get<double>() + across * half_width(to_drawing_.at("half_width"), along),
          to_drawing_.at("y0").get<double>() + along * to_drawing_.at("y_per_along").get<double>()};
}

std::string BackMap::place(const Json& point) const {
  const auto [x, y] = xy(point);
  return short_text(x, 1) + "," + short_text(y, 1);
}

std::string BackMap::shapes(const std::string& hatch_id, const Json& avoid) const {
  const double gap = kHatchGap_ratio * drawing_.at("width").get<double>();
  std::string text =
      "<defs><pattern" + attribute("id", hatch_id) + attribute("width", gap) + attribute("height", gap) +
      " patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line class=\"hatch-line\" x1=\"0\" y1=\"0\""
      " x2=\"0\"" +
      attribute("y2", gap) + "/></pattern></defs>";
  text += "<path class=\"skin\"" + attribute("d", drawing_.at("outline").get<std::string>()) + "/>";
  for (const Json& detail : drawing_.at("details")) {
    text += "<path class=\"detail " + escape_markup(detail.at("kind").get<std::string>()) + "\"" +
            attribute("d", detail.at("d").get<std::string>()) + "/>";
  }
  for (const Json& area : avoid) {
    std::string points;
    for (const Json& point : area.at("polygon")) {
      points += (points.empty() ? "" : " ") + place(point);
    }
    text += "<polygon class=\"keep-out\"" + attribute("points", points) + attribute("fill", "url(#" + hatch_id + ")") +
            "/>";
  }
  return text;
}

std::string BackMap::svg(const std::string& hatch_id, const Json& avoid, const std::string& label) const {
  return "<svg role=\"img\"" + attribute("aria-label", label) + view_box(drawing_) + ">" + shapes(hatch_id, avoid) +
         "<g class=\"overlay\"></g></svg>";
}

std::string BackMap::defs(const std::string& id, const Json& avoid) const {
  return "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><g" + attribute("id", id) + ">" +
         shapes(id + "-hatch", avoid) + "</g></defs></svg>";
}

std::string BackMap::path_shapes(const Json& path, bool holds) const {
  if (path.empty()) {
    return {};
  }
  const double ring = kRingRadius_ratio * drawing_.at("width").get<double>();
  std::string text;
  if (holds || path.size() == 1) {
    for (const Json& point : path) {
      const auto [x, y] = xy(point);
      text += "<circle class=\"spot\"" + attribute("cx", x) + attribute("cy", y) + attribute("r", ring) + "/>";
    }
    return text;
  }
  std::string points;
  for (const Json& point : path) {
    points += (points.empty() ? "" : " ") + place(point);
  }
  text += "<polyline class=\"path\"" + attribute("points", points) +
          attribute("stroke-width", kPathWidth_ratio * drawing_.at("width").get<double>()) + "/>";
  const auto [x0, y0] = xy(path.front());
  text += "<circle class=\"start\"" + attribute("cx", x0) + attribute("cy", y0) + attribute("r", ring * 0.8) + "/>";
  // The arrow points along the last piece that has a length.
  const std::pair<double, double> end = xy(path.back());
  for (std::size_t i = path.size() - 1; i > 0; --i) {
    const auto [x, y] = xy(path.at(i - 1));
    const double length = std::hypot(end.first - x, end.second - y);
    if (length > 0) {
      const double size = kArrowLength_ratio * drawing_.at("width").get<double>();
      const double ux = (end.first - x) / length;
      const double uy = (end.second - y) / length;
      const auto corner = [&](double back, double side) {
        return short_text(end.first - back * ux - side * uy, 1) + "," +
               short_text(end.second - back * uy + side * ux, 1);
      };
      text += "<polygon class=\"arrow\"" +
              attribute("points", corner(-size * 0.3, 0) + " " + corner(size * 0.7, size * 0.5) + " " +
                                      corner(size * 0.7, -size * 0.5)) +
              "/>";
      break;
    }
  }
  return text;
}

std::string BackMap::mini_svg(const std::string& id, const Json& stroke, const std::string& label) const {
  std::string text = "<svg class=\"mini\" role=\"img\"" + attribute("aria-label", label) + view_box(drawing_) +
                     "><use" + attribute("href", "#" + id) + "/>";
  const bool holds = stroke.contains("dwell_s");
  text += path_shapes(stroke.at("path"), holds);
  if (stroke.contains("path_left")) {
    text += path_shapes(stroke.at("path_left"), holds);
  }
  return text + "</svg>";
}

}  // namespace unknot
