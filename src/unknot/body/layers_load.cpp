// Reads knowledge/body/layers.toml.
#include <algorithm>

#include "unknot/body/chart_shape.h"
#include "unknot/body/layers.h"
#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 9> kBoneWords = {
    "none", "spinous_process", "lamina", "transverse_process", "rib", "intercostal", "scapula", "sacrum", "ilium"};

/// "belly", "polygon": an outline under `key`, or under `key`_m in metres. Empty where there is neither.
struct Outline {
  ChartPolygon points;
  bool in_metres = false;
};

Outline read_outline(TableReader& reader, const std::string& key, bool right_only, Problems& problems) {
  Outline outline;
  for (const bool metres : {false, true}) {
    const std::string name = metres ? key + "_m" : key;
    if (const Node* node = reader.any_if(name)) {
      if (!outline.points.empty()) {
        reader.problem("\"" + key + "\" and \"" + key + "_m\" exclude each other");
      }
      outline = {read_chart_points(*node, metres, right_only, problems), metres};
      if (outline.points.size() < 3) {
        problems.add(*node, "an outline needs three vertices");
      } else if (crosses_itself(outline.points)) {
        problems.add(*node, "the outline crosses itself");
      }
    }
  }
  return outline;
}

LayerSite read_site(const Node& node, IdRegister& ids, Problems& problems) {
  TableReader reader(node, problems, "site");
  LayerSite site;
  site.id = reader.text("id");
  if (const Node* at = reader.any_if("at")) {
    site.at = read_chart_points(*at, false, true, problems);
  }
  if (site.at.empty()) {
    reader.problem("\"at\" expects places on the right side: [[across, along], ...]");
  }
  for (const auto& [sex, word] : {std::pair(Sex::male, "male"), std::pair(Sex::female, "female")}) {
    site.skin_m[sex] = read_quantity(reader, "skin_" + std::string(word), "m", problems);
    site.fat_m[sex] = read_quantity(reader, "fat_" + std::string(word), "m", problems);
  }
  site.skin_spread_ratio = read_quantity(reader, "skin_spread", "ratio", problems);
  site.fat_per_mass_index_m3_kg = read_quantity(reader, "fat_per_mass_index", "m3_kg", problems);
  site.fat_spread_ratio = read_quantity(reader, "fat_spread", "ratio", problems);
  site.fascia_m = read_quantity(reader, "fascia", "m", problems);
  site.fascia_spread_ratio = read_quantity(reader, "fascia_spread", "ratio", problems);
  (void)read_provenance(reader);  // of where it lies
  reader.finish();
  ids.add(site.id, node, problems);
  return site;
}

MuscleBelly read_muscle(const Node& node, const Atlas& atlas, IdRegister& ids, Problems& problems) {
  TableReader reader(node, problems, "muscle");
  MuscleBelly muscle;
  muscle.id = reader.text("id");
  const AtlasArea* area = atlas.find(muscle.id + "_right");
  if (area == nullptr || area->kind != AreaKind::muscle) {
    reader.problem("the map has no muscle \"" + muscle.id + "\" with two sides");
  }
  const Outline belly = read_outline(reader, "belly", true, problems);
  muscle.belly = belly.points;
  muscle.in_metres = belly.in_metres;
  muscle.under_blade = reader.boolean("under_blade");
  muscle.reaches_edge = reader.boolean_if("reaches_edge").value_or(false);
  if (muscle.reaches_edge && !muscle.in_metres) {
    reader.problem("\"reaches_edge\" is for a \"belly_m\"");
  }
  for (const Node& pair : reader.array_if("fibre_at")) {
    const bool two = pair.items.size() == 2 && pair.items[0].kind != Node::Kind::text;
    if (!two || pair.items[1].kind != Node::Kind::real ||
        (!muscle.fibre_at.empty() && pair.items[0].real <= muscle.fibre_at.back().first)) {
      problems.add(pair, "fibre_at expects [along, radians], along rising");
      continue;
    }
    muscle.fibre_at.emplace_back(pair.items[0].real, pair.items[1].real);
  }
  muscle.spread_ratio = read_quantity(reader, "spread", "ratio", problems);
  for (const Node& entry : reader.array("station")) {
    TableReader station(entry, problems, "station");
    MuscleStation read;
    read.along = station.number("along", {kAlongMin_ratio, kAlongMax_ratio});
    read.male_m = read_quantity(station, "male", "m", problems);
    read.female_m = read_quantity(station, "female", "m", problems);
    station.finish();
    if (!muscle.stations.empty() && read.along <= muscle.stations.back().along) {
      station.problem("\"along\" must rise from station to station");
    }
    muscle.stations.push_back(std::move(read));
  }
  if (muscle.stations.size() < 2) {
    reader.problem("a muscle needs two stations");
  }
  muscle.provenance = read_provenance(reader);
  reader.finish();
  ids.add(muscle.id, node, problems);
  return muscle;
}

BoneArea read_bone(const Node& node, const Atlas& atlas, const IdRegister& supports, Problems& problems) {
  TableReader reader(node, problems, "bone");
  BoneArea bone;
  bone.kind = static_cast<BoneKind>(reader.choice("kind", kBoneWords));
  bone.support = reader.text("support");
  supports.require(bone.support, node, problems);
  bone.area = reader.text_if("area").value_or("");
  const Outline outline = read_outline(reader, "polygon", false, problems);
  bone.polygon = outline.points;
  bone.in_metres = outline.in_metres;
  if (bone.area.empty() == bone.polygon.empty()) {
    reader.problem("a bone is an \"area\" of the map or a \"polygon\"");
  } else if (!bone.area.empty() && atlas.find_all(bone.area).empty()) {
    reader.problem("the map has no area \"" + bone.area + "\"");
  }
  (void)read_provenance(reader);  // of the outline
  reader.finish();
  return bone;
}

Spring read_spring(TableReader& parent, std::string_view key, Problems& problems) {
  Spring spring;
  if (const Node* node = parent.table(key)) {
    TableReader reader(*node, problems, key);
    spring.stiffness_N_m = read_quantity(reader, "stiffness", "N_m", problems);
    spring.factor_ratio = read_quantity(reader, "factor", "ratio", problems);
    reader.finish();
  }
  return spring;
}

}  // namespace

std::string_view to_text(BoneKind kind) { return kBoneWords[static_cast<std::size_t>(kind)]; }

const Quantity& LayerKnowledge::constant(const std::string& id) const {
  const auto it = constants.find(id);
  UNKNOT_CHECK(it != constants.end(), "no constant \"" + id + "\" in body/layers.toml");
  return it->second;
}

Result<LayerKnowledge> LayerKnowledge::load(const KnowledgeFiles& files, const Atlas& atlas) {
  Problems problems;
  LayerKnowledge knowledge;
  const Node* file = require_file(files, "body/layers.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "layers");
  struct Constant {
    const char *key, *unit;
  };
  const auto take = [&](std::string_view table, const std::string& prefix, std::initializer_list<Constant> keys) {
    if (const Node* node = root.table(table)) {
      TableReader reader(*node, problems, table);
      for (const Constant& one : keys) {
        knowledge.constants[prefix + one.key] = read_quantity(reader, one.key, one.unit, problems);
      }
      reader.finish();
    }
  };
  take("reference", "",
       {{"mass_index", "kg_m2"},
        {"mass_index_low", "kg_m2"},
        {"mass_index_high", "kg_m2"},
        {"spine_length", "m"},
        {"range_width", "count"},
        {"fat_least", "m"},
        {"fat_bend", "m"},
        {"muscle_mass_power", "ratio"}});
  take("blend", "",
       {{"site", "m"},
        {"edge", "m"},
        {"spine_inner", "m"},
        {"spine_outer", "m"},
        {"least_layer", "m"},
        {"rib_half", "m"}});
  take("lung", "lung_",
       {{"mass_index_low", "kg_m2"},
        {"mass_index_high", "kg_m2"},
        {"per_mass_index", "m3_kg"},
        {"intercept", "m"},
        {"sd", "m"}});
  IdRegister site_ids("site"), muscle_ids("muscle"), support_ids("support"), summary_ids("summary");
  for (const Node& entry : root.array("site")) {
    knowledge.sites.push_back(read_site(entry, site_ids, problems));
  }
  for (const Node& entry : root.array("muscle")) {
    knowledge.muscles.push_back(read_muscle(entry, atlas, muscle_ids, problems));
  }
  if (const Node* node = root.table("muscle_fat")) {
    TableReader reader(*node, problems, "muscle_fat");
    knowledge.fat_muscles = reader.texts("muscles");
    for (const std::string& id : knowledge.fat_muscles) {
      muscle_ids.require(id, *node, problems);
    }
    knowledge.constants["age_low"] = read_quantity(reader, "age_low", "years", problems);
    knowledge.constants["age_high"] = read_quantity(reader, "age_high", "years", problems);
    for (const Node& entry : reader.array("station")) {
      TableReader station(entry, problems, "station");
      FatStation fat;
      fat.along = station.number("along", {kAlongMin_ratio, kAlongMax_ratio});
      fat.younger_ratio = read_quantity(station, "younger", "ratio", problems);
      fat.younger_sd_ratio = read_quantity(station, "younger_sd", "ratio", problems);
      fat.older_ratio = read_quantity(station, "older", "ratio", problems);
      fat.older_sd_ratio = read_quantity(station, "older_sd", "ratio", problems);
      station.finish();
      knowledge.fat_stations.push_back(std::move(fat));
    }
    reader.finish();
  }
  if (const Node* node = root.table("support")) {
    TableReader reader(*node, problems, "support");
    if (const Node* soft = reader.table("soft")) {
      TableReader bed(*soft, problems, "soft");
      knowledge.constants["soft_modulus"] = read_quantity(bed, "modulus", "Pa", problems);
      knowledge.constants["soft_depth"] = read_quantity(bed, "depth", "m", problems);
      knowledge.constants["soft_factor"] = read_quantity(bed, "factor", "ratio", problems);
      bed.finish();
    }
    for (const auto& [key, value] : node->entries) {
      if (key != "soft") {
        support_ids.add(key, value, problems);
        knowledge.supports[key] = read_spring(reader, key, problems);
      }
    }
    reader.finish();
  }
  if (const Node* node = root.table("below")) {
    TableReader reader(*node, problems, "below");
    const auto words = words_of<Place>();
    for (std::size_t i = 0; i < words.size(); ++i) {
      knowledge.below[static_cast<Place>(i)] = read_spring(reader, words[i], problems);
    }
    reader.finish();
  }
  for (const Node& entry : root.array("bone")) {
    knowledge.bones.push_back(read_bone(entry, atlas, support_ids, problems));
  }
  for (const Node& entry : root.array("summary")) {
    TableReader reader(entry, problems, "summary");
    SummarySite site{reader.text("id"), reader.text("name"), {}};
    const std::vector<double> at = reader.numbers("at", {kAcrossMin_ratio, kAlongMax_ratio});
    (void)read_provenance(reader);
    reader.finish();
    summary_ids.add(site.id, entry, problems);
    if (at.size() != 2 || !is_on_chart({at[0], at[1]})) {
      reader.problem("\"at\" expects [across, along] on the chart");
    } else {
      site.at = {at[0], at[1]};
      knowledge.summary.push_back(std::move(site));
    }
  }
  root.finish();
  if (problems.empty() && (knowledge.sites.empty() || knowledge.fat_stations.empty())) {
    problems.add(*file, "there must be a site and a station of muscle_fat");
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

}  // namespace unknot
