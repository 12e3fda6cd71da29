#include "unknot/codex/codex.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "support/support.h"

namespace unknot::test {
namespace {

const Codex& codex() {
  static const Codex loaded = Codex::load(knowledge_files()).value();
  return loaded;
}

/// The two chapters alone: they are read a hundred times here.
KnowledgeTexts codex_texts() {
  KnowledgeTexts texts;
  for (const auto& [name, text] : knowledge_texts()) {
    if (name.rfind("codex/", 0) == 0 || name.rfind("techniques/", 0) == 0) {
      texts[name] = text;
    }
  }
  return texts;
}

/// The problems of the codex when one file stands with other text; empty where it loads.
std::string problems_with(const std::string& file, const std::string& text) {
  KnowledgeTexts texts = codex_texts();
  texts[file] = text;
  const auto files = KnowledgeFiles::load(texts);
  if (!files) {
    return describe(files.error());
  }
  const auto loaded = Codex::load(*files);
  return loaded ? "" : describe(loaded.error());
}

/// A whole technique; `lines` replace those of the same key, an empty one takes its key out.
std::string technique_with(const std::map<std::string, std::string>& lines) {
  std::map<std::string, std::string> all = {
      {"id", "\"X01\""},
      {"name", "\"Slow spirals\""},
      {"traditional", "[]"},
      {"family", "\"petrissage\""},
      {"traditions", "[\"swedish\"]"},
      {"since", "\"today\""},
      {"action", "\"The palm draws a spiral.\""},
      {"direction", "\"Outward, never on the spine.\""},
      {"target", "\"Skin and muscle.\""},
      {"aims", "[\"ease\"]"},
      {"who", "[\"none\", \"course\", \"professional\"]"},
      {"kinds", "[]"},
      {"steps", "[\"Lay it down.\", \"Turn.\", \"Lift.\"]"},
      {"mistakes", "[\"Haste.\"]"},
      {"risks", "[\"A bruise on thin skin.\"]"},
      {"known", "\"Nothing is known.\""},
      {"path", "\"circles_along\""},
      {"hands", "\"one\""},
      {"surfaces", "[\"palm\"]"},
      {"positions", "[\"prone\"]"},
      {"regions", "[\"upper_back\"]"},
      {"medium", "\"any\""},
      {"area", R"({ value = 0.007, unit = "m2", range = [0.002, 0.01], source = "tec:T06", status = "assumed" })"},
      {"force", R"({ value = 20, unit = "N", range = [10, 40], source = "tec:T06", status = "assumed" })"},
      {"level_min", "\"w1\""},
      {"level_max", "\"w3\""},
      {"tempo", R"({ value = 0.5, unit = "Hz", range = [0.4, 0.7], source = "tec:T06", status = "assumed" })"},
      {"repetitions", R"({ value = 3, unit = "count", range = [1, 8], source = "tec:T06", status = "assumed" })"},
      {"start_cue", "\"Turn slowly.\""},
      {"keep_cue", "\"Same size.\""},
      {"correction_cue", "\"Slower.\""},
      {"posture", "\"Stand close.\""},
      {"source", "\"tec:T06\""},
      {"status", "\"assumed\""},
  };
  for (const auto& [key, value] : lines) {
    all[key] = value;
  }
  std::string text = "[[technique]]\n";
  for (const auto& [key, value] : all) {
    text += value.empty() ? "" : key + " = " + value + "\n";
  }
  return text;
}

std::string problems_of(const std::map<std::string, std::string>& lines) {
  return problems_with("techniques/zz_invented.toml", technique_with(lines));
}

void expect_problem(const std::map<std::string, std::string>& lines, const std::string& words) {
  const std::string problems = problems_of(lines);
  EXPECT_NE(problems.find(words), std::string::npos) << words << "\n" << problems;
  EXPECT_TRUE(std::regex_search(problems, std::regex("techniques/zz_invented\\.toml:[0-9]+"))) << problems;
}

/// Takes out whatever belongs to a stroke of its own.
const std::map<std::string, std::string> kNoStroke = {
    {"path", ""},        {"hands", ""},     {"surfaces", ""},  {"regions", ""},        {"medium", ""},
    {"area", ""},        {"force", ""},     {"level_min", ""}, {"level_max", ""},      {"tempo", ""},
    {"repetitions", ""}, {"start_cue", ""}, {"keep_cue", ""},  {"correction_cue", ""}, {"posture", ""}};

bool is_for_lay(const Technique& technique) {
  return std::find(technique.who.begin(), technique.who.end(), Training::none) != technique.who.end();
}

TEST(Codex, HoldsEachTechniqueOfTheBookOnce) {
  std::multiset<std::string> ids;
  for (const Technique& technique : codex().techniques()) {
    ids.insert(technique.id);
  }
  for (int i = 1; i <= 55; ++i) {
    EXPECT_EQ(ids.count((i < 10 ? "T0" : "T") + std::to_string(i)), 1U) << i;
  }
  EXPECT_EQ(codex().technique("T06")->name, "Slow palm circles");
  EXPECT_EQ(codex().technique("T56"), nullptr);
  EXPECT_EQ(codex().technique(""), nullptr);
}

TEST(Codex, EveryTraditionFamilyAndAimIsSomebodys) {
  for (const Tradition& tradition : codex().traditions()) {
    EXPECT_TRUE(std::any_of(codex().techniques().begin(), codex().techniques().end(), [&](const Technique& technique) {
      return std::find(technique.traditions.begin(), technique.traditions.end(), tradition.id) !=
             technique.traditions.end();
    })) << tradition.id;
  }
  for (const auto& [id, family] : codex().families()) {
    EXPECT_TRUE(std::any_of(codex().techniques().begin(), codex().techniques().end(),
                            [&, id = id](const Technique& technique) { return technique.family == id; }))
        << id;
  }
  for (const Aim& aim : codex().aims()) {
    EXPECT_TRUE(std::any_of(codex().techniques().begin(), codex().techniques().end(), [&](const Technique& technique) {
      return std::find(technique.aims.begin(), technique.aims.end(), aim.id) != technique.aims.end();
    })) << aim.id;
  }
}

// The starred rows of the evidence: an untrained giver does them with less, or not at all.
TEST(Codex, WhatUntrainedHandsDoWithLessSaysHowMuch) {
  for (const char* id : {"T11", "T12", "T15", "T16", "T17", "T19", "T23", "T25", "T28", "T33", "T37",
                         "T38", "T41", "T44", "T46", "T48", "T49", "T51", "T52", "T53", "T54"}) {
    const Technique& technique = *codex().technique(id);
    EXPECT_TRUE(!is_for_lay(technique) || !technique.lay_limit.empty()) << id;
  }
  for (const char* id : {"T13", "T24", "T26", "T27", "T29", "T30", "T31", "T34", "T35", "T36", "T39", "T40", "T50"}) {
    EXPECT_FALSE(is_for_lay(*codex().technique(id))) << id;
  }
  EXPECT_TRUE(codex().technique("T55")->who.empty());
}

TEST(Codex, EveryTechniqueIsTaughtWhole) {
  for (const Technique& technique : codex().techniques()) {
    EXPECT_FALSE(technique.risks.empty()) << technique.id;
    EXPECT_FALSE(technique.known.empty()) << technique.id;
    for (const std::string& cue : {technique.start_cue, technique.keep_cue, technique.correction_cue}) {
      EXPECT_LE(cue.size(), 115U) << technique.id << ": " << cue;
    }
    if (technique.who.empty()) {
      EXPECT_FALSE(technique.has_stroke());
      continue;
    }
    EXPECT_GE(technique.steps.size(), 3U) << technique.id;
    EXPECT_LE(technique.steps.size(), 8U) << technique.id;
    EXPECT_NE(technique.has_stroke(), !technique.parts.empty()) << technique.id;
  }
}

TEST(Codex, AWholeTechniqueLoads) { EXPECT_EQ(problems_of({}), ""); }

TEST(Codex, NamesWhatIsMissingByItsPlace) {
  for (const char* key :
       {"id",        "name",    "traditional", "family", "traditions", "since",    "action",    "direction",
        "target",    "aims",    "who",         "kinds",  "steps",      "mistakes", "risks",     "known",
        "hands",     "regions", "surfaces",    "force",  "area",       "tempo",    "level_min", "repetitions",
        "start_cue", "posture", "source",      "status", "medium",     "positions"}) {
    expect_problem({{key, ""}}, key);
  }
}

TEST(Codex, RefusesWhatIsEmptyOrContradictsItself) {
  expect_problem({{"risks", "[]"}}, "no risk");
  expect_problem({{"aims", "[]"}}, "no aim");
  expect_problem({{"mistakes", "[]"}}, "no mistake");
  expect_problem({{"traditions", "[]"}}, "no tradition");
  expect_problem({{"surfaces", "[]"}}, "no surface");
  expect_problem({{"steps", "[\"One.\", \"Two.\"]"}}, "2 steps");
  expect_problem({{"steps", "[\"1.\", \"2.\", \"3.\", \"4.\", \"5.\", \"6.\", \"7.\", \"8.\", \"9.\"]"}}, "9 steps");
  expect_problem({{"who", "[\"none\"]"}}, "less training");
  expect_problem({{"who", "[\"course\"]"}}, "less training");
  expect_problem({{"who", "[]"}}, "does not say why");
  expect_problem({{"kinds", "[\"percussion\"]"}}, "without a limit");
  expect_problem({{"tool", "\"ball\""}}, "without a limit");
  expect_problem({{"level_min", "\"w4\""}}, "level_min is above");
  expect_problem({{"path", ""}}, "neither a stroke");
  expect_problem({{"parts", "[\"T02\"]"}}, "of its own and parts");
  EXPECT_EQ(problems_of({{"kinds", "[\"percussion\"]"}, {"lay_limit", "\"Softly.\""}}), "");
  EXPECT_EQ(problems_of({{"kinds", "[\"percussion\"]"}, {"who", "[\"course\", \"professional\"]"}}), "");
}

TEST(Codex, RefusesNamesThatLeadNowhere) {
  expect_problem({{"family", "\"petrisage\""}}, "family \"petrisage\"");
  expect_problem({{"traditions", "[\"sweden\"]"}}, "tradition \"sweden\"");
  expect_problem({{"aims", "[\"cure\"]"}}, "aim \"cure\"");
  auto set = kNoStroke;
  set["parts"] = "[\"T02\", \"T99\"]";
  expect_problem(set, "part \"T99\"");
  expect_problem({{"path", "\"circle_along\""}}, "circles_along");
  expect_problem({{"id", "\"T06\""}}, "T06");
  expect_problem({{"tempi", "1"}}, "unknown key");
}

TEST(Codex, AsksForTheTimeThatThePathNeeds) {
  const std::string speed =
      R"({ value = 0.05, unit = "m_s", range = [0.02, 0.1], source = "tec:T06", status = "assumed" })";
  const std::string length =
      R"({ value = 0.03, unit = "m", range = [0.01, 0.1], source = "tec:T06", status = "assumed" })";
  expect_problem({{"tempo", ""}, {"speed", speed}}, "has no tempo");
  expect_problem({{"path", "\"strip_up\""}}, "has no speed");
  expect_problem({{"path", "\"hold_at_spots\""}}, "has no dwell");
  expect_problem({{"path", "\"lane_down\""}, {"speed", speed}}, "has no length_min");
  expect_problem({{"path", "\"stretch_along\""}}, "has no length_min");
  expect_problem({{"path", "\"hook_along\""}, {"tempo", ""}, {"length_min", length}}, "has no speed");
  EXPECT_EQ(problems_of({{"path", "\"hook_along\""},
                         {"kinds", "[\"shear\"]"},
                         {"tempo", ""},
                         {"length_min", length},
                         {"speed", speed}}),
            "");
  EXPECT_EQ(problems_of({{"path", "\"roll_along\""}, {"tempo", ""}, {"speed", speed}}), "");
  const std::string sole = "[[0.7, 0.8], [0.7, 0.2]]";
  expect_problem({{"path", "\"strip_up\""}, {"foot_line", sole}, {"speed", speed}}, "over the foot");
  expect_problem({{"foot_line", "[[0.7, 1.8]]"}}, "point of the foot");
  EXPECT_EQ(problems_of({{"foot_line", sole}}), "");
}

TEST(Codex, OnlyBareTrainedOrUntrainedHandsOnTheBackArePlanned) {
  const std::string plan = technique_with({}) + R"([technique.plan]
phases = ["work"]
sessions_min = { value = 0, unit = "count", range = [0, 5], source = "tec:T06", status = "assumed" }
fatigue = { value = 1, unit = "ratio", range = [0, 4], source = "tec:T06", status = "assumed" }
benefit = { value = 1, unit = "ratio", range = [0, 2], source = "tec:T06", status = "assumed" }
[technique.plan.reason]
work = "Spirals rest {place}."
)";
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = plan;
    text.replace(text.find(from), from.size(), to);
    return problems_with("techniques/zz_invented.toml", text);
  };
  EXPECT_EQ(with("X01", "X01"), "") << plan;
  const std::string lines = "id = \"X01\"\n";
  EXPECT_NE(with(lines, lines + "tool = \"ball\"\nlay_limit = \"Softly.\"\n").find("only bare hands"),
            std::string::npos);
  EXPECT_NE(with(lines, lines + "foot_line = [[0.5, 0.5]]\n").find("only bare hands"), std::string::npos);
  EXPECT_NE(with(lines, lines + "never_because = \"No.\"\n").find("and has a plan"), std::string::npos);
  EXPECT_NE(with("work = \"Spirals", "warm = \"Spirals").find("work"), std::string::npos);
}

TEST(Codex, ASetForUntrainedHandsSaysWhatTheyLeaveOut) {
  const auto with = [](const char* parts, const char* limit) {
    auto lines = kNoStroke;
    lines["parts"] = parts;
    lines["lay_limit"] = limit;
    return lines;
  };
  EXPECT_EQ(problems_of(with("[\"T02\", \"T06\"]", "")), "");
  expect_problem(with("[\"T02\", \"T24\"]", ""), "not its part \"T24\"");
  EXPECT_EQ(problems_of(with("[\"T02\", \"T24\"]", "\"The first only.\"")), "");
}

TEST(Codex, ATraditionIsToldWhole) {
  const std::string& whole = knowledge_texts().at("codex/traditions.toml");
  const auto without = [&](const std::string& key) {
    const auto at = whole.find("\n" + key + " = ");
    EXPECT_NE(at, std::string::npos) << key;
    // Arrays may run over several lines: up to the next key.
    std::smatch next;
    const std::string rest = whole.substr(at + 1);
    const std::regex ahead("\n(?=[a-z]+ = |\\[\\[)");
    EXPECT_TRUE(std::regex_search(rest, next, ahead));
    return whole.substr(0, at + 1) + rest.substr(static_cast<std::size_t>(next.position(0)) + 1);
  };
  EXPECT_EQ(problems_with("codex/traditions.toml", whole), "");
  for (const char* key : {"name", "place", "since", "story", "codified", "known", "practice", "sources", "status"}) {
    const std::string problems = problems_with("codex/traditions.toml", without(key));
    EXPECT_NE(problems.find(std::string("\"") + key + "\""), std::string::npos) << key << "\n" << problems;
    EXPECT_TRUE(std::regex_search(problems, std::regex("codex/traditions\\.toml:[0-9]+"))) << problems;
  }
}

TEST(Codex, SaysWhichFileIsMissing) {
  KnowledgeTexts texts = knowledge_texts();
  texts.erase("codex/aims.toml");
  const auto loaded = Codex::load(*KnowledgeFiles::load(texts));
  ASSERT_FALSE(loaded);
  EXPECT_NE(describe(loaded.error()).find("codex/aims.toml"), std::string::npos);
}

}  // namespace
}  // namespace unknot::test
