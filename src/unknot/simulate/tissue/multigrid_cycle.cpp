// The multigrid's V-cycle: smoothing along vertical lines, and the way between levels.
#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/multigrid_level.h"

namespace unknot::tissue {
namespace {

/// Chebyshev interval of the smoother: from a share of the largest eigenvalue up to it.
constexpr double kSmoothedShare_ratio = 1.0 / 8;
/// The same where layers hardly change their volume: what does change it lies in the upper quarter, and what does not
/// lies so far below that no interval reaches it.
constexpr double kFirmShare_ratio = 1.0 / 4;
/// From this bulk modulus over shear modulus on a layer is one of those (Poisson's ratio 0.4975).
constexpr double kFirm_ratio = 200;
constexpr int kSmoothingDegree_count = 2;
constexpr int kCoarsestDegree_count = 8;
constexpr double kColumns_count = 4;
/// Rows along y are swept in so many parts for each thread; each border costs some fetching anew.
constexpr int kPartsPerThread_count = 2;
/// Rows that a sweep keeps behind the one before.
constexpr int kReach_count = 2;
/// Nodes in a row, padded; the reader's largest count stays below it.
constexpr int kMaxRow_count = 1040;
/// Estimates of the largest eigenvalue come from below.
constexpr double kSpectrumMargin_ratio = 1.1;

double smoothed_share_ratio(const Grid& grid) {
  const bool firm = std::any_of(grid.laws.begin(), grid.laws.end(),
                                [](const Law& law) { return law.bulk_Pa() > kFirm_ratio * law.shear_Pa(); });
  return firm ? kFirmShare_ratio : kSmoothedShare_ratio;
}

}  // namespace

/// Power iteration with B^-1 A from the direction kept since the last tangent.
template <class Real>
void Multigrid<Real>::estimate_spectrum(Level& level) {
  const Shape& shape = level.shape;
  int rounds = 2;
  double size = std::sqrt(dot(level, level.probe, level.probe));
  // Begun anew, too, where a tangent that was no number left nothing in the direction kept.
  if (level.largest_ratio == 0 || !std::isfinite(size)) {
    rounds = 12;
    std::uint64_t state = 0x9E3779B97F4A7C15ULL;
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int k = 0; k < shape.free_z; ++k) {
        for (int c = 0; c < 3; ++c) {
          for (int i = 0; i < shape.nodes_x; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            const bool is_free = level.free_columns[static_cast<std::size_t>(j * shape.stride + i)] != 0;
            level.probe[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)] =
                is_free ? static_cast<Real>(static_cast<double>(state >> 40) / 16777216.0 - 0.5) : Real{0};
          }
        }
      }
    }
    size = std::sqrt(dot(level, level.probe, level.probe));
  }
  const OperatorView<Real> view = level.view();
  double largest = 0;
  for (int round = 0; round < rounds; ++round) {
    auto multiply = [&](int j) {
      (void)kernels_.apply(view, level.probe.data(), level.other.data(), scratch(j), j);
      kernels_.smooth(view, {level.other.data(), nullptr, level.d.data(), level.x.data(), Real{0}, Real{1}}, scratch(j),
                      j);
    };
    for_rows(level, shape.nodes_y, multiply);
    const double grown = std::sqrt(dot(level, level.x, level.x));
    largest = grown / size;
    const auto scale = static_cast<Real>(1 / grown);
    auto normalize = [&](int j) {
      const std::ptrdiff_t from = shape.vector_at(j, 0);
      for (std::ptrdiff_t n = from; n < from + static_cast<std::ptrdiff_t>(shape.free_z) * 3 * shape.stride; ++n) {
        level.probe.data()[n] = level.x.data()[n] * scale;
      }
    };
    for_rows(level, shape.nodes_y, normalize);
    size = 1;
  }
  // Four columns meet in an element, so the ratio is at most 4 where every element's tangent is positive. A direction
  // kept from another tangent tells too little at first: the estimate falls slowly.
  const double known = level.largest_ratio / kSpectrumMargin_ratio;
  largest = std::isfinite(largest) ? std::clamp(std::max(largest, 0.95 * known), 1.0, kColumns_count) : kColumns_count;
  level.largest_ratio = kSpectrumMargin_ratio * largest;
}

/// Sweeps over rows along y, one close behind the other, so that what one fetched the next finds at hand: in every row
/// run(n, j) comes after run(n - 1, ...) of the two rows on either side, and before any that would overwrite what the
/// sweep before still reads. Two rows, because a vector's load one place beside a row touches the next one's end: times
/// zero, but what an earlier solve left there may be no number. Runs of rows are done at the same time, then what lies
/// around the borders between them; each row's work is the same however they are cut.
template <class Real>
template <class Run>
void Multigrid<Real>::for_sweeps(const Level& level, int sweeps_count, const Run& run) {
  const int rows_count = level.shape.nodes_y;
  const int wanted_count =
      level.nodes_count() < kSerialNodes_count ? 1 : kPartsPerThread_count * executor_.threads_count();
  const int parts_count = std::clamp(rows_count / (2 * kReach_count * sweeps_count), 1, wanted_count);
  const auto border = [&](int part) { return rows_count * part / parts_count; };
  auto inside = [&](int part) {
    const int from = border(part), to = border(part + 1);
    const bool first = part == 0, last = part + 1 == parts_count;
    for (int front = from; front < to + kReach_count * (sweeps_count - 1); ++front) {
      for (int sweep = 0; sweep < sweeps_count; ++sweep) {
        const int behind = kReach_count * sweep, j = front - behind;
        if (j >= from + (first ? 0 : behind) && j < to - (last ? 0 : behind)) run(sweep, j);
      }
    }
  };
  for_rows(level, parts_count, inside);
  auto around = [&](int part) {
    const int middle = border(part + 1);
    for (int sweep = 1; sweep < sweeps_count; ++sweep) {
      for (int j = middle - kReach_count * sweep; j < middle + kReach_count * sweep; ++j) run(sweep, j);
    }
  };
  for_rows(level, parts_count - 1, around);
}

/// Chebyshev rounds of the line smoother on level.b; the result is in level.x, and b - A x in level.other if wanted.
template <class Real>
void Multigrid<Real>::smooth(Level& level, bool from_zero, bool with_residual) {
  const OperatorView<Real> view = level.view();
  const double high = level.largest_ratio, low = high * smoothed_share_ratio(level.grid);
  const double centre = (high + low) / 2, half = (high - low) / 2;
  const double sigma = centre / half;
  const bool is_last = alone_ || &level == levels_.back().get();
  const int degree = is_last ? kCoarsestDegree_count : kSmoothingDegree_count;
  std::array<SmoothStep<Real>, kCoarsestDegree_count> steps;
  double rho = 1 / sigma;
  for (int n = 0; n < degree; ++n) {
    double momentum = 0, step = 1 / centre;
    if (n > 0) {
      const double next = 1 / (2 * sigma - rho);
      momentum = next * rho;
      step = 2 * next / half;
      rho = next;
    }
    const bool zero = from_zero && n == 0;
    steps[static_cast<std::size_t>(n)] = {level.b.data(),     zero ? nullptr : level.x.data(), level.d.data(),
                                          level.other.data(), static_cast<Real>(momentum),     static_cast<Real>(step)};
    std::swap(level.x, level.other);
  }
  for_sweeps(level, degree + (with_residual ? 1 : 0), [&](int sweep, int j) {
    if (sweep < degree) {
      kernels_.smooth(view, steps[static_cast<std::size_t>(sweep)], scratch(j), j);
    } else {
      kernels_.subtract_apply(view, level.b.data(), level.x.data(), level.other.data(), scratch(j), j);
    }
  });
}

/// The coarse right-hand side: the transpose of prolong().
template <class Real>
void Multigrid<Real>::restrict_from(const Level& fine, const Buffer<Real>& from, Level& coarse) {
  const std::ptrdiff_t fine_stride = fine.shape.stride, stride = coarse.shape.stride;
  auto task = [&](int j) {
    std::array<Real, kMaxRow_count> line{};
    for (int row = 0; row < 3 * coarse.shape.free_z; ++row) {
      std::fill(line.begin(), line.begin() + fine_stride, Real{0});
      // Fine lines between the neighbours of coarse line j.
      const int first = j > 0 ? fine.along.kept[static_cast<std::size_t>(j) - 1] + 1 : 0;
      const int last =
          j + 1 < coarse.shape.nodes_y ? fine.along.kept[static_cast<std::size_t>(j) + 1] - 1 : fine.shape.nodes_y - 1;
      for (int f = first; f <= last; ++f) {
        const auto at = static_cast<std::size_t>(f);
        const double right = fine.along.right_ratio[at];
        const auto weight = static_cast<Real>(fine.along.left[at] == j ? 1 - right : right);
        const Real* source = from.data() + fine.shape.vector_at(f, 0) + row * fine_stride;
        for (std::ptrdiff_t i = 0; i < fine_stride; ++i) line[static_cast<std::size_t>(i)] += weight * source[i];
      }
      Real* target = coarse.b.data() + coarse.shape.vector_at(j, 0) + row * stride;
      std::fill(target, target + stride, Real{0});
      for (int i = 0; i < fine.shape.nodes_x; ++i) {
        const auto at = static_cast<std::size_t>(i);
        target[fine.across.left[at]] += fine.left_weight[at] * line[at];
        target[fine.across.left[at] + 1] += fine.right_weight[at] * line[at];
      }
    }
  };
  for_rows(fine, coarse.shape.nodes_y, task);
}

template <class Real>
void Multigrid<Real>::prolong_to(Level& fine, const Level& coarse) {
  const std::ptrdiff_t fine_stride = fine.shape.stride, stride = coarse.shape.stride;
  auto task = [&](int f) {
    std::array<Real, kMaxRow_count> line{};
    const auto at_y = static_cast<std::size_t>(f);
    const int left = fine.along.left[at_y];
    const auto right = static_cast<Real>(fine.along.right_ratio[at_y]);
    for (int row = 0; row < 3 * coarse.shape.free_z; ++row) {
      const Real* a = coarse.x.data() + coarse.shape.vector_at(left, 0) + row * stride;
      const Real* b = coarse.x.data() + coarse.shape.vector_at(left + 1, 0) + row * stride;
      for (std::ptrdiff_t i = 0; i < stride; ++i) line[static_cast<std::size_t>(i)] = a[i] + right * (b[i] - a[i]);
      Real* target = fine.x.data() + fine.shape.vector_at(f, 0) + row * fine_stride;
      for (int i = 0; i < fine.shape.nodes_x; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto from = static_cast<std::size_t>(fine.across.left[at]);
        target[i] += fine.left_weight[at] * line[from] + fine.right_weight[at] * line[from + 1];
      }
    }
  };
  for_rows(fine, fine.shape.nodes_y, task);
}

/// One V-cycle on level `at`: x from b.
template <class Real>
void Multigrid<Real>::cycle(std::size_t at) {
  Level& level = *levels_[at];
  const bool coarsest = alone_ || at + 1 == levels_.size();
  smooth(level, true, !coarsest);
  if (coarsest) return;
  Level& coarse = *levels_[at + 1];
  restrict_from(level, level.other, coarse);
  cycle(at + 1);
  prolong_to(level, coarse);
  smooth(level, false, false);
}
template class Multigrid<float>;
template class Multigrid<double>;

}  // namespace unknot::tissue
