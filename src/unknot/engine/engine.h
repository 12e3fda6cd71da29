#pragma once
// The one facade: every verb of Unknot, JSON-able in and out. CLI, server and WebAssembly are thin doors around it.
// Input: knowledge texts once, then cases, routines, edits. Output: documents of contracts. Knows no file, socket,
// clock.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "unknot/body/back_fields.h"
#include "unknot/core/date.h"
#include "unknot/core/result.h"
#include "unknot/flow.h"
#include "unknot/flow_json.h"
#include "unknot/knowledge/knowledge.h"
#include "unknot/simulate/press.h"
#include "unknot/simulate/routine_cache.h"
#include "unknot/simulate/routine_simulation.h"

namespace unknot {

/// Which page a routine leaves the program as.
enum class ExportFormat {
  json,      ///< the routine document, indented
  html,      ///< one self-contained page that plays on any phone, carries its verdict, expires the same day
  print,     ///< one self-contained page laid out for paper
  handover,  ///< the sheet for a professional, from the report (no routine needed)
};

/// Which file a body leaves the program as.
enum class BodyFormat {
  glb,  ///< the person in three dimensions, with what they lie or sit on (glTF 2.0)
  vtu,  ///< the skin of the back with every layer below as fields (VTK XML)
};

/// A simulated routine, ready to be written.
struct SimulationFiles {
  bool stopped = false;                      ///< asked to: no document, no files; what was solved is kept by the caller
  Json document;                             ///< unknot.simulation/1
  std::map<std::string, std::string> files;  ///< by name: simulation.json, dose.svg, dose.pvd and its .vtu
};

/// One press on a person's back.
struct PressRequest {
  PressPlace place;
  double force_N = 0;
  double dwell_s = 0;                ///< 0: none
  std::vector<Firmness> firmnesses;  ///< one or more, from soft to firm: nobody knows this person's
};
/// Takes every balanced state while it stands, for files and pictures.
using PressObserver = std::function<void(Firmness firmness, const PressStep& step, const PressState& state)>;

/// Immutable after load; every call is const and safe from any thread.
class Engine {
 public:
  /// @error bad_input: every problem in the knowledge files, file:line, found, expected
  [[nodiscard]] static Result<Engine> load(const KnowledgeTexts& texts);
  /// The same with its files read on more threads.
  [[nodiscard]] static Result<Engine> load(const KnowledgeTexts& texts, Executor& executor);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  [[nodiscard]] const std::string& knowledge_hash() const;
  [[nodiscard]] const CaseSchema& case_schema() const;

  /// Text of a case, TOML or JSON (told apart by its first non-blank character), to a checked Case.
  [[nodiscard]] Result<Case> read_case_text(std::string_view text, std::string_view file_name) const;
  [[nodiscard]] std::string case_hash(const Case& the_case) const;

  [[nodiscard]] ScreenReport screen(const Case& the_case, const Moment& now) const;
  /// Screens, then composes; a report that stops gives a refused Routine. Every routine is audited before it leaves.
  [[nodiscard]] Result<Routine> plan(const Case& the_case, const Moment& now) const;
  /// Re-plans under the same limits. @error conflict when the routine's knowledge, case or day no longer fits
  [[nodiscard]] Result<Routine> replan(const Case& the_case, const Routine& routine, const Edit& edit,
                                       const Moment& now) const;
  /// What a swap of this stroke may bring: `unknot.swaps/1`; replan accepts each choice as the edit's `technique`.
  /// @error not_found  no such stroke  @error conflict  as replan, or a report that stops
  [[nodiscard]] Result<Json> swaps_document(const Case& the_case, const Routine& routine, const std::string& stroke_id,
                                            double from_s, const Moment& now) const;
  /// Whether the routine may still be played. @error conflict with the reason
  [[nodiscard]] Status check_fresh(const Routine& routine, const Case* the_case, const Moment& now) const;

  // Documents: each carries `schema` and `knowledge_hash`.
  [[nodiscard]] Json questions_document() const;
  [[nodiscard]] Json atlas_document(const Receiver* receiver) const;
  [[nodiscard]] Json sources_document() const;
  /// Pages the app shows beside the journey: choose a professional, alone tonight, emergency numbers, aftercare, words.
  [[nodiscard]] Json guidance_document() const;
  /// Every technique with its dose and how its hands move, by family, aim and tradition; the routines; the hands drawn.
  /// @cost some ten milliseconds: ask once and keep it
  [[nodiscard]] Json codex_document() const;
  /// The back of a case's receiver: lengths, layers at named places, the giver's hand. @param grid  null: no fields
  [[nodiscard]] Json body_document(const Case& the_case, View view, const GridCounts* grid) const;
  /// The same as a file's bytes. @error bad_input  a body that cannot be built, with the reason
  [[nodiscard]] Result<std::string> body_file(const Case& the_case, View view, BodyFormat format,
                                              const GridCounts& grid) const;
  /// What a press does to the back of a case's receiver: `unknot.press/1`. What does not balance is said in it, and
  /// whether a plan of this moment would press so.
  /// @param on_state  may be empty
  /// @error bad_input  a place off the chart or a force, dwell or tone out of range, with what is in range
  /// @cost about half a second a firmness on one core; up to twenty where the finest mesh must be tried
  [[nodiscard]] Result<Json> press_document(const Case& the_case, const PressRequest& request, const Moment& now,
                                            Executor& executor, const PressObserver& on_state) const;
  [[nodiscard]] Json report_document(const ScreenReport& report, bool for_giver) const;
  [[nodiscard]] Json routine_document(const Routine& routine) const;
  [[nodiscard]] Result<std::string> export_text(const Case& the_case, const Routine& routine, ExportFormat format,
                                                const Moment& now) const;

  /// Whether this routine may be simulated on this case's back.
  /// @error bad_input  of another case or another state of the knowledge, or without strokes
  [[nodiscard]] Status check_simulation(const Case& the_case, const Routine& routine) const;
  /// What this routine breaks of the promises every plan keeps, judged at the moment it was planned: somebody changed
  /// it since. Empty: nothing.
  [[nodiscard]] std::vector<std::string> broken_promises(const Case& the_case, const Routine& routine) const;
  /// What a routine does to this case's back, place by place. A place that does not balance is listed in the document,
  /// which then says converged: false.
  /// @param on_places  called between groups of places; says whether to go on
  /// @param solved  answers known already, and those that come; see routine_cache.h
  /// @error bad_input  as check_simulation; a body that cannot be built
  /// @cost  about a second for a place of each tool on one core, everything else together about two
  [[nodiscard]] Result<SimulationFiles> simulate(const Case& the_case, const Routine& routine,
                                                 const SimulateOptions& options, Executor& executor,
                                                 const OnPlaces& on_places, SolvedPlaces& solved) const;
  /// What solved places of this routine belong to.
  [[nodiscard]] CacheOwner simulation_owner(const Case& the_case, const Routine& routine,
                                            const SimulateOptions& options) const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  /// Stamps hashes and day, then audits. @error internal when a hard promise is broken: nothing is handed out
  [[nodiscard]] Result<Routine> finish_routine(Result<Routine> routine, const Case& the_case,
                                               const ScreenReport& report) const;
  /// A routine that came back from outside must still keep every promise. @error bad_input
  [[nodiscard]] Status check_untouched(const Routine& routine, const Case& the_case, const ScreenReport& report) const;
  std::unique_ptr<State> state_;
};

}  // namespace unknot
