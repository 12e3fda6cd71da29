#include "unknot/body/drawing.h"

#include <gtest/gtest.h>

#include <cmath>

#include <algorithm>
#include <set>
#include <sstream>

#include "support/support.h"
#include "unknot/body/atlas_json.h"

namespace unknot {
namespace {

const DrawingKnowledge& knowledge() {
  static const DrawingKnowledge loaded = DrawingKnowledge::load(test::knowledge_files()).value();
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

std::vector<Body> bodies() {
  return {body_of(Sex::female, 1.66, 64), body_of(Sex::male, 1.76, 85), body_of(Sex::female, 1.55, 45),
          body_of(Sex::male, 1.8, 110), body_of(Sex::female, 1.6, 140)};
}

/// All points of a path, handles included: x, y.
std::vector<std::pair<double, double>> points_of(const std::string& path) {
  std::istringstream stream(path);
  std::vector<std::pair<double, double>> points;
  std::string word;
  while (stream >> word) {
    if (word == "M" || word == "C" || word == "Z") {
      continue;
    }
    double y = 0;
    stream >> y;
    points.emplace_back(std::stod(word), y);
  }
  return points;
}

TEST(Drawing, IsSymmetricAndStaysInItsFrame) {
  for (const Body& body : bodies()) {
    const Drawing drawing = draw_back(knowledge(), body);
    auto points = points_of(drawing.outline);
    ASSERT_GT(points.size(), 100u);
    std::vector<std::pair<double, double>> mirrored;
    for (const auto& [x, y] : points) {
      EXPECT_GT(x, 0);
      EXPECT_LT(x, drawing.width_mm);
      mirrored.emplace_back(2 * drawing.x0_mm - x, y);
    }
    // Every point has its mirror image, up to the rounding to a tenth.
    for (const auto& [x, y] : mirrored) {
      const double mx = x;
      const double my = y;
      EXPECT_TRUE(
          std::any_of(points.begin(), points.end(),
                      [&](const auto& p) { return std::abs(p.first - mx) < 0.25 && std::abs(p.second - my) < 0.25; }))
          << mx << " " << my;
    }
    EXPECT_EQ(drawing.outline.back(), 'Z');
  }
}

TEST(Drawing, TheChartLiesInsideTheOutline) {
  for (const Body& body : bodies()) {
    const Drawing drawing = draw_back(knowledge(), body);
    // The outline's own end points (every third of a run of curves) as a polygon.
    std::vector<PlanePoint> outline;
    const auto points = points_of(drawing.outline);
    for (std::size_t i = 0; i < points.size(); i += 3) {
      outline.push_back({points[i].first, points[i].second});
    }
    for (double along = 0.1; along <= 1.25; along += 0.05) {
      for (const double across : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const auto [x, y] = drawing.at_mm({across, along});
        EXPECT_LT(distance_m(outline, {x, y}), 3.0) << across << ", " << along;  // millimetres here
      }
    }
  }
}

TEST(Drawing, ArmsAndTrunkStayApartOnEveryBuild) {
  const auto cross = [](const auto& o, const auto& a, const auto& b) {
    return (a.first - o.first) * (b.second - o.second) - (a.second - o.second) * (b.first - o.first);
  };
  for (const Sex sex : {Sex::female, Sex::male}) {
    for (double stature_m = 1.4; stature_m < 2.05; stature_m += 0.1) {
      for (double index_kg_m2 = 17; index_kg_m2 < 52; index_kg_m2 += 5) {
        const auto points =
            points_of(draw_back(knowledge(), body_of(sex, stature_m, index_kg_m2 * stature_m * stature_m)).outline);
        std::vector<std::pair<double, double>> line;
        for (std::size_t i = 0; i < points.size(); i += 3) {
          line.push_back(points[i]);
        }
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
          for (std::size_t j = i + 2; j + 1 < line.size(); ++j) {
            const bool crossing = cross(line[i], line[i + 1], line[j]) * cross(line[i], line[i + 1], line[j + 1]) < 0 &&
                                  cross(line[j], line[j + 1], line[i]) * cross(line[j], line[j + 1], line[i + 1]) < 0;
            ASSERT_FALSE(crossing) << to_text(sex) << ' ' << stature_m << " m, index " << index_kg_m2;
          }
        }
      }
    }
  }
}

TEST(Drawing, PlacesTheChart) {
  const Body body = body_of(Sex::female, 1.66, 64);
  const Drawing drawing = draw_back(knowledge(), body);
  const auto [x, y] = drawing.at_mm({0, 1});
  EXPECT_DOUBLE_EQ(x, drawing.x0_mm);
  EXPECT_DOUBLE_EQ(y, drawing.y0_mm + body.length_m() * 1000);
  EXPECT_LT(drawing.at_mm({-0.5, 0.5}).first, drawing.x0_mm) << "the receiver's left is at the picture's left";
  EXPECT_EQ(draw_back(knowledge(), body).outline, drawing.outline);
  EXPECT_LT(draw_back(knowledge(), body_of(Sex::female, 1.66, 64)).at_mm({1, 0.8}).first - drawing.x0_mm,
            draw_back(knowledge(), body_of(Sex::female, 1.66, 100)).half_width_mm[38].second);
}

TEST(AtlasJson, HasWhatTheFormatPromises) {
  const Atlas atlas = Atlas::load(test::knowledge_files()).value();
  const Json json = atlas_json(atlas, knowledge(), body_of(Sex::male, 1.76, 85));
  EXPECT_EQ(json["schema"], "unknot.atlas/1");
  EXPECT_EQ(json["regions"].size(), 17u);
  EXPECT_EQ(json["muscles"].size(), 44u);
  EXPECT_EQ(json["half_width_m"].size(), json["drawing"]["to_drawing"]["half_width"].size());
  for (const char* list : {"regions", "muscles", "bones", "zones", "landmarks"}) {
    for (const Json& item : json[list]) {
      EXPECT_FALSE(item["id"].get<std::string>().empty());
      EXPECT_FALSE(item["name"].get<std::string>().empty());
      EXPECT_TRUE(item.contains("source"));
      if (std::string(list) != "landmarks") {
        ASSERT_GE(item["polygon"].size(), 3u);
        for (std::size_t i = 1; i < item["polygon"].size(); ++i) {
          const double step = item["polygon"][i][1].get<double>() - item["polygon"][i - 1][1].get<double>();
          EXPECT_LE(std::abs(step), 0.031);
        }
      }
    }
  }
  std::set<std::string> kinds;
  for (const Json& detail : json["drawing"]["details"]) {
    kinds.insert(detail["kind"].get<std::string>());
    EXPECT_EQ(detail["d"].get<std::string>()[0], 'M');
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"furrow", "blade", "waist", "hair", "arm"}));
}

std::string load_error(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("body/drawing.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = DrawingKnowledge::load(KnowledgeFiles::load(texts).value());
  return loaded ? "" : describe(loaded.error());
}

TEST(DrawingKnowledge, RefusesBrokenFiles) {
  EXPECT_EQ(load_error("[frame]", "[frame]"), "");
  EXPECT_NE(load_error("\"deltoid\", 0.93", "\"deltiod\", 0.93").find("deltoid"), std::string::npos);
  EXPECT_NE(load_error("[\"neck\", 0.97, 0, -0.15]", "[\"neck\", 0.97, -0.15]").find("a point is"), std::string::npos);
  EXPECT_NE(load_error("[\"neck\", 0.97, 0, -0.15]", "[\"neck\", 0.97, 0, -0.1]").find("reach"), std::string::npos);
  EXPECT_NE(load_error("[\"neck\", 0.99, 0, -0.06]", "[\"neck\", 0.99, 0, -0.16]").find("go down"), std::string::npos);
  EXPECT_NE(load_error("kind = \"furrow\"", "kind = \"fur\"").find("fur"), std::string::npos);
  EXPECT_NE(load_error("[0.0, 0.05]", "[1.5, 0.05]").find("off the chart"), std::string::npos);
  EXPECT_NE(load_error("[0.0, 0.05]", "[0.0, \"b\"]").find("number"), std::string::npos);
}

}  // namespace
}  // namespace unknot
