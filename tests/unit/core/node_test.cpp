#include "unknot/core/node.h"

#include <gtest/gtest.h>

#include <array>

#include "unknot/core/units.h"

namespace unknot {
namespace {

TEST(ParseToml, KeepsOrderAndPlaces) {
  const auto node = parse_toml("zeta = 1\nalpha = \"x\"\n[table]\nday = 2026-11-22\n", "case.toml");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->entries[0].first, "zeta");
  EXPECT_EQ(node->entries[1].first, "alpha");
  EXPECT_EQ(node->find("alpha")->place, "case.toml:2");
  EXPECT_EQ(node->find("table")->find("day")->date, (Date{2026, 11, 22}));
}

TEST(ParseToml, RefusesWhatIsNoToml) {
  const auto node = parse_toml("a = 1\nb = = 2\n", "case.toml");
  ASSERT_FALSE(node);
  EXPECT_NE(describe(node.error()).find("case.toml:2"), std::string::npos) << describe(node.error());
}

// toml++ 3.3 asserts on these; a person's slip must not end the program.
TEST(ParseToml, RefusesHeadersWithoutAKey) {
  for (const char* text : {"a = 1\n[[[", "a = 1\n[=", "a = 1\n[.", "a = 1\n[[ [", "a = 1\n[..]", "a = 1\n[\n["}) {
    const auto node = parse_toml(text, "case.toml");
    ASSERT_FALSE(node) << text;
    EXPECT_NE(describe(node.error()).find("case.toml:2"), std::string::npos) << text << describe(node.error());
  }
}

// toml++ 3.3 runs into undefined behaviour on these, which the sanitizers see.
TEST(ParseToml, TakesLettersOfEveryLanguageInTextsAndRefusesThemElsewhere) {
  const auto node = parse_toml("# é ß ж\nname = \"Zoë 日本\"\n", "case.toml");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->find("name")->text, "Zoë 日本");
  for (const char* text : {"é = 1", "a = é", "a = 1 é", "[é]", "\u00a1", "日 = 1"}) {
    EXPECT_FALSE(parse_toml(text, "case.toml")) << text;
  }
}

TEST(ParseToml, RefusesNanAndInfinity) {
  for (const char* text : {"a = nan", "a = inf", "a = [1, -inf]"}) {
    const auto node = parse_toml(text, "case.toml");
    ASSERT_FALSE(node) << text;
    EXPECT_NE(node.error().message.find("finite"), std::string::npos);
  }
}

TEST(ParseToml, RefusesBinaryTooLargeAndTooDeep) {
  EXPECT_FALSE(parse_toml(std::string("a = \"\0\x01\xff\"", 10), "case.toml"));
  const auto large = parse_toml(std::string(kMaxDocumentBytes + 1, ' '), "case.toml");
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::too_large);
  std::string deep = "a = ";
  for (int i = 0; i < 100; ++i) deep += "[";
  for (int i = 0; i < 100; ++i) deep += "]";
  EXPECT_FALSE(parse_toml(deep, "case.toml"));
}

TEST(ParseJson, KeepsOrderAndPointers) {
  const auto node = parse_json(R"({"z": [1, {"a/b": true}], "y": null})", "body");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->entries[0].first, "z");
  EXPECT_EQ(node->find("z")->items[1].find("a/b")->place, "body#/z/1/a~1b");
  EXPECT_TRUE(node->find("z")->items[1].find("a/b")->boolean);
  EXPECT_EQ(node->find("y")->kind, Node::Kind::null);
}

TEST(ParseJson, RefusesTruncatedDuplicateDeepAndInfinite) {
  const auto truncated = parse_json("{\"a\": [1,\n 2", "body");
  ASSERT_FALSE(truncated);
  EXPECT_NE(truncated.error().message.find("ends too early"), std::string::npos);
  EXPECT_EQ(truncated.error().place, "body:2");
  EXPECT_FALSE(parse_json(R"({"a": 1, "a": 2})", "body"));
  EXPECT_FALSE(parse_json("{\"a\": NaN}", "body"));
  EXPECT_FALSE(parse_json("{\"a\": 1e999}", "body"));
  EXPECT_FALSE(parse_json(std::string(100000, '['), "body"));
  EXPECT_FALSE(parse_json("\xff\xfe", "body"));
  EXPECT_FALSE(parse_json("", "body"));
}

TEST(TableReader, NamesWhatIsMissingUnknownAndOfTheOtherUnit) {
  const auto node = parse_toml("stature_cm = 166\nage_yaers = 30\n", "case.toml");
  Problems problems;
  TableReader reader(*node, problems, "receiver");
  (void)reader.number_if("stature_m", {0.5, 2.5});
  (void)reader.number("age_years", {0, 120});
  reader.finish();
  const std::string text = describe(problems.to_error());
  EXPECT_NE(text.find("\"age_years\" is missing"), std::string::npos) << text;
  EXPECT_NE(text.find("give it as \"stature_m\""), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean \"age_years\"?"), std::string::npos) << text;
  EXPECT_NE(text.find("case.toml:2"), std::string::npos) << text;
}

TEST(TableReader, NamesRangeAndKind) {
  const auto node = parse_toml("stature_m = 3\nname = 7\nsex = \"femal\"\nlist = 1\nyes = \"true\"\n", "case.toml");
  Problems problems;
  TableReader reader(*node, problems, "receiver");
  EXPECT_EQ(reader.number("stature_m", {0.5, 2.5}), 0.5);
  EXPECT_EQ(reader.text("name"), "");
  static constexpr std::array<std::string_view, 2> kWords = {"female", "male"};
  (void)reader.choice("sex", kWords);
  EXPECT_TRUE(reader.array("list").empty());
  EXPECT_FALSE(reader.boolean("yes"));
  reader.finish();
  EXPECT_EQ(problems.size(), 5U);
  const std::string text = describe(problems.to_error());
  EXPECT_NE(text.find("between 0.5 and 2.5, found 3"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean \"female\"?"), std::string::npos) << text;
}

TEST(Problems, ShowsTwentyAndCountsTheRest) {
  Problems problems;
  for (int i = 0; i < 30; ++i) problems.add_at("f:1", "p" + std::to_string(i));
  const std::string text = describe(problems.to_error());
  EXPECT_NE(text.find("10 more problems"), std::string::npos) << text;
}

TEST(Quantity, RefusesMissingUnitRangeSourceStatusAndValueOutside) {
  const auto check = [](const std::string& text) {
    const auto node = parse_toml(text, "caps.toml");
    EXPECT_TRUE(node) << text;
    Problems problems;
    TableReader reader(*node, problems, "caps");
    (void)read_quantity(reader, "palm", "N", problems);
    reader.finish();
    return problems.empty() ? std::string() : describe(problems.to_error());
  };
  EXPECT_EQ(check(R"(palm = { value = 40, unit = "N", range = [1, 60], source = "rul:caps", status = "ruling" })"), "");
  EXPECT_NE(
      check(R"(palm = { value = 40, range = [1, 60], source = "r", status = "ruling" })").find("\"unit\" is missing"),
      std::string::npos);
  EXPECT_NE(check(R"(palm = { value = 40, unit = "kg", range = [1, 60], source = "r", status = "ruling" })")
                .find("expected the unit \"N\""),
            std::string::npos);
  EXPECT_NE(check(R"(palm = { value = 40, unit = "N", source = "r", status = "ruling" })").find("range"),
            std::string::npos);
  EXPECT_NE(
      check(R"(palm = { value = 40, unit = "N", range = [1, 60], status = "ruling" })").find("\"source\" is missing"),
      std::string::npos);
  EXPECT_NE(check(R"(palm = { value = 40, unit = "N", range = [1, 60], source = "r" })").find("\"status\" is missing"),
            std::string::npos);
  EXPECT_NE(check(R"(palm = { value = 80, unit = "N", range = [1, 60], source = "r", status = "ruling" })")
                .find("between 1 and 60"),
            std::string::npos);
  EXPECT_NE(check("").find("missing"), std::string::npos);
}

}  // namespace
}  // namespace unknot
