#include "unknot/simulate/tissue/solver.h"

#include <algorithm>
#include <cmath>

namespace unknot::tissue {
namespace {

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
/// Below this share padded bodies keep the elements' tangent for one step even where they rub: where flesh hardly
/// changes its volume an old tangent leads astray from ten times as much on.
constexpr double kSettled_ratio = 4e-6;
/// How far a solve is carried before the set of touching nodes is looked at again, and the share of the wanted
/// accuracy that it leaves undone.
constexpr double kSoftForcing_ratio = 0.1;
constexpr double kEnough_ratio = 0.3;
/// Share of the last Newton step's work that may be left where no last step is taken: a step leaves about as little.
constexpr double kLeft_ratio = 1e-4;
/// How often a step follows the set of touching nodes before the elements are asked again.
constexpr int kContactRounds_count = 6;
/// States on the way to the wanted one are balanced to this share of the work; their penalty may stay soft.
constexpr double kWayWork_ratio = 1e-5;
/// The same on a hasty way, and how far its solves are carried.
constexpr double kRoughWork_ratio = 5e-3;
constexpr double kRoughForcing_ratio = 0.1;
/// With friction a solve may leave this share of the work at which the iteration ends: of a wanted state, of one on a
/// hasty way with a pad, and of one with a rigid body, whose nodes come and go.
constexpr double kRubbingEnough_ratio = 0.1;
constexpr double kPaddedEnough_ratio = 0.05;
constexpr double kRigidEnough_ratio = 0.01;
/// A state on a hasty way into which a rigid body sinks further shows forces that have nothing to do with the
/// balanced one's.
constexpr double kRoughSunk_m = 1e-4;
/// Newton steps that one balanced state may cost, with all that lies on the way.
constexpr int kBudget_count = 250;
/// Newton steps in a row with a tangent that is not positive, under friction.
constexpr int kBentMost_count = 3;
constexpr double kPenaltyMost_Pa_m = 2e12;

}  // namespace

/// From residual_: the step of Newton's method, in update_ and, under a wanted force, of the depth.
TissueSolver::NewtonStep TissueSolver::find_step(std::optional<double> force_N, double forcing_ratio, double enough_J) {
  for (double& value : residual_) value = -value;
  // A body that was moved into the surface: nearly all of the residual is the penalty's, and what counts is the rest.
  const bool sunk = contact_ && contact_->sums().penetration_m > kSunk_m;
  NewtonStep step;
  const double ratio = sunk ? kSunkForcing_ratio * forcing_ratio : forcing_ratio;
  const LinearOutcome found = solve_linear(residual_, update_, ratio, enough_J, false);
  step.indefinite = found.indefinite;
  step.work_J = found.start_work_J;
  step.left_J = found.end_work_J;
  for (double& value : residual_) value = -value;
  if (!force_N || step.indefinite) return step;
  // Block elimination of the depth: update = v + step w, with K w = K_c e_z.
  Buffer<double> lift(u_.size());
  contact_->add_lift(lift);
  step.stiffness_N_m = find_body_stiffness_N_m(lift, std::min(forcing_ratio, options_.forcing_ratio), true);
  const double gap_N = *force_N - contact_->sums().force_N[2];
  const double carried_N = -dot_free(lift, update_);
  step.depth_m = step.stiffness_N_m > 0 ? (gap_N - carried_N) / step.stiffness_N_m : 0;
  for (std::size_t n = 0; n < u_.size(); ++n) update_[n] += step.depth_m * lift_response_[n];
  return step;
}

/// What touches, of every surface node: free, sticks, slips.
std::vector<char> TissueSolver::touching() const {
  std::vector<char> marks;
  for (const NodeContact& node : contact_->nodes())
    marks.push_back(static_cast<char>(node.pressure_Pa > 0 ? (node.sticks ? 2 : 1) : 0));
  return marks;
}

/// Carries a step on while the set of touching nodes changes, with the elements' tangent as it stands: the surface's
/// law is cheap to ask, the elements' is not.
void TissueSolver::follow_contact(std::optional<double> force_N, double forcing_ratio, double enough_J,
                                  NewtonStep& step) {
  const Buffer<double> start = u_, first = residual_;
  const Pose start_pose = pose_;
  Buffer<double> total = update_, elastic = residual_, surface(u_.size());
  contact_->evaluate(u_, pose_, surface);
  for (std::size_t n = 0; n < elastic.size(); ++n) elastic[n] -= surface[n];
  std::vector<char> marks = touching();
  for (int round = 0; round < kContactRounds_count; ++round) {
    Buffer<double> product = multiply(total);
    contact_->subtract_product(total, product);
    for (std::size_t n = 0; n < u_.size(); ++n) u_[n] = start[n] + total[n];
    pose_.depth_m = start_pose.depth_m + step.depth_m;
    residual_.clear();
    contact_->evaluate(u_, pose_, residual_);
    std::vector<char> now = touching();
    if (now == marks && step.left_J <= enough_J) break;
    marks = std::move(now);
    for (std::size_t n = 0; n < u_.size(); ++n) residual_[n] += elastic[n] + product[n];
    replace_surface();
    const NewtonStep more = find_step(force_N, forcing_ratio, enough_J);
    if (more.indefinite) break;
    step.left_J = more.left_J;
    step.depth_m += more.depth_m;
    for (std::size_t n = 0; n < total.size(); ++n) total[n] += update_[n];
  }
  u_ = start;
  pose_ = start_pose;
  residual_ = first;
  update_ = total;
}

std::optional<SolveFailure> TissueSolver::balance(std::optional<double> force_N, Aim aim) {
  const bool rough = aim == Aim::roughly;
  const double way_ratio = rough ? kRoughWork_ratio : kWayWork_ratio;
  const double end_ratio =
      aim == Aim::exactly ? options_.work_tolerance_ratio : std::max(way_ratio, options_.work_tolerance_ratio);
  const double forcing = options_.precise ? std::min(options_.forcing_ratio, 1e-4) : options_.forcing_ratio;
  const bool rubs = contact_ && contact_->indenter().friction_ratio > 0;
  // Where the set of touching nodes is followed, each solve may stop early. With friction the set of sticking nodes
  // follows the pressures, and chasing both with an old tangent cycles.
  const bool follows = contact_ && !rubs, settles = contact_ && rubs;
  const double soft_ratio = options_.precise ? forcing
                            : follows        ? kSoftForcing_ratio
                            : rough          ? std::max(forcing, kRoughForcing_ratio)
                                             : forcing;
  if (spent_count_ > kBudget_count) {
    return SolveFailure{"it did not settle in " + std::to_string(kBudget_count) + " Newton steps in all",
                        "use smaller steps or a finer mesh near the contact"};
  }
  if (contact_) contact_->begin();
  Evaluation now = evaluate();
  if (!now.valid)
    return SolveFailure{"an element is turned inside out before the first iteration", "use smaller steps"};
  // A rigid body on a hasty way meets nodes that the step did not know of, and the next step lets go of what bore:
  // whole steps go to and fro between the two.
  const bool padded = contact_ && contact_->indenter().pad.any();
  const int whole_steps_count = rough && !padded ? 1 : kWholeSteps_count;
  const double rubbing_enough_ratio = !padded ? kRigidEnough_ratio : rough ? kPaddedEnough_ratio : kRubbingEnough_ratio;
  Buffer<double> start;
  bool near = false, settled = false, kept = false;
  int bent_count = 0;
  for (int round = 0; round < options_.newton_max_count; ++round) {
    // Near the end the elements' tangent stays as it is: only the surface's changes.
    const bool once = settled && !kept && rubs && padded && !options_.careful;
    if (round > 0 && ((near && follows) || once)) {
      replace_surface();
      kept = true;
    } else {
      realize(round > 0);
      kept = false;
    }
    ++counts_.newton_count;
    ++spent_count_;
    const double gap_N = force_N ? *force_N - contact_->sums().force_N[2] : 0;
    const double enough_J = kLeft_ratio * end_ratio * reference_work_J();
    const double rubbing_enough_J =
        rubs && !options_.precise && !options_.careful ? rubbing_enough_ratio * end_ratio * reference_work_J() : 0;
    NewtonStep step = find_step(force_N, soft_ratio, follows ? enough_J : rubbing_enough_J);
    // Off balance a tangent may have lost its sign where the balanced one has not: what the solve found until then
    // still goes downhill.
    bent_count = step.indefinite ? bent_count + 1 : 0;
    if (bent_count > (!rubs ? 0 : rough ? 1 : kBentMost_count) || !std::isfinite(step.work_J)) {
      return SolveFailure{
          "there is no steady balance near here: layers squeezed this far fold or slip away from under the "
          "body (the tangent stiffness is not positive)",
          "less force or depth, a law that stiffens (Yeoh, Ogden), or finer cells near the contact"};
    }
    const bool meets_force = !force_N || gap_N * gap_N <= enough_J * step.stiffness_N_m;
    if (follows && round > 0 && step.work_J <= enough_J && meets_force) return std::nullopt;
    double slope = dot_free(update_, residual_) - step.depth_m * gap_N;
    // The step that would still be done, against the work done so far.
    const double work_J = reference_work_J();
    const bool small = std::abs(slope) <= end_ratio * work_J || std::abs(slope) < 1e-24;
    const bool last = small && bent_count == 0 && (near || !rubs || rough);
    settled = std::abs(slope) <= kSettled_ratio * work_J;
    near = std::abs(slope) <= kNear_ratio * work_J;
    if (near && contact_) contact_->refresh_bounds();
    // Where whole steps did not help, the set of touching nodes cycles, and what follows it may lead uphill: from there
    // on the plain direction, which goes down, and the line search.
    if (follows && round < kWholeSteps_count) {
      const double target_J = std::max(forcing * forcing * std::abs(slope), kEnough_ratio * enough_J);
      follow_contact(force_N, soft_ratio, target_J, step);
      slope = dot_free(update_, residual_) - step.depth_m * gap_N;
    }
    const double depth_step_m = step.depth_m;

    predict_pressure();
    start = u_;
    if (settles) contact_->mark(u_, pose_);
    const Pose start_pose = pose_;
    double factor = 1;
    bool accepted = false;
    double low = 0, low_slope = slope, high = 0, high_slope = 0;  // bracket of the minimum along the direction
    for (int trial = 0; trial < 16; ++trial) {
      for (std::size_t n = 0; n < u_.size(); ++n) u_[n] = start[n] + factor * update_[n];
      pose_.depth_m = start_pose.depth_m + factor * depth_step_m;
      if (settles) contact_->settle(u_, pose_);
      now = evaluate();
      if (!now.valid) {
        factor *= 0.5;
        continue;
      }
      double end = dot_free(update_, residual_);
      if (force_N) end -= depth_step_m * (*force_N - contact_->sums().force_N[2]);
      // Whole steps first: they find the set of touching nodes fastest. Then the minimum along the direction.
      if (last || round < whole_steps_count || std::abs(end) <= 0.5 * std::abs(slope) || trial >= 10) {
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
    const bool fits = !rough || contact_->sums().penetration_m <= kRoughSunk_m;
    if (last && factor == 1 && fits) return std::nullopt;
  }
  return SolveFailure{"Newton's method did not settle in " + std::to_string(options_.newton_max_count) + " iterations",
                      "use smaller steps or a finer mesh near the contact"};
}

/// How far the body may stand inside the surface.
double TissueSolver::allowed_penetration_m() const {
  return std::max(std::min(kPenetration_m, kPenetration_ratio * contact_->sums().moved_m), 1e-8);
}

/// Balances; where the penalty let the body sink in too far, stiffens it and balances again.
std::optional<SolveFailure> TissueSolver::balance_stiff_enough(std::optional<double> force_N) {
  if (force_N && evaluate().valid && contact_->sums().penetration_m > kSunk_m) {
    // Far from fitting the body: first the surface, at the depth that is, then the depth with it.
    if (auto failure = balance(std::nullopt, Aim::nearly)) return failure;
  }
  while (true) {
    if (auto failure = balance(force_N, Aim::exactly)) return failure;
    if (!contact_) return std::nullopt;
    const double allowed_m = allowed_penetration_m();
    const double sunk_m = contact_->sums().penetration_m;
    if (sunk_m <= allowed_m || contact_->penalty_Pa_m() >= kPenaltyMost_Pa_m) return std::nullopt;
    contact_->set_penalty(contact_->penalty_Pa_m() * std::clamp(1.5 * sunk_m / allowed_m, 2.0, 20.0));
  }
}

}  // namespace unknot::tissue
