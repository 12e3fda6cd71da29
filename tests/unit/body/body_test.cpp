#include "unknot/body/body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/support.h"
#include "unknot/core/rng.h"

namespace unknot {
namespace {

const BodyKnowledge& knowledge() {
  static const BodyKnowledge loaded = BodyKnowledge::load(test::knowledge_files()).value();
  return loaded;
}

Receiver person(Sex sex, std::optional<double> stature_m, std::optional<double> mass_kg, double age_years = 35) {
  Receiver receiver;
  receiver.sex = sex;
  receiver.age_years = age_years;
  receiver.stature_m = stature_m;
  receiver.mass_kg = mass_kg;
  return receiver;
}

TEST(Anthropometry, RegressionsGiveTheSamplesMeansWithinOneStandardError) {
  for (const auto& [sex, measured] : knowledge().of_sex) {
    ASSERT_EQ(measured.regressions.size(), 10u);
    for (const auto& [id, regression] : measured.regressions) {
      EXPECT_NEAR(regression.predict_m(measured.stature_m.value, measured.mass_kg.value), regression.mean_m.value,
                  regression.error_m.value)
          << id << " " << to_text(sex);
    }
  }
}

TEST(Body, HasTheLengthsOfTheSample) {
  // Z10 over 0.86, bent: women 0.476 m, men 0.542 m; their mean is Z16's 0.509 m.
  const Body woman = Body::from(knowledge(), person(Sex::female, 1.629, 67.8));
  const Body man = Body::from(knowledge(), person(Sex::male, 1.756, 85.5));
  EXPECT_NEAR(woman.length_m(), 0.476, 0.003);
  EXPECT_NEAR(man.length_m(), 0.542, 0.003);
  EXPECT_NEAR((woman.length_m() + man.length_m()) / 2, 0.509, 0.002);
  // Half the interscye arc (Z05) where it is measured.
  EXPECT_NEAR(woman.half_width_m(0.275), 0.373 / 2, 0.003);
  EXPECT_NEAR(man.half_width_m(0.275), 0.431 / 2, 0.003);
  EXPECT_FALSE(woman.extrapolated());
  EXPECT_FALSE(man.extrapolated());
}

TEST(Body, GrowsWithMassAndStature) {
  for (const Sex sex : {Sex::female, Sex::male}) {
    for (double mass_kg = 40; mass_kg < 200; mass_kg += 10) {
      const Body lighter = Body::from(knowledge(), person(sex, 1.7, mass_kg));
      const Body heavier = Body::from(knowledge(), person(sex, 1.7, mass_kg + 10));
      for (std::size_t i = 0; i < lighter.profile().size(); ++i) {
        ASSERT_LE(lighter.profile()[i].second, heavier.profile()[i].second + 1e-12) << mass_kg << " at " << i;
      }
      ASSERT_LT(lighter.half_width_m(0.8), heavier.half_width_m(0.8));
    }
    EXPECT_LT(Body::from(knowledge(), person(sex, 1.5, 70)).length_m(),
              Body::from(knowledge(), person(sex, 1.9, 70)).length_m());
  }
}

TEST(Body, ChartAndPlaneAreEachOthersInverse) {
  Rng rng(7);
  const Body body = Body::from(knowledge(), person(Sex::female, 1.6, 90));
  for (int i = 0; i < 2000; ++i) {
    const ChartPoint point{rng.uniform(-1, 1), rng.uniform(kAlongMin_ratio, kAlongMax_ratio)};
    const ChartPoint back = body.to_chart(body.to_plane(point));
    ASSERT_NEAR(back.across, point.across, 1e-12);
    ASSERT_NEAR(back.along, point.along, 1e-12);
  }
  EXPECT_EQ(body.to_plane(ChartPoint{0, 0}).x_m, 0);
  EXPECT_NEAR(body.to_plane(ChartPoint{-1, 1}).x_m, -body.half_width_m(1), 1e-12);
  EXPECT_NEAR(body.to_plane(ChartPoint{0.3, 1}).y_m, body.length_m(), 1e-12);
}

TEST(Body, BendsPolygonsThatRunAlongTheSpine) {
  const Body body = Body::from(knowledge(), person(Sex::male, 1.756, 85.5));
  const ChartPolygon strip = {{0.5, -0.15}, {1, -0.15}, {1, 0.3}, {0.5, 0.3}};
  const std::vector<PlanePoint> points = body.to_plane(strip);
  EXPECT_GT(points.size(), strip.size());
  for (const PlanePoint& point : points) {
    const double across = body.to_chart(point).across;
    EXPECT_TRUE(std::abs(across - 0.5) < 1e-9 || std::abs(across - 1) < 1e-9) << across;
  }
}

TEST(Body, WidensTheRangeOfWhatItWasNotTold) {
  const auto width_m = [&](const Receiver& receiver, const char* name) {
    const Estimate estimate = Body::from(knowledge(), receiver).estimate(name);
    EXPECT_LT(estimate.low_m, estimate.value_m);
    EXPECT_GT(estimate.high_m, estimate.value_m);
    return estimate.high_m - estimate.low_m;
  };
  for (const Sex sex : {Sex::female, Sex::male}) {
    const double told_m = width_m(person(sex, 1.7, 75), "waist_breadth");
    const double no_mass_m = width_m(person(sex, 1.7, std::nullopt), "waist_breadth");
    const double nothing_m = width_m(person(sex, std::nullopt, std::nullopt), "waist_breadth");
    EXPECT_LT(told_m, no_mass_m);
    EXPECT_LE(no_mass_m, nothing_m * 1.3);
    EXPECT_LT(told_m, nothing_m);
    EXPECT_LT(width_m(person(sex, 1.7, 75), "length"), width_m(person(sex, std::nullopt, 75), "length"));
  }
}

TEST(Body, SaysWhenItIsOutsideTheSample) {
  EXPECT_FALSE(Body::from(knowledge(), person(Sex::female, 1.66, 64)).extrapolated());
  EXPECT_TRUE(Body::from(knowledge(), person(Sex::female, 1.66, 120)).extrapolated());
  EXPECT_TRUE(Body::from(knowledge(), person(Sex::male, 2.1, 90)).extrapolated());
  EXPECT_TRUE(Body::from(knowledge(), person(Sex::female, 1.66, 64, 78)).extrapolated());
  EXPECT_TRUE(Body::from(knowledge(), person(Sex::male, 1.7, 70, 12)).extrapolated());
}

TEST(Body, SaysWhyItIsOutsideTheSample) {
  const Body odd = Body::from(knowledge(), person(Sex::female, 1.9, 64, 80));
  EXPECT_EQ(odd.extrapolated_because(), (std::vector<std::string>{"stature", "age"}));
  EXPECT_TRUE(Body::from(knowledge(), person(Sex::male, 1.75, 80)).extrapolated_because().empty());
  // Straight lines that would turn negative are held, and that is said.
  const auto held = Body::from(knowledge(), person(Sex::female, 2.4, 20)).extrapolated_because();
  EXPECT_NE(std::find(held.begin(), held.end(), "stature and mass together"), held.end());
}

TEST(Body, TakesWhatATapeMeasured) {
  const Receiver plain = person(Sex::female, 1.66, 64);
  const Body guessed = Body::from(knowledge(), plain);
  Receiver told = plain;
  told.measured.waist_girth_m = guessed.estimate("waist_girth").value_m * 1.1;
  told.measured.back_length_m = 0.5;
  told.measured.biacromial_m = 0.38;
  const Body known = Body::from(knowledge(), told);
  EXPECT_EQ(known.length_m(), 0.5);
  EXPECT_EQ(known.estimate("biacromial").value_m, 0.38);
  EXPECT_EQ(known.estimate("waist_girth").value_m, *told.measured.waist_girth_m);
  // What follows is scaled alike; what was not measured stays.
  for (const char* id : {"waist_breadth", "waist_depth"}) {
    EXPECT_NEAR(known.estimate(id).value_m, 1.1 * guessed.estimate(id).value_m, 1e-12);
  }
  EXPECT_NEAR(known.half_width_m(0.88), 1.1 * guessed.half_width_m(0.88), 2e-3);
  EXPECT_EQ(known.estimate("hip_breadth").value_m, guessed.estimate("hip_breadth").value_m);
  EXPECT_NEAR(known.estimate("bideltoid").value_m / guessed.estimate("bideltoid").value_m,
              0.38 / guessed.estimate("biacromial").value_m, 1e-12);
  // Ranges narrow.
  for (const char* id : {"length", "waist_girth", "waist_breadth", "biacromial", "bideltoid"}) {
    const Estimate& before = guessed.estimate(id);
    const Estimate& after = known.estimate(id);
    EXPECT_LT(after.high_m - after.low_m, before.high_m - before.low_m) << id;
    EXPECT_LT(after.low_m, after.value_m) << id;
    EXPECT_GT(after.high_m, after.value_m) << id;
  }
  EXPECT_FALSE(known.extrapolated());
}

TEST(Body, SaysWhichMeasuredLengthIsOutsideTheSample) {
  const auto because = [&](auto&& put) {
    Receiver receiver = person(Sex::male, 1.75, 80);
    put(receiver.measured);
    return Body::from(knowledge(), receiver).extrapolated_because();
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(because([](MeasuredLengths& m) { m.chest_girth_m = 1.4; }), Words{"chest girth"});
  EXPECT_EQ(because([](MeasuredLengths& m) { m.waist_girth_m = 1.3; }), Words{"waist girth"});
  EXPECT_EQ(because([](MeasuredLengths& m) { m.hip_girth_m = 1.3; }), Words{"hip girth"});
  EXPECT_EQ(because([](MeasuredLengths& m) { m.back_length_m = 0.4; }), Words{"back length"});
  EXPECT_EQ(because([](MeasuredLengths& m) { m.biacromial_m = 0.5; }), Words{"shoulder breadth"});
  EXPECT_EQ(because([](MeasuredLengths& m) { m.chest_girth_m = 1.1; }), Words{});
}

TEST(Body, StaysABodyAtTheEndsOfTheLegalRange) {
  for (const Sex sex : {Sex::female, Sex::male}) {
    for (const double stature_m : {0.5, 1.0, 1.8, 2.5}) {
      for (const double mass_kg : {15.0, 60.0, 150.0, 350.0}) {
        const Body body = Body::from(knowledge(), person(sex, stature_m, mass_kg));
        EXPECT_GT(body.length_m(), 0.1);
        for (const auto& [along, half_m] : body.profile()) {
          ASSERT_GT(half_m, 0.02) << stature_m << " m " << mass_kg << " kg at " << along;
        }
      }
    }
  }
}

TEST(Body, RefusesWhatTheCaseReaderShouldHaveRefused) {
  EXPECT_THROW((void)Body::from(knowledge(), person(Sex::female, 3.0, 64)), ContractViolation);
  EXPECT_THROW((void)Body::from(knowledge(), person(Sex::female, 0.2, 64)), ContractViolation);
  EXPECT_THROW((void)Body::from(knowledge(), person(Sex::male, 1.8, 500)), ContractViolation);
  EXPECT_THROW((void)Body::from(knowledge(), person(Sex::male, 1.8, 2)), ContractViolation);
  EXPECT_THROW((void)Body::from(knowledge(), person(Sex::male, std::nan(""), 80)), ContractViolation);
  const Body body = Body::from(knowledge(), person(Sex::male, 1.8, 80));
  EXPECT_THROW((void)body.half_width_m(1.4), ContractViolation);
  EXPECT_THROW((void)body.half_width_m(std::nan("")), ContractViolation);
  EXPECT_THROW((void)body.estimate("shoe"), ContractViolation);
  EXPECT_NO_THROW((void)body.half_width_m(1.25));
}

/// The error of loading anthropometry with `from` replaced by `to`, or "" where it loads.
std::string load_error(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("body/anthropometry.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = BodyKnowledge::load(KnowledgeFiles::load(texts).value());
  return loaded ? "" : describe(loaded.error());
}

TEST(BodyKnowledge, RefusesBrokenFiles) {
  EXPECT_EQ(load_error("female", "female"), "");
  EXPECT_NE(load_error("[[regression]]\nid = \"biacromial\"", "[[regression]]\nid = \"bideltoid\"").find("twice"),
            std::string::npos);
  EXPECT_NE(load_error("reference = \"neck\"", "reference = \"nec\"").find("nec"), std::string::npos);
  EXPECT_NE(load_error("along = -0.06", "along = -0.16"), "");
  EXPECT_NE(load_error("along = -0.06", "along = 0.5").find("rise"), std::string::npos);
  EXPECT_NE(load_error("along = 1.25", "along = 1.2").find("reach"), std::string::npos);
  EXPECT_NE(load_error("unit = \"m_per_kg\"", "unit = \"m\"").find("m_per_kg"), std::string::npos);
  KnowledgeTexts texts = test::knowledge_texts();
  texts.erase("body/anthropometry.toml");
  EXPECT_FALSE(BodyKnowledge::load(KnowledgeFiles::load(texts).value()));
}

}  // namespace
}  // namespace unknot
