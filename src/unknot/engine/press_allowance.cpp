#include "unknot/engine/press_allowance.h"

#include <cmath>
#include <optional>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

/// What the limits know this tool as. None: no plan uses it.
std::optional<Surface> surface_of(PressTool tool) {
  switch (tool) {
    case PressTool::palm:
    case PressTool::heel:
      return Surface::palm;
    case PressTool::fingers:
      return Surface::fingers;
    case PressTool::thumb:
      return Surface::thumb;
    case PressTool::knuckles:
      return Surface::knuckles;
    case PressTool::forearm:
      return Surface::forearm;
    case PressTool::elbow:
      return Surface::elbow;
    case PressTool::ball:
      return std::nullopt;
  }
  UNKNOT_CHECK(false, "an unknown tool");
}

std::string text_of_verdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::emergency:
      return "Tonight's plan: no massage. This person needs help now: `unknot screen` says which.";
    case Verdict::same_day:
    case Verdict::doctor_first:
      return "Tonight's plan: no massage. This person should see a doctor first: `unknot screen` says how soon.";
    case Verdict::not_now:
      return "Tonight's plan: no massage now: `unknot screen` says why.";
    default:
      return "Tonight's plan: none yet. Questions are still open: `unknot screen` lists them.";
  }
}

/// Rounded down: a limit never reads as more than it is.
std::string newtons(double force_N) { return short_text(std::floor(force_N * 10 + 1e-6) / 10, 1) + " N"; }

}  // namespace

Json press_allowance(const Case& the_case, const ScreenReport& report, const Limits& limits,
                     const PressRequest& request, std::string_view tool_name) {
  Json plan = {{"verdict", to_text(report.verdict)}, {"allowed", false}};
  if (plans_nothing(report.verdict)) {
    plan["text"] = text_of_verdict(report.verdict);
    return plan;
  }
  if (report.trained_only && the_case.giver.training == Training::none) {
    plan["text"] = "Tonight's plan: none with untrained hands.";
    return plan;
  }
  const std::string tool(tool_name);
  const std::optional<Surface> surface = surface_of(request.place.tool);
  const ForceCap cap =
      surface ? limits.cap(*surface, request.place.at) : ForceCap{0, "policy: no tools in the hand", false};
  const double aim_N = surface ? limits.target_N(cap.force_N, limits.highest_level(), *surface) : 0;
  const double hold_max_s = surface ? limits.max_dwell_s(*surface, request.force_N) : 0;
  const std::string reason = " (" + cap.criterion + ")";
  plan["force_max_N"] = cap.force_N;
  plan["force_aim_N"] = aim_N;
  if (surface && std::isfinite(hold_max_s)) plan["hold_max_s"] = hold_max_s;
  plan["reason"] = cap.criterion;
  const bool is_firmer = !surface || !limits.may_touch(*surface, request.place.at, request.force_N);
  const bool is_longer = request.dwell_s > hold_max_s;
  plan["allowed"] = !is_firmer && !is_longer;
  if (!(cap.force_N > 0)) {
    plan["text"] = "Tonight's plan does not press here with " + tool + reason + ".";
  } else if (is_firmer) {
    plan["text"] =
        "More than tonight's plan allows here with " + tool + ": at most " + newtons(cap.force_N) + reason + ".";
  } else if (is_longer) {
    plan["text"] = "Longer than tonight's plan allows here with " + tool + " at " + newtons(request.force_N) +
                   ": at most " + short_text(std::floor(hold_max_s * 10 + 1e-6) / 10, 1) + " s in one place.";
  } else if (request.force_N > aim_N) {
    plan["text"] = "Firmer than tonight's plan aims at here: " + newtons(aim_N) + " or less with " + tool +
                   ", so that an unsteady hand stays below the limit of " + newtons(cap.force_N) + reason + ".";
  } else {
    plan["text"] = "Within tonight's plan: here it aims at " + newtons(aim_N) + " or less with " + tool +
                   ", never above " + newtons(cap.force_N) + reason + ". A limit, not advice.";
  }
  if (request.place.tool == PressTool::heel) {
    plan["text"] =
        plan["text"].get<std::string>() + " The heel by itself has no limit of its own: this is the flat hand's.";
  }
  return plan;
}

}  // namespace unknot
