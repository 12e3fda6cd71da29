#include "unknot/simulate/tissue_knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.h"

namespace unknot {
namespace {

using ::testing::HasSubstr;

/// The chapters with one text of one file replaced; fails where the text is not there.
Result<TissueKnowledge> load_with(const std::string& file, const std::string& old_text, const std::string& new_text) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at(file);
  const std::size_t at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  text.replace(at, old_text.size(), new_text);
  const auto files = KnowledgeFiles::load(texts);
  EXPECT_TRUE(files) << describe(files.error());
  return TissueKnowledge::load(*files);
}

void expect_problem(const Result<TissueKnowledge>& loaded, const std::string& words) {
  ASSERT_FALSE(loaded.has_value()) << "expected: " << words;
  EXPECT_THAT(describe(loaded.error()), HasSubstr(words));
}

TEST(TissueKnowledge, LoadsEveryLayerAndTool) {
  const auto loaded = TissueKnowledge::load(test::knowledge_files());
  ASSERT_TRUE(loaded) << describe(loaded.error());
  EXPECT_EQ(loaded->laws.size(), 4U);
  EXPECT_EQ(loaded->tools.size(), 8U);
  EXPECT_LT(loaded->friction_ratio(true), loaded->friction_ratio(false));
  EXPECT_DOUBLE_EQ(loaded->tone_factor_ratio(0), 1);
  EXPECT_GT(loaded->tone_factor_ratio(1), 2);
}

TEST(TissueKnowledge, FirmerIsStifferAndToneScales) {
  const auto loaded = TissueKnowledge::load(test::knowledge_files());
  ASSERT_TRUE(loaded);
  for (const auto& [kind, law] : loaded->laws) {
    EXPECT_LT(law.law(Firmness::soft).shear_Pa(), law.law(Firmness::middle).shear_Pa());
    EXPECT_LT(law.law(Firmness::middle).shear_Pa(), law.law(Firmness::firm).shear_Pa());
    EXPECT_DOUBLE_EQ(law.law(Firmness::middle, 2).shear_Pa(), 2 * law.law(Firmness::middle).shear_Pa());
  }
}

TEST(TissueKnowledge, FatAndMuscleHaveABulkModulusOfTheirOwn) {
  const auto loaded = TissueKnowledge::load(test::knowledge_files());
  ASSERT_TRUE(loaded);
  for (const TissueKind kind : {TissueKind::fat, TissueKind::muscle}) {
    const TissueLaw& law = loaded->laws.at(kind);
    ASSERT_TRUE(law.bulk_Pa);
    // However firm the flesh is; tone multiplies every modulus.
    EXPECT_DOUBLE_EQ(law.law(Firmness::soft).bulk_Pa(), law.bulk_Pa->value);
    EXPECT_DOUBLE_EQ(law.law(Firmness::firm).bulk_Pa(), law.bulk_Pa->value);
    EXPECT_DOUBLE_EQ(law.law(Firmness::firm, 2).bulk_Pa(), 2 * law.bulk_Pa->value);
  }
  const TissueLaw& skin = loaded->laws.at(TissueKind::skin);
  EXPECT_DOUBLE_EQ(skin.law(Firmness::firm).bulk_Pa(),
                   tissue::bulk_modulus_Pa(skin.law(Firmness::firm).shear_Pa(), skin.poisson_ratio->value));
}

TEST(TissueKnowledge, NamesWhatIsAmiss) {
  expect_problem(load_with("tissue/layers.toml", "[fat.c1]", "[fat.c9]"), "c1");
  expect_problem(load_with("tissue/layers.toml", "poisson = { value = 0.494", "poisson = { value = 0.6"), "0.6");
  expect_problem(load_with("tissue/layers.toml", "[fat]\nbulk", "[fat]\nbolk"), "only one of them");
  expect_problem(
      load_with("tissue/layers.toml", "[fat]\n",
                "[fat]\npoisson = { value = 0.49, unit = \"ratio\", range = [0.45, 0.4999], source = \"tis:T2.5\", "
                "status = \"assumed\" }\n"),
      "only one of them");
  expect_problem(load_with("tissue/layers.toml", "bulk = { value = 600000",
                           "bulk = { value = 600, unit = \"Pa\", "
                           "range = [1, 1e+09], source = \"tis:T2.42\", status = \"assumed\" } #"),
                 "two thirds of the shear modulus");
  expect_problem(load_with("tissue/layers.toml", "share = { value = 0.15", "share = { value = 0.7"), "less than 1");
  expect_problem(
      load_with("tissue/layers.toml", "[skin.c1]\nsoft = { value = 12000", "[skin.c1]\nsoft = { value = 90000"),
      "must not fall");
  expect_problem(load_with("tissue/tools.toml", "bodies_count = 3", "bodies_count = 1"), "pitch");
  expect_problem(load_with("tissue/press.toml", "friction_oil", "friction_oyl"), "friction_oil");
  KnowledgeTexts texts = test::knowledge_texts();
  texts.erase("tissue/tools.toml");
  expect_problem(TissueKnowledge::load(*KnowledgeFiles::load(texts)), "tissue/tools.toml");
}

TEST(TissueKnowledge, EverySurfaceHasItsTool) {
  EXPECT_EQ(tool_of(Surface::palm), PressTool::palm);
  EXPECT_EQ(tool_of(Surface::elbow), PressTool::elbow);
  for (const PressTool tool : {PressTool::palm, PressTool::heel, PressTool::ball}) EXPECT_FALSE(to_text(tool).empty());
}

}  // namespace
}  // namespace unknot
