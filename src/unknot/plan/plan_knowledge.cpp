#include "unknot/plan/plan_knowledge.h"

#include <algorithm>

#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"
#include "unknot/limits/limits.h"
#include "unknot/plan/read_routine.h"

namespace unknot {

namespace {

/// Every constant the planner reads: its id and unit. A file without one of them does not load.
constexpr std::array<std::pair<std::string_view, std::string_view>, 54> kConstants = {{
    {"total_min", "s"},
    {"total_max", "s"},
    {"lay_max", "s"},
    {"arrive", "ratio"},
    {"open", "ratio"},
    {"close", "ratio"},
    {"sore", "ratio"},
    {"rest_low", "s"},
    {"rest_high", "s"},
    {"station_change", "s"},
    {"oil", "s"},
    {"check_in", "s"},
    {"head_turn", "s"},
    {"hand_rest", "s"},
    {"rest_every", "s"},
    {"rest_every_trained", "s"},
    {"head_every", "s"},
    {"check_every", "s"},
    {"feedback_every", "s"},
    {"gentle_first", "s"},
    {"focus_force", "ratio"},
    {"least_force", "ratio"},
    {"lay_petrissage_max", "s"},
    {"tired_after", "s"},
    {"recovery", "ratio"},
    {"block_low", "s"},
    {"block_high", "s"},
    {"glide_high", "s"},
    {"quantum", "s"},
    {"sample_step", "m"},
    {"vertex_step", "m"},
    {"spot_step", "ratio"},
    {"shift_step", "m"},
    {"shift_high", "m"},
    {"run_low", "m"},
    {"ring_radius", "m"},
    {"pair_distance", "m"},
    {"gain_fade", "s"},
    {"gain_region_fade", "s"},
    {"cost_block", "ratio"},
    {"cost_general", "ratio"},
    {"cost_rise", "ratio"},
    {"cost_peak", "ratio"},
    {"cost_end", "ratio"},
    {"cost_link", "ratio"},
    {"link_every", "s"},
    {"cost_order", "ratio"},
    {"cost_side", "ratio"},
    {"cost_wander", "ratio"},
    {"cost_station", "ratio"},
    {"cost_tired", "ratio"},
    {"cost_sore_early", "ratio"},
    {"cost_same", "ratio"},
    {"search_rounds", "count"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kMoreConstants = {{
    {"spot_total", "s"},
    {"circle_reach", "m"},
    {"midline", "m"},
    {"sore_side", "ratio"},
    {"sample_aside", "m"},
    {"peak_from", "ratio"},
    {"peak_to", "ratio"},
    {"side_low", "ratio"},
    {"side_high", "ratio"},
    {"beam_width", "count"},
    {"reach_far", "ratio"},
    {"wish_tradition", "ratio"},
}};

Track read_track(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "track");
  Track track;
  track.id = reader.text("id");
  track.name = reader.text("name");
  track.region = reader.text("region");
  track.of_region = read_region(reader, track.region);
  track.paths = read_enums<PathKind>(reader, reader.texts("paths"), "paths");
  track.in_metres = reader.has("line_m");
  track.line = read_line(reader, reader.array(track.in_metres ? "line_m" : "line"), track.in_metres, problems);
  if (reader.has("home")) {
    track.home = read_line(reader, reader.array("home"), false, problems);
  }
  if (const Node* towards = reader.any_if("towards")) {
    const std::vector<ChartPoint> points = read_line(reader, {towards, 1}, false, problems);
    track.towards = points.empty() ? std::nullopt : std::optional(points.front());
  }
  const bool drawn = std::any_of(track.paths.begin(), track.paths.end(), is_drawn_in_pairs);
  if (drawn && !track.towards) {
    reader.problem("a track for stretches or draws does not say where they point", "give it towards = [across, along]");
  }
  track.provenance = read_provenance(reader);
  reader.finish();
  return track;
}

StationRule read_station(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "station");
  StationRule rule;
  rule.place = read_enum<Place>(reader, "place");
  rule.position = read_enum<Position>(reader, "position");
  rule.station = read_enum<Station>(reader, "station");
  rule.reach_light_ratio = read_quantity(reader, "reach_light", "ratio", problems).value;
  rule.reach_work_ratio = read_quantity(reader, "reach_work", "ratio", problems).value;
  rule.along_low_ratio = read_quantity(reader, "along_low", "ratio", problems).value;
  rule.along_high_ratio = read_quantity(reader, "along_high", "ratio", problems).value;
  rule.cost_ratio = read_quantity(reader, "cost", "ratio", problems).value;
  rule.posture = reader.text("posture");
  rule.posture_low = reader.text_if("posture_low").value_or("");
  (void)read_provenance(reader);
  reader.finish();
  return rule;
}

void read_planner(const Node& file, PlanKnowledge& knowledge, Problems& problems) {
  TableReader root(file, problems, "planner");
  if (const Node* table = root.table("constant")) {
    TableReader constants(*table, problems, "constant");
    const auto read = [&](std::string_view id, std::string_view unit) {
      knowledge.constants[std::string(id)] = read_quantity(constants, id, unit, problems);
    };
    for (const auto& [id, unit] : kConstants) {
      read(id, unit);
    }
    for (const auto& [id, unit] : kMoreConstants) {
      read(id, unit);
    }
    constants.finish();
  }
  for (const Node& entry : root.array("want")) {
    TableReader reader(entry, problems, "want");
    const std::string from = reader.text("from");
    const std::string to = reader.text("to");
    (void)read_region(reader, from);
    (void)read_region(reader, to);
    knowledge.want_ratio[{from, to}] = read_quantity(reader, "weight", "ratio", problems).value;
    reader.finish();
  }
  for (const Node& entry : root.array("together")) {
    TableReader reader(entry, problems, "together");
    const std::string region = reader.text("region");
    (void)read_region(reader, region);
    knowledge.together[region] = reader.texts("with");
    for (const std::string& other : knowledge.together[region]) {
      (void)read_region(reader, other);
    }
    (void)read_provenance(reader);
    reader.finish();
  }
  root.finish();
}

void read_words(const Node& file, PlanWords& words, Problems& problems) {
  TableReader root(file, problems, "words");
  for (const Node& entry : root.array("force")) {
    TableReader reader(entry, problems, "force");
    const double up_to_N = read_quantity(reader, "up_to", "N", problems).value;
    if (!words.force.empty() && up_to_N <= words.force.back().up_to_N) {
      reader.problem("the words of force must rise");
    }
    words.force.push_back({up_to_N, reader.text("text")});
    reader.finish();
  }
  for (const Node& entry : root.array("beside")) {
    TableReader reader(entry, problems, "beside");
    const double up_to_ratio = read_quantity(reader, "up_to", "ratio", problems).value;
    if (!words.beside.empty() && up_to_ratio <= words.beside.back().up_to_ratio) {
      reader.problem("the heights beside the receiver must rise");
    }
    words.beside.push_back({up_to_ratio, reader.text("text")});
    reader.finish();
  }
  for (const char* name :
       {"scale", "side", "reason", "pause", "note", "prepare", "region", "routine", "posture", "load"}) {
    const Node* table = root.table(name);
    if (table == nullptr) {
      continue;
    }
    TableReader reader(*table, problems, name);
    for (const auto& [key, value] : table->entries) {
      if (key == "gravity") {
        words.gravity_m_s2 = read_quantity(reader, key, "m_s2", problems).value;
      } else if (value.kind == Node::Kind::array) {
        words.prepare[key] = reader.texts(key);
      } else {
        words.tables[name][key] = reader.text_if(key).value_or("");
      }
    }
    reader.finish();
  }
  root.finish();
}

}  // namespace

const std::string& PlanWords::text(const std::string& table, const std::string& key) const {
  const auto found = tables.find(table);
  UNKNOT_CHECK(found != tables.end(), "no words called " + table);
  const auto at = found->second.find(key);
  UNKNOT_CHECK(at != found->second.end(), "no words called " + table + "." + key);
  return at->second;
}

bool Track::takes(const Technique& technique) const {
  return technique.path && std::find(paths.begin(), paths.end(), *technique.path) != paths.end() &&
         std::find(technique.regions.begin(), technique.regions.end(), region) != technique.regions.end();
}

void PlanKnowledge::check_surfaces(const LimitKnowledge& limits, Problems& problems) const {
  for (const Technique& technique : codex.techniques()) {
    for (std::size_t i = 0; i < technique.surfaces.size(); ++i) {
      const Surface surface = technique.surfaces[i];
      for (const Training training : technique.who) {
        const bool limited = i > 0 && (training != Training::none || !technique.lay_limit.empty());
        if (limited || limits.table.contains({surface, training})) {
          continue;
        }
        problems.add_at(technique.place,
                        "\"" + technique.id + "\" gives the " + std::string(to_text(surface)) +
                            " to a giver of training \"" + std::string(to_text(training)) +
                            "\", and limits/caps.toml lets none of them use it",
                        i == 0 ? "put first a surface that all who may do it can use, or take them out of who"
                               : "take the surface out, or say in lay_limit that it is for trained hands");
      }
    }
  }
}

double PlanKnowledge::constant(const std::string& id) const {
  const auto at = constants.find(id);
  UNKNOT_CHECK(at != constants.end(), "no constant called " + id);
  return at->second.value;
}

const Technique* PlanKnowledge::technique(const TechniqueId& id) const {
  const Technique* technique = codex.technique(id);
  return technique != nullptr && technique->plan ? technique : nullptr;
}

Result<PlanKnowledge> PlanKnowledge::load(const KnowledgeFiles& files) {
  auto codex = Codex::load(files);
  if (!codex) {
    return codex.error();
  }
  PlanKnowledge knowledge;
  knowledge.codex = std::move(*codex);
  Problems problems;
  if (const Node* file = require_file(files, "plan/tracks.toml", problems)) {
    TableReader root(*file, problems, "tracks");
    IdRegister tracks("track");
    for (const Node& node : root.array("track")) {
      knowledge.tracks.push_back(read_track(node, problems));
      tracks.add(knowledge.tracks.back().id, node, problems);
    }
    root.finish();
  }
  if (const Node* file = require_file(files, "plan/stations.toml", problems)) {
    TableReader root(*file, problems, "stations");
    for (const Node& node : root.array("station")) {
      knowledge.stations.push_back(read_station(node, problems));
    }
    root.finish();
  }
  if (const Node* file = require_file(files, "plan/words.toml", problems)) {
    read_words(*file, knowledge.words, problems);
  }
  if (const Node* file = require_file(files, "codex/routines.toml", problems)) {
    TableReader root(*file, problems, "routines");
    IdRegister routines("routine");
    for (const Node& node : root.array("routine")) {
      knowledge.routines.push_back(read_routine(node, knowledge, problems));
      routines.add(knowledge.routines.back().id, node, problems);
    }
    root.finish();
  }
  if (const Node* file = require_file(files, "plan/planner.toml", problems)) {
    read_planner(*file, knowledge, problems);
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

}  // namespace unknot
