#pragma once
// One person as a field: about how far a point lies outside (positive) or inside (negative) skin, hair and cloth. The
// back's surface and the picture's figure are both taken from it, so they cannot disagree.
// Input: Body and View. Output: Flesh. docs/theory/body.md B-4, B-5, B-8.

#include <array>
#include <string>
#include <vector>

#include "unknot/body/body.h"
#include "unknot/body/trunk.h"
#include "unknot/core/vec3.h"

namespace unknot {

/// A rounded stretch of a limb between two centres.
struct LimbPiece {
  Vec3 from_m, to_m;
  double from_radius_m = 0;
  double to_radius_m = 0;
};

/// An ellipsoid whose axes are the rows of `axes` (unit, square to each other).
struct Ball {
  Vec3 centre_m, radii_m;
  std::array<Vec3, 3> axes = {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
};

[[nodiscard]] double distance_m(const LimbPiece& piece, const Vec3& position_m);
[[nodiscard]] double distance_m(const Ball& ball, const Vec3& position_m);

/// Pieces that melt into each other, and then as one into the body.
struct Limb {
  std::vector<LimbPiece> pieces;
  std::vector<Ball> balls;
  double joint_blend_m = 0.02;
  double body_blend_m = 0.04;
  Vec3 middle_m;       ///< of a ball around all of it
  double reach_m = 0;  ///< its radius
};

/// Where the body is held: directions in the trunk's frame.
struct Pose {
  Vec3 up;       ///< of the room
  Vec3 forward;  ///< of the room: where a seated person looks; along the bed towards the head otherwise
};
[[nodiscard]] Pose pose_of(View view);

/// Nominal heights at which chest, waist and hips are measured: the blade's tip, the navel, the buttocks' crest.
inline constexpr double kChest_along = 0.44;
inline constexpr double kWaist_along = 0.88;
inline constexpr double kHip_along = 1.14;

class Flesh {
 public:
  /// The lengths of trunk sections are fitted so that the finished skin has those of `body` (B-5).
  [[nodiscard]] static Flesh make(const BodyKnowledge& knowledge, const Body& body, View view);

  [[nodiscard]] double skin_m(const Vec3& position_m) const;
  /// Hair alone, and cloth over hips and thighs alone.
  [[nodiscard]] double hair_m(const Vec3& position_m) const;
  [[nodiscard]] double cloth_m(const Vec3& position_m) const;

  [[nodiscard]] const Trunk& trunk() const { return trunk_; }
  /// The skin's section at a height: full breadth and depth, arms left out.
  [[nodiscard]] TrunkLengths section_m(double y_m) const;
  /// A tape around that section, arms left out: it spans hollows.
  [[nodiscard]] double section_girth_m(double y_m) const;
  [[nodiscard]] Vec3 head_centre_m() const { return head_centre_m_; }
  /// Between the hip joints.
  [[nodiscard]] Vec3 hip_centre_m() const { return cloth_middle_m_; }
  /// Prone: the level of what the body lies on, along z; on the side: along x.
  [[nodiscard]] double bed_z_m() const { return bed_z_m_; }
  [[nodiscard]] double bed_x_m() const { return bed_x_m_; }
  /// On the side: the knee of the leg on top.
  [[nodiscard]] Vec3 upper_knee_m() const { return upper_knee_m_; }
  /// Seated: the forearms' underside along the room's up, and the elbows along its forward.
  [[nodiscard]] double forearm_low_m() const { return forearm_low_m_; }
  [[nodiscard]] double elbow_forward_m() const { return elbow_forward_m_; }

 private:
  explicit Flesh(Trunk trunk) : trunk_(std::move(trunk)) {}
  void add_people_parts(const BodyKnowledge& knowledge, const Body& body, View view);
  [[nodiscard]] double trunk_and_legs_m(const Vec3& position_m) const;

  Trunk trunk_;
  std::vector<Limb> low_;   // buttocks and legs: part of the trunk's sections
  std::vector<Limb> high_;  // neck and head, arms
  std::vector<Ball> hair_;
  Vec3 head_centre_m_;
  Vec3 face_;            // the way the face looks
  Vec3 cloth_middle_m_;  // between the hips
  double cloth_top_m_ = 0;
  double cloth_reach_m_ = 0;
  double bed_z_m_ = 0;
  double bed_x_m_ = 0;
  Vec3 upper_knee_m_;
  double forearm_low_m_ = 0;
  double elbow_forward_m_ = 0;
};

}  // namespace unknot
