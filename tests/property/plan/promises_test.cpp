// The planner's hard promises over seeded random evenings: areas, caps, classes, time, contact, menu, words.
// UNKNOT_CASES_COUNT raises their number. The checks ask Limits, finer than the planner samples; the independent audit,
// which shares no code with limits or plan, looks at the same routines.

#include <gtest/gtest.h>

#include <set>

#include "property/plan/plan_world.h"
#include "unknot/audit/audit.h"

namespace unknot::test {
namespace {

constexpr double kFine_m = 0.002;

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

/// Empty, or the first broken promise.
class Checker {
 public:
  Checker(const Evening& evening, const Routine& routine)
      : evening_(evening), routine_(routine), body_(evening.body()), limits_(evening.limits()) {}

  std::string broken() {
    if (routine_.refused) {
      return routine_.strokes.empty() && routine_.report ? "" : "a refusal with strokes or without its report";
    }
    if (plans_nothing(evening_.report.verdict)) {
      return "planned although the verdict stops";
    }
    for (const Stroke& stroke : routine_.strokes) {
      for (const std::string& problem : {clock(stroke), is_pause(stroke) ? "" : touch(stroke), words(stroke)}) {
        if (!problem.empty()) {
          return stroke.id + " " + stroke.technique + ": " + problem;
        }
      }
    }
    return whole();
  }

 private:
  std::string clock(const Stroke& stroke) {
    if (std::abs(stroke.start_s - at_s_) > 1e-9 || !(stroke.duration_s > 0)) {
      return "not end to end";
    }
    at_s_ += stroke.duration_s;
    if (is_pause(stroke)) {
      if (stroke.name.find("urn the head") != std::string::npos) {
        head_s_ = at_s_;
      }
      return "";
    }
    if (routine_.position == Position::prone && at_s_ - head_s_ > 300 && &stroke != &routine_.strokes.back()) {
      return "more than five minutes without a word about the head";
    }
    if (stroke.start_s < 120 && stroke.level > PressureLevel::w2) {
      return "deep in the first two minutes";
    }
    if (stroke.level > last_ && static_cast<int>(stroke.level) - static_cast<int>(last_) > 1) {
      return "the class jumps";
    }
    last_ = stroke.level;
    const Technique* technique = plan_world().plan.technique(stroke.technique);
    if (technique->length_m && stroke.repetitions_count > technique->repetitions_count.range.high) {
      return "more glides than anybody counts";
    }
    const bool in_speed = !stroke.speed_m_s || (*stroke.speed_m_s >= technique->speed_m_s->range.low - 1e-9 &&
                                                *stroke.speed_m_s <= technique->speed_m_s->range.high + 1e-9);
    const bool in_tempo = !stroke.tempo_Hz || (*stroke.tempo_Hz >= technique->tempo_Hz->range.low - 1e-9 &&
                                               *stroke.tempo_Hz <= technique->tempo_Hz->range.high + 1e-9);
    if (!in_speed || !in_tempo || (stroke.speed_m_s && stroke.tempo_Hz)) {
      return "a pace outside the technique's range";
    }
    if (technique->family == "petrissage") {
      petrissage_s_ += stroke.duration_s;
    }
    return "";
  }

  std::string touch(const Stroke& stroke) {
    if (stroke.path.empty() || stroke.path.size() != stroke.force_N.size() ||
        stroke.path_left.size() != stroke.force_left_N.size()) {
      return "a path without a force for each vertex";
    }
    const Technique& technique = *plan_world().plan.technique(stroke.technique);
    for (const Exclusion& exclusion : evening_.report.exclusions) {
      const auto& kinds = technique.kinds;
      if (exclusion.kind == technique.id || std::find(kinds.begin(), kinds.end(), exclusion.kind) != kinds.end()) {
        return "taken off the menu by " + exclusion.kind;
      }
    }
    const auto& who = technique.who;
    if (std::find(who.begin(), who.end(), evening_.the_case.giver.training) == who.end()) {
      return "not for this giver";
    }
    for (const auto& [path, force_N] :
         {std::pair{&stroke.path, &stroke.force_N}, std::pair{&stroke.path_left, &stroke.force_left_N}}) {
      for (std::size_t i = 0; i < path->size(); ++i) {
        const std::size_t next = std::min(i + 1, path->size() - 1);
        const std::string problem = between(stroke, (*path)[i], (*path)[next], (*force_N)[i], (*force_N)[next]);
        if (!problem.empty()) {
          return problem;
        }
      }
    }
    return "";
  }

  std::string between(const Stroke& stroke, const ChartPoint& a, const ChartPoint& b, double a_N, double b_N) {
    const PlanePoint from = body_.to_plane(a);
    const PlanePoint to = body_.to_plane(b);
    const int count = 1 + static_cast<int>(std::hypot(from.x_m - to.x_m, from.y_m - to.y_m) / kFine_m);
    for (int k = 0; k <= count; ++k) {
      const double t = static_cast<double>(k) / count;
      const ChartPoint at{a.across + t * (b.across - a.across), a.along + t * (b.along - a.along)};
      const double force_N = a_N + t * (b_N - a_N);
      if (!limits_.may_touch(stroke.surface, at, force_N, stroke.hand)) {
        const ForceCap cap = limits_.cap(stroke.surface, at, stroke.hand);
        return std::to_string(force_N) + " N where " + cap.criterion + " allows " + std::to_string(cap.force_N) +
               " at " + std::to_string(at.across) + ", " + std::to_string(at.along);
      }
      const AtlasArea* tile = plan_world().atlas.region_at(at);
      if (tile == nullptr || !tile->massaged) {
        return "off the massaged back";
      }
      if (routine_.position == Position::side_left && at.across < -1e-9) {
        return "on the side the receiver lies on";
      }
      if (routine_.position == Position::side_right && at.across > 1e-9) {
        return "on the side the receiver lies on";
      }
    }
    return "";
  }

  std::string words(const Stroke& stroke) {
    if (!ids_.insert(stroke.id).second || stroke.name.empty() || stroke.cue.empty() || stroke.reason.empty() ||
        stroke.force_words.empty() || stroke.posture.empty() || stroke.reason.find('{') != std::string::npos) {
      return "words or id missing";
    }
    return "";
  }

  std::string whole() {
    double allowed_s = std::min(evening_.the_case.giver.minutes, 60.0) * 60;
    if (evening_.the_case.giver.training == Training::none) {
      allowed_s = std::min(allowed_s, 1800.0);
    }
    if (evening_.report.minutes_max) {
      allowed_s = std::min(allowed_s, *evening_.report.minutes_max * 60);
    }
    if (std::abs(at_s_ - allowed_s) > 0.02 * allowed_s || std::abs(at_s_ - routine_.total_s) > 1e-9) {
      return "lasts " + std::to_string(at_s_) + " s, allowed " + std::to_string(allowed_s);
    }
    const auto shorter = allowed_s < evening_.the_case.giver.minutes * 60 - 1e-9;
    if (shorter == routine_.shortened_because.empty()) {
      return "shortened without a word, or a word without being shortened";
    }
    const auto& strokes = routine_.strokes;
    if (strokes.back().technique != "T01" || strokes.front().technique != "T01") {
      return "does not begin and end in stillness";
    }
    if (is_pause(strokes[strokes.size() - 2]) || strokes[strokes.size() - 2].level > PressureLevel::w2) {
      return "does not slow down into stillness";
    }
    if (evening_.the_case.giver.training == Training::none && petrissage_s_ > 600 + 1e-9) {
      return "more kneading than untrained hands should do";
    }
    return "";
  }

  const Evening& evening_;
  const Routine& routine_;
  Body body_;
  Limits limits_;
  double at_s_ = 0;
  double head_s_ = 0;
  double petrissage_s_ = 0;
  PressureLevel last_ = PressureLevel::w1;
  std::set<std::string> ids_;
};

std::string audited(const AuditKnowledge& knowledge, const Evening& evening, const Routine& routine) {
  if (routine.refused) {
    return "";
  }
  const auto found = audit(knowledge, plan_world().atlas, evening.body(), evening.the_case, evening.report, routine);
  return found.empty() ? ""
                       : "audit: " + found.front().promise + " " + found.front().stroke_id + " " + found.front().text;
}

TEST(PlanPromises, HoldForRandomEveningsAndTheirEdits) {
  const int count = env_count("UNKNOT_CASES_COUNT", 2000);
  const auto knowledge = AuditKnowledge::load(knowledge_files());
  ASSERT_TRUE(knowledge) << describe(knowledge.error());
  RandomEvenings evenings(20261122);
  Rng rng(7);
  int planned_count = 0;
  int impossible_count = 0;
  int edited_count = 0;
  for (int i = 0; i < count && !HasFailure(); ++i) {
    const Evening evening = evenings.next();
    const auto routine = evening.compose();
    ASSERT_TRUE(routine) << "evening " << i << ": " << describe(routine.error());
    ASSERT_EQ(Checker(evening, *routine).broken(), "") << "evening " << i;
    ASSERT_EQ(audited(*knowledge, evening, *routine), "") << "evening " << i;
    if (routine->refused) {
      impossible_count += plans_nothing(evening.report.verdict) ? 0 : 1;
      continue;
    }
    ++planned_count;
    Routine current = *routine;
    for (int k = 0; k < 3; ++k) {
      Edit edit;
      edit.kind = static_cast<Edit::Kind>(rng.index(5));
      edit.from_s = rng.chance(0.5) ? 0 : rng.uniform(0, current.total_s);
      if (edit.kind != Edit::Kind::shorter && (edit.kind != Edit::Kind::lighter || rng.chance(0.5))) {
        edit.stroke_id = current.strokes[rng.index(current.strokes.size())].id;
      }
      if (edit.kind == Edit::Kind::move) {
        edit.move_to = ChartPoint{rng.uniform(-0.8, 0.8), rng.uniform(-0.1, 1.2)};
      }
      if (edit.kind == Edit::Kind::swap && rng.chance(0.6)) {
        const auto& techniques = plan_world().plan.codex.techniques();
        edit.technique = techniques[rng.index(techniques.size())].id;  // most of them are not on offer
      }
      if (edit.kind == Edit::Kind::shorter) {
        edit.minutes = rng.uniform(0.3, 1) * current.total_s / 60;
      }
      const auto edited = evening.recompose(current, edit);
      ASSERT_TRUE(edited) << "evening " << i << ": " << describe(edited.error());
      for (std::size_t s = 0; s < current.strokes.size() && current.strokes[s].start_s < edit.from_s; ++s) {
        ASSERT_EQ(edited->strokes[s].id, current.strokes[s].id) << "evening " << i;
        ASSERT_EQ(edited->strokes[s].force_N, current.strokes[s].force_N) << "evening " << i;
        ASSERT_EQ(edited->strokes[s].duration_s, current.strokes[s].duration_s) << "evening " << i;
      }
      const bool shortened = std::any_of(edited->edits.begin(), edited->edits.end(),
                                         [](const Edit& one) { return one.kind == Edit::Kind::shorter; });
      const std::string problem = Checker(evening, *edited).broken();
      if (!(shortened && (problem.starts_with("lasts") || problem.starts_with("shortened")))) {
        ASSERT_EQ(problem, "") << "evening " << i << " after " << to_text(edit.kind);
      }
      ASSERT_EQ(audited(*knowledge, evening, *edited), "") << "evening " << i << " after " << to_text(edit.kind);
      edited_count += edited->edits.size() > current.edits.size() ? 1 : 0;
      current = *edited;
    }
  }
  // The evenings must be worth asking: most can be planned, a few cannot, and most edits are possible.
  EXPECT_GT(planned_count, count * 7 / 10);
  EXPECT_LT(impossible_count, count / 5);
  EXPECT_GT(edited_count, planned_count);
  std::printf("planned %d of %d evenings, %d without a place left, %d edits applied\n", planned_count, count,
              impossible_count, edited_count);
}

/// Evenings of the list above that once broke a promise, too far down it for every run.
TEST(PlanPromises, HoldForEveningsThatOnceBrokeThem) {
  // 5822: the hands may rest on the right shoulder alone, and the last glides were on the left.
  // 16797: all that is allowed but resting tires the hands.
  // 37271: a step aside costs the same before the last glides as after them.
  const std::set<int> hard = {5822, 16797, 37271};
  RandomEvenings evenings(20261122);
  for (int i = 0; i <= *hard.rbegin(); ++i) {
    const Evening evening = evenings.next();
    if (!hard.contains(i)) continue;
    const auto routine = evening.compose();
    ASSERT_TRUE(routine) << "evening " << i << ": " << describe(routine.error());
    EXPECT_FALSE(routine->refused) << "evening " << i;
    EXPECT_EQ(Checker(evening, *routine).broken(), "") << "evening " << i;
  }
}

/// Whatever it is shortened to, its steps end when it says it ends.
TEST(PlanPromises, AShorterEveningEndsWhenItSays) {
  constexpr double kStep_s = 7;
  RandomEvenings evenings(20261122);
  int shortened_count = 0;
  for (int i = 0; i < 60; ++i) {
    const Evening evening = evenings.next();
    const Routine routine = evening.compose().value();
    for (double total_s = 120; !routine.refused && total_s < routine.total_s; total_s += kStep_s) {
      Edit edit;
      edit.kind = Edit::Kind::shorter;
      edit.minutes = (total_s + 0.5) / 60;
      const Routine edited = evening.recompose(routine, edit).value();
      if (edited.edits.empty()) {
        continue;  // too short for any massage, and said so
      }
      ++shortened_count;
      EXPECT_EQ(edited.total_s, total_s) << "evening " << i;
      const Stroke& last = edited.strokes.back();
      EXPECT_NEAR(last.start_s + last.duration_s, total_s, 1e-9) << "evening " << i;
    }
  }
  EXPECT_GT(shortened_count, 3000);
}

double seconds_of(const Routine& routine, const std::string& tradition) {
  double sum_s = 0;
  for (const Stroke& stroke : routine.strokes) {
    const Technique* technique = plan_world().plan.technique(stroke.technique);
    const bool of_it = technique != nullptr && std::find(technique->traditions.begin(), technique->traditions.end(),
                                                         tradition) != technique->traditions.end();
    sum_s += of_it ? stroke.duration_s : 0;
  }
  return sum_s;
}

TEST(PlanPromises, AWishForATraditionBreaksNoneOfThem) {
  const int count = env_count("UNKNOT_WISHES_COUNT", 300);
  const AuditKnowledge knowledge = AuditKnowledge::load(knowledge_files()).value();
  RandomEvenings evenings(31);
  std::map<std::string, std::pair<double, double>> plain_and_wished_s;
  for (int i = 0; i < count && !HasFailure(); ++i) {
    Evening evening = evenings.next();
    const Routine plain = evening.compose().value();
    const auto& traditions = plan_world().plan.codex.traditions();
    const std::string& wish = traditions[static_cast<std::size_t>(i) % traditions.size()].id;
    evening.the_case.receiver.tradition = wish;
    const auto wished = evening.compose();
    ASSERT_TRUE(wished) << "evening " << i << ": " << describe(wished.error());
    ASSERT_EQ(wished->refused, plain.refused) << "evening " << i;
    ASSERT_EQ(Checker(evening, *wished).broken(), "") << "evening " << i << " " << wish;
    ASSERT_EQ(audited(knowledge, evening, *wished), "") << "evening " << i << " " << wish;
    EXPECT_EQ(wished->total_s, plain.total_s);
    auto& [plain_s, wished_s] = plain_and_wished_s[wish];
    plain_s += seconds_of(plain, wish);
    wished_s += seconds_of(*wished, wish);
  }
  int more_count = 0;
  for (const auto& [tradition, seconds] : plain_and_wished_s) {
    EXPECT_GE(seconds.second, 0.98 * seconds.first) << tradition;
    more_count += seconds.second > seconds.first ? 1 : 0;
    std::printf("%s: %.0f s, wished for %.0f s\n", tradition.c_str(), seconds.first, seconds.second);
  }
  EXPECT_GT(more_count, 3);
}

TEST(PlanPromises, EverySwapOnOfferIsTakenAndKeepsThem) {
  const int count = env_count("UNKNOT_SWAPS_COUNT", 80);
  const PlanWorld& world = plan_world();
  const AuditKnowledge knowledge = AuditKnowledge::load(knowledge_files()).value();
  RandomEvenings evenings(77);
  Rng rng(3);
  int offered_count = 0;
  for (int i = 0; i < count && !HasFailure(); ++i) {
    const Evening evening = evenings.next();
    const Routine routine = evening.compose().value();
    if (routine.refused) {
      continue;
    }
    const std::string id = routine.strokes[rng.index(routine.strokes.size())].id;
    const auto choices = swap_choices(world.plan, world.atlas, evening.body(), evening.limits(), evening.the_case,
                                      evening.report, routine, id, 0);
    ASSERT_TRUE(choices) << describe(choices.error());
    for (const SwapChoice& choice : *choices) {
      ++offered_count;
      Edit edit{Edit::Kind::swap, id, {}, {}, 0};
      edit.technique = choice.technique;
      const Routine swapped = evening.recompose(routine, edit).value();
      ASSERT_EQ(swapped.edits.size(), 1U) << "evening " << i << " " << choice.technique;
      ASSERT_EQ(Checker(evening, swapped).broken(), "") << "evening " << i << " " << choice.technique;
      ASSERT_EQ(audited(knowledge, evening, swapped), "") << "evening " << i << " " << choice.technique;
    }
  }
  EXPECT_GT(offered_count, count / 2);
  std::printf("%d swaps on offer, all taken\n", offered_count);
}

TEST(PlanPromises, SameEveningSamePlan) {
  RandomEvenings evenings(5);
  for (int i = 0; i < 40; ++i) {
    const Evening evening = evenings.next();
    const auto once = evening.compose();
    const auto again = evening.compose();
    ASSERT_EQ(once->strokes.size(), again->strokes.size());
    for (std::size_t s = 0; s < once->strokes.size(); ++s) {
      EXPECT_EQ(once->strokes[s].path, again->strokes[s].path);
      EXPECT_EQ(once->strokes[s].force_N, again->strokes[s].force_N);
      EXPECT_EQ(once->strokes[s].start_s, again->strokes[s].start_s);
      EXPECT_EQ(once->strokes[s].reason, again->strokes[s].reason);
    }
  }
}

}  // namespace
}  // namespace unknot::test
