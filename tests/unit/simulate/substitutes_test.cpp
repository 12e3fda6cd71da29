#include "unknot/simulate/substitutes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.h"

namespace unknot {
namespace {

using testing::HasSubstr;

/// The problems of the chapter with `from` replaced by `to`.
std::string problems_with(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("tissue/substitutes.toml");
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto loaded = SubstituteKnowledge::load(KnowledgeFiles::load(texts).value());
  return loaded ? "" : describe(loaded.error());
}

TEST(Substitutes, SayForEveryMotionWhatIsPressedAndWhatIsLeftOut) {
  const SubstituteKnowledge knowledge = SubstituteKnowledge::load(test::knowledge_files()).value();
  EXPECT_EQ(knowledge.motions.size(), words_of<Motion>().size());
  for (const auto& [motion, one] : knowledge.motions) {
    EXPECT_FALSE(one.pressed_as.empty()) << to_text(motion);
    EXPECT_FALSE(one.leaves_out.empty()) << to_text(motion);
  }
  // Rulings: lifts, pinches, percussion and vibration are no single presses.
  for (const Motion motion :
       {Motion::knead, Motion::squeeze, Motion::fold, Motion::strike, Motion::tremble, Motion::shake}) {
    EXPECT_EQ(knowledge.of(motion).kind, SubstituteKind::stand_in) << to_text(motion);
  }
  for (const Motion motion : {Motion::press, Motion::hold, Motion::rest}) {
    EXPECT_EQ(knowledge.of(motion).kind, SubstituteKind::press) << to_text(motion);
  }
}

TEST(Substitutes, AreRefusedWhereAMotionIsMissingOrTwice) {
  EXPECT_EQ(problems_with("motion = \"knead\"", "motion = \"knead\""), "");
  const std::string problems = problems_with("motion = \"knead\"", "motion = \"press\"");
  EXPECT_THAT(problems, HasSubstr("the motion \"knead\" has no entry"));
  EXPECT_THAT(problems, HasSubstr("\"press\" has two entries"));
}

TEST(Substitutes, AreRefusedWhereTheirNumbersContradict) {
  EXPECT_THAT(problems_with("cycle_low = { value = 0.3", "cycle_low = { value = 0.7"),
              HasSubstr("below \"cycle_high\""));
  EXPECT_THAT(problems_with("short_rest = { value = 4, unit = \"s\", range = [0.5, 20]",
                            "short_rest = { value = 40, unit = \"s\", range = [0.5, 50]"),
              HasSubstr("shorter than \"long_rest\""));
  EXPECT_THAT(problems_with("beat = \"blow\"", "beat = \"bang\""), HasSubstr("blow"));
}

}  // namespace
}  // namespace unknot
