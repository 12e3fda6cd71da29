#include "unknot/plan/plan_knowledge.h"

#include <gtest/gtest.h>

#include <set>

#include "property/plan/plan_world.h"

namespace unknot::test {
namespace {

/// The knowledge with one text replaced in one file; the error of loading it, or empty.
std::string error_with(const std::string& file, const std::string& from, const std::string& to) {
  KnowledgeTexts texts = knowledge_texts();
  std::string& text = texts.at(file);
  const auto at = text.find(from);
  if (at == std::string::npos) {
    return "the test looks for a text that is not there: " + from;
  }
  text.replace(at, from.size(), to);
  const auto files = KnowledgeFiles::load(texts);
  if (!files) {
    return describe(files.error());
  }
  const auto loaded = PlanKnowledge::load(*files);
  return loaded ? "" : describe(loaded.error());
}

TEST(PlanKnowledge, HoldsTheSetThatMayBePlanned) {
  std::set<std::string> lay;
  std::set<std::string> trained;
  for (const Technique& technique : plan_world().plan.codex.techniques()) {
    if (!technique.plan) {
      continue;
    }
    EXPECT_FALSE(is_never_planned(technique.id));
    for (const Training training : technique.who) {
      (training == Training::none ? lay : trained).insert(technique.id);
    }
  }
  const std::set<std::string> lay_set = {"T01", "T02", "T03", "T05", "T06", "T07", "T08",
                                         "T10", "T21", "T22", "T42", "T43", "T45"};
  EXPECT_EQ(lay, lay_set);
  for (const char* id : {"T11", "T12", "T14", "T19", "T20", "T23", "T24", "T25", "T26", "T27", "T28"}) {
    EXPECT_TRUE(trained.contains(id)) << id;
  }
}

TEST(PlanKnowledge, EveryTechniqueHasATrackAndAStationForEachOfItsPositions) {
  const PlanKnowledge& knowledge = plan_world().plan;
  for (const Technique& technique : knowledge.codex.techniques()) {
    if (!technique.plan) {
      continue;
    }
    EXPECT_TRUE(std::any_of(knowledge.tracks.begin(), knowledge.tracks.end(), [&](const Track& track) {
      const bool draws = std::find(track.paths.begin(), track.paths.end(), *technique.path) != track.paths.end();
      const auto& regions = technique.regions;
      return draws && std::find(regions.begin(), regions.end(), track.region) != regions.end();
    })) << technique.id;
  }
  for (const Track& track : knowledge.tracks) {
    EXPECT_NE(track.of_region, Region::flank) << track.id;
    EXPECT_NE(track.of_region, Region::leg) << track.id;
  }
}

TEST(PlanKnowledge, RefusesWhatIsMissingUnknownOrNeverPlanned) {
  const std::string pressing = "techniques/pressing.toml";
  EXPECT_EQ(error_with(pressing, "id = \"T22\"", "id = \"T22\""), "");
  EXPECT_NE(error_with(pressing, "id = \"T22\"", "id = \"T13\"").find("may not be planned"), std::string::npos);
  EXPECT_NE(error_with(pressing, "path = \"press_steps\"", "path = \"press_step\"").find("press_steps"),
            std::string::npos);
  EXPECT_NE(error_with(pressing, "family = \"release\"", "family = \"releases\"").find("family \"releases\""),
            std::string::npos);
  EXPECT_NE(error_with(pressing, "unit = \"N\"", "unit = \"kg\"").find("unit"), std::string::npos);
  EXPECT_NE(error_with(pressing, "kinds = [\"hold\"]", "kinds = [\"holds\"]").find("unknown word"), std::string::npos);
  EXPECT_NE(error_with(pressing, "dwell = {", "dwel = {").find("unknown key"), std::string::npos);
  EXPECT_NE(error_with("plan/planner.toml", "[constant.sore]", "[constant.sour]").find("sore"), std::string::npos);
  EXPECT_NE(error_with("plan/tracks.toml", "[0.058, 0.93], ", "[0.058, 1.93], ").find("on the chart"),
            std::string::npos);
  EXPECT_NE(error_with("plan/tracks.toml", "region = \"buttock\"", "region = \"bottom\"").find("no region"),
            std::string::npos);
  EXPECT_NE(error_with("plan/stations.toml", "station = \"head\"", "station = \"feet\"").find("station"),
            std::string::npos);
}

}  // namespace
}  // namespace unknot::test
