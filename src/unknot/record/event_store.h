#pragma once
// The port to whatever keeps the journal: an append-only log of events in streams, one stream per stored case.
// Input: events. Output: the same events in order, until the stream is erased. Design section 10. SQLite: apps/server.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/core/date.h"
#include "unknot/core/result.h"
#include "unknot/flow_json.h"

namespace unknot {

/// One thing that happened. Never changed after it is appended.
struct Event {
  std::string stream_id;
  std::int64_t sequence = 0;  ///< 1, 2, 3, ... within its stream
  std::string kind;           ///< "case_saved" "screened" "planned" "edited" "routine_event"
  Json payload;
  std::string recorded_at;  ///< ISO moment; order is told by `sequence`, because clocks jump
};

/// Each call is whole or nothing; what append() acknowledged survives a crash of the process and of the machine.
/// Not safe from several threads at once: the owner serialises.
class EventStore {
 public:
  EventStore() = default;
  EventStore(const EventStore&) = delete;
  EventStore& operator=(const EventStore&) = delete;
  virtual ~EventStore() = default;

  /// @return the event's sequence in its stream; a stream begins with its first event
  /// @error storage: nothing was kept
  [[nodiscard]] virtual Result<std::int64_t> append(const std::string& stream_id, std::string_view kind,
                                                    const Json& payload, const Moment& now) = 0;
  /// The events of a stream in order; only those of `kind` unless empty. No such stream: none.
  [[nodiscard]] virtual Result<std::vector<Event>> read(const std::string& stream_id, std::string_view kind = {}) = 0;
  /// @error not_found
  [[nodiscard]] virtual Result<Event> read_one(const std::string& stream_id, std::int64_t sequence) = 0;
  /// For each stream that has one, its first and its last event of `kind`, in the order of the stream ids.
  struct Span {
    Event last;
    std::string first_recorded_at;
  };
  [[nodiscard]] virtual Result<std::vector<Span>> list(std::string_view kind) = 0;
  /// Removes every trace of a stream from the medium. @error not_found; storage
  [[nodiscard]] virtual Status erase(const std::string& stream_id) = 0;
};

}  // namespace unknot
