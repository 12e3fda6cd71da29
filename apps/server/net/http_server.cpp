#include "http_server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <set>

namespace unknot::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kDiscardChunkBytes = 64 * 1024;

std::chrono::nanoseconds to_duration(double seconds_s) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds_s));
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return result;
}

std::string to_string(beast::string_view text) { return {text.data(), text.size()}; }

template <typename Head>
HttpRequest copy_head(const Head& head) {
  HttpRequest request;
  request.method = to_string(head.method_string());
  const std::string target = to_string(head.target());
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  request.query = mark == std::string::npos ? std::string() : target.substr(mark + 1);
  for (const auto& field : head) {
    request.fields.emplace_back(to_lower(to_string(field.name_string())), to_string(field.value()));
  }
  return request;
}

class Session;

/// Shared by the server and its sessions: a session may outlive the loop that made it by one queued completion.
struct Registry {
  std::set<Session*> sessions;
  HttpLimits limits;
  Service* service = nullptr;
  asio::thread_pool* workers = nullptr;
  bool stopping = false;
};

/// One connection: head, checks, body, answer, again. Everything but Service::answer runs on the io thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket&& socket, std::shared_ptr<Registry> registry)
      : stream_(std::move(socket)), registry_(std::move(registry)) {
    registry_->sessions.insert(this);
  }
  ~Session() { registry_->sessions.erase(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() { read_head(); }

  void turn_away() {
    closing_ = true;
    respond(registry_->service->answer_fault(503, "too many connections at once"));
  }

  /// Ends at once when nothing is under way, else after the response.
  void end_when_idle() {
    closing_ = true;
    if (waiting_ && buffer_.size() == 0) close();
  }

  void close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.socket().close(ignored);
  }

 private:
  const HttpLimits& limits() const { return registry_->limits; }

  void read_head() {
    parser_.emplace();
    parser_->header_limit(limits().header_bytes);
    parser_->body_limit(limits().body_bytes);
    waiting_ = true;
    stream_.expires_after(to_duration(limits().head_s));
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](error_code error, std::size_t) { self->on_head(error); });
  }

  void on_head(error_code error) {
    waiting_ = false;
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return fail(431, "the head of the request is too large");
    }
    if (error == http::error::body_limit) return fail(413, too_large());
    if (error.category() == http::make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message) {
      return fail(400, "this is no HTTP/1.1 request: " + error.message());
    }
    if (error) return close();

    request_ = copy_head(parser_->get());
    head_only_ = request_.method == "HEAD";
    keep_alive_ = parser_->get().keep_alive();
    if (auto refusal = registry_->service->refuse(request_)) {
      closing_ = true;
      return respond(std::move(*refusal));
    }
    if (parser_->is_done()) return hand_over();
    const std::string* expect = request_.find("expect");
    if (expect != nullptr && to_lower(*expect) == "100-continue") return send_continue();
    read_body();
  }

  void send_continue() {
    continue_.emplace(http::status::continue_, 11);
    stream_.expires_after(to_duration(limits().write_s));
    http::async_write(stream_, *continue_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      self->read_body();
    });
  }

  void read_body() {
    stream_.expires_after(to_duration(limits().body_s));
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) { self->on_body(error); });
  }

  void on_body(error_code error) {
    if (error == http::error::body_limit) return fail(413, too_large());
    if (error == beast::error::timeout) return fail(408, "the rest of the request did not arrive in time");
    if (error == http::error::partial_message) return fail(400, "the request ended before its stated length");
    if (error.category() == http::make_error_code(http::error::bad_chunk).category()) {
      return fail(400, "the body is not framed as HTTP/1.1 asks: " + error.message());
    }
    if (error) return close();
    hand_over();
  }

  void hand_over() {
    request_.body = std::move(parser_->get().body());
    stream_.expires_never();
    // The worker gives its share of the session back to the io thread: a session ends nowhere else.
    asio::post(*registry_->workers, [self = shared_from_this()]() mutable {
      HttpResponse response = self->registry_->service->answer(self->request_);
      const auto executor = self->stream_.get_executor();
      asio::post(executor, [session = std::move(self), response = std::move(response)]() mutable {
        session->respond(std::move(response));
      });
    });
  }

  std::string too_large() const { return "the body is larger than " + std::to_string(limits().body_bytes) + " bytes"; }

  void fail(int status, std::string_view message) {
    closing_ = true;
    respond(registry_->service->answer_fault(status, message));
  }

  void respond(HttpResponse&& answer) {
    response_.emplace();
    response_->version(11);
    response_->result(static_cast<unsigned>(answer.status));
    for (const auto& [name, value] : answer.fields) response_->insert(name, value);
    if (answer.status == 204 || answer.status == 304) {
      response_->body().clear();
    } else {
      response_->content_length(answer.body.size());
      if (!head_only_) response_->body() = std::move(answer.body);
    }
    response_->keep_alive(keep_alive_ && !closing_ && !registry_->stopping);
    stream_.expires_after(to_duration(limits().write_s));
    http::async_write(stream_, *response_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      if (self->response_->keep_alive()) return self->read_head();
      self->linger();
    });
  }

  /// Takes and drops what the client is still sending, so that it reads the response before the reset.
  void linger() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(to_duration(limits().drain_s));
    buffer_.clear();
    discard();
  }

  void discard() {
    stream_.async_read_some(buffer_.prepare(kDiscardChunkBytes),
                            [self = shared_from_this()](error_code error, std::size_t) {
                              if (error || self->registry_->stopping) return self->close();
                              self->discard();
                            });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Registry> registry_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
  std::optional<http::response<http::empty_body>> continue_;
  HttpRequest request_;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool waiting_ = false;
  bool closing_ = false;
};

}  // namespace

const std::string* HttpRequest::find(std::string_view name) const {
  for (const auto& [field, value] : fields) {
    if (field == name) return &value;
  }
  return nullptr;
}

int HttpRequest::count(std::string_view name) const {
  return static_cast<int>(
      std::count_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; }));
}

struct HttpServer::State {
  explicit State(const HttpLimits& limits)
      : acceptor(io), signals(io), drain_timer(io), registry(std::make_shared<Registry>()) {
    registry->limits = limits;
  }

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (!error) {
        const bool full = registry->sessions.size() >= registry->limits.connections_count;
        const auto session = std::make_shared<Session>(std::move(socket), registry);
        full ? session->turn_away() : session->start();
      } else {
        // Out of file handles: do not spin, try again shortly.
        retry_timer.expires_after(std::chrono::milliseconds(50));
        retry_timer.async_wait([this](error_code cancelled) {
          if (!cancelled) accept();
        });
        return;
      }
      accept();
    });
  }

  void begin_stop() {
    if (registry->stopping) return;
    registry->stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    signals.cancel(ignored);
    retry_timer.cancel();
    const std::set<Session*> open_sessions = registry->sessions;
    for (Session* session : open_sessions) session->end_when_idle();
    drain_timer.expires_after(to_duration(registry->limits.drain_s));
    watch_drain();
  }

  /// The loop ends when no session is left or the drain time is over, whichever is first.
  void watch_drain() {
    if (registry->sessions.empty() || std::chrono::steady_clock::now() >= drain_timer.expiry()) return io.stop();
    drain_poll.expires_after(std::chrono::milliseconds(5));
    drain_poll.async_wait([this](error_code) { watch_drain(); });
  }

  asio::io_context io{1};
  tcp::acceptor acceptor;
  asio::signal_set signals;
  asio::steady_timer drain_timer;
  asio::steady_timer drain_poll{io};
  asio::steady_timer retry_timer{io};
  std::shared_ptr<Registry> registry;
};

Result<HttpServer> HttpServer::open(const HttpAddress& address, const HttpLimits& limits) {
  error_code error;
  const asio::ip::address host = asio::ip::make_address(address.host, error);
  if (error || !host.is_loopback()) {
    return Error{ErrorCode::bad_input,
                 "the server listens on this machine alone, not on \"" + address.host + "\"",
                 "",
                 "use 127.0.0.1",
                 {}};
  }
  auto state = std::make_unique<State>(limits);
  // From here on a signal is kept until run() looks, so that one sent as soon as the address is known ends cleanly.
  state->signals.add(SIGINT, error);
  if (!error) state->signals.add(SIGTERM, error);
  if (error) return Error{ErrorCode::internal, "signals cannot be watched: " + error.message(), "", "", {}};
  const tcp::endpoint endpoint(host, address.port);
  state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    return Error{ErrorCode::conflict,
                 "port " + std::to_string(address.port) + " is taken by another program",
                 "",
                 "stop that program, or choose another port with --port",
                 {}};
  }
  if (error) {
    return Error{ErrorCode::internal,
                 "cannot listen on port " + std::to_string(address.port) + ": " + error.message(),
                 "",
                 "choose a port from 1024 on with --port",
                 {}};
  }
  return HttpServer(std::move(state));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() = default;
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;

std::uint16_t HttpServer::port() const { return state_->acceptor.local_endpoint().port(); }

void HttpServer::run(Service& service) {
  asio::thread_pool workers(state_->registry->limits.workers_count);
  state_->registry->service = &service;
  state_->registry->workers = &workers;
  state_->signals.async_wait([this](error_code error, int) {
    if (!error) state_->begin_stop();
  });
  state_->accept();
  state_->io.run();
  // What a worker has begun (a write to the journal, say) is finished before the program ends.
  workers.join();
}

void HttpServer::stop() {
  asio::post(state_->io, [this] { state_->begin_stop(); });
}

}  // namespace unknot::net
