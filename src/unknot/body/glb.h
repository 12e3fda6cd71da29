#pragma once
// Meshes as a binary glTF 2.0 file. Input: meshes, colours of their materials. Output: the bytes of a .glb.
// Khronos glTF 2.0 specification; positions in metres, +Y up.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/body/mesh.h"
#include "unknot/flow_json.h"

namespace unknot {

/// How a material looks: linear RGB as glTF wants it.
struct GlbMaterial {
  std::string name;
  std::array<double, 3> base_color_ratio = {1, 1, 1};
  double roughness_ratio = 0.8;
};

/// One mesh as a node of the scene.
struct GlbNode {
  std::string name;
  Mesh mesh;
  std::array<double, 4> rotation_ratio = {0, 0, 0, 1};    ///< quaternion x, y, z, w
  std::vector<std::array<double, 3>> vertex_color_ratio;  ///< empty, or one linear RGB per vertex
  Json extras = Json::object();
};

/// Another look of the same meshes: materials that take the place of those of the same name.
struct GlbVariant {
  std::string name;
  std::vector<GlbMaterial> materials;
};

/// @param extras    of the asset: units, what it shows, whose knowledge
/// @param variants  as extension KHR_materials_variants; a viewer without it shows `materials`
[[nodiscard]] std::string to_glb(const std::vector<GlbNode>& nodes, const std::vector<GlbMaterial>& materials,
                                 const Json& extras, const std::vector<GlbVariant>& variants = {});

/// Skin tones a picture can have; the first is the default.
[[nodiscard]] std::span<const std::string_view> skin_tones();
/// The materials "skin", "hair", "cloth" and "mat": plain colours of this project, no data.
/// @param tone  one of skin_tones(); @param age_years  hair turns grey
[[nodiscard]] std::vector<GlbMaterial> figure_materials(std::string_view tone, double age_years);
/// One variant per skin tone, for a choice in the viewer.
[[nodiscard]] std::vector<GlbVariant> figure_variants(double age_years);

}  // namespace unknot
