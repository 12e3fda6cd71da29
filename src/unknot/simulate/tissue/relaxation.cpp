#include "unknot/simulate/tissue/relaxation.h"

#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/element.h"

namespace unknot::tissue {
namespace {

/// Planes of a symmetric tensor: 00 11 22 01 12 02.
constexpr std::array<std::array<std::size_t, 2>, 6> kPlanes = {{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {0, 2}}};

/// (1 - e^-x) / x.
double mean_decay(double x) { return x > 0 ? -std::expm1(-x) / x : 1.0; }

}  // namespace

Relaxation::Relaxation(const Grid& grid) {
  for (const Law& law : grid.laws) {
    terms_count_ = std::max(terms_count_, law.prony.size());
    for (const PronyTerm& term : law.prony) {
      if (term.share_ratio > 0) fastest_s_ = fastest_s_ > 0 ? std::min(fastest_s_, term.tau_s) : term.tau_s;
    }
  }
}

void Relaxation::allocate(const Grid& grid) {
  const auto size = static_cast<std::size_t>(grid.elements_y() * grid.elements_z() * 48 * grid.shape().stride);
  terms_Pa_.assign(terms_count_, Buffer<double>(size));
  elastic_Pa_ = Buffer<double>(size);
  step_.stress_Pa = Buffer<double>(size);
}

std::size_t Relaxation::bytes() const { return (terms_Pa_.size() + 2) * elastic_Pa_.size() * sizeof(double); }

void Relaxation::begin_step(const Grid& grid, double duration_s, const Buffer<double>& u, Executor& executor) {
  if (fastest_s_ > 0 && duration_s > 0 && !time_has_passed_) {
    time_has_passed_ = true;
    allocate(grid);
    remember(grid, u, executor);
  }
  duration_s_ = duration_s;
  prepare(grid);
}

void Relaxation::prepare(const Grid& grid) {
  // Before time passes nothing is forgotten.
  if (!time_has_passed_) return;
  const double duration_s = duration_s_;
  const Shape shape = grid.shape();
  const auto layers = static_cast<std::size_t>(grid.elements_z());
  step_.viscous_ratio.assign(layers, 1.0);
  step_.has_history.assign(layers, 0);
  for (int k = 0; k < grid.elements_z(); ++k) {
    const Law& law = grid.law(k);
    if (law.prony.empty()) continue;
    const auto at_k = static_cast<std::size_t>(k);
    step_.has_history[at_k] = 1;
    double ratio = 1, known = 0;
    for (const PronyTerm& term : law.prony) {
      const double share = term.share_ratio * mean_decay(duration_s / term.tau_s);
      ratio += share - term.share_ratio;
      known += share;
    }
    step_.viscous_ratio[at_k] = ratio;
    for (int j = 0; j < grid.elements_y(); ++j) {
      const std::ptrdiff_t at = (static_cast<std::ptrdiff_t>(j) * grid.elements_z() + k) * 48 * shape.stride;
      for (std::ptrdiff_t n = at; n < at + 48 * shape.stride; ++n) {
        double sum = -known * elastic_Pa_.data()[n];
        for (std::size_t t = 0; t < law.prony.size(); ++t)
          sum += std::exp(-duration_s / law.prony[t].tau_s) * terms_Pa_[t].data()[n];
        step_.stress_Pa.data()[n] = sum;
      }
    }
  }
}

void Relaxation::continue_from(const Relaxation& before, const Grid& grid,
                               const std::vector<std::vector<IntervalShare>>& row_shares) {
  if (!before.time_has_passed_) return;
  time_has_passed_ = true;
  allocate(grid);
  const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(grid.elements_z()) * 48 * grid.shape().stride;
  const auto take = [&](const Buffer<double>& from, Buffer<double>& to) {
    for (std::size_t j = 0; j < row_shares.size(); ++j) {
      double* target = to.data() + static_cast<std::ptrdiff_t>(j) * size;
      for (const IntervalShare& share : row_shares[j]) {
        const double* source = from.data() + share.index * size;
        for (std::ptrdiff_t n = 0; n < size; ++n) target[n] += share.share_ratio * source[n];
      }
    }
  };
  for (std::size_t t = 0; t < terms_Pa_.size(); ++t) take(before.terms_Pa_[t], terms_Pa_[t]);
  take(before.elastic_Pa_, elastic_Pa_);
  prepare(grid);
}

void Relaxation::end_step(const Grid& grid, const Buffer<double>& u, Executor& executor) {
  if (!time_has_passed_) return;
  remember(grid, u, executor);
  duration_s_ = 0;
  prepare(grid);
}

void Relaxation::remember(const Grid& grid, const Buffer<double>& u, Executor& executor) {
  const Shape shape = grid.shape();
  auto remember_row = [&](int j) {
    for (int k = 0; k < grid.elements_z(); ++k) {
      const Law& law = grid.law(k);
      if (law.prony.empty()) continue;
      const std::ptrdiff_t row = (static_cast<std::ptrdiff_t>(j) * grid.elements_z() + k) * 48 * shape.stride;
      std::array<double, 16> decay{}, gain{};
      for (std::size_t t = 0; t < law.prony.size(); ++t) {
        decay[t] = std::exp(-duration_s_ / law.prony[t].tau_s);
        gain[t] = law.prony[t].share_ratio * mean_decay(duration_s_ / law.prony[t].tau_s);
      }
      for (int i = 0; i < grid.elements_x(); ++i) {
        for (int point = 0; point < 8; ++point) {
          const Matrix3 f = deformation_gradient(grid, u, i, j, k, gauss_point(point));
          const Matrix3 stress_Pa = isochoric_response(grid, i, j, k, f, false).stress_Pa;
          const Matrix3 cof = cofactor(f);
          const double volume = determinant(f);
          for (std::size_t plane = 0; plane < 6; ++plane) {
            // S = F^-1 P.
            const auto [a, b] = kPlanes[plane];
            const double elastic_Pa =
                (cof[a] * stress_Pa[b] + cof[3 + a] * stress_Pa[3 + b] + cof[6 + a] * stress_Pa[6 + b]) / volume;
            const auto n =
                static_cast<std::size_t>(row + (6 * point + static_cast<std::ptrdiff_t>(plane)) * shape.stride + i);
            for (std::size_t t = 0; t < law.prony.size(); ++t) {
              terms_Pa_[t][n] = decay[t] * terms_Pa_[t][n] + gain[t] * (elastic_Pa - elastic_Pa_[n]);
            }
            elastic_Pa_[n] = elastic_Pa;
          }
        }
      }
    }
  };
  executor.for_blocks(grid.elements_y(), remember_row);
}

}  // namespace unknot::tissue
