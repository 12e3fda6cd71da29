#pragma once
// The EventStore on SQLite: write-ahead log, forced to the disk before anything is acknowledged. docs/adr/0002.
// Input: a file path. Output: events, or a clear Error when the file is damaged, full, read-only or foreign.

#include <memory>
#include <string>

#include "unknot/record/event_store.h"

namespace unknot {

class SqliteEventStore final : public EventStore {
 public:
  /// Creates the file (owner alone may read it), steps an older one forward, checks it as a whole.
  /// @error storage; conflict for a file of a newer Unknot or of another program
  [[nodiscard]] static Result<std::unique_ptr<SqliteEventStore>> open(const std::string& path);
  ~SqliteEventStore() override;

  [[nodiscard]] Result<std::int64_t> append(const std::string& stream_id, std::string_view kind, const Json& payload,
                                            const Moment& now) override;
  [[nodiscard]] Result<std::vector<Event>> read(const std::string& stream_id, std::string_view kind) override;
  [[nodiscard]] Result<Event> read_one(const std::string& stream_id, std::int64_t sequence) override;
  [[nodiscard]] Result<std::vector<Span>> list(std::string_view kind) override;
  /// Overwrites the rows, compacts the file and empties the log. @cost linear in the whole file
  [[nodiscard]] Status erase(const std::string& stream_id) override;

 private:
  struct State;
  explicit SqliteEventStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unknot
