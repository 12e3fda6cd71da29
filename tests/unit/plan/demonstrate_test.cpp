#include "unknot/plan/demonstrate.h"

#include <gtest/gtest.h>

#include "property/plan/plan_world.h"

namespace unknot::test {
namespace {

constexpr double kNear = 1e-9;

DemoKnowledge demo_knowledge() { return DemoKnowledge::load(knowledge_files()).value(); }

/// The reference back and its limits, set up here a second time.
Evening reference_evening() {
  const DemoKnowledge demo = demo_knowledge();
  Evening evening = plain_evening();
  evening.the_case.receiver = demo.receiver;
  evening.the_case.giver.training = Training::professional;
  evening.the_case.giver.place = Place::table;
  evening.the_case.giver.scale_practised = true;
  evening.the_case.history.sessions_count = static_cast<int>(demo.sessions_count.value);
  evening.the_case.history.sessions_without_soreness_count = evening.the_case.history.sessions_count;
  return evening;
}

class Demonstrate : public ::testing::Test {
 protected:
  static std::vector<Stroke> show(const Technique& technique, const PlanKnowledge& plan = plan_world().plan) {
    const DemoKnowledge demo = demo_knowledge();
    return demonstrator(plan, demo).show(technique);
  }
  static std::string why_not(const Technique& technique, const PlanKnowledge& plan = plan_world().plan) {
    const DemoKnowledge demo = demo_knowledge();
    return demonstrator(plan, demo).why_not(technique);
  }
  static const std::vector<Technique>& techniques() { return plan_world().plan.codex.techniques(); }
  static Technique technique(const char* id) { return *plan_world().plan.codex.technique(id); }

 private:
  static Demonstrator demonstrator(const PlanKnowledge& plan, const DemoKnowledge& demo) {
    const PlanWorld& world = plan_world();
    return {plan, demo, world.atlas, world.bodies, world.limits, world.contacts};
  }
};

bool is_in(double value, const Range& range) { return value >= range.low - kNear && value <= range.high + kNear; }

TEST_F(Demonstrate, ShowsEveryTechniqueThatSomebodyMayDo) {
  for (const Technique& technique : techniques()) {
    const std::vector<Stroke> demo = show(technique);
    EXPECT_EQ(demo.empty(), technique.who.empty()) << technique.id;
    EXPECT_EQ(why_not(technique), "") << technique.id;
    const std::size_t strokes_count = technique.who.empty() ? 0 : std::max<std::size_t>(1, technique.parts.size());
    EXPECT_EQ(demo.size(), strokes_count) << technique.id;
    double at_s = 0;
    for (std::size_t i = 0; i < demo.size(); ++i) {
      EXPECT_EQ(demo[i].technique, technique.parts.empty() ? technique.id : technique.parts[i]);
      EXPECT_NEAR(demo[i].start_s, at_s, kNear);
      at_s += demo[i].duration_s;
      EXPECT_GE(demo[i].duration_s, 5) << technique.id;
      EXPECT_LE(demo[i].duration_s, 24) << technique.id;
      EXPECT_FALSE(demo[i].cue.empty()) << technique.id;
      EXPECT_FALSE(demo[i].posture.empty()) << technique.id;
      EXPECT_FALSE(demo[i].force_words.empty()) << technique.id;
      EXPECT_FALSE(demo[i].reason.empty()) << technique.id;
    }
  }
}

TEST_F(Demonstrate, KeepsEveryLimitOfTheReferenceBack) {
  const Evening evening = reference_evening();
  const Limits limits = evening.limits();
  int seen_count = 0;
  for (const Technique& shown : techniques()) {
    for (const Stroke& stroke : show(shown)) {
      const Technique& technique = *plan_world().plan.codex.technique(stroke.technique);
      if (technique.map == CodexMap::foot) {
        continue;
      }
      ++seen_count;
      const auto check = [&](const std::vector<ChartPoint>& path, const std::vector<double>& force_N) {
        ASSERT_EQ(path.size(), force_N.size()) << shown.id;
        for (std::size_t i = 0; i < path.size(); ++i) {
          ASSERT_TRUE(is_on_chart(path[i])) << shown.id;
          EXPECT_GT(force_N[i], 0) << shown.id;
          EXPECT_LE(force_N[i], technique.force_N.value + kNear) << shown.id;
          EXPECT_LE(force_N[i], limits.cap(stroke.surface, path[i], stroke.hand).force_N + kNear) << shown.id;
          EXPECT_TRUE(limits.may_touch(stroke.surface, path[i], force_N[i], stroke.hand)) << shown.id;
          const AtlasArea* tile = plan_world().atlas.region_at(path[i]);
          ASSERT_NE(tile, nullptr) << shown.id;
          EXPECT_TRUE(tile->massaged) << shown.id;
        }
      };
      ASSERT_FALSE(stroke.path.empty()) << shown.id;
      check(stroke.path, stroke.force_N);
      check(stroke.path_left, stroke.force_left_N);
    }
  }
  EXPECT_GT(seen_count, 55);
}

TEST_F(Demonstrate, StaysInsideTheDoseAndSaysWhereAHoldIsShortened) {
  int shortened_count = 0;
  for (const Technique& shown : techniques()) {
    for (const Stroke& stroke : show(shown)) {
      const Technique& technique = *plan_world().plan.codex.technique(stroke.technique);
      EXPECT_EQ(stroke.motion, motion_of(*technique.path)) << shown.id;
      EXPECT_NE(std::find(technique.surfaces.begin(), technique.surfaces.end(), stroke.surface),
                technique.surfaces.end());
      const Pace pace = pace_of(technique);
      EXPECT_EQ(stroke.tempo_Hz.has_value(), pace == Pace::tempo) << shown.id;
      EXPECT_EQ(stroke.speed_m_s.has_value(), pace == Pace::speed) << shown.id;
      if (stroke.tempo_Hz) {
        EXPECT_TRUE(is_in(*stroke.tempo_Hz, technique.tempo_Hz->range)) << shown.id << *stroke.tempo_Hz;
      }
      if (stroke.speed_m_s) {
        EXPECT_TRUE(is_in(*stroke.speed_m_s, technique.speed_m_s->range)) << shown.id << *stroke.speed_m_s;
      }
      if (pace == Pace::hold) {
        const Range& dwell_s = technique.dwell_s->range;
        EXPECT_LE(*stroke.dwell_s, dwell_s.high + kNear) << shown.id;
        const bool shortened = *stroke.dwell_s < dwell_s.low;
        const std::string length = std::to_string(std::lround(dwell_s.low)) + " to ";
        EXPECT_EQ(stroke.reason.find(length) != std::string::npos, shortened) << shown.id << ": " << stroke.reason;
        shortened_count += shortened ? 1 : 0;
      } else if (stroke.dwell_s) {
        EXPECT_TRUE(is_in(*stroke.dwell_s, technique.dwell_s->range)) << shown.id << *stroke.dwell_s;
      }
    }
  }
  EXPECT_GT(shortened_count, 2);
}

TEST_F(Demonstrate, DrawsAreShortPairsTowardsTheirTarget) {
  const Body body = reference_evening().body();
  for (const char* id : {"T29", "T33", "T34", "T35", "T36"}) {
    const Technique drawn = technique(id);
    const Stroke stroke = show(drawn).front();
    ASSERT_EQ(stroke.path.size() % 2, 0U) << id;
    ASSERT_GE(stroke.path.size(), 2U) << id;
    for (std::size_t i = 0; i < stroke.path.size(); i += 2) {
      const PlanePoint from = body.to_plane(stroke.path[i]);
      const PlanePoint to = body.to_plane(stroke.path[i + 1]);
      const double length_m = std::hypot(to.x_m - from.x_m, to.y_m - from.y_m);
      EXPECT_LE(length_m, drawn.length_m->value + 1e-3) << id;
      EXPECT_GE(length_m, drawn.length_m->range.low) << id;
      // Lymph runs outwards to armpit or groin; the drawn strokes go in to the flat bone.
      EXPECT_EQ(stroke.path[i + 1].across > stroke.path[i].across, drawn.path == PathKind::stretch_along) << id;
    }
  }
}

TEST_F(Demonstrate, AFootIsShownOnTheSole) {
  const Stroke stroke = show(technique("T32")).front();
  EXPECT_EQ(stroke.path, technique("T32").foot_line);
  EXPECT_EQ(stroke.force_N.size(), stroke.path.size());
  for (const ChartPoint& point : stroke.path) {
    EXPECT_TRUE(is_in(point.across, {0, 1}) && is_in(point.along, {0, 1}));
  }
}

TEST_F(Demonstrate, ASetIsShownWhereItIsGiven) {
  for (const Stroke& stroke : show(technique("T51"))) {
    EXPECT_EQ(stroke.position, Position::seated_leaning) << stroke.technique;
    EXPECT_EQ(stroke.station, Station::behind_chair) << stroke.technique;
  }
  EXPECT_EQ(show(technique("T22")).front().position, Position::prone);
}

// What Learn shows is what a plan would do: the same builder gives the same way.
TEST_F(Demonstrate, APlanTravelsTheVeryWayThatIsShown) {
  const Evening evening = reference_evening();
  const Limits limits = evening.limits();
  const PlanWorld& world = plan_world();
  const PlanSetting setting =
      setting_for(world.plan, limits, evening.the_case, evening.report, Place::table, Position::prone);
  const PathFinder finder(world.plan, world.atlas, limits, Position::prone, false);
  const std::vector<Candidate> candidates = find_candidates(world.plan, finder, limits, setting, PainMap{});
  const auto begins_with = [](const std::vector<ChartPoint>& whole, const std::vector<ChartPoint>& shown) {
    return shown.size() <= whole.size() && std::equal(shown.begin(), shown.end(), whole.begin());
  };
  int planned_count = 0;
  for (const Technique& technique : techniques()) {
    if (!technique.plan) {
      continue;
    }
    ++planned_count;
    const Stroke shown = show(technique).front();
    const auto same = std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
      return candidate.technique->id == technique.id && candidate.side == shown.side &&
             candidate.stroke.region == shown.region && begins_with(candidate.stroke.path, shown.path) &&
             begins_with(candidate.stroke.path_left, shown.path_left);
    });
    ASSERT_NE(same, candidates.end()) << technique.id;
    EXPECT_EQ(same->stroke.surface, shown.surface) << technique.id;
    EXPECT_EQ(same->stroke.hand, shown.hand) << technique.id;
    EXPECT_EQ(same->stroke.motion, shown.motion) << technique.id;
    if (shown.path.size() == same->stroke.path.size()) {
      const double cap_N = same->way.left.vertices.empty()
                               ? same->way.right.least_cap_N
                               : std::min(same->way.right.least_cap_N, same->way.left.least_cap_N);
      EXPECT_NEAR(cap_N, shown.force_cap_N, kNear) << technique.id;
    }
  }
  EXPECT_GT(planned_count, 20);
}

TEST_F(Demonstrate, APlannedStrokeKeepsTheDoseThatLearnShows) {
  for (const Training training : {Training::none, Training::course, Training::professional}) {
    Evening evening = reference_evening();
    evening.the_case.giver.training = training;
    evening.the_case.giver.minutes = 30;
    const Routine routine = evening.compose().value();
    ASSERT_FALSE(routine.refused);
    for (const Stroke& stroke : routine.strokes) {
      if (stroke.technique == "pause") {
        continue;
      }
      const Technique& technique = *plan_world().plan.codex.technique(stroke.technique);
      EXPECT_EQ(stroke.motion, motion_of(*technique.path)) << stroke.id;
      for (const double force_N : stroke.force_N) {
        EXPECT_LE(force_N, technique.force_N.range.high + kNear) << stroke.id;
      }
      if (stroke.tempo_Hz) {
        EXPECT_TRUE(is_in(*stroke.tempo_Hz, technique.tempo_Hz->range)) << stroke.id;
      }
      if (stroke.speed_m_s) {
        EXPECT_TRUE(is_in(*stroke.speed_m_s, technique.speed_m_s->range)) << stroke.id;
      }
      if (stroke.dwell_s) {
        EXPECT_LE(*stroke.dwell_s, technique.dwell_s->range.high + kNear) << stroke.id;
      }
    }
  }
}

TEST_F(Demonstrate, TakesTheTrackItIsTold) {
  Technique technique = Demonstrate::technique("T06");
  technique.track = "buttock";
  EXPECT_EQ(show(technique).front().region, "buttock");
  technique.track = "low_glide";
  EXPECT_TRUE(show(technique).empty());
  EXPECT_NE(why_not(technique).find("no track \"low_glide\""), std::string::npos) << why_not(technique);
}

TEST_F(Demonstrate, SaysWhyNothingCanBeShown) {
  Technique technique = Demonstrate::technique("T06");
  technique.regions = {"leg"};
  EXPECT_TRUE(show(technique).empty());
  EXPECT_NE(why_not(technique).find("no track of"), std::string::npos) << why_not(technique);
  // An elbow on the shoulder's thin muscle: no limit opens.
  technique = Demonstrate::technique("T27");
  technique.path = PathKind::circles_along;
  technique.tempo_Hz = Demonstrate::technique("T06").tempo_Hz;
  technique.regions = {"shoulder_blade"};
  EXPECT_TRUE(show(technique).empty());
  EXPECT_NE(why_not(technique).find("nowhere"), std::string::npos) << why_not(technique);
}

TEST_F(Demonstrate, NeedsItsKnowledgeWhole) {
  const auto error_with = [](const std::string& from, const std::string& to) {
    KnowledgeTexts texts = knowledge_texts();
    std::string& text = texts.at("codex/demo.toml");
    text.replace(text.find(from), from.size(), to);
    const auto loaded = DemoKnowledge::load(*KnowledgeFiles::load(texts));
    return loaded ? std::string() : describe(loaded.error());
  };
  EXPECT_EQ(error_with("wish", "wish"), "");
  EXPECT_NE(error_with("wish", "whish").find("demo.toml"), std::string::npos);
  EXPECT_NE(error_with("\"s\"", "\"minutes\"").find("unit"), std::string::npos);
  KnowledgeTexts texts = knowledge_texts();
  texts.erase("codex/demo.toml");
  EXPECT_FALSE(DemoKnowledge::load(*KnowledgeFiles::load(texts)));
}

}  // namespace
}  // namespace unknot::test
