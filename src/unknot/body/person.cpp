// Head, limbs and their poses. How a person is posed for a picture is drawing, not data: those numbers stand here, in
// shares of stature or in metres; lengths and volumes of limbs come from knowledge/body/shape.toml.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "unknot/body/flesh.h"

namespace unknot {
namespace {

constexpr double kSeatedLean_rad = 0.6;

Vec3 along_x(double side, const Vec3& v) { return {side * v.x, v.y, v.z}; }

/// Radius of a rod of this volume and length.
double rod_radius_m(double volume_m3, double length_m) { return std::sqrt(volume_m3 / (std::numbers::pi * length_m)); }

/// Lengths and mean radii of the limbs of one person.
struct Limbs {
  double upper_arm_m, forearm_m, hand_m, thigh_m, shank_m, foot_m;
  double upper_arm_radius_m, forearm_radius_m, thigh_radius_m, shank_radius_m;
};

Limbs limbs_of(const ShapeKnowledge& shape, const Body& body) {
  const auto length_m = [&](const char* id) { return shape.number(id) * body.stature_m(); };
  const std::string sex = body.sex() == Sex::female ? "_female" : "_male";
  const auto volume_m3 = [&](const char* id) {
    return shape.number(id + sex) * body.mass_kg() / shape.number("density");
  };
  Limbs limbs{};
  limbs.upper_arm_m = length_m("upper_arm_length");
  limbs.forearm_m = length_m("forearm_length");
  limbs.hand_m = length_m("hand_length");
  limbs.thigh_m = length_m("thigh_length");
  limbs.shank_m = length_m("shank_length");
  limbs.foot_m = length_m("foot_length");
  limbs.upper_arm_radius_m = rod_radius_m(volume_m3("upper_arm_mass"), limbs.upper_arm_m);
  limbs.forearm_radius_m = rod_radius_m(volume_m3("forearm_mass"), limbs.forearm_m);
  limbs.thigh_radius_m = rod_radius_m(volume_m3("thigh_mass"), limbs.thigh_m);
  limbs.shank_radius_m = rod_radius_m(volume_m3("shank_mass"), limbs.shank_m);
  return limbs;
}

/// A chain of rods through points with a radius each.
void add_chain(Limb& limb, const std::vector<std::pair<Vec3, double>>& nodes) {
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    limb.pieces.push_back({nodes[i].first, nodes[i + 1].first, nodes[i].second, nodes[i + 1].second});
  }
}

Vec3 mix(const Vec3& a, const Vec3& b, double t) { return (1 - t) * a + t * b; }

Limb make_arm(const Limbs& limbs, const Vec3& shoulder_m, const Vec3& elbow_m, const Vec3& wrist_m,
              double shoulder_radius_m) {
  const double upper_m = limbs.upper_arm_radius_m;
  const double fore_m = limbs.forearm_radius_m;
  Limb arm;
  arm.joint_blend_m = 0.012;
  arm.body_blend_m = 0.04 + 0.65 * shoulder_radius_m;
  add_chain(arm, {{shoulder_m, shoulder_radius_m},
                  {mix(shoulder_m, elbow_m, 0.35), upper_m * 1.03},
                  {mix(shoulder_m, elbow_m, 0.7), upper_m * 0.95},
                  {elbow_m, std::max(upper_m * 0.74, fore_m * 0.9)},
                  {mix(elbow_m, wrist_m, 0.25), fore_m * 1.06},
                  {mix(elbow_m, wrist_m, 0.65), fore_m * 0.82},
                  {wrist_m, fore_m * 0.62}});
  return arm;
}

/// A mitten: four fingers as two broad ones, and a thumb.
Limb make_hand(const Limbs& limbs, const Vec3& wrist_m, const Vec3& fingers, const Vec3& thumb) {
  const double hand_m = limbs.hand_m;
  const double thick_m = 0.115 * hand_m;
  Limb hand;
  hand.joint_blend_m = 0.03;
  hand.body_blend_m = 0.015;
  for (const double aside : {-0.115, 0.0, 0.115}) {
    add_chain(hand, {{wrist_m + 0.4 * aside * hand_m * thumb, thick_m},
                     {wrist_m + 0.5 * hand_m * fingers + aside * hand_m * thumb, thick_m * 0.9},
                     {wrist_m + 0.9 * hand_m * fingers + 0.8 * aside * hand_m * thumb, thick_m * 0.6}});
  }
  add_chain(hand, {{wrist_m + 0.12 * hand_m * (fingers + thumb), thick_m * 0.8},
                   {wrist_m + 0.42 * hand_m * fingers + 0.27 * hand_m * thumb, thick_m * 0.6}});
  return hand;
}

/// @param calf  unit, towards the back of the shank; @param toes  unit
Limb make_leg(const Limbs& limbs, const Vec3& hip_m, const Vec3& knee_m, const Vec3& ankle_m, const Vec3& calf,
              const Vec3& toes) {
  const double thigh_m = limbs.thigh_radius_m;
  const double shank_m = limbs.shank_radius_m;
  Limb leg;
  leg.joint_blend_m = 0.015;
  leg.body_blend_m = 0.05;
  add_chain(leg, {{hip_m, thigh_m * 0.94},
                  {mix(hip_m, knee_m, 0.3), thigh_m * 1.0},
                  {mix(hip_m, knee_m, 0.7), thigh_m * 0.82},
                  {knee_m, std::max(thigh_m * 0.62, shank_m * 0.95)},
                  {mix(knee_m, ankle_m, 0.28) + 0.012 * calf, shank_m * 1.1},
                  {mix(knee_m, ankle_m, 0.6), shank_m * 0.85},
                  {ankle_m, shank_m * 0.58}});
  const Vec3 heel_m = ankle_m + 0.12 * limbs.foot_m * unit(ankle_m - knee_m) + 0.15 * limbs.foot_m * calf;
  const double thick_m = 0.13 * limbs.foot_m;
  add_chain(leg, {{heel_m, thick_m},
                  {heel_m + 0.6 * limbs.foot_m * toes, thick_m},
                  {heel_m + 0.9 * limbs.foot_m * toes, 0.75 * thick_m}});
  return leg;
}

void close(Limb& limb) {
  Vec3 low{1e9, 1e9, 1e9};
  Vec3 high{-1e9, -1e9, -1e9};
  const auto take = [&](const Vec3& p, double r) {
    low = {std::min(low.x, p.x - r), std::min(low.y, p.y - r), std::min(low.z, p.z - r)};
    high = {std::max(high.x, p.x + r), std::max(high.y, p.y + r), std::max(high.z, p.z + r)};
  };
  for (const LimbPiece& piece : limb.pieces) {
    take(piece.from_m, piece.from_radius_m);
    take(piece.to_m, piece.to_radius_m);
  }
  for (const Ball& ball : limb.balls) {
    take(ball.centre_m, std::max({ball.radii_m.x, ball.radii_m.y, ball.radii_m.z}));
  }
  limb.middle_m = 0.5 * (low + high);
  limb.reach_m = norm(high - low) / 2;
}

/// The point on the way from `from_m` at `length_m` whose x and z are given.
Vec3 reach_down(const Vec3& from_m, double length_m, double x_m, double z_m) {
  const double square = length_m * length_m - (x_m - from_m.x) * (x_m - from_m.x) - (z_m - from_m.z) * (z_m - from_m.z);
  return {x_m, from_m.y - std::sqrt(std::max(square, 0.04 * length_m * length_m)), z_m};
}

}  // namespace

Pose pose_of(View view) {
  switch (view) {
    case View::prone:
      return {{0, 0, 1}, {0, 1, 0}};
    case View::seated:
      return {{0, std::cos(kSeatedLean_rad), std::sin(kSeatedLean_rad)},
              {0, std::sin(kSeatedLean_rad), -std::cos(kSeatedLean_rad)}};
    case View::side:
      break;
  }
  return {{1, 0, 0}, {0, 1, 0}};
}

void Flesh::add_people_parts(const BodyKnowledge& knowledge, const Body& body, View view) {
  const ShapeKnowledge& shape = knowledge.shape;
  const Limbs limbs = limbs_of(shape, body);
  const Pose pose = pose_of(view);
  const double H = body.stature_m();
  const bool female = body.sex() == Sex::female;
  const double shoulder_half_m = body.estimate("biacromial").value_m / 2;
  const double hip_half_m = body.estimate("hip_breadth").value_m / 2;
  const double waist_half_m = body.estimate("waist_breadth").value_m / 2;
  const double buttock_m = body.estimate("buttock_depth").value_m;

  // Where a prone body lies: the level of its chest and belly, a little sunk in.
  double bed_z_m = 0;
  for (double along = 0.2; along < 1.2; along += 0.05) {
    bed_z_m = std::min(bed_z_m, trunk_.midline_z_m(along) - 2 * trunk_.half_depth_m(along));
  }
  bed_z_m += 0.012;
  bed_z_m_ = bed_z_m;

  // Where a body on its left side lies: on its hip, the shoulder sunk in.
  const double bed_x_m = -std::max(hip_half_m, body.estimate("bideltoid").value_m / 2 - 0.05) + 0.01;
  bed_x_m_ = bed_x_m;

  // Buttocks.
  const double lobe_along = shape.number("buttock_along");
  const double rise_m = shape.number(female ? "buttock_rise_female" : "buttock_rise_male") * buttock_m;
  const double lobe_z_m = shape.number("buttock_depth") * buttock_m;
  for (const double side : {-1.0, 1.0}) {
    Limb lobe;
    lobe.body_blend_m = 0.045;
    lobe.balls.push_back(
        {{side * shape.number("buttock_apart") * hip_half_m, trunk_.y_m(lobe_along),
          trunk_.midline_z_m(lobe_along) + rise_m - lobe_z_m},
         {shape.number("buttock_breadth") * hip_half_m, shape.number("buttock_height") * body.length_m(), lobe_z_m}});
    low_.push_back(lobe);
  }

  // Legs.
  const Vec3 hip_m{std::min(0.5 * hip_half_m, hip_half_m - 0.94 * limbs.thigh_radius_m - 0.014), -0.345 * H,
                   trunk_.midline_z_m(kHip_along) + rise_m - buttock_m + 0.94 * limbs.thigh_radius_m + 0.006};
  for (const double side : {-1.0, 1.0}) {
    const Vec3 from_m = along_x(side, hip_m);
    Vec3 knee_m, ankle_m, calf, toes;
    if (view == View::prone) {
      const double knee_r_m = std::max(limbs.thigh_radius_m * 0.62, limbs.shank_radius_m * 0.95);
      knee_m = reach_down(from_m, limbs.thigh_m, side * std::max(0.1, 0.92 * limbs.thigh_radius_m), bed_z_m + knee_r_m);
      ankle_m = reach_down(knee_m, limbs.shank_m, side * std::max(0.12, 1.35 * limbs.shank_radius_m), bed_z_m + 0.085);
      calf = {0, 0, 1};
      toes = unit(Vec3{side * 0.2, -0.93, -0.3});
    } else if (view == View::seated) {
      const Vec3 thigh = unit(pose.forward + Vec3{side * 0.22, 0, 0} - 0.03 * pose.up);
      knee_m = from_m + limbs.thigh_m * thigh;
      ankle_m = knee_m - limbs.shank_m * unit(pose.up + 0.12 * pose.forward);
      calf = -pose.forward;
      toes = unit(pose.forward + Vec3{side * 0.2, 0, 0});
    } else {
      // The lower leg lies on the bed, the upper one a little further bent, its knee on a cushion.
      const double flex_rad = side > 0 ? 1.05 : 0.6;
      const double bend_rad = side > 0 ? 1.35 : 1.0;
      const Vec3 shank{0, -std::cos(flex_rad - bend_rad), -std::sin(flex_rad - bend_rad)};
      const double knee_x_m = bed_x_m + (side > 0 ? 0.17 : 0.075);
      const double ankle_x_m = bed_x_m + (side > 0 ? 0.13 : 0.05);
      const double fall_m = knee_x_m - from_m.x;
      const double reach_m = std::sqrt(std::max(limbs.thigh_m * limbs.thigh_m - fall_m * fall_m, 0.0));
      knee_m = {knee_x_m, from_m.y - reach_m * std::cos(flex_rad), from_m.z - reach_m * std::sin(flex_rad)};
      ankle_m = knee_m + limbs.shank_m * shank;
      ankle_m.x = ankle_x_m;
      calf = Vec3{0, -shank.z, shank.y} * -1.0;
      toes = unit(0.75 * -calf + 0.6 * shank);
    }
    upper_knee_m_ = knee_m;
    low_.push_back(make_leg(limbs, from_m, knee_m, ankle_m, calf, toes));
  }

  // Neck and head.
  const double bend_rad = view == View::seated ? 0.75 : view == View::side ? 0.3 : 0.1;
  const Vec3 crown{0, std::cos(bend_rad), -std::sin(bend_rad)};
  face_ = {0, -std::sin(bend_rad), -std::cos(bend_rad)};
  const double neck_r_m = (female ? 0.0325 : 0.0355) * H *
                          std::sqrt(body.mass_kg() / (female ? 68.0 : 85.5) * std::pow((female ? 1.63 : 1.756) / H, 2));
  const Vec3 neck_from_m{0, 0.0, -neck_r_m - 0.026};
  const double skull_m = shape.number("head_height") * H;
  head_centre_m_ = Vec3{0, 0.0, -0.25 * skull_m} + 0.66 * skull_m * crown + 0.1 * skull_m * face_;
  Limb head;
  head.joint_blend_m = 0.03;
  head.body_blend_m = 0.075;
  const std::array<Vec3, 3> axes = {Vec3{1, 0, 0}, crown, -face_};
  const Vec3 cranium{0.34 * skull_m, 0.41 * skull_m, 0.43 * skull_m};
  head.balls.push_back({head_centre_m_, cranium, axes});
  head.balls.push_back({head_centre_m_ - 0.3 * skull_m * crown + 0.12 * skull_m * face_,
                        {0.27 * skull_m, 0.3 * skull_m, 0.3 * skull_m},
                        axes});
  head.pieces.push_back({neck_from_m, head_centre_m_ - 0.18 * skull_m * crown - 0.02 * skull_m * face_, neck_r_m * 1.03,
                         neck_r_m * 0.97});
  high_.push_back(head);
  Limb features;
  features.joint_blend_m = 0.01;
  features.body_blend_m = 0.012;
  features.balls.push_back({head_centre_m_ - 0.14 * skull_m * crown + 0.44 * skull_m * face_,
                            {0.07 * skull_m, 0.12 * skull_m, 0.1 * skull_m},
                            axes});
  for (const double side : {-1.0, 1.0}) {
    features.balls.push_back(
        {head_centre_m_ + Vec3{side * 0.345 * skull_m, 0, 0} - 0.12 * skull_m * crown - 0.02 * skull_m * face_,
         {0.045 * skull_m, 0.14 * skull_m, 0.08 * skull_m},
         axes});
  }
  high_.push_back(features);
  const double thick_m = female ? 0.012 : 0.006;
  hair_.push_back({head_centre_m_ + 0.05 * skull_m * crown - 0.05 * skull_m * face_,
                   {cranium.x + thick_m, cranium.y + thick_m, cranium.z + thick_m},
                   axes});
  if (female) {
    const double bun_m = 0.16 * skull_m;
    hair_.push_back({head_centre_m_ + 0.22 * skull_m * crown - (0.45 * skull_m + 0.4 * bun_m) * face_,
                     {bun_m, bun_m, bun_m},
                     axes});
  }

  // Arms.
  const double bideltoid_half_m = body.estimate("bideltoid").value_m / 2;
  const double forward_m = view == View::prone ? 0 : 0.03;
  // In a tall, lean body the muscle over the joint is thin: no thinner than the arm below it.
  const double shoulder_r_m = std::clamp(0.9 * (bideltoid_half_m - 0.88 * shoulder_half_m),
                                         1.05 * limbs.upper_arm_radius_m, 1.2 * limbs.upper_arm_radius_m);
  const Vec3 shoulder_m{bideltoid_half_m - shoulder_r_m, trunk_.y_m(0.10) - shoulder_r_m * 0.5,
                        trunk_.midline_z_m(0.15) + 0.015 - 1.36 * shoulder_r_m - forward_m};
  for (const double side : {-1.0, 1.0}) {
    const Vec3 from_m = along_x(side, shoulder_m);
    Vec3 elbow_m, wrist_m, fingers, thumb;
    if (view == View::prone) {
      const double out_m =
          std::max({shoulder_m.x + 0.30 * limbs.upper_arm_m, waist_half_m + limbs.upper_arm_radius_m + 0.04,
                    hip_half_m + limbs.forearm_radius_m + 0.03});
      elbow_m = reach_down(from_m, limbs.upper_arm_m, side * out_m, bed_z_m + limbs.upper_arm_radius_m);
      wrist_m = reach_down(elbow_m, limbs.forearm_m, side * (out_m + 0.02), bed_z_m + 0.04);
      fingers = unit(Vec3{side * -0.08, -1, -0.05});
      thumb = {side, 0, 0};
    } else if (view == View::seated) {
      elbow_m = from_m + limbs.upper_arm_m * unit(0.8 * pose.forward - 0.5 * pose.up + Vec3{side * 0.42, 0, 0});
      const Vec3 fore = unit(0.38 * pose.forward + Vec3{side * -0.92, 0, 0} + 0.03 * (side > 0 ? 1.0 : 0.0) * pose.up);
      wrist_m = elbow_m + limbs.forearm_m * fore;
      fingers = unit(fore + 0.1 * pose.forward);
      thumb = unit(cross(pose.up, fore)) * side;
    } else {
      elbow_m =
          from_m + limbs.upper_arm_m * (side > 0 ? unit(Vec3{-0.42, -0.35, -0.84}) : unit(Vec3{0.06, 0.2, -0.97}));
      const Vec3 fore = side > 0 ? unit(Vec3{-0.72, 0.5, -0.42}) : unit(Vec3{0.03, 0.95, -0.1});
      wrist_m = elbow_m + limbs.forearm_m * fore;
      fingers = side > 0 ? unit(Vec3{-0.15, 0.8, -0.5}) : fore;
      thumb = side > 0 ? unit(Vec3{0, 0.5, 0.8}) : unit(Vec3{0.2, 0, 0.95});
    }
    forearm_low_m_ = dot(pose.up, elbow_m) - limbs.forearm_radius_m;
    elbow_forward_m_ = dot(pose.forward, elbow_m);
    high_.push_back(make_arm(limbs, from_m, elbow_m, wrist_m, shoulder_r_m));
    high_.push_back(make_hand(limbs, wrist_m, fingers, thumb));
  }
  for (std::vector<Limb>* limbs_list : {&low_, &high_}) {
    for (Limb& limb : *limbs_list) {
      close(limb);
    }
  }
  cloth_top_m_ = trunk_.y_m(1.11);
  cloth_middle_m_ = {0, hip_m.y, hip_m.z};
  cloth_reach_m_ = 0.16 * H + 0.5 * limbs.thigh_radius_m;
}

}  // namespace unknot
