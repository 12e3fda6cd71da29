// `unknot slab`: the textbook problem of one file, solved, as a document or a table.
#include "unknot/simulate/tissue/slab.h"

#include <chrono>
#include <cstdio>

#include "commands.h"
#include "native/files.h"
#include "native/thread_pool.h"
#include "paper.h"
#include "press_files.h"
#include "unknot/core/number_text.h"
#include "unknot/simulate/febio.h"
#include "unknot/simulate/press_picture.h"

namespace unknot::cli {
namespace {

double read_steady_clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string millimetres(double length_m, int decimals_count = 2) {
  return fixed_text(length_m * 1e3, decimals_count) + " mm";
}
std::string newtons(double force_N) { return fixed_text(force_N, 3) + " N"; }
std::string kilopascals(double pressure_Pa) { return fixed_text(pressure_Pa / 1e3, 2) + " kPa"; }

/// What a person reads of one balanced state: millimetres, newtons, kilopascals.
void print_step(const SlabCase& slab, const SlabStep& step, Paper& paper) {
  const bool pressed = slab.load.kind != SlabLoad::Kind::pressure;
  std::string head = (pressed ? "body " : "surface ") + millimetres(step.depth_m) + " deep, " + newtons(step.force_N) +
                     ", peak " + kilopascals(step.peak_pressure_Pa);
  if (pressed) head += ", contact radius " + millimetres(step.contact_radius_m, 1);
  if (step.time_s > 0) head += ", after " + digits_text(step.time_s, 3) + " s";
  paper.heading(head);
  if (slab.load.kind == SlabLoad::Kind::stroke) {
    paper.item("at " + millimetres(step.position_m, 1) + " along the block; drag " + newtons(step.tangential_force_N) +
               ", " + fixed_text(step.stick_ratio * 100, 0) + " % of the contact sticks");
  }
  for (std::size_t n = 0; n < step.layers.size(); ++n) {
    const SlabLayerState& layer = step.layers[n];
    std::string text = layer.name + ": middle moves " + millimetres(layer.mid_displacement_m) + " down; pressure " +
                       kilopascals(layer.mid_pressure_Pa) + ", von Mises " + kilopascals(layer.mid_von_mises_Pa) +
                       "; least log strain " + fixed_text(layer.min_principal_log_strain_ratio, 3);
    if (n < step.axis_displacement_m.size())
      text += "; its lower face moves " + millimetres(step.axis_displacement_m[n]);
    paper.item(text);
  }
}

/// Numbers of the history for FEBio, and what -o writes on the way.
class SlabFiles {
 public:
  SlabFiles(const SlabCase& slab, const std::string& path, PressTarget target)
      : slab_(slab), path_(path), target_(target), folder_(path, "block") {
    for (const SlabLayer& layer : slab.layers) names_.push_back({layer.name, layer.name});
  }

  void note(const SlabStep& step, const tissue::TissueSolver& solver) {
    if (target_ == PressTarget::none || !written_) return;
    if (target_ == PressTarget::folder) {
      last_ = read_block(solver, names_, step.time_s);
      written_ = folder_.add(*last_);
      return;
    }
    const double duration_s = moments_.empty() ? 0 : step.time_s - time_s_;
    if (duration_s == 0) ++values_count_;
    const SlabLoad& load = slab_.load;
    double force_N = step.force_N;
    if (load.stroke_force_N) force_N = *load.stroke_force_N;
    if (load.kind == SlabLoad::Kind::force) force_N = load.values[values_count_ - 1];
    moments_.push_back({duration_s, step.position_m, step.depth_m, force_N});
    time_s_ = step.time_s;
  }

  /// Ends the folder or writes the file, and names what was written.
  Status finish(const SlabReport& report, Json& document) {
    if (!written_) return written_;
    if (target_ == PressTarget::folder) {
      if (const Status ended = folder_.finish(last_ ? picture(report.steps.back()) : ""); !ended) return ended;
      document["files"] = folder_.files();
      if (!folder_.removed_files().empty()) document["removed_files"] = folder_.removed_files();
    } else if (target_ == PressTarget::febio) {
      if (moments_.empty()) return Done{};
      const tissue::Grid grid = slab_grid(slab_);
      FebioCase problem;
      problem.grid = &grid;
      problem.layers = names_;
      problem.body = *slab_.indenter;
      problem.is_driven_by_force = slab_.load.kind == SlabLoad::Kind::force || slab_.load.stroke_force_N.has_value();
      problem.start_position_m = slab_.load.kind == SlabLoad::Kind::stroke ? -slab_.load.length_m / 2 : 0;
      problem.moments = moments_;
      problem.comment = "Written by Unknot: a layered block, pressed. Never run through FEBio by its authors.";
      if (const Status written = write_file_whole(path_, to_febio(problem)); !written) return written;
      document["files"] = Json::array({path_});
    }
    return Done{};
  }
  [[nodiscard]] std::string removed() const { return words_of_removed(folder_.removed_files()); }

 private:
  [[nodiscard]] std::string picture(const SlabStep& step) const {
    PictureWords words;
    words.title = "A layered block, pressed";
    words.summary = millimetres(step.depth_m) + " deep, " + digits_text(step.force_N, 3) + " N, peak " +
                    kilopascals(step.peak_pressure_Pa);
    words.description = "A cut through the middle of the block. " + words.summary + ".";
    if (last_->body) words.body = digits_text(step.force_N, 3) + " N";
    words.under = last_->body ? "under the body" : "under the load";
    words.below = "rigid ground";
    words.foot = "Simulated: a textbook block, nobody's back.";
    return press_picture(*last_, Cut::across, words);
  }

  const SlabCase& slab_;
  std::string path_;
  PressTarget target_;
  PressFolder folder_;
  std::vector<LayerName> names_;
  std::vector<FebioMoment> moments_;
  double time_s_ = 0;
  std::size_t values_count_ = 0;  ///< reached; a hold stays at its value
  std::optional<BlockState> last_;
  Status written_ = Done{};
};

}  // namespace

Result<Output> run_slab_file(const Engine& engine, const SlabFileOptions& options, bool coloured) {
  const Result<std::string> text = read_text_file(options.path);
  if (!text) return text.error();
  const Result<SlabCase> slab = read_slab_text(*text, options.path == "-" ? "standard input" : options.path);
  if (!slab) return slab.error();

  const Result<PressTarget> target = open_press_target(options.output);
  if (!target) return target.error();
  if (*target == PressTarget::febio && slab->load.kind == SlabLoad::Kind::pressure) {
    return Error{ErrorCode::bad_input,
                 "a dead pressure is not written for FEBio: its own pressures follow the surface",
                 "",
                 "write a folder with -o, or press with an indenter",
                 {}};
  }

  SlabFiles files(*slab, options.output, *target);
  ThreadPool pool(options.threads_count > 0 ? options.threads_count : machine_threads_count());
  SlabOptions solving;
  solving.reference = options.reference;
  solving.clock_s = read_steady_clock_s;
  solving.on_step = [](const SlabStep& step) {
    std::fprintf(stderr, "depth %.3f mm, force %.4f N (%d Newton steps, %.2f s)\n", step.depth_m * 1e3, step.force_N,
                 step.newton_count, step.wall_s);
  };
  if (*target != PressTarget::none) {
    solving.on_state = [&files](const SlabStep& step, const tissue::TissueSolver& solver) { files.note(step, solver); };
  }
  const SlabReport report = run_slab(*slab, pool, solving);

  for (const std::string& note : report.notes) std::fprintf(stderr, "hint: %s\n", note.c_str());

  Output output{slab_document(report), {}, report.failure ? 1 : 0};
  output.document["knowledge_hash"] = engine.knowledge_hash();
  if (const Status written = files.finish(report, output.document); !written) return written.error();
  Paper paper(coloured);
  paper.title(std::to_string(report.dof_count) + " unknowns, " + std::to_string(report.threads_count) + " threads",
              Ink::faint);
  for (const SlabStep& step : report.steps) print_step(*slab, step, paper);
  if (report.failure) {
    paper.title("Not solved: " + report.failure->step, Ink::grave);
    paper.paragraph(report.failure->reason + "; " + report.failure->hint, 2, "  ");
  }
  paper.paragraph("Simulated: a textbook block, nobody's back.", 0, {}, Ink::careful);
  if (!options.output.empty()) paper.title("Written to " + options.output, Ink::plain);
  if (!files.removed().empty()) paper.title(files.removed(), Ink::plain);
  output.text = paper.text();
  return output;
}

}  // namespace unknot::cli
