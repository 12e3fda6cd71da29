#include "native/thread_pool.h"

#include <algorithm>

namespace unknot {
namespace {

constexpr std::uint64_t kOpen = 1;
constexpr std::uint64_t kWorker = 2;
constexpr std::uint64_t kInside = 0xFFFFFFFEULL;
constexpr std::uint64_t kJob = 1ULL << 32;
/// How long a worker looks out for the next job before it sleeps: jobs of one solve follow within microseconds.
constexpr int kLooks_count = 2000;

void breathe() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

int machine_threads_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

ThreadPool::ThreadPool(int threads_count) {
  for (int n = 1; n < threads_count; ++n) workers_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
  ending_.store(true);
  state_.fetch_add(kJob);
  state_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run_blocks() {
  for (int block = next_block_.fetch_add(1); block < blocks_count_; block = next_block_.fetch_add(1)) (*task_)(block);
}

void ThreadPool::work() {
  std::uint64_t seen = 0;
  while (true) {
    std::uint64_t state = state_.load(std::memory_order_acquire);
    for (int look = 0; look < kLooks_count && state / kJob == seen; ++look) {
      breathe();
      state = state_.load(std::memory_order_acquire);
    }
    if (ending_.load()) return;
    if (state / kJob == seen) {
      state_.wait(state, std::memory_order_acquire);
      continue;
    }
    // Enter while the job is open; a closed one is past.
    bool inside = false;
    while ((state & kOpen) != 0 && !inside) {
      inside =
          state_.compare_exchange_weak(state, state + kWorker, std::memory_order_acq_rel, std::memory_order_acquire);
    }
    seen = state / kJob;
    if (!inside) continue;
    run_blocks();
    state_.fetch_sub(kWorker, std::memory_order_acq_rel);
  }
}

void ThreadPool::for_blocks(int blocks_count, BlockTask task) {
  if (workers_.empty() || blocks_count <= 1) {
    for (int block = 0; block < blocks_count; ++block) task(block);
    return;
  }
  task_ = &task;
  blocks_count_ = blocks_count;
  next_block_.store(0, std::memory_order_relaxed);
  // Nobody is inside: add to the job's number and open it.
  state_.fetch_add(kJob + kOpen, std::memory_order_acq_rel);
  state_.notify_all();
  run_blocks();
  state_.fetch_sub(kOpen, std::memory_order_acq_rel);
  for (int look = 0; (state_.load(std::memory_order_acquire) & kInside) != 0; ++look) {
    look < kLooks_count ? breathe() : std::this_thread::yield();
  }
}

}  // namespace unknot
