#include "guards.h"

#include <algorithm>
#include <array>

namespace unknot {
namespace {

bool is_own_host(std::string_view host, std::uint16_t port) {
  const std::string suffix = ":" + std::to_string(port);
  const std::array<std::string, 3> own = {"127.0.0.1" + suffix, "localhost" + suffix, "[::1]" + suffix};
  return std::find(own.begin(), own.end(), host) != own.end();
}

bool is_json_type(std::string_view value) {
  std::string type(value.substr(0, value.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return type == "application/json";
}

bool has_body(const net::HttpRequest& head) {
  const std::string* length = head.find("content-length");
  return head.find("transfer-encoding") != nullptr || (length != nullptr && *length != "0");
}

}  // namespace

bool changes_state(const net::HttpRequest& head) { return head.method != "GET" && head.method != "HEAD"; }

std::optional<Refusal> check_head(const net::HttpRequest& head, std::uint16_t port) {
  const std::string* host = head.find("host");
  if (head.count("host") != 1 || !is_own_host(*host, port)) {
    return Refusal{403, "the Host field must name this server: 127.0.0.1:" + std::to_string(port)};
  }
  const bool api = head.path.starts_with("/api/");
  const std::string* origin = head.find("origin");
  const std::string* site = head.find("sec-fetch-site");
  if (origin != nullptr && (head.count("origin") != 1 || *origin != "http://" + *host)) {
    return Refusal{403, "the request comes from another page"};
  }
  if (changes_state(head)) {
    // A browser names the origin of each such request. Without Origin and Sec-Fetch-Site it is no browser's.
    if (site != nullptr && (*site != "same-origin" || origin == nullptr)) {
      return Refusal{403, "the request comes from another page"};
    }
    const std::string* type = head.find("content-type");
    if (has_body(head) && (type == nullptr || !is_json_type(*type))) {
      return Refusal{415, "the body must be sent as Content-Type: application/json"};
    }
    const std::string* encoding = head.find("content-encoding");
    if (encoding != nullptr && *encoding != "identity") return Refusal{415, "the body must not be compressed"};
  } else if (api && site != nullptr && *site != "same-origin" && *site != "none") {
    return Refusal{403, "the request comes from another page"};
  }
  return std::nullopt;
}

const net::HttpFields& house_fields() {
  static const net::HttpFields fields = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
       "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
       "frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Embedder-Policy", "require-corp"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy",
       "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), "
       "screen-wake-lock=(self), fullscreen=(self)"},
  };
  return fields;
}

bool TokenBucket::take(double now_s) {
  if (last_s_) tokens_count_ = std::min(burst_count_, tokens_count_ + (now_s - *last_s_) * refill_per_s_);
  last_s_ = now_s;
  if (tokens_count_ < 1) return false;
  tokens_count_ -= 1;
  return true;
}

}  // namespace unknot
