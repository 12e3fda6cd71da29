#include "unknot/simulate/routine_cache.h"

#include <array>

#include "unknot/core/hash.h"
#include "unknot/flow_json.h"

namespace unknot {
namespace {

constexpr std::string_view kSchema = "unknot.simulation_places/1";
constexpr Range kAny = {-1e12, 1e12};
constexpr Range kIndex = {-100000, 100000};
constexpr std::array<std::string_view, 3> kFirmness = {"soft", "middle", "firm"};
constexpr int kTools_count = static_cast<int>(PressTool::ball) + 1;

Json to_json(const PlaceKey& key, const SolvedPlace& place) {
  Json json = {{"firmness", kFirmness[static_cast<std::size_t>(key.firmness)]},
               {"tool", static_cast<int>(key.tool)},
               {"across", key.across_index},
               {"along", key.along_index},
               {"heading", key.heading_index},
               {"rest", key.rest_index},
               {"tone", key.tone_percent},
               {"forces_N", place.forces_N}};
  if (!place.failure.empty()) {
    json["failure"] = place.failure;
    return json;
  }
  Json ids = Json::array();
  for (const PressLayer& layer : place.steps.front().layers) {
    ids.push_back(layer.id);
  }
  json["layers"] = std::move(ids);
  Json steps = Json::array();
  for (const PressStep& step : place.steps) {
    Json row = {step.force_N,
                step.depth_m,
                step.sink_m,
                step.area_m2,
                step.peak_pressure_Pa,
                step.bone_force_N,
                step.bone_peak_pressure_Pa};
    for (const PressLayer& layer : step.layers) {
      row.push_back(layer.min_strain_ratio);
      row.push_back(layer.max_pressure_Pa);
    }
    steps.push_back(std::move(row));
  }
  json["steps"] = std::move(steps);
  return json;
}

Json to_json(const CacheOwner& owner) {
  return {{"schema", kSchema},
          {"knowledge_hash", owner.knowledge_hash},
          {"case_hash", owner.case_hash},
          {"position", owner.position},
          {"fineness", owner.fineness},
          {"solver_version", owner.solver_version_count}};
}

PressStep read_step(const Node& node, const std::vector<std::string>& layers, Problems& problems) {
  constexpr std::size_t kScalars_count = 7;
  PressStep step;
  std::vector<double> row;
  for (const Node& item : node.items) {
    const bool number = item.kind == Node::Kind::real || item.kind == Node::Kind::integer;
    row.push_back(item.kind == Node::Kind::integer ? static_cast<double>(item.integer) : item.real);
    if (!number) problems.add(item, "expected a number, found " + describe_found(item));
  }
  if (node.kind != Node::Kind::array || row.size() != kScalars_count + 2 * layers.size()) {
    problems.add(node, "a state of this place has " + std::to_string(kScalars_count + 2 * layers.size()) + " numbers");
    return step;
  }
  step.force_N = row[0];
  step.depth_m = row[1];
  step.sink_m = row[2];
  step.area_m2 = row[3];
  step.peak_pressure_Pa = row[4];
  step.bone_force_N = row[5];
  step.bone_peak_pressure_Pa = row[6];
  for (std::size_t n = 0; n < layers.size(); ++n) {
    PressLayer layer;
    layer.id = layers[n];
    layer.min_strain_ratio = row[kScalars_count + 2 * n];
    layer.max_pressure_Pa = row[kScalars_count + 2 * n + 1];
    step.layers.push_back(std::move(layer));
  }
  return step;
}

void read_place(const Node& node, SolvedPlaces& places, Problems& problems) {
  TableReader reader(node, problems, "place");
  PlaceKey key;
  key.firmness = static_cast<Firmness>(reader.choice("firmness", kFirmness));
  key.tool = static_cast<PressTool>(reader.integer("tool", {0, kTools_count - 1}));
  key.across_index = static_cast<int>(reader.integer("across", kIndex));
  key.along_index = static_cast<int>(reader.integer("along", kIndex));
  key.heading_index = static_cast<int>(reader.integer("heading", kIndex));
  key.rest_index = static_cast<int>(reader.integer("rest", {0, 2}));
  key.tone_percent = static_cast<int>(reader.integer("tone", {0, 100}));
  SolvedPlace place;
  place.forces_N = reader.numbers("forces_N", kAny);
  place.failure = reader.text_if("failure").value_or("");
  if (place.failure.empty()) {
    const std::vector<std::string> layers = reader.texts("layers");
    for (const Node& step : reader.array("steps")) {
      place.steps.push_back(read_step(step, layers, problems));
    }
    if (place.steps.empty() || place.steps.size() != place.forces_N.size()) {
      reader.problem("a place needs one state for each force");
    }
  }
  reader.finish();
  places.insert_or_assign(key, std::move(place));
}

Error not_whole(std::string_view file_name) {
  return {ErrorCode::bad_input,
          "the kept places are not whole: the file was cut off or changed",
          std::string(file_name),
          "move the file away to start anew",
          {}};
}

/// What the cache belongs to, against what it should: the first difference, in words.
std::string difference(TableReader& reader, const CacheOwner& owner) {
  const std::string knowledge_hash = reader.text("knowledge_hash"), case_hash = reader.text("case_hash");
  const std::string position = reader.text("position"), fineness = reader.text("fineness");
  const auto version = reader.integer("solver_version", kIndex);
  if (case_hash != owner.case_hash) return "another case";
  if (knowledge_hash != owner.knowledge_hash) return "another state of the knowledge";
  if (version != owner.solver_version_count) return "another version of the solver";
  if (position != owner.position) return "another position of the person";
  return fineness != owner.fineness ? "another fineness" : "";
}

}  // namespace

std::string to_cache_text(const CacheOwner& owner, const SolvedPlaces& places) {
  std::string text = to_json(owner).dump() + "\n";
  for (const auto& [key, place] : places) {
    text += to_json(key, place).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  const std::string hash = sha256_hex(text);
  return text + Json{{"places_count", places.size()}, {"sha256", hash}}.dump() + "\n";
}

Result<SolvedPlaces> read_cache_text(std::string_view text, const CacheOwner& owner, std::string_view file_name) {
  const std::size_t first_end = text.find('\n');
  const std::size_t last_start = text.size() < 2 ? std::string_view::npos : text.rfind('\n', text.size() - 2);
  if (first_end == std::string_view::npos || last_start == std::string_view::npos || !text.ends_with('\n')) {
    return not_whole(file_name);
  }
  Problems problems;
  const Result<Node> head = parse_json(text.substr(0, first_end), file_name);
  if (!head) {
    return not_whole(file_name);
  }
  TableReader reader(*head, problems, "kept places");
  if (reader.text("schema") != kSchema) {
    return Error{ErrorCode::bad_input,
                 "this file holds no kept places: expected schema \"" + std::string(kSchema) + "\"",
                 std::string(file_name),
                 "choose another folder with -o",
                 {}};
  }
  const std::string other = difference(reader, owner);
  reader.finish();
  if (!problems.empty()) {
    return problems.to_error();
  }
  if (!other.empty()) {
    return Error{ErrorCode::bad_input,
                 "the folder holds places solved for " + other,
                 std::string(file_name),
                 "choose another folder with -o, or move the file away to start anew",
                 {}};
  }
  const std::string_view body = text.substr(0, last_start + 1), foot = text.substr(last_start + 1);
  if (foot.find("\"" + sha256_hex(body) + "\"") == std::string_view::npos) {
    return not_whole(file_name);
  }
  SolvedPlaces places;
  int line_index = 1;
  for (std::size_t at = first_end + 1; at < body.size(); ++line_index) {
    const std::size_t end = body.find('\n', at);
    const Result<Node> node =
        parse_json(body.substr(at, end - at), std::string(file_name) + ":" + std::to_string(line_index + 1));
    if (!node) {
      return node.error();
    }
    read_place(*node, places, problems);
    at = end + 1;
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return places;
}

}  // namespace unknot
