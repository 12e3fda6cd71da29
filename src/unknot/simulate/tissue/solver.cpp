#include "unknot/simulate/tissue/solver.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/check.h"

namespace unknot::tissue {
namespace {

/// Least volume ratio that a Newton step may reach.
constexpr double kLeastVolume_ratio = 0.05;
/// A body that is let up does no work at last: then this share of the most it ever did sets the scale.
constexpr double kWorkFloor_ratio = 1e-4;
constexpr double kPenaltyStart_Pa_m = 2e9;

}  // namespace

TissueSolver::TissueSolver(Grid grid, std::optional<Indenter> indenter, const KernelTable& kernels, Executor& executor,
                           SolverOptions options)
    : grid_(std::move(grid)),
      shape_(grid_.shape()),
      arrays_(grid_),
      kernels_(kernels),
      executor_(executor),
      options_(options),
      supports_(find_supports(grid_)),
      relaxation_(grid_) {
  allocate();
  if (indenter) {
    contact_.emplace(grid_, *indenter);
    contact_->set_penalty(kPenaltyStart_Pa_m);
  }
  if (options_.precise) {
    precise_ = std::make_unique<Multigrid<double>>(grid_, kernels_, executor_);
  } else {
    single_ = std::make_unique<Multigrid<float>>(grid_, kernels_, executor_);
  }
}

void TissueSolver::allocate() {
  const std::size_t size = shape_.vector_size();
  for (Buffer<double>* vector : {&u_, &residual_, &update_, &lift_response_, &load_N_}) *vector = Buffer<double>(size);
  volume_strain_ = Buffer<double>(static_cast<std::size_t>(grid_.elements_y() * grid_.elements_z() * shape_.stride));
  pressure_Pa_ = volume_strain_;
  volume_change_ = volume_strain_;
  free_nodes_ = Buffer<double>(static_cast<std::size_t>(shape_.nodes_y * shape_.stride));
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int i = 0; i < shape_.nodes_x; ++i) {
      const bool side = i == 0 || j == 0 || i + 1 == shape_.nodes_x || j + 1 == shape_.nodes_y;
      free_nodes_[static_cast<std::size_t>(j * shape_.stride + i)] = grid_.sides_fixed && side ? 0 : 1;
    }
  }
}

void TissueSolver::continue_on(Grid grid) {
  UNKNOT_CHECK(grid.x_m == grid_.x_m && grid.z_m.size() == grid_.z_m.size(), "rows of the same block");
  UNKNOT_CHECK(load_Pa_ == 0, "a dead load stays where it is");
  before_ = Field{std::move(grid_.y_m), std::move(u_), std::move(pressure_Pa_)};
  const std::vector<double>& y_m = before_->y_m;
  grid_ = std::move(grid);
  shape_ = grid_.shape();
  arrays_ = ElementArrays<double>(grid_);
  supports_ = find_supports(grid_);
  allocate();
  const std::ptrdiff_t row_size = static_cast<std::ptrdiff_t>(shape_.nodes_z) * 3 * shape_.stride;
  std::vector<int> row_before;
  for (std::size_t j = 0; j < grid_.y_m.size(); ++j) {
    const double at_m = grid_.y_m[j];
    const auto same = std::lower_bound(y_m.begin(), y_m.end(), at_m);
    row_before.push_back(same != y_m.end() && *same == at_m ? static_cast<int>(same - y_m.begin()) : -1);
    if (at_m < y_m.front() || at_m > y_m.back()) continue;
    add_sample(sample_line(y_m, at_m), row_size, before_->u, u_.data() + static_cast<std::ptrdiff_t>(j) * row_size);
  }
  const auto shares = share_intervals(y_m, grid_.y_m);
  const std::ptrdiff_t elements_size = static_cast<std::ptrdiff_t>(grid_.elements_z()) * shape_.stride;
  for (std::size_t j = 0; j < shares.size(); ++j) {
    double* to = pressure_Pa_.data() + static_cast<std::ptrdiff_t>(j) * elements_size;
    for (const IntervalShare& share : shares[j]) {
      const double* from = before_->pressure_Pa.data() + share.index * elements_size;
      for (std::ptrdiff_t n = 0; n < elements_size; ++n) to[n] += share.share_ratio * from[n];
    }
  }
  Relaxation relaxation(grid_);
  relaxation.continue_from(relaxation_, grid_, shares);
  relaxation_ = std::move(relaxation);
  if (contact_) {
    Contact contact(grid_, contact_->indenter());
    contact.continue_from(*contact_, row_before, u_);
    contact_ = std::move(contact);
  }
  if (single_) single_->set_grid(grid_);
  if (precise_) precise_->set_grid(grid_);
}

TissueSolver::Evaluation TissueSolver::evaluate() {
  residual_.clear();
  const std::size_t rows = static_cast<std::size_t>(grid_.elements_y());
  std::vector<double> least(rows, 1.0), energy(rows, 0.0);
  for (int colour = 0; colour < 2; ++colour) {
    auto add = [&](int block) {
      const int j = 2 * block + colour;
      const auto at = static_cast<std::size_t>(j);
      for (int k = 0; k < grid_.elements_z(); ++k) {
        ResidualRow row;
        fill_element_row(grid_, arrays_, shape_, j, k, u_.data(), row);
        const StepHistory& step = relaxation_.step();
        if (!step.viscous_ratio.empty()) row.viscous_ratio = step.viscous_ratio[static_cast<std::size_t>(k)];
        row.history = step.at(shape_, j, k);
        for (int n = 0; n < 4; ++n) row.force[n] = residual_.data() + shape_.vector_at(j + n / 2, k + n % 2);
        row.volume_strain =
            volume_strain_.data() + (static_cast<std::ptrdiff_t>(j) * grid_.elements_z() + k) * shape_.stride;
        kernels_.residual_row(row);
        least[at] = std::min(least[at], row.min_volume_ratio);
        energy[at] += row.energy_J;
      }
    };
    executor_.for_blocks((grid_.elements_y() + 1 - colour) / 2, add);
  }
  Evaluation out;
  double least_volume = 1;
  for (std::size_t j = 0; j < rows; ++j) {
    least_volume = std::min(least_volume, least[j]);
    out.energy_J += energy[j];
  }
  out.energy_J += add_supports_J(supports_, shape_, u_, residual_);
  if (contact_) contact_->evaluate(u_, pose_, residual_);
  if (load_Pa_ != 0) {
    for (std::size_t n = 0; n < residual_.size(); ++n) residual_[n] -= load_Pa_ * load_N_[n];
  }
  // What is held carries its reaction; only free nodes must balance.
  const std::ptrdiff_t s = shape_.stride;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int k = 0; k < shape_.nodes_z; ++k) {
      double* at = residual_.data() + shape_.vector_at(j, k);
      if (k >= shape_.free_z) {
        std::fill(at, at + 3 * s, 0.0);
      } else if (grid_.sides_fixed) {
        const double* is_free = free_nodes_.data() + j * s;
        for (int c = 0; c < 3; ++c) {
          for (std::ptrdiff_t i = 0; i < s; ++i) at[c * s + i] *= is_free[i];
        }
      }
    }
  }
  out.valid = std::isfinite(least_volume) && least_volume > kLeastVolume_ratio && std::isfinite(out.energy_J);
  return out;
}

double TissueSolver::dot_free(const Buffer<double>& a, const Buffer<double>& b) const {
  double sum = 0;
  for (std::size_t n = 0; n < a.size(); ++n) sum += a[n] * b[n];
  return sum;
}

double TissueSolver::reference_work_J() const {
  double work_J = 0;
  if (contact_) {
    const ContactSums& sums = contact_->sums();
    work_J += (std::abs(sums.force_N[2]) + std::abs(sums.force_N[1])) * sums.moved_m;
  }
  if (load_Pa_ != 0) work_J += std::abs(load_Pa_ * dot_free(load_N_, u_));
  return std::max(work_J, kWorkFloor_ratio * most_work_J_);
}

void TissueSolver::realize(bool near_last) {
  static const SurfaceStiffness kNone;
  const SurfaceStiffness& surface = contact_ ? contact_->stiffness() : kNone;
  if (single_) single_->realize(u_, pressure_Pa_, relaxation_.step(), surface, near_last);
  if (precise_) precise_->realize(u_, pressure_Pa_, relaxation_.step(), surface);
}

void TissueSolver::replace_surface() {
  if (single_) single_->replace_surface(contact_->stiffness());
  if (precise_) precise_->replace_surface(contact_->stiffness());
}

Buffer<double> TissueSolver::multiply(const Buffer<double>& x) {
  return single_ ? single_->multiply(x) : precise_->multiply(x);
}

void TissueSolver::predict_pressure() {
  auto find = [&](int j) {
    for (int k = 0; k < grid_.elements_z(); ++k) {
      const std::ptrdiff_t at = (static_cast<std::ptrdiff_t>(j) * grid_.elements_z() + k) * shape_.stride;
      VolumeRow row;
      fill_element_row(grid_, arrays_, shape_, j, k, u_.data(), row);
      for (int n = 0; n < 4; ++n) row.du[n] = update_.data() + shape_.vector_at(j + n / 2, k + n % 2);
      row.volume_change = volume_change_.data() + at;
      kernels_.volume_row(row);
      for (int i = 0; i < grid_.elements_x(); ++i) {
        volume_change_.data()[at + i] =
            grid_.bulk_Pa(i, j, k) * (volume_strain_.data()[at + i] + volume_change_.data()[at + i]);
      }
    }
  };
  executor_.for_blocks(grid_.elements_y(), find);
}

void TissueSolver::reset_pressure() {
  for (int j = 0; j < grid_.elements_y(); ++j) {
    for (int k = 0; k < grid_.elements_z(); ++k) {
      const std::ptrdiff_t at = (static_cast<std::ptrdiff_t>(j) * grid_.elements_z() + k) * shape_.stride;
      for (int i = 0; i < grid_.elements_x(); ++i)
        pressure_Pa_.data()[at + i] = grid_.bulk_Pa(i, j, k) * volume_strain_.data()[at + i];
    }
  }
}

LinearOutcome TissueSolver::solve_linear(const Buffer<double>& b, Buffer<double>& x, double tolerance_ratio,
                                         double enough_J, bool warm) {
  const int most = options_.linear_max_count;
  const LinearOutcome outcome = single_ ? single_->solve(b, x, tolerance_ratio, enough_J, most, warm)
                                        : precise_->solve(b, x, tolerance_ratio, enough_J, most, warm);
  counts_.linear_count += outcome.iterations_count;
  return outcome;
}

TissueSolver::Saved TissueSolver::save(bool with_history) const {
  return {u_,
          pressure_Pa_,
          pose_,
          load_Pa_,
          contact_ ? contact_->memory() : Contact::Memory{},
          with_history ? std::optional(relaxation_) : std::nullopt};
}

void TissueSolver::restore(const Saved& saved) {
  u_ = saved.u;
  pressure_Pa_ = saved.pressure_Pa;
  pose_ = saved.pose;
  load_Pa_ = saved.load_Pa;
  if (saved.relaxation) relaxation_ = *saved.relaxation;
  lift_response_.clear();  // a start for solves, and of a state that was no good
  if (contact_) contact_->restore(saved.memory);
  (void)evaluate();
}

void TissueSolver::commit(bool between) {
  most_work_J_ = std::max(most_work_J_, reference_work_J());
  if (contact_) contact_->commit(u_, pose_);
  // Sudden changes add up: the last of them may speak for all.
  if (!between) relaxation_.end_step(grid_, u_, executor_);
}

void TissueSolver::set_gaussian_load(double sigma_m) {
  // 4 x 4 Gauss points per surface element.
  constexpr std::array<double, 4> kPoint = {-0.861136311594052575, -0.339981043584856265, 0.339981043584856265,
                                            0.861136311594052575};
  constexpr std::array<double, 4> kWeight = {0.347854845137453857, 0.652145154862546143, 0.652145154862546143,
                                             0.347854845137453857};
  load_N_.clear();
  for (int j = 0; j < grid_.elements_y(); ++j) {
    for (int i = 0; i < grid_.elements_x(); ++i) {
      const auto iu = static_cast<std::size_t>(i), ju = static_cast<std::size_t>(j);
      const double dx = grid_.x_m[iu + 1] - grid_.x_m[iu], dy = grid_.y_m[ju + 1] - grid_.y_m[ju];
      for (std::size_t gy = 0; gy < 4; ++gy) {
        for (std::size_t gx = 0; gx < 4; ++gx) {
          const double rx = (1 + kPoint[gx]) / 2, ry = (1 + kPoint[gy]) / 2;
          const double x = grid_.x_m[iu] + rx * dx, y = grid_.y_m[ju] + ry * dy;
          const double force =
              std::exp(-(x * x + y * y) / (2 * sigma_m * sigma_m)) * kWeight[gx] * kWeight[gy] * dx * dy / 4;
          for (int n = 0; n < 4; ++n) {
            const double share = (n % 2 != 0 ? rx : 1 - rx) * (n / 2 != 0 ? ry : 1 - ry);
            load_N_[static_cast<std::size_t>(shape_.vector_at(j + n / 2, 0) + 2 * shape_.stride + i + n % 2)] +=
                share * force;
          }
        }
      }
    }
  }
}

Buffer<double> TissueSolver::internal_force_N(const Buffer<double>& u) {
  const Buffer<double> kept = u_;
  u_ = u;
  (void)evaluate();
  Buffer<double> force = residual_;
  u_ = kept;
  (void)evaluate();
  return force;
}

double TissueSolver::tangent_error_ratio() {
  // A fixed direction of the size of the displacements, zero where nodes are held.
  Buffer<double> direction(u_.size());
  std::uint64_t state = 0x9E3779B97F4A7C15ULL;
  double size = 0;
  for (const double value : u_) size = std::max(size, std::abs(value));
  const double step = 1e-6 * std::max(size, 1e-6);
  for (int j = 0; j < shape_.nodes_y; ++j) {
    for (int k = 0; k < shape_.free_z; ++k) {
      for (int c = 0; c < 3; ++c) {
        for (int i = 0; i < shape_.nodes_x; ++i) {
          state = state * 6364136223846793005ULL + 1442695040888963407ULL;
          direction[static_cast<std::size_t>(shape_.vector_at(j, k) + c * shape_.stride + i)] =
              free_nodes_[static_cast<std::size_t>(j * shape_.stride + i)] *
              (static_cast<double>(state >> 11) / 9007199254740992.0 - 0.5);
        }
      }
    }
  }
  (void)evaluate();
  reset_pressure();
  Multigrid<double> tangent(grid_, kernels_, executor_);
  static const SurfaceStiffness kNone;
  tangent.realize(u_, pressure_Pa_, relaxation_.step(), contact_ ? contact_->stiffness() : kNone);
  const Buffer<double> product = tangent.multiply(direction);
  const Buffer<double> kept = u_;
  const auto residual_at = [&](double factor) {
    for (std::size_t n = 0; n < u_.size(); ++n) u_[n] = kept[n] + factor * step * direction[n];
    (void)evaluate();
    return residual_;
  };
  const Buffer<double> ahead = residual_at(1), behind = residual_at(-1);
  u_ = kept;
  (void)evaluate();
  double difference = 0, total = 0;
  for (std::size_t n = 0; n < u_.size(); ++n) {
    const double expected = (ahead[n] - behind[n]) / (2 * step);
    if (direction[n] == 0) continue;
    difference = std::max(difference, std::abs(product[n] - expected));
    total = std::max(total, std::abs(expected));
  }
  return difference / total;
}

const ContactSums& TissueSolver::sums() const {
  static const ContactSums kNone;
  return contact_ ? contact_->sums() : kNone;
}

double TissueSolver::volume_strain_ratio(int i, int j, int k) const {
  return volume_strain_[static_cast<std::size_t>((j * grid_.elements_z() + k) * shape_.stride + i)];
}

double TissueSolver::load_force_N() const {
  double sum = 0;
  for (const double value : load_N_) sum += value;
  return load_Pa_ * sum;
}

SolveCounts TissueSolver::take_counts() {
  const SolveCounts counts = counts_;
  counts_ = {};
  return counts;
}

std::size_t TissueSolver::bytes() const {
  const std::size_t own = (6 * u_.size() + 3 * volume_strain_.size()) * sizeof(double) + relaxation_.bytes();
  return own + (single_ ? single_->bytes() : 0) + (precise_ ? precise_->bytes() : 0);
}

}  // namespace unknot::tissue
