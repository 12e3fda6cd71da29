#include "unknot/body/glb.h"

#include <gtest/gtest.h>

#include <cstring>

#include "unknot/core/check.h"

namespace unknot {
namespace {

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes.at(at + i))) << (8 * i);
  }
  return value;
}

struct Parsed {
  Json json;
  std::string buffer;
};

/// The container, checked against the specification as it is taken apart.
Parsed parse(const std::string& glb) {
  EXPECT_EQ(glb.substr(0, 4), "glTF");
  EXPECT_EQ(u32_at(glb, 4), 2u);
  EXPECT_EQ(u32_at(glb, 8), glb.size());
  const std::uint32_t json_size = u32_at(glb, 12);
  EXPECT_EQ(json_size % 4, 0u);
  EXPECT_EQ(glb.substr(16, 4), "JSON");
  const std::uint32_t buffer_size = u32_at(glb, 20 + json_size);
  EXPECT_EQ(glb.substr(24 + json_size, 4), std::string("BIN\0", 4));
  EXPECT_EQ(28 + json_size + buffer_size, glb.size());
  return {Json::parse(glb.substr(20, json_size)), glb.substr(28 + json_size)};
}

std::vector<GlbNode> two_nodes() {
  GlbNode box{"furniture", rounded_box({0, 0, 0}, {1, 2, 3}, 0.1, "mat"), {0, 0, 0, 1}, {}, Json::object()};
  GlbNode ball{"person", rounded_box({-1, -1, -1}, {1, 1, 1}, 1, "skin"), {0.6, 0, 0, 0.8}, {}, {{"view", "prone"}}};
  ball.vertex_color_ratio.assign(ball.mesh.position_m.size(), {0.25, 0.5, 0.75});
  return {box, ball};
}

TEST(Glb, HoldsWhatWasPutIn) {
  const std::vector<GlbNode> nodes = two_nodes();
  const auto [json, buffer] = parse(to_glb(nodes, figure_materials("light", 30), {{"length_unit", "m"}}));
  EXPECT_EQ(json["asset"]["version"], "2.0");
  EXPECT_EQ(json["asset"]["extras"]["length_unit"], "m");
  EXPECT_EQ(json["buffers"][0]["byteLength"], buffer.size());
  ASSERT_EQ(json["nodes"].size(), 2u);
  EXPECT_EQ(json["scenes"][0]["nodes"], Json::array({0, 1}));
  EXPECT_EQ(json["nodes"][1]["name"], "person");
  EXPECT_EQ(json["nodes"][1]["extras"]["view"], "prone");
  EXPECT_EQ(json["nodes"][1]["rotation"], Json::array({0.6, 0.0, 0.0, 0.8}));
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const Json& primitive = json["meshes"][n]["primitives"][0];
    EXPECT_EQ(json["materials"][primitive["material"].get<std::size_t>()]["name"], nodes[n].mesh.parts[0].material);
    const Json& position = json["accessors"][primitive["attributes"]["POSITION"].get<std::size_t>()];
    const Json& view = json["bufferViews"][position["bufferView"].get<std::size_t>()];
    ASSERT_EQ(position["count"], nodes[n].mesh.position_m.size());
    EXPECT_EQ(position["componentType"], 5126);
    EXPECT_EQ(view["byteOffset"].get<std::size_t>() % 4, 0u);
    EXPECT_EQ(view["byteLength"].get<std::size_t>(), 12 * nodes[n].mesh.position_m.size());
    for (std::size_t i = 0; i < nodes[n].mesh.position_m.size(); ++i) {
      float x = 0;
      const std::uint32_t bits = u32_at(buffer, view["byteOffset"].get<std::size_t>() + 12 * i);
      std::memcpy(&x, &bits, 4);
      ASSERT_EQ(x, static_cast<float>(nodes[n].mesh.position_m[i].x));
      ASSERT_GE(x, position["min"][0].get<float>());
      ASSERT_LE(x, position["max"][0].get<float>());
    }
    const Json& indices = json["accessors"][primitive["indices"].get<std::size_t>()];
    const Json& index_view = json["bufferViews"][indices["bufferView"].get<std::size_t>()];
    ASSERT_EQ(indices["count"], 3 * nodes[n].mesh.triangles_count());
    for (std::size_t i = 0; i < indices["count"].get<std::size_t>(); ++i) {
      const std::uint32_t vertex = u32_at(buffer, index_view["byteOffset"].get<std::size_t>() + 4 * i);
      ASSERT_EQ(vertex, nodes[n].mesh.parts[0].triangles[i / 3][i % 3]);
    }
  }
  EXPECT_FALSE(json["meshes"][0]["primitives"][0]["attributes"].contains("COLOR_0"));
  EXPECT_TRUE(json["meshes"][1]["primitives"][0]["attributes"].contains("COLOR_0"));
}

TEST(Glb, OffersSkinTonesAsVariants) {
  const Parsed parsed = parse(to_glb(two_nodes(), figure_materials("light", 30), Json::object(), figure_variants(30)));
  EXPECT_EQ(parsed.json["extensionsUsed"], Json::array({"KHR_materials_variants"}));
  const Json& names = parsed.json["extensions"]["KHR_materials_variants"]["variants"];
  ASSERT_EQ(names.size(), skin_tones().size());
  const Json& skin = parsed.json["meshes"][1]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"];
  ASSERT_EQ(skin.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(names[i]["name"], skin_tones()[i]);
    EXPECT_EQ(skin[i]["variants"], Json::array({i}));
    const Json& material = parsed.json["materials"][skin[i]["material"].get<std::size_t>()];
    EXPECT_EQ(material["name"], "skin");
    EXPECT_EQ(material["pbrMetallicRoughness"]["baseColorFactor"][0].get<double>(),
              figure_materials(skin_tones()[i], 30)[0].base_color_ratio[0]);
  }
  EXPECT_FALSE(parsed.json["meshes"][0]["primitives"][0].contains("extensions")) << "a mat has one look";
  EXPECT_FALSE(parse(to_glb(two_nodes(), figure_materials("light", 30), Json::object())).json.contains("extensions"));
}

TEST(Glb, LeavesOutWhatIsEmpty) {
  std::vector<GlbNode> nodes = two_nodes();
  nodes[0].mesh = {};
  const Parsed parsed = parse(to_glb(nodes, figure_materials("dark", 80), Json::object()));
  EXPECT_EQ(parsed.json["nodes"].size(), 1u);
}

TEST(Glb, RefusesUnknownMaterialsAndMissingColours) {
  std::vector<GlbNode> nodes = two_nodes();
  nodes[1].vertex_color_ratio.pop_back();
  EXPECT_THROW((void)to_glb(nodes, figure_materials("light", 30), Json::object()), ContractViolation);
  nodes = two_nodes();
  nodes[0].mesh.parts[0].material = "gold";
  EXPECT_THROW((void)to_glb(nodes, figure_materials("light", 30), Json::object()), ContractViolation);
  nodes = two_nodes();
  nodes[0].mesh.normal.pop_back();
  EXPECT_THROW((void)to_glb(nodes, figure_materials("light", 30), Json::object()), ContractViolation);
}

TEST(FigureMaterials, ComeInSeveralTonesAndGreyWithAge) {
  EXPECT_GE(skin_tones().size(), 4u);
  for (const std::string_view tone : skin_tones()) {
    const std::vector<GlbMaterial> materials = figure_materials(tone, 30);
    ASSERT_EQ(materials.size(), 4u);
    EXPECT_EQ(materials[0].name, "skin");
    EXPECT_EQ(materials[1].name, "hair");
    EXPECT_EQ(materials[2].name, "cloth");
    EXPECT_EQ(materials[3].name, "mat");
    EXPECT_GT(figure_materials(tone, 80)[1].base_color_ratio[0], materials[1].base_color_ratio[0]);
  }
  EXPECT_THROW((void)figure_materials("green", 30), ContractViolation);
}

}  // namespace
}  // namespace unknot
