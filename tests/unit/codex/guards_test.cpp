// What the loader insists on so that no file alone gets past a caution.
#include <gtest/gtest.h>

#include "support/support.h"
#include "unknot/codex/codex.h"

namespace unknot::test {
namespace {

/// The problems of the codex after one change in one of its files; empty where it loads.
std::string problems_after(const std::string& file, const std::string& from, const std::string& to) {
  KnowledgeTexts texts = knowledge_texts();
  std::string& text = texts.at(file);
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    return "the file does not hold " + from;
  }
  text.replace(at, from.size(), to);
  const auto files = KnowledgeFiles::load(texts);
  if (!files) {
    return describe(files.error());
  }
  const auto loaded = Codex::load(*files);
  return loaded ? "" : describe(loaded.error());
}

constexpr const char* kKneading = "techniques/kneading.toml";

bool says(const std::string& problems, const std::string& words) { return problems.find(words) != std::string::npos; }

// Slow palm circles are on tonight's menu for everybody and have no kind.
TEST(CodexGuards, AWayThatStrikesIsAlsoCalledSo) {
  const char* circles = "path = \"circles_along\"";
  for (const auto& [path, kind] : std::map<std::string, std::string>{{"strike_along", "percussion"},
                                                                     {"saw_across", "friction"},
                                                                     {"hold_at_spots", "hold"},
                                                                     {"tremble_at", "vibration"},
                                                                     {"shake_at", "rocking"},
                                                                     {"rock_at", "rocking"},
                                                                     {"knead_along", "lift"},
                                                                     {"roll_up", "lift"},
                                                                     {"wring_across", "shear"},
                                                                     {"hook_along", "shear"},
                                                                     {"spread_at", "stretch"},
                                                                     {"stretch_along", "stretch"}}) {
    const std::string problems = problems_after(kKneading, circles, "path = \"" + path + "\"");
    EXPECT_TRUE(says(problems, "kinds do not say \"" + kind + "\"")) << path << ": " << problems;
  }
  EXPECT_EQ(problems_after(kKneading, circles, "path = \"press_steps\""), "");
}

TEST(CodexGuards, NoPlanTaps) {
  const char* friction = "kinds = [\"friction\"]";
  EXPECT_TRUE(says(problems_after("techniques/pressing.toml", friction, "kinds = [\"friction\", \"percussion\"]"),
                   "taps, and no plan"));
  EXPECT_EQ(problems_after("techniques/pressing.toml", friction, "kinds = [\"friction\", \"hold\"]"), "");
}

TEST(CodexGuards, AnIdIsAShortWordAndNoPause) {
  const auto with = [](const std::string& id) {
    return problems_after(kKneading, "id = \"T06\"", "id = \"" + id + "\"");
  };
  for (const std::string& id : {std::string("pause"), std::string("../up"), std::string("<b>"), std::string("a b"),
                                std::string("\xC3\xA9t\xC3\xA9"), std::string(33, 'x')}) {
    EXPECT_TRUE(says(with(id), "cannot be the id")) << id;
  }
  EXPECT_FALSE(says(with("slow_wave_2"), "cannot be the id"));
}

TEST(CodexGuards, AnAmountIsMoreThanNothing) {
  const std::string tempo = "tempo = { value = 0.67, unit = \"Hz\", range = [";
  EXPECT_TRUE(says(problems_after(kKneading, tempo + "0.5", tempo + "0"), "tempo of \"T06\""));
  EXPECT_EQ(problems_after(kKneading, tempo + "0.5", tempo + "0.4"), "");
  const std::string area = "area = { value = 0.007, unit = \"m2\", range = [";
  EXPECT_TRUE(says(problems_after(kKneading, area + "0.002", area + "0"), "area of \"T06\""));
}

// The longest of our own has 310 characters; a page, a printed sheet and a voice have to hold it.
TEST(CodexGuards, TextsAndListsEnd) {
  const std::string known = "known = \"", name = "name = \"Slow palm circles\"";
  const auto longer = [&](const std::string& by) { return problems_after(kKneading, known, known + by + " "); };
  EXPECT_EQ(longer(std::string(600, 'x')), "");
  EXPECT_TRUE(says(longer(std::string(1000, 'x')), "\"known\" is 1"));
  std::string accented;
  for (int i = 0; i < 600; ++i) {
    accented += "\xC3\xA9";  // one character of two bytes
  }
  EXPECT_EQ(longer(accented), "");
  EXPECT_TRUE(says(problems_after(kKneading, name, "name = \"" + std::string(101, 'x') + "\""),
                   "\"name\" is 101 characters long"));
  EXPECT_EQ(problems_after(kKneading, name, "name = \"" + std::string(100, 'x') + "\""), "");
  std::string many;
  for (int i = 0; i < 51; ++i) {
    many += "\"A slip.\", ";
  }
  EXPECT_TRUE(says(problems_after(kKneading, "mistakes = [", "mistakes = [" + many), "\"mistakes\" is 5"));
}

}  // namespace
}  // namespace unknot::test
