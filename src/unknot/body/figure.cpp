#include "unknot/body/figure.h"

#include <algorithm>
#include <cmath>

#include "unknot/body/flesh.h"

namespace unknot {
namespace {

void append(Mesh& mesh, const Mesh& more) {
  const auto offset = static_cast<std::uint32_t>(mesh.position_m.size());
  mesh.position_m.insert(mesh.position_m.end(), more.position_m.begin(), more.position_m.end());
  mesh.normal.insert(mesh.normal.end(), more.normal.begin(), more.normal.end());
  if (mesh.parts.empty()) {
    mesh.parts.push_back({"mat", {}});
  }
  for (const Mesh::Part& part : more.parts) {
    for (const auto& [a, b, c] : part.triangles) {
      mesh.parts[0].triangles.push_back({a + offset, b + offset, c + offset});
    }
  }
}

/// A box in the room's axes (right, forward, up), as a mesh in the trunk's frame.
Mesh room_box(const Pose& pose, const Vec3& low_m, const Vec3& high_m, double rounding_m) {
  Mesh box = rounded_box(low_m, high_m, rounding_m, "mat");
  const Vec3 right = cross(pose.forward, pose.up);
  const auto turn = [&](const Vec3& v) { return v.x * right + v.y * pose.forward + v.z * pose.up; };
  for (Vec3& p : box.position_m) {
    p = turn(p);
  }
  for (Vec3& n : box.normal) {
    n = turn(n);
  }
  return box;
}

/// Room coordinates (right, forward, up) of a point of the trunk's frame.
Vec3 to_room(const Pose& pose, const Vec3& p) {
  return {dot(p, cross(pose.forward, pose.up)), dot(p, pose.forward), dot(p, pose.up)};
}

struct Box {
  Vec3 low_m{1e9, 1e9, 1e9};
  Vec3 high_m{-1e9, -1e9, -1e9};
  void take(const Vec3& p) {
    low_m = {std::min(low_m.x, p.x), std::min(low_m.y, p.y), std::min(low_m.z, p.z)};
    high_m = {std::max(high_m.x, p.x), std::max(high_m.y, p.y), std::max(high_m.z, p.z)};
  }
};

constexpr double kSink_m = 0.018;  // how far a body sinks into what it rests on

Mesh make_furniture(const Flesh& flesh, const Mesh& person, View view) {
  const Pose pose = pose_of(view);
  const Vec3 head_m = to_room(pose, flesh.head_centre_m());
  Box all, head, seat;
  const Vec3 hip_m = to_room(pose, flesh.hip_centre_m());
  for (const Vec3& p : person.position_m) {
    const Vec3 q = to_room(pose, p);
    all.take(q);
    if (norm(q - head_m) < 0.14) {
      head.take(q);
    }
    if (std::abs(q.y - hip_m.y) < 0.12) {
      seat.take(q);
    }
  }
  Mesh mesh;
  const double floor_m = all.low_m.z;
  if (view == View::seated) {
    const double seat_m = seat.low_m.z > floor_m + 0.2 ? seat.low_m.z : hip_m.z - 0.1;
    append(mesh, room_box(pose, {-0.24, hip_m.y - 0.2, seat_m - 0.08 + kSink_m},
                          {0.24, hip_m.y + 0.2, seat_m + kSink_m}, 0.035));
    append(mesh, room_box(pose, {-0.06, hip_m.y - 0.06, floor_m}, {0.06, hip_m.y + 0.06, seat_m - 0.05}, 0.03));
    append(mesh, room_box(pose, {-0.24, hip_m.y - 0.2, floor_m}, {0.24, hip_m.y + 0.2, floor_m + 0.04}, 0.018));
    const double table_m = flesh.forearm_low_m() + kSink_m;
    append(mesh, room_box(pose, {-0.5, flesh.elbow_forward_m() - 0.06, table_m - 0.05},
                          {0.5, flesh.elbow_forward_m() + 0.5, table_m}, 0.02));
    append(mesh, room_box(pose, {-0.05, flesh.elbow_forward_m() + 0.17, floor_m},
                          {0.05, flesh.elbow_forward_m() + 0.27, table_m - 0.02}, 0.02));
    return mesh;
  }
  const double bed_m = (view == View::prone ? flesh.bed_z_m() : flesh.bed_x_m()) + kSink_m;
  append(mesh, room_box(pose, {all.low_m.x - 0.12, all.low_m.y - 0.12, bed_m - 0.14},
                        {all.high_m.x + 0.12, all.high_m.y + 0.14, bed_m}, 0.04));
  const double pillow_m = std::max(head.low_m.z + kSink_m, bed_m + 0.05);
  append(mesh, room_box(pose, {head_m.x - 0.19, head_m.y - 0.13, bed_m - 0.05},
                        {head_m.x + 0.19, head_m.y + 0.15, pillow_m}, 0.035));
  if (view == View::side) {
    const Vec3 knee_m = to_room(pose, flesh.upper_knee_m());
    append(mesh, room_box(pose, {knee_m.x - 0.13, knee_m.y - 0.34, bed_m - 0.04},
                          {knee_m.x + 0.13, knee_m.y + 0.08, knee_m.z - 0.035}, 0.03));
  }
  return mesh;
}

/// Quaternion that turns the room's up of this pose to +Y and its forward away from the viewer (-Z).
std::array<double, 4> upright(const Pose& pose) {
  // Rows of the rotation: right -> +X, up -> +Y, -forward -> +Z.
  const Vec3 x = cross(pose.forward, pose.up);
  const Vec3 y = pose.up;
  const Vec3 z = -pose.forward;
  const double m[3][3] = {{x.x, x.y, x.z}, {y.x, y.y, y.z}, {z.x, z.y, z.z}};
  const double trace = m[0][0] + m[1][1] + m[2][2];
  std::array<double, 4> q{};
  if (trace > -0.5) {
    const double s = 2 * std::sqrt(1 + trace);
    q = {(m[2][1] - m[1][2]) / s, (m[0][2] - m[2][0]) / s, (m[1][0] - m[0][1]) / s, s / 4};
  } else {
    std::size_t i = m[1][1] > m[0][0] ? 1 : 0;
    i = m[2][2] > m[i][i] ? 2 : i;
    const std::size_t j = (i + 1) % 3;
    const std::size_t k = (i + 2) % 3;
    const double s = 2 * std::sqrt(1 + m[i][i] - m[j][j] - m[k][k]);
    q[i] = s / 4;
    q[j] = (m[j][i] + m[i][j]) / s;
    q[k] = (m[k][i] + m[i][k]) / s;
    q[3] = (m[k][j] - m[j][k]) / s;
  }
  return q;
}

}  // namespace

Result<Figure> make_figure(const BodyKnowledge& knowledge, const Body& body, View view, const FigureOptions& options) {
  const Flesh flesh = Flesh::make(knowledge, body, view);
  const Field field = [&](const Vec3& p) {
    const double dressed_m = options.draped ? std::min(flesh.skin_m(p), flesh.cloth_m(p)) : flesh.skin_m(p);
    return std::min(dressed_m, flesh.hair_m(p));
  };
  constexpr double kLimit_m = 6;
  const Trunk& trunk = flesh.trunk();
  Result<Mesh> person =
      polygonise(field, {0.03, trunk.y_m(0.5), trunk.midline_z_m(0.5)}, options.cell_m, kLimit_m, "skin");
  if (!person) {
    return person.error();
  }
  const auto divide = [&](const char* material, auto&& distance_m) {
    std::vector<double> divider;
    for (const Vec3& p : person->position_m) {
      divider.push_back(distance_m(p) - flesh.skin_m(p));
    }
    split_part(*person, "skin", material, std::move(divider));
  };
  divide("hair", [&](const Vec3& p) { return flesh.hair_m(p); });
  if (options.draped) {
    divide("cloth", [&](const Vec3& p) { return flesh.cloth_m(p); });
  }
  Figure figure;
  if (options.furniture) {
    figure.furniture = make_furniture(flesh, *person, view);
  }
  figure.person = std::move(*person);
  figure.upright_ratio = upright(pose_of(view));
  return figure;
}

}  // namespace unknot
