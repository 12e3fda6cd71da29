#include "unknot/flow_json.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/core/read_enum.h"

namespace unknot {
namespace {

constexpr Range kAnyRatio = {-10, 10};
constexpr Range kForceRange_N = {0, 1000};
constexpr Range kTimeRange_s = {0, 7200};

// Wide enough for every adult, narrow enough that a slip of unit or of a digit is seen.
constexpr std::array<CaseField, 8> kFields = {{{"receiver.age_years", "years", {0, 120}, true},
                                               {"receiver.stature_m", "m", {0.5, 2.5}, false},
                                               {"receiver.mass_kg", "kg", {15, 350}, false},
                                               {"receiver.threshold_Pa", "Pa", {20e3, 2e6}, false},
                                               {"complaint.pain.intensity_nrs", "nrs", {0, 10}, true},
                                               {"complaint.pain.radius_m", "m", {0.005, 0.3}, false},
                                               {"complaint.duration_days", "days", {0, 36525}, false},
                                               {"giver.minutes", "minutes", {5, 60}, true}}};

Range range_of(std::string_view name) {
  const auto at =
      std::find_if(kFields.begin(), kFields.end(), [&](const CaseField& field) { return field.name == name; });
  UNKNOT_CHECK(at != kFields.end(), "a case has no field " + std::string(name));
  return at->range;
}

// ----------------------------------------------------------------------------------------------------------- reading

ChartPoint read_chart_point(const Node& node, std::string_view what, Problems& problems) {
  if (node.kind != Node::Kind::array || node.items.size() != 2) {
    problems.add(node, std::string(what) + ": a place on the back is [across, along], found " + describe_found(node));
    return {};
  }
  ChartPoint point;
  std::array<double*, 2> into = {&point.across, &point.along};
  for (std::size_t i = 0; i < 2; ++i) {
    const Node& item = node.items[i];
    if ((item.kind != Node::Kind::integer && item.kind != Node::Kind::real) || std::abs(item.real) > kAnyRatio.high) {
      problems.add(item,
                   std::string(what) + ": a place on the back has two plain numbers, found " + describe_found(item));
      return {};
    }
    *into[i] = item.real;
  }
  return point;
}

ChartPolygon read_chart_points(std::span<const Node> nodes, std::string_view what, Problems& problems) {
  ChartPolygon points;
  for (const Node& node : nodes) {
    points.push_back(read_chart_point(node, what, problems));
  }
  return points;
}

Receiver read_receiver(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "receiver");
  Receiver receiver;
  receiver.sex = read_enum<Sex>(reader, "sex");
  receiver.age_years = reader.number("age_years", range_of("receiver.age_years"));
  receiver.stature_m = reader.number_if("stature_m", range_of("receiver.stature_m"));
  receiver.mass_kg = reader.number_if("mass_kg", range_of("receiver.mass_kg"));
  receiver.threshold_Pa = reader.number_if("threshold_Pa", range_of("receiver.threshold_Pa"));
  reader.finish();
  return receiver;
}

PainMark read_pain_mark(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "pain");
  PainMark mark;
  mark.intensity_nrs = static_cast<int>(reader.integer("intensity_nrs", range_of("complaint.pain.intensity_nrs")));
  if (reader.has("region")) {
    mark.region = read_enum<Region>(reader, "region");
    mark.side = read_enum_if<Side>(reader, "side").value_or(Side::middle);
    if (reader.has("across") || reader.has("along") || reader.has("radius_m")) {
      reader.problem("give either a region with a side, or across, along and radius_m, not both");
    }
  } else {
    mark.centre = ChartPoint{reader.number("across", {kAcrossMin_ratio, kAcrossMax_ratio}),
                             reader.number("along", {kAlongMin_ratio, kAlongMax_ratio})};
    mark.radius_m = reader.number("radius_m", range_of("complaint.pain.radius_m"));
  }
  reader.finish();
  return mark;
}

Complaint read_complaint(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "complaint");
  Complaint complaint;
  const auto marks = reader.array("pain");
  for (const Node& mark : marks) {
    complaint.pain.push_back(read_pain_mark(mark, problems));
  }
  if (marks.empty() || marks.size() > 24) {
    reader.problem("\"pain\" expects 1 to 24 places, found " + std::to_string(marks.size()));
  }
  complaint.duration_days = reader.number_if("duration_days", range_of("complaint.duration_days"));
  reader.finish();
  return complaint;
}

std::optional<Answer> read_answer(const Node& node, const QuestionId& id, const CaseSchema::QuestionShape& shape,
                                  Problems& problems) {
  const auto is_choice = [&](const Node& item) {
    return item.kind == Node::Kind::text &&
           std::find(shape.choices.begin(), shape.choices.end(), item.text) != shape.choices.end();
  };
  const auto refuse = [&](const std::string& expected) {
    problems.add(node, "answers: " + id + " expects " + expected + ", found " + describe_found(node));
    return std::nullopt;
  };
  if (node.kind == Node::Kind::text && node.text == "unknown") {
    return Unknown{};
  }
  if (shape.kind == "yes_no") {
    return node.kind == Node::Kind::boolean ? std::optional<Answer>(node.boolean)
                                            : refuse("true, false or \"unknown\"");
  }
  if (shape.kind == "number") {
    const bool number = node.kind == Node::Kind::integer || node.kind == Node::Kind::real;
    return number && node.real >= shape.range.low && node.real <= shape.range.high
               ? std::optional<Answer>(node.real)
               : refuse("a number between " + Json(shape.range.low).dump() + " and " + Json(shape.range.high).dump() +
                        ", or \"unknown\"");
  }
  std::string list;
  for (const std::string& choice : shape.choices) {
    list += (list.empty() ? "" : ", ") + choice;
  }
  if (shape.kind == "choice") {
    return is_choice(node) ? std::optional<Answer>(node.text) : refuse("one of " + list + ", or \"unknown\"");
  }
  if (node.kind != Node::Kind::array || !std::all_of(node.items.begin(), node.items.end(), is_choice)) {
    return refuse("a list of " + list + ", or \"unknown\"");
  }
  std::vector<std::string> chosen;
  for (const Node& item : node.items) {
    chosen.push_back(item.text);
  }
  return chosen;
}

void read_answers(const Node& node, const CaseSchema& schema, Case& the_case, Problems& problems) {
  TableReader reader(node, problems, "answers");
  for (const auto& [id, shape] : schema.questions) {
    if (const Node* value = reader.any_if(id)) {
      if (auto answer = read_answer(*value, id, shape, problems)) {
        the_case.answers.emplace(id, std::move(*answer));
      }
    }
  }
  reader.finish();
}

void require_rule(const std::string& rule, const CaseSchema& schema, TableReader& reader) {
  if (std::find(schema.rules.begin(), schema.rules.end(), rule) == schema.rules.end()) {
    const std::vector<std::string_view> known(schema.rules.begin(), schema.rules.end());
    const std::string near = nearest_word(rule, known);
    reader.problem("no rule is called \"" + rule + "\"", near.empty() ? "" : "did you mean \"" + near + "\"?");
  }
}

Clearance read_clearance(const Node& node, const CaseSchema& schema, Problems& problems) {
  TableReader reader(node, problems, "clearance");
  Clearance clearance;
  clearance.rule = reader.text("rule");
  clearance.examined_on = reader.date("examined_on");
  clearance.massage_allowed = reader.boolean("massage_allowed");
  require_rule(clearance.rule, schema, reader);
  reader.finish();
  return clearance;
}

Override read_override(const Node& node, const CaseSchema& schema, Problems& problems) {
  TableReader reader(node, problems, "override");
  Override override;
  override.rule = reader.text("rule");
  override.reason = reader.text("reason");
  require_rule(override.rule, schema, reader);
  if (override.reason.size() < 10) {
    reader.problem("the reason for going past a caution is too short", "write a sentence that a colleague understands");
  }
  reader.finish();
  return override;
}

Giver read_giver(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "giver");
  Giver giver;
  giver.training = read_enum<Training>(reader, "training");
  giver.minutes = reader.number("minutes", range_of("giver.minutes"));
  giver.place = read_enum<Place>(reader, "place");
  giver.oil = reader.boolean_if("oil").value_or(giver.place != Place::chair);
  giver.scale_practised = reader.boolean_if("scale_practised").value_or(false);
  giver.position = read_enum_if<Position>(reader, "position");
  if (const Node* profile_node = reader.table_if("profile")) {
    TableReader profile(*profile_node, problems, "giver.profile");
    giver.profile =
        ProfessionalProfile{profile.text("school"), profile.number("hours_count", {1, 20000}), profile.text("number")};
    profile.finish();
  }
  reader.finish();
  return giver;
}

History read_history(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "history");
  History history;
  history.sessions_count = static_cast<int>(reader.integer_if("sessions_count", {0, 100000}).value_or(0));
  history.sessions_without_soreness_count =
      static_cast<int>(reader.integer_if("sessions_without_soreness_count", {0, 100000}).value_or(0));
  if (const auto days = reader.integer_if("days_since_last", {0, 36525})) {
    history.days_since_last = static_cast<int>(*days);
  }
  if (history.sessions_without_soreness_count > history.sessions_count) {
    reader.problem("more sessions without soreness than sessions");
  }
  reader.finish();
  return history;
}

Stroke read_stroke(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "stroke");
  Stroke stroke;
  stroke.id = reader.text("id");
  stroke.technique = reader.text("technique");
  stroke.name = reader.text("name");
  stroke.region = reader.text("region");
  stroke.side = read_enum<Side>(reader, "side");
  stroke.hand = read_enum<HandUse>(reader, "hand");
  stroke.surface = read_enum<Surface>(reader, "surface");
  stroke.station = read_enum<Station>(reader, "station");
  stroke.position = read_enum<Position>(reader, "position");
  stroke.start_s = reader.number("start_s", kTimeRange_s);
  stroke.duration_s = reader.number("duration_s", kTimeRange_s);
  stroke.repetitions_count = static_cast<int>(reader.integer("repetitions_count", {0, 10000}));
  stroke.path = read_chart_points(reader.array("path"), "path", problems);
  stroke.force_N = reader.numbers("force_N", kForceRange_N);
  stroke.path_left = read_chart_points(reader.array_if("path_left"), "path_left", problems);
  if (reader.has("force_left_N")) {
    stroke.force_left_N = reader.numbers("force_left_N", kForceRange_N);
  }
  if (stroke.path.size() != stroke.force_N.size() || stroke.path_left.size() != stroke.force_left_N.size()) {
    reader.problem("a path and its forces need the same number of entries");
  }
  stroke.force_cap_N = reader.number("force_cap_N", kForceRange_N);
  stroke.cap_criterion = reader.text_if("cap_criterion").value_or("");
  stroke.tempo_Hz = reader.number_if("tempo_Hz", {0, 60});
  stroke.speed_m_s = reader.number_if("speed_m_s", {0, 2});
  stroke.dwell_s = reader.number_if("dwell_s", kTimeRange_s);
  stroke.level = read_enum<PressureLevel>(reader, "level");
  stroke.phase = reader.text("phase");
  stroke.cue = reader.text_if("cue").value_or("");
  stroke.force_words = reader.text_if("force_words").value_or("");
  stroke.posture = reader.text_if("posture").value_or("");
  stroke.reason = reader.text("reason");
  stroke.source = reader.text("source");
  reader.finish();
  return stroke;
}

Edit read_edit(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "edit");
  Edit edit;
  edit.kind = read_enum<Edit::Kind>(reader, "kind");
  edit.stroke_id = reader.text_if("stroke_id").value_or("");
  if (const Node* place = reader.any_if("move_to")) {
    edit.move_to = read_chart_point(*place, "move_to", problems);
  }
  edit.minutes = reader.number_if("minutes", {1, 60});
  edit.from_s = reader.number_if("from_s", kTimeRange_s).value_or(0);
  if (edit.kind == Edit::Kind::move && !edit.move_to) {
    reader.problem("\"move\" needs move_to = [across, along]");
  }
  if (edit.kind == Edit::Kind::shorter && !edit.minutes) {
    reader.problem("\"shorter\" needs minutes");
  }
  const bool needs_stroke =
      edit.kind == Edit::Kind::skip || edit.kind == Edit::Kind::swap || edit.kind == Edit::Kind::move;
  if (needs_stroke && edit.stroke_id.empty()) {
    reader.problem("\"" + std::string(to_text(edit.kind)) + "\" needs stroke_id");
  }
  reader.finish();
  return edit;
}

template <typename T>
Result<T> outcome(T value, const Problems& problems) {
  if (!problems.empty()) {
    return problems.to_error();
  }
  return value;
}

// ----------------------------------------------------------------------------------------------------------- writing

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
  json["exclusions"] = Json::array();
  for (const Exclusion& exclusion : report.exclusions) {
    Json item;
    if (!for_giver) {
      item["rule"] = exclusion.rule;
    }
    item["kind"] = exclusion.kind;
    if (!for_giver ||
        std::find(json["exclusions"].begin(), json["exclusions"].end(), item) == json["exclusions"].end()) {
      json["exclusions"].push_back(std::move(item));
    }
  }
  json["positions"] = Json::array();
  for (const Position position : report.positions) {
    json["positions"].push_back(to_text(position));
  }
  put_if(json, "minutes_max", report.minutes_max);
  json["trained_only"] = report.trained_only;
}

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
  json["level"] = to_text(stroke.level);
  json["phase"] = stroke.phase;
  put_if(json, "cue", stroke.cue);
  put_if(json, "force_words", stroke.force_words);
  put_if(json, "posture", stroke.posture);
  json["reason"] = stroke.reason;
  json["source"] = stroke.source;
  return json;
}

}  // namespace

std::span<const CaseField> case_fields() { return kFields; }

Result<Case> read_case(const Node& document, const CaseSchema& schema) {
  Problems problems;
  TableReader reader(document, problems, "case");
  Case the_case;
  reader.text_if("schema");
  reader.text_if("knowledge_hash");
  if (const Node* node = reader.table("receiver")) {
    the_case.receiver = read_receiver(*node, problems);
  }
  if (const Node* node = reader.table("complaint")) {
    the_case.complaint = read_complaint(*node, problems);
  }
  if (const Node* node = reader.table_if("answers")) {
    read_answers(*node, schema, the_case, problems);
  }
  if (const Node* node = reader.table_if("answers_since")) {
    TableReader since(*node, problems, "answers_since");
    for (const auto& [id, shape] : schema.questions) {
      if (const auto date = since.date_if(id)) {
        the_case.answers_since.emplace(id, *date);
      }
    }
    since.finish();
  }
  for (const Node& node : reader.array_if("clearance")) {
    the_case.clearances.push_back(read_clearance(node, schema, problems));
  }
  for (const Node& node : reader.array_if("override")) {
    the_case.overrides.push_back(read_override(node, schema, problems));
  }
  if (const Node* node = reader.table("giver")) {
    the_case.giver = read_giver(*node, problems);
  }
  if (const Node* node = reader.table_if("history")) {
    the_case.history = read_history(*node, problems);
  }
  if (the_case.giver.training == Training::professional && !the_case.giver.profile) {
    reader.problem("training \"professional\" needs [giver.profile] with school, hours_count and number",
                   "without papers to show, use training = \"course\" or \"none\"");
  }
  if (!the_case.overrides.empty() && the_case.giver.training != Training::professional) {
    reader.problem("only a professional may go past a caution, with a written reason", "leave [[override]] out");
  }
  reader.finish();
  return outcome(std::move(the_case), problems);
}

Result<Receiver> read_receiver(const Node& document) {
  Problems problems;
  Receiver receiver = read_receiver(document, problems);
  return outcome(std::move(receiver), problems);
}

Result<Routine> read_routine(const Node& document) {
  Problems problems;
  TableReader reader(document, problems, "routine");
  Routine routine;
  const std::string schema = reader.text("schema");
  if (schema != "unknot.routine/1") {
    reader.problem("expected schema \"unknot.routine/1\", found \"" + schema + "\"");
  }
  reader.text_if("routine_id");
  reader.text_if("case_id");  // these two are the journal's
  reader.any_if("events");
  routine.knowledge_hash = reader.text("knowledge_hash");
  routine.case_hash = reader.text("case_hash");
  routine.screened_at = reader.text("screened_at");
  if (!parse_moment(routine.screened_at)) {
    reader.problem("screened_at expects a moment such as 2026-11-22T20:15:00+01:00");
  }
  if (reader.boolean_if("refused").value_or(false)) {
    reader.problem("a refused routine has nothing to play or edit", "screen again");
  }
  routine.total_s = reader.number("total_s", kTimeRange_s);
  routine.asked_s = reader.number("asked_s", kTimeRange_s);
  routine.shortened_because = reader.text_if("shortened_because").value_or("");
  routine.position = read_enum<Position>(reader, "position");
  routine.training = read_enum<Training>(reader, "training");
  routine.place = read_enum<Place>(reader, "place");
  routine.prepare = reader.texts_if("prepare");
  routine.notes = reader.texts_if("notes");
  for (const Node& node : reader.array("strokes")) {
    routine.strokes.push_back(read_stroke(node, problems));
  }
  for (const Node& node : reader.array_if("edits")) {
    routine.edits.push_back(read_edit(node, problems));
  }
  reader.any_if("limits");  // the giver's view of the report travels with the routine; the engine makes it anew
  reader.finish();
  return outcome(std::move(routine), problems);
}

Result<Edit> read_edit(const Node& document) {
  Problems problems;
  Edit edit = read_edit(document, problems);
  return outcome(std::move(edit), problems);
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
  return json;
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
