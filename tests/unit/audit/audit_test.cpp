#include "unknot/audit/audit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "support/support.h"

namespace unknot {
namespace {

/// One gentle five-minute routine that keeps every promise; each test breaks one.
class AuditTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const KnowledgeFiles& files = test::knowledge_files();
    auto atlas = Atlas::load(files);
    ASSERT_TRUE(atlas) << describe(atlas.error());
    atlas_ = std::make_unique<Atlas>(std::move(*atlas));
    auto bodies = BodyKnowledge::load(files);
    ASSERT_TRUE(bodies) << describe(bodies.error());
    auto knowledge = AuditKnowledge::load(files);
    ASSERT_TRUE(knowledge) << describe(knowledge.error());
    knowledge_ = std::move(*knowledge);
    case_.receiver = {Sex::female, 41, 1.66, 64, std::nullopt};
    case_.giver.minutes = 5;
    body_ = std::make_unique<Body>(Body::from(*bodies, case_.receiver));
    report_.verdict = Verdict::go;
    report_.positions = {Position::prone};
    routine_.asked_s = 300;
    routine_.total_s = 300;
    add("T01", 30, 4, PressureLevel::w1);
    add("T02", 120, 8, PressureLevel::w2);
    add("T06", 90, 18, PressureLevel::w3);
    add("pause", 10, 0, PressureLevel::w1);
    add("T01", 50, 4, PressureLevel::w1);
  }

  void add(const std::string& technique, double duration_s, double force_N, PressureLevel level) {
    Stroke stroke;
    stroke.id = "s" + std::to_string(routine_.strokes.size() + 1);
    stroke.technique = technique;
    stroke.name = "name";
    stroke.cue = "cue";
    stroke.reason = "reason";
    stroke.source = "tec:T01";
    stroke.hand = HandUse::right;
    stroke.level = level;
    stroke.start_s =
        routine_.strokes.empty() ? 0 : routine_.strokes.back().start_s + routine_.strokes.back().duration_s;
    stroke.duration_s = duration_s;
    if (technique != "pause") {
      // On the long muscle of the low back, clear of ribs, kidneys' side and spine.
      const double across = 0.062 / body_->half_width_m(0.5);
      stroke.path = {{across, 0.88}, {across, 0.84}};
      stroke.force_N = {force_N, force_N};
      stroke.force_cap_N = 40;
    }
    routine_.strokes.push_back(stroke);
  }

  [[nodiscard]] std::vector<Violation> run() const {
    return audit(knowledge_, *atlas_, *body_, case_, report_, routine_);
  }
  [[nodiscard]] bool breaks(const std::string& promise, const std::string& stroke_id) const {
    for (const Violation& violation : run()) {
      if (violation.promise == promise && violation.stroke_id == stroke_id) {
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] std::string words() const {
    std::string text;
    for (const Violation& violation : run()) {
      text += violation.promise + " " + violation.stroke_id + ": " + violation.text + "\n";
    }
    return text;
  }
  [[nodiscard]] double across_of(double distance_m, double along) const {
    return distance_m / body_->half_width_m(along);
  }
  void put(std::size_t index, double across, double along) {
    routine_.strokes[index].path = {{across, along}, {across, along}};
  }

  std::unique_ptr<Atlas> atlas_;
  std::unique_ptr<Body> body_;
  AuditKnowledge knowledge_;
  Case case_;
  ScreenReport report_;
  Routine routine_;
};

TEST_F(AuditTest, AGoodRoutineBreaksNothing) { EXPECT_TRUE(run().empty()) << words(); }

TEST_F(AuditTest, NothingIsPlannedWhenTheVerdictStops) {
  for (const Verdict verdict :
       {Verdict::emergency, Verdict::same_day, Verdict::doctor_first, Verdict::not_now, Verdict::incomplete}) {
    report_.verdict = verdict;
    EXPECT_TRUE(breaks("verdict", "")) << to_text(verdict);
  }
  routine_.strokes.clear();
  routine_.refused = true;
  EXPECT_TRUE(run().empty());
}

TEST_F(AuditTest, TrainedOnlyIsNotForUntrainedHands) {
  report_.trained_only = true;
  EXPECT_TRUE(breaks("verdict", ""));
}

TEST_F(AuditTest, TheClock) {
  routine_.strokes[1].start_s = 20;
  EXPECT_TRUE(breaks("time", "s2"));
  routine_.strokes[1].start_s = 30.9;
  routine_.strokes[1].duration_s = 119.1;
  EXPECT_FALSE(breaks("contact", "s2"));
  routine_.strokes[1].start_s = 31.5;
  EXPECT_TRUE(breaks("contact", "s2"));
}

TEST_F(AuditTest, StepsOfNoTimeOrNoNumber) {
  routine_.strokes[1].duration_s = 0;
  EXPECT_TRUE(breaks("time", "s2"));
  routine_.strokes[1].duration_s = std::nan("");
  EXPECT_TRUE(breaks("time", "s2"));
}

TEST_F(AuditTest, TheTotal) {
  routine_.strokes.back().duration_s = 57;
  routine_.total_s = 307;
  EXPECT_TRUE(breaks("time", ""));
  routine_.strokes.back().duration_s = 54;
  routine_.total_s = 304;
  EXPECT_FALSE(breaks("time", "")) << words();
  routine_.strokes.back().duration_s = 30;
  routine_.total_s = 280;
  EXPECT_TRUE(breaks("time", ""));
  routine_.shortened_because = "a caution";
  EXPECT_FALSE(breaks("time", "")) << words();
  report_.minutes_max = 4;
  EXPECT_TRUE(breaks("time", ""));
}

TEST_F(AuditTest, UntrainedHandsStopAtThirtyMinutes) {
  case_.giver.minutes = 40;
  routine_.asked_s = 2400;
  routine_.strokes[1].duration_s = 120 + 2100;
  for (std::size_t i = 2; i < routine_.strokes.size(); ++i) routine_.strokes[i].start_s += 2100;
  routine_.total_s = 2400;
  EXPECT_TRUE(breaks("time", ""));
}

TEST_F(AuditTest, NeverOpensDeepNorJumpsNorEndsDeep) {
  routine_.strokes[1].level = PressureLevel::w3;
  EXPECT_TRUE(breaks("order", "s2"));
  routine_.strokes[1].level = PressureLevel::w2;
  routine_.strokes[2].level = PressureLevel::w4;
  EXPECT_TRUE(breaks("order", "s3"));
  routine_.strokes[2].level = PressureLevel::w3;
  routine_.strokes.back().level = PressureLevel::w3;
  EXPECT_TRUE(breaks("order", "s5"));
  routine_.strokes.back().level = PressureLevel::w1;
  routine_.strokes.back().technique = "T04";
  EXPECT_TRUE(breaks("order", "s5"));
}

TEST_F(AuditTest, TheMenu) {
  routine_.strokes[2].technique = "T26";
  EXPECT_TRUE(breaks("menu", "s3"));
  routine_.strokes[2].technique = "T13";
  EXPECT_TRUE(breaks("menu", "s3"));
  knowledge_.techniques.at("T07").planned = false;
  routine_.strokes[2].technique = "T07";
  EXPECT_TRUE(breaks("menu", "s3")) << "in the codex only";
  knowledge_.techniques.at("T07").planned = true;
  routine_.strokes[2].technique = "T06";
  report_.exclusions = {{"ci_23", "T06"}};
  EXPECT_TRUE(breaks("menu", "s3"));
  report_.exclusions.clear();
  EXPECT_FALSE(breaks("menu", ""));
  routine_.training = Training::professional;
  EXPECT_TRUE(breaks("menu", "")) << "for other hands than tonight's";
  routine_.training = Training::none;
  report_.positions = {Position::side_left};
  EXPECT_TRUE(breaks("menu", "s1"));
}

TEST_F(AuditTest, ExclusionsByKindOfTouch) {
  const auto friction = std::find_if(knowledge_.techniques.begin(), knowledge_.techniques.end(),
                                     [](const auto& entry) { return entry.second.kinds.contains("friction"); });
  ASSERT_NE(friction, knowledge_.techniques.end());
  routine_.strokes[2].technique = friction->first;
  report_.exclusions = {{"ci_23", "friction"}};
  EXPECT_TRUE(breaks("menu", "s3"));
}

TEST_F(AuditTest, TableCapAndStatedCap) {
  routine_.strokes[2].force_N = {41, 41};
  EXPECT_TRUE(breaks("cap", "s3"));
  routine_.strokes[2].force_N = {18, 18};
  routine_.strokes[2].force_cap_N = 10;
  EXPECT_TRUE(breaks("cap", "s3"));
  routine_.strokes[2].force_cap_N = 40;
  routine_.strokes[2].surface = Surface::forearm;
  EXPECT_TRUE(breaks("cap", "s3"));
  routine_.strokes[2].surface = Surface::palm;
  routine_.strokes[2].level = PressureLevel::w2;
  EXPECT_TRUE(breaks("cap", "s3"));
}

TEST_F(AuditTest, OwnThresholdIsACap) {
  case_.receiver.threshold_Pa = 30e3;
  routine_.strokes[2].surface = Surface::fingers;
  routine_.strokes[2].force_N = {6, 6};
  EXPECT_TRUE(breaks("cap", "s3"));
  case_.receiver.threshold_Pa = 400e3;
  EXPECT_FALSE(breaks("cap", "s3")) << words();
}

TEST_F(AuditTest, ReportCapsHoldByPlaceAndSurface) {
  report_.caps = {{"ci_23", {}, Surface::palm, 15, 0.015e6}};
  EXPECT_TRUE(breaks("cap", "s3"));
  report_.caps[0].surface = Surface::thumb;
  EXPECT_FALSE(breaks("cap", "s3")) << words();
  report_.caps = {{"ci_14", {{-1, 0}, {-0.8, 0}, {-0.8, 0.2}, {-1, 0.2}}, std::nullopt, 15, 1e6}};
  EXPECT_FALSE(breaks("cap", "s3")) << words();
  report_.caps = {{"ci_14", {{0, 0.7}, {0.8, 0.7}, {0.8, 1}, {0, 1}}, std::nullopt, 15, 1e6}};
  EXPECT_TRUE(breaks("cap", "s3"));
  report_.caps = {{"ci_14", {}, std::nullopt, 100, 1e3}};
  EXPECT_TRUE(breaks("cap", "s3")) << "18 N on a palm is more than 1 kPa";
}

TEST_F(AuditTest, LightBeyondTheKnownAnatomy) {
  put(2, 0.35, 1.2);
  EXPECT_TRUE(breaks("cap", "s3"));
  routine_.strokes[2].force_N = {14, 14};
  EXPECT_FALSE(breaks("cap", "s3")) << words();
}

TEST_F(AuditTest, TheSpineIsMeasuredOnTheHardPartsEdge) {
  put(2, across_of(0.050, 0.86), 0.86);
  EXPECT_TRUE(breaks("spine", "s3")) << "the heel of the hand has 2.65 cm";
  put(2, across_of(0.053, 0.86), 0.86);
  EXPECT_FALSE(breaks("spine", "s3")) << words();
  put(2, 0, 0.86);
  routine_.strokes[2].force_N = {4.9, 4.9};
  EXPECT_FALSE(breaks("spine", "s3")) << words();
  put(2, 0, 1.05);
  routine_.strokes[2].force_N = {14, 14};
  EXPECT_FALSE(breaks("spine", "s3")) << "a broad palm on the sacrum: " << words();
  routine_.strokes[2].force_N = {16, 16};
  EXPECT_TRUE(breaks("spine", "s3"));
}

TEST_F(AuditTest, TheSpineIsTestedBetweenVerticesToo) {
  routine_.strokes[2].path = {{-0.5, 0.86}, {0.5, 0.86}};
  EXPECT_TRUE(breaks("spine", "s3"));
}

TEST_F(AuditTest, KidneysTakeNothingPointedAndLightBeside) {
  put(2, across_of(0.055, 0.7), 0.7);
  routine_.strokes[2].surface = Surface::thumb;
  routine_.strokes[2].force_N = {5, 5};
  EXPECT_TRUE(breaks("kidney", "s3"));
  routine_.strokes[2].surface = Surface::palm;
  put(2, across_of(0.085, 0.78), 0.78);
  routine_.strokes[2].force_N = {16, 16};
  EXPECT_TRUE(breaks("kidney", "s3"));
  routine_.strokes[2].force_N = {14, 14};
  EXPECT_FALSE(breaks("kidney", "s3")) << words();
}

TEST_F(AuditTest, BothHandsCountTogetherOverRibs) {
  put(2, 0.45, 0.4);
  case_.giver.training = Training::course;
  routine_.strokes[2].level = PressureLevel::w3;
  routine_.strokes[2].force_N = {26, 26};
  EXPECT_FALSE(breaks("cap", "s3")) << words();
  routine_.strokes[2].hand = HandUse::both;
  EXPECT_TRUE(breaks("cap", "s3"));
}

TEST_F(AuditTest, KeepOutAreasGrowByTheHandAndItsAim) {
  // A square whose near edge lies 9 cm beside the hand: a palm reaches 4.7 cm, an aim 3 cm.
  const double near = across_of(0.062 + 0.09, 0.86);
  const double far = across_of(0.062 + 0.12, 0.86);
  report_.avoid = {{"ci_11", {{near, 0.8}, {far, 0.8}, {far, 0.92}, {near, 0.92}}, true}};
  EXPECT_FALSE(breaks("avoid", "s3")) << words();
  const double nearer = across_of(0.062 + 0.07, 0.86);
  report_.avoid[0].polygon = {{nearer, 0.8}, {far, 0.8}, {far, 0.92}, {nearer, 0.92}};
  EXPECT_TRUE(breaks("avoid", "s3"));
  report_.avoid[0].hard = false;
  EXPECT_FALSE(breaks("avoid", "s3")) << words();
  routine_.strokes[2].technique = "pause";
  report_.avoid[0].polygon = {{0, 0.8}, {far, 0.8}, {far, 0.92}, {0, 0.92}};
  EXPECT_FALSE(breaks("avoid", "s3")) << "pauses touch nothing";
}

TEST_F(AuditTest, FlanksAreNeverMassaged) {
  const AtlasArea* flank = atlas_->find("flank_right");
  ASSERT_NE(flank, nullptr);
  const ChartPolygon polygon = atlas_->polygon(*flank, *body_);
  ChartPoint middle;
  for (const ChartPoint& point : polygon) {
    middle.across += point.across / static_cast<double>(polygon.size());
    middle.along += point.along / static_cast<double>(polygon.size());
  }
  put(2, middle.across, middle.along);
  routine_.strokes[2].force_N = {2, 2};
  EXPECT_TRUE(breaks("avoid", "s3"));
}

TEST_F(AuditTest, DwellAndHoldLimits) {
  routine_.strokes[2].surface = Surface::thumb;
  routine_.strokes[2].force_N = {10, 10};
  put(2, 0.5, 0.86);
  routine_.strokes[2].dwell_s = 11;
  EXPECT_TRUE(breaks("dwell", "s3"));
  case_.giver.training = Training::course;
  routine_.strokes[2].force_N = {15, 15};
  routine_.strokes[2].dwell_s = 50;
  EXPECT_TRUE(breaks("dwell", "s3")) << "43 kPa stays 90 s in one place";
}

TEST_F(AuditTest, PathsWithoutForcesOrOffTheChart) {
  routine_.strokes[2].force_N.clear();
  EXPECT_TRUE(breaks("contact", "s3"));
  put(2, 1.4, 0.5);
  routine_.strokes[2].force_N = {1, 1};
  EXPECT_TRUE(breaks("contact", "s3"));
}

// The caps look at touches alone: a touch that calls itself a pause would get past all of them.
TEST_F(AuditTest, APauseTouchesNobody) {
  EXPECT_FALSE(breaks("contact", "s4"));
  routine_.strokes[3].path = {{0, 0.5}};
  routine_.strokes[3].force_N = {500};
  EXPECT_TRUE(breaks("contact", "s4"));
  routine_.strokes[3].path.clear();
  routine_.strokes[3].force_N.clear();
  routine_.strokes[3].path_left = {{0, 0.5}};
  EXPECT_TRUE(breaks("contact", "s4"));
  routine_.strokes[3].path_left.clear();
  EXPECT_FALSE(breaks("contact", "s4"));
  routine_.strokes[2].technique = "pause";
  EXPECT_TRUE(breaks("contact", "s3"));
}

TEST_F(AuditTest, DrummingWaitsForASecondSessionWhateverItsName) {
  EXPECT_FALSE(breaks("menu", "s3"));
  knowledge_.techniques.at("T06").kinds.insert("percussion");
  EXPECT_TRUE(breaks("menu", "s3"));
  case_.history.sessions_count = 1;
  EXPECT_FALSE(breaks("menu", "s3"));
}

TEST_F(AuditTest, WordsAndSources) {
  routine_.strokes[2].reason.clear();
  EXPECT_TRUE(breaks("words", "s3"));
  routine_.strokes[2].reason = "reason";
  routine_.strokes[2].source = "tec:NONE";
  EXPECT_TRUE(breaks("words", "s3"));
  routine_.strokes[2].source = "tec:T01";
  routine_.strokes[2].id = "s2";
  EXPECT_TRUE(breaks("words", "s2"));
}

TEST(AuditKnowledge, NamesTheFileWhereANumberIsMissing) {
  KnowledgeTexts texts = test::knowledge_texts();
  texts.erase("audit/promises.toml");
  const auto files = KnowledgeFiles::load(texts);
  ASSERT_TRUE(files);
  const auto knowledge = AuditKnowledge::load(*files);
  ASSERT_FALSE(knowledge);
  EXPECT_NE(describe(knowledge.error()).find("audit/promises.toml"), std::string::npos);
}

}  // namespace
}  // namespace unknot
