#include "unknot/body/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/support.h"
#include "unknot/body/atlas.h"
#include "unknot/body/atlas_json.h"

namespace unknot {
namespace {

using testing::HasSubstr;

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

const Overlay& overlay(const std::string& id, OverlayKind kind) {
  for (const Overlay& one : atlas().overlays()) {
    if (one.id == id && one.kind == kind) {
      return one;
    }
  }
  throw std::out_of_range(id);
}

std::vector<const Overlay*> of_kind(OverlayKind kind) {
  std::vector<const Overlay*> found;
  for (const Overlay& one : atlas().overlays()) {
    if (one.kind == kind) {
      found.push_back(&one);
    }
  }
  return found;
}

TEST(Overlays, EveryKindIsThereAndOnEveryBody) {
  std::map<OverlayKind, int> count;
  for (const Overlay& one : atlas().overlays()) {
    ++count[one.kind];
    for (const Body& body : {body_of(Sex::female, 1.45, 40), body_of(Sex::male, 2.05, 140)}) {
      for (const ChartPoint& point : one.on(body)) {
        EXPECT_TRUE(is_on_chart(point)) << one.id;
      }
    }
    if (one.kind != OverlayKind::rib) {
      EXPECT_GT(one.text.size(), 10U) << one.id;
    }
  }
  EXPECT_EQ(count[OverlayKind::rib], 24);
  EXPECT_EQ(count[OverlayKind::nerve], 18);
  EXPECT_GE(count[OverlayKind::vessel], 8);
  EXPECT_EQ(count[OverlayKind::lymph_basin], 7);
  EXPECT_EQ(count[OverlayKind::lymph_watershed], 5);
  EXPECT_EQ(count[OverlayKind::lymph_flow], 10);
  EXPECT_EQ(count[OverlayKind::dermatome], 2 * (1 + 11 + 3 + 3)) << "C4, T2 to T12, L1 to L3, S1 to S3";
  EXPECT_EQ(count[OverlayKind::segment], 5 + 2 * 4 + 1) << "E01 to E10: five of one side, four of both, one middle";
  EXPECT_GE(count[OverlayKind::connective_zone], 7);
  EXPECT_EQ(count[OverlayKind::bladder_point], 2 * (1 + 17 + 4 + 3));
}

// Rulings, "Words": organ zones never as findings. What is handed down says so, and says that it finds nothing.
TEST(Overlays, TraditionIsToldAsTradition) {
  for (const Overlay& one : atlas().overlays()) {
    const bool tradition = one.kind == OverlayKind::segment || one.kind == OverlayKind::connective_zone ||
                           one.kind == OverlayKind::bladder_point;
    EXPECT_EQ(one.provenance.status == EvidenceStatus::tradition, tradition) << one.id;
    if (one.kind == OverlayKind::segment) {
      EXPECT_THAT(one.text, HasSubstr("says nothing about it")) << one.id;
      EXPECT_THAT(one.name, HasSubstr("named after")) << one.id;
    }
    if (one.kind == OverlayKind::connective_zone) {
      EXPECT_THAT(one.text, HasSubstr("not a finding")) << one.id;
    }
  }
}

// E01, E03 to E06: the heart left, the liver right, and so on.
TEST(Overlays, OneSidedZonesLieOnTheirSide) {
  for (const auto& [id, side] :
       {std::pair("e01", Side::left), std::pair("e03", Side::right), std::pair("e04", Side::right),
        std::pair("e05", Side::left), std::pair("e06", Side::left)}) {
    const Overlay& zone = overlay(id, OverlayKind::segment);
    EXPECT_EQ(zone.side, side);
    for (const ChartPoint& point : zone.points) {
      EXPECT_EQ(point.across < 0, side == Side::left) << id;
    }
  }
}

// O01: above the waist to the armpit, below to the groin, never across the midline.
TEST(Overlays, LymphFlowsOutwardAndStaysInItsBasin) {
  const Body body = body_of(Sex::female, 1.66, 64);
  for (const Overlay* flow : of_kind(OverlayKind::lymph_flow)) {
    const auto points = flow->on(body);
    double last = 0;
    for (const ChartPoint& point : points) {
      EXPECT_EQ(point.across < 0, flow->side == Side::left) << flow->id;
      EXPECT_GT(std::abs(point.across), last) << flow->id << ": outward";
      last = std::abs(point.across);
    }
    const std::string side = flow->side == Side::left ? "_left" : "_right";
    for (const char* name : {"axilla", "groin", "collar_bone"}) {
      const auto basin = overlay(name + side, OverlayKind::lymph_basin).on(body);
      EXPECT_EQ(contains(basin, points.front()), contains(basin, points.back())) << flow->id << " " << name;
    }
  }
}

// X02 and J07: BL43 lies on the 5th rib at the height of T4, BL46 on the 8th at T7. L08: the 12th ends below T12.
TEST(Overlays, RibsPassTheirAnchors) {
  const Body body = body_of(Sex::male, 1.75, 75);
  const auto distance = [&](const std::string& rib, const ChartPoint& at) {
    const auto line = overlay(rib + "_right", OverlayKind::rib).on(body);
    double nearest_m = 1;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      nearest_m = std::min(
          nearest_m, distance_to_segment_m(body.to_plane(line[i]), body.to_plane(line[i + 1]), body.to_plane(at)));
    }
    return nearest_m;
  };
  // A lower border of a bump is up to a centimetre and a half below its middle.
  EXPECT_LT(distance("rib_05", overlay("bl43_right", OverlayKind::bladder_point).points.front()), 0.016);
  EXPECT_LT(distance("rib_08", overlay("bl46_right", OverlayKind::bladder_point).points.front()), 0.016);
  EXPECT_GT(overlay("rib_12_right", OverlayKind::rib).points.back().along, atlas().level_along("T12"));
  double last = -1;
  for (const Overlay* rib : of_kind(OverlayKind::rib)) {
    if (rib->side == Side::right) {
      EXPECT_GT(rib->points.front().along, last) << rib->id;
      last = rib->points.front().along;
    }
  }
}

// E13: strips follow each other down the midline without a gap from T2 to T12.
TEST(Overlays, DermatomesFollowEachOther) {
  double last = -1;
  for (int n = 2; n <= 12; ++n) {
    const auto& strip = overlay("t" + std::to_string(n) + "_right", OverlayKind::dermatome).points;
    if (last > 0) {
      EXPECT_NEAR(strip[0].along, last, 0.0015);
    }
    last = strip[3].along;
  }
  EXPECT_NEAR(last, 0.88, 0.001);
}

TEST(Overlays, AreInTheAtlasDocument) {
  const Body body = body_of(Sex::female, 1.66, 64);
  const auto drawing = DrawingKnowledge::load(test::knowledge_files()).value();
  const Json json = atlas_json(atlas(), drawing, body);
  for (const char* list : {"ribs", "nerves", "vessels", "dermatomes", "segments", "connective_zones", "bladder_line"}) {
    ASSERT_GT(json[list].size(), 0U) << list;
    for (const Json& one : json[list]) {
      EXPECT_EQ(one.count("polygon") + one.count("line") + one.count("at"), 1U) << one["id"];
      EXPECT_TRUE(one.contains("source") && one.contains("status") && one.contains("name")) << one["id"];
    }
  }
  EXPECT_EQ(json["lymph"]["flow"].size(), 10U);
  for (const Json& flow : json["lymph"]["flow"]) {
    EXPECT_EQ(flow["from"], flow["line"].front());
    EXPECT_EQ(flow["to"], flow["line"].back());
  }
  EXPECT_GT(json["lymph"]["basins"].size(), 0U);
  EXPECT_GT(json["lymph"]["watersheds"].size(), 0U);
}

std::string said_of(const std::string& file, const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at(file);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto result = Atlas::load(KnowledgeFiles::load(texts).value());
  if (result) {
    return "";
  }
  std::string said = result.error().message;
  for (const Error& more : result.error().more) {
    said += "\n" + more.message;
  }
  return said;
}

TEST(Overlays, RefusesWhatCannotBeDrawn) {
  EXPECT_EQ(said_of("body/nerves.toml", "[[nerve]]", "[[nerve]]"), "");
  EXPECT_THAT(said_of("body/nerves.toml", "[[nerve]]", "[[nerf]]"), HasSubstr("nerf"));
  EXPECT_THAT(said_of("body/nerves.toml", "line = [[0.95, -0.13]", "line = [[9.5, -0.13]"), HasSubstr("off the back"));
  EXPECT_THAT(said_of("body/nerves.toml", "line = [[0.95, -0.13]", "line = [[-0.95, -0.13]"), HasSubstr("right side"));
  EXPECT_THAT(said_of("body/vessels.toml", "at = [0.42, 1.05]", "at = [0.42]"), HasSubstr("[across, along]"));
  EXPECT_THAT(said_of("body/vessels.toml", "at = [0.42, 1.05]", "at = [0.42, 1.05]\nat_m = [0.1, 1]"),
              HasSubstr("one shape"));
  EXPECT_THAT(said_of("body/lymph.toml", "id = \"groin\"", "id = \"axilla\""), HasSubstr("axilla"));
  EXPECT_THAT(said_of("body/reflex_zones.toml", "status = \"tradition\"", "status = \"verified\""),
              HasSubstr("handed down"));
  EXPECT_THAT(said_of("body/dermatomes.toml", "status = \"assumed\"", "status = \"tradition\""),
              HasSubstr("handed down"));
  EXPECT_THAT(said_of("body/bones.toml", "[[rib]]", "[[rip]]"), HasSubstr("rip"));
}

}  // namespace
}  // namespace unknot
