#include "unknot/simulate/dose_files.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

/// Five digits are more than is known of any of it.
double short_number(double value) {
  if (value == 0 || !std::isfinite(value)) {
    return value;
  }
  return rounded(value, 4 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
}

Json numbers(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) {
    json.push_back(short_number(value));
  }
  return json;
}

/// Of the cells `which` alone.
Json numbers(const std::vector<double>& values, const std::vector<std::size_t>& which) {
  Json json = Json::array();
  for (const std::size_t cell : which) {
    json.push_back(short_number(values[cell]));
  }
  return json;
}

Json json_of(const ChartPoint& point) { return Json::array({short_number(point.across), short_number(point.along)}); }

std::string region_name(const Atlas& atlas, const ChartPoint& point) {
  const AtlasArea* region = is_on_chart(point) ? atlas.region_at(point) : nullptr;
  return region != nullptr ? region->name : std::string("beside the mapped back");
}

Json json_of(const Highlights& highlights, const Atlas& atlas) {
  Json json = Json::object();
  for (const auto& [field, most] : highlights) {
    if (!(most.value > 0)) {
      continue;
    }
    Json entry = {{"value", short_number(most.value)}};
    if (most.soft_value && most.firm_value) {
      const auto [low, high] = std::minmax({*most.soft_value, most.value, *most.firm_value});
      entry["low"] = short_number(low);
      entry["high"] = short_number(high);
    }
    entry["at"] = json_of(most.at);
    entry["region"] = region_name(atlas, most.at);
    entry["stroke"] = most.stroke_id;
    entry["tool"] = to_text(most.tool);
    entry["force_N"] = short_number(most.force_N);
    json[std::string(to_text(field))] = std::move(entry);
  }
  return json;
}

/// Where a field is greatest.
Json greatest_json(const std::vector<double>& values, const GridCounts& grid, const Atlas& atlas) {
  const auto most = std::max_element(values.begin(), values.end());
  const auto cell = static_cast<int>(most - values.begin());
  const ChartPoint at =
      cell_centre(cell % grid.across_count, cell / grid.across_count, grid.across_count, grid.along_count);
  return {{"value", short_number(*most)}, {"at", json_of(at)}, {"region", region_name(atlas, at)}};
}

std::string layer_name(const std::string& id, const Atlas& atlas) {
  if (const AtlasArea* area = atlas.find(id + "_right")) {
    constexpr std::string_view kSide = "right ";
    return area->name.starts_with(kSide) ? area->name.substr(kSide.size()) : area->name;
  }
  return id;
}

Json stroke_json(const Stroke& stroke, const StrokeSimulation& result, const Atlas& atlas) {
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < result.dose.size(); ++cell) {
    if (result.dose.peak_pressure_Pa[cell] > 0 || result.dose.left_out_s[cell] > 0) {
      cells.push_back(cell);
    }
  }
  Json json = {{"id", stroke.id},
               {"technique", stroke.technique},
               {"name", stroke.name},
               {"start_s", stroke.start_s},
               {"duration_s", stroke.duration_s},
               {"motion", to_text(stroke.motion)},
               {"substitute", result.stand_in.kind == SubstituteKind::stand_in},
               {"tool", to_text(result.tool)},
               {"impulse_N_s", short_number(result.impulse_N_s)},
               {"places_count", result.places_count},
               {"left_out", result.left_out},
               {"highlights", json_of(result.highlights, atlas)},
               {"cells", cells}};
  for (const DoseField& field : dose_fields()) {
    json[std::string(field.name)] = numbers(result.dose.*field.of, cells);
  }
  return json;
}

Json substitutes_json(const Routine& routine, const RoutineSimulation& result, const SubstituteKnowledge& knowledge) {
  std::map<Motion, Json> strokes;
  for (const StrokeSimulation& one : result.strokes) {
    const auto stroke = std::find_if(routine.strokes.begin(), routine.strokes.end(),
                                     [&](const Stroke& candidate) { return candidate.id == one.id; });
    UNKNOT_CHECK(stroke != routine.strokes.end(), "a dose of no stroke");
    strokes.try_emplace(stroke->motion, Json::array()).first->second.push_back(one.id);
  }
  Json json = Json::array();
  for (auto& [motion, ids] : strokes) {
    const Substitute& one = knowledge.of(motion);
    json.push_back({{"motion", to_text(motion)},
                    {"kind", to_text(one.kind)},
                    {"pressed_as", one.pressed_as},
                    {"leaves_out", one.leaves_out},
                    {"force_ratio", one.force_ratio.value},
                    {"strokes", std::move(ids)},
                    {"source", one.provenance.source},
                    {"status", to_text(one.provenance.status)}});
  }
  return json;
}

Json failures_json(const RoutineSimulation& result, const Atlas& atlas) {
  Json json = Json::array();
  for (const PlaceFailure& failure : result.failures) {
    json.push_back({{"at", json_of(failure.at)},
                    {"region", region_name(atlas, failure.at)},
                    {"tool", to_text(failure.tool)},
                    {"force_N", short_number(failure.force_N)},
                    {"reason", failure.reason},
                    {"strokes", failure.stroke_ids}});
  }
  return json;
}

Json json_of(const ReuseError& reuse) {
  const auto spread = [](const ReuseError::Spread& one) {
    return Json{{"median_ratio", short_number(one.median_ratio)}, {"worst_ratio", short_number(one.worst_ratio)}};
  };
  return {{"checked_count", reuse.checked_count},
          {"failed_count", reuse.failed_count},
          {"peak_pressure_Pa", spread(reuse.pressure)},
          {"peak_depth_m", spread(reuse.depth)},
          {"peak_muscle_strain_ratio", spread(reuse.muscle_strain)}};
}

VtuArray cell_array(std::string name, const std::vector<double>& values) { return {std::move(name), 1, values}; }

void add_arrays(VtuMesh& mesh, const std::string& prefix, const DoseMap& dose, const DoseMap& all) {
  for (const DoseField& field : dose_fields()) {
    mesh.cell_arrays.push_back(cell_array(prefix + std::string(field.name), dose.*field.of));
  }
  // Every file of a series has the same arrays: the layers of the whole so far.
  const std::vector<double> none(dose.size(), 0);
  for (const auto& [id, unused] : all.layers) {
    const auto layer = dose.layers.find(id);
    for (const LayerDoseField& field : layer_dose_fields()) {
      mesh.cell_arrays.push_back(cell_array(prefix + id + "_" + std::string(field.name),
                                            layer != dose.layers.end() ? layer->second.*field.of : none));
    }
  }
}

}  // namespace

Json simulation_json(const Routine& routine, const RoutineSimulation& result, const SubstituteKnowledge& substitutes,
                     const Atlas& atlas, const Body& body, std::vector<std::string> notes) {
  const GridCounts& grid = result.total.grid;
  Json json = {{"simulated", true},
               {"converged", result.failures.empty()},
               {"position", to_text(routine.position)},
               {"total_s", routine.total_s},
               {"hands_s", short_number(result.hands_s)},
               {"extrapolated", body.extrapolated()},
               {"places",
                {{"touches_count", result.touches_count},
                 {"distinct_count", result.places_count},
                 {"solved_count", result.solved_count},
                 {"failed", failures_json(result, atlas)}}},
               {"highlights", json_of(result.highlights, atlas)}};
  if (result.places_count > 0) {
    json["greatest"] = {{"contact_s", greatest_json(result.total.contact_s, grid, atlas)},
                        {"pressure_time_Pa_s", greatest_json(result.total.pressure_time_Pa_s, grid, atlas)},
                        {"muscle_cycles_count", greatest_json(result.total.muscle_cycles_count, grid, atlas)}};
  }
  json["substitutes"] = substitutes_json(routine, result, substitutes);
  if (result.reuse) {
    json["reuse"] = json_of(*result.reuse);
  }
  json["notes"] = std::move(notes);
  json["grid"] = {{"across_count", grid.across_count}, {"along_count", grid.along_count}};
  Json maps = Json::object();
  for (const DoseField& field : dose_fields()) {
    maps[std::string(field.name)] = numbers(result.total.*field.of);
  }
  json["maps"] = std::move(maps);
  Json layers = Json::object();
  for (const auto& [id, dose] : result.total.layers) {
    Json layer = {{"name", layer_name(id, atlas)}};
    for (const LayerDoseField& field : layer_dose_fields()) {
      layer[std::string(field.name)] = numbers(dose.*field.of);
    }
    layers[id] = std::move(layer);
  }
  json["layers"] = std::move(layers);
  Json strokes = Json::array();
  auto next = result.strokes.begin();
  for (const Stroke& stroke : routine.strokes) {
    if (next != result.strokes.end() && next->id == stroke.id) {
      strokes.push_back(stroke_json(stroke, *next++, atlas));
    }
  }
  json["strokes"] = std::move(strokes);
  return json;
}

VtuMesh dose_mesh(const BackSurface& surface, const DoseMap& stroke, const DoseMap& so_far) {
  VtuMesh mesh = skin_mesh(surface.vertices(stroke.grid.across_count + 1, stroke.grid.along_count + 1));
  add_arrays(mesh, "stroke_", stroke, so_far);
  add_arrays(mesh, "so_far_", so_far, so_far);
  return mesh;
}

}  // namespace unknot
