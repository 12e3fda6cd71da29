// Reads knowledge/tissue/{layers,tools,press}.toml.
#include "unknot/simulate/tissue_knowledge.h"
#include "unknot/core/number_text.h"
#include "unknot/knowledge/require_file.h"

#include <algorithm>
#include <array>

namespace unknot {
namespace {

constexpr std::array<std::string_view, 8> kToolWords = {"palm",     "heel",    "fingers", "thumb",
                                                        "knuckles", "forearm", "elbow",   "ball"};
constexpr std::array<std::string_view, 2> kShapeWords = {"ellipsoid", "rounded"};
constexpr std::array<std::string_view, 4> kLawWords = {"skin", "fat", "fascia", "muscle"};

struct ConstantShape {
  const char* id;
  const char* unit;
};

constexpr ConstantShape kConstants[] = {
    {"friction_dry", "ratio"}, {"friction_oil", "ratio"}, {"tone_gain", "ratio"},    {"ligament_gain", "ratio"},
    {"fascia_sheet", "m"},     {"deep_least", "m"},       {"force_most", "N"},       {"reach_depths", "ratio"},
    {"reach_least", "m"},      {"core", "ratio"},         {"growth", "ratio"},       {"cells_coarse", "count"},
    {"cells_normal", "count"}, {"cells_fine", "count"},   {"strain_known", "ratio"}, {"growth_sparing", "ratio"},
    {"growth_lanes", "ratio"},
};

Graded read_graded(TableReader& parent, std::string_view key, std::string_view unit, Problems& problems) {
  Graded graded;
  if (const Node* node = parent.table(key)) {
    TableReader reader(*node, problems, key);
    graded.soft = read_quantity(reader, "soft", unit, problems);
    graded.middle = read_quantity(reader, "middle", unit, problems);
    graded.firm = read_quantity(reader, "firm", unit, problems);
    if (graded.soft.value > graded.middle.value || graded.middle.value > graded.firm.value) {
      reader.problem("\"soft\", \"middle\" and \"firm\" must not fall");
    }
    reader.finish();
  }
  return graded;
}

TissueLaw read_law(const Node& node, std::string_view kind, Problems& problems) {
  TableReader reader(node, problems, kind);
  TissueLaw law;
  law.c1_Pa = read_graded(reader, "c1", "Pa", problems);
  law.c2_Pa = read_graded(reader, "c2", "Pa", problems);
  law.c3_Pa = read_graded(reader, "c3", "Pa", problems);
  for (const double c1_Pa : {law.c1_Pa.soft.value, law.c1_Pa.middle.value, law.c1_Pa.firm.value}) {
    if (!(c1_Pa > 0)) {
      reader.problem("\"c1\" must be above 0: it is half of the shear modulus at rest");
      break;
    }
  }
  law.poisson_ratio = read_quantity_if(reader, "poisson", "ratio", problems);
  law.bulk_Pa = read_quantity_if(reader, "bulk", "Pa", problems);
  if (law.poisson_ratio.has_value() == law.bulk_Pa.has_value()) {
    reader.problem("a law has \"poisson\" or \"bulk\", and only one of them");
  }
  if (law.poisson_ratio && !(law.poisson_ratio->value > 0 && law.poisson_ratio->value < 0.5)) {
    reader.problem("\"poisson\" must lie between 0 and 0.5");
  }
  // Else Poisson's ratio at rest were negative.
  if (law.bulk_Pa && !(law.bulk_Pa->value > 4.0 / 3.0 * law.c1_Pa.firm.value)) {
    reader.problem("\"bulk\" must be above two thirds of the shear modulus at rest, which is twice \"c1\"");
  }
  if (const Node* fibres = reader.table_if("fibres")) {
    TableReader fibre_reader(*fibres, problems, "fibres");
    TissueFibres read;
    read.modulus_Pa = read_graded(fibre_reader, "modulus", "Pa", problems);
    fibre_reader.finish();
    law.fibres = read;
  }
  double shares_ratio = 0;
  for (const Node& entry : reader.array_if("prony")) {
    TableReader term(entry, problems, "prony");
    TissueProny read;
    read.share_ratio = read_quantity(term, "share", "ratio", problems);
    read.tau_s = read_quantity(term, "tau", "s", problems);
    if (!(read.share_ratio.value > 0 && read.tau_s.value > 0)) {
      term.problem("\"share\" and \"tau\" must be above 0");
    }
    term.finish();
    shares_ratio += read.share_ratio.value;
    law.prony.push_back(std::move(read));
  }
  if (shares_ratio >= 1) {
    reader.problem("the shares of \"prony\" must add up to less than 1");
  }
  reader.finish();
  return law;
}

ToolBody read_tool(const Node& node, std::string_view word, Problems& problems) {
  TableReader reader(node, problems, word);
  ToolBody tool;
  tool.name = reader.text("name");
  tool.shape = static_cast<ToolBody::Shape>(reader.choice("shape", kShapeWords));
  tool.half_across_m = read_quantity(reader, "half_across", "m", problems);
  tool.half_along_m = read_quantity(reader, "half_along", "m", problems);
  tool.radius_m = read_quantity(reader, "radius", "m", problems);
  tool.bodies_count = static_cast<int>(reader.integer_if("bodies_count", {1, 5}).value_or(1));
  tool.pitch_m = read_quantity_if(reader, "pitch", "m", problems);
  if (tool.pitch_m.has_value() != (tool.bodies_count > 1)) {
    reader.problem("\"pitch\" belongs to more than one of \"bodies_count\", and they to it");
  }
  if (const Node* pad = reader.table_if("pad")) {
    TableReader pad_reader(*pad, problems, "pad");
    tool.pad = ToolPad{read_quantity(pad_reader, "pressure", "Pa", problems),
                       read_quantity(pad_reader, "length", "m", problems)};
    if (!(tool.pad->pressure_Pa.value > 0 && tool.pad->length_m.value > 0)) {
      pad_reader.problem("\"pressure\" and \"length\" must be above 0");
    }
    pad_reader.finish();
  }
  const double least_m = std::min(tool.half_across_m.value, tool.half_along_m.value);
  if (!(least_m > 0 && tool.radius_m.value > 0)) {
    reader.problem("half sizes and \"radius\" must be above 0");
  } else if (tool.shape == ToolBody::Shape::rounded && tool.radius_m.value > least_m) {
    reader.problem("\"radius\" of a rounded edge must be no larger than the lesser half size");
  }
  reader.finish();
  return tool;
}

}  // namespace

std::string_view to_text(Firmness firmness) {
  constexpr std::array<std::string_view, 3> kWords = {"soft", "middle", "firm"};
  return kWords[static_cast<std::size_t>(firmness)];
}

std::string_view to_text(PressTool tool) { return kToolWords[static_cast<std::size_t>(tool)]; }

PressTool tool_of(Surface surface) {
  switch (surface) {
    case Surface::palm:
      return PressTool::palm;
    case Surface::fingers:
      return PressTool::fingers;
    case Surface::thumb:
      return PressTool::thumb;
    case Surface::knuckles:
      return PressTool::knuckles;
    case Surface::forearm:
      return PressTool::forearm;
    case Surface::elbow:
      return PressTool::elbow;
  }
  UNKNOT_CHECK(false, "an unknown surface");
}

double Graded::at(Firmness firmness) const {
  return (firmness == Firmness::soft ? soft : firmness == Firmness::middle ? middle : firm).value;
}

tissue::Law TissueLaw::law(Firmness firmness, double factor_ratio) const {
  const std::array<double, 3> c_Pa = {factor_ratio * c1_Pa.at(firmness), factor_ratio * c2_Pa.at(firmness),
                                      factor_ratio * c3_Pa.at(firmness)};
  tissue::Law law = bulk_Pa ? tissue::Law::yeoh_of_bulk(c_Pa, factor_ratio * bulk_Pa->value)
                            : tissue::Law::yeoh(c_Pa, poisson_ratio->value);
  for (const TissueProny& term : prony) law.prony.push_back({term.share_ratio.value, term.tau_s.value});
  return law;
}

double TissueKnowledge::constant(const std::string& id) const {
  const auto it = constants.find(id);
  UNKNOT_CHECK(it != constants.end(), "no constant \"" + id + "\" in tissue/press.toml");
  return it->second.value;
}

double TissueKnowledge::tone_factor_ratio(double tone_ratio) const {
  UNKNOT_CHECK(tone_ratio >= 0 && tone_ratio <= 1, "tone runs from 0 to 1, not to " + number_text(tone_ratio));
  return 1 + constant("tone_gain") * tone_ratio;
}

Result<TissueKnowledge> TissueKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  TissueKnowledge knowledge;
  if (const Node* file = require_file(files, "tissue/layers.toml", problems)) {
    TableReader root(*file, problems, "layers");
    for (std::size_t n = 0; n < kLawWords.size(); ++n) {
      if (const Node* node = root.table(kLawWords[n])) {
        knowledge.laws.emplace(static_cast<TissueKind>(n), read_law(*node, kLawWords[n], problems));
      }
    }
    root.finish();
  }
  if (const Node* file = require_file(files, "tissue/tools.toml", problems)) {
    TableReader root(*file, problems, "tools");
    for (std::size_t n = 0; n < kToolWords.size(); ++n) {
      if (const Node* node = root.table(kToolWords[n])) {
        knowledge.tools.emplace(static_cast<PressTool>(n), read_tool(*node, kToolWords[n], problems));
      }
    }
    root.finish();
  }
  if (const Node* file = require_file(files, "tissue/press.toml", problems)) {
    TableReader root(*file, problems, "press");
    for (const auto& [id, unit] : kConstants) {
      knowledge.constants.emplace(id, read_quantity(root, id, unit, problems));
    }
    root.finish();
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

}  // namespace unknot
