#include "unknot/plan/plan_knowledge.h"

#include <algorithm>

#include "unknot/core/read_enum.h"

namespace unknot {

template <>
std::span<const std::string_view> words_of<PathKind>() {
  static constexpr std::array<std::string_view, 17> kWords = {
      "hold_at",     "long_glide",    "lane_down",  "circles_along", "ring_around", "saw_across",
      "knead_along", "wring_across",  "squeeze_at", "tremble_at",    "shake_at",    "rock_at",
      "press_steps", "hold_at_spots", "roll_up",    "strip_up",      "spread_at"};
  return kWords;
}
template <>
std::span<const std::string_view> words_of<HandsKind>() {
  static constexpr std::array<std::string_view, 7> kWords = {"one",  "either", "mirror", "together",
                                                             "both", "pair",   "opposed"};
  return kWords;
}
template <>
std::span<const std::string_view> words_of<Medium>() {
  static constexpr std::array<std::string_view, 3> kWords = {"any", "oil", "dry"};
  return kWords;
}

namespace {

constexpr std::array<std::string_view, 5> kPhases = {"arrive", "warm", "work", "focus", "close"};
constexpr std::array<std::string_view, 9> kKinds = {"friction", "hold",  "percussion", "vibration", "rocking",
                                                    "lift",     "shear", "stretch",    "heat"};
constexpr std::array<std::string_view, 5> kNeverPlanned = {"T13", "T29", "T30", "T31", "T55"};
constexpr Range kAcross_m = {-0.4, 0.4};
constexpr Range kOnChart = {-1, 1.25};

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
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kMoreConstants = {{
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
}};

/// A list of words of an enum.
template <typename Enum>
std::vector<Enum> read_enums(TableReader& reader, std::string_view key) {
  std::vector<Enum> values;
  const auto words = words_of<Enum>();
  for (const std::string& text : reader.texts(key)) {
    const auto at = std::find(words.begin(), words.end(), text);
    if (at == words.end()) {
      reader.problem("\"" + std::string(key) + "\" holds the unknown word \"" + text + "\"", nearest_word(text, words));
    } else {
      values.push_back(static_cast<Enum>(at - words.begin()));
    }
  }
  return values;
}

void require_words(TableReader& reader, std::string_view key, const std::vector<std::string>& texts,
                   std::span<const std::string_view> words) {
  for (const std::string& text : texts) {
    if (std::find(words.begin(), words.end(), text) == words.end()) {
      reader.problem("\"" + std::string(key) + "\" holds the unknown word \"" + text + "\"", nearest_word(text, words));
    }
  }
}

/// A word of Region, or "whole_back".
std::optional<Region> region_of(TableReader& reader, const std::string& word) {
  if (word == "whole_back") {
    return std::nullopt;
  }
  const auto words = words_of<Region>();
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) {
    reader.problem("no region is called \"" + word + "\"", "write whole_back or a region of a pain mark");
    return std::nullopt;
  }
  return static_cast<Region>(at - words.begin());
}

Technique read_technique(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "technique");
  Technique technique;
  technique.id = reader.text("id");
  technique.name = reader.text("name");
  technique.traditional = reader.texts("traditional");
  technique.family = reader.text("family");
  technique.school = reader.text("school");
  technique.path = read_enum<PathKind>(reader, "path");
  technique.hands = read_enum<HandsKind>(reader, "hands");
  technique.surfaces = read_enums<Surface>(reader, "surfaces");
  technique.who = read_enums<Training>(reader, "who");
  technique.positions = read_enums<Position>(reader, "positions");
  technique.regions = reader.texts("regions");
  for (const std::string& region : technique.regions) {
    (void)region_of(reader, region);
  }
  technique.phases = reader.texts("phases");
  require_words(reader, "phases", technique.phases, kPhases);
  technique.kinds = reader.texts_if("kinds");
  require_words(reader, "kinds", technique.kinds, kKinds);
  technique.medium = read_enum<Medium>(reader, "medium");
  technique.area_m2 = read_quantity(reader, "area", "m2", problems);
  technique.force_N = read_quantity(reader, "force", "N", problems);
  technique.level_min = read_enum<PressureLevel>(reader, "level_min");
  technique.level_max = read_enum<PressureLevel>(reader, "level_max");
  technique.length_m = read_quantity_if(reader, "length_min", "m", problems);
  technique.speed_m_s = read_quantity_if(reader, "speed", "m_s", problems);
  technique.tempo_Hz = read_quantity_if(reader, "tempo", "Hz", problems);
  technique.dwell_s = read_quantity_if(reader, "dwell", "s", problems);
  technique.lift_s = read_quantity_if(reader, "lift", "s", problems);
  technique.spot_max_s = read_quantity_if(reader, "spot_max", "s", problems);
  technique.total_max_s = read_quantity_if(reader, "total_max", "s", problems);
  technique.repetitions_count = read_quantity(reader, "repetitions", "count", problems);
  technique.sessions_min_count = read_quantity(reader, "sessions_min", "count", problems);
  technique.fatigue_ratio = read_quantity(reader, "fatigue", "ratio", problems);
  technique.benefit_ratio = read_quantity(reader, "benefit", "ratio", problems);
  if (const Node* table = reader.table_if("benefit_for")) {
    TableReader patterns(*table, problems, "benefit_for");
    for (const auto& [pattern, value] : table->entries) {
      technique.benefit_for_ratio[pattern] = read_quantity(patterns, pattern, "ratio", problems);
    }
    patterns.finish();
  }
  technique.start_cue = reader.text("start_cue");
  technique.one_side_cue = reader.text_if("one_side_cue").value_or("");
  technique.keep_cue = reader.text("keep_cue");
  technique.correction_cue = reader.text("correction_cue");
  technique.posture = reader.text("posture");
  technique.mistakes = reader.texts("mistakes");
  if (const Node* table = reader.table("reason")) {
    TableReader reasons(*table, problems, "reason");
    for (const std::string& phase : technique.phases) {
      technique.reason[phase] = reasons.text(phase);
    }
    reasons.finish();
  }
  technique.provenance = read_provenance(reader);
  reader.finish();

  const bool holds = technique.path == PathKind::hold_at || technique.path == PathKind::spread_at ||
                     technique.path == PathKind::hold_at_spots;
  if (holds ? !technique.dwell_s : !technique.speed_m_s && !technique.tempo_Hz) {
    problems.add(node, "the technique \"" + technique.id + "\" has no time of its own",
                 holds ? "give it a dwell" : "give it a speed or a tempo");
  }
  const bool glides = technique.path == PathKind::long_glide || technique.path == PathKind::lane_down;
  if (glides && (!technique.length_m || !technique.speed_m_s)) {
    problems.add(node, "the glide \"" + technique.id + "\" has no least length or no speed", "give it both");
  }
  if (technique.level_min > technique.level_max) {
    problems.add(node, "level_min is above level_max in \"" + technique.id + "\"");
  }
  if (technique.surfaces.empty()) {
    problems.add(node, "the technique \"" + technique.id + "\" names no surface");
  }
  if (is_never_planned(technique.id)) {
    problems.add(node, "the technique \"" + technique.id + "\" may not be planned", "keep it out of techniques/");
  }
  return technique;
}

std::vector<ChartPoint> read_line(TableReader& reader, std::span<const Node> items, bool in_metres,
                                  Problems& problems) {
  std::vector<ChartPoint> line;
  for (const Node& item : items) {
    std::array<double, 2> at{};
    bool legal = item.kind == Node::Kind::array && item.items.size() == 2;
    for (std::size_t i = 0; legal && i < 2; ++i) {
      const Node& number = item.items[i];
      legal = number.kind == Node::Kind::real || number.kind == Node::Kind::integer;
      at[i] = number.kind == Node::Kind::real ? number.real : static_cast<double>(number.integer);
    }
    const Range across = in_metres ? kAcross_m : kOnChart;
    legal = legal && at[0] >= across.low && at[0] <= across.high && at[1] >= kAlongMin_ratio && at[1] <= kOnChart.high;
    if (!legal) {
      problems.add(item, "expected a point [across, along] on the chart, found " + describe_found(item));
      continue;
    }
    line.push_back({at[0], at[1]});
  }
  if (line.empty()) {
    reader.problem("a track needs at least one point");
  }
  return line;
}

Track read_track(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "track");
  Track track;
  track.id = reader.text("id");
  track.name = reader.text("name");
  track.region = reader.text("region");
  track.of_region = region_of(reader, track.region);
  track.paths = read_enums<PathKind>(reader, "paths");
  track.in_metres = reader.has("line_m");
  track.line = read_line(reader, reader.array(track.in_metres ? "line_m" : "line"), track.in_metres, problems);
  if (reader.has("home")) {
    track.home = read_line(reader, reader.array("home"), false, problems);
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
  IdRegister families("family");
  for (const Node& entry : root.array("family")) {
    TableReader reader(entry, problems, "family");
    const std::string id = reader.text("id");
    families.add(id, entry, problems);
    FamilyRule rule;
    rule.general = reader.boolean("general");
    rule.rank_count = read_quantity(reader, "rank", "count", problems).value;
    rule.tiring_ratio = read_quantity(reader, "tiring", "ratio", problems).value;
    (void)read_provenance(reader);
    reader.finish();
    knowledge.families[id] = rule;
  }
  for (const Node& entry : root.array("want")) {
    TableReader reader(entry, problems, "want");
    const std::string from = reader.text("from");
    const std::string to = reader.text("to");
    (void)region_of(reader, from);
    (void)region_of(reader, to);
    knowledge.want_ratio[{from, to}] = read_quantity(reader, "weight", "ratio", problems).value;
    reader.finish();
  }
  for (const Node& entry : root.array("together")) {
    TableReader reader(entry, problems, "together");
    const std::string region = reader.text("region");
    (void)region_of(reader, region);
    knowledge.together[region] = reader.texts("with");
    for (const std::string& other : knowledge.together[region]) {
      (void)region_of(reader, other);
    }
    (void)read_provenance(reader);
    reader.finish();
  }
  root.finish();
}

ClassicalRoutine read_classical(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "routine");
  ClassicalRoutine routine;
  routine.id = reader.text("id");
  routine.name = reader.text("name");
  routine.training = read_enum<Training>(reader, "training");
  for (const Node& entry : reader.array("steps")) {
    TableReader step(entry, problems, "step");
    PlanItem item;
    item.technique = step.text("technique");
    item.family = step.text("family");
    item.region = step.text("region");
    (void)region_of(step, item.region);
    item.side = read_enum<Side>(step, "side");
    item.level = read_enum<PressureLevel>(step, "level");
    item.duration_s = read_quantity(step, "duration", "s", problems).value;
    step.finish();
    routine.items.push_back(item);
  }
  (void)read_provenance(reader);
  reader.finish();
  return routine;
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
  for (const char* name : {"scale", "side", "reason", "pause", "note", "prepare", "region"}) {
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

void check_families(const PlanKnowledge& knowledge, const Node& at, Problems& problems) {
  const auto check = [&](const std::string& family, const std::string& of) {
    if (!knowledge.families.contains(family)) {
      problems.add(at, "no family is called \"" + family + "\", which " + of + " names");
    }
  };
  for (const Technique& technique : knowledge.techniques) {
    check(technique.family, technique.id);
  }
  for (const ClassicalRoutine& routine : knowledge.classical) {
    for (const PlanItem& item : routine.items) {
      check(item.family, routine.id);
    }
  }
}

}  // namespace

bool is_never_planned(const TechniqueId& id) {
  return std::find(kNeverPlanned.begin(), kNeverPlanned.end(), id) != kNeverPlanned.end();
}

const std::string& PlanWords::text(const std::string& table, const std::string& key) const {
  const auto found = tables.find(table);
  UNKNOT_CHECK(found != tables.end(), "no words called " + table);
  const auto at = found->second.find(key);
  UNKNOT_CHECK(at != found->second.end(), "no words called " + table + "." + key);
  return at->second;
}

double PlanKnowledge::constant(const std::string& id) const {
  const auto at = constants.find(id);
  UNKNOT_CHECK(at != constants.end(), "no constant called " + id);
  return at->second.value;
}

const Technique* PlanKnowledge::technique(const TechniqueId& id) const {
  const auto at =
      std::lower_bound(techniques.begin(), techniques.end(), id,
                       [](const Technique& technique, const TechniqueId& key) { return technique.id < key; });
  return at != techniques.end() && at->id == id ? &*at : nullptr;
}

Result<PlanKnowledge> PlanKnowledge::load(const KnowledgeFiles& files) {
  PlanKnowledge knowledge;
  Problems problems;
  IdRegister ids("technique");
  for (const Node* file : files.files_below("techniques/")) {
    TableReader root(*file, problems, "techniques");
    for (const Node& node : root.array("technique")) {
      knowledge.techniques.push_back(read_technique(node, problems));
      ids.add(knowledge.techniques.back().id, node, problems);
    }
    root.finish();
  }
  std::sort(knowledge.techniques.begin(), knowledge.techniques.end(),
            [](const Technique& a, const Technique& b) { return a.id < b.id; });

  const auto require = [&](const char* name) {
    const Node* file = files.file(name);
    if (file == nullptr) {
      problems.add_at(std::string("knowledge/") + name, "the file is missing");
    }
    return file;
  };
  if (const Node* file = require("plan/tracks.toml")) {
    TableReader root(*file, problems, "tracks");
    IdRegister tracks("track");
    for (const Node& node : root.array("track")) {
      knowledge.tracks.push_back(read_track(node, problems));
      tracks.add(knowledge.tracks.back().id, node, problems);
    }
    root.finish();
  }
  if (const Node* file = require("plan/stations.toml")) {
    TableReader root(*file, problems, "stations");
    for (const Node& node : root.array("station")) {
      knowledge.stations.push_back(read_station(node, problems));
    }
    root.finish();
  }
  if (const Node* file = require("plan/words.toml")) {
    read_words(*file, knowledge.words, problems);
  }
  if (const Node* file = require("plan/classical.toml")) {
    TableReader root(*file, problems, "classical");
    for (const Node& node : root.array("routine")) {
      knowledge.classical.push_back(read_classical(node, problems));
    }
    root.finish();
  }
  if (const Node* file = require("plan/planner.toml")) {
    read_planner(*file, knowledge, problems);
    check_families(knowledge, *file, problems);
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

}  // namespace unknot
