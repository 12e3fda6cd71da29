
#include "unknot/core/number_text.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using tissue::SolveFailure;
using tissue::TissueSolver;

/// How far the reference mode goes: the next Newton step would do this share of the work done.
constexpr double kReferenceWork_ratio = 1e-13;
constexpr double kWork_ratio = 1e-8;

/// Of values as the file gave them.
constexpr int kDigits_count = 6;

/// Runs one case and collects its steps.
class Run {
 public:
  Run(const SlabCase& slab, Executor& executor, const SlabOptions& options)
      : slab_(slab),
        options_(options),
        solver_(slab_grid(slab), slab.load.kind == SlabLoad::Kind::pressure ? std::nullopt : slab.indenter,
                options.kernels != nullptr ? *options.kernels : tissue::best_kernels(), executor,
                solver_options(options)) {
    const tissue::Shape shape = solver_.grid().shape();
    report_.dof_count = 3 * static_cast<std::size_t>(shape.nodes_x) * static_cast<std::size_t>(shape.nodes_y) *
                        static_cast<std::size_t>(shape.nodes_z);
    report_.threads_count = executor.threads_count();
    last_s_ = now_s();
  }

  SlabReport all() {
    if (slab_.load.kind == SlabLoad::Kind::stroke) {
      stroke();
    } else {
      history();
    }
    report_.notes = slab_notes(slab_, solver_.grid(), report_.steps);
    return std::move(report_);
  }

 private:
  static tissue::SolverOptions solver_options(const SlabOptions& options) {
    tissue::SolverOptions out;
    out.careful = true;  // with friction the way counts, and a textbook's answer is that of small steps
    out.precise = options.reference;
    out.work_tolerance_ratio = options.reference ? kReferenceWork_ratio : kWork_ratio;
    return out;
  }
  [[nodiscard]] double now_s() const { return options_.clock_s ? options_.clock_s() : 0; }

  /// Notes the state reached, or why it was not. Returns whether to go on.
  bool note(const std::optional<SolveFailure>& failure, const std::string& name) {
    if (failure) {
      report_.failure = SlabFailure{name, failure->reason, failure->hint};
      return false;
    }
    SlabStep step = measure_slab(slab_, solver_);
    step.time_s = time_s_;
    const tissue::SolveCounts counts = solver_.take_counts();
    step.newton_count = counts.newton_count;
    step.linear_count = counts.linear_count;
    const double end_s = now_s();
    step.wall_s = end_s - last_s_;
    last_s_ = end_s;
    if (options_.on_step) options_.on_step(step);
    if (options_.on_state) {
      options_.on_state(step, solver_);
      last_s_ = now_s();
    }
    report_.steps.push_back(std::move(step));
    return true;
  }

  void history() {
    const SlabLoad& load = slab_.load;
    if (load.kind == SlabLoad::Kind::pressure) solver_.set_gaussian_load(load.sigma_m);
    for (std::size_t n = 0; n < load.values.size(); ++n) {
      const double value = load.values[n];
      const std::string name = "value " + std::to_string(n + 1) + " (" + digits_text(value, kDigits_count) +
                               (load.kind == SlabLoad::Kind::depth   ? " m)"
                                : load.kind == SlabLoad::Kind::force ? " N)"
                                                                     : " Pa)");
      std::optional<double> held_N;
      std::optional<SolveFailure> failure;
      switch (load.kind) {
        case SlabLoad::Kind::depth:
          failure = solver_.press_to_depth(value);
          break;
        case SlabLoad::Kind::force:
          failure = value > 0 ? solver_.press_to_force(value) : solver_.press_to_depth(0);
          if (value > 0) held_N = value;
          break;
        default:
          failure = solver_.load_to_peak(value);
      }
      if (!note(failure, name)) return;
      if (!load.hold_s.empty() && load.hold_s[n] > 0) {
        failure = solver_.move_to(0, held_N, load.hold_s[n]);
        time_s_ += load.hold_s[n];
        if (!note(failure, name + ", hold of " + digits_text(load.hold_s[n], kDigits_count) + " s")) return;
      }
    }
  }

  void stroke() {
    const SlabLoad& load = slab_.load;
    solver_.place_at(-load.length_m / 2);
    const std::optional<SolveFailure> pressed = load.stroke_force_N ? solver_.press_to_force(*load.stroke_force_N)
                                                                    : solver_.press_to_depth(*load.stroke_depth_m);
    if (!note(pressed, "pressing at the start of the stroke")) return;
    const double part_s = load.length_m / load.speed_m_s / load.steps_count;
    for (int n = 1; n <= load.steps_count; ++n) {
      const double position_m = load.length_m * (static_cast<double>(n) / load.steps_count - 0.5);
      const auto failure = solver_.move_to(position_m, load.stroke_force_N, part_s);
      time_s_ = n * part_s;
      if (!note(failure,
                "stroke step " + std::to_string(n) + " (position " + digits_text(position_m, kDigits_count) + " m)"))
        return;
    }
  }

  const SlabCase& slab_;
  const SlabOptions& options_;
  TissueSolver solver_;
  SlabReport report_;
  double time_s_ = 0;
  double last_s_ = 0;
};

}  // namespace

SlabReport run_slab(const SlabCase& slab, Executor& executor, const SlabOptions& options) {
  return Run(slab, executor, options).all();
}

Json slab_document(const SlabReport& report) {
  Json document;
  document["schema"] = "unknot.slab/1";
  document["converged"] = !report.failure.has_value();
  if (report.failure) {
    document["failure"] =
        Json{{"step", report.failure->step}, {"reason", report.failure->reason}, {"hint", report.failure->hint}};
  }
  document["dof"] = report.dof_count;
  document["threads"] = report.threads_count;
  document["steps"] = Json::array();
  for (const SlabStep& step : report.steps) {
    Json layers = Json::object();
    for (const SlabLayerState& layer : step.layers) {
      layers[layer.name] = Json{{"min_principal_log_strain", layer.min_principal_log_strain_ratio},
                                {"mid_displacement_m", layer.mid_displacement_m},
                                {"mid_pressure_Pa", layer.mid_pressure_Pa},
                                {"mid_von_mises_Pa", layer.mid_von_mises_Pa}};
    }
    document["steps"].push_back(Json{{"time_s", step.time_s},
                                     {"position_m", step.position_m},
                                     {"depth_m", step.depth_m},
                                     {"force_N", step.force_N},
                                     {"tangential_force_N", step.tangential_force_N},
                                     {"stick_ratio", step.stick_ratio},
                                     {"contact_radius_m", step.contact_radius_m},
                                     {"peak_pressure_Pa", step.peak_pressure_Pa},
                                     {"axis_displacement_m", step.axis_displacement_m},
                                     {"layers", std::move(layers)},
                                     {"newton_iterations", step.newton_count},
                                     {"linear_iterations", step.linear_count},
                                     {"wall_s", step.wall_s}});
  }
  if (!report.notes.empty()) document["notes"] = report.notes;
  return document;
}

}  // namespace unknot
