#pragma once
// Aligned arrays with room on both sides, so that a vector load one place before or after a row stays inside.
// Input: a length. Output: zeroed memory. docs/theory/tissue.md, "Layout".

#include <algorithm>
#include <cstddef>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace unknot::tissue {

/// Zeroed at creation; the margins stay zero.
template <class Real>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) : size_(size) {
    const std::size_t bytes = (size + 2 * kMargin) * sizeof(Real);
    memory_ = static_cast<Real*>(::operator new[](bytes, alignment_of(size)));
#if defined(__linux__)
    // A hint alone: long arrays read in strides spend less on finding their pages where these are large.
    if (bytes >= kLarge_bytes) (void)madvise(memory_, bytes, MADV_HUGEPAGE);
#endif
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
    if (memory_ != nullptr) ::operator delete[](memory_, alignment_of(size_));
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
  static constexpr std::size_t kLarge_bytes = std::size_t{4} << 20;
  static constexpr std::align_val_t alignment_of(std::size_t size) {
    return std::align_val_t((size + 2 * kMargin) * sizeof(Real) >= kLarge_bytes ? std::size_t{2} << 20 : 64);
  }
  Real* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace unknot::tissue
