#include "unknot/core/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace unknot {
namespace {

class FakeFacts : public Facts {
 public:
  std::map<std::string, Truth, std::less<>> truths;
  std::map<std::string, double, std::less<>> numbers;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> choices;
  std::set<std::string, std::less<>> regions;

  Truth truth(std::string_view name) const override {
    const auto found = truths.find(name);
    return found == truths.end() ? Truth::no : found->second;
  }
  std::optional<double> number(std::string_view name) const override {
    const auto found = numbers.find(name);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
  }
  Truth chosen(std::string_view name, std::string_view id) const override {
    const auto found = choices.find(name);
    if (found == choices.end()) return Truth::no;
    if (found->second.contains("unknown")) return Truth::unsure;
    return found->second.contains(id) ? Truth::yes : Truth::no;
  }
  bool pain_in(std::string_view region) const override { return regions.contains(region); }
};

Truth value_of(std::string_view text, const FakeFacts& facts) {
  const Result<Expression> parsed = Expression::parse(text);
  EXPECT_TRUE(parsed) << (parsed ? "" : describe(parsed.error()));
  return parsed->evaluate(facts);
}

TEST(Expression, AndTakesTheLeastOrTheGreatest) {
  FakeFacts facts;
  facts.truths = {{"y", Truth::yes}, {"u", Truth::unsure}, {"n", Truth::no}};
  EXPECT_EQ(value_of("y and u", facts), Truth::unsure);
  EXPECT_EQ(value_of("u and n", facts), Truth::no);
  EXPECT_EQ(value_of("n or u", facts), Truth::unsure);
  EXPECT_EQ(value_of("u or y", facts), Truth::yes);
  EXPECT_EQ(value_of("absent", facts), Truth::no);
}

TEST(Expression, AndBindsStrongerThanOrUnlessBracketed) {
  FakeFacts facts;
  facts.truths = {{"y", Truth::yes}, {"n", Truth::no}};
  EXPECT_EQ(value_of("y or n and n", facts), Truth::yes);
  EXPECT_EQ(value_of("(y or n) and n", facts), Truth::no);
}

TEST(Expression, AtLeastIsTheKthGreatest) {
  FakeFacts facts;
  facts.truths = {{"a", Truth::yes}, {"b", Truth::unsure}, {"c", Truth::no}};
  EXPECT_EQ(value_of("at_least(1, a, b, c)", facts), Truth::yes);
  EXPECT_EQ(value_of("at_least(2, a, b, c)", facts), Truth::unsure);
  EXPECT_EQ(value_of("at_least(3, a, b, c)", facts), Truth::no);
  EXPECT_EQ(value_of("at_least(2, a or c, (a and a), c)", facts), Truth::yes);
}

TEST(Expression, ComparesNumbersChoicesAndPainRegions) {
  FakeFacts facts;
  facts.numbers = {{"age_years", 70}, {"low_ratio", -0.5}};
  facts.choices = {{"sex", {"female"}}, {"where", {"low_back", "neck"}}, {"cannot_say", {"unknown"}}};
  facts.regions = {"shoulder"};
  EXPECT_EQ(value_of("age_years >= 70", facts), Truth::yes);
  EXPECT_EQ(value_of("age_years > 70", facts), Truth::no);
  EXPECT_EQ(value_of("age_years <= 70", facts), Truth::yes);
  EXPECT_EQ(value_of("age_years < 70", facts), Truth::no);
  EXPECT_EQ(value_of("age_years == 70.0", facts), Truth::yes);
  EXPECT_EQ(value_of("low_ratio < -0.25", facts), Truth::yes);
  EXPECT_EQ(value_of("absent_years >= 0", facts), Truth::no);
  EXPECT_EQ(value_of("sex == \"female\"", facts), Truth::yes);
  EXPECT_EQ(value_of("sex == \"male\"", facts), Truth::no);
  EXPECT_EQ(value_of("where == \"low_back\" and where == \"neck\"", facts), Truth::yes);
  EXPECT_EQ(value_of("where == \"flank\"", facts), Truth::no);
  EXPECT_EQ(value_of("cannot_say == \"flank\"", facts), Truth::unsure);
  EXPECT_EQ(value_of("pain_in(\"neck\", \"shoulder\")", facts), Truth::yes);
  EXPECT_EQ(value_of("pain_in(\"neck\")", facts), Truth::no);
}

TEST(Expression, ListsTheNamesItLeansOn) {
  const auto parsed = Expression::parse("rf_10 and (age_years >= 50 or where == \"neck\") and pain_in(\"leg\")");
  ASSERT_TRUE(parsed);
  const auto& names = parsed->names();
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names[0].name, "rf_10");
  EXPECT_EQ(names[0].column, 1U);
  EXPECT_EQ(names[1].use, Expression::Use::number);
  EXPECT_EQ(names[2].choice, "neck");
  EXPECT_EQ(names[3].use, Expression::Use::region);
  EXPECT_EQ(names[3].name, "leg");
}

TEST(Expression, SyntaxErrorsNameColumnFoundAndExpected) {
  const struct {
    const char* text;
    const char* in_message;
  } cases[] = {
      {"", "column 1"},
      {"a and", "found the end, expected a name"},
      {"not a", "there is no \"not\""},
      {"a b", "column 3 of \"a b\": found \"b\""},
      {"(a or b", "expected \")\""},
      {"a >= \"x\"", "expected a number"},
      {"a == b", "expected a number or a text"},
      {"a = 3", "found \"=\""},
      {"a >= 1.2.3", "found \"1.2.3\""},
      {"a == \"x", "found \"\"\""},
      {"at_least(3, a, b)", "whole count"},
      {"at_least(1.5, a, b)", "whole count"},
      {"at_least(0, a)", "whole count"},
      {"at_least(a, b)", "a count"},
      {"pain_in(neck)", "region in quotes"},
      {"a # b", "found \"#\""},
  };
  for (const auto& one : cases) {
    const auto parsed = Expression::parse(one.text);
    ASSERT_FALSE(parsed) << one.text;
    EXPECT_EQ(parsed.error().code, ErrorCode::bad_input);
    EXPECT_THAT(parsed.error().message, testing::HasSubstr(one.in_message)) << one.text;
  }
}

TEST(Expression, RefusesNestingThatWouldExhaustTheStack) {
  const std::string deep = std::string(100000, '(') + "a" + std::string(100000, ')');
  const auto parsed = Expression::parse(deep);
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, testing::HasSubstr("nested brackets"));
  const std::string fine = std::string(31, '(') + "a" + std::string(31, ')');
  EXPECT_TRUE(Expression::parse(fine));
}

}  // namespace
}  // namespace unknot
