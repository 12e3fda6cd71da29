// The codex as a document, and what one more TOML file alone makes of it: Learn, plans, refusals.
#include <gtest/gtest.h>

#include <set>

#include "support/random_case.h"
#include "support/support.h"
#include "unknot/engine/engine.h"

namespace unknot {
namespace {

constexpr Moment kNow{{2026, 11, 22}, 72000, 60};
constexpr const char* kInvented = "techniques/zz_invented.toml";

Engine load(const KnowledgeTexts& texts) {
  auto loaded = Engine::load(texts);
  if (!loaded) {
    std::fprintf(stderr, "%s\n", describe(loaded.error()).c_str());
    std::abort();
  }
  return std::move(*loaded);
}

const Engine& engine() {
  static const Engine loaded = load(test::knowledge_texts());
  return loaded;
}

const Json& codex() {
  static const Json document = engine().codex_document();
  return document;
}

const Json& entry(const Json& document, const char* list, const std::string& id) {
  for (const Json& one : document.at(list)) {
    if (one.at("id") == id) {
      return one;
    }
  }
  static const Json none;
  ADD_FAILURE() << "no " << id << " in " << list;
  return none;
}

/// A technique that nobody ever wrote down, whole, with a plan and as much benefit as a file may claim.
std::string invented(const std::string& id, const std::string& who) {
  return "[[technique]]\nid = \"" + id + "\"\nwho = " + who + R"(
name = "Snail spirals"
traditional = []
family = "petrissage"
traditions = ["universal"]
since = "today"
action = "A palm draws a slow spiral and takes the skin along."
direction = "Outward from the spine, never on it."
target = "The muscles beside the spine."
aims = ["ease"]
kinds = []
steps = ["Lay the palm down.", "Turn outward, slowly.", "Stay a breath and move on."]
mistakes = ["Sliding over the skin."]
risks = ["A bruise on thin skin."]
known = "Nothing: it was made up for a test."
path = "circles_along"
hands = "one"
surfaces = ["palm"]
positions = ["prone", "side_left", "side_right"]
regions = ["upper_back", "mid_back", "low_back", "shoulder_blade", "buttock"]
medium = "any"
area = { value = 0.007, unit = "m2", range = [0.002, 0.01], source = "tec:T06", status = "assumed" }
force = { value = 15, unit = "N", range = [8, 40], source = "tec:T06", status = "assumed" }
level_min = "w1"
level_max = "w3"
tempo = { value = 0.5, unit = "Hz", range = [0.4, 0.7], source = "tec:T06", status = "assumed" }
repetitions = { value = 3, unit = "count", range = [1, 8], source = "tec:T06", status = "assumed" }
start_cue = "Turn a slow spiral outward."
keep_cue = "One turn, one breath."
correction_cue = "Slower."
posture = "Arm long, elbow soft."
source = "tec:T06"
status = "assumed"
[technique.plan]
phases = ["work", "focus"]
sessions_min = { value = 0, unit = "count", range = [0, 5], source = "tec:T06", status = "assumed" }
fatigue = { value = 0.3, unit = "ratio", range = [0, 4], source = "tec:T06", status = "assumed" }
benefit = { value = 2, unit = "ratio", range = [0, 2], source = "tec:T06", status = "assumed" }
[technique.plan.reason]
work = "Spirals carry {place} along without hurry."
focus = "A spiral never stays long on the sore spot of {place}."
)";
}

Engine with_invented(const std::string& text) {
  KnowledgeTexts texts = test::knowledge_texts();
  texts[kInvented] = text;
  return load(texts);
}

Case desk_worker(const Engine& with) {
  return with.read_case_text(test::read_source_file("examples/desk_worker.toml"), "desk_worker.toml").value();
}

std::size_t count_of(const Routine& routine, const std::string& technique) {
  return static_cast<std::size_t>(std::count_if(routine.strokes.begin(), routine.strokes.end(),
                                                [&](const Stroke& stroke) { return stroke.technique == technique; }));
}

TEST(CodexDocument, HoldsWhatTheFormatPromises) {
  EXPECT_EQ(codex().at("schema"), "unknot.codex/1");
  EXPECT_EQ(codex().at("knowledge_hash"), engine().knowledge_hash());
  EXPECT_EQ(codex().at("hands").size(), words_of<Surface>().size());
  EXPECT_TRUE(codex().at("foot").contains("outline"));
  const Json sources = engine().sources_document().at("sources");
  std::set<std::string> ids;
  for (const Json& technique : codex().at("techniques")) {
    const std::string id = technique.at("id");
    EXPECT_TRUE(ids.insert(id).second) << id;
    entry(codex(), "families", technique.at("family"));
    for (const Json& aim : technique.at("aims")) {
      entry(codex(), "aims", aim);
    }
    for (const Json& tradition : technique.at("traditions")) {
      const Json& listed = entry(codex(), "traditions", tradition).at("techniques");
      EXPECT_NE(std::find(listed.begin(), listed.end(), Json(id)), listed.end()) << id;
    }
    EXPECT_TRUE(sources.contains(technique.at("source").get<std::string>())) << id;
    for (const Json& key : technique.at("sources")) {
      EXPECT_TRUE(sources.contains(key.get<std::string>())) << id;
    }
    EXPECT_EQ(technique.at("demo").empty(), technique.at("skill") == "nobody") << id;
    EXPECT_EQ(technique.at("dose").empty(), !technique.contains("cues")) << id;
    const bool on_the_back = technique.contains("cues") && !technique.contains("tool") && technique.at("map") == "back";
    EXPECT_EQ(technique.at("caps").empty(), !on_the_back) << id;
    for (const Json& cap : technique.at("caps")) {
      EXPECT_GT(cap.at("force_N"), 0) << id;
      EXPECT_NE(std::find(technique.at("who").begin(), technique.at("who").end(), cap.at("training")),
                technique.at("who").end())
          << id;
    }
    for (const Json& dose : technique.at("dose")) {
      EXPECT_LE(dose.at("low"), dose.at("value")) << id << dose;
      EXPECT_LE(dose.at("value"), dose.at("high")) << id << dose;
      EXPECT_TRUE(sources.contains(dose.at("source").get<std::string>())) << id;
    }
  }
  EXPECT_GE(ids.size(), 55U);
  for (const Json& tradition : codex().at("traditions")) {
    EXPECT_FALSE(tradition.at("techniques").empty()) << tradition.at("id");
    for (const Json& key : tradition.at("sources")) {
      EXPECT_TRUE(sources.contains(key.get<std::string>())) << tradition.at("id");
    }
  }
}

TEST(CodexDocument, ComputesThePressureFromForceAndArea) {
  const Json& technique = entry(codex(), "techniques", "T06");
  std::map<std::string, Json> dose;
  for (const Json& one : technique.at("dose")) {
    dose[one.at("name")] = one;
  }
  EXPECT_NEAR(dose.at("pressure_Pa").at("value").get<double>(),
              dose.at("force_N").at("value").get<double>() / dose.at("area_m2").at("value").get<double>(), 1);
  EXPECT_EQ(dose.at("pressure_Pa").at("status"), "computed");
  EXPECT_EQ(technique.at("skill"), "anyone");
  EXPECT_EQ(entry(codex(), "techniques", "T22").at("skill"), "anyone_limited");
  EXPECT_EQ(entry(codex(), "techniques", "T27").at("skill"), "trained");
  EXPECT_EQ(entry(codex(), "techniques", "T32").at("map"), "foot");
  EXPECT_EQ(entry(codex(), "techniques", "T52").at("tool"), "ball");
}

TEST(CodexDocument, IsTheSameEachTimeAndNotTooLarge) {
  const std::string text = codex().dump();
  EXPECT_EQ(engine().codex_document().dump(), text);
  EXPECT_LT(text.size(), 800'000U);
}

TEST(CodexDocument, HoldsTheRoutines) {
  for (const char* id : {"h10", "u20", "p45"}) {
    const Json& routine = entry(codex(), "routines", id);
    EXPECT_FALSE(routine.at("strokes").empty()) << id;
    EXPECT_LT(routine.at("score").at("cost"), routine.at("score").at("shuffled_low")) << id;
  }
}

/// The tiles of a pain mark's region; of the whole back, all of them.
std::vector<ChartPolygon> tiles_of(const std::string& region) {
  static const Json regions = engine().atlas_document(nullptr).at("regions");
  std::vector<ChartPolygon> tiles;
  for (const Json& tile : regions) {
    if (region == "whole_back" || tile.at("region") == region) {
      ChartPolygon polygon;
      for (const Json& at : tile.at("polygon")) {
        polygon.push_back({at[0].get<double>(), at[1].get<double>()});
      }
      tiles.push_back(polygon);
    }
  }
  return tiles;
}

bool overlaps(const ChartPolygon& a, const ChartPolygon& b) {
  const auto holds_any = [](const ChartPolygon& polygon, const ChartPolygon& points) {
    return std::any_of(points.begin(), points.end(), [&](const ChartPoint& at) { return contains(polygon, at); });
  };
  return holds_any(a, b) || holds_any(b, a);
}

// A technique that anyone may do must be one that some answer can take away, or keep from where it is done.
TEST(CodexDocument, SomeCautionReachesWhateverAnyoneMayDo) {
  struct Reach {
    std::set<std::string> kinds;
    std::vector<ChartPolygon> areas;
    bool everywhere = false;
  };
  Reach reach;
  for (const auto& [id, shape] : engine().case_schema().questions) {
    if (shape.kind != "yes_no") {
      continue;
    }
    Case the_case = test::healthy_case(engine().case_schema());
    the_case.answers[id] = true;
    const ScreenReport report = engine().screen(the_case, kNow);
    if (plans_nothing(report.verdict)) {
      continue;
    }
    for (const Exclusion& exclusion : report.exclusions) {
      reach.kinds.insert(exclusion.kind);
    }
    for (const AvoidArea& area : report.avoid) {
      reach.areas.push_back(area.polygon);
    }
    for (const AreaCap& cap : report.caps) {
      if (!cap.polygon.empty()) {
        reach.areas.push_back(cap.polygon);
      }
    }
  }
  ASSERT_GT(reach.kinds.size(), 5U);
  ASSERT_GT(reach.areas.size(), 5U);
  for (const Json& technique : codex().at("techniques")) {
    const std::string skill = technique.at("skill");
    if (skill != "anyone" && skill != "anyone_limited") {
      continue;
    }
    EXPECT_FALSE(technique.at("risks").empty()) << technique.at("id");
    bool reached = reach.kinds.contains(technique.at("id").get<std::string>());
    for (const Json& kind : technique.at("kinds")) {
      reached = reached || reach.kinds.contains(kind.get<std::string>());
    }
    for (const Json& region : technique.at("regions")) {
      for (const ChartPolygon& tile : tiles_of(region.get<std::string>())) {
        reached = reached || std::any_of(reach.areas.begin(), reach.areas.end(),
                                         [&](const ChartPolygon& area) { return overlaps(area, tile); });
      }
    }
    // A foot is on no map of cautions: no plan holds it, and Learn tells its risks.
    reached = reached || (technique.at("map") == "foot" && !technique.at("planned").get<bool>());
    EXPECT_TRUE(reached) << technique.at("id");
  }
}

TEST(OneFile, ATechniqueOfOneFileIsLearntAndPlanned) {
  const Engine with = with_invented(invented("X01", R"(["none", "course", "professional"])"));
  const Json document = with.codex_document();
  const Json& technique = entry(document, "techniques", "X01");
  EXPECT_EQ(technique.at("skill"), "anyone");
  EXPECT_TRUE(technique.at("planned").get<bool>());
  ASSERT_EQ(technique.at("demo").size(), 1U);
  EXPECT_EQ(technique.at("demo")[0].at("motion"), "circle");
  EXPECT_EQ(document.at("techniques").size(), codex().at("techniques").size() + 1);
  const Json& listed = entry(document, "traditions", "universal").at("techniques");
  EXPECT_NE(std::find(listed.begin(), listed.end(), Json("X01")), listed.end());

  const Case the_case = desk_worker(with);
  const auto routine = with.plan(the_case, kNow);  // audited on its way out
  ASSERT_TRUE(routine) << describe(routine.error());
  EXPECT_GT(count_of(*routine, "X01"), 0U);
  EXPECT_EQ(count_of(*engine().plan(desk_worker(engine()), kNow), "X01"), 0U);
}

TEST(OneFile, ATechniqueForProfessionalsIsNeverInALayPlan) {
  const Engine with = with_invented(invented("X02", R"(["professional"])"));
  EXPECT_EQ(entry(with.codex_document(), "techniques", "X02").at("skill"), "trained");
  Case the_case = desk_worker(with);
  for (const double minutes : {10.0, 20.0, 30.0}) {
    the_case.giver.minutes = minutes;
    const auto routine = with.plan(the_case, kNow);
    ASSERT_TRUE(routine) << describe(routine.error());
    EXPECT_EQ(count_of(*routine, "X02"), 0U) << minutes;
  }
  the_case.giver.training = Training::professional;
  the_case.giver.profile = ProfessionalProfile{"School", 700, "123"};
  const auto trained = with.plan(the_case, kNow);
  ASSERT_TRUE(trained) << describe(trained.error());
  EXPECT_GT(count_of(*trained, "X02"), 0U);
}

TEST(OneFile, ABrokenFieldIsRefusedByItsPlace) {
  const auto problems_of = [](const std::string& from, const std::string& to) {
    KnowledgeTexts texts = test::knowledge_texts();
    std::string text = invented("X03", R"(["none", "course", "professional"])");
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at, from.size(), to);
    texts[kInvented] = text;
    const auto loaded = Engine::load(texts);
    EXPECT_FALSE(loaded) << to;
    const std::string problems = loaded ? "" : describe(loaded.error());
    const std::string place = std::string(kInvented) + ":" + std::to_string(line);
    EXPECT_NE(problems.find(place), std::string::npos) << place << "\n" << problems;
    return problems;
  };
  EXPECT_NE(problems_of("unit = \"N\"", "unit = \"kg\"").find("unit"), std::string::npos);
  EXPECT_NE(problems_of("hands = \"one\"", "hands = \"three\"").find("hands"), std::string::npos);
  EXPECT_NE(problems_of("family = \"petrissage\"", "familie = \"petrissage\"").find("familie"), std::string::npos);
  EXPECT_NE(problems_of("source = \"tec:T06\", status = \"assumed\" }\nlevel_min",
                        "source = \"tec:none\", status = \"assumed\" }\nlevel_min")
                .find("tec:none"),
            std::string::npos);
}

TEST(OneFile, ASurfaceIsForThoseWhomACapAllowsIt) {
  // The words after "surfaces" change; what the loader then says, or nothing.
  const auto problems_of = [](const std::string& surfaces, const std::string& who, bool with_limit = false) {
    KnowledgeTexts texts = test::knowledge_texts();
    std::string text = invented("X05", who);
    const std::string palm = R"(surfaces = ["palm"])";
    text.replace(text.find(palm), palm.size(),
                 "surfaces = " + surfaces + (with_limit ? "\nlay_limit = \"Palms only without training.\"" : ""));
    texts[kInvented] = text;
    const auto loaded = Engine::load(texts);
    return loaded ? "" : describe(loaded.error());
  };
  constexpr const char* kAll = R"(["none", "course", "professional"])";
  const std::string elbow = problems_of(R"(["elbow"])", kAll);
  EXPECT_NE(elbow.find("gives the elbow to a giver of training \"none\""), std::string::npos) << elbow;
  EXPECT_NE(elbow.find("gives the elbow to a giver of training \"course\""), std::string::npos) << elbow;
  EXPECT_NE(elbow.find(std::string(kInvented) + ":1"), std::string::npos) << elbow;
  EXPECT_NE(problems_of(R"(["elbow", "palm"])", kAll, true), "") << "a limit does not put the elbow first";
  EXPECT_NE(problems_of(R"(["palm", "elbow"])", kAll), "") << "nobody tells untrained hands to keep off it";
  EXPECT_EQ(problems_of(R"(["palm", "elbow"])", kAll, true), "");
  EXPECT_EQ(problems_of(R"(["elbow"])", R"(["professional"])"), "");
}

TEST(OneFile, ATechniqueThatNoLimitOpensForIsRefused) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string text = invented("X04", R"(["none", "course", "professional"])");
  const std::string regions = R"(["upper_back", "mid_back", "low_back", "shoulder_blade", "buttock"])";
  text.replace(text.find(regions), regions.size(), R"(["leg"])");
  texts[kInvented] = text;
  const auto loaded = Engine::load(texts);
  ASSERT_FALSE(loaded);
  const std::string problems = describe(loaded.error());
  EXPECT_NE(problems.find("\"X04\" cannot be shown"), std::string::npos) << problems;
  EXPECT_NE(problems.find(std::string(kInvented) + ":1"), std::string::npos) << problems;
}

}  // namespace
}  // namespace unknot
