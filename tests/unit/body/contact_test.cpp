#include "unknot/body/contact.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/support.h"

namespace unknot {
namespace {

const Contacts& contacts() {
  static const Contacts loaded = Contacts::load(test::knowledge_files()).value();
  return loaded;
}

TEST(Contacts, HasTheAreasOfTheRulings) {
  EXPECT_DOUBLE_EQ(contacts().area_m2(Surface::palm), 70e-4);
  EXPECT_DOUBLE_EQ(contacts().area_m2(Surface::fingers), 8e-4);
  EXPECT_DOUBLE_EQ(contacts().area_m2(Surface::thumb), 3.5e-4);
  EXPECT_DOUBLE_EQ(contacts().area_m2(Surface::knuckles), 28e-4);
  EXPECT_DOUBLE_EQ(contacts().area_m2(Surface::forearm), 60e-4);
  EXPECT_DOUBLE_EQ(contacts().area_m2(Surface::elbow), 5e-4);
  EXPECT_NEAR(contacts().footprint_radius_m(Surface::palm), 0.0472, 1e-4);
  EXPECT_TRUE(contacts().of(Surface::thumb).pointed);
  EXPECT_TRUE(contacts().of(Surface::knuckles).knobby);
  EXPECT_FALSE(contacts().of(Surface::knuckles).pointed);
  EXPECT_TRUE(contacts().of(Surface::elbow).pointed);
  EXPECT_FALSE(contacts().of(Surface::palm).pointed);
}

TEST(Contacts, CarriesLightByTheSquareRootOfTheArea) {
  EXPECT_DOUBLE_EQ(contacts().light_force_N(Surface::palm), 15);
  EXPECT_NEAR(contacts().light_force_N(Surface::thumb), 15 * std::sqrt(3.5 / 70), 1e-9);
  const ChartPolygon patch = {{0, 0}, {1, 0}, {1, 1}};
  const std::vector<AreaCap> caps = contacts().light_caps("ci_23", patch);
  ASSERT_EQ(caps.size(), 6u);
  for (const AreaCap& cap : caps) {
    EXPECT_EQ(cap.rule, "ci_23");
    EXPECT_EQ(cap.polygon, patch);
    ASSERT_TRUE(cap.surface.has_value());
    EXPECT_NEAR(cap.pressure_Pa * contacts().area_m2(*cap.surface), cap.force_N, 1e-9);
  }
}

TEST(Contacts, LevelsRise) {
  EXPECT_DOUBLE_EQ(contacts().level_force_N(PressureLevel::w2, Surface::palm), 15);
  EXPECT_DOUBLE_EQ(contacts().level_force_N(PressureLevel::w3, Surface::palm), 35);
  EXPECT_NEAR(contacts().level_force_N(PressureLevel::w3, Surface::fingers), 35 * std::sqrt(8.0 / 70), 1e-9);
  EXPECT_EQ(one_lighter(PressureLevel::w3), PressureLevel::w2);
  EXPECT_EQ(one_lighter(PressureLevel::w1), PressureLevel::w1);
}

std::string load_error(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("body/contact.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = Contacts::load(KnowledgeFiles::load(texts).value());
  return loaded ? "" : describe(loaded.error());
}

TEST(Contacts, RefusesBrokenFiles) {
  EXPECT_EQ(load_error("[light]", "[light]"), "");
  EXPECT_NE(load_error("[surface.elbow]", "[surface.foot]").find("foot"), std::string::npos);
  EXPECT_NE(load_error("low = { value = 15", "low = { value = 3").find("rise"), std::string::npos);
  EXPECT_NE(load_error("pointed = false", "pointed = 0"), "");
  EXPECT_NE(load_error("pointed = false", "pointed = true").find("knobby"), std::string::npos);
  EXPECT_NE(load_error("value = 0.007, unit", "value = 0.07, unit"), "");
}

}  // namespace
}  // namespace unknot
