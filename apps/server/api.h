#pragma once
// The HTTP routes of docs/formats.md around the one engine and the journal. A thin door: it decides nothing itself.
// Input: requests that passed the guards. Output: documents, pages, or errors with their status.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guards.h"
#include "net/http_server.h"
#include "static_files.h"
#include "unknot/engine/engine.h"
#include "unknot/record/journal.h"

namespace unknot {

/// One way in. Patterns hold "{id}" where a stored thing is named.
struct ApiRoute {
  std::string_view method;
  std::string_view pattern;
};

/// Every route below /api/v1/, so that openapi.json can be held against it.
[[nodiscard]] std::span<const ApiRoute> api_routes();

/// What the doors hand in from outside.
struct ApiWorld {
  std::function<Moment()> read_clock;           ///< local time
  std::function<std::string()> make_case_id;    ///< unguessable, new each time
  std::function<void(const std::string&)> log;  ///< for faults of ours; holds no answers of anybody
};

/// Safe from several workers at once: the engine is const, the journal stands behind a mutex.
class Api final : public net::Service {
 public:
  /// @param port the one bound, which Host and Origin must name
  Api(const Engine& engine, Journal& journal, ApiWorld world, std::uint16_t port, std::span<const EmbeddedFile> web);

  std::optional<net::HttpResponse> refuse(const net::HttpRequest& head) override;
  net::HttpResponse answer(const net::HttpRequest& request) override;
  net::HttpResponse answer_fault(int status, std::string_view message) override;

 private:
  /// A request matched to its route.
  struct Call {
    const net::HttpRequest& request;
    std::string id;  ///< where the pattern has one
    Moment now;
  };
  using Reply = Result<net::HttpResponse>;
  using Handler = Reply (Api::*)(const Call&);
  struct Entry {
    ApiRoute route;
    Handler handler;
  };
  static const std::vector<Entry>& entries();
  friend std::span<const ApiRoute> api_routes();

  net::HttpResponse answer_api(const net::HttpRequest& request);
  net::HttpResponse answer_error(const Error& error) const;
  /// An error of HTTP itself, named by its status.
  net::HttpResponse plain_error(int status, std::string_view message) const;
  net::HttpResponse error_response(int status, Json error) const;
  net::HttpResponse document(int status, const Json& document) const;
  /// {schema, knowledge_hash} to build a document on.
  Json head(std::string_view schema) const;
  Result<Case> read_case_body(const Call& call) const;
  /// A case and a routine that was planned for it, as they stand in one body.
  struct PlannedCase {
    Case the_case;
    std::optional<Routine> routine;  ///< may be left out in an export alone
  };
  enum class RoutineMember { required, optional };
  /// `read_rest` reads the route's other members of the body; what it keeps must not point into it.
  Result<PlannedCase> read_planned_case(const Call& call, RoutineMember member,
                                        const std::function<void(TableReader&)>& read_rest) const;
  /// The journal for one handler alone, and what was remembered of it forgotten.
  std::unique_lock<std::mutex> lock_to_change();
  /// A stored document as it was last written out, or made by `make` and kept until the journal or the day changes.
  /// This server is the journal's only writer, so nothing else can make it stale.
  Reply remember(const Call& call, const std::function<Result<Json>()>& make);

  // Stateless: api_engine.cpp
  Reply get_health(const Call& call);
  Reply get_openapi(const Call& call);
  Reply get_licenses(const Call& call);
  Reply get_questions(const Call& call);
  Reply get_atlas(const Call& call);
  Reply post_atlas(const Call& call);
  Reply get_codex(const Call& call);
  Reply get_sources(const Call& call);
  Reply get_guidance(const Call& call);
  Reply post_screen(const Call& call);
  Reply post_plan(const Call& call);
  Reply post_replan(const Call& call);
  Reply post_swaps(const Call& call);
  Reply post_export(const Call& call);

  // Stored: api_journal.cpp
  Reply post_case(const Call& call);
  Reply get_cases(const Call& call);
  Reply get_case(const Call& call);
  Reply put_case(const Call& call);
  Reply delete_case(const Call& call);
  Reply get_case_giver(const Call& call);
  Reply post_case_screen(const Call& call);
  Reply post_case_plan(const Call& call);
  Reply get_routine(const Call& call);
  Reply post_routine_edit(const Call& call);
  Reply post_routine_event(const Call& call);

  const Engine& engine_;
  Journal& journal_;
  std::mutex journal_mutex_;
  std::map<std::string, std::string> remembered_;  ///< by path; behind journal_mutex_
  Date remembered_on_;
  ApiWorld world_;
  std::uint16_t port_;
  StaticFiles static_files_;
  TokenBucket changes_;
  // Documents that do not change while the program runs, written out once.
  std::string questions_;
  std::string atlas_;
  std::string codex_;
  std::string sources_;
  std::string guidance_;
  std::string licenses_;
};

/// "/api/v1/cases/c1/plan" against "/api/v1/cases/{id}/plan". @param id receives what stands for {id}
[[nodiscard]] bool match_path(std::string_view pattern, std::string_view path, std::string& id);

}  // namespace unknot
