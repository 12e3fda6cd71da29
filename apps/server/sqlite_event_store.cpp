#include "sqlite_event_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace unknot {
namespace {

constexpr int kBusyTimeout_ms = 2000;
constexpr int kApplicationId = 0x556E6B74;  // "Unkt", so that a foreign database is not taken for ours

/// Step i brings a file of version i to version i + 1. A released step is never changed, only followed.
constexpr std::array<const char*, 1> kMigrations = {R"sql(
  CREATE TABLE event (
    stream_id   TEXT    NOT NULL,
    sequence    INTEGER NOT NULL CHECK (sequence > 0),
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL,
    PRIMARY KEY (stream_id, sequence)
  ) STRICT;
  CREATE INDEX event_by_kind ON event (kind, stream_id, sequence);
)sql"};

Error to_error(const SQLite::Exception& problem, const std::string& path, std::string_view doing) {
  Error error{ErrorCode::storage, std::string(doing) + " failed: " + problem.what(), path, "", {}};
  switch (problem.getErrorCode()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      error.message = "the journal's file is damaged";
      error.hint = "move it aside and start again; a copy made earlier can be put in its place";
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      error.message = "the journal's file cannot be written to";
      error.hint = "check the permissions of the file and its folder, and that the disk is not read-only";
      break;
    case SQLITE_CANTOPEN:
      error.message = "the journal's file cannot be opened";
      error.hint = "check the folder given with --data";
      break;
    case SQLITE_FULL:
      error.message = "the disk is full; nothing was stored";
      error.hint = "make room and try again";
      break;
    case SQLITE_IOERR:
      error.message = std::string("the disk did not take the entry; nothing was stored (") + problem.what() + ")";
      error.hint = "check the disk and its free room";
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      error.message = "another program is using the journal's file";
      error.hint = "close it and try again";
      break;
    default:
      break;
  }
  return error;
}

std::int64_t read_number(SQLite::Database& database, const char* pragma) {
  return database.execAndGet(pragma).getInt64();
}

void migrate(SQLite::Database& database, std::int64_t from_version) {
  for (std::size_t step = static_cast<std::size_t>(from_version); step < kMigrations.size(); ++step) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(kMigrations[step]);
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(step + 1));
    transaction.commit();
  }
}

/// Moves everything into the main file and cuts the write-ahead log to nothing: what it held of erased rows goes too.
void empty_log(SQLite::Database& database) {
  SQLite::Statement checkpoint(database, "PRAGMA wal_checkpoint(TRUNCATE)");
  if (checkpoint.executeStep() && checkpoint.getColumn(0).getInt() != 0) {
    throw SQLite::Exception("the log could not be emptied", SQLITE_BUSY);
  }
}

/// No deleted byte stays in the file or in its log.
void scrub(SQLite::Database& database) {
  database.exec("VACUUM");
  empty_log(database);
}

Event to_event(SQLite::Statement& row) {
  Event event;
  event.stream_id = row.getColumn(0).getString();
  event.sequence = row.getColumn(1).getInt64();
  event.kind = row.getColumn(2).getString();
  event.payload = Json::parse(row.getColumn(3).getString());
  event.recorded_at = row.getColumn(4).getString();
  return event;
}

}  // namespace

struct SqliteEventStore::State {
  State(const std::string& file_path, int flags) : path(file_path), database(file_path, flags, kBusyTimeout_ms) {}

  /// Runs `work`, which may throw what SQLite and the JSON reader throw, and turns that into an Error.
  template <typename Work>
  auto guard(std::string_view doing, Work work) -> decltype(work()) {
    try {
      return work();
    } catch (const SQLite::Exception& problem) {
      return to_error(problem, path, doing);
    } catch (const Json::exception& problem) {
      return Error{
          ErrorCode::storage, "an entry of the journal is damaged: " + std::string(problem.what()), path, "", {}};
    }
  }

  std::string path;
  SQLite::Database database;
};

SqliteEventStore::SqliteEventStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteEventStore::~SqliteEventStore() = default;

Result<std::unique_ptr<SqliteEventStore>> SqliteEventStore::open(const std::string& path) {
  // SQLite would create the file with the mask's permissions; its log and index take theirs from this file.
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Error{ErrorCode::storage,
                 "the journal's file cannot be opened for writing: " + std::string(std::strerror(errno)),
                 path,
                 "check the permissions of the file and of the folder given with --data",
                 {}};
  }
  ::close(fd);
  try {
    auto state = std::make_unique<State>(path, SQLite::OPEN_READWRITE);
    SQLite::Database& database = state->database;
    const std::int64_t version = read_number(database, "PRAGMA user_version");
    const std::int64_t application = read_number(database, "PRAGMA application_id");
    const std::int64_t tables_count = read_number(database, "SELECT count(*) FROM sqlite_schema");
    if (tables_count > 0 && application != kApplicationId) {
      return Error{ErrorCode::conflict,
                   "this database belongs to another program",
                   path,
                   "choose another folder with --data",
                   {}};
    }
    if (version < 0 || version > static_cast<std::int64_t>(kMigrations.size())) {
      return Error{ErrorCode::conflict,
                   "the journal was written by a newer Unknot (version " + std::to_string(version) +
                       ", this one knows " + std::to_string(kMigrations.size()) + ")",
                   path,
                   "start the newer program, or choose another folder with --data",
                   {}};
    }
    database.exec("PRAGMA temp_store = MEMORY");  // VACUUM must not leave a copy in the system's temporary folder
    database.exec("PRAGMA secure_delete = ON");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA trusted_schema = OFF");
    const std::string verdict = database.execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") throw SQLite::Exception(verdict, SQLITE_CORRUPT);
    migrate(database, version);
    // An erase that the last run could not finish is finished now.
    read_number(database, "PRAGMA freelist_count") > 0 ? scrub(database) : empty_log(database);
    return std::unique_ptr<SqliteEventStore>(new SqliteEventStore(std::move(state)));
  } catch (const SQLite::Exception& problem) {
    return to_error(problem, path, "opening the journal");
  }
}

Result<std::int64_t> SqliteEventStore::append(const std::string& stream_id, std::string_view kind, const Json& payload,
                                              const Moment& now) {
  return state_->guard("storing", [&]() -> Result<std::int64_t> {
    const std::string text = payload.dump();
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement next(state_->database, "SELECT coalesce(max(sequence), 0) + 1 FROM event WHERE stream_id = ?");
    next.bind(1, stream_id);
    next.executeStep();
    const std::int64_t sequence = next.getColumn(0).getInt64();
    next.reset();
    SQLite::Statement insert(state_->database, "INSERT INTO event VALUES (?, ?, ?, ?, ?)");
    insert.bind(1, stream_id);
    insert.bind(2, sequence);
    insert.bind(3, std::string(kind));
    insert.bind(4, text);
    insert.bind(5, to_text(now));
    insert.exec();
    transaction.commit();
    return sequence;
  });
}

Result<std::vector<Event>> SqliteEventStore::read(const std::string& stream_id, std::string_view kind) {
  return state_->guard("reading", [&]() -> Result<std::vector<Event>> {
    SQLite::Statement rows(state_->database, kind.empty()
                                                 ? "SELECT stream_id, sequence, kind, payload, recorded_at FROM event "
                                                   "WHERE stream_id = ?1 ORDER BY sequence"
                                                 : "SELECT stream_id, sequence, kind, payload, recorded_at FROM event "
                                                   "WHERE stream_id = ?1 AND kind = ?2 ORDER BY sequence");
    rows.bind(1, stream_id);
    if (!kind.empty()) rows.bind(2, std::string(kind));
    std::vector<Event> events;
    while (rows.executeStep()) events.push_back(to_event(rows));
    return events;
  });
}

Result<Event> SqliteEventStore::read_one(const std::string& stream_id, std::int64_t sequence) {
  return state_->guard("reading", [&]() -> Result<Event> {
    SQLite::Statement row(state_->database,
                          "SELECT stream_id, sequence, kind, payload, recorded_at FROM event "
                          "WHERE stream_id = ?1 AND sequence = ?2");
    row.bind(1, stream_id);
    row.bind(2, sequence);
    if (!row.executeStep()) return Error{ErrorCode::not_found, "there is no such entry in the journal", "", "", {}};
    return to_event(row);
  });
}

Result<std::vector<EventStore::Span>> SqliteEventStore::list(std::string_view kind) {
  return state_->guard("reading", [&]() -> Result<std::vector<Span>> {
    SQLite::Statement rows(state_->database,
                           "SELECT last.stream_id, last.sequence, last.kind, last.payload, last.recorded_at, "
                           "first.recorded_at FROM "
                           "(SELECT stream_id, min(sequence) AS low, max(sequence) AS high FROM event "
                           " WHERE kind = ?1 GROUP BY stream_id) AS span "
                           "JOIN event AS last ON last.stream_id = span.stream_id AND last.sequence = span.high "
                           "JOIN event AS first ON first.stream_id = span.stream_id AND first.sequence = span.low "
                           "ORDER BY span.stream_id");
    rows.bind(1, std::string(kind));
    std::vector<Span> spans;
    while (rows.executeStep()) spans.push_back(Span{to_event(rows), rows.getColumn(5).getString()});
    return spans;
  });
}

Status SqliteEventStore::erase(const std::string& stream_id) {
  return state_->guard("erasing", [&]() -> Status {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement remove(state_->database, "DELETE FROM event WHERE stream_id = ?");
    remove.bind(1, stream_id);
    if (remove.exec() == 0) return Error{ErrorCode::not_found, "there is no such stream in the journal", "", "", {}};
    transaction.commit();
    try {
      scrub(state_->database);
    } catch (const SQLite::Exception& problem) {
      Error error = to_error(problem, state_->path, "cleaning the journal");
      error.message = "the entries are deleted, but the file could not be rid of their traces: " + error.message;
      error.hint = "make room on the disk and start the server again: it finishes the work";
      return error;
    }
    return Done{};
  });
}

}  // namespace unknot
