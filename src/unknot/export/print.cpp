#include <algorithm>
#include <cmath>

#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"
#include "unknot/export/back_map.h"
#include "unknot/export/export.h"
#include "unknot/export/markup.h"
#include "unknot/export/page_files.h"
#include "unknot/export/page_texts.h"

namespace unknot {

namespace {

std::string list_items(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += "<li>" + escape_markup(line) + "</li>";
  }
  return text;
}

double most_N(const Json& stroke) {
  double most = 0;
  for (const char* key : {"force_N", "force_left_N"}) {
    if (stroke.contains(key)) {
      for (const Json& force : stroke.at(key)) {
        most = std::max(most, force.get<double>());
      }
    }
  }
  return most;
}

std::string word(const char* table, const Json& stroke, const char* key) {
  return page_words().at(table).at(stroke.at(key).get<std::string>());
}

std::string rhythm(const Json& stroke) {
  const Json& words = page_words();
  std::string text;
  if (const int times = stroke.at("repetitions_count").get<int>(); times > 1) {
    text = fill_words(words.at("print_times"), "count", std::to_string(times));
  }
  if (stroke.contains("dwell_s")) {
    text += (text.empty() ? "" : ", ") +
            fill_words(words.at("rhythm_hold"), "seconds", short_text(stroke.at("dwell_s").get<double>(), 0));
  } else if (stroke.contains("tempo_Hz")) {
    constexpr double kMinute_s = 60;
    text += (text.empty() ? "" : ", ") + fill_words(words.at("rhythm_quick"), "count",
                                                    short_text(kMinute_s * stroke.at("tempo_Hz").get<double>(), 0));
  }
  return text;
}

/// Where the giver is and how they hold themselves; empty when it is as in the step before.
std::string stance(const Json& stroke, std::string& before) {
  const std::string posture = stroke.value("posture", "");
  const std::string text = word("station", stroke, "station") + (posture.empty() ? "" : ". " + posture);
  if (text == before) {
    return {};
  }
  before = text;
  return "<br>" + escape_markup(text);
}

/// One row of the table. `notes` collects the keys of its sources, in order of first use; `stood` is the last stance.
std::string row(const Json& stroke, const BackMap& map, std::vector<std::string>& notes, std::string& stood) {
  const Json& words = page_words();
  const bool pause = stroke.at("technique") == "pause";
  std::string marks;
  for (const std::string& key : source_keys(stroke.value("source", ""))) {
    auto at = std::find(notes.begin(), notes.end(), key);
    if (at == notes.end()) {
      at = notes.insert(notes.end(), key);
    }
    marks += (marks.empty() ? "" : ",") + std::to_string(at - notes.begin() + 1);
  }
  const std::string name = escape_markup(stroke.at("name").get<std::string>());
  std::string text =
      "<tr class=\"" + std::string(pause ? "pause" : "stroke") + "\"><td class=\"time\"><b>" +
      clock_text(stroke.at("start_s").get<double>()) + "</b><br>" +
      escape_markup(fill_words(words.at("print_lasts"), "time", clock_text(stroke.at("duration_s").get<double>()))) +
      "</td>";
  const std::string cue = escape_markup(stroke.value("cue", ""));
  const std::string reason =
      escape_markup(stroke.at("reason").get<std::string>()) + (marks.empty() ? "" : " <sup>" + marks + "</sup>");
  if (pause) {
    return text + "<td colspan=\"3\"><b>" + name + ".</b> " + cue + "</td><td class=\"why\">" + reason + "</td></tr>";
  }
  text += "<td class=\"map\">" + map.mini_svg("back", stroke, stroke.at("name")) + "</td><td><b>" + name + "</b><br>" +
          cue + "<br><span class=\"how\">" +
          escape_markup(word("hand", stroke, "hand") + ", " + word("surface", stroke, "surface"));
  if (const std::string pace = rhythm(stroke); !pace.empty()) {
    text += " · " + escape_markup(pace);
  }
  text += stance(stroke, stood) + "</span></td>";
  const char* aim = stroke.at("hand") == "both" ? "print_aim_each" : "print_aim_one";
  text += "<td>" + escape_markup(stroke.value("force_words", "")) + "<br><span class=\"how\">" +
          escape_markup(fill_words(words.at(aim), "force", short_text(std::floor(most_N(stroke)), 0))) + "</span></td>";
  return text + "<td class=\"why\">" + reason + "</td></tr>\n";
}

std::string facts(const Json& routine) {
  const Json& words = page_words();
  constexpr double kMinute_s = 60;
  const std::string minutes = short_text(routine.at("total_s").get<double>() / kMinute_s, 0);
  return fill_words(words.at("minutes"), "count", minutes) + " · " + word("position", routine, "position") + " · " +
         word("place", routine, "place");
}

}  // namespace

Result<std::string> render_print(const PageInput& input) {
  if (const Status playable = check_playable(input); !playable) {
    return playable.error();
  }
  return render_guarded("print sheet", [&]() -> std::string {
    const Json& words = page_words();
    const Json& routine = input.routine;
    const PageTexts texts = gather_texts(input);
    const BackMap map(input.atlas);
    std::vector<std::string> notes;
    std::string rows;
    std::string stood;
    for (const Json& stroke : routine.at("strokes")) {
      rows += row(stroke, map, notes, stood);
    }
    std::string columns;
    for (const Json& column : words.at("print_columns")) {
      columns += "<th scope=\"col\">" + escape_markup(column.get<std::string>()) + "</th>";
    }
    std::vector<std::string> sources;
    for (const std::string& key : notes) {
      sources.push_back(source_text(input.sources, key) + " [" + key + "]");
    }
    std::vector<std::string> prepare;
    for (const Json& line : routine.at("prepare")) {
      prepare.push_back(line);
    }
    std::vector<std::string> signs;
    for (const Json& sign : texts.recheck.at("signs")) {
      signs.push_back(sign);
    }
    const auto said = [&](const char* key) { return escape_markup(words.at(key).get<std::string>()); };
    const auto with_day = [&](const char* key) { return escape_markup(fill_words(words.at(key), "day", texts.day)); };
    const std::string css(page_files::kPrintCss);
    return fill_template(
        page_files::kPrintHtml,
        {{"csp", "default-src 'none'; style-src " + csp_hash(css) + "; base-uri 'none'; form-action 'none'"},
         {"css", css},
         {"title", with_day("print_title")},
         {"only", with_day("print_only")},
         {"facts", escape_markup(facts(routine))},
         {"verdict", escape_markup(words.at("verdict").at(texts.verdict).get<std::string>())},
         {"limits", list_items(texts.limits)},
         {"defs", map.defs("back", texts.avoid)},
         {"caption", said(texts.avoid.empty() ? "map_caption" : "map_caption_avoid")},
         {"prepare_title", said("prepare")},
         {"prepare", list_items(prepare)},
         {"consent_title", said("consent")},
         {"consent_lead", escape_markup(texts.consent_lead)},
         {"consent", list_items(texts.consent_lines)},
         {"recheck_title", said("recheck")},
         {"recheck_question", escape_markup(texts.recheck.at("question").get<std::string>())},
         {"recheck_signs", list_items(signs)},
         {"recheck_if_yes", escape_markup(texts.recheck.at("if_yes").get<std::string>())},
         {"check_box", said("print_check_box")},
         {"steps_title",
          escape_markup(fill_words(words.at("print_steps"), "time", clock_text(routine.at("total_s").get<double>())))},
         {"columns", columns},
         {"rows", rows},
         {"legend", said("print_legend")},
         {"notes", texts.good_to_know.empty() ? ""
                                              : "<section><h2>" + said("good_to_know") + "</h2><ul>" +
                                                    list_items(texts.good_to_know) + "</ul></section>"},
         {"after_title", said("after")},
         {"after_lead", escape_markup(texts.aftercare_lead)},
         {"after_normal", list_items(texts.normal)},
         {"watch_title", said("watch")},
         {"watch", list_items(texts.watch)},
         {"net", escape_markup(texts.safety_net)},
         {"emergency", escape_markup(texts.emergency)},
         {"emergency_list", escape_markup(texts.emergency_list)},
         {"sources_title", said("print_sources")},
         {"sources", list_items(sources)},
         {"fineprint", escape_markup(texts.fineprint)}});
  });
}

}  // namespace unknot
