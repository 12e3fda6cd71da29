#include "unknot/body/hand.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/core/number_text.h"
#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr double kMmPerM = 1000;
/// White around a drawing.
constexpr double kMargin_mm = 4;
/// A point of a drawing farther away than this many hands is a slip.
constexpr double kFarthest_ratio = 3;
constexpr std::array<std::string_view, 7> kDetailKinds = {"crease", "nail", "knuckle", "tendon", "edge", "arch", "pad"};

SexHand read_sex(const Node& node, std::string_view what, Problems& problems) {
  TableReader reader(node, problems, what);
  SexHand hand;
  hand.stature_m = read_quantity(reader, "stature", "m", problems);
  hand.mass_kg = read_quantity(reader, "mass", "kg", problems);
  hand.length_m = read_quantity(reader, "length", "m", problems);
  hand.length_sd_m = read_quantity(reader, "length_sd", "m", problems);
  hand.breadth_m = read_quantity(reader, "breadth", "m", problems);
  hand.breadth_sd_m = read_quantity(reader, "breadth_sd", "m", problems);
  hand.forearm_girth_m = read_quantity(reader, "forearm_girth", "m", problems);
  hand.forearm_girth_sd_m = read_quantity(reader, "forearm_girth_sd", "m", problems);
  hand.hand_box_m2 = read_quantity(reader, "hand_box", "m2", problems);
  hand.hand_box_sd_m2 = read_quantity(reader, "hand_box_sd", "m2", problems);
  hand.palm_box_m2 = read_quantity(reader, "palm_box", "m2", problems);
  hand.palm_box_sd_m2 = read_quantity(reader, "palm_box_sd", "m2", problems);
  if (const Node* from = reader.table("length_from")) {
    TableReader regression(*from, problems, "length_from");
    hand.intercept_m = read_quantity(regression, "intercept", "m", problems);
    hand.per_stature_ratio = read_quantity(regression, "per_stature", "ratio", problems);
    hand.per_mass_m_per_kg = read_quantity(regression, "per_mass", "m_per_kg", problems);
    hand.error_m = read_quantity(regression, "error", "m", problems);
    regression.finish();
  }
  reader.finish();
  return hand;
}

std::vector<PicturePoint> read_points(const Node& list, Problems& problems) {
  std::vector<PicturePoint> points;
  for (const Node& item : list.items) {
    std::vector<double> numbers;
    for (const Node& value : item.items) {
      if (value.kind == Node::Kind::integer) {
        numbers.push_back(static_cast<double>(value.integer));
      } else if (value.kind == Node::Kind::real) {
        numbers.push_back(value.real);
      }
    }
    if (item.kind != Node::Kind::array || item.items.size() != 2 || numbers.size() != 2) {
      problems.add(item, "a point is [share of the breadth, share of the length], found " + describe_found(item));
      return points;
    }
    if (std::abs(numbers[0]) > kFarthest_ratio || std::abs(numbers[1]) > kFarthest_ratio) {
      problems.add(item, "the point lies off the picture");
    }
    points.push_back({numbers[0], numbers[1]});
  }
  return points;
}

HandLine read_line(TableReader& reader, std::string_view key, std::string kind, bool closed, Problems& problems) {
  HandLine line{std::move(kind), closed, {}};
  reader.array(key);
  if (const Node* list = reader.any_if(key); list != nullptr && list->kind == Node::Kind::array) {
    line.points = read_points(*list, problems);
    const std::size_t least_count = closed ? 3 : 2;
    if (line.points.size() < least_count) {
      problems.add(*list, "a " + line.kind + " needs " + std::to_string(least_count) + " points");
    }
  }
  return line;
}

std::vector<HandLine> read_details(TableReader& parent, Problems& problems) {
  std::vector<HandLine> details;
  for (const Node& entry : parent.array("detail")) {
    TableReader reader(entry, problems, "detail");
    const std::string kind(kDetailKinds[reader.choice("kind", kDetailKinds)]);
    const bool closed = reader.boolean("closed");
    details.push_back(read_line(reader, "points", kind, closed, problems));
    reader.finish();
  }
  return details;
}

HandShape read_shape(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "shape");
  HandShape shape;
  shape.surface = read_enum<Surface>(reader, "surface");
  shape.outline = read_line(reader, "outline", "outline", true, problems);
  for (const Node& patch : reader.array("contact")) {
    shape.contact.push_back({"contact", true, read_points(patch, problems)});
    if (shape.contact.back().points.size() < 3) {
      problems.add(patch, "a contact needs three points");
    }
  }
  if (shape.contact.empty()) {
    reader.problem("a hand that touches nothing: \"contact\" needs a patch");
  }
  shape.details = read_details(reader, problems);
  shape.provenance = read_provenance(reader);
  reader.finish();
  return shape;
}

/// Area and centre of a closed polygon (shoelace).
struct Patch {
  double area = 0;
  PicturePoint centre;
};

Patch patch_of(const std::vector<PicturePoint>& points) {
  Patch patch;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const PicturePoint& a = points[i];
    const PicturePoint& b = points[(i + 1) % points.size()];
    const double twice = a.x * b.y - b.x * a.y;
    patch.area += twice / 2;
    patch.centre.x += (a.x + b.x) * twice / 6;
    patch.centre.y += (a.y + b.y) * twice / 6;
  }
  if (patch.area != 0) {
    patch.centre.x /= patch.area;
    patch.centre.y /= patch.area;
  }
  patch.area = std::abs(patch.area);
  return patch;
}

PicturePoint middle_of(const std::vector<HandLine>& patches) {
  PicturePoint middle;
  double whole = 0;
  for (const HandLine& line : patches) {
    const Patch patch = patch_of(line.points);
    middle.x += patch.area * patch.centre.x;
    middle.y += patch.area * patch.centre.y;
    whole += patch.area;
  }
  return {middle.x / whole, middle.y / whole};
}

/// Shares to millimetres, and the box they fill.
class Frame {
 public:
  Frame(double breadth_m, double length_m) : x_scale_(breadth_m * kMmPerM), y_scale_(length_m * kMmPerM) {}
  void hold(const HandLine& line) {
    for (const PicturePoint& point : line.points) {
      low_.x = std::min(low_.x, point.x);
      low_.y = std::min(low_.y, point.y);
      high_.x = std::max(high_.x, point.x);
      high_.y = std::max(high_.y, point.y);
    }
  }
  [[nodiscard]] PicturePoint place(const PicturePoint& point) const {
    return {(point.x - low_.x) * x_scale_ + kMargin_mm, (point.y - low_.y) * y_scale_ + kMargin_mm};
  }
  [[nodiscard]] double width_mm() const { return (high_.x - low_.x) * x_scale_ + 2 * kMargin_mm; }
  [[nodiscard]] double height_mm() const { return (high_.y - low_.y) * y_scale_ + 2 * kMargin_mm; }
  [[nodiscard]] std::string path(const HandLine& line) const {
    std::vector<PicturePoint> placed;
    for (const PicturePoint& point : line.points) {
      placed.push_back(place(point));
    }
    return smooth_path(placed, line.closed);
  }

 private:
  double x_scale_, y_scale_;
  PicturePoint low_{1e9, 1e9};
  PicturePoint high_{-1e9, -1e9};
};

double tenths(double value_mm) { return rounded(value_mm, 1); }

Json details_json(const Frame& frame, const std::vector<HandLine>& lines) {
  Json details = Json::array();
  for (const HandLine& line : lines) {
    details.push_back(frame.path(line));
  }
  return details;
}

Json json_of(const HandEstimate& estimate) {
  return {{"value", rounded(estimate.value, 6)},
          {"low", rounded(estimate.low, 6)},
          {"high", rounded(estimate.high, 6)},
          {"source", estimate.provenance.source},
          {"status", to_text(estimate.provenance.status)}};
}

/// What one sex's sample says of one owner.
struct SexEstimate {
  HandEstimate length, breadth, girth, hand_box, palm_box;
};

SexEstimate estimate_of(const SexHand& hand, const HandOwner& owner, double width_count) {
  const auto estimate = [&](const Quantity& mean, double value, double sd) {
    return HandEstimate{value,
                        value - width_count * sd,
                        value + width_count * sd,
                        mean.unit,
                        {mean.provenance.source, EvidenceStatus::computed}};
  };
  const double stature_m = owner.stature_m.value_or(hand.stature_m.value);
  const double mass_kg = owner.mass_kg.value_or(hand.mass_kg.value);
  SexEstimate found;
  if (owner.stature_m) {
    found.length = estimate(
        hand.intercept_m,
        hand.intercept_m.value + hand.per_stature_ratio.value * stature_m + hand.per_mass_m_per_kg.value * mass_kg,
        hand.error_m.value);
  } else {
    found.length = estimate(hand.length_m, hand.length_m.value, hand.length_sd_m.value);
  }
  // A longer hand is broader in the same proportion; what is left of the sample's spread stays as it is.
  const double grown_ratio = found.length.value / hand.length_m.value;
  found.breadth = estimate(hand.breadth_m, hand.breadth_m.value * grown_ratio, hand.breadth_sd_m.value);
  found.girth = estimate(hand.forearm_girth_m, hand.forearm_girth_m.value * grown_ratio, hand.forearm_girth_sd_m.value);
  const double area_ratio = grown_ratio * grown_ratio;
  found.hand_box = estimate(hand.hand_box_m2, hand.hand_box_m2.value * area_ratio, hand.hand_box_sd_m2.value);
  found.palm_box = estimate(hand.palm_box_m2, hand.palm_box_m2.value * area_ratio, hand.palm_box_sd_m2.value);
  return found;
}

/// The middle of both, with a range over both.
HandEstimate over(const HandEstimate& a, const HandEstimate& b) {
  return {(a.value + b.value) / 2, std::min(a.low, b.low), std::max(a.high, b.high), a.unit, a.provenance};
}

}  // namespace

Result<HandKnowledge> HandKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  HandKnowledge knowledge;
  const Node* file = require_file(files, "body/hand.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "hand");
  knowledge.range_width_count = read_quantity(root, "range_width", "count", problems);
  knowledge.of_sex = read_for_each<Sex>(
      root, "sex", problems, [&](const Node& entry, std::string_view word) { return read_sex(entry, word, problems); });
  const auto surfaces = words_of<Surface>();
  if (const Node* node = root.table("area")) {
    TableReader areas(*node, problems, "area");
    for (std::size_t i = 0; i < surfaces.size(); ++i) {
      if (const Node* entry = areas.table(surfaces[i])) {
        TableReader reader(*entry, problems, surfaces[i]);
        HandArea area;
        area.share_of_palm_box_ratio = read_quantity_if(reader, "share_of_palm_box", "ratio", problems);
        area.spread_ratio = read_quantity(reader, "spread", "ratio", problems);
        reader.finish();
        knowledge.areas[static_cast<Surface>(i)] = area;
      }
    }
    areas.finish();
  }
  for (const Node& entry : root.array("shape")) {
    knowledge.shapes.push_back(read_shape(entry, problems));
  }
  if (const Node* node = root.table("foot")) {
    TableReader reader(*node, problems, "foot");
    knowledge.foot_length_m = read_quantity(reader, "length", "m", problems);
    knowledge.foot_breadth_m = read_quantity(reader, "breadth", "m", problems);
    knowledge.foot_outline = read_line(reader, "outline", "outline", true, problems);
    knowledge.foot_details = read_details(reader, problems);
    reader.finish();
  }
  root.finish();
  for (std::size_t i = 0; problems.empty() && i < surfaces.size(); ++i) {
    if (i >= knowledge.shapes.size() || knowledge.shapes[i].surface != static_cast<Surface>(i)) {
      problems.add(*file,
                   "one shape for each surface, in this order; the next is \"" + std::string(surfaces[i]) + "\"");
    }
  }
  if (problems.empty() && knowledge.shapes.size() > surfaces.size()) {
    problems.add(*file, "one shape for each surface, no more");
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return knowledge;
}

HandModel HandModel::from(const HandKnowledge& knowledge, const Contacts& contacts, const HandOwner& owner) {
  const double width_count = knowledge.range_width_count.value;
  SexEstimate found;
  if (owner.sex) {
    found = estimate_of(knowledge.of_sex.at(*owner.sex), owner, width_count);
  } else {
    const SexEstimate a = estimate_of(knowledge.of_sex.at(Sex::female), owner, width_count);
    const SexEstimate b = estimate_of(knowledge.of_sex.at(Sex::male), owner, width_count);
    found = {over(a.length, b.length), over(a.breadth, b.breadth), over(a.girth, b.girth), over(a.hand_box, b.hand_box),
             over(a.palm_box, b.palm_box)};
  }
  HandModel model;
  model.shapes_ = knowledge.shapes;
  model.estimates_ = {{"length", found.length}, {"breadth", found.breadth}, {"forearm_girth", found.girth}};
  const double middle_box_m2 =
      (knowledge.of_sex.at(Sex::female).hand_box_m2.value + knowledge.of_sex.at(Sex::male).hand_box_m2.value) / 2;
  for (const auto& [surface, area] : knowledge.areas) {
    const bool of_palm = area.share_of_palm_box_ratio.has_value();
    const HandEstimate& box = of_palm ? found.palm_box : found.hand_box;
    const double per_box = of_palm ? area.share_of_palm_box_ratio->value : contacts.area_m2(surface) / middle_box_m2;
    const Quantity& from = of_palm ? *area.share_of_palm_box_ratio : contacts.of(surface).area_m2;
    const double spread_ratio = area.spread_ratio.value;
    model.areas_[surface] = {box.value * per_box, box.low * per_box * (1 - spread_ratio),
                             box.high * per_box * (1 + spread_ratio), "m2", from.provenance};
  }
  return model;
}

const HandEstimate& HandModel::estimate(const std::string& name) const {
  const auto it = estimates_.find(name);
  UNKNOT_CHECK(it != estimates_.end(), "no estimate of \"" + name + "\"");
  return it->second;
}

const HandEstimate& HandModel::area(Surface surface) const { return areas_.at(surface); }

Json hands_json(const HandModel& hand) {
  Json list = Json::array();
  for (const HandShape& shape : hand.shapes()) {
    Frame frame(hand.estimate("breadth").value, hand.estimate("length").value);
    frame.hold(shape.outline);
    for (const HandLine& patch : shape.contact) {
      frame.hold(patch);
    }
    const PicturePoint origin = frame.place(middle_of(shape.contact));
    std::string contact;
    for (const HandLine& patch : shape.contact) {
      contact += (contact.empty() ? "" : " ") + frame.path(patch);
    }
    list.push_back({{"surface", to_text(shape.surface)},
                    {"width", tenths(frame.width_mm())},
                    {"height", tenths(frame.height_mm())},
                    {"origin", Json::array({tenths(origin.x), tenths(origin.y)})},
                    {"outline", frame.path(shape.outline)},
                    {"details", details_json(frame, shape.details)},
                    {"contact", contact}});
  }
  return list;
}

Json foot_json(const HandKnowledge& knowledge) {
  Frame frame(knowledge.foot_breadth_m.value, knowledge.foot_length_m.value);
  frame.hold(knowledge.foot_outline);
  return {{"width", tenths(frame.width_mm())},
          {"height", tenths(frame.height_mm())},
          {"outline", frame.path(knowledge.foot_outline)},
          {"details", details_json(frame, knowledge.foot_details)}};
}

Json hand_model_json(const HandModel& hand) {
  Json areas = Json::object();
  const auto surfaces = words_of<Surface>();
  for (std::size_t i = 0; i < surfaces.size(); ++i) {
    areas[std::string(surfaces[i])] = json_of(hand.area(static_cast<Surface>(i)));
  }
  return {{"length_m", json_of(hand.estimate("length"))},
          {"breadth_m", json_of(hand.estimate("breadth"))},
          {"forearm_girth_m", json_of(hand.estimate("forearm_girth"))},
          {"area_m2", std::move(areas)}};
}

}  // namespace unknot
