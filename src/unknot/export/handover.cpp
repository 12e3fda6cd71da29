#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"
#include "unknot/export/export.h"
#include "unknot/export/markup.h"
#include "unknot/export/page_files.h"
#include "unknot/export/page_texts.h"

namespace unknot {

namespace {

std::string receiver_line(const Json& receiver) {
  const Json& words = page_words();
  std::string text = words.at("handover_sex").at(receiver.at("sex").get<std::string>());
  text += ", " + fill_words(words.at("handover_years"), "count", short_text(receiver.at("age_years").get<double>(), 0));
  if (receiver.contains("stature_m")) {
    text += ", " + short_text(receiver.at("stature_m").get<double>(), 2) + " m";
  }
  if (receiver.contains("mass_kg")) {
    text += ", " + short_text(receiver.at("mass_kg").get<double>(), 1) + " kg";
  }
  return text;
}

std::string item(const std::string& text) { return "<li>" + escape_markup(text) + "</li>"; }

std::string pain_items(const Json& handover) {
  const Json& words = page_words();
  std::string items;
  for (const Json& mark : handover.at("pain")) {
    items += item(
        fill_words(fill_words(words.at("handover_nrs"), "count", std::to_string(mark.at("intensity_nrs").get<int>())),
                   "where", mark.at("where")));
  }
  if (handover.contains("duration_days")) {
    const std::string days = short_text(handover.at("duration_days").get<double>(), 0);
    items += item(fill_words(words.at("handover_days"), "count", days));
  }
  return items;
}

std::string answer_items(const Json& handover) {
  const Json& words = page_words();
  std::string items;
  for (const Json& row : handover.at("answers")) {
    std::string answer = row.at("answer");
    if (row.contains("since")) {
      answer += ", " + fill_words(words.at("handover_since"), "day", row.at("since"));
    }
    items +=
        "<li>" + escape_markup(row.at("question").get<std::string>()) + " <b>" + escape_markup(answer) + "</b></li>";
  }
  return items.empty() ? item(words.at("handover_no_answers")) : items;
}

std::string clearance_section(const Json& handover) {
  const Json& words = page_words();
  std::string items;
  for (const Json& row : handover.at("clearances")) {
    const char* key = row.at("massage_allowed").get<bool>() ? "handover_clearance_yes" : "handover_clearance_no";
    items += item(fill_words(words.at(key), "day", row.at("examined_on")));
  }
  if (items.empty()) {
    return items;
  }
  return "<section><h2>" + escape_markup(words.at("handover_clearances").get<std::string>()) + "</h2><ul>" + items +
         "</ul></section>";
}

std::string text_at(const Json& document, const char* key) {
  return escape_markup(document.at(key).get<std::string>());
}

std::string patterns_section(const Json& handover) {
  std::string items;
  for (const Json& row : handover.at("patterns")) {
    items +=
        "<li><b>" + text_at(row, "name") + "</b>, " + text_at(row, "fit") + ". " + text_at(row, "because") + "</li>";
  }
  if (items.empty()) {
    return items;
  }
  return "<section class=\"box\"><h2>" + text_at(page_words(), "handover_patterns") + "</h2><ul>" + items +
         "</ul><p class=\"small\">" + text_at(handover, "not_a_diagnosis") + "</p></section>";
}

}  // namespace

Result<std::string> render_handover(const Json& handover) {
  return render_guarded("handover sheet", [&]() -> std::string {
    const Json& words = page_words();
    std::string advice;
    for (const Json& row : handover.at("advice")) {
      advice += item(row.at("text").get<std::string>() + " " + row.at("do").get<std::string>());
    }
    std::string blanks;
    for (const Json& blank : handover.at("blanks")) {
      blanks += "<div class=\"line\">" + escape_markup(blank.get<std::string>()) + "</div>";
    }
    const std::string css(page_files::kPrintCss);
    return fill_template(
        page_files::kHandoverHtml,
        {{"csp", "default-src 'none'; style-src " + csp_hash(css) + "; base-uri 'none'; form-action 'none'"},
         {"css", css},
         {"title", text_at(handover, "title")},
         {"made", escape_markup(fill_words(words.at("handover_only"), "day", day_text(handover.at("made_at"))))},
         {"lead", text_at(handover, "lead")},
         {"name", text_at(words, "handover_name")},
         {"born", text_at(words, "handover_born")},
         {"receiver", "<b>" + text_at(words, "handover_receiver") + ":</b> " +
                          escape_markup(receiver_line(handover.at("receiver")))},
         {"pain_title", text_at(words, "handover_pain")},
         {"pain", pain_items(handover)},
         {"patterns", patterns_section(handover)},
         {"answers_title", text_at(words, "handover_answers")},
         {"answers", answer_items(handover)},
         {"clearances", clearance_section(handover)},
         {"advice_title", text_at(words, "handover_advice")},
         {"verdict", text_at(handover.at("verdict"), "text")},
         {"advice", advice},
         {"ask", text_at(handover, "ask")},
         {"blanks", blanks},
         {"net", text_at(handover, "safety_net")},
         {"review", text_at(handover, "review_note")}});
  });
}

}  // namespace unknot
