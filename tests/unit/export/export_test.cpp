#include "unknot/export/export.h"
#include "unknot/core/escape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.h"
#include "unknot/export/markup.h"
#include "unknot/export/page_files.h"
#include "unknot/export/page_texts.h"

namespace unknot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Json fixture(const std::string& name) {
  return Json::parse(test::read_source_file("tests/unit/export/fixtures/" + name));
}

PageInput input() {
  return {fixture("routine.json"),
          fixture("report.json"),
          fixture("atlas.json"),
          fixture("guidance.json"),
          fixture("sources.json"),
          {{PressureLevel::w1, 5}, {PressureLevel::w2, 15}},
          {{6, "the weight of a resting hand"}, {20, "the weight of a resting forearm"}}};
}

std::string between(const std::string& text, const std::string& open, const std::string& close) {
  const std::size_t from = text.find(open);
  EXPECT_NE(from, std::string::npos) << open;
  const std::size_t to = text.find(close, from + open.size());
  EXPECT_NE(to, std::string::npos) << close;
  return text.substr(from + open.size(), to - from - open.size());
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

std::vector<std::string> all_pages(const PageInput& page_input) {
  return {render_page(page_input).value(), render_print(page_input).value()};
}

constexpr const char* kNasty = "</script><!--<script>\"'&{{data}}<img src=x onerror=alert(1)>";

TEST(Pages, carry_a_policy_that_lets_nothing_in_and_names_their_own_style_and_script) {
  const std::string page = render_page(input()).value();
  const std::string policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr("script-src " + csp_hash(page_files::kPageJs)));
  EXPECT_THAT(policy, HasSubstr("style-src " + csp_hash(page_files::kPageCss)));
  // What the page holds is what was hashed.
  EXPECT_EQ(between(page, "<style>", "</style>"), page_files::kPageCss);
  EXPECT_EQ(between(page, "<script>", "</script>"), page_files::kPageJs);
  EXPECT_EQ(count_of(page, " style=\""), 0U) << "the policy would drop it";

  const std::string print = render_print(input()).value();
  const std::string print_policy = between(print, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
  EXPECT_THAT(print_policy, HasSubstr("default-src 'none'; style-src " + csp_hash(page_files::kPrintCss)));
  EXPECT_THAT(print_policy, Not(HasSubstr("script-src")));
  EXPECT_EQ(count_of(print, "<script"), 0U);
}

TEST(Pages, load_nothing_from_anywhere) {
  std::vector<std::string> pages = all_pages(input());
  pages.push_back(render_handover(fixture("handover.json")).value());
  for (const std::string& page : pages) {
    for (const char* part :
         {" src=", "<link", "@import", "<iframe", "<object", "<base", "fetch(", "XMLHttpRequest", "href=\"http"}) {
      EXPECT_EQ(count_of(page, part), 0U) << part;
    }
    // The one address allowed is the name of the SVG namespace, which nothing loads.
    EXPECT_EQ(count_of(page, "http:") + count_of(page, "https:"), count_of(page, "'http://www.w3.org/2000/svg'"));
  }
}

TEST(Pages, take_every_text_as_text) {
  PageInput nasty = input();
  for (const char* key : {"name", "cue", "force_words", "posture", "reason", "source"}) {
    nasty.routine["strokes"][0][key] = kNasty;
  }
  nasty.routine["prepare"] = {kNasty};
  nasty.routine["notes"] = {kNasty};
  nasty.routine["shortened_because"] = kNasty;
  nasty.report["safety_net"] = kNasty;
  nasty.guidance["consent"]["lead"] = kNasty;
  nasty.guidance["recheck"]["question"] = kNasty;
  nasty.guidance["review_note"] = kNasty;
  nasty.sources["sources"]["tec:S39"]["title"] = kNasty;
  nasty.atlas["drawing"]["outline"] = std::string("M0 0\"") + kNasty;
  nasty.force_words[0].words = kNasty;
  const std::vector<std::string> plain = all_pages(input());
  const std::vector<std::string> pages = all_pages(nasty);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_EQ(count_of(pages[i], "<img"), 0U);
    EXPECT_EQ(count_of(pages[i], "<!--"), count_of(plain[i], "<!--"));
    EXPECT_EQ(count_of(pages[i], "<script"), count_of(plain[i], "<script"));
    EXPECT_EQ(count_of(pages[i], "</script"), count_of(plain[i], "</script"));
  }
  const Json data = Json::parse(between(pages[0], "id=\"data\">", "</script>"));
  EXPECT_EQ(data.at("strokes").at(0).at("cue"), kNasty);
  EXPECT_EQ(data.at("force_words").at(0).at("words"), kNasty);
  EXPECT_THAT(pages[1], HasSubstr(escape_markup(kNasty)));

  Json sheet = fixture("handover.json");
  sheet["title"] = kNasty;
  sheet["lead"] = kNasty;
  sheet["ask"] = kNasty;
  sheet["answers"][0]["question"] = kNasty;
  sheet["answers"][0]["answer"] = kNasty;
  sheet["answers"][0]["since"] = kNasty;
  sheet["advice"][0]["do"] = kNasty;
  sheet["patterns"][0]["because"] = kNasty;
  sheet["blanks"][0] = kNasty;
  sheet["pain"][0]["where"] = kNasty;
  const std::string handover = render_handover(sheet).value();
  EXPECT_EQ(count_of(handover, "<img"), 0U);
  EXPECT_EQ(count_of(handover, "<script"), 0U);
}

TEST(Pages, tell_the_giver_verdict_and_limits_but_no_answer_reason_or_rule) {
  for (const std::string& page : all_pages(input())) {
    EXPECT_THAT(page, Not(HasSubstr("SECRET")));
    EXPECT_THAT(page, Not(HasSubstr("ci_23")));
    EXPECT_THAT(page, HasSubstr("Yes, gently, within these limits"));
    EXPECT_THAT(page, HasSubstr("At most 20 minutes."));
    EXPECT_THAT(page, HasSubstr("No small, firm rubbing."));
    EXPECT_THAT(page, HasSubstr("Light everywhere."));
    EXPECT_THAT(page, HasSubstr("112 or your local emergency number"));
    EXPECT_THAT(page, HasSubstr("<polygon class=\"keep-out\""));
    EXPECT_THAT(page, HasSubstr("22 November 2026"));
  }
}

TEST(Pages, say_each_excluded_kind_once_and_a_bare_go_without_limits) {
  EXPECT_EQ(count_of(render_print(input()).value(), "No tapping or drumming."), 1U);
  PageInput plain = input();
  plain.report["verdict"] = "go";
  plain.report["avoid"] = Json::array();
  plain.report["caps"] = Json::array();
  plain.report["exclusions"] = Json::array();
  plain.report.erase("minutes_max");
  const std::string print = render_print(plain).value();
  EXPECT_THAT(print, HasSubstr("Yes: a gentle massage fits today"));
  EXPECT_THAT(print, Not(HasSubstr("At most")));
  EXPECT_THAT(print, Not(HasSubstr("Hatched: keep out.</p>")));
  EXPECT_THAT(print, Not(HasSubstr("<polygon class=\"keep-out\"")));
}

TEST(Pages, hold_every_step_of_the_routine) {
  const PageInput page_input = input();
  const Json data = Json::parse(between(render_page(page_input).value(), "id=\"data\">", "</script>"));
  ASSERT_EQ(data.at("strokes").size(), page_input.routine.at("strokes").size());
  EXPECT_EQ(data.at("total_s"), page_input.routine.at("total_s"));
  EXPECT_EQ(data.at("screened_at"), page_input.routine.at("screened_at"));
  const std::string print = render_print(page_input).value();
  EXPECT_EQ(count_of(print, "<tr class=\"stroke\">") + count_of(print, "<tr class=\"pause\">"),
            data.at("strokes").size());
  EXPECT_EQ(count_of(print, "<svg class=\"mini\""), count_of(print, "<tr class=\"stroke\">"));
  for (const Json& stroke : page_input.routine.at("strokes")) {
    EXPECT_THAT(print, HasSubstr(escape_markup(stroke.at("reason").get<std::string>())));
  }
  // Every source that a step names stands in the list at the end.
  for (const char* title : {"Codex row S39", "Oil and speed", "Caps: the least wins"}) {
    EXPECT_EQ(count_of(print, title), 1U) << title;
  }
}

TEST(Pages, are_the_same_each_time) { EXPECT_EQ(all_pages(input()), all_pages(input())); }

TEST(Pages, remember_their_place_apart_from_other_routines) {
  PageInput other = input();
  other.routine["strokes"][0]["duration_s"] = 41;
  const auto key = [](const PageInput& page_input) {
    return Json::parse(between(render_page(page_input).value(), "id=\"data\">", "</script>")).at("key");
  };
  EXPECT_NE(key(input()), key(other));
}

TEST(Pages, are_refused_for_a_routine_that_was_refused) {
  PageInput stopped = input();
  stopped.routine["refused"] = true;
  EXPECT_EQ(render_page(stopped).error().code, ErrorCode::conflict);
  EXPECT_EQ(render_print(stopped).error().code, ErrorCode::conflict);
}

TEST(Pages, are_refused_under_each_verdict_that_plans_nothing) {
  for (const Verdict verdict :
       {Verdict::emergency, Verdict::same_day, Verdict::doctor_first, Verdict::not_now, Verdict::incomplete}) {
    PageInput stopped = input();
    stopped.report["verdict"] = to_text(verdict);
    EXPECT_EQ(render_page(stopped).error().code, ErrorCode::conflict) << to_text(verdict);
    EXPECT_EQ(render_print(stopped).error().code, ErrorCode::conflict) << to_text(verdict);
  }
}

TEST(Pages, are_refused_when_routine_and_report_are_of_two_days) {
  PageInput mixed = input();
  mixed.report["screened_at"] = "2026-11-22T21:00:00+01:00";
  EXPECT_TRUE(render_page(mixed).has_value());
  mixed.report["screened_at"] = "2026-11-21T20:15:00+01:00";
  EXPECT_EQ(render_page(mixed).error().code, ErrorCode::conflict);
}

TEST(Pages, name_the_member_a_document_lacks) {
  PageInput lacking = input();
  lacking.guidance.erase("recheck");
  const auto page = render_page(lacking);
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().code, ErrorCode::bad_input);
  EXPECT_THAT(page.error().message, HasSubstr("recheck"));
  lacking = input();
  lacking.routine["screened_at"] = "yesterday";
  lacking.report["screened_at"] = "yesterday";
  EXPECT_EQ(render_page(lacking).error().code, ErrorCode::bad_input);
  EXPECT_EQ(render_handover(Json::object()).error().code, ErrorCode::bad_input);
}

TEST(Pages, keep_to_the_words_of_the_rulings) {
  const std::string words = std::string(page_files::kWordsJson) + std::string(page_files::kPageHtml);
  for (const char* never :
       {"safe", "treat", "cure", "proven", "wrong", "damage", "clear for", "green light", "diagnos", " he ", " she "}) {
    const std::size_t allowed = std::string(never) == "diagnos" ? 1 : 0;  // "Not a diagnosis."
    EXPECT_EQ(count_of(words, never), allowed) << never;
  }
}

TEST(Handover, holds_what_was_entered_and_room_for_the_reply) {
  const std::string page = render_handover(fixture("handover.json")).value();
  for (const char* part :
       {"male, 67 years, 1.78 m, 82 kg", "low back, in the middle: 6 of 10", "since 21 days", "yes, since 2019-05-01",
        "not sure", "Ring your practice this week.", "2026-10-01: massage was allowed", "Findings"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  Json bare = fixture("handover.json");
  bare["clearances"] = Json::array();
  bare["answers"] = Json::array();
  const std::string less = render_handover(bare).value();
  EXPECT_THAT(less, Not(HasSubstr("Earlier examinations")));
  EXPECT_THAT(less, HasSubstr("None of the signs asked about."));
}

TEST(SourceKeys, come_apart_at_blanks_and_commas) {
  EXPECT_THAT(source_keys("tec:T06, rul:caps;cli:X"), ::testing::ElementsAre("tec:T06", "rul:caps", "cli:X"));
  EXPECT_TRUE(source_keys("").empty());
}

}  // namespace
}  // namespace unknot
