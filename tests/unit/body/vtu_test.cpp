#include "unknot/body/vtu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <regex>

#include "support/support.h"
#include "unknot/body/back_fields.h"

namespace unknot {
namespace {

using testing::HasSubstr;

std::string decoded(std::string_view text) {
  std::string bytes;
  std::uint32_t group = 0;
  int bits_count = 0;
  for (const char c : text) {
    int value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = c - 'A';
    } else if (c >= 'a' && c <= 'z') {
      value = c - 'a' + 26;
    } else if (c >= '0' && c <= '9') {
      value = c - '0' + 52;
    } else if (c == '+') {
      value = 62;
    } else if (c == '/') {
      value = 63;
    } else {
      break;  // padding
    }
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits_count += 6;
    if (bits_count >= 8) {
      bits_count -= 8;
      bytes += static_cast<char>(group >> bits_count & 0xFFU);
    }
  }
  return bytes;
}

/// What a reader of the file finds: type, components and bytes of one array, the length in front checked.
struct Found {
  std::string type;
  int components_count = 0;
  std::string bytes;
  template <typename T>
  [[nodiscard]] std::vector<T> values() const {
    std::vector<T> list(bytes.size() / sizeof(T));
    std::memcpy(list.data(), bytes.data(), list.size() * sizeof(T));
    return list;
  }
};

Found find(const std::string& xml, const std::string& name) {
  const std::size_t at = xml.find("Name=\"" + name + "\"");
  EXPECT_NE(at, std::string::npos) << name;
  const std::size_t start = xml.rfind("<DataArray", at);
  const std::size_t open = xml.find('>', at), close = xml.find('<', open);
  const std::string head = xml.substr(start, open - start);
  Found found;
  const std::size_t type = head.find("type=\"") + 6;
  found.type = head.substr(type, head.find('"', type) - type);
  const std::size_t components = head.find("NumberOfComponents=\"") + 20;
  found.components_count = std::stoi(head.substr(components));
  const std::string all = decoded(std::string_view(xml).substr(open + 1, close - open - 1));
  std::uint32_t length = 0;
  std::memcpy(&length, all.data(), 4);
  EXPECT_EQ(length, all.size() - 4) << name;
  found.bytes = all.substr(4);
  return found;
}

TEST(Vtu, HoldsPointsCellsAndFields) {
  VtuMesh mesh;
  mesh.position_m = {{0, 0, 0}, {0, 1, 0}, {1, 1, 0.5}, {1, 0, 0}, {2, 1, 0}, {2, 0, 0}};
  mesh.quads = {{0, 3, 2, 1}, {3, 5, 4, 2}};
  mesh.point_arrays = {{"height_m", 1, {0, 0, 0.5, 0, 0, 0}}};
  mesh.cell_arrays = {{"way", 3, {1, 0, 0, 0, 1, 0}}};
  mesh.cell_labels = {{"kind", {7, -2}}};
  mesh.words = {{"kinds", {"a<b", "c"}}};
  const std::string xml = to_vtu(mesh);
  EXPECT_THAT(xml, HasSubstr("<Piece NumberOfPoints=\"6\" NumberOfCells=\"2\">"));
  const Found points = find(xml, "Points");
  EXPECT_EQ(points.type, "Float64");
  EXPECT_EQ(points.components_count, 3);
  const auto xyz = points.values<double>();
  ASSERT_EQ(xyz.size(), 18U);
  EXPECT_EQ(xyz[8], 0.5);
  EXPECT_EQ(find(xml, "connectivity").values<std::int64_t>(), (std::vector<std::int64_t>{0, 3, 2, 1, 3, 5, 4, 2}));
  EXPECT_EQ(find(xml, "offsets").values<std::int64_t>(), (std::vector<std::int64_t>{4, 8}));
  EXPECT_EQ(find(xml, "types").values<std::uint8_t>(), (std::vector<std::uint8_t>{9, 9}));
  EXPECT_EQ(find(xml, "height_m").values<float>(), (std::vector<float>{0, 0, 0.5F, 0, 0, 0}));
  EXPECT_EQ(find(xml, "way").components_count, 3);
  EXPECT_EQ(find(xml, "kind").values<std::int32_t>(), (std::vector<std::int32_t>{7, -2}));
  EXPECT_THAT(xml, HasSubstr(">97 60 98 0 99 0 <")) << "words are their letters, each ended by a zero";
  mesh.words = {{"a<b", {}}};
  EXPECT_THAT(to_vtu(mesh), HasSubstr("Name=\"a&lt;b\""));
}

TEST(Vtu, HoldsHexahedraAfterQuads) {
  VtuMesh mesh;
  for (int n = 0; n < 8; ++n) mesh.position_m.push_back({n & 1 ? 1.0 : 0, n & 2 ? 1.0 : 0, n & 4 ? 1.0 : 0});
  mesh.quads = {{4, 5, 7, 6}};
  mesh.hexahedra = {{0, 1, 3, 2, 4, 5, 7, 6}};
  mesh.cell_arrays = {{"stress_Pa", 1, {1, 2}}};
  const std::string xml = to_vtu(mesh);
  EXPECT_THAT(xml, HasSubstr("<Piece NumberOfPoints=\"8\" NumberOfCells=\"2\">"));
  EXPECT_EQ(find(xml, "connectivity").values<std::int64_t>(),
            (std::vector<std::int64_t>{4, 5, 7, 6, 0, 1, 3, 2, 4, 5, 7, 6}));
  EXPECT_EQ(find(xml, "offsets").values<std::int64_t>(), (std::vector<std::int64_t>{4, 12}));
  EXPECT_EQ(find(xml, "types").values<std::uint8_t>(), (std::vector<std::uint8_t>{9, 12}));
  mesh.hexahedra[0][3] = 8;
  EXPECT_ANY_THROW((void)to_vtu(mesh));
  mesh.hexahedra.clear();
  EXPECT_ANY_THROW((void)to_vtu(mesh)) << "an array longer than its cells";
}

TEST(Vtu, WritesASeries) {
  const std::string xml = to_pvd({{0, "a<.vtu"}, {2.5, "b.vtu"}});
  EXPECT_THAT(xml, HasSubstr("<VTKFile type=\"Collection\""));
  EXPECT_THAT(xml, HasSubstr("timestep=\"0\" group=\"\" part=\"0\" file=\"a&lt;.vtu\"/>"));
  EXPECT_THAT(xml, HasSubstr("timestep=\"2.5\" group=\"\" part=\"0\" file=\"b.vtu\"/>"));
  // Presses one after the other at no time: as moments of one time ParaView showed them all at once.
  const std::string still = to_pvd({{0, "a"}, {0, "b"}, {1.5, "c"}});
  for (const char* moment :
       {"timestep=\"0\" group=\"\" part=\"0\" file=\"a\"", "timestep=\"1\" group=\"\" part=\"0\" file=\"b\"",
        "timestep=\"2\" group=\"\" part=\"0\" file=\"c\""}) {
    EXPECT_THAT(still, HasSubstr(moment));
  }
}

TEST(Vtu, RefusesFieldsThatDoNotFit) {
  VtuMesh mesh;
  mesh.position_m = {{0, 0, 0}, {0, 1, 0}, {1, 1, 0}, {1, 0, 0}};
  mesh.quads = {{0, 1, 2, 3}};
  mesh.cell_arrays = {{"fat_m", 1, {0.01}}};
  EXPECT_NO_THROW((void)to_vtu(mesh));
  mesh.cell_arrays[0].values.push_back(0.02);
  EXPECT_ANY_THROW((void)to_vtu(mesh));
  mesh.cell_arrays.clear();
  mesh.quads[0][2] = 4;
  EXPECT_ANY_THROW((void)to_vtu(mesh));
}

class BackFields : public testing::Test {
 protected:
  const KnowledgeFiles& files_ = test::knowledge_files();
  const Atlas atlas_ = Atlas::load(files_).value();
  const Contacts contacts_ = Contacts::load(files_).value();
  const BodyKnowledge bodies_ = BodyKnowledge::load(files_).value();
  const LayerKnowledge knowledge_ = LayerKnowledge::load(files_, atlas_).value();
  const HandKnowledge hands_ = HandKnowledge::load(files_).value();
  [[nodiscard]] Body body_of(double mass_kg) const {
    Receiver receiver;
    receiver.sex = Sex::female;
    receiver.age_years = 40;
    receiver.stature_m = 1.66;
    receiver.mass_kg = mass_kg;
    return Body::from(bodies_, receiver);
  }
};

TEST_F(BackFields, MeshCarriesEveryLayer) {
  const Body body = body_of(64);
  const LayerModel layers(knowledge_, contacts_, atlas_, body, Place::table);
  const BackSurface surface = BackSurface::make(bodies_, body, View::prone).value();
  const GridCounts grid{10, 16};
  const VtuMesh mesh = back_mesh(surface, layers, atlas_, body, grid);
  EXPECT_EQ(mesh.position_m.size(), 11U * 17U);
  ASSERT_EQ(mesh.quads.size(), 160U);
  const auto columns = layers.cells(grid.across_count, grid.along_count);
  std::map<std::string, const VtuArray*> arrays;
  for (const VtuArray& array : mesh.cell_arrays) {
    arrays[array.name] = &array;
    for (const double value : array.values) {
      EXPECT_TRUE(std::isfinite(value)) << array.name;
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    double sum_m = 0;
    for (const auto& [name, array] : arrays) {
      const bool layer = name == "skin_m" || name == "fat_m" || name == "fascia_m" || name.starts_with("muscle_");
      sum_m += layer ? array->values[i] : 0;
    }
    EXPECT_NEAR(sum_m, arrays.at("depth_m")->values[i], 1e-12);
    EXPECT_DOUBLE_EQ(arrays.at("depth_m")->values[i], columns[i].depth_m.value);
    // Fibres run along the skin, one metre long, or are not there.
    const Vec3 fibre{arrays.at("fibre")->values[3 * i], arrays.at("fibre")->values[3 * i + 1],
                     arrays.at("fibre")->values[3 * i + 2]};
    const Vec3 normal = surface.at(cell_centre(static_cast<int>(i % 10), static_cast<int>(i / 10), 10, 16)).normal;
    EXPECT_NEAR(norm(fibre), columns[i].muscles.empty() ? 0 : 1, 1e-9);
    EXPECT_NEAR(dot(fibre, normal), 0, 1e-6);
  }
  // Quadrilaterals turn counter-clockwise seen from outside.
  for (std::size_t i = 0; i < mesh.quads.size(); ++i) {
    const auto& quad = mesh.quads[i];
    const Vec3 a = mesh.position_m[quad[0]], b = mesh.position_m[quad[1]], d = mesh.position_m[quad[3]];
    const Vec3 outward = surface.at(cell_centre(static_cast<int>(i % 10), static_cast<int>(i / 10), 10, 16)).normal;
    EXPECT_GT(dot(cross(b - a, d - a), outward), 0) << i;
  }
  // The spine zone's bit is set on the midline at the low back and not at the flank.
  const auto bit = std::find(mesh.words[1].words.begin(), mesh.words[1].words.end(), "es_01_left");
  ASSERT_NE(bit, mesh.words[1].words.end());
  const std::int32_t kidney = std::int32_t{1} << (bit - mesh.words[1].words.begin());
  const auto& zones = mesh.cell_labels[1].values;
  EXPECT_TRUE(std::any_of(zones.begin(), zones.end(), [&](std::int32_t z) { return (z & kidney) != 0; }));
  EXPECT_EQ(zones.front() & kidney, 0);
  EXPECT_THAT(to_vtu(mesh), HasSubstr("Name=\"zone_ids\""));
}

TEST_F(BackFields, DocumentSaysWhatItIsSureOf) {
  const Body body = body_of(64);
  const LayerModel layers(knowledge_, contacts_, atlas_, body, Place::bed);
  const HandModel hand = HandModel::from(hands_, contacts_);
  const Json plain = body_json(knowledge_, body, layers, hand, nullptr);
  EXPECT_FALSE(plain["extrapolated"].get<bool>());
  EXPECT_TRUE(plain["why"].empty());
  EXPECT_FALSE(plain.contains("grid"));
  EXPECT_EQ(plain["layers"].size(), knowledge_.summary.size());
  for (const Json& site : plain["layers"]) {
    EXPECT_LT(site["depth_m"]["low"].get<double>(), site["depth_m"]["value"].get<double>());
    EXPECT_LT(site["depth_m"]["value"].get<double>(), site["depth_m"]["high"].get<double>());
    EXPECT_TRUE(site["fat_m"].contains("source") && site["fat_m"].contains("status"));
  }
  for (const auto& [name, estimate] : plain["estimates"].items()) {
    EXPECT_LE(estimate["low"].get<double>(), estimate["value"].get<double>()) << name;
    EXPECT_TRUE(name.ends_with("_m"));
  }
  EXPECT_GT(plain["hand"]["area_m2"]["palm"]["value"].get<double>(), 0.005);

  const Body heavy = body_of(125);
  const Json far =
      body_json(knowledge_, heavy, LayerModel(knowledge_, contacts_, atlas_, heavy, Place::bed), hand, nullptr);
  EXPECT_TRUE(far["extrapolated"].get<bool>());
  EXPECT_GE(far["why"].size(), 2U);

  const GridCounts counts{6, 9};
  const Json grid = body_json(knowledge_, body, layers, hand, &counts)["grid"];
  EXPECT_EQ(grid["across_count"], 6);
  EXPECT_EQ(grid["depth_m"].size(), 54U);
  EXPECT_EQ(grid["bone"].size(), 54U);
  for (const auto& [id, muscle] : grid["muscles"].items()) {
    EXPECT_EQ(muscle["thickness_m"].size(), 54U) << id;
    EXPECT_EQ(muscle["fibre_rad"].size(), 54U) << id;
  }
}

}  // namespace
}  // namespace unknot
