#include "unknot/body/body.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "unknot/body/smooth.h"
#include "unknot/core/number_text.h"
#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr double kProfileStep_ratio = 0.025;  // 56 samples between the chart's ends: under 1 mm from the smooth curve
constexpr double kBendStep_ratio = 0.05;      // of an edge along the spine: within 2 mm of the bent line

Regression read_regression(TableReader& reader, Problems& problems) {
  return {read_quantity(reader, "intercept", "m", problems),
          read_quantity(reader, "per_stature", "ratio", problems),
          read_quantity(reader, "per_mass", "m_per_kg", problems),
          read_quantity(reader, "error", "m", problems),
          read_quantity(reader, "mean", "m", problems),
          read_quantity(reader, "sd", "m", problems)};
}

SexBody read_sex(const Node& node, std::string_view what, Problems& problems) {
  TableReader reader(node, problems, what);
  SexBody body;
  body.stature_m = read_quantity(reader, "stature", "m", problems);
  body.stature_sd_m = read_quantity(reader, "stature_sd", "m", problems);
  body.mass_kg = read_quantity(reader, "mass", "kg", problems);
  body.mass_sd_kg = read_quantity(reader, "mass_sd", "kg", problems);
  body.mass_index_kg_m2 = read_quantity(reader, "mass_index", "kg_m2", problems);
  body.mass_index_sd_kg_m2 = read_quantity(reader, "mass_index_sd", "kg_m2", problems);
  body.interscye_m = read_quantity(reader, "interscye", "m", problems);
  body.chest_girth_m = read_quantity(reader, "chest_girth", "m", problems);
  body.waist_girth_m = read_quantity(reader, "waist_girth", "m", problems);
  body.buttock_girth_m = read_quantity(reader, "buttock_girth", "m", problems);
  body.chest_girth_sd_m = read_quantity(reader, "chest_girth_sd", "m", problems);
  body.waist_girth_sd_m = read_quantity(reader, "waist_girth_sd", "m", problems);
  body.buttock_girth_sd_m = read_quantity(reader, "buttock_girth_sd", "m", problems);
  body.narrow_waist_ratio = read_quantity(reader, "narrow_waist", "ratio", problems);
  body.neck_ratio = read_quantity(reader, "neck", "ratio", problems);
  reader.finish();
  return body;
}

/// Girth of an ellipse with these full axes, by Ramanujan's first approximation (1914): within 0.1 % here.
double ellipse_girth_m(double breadth_m, double depth_m) {
  const double a = breadth_m / 2;
  const double b = depth_m / 2;
  return std::numbers::pi * (3 * (a + b) - std::sqrt((3 * a + b) * (a + 3 * b)));
}

/// Skin arc from the midline to the posterior axillary line, at a level whose girth was measured in the sample: the
/// girth follows the ellipse of breadth and depth; the line stays at the share of a half girth that the interscye
/// arc takes of the chest.
double arc_m(const SexBody& knowledge, double mean_girth_m, const Regression& breadth, const Regression& depth,
             double breadth_m, double depth_m) {
  const double scale_ratio =
      ellipse_girth_m(breadth_m, depth_m) / ellipse_girth_m(breadth.mean_m.value, depth.mean_m.value);
  const double line_ratio = knowledge.interscye_m.value / knowledge.chest_girth_m.value;
  return line_ratio * mean_girth_m * scale_ratio / 2;
}

}  // namespace

double Regression::predict_m(double stature_m, double mass_kg) const {
  return intercept_m.value + per_stature_ratio.value * stature_m + per_mass_m_per_kg.value * mass_kg;
}

double BodyKnowledge::constant(const std::string& id) const {
  const auto it = constants.find(id);
  UNKNOT_CHECK(it != constants.end(), "no constant \"" + id + "\" in body/anthropometry.toml");
  return it->second.value;
}

Result<BodyKnowledge> BodyKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  BodyKnowledge knowledge;
  const Node* file = require_file(files, "body/anthropometry.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "anthropometry");
  knowledge.of_sex = read_for_each<Sex>(
      root, "sex", problems, [&](const Node& entry, std::string_view word) { return read_sex(entry, word, problems); });
  IdRegister ids("regression");
  for (const Node& entry : root.array("regression")) {
    TableReader reader(entry, problems, "regression");
    const std::string id = reader.text("id");
    const Sex sex = read_enum<Sex>(reader, "sex");
    ids.add(id + "/" + std::string(to_text(sex)), entry, problems);
    knowledge.of_sex[sex].regressions[id] = read_regression(reader, problems);
    reader.finish();
  }
  for (const auto& [sex, body] : knowledge.of_sex) {
    for (const char* id : {"biacromial", "bideltoid", "chest_breadth", "chest_depth", "waist_breadth", "waist_depth",
                           "hip_breadth", "buttock_depth", "waist_back_length", "c7_to_crest"}) {
      ids.require(std::string(id) + "/" + std::string(to_text(sex)), *file, problems);
    }
  }
  if (const Node* node = root.table("constants")) {
    TableReader reader(*node, problems, "constants");
    const auto take = [&](const char* id, const char* unit) {
      knowledge.constants[id] = read_quantity(reader, id, unit, problems);
    };
    take("stature_low", "m");
    take("stature_high", "m");
    take("mass_low", "kg");
    take("mass_high", "kg");
    take("sample_age_low", "years");
    take("sample_age_high", "years");
    take("extrapolated_beyond", "count");
    take("held_below", "count");
    take("range_width", "count");
    take("crest_along", "ratio");
    take("surface_over_height", "ratio");
    take("tape_error", "m");
    reader.finish();
  }
  static constexpr std::array<std::string_view, 6> kReferences = {"neck",         "shoulder", "chest",
                                                                  "narrow_waist", "waist",    "hip"};
  for (const Node& entry : root.array("profile")) {
    TableReader reader(entry, problems, "profile");
    ProfileKnot knot;
    knot.along = reader.number("along", {kAlongMin_ratio, kAlongMax_ratio});
    knot.reference = kReferences[reader.choice("reference", kReferences)];
    knot.share_ratio = read_quantity(reader, "share", "ratio", problems);
    reader.finish();
    if (!knowledge.profile.empty() && knot.along <= knowledge.profile.back().along) {
      reader.problem("\"along\" must rise from knot to knot");
    }
    knowledge.profile.push_back(knot);
  }
  root.finish();
  if (problems.empty() && (knowledge.profile.size() < 3 || knowledge.profile.front().along != kAlongMin_ratio ||
                           knowledge.profile.back().along != kAlongMax_ratio)) {
    problems.add(*file, "the profile must reach from along = -0.15 to along = 1.25");
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  Result<ShapeKnowledge> shape = ShapeKnowledge::load(files);
  if (!shape) {
    return shape.error();
  }
  knowledge.shape = std::move(*shape);
  return knowledge;
}

Body Body::from(const BodyKnowledge& knowledge, const Receiver& receiver) {
  const SexBody& sex = knowledge.of_sex.at(receiver.sex);
  const double stature_m = receiver.stature_m.value_or(sex.stature_m.value);
  const double mass_kg = receiver.mass_kg.value_or(
      receiver.stature_m ? sex.mass_index_kg_m2.value * stature_m * stature_m : sex.mass_kg.value);
  UNKNOT_CHECK(stature_m >= knowledge.constant("stature_low") && stature_m <= knowledge.constant("stature_high"),
               "stature_m = " + number_text(stature_m));
  UNKNOT_CHECK(mass_kg >= knowledge.constant("mass_low") && mass_kg <= knowledge.constant("mass_high"),
               "mass_kg = " + number_text(mass_kg));

  Body body;
  body.sex_ = receiver.sex;
  body.stature_m_ = stature_m;
  body.mass_kg_ = mass_kg;
  body.age_years_ = receiver.age_years;
  const double beyond_count = knowledge.constant("extrapolated_beyond");
  const auto note_outside = [&](bool outside, const char* what) {
    auto& list = body.extrapolated_because_;
    if (outside && std::find(list.begin(), list.end(), what) == list.end()) {
      list.emplace_back(what);
    }
  };
  const auto is_far = [&](double value, const Quantity& mean, const Quantity& sd) {
    return std::abs(value - mean.value) > beyond_count * sd.value;
  };
  note_outside(is_far(stature_m, sex.stature_m, sex.stature_sd_m), "stature");
  note_outside(is_far(mass_kg, sex.mass_kg, sex.mass_sd_kg), "mass");
  note_outside(receiver.age_years < knowledge.constant("sample_age_low") ||
                   receiver.age_years > knowledge.constant("sample_age_high"),
               "age");

  // What is not known adds its own spread: stature as in the sample, mass as the sample's mass index at this stature.
  const double stature_sd_m = receiver.stature_m ? 0 : sex.stature_sd_m.value;
  const double mass_sd_kg = receiver.mass_kg     ? 0
                            : receiver.stature_m ? sex.mass_index_sd_kg_m2.value * stature_m * stature_m
                                                 : sex.mass_sd_kg.value;
  const double width_count = knowledge.constant("range_width");
  for (const auto& [id, regression] : sex.regressions) {
    Estimate estimate;
    const double least_m = regression.mean_m.value - knowledge.constant("held_below") * regression.sd_m.value;
    estimate.value_m = regression.predict_m(stature_m, mass_kg);
    if (estimate.value_m < least_m) {  // straight lines turn negative far outside the sample; then it is said
      estimate.value_m = least_m;
      note_outside(true, "stature and mass together");
    }
    const double spread_m = std::sqrt(std::pow(regression.error_m.value, 2) +
                                      std::pow(regression.per_stature_ratio.value * stature_sd_m, 2) +
                                      std::pow(regression.per_mass_m_per_kg.value * mass_sd_kg, 2));
    estimate.low_m = std::max(estimate.value_m - width_count * spread_m, least_m / 2);
    estimate.high_m = estimate.value_m + width_count * spread_m;
    body.estimates_[id] = estimate;
  }

  const Estimate crest = body.estimates_.at("c7_to_crest");
  const double to_length_ratio = knowledge.constant("surface_over_height") / knowledge.constant("crest_along");
  body.estimates_["length"] = {crest.value_m * to_length_ratio, crest.low_m * to_length_ratio,
                               crest.high_m * to_length_ratio};
  // Girths follow the ellipse of breadth and depth.
  const auto girth = [&](const char* id, const Quantity& mean, const char* breadth, const char* depth) {
    const double mean_ellipse_m =
        ellipse_girth_m(sex.regressions.at(breadth).mean_m.value, sex.regressions.at(depth).mean_m.value);
    const Estimate& w = body.estimates_.at(breadth);
    const Estimate& d = body.estimates_.at(depth);
    body.estimates_[id] = {mean.value * ellipse_girth_m(w.value_m, d.value_m) / mean_ellipse_m,
                           mean.value * ellipse_girth_m(w.low_m, d.low_m) / mean_ellipse_m,
                           mean.value * ellipse_girth_m(w.high_m, d.high_m) / mean_ellipse_m};
  };
  girth("chest_girth", sex.chest_girth_m, "chest_breadth", "chest_depth");
  girth("waist_girth", sex.waist_girth_m, "waist_breadth", "waist_depth");
  girth("hip_girth", sex.buttock_girth_m, "hip_breadth", "buttock_depth");

  // What a tape measured, known to the tape's error; lengths that go with it are scaled alike.
  const double tape_m = width_count * knowledge.constant("tape_error");
  const auto put_measured = [&](const std::optional<double>& measured_m, const char* id,
                                std::initializer_list<const char*> with) {
    if (!measured_m) {
      return;
    }
    Estimate& estimate = body.estimates_.at(id);
    const double scale_ratio = *measured_m / estimate.value_m;
    const double narrower_ratio =
        std::min(2 * tape_m / ((estimate.high_m - estimate.low_m) * scale_ratio), 1.0);  // never wider than before
    estimate = {*measured_m, *measured_m - tape_m, *measured_m + tape_m};
    for (const char* other : with) {
      Estimate& follows = body.estimates_.at(other);
      const double value_m = follows.value_m * scale_ratio;
      follows = {value_m, value_m - (follows.value_m - follows.low_m) * scale_ratio * narrower_ratio,
                 value_m + (follows.high_m - follows.value_m) * scale_ratio * narrower_ratio};
    }
  };
  const MeasuredLengths& measured = receiver.measured;
  put_measured(measured.back_length_m, "length", {"c7_to_crest", "waist_back_length"});
  put_measured(measured.biacromial_m, "biacromial", {"bideltoid"});
  put_measured(measured.chest_girth_m, "chest_girth", {"chest_breadth", "chest_depth"});
  put_measured(measured.waist_girth_m, "waist_girth", {"waist_breadth", "waist_depth"});
  put_measured(measured.hip_girth_m, "hip_girth", {"hip_breadth", "buttock_depth"});
  const auto check_measured = [&](const std::optional<double>& measured_m, double mean_m, double sd_m,
                                  const char* what) {
    note_outside(measured_m && std::abs(*measured_m - mean_m) > beyond_count * sd_m, what);
  };
  const Regression& c7_to_crest = sex.regressions.at("c7_to_crest");
  check_measured(measured.back_length_m, c7_to_crest.mean_m.value * to_length_ratio,
                 c7_to_crest.sd_m.value * to_length_ratio, "back length");
  const Regression& biacromial = sex.regressions.at("biacromial");
  check_measured(measured.biacromial_m, biacromial.mean_m.value, biacromial.sd_m.value, "shoulder breadth");
  check_measured(measured.chest_girth_m, sex.chest_girth_m.value, sex.chest_girth_sd_m.value, "chest girth");
  check_measured(measured.waist_girth_m, sex.waist_girth_m.value, sex.waist_girth_sd_m.value, "waist girth");
  check_measured(measured.hip_girth_m, sex.buttock_girth_m.value, sex.buttock_girth_sd_m.value, "hip girth");
  body.length_ = body.estimates_.at("length");

  const auto value_m = [&](const char* id) { return body.estimates_.at(id).value_m; };
  const auto arc = [&](const Quantity& girth_mean, const char* breadth, const char* depth) {
    return arc_m(sex, girth_mean.value, sex.regressions.at(breadth), sex.regressions.at(depth), value_m(breadth),
                 value_m(depth));
  };
  const double shoulder_m = value_m("biacromial") / 2;
  const double waist_m = arc(sex.waist_girth_m, "waist_breadth", "waist_depth");
  const std::map<std::string, double> reference_m = {{"shoulder", shoulder_m},
                                                     {"neck", shoulder_m * sex.neck_ratio.value},
                                                     {"chest", arc(sex.chest_girth_m, "chest_breadth", "chest_depth")},
                                                     {"waist", waist_m},
                                                     {"narrow_waist", waist_m * sex.narrow_waist_ratio.value},
                                                     {"hip", arc(sex.buttock_girth_m, "hip_breadth", "buttock_depth")}};
  std::vector<std::pair<double, double>> knots;
  for (const ProfileKnot& knot : knowledge.profile) {
    knots.emplace_back(knot.along, knot.share_ratio.value * reference_m.at(knot.reference));
  }
  const MonotoneCubic curve(std::move(knots));
  const int count = static_cast<int>(std::lround((kAlongMax_ratio - kAlongMin_ratio) / kProfileStep_ratio));
  for (int i = 0; i <= count; ++i) {
    const double along = kAlongMin_ratio + (kAlongMax_ratio - kAlongMin_ratio) * i / count;
    body.profile_.emplace_back(along, curve.value(along));
  }
  return body;
}

double Body::half_width_m(double along) const {
  UNKNOT_CHECK(along >= kAlongMin_ratio - 1e-9 && along <= kAlongMax_ratio + 1e-9, "along = " + number_text(along));
  const double steps = static_cast<double>(profile_.size() - 1);
  const double position = std::clamp((along - kAlongMin_ratio) / (kAlongMax_ratio - kAlongMin_ratio), 0.0, 1.0) * steps;
  const std::size_t i = std::min(static_cast<std::size_t>(position), profile_.size() - 2);
  const double t = position - static_cast<double>(i);
  return profile_[i].second + t * (profile_[i + 1].second - profile_[i].second);
}

PlanePoint Body::to_plane(const ChartPoint& point) const {
  return {point.across * half_width_m(point.along), point.along * length_.value_m};
}

ChartPoint Body::to_chart(const PlanePoint& point) const {
  const double along = point.y_m / length_.value_m;
  return {point.x_m / half_width_m(along), along};
}

std::vector<PlanePoint> Body::to_plane(const ChartPolygon& polygon) const {
  std::vector<PlanePoint> points;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const ChartPoint& a = polygon[i];
    const ChartPoint& b = polygon[(i + 1) % polygon.size()];
    const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(b.along - a.along) / kBendStep_ratio)));
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps;
      points.push_back(to_plane(ChartPoint{a.across + t * (b.across - a.across), a.along + t * (b.along - a.along)}));
    }
  }
  return points;
}

const Estimate& Body::estimate(const std::string& name) const {
  const auto it = estimates_.find(name);
  UNKNOT_CHECK(it != estimates_.end(), "no estimate of \"" + name + "\"");
  return it->second;
}

}  // namespace unknot
