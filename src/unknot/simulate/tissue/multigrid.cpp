#include "unknot/simulate/tissue/multigrid.h"

#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/multigrid_level.h"

namespace unknot::tissue {
namespace {

/// Two cells join to one of at most so many times the least: where a mesh grows from cell to cell, long cells wait
/// until the short ones have caught up. What is short in one direction alone neither smoother nor coarse grid would
/// see.
constexpr double kAlike_ratio = 4.2;

/// Linear iterations after which coarse levels are taken to do harm: where they help a solve takes 4 to 60.
constexpr int kPatience_count = 80;

double least_cell_m(const std::vector<double>& line_m) {
  double least_m = line_m.back() - line_m.front();
  for (std::size_t n = 0; n + 1 < line_m.size(); ++n) least_m = std::min(least_m, line_m[n + 1] - line_m[n]);
  return least_m;
}

double longest_line_m(const Grid& grid) {
  return std::max(grid.x_m.back() - grid.x_m.front(), grid.y_m.back() - grid.y_m.front());
}

}  // namespace

template <>
const LinearKernels<float>& linear_kernels<float>(const KernelTable& table) {
  return table.single;
}
template <>
const LinearKernels<double>& linear_kernels<double>(const KernelTable& table) {
  return table.precise;
}

template <class Real>
Multigrid<Real>::Multigrid(const Grid& grid, const KernelTable& kernels, Executor& executor)
    : kernels_(linear_kernels<Real>(kernels)), executor_(executor) {
  set_grid(grid);
}

template <class Real>
void Multigrid<Real>::set_grid(const Grid& grid) {
  Grid next = grid;
  std::vector<Support> supports = find_supports(grid);
  for (std::size_t at = 0;; ++at) {
    if (at < levels_.size()) {
      levels_[at]->set_grid(std::move(next));
    } else {
      levels_.push_back(std::make_unique<Level>(std::move(next)));
    }
    Level& level = *levels_[at];
    level.supports = std::move(supports);
    if (std::max(level.grid.elements_x(), level.grid.elements_y()) <= 6) {
      levels_.resize(at + 1);
      break;
    }
    // Far out on a strongly curved body coarse cells may fold over: others may not; where all do this level is the
    // last.
    const auto nodes_count = level.grid.x_m.size() + level.grid.y_m.size();
    const double long_m = longest_line_m(level.grid);
    double most_m = kAlike_ratio * std::min(least_cell_m(level.grid.x_m), least_cell_m(level.grid.y_m));
    bool is_good = false;
    for (; !is_good && most_m < 4 * long_m; most_m *= 2) {
      level.across = coarsen_line(level.grid.x_m, most_m);
      level.along = coarsen_line(level.grid.y_m, most_m);
      if (level.across.kept.size() + level.along.kept.size() == nodes_count) continue;
      next = coarsen(level.grid, level.across, level.along);
      is_good = !fault_of(next);
    }
    if (!is_good) {
      levels_.resize(at + 1);
      break;
    }
    level.left_weight.clear();
    level.right_weight.clear();
    for (const double right : level.across.right_ratio) {
      level.left_weight.push_back(static_cast<Real>(1 - right));
      level.right_weight.push_back(static_cast<Real>(right));
    }
    supports = coarsen_supports(level.supports, level.across, level.along);
  }
  const Shape& shape = levels_.front()->shape;
  const std::size_t size = shape.vector_size();
  for (Buffer<Real>* vector : {&residual_, &direction_, &product_, &solution_}) {
    if (vector->size() != size) *vector = Buffer<Real>(size);
  }
  scratch_size_ = scratch_size(shape);
  const std::size_t wanted = scratch_size_ * static_cast<std::size_t>(shape.nodes_y);
  if (scratch_.size() != wanted) scratch_ = Buffer<Real>(wanted);
}

template <class Real>
Multigrid<Real>::~Multigrid() = default;

template <class Real>
std::size_t Multigrid<Real>::bytes() const {
  std::size_t count = 4 * residual_.size();
  for (const auto& level : levels_) {
    count +=
        level->stencil.size() + level->pivots.size() + level->history.size() + level->bare.size() + 6 * level->u.size();
  }
  return count * sizeof(Real);
}

template <class Real>
void Multigrid<Real>::for_rows(const Level& level, int count, BlockTask task) {
  if (level.nodes_count() < kSerialNodes_count) {
    for (int block = 0; block < count; ++block) task(block);
  } else {
    executor_.for_blocks(count, task);
  }
}
template <class Real>
void Multigrid<Real>::assemble(Level& level) {
  const Shape& shape = level.shape;
  const auto clear = [&](int j) {
    Real* from = level.stencil.data() + shape.stencil_at(j, 0, 0);
    std::fill(from, from + shape.slab_stencil_size(), Real{0});
  };
  for (int colour = 0; colour < 2; ++colour) {
    auto add = [&](int block) {
      const int j = 2 * block + colour;
      if (colour == 0) {  // just before they are added to, while they are at hand
        clear(j);
        clear(j + 1);
        if (j + 3 == shape.nodes_y) clear(j + 2);
      }
      for (int k = 0; k < level.grid.elements_z(); ++k) {
        TangentRow<Real> row;
        fill_element_row(level.grid, level.arrays, shape, j, k, level.u.data(), row);
        row.lower_fixed = k + 1 >= shape.free_z;
        row.pressure =
            level.pressure.data() + (static_cast<std::ptrdiff_t>(j) * level.grid.elements_z() + k) * shape.stride;
        if (!level.viscous_ratio.empty())
          row.viscous_ratio = static_cast<Real>(level.viscous_ratio[static_cast<std::size_t>(k)]);
        if (level.history.size() > 0 && !level.has_history.empty() &&
            level.has_history[static_cast<std::size_t>(k)] != 0) {
          row.history =
              level.history.data() + (static_cast<std::ptrdiff_t>(j) * (shape.nodes_z - 1) + k) * 48 * shape.stride;
        }
        for (int n = 0; n < 4; ++n) row.stencil[n] = level.stencil.data() + shape.stencil_at(j + n / 2, k + n % 2, 0);
        row.chunk_size = static_cast<std::ptrdiff_t>(shape.nodes_z) * kStencilPlanes_count * kChunk_count;
        kernels_.tangent_row(row);
      }
    };
    for_rows(level, (level.grid.elements_y() + 1 - colour) / 2, add);
  }
  for (const Support& support : level.supports) {
    Real* at = level.stencil.data() + shape.stencil_at(support.j, support.k, support.i);
    for (std::size_t n = 0; n < 6; ++n) at[n * kChunk_count] += static_cast<Real>(support.planes_N_m[n]);
  }
  level.touched.assign(static_cast<std::size_t>(shape.nodes_y), 0);
  auto keep = [&](int j) { keep_bare(level, j); };
  for_rows(level, shape.nodes_y, keep);
  add_surface(level);
  const OperatorView<Real> view = level.view();
  auto factor = [&](int j) { (void)kernels_.factor_lines(view, j); };
  for_rows(level, shape.nodes_y, factor);
  estimate_spectrum(level);
}
template <class Real>
void Multigrid<Real>::coarsen_pressure(const Level& fine, Level& coarse) {
  const int layers = fine.grid.elements_z();
  for (int j = 0; j < coarse.grid.elements_y(); ++j) {
    const int y0 = fine.along.kept[static_cast<std::size_t>(j)], y1 = fine.along.kept[static_cast<std::size_t>(j) + 1];
    for (int k = 0; k < layers; ++k) {
      for (int i = 0; i < coarse.grid.elements_x(); ++i) {
        const int x0 = fine.across.kept[static_cast<std::size_t>(i)],
                  x1 = fine.across.kept[static_cast<std::size_t>(i) + 1];
        Real sum = 0;
        for (int y = y0; y < y1; ++y) {
          for (int x = x0; x < x1; ++x)
            sum += fine.pressure[static_cast<std::size_t>((y * layers + k) * fine.shape.stride + x)];
        }
        coarse.pressure[static_cast<std::size_t>((j * layers + k) * coarse.shape.stride + i)] =
            sum / static_cast<Real>((y1 - y0) * (x1 - x0));
      }
    }
  }
}

template <class Real>
void Multigrid<Real>::realize(const Buffer<double>& u, const Buffer<double>& pressure_Pa, const StepHistory& history,
                              const SurfaceStiffness& surface, bool finest_alone) {
  Level& fine = *levels_.front();
  std::copy(u.begin(), u.end(), fine.u.begin());
  std::copy(pressure_Pa.begin(), pressure_Pa.end(), fine.pressure.begin());
  set_surface(surface);
  for (const auto& level : levels_) {
    level->viscous_ratio = history.viscous_ratio;
    level->has_history = history.has_history;
  }
  if (!history.has_history.empty()) {
    if (fine.history.size() == 0) fine.history = Buffer<Real>(history.stress_Pa.size());
    std::copy(history.stress_Pa.begin(), history.stress_Pa.end(), fine.history.begin());
  }
  if (finest_alone) {
    assemble(fine);
    for (std::size_t n = 1; n < levels_.size(); ++n) refactor(*levels_[n]);
    return;
  }
  alone_ = false;
  for (std::size_t n = 0; n + 1 < levels_.size(); ++n) {
    Level& from = *levels_[n];
    Level& to = *levels_[n + 1];
    for (int j = 0; j < to.shape.nodes_y; ++j) {
      const int fine_j = from.along.kept[static_cast<std::size_t>(j)];
      for (int k = 0; k < to.shape.nodes_z; ++k) {
        for (int c = 0; c < 3; ++c) {
          const Real* source = from.u.data() + from.shape.vector_at(fine_j, k) + c * from.shape.stride;
          Real* target = to.u.data() + to.shape.vector_at(j, k) + c * to.shape.stride;
          for (int i = 0; i < to.shape.nodes_x; ++i) target[i] = source[from.across.kept[static_cast<std::size_t>(i)]];
        }
      }
    }
    coarsen_pressure(from, to);
  }
  for (const auto& level : levels_) assemble(*level);
}

template <class Real>
double Multigrid<Real>::dot(const Level& level, const Buffer<Real>& a, const Buffer<Real>& b) {
  const Shape& shape = level.shape;
  partial_.assign(static_cast<std::size_t>(shape.nodes_y), 0.0);
  auto part = [&](int j) {
    const std::ptrdiff_t from = shape.vector_at(j, 0),
                         count = static_cast<std::ptrdiff_t>(shape.free_z) * 3 * shape.stride;
    const Real* pa = a.data() + from;
    const Real* pb = b.data() + from;
    double sums[16] = {};
    for (std::ptrdiff_t n = 0; n < count; n += 16) {
      for (std::ptrdiff_t lane = 0; lane < 16; ++lane) {
        sums[lane] += static_cast<double>(pa[n + lane]) * static_cast<double>(pb[n + lane]);
      }
    }
    double sum = 0;
    for (const double value : sums) sum += value;
    partial_[static_cast<std::size_t>(j)] = sum;
  };
  for_rows(level, shape.nodes_y, part);
  double sum = 0;
  for (const double value : partial_) sum += value;
  return sum;
}
template <class Real>
LinearOutcome Multigrid<Real>::solve(const Buffer<double>& b, Buffer<double>& x, double tolerance_ratio,
                                     double enough_J, int iterations_max_count, bool warm) {
  Level& fine = *levels_.front();
  const Shape& shape = fine.shape;
  const OperatorView<Real> view = fine.view();
  const std::size_t size = shape.vector_size();
  const std::ptrdiff_t slab = static_cast<std::ptrdiff_t>(shape.nodes_z) * 3 * shape.stride;
  const auto each_row = [&](auto&& body) {
    auto task = [&](int j) { body(j * slab, j * slab + slab); };
    for_rows(fine, shape.nodes_y, task);
  };
  const auto precondition = [&]() {
    std::swap(fine.b, residual_);
    cycle(0);
    std::swap(fine.b, residual_);
  };

  LinearOutcome outcome;
  std::copy(b.begin(), b.end(), residual_.begin());
  solution_.clear();
  double target = 0;
  precondition();
  double work = dot(fine, residual_, fine.x);
  const auto leave_coarse_levels = [&]() {
    if (alone_ || levels_.size() == 1) return false;
    alone_ = true;
    precondition();
    work = dot(fine, residual_, fine.x);
    std::copy(fine.x.begin(), fine.x.end(), direction_.begin());
    return true;
  };
  if (work < 0) (void)leave_coarse_levels();
  target = std::max(tolerance_ratio * tolerance_ratio * work, enough_J);
  outcome.start_work_J = work;
  if (warm) {
    std::copy(x.begin(), x.end(), solution_.begin());
    auto subtract = [&](int j) {
      kernels_.subtract_apply(view, residual_.data(), solution_.data(), product_.data(), scratch(j), j);
    };
    for_rows(fine, shape.nodes_y, subtract);
    std::swap(residual_, product_);
    precondition();
    work = dot(fine, residual_, fine.x);
    if (work < 0) (void)leave_coarse_levels();
  }
  std::copy(fine.x.begin(), fine.x.end(), direction_.begin());
  outcome.indefinite = work < 0 || !std::isfinite(work);
  while (work > target && !outcome.indefinite && outcome.iterations_count < iterations_max_count) {
    ++outcome.iterations_count;
    partial_.assign(static_cast<std::size_t>(shape.nodes_y), 0.0);
    auto multiply = [&](int j) {
      partial_[static_cast<std::size_t>(j)] = kernels_.apply(view, direction_.data(), product_.data(), scratch(j), j);
    };
    for_rows(fine, shape.nodes_y, multiply);
    double curvature = 0;
    for (const double value : partial_) curvature += value;
    if (!(curvature > 0)) {
      outcome.indefinite = true;
      break;
    }
    const auto alpha = static_cast<Real>(work / curvature);
    each_row([&](std::ptrdiff_t from, std::ptrdiff_t to) {
      Real* s = solution_.data();
      Real* r = residual_.data();
      const Real* p = direction_.data();
      const Real* q = product_.data();
      for (std::ptrdiff_t n = from; n < to; ++n) {
        s[n] += alpha * p[n];
        r[n] -= alpha * q[n];
      }
    });
    precondition();
    const double next = dot(fine, residual_, fine.x);
    if (!(next >= 0) || outcome.iterations_count == kPatience_count) {
      // Begins anew from here, if with another preconditioner.
      if (std::isfinite(next) && leave_coarse_levels()) {
        outcome.indefinite = !(work >= 0);
        continue;
      }
      if (!(next >= 0)) {
        outcome.indefinite = true;
        break;
      }
    }
    const auto beta = static_cast<Real>(next / work);
    each_row([&](std::ptrdiff_t from, std::ptrdiff_t to) {
      Real* p = direction_.data();
      const Real* z = fine.x.data();
      for (std::ptrdiff_t n = from; n < to; ++n) p[n] = z[n] + beta * p[n];
    });
    work = next;
  }
  outcome.end_work_J = work;
  outcome.residual_work_J = dot(fine, solution_, residual_);
  for (std::size_t n = 0; n < size; ++n) x[n] = static_cast<double>(solution_[n]);
  return outcome;
}

template <class Real>
Buffer<double> Multigrid<Real>::multiply(const Buffer<double>& x) {
  Level& fine = *levels_.front();
  std::copy(x.begin(), x.end(), direction_.begin());
  const OperatorView<Real> view = fine.view();
  auto task = [&](int j) { (void)kernels_.apply(view, direction_.data(), product_.data(), scratch(j), j); };
  for_rows(fine, fine.shape.nodes_y, task);
  Buffer<double> y(x.size());
  std::copy(product_.begin(), product_.end(), y.begin());
  return y;
}

template class Multigrid<float>;
template class Multigrid<double>;

}  // namespace unknot::tissue
