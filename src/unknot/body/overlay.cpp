#include "unknot/body/overlay.h"

#include <array>

#include "unknot/body/chart_shape.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 10> kKindWords = {"nerve",           "vessel",       "rib",       "lymph_basin",
                                                         "lymph_watershed", "lymph_flow",   "dermatome", "segment",
                                                         "connective_zone", "bladder_point"};
constexpr std::array<std::string_view, 4> kSideWords = {"left", "right", "both", "middle"};

/// A file and its tables.
struct Chapter {
  const char* file;
  std::vector<std::pair<const char*, OverlayKind>> tables;
};

std::vector<Chapter> chapters() {
  return {{"body/nerves.toml", {{"nerve", OverlayKind::nerve}}},
          {"body/vessels.toml", {{"vessel", OverlayKind::vessel}}},
          {"body/bones.toml", {{"rib", OverlayKind::rib}}},
          {"body/lymph.toml",
           {{"basin", OverlayKind::lymph_basin},
            {"watershed", OverlayKind::lymph_watershed},
            {"flow", OverlayKind::lymph_flow}}},
          {"body/dermatomes.toml", {{"dermatome", OverlayKind::dermatome}}},
          {"body/reflex_zones.toml",
           {{"segment", OverlayKind::segment}, {"connective_zone", OverlayKind::connective_zone}}},
          {"body/bladder_line.toml", {{"point", OverlayKind::bladder_point}}}};
}

bool is_tradition(OverlayKind kind) {
  return kind == OverlayKind::segment || kind == OverlayKind::connective_zone || kind == OverlayKind::bladder_point;
}

/// The shape, under the one key of six that is there.
void read_shape(TableReader& reader, Overlay& overlay, bool right_only, Problems& problems) {
  struct Key {
    const char* name;
    OverlayShape shape;
    bool in_metres;
    std::size_t least_count;
  };
  static constexpr std::array<Key, 6> kKeys = {{{"polygon", OverlayShape::polygon, false, 3},
                                                {"polygon_m", OverlayShape::polygon, true, 3},
                                                {"line", OverlayShape::line, false, 2},
                                                {"line_m", OverlayShape::line, true, 2},
                                                {"at", OverlayShape::point, false, 1},
                                                {"at_m", OverlayShape::point, true, 1}}};
  int found_count = 0;
  for (const Key& key : kKeys) {
    const Node* node = reader.any_if(key.name);
    if (node == nullptr) {
      continue;
    }
    ++found_count;
    overlay.shape = key.shape;
    overlay.in_metres = key.in_metres;
    Node wrapped;  // a single point is a list of one
    wrapped.kind = Node::Kind::array;
    wrapped.place = node->place;
    wrapped.items = {*node};
    overlay.points =
        read_chart_points(key.shape == OverlayShape::point ? wrapped : *node, key.in_metres, right_only, problems);
    if (overlay.points.size() < key.least_count) {
      problems.add(*node, "\"" + std::string(key.name) + "\" needs " + std::to_string(key.least_count) + " points");
    } else if (key.shape == OverlayShape::polygon && crosses_itself(overlay.points)) {
      problems.add(*node, "the polygon crosses itself");
    }
  }
  if (found_count != 1) {
    reader.problem("one shape: \"polygon\", \"line\" or \"at\", or one of them with _m");
  }
}

void read_overlay(const Node& node, OverlayKind kind, std::vector<Overlay>& overlays, IdRegister& ids,
                  Problems& problems) {
  TableReader reader(node, problems, to_text(kind));
  Overlay overlay;
  overlay.kind = kind;
  overlay.id = reader.text("id");
  overlay.name = reader.text("name");
  const std::size_t side = reader.choice("side", kSideWords);
  const bool both = side == 2;
  read_shape(reader, overlay, both, problems);
  overlay.text = kind == OverlayKind::rib ? reader.text_if("text").value_or("") : reader.text("text");
  overlay.provenance = read_provenance(reader);
  if (is_tradition(kind) != (overlay.provenance.status == EvidenceStatus::tradition)) {
    reader.problem(is_tradition(kind) ? "what is handed down has the status \"tradition\""
                                      : "the status \"tradition\" is for zones and points that are handed down");
  }
  reader.finish();
  ids.add(overlay.id, node, problems);
  if (!both) {
    overlay.side = side == 0 ? Side::left : side == 1 ? Side::right : Side::middle;
    overlays.push_back(overlay);
    return;
  }
  const Overlay right = overlay;
  for (const Side one : {Side::left, Side::right}) {
    overlay = right;
    overlay.side = one;
    overlay.id += one == Side::left ? "_left" : "_right";
    overlay.name = std::string(one == Side::left ? "left " : "right ") + right.name;
    if (one == Side::left) {
      overlay.points = mirrored(right.points);
      if (overlay.shape == OverlayShape::line) {
        overlay.points = {overlay.points.rbegin(), overlay.points.rend()};  // a line keeps its direction
      }
    }
    ids.add(overlay.id, node, problems);
    overlays.push_back(overlay);
  }
}

}  // namespace

std::string_view to_text(OverlayKind kind) { return kKindWords[static_cast<std::size_t>(kind)]; }

std::vector<ChartPoint> Overlay::on(const Body& body) const {
  return on_chart(points, in_metres, shape == OverlayShape::polygon, body);
}

std::vector<Overlay> load_overlays(const KnowledgeFiles& files, Problems& problems) {
  std::vector<Overlay> overlays;
  for (const Chapter& chapter : chapters()) {
    const Node* file = require_file(files, chapter.file, problems);
    if (file == nullptr) {
      continue;
    }
    TableReader root(*file, problems, chapter.file);
    if (chapter.tables.front().second == OverlayKind::rib) {
      root.array_if("bone");  // the atlas reads the areas of body/bones.toml
    }
    for (const auto& [key, kind] : chapter.tables) {
      IdRegister ids{std::string(to_text(kind))};
      for (const Node& entry : root.array(key)) {
        read_overlay(entry, kind, overlays, ids, problems);
      }
    }
    root.finish();
  }
  return overlays;
}

}  // namespace unknot
