#include "serve.h"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "api.h"
#include "data_folder.h"
#include "native/clock.h"
#include "sqlite_event_store.h"

namespace unknot {
namespace {

/// 128 bits from the system: an id tells nothing and cannot be guessed.
std::string make_case_id() {
  std::array<unsigned char, 16> bytes{};
  std::size_t have_bytes = 0;
  while (have_bytes < bytes.size()) {
    const ssize_t got_bytes = ::getrandom(bytes.data() + have_bytes, bytes.size() - have_bytes, 0);
    UNKNOT_CHECK(got_bytes > 0 || errno == EINTR, std::string("no random bytes: ") + std::strerror(errno));
    if (got_bytes > 0) have_bytes += static_cast<std::size_t>(got_bytes);
  }
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id = "c";
  for (const unsigned char byte : bytes) {
    id += kDigits[byte >> 4U];
    id += kDigits[byte & 0x0FU];
  }
  return id;
}

void log_line(const std::string& line) { std::fprintf(stderr, "unknot: %s\n", line.c_str()); }

/// A folder in the system's temporary folder that goes away with its content.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path(error_) / "unknot-check-XXXXXX").string();
    if (!error_ && ::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    if (!path_.empty()) std::filesystem::remove_all(path_, error_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::error_code error_;
  std::filesystem::path path_;
};

}  // namespace

Status serve(const Engine& engine, const ServeOptions& options,
             const std::function<void(const std::string& address)>& on_ready) {
  // A write to a closed pipe or past a size limit is to be an error that is answered, not the end of the program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);

  Result<std::filesystem::path> folder_path = options.data ? Result(*options.data) : default_data_folder();
  if (!folder_path) return folder_path.error();
  const Result<DataFolder> folder = DataFolder::open(*folder_path);
  if (!folder) return folder.error();
  const Result<std::unique_ptr<SqliteEventStore>> store = SqliteEventStore::open(folder->journal_path());
  if (!store) return store.error();
  Journal journal(**store, engine.case_schema());

  Result<net::HttpServer> server =
      net::HttpServer::open(net::HttpAddress{"127.0.0.1", options.port}, net::HttpLimits{});
  if (!server) return server.error();
  Api api(engine, journal, ApiWorld{read_clock, make_case_id, log_line}, server->port(), embedded_web());
  on_ready("http://127.0.0.1:" + std::to_string(server->port()) + "/");
  server->run(api);
  return Done{};
}

Status check_storage() {
  const TemporaryFolder temporary;
  if (temporary.path().empty()) {
    return Error{ErrorCode::storage, "no temporary folder can be made", "", "check TMPDIR and the disk", {}};
  }
  const Result<DataFolder> folder = DataFolder::open(temporary.path() / "data");
  if (!folder) return folder.error();
  const Result<std::unique_ptr<SqliteEventStore>> store = SqliteEventStore::open(folder->journal_path());
  if (!store) return store.error();
  const Json payload{{"text", "a line to find again"}};
  const Result<std::int64_t> sequence = (*store)->append("check", "checked", payload, Moment{});
  if (!sequence) return sequence.error();
  const Result<Event> event = (*store)->read_one("check", *sequence);
  if (!event) return event.error();
  if (event->payload != payload) {
    return Error{ErrorCode::storage, "the database gave back another text than was stored", "", "check the disk", {}};
  }
  if (const Status erased = (*store)->erase("check"); !erased) return erased.error();
  const Result<std::vector<Event>> rest = (*store)->read("check", "");
  if (!rest) return rest.error();
  if (!rest->empty()) return Error{ErrorCode::storage, "an erased entry is still there", "", "check the disk", {}};
  return Done{};
}

}  // namespace unknot
