// Hand-over types to documents, in the order of contracts.
#include <array>

#include "unknot/flow_error.h"
#include "unknot/flow_json.h"

namespace unknot {
namespace {

Json to_json(const ChartPoint& point) { return Json::array({point.across, point.along}); }

Json to_json(const ChartPolygon& polygon) {
  Json json = Json::array();
  for (const ChartPoint& point : polygon) {
    json.push_back(to_json(point));
  }
  return json;
}

template <typename Number>
void put_if(Json& json, const char* key, const std::optional<Number>& value) {
  if (value) {
    json[key] = *value;
  }
}

void put_if(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) {
    json[key] = text;
  }
}

Json to_json(const PainMark& mark) {
  Json json;
  if (mark.region) {
    json["region"] = to_text(*mark.region);
    json["side"] = to_text(mark.side);
  } else {
    json["across"] = mark.centre->across;
    json["along"] = mark.centre->along;
    json["radius_m"] = mark.radius_m;
  }
  json["intensity_nrs"] = mark.intensity_nrs;
  return json;
}

Json to_json(const Answer& answer) {
  return std::visit(
      [](const auto& value) -> Json {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, Unknown>) {
          return "unknown";
        } else {
          return value;
        }
      },
      answer);
}

Json to_json(const AvoidArea& area, bool for_giver) {
  Json json;
  if (!for_giver) {
    json["rule"] = area.rule;
  }
  json["polygon"] = to_json(area.polygon);
  json["hard"] = area.hard;
  return json;
}

Json to_json(const AreaCap& cap, bool for_giver) {
  Json json;
  if (!for_giver) {
    json["rule"] = cap.rule;
  }
  json["polygon"] = cap.polygon.empty() ? Json(nullptr) : to_json(cap.polygon);
  json["surface"] = cap.surface ? Json(to_text(*cap.surface)) : Json("all");
  json["force_N"] = cap.force_N;
  json["pressure_Pa"] = cap.pressure_Pa;
  return json;
}

/// What both views of a report share, in the order of contracts.
void put_limits(Json& json, const ScreenReport& report, bool for_giver) {
  json["avoid"] = Json::array();
  for (const AvoidArea& area : report.avoid) {
    json["avoid"].push_back(to_json(area, for_giver));
  }
  json["caps"] = Json::array();
  for (const AreaCap& cap : report.caps) {
    json["caps"].push_back(to_json(cap, for_giver));
  }
  // The giver's stays empty: what is taken off is not in the routine, and the set of it would tell the answers.
  json["exclusions"] = Json::array();
  if (!for_giver) {
    for (const Exclusion& exclusion : report.exclusions) {
      json["exclusions"].push_back({{"rule", exclusion.rule}, {"kind", exclusion.kind}});
    }
  }
  json["positions"] = Json::array();
  for (const Position position : report.positions) {
    json["positions"].push_back(to_text(position));
  }
  put_if(json, "minutes_max", report.minutes_max);
  json["trained_only"] = report.trained_only;
}

}  // namespace

Json to_json(const Stroke& stroke) {
  Json json;
  json["id"] = stroke.id;
  json["technique"] = stroke.technique;
  json["name"] = stroke.name;
  json["region"] = stroke.region;
  json["side"] = to_text(stroke.side);
  json["hand"] = to_text(stroke.hand);
  json["surface"] = to_text(stroke.surface);
  json["station"] = to_text(stroke.station);
  json["position"] = to_text(stroke.position);
  json["start_s"] = stroke.start_s;
  json["duration_s"] = stroke.duration_s;
  json["repetitions_count"] = stroke.repetitions_count;
  json["path"] = to_json(stroke.path);
  json["force_N"] = stroke.force_N;
  if (!stroke.path_left.empty()) {
    json["path_left"] = to_json(stroke.path_left);
    json["force_left_N"] = stroke.force_left_N;
  }
  json["force_cap_N"] = stroke.force_cap_N;
  put_if(json, "cap_criterion", stroke.cap_criterion);
  put_if(json, "tempo_Hz", stroke.tempo_Hz);
  put_if(json, "speed_m_s", stroke.speed_m_s);
  put_if(json, "dwell_s", stroke.dwell_s);
  json["motion"] = to_text(stroke.motion);
  json["level"] = to_text(stroke.level);
  json["phase"] = stroke.phase;
  put_if(json, "cue", stroke.cue);
  put_if(json, "force_words", stroke.force_words);
  put_if(json, "posture", stroke.posture);
  json["reason"] = stroke.reason;
  json["source"] = stroke.source;
  json["fatigue_ratio"] = stroke.fatigue_ratio;
  return json;
}

Json to_json(const Case& the_case) {
  Json json;
  json["schema"] = "unknot.case/1";
  Json& receiver = json["receiver"];
  receiver["sex"] = to_text(the_case.receiver.sex);
  receiver["age_years"] = the_case.receiver.age_years;
  put_if(receiver, "stature_m", the_case.receiver.stature_m);
  put_if(receiver, "mass_kg", the_case.receiver.mass_kg);
  put_if(receiver, "threshold_Pa", the_case.receiver.threshold_Pa);
  const MeasuredLengths& measured = the_case.receiver.measured;
  if (measured != MeasuredLengths{}) {
    Json& lengths = receiver["measured"];
    put_if(lengths, "back_length_m", measured.back_length_m);
    put_if(lengths, "chest_girth_m", measured.chest_girth_m);
    put_if(lengths, "waist_girth_m", measured.waist_girth_m);
    put_if(lengths, "hip_girth_m", measured.hip_girth_m);
    put_if(lengths, "biacromial_m", measured.biacromial_m);
  }
  put_if(receiver, "tradition", the_case.receiver.tradition);
  Json& complaint = json["complaint"];
  complaint["pain"] = Json::array();
  for (const PainMark& mark : the_case.complaint.pain) {
    complaint["pain"].push_back(to_json(mark));
  }
  put_if(complaint, "duration_days", the_case.complaint.duration_days);
  json["answers"] = Json::object();
  for (const auto& [id, answer] : the_case.answers) {
    json["answers"][id] = to_json(answer);
  }
  if (!the_case.answers_since.empty()) {
    for (const auto& [id, date] : the_case.answers_since) {
      json["answers_since"][id] = to_text(date);
    }
  }
  if (!the_case.clearances.empty()) {
    for (const Clearance& clearance : the_case.clearances) {
      json["clearance"].push_back({{"rule", clearance.rule},
                                   {"examined_on", to_text(clearance.examined_on)},
                                   {"massage_allowed", clearance.massage_allowed}});
    }
  }
  for (const Override& override : the_case.overrides) {
    json["override"].push_back({{"rule", override.rule}, {"reason", override.reason}});
  }
  Json& giver = json["giver"];
  giver["training"] = to_text(the_case.giver.training);
  giver["minutes"] = the_case.giver.minutes;
  giver["place"] = to_text(the_case.giver.place);
  giver["oil"] = the_case.giver.oil;
  giver["scale_practised"] = the_case.giver.scale_practised;
  if (the_case.giver.position) {
    giver["position"] = to_text(*the_case.giver.position);
  }
  if (the_case.giver.profile) {
    giver["profile"] = {{"school", the_case.giver.profile->school},
                        {"hours_count", the_case.giver.profile->hours_count},
                        {"number", the_case.giver.profile->number}};
  }
  Json& history = json["history"];
  history["sessions_count"] = the_case.history.sessions_count;
  history["sessions_without_soreness_count"] = the_case.history.sessions_without_soreness_count;
  put_if(history, "days_since_last", the_case.history.days_since_last);
  return json;
}

Json to_json(const ScreenReport& report) {
  Json json;
  json["verdict"] = to_text(report.verdict);
  json["reasons"] = Json::array();
  for (const Reason& reason : report.reasons) {
    json["reasons"].push_back({{"rule", reason.rule},
                               {"text", reason.text},
                               {"do", reason.what_to_do},
                               {"how_soon", to_text(reason.how_soon)},
                               {"source", reason.source}});
  }
  put_limits(json, report, false);
  json["origin"] = Json::array();
  for (const OriginGuess& guess : report.origin) {
    json["origin"].push_back({{"pattern", guess.pattern},
                              {"name", guess.name},
                              {"grade", to_text(guess.grade)},
                              {"because", guess.because},
                              {"source", guess.source}});
  }
  json["expect"] = Json::array();
  for (const Expectation& expectation : report.expect) {
    json["expect"].push_back({{"pattern", expectation.pattern},
                              {"text", expectation.text},
                              {"size", expectation.size},
                              {"certainty", expectation.certainty},
                              {"source", expectation.source}});
  }
  json["alternatives"] = Json::array();
  for (const Alternative& option : report.alternatives) {
    json["alternatives"].push_back({{"id", option.id},
                                    {"name", option.name},
                                    {"effect", option.effect},
                                    {"size", option.size},
                                    {"certainty", option.certainty},
                                    {"downside", option.downside},
                                    {"better_choice", option.better_choice},
                                    {"source", option.source}});
  }
  json["unanswered"] = report.unanswered;
  json["unsure"] = report.unsure;
  json["safety_net"] = report.safety_net;
  json["screened_at"] = report.screened_at;
  return json;
}

Json to_giver_json(const ScreenReport& report) {
  Json json;
  json["verdict"] = to_text(report.verdict);
  put_limits(json, report, true);
  json["safety_net"] = report.safety_net;
  json["screened_at"] = report.screened_at;
  return json;
}

Json to_json(const Edit& edit) {
  Json json;
  json["kind"] = to_text(edit.kind);
  put_if(json, "stroke_id", edit.stroke_id);
  if (edit.move_to) {
    json["move_to"] = to_json(*edit.move_to);
  }
  put_if(json, "minutes", edit.minutes);
  json["from_s"] = edit.from_s;
  put_if(json, "technique", edit.technique);
  put_if(json, "family", edit.family);
  return json;
}

Json to_json(const Routine& routine) {
  Json json;
  json["case_hash"] = routine.case_hash;
  json["screened_at"] = routine.screened_at;
  json["refused"] = routine.refused;
  if (routine.refused) {
    json["notes"] = routine.notes;
    if (routine.report) {
      json["report"] = to_json(*routine.report);
    }
    json["strokes"] = Json::array();
    return json;
  }
  json["total_s"] = routine.total_s;
  json["asked_s"] = routine.asked_s;
  put_if(json, "shortened_because", routine.shortened_because);
  json["position"] = to_text(routine.position);
  json["training"] = to_text(routine.training);
  json["place"] = to_text(routine.place);
  json["prepare"] = routine.prepare;
  json["notes"] = routine.notes;
  json["strokes"] = Json::array();
  for (const Stroke& stroke : routine.strokes) {
    json["strokes"].push_back(to_json(stroke));
  }
  json["edits"] = Json::array();
  for (const Edit& edit : routine.edits) {
    json["edits"].push_back(to_json(edit));
  }
  json["giver_load"] = {{"most_ratio", routine.giver_load.most_ratio},
                        {"rests_s", routine.giver_load.rests_s},
                        {"rests_count", routine.giver_load.rests_count},
                        {"station_changes_count", routine.giver_load.station_changes_count}};
  put_if(json["giver_load"], "text", routine.giver_load.text);
  return json;
}

Json error_document(Json error, std::string_view knowledge_hash) {
  return Json{{"schema", "unknot.error/1"}, {"knowledge_hash", knowledge_hash}, {"error", std::move(error)}};
}

Json to_json(const Error& error) {
  static constexpr std::array<std::string_view, 6> kCodes = {"bad_input", "too_large", "not_found",
                                                             "conflict",  "storage",   "internal"};
  Json json;
  json["code"] = kCodes[static_cast<std::size_t>(error.code)];
  json["message"] = error.message;
  put_if(json, "place", error.place);
  put_if(json, "hint", error.hint);
  for (const Error& more : error.more) {
    json["more"].push_back(to_json(more));
  }
  return json;
}

}  // namespace unknot
