// `unknot slab`: the textbook problem of one file, solved, as a document or a table.
#include "unknot/simulate/tissue/slab.h"

#include <chrono>
#include <cstdio>

#include "commands.h"
#include "native/files.h"
#include "native/thread_pool.h"
#include "paper.h"

namespace unknot::cli {
namespace {

double read_steady_clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <typename... Numbers>
std::string line(const char* format, Numbers... numbers) {
  char text[200];
  std::snprintf(text, sizeof text, format, numbers...);
  return text;
}

/// What a person reads of one balanced state: millimetres, newtons, kilopascals.
void print_step(const SlabCase& slab, const SlabStep& step, Paper& paper) {
  const bool pressed = slab.load.kind != SlabLoad::Kind::pressure;
  std::string head = line("%s %.2f mm deep, %.3f N, peak %.2f kPa", pressed ? "body" : "surface", step.depth_m * 1e3,
                          step.force_N, step.peak_pressure_Pa / 1e3);
  if (pressed) head += line(", contact radius %.1f mm", step.contact_radius_m * 1e3);
  if (step.time_s > 0) head += line(", after %.3g s", step.time_s);
  paper.heading(head);
  if (slab.load.kind == SlabLoad::Kind::stroke) {
    paper.item(line("at %.1f mm along the block; drag %.3f N, %.0f %% of the contact sticks", step.position_m * 1e3,
                    step.tangential_force_N, step.stick_ratio * 100));
  }
  for (std::size_t n = 0; n < step.layers.size(); ++n) {
    const SlabLayerState& layer = step.layers[n];
    std::string text =
        line("%s: middle moves %.2f mm down; pressure %.2f kPa, von Mises %.2f kPa; least log strain %.3f",
             layer.name.c_str(), layer.mid_displacement_m * 1e3, layer.mid_pressure_Pa / 1e3,
             layer.mid_von_mises_Pa / 1e3, layer.min_principal_log_strain_ratio);
    if (n < step.axis_displacement_m.size())
      text += line("; its lower face moves %.2f mm", step.axis_displacement_m[n] * 1e3);
    paper.item(text);
  }
}

}  // namespace

Result<Output> run_slab_file(const Engine& engine, const SlabFileOptions& options, bool coloured) {
  const Result<std::string> text = read_text_file(options.path);
  if (!text) return text.error();
  const Result<SlabCase> slab = read_slab_text(*text, options.path == "-" ? "standard input" : options.path);
  if (!slab) return slab.error();

  ThreadPool pool(options.threads_count > 0 ? options.threads_count : machine_threads_count());
  SlabOptions solving;
  solving.reference = options.reference;
  solving.clock_s = read_steady_clock_s;
  solving.on_step = [](const SlabStep& step) {
    std::fprintf(stderr, "depth %.3f mm, force %.4f N (%d Newton steps, %.2f s)\n", step.depth_m * 1e3, step.force_N,
                 step.newton_count, step.wall_s);
  };
  const SlabReport report = run_slab(*slab, pool, solving);

  Output output{slab_document(report), {}, report.failure ? 1 : 0};
  output.document["knowledge_hash"] = engine.knowledge_hash();
  Paper paper(coloured);
  paper.title(line("%zu unknowns, %d threads", report.dof_count, report.threads_count), Ink::faint);
  for (const SlabStep& step : report.steps) print_step(*slab, step, paper);
  if (report.failure) {
    paper.title("Not solved: " + report.failure->step, Ink::grave);
    paper.paragraph(report.failure->reason + "; " + report.failure->hint, 2, "  ");
  }
  output.text = paper.text();
  return output;
}

}  // namespace unknot::cli
