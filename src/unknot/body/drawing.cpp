#include "unknot/body/drawing.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/body/smooth.h"
#include "unknot/body/svg_path.h"
#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr double kMmPerM = 1000;
constexpr double kEdgeStep_ratio = 0.025;
constexpr double kAlongDrawnMin_ratio = -0.6;
constexpr double kAlongDrawnMax_ratio = 1.5;
constexpr std::array<std::string_view, 9> kReferences = {"head",         "neck",  "shoulder", "deltoid", "armpit",
                                                         "narrow_waist", "waist", "elbow",    "hip"};
constexpr std::array<std::string_view, 5> kKinds = {"furrow", "blade", "waist", "hair", "arm"};
constexpr std::array<std::string_view, 2> kSides = {"both", "middle"};

using Point = PicturePoint;

DrawnPoint read_point(const Node& node, Problems& problems) {
  DrawnPoint point;
  std::vector<double> numbers;
  for (const Node& item : node.items) {
    if (item.kind == Node::Kind::text && numbers.empty() && point.reference.empty()) {
      point.reference = item.text;
    } else if (item.kind == Node::Kind::integer) {
      numbers.push_back(static_cast<double>(item.integer));
    } else if (item.kind == Node::Kind::real) {
      numbers.push_back(item.real);
    } else {
      problems.add(item, "expected a number, found " + describe_found(item));
      return point;
    }
  }
  if (point.reference.empty() ? numbers.size() != 2 : numbers.size() != 3) {
    problems.add(node, "a point is [across, along] or [reference, share, plus, along]");
    return point;
  }
  point.along = numbers.back();
  if (point.along < kAlongDrawnMin_ratio || point.along > kAlongDrawnMax_ratio) {
    problems.add(node, "the point lies off the picture");
  }
  if (point.reference.empty()) {
    point.across = numbers[0];
    if (!is_on_chart({point.across, point.along})) {
      problems.add(node, "the point lies off the chart");
    }
  } else {
    point.share_ratio = numbers[0];
    point.plus_m = numbers[1];
    if (std::find(kReferences.begin(), kReferences.end(), point.reference) == kReferences.end()) {
      problems.add(node, "there is no reference \"" + point.reference + "\"",
                   "did you mean \"" + nearest_word(point.reference, kReferences) + "\"?");
    }
  }
  return point;
}

std::vector<DrawnPoint> read_points(TableReader& reader, Problems& problems) {
  std::vector<DrawnPoint> points;
  for (const Node& item : reader.array("points")) {
    points.push_back(read_point(item, problems));
  }
  if (points.size() < 2) {
    reader.problem("a line needs two points");
  }
  return points;
}

std::map<Sex, Quantity> read_by_sex(TableReader& root, std::string_view key, std::string_view unit,
                                    Problems& problems) {
  std::map<Sex, Quantity> values;
  if (const Node* node = root.table(key)) {
    TableReader reader(*node, problems, key);
    const auto words = words_of<Sex>();
    for (std::size_t i = 0; i < words.size(); ++i) {
      values[static_cast<Sex>(i)] = read_quantity(reader, words[i], unit, problems);
    }
    reader.finish();
  }
  return values;
}

/// Places drawn points for one body.
class Pen {
 public:
  Pen(const DrawingKnowledge& knowledge, const Body& body) {
    const Sex sex = body.sex();
    const double shoulder_m = body.estimate("biacromial").value_m / 2;
    const double waist_m = body.estimate("waist_breadth").value_m / 2;
    const double armpit_m =
        std::max(knowledge.armpit_half_ratio.at(sex).value * body.estimate("chest_breadth").value_m / 2,
                 knowledge.armpit_of_waist_ratio.value * waist_m);
    half_m_ = {{"head", knowledge.head_half_m.at(sex).value},
               {"neck", shoulder_m * knowledge.neck_half_ratio.at(sex).value},
               {"shoulder", shoulder_m},
               {"deltoid", std::max(body.estimate("bideltoid").value_m / 2,
                                    knowledge.deltoid_of_shoulder_ratio.value * shoulder_m)},
               {"armpit", armpit_m},
               {"narrow_waist", waist_m * knowledge.narrow_waist_ratio.at(sex).value},
               {"waist", waist_m},
               {"elbow", std::max(armpit_m, waist_m)},
               {"hip", body.estimate("hip_breadth").value_m / 2}};
  }
  [[nodiscard]] double half_m(const DrawnPoint& point) const {
    return point.share_ratio * half_m_.at(point.reference) + point.plus_m;
  }

 private:
  std::map<std::string, double> half_m_;
};

}  // namespace

Result<DrawingKnowledge> DrawingKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  DrawingKnowledge knowledge;
  const Node* file = require_file(files, "body/drawing.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "drawing");
  knowledge.provenance = read_provenance(root);
  knowledge.head_half_m = read_by_sex(root, "head_half", "m", problems);
  knowledge.neck_half_ratio = read_by_sex(root, "neck_half", "ratio", problems);
  knowledge.armpit_half_ratio = read_by_sex(root, "armpit_half", "ratio", problems);
  knowledge.narrow_waist_ratio = read_by_sex(root, "narrow_waist", "ratio", problems);
  if (const Node* node = root.table("least")) {
    TableReader reader(*node, problems, "least");
    knowledge.armpit_of_waist_ratio = read_quantity(reader, "armpit_of_waist", "ratio", problems);
    knowledge.deltoid_of_shoulder_ratio = read_quantity(reader, "deltoid_of_shoulder", "ratio", problems);
    reader.finish();
  }
  if (const Node* node = root.table("frame")) {
    TableReader reader(*node, problems, "frame");
    knowledge.margin_m = read_quantity(reader, "margin", "m", problems);
    knowledge.top_ratio = read_quantity(reader, "top", "ratio", problems);
    knowledge.bottom_ratio = read_quantity(reader, "bottom", "ratio", problems);
    reader.finish();
  }
  for (const Node& entry : root.array("outline")) {
    TableReader reader(entry, problems, "outline");
    knowledge.outline.push_back(read_points(reader, problems));
    reader.finish();
  }
  for (const Node& entry : root.array("edge")) {
    TableReader reader(entry, problems, "edge");
    if (const Node* point = reader.any_if("point")) {
      knowledge.edge.push_back(read_point(*point, problems));
    }
    reader.finish();
    if (knowledge.edge.empty() || knowledge.edge.back().reference.empty()) {
      reader.problem("an edge point is [reference, share, plus, along]");
    } else if (knowledge.edge.size() > 1 && knowledge.edge.back().along <= knowledge.edge.end()[-2].along) {
      reader.problem("the edge must go down the spine, each point below the one before");
    }
  }
  for (const Node& entry : root.array("detail")) {
    TableReader reader(entry, problems, "detail");
    DrawnLine line;
    line.id = reader.text("id");
    line.kind = kKinds[reader.choice("kind", kKinds)];
    line.both = reader.choice("side", kSides) == 0;
    line.closed = reader.boolean("closed");
    line.points = read_points(reader, problems);
    reader.finish();
    knowledge.details.push_back(line);
  }
  root.finish();
  if (problems.empty() && (knowledge.edge.size() < 2 || knowledge.edge.front().along != kAlongMin_ratio ||
                           knowledge.edge.back().along != kAlongMax_ratio)) {
    problems.add(*file, "the edge must reach from along = -0.15 to along = 1.25");
  }
  if (problems.empty() && knowledge.outline.empty()) {
    problems.add(*file, "the outline is missing");
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

std::pair<double, double> Drawing::at_mm(const ChartPoint& point) const {
  const auto after = std::upper_bound(half_width_mm.begin(), half_width_mm.end(), point.along,
                                      [](double along, const auto& sample) { return along < sample.first; });
  const auto high = std::clamp(after, half_width_mm.begin() + 1, half_width_mm.end() - 1);
  const auto low = high - 1;
  const double t = std::clamp((point.along - low->first) / (high->first - low->first), 0.0, 1.0);
  const double half_mm = low->second + t * (high->second - low->second);
  return {x0_mm + point.across * half_mm, y0_mm + point.along * mm_per_along};
}

Drawing draw_back(const DrawingKnowledge& knowledge, const Body& body) {
  const Pen pen(knowledge, body);
  Drawing drawing;
  drawing.mm_per_along = body.length_m() * kMmPerM;

  std::vector<std::pair<double, double>> knots;
  for (const DrawnPoint& point : knowledge.edge) {
    knots.emplace_back(point.along, pen.half_m(point) * kMmPerM);
  }
  const MonotoneCubic edge(std::move(knots));
  const int count = static_cast<int>(std::lround((kAlongMax_ratio - kAlongMin_ratio) / kEdgeStep_ratio));
  for (int i = 0; i <= count; ++i) {
    const double along = kAlongMin_ratio + (kAlongMax_ratio - kAlongMin_ratio) * i / count;
    drawing.half_width_mm.emplace_back(along, edge.value(along));
  }

  double widest_m = 0;
  for (const auto& run : knowledge.outline) {
    for (const DrawnPoint& point : run) {
      widest_m = std::max(widest_m, pen.half_m(point));
    }
  }
  drawing.x0_mm = (widest_m + knowledge.margin_m.value) * kMmPerM;
  drawing.width_mm = 2 * drawing.x0_mm;
  drawing.y0_mm = -knowledge.top_ratio.value * drawing.mm_per_along;
  drawing.height_mm = (knowledge.bottom_ratio.value - knowledge.top_ratio.value) * drawing.mm_per_along;

  const auto place = [&](const DrawnPoint& point, double mirror) {
    if (point.reference.empty()) {
      const auto [x, y] = drawing.at_mm({mirror * point.across, point.along});
      return Point{x, y};
    }
    return Point{drawing.x0_mm + mirror * pen.half_m(point) * kMmPerM,
                 drawing.y0_mm + point.along * drawing.mm_per_along};
  };
  const auto place_all = [&](const std::vector<DrawnPoint>& points, double mirror) {
    std::vector<Point> placed;
    for (const DrawnPoint& point : points) {
      placed.push_back(place(point, mirror));
    }
    return placed;
  };

  // Down the right half, then up the left with every run reversed.
  move_to(drawing.outline, place(knowledge.outline.front().front(), 1));
  for (const auto& run : knowledge.outline) {
    append_smooth(drawing.outline, place_all(run, 1), false);
  }
  for (auto run = knowledge.outline.rbegin(); run != knowledge.outline.rend(); ++run) {
    std::vector<Point> points = place_all(*run, -1);
    std::reverse(points.begin(), points.end());
    append_smooth(drawing.outline, points, false);
  }
  drawing.outline += " Z";

  for (const DrawnLine& line : knowledge.details) {
    const auto add = [&](const std::string& id, double mirror) {
      drawing.details.push_back({id, line.kind, smooth_path(place_all(line.points, mirror), line.closed)});
    };
    if (line.both) {
      add(line.id + "_left", -1);
      add(line.id + "_right", 1);
    } else {
      add(line.id, 1);
    }
  }
  return drawing;
}

}  // namespace unknot
