// Documents to hand-over types: every key known, every problem named by its place.
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
constexpr std::array<CaseField, 13> kFields = {{{"receiver.age_years", "years", {0, 120}, true},
                                                {"receiver.stature_m", "m", {0.5, 2.5}, false},
                                                {"receiver.mass_kg", "kg", {15, 350}, false},
                                                {"receiver.threshold_Pa", "Pa", {20e3, 2e6}, false},
                                                {"receiver.measured.back_length_m", "m", {0.2, 0.9}, false},
                                                {"receiver.measured.chest_girth_m", "m", {0.4, 2.2}, false},
                                                {"receiver.measured.waist_girth_m", "m", {0.35, 2.5}, false},
                                                {"receiver.measured.hip_girth_m", "m", {0.4, 2.5}, false},
                                                {"receiver.measured.biacromial_m", "m", {0.15, 0.65}, false},
                                                {"complaint.pain.intensity_nrs", "nrs", {0, 10}, true},
                                                {"complaint.pain.radius_m", "m", {0.005, 0.3}, false},
                                                {"complaint.duration_days", "days", {0, 36525}, true},
                                                {"giver.minutes", "minutes", {5, 60}, true}}};

Range range_of(std::string_view name) {
  const auto at =
      std::find_if(kFields.begin(), kFields.end(), [&](const CaseField& field) { return field.name == name; });
  UNKNOT_CHECK(at != kFields.end(), "a case has no field " + std::string(name));
  return at->range;
}

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

MeasuredLengths read_measured(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "measured");
  MeasuredLengths measured;
  measured.back_length_m = reader.number_if("back_length_m", range_of("receiver.measured.back_length_m"));
  measured.chest_girth_m = reader.number_if("chest_girth_m", range_of("receiver.measured.chest_girth_m"));
  measured.waist_girth_m = reader.number_if("waist_girth_m", range_of("receiver.measured.waist_girth_m"));
  measured.hip_girth_m = reader.number_if("hip_girth_m", range_of("receiver.measured.hip_girth_m"));
  measured.biacromial_m = reader.number_if("biacromial_m", range_of("receiver.measured.biacromial_m"));
  reader.finish();
  return measured;
}

Receiver read_receiver(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "receiver");
  Receiver receiver;
  receiver.sex = read_enum<Sex>(reader, "sex");
  receiver.age_years = reader.number("age_years", range_of("receiver.age_years"));
  receiver.stature_m = reader.number_if("stature_m", range_of("receiver.stature_m"));
  receiver.mass_kg = reader.number_if("mass_kg", range_of("receiver.mass_kg"));
  receiver.threshold_Pa = reader.number_if("threshold_Pa", range_of("receiver.threshold_Pa"));
  if (const Node* measured = reader.table_if("measured")) {
    receiver.measured = read_measured(*measured, problems);
  }
  receiver.tradition = reader.text_if("tradition");
  reader.finish();
  return receiver;
}

void require_tradition(const Node& node, const Receiver& receiver, const CaseSchema& schema, Problems& problems) {
  const std::vector<std::string_view> known(schema.traditions.begin(), schema.traditions.end());
  if (receiver.tradition && std::find(known.begin(), known.end(), *receiver.tradition) == known.end()) {
    const std::string near = nearest_word(*receiver.tradition, known);
    problems.add(node, "receiver: the codex has no tradition called \"" + *receiver.tradition + "\"",
                 near.empty() ? "leave it out, or take an id of the codex" : "did you mean \"" + near + "\"?");
  }
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
  complaint.duration_days = reader.number("duration_days", range_of("complaint.duration_days"));
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
  stroke.motion = read_enum<Motion>(reader, "motion");
  stroke.level = read_enum<PressureLevel>(reader, "level");
  stroke.phase = reader.text("phase");
  stroke.cue = reader.text_if("cue").value_or("");
  stroke.force_words = reader.text_if("force_words").value_or("");
  stroke.posture = reader.text_if("posture").value_or("");
  stroke.reason = reader.text("reason");
  stroke.source = reader.text("source");
  stroke.fatigue_ratio = reader.number_if("fatigue_ratio", {0, 1}).value_or(0);
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
  edit.technique = reader.text_if("technique");
  edit.family = reader.text_if("family");
  if ((edit.technique || edit.family) && edit.kind != Edit::Kind::swap) {
    reader.problem("only \"swap\" takes a technique or a family");
  }
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

GiverLoad read_giver_load(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "giver_load");
  GiverLoad load;
  load.most_ratio = reader.number("most_ratio", {0, 1});
  load.rests_s = reader.number("rests_s", kTimeRange_s);
  load.rests_count = static_cast<int>(reader.integer("rests_count", {0, 10000}));
  load.station_changes_count = static_cast<int>(reader.integer("station_changes_count", {0, 10000}));
  load.text = reader.text_if("text").value_or("");
  reader.finish();
  return load;
}

template <typename T>
Result<T> outcome(T value, const Problems& problems) {
  if (!problems.empty()) {
    return problems.to_error();
  }
  return value;
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
    require_tradition(*node, the_case.receiver, schema, problems);
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
  if (const Node* load = reader.table_if("giver_load")) {
    routine.giver_load = read_giver_load(*load, problems);
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

}  // namespace unknot
