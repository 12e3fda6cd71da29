#include "unknot/body/flesh.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace unknot {
namespace {

double limb_m(const Limb& limb, const Vec3& p) {
  double least_m = std::numeric_limits<double>::max();
  const auto join = [&](double d_m) {
    least_m = least_m > 1e300 ? d_m : smooth_min_m(least_m, d_m, limb.joint_blend_m);
  };
  for (const LimbPiece& piece : limb.pieces) {
    join(distance_m(piece, p));
  }
  for (const Ball& ball : limb.balls) {
    join(distance_m(ball, p));
  }
  return least_m;
}

/// Joins a limb to a body already `d_m` away; what is too far away to change anything is not looked at.
double join_limb_m(double d_m, const Limb& limb, const Vec3& p, double blend_ratio = 1) {
  const double blend_m = blend_ratio * limb.body_blend_m;
  // Rounded joints swell a little past the ball around the limb: hence their blend as a margin.
  if (norm(p - limb.middle_m) - limb.reach_m > d_m + blend_m + limb.joint_blend_m) {
    return d_m;
  }
  return smooth_min_m(d_m, limb_m(limb, p), blend_m);
}

/// Length of a tape around points: their convex hull (Andrew 1979).
double hull_girth_m(std::vector<PlanePoint> points) {
  std::sort(points.begin(), points.end(), [](const PlanePoint& a, const PlanePoint& b) {
    return a.x_m < b.x_m || (a.x_m == b.x_m && a.y_m < b.y_m);
  });
  double girth_m = 0;
  for (int half = 0; half < 2; ++half) {
    std::vector<PlanePoint> chain;
    for (const PlanePoint& p : points) {
      const auto turns_in = [&] {
        const PlanePoint& a = chain[chain.size() - 2];
        const PlanePoint& b = chain.back();
        return (b.x_m - a.x_m) * (p.y_m - a.y_m) - (b.y_m - a.y_m) * (p.x_m - a.x_m) <= 0;
      };
      while (chain.size() >= 2 && turns_in()) {
        chain.pop_back();
      }
      chain.push_back(p);
    }
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      girth_m += std::hypot(chain[i + 1].x_m - chain[i].x_m, chain[i + 1].y_m - chain[i].y_m);
    }
    std::reverse(points.begin(), points.end());
  }
  return girth_m;
}

}  // namespace

double distance_m(const LimbPiece& piece, const Vec3& p) {
  // The hull of two balls, exact and without a kink where ball and cone meet (after Quilez, "round cone").
  const Vec3 axis = piece.to_m - piece.from_m;
  const Vec3 from = p - piece.from_m;
  const double length_squared = dot(axis, axis);
  const double taper = piece.from_radius_m - piece.to_radius_m;
  const double slant = length_squared - taper * taper;
  const double y = dot(from, axis);
  const double z = y - length_squared;
  const Vec3 aside = length_squared * from - y * axis;
  const double x2 = dot(aside, aside);
  const double y2 = y * y * length_squared;
  const double z2 = z * z * length_squared;
  const double k = std::copysign(taper * taper * x2, taper);
  if (std::copysign(slant * z2, z) > k) {
    return std::sqrt(x2 + z2) / length_squared - piece.to_radius_m;
  }
  if (std::copysign(slant * y2, y) < k) {
    return std::sqrt(x2 + y2) / length_squared - piece.from_radius_m;
  }
  return (std::sqrt(x2 * slant / length_squared) + y * taper) / length_squared - piece.from_radius_m;
}

double distance_m(const Ball& ball, const Vec3& p) {
  const Vec3 d = p - ball.centre_m;
  const Vec3 q{dot(d, ball.axes[0]) / ball.radii_m.x, dot(d, ball.axes[1]) / ball.radii_m.y,
               dot(d, ball.axes[2]) / ball.radii_m.z};
  const Vec3 s{q.x / ball.radii_m.x, q.y / ball.radii_m.y, q.z / ball.radii_m.z};
  const double length = norm(q);
  const double steep = norm(s);
  return steep < 1e-9 ? -std::min({ball.radii_m.x, ball.radii_m.y, ball.radii_m.z}) : length * (length - 1) / steep;
}

double Flesh::trunk_and_legs_m(const Vec3& p) const {
  double d_m = trunk_.distance_m(p);
  for (const Limb& limb : low_) {
    d_m = join_limb_m(d_m, limb, p);
  }
  return d_m;
}

double Flesh::skin_m(const Vec3& p) const {
  double d_m = trunk_and_legs_m(p);
  for (const Limb& limb : high_) {
    d_m = join_limb_m(d_m, limb, p);
  }
  return d_m - trunk_.relief_m(p);
}

TrunkLengths Flesh::section_m(double y_m) const {
  // Outward from the trunk's axis until the skin is crossed.
  const double along = trunk_.nominal_along(y_m);
  const double back_m = trunk_.midline_z_m(along);
  const auto inside = [&](double x_m, double z_m) {
    const Vec3 p{x_m, y_m, z_m};
    return trunk_and_legs_m(p) - trunk_.relief_m(p) < 0;
  };
  const auto cross_m = [&](auto&& inside_at) {
    double low_m = 0;
    double high_m = 0.6;
    while (high_m - low_m > 1e-5) {
      const double middle_m = (low_m + high_m) / 2;
      (inside_at(middle_m) ? low_m : high_m) = middle_m;
    }
    return low_m;
  };
  TrunkLengths lengths;
  const double axis_m = back_m - trunk_.half_depth_m(along);
  double top_m = -1;
  double bottom_m = 1;
  for (double x_m = 0; x_m < 0.14; x_m += 0.004) {
    if (!inside(x_m, axis_m)) {
      break;
    }
    top_m = std::max(top_m, axis_m + cross_m([&](double r_m) { return inside(x_m, axis_m + r_m); }));
    bottom_m = std::min(bottom_m, axis_m - cross_m([&](double r_m) { return inside(x_m, axis_m - r_m); }));
  }
  lengths.depth_m = top_m - bottom_m;
  for (int i = -6; i <= 6; ++i) {
    const double z_m = axis_m + i / 10.0 * trunk_.half_depth_m(along);
    if (inside(0, z_m)) {
      lengths.breadth_m = std::max(lengths.breadth_m, 2 * cross_m([&](double r_m) { return inside(r_m, z_m); }));
    }
  }
  return lengths;
}

double Flesh::section_girth_m(double y_m) const {
  constexpr int kRays_count = 240;
  const double along = trunk_.nominal_along(y_m);
  const double axis_m = trunk_.midline_z_m(along) - trunk_.half_depth_m(along);
  std::vector<PlanePoint> outline;
  for (int i = 0; i < kRays_count; ++i) {
    const double angle_rad = 2 * std::numbers::pi * i / kRays_count;
    double low_m = 0;
    double high_m = 0.6;
    while (high_m - low_m > 1e-5) {
      const double r_m = (low_m + high_m) / 2;
      const Vec3 p{r_m * std::cos(angle_rad), y_m, axis_m + r_m * std::sin(angle_rad)};
      (trunk_and_legs_m(p) - trunk_.relief_m(p) < 0 ? low_m : high_m) = r_m;
    }
    outline.push_back({low_m * std::cos(angle_rad), low_m * std::sin(angle_rad)});
  }
  return hull_girth_m(std::move(outline));
}

double Flesh::cloth_m(const Vec3& p) const {
  constexpr double kThick_m = 0.006;
  constexpr double kDrape_ratio = 2.2;  // cloth spans hollows that skin follows
  double d_m = trunk_.distance_m(p);
  for (const Limb& limb : low_) {
    d_m = join_limb_m(d_m, limb, p, kDrape_ratio);
  }
  // Thins out towards its hem, so that the hem is where cloth and skin meet at a slant and not at a step.
  constexpr double kHem_m = 0.025;
  const double inward_m = std::min(cloth_top_m_ - p.y, cloth_reach_m_ - norm(p - cloth_middle_m_));
  return std::min(d_m, trunk_and_legs_m(p) - trunk_.relief_m(p)) + kThick_m / 2 - std::min(inward_m, 0.0) -
         1.5 * kThick_m * smooth_step_ratio(inward_m / kHem_m);
}

Flesh Flesh::make(const BodyKnowledge& knowledge, const Body& body, View view) {
  const auto value_m = [&](const char* id) { return body.estimate(id).value_m; };
  const TrunkLengths waist{value_m("waist_breadth"), value_m("waist_depth")};
  const TrunkLengths hip{value_m("hip_breadth"), value_m("buttock_depth")};
  const SexBody& sex = knowledge.of_sex.at(body.sex());
  // The chest's breadth between arms and ribs is the one whose girth with the chest's depth was measured.
  double fullness = 0;
  for (const TrunkSection& section : knowledge.shape.sections) {
    fullness = section.reference == "chest" ? std::max(fullness, section.fullness_ratio.value) : fullness;
  }
  const double chest_depth_m = value_m("chest_depth");
  double low_m = 0.5 * chest_depth_m;
  double high_m = 4 * chest_depth_m;
  while (high_m - low_m > 1e-6) {
    const double middle_m = (low_m + high_m) / 2;
    (unknot::section_girth_m(middle_m, chest_depth_m, fullness) < value_m("chest_girth") ? low_m : high_m) = middle_m;
  }
  std::map<std::string, TrunkLengths> lengths = {
      {"shoulder", {value_m("biacromial"), chest_depth_m}},
      {"chest", {low_m, chest_depth_m}},
      {"narrow_waist", {waist.breadth_m * sex.narrow_waist_ratio.value, waist.depth_m}},
      {"waist", waist},
      {"upper_hip", {(waist.breadth_m + hip.breadth_m) / 2, (waist.depth_m + hip.depth_m) / 2}},
      {"hip", hip}};
  // Relief, blends, buttocks and thighs change the sections: the loft is corrected until the skin has the body's
  // lengths, with the legs straight, as people are measured.
  constexpr int kRounds_count = 6;
  for (int round = 0; round < kRounds_count; ++round) {
    Flesh flesh(Trunk(knowledge, body, View::prone, lengths, 0));
    flesh.add_people_parts(knowledge, body, View::prone);
    const auto correct = [&](const char* reference, double along, const TrunkLengths& wanted, bool breadth) {
      const TrunkLengths found = flesh.section_m(flesh.trunk_.y_m(along));
      TrunkLengths& now = lengths.at(reference);
      if (breadth) {
        now.breadth_m += wanted.breadth_m - found.breadth_m;
      }
      now.depth_m += wanted.depth_m - found.depth_m;
    };
    correct("waist", kWaist_along, waist, true);
    correct("hip", kHip_along, hip, true);
    correct("chest", kChest_along, {0, chest_depth_m}, false);
  }
  // The origin is the skin over C7: the trunk is moved until it is there.
  double lift_m = 0;
  double step_m = 0;
  double off_before_m = 0;
  constexpr int kMoves_count = 12;
  for (int move = 0;; ++move) {
    Flesh flesh(Trunk(knowledge, body, view, lengths, lift_m));
    flesh.add_people_parts(knowledge, body, view);
    const double off_m = flesh.skin_m({0, 0, 0});
    if (move == kMoves_count || std::abs(off_m) < 1e-7) {
      return flesh;
    }
    // Secant: the neck, which stays, holds the skin back.
    const double answer_ratio = move == 0 ? -1 : std::min((off_m - off_before_m) / step_m, -0.1);
    step_m = std::clamp(-off_m / answer_ratio, -0.02, 0.02);
    off_before_m = off_m;
    lift_m += step_m;
  }
}

double Flesh::hair_m(const Vec3& p) const {
  double d_m = std::numeric_limits<double>::max();
  for (const Ball& ball : hair_) {
    d_m = std::min(d_m, distance_m(ball, p));
  }
  return d_m;
}

}  // namespace unknot
