#pragma once
// The verbs of the command line, each from its options to one Output. main.cpp parses, prints and picks the exit code.
// Input: options. Output: a JSON document and the same for a person, or an Error.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "unknot/engine/engine.h"

namespace unknot::cli {

/// What every verb takes.
struct CommonOptions {
  bool json = false;
  std::string knowledge;  ///< a folder instead of the embedded knowledge; empty: embedded
};

struct CaseOptions {
  std::string path;  ///< "-" is standard input
  std::string now;   ///< ISO moment; empty: the clock
};

struct PlanOptions {
  CaseOptions input;
  std::string output;              ///< file for the routine's document; empty: none
  std::vector<std::string> edits;  ///< files, applied in order
  bool sources = false;
};

struct ExportOptions {
  CaseOptions input;
  std::string format;
  std::string output = "-";
};

struct AtlasOptions {
  std::string case_path;  ///< sized for this case's receiver; empty: a middling one
  bool codex = false;     ///< what hands can do, instead of the map
  std::string technique;  ///< of the codex, this one alone; empty: all
};

struct BodyOptions {
  CaseOptions input;
  std::string view = "prone";
  std::string output;   ///< back.glb or back.vtu; empty: none
  int cells_count = 0;  ///< along the spine; 0: no fields in the document, a hundred in a file
};

struct SlabFileOptions {
  std::string path;        ///< "-" is standard input
  int threads_count = 0;   ///< 0: as many as the machine runs at once
  bool reference = false;  ///< double precision and tight tolerances
  std::string output;      ///< a folder, or a file.feb; empty: none
};

struct SimulateFileOptions {
  std::string routine;  ///< "-" is standard input
  std::string case_path;
  std::string output;  ///< a folder
  std::string fineness = "coarse";
  int threads_count = 0;       ///< 0: as many as the machine runs at once
  int reuse_checks_count = 0;  ///< touches that are also solved on the spot
};

struct PressOptions {
  CaseOptions input;
  std::string at;  ///< "across,along"
  std::string tool;
  double force_N = 0;
  double dwell_s = 0;
  double heading_deg = 0;
  bool dry = false;
  double tone_ratio = 0;
  std::string firmness = "range";
  bool fine = false;
  int threads_count = 0;  ///< 0: as many as the machine runs at once
  std::string output;     ///< a folder, or a file.feb; empty: none
};

/// What a verb hands back to be printed.
struct Output {
  Json document;
  std::string text;
  int exit_code = 0;
};

[[nodiscard]] Result<Engine> load_engine(const std::string& knowledge_folder, Executor& executor);

/// A case as read, and the moment it is asked about.
struct Start {
  Case the_case;
  Moment now;
};
[[nodiscard]] Result<Start> read_start(const Engine& engine, const CaseOptions& options);

[[nodiscard]] Result<Output> run_screen(const Engine& engine, const CaseOptions& options, bool coloured);
[[nodiscard]] Result<Output> run_plan(const Engine& engine, const PlanOptions& options, bool coloured);
[[nodiscard]] Result<Output> run_export(const Engine& engine, const ExportOptions& options, bool json);
[[nodiscard]] Result<Output> run_questions(const Engine& engine, bool coloured);
[[nodiscard]] Result<Output> run_atlas(const Engine& engine, const AtlasOptions& options, bool coloured);
/// @param progress  takes a line for standard error before each long step
[[nodiscard]] Result<Output> run_body(const Engine& engine, const BodyOptions& options, bool coloured,
                                      const std::function<void(const std::string&)>& progress);
[[nodiscard]] Result<Output> run_licenses(const Engine& engine, bool coloured);
/// A slab that does not balance is an Output with exit code 1, which says where and why.
[[nodiscard]] Result<Output> run_slab_file(const Engine& engine, const SlabFileOptions& options, bool coloured);
/// Writes the files of a simulated routine; goes on from what an earlier run kept. Places without an answer make it an
/// Output with exit code 1.
[[nodiscard]] Result<Output> run_simulate(const Engine& engine, const SimulateFileOptions& options, bool coloured);
/// A press that does not balance is an Output with exit code 1, which says why.
[[nodiscard]] Result<Output> run_press(const Engine& engine, const PressOptions& options, bool coloured);
/// Tests the installation and the knowledge, and with `tangent` the tissue solver; problems are part of the Output, not
/// an Error.
[[nodiscard]] Output run_check(const CommonOptions& options, bool tangent, bool coloured);
/// Prints its address itself, then serves until a signal.
[[nodiscard]] Status run_serve(const Engine& engine, std::uint16_t port, const std::string& data, bool json);

}  // namespace unknot::cli
