#include "unknot/body/back_fields.h"

#include <algorithm>
#include <array>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

/// Micrometres are finer than anything here is known.
double rounded(double value) { return unknot::rounded(value, 6); }

Json json_of(const LayerValue& value) {
  return {{"value", rounded(value.value)},
          {"low", rounded(value.low)},
          {"high", rounded(value.high)},
          {"source", value.provenance.source},
          {"status", to_text(value.provenance.status)}};
}

Json json_of(const Estimate& estimate) {
  return {{"value", rounded(estimate.value_m)}, {"low", rounded(estimate.low_m)}, {"high", rounded(estimate.high_m)}};
}

Json json_of(const LayerColumn& column) {
  Json muscles = Json::array();
  for (const MuscleLayer& layer : column.muscles) {
    Json muscle = {{"id", layer.id},
                   {"name", layer.name},
                   {"thickness_m", json_of(layer.thickness_m)},
                   {"fibre_rad", rounded(layer.fibre_rad)}};
    if (layer.fat_ratio) {
      muscle["fat_ratio"] = json_of(*layer.fat_ratio);
    }
    muscles.push_back(std::move(muscle));
  }
  return {{"skin_m", json_of(column.skin_m)},           {"fat_m", json_of(column.fat_m)},
          {"fascia_m", json_of(column.fascia_m)},       {"muscles", std::move(muscles)},
          {"depth_m", json_of(column.depth_m)},         {"bone", to_text(column.bone)},
          {"support_N_m", json_of(column.support_N_m)}, {"assumed_anatomy", column.assumed_anatomy}};
}

/// The side-free id of a muscle: columns of the left and of the right share one array.
std::string without_side(const std::string& id) { return id.substr(0, id.rfind('_')); }

Json grid_json(const LayerModel& layers, const GridCounts& grid) {
  const std::vector<LayerColumn> cells = layers.cells(grid.across_count, grid.along_count);
  const auto field = [&](const auto& of) {
    Json values = Json::array();
    for (const LayerColumn& column : cells) {
      values.push_back(rounded(of(column)));
    }
    return values;
  };
  Json bones = Json::array();
  for (const LayerColumn& column : cells) {
    bones.push_back(to_text(column.bone));
  }
  Json muscles = Json::object();
  for (const std::string& id : layers.muscle_ids()) {
    Json thickness = Json::array(), fibre = Json::array();
    for (const LayerColumn& column : cells) {
      const auto layer = std::find_if(column.muscles.begin(), column.muscles.end(),
                                      [&](const MuscleLayer& one) { return without_side(one.id) == id; });
      const bool there = layer != column.muscles.end();
      thickness.push_back(there ? rounded(layer->thickness_m.value) : 0.0);
      fibre.push_back(there ? rounded(layer->fibre_rad) : 0.0);
    }
    muscles[id] = {{"thickness_m", std::move(thickness)}, {"fibre_rad", std::move(fibre)}};
  }
  return {{"across_count", grid.across_count},
          {"along_count", grid.along_count},
          {"skin_m", field([](const LayerColumn& c) { return c.skin_m.value; })},
          {"fat_m", field([](const LayerColumn& c) { return c.fat_m.value; })},
          {"fascia_m", field([](const LayerColumn& c) { return c.fascia_m.value; })},
          {"muscles", std::move(muscles)},
          {"depth_m", field([](const LayerColumn& c) { return c.depth_m.value; })},
          {"depth_low_m", field([](const LayerColumn& c) { return c.depth_m.low; })},
          {"depth_high_m", field([](const LayerColumn& c) { return c.depth_m.high; })},
          {"bone", std::move(bones)},
          {"support_N_m", field([](const LayerColumn& c) { return c.support_N_m.value; })},
          {"support_low_N_m", field([](const LayerColumn& c) { return c.support_N_m.low; })},
          {"support_high_N_m", field([](const LayerColumn& c) { return c.support_N_m.high; })}};
}

}  // namespace

Json body_json(const LayerKnowledge& knowledge, const Body& body, const LayerModel& layers, const HandModel& hand,
               const GridCounts* grid) {
  Json estimates = Json::object();
  for (const auto& [name, estimate] : body.estimates()) {
    estimates[name + "_m"] = json_of(estimate);
  }
  Json why = Json::array();
  for (const std::string& quantity : body.extrapolated_because()) {
    why.push_back("outside the people whose lengths were measured: " + quantity);
  }
  if (layers.extrapolated()) {
    why.push_back("the body-mass index lies outside the people whose layers were measured");
  }
  if (layers.lung_extrapolated()) {
    why.push_back(
        "the body-mass index lies outside the people whose lung depth was measured; the nearest end is shown");
  }
  Json sites = Json::array();
  for (const SummarySite& site : knowledge.summary) {
    Json entry = {{"id", site.id}, {"name", site.name}, {"at", Json::array({site.at.across, site.at.along})}};
    entry.update(json_of(layers.at(site.at)));
    sites.push_back(std::move(entry));
  }
  Json json = {{"sex", to_text(body.sex())},
               {"age_years", body.age_years()},
               {"stature_m", rounded(body.stature_m())},
               {"mass_kg", rounded(body.mass_kg())},
               {"mass_index_kg_m2", rounded(layers.mass_index_kg_m2())},
               {"extrapolated", !why.empty()},
               {"why", std::move(why)},
               {"estimates", std::move(estimates)},
               {"lung_depth_m", json_of(layers.lung_depth_m())},
               {"layers", std::move(sites)},
               {"hand", hand_model_json(hand)}};
  if (grid != nullptr) {
    json["grid"] = grid_json(layers, *grid);
  }
  return json;
}

VtuMesh skin_mesh(const SurfaceGrid& corners) {
  VtuMesh mesh;
  for (const SurfacePoint& point : corners.points) {
    mesh.position_m.push_back(point.position_m);
  }
  const auto row = static_cast<std::uint32_t>(corners.across_count);
  for (std::uint32_t j = 0; j + 1 < static_cast<std::uint32_t>(corners.along_count); ++j) {
    for (std::uint32_t i = 0; i + 1 < row; ++i) {
      // `along` runs towards the feet, so this order turns counter-clockwise seen from behind.
      const std::uint32_t top_left = j * row + i;
      mesh.quads.push_back({top_left, top_left + row, top_left + row + 1, top_left + 1});
    }
  }
  return mesh;
}

VtuMesh back_mesh(const BackSurface& surface, const LayerModel& layers, const Atlas& atlas, const Body& body,
                  const GridCounts& grid) {
  const SurfaceGrid corners = surface.vertices(grid.across_count + 1, grid.along_count + 1);
  VtuMesh mesh = skin_mesh(corners);
  VtuArray normal{"normal", 3, {}}, mean{"mean_curvature_per_m", 1, {}}, least{"least_curvature_per_m", 1, {}},
      greatest{"greatest_curvature_per_m", 1, {}}, chart{"chart", 2, {}};
  for (std::size_t i = 0; i < corners.points.size(); ++i) {
    const SurfacePoint& point = corners.points[i];
    normal.values.insert(normal.values.end(), {point.normal.x, point.normal.y, point.normal.z});
    mean.values.push_back(point.mean_curvature_per_m);
    least.values.push_back(point.least_curvature_per_m);
    greatest.values.push_back(point.greatest_curvature_per_m);
    chart.values.insert(chart.values.end(), {corners.chart[i].across, corners.chart[i].along});
  }
  mesh.point_arrays = {std::move(normal), std::move(mean), std::move(least), std::move(greatest), std::move(chart)};

  // Each of the first `scalars` goes into an array of its own; muscles by their ids.
  const std::vector<std::string> muscle_ids = layers.muscle_ids();
  struct Scalar {
    const char* name;
    double (*of)(const LayerColumn&);
  };
  static constexpr std::array<Scalar, 13> kScalars = {{
      {"skin_m", [](const LayerColumn& c) { return c.skin_m.value; }},
      {"skin_low_m", [](const LayerColumn& c) { return c.skin_m.low; }},
      {"skin_high_m", [](const LayerColumn& c) { return c.skin_m.high; }},
      {"fat_m", [](const LayerColumn& c) { return c.fat_m.value; }},
      {"fat_low_m", [](const LayerColumn& c) { return c.fat_m.low; }},
      {"fat_high_m", [](const LayerColumn& c) { return c.fat_m.high; }},
      {"fascia_m", [](const LayerColumn& c) { return c.fascia_m.value; }},
      {"depth_m", [](const LayerColumn& c) { return c.depth_m.value; }},
      {"depth_low_m", [](const LayerColumn& c) { return c.depth_m.low; }},
      {"depth_high_m", [](const LayerColumn& c) { return c.depth_m.high; }},
      {"support_N_m", [](const LayerColumn& c) { return c.support_N_m.value; }},
      {"support_low_N_m", [](const LayerColumn& c) { return c.support_N_m.low; }},
      {"support_high_N_m", [](const LayerColumn& c) { return c.support_N_m.high; }},
  }};
  for (const Scalar& scalar : kScalars) {
    mesh.cell_arrays.push_back({scalar.name, 1, {}});
  }
  for (const std::string& id : muscle_ids) {
    mesh.cell_arrays.push_back({"muscle_" + id + "_m", 1, {}});
  }
  mesh.cell_arrays.push_back({"fibre", 3, {}});  // of the thickest muscle, along the skin
  mesh.cell_labels = {{"bone_kind", {}}, {"zones", {}}, {"assumed_anatomy", {}}};
  std::vector<std::pair<ChartPolygon, std::int32_t>> zones;
  mesh.words = {{"bone_kinds", {}}, {"zone_ids", {}}};
  for (int kind = 0; kind <= static_cast<int>(BoneKind::ilium); ++kind) {
    mesh.words[0].words.emplace_back(to_text(static_cast<BoneKind>(kind)));
  }
  const auto zone_areas = atlas.of_kind(AreaKind::zone);
  UNKNOT_CHECK(zone_areas.size() <= 31, "more zones than bits");
  for (const AtlasArea* zone : zone_areas) {
    zones.emplace_back(atlas.polygon(*zone, body), std::int32_t{1} << mesh.words[1].words.size());
    mesh.words[1].words.push_back(zone->id);
  }

  const std::vector<LayerColumn> columns = layers.cells(grid.across_count, grid.along_count);
  const SurfaceGrid centres = surface.cells(grid.across_count, grid.along_count);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const LayerColumn& column = columns[i];
    for (std::size_t k = 0; k < kScalars.size(); ++k) {
      mesh.cell_arrays[k].values.push_back(kScalars[k].of(column));
    }
    const MuscleLayer* thickest = nullptr;
    for (std::size_t k = 0; k < muscle_ids.size(); ++k) {
      double thickness_m = 0;
      for (const MuscleLayer& layer : column.muscles) {
        if (without_side(layer.id) == muscle_ids[k]) {
          thickness_m = layer.thickness_m.value;
          if (thickest == nullptr || thickness_m > thickest->thickness_m.value) {
            thickest = &layer;
          }
        }
      }
      mesh.cell_arrays[kScalars.size() + k].values.push_back(thickness_m);
    }
    const SurfacePoint& point = centres.points[i];
    Vec3 fibre;
    if (thickest != nullptr) {
      fibre = unit(thickest->fibre_chart.across * point.d_across_m + thickest->fibre_chart.along * point.d_along_m);
    }
    auto& fibres = mesh.cell_arrays.back().values;
    fibres.insert(fibres.end(), {fibre.x, fibre.y, fibre.z});
    mesh.cell_labels[0].values.push_back(static_cast<std::int32_t>(column.bone));
    std::int32_t inside = 0;
    for (const auto& [polygon, bit] : zones) {
      inside |= contains(polygon, centres.chart[i]) ? bit : 0;
    }
    mesh.cell_labels[1].values.push_back(inside);
    mesh.cell_labels[2].values.push_back(column.assumed_anatomy ? 1 : 0);
  }
  return mesh;
}

}  // namespace unknot
