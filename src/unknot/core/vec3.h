#pragma once
// A place or direction in space and its arithmetic.
// Input and output: three numbers; their unit stands in the name of whoever holds them (position_m, normal). Design 5.

#include <cmath>

namespace unknot {

// lint_units off: a vector has the unit of its name
struct Vec3 {
  double x = 0;
  double y = 0;
  double z = 0;
  bool operator==(const Vec3&) const = default;
};

[[nodiscard]] constexpr Vec3 operator+(const Vec3& a, const Vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
[[nodiscard]] constexpr Vec3 operator-(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
[[nodiscard]] constexpr Vec3 operator-(const Vec3& a) { return {-a.x, -a.y, -a.z}; }
[[nodiscard]] constexpr Vec3 operator*(double factor, const Vec3& a) {
  return {factor * a.x, factor * a.y, factor * a.z};
}
[[nodiscard]] constexpr Vec3 operator*(const Vec3& a, double factor) { return factor * a; }
[[nodiscard]] constexpr double dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] constexpr Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline double norm(const Vec3& a) { return std::sqrt(dot(a, a)); }
/// @param a  not zero
[[nodiscard]] inline Vec3 unit(const Vec3& a) { return 1 / norm(a) * a; }
// lint_units on

}  // namespace unknot
