#include "unknot/simulate/tissue/solver.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

/// Least volume ratio that a Newton step may reach.
constexpr double kLeastVolume_ratio = 0.05;
/// A body that is let up does no work at last: then this share of the most it ever did sets the scale.
constexpr double kWorkFloor_ratio = 1e-4;
/// Penetration that the contact law may leave: in metres, and as a share of the depth.
constexpr double kPenetration_m = 1e-5;
constexpr double kPenetration_ratio = 2e-3;
/// Share of the work below which a Newton step counts as near the end: the contact's bounds follow the pressures.
constexpr double kNear_ratio = 1e-2;
/// Penetration from which a state counts as not yet fitted to the body, and how much further its solve is carried.
constexpr double kSunk_m = 3e-5;
constexpr double kSunkForcing_ratio = 3e-3;
/// Newton steps that are taken whole before the line search begins.
constexpr int kWholeSteps_count = 12;
/// Part of a wanted force that the depth may still have to find together with the equilibrium.
constexpr double kBorder_ratio = 0.2;
/// Balanced states kept to start slides from.
constexpr std::size_t kTraces_count = 6;
/// First cut of a hold as a share of the fastest time constant, and how the cuts grow.
constexpr double kFirstTime_ratio = 0.05;
constexpr double kTimeGrowth_ratio = 1.25;
/// States on the way to the wanted one are balanced to this share of the work; their penalty may stay soft.
constexpr double kWayWork_ratio = 1e-5;
/// How well the body's stiffness is known when the depth is found together with the equilibrium, and the least linear
/// tolerance that single precision bears.
constexpr double kBodyError_ratio = 0.02;
constexpr double kLeastForcing_ratio = 1e-4;
/// Newton steps that one balanced state may cost, with all that lies on the way.
constexpr int kBudget_count = 250;
constexpr double kPenaltyStart_Pa_m = 2e9;
constexpr double kPenaltyMost_Pa_m = 2e12;

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

void TissueSolver::realize() {
  static const SurfaceStiffness kNone;
  const SurfaceStiffness& surface = contact_ ? contact_->stiffness() : kNone;
  if (single_) single_->realize(u_, pressure_Pa_, relaxation_.step(), surface);
  if (precise_) precise_->realize(u_, pressure_Pa_, relaxation_.step(), surface);
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
                                         bool warm) {
  const LinearOutcome outcome = single_ ? single_->solve(b, x, tolerance_ratio, options_.linear_max_count, warm)
                                        : precise_->solve(b, x, tolerance_ratio, options_.linear_max_count, warm);
  counts_.linear_count += outcome.iterations_count;
  return outcome;
}

std::optional<SolveFailure> TissueSolver::balance(std::optional<double> force_N, bool on_the_way) {
  const double end_ratio =
      on_the_way ? std::max(kWayWork_ratio, options_.work_tolerance_ratio) : options_.work_tolerance_ratio;
  const double forcing = options_.precise ? std::min(options_.forcing_ratio, 1e-4) : options_.forcing_ratio;
  if (spent_count_ > kBudget_count) {
    return SolveFailure{"it did not settle in " + std::to_string(kBudget_count) + " Newton steps in all",
                        "use smaller steps or a finer mesh near the contact"};
  }
  if (contact_) contact_->begin();
  Evaluation now = evaluate();
  if (!now.valid)
    return SolveFailure{"an element is turned inside out before the first iteration", "use smaller steps"};
  Buffer<double> start, lift;
  if (force_N) lift = Buffer<double>(u_.size());
  bool lift_known = false;
  const bool rubs = contact_ && contact_->indenter().friction_ratio > 0;
  bool near = false;
  for (int round = 0; round < options_.newton_max_count; ++round) {
    realize();
    ++counts_.newton_count;
    ++spent_count_;
    for (double& value : residual_) value = -value;
    // A body that was moved into the surface: nearly all of the residual is the penalty's, and what counts is the rest.
    const bool sunk = contact_ && contact_->sums().penetration_m > kSunk_m;
    const LinearOutcome found = solve_linear(residual_, update_, sunk ? kSunkForcing_ratio * forcing : forcing, false);
    for (double& value : residual_) value = -value;
    if (found.indefinite) {
      return SolveFailure{"the tangent stiffness is not positive", "use smaller steps, or a stiffening law"};
    }

    double depth_step_m = 0, slope = dot_free(update_, residual_);
    if (force_N) {
      // Block elimination of the depth: update = v + step w, with K w = K_c e_z.
      lift.clear();
      contact_->add_lift(lift);
      const double body = find_body_stiffness_N_m(lift, forcing, lift_known);
      lift_known = true;
      const double gap_N = *force_N - contact_->sums().force_N[2];
      const double carried_N = -dot_free(lift, update_);
      depth_step_m = body > 0 ? (gap_N - carried_N) / body : 0;
      for (std::size_t n = 0; n < u_.size(); ++n) update_[n] += depth_step_m * lift_response_[n];
      slope = dot_free(update_, residual_) - depth_step_m * gap_N;
    }
    // The step that would still be done, against the work done so far.
    const double work_J = reference_work_J();
    const bool small = std::abs(slope) <= end_ratio * work_J || std::abs(slope) < 1e-24;
    const bool last = small && (near || !rubs);
    near = std::abs(slope) <= kNear_ratio * work_J;
    if (near && contact_) contact_->refresh_bounds();

    predict_pressure();
    start = u_;
    if (contact_) contact_->mark(u_, pose_);
    const Pose start_pose = pose_;
    double factor = 1;
    bool accepted = false;
    double low = 0, low_slope = slope, high = 0, high_slope = 0;  // bracket of the minimum along the direction
    for (int trial = 0; trial < 16; ++trial) {
      for (std::size_t n = 0; n < u_.size(); ++n) u_[n] = start[n] + factor * update_[n];
      pose_.depth_m = start_pose.depth_m + factor * depth_step_m;
      if (contact_) contact_->settle(u_, pose_);
      now = evaluate();
      if (!now.valid) {
        factor *= 0.5;
        continue;
      }
      double end = dot_free(update_, residual_);
      if (force_N) end -= depth_step_m * (*force_N - contact_->sums().force_N[2]);
      // Whole steps first: they find the set of touching nodes fastest. Then the minimum along the direction.
      if (last || round < kWholeSteps_count || std::abs(end) <= 0.5 * std::abs(slope) || trial >= 10) {
        accepted = true;
        break;
      }
      if (end < 0) {
        if (factor == 1) {
          accepted = true;
          break;
        }
        low = factor;
        low_slope = end;
      } else {
        high = factor;
        high_slope = end;
      }
      const double next = low + (high - low) * low_slope / (low_slope - high_slope);
      factor = std::clamp(next, low + 0.1 * (high - low), high - 0.1 * (high - low));
    }
    if (!accepted) {
      u_ = start;
      pose_ = start_pose;
      (void)evaluate();
      return SolveFailure{"no step along Newton's direction kept every element's volume positive",
                          "use smaller steps, a finer mesh near the contact, or a stiffening law"};
    }
    for (std::size_t n = 0; n < pressure_Pa_.size(); ++n)
      pressure_Pa_[n] += factor * (volume_change_[n] - pressure_Pa_[n]);
    if (last && factor == 1) return std::nullopt;
  }
  return SolveFailure{"Newton's method did not settle in " + std::to_string(options_.newton_max_count) + " iterations",
                      "use smaller steps or a finer mesh near the contact"};
}

/// Balances; where the penalty let the body sink in too far, stiffens it and balances again.
std::optional<SolveFailure> TissueSolver::balance_stiff_enough(std::optional<double> force_N) {
  if (force_N && evaluate().valid && contact_->sums().penetration_m > kSunk_m) {
    // Far from fitting the body: first the surface, at the depth that is, then the depth with it.
    if (auto failure = balance(std::nullopt, true)) return failure;
  }
  while (true) {
    if (auto failure = balance(force_N, false)) return failure;
    if (!contact_) return std::nullopt;
    const double allowed_m = std::max(std::min(kPenetration_m, kPenetration_ratio * contact_->sums().moved_m), 1e-8);
    const double sunk_m = contact_->sums().penetration_m;
    if (sunk_m <= allowed_m || contact_->penalty_Pa_m() >= kPenaltyMost_Pa_m) return std::nullopt;
    contact_->set_penalty(contact_->penalty_Pa_m() * std::clamp(1.5 * sunk_m / allowed_m, 2.0, 20.0));
  }
}

TissueSolver::Saved TissueSolver::save() const {
  return {u_, pressure_Pa_, pose_, load_Pa_, contact_ ? contact_->memory() : Contact::Memory{}, relaxation_};
}

void TissueSolver::restore(const Saved& saved) {
  u_ = saved.u;
  pressure_Pa_ = saved.pressure_Pa;
  pose_ = saved.pose;
  load_Pa_ = saved.load_Pa;
  relaxation_ = saved.relaxation;
  if (contact_) contact_->restore(saved.memory);
  (void)evaluate();
}

void TissueSolver::commit() {
  most_work_J_ = std::max(most_work_J_, reference_work_J());
  if (contact_) contact_->commit(u_, pose_);
  relaxation_.end_step(grid_, u_, executor_);
}

std::optional<SolveFailure> TissueSolver::press_to_depth(double depth_m) {
  spent_count_ = 0;
  if (auto failure = press_on(depth_m, false)) return failure;
  if (!contact_ || sums().touching_count > 0) return std::nullopt;
  const std::optional<double> touch_m = contact_->touch_depth_m(u_, pose_.position_m);
  if (touch_m && *touch_m >= depth_m - kPenetration_m) return std::nullopt;
  return SolveFailure{"the body went in between the nodes of the surface", "use a finer mesh near the contact"};
}

std::optional<SolveFailure> TissueSolver::press_on(double depth_m, bool on_the_way) {
  const double start_m = pose_.depth_m;
  const double height_m = grid_.z_m.back();
  double step_m = std::max(0.05 * height_m, 0.5 * std::abs(depth_m - start_m) / 2);
  std::optional<Saved> before;
  while (pose_.depth_m != depth_m) {
    const Saved saved = save();
    const double left_m = depth_m - pose_.depth_m;
    const double go_m = std::abs(left_m) <= 1.2 * step_m ? left_m : std::copysign(step_m, left_m);
    const double next_m = go_m == left_m ? depth_m : pose_.depth_m + go_m;
    if (before && before->pose.depth_m != pose_.depth_m) {
      // Follow the last change.
      const double ratio = (next_m - pose_.depth_m) / (pose_.depth_m - before->pose.depth_m);
      for (std::size_t n = 0; n < u_.size(); ++n) u_[n] += ratio * (saved.u[n] - before->u[n]);
      for (std::size_t n = 0; n < pressure_Pa_.size(); ++n) {
        pressure_Pa_[n] += ratio * (saved.pressure_Pa[n] - before->pressure_Pa[n]);
      }
      pose_.depth_m = next_m;
      if (!evaluate().valid) {
        u_ = saved.u;
        pressure_Pa_ = saved.pressure_Pa;
      }
    }
    pose_.depth_m = next_m;
    const int newton_before_count = counts_.newton_count;
    const bool between = on_the_way || next_m != depth_m;
    if (auto failure = between ? balance(std::nullopt, true) : balance_stiff_enough(std::nullopt)) {
      restore(saved);
      step_m = 0.35 * std::abs(go_m);
      before.reset();
      if (step_m < 1e-3 * std::max(std::abs(depth_m - start_m), 1e-4)) return failure;
      continue;
    }
    commit();
    if (counts_.newton_count - newton_before_count <= 6) step_m = std::max(step_m, 1.6 * std::abs(go_m));
    before = saved;
  }
  return std::nullopt;
}

double TissueSolver::find_stiffness_N_m() {
  (void)evaluate();
  realize();
  Buffer<double> lift(u_.size());
  contact_->add_lift(lift);
  return find_body_stiffness_N_m(lift, options_.forcing_ratio, false);
}

double TissueSolver::find_body_stiffness_N_m(const Buffer<double>& lift, double forcing_ratio, bool warm) {
  const double contact_N_m = contact_->sums().stiffness_N_m;
  double tolerance_ratio = forcing_ratio, body_N_m = 0;
  for (int round = 0; round < 3; ++round) {
    const LinearOutcome solved = solve_linear(lift, lift_response_, tolerance_ratio, warm || round > 0);
    body_N_m = contact_N_m - dot_free(lift, lift_response_) - solved.residual_work_J;
    // What is left of two large numbers: the solve's own error, of energy tolerance^2 of the contact's, must be small
    // beside it.
    const double wanted_ratio = std::sqrt(kBodyError_ratio * std::abs(body_N_m) / contact_N_m);
    if (tolerance_ratio <= wanted_ratio) break;
    tolerance_ratio = std::max(0.7 * wanted_ratio, kLeastForcing_ratio);
  }
  return body_N_m;
}

std::optional<SolveFailure> TissueSolver::press_to_force(double force_N) {
  spent_count_ = 0;
  const double height_m = grid_.z_m.back();
  double most_m = 0.05 * height_m;
  if (sums().touching_count == 0) {
    const std::optional<double> touch_m = contact_->touch_depth_m(u_, pose_.position_m);
    if (!touch_m) return SolveFailure{"the body stands beside the surface", "place it over the surface"};
    if (auto failure = press_on(std::max(pose_.depth_m, *touch_m) + 0.01 * height_m, true)) return failure;
  }
  while (true) {
    const Saved saved = save();
    const double missing_N = force_N - sums().force_N[2];
    const double stiffness_N_m = find_stiffness_N_m();
    if (!(stiffness_N_m > 0)) return SolveFailure{"the force no longer grows with the depth", "use smaller steps"};
    const double go_m = missing_N / stiffness_N_m;
    if (std::abs(missing_N) <= kBorder_ratio * std::abs(force_N)) {
      for (std::size_t n = 0; n < u_.size(); ++n) u_[n] += go_m * lift_response_[n];
      pose_.depth_m += go_m;
      const auto failure = balance_stiff_enough(force_N);
      if (!failure) {
        commit();
        return std::nullopt;
      }
      restore(saved);
      if (std::abs(missing_N) < 1e-3 * std::abs(force_N)) return failure;
      most_m = 0.5 * std::abs(go_m);
    }
    const double step_m = std::min(std::abs(go_m), most_m);
    if (auto failure = press_on(pose_.depth_m + std::copysign(step_m, go_m), true)) return failure;
    most_m *= 1.5;
  }
}

std::optional<SolveFailure> TissueSolver::load_to_peak(double peak_Pa) {
  spent_count_ = 0;
  const double start_Pa = load_Pa_;
  double step_Pa = (peak_Pa - start_Pa) / 2;
  while (load_Pa_ != peak_Pa) {
    const Saved saved = save();
    const bool end = std::abs(peak_Pa - load_Pa_) <= 1.2 * std::abs(step_Pa);
    load_Pa_ = end ? peak_Pa : load_Pa_ + step_Pa;
    if (auto failure = balance(std::nullopt, !end)) {
      restore(saved);
      step_Pa *= 0.4;
      if (std::abs(step_Pa) < 1e-3 * std::abs(peak_Pa - start_Pa)) return failure;
      continue;
    }
    commit();
  }
  return std::nullopt;
}

/// Moves the field along with the body by whole rows of elements: what lay under it still does.
void TissueSolver::shift_cells(int cells_count) {
  const std::ptrdiff_t slab = static_cast<std::ptrdiff_t>(shape_.nodes_z) * 3 * shape_.stride;
  const Buffer<double> old = u_;
  for (int j = 0; j < shape_.nodes_y; ++j) {
    const int from = std::clamp(j - cells_count, 0, shape_.nodes_y - 1);
    std::copy(old.data() + from * slab, old.data() + (from + 1) * slab, u_.data() + j * slab);
    if (grid_.sides_fixed && (j == 0 || j + 1 == shape_.nodes_y))
      std::fill(u_.data() + j * slab, u_.data() + (j + 1) * slab, 0.0);
  }
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(grid_.elements_z()) * shape_.stride;
  const Buffer<double> pressure = pressure_Pa_;
  for (int j = 0; j < grid_.elements_y(); ++j) {
    const int from = std::clamp(j - cells_count, 0, grid_.elements_y() - 1);
    std::copy(pressure.data() + from * elements, pressure.data() + (from + 1) * elements,
              pressure_Pa_.data() + j * elements);
  }
}

void TissueSolver::guess_slide(double position_m) {
  // Rows of equal length only: elsewhere the field would be stretched.
  const double length_m = grid_.y_m[1] - grid_.y_m[0];
  for (std::size_t j = 1; j + 1 < grid_.y_m.size(); ++j) {
    if (std::abs(grid_.y_m[j + 1] - grid_.y_m[j] - length_m) > 1e-9 * length_m) return;
  }
  if (traces_.size() == kTraces_count) traces_.erase(traces_.begin());
  traces_.push_back({u_, pressure_Pa_, pose_.position_m});
  const auto miss_m = [&](const Trace& trace) {
    return std::abs(std::remainder(position_m - trace.position_m, length_m));
  };
  // The latest of equals: what was felt last is nearest in depth and relaxation too.
  std::size_t best = traces_.size() - 1;
  for (std::size_t n = best; n-- > 0;) {
    if (miss_m(traces_[n]) < miss_m(traces_[best]) - 1e-6 * length_m) best = n;
  }
  const Trace& trace = traces_[best];
  const int cells = static_cast<int>(std::lround((position_m - trace.position_m) / length_m));
  const int rows_moved = static_cast<int>(std::lround((position_m - pose_.position_m) / length_m));
  if (cells == 0 && best + 1 == traces_.size()) return;
  const Pose pose = pose_;
  u_ = trace.u;
  pressure_Pa_ = trace.pressure_Pa;
  shift_cells(cells);
  contact_->shift_bounds(rows_moved);
  pose_.position_m = position_m;
  if (!evaluate().valid) {
    u_ = traces_.back().u;
    pressure_Pa_ = traces_.back().pressure_Pa;
  }
  pose_ = pose;
}

std::optional<SolveFailure> TissueSolver::move_part(double position_m, std::optional<double> force_N,
                                                    double duration_s) {
  relaxation_.begin_step(grid_, duration_s);
  if (position_m != pose_.position_m && contact_) {
    guess_slide(position_m);
    pose_.position_m = position_m;
  }
  if (auto failure = balance_stiff_enough(force_N)) return failure;
  commit();
  return std::nullopt;
}

std::optional<SolveFailure> TissueSolver::move_to(double position_m, std::optional<double> force_N, double duration_s) {
  spent_count_ = 0;
  const double start_m = pose_.position_m, go_m = position_m - start_m;
  // Time is cut where layers relax: finely after each change, then ever more coarsely.
  double part_ratio = 1;
  if (duration_s > 0 && relaxation_.fastest_s() > 0) {
    part_ratio = std::min(1.0, kFirstTime_ratio * relaxation_.fastest_s() / duration_s);
  }
  const double growth_ratio = duration_s > 0 && go_m == 0 ? kTimeGrowth_ratio : 1;
  double done_ratio = 0;
  while (done_ratio < 1) {
    const Saved saved = save();
    double next_ratio = std::min(1.0, done_ratio + part_ratio);
    if (1 - next_ratio < 0.2 * part_ratio) next_ratio = 1;
    const double next_m = next_ratio == 1 ? position_m : start_m + next_ratio * go_m;
    if (auto failure = move_part(next_m, force_N, (next_ratio - done_ratio) * duration_s)) {
      restore(saved);
      part_ratio *= 0.5;
      if (part_ratio < 1.0 / 256) return failure;
      continue;
    }
    spent_count_ = 0;
    done_ratio = next_ratio;
    part_ratio *= growth_ratio;
  }
  return std::nullopt;
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
