// `unknot simulate`: a whole routine on one person's back, with progress, kept as it goes, written as files.
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include "commands.h"
#include "native/files.h"
#include "native/thread_pool.h"
#include "paper.h"
#include "press_files.h"
#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kPlacesFile = "places.jsonl";
/// Between two writings of the kept places, and two lines of progress where nobody watches.
constexpr double kKeepEvery_s = 2, kTellEvery_s = 5;

std::atomic<bool> interrupted{false};
extern "C" void on_interrupt(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);  // a second time ends at once
}

/// Turns Ctrl-C into a wish to stop while it lives.
class InterruptWatch {
 public:
  InterruptWatch() {
    interrupted = false;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
  }
  ~InterruptWatch() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
};

double elapsed_s(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

/// One line on standard error: rewritten where somebody watches, one now and then where nobody does.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t strokes_count)
      : strokes_count_(strokes_count), watched_(::isatty(STDERR_FILENO) == 1), start_(Clock::now()) {}
  void tell(const PlaceProgress& progress) {
    if (!first_count_) first_count_ = progress.done_count;
    const bool whole = progress.done_count == progress.total_count;
    if (!watched_ && !whole && told_ && elapsed_s(last_) < kTellEvery_s) return;
    told_ = true;
    last_ = Clock::now();
    std::string line = std::to_string(progress.done_count) + " of " + std::to_string(progress.total_count) +
                       " places, " + std::to_string(std::min(progress.stroke_index, strokes_count_)) + " of " +
                       std::to_string(strokes_count_) + " strokes";
    const std::size_t solved_count = progress.done_count - *first_count_;
    if (solved_count > 0 && !whole) {
      const double each_s = elapsed_s(start_) / static_cast<double>(solved_count);
      line += ", about " + fixed_text(each_s * static_cast<double>(progress.total_count - progress.done_count), 0) +
              " s left";
    }
    std::fprintf(stderr, watched_ ? "\r\033[K%s" : "unknot: %s\n", line.c_str());
    std::fflush(stderr);
  }
  void end() const {
    if (watched_ && told_) std::fprintf(stderr, "\n");
  }

 private:
  std::size_t strokes_count_;
  bool watched_;
  bool told_ = false;
  Clock::time_point start_, last_;
  std::optional<std::size_t> first_count_;
};

/// The kept places of the folder, read once and written as they come.
class PlacesFile {
 public:
  PlacesFile(const fs::path& folder, CacheOwner owner)
      : path_((folder / kPlacesFile).string()), owner_(std::move(owner)) {}
  [[nodiscard]] Result<SolvedPlaces> read() const {
    std::error_code error;
    if (!fs::exists(path_, error)) return SolvedPlaces{};
    const Result<std::string> text = read_text_file(path_, kMaxCacheBytes);
    if (!text) return text.error();
    return read_cache_text(*text, owner_, path_);
  }
  /// Writes where something came and `force` or long enough ago.
  [[nodiscard]] Status keep(const SolvedPlaces& places, bool force) {
    if (places.size() == kept_count_ || (!force && elapsed_s(last_) < kKeepEvery_s)) return Done{};
    const Status written = write_file_whole(path_, to_cache_text(owner_, places));
    if (written) kept_count_ = places.size();
    last_ = Clock::now();
    return written;
  }
  void start_from(const SolvedPlaces& places) { kept_count_ = places.size(); }

 private:
  std::string path_;
  CacheOwner owner_;
  std::size_t kept_count_ = 0;
  Clock::time_point last_ = Clock::now();
};

Result<Routine> read_routine_file(const std::string& path) {
  const Result<std::string> text = read_text_file(path);
  if (!text) return text.error();
  const Result<Node> node = parse_json(*text, path == "-" ? "standard input" : path);
  if (!node) return node.error();
  return read_routine(*node);
}

// --------------------------------------------------------------------------------------------------------- in words

/// "14.2 (9.8 to 20.1)"
std::string ranged(const Json& value, double scale, int decimals_count) {
  std::string text = fixed_text(scale * value.at("value").get<double>(), decimals_count);
  if (value.contains("low")) {
    text += " (" + fixed_text(scale * value.at("low").get<double>(), decimals_count) + " to " +
            fixed_text(scale * value.at("high").get<double>(), decimals_count) + ")";
  }
  return text;
}

/// How much shorter a logarithmic strain makes a piece, in percent.
Json shortened(Json strain) {
  for (const char* key : {"value", "low", "high"}) {
    if (strain.contains(key)) strain[key] = 1 - std::exp(-strain[key].get<double>());
  }
  return strain;
}

void print_highlights(const Json& document, Paper& paper) {
  const Json& most = document.at("highlights");
  const auto where = [&](const Json& one) {
    return "; " + one.at("region").get<std::string>() + ", " + one.at("tool").get<std::string>() + ", " +
           fixed_text(one.at("force_N").get<double>(), 1) + " N, stroke " + one.at("stroke").get<std::string>();
  };
  const auto tell = [&](const char* key, const std::string& name, double scale, int decimals_count,
                        const std::string& unit) {
    if (!most.contains(key)) return;
    const Json one = std::string_view(key) == "peak_muscle_strain_ratio" ? shortened(most.at(key)) : most.at(key);
    paper.item(name + ": " + ranged(one, scale, decimals_count) + " " + unit + where(most.at(key)));
  };
  paper.heading("Where it is firmest (in brackets: softer and firmer tissue)");
  tell("peak_pressure_Pa", "pressure on the skin", 1e-3, 1, "kPa");
  tell("peak_depth_m", "depth of the hand", 1e3, 1, "mm");
  tell("peak_muscle_strain_ratio", "most pressed spot of a muscle, thinner by", 100, 0, "%");
  tell("peak_bone_pressure_Pa", "pressure on bone", 1e-3, 1, "kPa");
  if (document.contains("greatest")) {
    const Json& longest = document.at("greatest").at("contact_s");
    paper.item("longest under the hands: " + fixed_text(longest.at("value").get<double>(), 0) + " s; " +
               longest.at("region").get<std::string>());
  }
}

void print_places(const Json& document, Paper& paper) {
  const Json& places = document.at("places");
  // One line for each region and tool, with the first reason: neighbours mostly fail alike.
  std::map<std::pair<std::string, std::string>, std::vector<const Json*>> groups;
  for (const Json& failure : places.at("failed")) {
    groups[{failure.at("region").get<std::string>(), failure.at("tool").get<std::string>()}].push_back(&failure);
  }
  for (const auto& [where, failures] : groups) {
    paper.paragraph("Not simulated, and left out of every figure: " + where.first + ", " + where.second + ", " +
                        std::to_string(failures.size()) +
                        (failures.size() == 1 ? " place: " : " places, one of them because ") +
                        failures.front()->at("reason").get<std::string>(),
                    0, {}, Ink::careful);
  }
  if (!document.contains("reuse")) return;
  const Json& reuse = document.at("reuse");
  const auto spread = [&](const char* key) {
    const Json& one = reuse.at(key);
    return fixed_text(100 * one.at("median_ratio").get<double>(), 1) + " % (worst " +
           fixed_text(100 * one.at("worst_ratio").get<double>(), 1) + " %)";
  };
  paper.heading("How near reused answers are, at " + std::to_string(reuse.at("checked_count").get<int>()) + " touches");
  paper.item("pressure " + spread("peak_pressure_Pa") + ", depth " + spread("peak_depth_m") + ", muscle " +
             spread("peak_muscle_strain_ratio"));
}

void print_substitutes(const Json& document, Paper& paper) {
  paper.heading("What was pressed, and what that leaves out");
  for (const Json& one : document.at("substitutes")) {
    std::string strokes;
    for (const Json& id : one.at("strokes")) strokes += (strokes.empty() ? "" : ", ") + id.get<std::string>();
    const bool stand_in = one.at("kind") == "stand_in";
    paper.item(to_words(one.at("motion").get<std::string>()) + (stand_in ? " (a stand-in, no single press)" : "") +
               ": " + one.at("pressed_as").get<std::string>() +
               " Left out: " + one.at("leaves_out").get<std::string>() + ". [" + strokes + "]");
  }
}

std::string print_simulation(const Json& document, const std::string& folder, bool coloured) {
  Paper paper(coloured);
  const Json& places = document.at("places");
  paper.title("Simulated: " + clock_text(document.at("total_s").get<double>()) + " of massage, hands on the back for " +
                  clock_text(document.at("hands_s").get<double>()),
              Ink::strong);
  if (document.contains("warning")) paper.paragraph(document.at("warning").get<std::string>(), 0, {}, Ink::grave);
  paper.paragraph(
      std::to_string(places.at("touches_count").get<std::size_t>()) + " looks at the hands; " +
      std::to_string(places.at("distinct_count").get<std::size_t>()) + " places of the back, each solved once, " +
      std::to_string(places.at("distinct_count").get<std::size_t>() - places.at("solved_count").get<std::size_t>()) +
      " of them without an answer.");
  print_places(document, paper);
  print_highlights(document, paper);
  print_substitutes(document, paper);
  paper.heading("What it does not say");
  for (const Json& note : document.at("notes")) paper.item(note.get<std::string>());
  paper.blank();
  paper.paragraph("Written to " + folder +
                  ": simulation.json (every map), dose.svg (a picture), dose.pvd (for ParaView).");
  return paper.text();
}

}  // namespace

Result<Output> run_simulate(const Engine& engine, const SimulateFileOptions& options, bool coloured) {
  const Result<Routine> routine = read_routine_file(options.routine);
  if (!routine) return routine.error();
  const Result<std::string> case_text = read_text_file(options.case_path);
  if (!case_text) return case_text.error();
  const Result<Case> the_case = engine.read_case_text(*case_text, options.case_path);
  if (!the_case) return the_case.error();
  SimulateOptions simulating;
  for (const Fineness fineness : {Fineness::coarse, Fineness::normal, Fineness::fine}) {
    if (to_text(fineness) == options.fineness) simulating.fineness = fineness;
  }
  simulating.reuse_checks_count = options.reuse_checks_count;
  if (const Status fits = engine.check_simulation(*the_case, *routine); !fits) return fits.error();
  if (const Status made = make_folder(options.output); !made) return made.error();
  const fs::path folder(options.output);
  PlacesFile file(folder, engine.simulation_owner(*the_case, *routine, simulating));
  Result<SolvedPlaces> solved = file.read();
  if (!solved) return solved.error();
  file.start_from(*solved);

  ThreadPool pool(options.threads_count > 0 ? options.threads_count : machine_threads_count());
  const auto touching = std::count_if(routine->strokes.begin(), routine->strokes.end(),
                                      [](const Stroke& stroke) { return stroke.technique != "pause"; });
  ProgressLine line(static_cast<std::size_t>(touching));
  const InterruptWatch watch;
  Status kept = Done{};
  const auto on_places = [&](const PlaceProgress& progress) {
    line.tell(progress);
    kept = file.keep(*solved, false);
    return kept && !interrupted;
  };
  const Result<SimulationFiles> result = engine.simulate(*the_case, *routine, simulating, pool, on_places, *solved);
  line.end();
  if (!result) return result.error();
  if (!kept) return kept.error();
  if (const Status last = file.keep(*solved, true); !last) return last.error();
  if (result->stopped) {
    return Error{ErrorCode::conflict,
                 "stopped before the end; what was solved is kept in " + options.output,
                 "",
                 "run the same command again to go on",
                 {}};
  }
  std::vector<std::string> names;
  for (const auto& [name, bytes] : result->files) {
    if (const Status written = write_file_whole((folder / name).string(), bytes); !written) return written.error();
    names.push_back(name);
  }
  const WrittenNames own{{}, {"dose"}, 3};
  const Result<std::vector<std::string>> removed = remove_earlier_files(options.output, own, names);
  if (!removed) return removed.error();
  Output output{result->document, print_simulation(result->document, options.output, coloured), 0};
  if (!removed->empty()) {
    output.document["removed_files"] = *removed;
    output.text += words_of_removed(*removed) + "\n";
  }
  if (!result->document.at("converged").get<bool>()) {
    const Json& first = result->document.at("places").at("failed").front();
    output.document["failure"] = {{"step", "places"},
                                  {"reason", first.at("reason")},
                                  {"hint", "the places listed under places.failed have no answer; all others have"}};
    output.exit_code = 1;
  }
  return output;
}

}  // namespace unknot::cli
