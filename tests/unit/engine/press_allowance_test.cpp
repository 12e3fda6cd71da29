// What is said beside a press of tonight's plan: where it is too hard, too long, with nothing to press with, and where
// not.
#include "unknot/engine/press_allowance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.h"

namespace unknot {
namespace {

using testing::HasSubstr;

constexpr ChartPoint kBesideTheSpine{0.4, 0.4}, kOnTheSpine{0, 0.5};

/// A mean woman; nothing is wrong with her.
class Evening {
 public:
  explicit Evening(Training training = Training::none) {
    case_.receiver.sex = Sex::female;
    case_.receiver.age_years = 38;
    case_.receiver.stature_m = 1.629;
    case_.receiver.mass_kg = 67.8;
    case_.giver.training = training;
    report_.verdict = Verdict::go;
  }
  Json ask(PressTool tool, const ChartPoint& at, double force_N, double dwell_s = 0) const {
    const KnowledgeFiles& files = test::knowledge_files();
    static const Atlas atlas = Atlas::load(files).value();
    static const Contacts contacts = Contacts::load(files).value();
    static const BodyKnowledge bodies = BodyKnowledge::load(files).value();
    static const LimitKnowledge knowledge = LimitKnowledge::load(files, atlas).value();
    const Limits limits(knowledge, contacts, atlas, Body::from(bodies, case_.receiver), report_, case_);
    PressRequest request;
    request.place.tool = tool;
    request.place.at = at;
    request.force_N = force_N;
    request.dwell_s = dwell_s;
    return press_allowance(case_, report_, limits, request, "what presses");
  }
  Case case_;
  ScreenReport report_;
};

bool allowed(const Json& plan) { return plan.at("allowed").get<bool>(); }
std::string text_of(const Json& plan) { return plan.at("text").get<std::string>(); }

TEST(PressAllowance, SaysHowMuchLessThePlanAllows) {
  const Json plan = Evening().ask(PressTool::thumb, kBesideTheSpine, 40);
  EXPECT_FALSE(allowed(plan));
  EXPECT_EQ(plan.at("force_max_N"), 15);
  EXPECT_EQ(plan.at("hold_max_s"), 10);
  EXPECT_EQ(plan.at("verdict"), "go");
  EXPECT_EQ(text_of(plan),
            "More than tonight's plan allows here with what presses: at most 15 N (policy: thumb, untrained).");
}

TEST(PressAllowance, SaysWhereThePlanPressesWithNothingOfTheKind) {
  for (const auto& [tool, at] : {std::pair(PressTool::thumb, kOnTheSpine), std::pair(PressTool::elbow, kBesideTheSpine),
                                 std::pair(PressTool::ball, kBesideTheSpine)}) {
    const Json plan = Evening().ask(tool, at, 1);
    EXPECT_FALSE(allowed(plan));
    EXPECT_EQ(plan.at("force_max_N"), 0);
    EXPECT_THAT(text_of(plan), HasSubstr("does not press here with what presses (policy: "));
  }
}

TEST(PressAllowance, HoldsTheHeelToTheFlatHandsLimit) {
  const Json heel = Evening().ask(PressTool::heel, kBesideTheSpine, 100);
  EXPECT_EQ(heel.at("force_max_N"), Evening().ask(PressTool::palm, kBesideTheSpine, 100).at("force_max_N"));
  EXPECT_THAT(text_of(heel), HasSubstr("this is the flat hand's"));
}

TEST(PressAllowance, StaysQuietWithinThePlan) {
  const Json light = Evening().ask(PressTool::palm, kBesideTheSpine, 4);
  EXPECT_TRUE(allowed(light));
  EXPECT_THAT(text_of(light), testing::StartsWith("Within tonight's plan: "));
  const double most_N = light.at("force_max_N").get<double>(), aim_N = light.at("force_aim_N").get<double>();
  EXPECT_LT(aim_N, most_N);
  EXPECT_THAT(text_of(Evening().ask(PressTool::palm, kBesideTheSpine, aim_N)), testing::StartsWith("Within"));
  const Json edge = Evening().ask(PressTool::palm, kBesideTheSpine, most_N);
  EXPECT_TRUE(allowed(edge));
  EXPECT_THAT(text_of(edge), testing::StartsWith("Firmer than tonight's plan aims at here: "));
  EXPECT_FALSE(allowed(Evening().ask(PressTool::palm, kBesideTheSpine, most_N + 0.01)));
}

TEST(PressAllowance, CountsHowLongItIsHeld) {
  EXPECT_TRUE(allowed(Evening().ask(PressTool::thumb, kBesideTheSpine, 2, 10)));
  const Json long_hold = Evening().ask(PressTool::thumb, kBesideTheSpine, 2, 11);
  EXPECT_FALSE(allowed(long_hold));
  EXPECT_THAT(text_of(long_hold), HasSubstr("at most 10 s in one place"));
}

TEST(PressAllowance, NamesNoForceWhereNoMassageIsPlanned) {
  Evening evening;
  for (const auto& [verdict, words] :
       {std::pair(Verdict::emergency, "needs help now"), std::pair(Verdict::same_day, "see a doctor first"),
        std::pair(Verdict::doctor_first, "see a doctor first"), std::pair(Verdict::not_now, "no massage now"),
        std::pair(Verdict::incomplete, "Questions are still open")}) {
    evening.report_.verdict = verdict;
    const Json plan = evening.ask(PressTool::palm, kBesideTheSpine, 1);
    EXPECT_FALSE(allowed(plan));
    EXPECT_FALSE(plan.contains("force_max_N"));
    EXPECT_THAT(text_of(plan), HasSubstr(words));
  }
  evening.report_.verdict = Verdict::go_with_limits;
  EXPECT_TRUE(allowed(evening.ask(PressTool::palm, kBesideTheSpine, 1)));
  evening.report_.trained_only = true;
  EXPECT_FALSE(allowed(evening.ask(PressTool::palm, kBesideTheSpine, 1)));
  evening.case_.giver.training = Training::professional;
  EXPECT_TRUE(allowed(evening.ask(PressTool::palm, kBesideTheSpine, 1)));
}

}  // namespace
}  // namespace unknot
