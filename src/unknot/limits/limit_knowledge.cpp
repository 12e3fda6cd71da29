#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"
#include "unknot/limits/limits.h"

namespace unknot {
namespace {

struct ConstantShape {
  const char* id;
  const char* unit;
};

constexpr ConstantShape kConstants[] = {
    {"population_threshold", "Pa"},   {"area_exponent_small", "ratio"},
    {"area_exponent_large", "ratio"}, {"area_turn", "m2"},
    {"area_algometer", "m2"},         {"spine_force", "N"},
    {"placement_error", "m"},         {"mapped_from", "ratio"},
    {"mapped_to", "ratio"},           {"giver_error", "N"},
    {"giver_error_practised", "N"},   {"target_share_least", "ratio"},
    {"practised_sessions", "count"},  {"dwell_high_pressure", "Pa"},
    {"dwell_high_time", "s"},         {"dwell_low_pressure", "Pa"},
    {"dwell_low_time", "s"},          {"robot_force_stop", "N"},
    {"robot_pressure_stop", "Pa"},
};

void require_areas(const std::vector<std::string>& ids, const Atlas& atlas, TableReader& reader) {
  for (const std::string& id : ids) {
    if (atlas.find_all(id).empty()) {
      reader.problem("no area has the id \"" + id + "\"", "areas stand in knowledge/body/");
    }
  }
}

std::map<Training, Quantity> read_by_training(TableReader& reader, std::string_view unit, Problems& problems) {
  std::map<Training, Quantity> values;
  const auto words = words_of<Training>();
  for (std::size_t i = 0; i < words.size(); ++i) {
    values[static_cast<Training>(i)] = read_quantity(reader, words[i], unit, problems);
  }
  return values;
}

void read_cap(const Node& entry, const Atlas& atlas, LimitKnowledge& knowledge, IdRegister& ids, Problems& problems) {
  TableReader reader(entry, problems, "cap");
  const Surface surface = read_enum<Surface>(reader, "surface");
  const Training training = read_enum<Training>(reader, "training");
  TableCap cap;
  cap.force_N = read_quantity(reader, "force", "N", problems);
  cap.practised_force_N = read_quantity_if(reader, "practised_force", "N", problems);
  cap.hold_max_s = read_quantity_if(reader, "hold_max", "s", problems);
  cap.only_on = reader.texts_if("only_on");
  require_areas(cap.only_on, atlas, reader);
  reader.finish();
  ids.add(std::string(to_text(surface)) + "/" + std::string(to_text(training)), entry, problems);
  knowledge.table[{surface, training}] = cap;
}

}  // namespace

double LimitKnowledge::constant(const std::string& id) const {
  const auto it = constants.find(id);
  UNKNOT_CHECK(it != constants.end(), "no constant \"" + id + "\" in limits/caps.toml");
  return it->second.value;
}

Result<LimitKnowledge> LimitKnowledge::load(const KnowledgeFiles& files, const Atlas& atlas) {
  Problems problems;
  LimitKnowledge knowledge;
  const Node* file = require_file(files, "limits/caps.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "caps");
  knowledge.practised_on = root.texts("practised_on");
  require_areas(knowledge.practised_on, atlas, root);
  IdRegister ids("cap");
  for (const Node& entry : root.array("cap")) {
    read_cap(entry, atlas, knowledge, ids, problems);
  }
  if (const Node* node = root.table("rib_sum")) {
    TableReader reader(*node, problems, "rib_sum");
    knowledge.rib_sum_N = read_by_training(reader, "N", problems);
    knowledge.rib_sum_measured_N = read_quantity(reader, "professional_measured", "N", problems);
    reader.finish();
  }
  if (const Node* node = root.table("threshold_share")) {
    TableReader reader(*node, problems, "threshold_share");
    knowledge.threshold_ratio = read_by_training(reader, "ratio", problems);
    reader.finish();
  }
  if (const Node* node = root.table("level_max")) {
    TableReader levels(*node, problems, "level_max");
    const auto words = words_of<Training>();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (const Node* entry = levels.table(words[i])) {
        TableReader reader(*entry, problems, words[i]);
        const auto level = read_enum<PressureLevel>(reader, "level");
        knowledge.level_max[static_cast<Training>(i)] = {level, read_provenance(reader)};
        reader.finish();
      }
    }
    levels.finish();
  }
  if (const Node* node = root.table("constants")) {
    TableReader reader(*node, problems, "constants");
    for (const auto& [id, unit] : kConstants) {
      knowledge.constants[id] = read_quantity(reader, id, unit, problems);
    }
    reader.finish();
  }
  root.finish();
  if (problems.empty()) {
    const double stop_N = knowledge.constant("robot_force_stop");
    for (const auto& [key, cap] : knowledge.table) {
      if (cap.force_N.value > stop_N || (cap.practised_force_N && cap.practised_force_N->value > stop_N)) {
        problems.add(*file, "a cap for " + std::string(to_text(key.first)) + " lies above the absolute stop");
      }
    }
    if (knowledge.constant("population_threshold") > knowledge.constant("robot_pressure_stop")) {
      problems.add(*file, "the population's threshold lies above the absolute stop");
    }
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

}  // namespace unknot
