// Grading of origins: each pattern fires on its own answers, stays silent without them, and never claims more than
// allowed.
#include "unknot/screen/origin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/support.h"
#include "unknot/screen/counsel.h"

namespace unknot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const CounselKnowledge& knowledge() {
  static const CounselKnowledge kLoaded = [] {
    auto loaded = load_counsel(test::knowledge_files());
    if (!loaded) {
      ADD_FAILURE() << describe(loaded.error());
      std::abort();
    }
    return *std::move(loaded);
  }();
  return kLoaded;
}

PainMark mark(Region region, Side side, int intensity_nrs) {
  PainMark one;
  one.region = region;
  one.side = side;
  one.intensity_nrs = intensity_nrs;
  return one;
}

Case back_pain(double age_years, double duration_days) {
  Case the_case;
  the_case.receiver.age_years = age_years;
  the_case.complaint.duration_days = duration_days;
  the_case.complaint.pain = {mark(Region::low_back, Side::left, 5)};
  return the_case;
}

using Several = std::vector<std::string>;

std::optional<OriginGuess> find(const std::vector<OriginGuess>& guesses, const std::string& pattern) {
  const auto at =
      std::find_if(guesses.begin(), guesses.end(), [&](const OriginGuess& guess) { return guess.pattern == pattern; });
  return at == guesses.end() ? std::nullopt : std::optional(*at);
}

TEST(Origin, names_the_usual_kind_when_nothing_points_anywhere) {
  const auto guesses = guess_origins(knowledge(), back_pain(38, 20));
  ASSERT_EQ(guesses.size(), 1U);
  EXPECT_EQ(guesses[0].pattern, "or_02");
  EXPECT_EQ(guesses[0].grade, Likeliness::possible);
  EXPECT_EQ(guesses[0].because, knowledge().wording.without_clues);
}

TEST(Origin, grades_load_and_posture_by_two_answers) {
  Case the_case = back_pain(38, 20);
  the_case.answers["or_02_a"] = Several{"sitting"};
  EXPECT_EQ(guess_origins(knowledge(), the_case)[0].grade, Likeliness::possible);
  the_case.answers["or_02_b"] = Several{"moving"};
  const auto guesses = guess_origins(knowledge(), the_case);
  EXPECT_EQ(guesses[0].pattern, "or_02");
  EXPECT_EQ(guesses[0].grade, Likeliness::likely);
  EXPECT_THAT(guesses[0].because, HasSubstr("moving or changing position eases it"));
  EXPECT_THAT(guesses[0].because, Not(HasSubstr("%")));
}

TEST(Origin, needs_pain_below_the_knee_for_a_nerve_root) {
  Case the_case = back_pain(45, 12);
  the_case.answers["or_04_b"] = true;
  the_case.answers["or_10_a"] = true;
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_04"));
  the_case.answers["or_04_a"] = true;
  const auto guesses = guess_origins(knowledge(), the_case);
  EXPECT_EQ(guesses[0].pattern, "or_04");
  EXPECT_EQ(guesses[0].grade, Likeliness::likely);
  EXPECT_THAT(guesses[0].because, HasSubstr("below the knee"));
  EXPECT_THAT(guesses[0].because, HasSubstr("Tell your doctor"));
}

TEST(Origin, counts_only_a_firm_yes) {
  Case the_case = back_pain(45, 12);
  the_case.answers["or_04_a"] = Unknown{};
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_04"));
}

TEST(Origin, shows_what_speaks_against_a_pattern) {
  Case the_case = back_pain(30, 3);
  the_case.answers["or_12_a"] = true;
  EXPECT_EQ(find(guess_origins(knowledge(), the_case), "or_12")->grade, Likeliness::likely);
  the_case.answers["or_04_a"] = true;
  const auto weaker = find(guess_origins(knowledge(), the_case), "or_12");
  EXPECT_EQ(weaker->grade, Likeliness::possible);
  EXPECT_THAT(weaker->because, HasSubstr("Against it: it runs below the knee"));
}

TEST(Origin, knows_the_walking_pattern_only_from_sixty) {
  Case the_case = back_pain(59, 200);
  the_case.answers["or_08_a"] = true;
  the_case.answers["or_02_b"] = Several{"bending"};
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_08"));
  the_case.receiver.age_years = 60;
  EXPECT_EQ(find(guess_origins(knowledge(), the_case), "or_08")->grade, Likeliness::likely);
}

TEST(Origin, needs_four_of_five_signs_and_three_months_for_the_inflammatory_kind) {
  Case the_case = back_pain(30, 120);
  for (const char* id : {"rf_21_a", "rf_21_b", "rf_21_c"}) {
    the_case.answers[id] = true;
  }
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_09"));
  the_case.answers["rf_21_e"] = true;
  EXPECT_EQ(find(guess_origins(knowledge(), the_case), "or_09")->grade, Likeliness::possible);
  the_case.complaint.duration_days = 60;
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_09"));
}

TEST(Origin, grades_an_organ_only_when_nothing_changes_the_pain) {
  Case the_case = back_pain(50, 5);
  the_case.answers["or_02_a"] = Several{"nothing"};
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_11"));
  the_case.answers["or_02_b"] = Several{"nothing"};
  EXPECT_EQ(find(guess_origins(knowledge(), the_case), "or_11")->grade, Likeliness::possible);
  the_case.answers["or_02_a"] = Several{"nothing", "bending"};
  EXPECT_EQ(find(guess_origins(knowledge(), the_case), "or_11")->grade, Likeliness::unlikely);
}

TEST(Origin, never_calls_likely_what_no_test_supports) {
  Case the_case = back_pain(70, 200);
  the_case.complaint.pain.push_back(mark(Region::neck, Side::both, 3));
  the_case.answers["or_02_a"] = Several{"leaning_back", "twisting", "turning", "one_leg", "tense_days", "coughing"};
  the_case.answers["or_02_b"] = Several{"calm", "sitting"};
  the_case.answers["or_03_a"] = true;
  const auto guesses = guess_origins(knowledge(), the_case);
  EXPECT_LE(guesses.size(), kMaxGuesses_count);
  for (const char* pattern : {"or_01", "or_03", "or_05", "or_06"}) {
    const auto guess = find(guesses, pattern);
    ASSERT_TRUE(guess) << pattern;
    EXPECT_EQ(guess->grade, Likeliness::possible) << pattern;
  }
}

TEST(Origin, ranks_by_grade_then_clues_then_order) {
  Case the_case = back_pain(38, 56);
  the_case.answers["or_02_a"] = Several{"sitting", "tense_days"};
  the_case.answers["or_02_b"] = Several{"moving", "calm"};
  the_case.answers["or_03_a"] = true;
  const auto guesses = guess_origins(knowledge(), the_case);
  ASSERT_EQ(guesses.size(), 3U);
  EXPECT_EQ(guesses[0].pattern, "or_02");
  EXPECT_EQ(guesses[1].pattern, "or_01");
  EXPECT_EQ(guesses[2].pattern, "or_03");
}

TEST(Origin, knows_the_region_of_a_drawn_mark_from_the_map) {
  Case the_case = back_pain(45, 30);
  PainMark drawn;
  drawn.centre = ChartPoint{-0.3, 0.97};
  drawn.radius_m = 0.04;
  the_case.complaint.pain = {drawn};
  the_case.answers["or_02_a"] = Several{"turning", "one_leg"};
  const RegionAt buttock = [](const ChartPoint&) { return Region::buttock; };
  const RegionAt neck = [](const ChartPoint&) { return Region::neck; };
  EXPECT_TRUE(find(guess_origins(knowledge(), the_case, buttock), "or_06"));
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case, neck), "or_06"));
  EXPECT_FALSE(find(guess_origins(knowledge(), the_case), "or_06"));
}

TEST(Origin, every_pattern_can_be_reached_and_every_clue_can_speak) {
  // Each pattern's own condition, met by the answers its conditions name.
  for (const OriginPattern& pattern : knowledge().patterns) {
    Case the_case = back_pain(65, pattern.id == "or_12" ? 3 : 120);
    the_case.complaint.pain.push_back(mark(Region::neck, Side::both, 2));
    std::map<std::string, Several> chosen;
    const auto raise = [&](const Expression& when) {
      for (const auto& use : when.names()) {
        if (use.use == Expression::Use::truth) {
          the_case.answers[use.name] = true;
        } else if (use.use == Expression::Use::choice && use.name != "sex") {
          chosen[use.name].push_back(use.choice);
        }
      }
    };
    raise(*pattern.possible_when);
    for (const OriginClue& clue : pattern.clues) {
      raise(clue.when);
    }
    for (const auto& [name, choices] : chosen) {
      the_case.answers[name] = choices;
    }
    std::size_t clues_count = 0;
    std::vector<OriginPattern> alone = {pattern};
    alone[0].is_default = false;
    CounselKnowledge only = knowledge();
    only.patterns = alone;
    const auto guesses = guess_origins(only, the_case);
    ASSERT_EQ(guesses.size(), 1U) << pattern.id;
    for (const OriginClue& clue : pattern.clues) {
      clues_count += guesses[0].because.find(clue.because) == std::string::npos ? 0U : 1U;
    }
    EXPECT_EQ(clues_count, pattern.clues.size()) << pattern.id << ": " << guesses[0].because;
    EXPECT_FALSE(pattern.expectations.empty()) << pattern.id;
  }
}

}  // namespace
}  // namespace unknot
