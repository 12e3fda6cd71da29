// Reads knowledge/tissue/substitutes.toml.
#include "unknot/simulate/substitutes.h"

#include <array>

#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 3> kKinds = {"press", "travelling", "stand_in"};
constexpr std::array<std::string_view, 4> kBeats = {"steady", "pulse", "lean", "blow"};
constexpr std::string_view kFile = "tissue/substitutes.toml";

Substitute read_substitute(TableReader& reader, Problems& problems) {
  Substitute one;
  one.kind = static_cast<SubstituteKind>(reader.choice("kind", kKinds));
  one.beat = static_cast<Beat>(reader.choice("beat", kBeats));
  one.force_ratio = read_quantity(reader, "force", "ratio", problems);
  one.low_ratio = read_quantity(reader, "low", "ratio", problems);
  one.pressed_ratio = read_quantity(reader, "pressed", "ratio", problems);
  one.reach_m = read_quantity(reader, "reach", "m", problems);
  one.surface = read_enum_if<Surface>(reader, "surface");
  one.pressed_as = reader.text("pressed_as");
  one.leaves_out = reader.text("leaves_out");
  one.provenance = read_provenance(reader);
  return one;
}

void read_motions(TableReader& root, SubstituteKnowledge& knowledge, Problems& problems) {
  for (const Node& node : root.array("substitute")) {
    TableReader reader(node, problems, "substitute");
    const Motion motion = read_enum<Motion>(reader, "motion");
    if (!knowledge.motions.emplace(motion, read_substitute(reader, problems)).second) {
      reader.problem("\"" + std::string(to_text(motion)) + "\" has two entries");
    }
    reader.finish();
  }
  const auto words = words_of<Motion>();
  for (std::size_t n = 0; n < words.size(); ++n) {
    if (!knowledge.motions.contains(static_cast<Motion>(n))) {
      root.problem("the motion \"" + std::string(words[n]) + "\" has no entry",
                   "say what is pressed in its place, and what that leaves out");
    }
  }
}

void read_tones(TableReader& root, SubstituteKnowledge& knowledge, Problems& problems) {
  const Node* node = root.table("tone");
  if (node == nullptr) {
    return;
  }
  TableReader reader(*node, problems, "tone");
  const auto words = words_of<Position>();
  for (std::size_t n = 0; n < words.size(); ++n) {
    knowledge.tones.emplace(static_cast<Position>(n), read_quantity(reader, words[n], "ratio", problems));
  }
  reader.finish();
}

}  // namespace

std::string_view to_text(SubstituteKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Result<SubstituteKnowledge> SubstituteKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  SubstituteKnowledge knowledge;
  const Node* file = require_file(files, std::string(kFile), problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "substitutes");
  knowledge.spacing_m = read_quantity(root, "spacing", "m", problems);
  knowledge.headings_count = read_quantity(root, "headings", "count", problems);
  knowledge.time_step_s = read_quantity(root, "time_step", "s", problems);
  knowledge.travel_step_m = read_quantity(root, "travel_step", "m", problems);
  knowledge.first_force_N = read_quantity(root, "first_force", "N", problems);
  knowledge.factor_ratio = read_quantity(root, "force_factor", "ratio", problems);
  knowledge.short_rest_s = read_quantity(root, "short_rest", "s", problems);
  knowledge.long_rest_s = read_quantity(root, "long_rest", "s", problems);
  knowledge.cycle_high_ratio = read_quantity(root, "cycle_high", "ratio", problems);
  knowledge.cycle_low_ratio = read_quantity(root, "cycle_low", "ratio", problems);
  if (knowledge.cycle_low_ratio.value >= knowledge.cycle_high_ratio.value) {
    root.problem("\"cycle_low\" must lie below \"cycle_high\"");
  }
  if (knowledge.short_rest_s.value >= knowledge.long_rest_s.value) {
    root.problem("\"short_rest\" must be shorter than \"long_rest\"");
  }
  read_tones(root, knowledge, problems);
  read_motions(root, knowledge, problems);
  root.finish();
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

}  // namespace unknot
