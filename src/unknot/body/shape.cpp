#include "unknot/body/shape.h"

#include <array>

#include "unknot/core/number_text.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

struct NumberRow {
  const char* id;
  const char* unit;
};

/// Every number the shape needs; one more in the file, or one less, is a problem.
constexpr NumberRow kNumbers[] = {
    {"kyphosis_female", "rad"},
    {"kyphosis_male", "rad"},
    {"lordosis_female", "rad"},
    {"lordosis_male", "rad"},
    {"lordosis_prone", "ratio"},
    {"lordosis_side", "ratio"},
    {"lordosis_seated", "ratio"},
    {"kyphosis_prone", "ratio"},
    {"kyphosis_side", "ratio"},
    {"kyphosis_seated", "ratio"},
    {"kyphosis_upper", "ratio"},
    {"nape_angle", "rad"},
    {"cleft_angle", "rad"},
    {"row_lean", "ratio"},
    {"lean_index", "kg_m2"},
    {"full_index", "kg_m2"},
    {"relief_female", "ratio"},
    {"column_chest_lean", "m"},
    {"column_loin_lean", "m"},
    {"column_full", "m"},
    {"column_chest_apart", "m"},
    {"column_loin_apart", "m"},
    {"blade_lean", "m"},
    {"blade_full", "m"},
    {"blade_edge", "m"},
    {"ridge_lean", "m"},
    {"blade_aside_prone", "m"},
    {"blade_aside_seated", "m"},
    {"blade_aside_side", "m"},
    {"c7_bump", "m"},
    {"dimple", "m"},
    {"roll", "m"},
    {"spur", "m"},
    {"spur_prone", "ratio"},
    {"spur_side", "ratio"},
    {"spur_seated", "ratio"},
    {"buttock_apart", "ratio"},
    {"buttock_along", "ratio"},
    {"buttock_breadth", "ratio"},
    {"buttock_height", "ratio"},
    {"buttock_depth", "ratio"},
    {"buttock_rise_female", "ratio"},
    {"buttock_rise_male", "ratio"},
    {"head_height", "ratio"},
    {"upper_arm_length", "ratio"},
    {"forearm_length", "ratio"},
    {"hand_length", "ratio"},
    {"thigh_length", "ratio"},
    {"shank_length", "ratio"},
    {"foot_length", "ratio"},
    {"upper_arm_mass_female", "ratio"},
    {"upper_arm_mass_male", "ratio"},
    {"forearm_mass_female", "ratio"},
    {"forearm_mass_male", "ratio"},
    {"thigh_mass_female", "ratio"},
    {"thigh_mass_male", "ratio"},
    {"shank_mass_female", "ratio"},
    {"shank_mass_male", "ratio"},
    {"density", "kg_m3"},
};
constexpr std::array<const char*, 3> kCurves = {"kyphosis_of_age", "lordosis_of_age", "relief_of_age"};
constexpr std::array<std::string_view, 6> kReferences = {"shoulder", "chest",     "narrow_waist",
                                                         "waist",    "upper_hip", "hip"};
constexpr Range kAnyX = {-1000, 1000};

std::vector<std::pair<double, double>> read_knots(TableReader& reader, Range range) {
  std::vector<std::pair<double, double>> knots;
  for (const Node& node : reader.array("knots")) {
    if (node.kind != Node::Kind::array || node.items.size() != 2) {
      reader.problem("a knot is [x, y]");
      return {};
    }
    const double x = node.items[0].real;
    const double y = node.items[1].real;
    if (!(x >= kAnyX.low && x <= kAnyX.high && y >= range.low && y <= range.high)) {
      reader.problem("the knot [" + number_text(x) + ", " + number_text(y) + "] is out of range");
    }
    if (!knots.empty() && x <= knots.back().first) {
      reader.problem("the first numbers of \"knots\" must rise");
    }
    knots.emplace_back(x, y);
  }
  if (knots.size() < 2) {
    reader.problem("a curve has at least two knots");
  }
  return knots;
}

}  // namespace

Result<ShapeKnowledge> ShapeKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  ShapeKnowledge shape;
  const Node* file = require_file(files, "body/shape.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "shape");
  if (const Node* node = root.table("numbers")) {
    TableReader reader(*node, problems, "numbers");
    for (const NumberRow& row : kNumbers) {
      shape.numbers[row.id] = read_quantity(reader, row.id, row.unit, problems);
    }
    reader.finish();
  }
  IdRegister ids("curve");
  for (const Node& entry : root.array("curve")) {
    TableReader reader(entry, problems, "curve");
    const std::string id = reader.text("id");
    ids.add(id, entry, problems);
    const std::string unit = reader.text("unit");
    if (unit != "ratio") {
      reader.problem("the curves here are ratios, found \"" + unit + "\"");
    }
    const std::vector<double> range = reader.numbers("range", kAnyX);
    shape.curves[id] = read_knots(reader, range.size() == 2 ? Range{range[0], range[1]} : Range{0, 0});
    (void)read_provenance(reader);
    reader.finish();
  }
  for (const char* id : kCurves) {
    ids.require(id, *file, problems);
  }
  for (const Node& entry : root.array("section")) {
    TableReader reader(entry, problems, "section");
    TrunkSection section;
    section.along = reader.number("along", {-0.5, 2});
    section.reference = kReferences[reader.choice("reference", kReferences)];
    section.breadth_ratio = read_quantity(reader, "breadth", "ratio", problems);
    section.depth_ratio = read_quantity(reader, "depth", "ratio", problems);
    section.fullness_ratio = read_quantity(reader, "fullness", "ratio", problems);
    reader.finish();
    if (!shape.sections.empty() && section.along <= shape.sections.back().along) {
      reader.problem("\"along\" must rise from section to section");
    }
    shape.sections.push_back(section);
  }
  root.finish();
  for (const std::string_view reference : kReferences) {
    bool found = false;
    for (const TrunkSection& section : shape.sections) {
      found = found || section.reference == reference;
    }
    if (!found) {
      problems.add(*file, "no section refers to \"" + std::string(reference) + "\"");
    }
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return shape;
}

double ShapeKnowledge::number(const std::string& id) const {
  const auto it = numbers.find(id);
  UNKNOT_CHECK(it != numbers.end(), "no number \"" + id + "\" in body/shape.toml");
  return it->second.value;
}

const std::vector<std::pair<double, double>>& ShapeKnowledge::curve(const std::string& id) const {
  const auto it = curves.find(id);
  UNKNOT_CHECK(it != curves.end(), "no curve \"" + id + "\" in body/shape.toml");
  return it->second;
}

}  // namespace unknot
