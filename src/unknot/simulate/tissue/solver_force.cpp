// Pressing until the body carries a wanted force.
#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/solver.h"

namespace unknot::tissue {
namespace {

/// Part of a wanted force that the depth may still have to find together with the equilibrium.
constexpr double kBorder_ratio = 0.2;
/// The first step of a press, as a share of the block's height, and how steps may grow.
constexpr double kFirstStep_ratio = 0.05;
constexpr double kCarefulGrowth_ratio = 1.5;
constexpr double kHastyGrowth_ratio = 2;
/// First touch goes so far: a few nodes bear.
constexpr double kTouch_ratio = 0.01;
constexpr double kHastyTouch_ratio = 0.05;
/// A hasty step adds no more than so many times the present force: first so many, and where that fails so many. Each
/// step is cut in two so often before the whole way counts as failed.
constexpr double kHastyForces_ratio[] = {4, 1.5};
constexpr int kHastyTries_count = 3;
/// Below this share of the force missing, a failure is no matter of the way.
constexpr double kHardlyMissing_ratio = 1e-3;
/// By how much more than needed a penalty is stiffened.
constexpr double kPenaltySpare_ratio = 1.5;
/// How far the response that foretells a step under a pad is carried at first; a rigid body's stiffness is so much
/// more than the flesh's that the usual is just enough.
constexpr double kForetold_ratio = 0.03;
/// How well the body's stiffness is known when the depth is found together with the equilibrium, and the least linear
/// tolerance that single precision bears.
constexpr double kBodyError_ratio = 0.02;
constexpr double kLeastForcing_ratio = 1e-4;

}  // namespace

double TissueSolver::find_stiffness_N_m(bool near_last) {
  (void)evaluate();
  realize(near_last);
  Buffer<double> lift(u_.size());
  contact_->add_lift(lift);
  // Careful ways and rigid bodies, whose response the touching nodes make anew each time, begin at none.
  const bool padded = !options_.careful && !options_.precise && contact_->indenter().pad.any();
  return find_body_stiffness_N_m(lift, padded ? kForetold_ratio : options_.forcing_ratio, padded);
}

double TissueSolver::find_body_stiffness_N_m(const Buffer<double>& lift, double forcing_ratio, bool warm) {
  const double contact_N_m = contact_->sums().stiffness_N_m;
  double tolerance_ratio = forcing_ratio, body_N_m = 0;
  for (int round = 0; round < 3; ++round) {
    const LinearOutcome solved = solve_linear(lift, lift_response_, tolerance_ratio, 0, warm || round > 0);
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
  calm_s_ = 0;
  if (!options_.careful && !options_.precise) {
    const Saved start = save(false);
    const double penalty_Pa_m = contact_->penalty_Pa_m();
    for (const double growth_ratio : kHastyForces_ratio) {
      if (!press_hastily(force_N, growth_ratio)) return std::nullopt;
      contact_->set_penalty(penalty_Pa_m);
      restore(start);
      spent_count_ = 0;
    }
    ++counts_.careful_count;
  }
  return press_carefully(force_N);
}

std::optional<SolveFailure> TissueSolver::touch(double beyond_ratio, Aim aim) {
  if (sums().touching_count > 0) return std::nullopt;
  const std::optional<double> touch_m = contact_->touch_depth_m(u_, pose_.position_m);
  if (!touch_m) return SolveFailure{"the body stands beside the surface", "place it over the surface"};
  if (*touch_m < pose_.depth_m) {
    // In a hollow a broad body stands on the rims before its lowest point is level with the hollow's own.
    pose_.depth_m = *touch_m;
    contact_->commit(u_, pose_);
  }
  const double depth_m = *touch_m + beyond_ratio * grid_.z_m.back();
  if (aim == Aim::roughly) {
    const Saved saved = save(false);
    pose_.depth_m = depth_m;
    if (!balance(std::nullopt, aim)) {
      commit(true);
      return std::nullopt;
    }
    restore(saved);
  }
  return press_on(depth_m, true);
}

std::optional<SolveFailure> TissueSolver::press_hastily(double force_N, double growth_ratio) {
  struct Known {
    double force_N, stiffness_N_m;
  };
  std::optional<Known> last;
  bool fitted = false, balanced_here = sums().touching_count == 0;
  if (auto failure = touch(kHastyTouch_ratio, Aim::roughly)) return failure;
  double most_m = kFirstStep_ratio * grid_.z_m.back();
  while (true) {
    const Saved saved = save(false);
    const Known now{sums().force_N[2], find_stiffness_N_m(balanced_here)};
    if (!(now.stiffness_N_m > 0)) return SolveFailure{"the force no longer grows with the depth", "use smaller steps"};
    // Flesh stiffens with the force that it carries: taken as it did over the last step, depth grows with the
    // logarithm of force.
    const double rise_1_m = last && now.force_N != last->force_N
                                ? (now.stiffness_N_m - last->stiffness_N_m) / (now.force_N - last->force_N)
                                : 0;
    const auto ahead_m = [&](double more_N) {
      const double x = rise_1_m * more_N / now.stiffness_N_m;
      return x > -0.5 && std::abs(x) > 1e-6 ? std::log1p(x) / rise_1_m : more_N / now.stiffness_N_m;
    };
    const double missing_N = force_N - now.force_N;
    if (std::abs(missing_N) <= kBorder_ratio * std::abs(force_N)) {
      // A penalty that would be too soft is stiffened now, not where all is balanced for the first time.
      const double soft_ratio = kPenaltySpare_ratio * sums().penetration_m / allowed_penetration_m();
      if (soft_ratio > 1) contact_->set_penalty(soft_ratio * contact_->penalty_Pa_m());
      follow_tangent(ahead_m(missing_N));
      if (soft_ratio > 1) contact_->fit_surface(pose_, u_);
      auto failure = balance_stiff_enough(force_N);
      if (!failure) {
        commit(false);
        return std::nullopt;
      }
      if (fitted) return failure;
      // The state it starts from was balanced too roughly.
      restore(saved);
      if (auto unfit = balance(std::nullopt, Aim::nearly)) return unfit;
      commit(true);
      fitted = true;
      continue;
    }
    double step_m = std::copysign(std::min(std::abs(ahead_m(missing_N)), most_m), missing_N);
    if (missing_N > 0) step_m = std::min(step_m, ahead_m(growth_ratio * now.force_N));
    const Buffer<double> response = lift_response_;
    bool balanced = false;
    for (int tries = 0; tries < kHastyTries_count && !balanced; ++tries, step_m /= 2) {
      lift_response_ = response;
      follow_tangent(step_m);
      balanced = evaluate().valid && !balance(std::nullopt, Aim::roughly);
      if (!balanced) restore(saved);
    }
    if (!balanced) return SolveFailure{"a hasty step did not balance", "use smaller steps"};
    balanced_here = true;
    commit(true);
    last = now;
    most_m *= kHastyGrowth_ratio;
  }
}

std::optional<SolveFailure> TissueSolver::press_carefully(double force_N) {
  if (auto failure = touch(kTouch_ratio, Aim::nearly)) return failure;
  double most_m = kFirstStep_ratio * grid_.z_m.back();
  while (true) {
    const Saved saved = save(false);
    const double missing_N = force_N - sums().force_N[2];
    const double stiffness_N_m = find_stiffness_N_m(false);
    if (!(stiffness_N_m > 0)) return SolveFailure{"the force no longer grows with the depth", "use smaller steps"};
    const double go_m = missing_N / stiffness_N_m;
    if (std::abs(missing_N) <= kBorder_ratio * std::abs(force_N)) {
      follow_tangent(go_m);
      const auto failure = balance_stiff_enough(force_N);
      if (!failure) {
        commit(false);
        return std::nullopt;
      }
      restore(saved);
      if (std::abs(missing_N) < kHardlyMissing_ratio * std::abs(force_N)) return failure;
      most_m = 0.5 * std::abs(go_m);
    }
    const double step_m = std::min(std::abs(go_m), most_m);
    if (auto failure = press_on(pose_.depth_m + std::copysign(step_m, go_m), true)) return failure;
    most_m *= kCarefulGrowth_ratio;
  }
}

void TissueSolver::follow_tangent(double depth_m) {
  for (std::size_t n = 0; n < u_.size(); ++n) u_[n] += depth_m * lift_response_[n];
  pose_.depth_m += depth_m;
}

}  // namespace unknot::tissue
