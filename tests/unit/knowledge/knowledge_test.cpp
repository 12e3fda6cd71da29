#include "unknot/knowledge/knowledge.h"

#include <gtest/gtest.h>

#include "support/backward_executor.h"

namespace unknot {
namespace {

constexpr const char* kSources = R"(
[[source]]
key = "cli:HEN09"
title = "Henschke and others 2009, serious pathology in back pain"
doi = "10.1002/art.24853"
status = "verified"
)";

std::string load_problems(const KnowledgeTexts& texts) {
  auto files = KnowledgeFiles::load(texts);
  if (!files) return describe(files.error());
  Problems problems;
  files->check_source_keys(problems);
  return problems.empty() ? std::string() : describe(problems.to_error());
}

TEST(KnowledgeFiles, LoadsSourcesAndHashesNamesAndTexts) {
  auto files = KnowledgeFiles::load({{"sources/a.toml", kSources}, {"x/y.toml", "source = \"cli:HEN09\""}});
  ASSERT_TRUE(files) << describe(files.error());
  EXPECT_EQ(files->sources().at("cli:HEN09").status, EvidenceStatus::verified);
  EXPECT_EQ(files->files_below("x/").size(), 1U);
  auto renamed = KnowledgeFiles::load({{"sources/a.toml", kSources}, {"x/z.toml", "source = \"cli:HEN09\""}});
  EXPECT_NE(files->hash(), renamed->hash());
  EXPECT_EQ(files->hash().size(), 64U);
}

TEST(KnowledgeFiles, AreTheSameForAnyOrderOfReading) {
  test::BackwardExecutor backward;
  KnowledgeTexts texts = {{"sources/a.toml", kSources}, {"x/y.toml", "source = \"cli:HEN09\""}};
  EXPECT_EQ(KnowledgeFiles::load(texts, backward)->hash(), KnowledgeFiles::load(texts)->hash());
  texts["a.toml"] = "one = ";
  texts["b.toml"] = "two = ";
  const auto forward_fault = KnowledgeFiles::load(texts), fault = KnowledgeFiles::load(texts, backward);
  ASSERT_FALSE(fault);
  EXPECT_EQ(describe(fault.error()), describe(forward_fault.error()));
  EXPECT_EQ(fault.error().more.size(), forward_fault.error().more.size());
}

TEST(KnowledgeFiles, RefusesDuplicateUnnamespacedAndDanglingKeys) {
  EXPECT_EQ(load_problems({{"sources/a.toml", kSources}}), "");
  EXPECT_NE(load_problems({{"sources/a.toml", kSources}, {"sources/b.toml", kSources}}).find("stands twice"),
            std::string::npos);
  EXPECT_NE(load_problems({{"sources/a.toml", "[[source]]\nkey = \"HEN09\"\ntitle = \"x\"\nstatus = \"verified\""}})
                .find("no namespace"),
            std::string::npos);
  EXPECT_NE(load_problems({{"sources/a.toml", "[[source]]\nkey = \"cli:X\"\ntitle = \"x\"\nstatus = \"sure\""}})
                .find("expects one of verified"),
            std::string::npos);
  EXPECT_NE(load_problems({{"sources/a.toml", kSources}, {"x.toml", "[a]\nsource = \"cli:NONE\""}})
                .find("knowledge/x.toml:2"),
            std::string::npos);
  EXPECT_NE(load_problems({{"sources/a.toml", kSources}, {"x.toml", "a = [{ sources = [\"cli:NONE\"] }]"}})
                .find("no source has the key"),
            std::string::npos);
  EXPECT_NE(load_problems({{"sources/a.toml", "[[sources]]\n"}}).find("\"source\" is missing"), std::string::npos);
}

TEST(IdRegister, NamesBothPlacesAndTheNearestId) {
  Problems problems;
  IdRegister ids("question");
  Node first;
  first.place = "a:1";
  Node second;
  second.place = "b:2";
  ids.add("rf_01", first, problems);
  EXPECT_TRUE(problems.empty());
  ids.add("rf_01", second, problems);
  ids.require("rf_02", second, problems);
  const std::string text = describe(problems.to_error());
  EXPECT_NE(text.find("first at a:1"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean \"rf_01\"?"), std::string::npos) << text;
}

}  // namespace
}  // namespace unknot
