#pragma once
// Runs blocks backwards, for tests: whoever depends on their order is found out.
// Input: blocks. Output: all of them done, the last one first.

#include "unknot/core/executor.h"

namespace unknot::test {

class BackwardExecutor final : public Executor {
 public:
  void for_blocks(int blocks_count, BlockTask task) override {
    for (int block = blocks_count - 1; block >= 0; --block) task(block);
  }
  [[nodiscard]] int threads_count() const override { return 3; }
};

}  // namespace unknot::test
