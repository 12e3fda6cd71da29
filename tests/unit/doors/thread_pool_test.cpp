// The doors' threads: every block runs once, and a solve gives the same bits whatever their number.
#include "native/thread_pool.h"

#include <gtest/gtest.h>

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
