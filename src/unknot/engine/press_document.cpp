// One press on the back of a case's receiver, at each firmness that tissue may have, as a document.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "unknot/core/number_text.h"
#include "unknot/engine/press_allowance.h"
#include "unknot/engine/state.h"

namespace unknot {
namespace {

/// Hundredths of a micrometre, of a newton and of a pascal are finer than anything here is known.
double rounded(double value) { return unknot::rounded(value, 8); }

/// Fat and flesh pressed further than anybody measured: from there on the law is only carried on.
bool is_extrapolated(const PressLayer& layer, double known_ratio) {
  return layer.id != "skin" && layer.id != "fascia" && layer.min_strain_ratio < -known_ratio;
}

Json json_of(const PressStep& step, double known_ratio) {
  Json layers = Json::array();
  for (const PressLayer& layer : step.layers) {
    layers.push_back(Json{{"id", layer.id},
                          {"name", layer.name},
                          {"thickness_m", rounded(layer.thickness_m)},
                          {"compression_ratio", rounded(layer.compression_ratio)},
                          {"min_principal_log_strain", rounded(layer.min_strain_ratio)},
                          {"max_von_mises_Pa", rounded(layer.max_von_mises_Pa)},
                          {"max_pressure_Pa", rounded(layer.max_pressure_Pa)},
                          {"volume_ratio", {rounded(layer.least_volume_ratio), rounded(layer.most_volume_ratio)}},
                          {"extrapolated", is_extrapolated(layer, known_ratio)}});
  }
  return {{"time_s", step.time_s},
          {"force_N", rounded(step.force_N)},
          {"depth_m", rounded(step.depth_m)},
          {"sink_m", rounded(step.sink_m)},
          {"area_m2", rounded(step.area_m2)},
          {"mean_pressure_Pa", rounded(step.mean_pressure_Pa)},
          {"peak_pressure_Pa", rounded(step.peak_pressure_Pa)},
          {"bone_force_N", rounded(step.bone_force_N)},
          {"bone_peak_pressure_Pa", rounded(step.bone_peak_pressure_Pa)},
          {"layers", std::move(layers)},
          {"newton_iterations", step.newton_count},
          {"linear_iterations", step.linear_count}};
}

/// The numbers of the last steps, from the least to the greatest of all firmnesses solved, with the middle one between.
Json ranges(const Json& answers) {
  Json out = Json::object();
  for (const char* key : {"depth_m", "sink_m", "area_m2", "mean_pressure_Pa", "peak_pressure_Pa", "bone_force_N",
                          "bone_peak_pressure_Pa"}) {
    double low = 0, high = 0, likely = 0;
    bool first = true;
    for (const Json& answer : answers) {
      if (answer.contains("failure")) continue;
      const double value = answer.at("steps").back().at(key).get<double>();
      low = first ? value : std::min(low, value);
      high = first ? value : std::max(high, value);
      if (first || answer.at("firmness") == "middle") likely = value;
      first = false;
    }
    out[key] = {{"low", low}, {"likely", likely}, {"high", high}};
  }
  return out;
}

bool any_extrapolated(const Json& answers) {
  for (const Json& answer : answers) {
    for (const Json& step : answer.at("steps")) {
      for (const Json& layer : step.at("layers")) {
        if (layer.at("extrapolated").get<bool>()) return true;
      }
    }
  }
  return false;
}

/// Closer to the midline than this a place belongs to neither side.
constexpr double kMiddle_ratio = 0.05;

std::string region_name(const AtlasArea& region, const ChartPoint& at) {
  const bool sided = region.name.starts_with("left ") || region.name.starts_with("right ");
  return sided && std::abs(at.across) < kMiddle_ratio ? region.name.substr(region.name.find(' ') + 1) : region.name;
}

/// One firmness at work.
struct Trial {
  explicit Trial(const BackModel& model) : back(model) {}
  BackModel back;
  std::optional<PressState> state;
  std::optional<Result<PressStep>> last;
  std::optional<Error> problem;
  Json steps = Json::array();
};

/// Anew on the finest mesh, through all these dwells. Where that fails too, what was balanced before stays.
void press_finest(Trial& trial, const PressRequest& request, std::span<const double> dwells_s, Executor& executor,
                  double known_ratio) {
  PressPlace place = request.place;
  place.fineness = Fineness::fine;
  Result<PressState> state = PressState::make(trial.back, place, executor);
  if (!state) return;
  Json steps = Json::array();
  for (std::size_t n = 0; n < dwells_s.size(); ++n) {
    trial.last = state->press(request.force_N, dwells_s[n]);
    if (!*trial.last) return;
    const bool is_last = n + 1 == dwells_s.size();  // for the caller to write down
    if (!is_last) steps.push_back(json_of(**trial.last, known_ratio));
  }
  trial.state.emplace(std::move(*state));
  trial.steps = std::move(steps);
}

/// The last of some dwells, of one firmness. What finds no balance on the mesh asked for is pressed on the finest: wide
/// cells let a small tool slip between them in deep flesh.
void press_next(Trial& trial, const PressRequest& request, std::span<const double> dwells_s, Executor& executor,
                double known_ratio) {
  if (!trial.state) {
    Result<PressState> state = PressState::make(trial.back, request.place, executor);
    if (!state) {
      trial.problem = state.error();
      return;
    }
    trial.state.emplace(std::move(*state));
  }
  trial.last = trial.state->press(request.force_N, dwells_s.back());
  const bool failed = !*trial.last && trial.last->error().code != ErrorCode::bad_input;
  if (failed && trial.state->place().fineness != Fineness::fine) {
    press_finest(trial, request, dwells_s, executor, known_ratio);
  }
}

/// The place at each firmness through its force, and then through the dwell. Firmnesses run beside each other; threads
/// that have none of their own help with the blocks of one.
void run_trials(std::vector<std::unique_ptr<Trial>>& trials, const PressRequest& request, Executor& executor,
                double known_ratio, const PressObserver& on_state) {
  std::vector<double> dwells_s = {0};
  if (request.dwell_s != 0) dwells_s.push_back(request.dwell_s);
  for (std::size_t count = 1; count <= dwells_s.size(); ++count) {
    const std::span<const double> so_far_s(dwells_s.data(), count);
    auto run = [&](int block) {
      Trial& trial = *trials[static_cast<std::size_t>(block)];
      if (!trial.problem) press_next(trial, request, so_far_s, executor, known_ratio);
    };
    executor.for_blocks(static_cast<int>(trials.size()), run);
    for (const auto& trial : trials) {
      if (trial->problem) continue;
      const Result<PressStep>& step = *trial->last;
      if (!step) {
        trial->problem = step.error();
        continue;
      }
      trial->steps.push_back(json_of(*step, known_ratio));
      if (on_state) on_state(trial->back.firmness(), *step, *trial->state);
    }
  }
}

}  // namespace

Result<Json> Engine::press_document(const Case& the_case, const PressRequest& request, const Moment& now,
                                    Executor& executor, const PressObserver& on_state) const {
  UNKNOT_CHECK(!request.firmnesses.empty(), "a press is asked for at some firmness");
  if (!(request.force_N > 0)) {
    return Error{ErrorCode::bad_input,
                 "a press needs a force above 0 N",
                 "",
                 "10 N are about a kilogram on a kitchen scale",
                 {}};
  }
  const View view = the_case.giver.place == Place::chair ? View::seated : View::prone;
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const Result<BackSurface> surface = BackSurface::make(state_->bodies, body, view, executor);
  if (!surface) return surface.error();
  const LayerModel layers(state_->layers, state_->contacts, state_->atlas, body, the_case.giver.place);

  Json answers = Json::array(), notes = Json::array();
  Json document;
  int solved_count = 0;
  bool assumed = body.extrapolated();
  const double known_ratio = state_->tissue.constant("strain_known");
  std::vector<std::unique_ptr<Trial>> trials;
  for (const Firmness firmness : request.firmnesses) {
    trials.push_back(std::make_unique<Trial>(BackModel(state_->tissue, *surface, layers, firmness)));
  }
  run_trials(trials, request, executor, known_ratio, on_state);
  for (const auto& trial : trials) {
    const std::optional<Error>& problem = trial->problem;
    if (problem && problem->code == ErrorCode::bad_input) return *problem;
    const std::string firmness(to_text(trial->back.firmness()));
    for (const std::string& note : trial->state->notes()) {
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    }
    assumed = assumed || trial->state->assumed_anatomy();
    const Fineness fineness = trial->state->place().fineness;
    const std::string doing = trial->steps.empty() ? "pressing" : "holding";
    answers.push_back(Json{{"firmness", firmness},
                           {"fineness", to_text(fineness)},
                           {"dof", trial->state->dof_count()},
                           {"steps", std::move(trial->steps)}});
    if (!problem) {
      ++solved_count;
      if (fineness != request.place.fineness) {
        notes.push_back("With tissue taken as " + firmness +
                        ", ordinary cells found no balance; that answer is from finer ones.");
      }
      continue;
    }
    // The others may still stand: flat layers are first met in the softest tissue.
    Json failure{
        {"step", doing + ", tissue taken as " + firmness}, {"reason", problem->message}, {"hint", problem->hint}};
    if (!document.contains("failure")) document["failure"] = failure;
    answers.back()["failure"] = std::move(failure);
  }

  const ToolBody& tool = state_->tissue.tools.at(request.place.tool);
  const AtlasArea* region = state_->atlas.region_at(request.place.at);
  document["schema"] = "unknot.press/1";
  document["knowledge_hash"] = knowledge_hash();
  document["simulated"] = true;
  document["converged"] = !document.contains("failure");
  document["view"] = to_text(view);
  document["place"] = to_text(the_case.giver.place);
  document["at"] = {request.place.at.across, request.place.at.along};
  document["region"] = region != nullptr ? region_name(*region, request.place.at) : "";
  document["tool"] = to_text(request.place.tool);
  document["tool_name"] = tool.name;
  document["force_N"] = request.force_N;
  document["dwell_s"] = request.dwell_s;
  document["heading_rad"] = request.place.heading_rad;
  document["oil"] = request.place.oil;
  document["tone_ratio"] = request.place.tone_ratio;
  document["fineness"] = to_text(request.place.fineness);
  const ScreenReport report = screen(the_case, now);
  const Limits limits(state_->limits, state_->contacts, state_->atlas, body, report, the_case);
  document["plan"] = press_allowance(the_case, report, limits, request, tool.name);
  document["below"] = to_text(layers.at(request.place.at).bone);
  document["assumed_anatomy"] = assumed;
  if (solved_count > 0) document["range"] = ranges(answers);
  document["answers"] = std::move(answers);
  // Measured: docs/theory/person.md, "Volume".
  notes.push_back(
      "Fat and muscle lose some of their volume in this model, about a tenth under 15 N of a thumb over ribs and more "
      "where they are thinner; real flesh hardly any. Nearer to it, depth comes out up to a twentieth less, and "
      "pressure inside fat and muscle up to an eighth more.");
  if (any_extrapolated(document.at("answers"))) {
    notes.push_back(
        "Extrapolated: pressed further than fat and muscle were ever measured in a living person (about a "
        "quarter thinner). What lies beyond is the law carried on.");
  }
  notes.push_back("It says how tissue is pressed, not whether that helps or hurts, and it raises no limit.");
  document["notes"] = std::move(notes);
  return document;
}

}  // namespace unknot
