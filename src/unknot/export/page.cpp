#include "unknot/core/escape.h"
#include "unknot/core/hash.h"
#include "unknot/export/back_map.h"
#include "unknot/export/export.h"
#include "unknot/export/markup.h"
#include "unknot/export/page_files.h"
#include "unknot/export/page_texts.h"

namespace unknot {

namespace {

/// One stroke as the player reads it: every member there, nothing it does not show.
Json player_stroke(const Json& stroke, const Json& sources) {
  Json result;
  for (const char* key : {"technique", "name", "hand", "surface", "station", "start_s", "duration_s",
                          "repetitions_count", "path", "force_N", "level", "reason"}) {
    result[key] = stroke.at(key);
  }
  for (const char* key : {"path_left", "force_left_N", "tempo_Hz", "speed_m_s", "dwell_s"}) {
    if (stroke.contains(key)) {
      result[key] = stroke.at(key);
    }
  }
  for (const char* key : {"cue", "force_words", "posture"}) {
    result[key] = stroke.value(key, "");
  }
  result["sources"] = Json::array();
  for (const std::string& key : source_keys(stroke.value("source", ""))) {
    result["sources"].push_back(source_text(sources, key));
  }
  return result;
}

Json player_data(const PageInput& input, const PageTexts& texts, const BackMap& map) {
  const Json& routine = input.routine;
  Json data;
  data["screened_at"] = routine.at("screened_at");
  data["verdict"] = texts.verdict;
  data["title"] = fill_words(page_words().at("title"), "day", texts.day);
  for (const char* key : {"total_s", "position", "place", "prepare"}) {
    data[key] = routine.at(key);
  }
  data["limits"] = texts.limits;
  data["limits_hatched"] = !texts.avoid.empty();
  data["good_to_know"] = texts.good_to_know;
  data["consent"] = {{"lead", texts.consent_lead}, {"lines", texts.consent_lines}};
  data["recheck"] = texts.recheck;
  data["aftercare"] = {{"lead", texts.aftercare_lead}, {"normal", texts.normal}, {"watch", texts.watch}};
  data["safety_net"] = texts.safety_net;
  data["emergency"] = texts.emergency;
  data["emergency_list"] = texts.emergency_list;
  data["fineprint"] = texts.fineprint;
  data["levels"] = Json::array();
  for (const LevelForce& row : input.levels) {
    data["levels"].push_back({{"level", to_text(row.level)}, {"force_N", row.force_N}});
  }
  data["force_words"] = Json::array();
  for (const PageForceWords& row : input.force_words) {
    data["force_words"].push_back({{"up_to_N", row.up_to_N}, {"words", row.words}});
  }
  data["body"] = {{"length_m", input.atlas.at("length_m")},
                  {"half_width_m", input.atlas.at("half_width_m")},
                  {"drawing", map.to_drawing()}};
  data["strokes"] = Json::array();
  for (const Json& stroke : routine.at("strokes")) {
    data["strokes"].push_back(player_stroke(stroke, input.sources));
  }
  data["words"] = page_words();
  // Where the browser remembers the place in this routine and no other.
  data["key"] = sha256_hex(routine.dump(-1, ' ', true, Json::error_handler_t::replace));
  return data;
}

}  // namespace

Result<std::string> render_page(const PageInput& input) {
  if (const Status playable = check_playable(input); !playable) {
    return playable.error();
  }
  return render_guarded("page", [&]() -> std::string {
    const PageTexts texts = gather_texts(input);
    const BackMap map(input.atlas);
    const Json data = player_data(input, texts, map);
    const std::string css(page_files::kPageCss);
    const std::string js(page_files::kPageJs);
    const std::string label = page_words().at("map_label");
    return fill_template(page_files::kPageHtml,
                         {{"csp", "default-src 'none'; style-src " + csp_hash(css) + "; script-src " + csp_hash(js) +
                                      "; base-uri 'none'; form-action 'none'"},
                          {"title", escape_markup(data.at("title").get<std::string>())},
                          {"css", css},
                          {"js", js},
                          {"map_start", map.svg("hatch-start", texts.avoid, label)},
                          {"map_play", map.svg("hatch", texts.avoid, label)},
                          {"data", json_for_script(data)}});
  });
}

}  // namespace unknot
