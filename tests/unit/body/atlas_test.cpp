#include "unknot/body/atlas.h"

#include <gtest/gtest.h>

#include <cmath>

#include <set>

#include "support/support.h"
#include "unknot/core/rng.h"

namespace unknot {
namespace {

const Atlas& atlas() {
  static const Atlas loaded = Atlas::load(test::knowledge_files()).value();
  return loaded;
}

Body body_of(Sex sex, double stature_m, double mass_kg) {
  Receiver receiver;
  receiver.sex = sex;
  receiver.age_years = 35;
  receiver.stature_m = stature_m;
  receiver.mass_kg = mass_kg;
  return Body::from(BodyKnowledge::load(test::knowledge_files()).value(), receiver);
}

double area_of(const ChartPolygon& polygon) {
  double twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const ChartPoint& a = polygon[i];
    const ChartPoint& b = polygon[(i + 1) % polygon.size()];
    twice += a.across * b.along - b.across * a.along;
  }
  return std::abs(twice) / 2;
}

TEST(Atlas, TilesCoverTheChartOnce) {
  double covered = 0;
  for (const AtlasArea* tile : atlas().of_kind(AreaKind::region)) {
    covered += area_of(tile->polygon);
  }
  EXPECT_NEAR(covered, 2 * (kAlongMax_ratio - kAlongMin_ratio), 1e-9);
  Rng rng(3);
  for (int i = 0; i < 20000; ++i) {
    const ChartPoint point{rng.uniform(-1, 1), rng.uniform(kAlongMin_ratio, kAlongMax_ratio)};
    int tiles = 0;
    for (const AtlasArea* tile : atlas().of_kind(AreaKind::region)) {
      tiles += contains(tile->polygon, point) ? 1 : 0;
    }
    ASSERT_EQ(tiles, 1) << point.across << ", " << point.along;
    ASSERT_NE(atlas().region_at(point), nullptr);
  }
}

TEST(Atlas, SidesMirrorEachOther) {
  int pairs = 0;
  for (const AtlasArea& right : atlas().areas()) {
    if (right.side != Side::right) {
      continue;
    }
    ++pairs;
    const std::string stem = right.id.substr(0, right.id.size() - std::string("_right").size());
    const AtlasArea* left = atlas().find(stem + "_left");
    ASSERT_NE(left, nullptr) << right.id;
    EXPECT_EQ(left->side, Side::left);
    EXPECT_EQ(left->name.substr(0, 5), "left ");
    ASSERT_EQ(left->polygon.size(), right.polygon.size());
    for (std::size_t i = 0; i < right.polygon.size(); ++i) {
      const ChartPoint& mirrored = left->polygon[left->polygon.size() - 1 - i];
      EXPECT_EQ(mirrored.across, -right.polygon[i].across) << right.id;
      EXPECT_EQ(mirrored.along, right.polygon[i].along) << right.id;
    }
  }
  EXPECT_GT(pairs, 40);
}

TEST(Atlas, ZonesNameTheRuleTheyFollow) {
  std::set<std::string> stems;
  for (const AtlasArea* zone : atlas().of_kind(AreaKind::zone)) {
    EXPECT_TRUE(zone->policy.has_value()) << zone->id;
    EXPECT_FALSE(zone->rule.empty()) << zone->id;
    EXPECT_FALSE(zone->text.empty()) << zone->id;
    EXPECT_TRUE(test::knowledge_files().sources().contains(zone->provenance.source)) << zone->id;
    stems.insert(zone->id.substr(0, 5));
  }
  for (const char* site : {"es_01", "es_02", "es_03", "es_04", "es_06", "es_07", "es_08", "es_11"}) {
    EXPECT_TRUE(stems.contains(site)) << site << ": an endangerment site in reach without a zone";
  }
}

TEST(Atlas, KnowsAllMusclesAndLevels) {
  for (int i = 1; i <= 20; ++i) {
    const std::string id = (i < 10 ? "m0" : "m") + std::to_string(i);
    ASSERT_EQ(atlas().find_all(id).size(), 2u) << id;
    EXPECT_GE(atlas().find_all(id)[0]->layer_index, 1);
    EXPECT_FALSE(atlas().find_all(id)[0]->latin.empty());
  }
  EXPECT_NEAR(atlas().find("m01_left")->fibre_rad, 2.0944, 1e-4);
  EXPECT_EQ(atlas().level_along("C7"), 0);
  EXPECT_EQ(atlas().level_along("L4"), 0.86);
  EXPECT_EQ(atlas().level_along("S2"), 1);
  EXPECT_THROW((void)atlas().level_along("T13"), ContractViolation);
  for (const Landmark& landmark : atlas().landmarks()) {
    EXPECT_TRUE(is_on_chart(landmark.at));
    EXPECT_FALSE(landmark.how_to_find.empty());
  }
}

TEST(Atlas, TurnsMetresIntoTheChartOfOneBody) {
  const AtlasArea* spine = atlas().find("es_03");
  ASSERT_NE(spine, nullptr);
  for (const Body& body : {body_of(Sex::female, 1.55, 45), body_of(Sex::male, 1.8, 130)}) {
    for (const ChartPoint& point : atlas().polygon(*spine, body)) {
      EXPECT_NEAR(std::abs(body.to_plane(point).x_m), 0.025, 1e-9);
    }
    for (const AtlasArea& area : atlas().areas()) {
      for (const ChartPoint& point : atlas().polygon(area, body)) {
        ASSERT_TRUE(is_on_chart(point)) << area.id;
      }
      const auto plane = atlas().plane_polygon(area, body);
      ASSERT_GE(plane.size(), 3u);
    }
  }
}

TEST(Atlas, ResolvesPainMarks) {
  EXPECT_EQ(atlas().polygons(Region::low_back, Side::left).size(), 1u);
  EXPECT_EQ(atlas().polygons(Region::low_back, Side::both).size(), 3u);  // and the base of the spine
  EXPECT_EQ(atlas().polygons(Region::mid_back, Side::both).size(), 2u);
  EXPECT_TRUE(atlas().polygons(Region::leg, Side::both).empty());
  for (const ChartPolygon& polygon : atlas().polygons(Region::low_back, Side::middle)) {
    for (const ChartPoint& point : polygon) {
      EXPECT_LE(std::abs(point.across), 0.25);
    }
  }
  EXPECT_EQ(atlas().polygons(Region::low_back, Side::middle).size(), 3u);
  EXPECT_TRUE(atlas().polygons(Region::shoulder_blade, Side::middle).empty());
  const ChartPolygon left_shoulder = atlas().polygons(Region::shoulder, Side::left).at(0);
  for (const ChartPoint& point : left_shoulder) {
    EXPECT_LE(point.across, 0) << "left is negative";
  }
  EXPECT_EQ(atlas().region_at({-0.4, 0.8})->id, "low_back_left");
  EXPECT_EQ(atlas().region_at({0.4, 0.8})->name, "right low back");
  EXPECT_EQ(atlas().region_at({0.01, 1.05})->id, "sacrum");
  EXPECT_FALSE(atlas().region_at({0.9, 0.8})->massaged);
  EXPECT_EQ(atlas().region_at({0, 1.3}), nullptr);
  EXPECT_EQ(atlas().find("low_back"), nullptr);
  EXPECT_EQ(atlas().polygons("low_back", body_of(Sex::male, 1.8, 80)).size(), 2u);
}

std::string load_error(const std::string& file, const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at(file);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = Atlas::load(KnowledgeFiles::load(texts).value());
  return loaded ? "" : describe(loaded.error());
}

TEST(Atlas, RefusesBrokenFiles) {
  const std::string regions = "body/regions.toml";
  const std::string neck = "polygon = [[0, -0.15], [1, -0.15], [1, -0.04], [0.5, 0], [0, 0.03]]";
  EXPECT_EQ(load_error(regions, neck, neck), "");
  EXPECT_NE(
      load_error(regions, neck, "polygon = [[0, -0.15], [1, -0.04], [1, -0.15], [0, 0.03]]").find("crosses itself"),
      std::string::npos);
  EXPECT_NE(load_error(regions, neck, "polygon = [[0, -0.2], [1, -0.15], [1, -0.04]]").find("off the back"),
            std::string::npos);
  EXPECT_NE(load_error(regions, neck, "polygon = [[0, -0.15], [-1, -0.15], [-1, -0.04]]").find("right side only"),
            std::string::npos);
  EXPECT_NE(load_error(regions, neck, "polygon = [[0, -0.15], [1, -0.15]]").find("three vertices"), std::string::npos);
  EXPECT_NE(load_error(regions, neck, "polygon = [[0, -0.15, 2], [1, -0.15], [1, 0]]").find("[across, along]"),
            std::string::npos);
  EXPECT_NE(load_error(regions, neck, "polygon = [[0, \"a\"], [1, -0.15], [1, 0]]").find("number"), std::string::npos);
  EXPECT_NE(load_error(regions, "id = \"shoulder\"", "id = \"neck\"").find("twice"), std::string::npos);
  EXPECT_NE(load_error(regions, "massaged = true", "masaged = true").find("masaged"), std::string::npos);
  EXPECT_NE(load_error(regions, "polygon_m = [[0.025", "polygon_m = [[25").find("off the back"), std::string::npos);
  EXPECT_NE(load_error("body/zones.toml", "no_go = true", "no_go = false").find("keep_out"), std::string::npos);
  EXPECT_NE(load_error("body/zones.toml", "policy = \"spine\"", "policy = \"spin\"").find("spin"), std::string::npos);
  EXPECT_NE(load_error("body/landmarks.toml", "at = [0, 0]", "at = [0.2, 0]").find("across 0"), std::string::npos);
  EXPECT_NE(load_error("body/landmarks.toml", "value = 0.11", "value = 0.01").find("go down"), std::string::npos);
}

}  // namespace
}  // namespace unknot
