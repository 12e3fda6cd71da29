#pragma once
// Threads for the library's Executor: the library itself starts none.
// Input: blocks of work. Output: all of them done, by the caller and whoever was awake in time.

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "unknot/simulate/tissue/executor.h"

namespace unknot {

/// One caller at a time. A worker that wakes too late for a job is not waited for: only blocks in progress are.
class ThreadPool final : public Executor {
 public:
  /// `threads_count` with the caller's own, at least 1.
  explicit ThreadPool(int threads_count);
  ~ThreadPool() override;
  void for_blocks(int blocks_count, BlockTask task) override;
  [[nodiscard]] int threads_count() const override { return static_cast<int>(workers_.size()) + 1; }

 private:
  void work();
  void run_blocks();

  // Bit 0: a job is open; bits 1 to 31: twice the workers inside it; above: the number of the job.
  std::atomic<std::uint64_t> state_{0};
  std::atomic<bool> ending_{false};
  std::atomic<int> next_block_{0};
  int blocks_count_ = 0;
  const BlockTask* task_ = nullptr;
  std::vector<std::thread> workers_;
};

/// As many threads as the machine runs at once.
[[nodiscard]] int machine_threads_count();

}  // namespace unknot
