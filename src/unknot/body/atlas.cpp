#include "unknot/body/atlas.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/body/chart_shape.h"
#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 10> kPolicyWords = {
    "keep_out", "no_pressure", "spine", "sacrum", "kidney", "kidney_side", "rib", "thin_bone", "no_point", "nape"};
constexpr std::array<std::string_view, 5> kKindWords = {"region", "column", "muscle", "bone", "zone"};
constexpr std::array<std::string_view, 2> kSideWords = {"both", "middle"};

ChartPolygon read_polygon(const Node& node, bool in_metres, bool right_only, Problems& problems) {
  ChartPolygon polygon = read_chart_points(node, in_metres, right_only, problems);
  if (polygon.empty() && !node.items.empty()) {
    return polygon;  // malformed, and said so
  }
  if (polygon.size() < 3) {
    problems.add(node, "a polygon needs three vertices");
  } else if (crosses_itself(polygon)) {
    problems.add(node, "the polygon crosses itself");
  }
  return polygon;
}

/// The part of `polygon` on one side of the line across = `edge` (Sutherland and Hodgman 1974).
ChartPolygon clipped(const ChartPolygon& polygon, double edge, bool keep_above) {
  const auto inside = [&](const ChartPoint& p) { return keep_above ? p.across >= edge : p.across <= edge; };
  ChartPolygon result;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const ChartPoint& a = polygon[i];
    const ChartPoint& b = polygon[(i + 1) % polygon.size()];
    if (inside(a)) {
      result.push_back(a);
    }
    if (inside(a) != inside(b)) {
      result.push_back({edge, a.along + (b.along - a.along) * (edge - a.across) / (b.across - a.across)});
    }
  }
  return result;
}

/// Reads what all kinds share, and adds the area: once for the middle, or right and left.
void read_area(const Node& node, AreaKind kind, std::vector<AtlasArea>& areas, IdRegister& ids, Problems& problems) {
  TableReader reader(node, problems, to_text(kind));
  AtlasArea area;
  area.kind = kind;
  area.id = reader.text("id");
  area.name = reader.text("name");
  const bool both = reader.choice("side", kSideWords) == 0;
  area.in_metres = reader.has("polygon_m");
  if (area.in_metres && reader.has("polygon")) {
    reader.problem("\"polygon\" and \"polygon_m\" exclude each other");
  }
  const std::string_view key = area.in_metres ? "polygon_m" : "polygon";
  reader.array(key);
  if (const Node* polygon = reader.any_if(key)) {
    area.polygon = read_polygon(*polygon, area.in_metres, both, problems);
  }
  if (kind == AreaKind::region) {
    area.region = read_enum<Region>(reader, "region");
    area.massaged = reader.boolean("massaged");
  }
  if (kind == AreaKind::column || kind == AreaKind::muscle) {
    area.thick = reader.boolean("thick");
  }
  if (kind == AreaKind::muscle) {
    area.latin = reader.text("latin");
    area.layer_index = static_cast<int>(reader.integer("layer_index", {1, 4}));
    area.fibre_rad = read_quantity(reader, "fibre", "rad", problems).value;
  }
  if (kind == AreaKind::zone) {
    area.rule = reader.text("rule");
    area.policy = static_cast<ZonePolicy>(reader.choice("policy", kPolicyWords));
    area.no_go = reader.boolean("no_go");
    area.text = reader.text("text");
    if (area.no_go != (area.policy == ZonePolicy::keep_out)) {
      reader.problem("no_go = true goes with policy = \"keep_out\", and only with it");
    }
  }
  area.provenance = read_provenance(reader);
  reader.finish();
  ids.add(area.id, node, problems);
  if (!both) {
    area.side = Side::middle;
    areas.push_back(area);
    return;
  }
  const AtlasArea one_side = area;
  const auto add = [&](Side side) {
    area = one_side;
    area.side = side;
    area.id += side == Side::left ? "_left" : "_right";
    area.name = std::string(side == Side::left ? "left " : "right ") + one_side.name;
    area.polygon = side == Side::left ? mirrored(one_side.polygon) : one_side.polygon;
    ids.add(area.id, node, problems);
    areas.push_back(area);
  };
  add(Side::left);
  add(Side::right);
}

void read_landmark(const Node& node, std::vector<Landmark>& landmarks, IdRegister& ids, Problems& problems) {
  TableReader reader(node, problems, "landmark");
  Landmark landmark;
  landmark.id = reader.text("id");
  landmark.name = reader.text("name");
  const bool both = reader.choice("side", kSideWords) == 0;
  const std::vector<double> at = reader.numbers("at", {kAcrossMin_ratio, kAlongMax_ratio});
  landmark.how_to_find = reader.text("how_to_find");
  landmark.provenance = read_provenance(reader);
  reader.finish();
  ids.add(landmark.id, node, problems);
  if (at.size() != 2 || !is_on_chart({at[0], at[1]}) || (both ? at[0] <= 0 : at[0] != 0)) {
    reader.problem("\"at\" expects [across, along] on the chart: across 0 in the middle, above 0 with both sides");
    return;
  }
  landmark.at = {at[0], at[1]};
  if (!both) {
    landmarks.push_back(landmark);
    return;
  }
  Landmark left = landmark;
  left.id += "_left";
  left.at.across = -left.at.across;
  landmarks.push_back(left);
  landmark.id += "_right";
  landmarks.push_back(landmark);
}

}  // namespace

std::string_view to_text(AreaKind kind) { return kKindWords[static_cast<std::size_t>(kind)]; }
std::string_view to_text(ZonePolicy policy) { return kPolicyWords[static_cast<std::size_t>(policy)]; }

Result<Atlas> Atlas::load(const KnowledgeFiles& files) {
  Problems problems;
  Atlas atlas;
  IdRegister ids("area");
  IdRegister landmark_ids("landmark");
  const auto read_all = [&](TableReader& root, std::string_view key, AreaKind kind) {
    for (const Node& entry : root.array(key)) {
      read_area(entry, kind, atlas.areas_, ids, problems);
    }
  };
  if (const Node* file = require_file(files, "body/regions.toml", problems)) {
    TableReader root(*file, problems, "regions");
    atlas.middle_half_ratio_ = read_quantity(root, "middle_half_width", "ratio", problems).value;
    read_all(root, "region", AreaKind::region);
    read_all(root, "column", AreaKind::column);
    root.finish();
  }
  if (const Node* file = require_file(files, "body/muscles.toml", problems)) {
    TableReader root(*file, problems, "muscles");
    read_all(root, "muscle", AreaKind::muscle);
    root.finish();
  }
  if (const Node* file = require_file(files, "body/bones.toml", problems)) {
    TableReader root(*file, problems, "bones");
    read_all(root, "bone", AreaKind::bone);
    root.array_if("rib");  // load_overlays reads them
    root.finish();
  }
  if (const Node* file = require_file(files, "body/zones.toml", problems)) {
    TableReader root(*file, problems, "zones");
    read_all(root, "zone", AreaKind::zone);
    root.finish();
  }
  if (const Node* file = require_file(files, "body/landmarks.toml", problems)) {
    TableReader root(*file, problems, "landmarks");
    for (const Node& entry : root.array("level")) {
      TableReader reader(entry, problems, "level");
      const std::string name = reader.text("name");
      const double along = read_quantity(reader, "along", "ratio", problems).value;
      reader.finish();
      if (!atlas.levels_.empty() && along <= atlas.levels_.back().second) {
        reader.problem("the levels must go down the spine, each below the one before");
      }
      atlas.levels_.emplace_back(name, along);
    }
    for (const Node& entry : root.array("landmark")) {
      read_landmark(entry, atlas.landmarks_, landmark_ids, problems);
    }
    root.finish();
  }
  atlas.overlays_ = load_overlays(files, problems);
  if (!problems.empty()) {
    return problems.to_error();
  }
  return atlas;
}

const AtlasArea* Atlas::find(const std::string& id) const {
  const auto it = std::find_if(areas_.begin(), areas_.end(), [&](const AtlasArea& area) { return area.id == id; });
  return it == areas_.end() ? nullptr : &*it;
}

std::vector<const AtlasArea*> Atlas::find_all(const std::string& id) const {
  std::vector<const AtlasArea*> found;
  for (const AtlasArea& area : areas_) {
    if (area.id == id || area.id == id + "_left" || area.id == id + "_right") {
      found.push_back(&area);
    }
  }
  return found;
}

std::vector<const AtlasArea*> Atlas::of_kind(AreaKind kind) const {
  std::vector<const AtlasArea*> found;
  for (const AtlasArea& area : areas_) {
    if (area.kind == kind) {
      found.push_back(&area);
    }
  }
  return found;
}

ChartPolygon Atlas::polygon(const AtlasArea& area, const Body& body) const {
  return on_chart(area.polygon, area.in_metres, true, body);
}

std::vector<PlanePoint> Atlas::plane_polygon(const AtlasArea& area, const Body& body) const {
  return on_plane(area.polygon, area.in_metres, true, body);
}

std::vector<ChartPolygon> Atlas::polygons(const std::string& id, const Body& body) const {
  std::vector<ChartPolygon> found;
  for (const AtlasArea* area : find_all(id)) {
    found.push_back(polygon(*area, body));
  }
  return found;
}

std::vector<ChartPolygon> Atlas::polygons(Region region, Side side) const {
  std::vector<ChartPolygon> found;
  for (const AtlasArea& area : areas_) {
    if (area.kind != AreaKind::region || area.region != region) {
      continue;
    }
    if (side == Side::middle && area.side != Side::middle) {
      const ChartPolygon strip = clipped(clipped(area.polygon, middle_half_ratio_, false), -middle_half_ratio_, true);
      if (strip.size() >= 3) {
        found.push_back(strip);
      }
    } else if (side == Side::both || area.side == side) {
      found.push_back(area.polygon);
    }
  }
  return found;
}

const AtlasArea* Atlas::region_at(const ChartPoint& point) const {
  for (const AtlasArea& area : areas_) {
    if (area.kind == AreaKind::region && contains(area.polygon, point)) {
      return &area;
    }
  }
  return nullptr;
}

double Atlas::level_along(const std::string& vertebra) const {
  const auto it =
      std::find_if(levels_.begin(), levels_.end(), [&](const auto& level) { return level.first == vertebra; });
  UNKNOT_CHECK(it != levels_.end(), "no vertebra \"" + vertebra + "\"");
  return it->second;
}

}  // namespace unknot
