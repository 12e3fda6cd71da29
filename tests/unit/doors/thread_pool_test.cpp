// The doors' threads: every block runs once, and a solve gives the same bits whatever their number.
#include "native/thread_pool.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

TEST(ThreadPool, RunsEveryBlockOnce) {
  for (const int threads_count : {1, 2, 5}) {
    ThreadPool pool(threads_count);
    EXPECT_EQ(pool.threads_count(), threads_count);
    for (int round = 0; round < 2000; ++round) {
      const int blocks_count = round % 23;
      std::vector<int> runs(static_cast<std::size_t>(blocks_count), 0);
      auto task = [&](int block) { ++runs[static_cast<std::size_t>(block)]; };
      pool.for_blocks(blocks_count, task);
      for (const int count : runs) ASSERT_EQ(count, 1);
    }
  }
}

TEST(ThreadPool, RunsBlocksInsideBlocks) {
  for (const int threads_count : {1, 2, 5}) {
    ThreadPool pool(threads_count);
    for (int round = 0; round < 300; ++round) {
      const int outer_count = 1 + round % 5, inner_count = round % 7;
      std::vector<std::array<std::atomic<int>, 21>> runs(static_cast<std::size_t>(outer_count));
      auto outer = [&](int block) {
        std::array<std::atomic<int>, 21>& own_sums = runs[static_cast<std::size_t>(block)];
        for (int time = 0; time < 3; ++time) {
          auto inner = [&](int n) {
            // A third level finds no job of its own when all are taken, and still runs.
            auto deepest = [&](int m) { own_sums[static_cast<std::size_t>(7 * time + n)].fetch_add(m); };
            pool.for_blocks(3, deepest);
          };
          pool.for_blocks(inner_count, inner);
        }
      };
      pool.for_blocks(outer_count, outer);
      for (const auto& own_sums : runs) {
        for (int n = 0; n < 7 * 3; ++n) ASSERT_EQ(own_sums[static_cast<std::size_t>(n)], n % 7 < inner_count ? 3 : 0);
      }
    }
  }
}

TEST(ThreadPool, ThreadsWithoutABlockHelpInsideALongOne) {
  // The long block's two inner ones wait for each other: they only meet if the thread with the short block comes in,
  // be it a worker that is done or the caller, which waits for the long one.
  ThreadPool pool(2);
  const auto wait_for = [](const std::atomic<int>& count, int wanted_count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (count.load() < wanted_count && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return count.load() >= wanted_count;
  };
  for (const int long_block : {0, 1, 0, 1}) {
    std::atomic<int> begun_count{0}, inside_count{0};
    std::atomic<bool> met{true};
    auto outer = [&](int block) {
      ++begun_count;
      if (!wait_for(begun_count, 2)) met = false;  // one thread each
      if (block != long_block) return;
      auto inner = [&](int) {
        ++inside_count;
        if (!wait_for(inside_count, 2)) met = false;
      };
      pool.for_blocks(2, inner);
    };
    pool.for_blocks(2, outer);
    EXPECT_TRUE(met.load()) << long_block;
  }
}

TEST(ThreadPool, SameBitsWithAnyNumberOfThreads) {
  const Result<SlabCase> slab = read_slab_text(R"(
[block]
width_m = 0.2
length_m = 0.2
sides = "free"
[[layer]]
name = "firm"
thickness_m = 0.03
model = "yeoh"
c_Pa = [5e3, 2e3, 0]
poisson_ratio = 0.48
[indenter]
shape = "sphere"
radius_m = 0.05
friction_ratio = 0.2
[load]
kind = "depth"
values_m = [0.003]
[mesh]
across_count = 34
along_count = 34
layer_counts = [5]
)",
                                               "test.toml");
  ASSERT_TRUE(slab.has_value()) << describe(slab.error());
  std::vector<std::string> documents;
  for (const int threads_count : {1, 2, 5}) {
    ThreadPool pool(threads_count);
    Json document = slab_document(run_slab(*slab, pool, {}));
    EXPECT_EQ(document.at("converged"), true);
    document.erase("threads");
    documents.push_back(document.dump());
  }
  for (const std::string& document : documents) EXPECT_EQ(document, documents.front());
}

}  // namespace
}  // namespace unknot
