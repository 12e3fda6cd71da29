#pragma once
// Aligned arrays with room on both sides, so that a vector load one place before or after a row stays inside.
// Input: a length. Output: zeroed memory. docs/theory/tissue.md, "Layout".

#include <algorithm>
#include <cstddef>
#include <new>

namespace unknot::tissue {

/// Zeroed at creation; the margins stay zero.
template <class Real>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) : size_(size) {
    memory_ = static_cast<Real*>(::operator new[]((size + 2 * kMargin) * sizeof(Real), std::align_val_t(64)));
    std::fill(memory_, memory_ + size + 2 * kMargin, Real{0});
  }
  Buffer(const Buffer& other) : Buffer(other.size_) { std::copy(other.begin(), other.end(), begin()); }
  Buffer(Buffer&& other) noexcept : memory_(other.memory_), size_(other.size_) {
    other.memory_ = nullptr;
    other.size_ = 0;
  }
  Buffer& operator=(Buffer other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (memory_ != nullptr) ::operator delete[](memory_, std::align_val_t(64));
  }

  [[nodiscard]] Real* data() { return memory_ == nullptr ? nullptr : memory_ + kMargin; }
  [[nodiscard]] const Real* data() const { return memory_ == nullptr ? nullptr : memory_ + kMargin; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Real* begin() { return data(); }
  [[nodiscard]] Real* end() { return data() + size_; }
  [[nodiscard]] const Real* begin() const { return data(); }
  [[nodiscard]] const Real* end() const { return data() + size_; }
  Real& operator[](std::size_t n) { return data()[n]; }
  const Real& operator[](std::size_t n) const { return data()[n]; }
  void clear() { std::fill(begin(), end(), Real{0}); }

 private:
  static constexpr std::size_t kMargin = 64;
  Real* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace unknot::tissue
