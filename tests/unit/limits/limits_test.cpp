#include "unknot/limits/limits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/support.h"
#include "unknot/core/rng.h"

namespace unknot {
namespace {

struct Setting {
  Atlas atlas = Atlas::load(test::knowledge_files()).value();
  Contacts contacts = Contacts::load(test::knowledge_files()).value();
  BodyKnowledge bodies = BodyKnowledge::load(test::knowledge_files()).value();
  LimitKnowledge knowledge = LimitKnowledge::load(test::knowledge_files(), atlas).value();
};

const Setting& setting() {
  static const Setting loaded;
  return loaded;
}

/// A mean woman, a giver of this training, and a pair that has met before (so that nothing is a first session).
Case case_of(Training training) {
  Case the_case;
  the_case.receiver.sex = Sex::female;
  the_case.receiver.age_years = 38;
  the_case.receiver.stature_m = 1.629;
  the_case.receiver.mass_kg = 67.8;
  the_case.giver.training = training;
  the_case.history.sessions_count = 1;
  return the_case;
}

Limits limits_of(const Case& the_case, const ScreenReport& report = {}) {
  const Setting& s = setting();
  return Limits(s.knowledge, s.contacts, s.atlas, Body::from(s.bodies, the_case.receiver), report, the_case);
}

/// A place so many metres right of the midline.
ChartPoint beside(const Limits& limits, double x_m, double along) {
  return {x_m / limits.body().half_width_m(along), along};
}

/// Expects exactly this cap to be the least one.
void expect_cap(const ForceCap& cap, double force_N, const std::string& criterion) {
  EXPECT_NEAR(cap.force_N, force_N, 1e-6) << cap.criterion;
  EXPECT_EQ(cap.criterion, "policy: " + criterion);
  EXPECT_FALSE(cap.from_tissue_model);
}

constexpr ChartPoint kButtock{0.4, 1.03};
const Training kTrainings[] = {Training::none, Training::course, Training::professional};

TEST(Limits, TheTableIsTheLeastOnOpenMuscle) {
  const double palm_N[] = {40, 60, 120};
  const double fingers_N[] = {15, 20, 40};
  const char* who[] = {"untrained", "after a course", "professional"};
  for (std::size_t i = 0; i < 3; ++i) {
    const Limits limits = limits_of(case_of(kTrainings[i]));
    expect_cap(limits.cap(Surface::palm, {0.5, 0.9}), palm_N[i], std::string("palm, ") + who[i]);
    expect_cap(limits.cap(Surface::fingers, {0.5, 0.9}), fingers_N[i], std::string("fingers, ") + who[i]);
  }
  expect_cap(limits_of(case_of(Training::none)).cap(Surface::thumb, {0.5, 0.9}), 15, "thumb, untrained");
  expect_cap(limits_of(case_of(Training::course)).cap(Surface::thumb, {0.5, 0.9}), 20, "thumb, after a course");
  expect_cap(limits_of(case_of(Training::course)).cap(Surface::knuckles, {0.5, 0.9}), 35, "knuckles, after a course");
  expect_cap(limits_of(case_of(Training::professional)).cap(Surface::knuckles, {0.5, 0.9}), 90,
             "knuckles, professional");
  expect_cap(limits_of(case_of(Training::professional)).cap(Surface::forearm, {0.5, 0.9}), 110,
             "forearm, professional");
}

TEST(Limits, SomeSurfacesAreForSomePlacesAndPeopleOnly) {
  const Limits lay = limits_of(case_of(Training::none));
  expect_cap(lay.cap(Surface::forearm, {0.5, 0.9}), 0, "no forearm, untrained");
  expect_cap(lay.cap(Surface::elbow, kButtock), 0, "no elbow, untrained");
  expect_cap(lay.cap(Surface::knuckles, {0.5, 0.9}), 0, "no knuckles, untrained, here");
  expect_cap(lay.cap(Surface::knuckles, {0.55, 1.12}), 20, "knuckles, untrained");
  const Limits professional = limits_of(case_of(Training::professional));
  expect_cap(professional.cap(Surface::elbow, {0.5, 0.9}), 0, "no elbow, professional, here");
  EXPECT_GT(professional.cap(Surface::elbow, kButtock).force_N, 0);
}

TEST(Limits, PractisedPairsMayDoMoreOnThickMuscle) {
  Case practised = case_of(Training::none);
  practised.history.sessions_count = 4;
  practised.history.sessions_without_soreness_count = 2;
  expect_cap(limits_of(practised).cap(Surface::palm, kButtock), 60,
             "palm, untrained, thick muscle after earlier sessions");
  expect_cap(limits_of(practised).cap(Surface::palm, {0.6, 0.9}), 40, "palm, untrained");
  practised.history.sessions_without_soreness_count = 1;
  expect_cap(limits_of(practised).cap(Surface::palm, kButtock), 40, "palm, untrained");
}

TEST(Limits, ThePopulationsThresholdBindsSmallHardContacts) {
  const Limits professional = limits_of(case_of(Training::professional));
  const double thumb_N = 150e3 * std::pow(3.5, -0.493) * 3.5e-4;
  expect_cap(professional.cap(Surface::thumb, {0.5, 0.9}), thumb_N,
             "pressure threshold of sensitive people at this contact area");
  EXPECT_NEAR(thumb_N, 28.3, 0.05);
  expect_cap(professional.cap(Surface::elbow, kButtock), 150e3 * std::pow(5, -0.493) * 5e-4,
             "pressure threshold of sensitive people at this contact area");
}

TEST(Limits, TheOwnThresholdReplacesThePopulations) {
  Case tender = case_of(Training::none);
  tender.receiver.threshold_Pa = 60e3;
  expect_cap(limits_of(tender).cap(Surface::thumb, {0.5, 0.9}), 0.4 * 60e3 * std::pow(3.5, -0.493) * 3.5e-4,
             "share of the receiver's own pressure threshold");
  // Beyond 8 cm2 the threshold falls more slowly with area.
  const double palm_Pa = 60e3 * std::pow(8, -0.493) * std::pow(70.0 / 8, -0.25);
  expect_cap(limits_of(tender).cap(Surface::palm, {0.5, 0.9}), 0.4 * palm_Pa * 70e-4,
             "share of the receiver's own pressure threshold");
  tender.giver.training = Training::course;
  expect_cap(limits_of(tender).cap(Surface::thumb, {0.5, 0.9}), 0.4 * 60e3 * std::pow(3.5, -0.493) * 3.5e-4,
             "share of the receiver's own pressure threshold");
  tender.giver.training = Training::professional;
  expect_cap(limits_of(tender).cap(Surface::thumb, {0.5, 0.9}), 0.7 * 60e3 * std::pow(3.5, -0.493) * 3.5e-4,
             "share of the receiver's own pressure threshold");
  tender.receiver.threshold_Pa = 500e3;
  expect_cap(limits_of(tender).cap(Surface::thumb, {0.5, 0.9}), 35, "thumb, professional");
  expect_cap(limits_of(tender).cap(Surface::elbow, kButtock), 0.7 * 500e3 * std::pow(5, -0.493) * 5e-4,
             "share of the receiver's own pressure threshold");
  tender.receiver.threshold_Pa = 900e3;
  expect_cap(limits_of(tender).cap(Surface::elbow, kButtock), 80, "elbow, professional");
}

TEST(Limits, OverRibsTheSumOfBothHandsIsCapped) {
  const char* why = "over ribs, both hands together";
  const double sum_N[] = {40, 50, 60};
  for (std::size_t i = 0; i < 3; ++i) {
    const Limits limits = limits_of(case_of(kTrainings[i]));
    const ChartPoint place = beside(limits, 0.09, 0.5);
    ASSERT_TRUE(limits.is_over_ribs(Surface::palm, place));
    EXPECT_EQ(limits.rib_sum_cap_N(), sum_N[i]);
    expect_cap(limits.cap(Surface::palm, place, HandUse::both), sum_N[i] / 2, why);
    if (kTrainings[i] != Training::none) {  // an untrained palm is capped there already
      expect_cap(limits.cap(Surface::palm, place, HandUse::left), sum_N[i], why);
    }
    EXPECT_FALSE(limits.is_over_ribs(Surface::palm, {0.5, 0.9}));
  }
  Case measured = case_of(Training::professional);
  measured.receiver.threshold_Pa = 400e3;
  expect_cap(limits_of(measured).cap(Surface::palm, {0.5, 0.5}), 80, why);
  measured.giver.training = Training::course;
  EXPECT_EQ(limits_of(measured).rib_sum_cap_N(), 50) << "measuring raises a professional's sum only";
}

TEST(Limits, TheSpineBearsARestingFlatHandOnly) {
  for (const Training training : kTrainings) {
    const Limits limits = limits_of(case_of(training));
    expect_cap(limits.cap(Surface::palm, {0, 0.5}), 5, "spine, flat hand at rest or gliding");
    EXPECT_TRUE(limits.may_touch(Surface::palm, {0, 0.5}, 5));
    EXPECT_FALSE(limits.may_touch(Surface::palm, {0, 0.5}, 5.01));
    // On the edge of the heel of the hand: 2.5 cm plus its radius from the midline.
    const double clear_m = 0.025 + setting().contacts.of(Surface::palm).hard_radius_m.value;
    expect_cap(limits.cap(Surface::palm, beside(limits, clear_m - 0.001, 0.9)), 5,
               "spine, flat hand at rest or gliding");
    EXPECT_GE(limits.cap(Surface::palm, beside(limits, clear_m + 0.001, 0.9)).force_N, 40);
    EXPECT_GE(limits.cap(Surface::palm, beside(limits, -clear_m - 0.001, 0.9)).force_N, 40);
    EXPECT_EQ(limits.cap(Surface::fingers, {0, 0.5}).force_N, 0);
    EXPECT_EQ(limits.cap(Surface::thumb, {0, 0.5}).force_N, 0);
    EXPECT_FALSE(limits.may_touch(Surface::thumb, {0, 0.5}, 0)) << "a cap of nothing is no contact at all";
  }
  expect_cap(limits_of(case_of(Training::professional)).cap(Surface::forearm, {0, 0.5}), 0, "spine, flat hand only");
}

TEST(Limits, TheBaseOfTheSpineIsBroadAndLight) {
  const Limits limits = limits_of(case_of(Training::professional));
  expect_cap(limits.cap(Surface::palm, {0, 1.1}), 15, "base of the spine, broad and light");
  expect_cap(limits.cap(Surface::thumb, {0, 1.1}), 0, "base of the spine, no knuckle, thumb or elbow");
}

TEST(Limits, KidneysCapForceNotTouch) {
  const Limits limits = limits_of(case_of(Training::professional));
  expect_cap(limits.cap(Surface::palm, beside(limits, 0.06, 0.78)), 40, "kidney area, as an untrained palm");
  expect_cap(limits.cap(Surface::palm, beside(limits, 0.08, 0.78)), 15, "kidney area beside the long muscles, light");
  for (const Surface surface : {Surface::thumb, Surface::knuckles, Surface::elbow}) {
    EXPECT_EQ(limits.cap(surface, beside(limits, 0.06, 0.78)).force_N, 0) << to_text(surface);
    EXPECT_EQ(limits.cap(surface, beside(limits, 0.085, 0.78)).force_N, 0) << to_text(surface);
  }
  expect_cap(limits.cap(Surface::thumb, beside(limits, 0.06, 0.78)), 0, "kidney area, no knuckle, thumb or elbow");
  expect_cap(limits.cap(Surface::palm, beside(limits, 0.1, 0.87)), 120, "palm, professional");
}

TEST(Limits, ThinBoneNervesAndTheNapeHaveTheirOwnCaps) {
  const Limits limits = limits_of(case_of(Training::professional));
  expect_cap(limits.cap(Surface::palm, {0.8, 0.59}), 15, "lowest ribs, broad and light");
  expect_cap(limits.cap(Surface::thumb, {0.8, 0.59}), 0, "lowest ribs, no knuckle, thumb or elbow");
  expect_cap(limits.cap(Surface::elbow, {0.55, 1.12}), 0, "bone or nerve close by, no thumb or elbow");
  expect_cap(limits.cap(Surface::thumb, beside(limits, 0.045, 0.84)), 0, "bone or nerve close by, no thumb or elbow");
  expect_cap(limits.cap(Surface::palm, {0.55, 1.12}), 120, "palm, professional");
  expect_cap(limits.cap(Surface::palm, {0, -0.08}), 15, "nape, light");
  expect_cap(limits.cap(Surface::palm, {0, -0.14}), 15, "nape, light");
  expect_cap(limits.cap(Surface::thumb, {0, -0.08}), 0, "nape, no knuckle, thumb or elbow");
  expect_cap(limits.cap(Surface::palm, {0.9, 0.8}), 0, "side of the waist, not massaged");
  expect_cap(limits.cap(Surface::palm, {0.9, -0.1}), 5, "side of the neck, resting hand");
  expect_cap(limits.cap(Surface::thumb, {0.9, -0.1}), 0, "side of the neck, no knuckle, thumb or elbow");
}

TEST(Limits, AssumedAnatomyIsLight) {
  const Limits limits = limits_of(case_of(Training::professional));
  expect_cap(limits.cap(Surface::palm, {0.5, 1.2}), 15, "assumed anatomy, light");
  expect_cap(limits.cap(Surface::palm, {0.9, -0.02}), 15, "assumed anatomy, light");
  expect_cap(limits.cap(Surface::palm, {0.5, 1.149}), 120, "palm, professional");
}

TEST(Limits, CautionsLowerButNeverNameTheirRule) {
  ScreenReport report;
  report.caps = setting().contacts.light_caps("ci_23", {});
  const Limits everywhere = limits_of(case_of(Training::professional), report);
  expect_cap(everywhere.cap(Surface::palm, {0.5, 0.9}), 15, "a caution from tonight's questions");
  expect_cap(everywhere.cap(Surface::fingers, {0.5, 0.9}), 15 * std::sqrt(8.0 / 70),
             "a caution from tonight's questions");

  report.caps = {{"ci_13", {{0.2, 0.7}, {0.6, 0.7}, {0.6, 0.9}, {0.2, 0.9}}, std::nullopt, 10, 0}};
  const Limits here = limits_of(case_of(Training::none), report);
  expect_cap(here.cap(Surface::palm, {0.4, 0.85}), 10, "a caution from tonight's questions");
  expect_cap(here.cap(Surface::palm, {0.65, 0.9}), 10,
             "a caution from tonight's questions");  // the footprint reaches in
  EXPECT_EQ(here.cap(Surface::palm, {-0.4, 0.85}).criterion, "policy: palm, untrained");

  report.caps = {{"ci_18", {}, Surface::thumb, 5, 0}};
  const Limits thumb = limits_of(case_of(Training::none), report);
  expect_cap(thumb.cap(Surface::thumb, {0.5, 0.9}), 5, "a caution from tonight's questions");
  EXPECT_EQ(thumb.cap(Surface::palm, {0.5, 0.9}).force_N, 40);

  report.caps = {{"ci_18", {}, std::nullopt, 100, 2000}};
  expect_cap(limits_of(case_of(Training::none), report).cap(Surface::palm, {0.5, 0.9}), 2000 * 70e-4,
             "a caution from tonight's questions");
}

TEST(Limits, KeepsOutByTheFootprint) {
  const Limits plain = limits_of(case_of(Training::none));
  expect_cap(plain.cap(Surface::palm, {0.9, 0.28}), 0, "keep out");  // armpit
  EXPECT_FALSE(plain.may_touch(Surface::palm, {0.9, 0.28}, 1));
  EXPECT_TRUE(plain.may_touch(Surface::palm, {0.4, 0.28}, 20));

  ScreenReport report;
  report.avoid = {{"ci_11", {{0.3, 0.85}, {0.5, 0.85}, {0.5, 0.9}, {0.3, 0.9}}, true}};
  const Limits hard = limits_of(case_of(Training::none), report);
  report.avoid[0].hard = false;
  const Limits soft = limits_of(case_of(Training::none), report);
  const double edge_m = 0.5 * plain.body().half_width_m(0.875);
  const double footprint_m = setting().contacts.footprint_radius_m(Surface::fingers);
  const auto at = [&](double from_edge_m) { return beside(plain, edge_m + from_edge_m, 0.875); };
  EXPECT_TRUE(soft.is_kept_out(Surface::fingers, at(footprint_m - 0.002)));
  EXPECT_FALSE(soft.is_kept_out(Surface::fingers, at(footprint_m + 0.002)));
  EXPECT_TRUE(hard.is_kept_out(Surface::fingers, at(footprint_m + 0.028)));
  EXPECT_FALSE(hard.is_kept_out(Surface::fingers, at(footprint_m + 0.032)));
  EXPECT_FALSE(hard.may_touch(Surface::fingers, at(0.01), 0.5));
}

TEST(Limits, OffTheBackThereIsNothing) {
  const Limits limits = limits_of(case_of(Training::professional));
  for (const ChartPoint& point : {ChartPoint{1.2, 0.5}, ChartPoint{0, 1.3}, ChartPoint{0, -0.2},
                                  ChartPoint{std::nan(""), 0.5}, ChartPoint{0, std::nan("")}}) {
    expect_cap(limits.cap(Surface::palm, point), 0, "off the back");
    EXPECT_FALSE(limits.may_touch(Surface::palm, point, 1));
    EXPECT_TRUE(limits.is_kept_out(Surface::palm, point));
    EXPECT_FALSE(limits.is_over_ribs(Surface::palm, point));
  }
  EXPECT_THROW((void)limits.may_touch(Surface::palm, {0.5, 0.9}, -1), ContractViolation);
  EXPECT_THROW((void)limits.may_touch(Surface::palm, {0.5, 0.9}, std::nan("")), ContractViolation);
}

TEST(Limits, TargetsLeaveRoomForTheGiversError) {
  Case the_case = case_of(Training::none);
  const Limits before = limits_of(the_case);
  EXPECT_DOUBLE_EQ(before.target_N(60), 42.5);
  EXPECT_DOUBLE_EQ(before.target_N(40), 22.5);
  EXPECT_DOUBLE_EQ(before.target_N(15), 7.5) << "below 35 N half the cap";
  EXPECT_DOUBLE_EQ(before.target_N(5), 2.5);
  EXPECT_DOUBLE_EQ(before.target_N(0), 0);
  the_case.giver.scale_practised = true;
  const Limits after = limits_of(the_case);
  EXPECT_DOUBLE_EQ(after.target_N(40), 32);
  EXPECT_DOUBLE_EQ(after.target_N(15), 7.5);
  EXPECT_DOUBLE_EQ(after.target_N(60, PressureLevel::w3, Surface::palm), 35);
  EXPECT_DOUBLE_EQ(after.target_N(40, PressureLevel::w3, Surface::palm), 32);
  for (double cap_N = 0; cap_N < 130; cap_N += 0.5) {
    EXPECT_LE(before.target_N(cap_N), cap_N);
    EXPECT_LE(before.target_N(cap_N), after.target_N(cap_N));
    EXPECT_GE(before.target_N(cap_N + 0.5), before.target_N(cap_N));
  }
}

TEST(Limits, AFirstSessionIsOneClassLighter) {
  Case the_case = case_of(Training::none);
  EXPECT_EQ(limits_of(the_case).highest_level(), PressureLevel::w3);
  EXPECT_EQ(limits_of(the_case).level_today(PressureLevel::w2), PressureLevel::w2);
  the_case.history.sessions_count = 0;
  const Limits first = limits_of(the_case);
  EXPECT_TRUE(first.first_session());
  EXPECT_EQ(first.highest_level(), PressureLevel::w2);
  EXPECT_EQ(first.level_today(PressureLevel::w3), PressureLevel::w2);
  EXPECT_EQ(first.level_today(PressureLevel::w5), PressureLevel::w2);
  EXPECT_EQ(first.level_today(PressureLevel::w1), PressureLevel::w1);
  EXPECT_EQ(limits_of(case_of(Training::course)).highest_level(), PressureLevel::w4);
  EXPECT_EQ(limits_of(case_of(Training::professional)).highest_level(), PressureLevel::w5);
}

TEST(Limits, StaysEndInTime) {
  const Limits lay = limits_of(case_of(Training::none));
  const Limits professional = limits_of(case_of(Training::professional));
  const double never = std::numeric_limits<double>::infinity();
  EXPECT_EQ(lay.max_dwell_s(Surface::thumb, 10), 10);
  EXPECT_EQ(professional.max_dwell_s(Surface::thumb, 2), never);
  EXPECT_EQ(professional.max_dwell_s(Surface::thumb, 10), 900);  // 28.6 kPa
  EXPECT_EQ(professional.max_dwell_s(Surface::thumb, 12), 60);   // 34.3 kPa
  EXPECT_EQ(lay.max_dwell_s(Surface::palm, 40), never);          // 5.7 kPa
  EXPECT_EQ(professional.max_dwell_s(Surface::palm, 70), 900);   // 10 kPa
}

TEST(Limits, CautionsAndAreasNeverRaiseACap) {
  Rng rng(11);
  for (int round = 0; round < 200; ++round) {
    const Case the_case = case_of(kTrainings[rng.index(3)]);
    ScreenReport report;
    const Limits free = limits_of(the_case, report);
    const double a = rng.uniform(-1, 0.6);
    const double b = rng.uniform(-0.15, 1);
    const ChartPolygon patch = {{a, b}, {a + 0.3, b}, {a + 0.3, b + 0.2}, {a, b + 0.2}};
    report.caps = {{"x", rng.chance(0.5) ? patch : ChartPolygon{}, std::nullopt, rng.uniform(0, 50), 0}};
    if (rng.chance(0.5)) {
      report.avoid = {{"y", patch, rng.chance(0.5)}};
    }
    const Limits bound = limits_of(the_case, report);
    for (int i = 0; i < 50; ++i) {
      const auto surface = static_cast<Surface>(rng.index(6));
      const ChartPoint point{rng.uniform(-1, 1), rng.uniform(-0.15, 1.25)};
      const auto hands = rng.chance(0.5) ? HandUse::both : HandUse::right;
      const ForceCap cap = free.cap(surface, point, hands);
      ASSERT_LE(bound.cap(surface, point, hands).force_N, cap.force_N);
      ASSERT_LE(free.cap(surface, point, HandUse::both).force_N, free.cap(surface, point, HandUse::left).force_N);
      ASSERT_FALSE(cap.criterion.empty());
      ASSERT_LE(cap.force_N, setting().knowledge.constant("robot_force_stop"));
      ASSERT_EQ(free.may_touch(surface, point, cap.force_N, hands), cap.force_N > 0);
      // Left and right are alike.
      ASSERT_NEAR(free.cap(surface, {-point.across, point.along}, hands).force_N, cap.force_N, 1e-9);
    }
  }
}

std::string load_error(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("limits/caps.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = LimitKnowledge::load(KnowledgeFiles::load(texts).value(), setting().atlas);
  return loaded ? "" : describe(loaded.error());
}

TEST(LimitKnowledge, RefusesBrokenFiles) {
  EXPECT_EQ(load_error("[rib_sum]", "[rib_sum]"), "");
  EXPECT_NE(load_error("only_on = [\"gluteal_belly\"]", "only_on = [\"tail\"]").find("tail"), std::string::npos);
  EXPECT_NE(load_error("training = \"course\"", "training = \"none\"").find("twice"), std::string::npos);
  EXPECT_NE(load_error("force = { value = 40, unit = \"N\", range = [5, 120]",
                       "force = { value = 400, unit = \"N\", range = [5, 420]")
                .find("absolute stop"),
            std::string::npos);
  EXPECT_NE(load_error("population_threshold = { value = 150e3, unit = \"Pa\", range = [100e3, 210e3]",
                       "population_threshold = { value = 800e3, unit = \"Pa\", range = [100e3, 900e3]")
                .find("absolute stop"),
            std::string::npos);
  EXPECT_NE(load_error("value = 40, unit = \"N\"", "value = 140, unit = \"N\""), "");
  EXPECT_NE(load_error("unit = \"N\"", "unit = \"kg\"").find("\"N\""), std::string::npos);
  EXPECT_NE(load_error("level = \"w3\"", "level = \"w9\"").find("w9"), std::string::npos);
  EXPECT_NE(load_error("spine_force", "spin_force").find("spine_force"), std::string::npos);
}

}  // namespace
}  // namespace unknot
