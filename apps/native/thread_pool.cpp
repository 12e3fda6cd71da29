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
/// A thread's own jobs at once: blocks inside a block. Deeper ones run on the thread that is there.
constexpr std::size_t kDepth_count = 2;

/// How many blocks of any pool this thread is inside of.
thread_local int depth_count = 0;

void breathe() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

int machine_threads_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

ThreadPool::ThreadPool(int threads_count) : jobs_(kDepth_count * static_cast<std::size_t>(std::max(1, threads_count))) {
  for (int n = 1; n < threads_count; ++n) workers_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
  ending_.store(true);
  calls_.fetch_add(1);
  calls_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run_blocks(Job& job) {
  ++depth_count;
  for (int block = job.next_block.fetch_add(1); block < job.blocks_count; block = job.next_block.fetch_add(1)) {
    (*job.task)(block);
  }
  --depth_count;
}

bool ThreadPool::is_any_new(const Seen& seen) const {
  for (std::size_t n = 0; n < jobs_.size(); ++n) {
    const std::uint64_t state = jobs_[n].state.load();
    if ((state & kOpen) != 0 && state / kJob != seen[n]) return true;
  }
  return false;
}

bool ThreadPool::help(Seen& seen) {
  for (std::size_t n = 0; n < jobs_.size(); ++n) {
    Job& job = jobs_[n];
    std::uint64_t state = job.state.load(std::memory_order_acquire);
    // Enter while the job is open; a closed one is past.
    while ((state & kOpen) != 0 && state / kJob != seen[n]) {
      if (!job.state.compare_exchange_weak(state, state + kWorker, std::memory_order_acq_rel,
                                           std::memory_order_acquire)) {
        continue;
      }
      seen[n] = state / kJob;
      run_blocks(job);
      job.state.fetch_sub(kWorker, std::memory_order_acq_rel);
      return true;
    }
  }
  return false;
}

void ThreadPool::work() {
  Seen seen(jobs_.size(), 0);
  int looks_count = 0;
  while (!ending_.load()) {
    if (help(seen)) {
      looks_count = 0;
    } else if (++looks_count < kLooks_count) {
      breathe();
    } else {
      // Whoever opens a job from now on sees a sleeper and calls; one opened before is seen here.
      sleepers_count_.fetch_add(1);
      const std::uint32_t calls = calls_.load();
      if (!is_any_new(seen) && !ending_.load()) calls_.wait(calls);
      sleepers_count_.fetch_sub(1);
      looks_count = 0;
    }
  }
}

ThreadPool::Job* ThreadPool::take_job() {
  for (Job& job : jobs_) {
    if (!job.taken.load(std::memory_order_relaxed) && !job.taken.exchange(true, std::memory_order_acquire)) return &job;
  }
  return nullptr;
}

void ThreadPool::wake() {
  if (sleepers_count_.load() == 0) return;
  calls_.fetch_add(1);
  calls_.notify_all();
}

void ThreadPool::for_blocks(int blocks_count, BlockTask task) {
  Job* job = workers_.empty() || blocks_count <= 1 ? nullptr : take_job();
  if (job == nullptr) {
    for (int block = 0; block < blocks_count; ++block) task(block);
    return;
  }
  job->task = &task;
  job->blocks_count = blocks_count;
  job->next_block.store(0, std::memory_order_relaxed);
  // Nobody is inside: add to the job's number and open it.
  job->state.fetch_add(kJob + kOpen);
  wake();
  run_blocks(*job);
  job->state.fetch_sub(kOpen, std::memory_order_acq_rel);
  // Who waits for another thread's long block helps with the short ones inside it; who is inside a block itself does
  // not, because a long one of others would hold it up.
  Seen seen;
  for (int look = 0; (job->state.load(std::memory_order_acquire) & kInside) != 0; ++look) {
    if (depth_count == 0 && look >= kLooks_count / 10) {
      if (seen.empty()) seen.resize(jobs_.size(), 0);
      if (help(seen)) continue;
    }
    look < kLooks_count ? breathe() : std::this_thread::yield();
  }
  job->taken.store(false, std::memory_order_release);
}

}  // namespace unknot
