// The routes of stored things: cases, routines and what was really done. docs/formats.md, "Stored things".
#include "api.h"

namespace unknot {
namespace {

void add_entry(Json& document, const StoredCaseEntry& entry) {
  document["case_id"] = entry.case_id;
  document["created_at"] = entry.created_at;
  document["updated_at"] = entry.updated_at;
  document["label"] = entry.label;
}

/// The routine's own document, with where it is stored.
Json with_ids(Json routine, const std::string& case_id, const std::string& routine_id) {
  routine["case_id"] = case_id;
  routine["routine_id"] = routine_id;
  return routine;
}

}  // namespace

Api::Reply Api::post_case(const Call& call) {
  const Result<Case> the_case = read_case_body(call);
  if (!the_case) return the_case.error();
  const auto lock = lock_to_change();
  const Result<StoredCaseEntry> entry = journal_.create_case(world_.make_case_id(), *the_case, call.now);
  if (!entry) return entry.error();
  Json created = head("unknot.stored_case/1");
  add_entry(created, *entry);
  net::HttpResponse response = document(201, created);
  response.fields.emplace_back("Location", "/api/v1/cases/" + entry->case_id);
  return response;
}

Api::Reply Api::get_cases(const Call& call) {
  return remember(call, [&]() -> Result<Json> {
    const Result<std::vector<StoredCaseEntry>> entries = journal_.list_cases();
    if (!entries) return entries.error();
    Json list = head("unknot.stored_cases/1");
    list["cases"] = Json::array();
    for (const StoredCaseEntry& entry : *entries) {
      Json item = Json::object();
      add_entry(item, entry);
      list["cases"].push_back(std::move(item));
    }
    return list;
  });
}

Api::Reply Api::get_case(const Call& call) {
  return remember(call, [&]() -> Result<Json> {
    const Result<StoredCase> stored = journal_.find_case(call.id, call.now.date);
    if (!stored) return stored.error();
    Json found = head("unknot.stored_case/1");
    add_entry(found, stored->entry);
    found["case"] = stored->document;
    const History& history = stored->history;
    found["sessions"] = Json{{"sessions_count", history.sessions_count},
                             {"sessions_without_soreness_count", history.sessions_without_soreness_count}};
    if (history.days_since_last) found["sessions"]["days_since_last"] = *history.days_since_last;
    return found;
  });
}

Api::Reply Api::put_case(const Call& call) {
  const Result<Case> the_case = read_case_body(call);
  if (!the_case) return the_case.error();
  const auto lock = lock_to_change();
  const Result<StoredCaseEntry> entry = journal_.update_case(call.id, *the_case, call.now);
  if (!entry) return entry.error();
  Json saved = head("unknot.stored_case/1");
  add_entry(saved, *entry);
  return document(200, saved);
}

Api::Reply Api::delete_case(const Call& call) {
  const auto lock = lock_to_change();
  if (const Status erased = journal_.erase_case(call.id); !erased) return erased.error();
  return net::HttpResponse{204, {{"Cache-Control", "no-store"}}, {}};
}

Api::Reply Api::get_case_giver(const Call& call) {
  Result<Case> the_case = [&] {
    const std::scoped_lock lock(journal_mutex_);
    return journal_.find_case_to_plan(call.id, call.now.date);
  }();
  if (!the_case) return the_case.error();
  return document(200, engine_.report_document(engine_.screen(*the_case, call.now), true));
}

Api::Reply Api::post_case_screen(const Call& call) {
  const auto lock = lock_to_change();
  const Result<Case> the_case = journal_.find_case_to_plan(call.id, call.now.date);
  if (!the_case) return the_case.error();
  const ScreenReport report = engine_.screen(*the_case, call.now);
  if (const Status kept = journal_.add_report(call.id, report, call.now); !kept) return kept.error();
  return document(200, engine_.report_document(report, false));
}

Api::Reply Api::post_case_plan(const Call& call) {
  const auto lock = lock_to_change();
  const Result<Case> the_case = journal_.find_case_to_plan(call.id, call.now.date);
  if (!the_case) return the_case.error();
  const Result<Routine> routine = engine_.plan(*the_case, call.now);
  if (!routine) return routine.error();
  if (routine->refused) {
    UNKNOT_CHECK(routine->report.has_value(), "a refused routine without its report");
    if (const Status kept = journal_.add_report(call.id, *routine->report, call.now); !kept) return kept.error();
    return document(200, engine_.routine_document(*routine));
  }
  const Result<std::string> routine_id = journal_.add_routine(call.id, *routine, call.now);
  if (!routine_id) return routine_id.error();
  return document(200, with_ids(engine_.routine_document(*routine), call.id, *routine_id));
}

Api::Reply Api::get_routine(const Call& call) {
  return remember(call, [&]() -> Result<Json> {
    const Result<StoredRoutine> stored = journal_.find_routine(call.id);
    if (!stored) return stored.error();
    Json routine = with_ids(engine_.routine_document(stored->routine), stored->case_id, stored->routine_id);
    routine["events"] = Json::array();
    for (const Event& event : stored->events) {
      Json item = event.payload;
      item.erase("routine_id");
      item["recorded_at"] = event.recorded_at;
      routine["events"].push_back(std::move(item));
    }
    return routine;
  });
}

Api::Reply Api::post_routine_edit(const Call& call) {
  const Result<Node> body = parse_json(call.request.body, "request");
  if (!body) return body.error();
  const Result<Edit> edit = read_edit(*body);
  if (!edit) return edit.error();
  const auto lock = lock_to_change();
  const Result<StoredRoutine> stored = journal_.find_routine(call.id);
  if (!stored) return stored.error();
  const Result<Case> the_case = journal_.find_case_of(*stored, call.now.date);
  if (!the_case) return the_case.error();
  const Result<Routine> planned = engine_.replan(*the_case, stored->routine, *edit, call.now);
  if (!planned) return planned.error();
  if (planned->refused) return document(200, engine_.routine_document(*planned));
  const Result<std::string> routine_id = journal_.add_edited_routine(*stored, *edit, *planned, call.now);
  if (!routine_id) return routine_id.error();
  return document(200, with_ids(engine_.routine_document(*planned), stored->case_id, *routine_id));
}

Api::Reply Api::post_routine_event(const Call& call) {
  const Result<Node> body = parse_json(call.request.body, "request");
  if (!body) return body.error();
  const Result<RoutineEvent> event = read_routine_event(*body);
  if (!event) return event.error();
  const auto lock = lock_to_change();
  const Result<StoredRoutine> stored = journal_.find_routine(call.id);
  if (!stored) return stored.error();
  const bool begins = event->kind == RoutineEvent::Kind::started;
  if (begins) {
    const Result<Case> the_case = journal_.find_case_of(*stored, call.now.date);
    if (!the_case) return the_case.error();
    if (const Status fresh = engine_.check_fresh(stored->routine, &*the_case, call.now); !fresh) return fresh.error();
  }
  if (const Status kept = journal_.add_routine_event(*stored, *event, call.now); !kept) return kept.error();
  Json answer = head("unknot.routine_event/1");
  answer["routine_id"] = stored->routine_id;
  answer["kind"] = to_text(event->kind);
  if (event->kind == RoutineEvent::Kind::felt_wrong) {
    // Kept first, then screened: the report must not be lost because the case no longer reads.
    const Result<Case> the_case = journal_.find_case_to_plan(stored->case_id, call.now.date);
    if (!the_case) return the_case.error();
    answer["report"] = engine_.report_document(engine_.screen(*the_case, call.now), false);
  }
  return document(201, answer);
}

}  // namespace unknot
