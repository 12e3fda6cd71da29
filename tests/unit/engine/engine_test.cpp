#include "unknot/engine/engine.h"

#include <gtest/gtest.h>

#include <functional>

#include "support/random_case.h"
#include "support/support.h"

namespace unknot {
namespace {

class EngineTest : public ::testing::Test {
 protected:
  static const Engine& engine() {
    static const Engine loaded = [] {
      auto result = Engine::load(test::knowledge_texts());
      if (!result) {
        std::fprintf(stderr, "%s\n", describe(result.error()).c_str());
        std::abort();
      }
      return std::move(*result);
    }();
    return loaded;
  }
  static Case healthy() { return test::healthy_case(engine().case_schema()); }
  static Routine planned() {
    auto routine = engine().plan(healthy(), kNow);
    EXPECT_TRUE(routine) << describe(routine.error());
    return std::move(*routine);
  }
  static constexpr Moment kNow{{2026, 11, 22}, 72000, 60};
};

TEST_F(EngineTest, PlansForAnOrdinarySoreBack) {
  const Routine routine = planned();
  EXPECT_FALSE(routine.refused);
  EXPECT_EQ(routine.knowledge_hash, engine().knowledge_hash());
  EXPECT_EQ(routine.case_hash, engine().case_hash(healthy()));
  EXPECT_EQ(routine.screened_at, "2026-11-22T20:00:00+01:00");
  EXPECT_GT(routine.strokes.size(), 8U);
}

TEST_F(EngineTest, TellsAChangedRoutineFromItsOwn) {
  Routine routine = planned();
  EXPECT_TRUE(engine().broken_promises(healthy(), routine).empty());
  for (Stroke& stroke : routine.strokes) {
    for (double& force_N : stroke.force_N) force_N *= 10;
  }
  const std::vector<std::string> broken = engine().broken_promises(healthy(), routine);
  ASSERT_FALSE(broken.empty());
  EXPECT_NE(broken.front().find("step s"), std::string::npos) << broken.front();
  routine = planned();
  routine.screened_at = "yesterday";
  EXPECT_EQ(engine().broken_promises(healthy(), routine).size(), 1U);
}

TEST_F(EngineTest, RefusesWithTheReportWhenTheVerdictStops) {
  Case the_case = healthy();
  the_case.answers["rf_01"] = true;
  const auto routine = engine().plan(the_case, kNow);
  ASSERT_TRUE(routine);
  EXPECT_TRUE(routine->refused);
  EXPECT_TRUE(routine->strokes.empty());
  const Json document = engine().routine_document(*routine);
  EXPECT_TRUE(document["refused"].get<bool>());
  EXPECT_EQ(document["report"]["verdict"], "emergency");
  EXPECT_TRUE(document["strokes"].empty());
}

TEST_F(EngineTest, ARoutineLastsItsDayItsCaseAndItsKnowledge) {
  const Routine routine = planned();
  const Case the_case = healthy();
  EXPECT_TRUE(engine().check_fresh(routine, &the_case, kNow));
  const auto tomorrow = engine().check_fresh(routine, &the_case, {{2026, 11, 23}, 60, 60});
  ASSERT_FALSE(tomorrow);
  EXPECT_EQ(tomorrow.error().code, ErrorCode::conflict);
  Case other = healthy();
  other.complaint.pain[0].intensity_nrs = 7;
  EXPECT_FALSE(engine().check_fresh(routine, &other, kNow));
  Routine stale = routine;
  stale.knowledge_hash = "other";
  EXPECT_FALSE(engine().check_fresh(stale, nullptr, kNow));
  stale = routine;
  stale.screened_at = "yesterday";
  EXPECT_FALSE(engine().check_fresh(stale, nullptr, kNow));
}

TEST_F(EngineTest, ADocumentKeepsTheHashTheRoutineWasPlannedWith) {
  Routine routine = planned();
  routine.knowledge_hash = "older";
  EXPECT_EQ(engine().routine_document(routine)["knowledge_hash"], "older");
}

TEST_F(EngineTest, ReplanRefusesWhatIsStale) {
  Edit edit;
  edit.kind = Edit::Kind::lighter;
  const auto replanned = engine().replan(healthy(), planned(), edit, {{2026, 11, 23}, 60, 60});
  ASSERT_FALSE(replanned);
  EXPECT_EQ(replanned.error().code, ErrorCode::conflict);
}

TEST_F(EngineTest, AForgedRoutineIsNeitherEditedNorExported) {
  Routine forged = planned();
  for (Stroke& stroke : forged.strokes) {
    for (double& force_N : stroke.force_N) force_N *= 5;
    stroke.force_cap_N = 300;
  }
  Edit edit;
  edit.kind = Edit::Kind::shorter;
  edit.minutes = 10;
  edit.from_s = forged.total_s;
  const auto replanned = engine().replan(healthy(), forged, edit, kNow);
  ASSERT_FALSE(replanned);
  EXPECT_EQ(replanned.error().code, ErrorCode::bad_input) << describe(replanned.error());
  for (const ExportFormat format : {ExportFormat::json, ExportFormat::html, ExportFormat::print}) {
    EXPECT_FALSE(engine().export_text(healthy(), forged, format, kNow));
  }
}

TEST_F(EngineTest, ReadsACaseAsTomlOrJson) {
  const Case the_case = healthy();
  const auto from_json = engine().read_case_text("  " + to_json(the_case).dump(), "case");
  ASSERT_TRUE(from_json) << describe(from_json.error());
  EXPECT_EQ(engine().case_hash(*from_json), engine().case_hash(the_case));
  EXPECT_TRUE(engine().read_case_text(test::read_source_file("examples/desk_worker.toml"), "desk_worker.toml"));
  EXPECT_FALSE(engine().read_case_text("", "empty"));
}

TEST_F(EngineTest, EveryDocumentCarriesSchemaAndHash) {
  const ScreenReport report = engine().screen(healthy(), kNow);
  for (const Json& document :
       {engine().questions_document(), engine().atlas_document(nullptr), engine().sources_document(),
        engine().guidance_document(), engine().report_document(report, false), engine().report_document(report, true),
        engine().routine_document(planned())}) {
    EXPECT_EQ(document["schema"].get<std::string>().rfind("unknot.", 0), 0U);
    EXPECT_EQ(document["knowledge_hash"], engine().knowledge_hash());
  }
}

TEST_F(EngineTest, TheDeskWorkerMeetsAtMostEightScreens) {
  const Json document = engine().questions_document();
  int always = 0;
  for (const Json& card : document["cards"]) {
    bool asked_of_all = false;
    for (const Json& question : document["questions"]) {
      asked_of_all |= question["card"] == card["id"] && question["asked_if"] == "" && question["who"] == "receiver";
    }
    always += asked_of_all ? 1 : 0;
  }
  EXPECT_GE(always, 4);
  EXPECT_LE(always, 8);
}

TEST_F(EngineTest, ExportsEachFormat) {
  const Case the_case = healthy();
  const Routine routine = planned();
  for (const ExportFormat format :
       {ExportFormat::json, ExportFormat::html, ExportFormat::print, ExportFormat::handover}) {
    const auto text = engine().export_text(the_case, routine, format, kNow);
    ASSERT_TRUE(text) << describe(text.error());
    EXPECT_GT(text->size(), 1000U);
  }
  const auto json = engine().export_text(the_case, routine, ExportFormat::json, kNow);
  const auto back = read_routine(*parse_json(*json, "routine"));
  ASSERT_TRUE(back) << describe(back.error());
  EXPECT_EQ(to_json(*back), to_json(routine));
  EXPECT_FALSE(engine().export_text(the_case, routine, ExportFormat::html, {{2026, 11, 23}, 60, 60}));
}

TEST_F(EngineTest, TheGiversPageHoldsNoAnswer) {
  Case the_case = healthy();
  the_case.answers["ci_25"] = true;
  const auto routine = engine().plan(the_case, kNow);
  ASSERT_TRUE(routine) << describe(routine.error());
  if (routine->refused) {
    GTEST_FAIL() << "a pregnancy without other signs is not refused";
  }
  for (const ExportFormat format : {ExportFormat::html, ExportFormat::print, ExportFormat::json}) {
    const auto text = engine().export_text(the_case, *routine, format, kNow);
    ASSERT_TRUE(text) << describe(text.error());
    EXPECT_EQ(text->find("ci_25"), std::string::npos);
    EXPECT_EQ(text->find("regnan"), std::string::npos);
  }
}

TEST(EngineLoad, NamesEveryProblemOfTheKnowledge) {
  KnowledgeTexts texts = test::knowledge_texts();
  texts["limits/caps.toml"] += "\nhaste = 3\n";
  texts["body/contact.toml"] = "[surface]\n";
  const auto loaded = Engine::load(texts);
  ASSERT_FALSE(loaded);
  const std::string text = describe(loaded.error());
  EXPECT_NE(text.find("body/contact.toml"), std::string::npos) << text;
}

std::string problems_after(const std::function<void(KnowledgeTexts&)>& change) {
  KnowledgeTexts texts = test::knowledge_texts();
  change(texts);
  const auto loaded = Engine::load(texts);
  return loaded ? std::string() : describe(loaded.error());
}

void replace_in(KnowledgeTexts& texts, const std::string& name, const std::string& before, const std::string& after) {
  std::string& text = texts.at(name);
  const auto at = text.find(before);
  ASSERT_NE(at, std::string::npos) << before;
  text.replace(at, before.size(), after);
}

// A rule lost or loosened by a slip of editing is noticed before anybody is screened.
TEST(EngineLoad, RefusesRulesThatLetAStopThrough) {
  const std::string whole = problems_after([](KnowledgeTexts& texts) { texts.erase("screen/rules/emergency.toml"); });
  EXPECT_NE(whole.find("rf_01"), std::string::npos) << whole;
  const std::string loosened = problems_after([](KnowledgeTexts& texts) {
    replace_in(texts, "screen/rules/emergency.toml", "verdict = \"emergency\"", "verdict = \"go_with_limits\"");
  });
  EXPECT_NE(loosened.find("a yes to \"rf_01\""), std::string::npos) << loosened;
  const std::string bound_elsewhere = problems_after([](KnowledgeTexts& texts) {
    replace_in(texts, "screen/rules/emergency.toml", "when = \"rf_14\"", "when = \"rf_14 and rf_15\"");
  });
  EXPECT_NE(bound_elsewhere.find("a yes to \"rf_14\""), std::string::npos) << bound_elsewhere;
  const std::string no_floors = problems_after([](KnowledgeTexts& texts) { texts.erase("audit/floors.toml"); });
  EXPECT_NE(no_floors.find("the file is missing"), std::string::npos) << no_floors;
  const std::string stops_all = problems_after([](KnowledgeTexts& texts) {
    replace_in(texts, "screen/rules/cautions.toml", "when = \"duration_days <= 3\"", "when = \"duration_days >= 0\"");
  });
  EXPECT_NE(stops_all.find("an untroubled adult"), std::string::npos) << stops_all;
}

}  // namespace
}  // namespace unknot
