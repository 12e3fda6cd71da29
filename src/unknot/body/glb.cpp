#include "unknot/body/glb.h"

#include <algorithm>
#include <map>

#include "unknot/core/bits.h"
#include "unknot/core/check.h"

namespace unknot {
namespace {

// glTF 2.0 constants (Khronos specification 5.1 and 5.2).
constexpr int kFloat = 5126;
constexpr int kUint32 = 5125;
constexpr int kVertexBuffer = 34962;
constexpr int kIndexBuffer = 34963;
constexpr std::uint32_t kMagic = 0x46546C67;
constexpr std::uint32_t kJsonChunk = 0x4E4F534A;
constexpr std::uint32_t kBinaryChunk = 0x004E4942;

void put_u32(std::string& bytes, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
  }
}
void put_f32(std::string& bytes, double value) { put_u32(bytes, bits_as<std::uint32_t>(static_cast<float>(value))); }

/// The buffer, and the views and accessors that name its parts.
struct Buffer {
  std::string bytes;
  Json views = Json::array();
  Json accessors = Json::array();

  /// Describes what was appended since `begin`. @return the accessor's index
  std::size_t close_part(std::size_t begin, std::size_t count, int component, const char* type, int target) {
    views.push_back({{"buffer", 0}, {"byteOffset", begin}, {"byteLength", bytes.size() - begin}, {"target", target}});
    accessors.push_back(
        {{"bufferView", views.size() - 1}, {"componentType", component}, {"count", count}, {"type", type}});
    return accessors.size() - 1;
  }
  std::size_t add_vectors(const std::vector<Vec3>& vectors) {
    const std::size_t begin = bytes.size();
    for (const Vec3& v : vectors) {
      put_f32(bytes, v.x);
      put_f32(bytes, v.y);
      put_f32(bytes, v.z);
    }
    return close_part(begin, vectors.size(), kFloat, "VEC3", kVertexBuffer);
  }
};

Json bounds(const std::vector<Vec3>& points, bool greatest) {
  const auto pick = [&](double Vec3::*axis) {
    float found = static_cast<float>(points.front().*axis);
    for (const Vec3& p : points) {
      const float value = static_cast<float>(p.*axis);
      found = greatest ? std::max(found, value) : std::min(found, value);
    }
    return found;
  };
  return Json::array({pick(&Vec3::x), pick(&Vec3::y), pick(&Vec3::z)});
}

Json material_json(const GlbMaterial& material) {
  const auto& [red, green, blue] = material.base_color_ratio;
  return {{"name", material.name},
          {"pbrMetallicRoughness",
           {{"baseColorFactor", {red, green, blue, 1.0}},
            {"metallicFactor", 0.0},
            {"roughnessFactor", material.roughness_ratio}}}};
}

}  // namespace

std::string to_glb(const std::vector<GlbNode>& nodes, const std::vector<GlbMaterial>& materials, const Json& extras,
                   const std::vector<GlbVariant>& variants) {
  Buffer buffer;
  Json gltf;
  gltf["asset"] = {{"version", "2.0"}, {"generator", "Unknot"}, {"extras", extras}};
  gltf["scene"] = 0;
  gltf["scenes"] = Json::array({{{"nodes", Json::array()}}});
  gltf["nodes"] = Json::array();
  gltf["meshes"] = Json::array();
  gltf["materials"] = Json::array();
  for (const GlbMaterial& material : materials) {
    gltf["materials"].push_back(material_json(material));
  }
  // Which materials take the place of one of this name: [{material, variants}].
  std::map<std::string, Json> mappings;
  Json variant_names = Json::array();
  for (const GlbVariant& variant : variants) {
    for (const GlbMaterial& material : variant.materials) {
      auto [at, fresh] = mappings.try_emplace(material.name, Json::array());
      at->second.push_back({{"material", gltf["materials"].size()}, {"variants", Json::array({variant_names.size()})}});
      gltf["materials"].push_back(material_json(material));
    }
    variant_names.push_back({{"name", variant.name}});
  }
  if (!variants.empty()) {
    gltf["extensionsUsed"] = Json::array({"KHR_materials_variants"});
    gltf["extensions"]["KHR_materials_variants"]["variants"] = variant_names;
  }
  for (const GlbNode& node : nodes) {
    if (node.mesh.triangles_count() == 0) {
      continue;
    }
    UNKNOT_CHECK(node.mesh.normal.size() == node.mesh.position_m.size(), "a normal for every vertex of " + node.name);
    Json attributes;
    attributes["POSITION"] = buffer.add_vectors(node.mesh.position_m);
    buffer.accessors.back()["min"] = bounds(node.mesh.position_m, false);
    buffer.accessors.back()["max"] = bounds(node.mesh.position_m, true);
    attributes["NORMAL"] = buffer.add_vectors(node.mesh.normal);
    if (!node.vertex_color_ratio.empty()) {
      UNKNOT_CHECK(node.vertex_color_ratio.size() == node.mesh.position_m.size(),
                   "a colour for every vertex of " + node.name);
      std::vector<Vec3> colors;
      for (const auto& [red, green, blue] : node.vertex_color_ratio) {
        colors.push_back({red, green, blue});
      }
      attributes["COLOR_0"] = buffer.add_vectors(colors);
    }
    Json primitives = Json::array();
    for (const Mesh::Part& part : node.mesh.parts) {
      if (part.triangles.empty()) {
        continue;
      }
      const auto material = std::find_if(materials.begin(), materials.end(),
                                         [&](const GlbMaterial& known) { return known.name == part.material; });
      UNKNOT_CHECK(material != materials.end(), "no material \"" + part.material + "\"");
      const std::size_t begin = buffer.bytes.size();
      for (const Triangle& triangle : part.triangles) {
        for (const std::uint32_t vertex : triangle) {
          put_u32(buffer.bytes, vertex);
        }
      }
      const std::size_t indices = buffer.close_part(begin, 3 * part.triangles.size(), kUint32, "SCALAR", kIndexBuffer);
      primitives.push_back({{"attributes", attributes},
                            {"indices", indices},
                            {"material", static_cast<std::size_t>(material - materials.begin())},
                            {"mode", 4}});
      if (const auto mapping = mappings.find(part.material); mapping != mappings.end()) {
        primitives.back()["extensions"]["KHR_materials_variants"]["mappings"] = mapping->second;
      }
    }
    gltf["meshes"].push_back({{"name", node.name}, {"primitives", primitives}});
    Json entry = {{"name", node.name}, {"mesh", gltf["meshes"].size() - 1}, {"rotation", node.rotation_ratio}};
    if (!node.extras.empty()) {
      entry["extras"] = node.extras;
    }
    gltf["scenes"][0]["nodes"].push_back(gltf["nodes"].size());
    gltf["nodes"].push_back(entry);
  }
  gltf["accessors"] = std::move(buffer.accessors);
  gltf["bufferViews"] = std::move(buffer.views);
  gltf["buffers"] = Json::array({{{"byteLength", buffer.bytes.size()}}});

  std::string json = gltf.dump();
  json.append((4 - json.size() % 4) % 4, ' ');
  std::string glb;
  put_u32(glb, kMagic);
  put_u32(glb, 2);
  put_u32(glb, static_cast<std::uint32_t>(12 + 8 + json.size() + 8 + buffer.bytes.size()));
  put_u32(glb, static_cast<std::uint32_t>(json.size()));
  put_u32(glb, kJsonChunk);
  glb += json;
  put_u32(glb, static_cast<std::uint32_t>(buffer.bytes.size()));  // of floats and 32-bit indices: always whole words
  put_u32(glb, kBinaryChunk);
  glb += buffer.bytes;
  return glb;
}

namespace {
struct Tone {
  std::string_view name;
  std::array<double, 3> skin_ratio;
  std::array<double, 3> hair_ratio;
};
constexpr std::array<Tone, 4> kTones = {{{"light", {0.80, 0.52, 0.39}, {0.16, 0.09, 0.045}},
                                         {"medium", {0.60, 0.33, 0.20}, {0.045, 0.025, 0.016}},
                                         {"brown", {0.33, 0.155, 0.085}, {0.02, 0.013, 0.01}},
                                         {"dark", {0.135, 0.06, 0.035}, {0.012, 0.009, 0.008}}}};
constexpr std::array<std::string_view, 4> kToneNames = {kTones[0].name, kTones[1].name, kTones[2].name, kTones[3].name};
constexpr std::array<double, 3> kGrey_ratio = {0.52, 0.5, 0.47};
constexpr double kGreyFrom_years = 45;
constexpr double kGreyBy_years = 75;
}  // namespace

std::span<const std::string_view> skin_tones() { return kToneNames; }

std::vector<GlbMaterial> figure_materials(std::string_view tone, double age_years) {
  const auto found = std::find_if(kTones.begin(), kTones.end(), [&](const Tone& known) { return known.name == tone; });
  UNKNOT_CHECK(found != kTones.end(), "no skin tone \"" + std::string(tone) + "\"");
  const double grey = std::clamp((age_years - kGreyFrom_years) / (kGreyBy_years - kGreyFrom_years), 0.0, 1.0);
  std::array<double, 3> hair_ratio{};
  for (std::size_t i = 0; i < 3; ++i) {
    hair_ratio[i] = found->hair_ratio[i] + grey * (kGrey_ratio[i] - found->hair_ratio[i]);
  }
  return {{"skin", found->skin_ratio, 0.55},
          {"hair", hair_ratio, 0.7},
          {"cloth", {0.24, 0.36, 0.42}, 0.95},
          {"mat", {0.72, 0.68, 0.61}, 0.95}};
}

std::vector<GlbVariant> figure_variants(double age_years) {
  std::vector<GlbVariant> variants;
  for (const std::string_view tone : skin_tones()) {
    std::vector<GlbMaterial> materials = figure_materials(tone, age_years);
    std::erase_if(materials,
                  [](const GlbMaterial& material) { return material.name != "skin" && material.name != "hair"; });
    variants.push_back({std::string(tone), std::move(materials)});
  }
  return variants;
}

}  // namespace unknot
