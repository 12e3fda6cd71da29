// The routes that store nothing: documents, screening, planning, export.
#include <array>

#include "api.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 4> kExportWords = {"json", "html", "print", "handover"};
constexpr Range kSessionRange_s = {0, 7200};

net::HttpResponse ready_document(const std::string& text) {
  return {200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, text};
}

bool asks_giver_view(const net::HttpRequest& request) { return request.query == "view=giver"; }

Error unknown_query(const std::string& query) {
  return Error{ErrorCode::bad_input,
               "the query \"" + query.substr(0, 40) + "\" is not known here",
               "",
               "the only one is view=giver",
               {}};
}

}  // namespace

Api::Reply Api::get_health(const Call&) {
  Json health = head("unknot.health/1");
  health["status"] = "ok";
  return document(200, health);
}

Api::Reply Api::get_openapi(const Call&) { return ready_document(std::string(embedded_document("openapi.json"))); }
Api::Reply Api::get_licenses(const Call&) { return ready_document(licenses_); }
Api::Reply Api::get_questions(const Call&) { return ready_document(questions_); }
Api::Reply Api::get_atlas(const Call&) { return ready_document(atlas_); }
Api::Reply Api::get_codex(const Call&) { return ready_document(codex_); }
Api::Reply Api::get_sources(const Call&) { return ready_document(sources_); }
Api::Reply Api::get_guidance(const Call&) { return ready_document(guidance_); }

Api::Reply Api::post_atlas(const Call& call) {
  const Result<Node> body = parse_json(call.request.body, "request");
  if (!body) return body.error();
  Problems problems;
  TableReader reader(*body, problems, "the request");
  const Node* node = reader.table("receiver");
  reader.finish();
  if (!problems.empty()) return problems.to_error();
  const Result<Receiver> receiver = read_receiver(*node);
  if (!receiver) return receiver.error();
  return document(200, engine_.atlas_document(&*receiver));
}

Api::Reply Api::post_screen(const Call& call) {
  if (!call.request.query.empty() && !asks_giver_view(call.request)) return unknown_query(call.request.query);
  const Result<Case> the_case = read_case_body(call);
  if (!the_case) return the_case.error();
  return document(200, engine_.report_document(engine_.screen(*the_case, call.now), asks_giver_view(call.request)));
}

Api::Reply Api::post_plan(const Call& call) {
  const Result<Case> the_case = read_case_body(call);
  if (!the_case) return the_case.error();
  const Result<Routine> routine = engine_.plan(*the_case, call.now);
  if (!routine) return routine.error();
  return document(200, engine_.routine_document(*routine));
}

Result<Api::PlannedCase> Api::read_planned_case(const Call& call, RoutineMember member,
                                                const std::function<void(TableReader&)>& read_rest) const {
  const Result<Node> body = parse_json(call.request.body, "request");
  if (!body) return body.error();
  Problems problems;
  TableReader reader(*body, problems, "the request");
  const Node* case_node = reader.table("case");
  const Node* routine_node = member == RoutineMember::required ? reader.table("routine") : reader.table_if("routine");
  read_rest(reader);
  reader.finish();
  if (!problems.empty()) return problems.to_error();
  Result<Case> the_case = read_case(*case_node, engine_.case_schema());
  if (!the_case) return the_case.error();
  PlannedCase planned{*std::move(the_case), std::nullopt};
  if (routine_node != nullptr) {
    Result<Routine> routine = read_routine(*routine_node);
    if (!routine) return routine.error();
    planned.routine = *std::move(routine);
  }
  return planned;
}

Api::Reply Api::post_replan(const Call& call) {
  Node edit_node;
  const auto planned = read_planned_case(call, RoutineMember::required, [&](TableReader& reader) {
    if (const Node* node = reader.table("edit")) edit_node = *node;
  });
  if (!planned) return planned.error();
  const Result<Edit> edit = read_edit(edit_node);
  if (!edit) return edit.error();
  const Result<Routine> routine = engine_.replan(planned->the_case, *planned->routine, *edit, call.now);
  if (!routine) return routine.error();
  return document(200, engine_.routine_document(*routine));
}

Api::Reply Api::post_swaps(const Call& call) {
  std::string stroke_id;
  double from_s = 0;
  const auto planned = read_planned_case(call, RoutineMember::required, [&](TableReader& reader) {
    stroke_id = reader.text("stroke_id");
    from_s = reader.number_if("from_s", kSessionRange_s).value_or(0);
  });
  if (!planned) return planned.error();
  const Result<Json> swaps = engine_.swaps_document(planned->the_case, *planned->routine, stroke_id, from_s, call.now);
  if (!swaps) return swaps.error();
  return document(200, *swaps);
}

Api::Reply Api::post_export(const Call& call) {
  std::size_t format_index = 0;
  const auto read = read_planned_case(call, RoutineMember::optional, [&](TableReader& reader) {
    format_index = reader.choice("format", kExportWords);
  });
  if (!read) return read.error();
  const auto format = static_cast<ExportFormat>(format_index);
  const Case& the_case = read->the_case;
  const Result<Routine> routine = read->routine ? Result<Routine>(*read->routine) : engine_.plan(the_case, call.now);
  if (!routine) return routine.error();
  if (read->routine) {
    if (const Status fresh = engine_.check_fresh(*routine, &the_case, call.now); !fresh) return fresh.error();
  }
  Result<std::string> text = engine_.export_text(the_case, *routine, format, call.now);
  if (!text) return text.error();
  const bool json = format == ExportFormat::json;
  const std::string name = "unknot-" + to_text(call.now.date) + "-" + std::string(kExportWords.at(format_index));
  return net::HttpResponse{200,
                           {{"Content-Type", json ? "application/json" : "text/html; charset=utf-8"},
                            {"Content-Disposition", "attachment; filename=\"" + name + (json ? ".json\"" : ".html\"")},
                            {"Cache-Control", "no-store"}},
                           *std::move(text)};
}

}  // namespace unknot
