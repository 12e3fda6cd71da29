#include "unknot/codex/codex.h"

#include <algorithm>
#include <array>

#include "unknot/codex/read_technique.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 21> kPath = {
    "hold_at",      "long_glide", "lane_down",  "circles_along", "ring_around",   "saw_across",  "knead_along",
    "wring_across", "squeeze_at", "tremble_at", "shake_at",      "rock_at",       "press_steps", "hold_at_spots",
    "roll_up",      "strip_up",   "spread_at",  "strike_along",  "stretch_along", "hook_along",  "roll_along"};
constexpr std::array<std::string_view, 7> kHands = {"one", "either", "mirror", "together", "both", "pair", "opposed"};
constexpr std::array<std::string_view, 3> kMedium = {"any", "oil", "dry"};
constexpr std::array<std::string_view, 2> kMap = {"back", "foot"};
constexpr std::array<std::string_view, 5> kNeverPlanned = {"T13", "T29", "T30", "T31", "T55"};

Family read_family(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "family");
  Family family;
  family.id = reader.text("id");
  family.name = reader.text("name");
  family.text = reader.text("text");
  family.general = reader.boolean("general");
  family.rank_count = read_quantity(reader, "rank", "count", problems).value;
  family.tiring_ratio = read_quantity(reader, "tiring", "ratio", problems).value;
  family.provenance = read_provenance(reader);
  reader.finish();
  return family;
}

Aim read_aim(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "aim");
  Aim aim{reader.text("id"), reader.text("name"), reader.text("text")};
  reader.finish();
  return aim;
}

Tradition read_tradition(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "tradition");
  Tradition tradition;
  tradition.id = reader.text("id");
  tradition.name = reader.text("name");
  tradition.place = reader.text("place");
  tradition.since = reader.text("since");
  tradition.story = reader.text("story");
  tradition.codified = reader.texts("codified");
  tradition.told = reader.text_if("told").value_or("");
  tradition.known = reader.text("known");
  tradition.practice = reader.text("practice");
  tradition.sources = reader.texts("sources");
  if (tradition.codified.empty() || tradition.sources.empty()) {
    reader.problem("the tradition \"" + tradition.id + "\" says nothing of what it codified, or not where that stands");
  }
  tradition.provenance = read_provenance(reader);
  reader.finish();
  return tradition;
}

bool is_for_lay(const Technique& technique) {
  return std::find(technique.who.begin(), technique.who.end(), Training::none) != technique.who.end();
}

/// Names that lead nowhere, and sets that promise more than their parts.
void check_names(const Codex& codex, const std::map<TechniqueId, const Node*>& nodes, Problems& problems) {
  const auto holds = [](const auto& list, const std::string& id) {
    return std::any_of(list.begin(), list.end(), [&](const auto& entry) { return entry.id == id; });
  };
  for (const Technique& technique : codex.techniques()) {
    const Node& node = *nodes.at(technique.id);
    const auto problem = [&](const std::string& kind, const std::string& id) {
      problems.add(node, "\"" + technique.id + "\" names the " + kind + " \"" + id + "\", which is nowhere");
    };
    if (!codex.families().contains(technique.family)) {
      problem("family", technique.family);
    }
    for (const std::string& id : technique.traditions) {
      if (!holds(codex.traditions(), id)) {
        problem("tradition", id);
      }
    }
    for (const std::string& id : technique.aims) {
      if (!holds(codex.aims(), id)) {
        problem("aim", id);
      }
    }
    for (const TechniqueId& id : technique.parts) {
      const Technique* part = codex.technique(id);
      if (part == nullptr || !part->has_stroke()) {
        problem("part", id);
      } else if (technique.lay_limit.empty() && is_for_lay(technique) && !is_for_lay(*part)) {
        problems.add(node, "untrained hands may do \"" + technique.id + "\", but not its part \"" + id + "\"",
                     "write lay_limit: what they leave out");
      }
    }
  }
}

}  // namespace

template <>
std::span<const std::string_view> words_of<PathKind>() {
  return kPath;
}
template <>
std::span<const std::string_view> words_of<HandsKind>() {
  return kHands;
}
template <>
std::span<const std::string_view> words_of<Medium>() {
  return kMedium;
}
template <>
std::span<const std::string_view> words_of<CodexMap>() {
  return kMap;
}

std::string_view to_text(PathKind value) { return kPath[static_cast<std::size_t>(value)]; }
std::string_view to_text(HandsKind value) { return kHands[static_cast<std::size_t>(value)]; }
std::string_view to_text(Medium value) { return kMedium[static_cast<std::size_t>(value)]; }
std::string_view to_text(CodexMap value) { return kMap[static_cast<std::size_t>(value)]; }

bool is_never_planned(const TechniqueId& id) {
  return std::find(kNeverPlanned.begin(), kNeverPlanned.end(), id) != kNeverPlanned.end();
}

Motion motion_of(PathKind path) {
  switch (path) {
    case PathKind::hold_at:
      return Motion::rest;
    case PathKind::long_glide:
    case PathKind::lane_down:
    case PathKind::strip_up:
      return Motion::glide;
    case PathKind::circles_along:
    case PathKind::ring_around:
      return Motion::circle;
    case PathKind::saw_across:
      return Motion::saw;
    case PathKind::knead_along:
      return Motion::knead;
    case PathKind::wring_across:
      return Motion::wring;
    case PathKind::squeeze_at:
      return Motion::squeeze;
    case PathKind::tremble_at:
      return Motion::tremble;
    case PathKind::shake_at:
      return Motion::shake;
    case PathKind::rock_at:
      return Motion::rock;
    case PathKind::press_steps:
      return Motion::press;
    case PathKind::hold_at_spots:
      return Motion::hold;
    case PathKind::roll_up:
      return Motion::fold;
    case PathKind::spread_at:
      return Motion::spread;
    case PathKind::strike_along:
      return Motion::strike;
    case PathKind::stretch_along:
      return Motion::stretch;
    case PathKind::hook_along:
      return Motion::hook;
    case PathKind::roll_along:
      return Motion::roll;
  }
  UNKNOT_CHECK(false, "a path kind without a motion");
}

bool is_drawn_in_pairs(PathKind path) { return path == PathKind::stretch_along || path == PathKind::hook_along; }

Pace pace_of(const Technique& technique) {
  switch (*technique.path) {
    case PathKind::long_glide:
    case PathKind::lane_down:
    case PathKind::saw_across:
    case PathKind::roll_up:
    case PathKind::strip_up:
      return Pace::speed;
    case PathKind::hold_at:
    case PathKind::hold_at_spots:
    case PathKind::spread_at:
      return Pace::hold;
    case PathKind::hook_along:
    case PathKind::roll_along:
      return technique.tempo_Hz ? Pace::tempo : Pace::speed;
    default:
      return Pace::tempo;
  }
}

const Technique* Codex::technique(const TechniqueId& id) const {
  const auto at =
      std::lower_bound(techniques_.begin(), techniques_.end(), id,
                       [](const Technique& technique, const TechniqueId& key) { return technique.id < key; });
  return at != techniques_.end() && at->id == id ? &*at : nullptr;
}

Result<Codex> Codex::load(const KnowledgeFiles& files) {
  Codex codex;
  Problems problems;
  IdRegister ids("technique");
  std::map<TechniqueId, const Node*> nodes;
  for (const Node* file : files.files_below("techniques/")) {
    TableReader root(*file, problems, "techniques");
    for (const Node& node : root.array("technique")) {
      codex.techniques_.push_back(read_technique(node, problems));
      ids.add(codex.techniques_.back().id, node, problems);
      nodes[codex.techniques_.back().id] = &node;
    }
    root.finish();
  }
  std::sort(codex.techniques_.begin(), codex.techniques_.end(),
            [](const Technique& a, const Technique& b) { return a.id < b.id; });

  // Each list in a file of its own, which must be there.
  const auto read_list = [&](const std::string& name, const char* key, const auto& read) {
    const Node* file = require_file(files, "codex/" + name, problems);
    if (file == nullptr) {
      return;
    }
    TableReader root(*file, problems, key);
    IdRegister known(key);
    for (const Node& node : root.array(key)) {
      known.add(read(node), node, problems);
    }
    root.finish();
  };
  read_list("families.toml", "family", [&](const Node& node) {
    Family family = read_family(node, problems);
    const std::string id = family.id;
    codex.families_.emplace(id, std::move(family));
    return id;
  });
  read_list("aims.toml", "aim", [&](const Node& node) {
    codex.aims_.push_back(read_aim(node, problems));
    return codex.aims_.back().id;
  });
  read_list("traditions.toml", "tradition", [&](const Node& node) {
    codex.traditions_.push_back(read_tradition(node, problems));
    return codex.traditions_.back().id;
  });
  if (problems.empty()) {
    check_names(codex, nodes, problems);
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return codex;
}

}  // namespace unknot
