// Every case of examples/ as its header says: the verdict, the rules that speak, and a routine where there is one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

#include "support/support.h"
#include "unknot/engine/engine.h"

namespace unknot {
namespace {

const Engine& engine() {
  static const Engine loaded = [] {
    auto result = Engine::load(test::knowledge_texts());
    UNKNOT_CHECK(result.has_value(), describe(result.error()));
    return std::move(*result);
  }();
  return loaded;
}

// The day the examples were written for: a clearance counts for 28 days.
Moment now() { return parse_moment("2026-11-22T19:30:00+01:00").value(); }

std::vector<std::string> example_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(UNKNOT_SOURCE_DIR) / "examples")) {
    if (entry.path().extension() == ".toml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Example {
  std::string text;
  Case the_case;
  std::string verdict;             ///< as expected
  std::vector<std::string> fires;  ///< rules that must speak
  std::size_t story_lines = 0;
};

Example read_example(const std::string& name) {
  Example example;
  example.text = test::read_source_file("examples/" + name + ".toml");
  std::istringstream lines(example.text);
  std::string expectations;
  const std::string mark = "# expect: ";
  for (std::string line; std::getline(lines, line) && line.rfind('#', 0) == 0;) {
    if (line.rfind(mark, 0) == 0) {
      expectations += line.substr(mark.size()) + "\n";
    } else {
      ++example.story_lines;
    }
  }
  const auto node = parse_toml(expectations, name + " (expect lines)");
  UNKNOT_CHECK(node.has_value(), describe(node.error()));
  Problems problems;
  TableReader reader(*node, problems, "expect");
  example.verdict = reader.text("verdict");
  example.fires = reader.texts("fires");
  reader.finish();
  UNKNOT_CHECK(problems.empty(), describe(problems.to_error()));
  auto read = engine().read_case_text(example.text, "examples/" + name + ".toml");
  UNKNOT_CHECK(read.has_value(), describe(read.error()));
  example.the_case = std::move(*read);
  return example;
}

class Examples : public ::testing::TestWithParam<std::string> {};

TEST_P(Examples, tell_a_story_in_two_lines) { EXPECT_EQ(read_example(GetParam()).story_lines, 2U); }

TEST_P(Examples, get_the_verdict_and_the_rules_they_expect) {
  const Example example = read_example(GetParam());
  const ScreenReport report = engine().screen(example.the_case, now());
  EXPECT_EQ(to_text(report.verdict), example.verdict);
  std::set<std::string> spoke;
  for (const Reason& reason : report.reasons) {
    spoke.insert(reason.rule);
  }
  for (const std::string& rule : example.fires) {
    EXPECT_TRUE(spoke.contains(rule)) << rule << " is silent; these spoke: " << ::testing::PrintToString(spoke);
  }
  // An expectation that names nothing must mean that nothing spoke.
  if (example.fires.empty()) {
    EXPECT_THAT(spoke, ::testing::IsEmpty());
  }
}

TEST_P(Examples, leave_no_question_open_that_would_be_asked) {
  const Example example = read_example(GetParam());
  const ScreenReport report = engine().screen(example.the_case, now());
  EXPECT_THAT(report.unanswered, ::testing::IsEmpty());
  EXPECT_THAT(report.unsure, ::testing::IsEmpty());
}

TEST_P(Examples, plan_as_long_as_asked_or_allowed_or_nothing_at_all) {
  const Example example = read_example(GetParam());
  const ScreenReport report = engine().screen(example.the_case, now());
  const auto planned = engine().plan(example.the_case, now());
  ASSERT_TRUE(planned.has_value()) << describe(planned.error());
  if (plans_nothing(report.verdict)) {
    EXPECT_TRUE(planned->refused);
    EXPECT_TRUE(planned->strokes.empty());
    EXPECT_FALSE(engine().export_text(example.the_case, *planned, ExportFormat::html, now()).has_value());
    return;
  }
  ASSERT_FALSE(planned->refused);
  ASSERT_FALSE(planned->strokes.empty());
  constexpr double kMinute_s = 60;
  const double asked_s = example.the_case.giver.minutes * kMinute_s;
  const double allowed_s = report.minutes_max ? std::min(asked_s, *report.minutes_max * kMinute_s) : asked_s;
  constexpr double kTolerance_ratio = 0.02;  // rulings, Planning 3
  EXPECT_LE(planned->total_s, allowed_s * (1 + kTolerance_ratio));
  // Shorter than that only with a reason said.
  if (planned->total_s < allowed_s * (1 - kTolerance_ratio) || allowed_s < asked_s) {
    EXPECT_NE(planned->shortened_because, "");
  }
  double end_s = 0;
  for (const Stroke& stroke : planned->strokes) {
    EXPECT_NEAR(stroke.start_s, end_s, 1e-6) << stroke.id;
    end_s = stroke.start_s + stroke.duration_s;
  }
  EXPECT_NEAR(end_s, planned->total_s, 1e-6);
}

TEST_P(Examples, leave_as_pages_that_tell_no_answer) {
  const Example example = read_example(GetParam());
  const ScreenReport report = engine().screen(example.the_case, now());
  const auto planned = engine().plan(example.the_case, now());
  ASSERT_TRUE(planned.has_value()) << describe(planned.error());
  EXPECT_TRUE(engine().export_text(example.the_case, *planned, ExportFormat::handover, now()).has_value());
  if (plans_nothing(report.verdict)) {
    return;
  }
  for (const ExportFormat format : {ExportFormat::html, ExportFormat::print}) {
    const auto page = engine().export_text(example.the_case, *planned, format, now());
    ASSERT_TRUE(page.has_value()) << describe(page.error());
    for (const Reason& reason : report.reasons) {
      EXPECT_EQ(page->find(reason.text), std::string::npos) << "the giver's page tells: " << reason.text;
      EXPECT_EQ(page->find('"' + reason.rule + '"'), std::string::npos) << reason.rule;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Case, Examples, ::testing::ValuesIn(example_names()),
                         [](const auto& example) { return example.param; });

TEST(ExampleFolder, holds_the_reference_cases_and_every_verdict) {
  const std::vector<std::string> names = example_names();
  for (const char* name :
       {"desk_worker", "cancer_history", "gardeners_lumbago", "sciatica", "runners_buttock", "pregnant_30_weeks",
        "osteoporosis_78", "blood_thinner", "aspirin", "shingles", "numb_between_the_legs", "fever_and_shivering",
        "therapist_deep_session", "chair_at_work_10_min"}) {
    EXPECT_THAT(names, ::testing::Contains(name));
  }
  const std::string list = test::read_source_file("examples/README.md");
  std::set<std::string> verdicts;
  for (const std::string& name : names) {
    EXPECT_THAT(list, ::testing::HasSubstr("`" + name + "`"));
    verdicts.insert(read_example(name).verdict);
  }
  EXPECT_THAT(verdicts,
              ::testing::IsSupersetOf({"emergency", "same_day", "doctor_first", "not_now", "go_with_limits", "go"}));
}

}  // namespace
}  // namespace unknot
