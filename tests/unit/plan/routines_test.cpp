#include "unknot/plan/routines.h"

#include <gtest/gtest.h>

#include <set>

#include "property/plan/plan_world.h"
#include "unknot/audit/audit.h"
#include "unknot/plan/timeline.h"

namespace unknot::test {
namespace {

const std::vector<CodexRoutine>& routines() {
  static const std::vector<CodexRoutine> all = render_routines(
      plan_world().plan, plan_world().atlas, plan_world().bodies, plan_world().contacts, plan_world().limits);
  return all;
}

const CodexRoutine& routine(const std::string& id) {
  for (const CodexRoutine& one : routines()) {
    if (one.id == id) {
      return one;
    }
  }
  ADD_FAILURE() << "no routine " << id;
  return routines().front();
}

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

double seconds_of(const std::vector<Stroke>& strokes, const std::string& technique) {
  double sum_s = 0;
  for (const Stroke& stroke : strokes) {
    sum_s += stroke.technique == technique ? stroke.duration_s : 0;
  }
  return sum_s;
}

/// The case, and the routine as the audit wants to see it.
std::pair<Evening, Routine> evening_of(const CodexRoutine& one, int sessions_count) {
  Evening evening;
  evening.the_case.receiver.age_years = 40;
  evening.the_case.complaint.pain = {{Region::low_back, Side::both, std::nullopt, 0, 3}};
  evening.the_case.giver.training = one.training;
  evening.the_case.giver.place = *one.place;
  evening.the_case.history.sessions_count = sessions_count;
  evening.the_case.history.sessions_without_soreness_count = sessions_count;
  evening.report.verdict = Verdict::go;
  evening.report.positions = {*one.position};
  Routine routine;
  routine.total_s = one.strokes.back().start_s + one.strokes.back().duration_s;
  routine.asked_s = routine.total_s;
  evening.the_case.giver.minutes = routine.total_s / 60;
  routine.position = *one.position;
  routine.place = *one.place;
  routine.training = one.training;
  routine.strokes = one.strokes;
  return {evening, routine};
}

std::string audited(const CodexRoutine& one) {
  static const AuditKnowledge knowledge = AuditKnowledge::load(knowledge_files()).value();
  const auto [evening, routine] = evening_of(one, 3);
  std::string text;
  for (const Violation& violation :
       audit(knowledge, plan_world().atlas, evening.body(), evening.the_case, evening.report, routine)) {
    text += violation.promise + " " + violation.stroke_id + ": " + violation.text + "\n";
  }
  return text;
}

TEST(CodexRoutines, TheThreeClassicalOnesScoreBelowEveryShuffleOfThemselves) {
  for (const char* id : {"h10", "u20", "p45"}) {
    const CodexRoutine& one = routine(id);
    ASSERT_TRUE(one.score) << id;
    EXPECT_LT(one.score->cost, one.score->shuffled_low) << id;
    EXPECT_LT(one.score->cost, one.score->shuffled_median / 2) << id;
    EXPECT_NE(one.score->text.find("500 shuffles"), std::string::npos) << one.score->text;
    std::vector<Stroke> backwards = one.strokes;
    std::reverse(backwards.begin() + 1, backwards.end());
    const RoutineScore spoiled = routine_score(plan_world().plan, backwards);
    EXPECT_GT(spoiled.cost, one.score->cost) << id << " backwards";
    std::printf("%s: %.2f against %.2f at best, %.2f in the middle\n", id, one.score->cost, one.score->shuffled_low,
                one.score->shuffled_median);
  }
}

TEST(CodexRoutines, KeepTheSecondsTheyWereWrittenWith) {
  EXPECT_EQ(seconds_of(routine("h10").strokes, "T06"), 120);
  EXPECT_EQ(seconds_of(routine("h10").strokes, "T03"), 150);
  EXPECT_EQ(seconds_of(routine("u20").strokes, "T10"), 72);
  EXPECT_EQ(seconds_of(routine("u20").strokes, "T08"), 75);
  EXPECT_EQ(seconds_of(routine("p45").strokes, "T25"), 180);
  const std::map<std::string, double> hands_s = {{"h10", 600}, {"u20", 1200}, {"p45", 2700}};
  for (const auto& [id, sum_s] : hands_s) {
    double all_s = 0;
    double at_s = 0;
    double lines_s = 0;
    int strokes_count = 0;
    for (const RoutineStep& step : routine(id).steps) {
      lines_s += step.duration_s;
      strokes_count += step.strokes_count;
    }
    EXPECT_EQ(strokes_count, std::count_if(routine(id).strokes.begin(), routine(id).strokes.end(),
                                           [](const Stroke& stroke) { return !is_pause(stroke); }));
    for (const Stroke& stroke : routine(id).strokes) {
      EXPECT_NEAR(stroke.start_s, at_s, 1e-9) << id << " " << stroke.id;
      at_s += stroke.duration_s;
      all_s += is_pause(stroke) ? 0 : stroke.duration_s;
    }
    EXPECT_EQ(all_s, sum_s) << id;
    EXPECT_EQ(lines_s, sum_s) << id;
    EXPECT_EQ(routine(id).minutes, std::round(at_s / 60));
  }
}

TEST(CodexRoutines, PlayableOnesPassTheAuditForAHealthyBack) {
  std::set<std::string> playable;
  for (const CodexRoutine& one : routines()) {
    if (one.playable) {
      playable.insert(one.id);
      EXPECT_EQ(audited(one), "") << one.id;
    }
  }
  for (const char* id : {"h10", "u20", "chair12", "slow6", "sleep10"}) {
    EXPECT_TRUE(playable.contains(id)) << id;
  }
}

TEST(CodexRoutines, TheLymphSequenceKeepsItsWatersheds) {
  const CodexRoutine& lymph = routine("lymph_back");
  EXPECT_EQ(lymph.kind, RoutineKind::sequence);
  EXPECT_EQ(lymph.training, Training::professional);
  EXPECT_FALSE(lymph.playable);
  const double waist = 0.86;  // the iliac crest's height on the chart
  for (const Stroke& stroke : lymph.strokes) {
    EXPECT_EQ(stroke.level, PressureLevel::w1) << stroke.id;
    for (const auto& [path, right] : {std::pair{&stroke.path, true}, std::pair{&stroke.path_left, false}}) {
      const bool upper = !path->empty() && path->front().along < waist;
      for (std::size_t i = 0; i < path->size(); ++i) {
        EXPECT_GT(right ? (*path)[i].across : -(*path)[i].across, 0) << stroke.id << " crosses the midline";
        EXPECT_EQ((*path)[i].along < waist, upper) << stroke.id << " crosses the waist";
      }
      // Each draw leads away from the midline: its second point lies further out.
      for (std::size_t i = 1; i < path->size(); i += 2) {
        EXPECT_GE(std::abs((*path)[i].across), std::abs((*path)[i - 1].across)) << stroke.id;
      }
    }
  }
  EXPECT_TRUE(std::any_of(lymph.notes.begin(), lymph.notes.end(), [](const std::string& note) {
    return note.find("Never on a swelling") != std::string::npos;
  }));
}

TEST(CodexRoutines, AloneIsForUntrainedHandsAndHoldsToTheBallsRules) {
  const CodexRoutine& alone = routine("alone10");
  EXPECT_EQ(alone.kind, RoutineKind::alone);
  EXPECT_EQ(alone.training, Training::none);
  EXPECT_FALSE(alone.position);
  EXPECT_FALSE(alone.score);
  ASSERT_FALSE(alone.strokes.empty());
  for (const Stroke& stroke : alone.strokes) {
    EXPECT_EQ(stroke.technique, "T52");
    EXPECT_LE(stroke.duration_s, 30) << "half a minute in a place";
    EXPECT_TRUE(stroke.region == "upper_back" || stroke.region == "buttock") << stroke.region;
  }
}

TEST(CodexRoutines, EveryStrokeOfEveryRoutineFindsItsPlace) {
  for (const CodexRoutine& one : routines()) {
    for (const std::string& note : one.notes) {
      EXPECT_EQ(note.find("left out here"), std::string::npos) << one.id << ": " << note;
    }
    EXPECT_FALSE(one.steps.empty()) << one.id;
    EXPECT_TRUE(one.kind == RoutineKind::alone || !one.strokes.empty()) << one.id;
    for (const Stroke& stroke : one.strokes) {
      EXPECT_FALSE(stroke.path.empty() && !is_pause(stroke)) << one.id << " " << stroke.id;
      EXPECT_FALSE(stroke.cue.empty() || stroke.posture.empty() || stroke.reason.empty() || stroke.name.empty())
          << one.id << " " << stroke.id;
      EXPECT_NE(stroke.technique, "T04") << one.id;
      EXPECT_TRUE(is_pause(stroke) || most_force_N(stroke) > 0) << one.id << " " << stroke.id << " touches nothing";
      EXPECT_TRUE(std::isfinite(stroke.speed_m_s.value_or(0)) && stroke.repetitions_count > 0) << one.id << stroke.id;
    }
  }
}

}  // namespace
}  // namespace unknot::test
