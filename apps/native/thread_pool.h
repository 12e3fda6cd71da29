#pragma once
// Threads for the library's Executor: the library itself starts none.
// Input: blocks of work. Output: all of them done, by the caller and whoever was awake in time.

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "unknot/core/executor.h"

namespace unknot {

/// One caller at a time, but a block may call for_blocks itself: threads that have nothing else to do help it. So a few
/// long blocks, each with many short ones inside, keep all threads busy to the end. A worker that wakes too late for a
/// job is not waited for: only blocks in progress are.
class ThreadPool final : public Executor {
 public:
  /// `threads_count` with the caller's own, at least 1.
  explicit ThreadPool(int threads_count);
  ~ThreadPool() override;
  void for_blocks(int blocks_count, BlockTask task) override;
  [[nodiscard]] int threads_count() const override { return static_cast<int>(workers_.size()) + 1; }

 private:
  /// Blocks of one call. Jobs are used again: each time with another number.
  struct alignas(64) Job {
    // Bit 0: it is open; bits 1 to 31: twice the workers inside; above: its number.
    std::atomic<std::uint64_t> state{0};
    std::atomic<bool> taken{false};
    std::atomic<int> next_block{0};
    int blocks_count = 0;
    const BlockTask* task = nullptr;
  };
  /// The number that each job had when a thread last was inside.
  using Seen = std::vector<std::uint64_t>;

  void work();
  static void run_blocks(Job& job);
  [[nodiscard]] bool is_any_new(const Seen& seen) const;
  /// Goes into an open job that is new to this thread, if there is one. @return whether it was inside
  bool help(Seen& seen);
  [[nodiscard]] Job* take_job();
  void wake();

  std::vector<Job> jobs_;
  std::atomic<int> sleepers_count_{0};
  std::atomic<std::uint32_t> calls_{0};  ///< for sleepers to wait on
  std::atomic<bool> ending_{false};
  std::vector<std::thread> workers_;
};

/// As many threads as the machine runs at once.
[[nodiscard]] int machine_threads_count();

}  // namespace unknot
