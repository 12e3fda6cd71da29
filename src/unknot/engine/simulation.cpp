// A routine on a case's back: whether it belongs there, the simulation, and the files it leaves as.
#include <array>
#include <optional>

#include "unknot/core/hash.h"
#include "unknot/core/number_text.h"
#include "unknot/engine/state.h"
#include "unknot/simulate/dose_files.h"

namespace unknot {
namespace {

Error refuse(std::string message, std::string hint) {
  return {ErrorCode::bad_input, std::move(message), "", std::move(hint), {}};
}

/// What everybody who reads the result must know, and what this person adds to it.
std::vector<std::string> notes_of(const Routine& routine, const Body& body, const LayerModel& layers, bool oil,
                                  Fineness fineness) {
  std::vector<std::string> notes = {
      "Simulated: how soft this person's flesh is was not measured. Low and high are softer and firmer tissue.",
      "It says how much tissue is pressed, not whether that helps or hurts, and it raises no limit.",
      "Each place is pressed anew from rest: what one stroke leaves behind in the flesh is not carried to the next.",
      "Two hands are pressed one by one, as if the other were not there.",
      "Under the middle of a hand strain and pressure of a layer are the model's; towards its edge they are "
      "taken to fall as the contact pressure does."};
  if (fineness == Fineness::coarse) {
    // Measured: docs/theory/dose.md, "What the mesh costs".
    notes.emplace_back(
        "The coarse mesh cuts peaks: those of pressure and muscle strain are some 10 to 15 % too low. Pressure on "
        "bone is some 10 % too high, at the edge of a bone up to 2.5 times. --fineness normal is nearer.");
  }
  if (!oil) {
    notes.emplace_back("Dry hands, over a thin shirt: the shirt is not modelled.");
  }
  if (body.extrapolated() || layers.extrapolated()) {
    notes.emplace_back("This body lies outside the people whose backs were measured.");
  }
  for (const Stroke& stroke : routine.strokes) {
    for (const ChartPoint& point : stroke.path) {
      if (layers.at(point).assumed_anatomy) {
        notes.emplace_back("Some places lie where the layers below the skin are assumed: the nape and the lower seat.");
        return notes;
      }
    }
  }
  return notes;
}

void add_series(const BackSurface& surface, const Routine& routine, const RoutineSimulation& result,
                std::map<std::string, std::string>& files) {
  DoseMap so_far(result.total.grid);
  std::vector<VtuMoment> series;
  auto next = result.strokes.begin();
  for (const Stroke& stroke : routine.strokes) {
    if (next == result.strokes.end() || next->id != stroke.id) {
      continue;
    }
    so_far.add(next->dose);
    const std::string name = "dose_" + padded_text(series.size() + 1, 3) + ".vtu";
    files.emplace(name, to_vtu(dose_mesh(surface, next->dose, so_far)));
    series.push_back({stroke.start_s + stroke.duration_s, name});
    ++next;
  }
  files.emplace("dose.pvd", to_pvd(series));
}

}  // namespace

CacheOwner Engine::simulation_owner(const Case& the_case, const Routine& routine,
                                    const SimulateOptions& options) const {
  return {knowledge_hash(), case_hash(the_case), std::string(to_text(view_of(routine.position))),
          std::string(to_text(options.fineness)), kRoutineSolverVersion_count};
}

Status Engine::check_simulation(const Case& the_case, const Routine& routine) const {
  if (routine.refused || routine.strokes.empty()) {
    return refuse("this routine has no strokes", "plan one for a case that may be massaged");
  }
  if (routine.knowledge_hash != knowledge_hash()) {
    return refuse("this routine was planned with another state of the knowledge", "plan it again");
  }
  if (routine.case_hash != case_hash(the_case)) {
    return refuse("this routine is of another case", "name the case it was planned for with --case, or plan it again");
  }
  return Done{};
}

std::vector<std::string> Engine::broken_promises(const Case& the_case, const Routine& routine) const {
  const std::optional<Moment> planned = parse_moment(routine.screened_at);
  if (!planned) {
    return {"nobody knows when it was planned"};
  }
  const Body body = Body::from(state_->bodies, the_case.receiver);
  std::vector<std::string> broken;
  for (const Violation& one :
       audit(state_->audit, state_->atlas, body, the_case, screen(the_case, *planned), routine)) {
    broken.push_back(one.stroke_id.empty() ? one.text : "step " + one.stroke_id + ": " + one.text);
  }
  return broken;
}

Result<SimulationFiles> Engine::simulate(const Case& the_case, const Routine& routine, const SimulateOptions& options,
                                         Executor& executor, const OnPlaces& on_places, SolvedPlaces& solved) const {
  if (const Status fits = check_simulation(the_case, routine); !fits) {
    return fits.error();
  }
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const Result<BackSurface> surface = BackSurface::make(state_->bodies, body, view_of(routine.position), executor);
  if (!surface) {
    return surface.error();
  }
  const LayerModel layers(state_->layers, state_->contacts, state_->atlas, body, routine.place);
  const std::array<BackModel, 3> models = {BackModel(state_->tissue, *surface, layers, Firmness::soft),
                                           BackModel(state_->tissue, *surface, layers, Firmness::middle),
                                           BackModel(state_->tissue, *surface, layers, Firmness::firm)};
  SimulationSetting setting;
  setting.body = &body;
  setting.substitutes = &state_->substitutes;
  setting.tissue = &state_->tissue;
  setting.oil = the_case.giver.oil;
  setting.press = [&models](Firmness firmness, const PressPlace& place, const std::vector<double>& forces_N,
                            double dwell_s) -> Result<std::vector<PressStep>> {
    SerialExecutor serial;  // places are solved side by side, each by one thread
    Result<PressReport> report = press(models[static_cast<std::size_t>(firmness)], place, forces_N, dwell_s, serial);
    if (!report) {
      return report.error();
    }
    if (report->failure) {
      return Error{ErrorCode::internal, report->failure->reason, "", report->failure->hint, {}};
    }
    return std::move(report->steps);
  };
  const RoutineSimulation result = simulate_routine(routine, setting, options, executor, on_places, solved);
  SimulationFiles out;
  out.stopped = result.stopped;
  if (result.stopped) {
    return out;
  }
  out.document = {{"schema", "unknot.simulation/1"},
                  {"knowledge_hash", knowledge_hash()},
                  {"case_hash", routine.case_hash},
                  {"routine_hash", sha256_hex(to_json(routine).dump())},
                  {"fineness", to_text(options.fineness)}};
  out.document.update(simulation_json(routine, result, state_->substitutes, state_->atlas, body,
                                      notes_of(routine, body, layers, setting.oil, options.fineness)));
  if (const std::vector<std::string> broken = broken_promises(the_case, routine); !broken.empty()) {
    out.document["warning"] =
        "This massage is not as Unknot plans one; it is simulated to be looked at, not to be given. It breaks " +
        std::to_string(broken.size()) + (broken.size() == 1 ? " promise: " : " promises, the first: ") +
        broken.front() + ".";
  }
  add_series(*surface, routine, result, out.files);
  out.files.emplace("dose.svg", dose_picture(result.total, draw_back(state_->drawing, body)));
  out.files.emplace("simulation.json", out.document.dump() + "\n");
  return out;
}

}  // namespace unknot
