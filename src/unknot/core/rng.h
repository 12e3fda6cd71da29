#pragma once
// Seeded random numbers, the same on every machine: splitmix64 (Steele, Lea, Flood 2014).
// Input: a seed. Output: uniform numbers. No global state.

#include <cstdint>

namespace unknot {

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  /// [0, 1)
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// [0, n), n > 0
  std::uint64_t index(std::uint64_t n) { return next() % n; }
  bool chance(double probability_ratio) { return uniform() < probability_ratio; }

 private:
  std::uint64_t state_;
};

}  // namespace unknot
