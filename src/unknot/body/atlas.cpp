#include "unknot/body/atlas.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/core/read_enum.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 10> kPolicyWords = {
    "keep_out", "no_pressure", "spine", "sacrum", "kidney", "kidney_side", "rib", "thin_bone", "no_point", "nape"};
constexpr std::array<std::string_view, 5> kKindWords = {"region", "column", "muscle", "bone", "zone"};
constexpr std::array<std::string_view, 2> kSideWords = {"both", "middle"};
/// Metres from the midline that still lie on a small person's back; more is a slip of unit.
constexpr double kMaxFromMidline_m = 0.15;
/// Longest step along a polygon in metres when it is bent onto the chart of one body.
constexpr double kBendStep_ratio = 0.02;

double cross(const ChartPoint& o, const ChartPoint& a, const ChartPoint& b) {
  return (a.across - o.across) * (b.along - o.along) - (a.along - o.along) * (b.across - o.across);
}

bool segments_cross(const ChartPoint& a, const ChartPoint& b, const ChartPoint& c, const ChartPoint& d) {
  return cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;
}

bool crosses_itself(const ChartPolygon& polygon) {
  const std::size_t n = polygon.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 2; j < n; ++j) {
      if (segments_cross(polygon[i], polygon[(i + 1) % n], polygon[j], polygon[(j + 1) % n])) {
        return true;
      }
    }
  }
  return false;
}

ChartPolygon read_polygon(const Node& node, bool in_metres, bool right_only, Problems& problems) {
  const double most = in_metres ? kMaxFromMidline_m : kAcrossMax_ratio;
  ChartPolygon polygon;
  for (const Node& item : node.items) {
    const auto number = [&](std::size_t i) {
      const Node& value = item.items[i];
      return value.kind == Node::Kind::integer ? static_cast<double>(value.integer) : value.real;
    };
    if (item.kind != Node::Kind::array || item.items.size() != 2) {
      problems.add(item, "a vertex is [across, along], found " + describe_found(item));
      return {};
    }
    for (const Node& value : item.items) {
      if (value.kind != Node::Kind::integer && value.kind != Node::Kind::real) {
        problems.add(value, "expected a number, found " + describe_found(value));
        return {};
      }
    }
    const ChartPoint point{number(0), number(1)};
    if (std::abs(point.across) > most || point.along < kAlongMin_ratio || point.along > kAlongMax_ratio) {
      problems.add(item, "the vertex lies off the back");
    }
    if (right_only && point.across < 0) {
      problems.add(item, "with side = \"both\" write the right side only (across >= 0); the left is mirrored");
    }
    polygon.push_back(point);
  }
  if (polygon.size() < 3) {
    problems.add(node, "a polygon needs three vertices");
  } else if (crosses_itself(polygon)) {
    problems.add(node, "the polygon crosses itself");
  }
  return polygon;
}

ChartPolygon mirrored(ChartPolygon polygon) {
  for (ChartPoint& point : polygon) {
    point.across = -point.across;
  }
  std::reverse(polygon.begin(), polygon.end());  // keeps the sense of turning
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
  const auto open = [&](const char* name) {
    const Node* file = files.file(name);
    if (file == nullptr) {
      problems.add_at(name, "the file is missing");
    }
    return file;
  };
  const auto read_all = [&](TableReader& root, std::string_view key, AreaKind kind) {
    for (const Node& entry : root.array(key)) {
      read_area(entry, kind, atlas.areas_, ids, problems);
    }
  };
  if (const Node* file = open("body/regions.toml")) {
    TableReader root(*file, problems, "regions");
    atlas.middle_half_ratio_ = read_quantity(root, "middle_half_width", "ratio", problems).value;
    read_all(root, "region", AreaKind::region);
    read_all(root, "column", AreaKind::column);
    root.finish();
  }
  if (const Node* file = open("body/muscles.toml")) {
    TableReader root(*file, problems, "muscles");
    read_all(root, "muscle", AreaKind::muscle);
    root.finish();
  }
  if (const Node* file = open("body/bones.toml")) {
    TableReader root(*file, problems, "bones");
    read_all(root, "bone", AreaKind::bone);
    root.finish();
  }
  if (const Node* file = open("body/zones.toml")) {
    TableReader root(*file, problems, "zones");
    read_all(root, "zone", AreaKind::zone);
    root.finish();
  }
  if (const Node* file = open("body/landmarks.toml")) {
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
  if (!area.in_metres) {
    return area.polygon;
  }
  // A straight line in metres is bent on the chart, as the half-width changes along it.
  ChartPolygon polygon;
  for (std::size_t i = 0; i < area.polygon.size(); ++i) {
    const ChartPoint& a = area.polygon[i];
    const ChartPoint& b = area.polygon[(i + 1) % area.polygon.size()];
    const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(b.along - a.along) / kBendStep_ratio)));
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps;
      const double along = a.along + t * (b.along - a.along);
      const double from_midline_m = a.across + t * (b.across - a.across);
      // On a very narrow back a zone may reach past the edge curve, where the chart ends.
      polygon.push_back(
          {std::clamp(from_midline_m / body.half_width_m(along), kAcrossMin_ratio, kAcrossMax_ratio), along});
    }
  }
  return polygon;
}

std::vector<PlanePoint> Atlas::plane_polygon(const AtlasArea& area, const Body& body) const {
  if (!area.in_metres) {
    return body.to_plane(area.polygon);
  }
  std::vector<PlanePoint> points;
  for (const ChartPoint& vertex : area.polygon) {
    points.push_back({vertex.across, vertex.along * body.length_m()});
  }
  return points;
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
