#pragma once
// What every EventStore must do, run against each implementation; and the simplest one, in memory, to test the journal.

#include <gtest/gtest.h>

#include <map>

#include "unknot/record/event_store.h"

namespace unknot::test {

class MemoryEventStore final : public EventStore {
 public:
  Result<std::int64_t> append(const std::string& stream_id, std::string_view kind, const Json& payload,
                              const Moment& now) override {
    if (full) return Error{ErrorCode::storage, "full", "", "", {}};
    auto& stream = streams_[stream_id];
    const auto sequence = static_cast<std::int64_t>(stream.size()) + 1;
    stream.push_back(Event{stream_id, sequence, std::string(kind), payload, to_text(now)});
    return sequence;
  }
  Result<std::vector<Event>> read(const std::string& stream_id, std::string_view kind) override {
    std::vector<Event> events;
    for (const Event& event : streams_[stream_id]) {
      if (kind.empty() || event.kind == kind) events.push_back(event);
    }
    return events;
  }
  Result<Event> read_one(const std::string& stream_id, std::int64_t sequence) override {
    for (const Event& event : streams_[stream_id]) {
      if (event.sequence == sequence) return event;
    }
    return Error{ErrorCode::not_found, "none", "", "", {}};
  }
  Result<std::vector<Span>> list(std::string_view kind) override {
    std::vector<Span> spans;
    for (const auto& [stream_id, stream] : streams_) {
      const auto events = read(stream_id, kind);
      if (!events->empty()) spans.push_back(Span{events->back(), events->front().recorded_at});
    }
    return spans;
  }
  Status erase(const std::string& stream_id) override {
    if (streams_[stream_id].empty()) return Error{ErrorCode::not_found, "none", "", "", {}};
    streams_.erase(stream_id);
    return Done{};
  }

  bool full = false;

 private:
  std::map<std::string, std::vector<Event>> streams_;
};

inline Moment moment_on(int day, int second_of_day_s = 0) { return Moment{Date{2026, 11, day}, second_of_day_s, 60}; }

/// @param store fresh
inline void run_event_store_battery(EventStore& store) {
  EXPECT_TRUE(store.read("a", "")->empty());
  EXPECT_TRUE(store.list("saved")->empty());
  EXPECT_EQ(store.erase("a").error().code, ErrorCode::not_found);
  EXPECT_EQ(store.read_one("a", 1).error().code, ErrorCode::not_found);

  const Json odd{{"text", "a \"quoted\" line\nand Grüße \u2603"}, {"zeta", 0.1}, {"alpha", {1, true, nullptr}}};
  EXPECT_EQ(*store.append("b", "saved", Json{{"n", 1}}, moment_on(20)), 1);
  EXPECT_EQ(*store.append("a", "saved", Json{{"n", 1}}, moment_on(21)), 1);
  EXPECT_EQ(*store.append("a", "played", odd, moment_on(22)), 2);
  EXPECT_EQ(*store.append("a", "saved", Json{{"n", 2}}, moment_on(19)), 3);  // a clock set back changes no order

  const auto all = store.read("a", "");
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ(all->at(1).payload, odd);
  EXPECT_EQ(all->at(1).payload.dump(), odd.dump());  // members keep their order
  EXPECT_EQ(all->at(2).recorded_at, "2026-11-19T00:00:00+01:00");
  EXPECT_EQ(all->at(2).sequence, 3);
  const auto saves = store.read("a", "saved");
  ASSERT_EQ(saves->size(), 2U);
  EXPECT_EQ(saves->back().payload["n"], 2);
  EXPECT_EQ(store.read_one("a", 2)->kind, "played");
  EXPECT_EQ(store.read_one("a", 4).error().code, ErrorCode::not_found);

  const auto spans = store.list("saved");
  ASSERT_EQ(spans->size(), 2U);
  EXPECT_EQ(spans->at(0).last.stream_id, "a");
  EXPECT_EQ(spans->at(0).last.sequence, 3);
  EXPECT_EQ(spans->at(0).first_recorded_at, "2026-11-21T00:00:00+01:00");
  EXPECT_EQ(spans->at(1).last.stream_id, "b");
  EXPECT_EQ(store.list("played")->size(), 1U);

  EXPECT_TRUE(store.erase("a"));
  EXPECT_TRUE(store.read("a", "")->empty());
  EXPECT_EQ(store.read("b", "")->size(), 1U);
  EXPECT_EQ(*store.append("a", "saved", Json{{"n", 9}}, moment_on(22)), 1);  // a new stream tells nothing of the old
}

}  // namespace unknot::test
