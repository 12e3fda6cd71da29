#pragma once
// Work split into numbered blocks, run by whoever was handed in: the library itself starts no thread.
// Input: a number of blocks and what to do with one. Output: every block done. Design section 4 "Determinism".

#include <type_traits>

namespace unknot {

/// A borrowed callable `void(int block)`: no allocation, valid only during the call it is passed to.
class BlockTask {
 public:
  template <class Callable, class = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<Callable>, BlockTask>>>
  BlockTask(Callable& callable)  // NOLINT(google-explicit-constructor)
      : callable_(static_cast<void*>(&callable)),
        call_([](void* what, int block) { (*static_cast<Callable*>(what))(block); }) {}
  void operator()(int block) const { call_(callable_, block); }

 private:
  void* callable_;
  void (*call_)(void*, int);
};

/// Runs blocks in any order and on any thread. Callers give every block its own outputs, and add partial sums up by
/// block number afterwards, so results do not depend on the number of threads.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;
  /// Returns when task(0) ... task(blocks_count - 1) have all run. Tasks do not throw; a task may call for_blocks
  /// itself.
  virtual void for_blocks(int blocks_count, BlockTask task) = 0;
  [[nodiscard]] virtual int threads_count() const = 0;
};

/// The calling thread alone.
class SerialExecutor final : public Executor {
 public:
  void for_blocks(int blocks_count, BlockTask task) override {
    for (int block = 0; block < blocks_count; ++block) task(block);
  }
  [[nodiscard]] int threads_count() const override { return 1; }
};

}  // namespace unknot
