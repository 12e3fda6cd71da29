#include "unknot/body/atlas_json.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

/// Longest step along the spine between two vertices, so that a drawn edge follows the bent chart line.
constexpr double kStep_ratio = 0.03;

/// Four decimals are a twentieth of a millimetre on a back.
double rounded(double value) { return unknot::rounded(value, 4); }

Json json_of(const ChartPoint& point) { return Json::array({rounded(point.across), rounded(point.along)}); }

Json json_of(const ChartPolygon& polygon) {
  Json points = Json::array();
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const ChartPoint& a = polygon[i];
    const ChartPoint& b = polygon[(i + 1) % polygon.size()];
    const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(b.along - a.along) / kStep_ratio - 1e-9)));
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps;
      points.push_back(json_of(ChartPoint{a.across + t * (b.across - a.across), a.along + t * (b.along - a.along)}));
    }
  }
  return points;
}

Json samples(const std::vector<std::pair<double, double>>& pairs) {
  Json list = Json::array();
  for (const auto& [along, value] : pairs) {
    list.push_back(Json::array({rounded(along), rounded(value)}));
  }
  return list;
}

Json json_of(const Drawing& drawing) {
  Json details = Json::array();
  for (const Drawing::Line& line : drawing.details) {
    details.push_back({{"id", line.id}, {"d", line.path}, {"kind", line.kind}});
  }
  return {{"width", rounded(drawing.width_mm)},
          {"height", rounded(drawing.height_mm)},
          {"outline", drawing.outline},
          {"details", details},
          {"to_drawing",
           {{"x0", rounded(drawing.x0_mm)},
            {"y0", rounded(drawing.y0_mm)},
            {"y_per_along", rounded(drawing.mm_per_along)},
            {"half_width", samples(drawing.half_width_mm)}}}};
}

Json json_of(const AtlasArea& area, const ChartPolygon& polygon) {
  Json json = {{"id", area.id}, {"name", area.name}};
  switch (area.kind) {
    case AreaKind::region:
      json["region"] = to_text(*area.region);
      break;
    case AreaKind::muscle:
      json["latin"] = area.latin;
      break;
    case AreaKind::zone:
      json["kind"] = area.no_go ? "no_go" : "caution";
      break;
    case AreaKind::column:
    case AreaKind::bone:
      break;
  }
  json["side"] = to_text(area.side);
  json["polygon"] = json_of(polygon);
  switch (area.kind) {
    case AreaKind::region:
      json["massaged"] = area.massaged;
      break;
    case AreaKind::muscle:
      json["fibre_rad"] = area.fibre_rad;
      json["layer"] = area.layer_index;
      break;
    case AreaKind::zone:
      json["rule"] = area.rule;
      json["text"] = area.text;
      break;
    case AreaKind::column:
    case AreaKind::bone:
      break;
  }
  json["source"] = area.provenance.source;
  json["status"] = to_text(area.provenance.status);
  return json;
}

/// A line keeps its own vertices, a polygon gets more along its edges, as areas do.
Json json_of(const Overlay& overlay, const Body& body) {
  const std::vector<ChartPoint> points = overlay.on(body);
  Json json = {{"id", overlay.id}, {"name", overlay.name}, {"side", to_text(overlay.side)}};
  switch (overlay.shape) {
    case OverlayShape::polygon:
      json["polygon"] = json_of(points);
      break;
    case OverlayShape::line: {
      Json line = Json::array();
      for (const ChartPoint& point : points) {
        line.push_back(json_of(point));
      }
      json["line"] = std::move(line);
      break;
    }
    case OverlayShape::point:
      json["at"] = json_of(points.front());
      break;
  }
  if (!overlay.text.empty()) {
    json["text"] = overlay.text;
  }
  json["source"] = overlay.provenance.source;
  json["status"] = to_text(overlay.provenance.status);
  return json;
}

/// A flow is drawn as an arrow: its ends stand out from the line.
Json flow_json(const Overlay& overlay, const Body& body) {
  Json json = json_of(overlay, body);
  json["from"] = json["line"].front();
  json["to"] = json["line"].back();
  return json;
}

}  // namespace

Json atlas_json(const Atlas& atlas, const DrawingKnowledge& drawing, const Body& body) {
  const auto list = [&](AreaKind kind) {
    Json areas = Json::array();
    for (const AtlasArea* area : atlas.of_kind(kind)) {
      areas.push_back(json_of(*area, atlas.polygon(*area, body)));
    }
    return areas;
  };
  const auto overlays = [&](OverlayKind kind) {
    Json items = Json::array();
    for (const Overlay& overlay : atlas.overlays()) {
      if (overlay.kind == kind) {
        items.push_back(kind == OverlayKind::lymph_flow ? flow_json(overlay, body) : json_of(overlay, body));
      }
    }
    return items;
  };
  Json landmarks = Json::array();
  for (const Landmark& landmark : atlas.landmarks()) {
    landmarks.push_back({{"id", landmark.id},
                         {"name", landmark.name},
                         {"at", json_of(landmark.at)},
                         {"how_to_find", landmark.how_to_find},
                         {"source", landmark.provenance.source}});
  }
  return {{"schema", "unknot.atlas/1"},
          {"length_m", rounded(body.length_m())},
          {"half_width_m", samples(body.profile())},
          {"extrapolated", body.extrapolated()},
          {"drawing", json_of(draw_back(drawing, body))},
          {"landmarks", landmarks},
          {"regions", list(AreaKind::region)},
          {"columns", list(AreaKind::column)},
          {"muscles", list(AreaKind::muscle)},
          {"bones", list(AreaKind::bone)},
          {"zones", list(AreaKind::zone)},
          {"ribs", overlays(OverlayKind::rib)},
          {"nerves", overlays(OverlayKind::nerve)},
          {"vessels", overlays(OverlayKind::vessel)},
          {"lymph",
           {{"basins", overlays(OverlayKind::lymph_basin)},
            {"watersheds", overlays(OverlayKind::lymph_watershed)},
            {"flow", overlays(OverlayKind::lymph_flow)}}},
          {"dermatomes", overlays(OverlayKind::dermatome)},
          {"segments", overlays(OverlayKind::segment)},
          {"connective_zones", overlays(OverlayKind::connective_zone)},
          {"bladder_line", overlays(OverlayKind::bladder_point)}};
}

}  // namespace unknot
