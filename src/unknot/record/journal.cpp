#include "unknot/record/journal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>

namespace unknot {
namespace {

constexpr std::string_view kCaseSaved = "case_saved";
constexpr std::string_view kScreened = "screened";
constexpr std::string_view kPlanned = "planned";
constexpr std::string_view kEdited = "edited";
constexpr std::string_view kRoutineEvent = "routine_event";

constexpr std::array<std::string_view, 8> kRoutineEventWords = {"started", "paused",  "resumed",  "skipped",
                                                                "lighter", "stopped", "finished", "felt_wrong"};
constexpr Range kAtRange_s{0, 24 * 3600};
constexpr std::size_t kMaxNoteBytes = 4000;

Error no_case(const std::string& case_id) {
  return Error{ErrorCode::not_found, "there is no stored case " + case_id, "", "it may have been erased", {}};
}

Error no_routine(const std::string& routine_id) {
  return Error{ErrorCode::not_found, "there is no stored routine " + routine_id, "", "it may have been erased", {}};
}

Date day_of(const Event& event) { return parse_date(event.recorded_at.substr(0, 10)).value_or(Date{}); }

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Lays what people reported after a massage over the saved case. A later save wins where it speaks of the same
/// question; where it is silent the report stands, so that saving the case again cannot lose it.
void apply_reports(Json& document, std::int64_t saved_sequence, const std::vector<Event>& routine_events) {
  for (const Event& event : routine_events) {
    const auto answers = event.payload.find("answers");
    if (answers == event.payload.end() || !answers->is_object()) continue;
    for (const auto& [question, value] : answers->items()) {
      const bool mentioned = document.contains("answers") && document["answers"].contains(question);
      if (mentioned && event.sequence < saved_sequence) continue;
      document["answers"][question] = value;
      if (value != Json(false)) document["answers_since"][question] = to_text(day_of(event));
    }
  }
}

StoredCaseEntry to_entry(const Event& last, const std::string& first_recorded_at) {
  return StoredCaseEntry{last.stream_id, first_recorded_at, last.recorded_at, text_at(last.payload, "label")};
}

Json to_payload(const Case& the_case) {
  return Json{{"label", describe_place(the_case.complaint)}, {"case", to_json(the_case)}};
}

/// The routine as read_routine() takes it, with the hash of the knowledge it was made from, not of today's.
Json to_document(const Routine& routine) {
  Json document{{"schema", "unknot.routine/1"}, {"knowledge_hash", routine.knowledge_hash}};
  document.update(to_json(routine));
  return document;
}

/// "c0ffee-12" -> {"c0ffee", 12}
std::optional<std::pair<std::string, std::int64_t>> split_routine_id(const std::string& routine_id) {
  const std::size_t dash = routine_id.rfind('-');
  if (dash == std::string::npos || dash == 0) return std::nullopt;
  std::int64_t sequence = 0;
  const char* const end = routine_id.data() + routine_id.size();
  const auto [stop, error] = std::from_chars(routine_id.data() + dash + 1, end, sequence);
  if (error != std::errc() || stop != end || sequence < 1) return std::nullopt;
  return std::pair{routine_id.substr(0, dash), sequence};
}

std::string to_routine_id(const std::string& case_id, std::int64_t sequence) {
  return case_id + "-" + std::to_string(sequence);
}

}  // namespace

std::string_view to_text(RoutineEvent::Kind value) { return kRoutineEventWords.at(static_cast<std::size_t>(value)); }

Result<RoutineEvent> read_routine_event(const Node& document) {
  Problems problems;
  TableReader reader(document, problems, "a routine's event");
  RoutineEvent event;
  event.kind = static_cast<RoutineEvent::Kind>(reader.choice("kind", kRoutineEventWords));
  event.at_s = reader.number("at_s", kAtRange_s);
  event.stroke_id = reader.text_if("stroke_id").value_or("");
  event.note = reader.text_if("note").value_or("");
  if (event.note.size() > kMaxNoteBytes) reader.problem("the note is longer than 4000 bytes", "shorten it");
  if (const Node* answers = reader.table_if("answers")) {
    if (event.kind != RoutineEvent::Kind::felt_wrong) {
      reader.problem("only an event of kind \"felt_wrong\" carries answers", "save other answers with the case");
    }
    event.answers = Json::object();
    for (const auto& [question, value] : answers->entries) {
      switch (value.kind) {
        case Node::Kind::boolean:
          event.answers[question] = value.boolean;
          break;
        case Node::Kind::integer:
          event.answers[question] = value.integer;
          break;
        case Node::Kind::real:
          event.answers[question] = value.real;
          break;
        case Node::Kind::text:
          event.answers[question] = value.text;
          break;
        default:
          problems.add(
              value, "an answer here is true, false, \"unknown\", a number or a choice, not " + describe_found(value));
      }
    }
  }
  reader.finish();
  if (!problems.empty()) return problems.to_error();
  return event;
}

Case date_changed_answers(const Case& before, Case after, const Date& today) {
  for (const auto& [question, answer] : after.answers) {
    const auto old_answer = before.answers.find(question);
    const bool same = old_answer != before.answers.end() && old_answer->second == answer;
    if (!same) {
      if (answer != Answer(false)) after.answers_since[question] = today;
      continue;
    }
    const auto old_date = before.answers_since.find(question);
    if (old_date == before.answers_since.end()) continue;
    const auto [entry, fresh] = after.answers_since.try_emplace(question, old_date->second);
    if (!fresh) entry->second = std::max(entry->second, old_date->second);
  }
  return after;
}

History count_history(const std::vector<Event>& stream, const Date& today) {
  struct Session {
    std::optional<Date> finished_on;
    bool troubled = false;
  };
  std::map<std::string, Session> sessions;
  std::optional<Date> last_day;
  for (const Event& event : stream) {
    if (event.kind != kRoutineEvent) continue;
    const std::string kind = text_at(event.payload, "kind");
    Session& session = sessions[text_at(event.payload, "routine_id")];
    if (kind == to_text(RoutineEvent::Kind::finished)) session.finished_on = day_of(event);
    if (kind == to_text(RoutineEvent::Kind::stopped) || kind == to_text(RoutineEvent::Kind::felt_wrong)) {
      session.troubled = true;
    }
    if (kind == to_text(RoutineEvent::Kind::started) || kind == to_text(RoutineEvent::Kind::finished)) {
      last_day = std::max(last_day.value_or(day_of(event)), day_of(event));
    }
  }
  History history;
  for (const auto& [routine_id, session] : sessions) {
    if (!session.finished_on) continue;
    ++history.sessions_count;
    if (!session.troubled && *session.finished_on < today) ++history.sessions_without_soreness_count;
  }
  // A clock set back must not make the last session lie in the future.
  if (last_day) history.days_since_last = static_cast<int>(std::max<std::int64_t>(0, days_between(*last_day, today)));
  return history;
}

std::string describe_place(const Complaint& complaint) {
  std::vector<std::string> places;
  for (const PainMark& mark : complaint.pain) {
    std::string place = "a marked spot";
    if (mark.region) {
      place = to_text(*mark.region);
      std::replace(place.begin(), place.end(), '_', ' ');
      if (mark.side != Side::middle) place += " (" + std::string(to_text(mark.side)) + ")";
    }
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }
  std::string label;
  for (const std::string& place : places) label += (label.empty() ? "" : ", ") + place;
  return label;
}

Result<std::vector<Event>> Journal::read_case_stream(const std::string& case_id, std::string_view kind) {
  Result<std::vector<Event>> events = store_.read(case_id, kind);
  if (events && events->empty()) return no_case(case_id);
  return events;
}

Result<Case> Journal::read_document(const Json& document) const {
  const Result<Node> node = parse_json(document.dump(), "the stored case");
  if (!node) return node.error();
  return read_case(*node, schema_);
}

Result<StoredCaseEntry> Journal::create_case(const std::string& case_id, const Case& the_case, const Moment& now) {
  const Json payload = to_payload(the_case);
  const Result<std::int64_t> sequence = store_.append(case_id, kCaseSaved, payload, now);
  if (!sequence) return sequence.error();
  return StoredCaseEntry{case_id, to_text(now), to_text(now), text_at(payload, "label")};
}

Result<StoredCaseEntry> Journal::update_case(const std::string& case_id, const Case& the_case, const Moment& now) {
  const Result<StoredCase> before = find_case(case_id, now.date);
  if (!before) return before.error();
  // A stored case that no longer fits the knowledge has no answers to compare with: all of the new ones count as
  // changed.
  const Result<Case> known = read_document(before->document);
  const Case dated = date_changed_answers(known ? *known : Case{}, the_case, now.date);
  const Json payload = to_payload(dated);
  const Result<std::int64_t> sequence = store_.append(case_id, kCaseSaved, payload, now);
  if (!sequence) return sequence.error();
  return StoredCaseEntry{case_id, before->entry.created_at, to_text(now), text_at(payload, "label")};
}

Result<std::vector<StoredCaseEntry>> Journal::list_cases() {
  const auto spans = store_.list(kCaseSaved);
  if (!spans) return spans.error();
  std::vector<StoredCaseEntry> entries;
  for (const EventStore::Span& span : *spans) entries.push_back(to_entry(span.last, span.first_recorded_at));
  return entries;
}

Result<StoredCase> Journal::find_case(const std::string& case_id, const Date& today) {
  const Result<std::vector<Event>> saves = read_case_stream(case_id, kCaseSaved);
  if (!saves) return saves.error();
  const Result<std::vector<Event>> routine_events = store_.read(case_id, kRoutineEvent);
  if (!routine_events) return routine_events.error();
  const Event& last = saves->back();
  StoredCase found{
      to_entry(last, saves->front().recorded_at), last.payload.value("case", Json::object()), {}, last.sequence};
  apply_reports(found.document, last.sequence, *routine_events);
  found.history = count_history(*routine_events, today);
  return found;
}

Result<Case> Journal::find_case_to_plan(const std::string& case_id, const Date& today) {
  return find_case_before(case_id, std::numeric_limits<std::int64_t>::max(), today);
}

Result<Case> Journal::find_case_of(const StoredRoutine& routine, const Date& today) {
  return find_case_before(routine.case_id, routine.planned_sequence, today);
}

Result<Case> Journal::find_case_before(const std::string& case_id, std::int64_t sequence, const Date& today) {
  Result<StoredCase> stored = find_case(case_id, today);
  if (!stored) return stored.error();
  Result<std::vector<Event>> earlier = store_.read(case_id, kRoutineEvent);
  if (!earlier) return earlier.error();
  std::erase_if(*earlier, [&](const Event& event) { return event.sequence >= sequence; });
  stored->history = count_history(*earlier, today);
  const bool played_since_saved = std::any_of(earlier->begin(), earlier->end(), [&](const Event& event) {
    const std::string kind = text_at(event.payload, "kind");
    const bool session = kind == to_text(RoutineEvent::Kind::started) || kind == to_text(RoutineEvent::Kind::finished);
    return session && event.sequence > stored->saved_sequence;
  });
  Result<Case> the_case = read_document(stored->document);
  if (!the_case) {
    return Error{ErrorCode::conflict,
                 "the stored case no longer fits the questions this version asks",
                 "",
                 "answer the questions once more and save the case",
                 {the_case.error()}};
  }
  if (played_since_saved) {
    // Only a "no" grows old: a "yes" stands until it is taken back.
    std::erase_if(the_case->answers, [&](const auto& entry) {
      const auto shape = schema_.questions.find(entry.first);
      return shape != schema_.questions.end() && shape->second.each_session && entry.second == Answer(false);
    });
  }
  History& history = the_case->history;
  history.sessions_count += stored->history.sessions_count;
  history.sessions_without_soreness_count += stored->history.sessions_without_soreness_count;
  if (stored->history.days_since_last) {
    const int elsewhere_days = history.days_since_last.value_or(std::numeric_limits<int>::max());
    history.days_since_last = std::min(elsewhere_days, *stored->history.days_since_last);
  }
  return the_case;
}

Status Journal::erase_case(const std::string& case_id) {
  const Result<std::vector<Event>> saves = read_case_stream(case_id, kCaseSaved);
  if (!saves) return saves.error();
  return store_.erase(case_id);
}

Status Journal::add_report(const std::string& case_id, const ScreenReport& report, const Moment& now) {
  const Result<std::int64_t> sequence = store_.append(case_id, kScreened, to_json(report), now);
  if (!sequence) return sequence.error();
  return Done{};
}

Result<std::string> Journal::add_routine(const std::string& case_id, const Routine& routine, const Moment& now) {
  UNKNOT_CHECK(!routine.refused, "a refused routine was handed in to be stored");
  const Result<std::int64_t> sequence = store_.append(case_id, kPlanned, Json{{"routine", to_document(routine)}}, now);
  if (!sequence) return sequence.error();
  return to_routine_id(case_id, *sequence);
}

Result<std::string> Journal::add_edited_routine(const StoredRoutine& before, const Edit& edit, const Routine& after,
                                                const Moment& now) {
  UNKNOT_CHECK(!after.refused, "a refused routine was handed in to be stored");
  const Json payload{{"edited_from", before.routine_id},
                     {"planned_sequence", before.planned_sequence},
                     {"edit", to_json(edit)},
                     {"routine", to_document(after)}};
  const Result<std::int64_t> sequence = store_.append(before.case_id, kEdited, payload, now);
  if (!sequence) return sequence.error();
  return to_routine_id(before.case_id, *sequence);
}

Result<StoredRoutine> Journal::find_routine(const std::string& routine_id) {
  const auto parts = split_routine_id(routine_id);
  if (!parts) return no_routine(routine_id);
  const auto& [case_id, sequence] = *parts;
  const Result<Event> event = store_.read_one(case_id, sequence);
  if (!event) return event.error().code == ErrorCode::not_found ? no_routine(routine_id) : event.error();
  if (event->kind != kPlanned && event->kind != kEdited) return no_routine(routine_id);
  const Result<Node> document = parse_json(event->payload.value("routine", Json()).dump(), "the stored routine");
  if (!document) return document.error();
  Result<Routine> routine = read_routine(*document);
  if (!routine) {
    return Error{ErrorCode::conflict,
                 "the stored routine was written by another version",
                 "",
                 "plan it anew",
                 {routine.error()}};
  }
  const Result<std::vector<Event>> all = store_.read(case_id, kRoutineEvent);
  if (!all) return all.error();
  const std::int64_t planned_sequence = event->payload.value("planned_sequence", sequence);
  StoredRoutine found{to_routine_id(case_id, sequence), case_id, planned_sequence, *std::move(routine), {}};
  for (const Event& each : *all) {
    if (text_at(each.payload, "routine_id") == found.routine_id) found.events.push_back(each);
  }
  return found;
}

Status Journal::add_routine_event(const StoredRoutine& routine, const RoutineEvent& event, const Moment& now) {
  Json payload{{"routine_id", routine.routine_id}, {"kind", to_text(event.kind)}, {"at_s", event.at_s}};
  if (!event.stroke_id.empty()) payload["stroke_id"] = event.stroke_id;
  if (!event.note.empty()) payload["note"] = event.note;
  if (event.answers.is_object() && !event.answers.empty()) {
    // Checked against the questions before it is kept: a case with these answers must be readable.
    const Result<StoredCase> stored = find_case(routine.case_id, now.date);
    if (!stored) return stored.error();
    Json document = stored->document;
    for (const auto& [question, value] : event.answers.items()) document["answers"][question] = value;
    if (const Result<Case> readable = read_document(document); !readable) return readable.error();
    payload["answers"] = event.answers;
  }
  const Result<std::int64_t> sequence = store_.append(routine.case_id, kRoutineEvent, payload, now);
  if (!sequence) return sequence.error();
  return Done{};
}

}  // namespace unknot
