#include "unknot/body/trunk.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unknot {
namespace {

constexpr double kStep_ratio = 0.02;  // between control points of the loft's curves: about 1 cm
constexpr double kSeat_along = 1.36;  // where a seated trunk ends
constexpr double kCapBlend_m = 0.06;  // rounding of the loft's two ends
constexpr double kPi = std::numbers::pi;

/// u^2 exp(1 - u^2): nothing on the midline, one at u = 1, gone at 3: a pair of columns with a furrow between.
double column(double u) { return u * u * std::exp(1 - u * u); }
double bell(double u) { return std::exp(-u * u); }

/// Rounded max, for the ends of the loft.
double smooth_max_m(double a_m, double b_m, double blend_m) { return -smooth_min_m(-a_m, -b_m, blend_m); }

/// How much further along its ray the unit squircle lies than (X, Z): 1 on it.
double squircle_reach(double X, double Z, double fullness) {
  const double sum = X * X + Z * Z;
  const double product = fullness * X * fullness * X * Z * Z;
  return std::sqrt(2 / (sum + std::sqrt(std::max(sum * sum - 4 * product, 0.0))));
}

std::string of_view(const char* what, View view) { return std::string(what) + "_" + std::string(to_text(view)); }
std::string of_sex(const char* what, Sex sex) { return std::string(what) + "_" + std::string(to_text(sex)); }

}  // namespace

double section_girth_m(double breadth_m, double depth_m, double fullness_ratio) {
  constexpr int kChords_count = 128;
  double girth_m = 0;
  Vec3 last;
  for (int i = 0; i <= kChords_count; ++i) {
    const double angle = 2 * kPi * i / kChords_count;
    const double reach = squircle_reach(std::cos(angle), std::sin(angle), fullness_ratio);
    const Vec3 point{breadth_m / 2 * reach * std::cos(angle), 0, depth_m / 2 * reach * std::sin(angle)};
    girth_m += i > 0 ? norm(point - last) : 0;
    last = point;
  }
  return girth_m;
}

Trunk::Trunk(const BodyKnowledge& knowledge, const Body& body, View view,
             const std::map<std::string, TrunkLengths>& lengths, double lift_m) {
  const ShapeKnowledge& shape = knowledge.shape;
  const auto of_age = [&](const char* curve) {
    return MonotoneCubic(shape.curve(curve)).value(std::clamp(body.age_years(), 18.0, 90.0));
  };

  // The spine's angles against the trunk's axis: most at C7, none at the chest's crest, least between chest and loin.
  const double kyphosis = shape.number(of_sex("kyphosis", body.sex())) * shape.number(of_view("kyphosis", view)) *
                          of_age("kyphosis_of_age");
  const double lordosis = shape.number(of_sex("lordosis", body.sex())) * shape.number(of_view("lordosis", view)) *
                          of_age("lordosis_of_age");
  const double upper = kyphosis * shape.number("kyphosis_upper");
  const double between = upper - kyphosis;
  const double sacrum = between + lordosis;
  angle_rad_ = SmoothCurve({{-0.4, shape.number("nape_angle")},
                            {-0.1, std::max(shape.number("nape_angle"), upper * 0.9)},
                            {0.03, upper},
                            {0.34, 0.0},
                            {0.68, between},
                            {0.96, sacrum},
                            {1.04, sacrum * 0.6},
                            {1.22, shape.number("cleft_angle")},
                            {1.6, shape.number("cleft_angle")}},
                           kStep_ratio);
  // Skin length C7 to PSIS = height times the mean of 1 / cos(angle).
  double arc_ratio = 0;
  constexpr int kSlices_count = 400;
  for (int i = 0; i < kSlices_count; ++i) {
    arc_ratio += 1 / std::cos(angle_rad_.value((i + 0.5) / kSlices_count)) / kSlices_count;
  }
  height_m_ = body.length_m() / arc_ratio;
  std::vector<std::pair<double, double>> midline = {{0.0, lift_m}};
  for (double along = 0; along < 1.6; along += kStep_ratio) {
    midline.emplace_back(
        along + kStep_ratio,
        midline.back().second + kStep_ratio * height_m_ * std::tan(angle_rad_.value(along + kStep_ratio / 2)));
  }
  for (double along = 0; along > -0.4; along -= kStep_ratio) {
    midline.insert(midline.begin(), {along - kStep_ratio,
                                     midline.front().second - kStep_ratio * height_m_ *
                                                                  std::tan(angle_rad_.value(along - kStep_ratio / 2))});
  }
  midline_m_ = SmoothCurve(std::move(midline), kStep_ratio);

  std::vector<std::pair<double, double>> breadth, depth, fullness;
  for (const TrunkSection& section : shape.sections) {
    const TrunkLengths& reference = lengths.at(section.reference);
    breadth.emplace_back(section.along, section.breadth_ratio.value * reference.breadth_m / 2);
    depth.emplace_back(section.along, section.depth_ratio.value * reference.depth_m / 2);
    fullness.emplace_back(section.along, section.fullness_ratio.value);
  }
  top_m_ = y_m(shape.sections.front().along + 0.04);
  // Seated, the thighs leave forward and the trunk ends at the seat.
  bottom_m_ = view == View::seated ? y_m(kSeat_along) : y_m(shape.sections.back().along);
  half_breadth_m_ = SmoothCurve(std::move(breadth), kStep_ratio);
  half_depth_m_ = SmoothCurve(std::move(depth), kStep_ratio);
  fullness_ = SmoothCurve(std::move(fullness), kStep_ratio);
  half_width_m_ = SmoothCurve(body.profile(), kStep_ratio);

  const double mass_index = body.mass_kg() / (body.stature_m() * body.stature_m());
  const double lean_index = shape.number("lean_index");
  const double full = smooth_step_ratio((mass_index - lean_index) / (shape.number("full_index") - lean_index));
  const double muscle =
      (1 - full) * of_age("relief_of_age") * (body.sex() == Sex::female ? shape.number("relief_female") : 1.0);
  const auto between_lean_and_full = [&](const char* lean, const char* fat) {
    return shape.number(lean) * muscle + shape.number(fat) * full;
  };
  relief_.lean_ratio = 1 - full;
  relief_.full_ratio = full;
  relief_.column_chest_m = between_lean_and_full("column_chest_lean", "column_full");
  relief_.column_loin_m = between_lean_and_full("column_loin_lean", "column_full");
  relief_.column_chest_apart_m = shape.number("column_chest_apart");
  relief_.column_loin_apart_m = shape.number("column_loin_apart");
  relief_.blade_m = between_lean_and_full("blade_lean", "blade_full");
  relief_.blade_edge_m = shape.number("blade_edge");
  relief_.blade_aside_m = shape.number(of_view("blade_aside", view));
  relief_.ridge_m = shape.number("ridge_lean") * muscle;
  relief_.c7_m = shape.number("c7_bump") * (1 - 0.5 * full);
  relief_.dimple_m = shape.number("dimple") * (0.4 + 0.6 * (1 - full));
  relief_.roll_m = shape.number("roll") * full * full;
  relief_.spur_m = shape.number("spur") * (1 - full) * shape.number(of_view("spur", view));
}

double Trunk::distance_m(const Vec3& p) const {
  const double along = nominal_along(p.y);
  const double a_m = half_breadth_m_.value(along);
  const double b_m = half_depth_m_.value(along);
  const double z_m = p.z - (midline_m_.value(along) - b_m);
  const double X = p.x / a_m;
  const double Z = z_m / b_m;
  const double reach = squircle_reach(X, Z, fullness_.value(along));
  const double radius_m = std::sqrt(p.x * p.x + z_m * z_m) + 1e-9;
  const double skin_m = std::min(radius_m * reach, 2 * (a_m + b_m));
  // Distance along the ray, shortened by the slope of the loft along the trunk.
  const double share = X * X / (X * X + Z * Z + 1e-12);
  const double slope = (share * skin_m / a_m * half_breadth_m_.slope_ratio(along) +
                        (1 - share) * skin_m / b_m * half_depth_m_.slope_ratio(along)) /
                           height_m_ +
                       z_m / radius_m * (midline_m_.slope_ratio(along) - half_depth_m_.slope_ratio(along)) / height_m_;
  const double loft_m = (radius_m - skin_m) / std::sqrt(1 + slope * slope);
  return smooth_max_m(smooth_max_m(loft_m, p.y - top_m_, kCapBlend_m), bottom_m_ - p.y, kCapBlend_m);
}

// Heights come from knowledge; how far each feature reaches is drawing, laid over the landmarks of techniques 4A.
double Trunk::relief_m(const Vec3& p) const {
  const double along = nominal_along(p.y);
  if (along < -0.2 || along > 1.3) {
    return 0;
  }
  const double b_m = half_depth_m_.value(along);
  const double dorsal = smooth_step_ratio(((p.z - midline_m_.value(along) + b_m) / b_m + 0.15) / 0.5);
  if (dorsal <= 0) {
    return 0;
  }
  const double x_m = std::abs(p.x);
  const Relief& r = relief_;

  const double to_loin = smooth_step_ratio((along - 0.42) / 0.3);
  const double column_m = r.column_chest_m + to_loin * (r.column_loin_m - r.column_chest_m);
  const double apart_m = (r.column_chest_apart_m + to_loin * (r.column_loin_apart_m - r.column_chest_apart_m)) *
                         (1 - 0.45 * smooth_step_ratio((along - 0.86) / 0.2)) * (1 + 0.3 * r.full_ratio);
  const double reach = smooth_step_ratio((along - 0.02) / 0.28) * (1 - smooth_step_ratio((along - 0.9) / 0.18));
  double lift_m = column_m * reach * column(x_m / apart_m);

  // The blade: a rounded quadrangle, highest along its inner border.
  const double wide_m = half_width_m_.value(0.3);
  const double aside_m = r.blade_aside_m;
  struct Corner {
    double x, y;
  };
  const Corner corners[4] = {{0.36 * wide_m + 0.7 * aside_m, 0.115 * height_m_},
                             {0.46 * wide_m + 1.5 * aside_m, 0.46 * height_m_},
                             {0.92 * wide_m + aside_m, 0.22 * height_m_},
                             {0.86 * wide_m + aside_m, 0.09 * height_m_}};
  double blade = 1;
  for (int i = 0; i < 4; ++i) {
    const Corner& from = corners[i];
    const Corner& to = corners[(i + 1) % 4];
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double inside_m = ((x_m - from.x) * dy - (-p.y - from.y) * dx) / std::hypot(dx, dy);
    blade *= smooth_step_ratio(0.5 + inside_m / (4 * r.blade_edge_m));
  }
  lift_m += r.blade_m * blade * (1 - 0.55 * smooth_step_ratio((x_m - corners[0].x) / (0.55 * wide_m)));

  // Its ridge, from the inner border to the tip of the shoulder.
  const Corner root{0.36 * wide_m + 0.7 * aside_m, 0.165 * height_m_};
  const Corner tip{0.98 * wide_m, 0.08 * height_m_};
  const double span_m = std::hypot(tip.x - root.x, tip.y - root.y);
  const double on = ((x_m - root.x) * (tip.x - root.x) + (-p.y - root.y) * (tip.y - root.y)) / (span_m * span_m);
  const double off_m = ((x_m - root.x) * (tip.y - root.y) - (-p.y - root.y) * (tip.x - root.x)) / span_m;
  lift_m +=
      r.ridge_m * bell(off_m / 0.013) * smooth_step_ratio(on / 0.25) * (1 - smooth_step_ratio((on - 0.75) / 0.35));

  lift_m += r.c7_m * bell(x_m / 0.014) * bell((along - 0.0) * height_m_ / 0.014);
  lift_m += r.spur_m * bell(x_m / 0.012) * (0.5 - 0.5 * std::cos(2 * kPi * along * 18)) *
            smooth_step_ratio((along - 0.04) / 0.1) * (1 - smooth_step_ratio((along - 0.85) / 0.1));
  const double dimple_x_m = 0.22 * half_width_m_.value(1.0);
  lift_m -= r.dimple_m * bell((x_m - dimple_x_m) / 0.013) * bell((along - 1.0) * height_m_ / 0.015);
  // Soft folds of a full back, from beside the columns to the flank.
  lift_m +=
      r.roll_m * smooth_step_ratio((x_m - 0.03) / 0.09) * (bell((along - 0.55) / 0.075) + bell((along - 0.76) / 0.07));
  return lift_m * dorsal;
}

}  // namespace unknot
