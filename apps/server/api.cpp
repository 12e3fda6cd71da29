#include "api.h"

#include <algorithm>
#include <chrono>

#include "unknot/flow_error.h"

namespace unknot {
namespace {

// Engineering limits, far above what one household's page does.
constexpr double kChangesBurst_count = 400;
constexpr double kChangesPer_s = 100;
constexpr std::size_t kMaxIdLength_count = 64;
constexpr std::size_t kRemembered_count = 64;

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::storage:
    case ErrorCode::internal:
      break;
  }
  return 500;
}

double read_steady_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdLength_count && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

net::HttpResponse with_house_fields(net::HttpResponse response) {
  response.fields.insert(response.fields.end(), house_fields().begin(), house_fields().end());
  return response;
}

net::HttpResponse json_response(int status, const Json& document) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, document.dump() + "\n"};
}

std::string_view word_of_status(int status) {
  switch (status) {
    case 400:
      return "bad_input";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 408:
      return "too_slow";
    case 413:
      return "too_large";
    case 415:
      return "wrong_type";
    case 429:
      return "too_many";
    case 431:
      return "head_too_large";
    case 503:
      return "busy";
    default:
      return "internal";
  }
}

}  // namespace

bool match_path(std::string_view pattern, std::string_view path, std::string& id) {
  const std::size_t brace = pattern.find("{id}");
  if (brace == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, brace);
  const std::string_view after = pattern.substr(brace + 4);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
  const std::string_view between = path.substr(before.size(), path.size() - before.size() - after.size());
  if (!is_id(between)) return false;
  id = between;
  return true;
}

const std::vector<Api::Entry>& Api::entries() {
  static const std::vector<Entry> entries = {
      {{"GET", "/api/v1/health"}, &Api::get_health},
      {{"GET", "/api/v1/openapi.json"}, &Api::get_openapi},
      {{"GET", "/api/v1/licenses"}, &Api::get_licenses},
      {{"GET", "/api/v1/questions"}, &Api::get_questions},
      {{"GET", "/api/v1/atlas"}, &Api::get_atlas},
      {{"POST", "/api/v1/atlas"}, &Api::post_atlas},
      {{"GET", "/api/v1/codex"}, &Api::get_codex},
      {{"GET", "/api/v1/sources"}, &Api::get_sources},
      {{"GET", "/api/v1/guidance"}, &Api::get_guidance},
      {{"POST", "/api/v1/screen"}, &Api::post_screen},
      {{"POST", "/api/v1/plan"}, &Api::post_plan},
      {{"POST", "/api/v1/replan"}, &Api::post_replan},
      {{"POST", "/api/v1/swaps"}, &Api::post_swaps},
      {{"POST", "/api/v1/export"}, &Api::post_export},
      {{"POST", "/api/v1/cases"}, &Api::post_case},
      {{"GET", "/api/v1/cases"}, &Api::get_cases},
      {{"GET", "/api/v1/cases/{id}"}, &Api::get_case},
      {{"PUT", "/api/v1/cases/{id}"}, &Api::put_case},
      {{"DELETE", "/api/v1/cases/{id}"}, &Api::delete_case},
      {{"GET", "/api/v1/cases/{id}/giver"}, &Api::get_case_giver},
      {{"POST", "/api/v1/cases/{id}/screen"}, &Api::post_case_screen},
      {{"POST", "/api/v1/cases/{id}/plan"}, &Api::post_case_plan},
      {{"GET", "/api/v1/routines/{id}"}, &Api::get_routine},
      {{"POST", "/api/v1/routines/{id}/edit"}, &Api::post_routine_edit},
      {{"POST", "/api/v1/routines/{id}/events"}, &Api::post_routine_event},
  };
  return entries;
}

std::span<const ApiRoute> api_routes() {
  static const std::vector<ApiRoute> routes = [] {
    std::vector<ApiRoute> result;
    for (const Api::Entry& entry : Api::entries()) result.push_back(entry.route);
    return result;
  }();
  return routes;
}

Api::Api(const Engine& engine, Journal& journal, ApiWorld world, std::uint16_t port, std::span<const EmbeddedFile> web)
    : engine_(engine),
      journal_(journal),
      world_(std::move(world)),
      port_(port),
      static_files_(web),
      changes_(kChangesBurst_count, kChangesPer_s),
      questions_(engine.questions_document().dump()),
      atlas_(engine.atlas_document(nullptr).dump()),
      codex_(engine.codex_document().dump()),
      sources_(engine.sources_document().dump()),
      guidance_(engine.guidance_document().dump()) {
  Json licenses = head("unknot.licenses/1");
  licenses.update(Json::parse(embedded_document("licenses.json")));
  licenses_ = licenses.dump();
}

std::optional<net::HttpResponse> Api::refuse(const net::HttpRequest& head) {
  if (const auto refusal = check_head(head, port_)) {
    return with_house_fields(plain_error(refusal->status, refusal->message));
  }
  if (changes_state(head) && !changes_.take(read_steady_s())) {
    net::HttpResponse response = plain_error(429, "too many requests at once; wait a second");
    response.fields.emplace_back("Retry-After", "1");
    return with_house_fields(std::move(response));
  }
  return std::nullopt;
}

net::HttpResponse Api::answer_fault(int status, std::string_view message) {
  return with_house_fields(plain_error(status, message));
}

net::HttpResponse Api::answer(const net::HttpRequest& request) {
  try {
    if (request.path.starts_with("/api/")) return with_house_fields(answer_api(request));
    if (!changes_state(request)) return with_house_fields(static_files_.answer(request));
    net::HttpResponse response = plain_error(405, "only GET is answered here");
    response.fields.emplace_back("Allow", "GET, HEAD");
    return with_house_fields(std::move(response));
  } catch (const std::exception& problem) {
    // A ContractViolation or an exhausted memory: ours, not the client's. The next request is answered again.
    world_.log(request.method + " " + request.path + ": " + problem.what());
    return with_house_fields(plain_error(500, "something in Unknot itself went amiss; the server's log says what"));
  }
}

net::HttpResponse Api::answer_api(const net::HttpRequest& request) {
  std::string allowed;
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  for (const Entry& entry : entries()) {
    std::string id;
    if (!match_path(entry.route.pattern, request.path, id)) continue;
    if (entry.route.method != method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(entry.route.method);
      continue;
    }
    Reply reply = (this->*entry.handler)(Call{request, std::move(id), world_.read_clock()});
    return reply ? *std::move(reply) : answer_error(reply.error());
  }
  if (allowed.empty()) return plain_error(404, "there is no such route; /api/v1/openapi.json lists them");
  net::HttpResponse response = plain_error(405, "this route answers " + allowed + " only");
  response.fields.emplace_back("Allow", allowed);
  return response;
}

net::HttpResponse Api::answer_error(const Error& error) const {
  const int status = status_of(error.code);
  if (status == 500) world_.log(describe(error));
  return error_response(status, to_json(error));
}

net::HttpResponse Api::plain_error(int status, std::string_view message) const {
  return error_response(status, Json{{"code", word_of_status(status)}, {"message", message}});
}

net::HttpResponse Api::error_response(int status, Json error) const {
  return json_response(status, error_document(std::move(error), engine_.knowledge_hash()));
}

net::HttpResponse Api::document(int status, const Json& document) const { return json_response(status, document); }

std::unique_lock<std::mutex> Api::lock_to_change() {
  std::unique_lock<std::mutex> lock(journal_mutex_);
  remembered_.clear();
  return lock;
}

Api::Reply Api::remember(const Call& call, const std::function<Result<Json>()>& make) {
  const std::scoped_lock lock(journal_mutex_);
  if (remembered_on_ != call.now.date || remembered_.size() >= kRemembered_count) remembered_.clear();
  remembered_on_ = call.now.date;
  auto known = remembered_.find(call.request.path);
  if (known == remembered_.end()) {
    const Result<Json> made = make();
    if (!made) return made.error();
    known = remembered_.emplace(call.request.path, made->dump() + "\n").first;
  }
  return net::HttpResponse{200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, known->second};
}

Json Api::head(std::string_view schema) const {
  return Json{{"schema", schema}, {"knowledge_hash", engine_.knowledge_hash()}};
}

Result<Case> Api::read_case_body(const Call& call) const {
  const Result<Node> node = parse_json(call.request.body, "request");
  if (!node) return node.error();
  return read_case(*node, engine_.case_schema());
}

}  // namespace unknot
