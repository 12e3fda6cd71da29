#pragma once
// Triangle meshes: a closed surface from a field that is negative inside, and what can be asked of it.
// Input: a field and a starting point. Output: Mesh, closed, outward. docs/theory/body.md B-9.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "unknot/core/result.h"
#include "unknot/core/vec3.h"

namespace unknot {

using Triangle = std::array<std::uint32_t, 3>;  ///< vertex indices, counter-clockwise seen from outside

/// One set of vertices; its triangles are sorted by what they are made of ("skin", "hair", "cloth", "mat").
struct Mesh {
  struct Part {
    std::string material;
    std::vector<Triangle> triangles;
  };
  std::vector<Vec3> position_m;
  std::vector<Vec3> normal;  ///< unit, outward, per vertex
  std::vector<Part> parts;

  [[nodiscard]] std::size_t triangles_count() const;
};

/// Negative inside, positive outside, near the surface about the distance to it. In metres.
using Field = std::function<double(const Vec3& position_m)>;

/// By central differences over `step_m`.
[[nodiscard]] Vec3 gradient(const Field& field, const Vec3& position_m, double step_m);

/// Every edge is shared by exactly two triangles of all parts together, running opposite ways.
[[nodiscard]] bool is_closed(const Mesh& mesh);
/// By the divergence theorem; negative where the triangles face inward. @param mesh  closed
[[nodiscard]] double volume_m3(const Mesh& mesh);

/// The connected sheet of field = 0 near `start_m`, by marching cubes that walk from cell to cell, vertices pulled onto
/// the sheet. Nothing is assumed of the field away from it.
/// @param start_m  close to the sheet: within a few cells
/// @error internal: no sheet near the start, or it leaves a cube of side `limit_m` around the start
/// @cost  about 30 field values per vertex
[[nodiscard]] Result<Mesh> polygonise(const Field& field, const Vec3& start_m, double cell_m, double limit_m,
                                      const std::string& material);

/// Cuts every triangle where `divider` changes sign; triangles on its negative side become `material`.
/// The mesh stays closed. @param divider  one value per vertex
void split_part(Mesh& mesh, const std::string& from, const std::string& material, std::vector<double> divider);

/// A box with rounded edges, for a mattress, a stool, a table. @param rounding_m  below half of every side
[[nodiscard]] Mesh rounded_box(const Vec3& low_m, const Vec3& high_m, double rounding_m, const std::string& material);

}  // namespace unknot
