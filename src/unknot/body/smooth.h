#pragma once
// A cubic through knots that never overshoots them, for profiles that must stay monotone where their knots are.
// Input: knots (x rising). Output: values between. Fritsch and Butland 1984, SIAM J Sci Stat Comput 5:300.

#include <utility>
#include <vector>

namespace unknot {

class MonotoneCubic {
 public:
  /// @param knots  at least two, x rising
  explicit MonotoneCubic(std::vector<std::pair<double, double>> knots);
  /// @param x  inside the knots
  [[nodiscard]] double value(double x) const;

 private:
  std::vector<std::pair<double, double>> knots_;
  std::vector<double> slope_;
};

}  // namespace unknot
