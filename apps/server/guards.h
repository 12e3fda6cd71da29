#pragma once
// Who may speak to the server: this machine's own page, and programs on this machine. Design section 12.
// Input: the head of a request. Output: nothing, or the status and the reason for refusing it.

#include <cstdint>
#include <optional>
#include <string>

#include "net/http_server.h"

namespace unknot {

struct Refusal {
  int status = 403;
  std::string message;
};

/// Does the request change or compute something? Those are held to the stricter rules.
[[nodiscard]] bool changes_state(const net::HttpRequest& head);

/// Host must name this server (a page of a rebound domain sends its own name); Origin, where there is one, must be the
/// same; a browser's request from another site is refused; bodies must be JSON, which no plain form can send.
[[nodiscard]] std::optional<Refusal> check_head(const net::HttpRequest& head, std::uint16_t port);

/// What every response carries: nothing from elsewhere is loaded, nobody else may frame or read it.
[[nodiscard]] const net::HttpFields& house_fields();

/// So many changes at once and per second, for all clients together.
class TokenBucket {
 public:
  TokenBucket(double burst_count, double refill_per_s) : burst_count_(burst_count), refill_per_s_(refill_per_s) {}
  /// @param now_s a clock that never goes back
  [[nodiscard]] bool take(double now_s);

 private:
  double burst_count_;
  double refill_per_s_;
  double tokens_count_ = burst_count_;
  std::optional<double> last_s_;
};

}  // namespace unknot
