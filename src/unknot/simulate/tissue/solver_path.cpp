#include "unknot/simulate/tissue/solver.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

/// First cut of time after a sudden change, as a share of the fastest time constant, and how cuts grow with the time
/// since: depths after a hold are then within 1e-4 of those of ten times as many cuts.
constexpr double kFirstTime_ratio = 0.2;
constexpr double kTimeGrowth_ratio = 0.5;
/// Of the square root of the touching area.
constexpr double kTravel_ratio = 0.5;

/// Penetration that the contact law may leave.
constexpr double kPenetration_m = 1e-5;

}  // namespace

std::optional<SolveFailure> TissueSolver::press_to_depth(double depth_m) {
  spent_count_ = 0;
  calm_s_ = 0;
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
    const Saved saved = save(false);
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
    if (auto failure = between ? balance(std::nullopt, Aim::nearly) : balance_stiff_enough(std::nullopt)) {
      restore(saved);
      step_m = 0.35 * std::abs(go_m);
      before.reset();
      if (step_m < 1e-3 * std::max(std::abs(depth_m - start_m), 1e-4)) return failure;
      continue;
    }
    commit(between);
    if (counts_.newton_count - newton_before_count <= 6) step_m = std::max(step_m, 1.6 * std::abs(go_m));
    before = saved;
  }
  return std::nullopt;
}

std::optional<SolveFailure> TissueSolver::load_to_peak(double peak_Pa) {
  spent_count_ = 0;
  calm_s_ = 0;
  const double start_Pa = load_Pa_;
  double step_Pa = (peak_Pa - start_Pa) / 2;
  while (load_Pa_ != peak_Pa) {
    const Saved saved = save(false);
    const bool end = std::abs(peak_Pa - load_Pa_) <= 1.2 * std::abs(step_Pa);
    load_Pa_ = end ? peak_Pa : load_Pa_ + step_Pa;
    if (auto failure = balance(std::nullopt, end ? Aim::exactly : Aim::nearly)) {
      restore(saved);
      step_Pa *= 0.4;
      if (std::abs(step_Pa) < 1e-3 * std::abs(peak_Pa - start_Pa)) return failure;
      continue;
    }
    commit(!end);
  }
  return std::nullopt;
}

/// The field as it would be had the body pressed `shift_m` further on: what lay under it still does. Where the surface
/// touched, it is fitted to the body again, so that no node starts far inside.
void TissueSolver::carry_field(double shift_m) {
  const Field old = before_ ? std::move(*before_) : Field{grid_.y_m, u_, pressure_Pa_};
  before_.reset();
  const auto carry = [shift_m](const std::vector<double>& from_m, const Buffer<double>& from,
                               const std::vector<double>& to_m, Buffer<double>& to, std::ptrdiff_t size) {
    for (std::size_t j = 0; j < to_m.size(); ++j) {
      double* target = to.data() + static_cast<std::ptrdiff_t>(j) * size;
      std::fill(target, target + size, 0.0);
      add_sample(sample_line(from_m, to_m[j] - shift_m), size, from, target);
    }
  };
  carry(old.y_m, old.u, grid_.y_m, u_, static_cast<std::ptrdiff_t>(shape_.nodes_z) * 3 * shape_.stride);
  const auto middles_m = [](const std::vector<double>& line_m) {
    std::vector<double> middle_m;
    for (std::size_t j = 0; j + 1 < line_m.size(); ++j) middle_m.push_back((line_m[j] + line_m[j + 1]) / 2);
    return middle_m;
  };
  carry(middles_m(old.y_m), old.pressure_Pa, middles_m(grid_.y_m), pressure_Pa_,
        static_cast<std::ptrdiff_t>(grid_.elements_z()) * shape_.stride);
  if (grid_.sides_fixed) {
    for (int j = 0; j < shape_.nodes_y; ++j) {
      const double* is_free = free_nodes_.data() + j * shape_.stride;
      for (int row = 0; row < 3 * shape_.nodes_z; ++row) {
        double* at = u_.data() + shape_.vector_at(j, 0) + row * shape_.stride;
        for (std::ptrdiff_t i = 0; i < shape_.stride; ++i) at[i] *= is_free[i];
      }
    }
  }
}

void TissueSolver::guess_slide(double position_m) {
  if (grid_.elements_y() < 4 || (before_ && before_->y_m.size() < 5)) {
    before_.reset();
    return;
  }
  const double shift_m = position_m - pose_.position_m;
  const Buffer<double> old = u_, old_pressure = pressure_Pa_;
  const Pose pose = pose_;
  carry_field(shift_m);
  pose_.position_m = position_m;
  contact_->carry(grid_.y_m, shift_m);
  contact_->fit_surface(pose_, u_);
  if (!evaluate().valid) {
    u_ = old;
    pressure_Pa_ = old_pressure;
  }
  pose_ = pose;
}

std::optional<SolveFailure> TissueSolver::move_part(double position_m, std::optional<double> force_N,
                                                    double duration_s) {
  relaxation_.begin_step(grid_, duration_s, u_, executor_);
  if (position_m != pose_.position_m && contact_) {
    guess_slide(position_m);
    pose_.position_m = position_m;
  }
  if (auto failure = balance_stiff_enough(force_N)) return failure;
  commit(false);
  return std::nullopt;
}

std::optional<SolveFailure> TissueSolver::move_to(double position_m, std::optional<double> force_N, double duration_s) {
  spent_count_ = 0;
  const double start_m = pose_.position_m, go_m = position_m - start_m;
  const bool relaxes = duration_s > 0 && relaxation_.fastest_s() > 0;
  // No part may carry the body on by more than this, or what comes under it would be pressed at once.
  const double most_m = relaxes && contact_ && go_m != 0 ? kTravel_ratio * std::sqrt(contact_->touching_area_m2()) : 0;
  double cut_ratio = 1, done_ratio = 0;
  while (done_ratio < 1) {
    const Saved saved = save(true);
    double part_ratio = cut_ratio;
    // Time is cut where layers relax: finely after each sudden change, then ever more coarsely.
    const double cut_s = kFirstTime_ratio * relaxation_.fastest_s() + kTimeGrowth_ratio * calm_s_;
    if (relaxes) part_ratio *= std::min(1.0, cut_s / duration_s);
    if (most_m > 0) part_ratio = std::min(part_ratio, most_m / std::abs(go_m));
    double next_ratio = std::min(1.0, done_ratio + part_ratio);
    if (1 - next_ratio < 0.2 * part_ratio) next_ratio = 1;
    const double next_m = next_ratio == 1 ? position_m : start_m + next_ratio * go_m;
    if (auto failure = move_part(next_m, force_N, (next_ratio - done_ratio) * duration_s)) {
      restore(saved);
      cut_ratio *= 0.5;
      if (cut_ratio < 1.0 / 256) return failure;
      continue;
    }
    spent_count_ = 0;
    calm_s_ += (next_ratio - done_ratio) * duration_s;
    done_ratio = next_ratio;
  }
  return std::nullopt;
}

}  // namespace unknot::tissue
