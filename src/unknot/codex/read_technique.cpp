// One [[technique]] table to a Technique, with every problem named. The rules that tie fields together stand below.
#include <algorithm>
#include <array>

#include "unknot/codex/read_technique.h"
#include "unknot/core/read_enum.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 5> kPhases = {"arrive", "warm", "work", "focus", "close"};
constexpr std::array<std::string_view, 9> kKinds = {"friction", "hold",  "percussion", "vibration", "rocking",
                                                    "lift",     "shear", "stretch",    "heat"};
constexpr std::array<std::string_view, 4> kTools = {"ball", "roller", "massager", "mitt"};
/// Kinds of touch that untrained hands do within a limit or not at all.
constexpr std::array<std::string_view, 5> kLimitedKinds = {"friction", "percussion", "vibration", "stretch", "heat"};
constexpr std::size_t kIdMost_count = 32;
/// So much fits where names, and where sentences, are shown and read aloud; three times what our own longest needs.
constexpr std::size_t kNameMost_count = 100;
constexpr std::size_t kTextMost_count = 1000;
constexpr std::size_t kListMost_count = 50;
constexpr std::size_t kStepsLeast_count = 3;
constexpr std::size_t kStepsMost_count = 8;
constexpr Range kAcross_m = {-0.4, 0.4};
constexpr Range kOnChart = {-1, 1.25};
constexpr Range kOnFoot = {0, 1};

void require_words(TableReader& reader, std::string_view key, const std::vector<std::string>& texts,
                   std::span<const std::string_view> words) {
  for (const std::string& text : texts) {
    if (std::find(words.begin(), words.end(), text) == words.end()) {
      reader.problem("\"" + std::string(key) + "\" holds the unknown word \"" + text + "\"", nearest_word(text, words));
    }
  }
}

bool read_point(const Node& item, Range first, Range second, std::array<double, 2>& at) {
  bool legal = item.kind == Node::Kind::array && item.items.size() == 2;
  for (std::size_t i = 0; legal && i < 2; ++i) {
    const Node& number = item.items[i];
    legal = number.kind == Node::Kind::real || number.kind == Node::Kind::integer;
    at[i] = number.kind == Node::Kind::real ? number.real : static_cast<double>(number.integer);
  }
  return legal && at[0] >= first.low && at[0] <= first.high && at[1] >= second.low && at[1] <= second.high;
}

std::map<std::string, Quantity> read_shares(const Node& table, Problems& problems) {
  std::map<std::string, Quantity> shares;
  TableReader reader(table, problems, "benefit_for");
  for (const auto& [pattern, value] : table.entries) {
    shares[pattern] = read_quantity(reader, pattern, "ratio", problems);
  }
  reader.finish();
  return shares;
}

PlanPart read_plan(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "plan");
  PlanPart plan;
  plan.phases = reader.texts("phases");
  require_words(reader, "phases", plan.phases, kPhases);
  plan.sessions_min_count = read_quantity(reader, "sessions_min", "count", problems);
  plan.fatigue_ratio = read_quantity(reader, "fatigue", "ratio", problems);
  plan.benefit_ratio = read_quantity(reader, "benefit", "ratio", problems);
  plan.one_side_cue = reader.text_if("one_side_cue").value_or("");
  if (const Node* table = reader.table_if("benefit_for")) {
    plan.benefit_for_ratio = read_shares(*table, problems);
  }
  if (const Node* table = reader.table("reason")) {
    TableReader reasons(*table, problems, "reason");
    for (const std::string& phase : plan.phases) {
      plan.reason[phase] = reasons.text(phase);
    }
    reasons.finish();
  }
  reader.finish();
  return plan;
}

void read_identity(TableReader& reader, Technique& technique) {
  technique.id = reader.text("id");
  technique.name = reader.text("name");
  technique.traditional = reader.texts("traditional");
  technique.family = reader.text("family");
  technique.traditions = reader.texts("traditions");
  technique.since = reader.text("since");
  technique.action = reader.text("action");
  technique.direction = reader.text("direction");
  technique.target = reader.text("target");
  technique.aims = reader.texts("aims");
  technique.who = read_enums<Training>(reader, reader.texts("who"), "who");
  technique.lay_limit = reader.text_if("lay_limit").value_or("");
  technique.never_because = reader.text_if("never_because").value_or("");
}

void read_learning(TableReader& reader, Technique& technique) {
  // What nobody may do is not taught either.
  technique.steps = technique.who.empty() ? reader.texts_if("steps") : reader.texts("steps");
  technique.mistakes = reader.texts("mistakes");
  technique.risks = reader.texts("risks");
  technique.known = reader.text("known");
  technique.known_sources = reader.texts_if("sources");
  technique.told = reader.text_if("told").value_or("");
}

/// Of a technique with a way of its own.
void read_stroke(TableReader& reader, Technique& technique, Problems& problems) {
  technique.path = read_enum<PathKind>(reader, "path");
  technique.hands = read_enum<HandsKind>(reader, "hands");
  technique.surfaces = read_enums<Surface>(reader, reader.texts("surfaces"), "surfaces");
  if (const auto tool = reader.choice_if("tool", kTools)) {
    technique.tool = kTools[*tool];
  }
  technique.map = reader.has("foot_line") ? CodexMap::foot : CodexMap::back;
  for (const Node& item : reader.array_if("foot_line")) {
    std::array<double, 2> at{};
    if (!read_point(item, kOnFoot, kOnFoot, at)) {
      problems.add(item,
                   "expected a point of the foot [share of breadth, share of length], found " + describe_found(item));
      continue;
    }
    technique.foot_line.push_back({at[0], at[1]});
  }
  technique.track = reader.text_if("track").value_or("");
  technique.positions = read_enums<Position>(reader, reader.texts("positions"), "positions");
  technique.regions = reader.texts("regions");
  for (const std::string& region : technique.regions) {
    (void)read_region(reader, region);
  }
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
  technique.start_cue = reader.text("start_cue");
  technique.keep_cue = reader.text("keep_cue");
  technique.correction_cue = reader.text("correction_cue");
  technique.posture = reader.text("posture");
}

template <typename T>
bool holds(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

void check_who(const Node& node, const Technique& technique, Problems& problems) {
  const std::string name = "\"" + technique.id + "\"";
  const bool lay = holds(technique.who, Training::none);
  const bool course = holds(technique.who, Training::course);
  if ((lay && !course) || (course && !holds(technique.who, Training::professional))) {
    problems.add(node, "less training may do " + name + " than more",
                 "what \"none\" may do, \"course\" and \"professional\" may");
  }
  if (technique.who.empty() && technique.never_because.empty()) {
    problems.add(node, "nobody may do " + name + ", and it does not say why", "name who, or write never_because");
  }
  const bool delicate =
      !technique.tool.empty() || std::any_of(kLimitedKinds.begin(), kLimitedKinds.end(),
                                             [&](auto kind) { return holds(technique.kinds, std::string(kind)); });
  if (lay && delicate && technique.lay_limit.empty()) {
    problems.add(node, "untrained hands may do " + name + " without a limit",
                 "write lay_limit: it rubs, taps, trembles, stretches, warms or has a tool");
  }
}

void check_learning(const Node& node, const Technique& technique, Problems& problems) {
  const std::string name = "\"" + technique.id + "\"";
  const auto needs = [&](bool has, const char* what) {
    if (!has) {
      problems.add(node, name + " has no " + what);
    }
  };
  needs(!technique.traditions.empty(), "tradition");
  needs(!technique.aims.empty(), "aim");
  needs(!technique.mistakes.empty(), "mistake");
  needs(!technique.risks.empty(), "risk");
  if (!technique.who.empty() &&
      (technique.steps.size() < kStepsLeast_count || technique.steps.size() > kStepsMost_count)) {
    problems.add(node, name + " is taught in " + std::to_string(technique.steps.size()) + " steps",
                 "write three to eight");
  }
}

/// What a path does to the body by its very shape: cautions take techniques off by kind, so none may keep quiet of it.
std::optional<std::string> kind_of(PathKind path) {
  switch (path) {
    case PathKind::saw_across:
      return "friction";
    case PathKind::hold_at_spots:
      return "hold";
    case PathKind::strike_along:
      return "percussion";
    case PathKind::tremble_at:
      return "vibration";
    case PathKind::shake_at:
    case PathKind::rock_at:
      return "rocking";
    case PathKind::knead_along:
    case PathKind::roll_up:
      return "lift";
    case PathKind::wring_across:
    case PathKind::hook_along:
      return "shear";
    case PathKind::spread_at:
    case PathKind::stretch_along:
      return "stretch";
    default:
      return std::nullopt;
  }
}

/// Ids stand in addresses and file names; a "pause" touches nobody.
void check_id(const Node& node, const TechniqueId& id, Problems& problems) {
  const bool plain = id.size() <= kIdMost_count && std::all_of(id.begin(), id.end(), [](char letter) {
                       return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                              (letter >= '0' && letter <= '9') || letter == '_';
                     });
  if (!plain || id == "pause") {
    problems.add(node, "\"" + id + "\" cannot be the id of a technique",
                 "a short word of letters, digits and _, and not \"pause\"");
  }
}

/// Every text and list of a technique, whatever its key.
void check_lengths(const Node& node, const std::string& key, Problems& problems) {
  const auto check = [&](std::size_t count, std::size_t most_count, const char* what) {
    if (count > most_count) {
      problems.add(node, "\"" + key + "\" is " + std::to_string(count) + " " + what + " long",
                   "at most " + std::to_string(most_count) + ": say it shorter");
    }
  };
  if (node.kind == Node::Kind::text) {
    const bool is_name = key == "name" || key == "traditional";
    // Characters, not bytes: those that go on with one begun before do not count.
    const auto count = std::count_if(node.text.begin(), node.text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    check(static_cast<std::size_t>(count), is_name ? kNameMost_count : kTextMost_count, "characters");
  }
  check(node.items.size(), kListMost_count, "entries");
  for (const Node& item : node.items) {
    check_lengths(item, key, problems);
  }
  for (const auto& [name, value] : node.entries) {
    check_lengths(value, name, problems);
  }
}

void check_amounts(const Node& node, const Technique& technique, Problems& problems) {
  const auto check = [&](const char* key, const std::optional<Quantity>& quantity) {
    if (quantity && quantity->range.low <= 0) {
      problems.add(node, "the " + std::string(key) + " of \"" + technique.id + "\" may be nothing at all",
                   "let its range begin above 0");
    }
  };
  check("area", technique.area_m2);
  check("force", technique.force_N);
  check("length_min", technique.length_m);
  check("speed", technique.speed_m_s);
  check("tempo", technique.tempo_Hz);
  check("dwell", technique.dwell_s);
  check("repetitions", technique.repetitions_count);
}

void check_stroke(const Node& node, const Technique& technique, Problems& problems) {
  const std::string name = "\"" + technique.id + "\"";
  const PathKind path = *technique.path;
  const auto lacks = [&](bool has, const char* what) {
    if (!has) {
      problems.add(node,
                   "the technique " + name + " goes by \"" + std::string(to_text(path)) + "\" and has no " + what);
    }
  };
  switch (pace_of(technique)) {
    case Pace::speed:
      lacks(technique.speed_m_s.has_value(), "speed");
      break;
    case Pace::tempo:
      lacks(technique.tempo_Hz.has_value(), "tempo");
      break;
    case Pace::hold:
      lacks(technique.dwell_s.has_value(), "dwell");
      break;
  }
  if (path == PathKind::long_glide || path == PathKind::lane_down || is_drawn_in_pairs(path)) {
    lacks(technique.length_m.has_value(), "length_min");
  }
  if (technique.map == CodexMap::foot && pace_of(technique) == Pace::speed) {
    problems.add(node, "the way of " + name + " over the foot is in shares, so it can have no speed",
                 "give it a tempo");
  }
  if (const auto kind = kind_of(path); kind && !holds(technique.kinds, *kind)) {
    problems.add(node,
                 name + " goes by \"" + std::string(to_text(path)) + "\" and its kinds do not say \"" + *kind + "\"",
                 "add it: cautions take off by kind");
  }
  check_amounts(node, technique, problems);
  if (technique.level_min > technique.level_max) {
    problems.add(node, "level_min is above level_max in " + name);
  }
  if (technique.surfaces.empty()) {
    problems.add(node, "the technique " + name + " names no surface");
  }
}

void check_plan(const Node& node, const Technique& technique, Problems& problems) {
  const std::string name = "\"" + technique.id + "\"";
  if (is_never_planned(technique.id)) {
    problems.add(node, "the technique " + name + " may not be planned", "take its [technique.plan] out");
  }
  if (!technique.has_stroke() || technique.map != CodexMap::back || !technique.tool.empty()) {
    problems.add(node, "only bare hands on the back can be planned, and " + name + " has a tool, a foot, or no stroke");
  }
  if (holds(technique.kinds, std::string("percussion"))) {
    problems.add(node, name + " taps, and no plan keeps taps off kidneys and first sessions",
                 "take its [technique.plan] out");
  }
  if (technique.who.empty()) {
    problems.add(node, "nobody may do " + name + ", so it may not be planned", "name who, or take the plan out");
  }
  if (!technique.never_because.empty()) {
    problems.add(node, name + " says why no plan holds it, and has a plan", "take one of the two out");
  }
}

}  // namespace

std::optional<Region> read_region(TableReader& reader, const std::string& word) {
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

std::vector<ChartPoint> read_line(TableReader& reader, std::span<const Node> items, bool in_metres,
                                  Problems& problems) {
  std::vector<ChartPoint> line;
  for (const Node& item : items) {
    std::array<double, 2> at{};
    if (!read_point(item, in_metres ? kAcross_m : kOnChart, {kAlongMin_ratio, kOnChart.high}, at)) {
      problems.add(item, "expected a point [across, along] on the chart, found " + describe_found(item));
      continue;
    }
    line.push_back({at[0], at[1]});
  }
  if (line.empty()) {
    reader.problem("a line needs at least one point");
  }
  return line;
}

Technique read_technique(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "technique");
  Technique technique;
  technique.place = node.place;
  read_identity(reader, technique);
  read_learning(reader, technique);
  technique.kinds = reader.texts("kinds");
  require_words(reader, "kinds", technique.kinds, kKinds);
  technique.parts = reader.texts_if("parts");
  if (reader.has("path")) {
    read_stroke(reader, technique, problems);
  } else {
    technique.positions = read_enums<Position>(reader, reader.texts_if("positions"), "positions");
  }
  if (const Node* plan = reader.table_if("plan")) {
    technique.plan = read_plan(*plan, problems);
  }
  technique.provenance = read_provenance(reader);
  reader.finish();
  check_lengths(node, "technique", problems);
  check_id(node, technique.id, problems);
  check_who(node, technique, problems);
  check_learning(node, technique, problems);
  if (technique.has_stroke()) {
    check_stroke(node, technique, problems);
  }
  if (technique.has_stroke() && !technique.parts.empty()) {
    problems.add(node, "\"" + technique.id + "\" has a stroke of its own and parts", "take one of the two out");
  }
  if (!technique.has_stroke() && technique.parts.empty() && !technique.who.empty()) {
    problems.add(node, "\"" + technique.id + "\" has neither a stroke (\"path\") nor \"parts\"",
                 "give it one; only what nobody may do goes without");
  }
  if (technique.plan) {
    check_plan(node, technique, problems);
  }
  return technique;
}

}  // namespace unknot
