#pragma once
// A small HTTP/1.1 server for this machine alone: one io thread, a few workers, every limit stated. Free of Boost here.
// Input: a Service that answers requests. Output: a bound port, then a loop until SIGINT or SIGTERM. docs/adr/0001.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "unknot/core/result.h"

namespace unknot::net {

/// Header fields in the order they came; names in lower case in requests.
using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  ///< "GET"
  std::string path;    ///< the target before '?', as sent (not percent-decoded)
  std::string query;   ///< after '?'
  HttpFields fields;
  std::string body;  ///< empty while only the head has been read

  /// The value of a field, or null. @param name in lower case
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] int count(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  HttpFields fields;
  std::string body;
};

/// What the server does with requests. `refuse` and `answer_fault` run on the io thread, `answer` on a worker.
class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;
  /// Looks at the head before the body is read; a response here ends the connection.
  [[nodiscard]] virtual std::optional<HttpResponse> refuse(const HttpRequest& head) = 0;
  /// Must not throw; called from several workers at once.
  [[nodiscard]] virtual HttpResponse answer(const HttpRequest& request) = 0;
  /// The response for what the server itself found amiss: 400, 408, 413, 431, 503.
  [[nodiscard]] virtual HttpResponse answer_fault(int status, std::string_view message) = 0;
};

/// Engineering limits, not policy on health: they keep one careless client from holding the server.
struct HttpLimits {
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 1024 * 1024;
  std::size_t connections_count = 128;
  std::size_t workers_count = 2;
  double head_s = 20;   ///< to send the next request's head; also how long an idle connection is kept
  double body_s = 20;   ///< to send the body
  double write_s = 20;  ///< to take the response
  double drain_s = 2;   ///< to finish what is under way after a signal
};

struct HttpAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
};

class HttpServer {
 public:
  /// Binds and listens; answers nothing until run().
  /// @error bad_input for a host that is not this machine's loopback; conflict when the port is taken
  [[nodiscard]] static Result<HttpServer> open(const HttpAddress& address, const HttpLimits& limits);
  ~HttpServer();
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;

  /// The port really bound.
  [[nodiscard]] std::uint16_t port() const;
  /// Serves until SIGINT, SIGTERM or stop(); lets requests under way finish for at most `drain_s`.
  void run(Service& service);
  /// From any thread.
  void stop();

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unknot::net
