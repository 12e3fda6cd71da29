#include "unknot/export/page_texts.h"

#include "unknot/core/date.h"
#include "unknot/core/number_text.h"
#include "unknot/export/markup.h"
#include "unknot/export/page_files.h"

namespace unknot {

namespace {

std::vector<std::string> texts(const Json& array) {
  std::vector<std::string> lines;
  for (const Json& item : array) {
    // Guidance lists hold bare sentences, or sentences with their source.
    lines.push_back(item.is_object() ? item.at("text").get<std::string>() : item.get<std::string>());
  }
  return lines;
}

std::vector<std::string> limit_lines(const Json& report) {
  const Json& words = page_words();
  std::vector<std::string> lines;
  if (report.contains("minutes_max")) {
    lines.push_back(
        fill_words(words.at("limit_minutes"), "count", short_text(report.at("minutes_max").get<double>(), 0)));
  }
  if (!report.at("avoid").empty()) {
    lines.push_back(words.at("limit_avoid"));
  }
  bool light_everywhere = false;
  bool light_somewhere = false;
  for (const Json& cap : report.at("caps")) {
    (cap.at("polygon").is_null() ? light_everywhere : light_somewhere) = true;
  }
  if (light_everywhere) {
    lines.push_back(words.at("limit_light"));
  } else if (light_somewhere) {
    lines.push_back(words.at("limit_light_areas"));
  }
  std::set<std::string> said;
  for (const Json& exclusion : report.at("exclusions")) {
    const std::string kind = exclusion.at("kind");
    // Exclusions of single techniques have no line: their steps are simply not in the routine.
    if (words.at("limit_kinds").contains(kind) && said.insert(kind).second) {
      lines.push_back(words.at("limit_kinds").at(kind));
    }
  }
  if (report.at("trained_only").get<bool>()) {
    lines.push_back(words.at("limit_trained"));
  }
  lines.push_back(words.at("limit_follow"));
  return lines;
}

/// Fills both emergency sentences: the number for an unknown region first, then the list by region.
void put_emergency(PageTexts& page, const Json& numbers) {
  const Json& words = page_words();
  for (const Json& entry : numbers) {
    const std::string number = entry.at("number");
    if (entry.at("region") == "unknown") {
      const std::string also = entry.value("also", "");
      page.emergency = fill_words(words.at("emergency"), "number", number + (also.empty() ? "" : " " + also));
      continue;
    }
    page.emergency_list += page.emergency_list.empty() ? "" : " · ";
    page.emergency_list += entry.at("name").get<std::string>() + " " + number;
  }
}

}  // namespace

const Json& page_words() {
  static const Json words = Json::parse(page_files::kWordsJson);
  return words;
}

std::string fill_words(std::string sentence, const std::string& name, const std::string& value) {
  const std::string mark = "{" + name + "}";
  for (std::size_t at = sentence.find(mark); at != std::string::npos; at = sentence.find(mark, at + value.size())) {
    sentence.replace(at, mark.size(), value);
  }
  return sentence;
}

std::string day_text(const std::string& moment) {
  const auto parsed = parse_moment(moment);
  if (!parsed) {
    // The same path as any other member that does not hold what it should.
    throw Json::other_error::create(502, "screened_at is no moment", nullptr);
  }
  const Date& date = parsed->date;
  const std::string month = page_words().at("months").at(static_cast<std::size_t>(date.month - 1));
  return std::to_string(date.day) + " " + month + " " + std::to_string(date.year);
}

Status check_playable(const PageInput& input) {
  if (input.routine.value("refused", false) || input.routine.value("strokes", Json::array()).empty()) {
    return Error{ErrorCode::conflict,
                 "there is no routine to take along: the screening did not lead to one",
                 "",
                 "export the handover sheet instead",
                 {}};
  }
  const std::string verdict = input.report.value("verdict", "");
  if (verdict != "go" && verdict != "go_with_limits") {
    return Error{ErrorCode::conflict,
                 "the verdict \"" + verdict + "\" leads to no massage",
                 "",
                 "export the handover sheet instead",
                 {}};
  }
  // The report may be of a later moment than the routine, never of another day: the day is what the page is good for.
  constexpr std::size_t kDayLength = 10;
  if (input.report.value("screened_at", "").substr(0, kDayLength) !=
      input.routine.value("screened_at", "-").substr(0, kDayLength)) {
    return Error{ErrorCode::conflict, "the routine is of another day than this report", "", "plan again", {}};
  }
  if (input.levels.empty() || input.force_words.empty()) {
    return Error{ErrorCode::internal, "the classes of felt pressure or their words are missing", "", "", {}};
  }
  return Done{};
}

PageTexts gather_texts(const PageInput& input) {
  const Json& words = page_words();
  PageTexts page;
  page.day = day_text(input.routine.at("screened_at"));
  page.verdict = input.report.at("verdict");
  page.limits = limit_lines(input.report);
  page.avoid = Json::array();
  for (const Json& area : input.report.at("avoid")) {
    page.avoid.push_back({{"polygon", area.at("polygon")}});
  }
  if (input.routine.contains("shortened_because")) {
    page.good_to_know.push_back(fill_words(words.at("shortened"), "because", input.routine.at("shortened_because")));
  }
  for (const std::string& note : texts(input.routine.at("notes"))) {
    page.good_to_know.push_back(note);
  }
  const Json& guidance = input.guidance;
  page.consent_lead = guidance.at("consent").at("lead");
  page.consent_lines = texts(guidance.at("consent").at("lines"));
  const Json& recheck = guidance.at("recheck");
  page.recheck = {
      {"question", recheck.at("question")}, {"signs", texts(recheck.at("signs"))}, {"if_yes", recheck.at("if_yes")}};
  const Json& aftercare = guidance.at("aftercare");
  page.aftercare_lead = aftercare.at("lead");
  page.normal = texts(aftercare.at("normal"));
  for (const Json& sign : aftercare.at("watch")) {
    const std::string soon = words.at("watch_soon").at(sign.at("how_soon").get<std::string>());
    page.watch.push_back(soon + ": " + sign.at("text").get<std::string>());
  }
  page.safety_net = input.report.at("safety_net");
  put_emergency(page, guidance.at("emergency_numbers"));
  page.fineprint = fill_words(fill_words(words.at("fineprint"), "day", page.day), "review", guidance.at("review_note"));
  return page;
}

std::vector<std::string> source_keys(const std::string& text) {
  std::vector<std::string> keys;
  std::string key;
  for (const char character : text + " ") {
    if (character == ' ' || character == ',' || character == ';') {
      if (!key.empty()) {
        keys.push_back(key);
      }
      key.clear();
    } else {
      key += character;
    }
  }
  return keys;
}

std::string source_text(const Json& sources, const std::string& key) {
  const Json& all = sources.at("sources");
  const auto found = all.find(key);
  if (found == all.end()) {
    return key;
  }
  std::string text = found->at("title");
  const std::string where = found->value("where", "");
  if (!where.empty()) {
    text += text.empty() || text.back() == '.' ? " " : ". ";
    text += where;
  }
  return text;
}

}  // namespace unknot
