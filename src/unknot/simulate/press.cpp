// A place of a back under a tool: pressing, holding, sliding.
#include "unknot/simulate/press.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "unknot/core/check.h"
#include "unknot/core/number_text.h"
#include "unknot/simulate/press_measure.h"

namespace unknot {
namespace {

/// From this share of the soft layers' thickness on, a press that fails has come to the bone.
constexpr double kFlat_ratio = 0.6;

/// Presses that hold let no element swell by more than 0.07. Long steps through a place that is near to buckling can
/// end in a balance in which one swelled by 0.25 and bone had lost a third of its load; short steps go past it.
constexpr double kSwollen_ratio = 1.15;

constexpr const char* kStretched =
    "Beside the tool's edge the skin is stretched further than this model bears: its pressures and strains may be far "
    "off there.";

bool is_swollen(const tissue::TissueSolver& solver) {
  const tissue::Grid& grid = solver.grid();
  for (int j = 0; j < grid.elements_y(); ++j) {
    for (int k = 0; k < grid.elements_z(); ++k) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        if (1 + solver.volume_strain_ratio(i, j, k) > kSwollen_ratio) return true;
      }
    }
  }
  return false;
}

Error input_error(std::string message, std::string hint = {}) {
  return {ErrorCode::bad_input, std::move(message), "", std::move(hint), {}};
}

tissue::SolverOptions options_of(Fineness fineness, bool careful) {
  tissue::SolverOptions options;
  options.careful = careful;
  // Half a per mille of the force is plenty where the mesh itself costs some percent.
  if (fineness == Fineness::coarse) options.work_tolerance_ratio = 1e-6;
  return options;
}

}  // namespace

std::string_view to_text(Fineness fineness) {
  constexpr std::array<std::string_view, 3> kWords = {"coarse", "normal", "fine"};
  return kWords[static_cast<std::size_t>(fineness)];
}

BackModel::BackModel(const TissueKnowledge& knowledge, const BackSurface& surface, const LayerModel& layers,
                     Firmness firmness)
    : knowledge_(&knowledge), surface_(&surface), layers_(&layers), firmness_(firmness) {}

struct PressState::Parts {
  PressPlace place;
  double force_most_N;
  PressBlock block;  // the whole piece; the window, which refers to its grid, is what is solved
  std::vector<std::string> layer_ids;
  /// At rest. @param careful  presses by small steps
  std::function<Result<tissue::MovingWindow>(bool careful)> make_window;
  std::optional<tissue::MovingWindow> window;
  std::vector<ChartPoint> chart;         // of the window's surface nodes
  std::vector<double> bone_share_ratio;  // of its bottom nodes
  std::vector<int> rows;                 // that these are of
  tissue::SolveCounts counts_before;     // of a window that was given up
  double touch_depth_m = 0;
  double time_s = 0;
  double force_N = 0;

  /// The window's own part of what the piece has at each node of its surface.
  template <class T>
  [[nodiscard]] std::vector<T> pick(const std::vector<T>& of_all) const {
    std::vector<T> picked;
    for (const int j : window->rows()) {
      for (const int i : window->columns())
        picked.push_back(of_all[static_cast<std::size_t>(j) * block.grid.x_m.size() + static_cast<std::size_t>(i)]);
    }
    return picked;
  }
  /// What goes with where the hand is: nodes of the window, and the depth at which the skin at rest lies there.
  void look_around() {
    const tissue::TissueSolver& solver = window->solver();
    const tissue::Buffer<double> at_rest(solver.displacement_m().size());
    touch_depth_m = solver.contact()->touch_depth_m(at_rest, solver.pose().position_m).value_or(0);
    if (rows == window->rows()) return;
    rows = window->rows();
    chart = pick(block.chart);
    bone_share_ratio = pick(block.bone_share_ratio);
  }

  Parts(const PressPlace& at, double most_N, PressBlock made)
      : place(at), force_most_N(most_N), block(std::move(made)) {
    for (const BlockLayer& layer : block.layers) layer_ids.push_back(layer.id);
  }

  /// From rest by small steps; where these fail the answer that is there stays, with a note.
  void press_again(double to_N) {
    Result<tissue::MovingWindow> made = make_window(true);
    UNKNOT_CHECK(made.has_value(), "a window that was made once is made again");
    std::optional<tissue::MovingWindow> first = std::move(*made);
    std::swap(first, window);
    const bool failed = window->press_to_force(to_N).has_value();
    if (failed) {
      std::swap(first, window);
      if (std::find(block.notes.begin(), block.notes.end(), kStretched) == block.notes.end())
        block.notes.emplace_back(kStretched);
    }
    const tissue::SolveCounts spent = first->take_counts();
    counts_before.newton_count += spent.newton_count;
    counts_before.linear_count += spent.linear_count;
  }

  PressStep measure() {
    PressStep step = measure_press(block, window->solver(), bone_share_ratio, touch_depth_m);
    step.time_s = time_s;
    const tissue::SolveCounts counts = window->take_counts();
    step.newton_count = counts.newton_count + std::exchange(counts_before.newton_count, 0);
    step.linear_count = counts.linear_count + std::exchange(counts_before.linear_count, 0);
    return step;
  }

  /// The solver's failure in the press's own words: flat layers are no matter of steps or meshes.
  Error explain(const tissue::SolveFailure& failure) {
    const PressStep step = measure();
    double soft_m = 0, now_m = 0;
    for (const PressLayer& layer : step.layers) {
      soft_m += layer.thickness_m;
      now_m += (1 - layer.compression_ratio) * layer.thickness_m;
    }
    if (now_m < (1 - kFlat_ratio) * soft_m) {
      return {ErrorCode::internal,
              "at " + digits_text(step.force_N, 4) + " N the soft layers are pressed nearly flat against the bone",
              "",
              "less force",
              {}};
    }
    const bool finest = place.fineness == Fineness::fine;
    return {ErrorCode::internal,
            failure.reason,
            "",
            finest ? "less force, or a broader tool" : "a finer mesh, less force, or a broader tool",
            {}};
  }
};

PressState::PressState(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PressState::PressState(PressState&&) noexcept = default;
PressState& PressState::operator=(PressState&&) noexcept = default;
PressState::~PressState() = default;

Result<PressState> PressState::make(const BackModel& model, const PressPlace& place, Executor& executor,
                                    const tissue::KernelTable* kernels) {
  if (!is_on_chart(place.at)) {
    return input_error(
        "there is no back at [" + number_text(place.at.across) + ", " + number_text(place.at.along) + "]",
        "across -1 ... 1, along -0.15 ... 1.25");
  }
  if (!(place.tone_ratio >= 0 && place.tone_ratio <= 1)) {
    return input_error("tone runs from 0 to 1, not to " + number_text(place.tone_ratio));
  }
  if (!std::isfinite(place.heading_rad)) return input_error("the heading is no number");
  if (!(place.travel_m >= 0 && place.travel_m <= 1)) {
    return input_error("a slide is 0 to 1 m long, not " + number_text(place.travel_m) + " m");
  }
  const TissueKnowledge& knowledge = model.knowledge();
  Result<PressBlock> block = make_block(model, place);
  if (!block) return block.error();
  auto parts = std::make_unique<Parts>(place, knowledge.constant("force_most"), std::move(*block));
  parts->make_window = [from = parts.get(), &knowledge, &executor,
                        &with = kernels != nullptr ? *kernels : tissue::best_kernels()](bool careful) {
    const PressPlace& at = from->place;
    return tissue::MovingWindow::make(from->block.grid,
                                      indenter_of(knowledge.tools.at(at.tool), knowledge.friction_ratio(at.oil)), 0,
                                      from->block.spans, with, executor, options_of(at.fineness, careful));
  };
  Result<tissue::MovingWindow> window = parts->make_window(false);
  if (!window) return window.error();
  parts->window = std::move(*window);
  parts->look_around();
  return PressState(std::move(parts));
}

Result<PressStep> PressState::press(double force_N, double dwell_s) {
  Parts& parts = *parts_;
  if (!(force_N >= 0 && force_N <= parts.force_most_N)) {
    return input_error("a force of " + number_text(force_N) + " N cannot be pressed",
                       "0 to " + number_text(parts.force_most_N) +
                           " N, what even a machine may press a back with at the very most; hands stay far below");
  }
  if (!(dwell_s >= 0 && std::isfinite(dwell_s))) {
    return input_error("a dwell of " + number_text(dwell_s) + " s cannot be held", "0 s or longer");
  }
  std::optional<tissue::MovingWindow>& window = parts.window;
  const double depth_m = parts.touch_depth_m;
  if (const auto failure = force_N > 0 ? window->press_to_force(force_N) : window->press_to_depth(depth_m)) {
    return parts.explain(*failure);
  }
  if (force_N > 0 && parts.time_s == 0 && is_swollen(window->solver())) parts.press_again(force_N);
  parts.force_N = force_N;
  if (dwell_s > 0) {
    const auto held_N = force_N > 0 ? std::optional(force_N) : std::nullopt;
    const double position_m = window->solver().pose().position_m;
    if (const auto failure = window->move_to(position_m, held_N, dwell_s)) return parts.explain(*failure);
    parts.time_s += dwell_s;
  }
  return parts.measure();
}

Result<std::vector<PressStep>> PressState::slide(double length_m, double speed_m_s, int steps_count) {
  Parts& parts = *parts_;
  const double start_m = parts.window->solver().pose().position_m;
  if (!(parts.force_N > 0)) return input_error("nothing is pressed yet", "press first");
  if (!(speed_m_s > 0 && std::isfinite(speed_m_s))) {
    return input_error("a hand cannot slide at " + number_text(speed_m_s) + " m/s", "above 0 m/s");
  }
  if (steps_count < 1) return input_error("a slide needs one step at least");
  if (!(std::abs(start_m + length_m) <= parts.place.travel_m * (1 + 1e-9))) {
    return input_error("a slide by " + number_text(length_m) + " m leaves the piece that was meshed",
                       "a place with a longer travel than " + number_text(parts.place.travel_m) + " m");
  }
  std::vector<PressStep> steps;
  const double part_s = std::abs(length_m) / speed_m_s / steps_count;
  for (int n = 1; n <= steps_count; ++n) {
    const double position_m = start_m + length_m * n / steps_count;
    const auto failure = parts.window->move_to(position_m, parts.force_N, part_s);
    parts.look_around();
    if (failure) return parts.explain(*failure);
    parts.time_s += part_s;
    steps.push_back(parts.measure());
  }
  return steps;
}

const tissue::TissueSolver& PressState::solver() const { return parts_->window->solver(); }
const PressPlace& PressState::place() const { return parts_->place; }
const std::vector<int>& PressState::layer_of_row() const { return parts_->window->solver().grid().layer_of; }
const std::vector<std::string>& PressState::layer_ids() const { return parts_->layer_ids; }
const PressFrame& PressState::frame() const { return parts_->block.frame; }
const std::vector<ChartPoint>& PressState::surface_chart() const { return parts_->chart; }
const std::vector<double>& PressState::bone_share_ratio() const { return parts_->bone_share_ratio; }
bool PressState::assumed_anatomy() const { return parts_->block.assumed_anatomy; }
const std::vector<std::string>& PressState::notes() const { return parts_->block.notes; }

std::size_t PressState::dof_count() const {
  const tissue::Shape shape = parts_->window->solver().grid().shape();
  return 3 * static_cast<std::size_t>(shape.nodes_x) * static_cast<std::size_t>(shape.nodes_y) *
         static_cast<std::size_t>(shape.nodes_z);
}

Result<PressReport> press(const BackModel& model, const PressPlace& place, const std::vector<double>& forces_N,
                          double dwell_s, Executor& executor) {
  Result<PressState> state = PressState::make(model, place, executor);
  if (!state) return state.error();
  PressReport report;
  report.dof_count = state->dof_count();
  report.assumed_anatomy = state->assumed_anatomy();
  for (const double force_N : forces_N) {
    Result<PressStep> step = state->press(force_N, dwell_s);
    if (!step && step.error().code == ErrorCode::bad_input) return step.error();
    if (!step) {
      report.failure = tissue::SolveFailure{step.error().message, step.error().hint};
      break;
    }
    report.steps.push_back(std::move(*step));
  }
  report.notes = state->notes();
  return report;
}

}  // namespace unknot
