// Reads what the audit needs straight from the files, by its own eyes: limits/ and plan/ have their own readers.
#include "unknot/audit/audit.h"
#include "unknot/core/read_enum.h"

namespace unknot {
namespace {

class Finder {
 public:
  Finder(const KnowledgeFiles& files, Problems& problems) : files_(files), problems_(problems) {}

  /// The plain value of a quantity at file, table path.
  double value(const std::string& file, const std::vector<std::string>& path) {
    return value_of(walk(file, path), file, path.back());
  }

  bool flag(const std::string& file, const std::vector<std::string>& path) {
    const Node* node = walk(file, path);
    if (node == nullptr || node->kind != Node::Kind::boolean) {
      problems_.add_at("knowledge/" + file, "the audit needs true or false at \"" + path.back() + "\" here");
      return false;
    }
    return node->boolean;
  }

  double value_of(const Node* quantity, const std::string& file, const std::string& what) {
    const Node* number = quantity == nullptr ? nullptr : quantity->find("value");
    if (number == nullptr || (number->kind != Node::Kind::integer && number->kind != Node::Kind::real)) {
      problems_.add_at("knowledge/" + file, "the audit needs the number \"" + what + "\" here");
      return 0;
    }
    return number->real;
  }

  std::span<const Node> list(const std::string& file, const std::string& key) {
    const Node* root = files_.file(file);
    const Node* node = root == nullptr ? nullptr : root->find(key);
    if (node == nullptr) {
      problems_.add_at("knowledge/" + file, "the audit needs the list \"" + key + "\" here");
      return {};
    }
    return node->items;
  }

 private:
  [[nodiscard]] const Node* walk(const std::string& file, const std::vector<std::string>& path) const {
    const Node* node = files_.file(file);
    for (const std::string& key : path) {
      node = node == nullptr ? nullptr : node->find(key);
    }
    return node;
  }

  const KnowledgeFiles& files_;
  Problems& problems_;
};

std::set<std::string> texts(const Node* list) {
  std::set<std::string> result;
  if (list != nullptr) {
    for (const Node& item : list->items) {
      result.insert(item.text);
    }
  }
  return result;
}

template <typename Enum>
std::optional<Enum> enum_of(const Node* node) {
  const auto words = words_of<Enum>();
  for (std::size_t i = 0; node != nullptr && i < words.size(); ++i) {
    if (node->text == words[i]) {
      return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

constexpr const char* kCaps = "limits/caps.toml";
constexpr const char* kContact = "body/contact.toml";
constexpr const char* kPromises = "audit/promises.toml";

void read_surfaces(Finder& find, AuditKnowledge& knowledge, Problems& problems) {
  for (std::size_t i = 0; i < words_of<Surface>().size(); ++i) {
    const std::string word(words_of<Surface>()[i]);
    AuditKnowledge::SurfaceRow& row = knowledge.surfaces[static_cast<Surface>(i)];
    row.area_m2 = find.value(kContact, {"surface", word, "area"});
    row.hard_radius_m = find.value(kContact, {"surface", word, "hard_radius"});
    row.knobby = find.flag(kContact, {"surface", word, "knobby"});
    row.pointed = find.flag(kContact, {"surface", word, "pointed"});
  }
  for (const Node& entry : find.list(kCaps, "cap")) {
    const auto surface = enum_of<Surface>(entry.find("surface"));
    const auto training = enum_of<Training>(entry.find("training"));
    if (!surface || !training) {
      problems.add(entry, "the audit cannot tell whose cap this is");
      continue;
    }
    AuditKnowledge::SurfaceRow& row = knowledge.surfaces.at(*surface);
    AuditKnowledge::CapCell& cell = row.caps[*training];
    cell.force_N = find.value_of(entry.find("force"), kCaps, "force");
    cell.practised_force_N = entry.find("practised_force") == nullptr
                                 ? cell.force_N
                                 : find.value_of(entry.find("practised_force"), kCaps, "practised_force");
    if (const Node* hold = entry.find("hold_max")) {
      cell.hold_max_s = find.value_of(hold, kCaps, "hold_max");
    }
    cell.only_on = texts(entry.find("only_on"));
  }
  for (const Node& area : find.list(kCaps, "practised_on")) {
    knowledge.practised_on.insert(area.text);
  }
}

void read_techniques(const KnowledgeFiles& files, AuditKnowledge& knowledge, Problems& problems) {
  for (const Node* file : files.files_below("techniques/")) {
    const Node* list = file->find("technique");
    for (const Node& entry : list == nullptr ? std::vector<Node>() : list->items) {
      const Node* id = entry.find("id");
      if (id == nullptr || entry.find("kinds") == nullptr || entry.find("who") == nullptr) {
        problems.add(entry, "the audit needs id, kinds and who of every technique");
        continue;
      }
      const Node* medium = entry.find("medium");
      knowledge.techniques[id->text] = {texts(entry.find("kinds")), texts(entry.find("who")),
                                        medium == nullptr ? std::string() : medium->text,
                                        entry.find("plan") != nullptr};
    }
  }
  if (knowledge.techniques.empty()) {
    problems.add_at("knowledge/techniques/", "the audit found no technique");
  }
}

}  // namespace

Result<AuditKnowledge> AuditKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  Finder find(files, problems);
  AuditKnowledge knowledge;
  read_surfaces(find, knowledge, problems);
  read_techniques(files, knowledge, problems);
  for (std::size_t i = 0; i < words_of<PressureLevel>().size(); ++i) {
    knowledge.level_high_N[static_cast<PressureLevel>(i)] =
        find.value(kContact, {"level", std::string(words_of<PressureLevel>()[i]), "high"});
  }
  for (std::size_t i = 0; i < words_of<Training>().size(); ++i) {
    const std::string word(words_of<Training>()[i]);
    knowledge.rib_sum_N[static_cast<Training>(i)] = find.value(kCaps, {"rib_sum", word});
    knowledge.threshold_ratio[static_cast<Training>(i)] = find.value(kCaps, {"threshold_share", word});
  }
  knowledge.light_palm_N = find.value(kContact, {"light", "palm_force"});
  knowledge.rib_sum_measured_N = find.value(kCaps, {"rib_sum", "professional_measured"});
  for (const char* name :
       {"population_threshold", "area_exponent_small", "area_exponent_large", "area_turn", "area_algometer",
        "spine_force", "placement_error", "mapped_from", "mapped_to", "dwell_high_pressure", "dwell_high_time",
        "dwell_low_pressure", "dwell_low_time", "practised_sessions"}) {
    knowledge.numbers[name] = find.value(kCaps, {"constants", name});
  }
  for (const char* name :
       {"gap_max", "total_tolerance", "lay_minutes_max", "gentle_opening", "spine_half_width", "sacrum_from"}) {
    knowledge.numbers[name] = find.value(kPromises, {"promise", name});
  }
  for (const auto& [key, source] : files.sources()) {
    knowledge.source_keys.insert(key);
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

double AuditKnowledge::number(const std::string& name) const {
  const auto at = numbers.find(name);
  UNKNOT_CHECK(at != numbers.end(), "the audit knows no number \"" + name + "\"");
  return at->second;
}

}  // namespace unknot
