#include "unknot/simulate/routine_simulation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "unknot/core/rng.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 4> kFieldWords = {"peak_pressure_Pa", "peak_muscle_strain_ratio",
                                                         "peak_bone_pressure_Pa", "peak_depth_m"};
constexpr std::uint64_t kReuseSeed = 20261122;

double value_of(HighlightField field, const PlaceState& state, const std::vector<std::string>& layer_ids) {
  switch (field) {
    case HighlightField::pressure:
      return state.peak_pressure_Pa;
    case HighlightField::bone_pressure:
      return state.bone_peak_pressure_Pa;
    case HighlightField::depth:
      return state.depth_m;
    case HighlightField::muscle_strain: {
      double most_ratio = 0;
      for (std::size_t n = 0; n < layer_ids.size(); ++n) {
        if (is_muscle(layer_ids[n])) most_ratio = std::max(most_ratio, state.layers[n].strain_ratio);
      }
      return most_ratio;
    }
  }
  UNKNOT_CHECK(false, "an unknown field");
}

void keep_greater(Highlights& mine, const Highlights& other) {
  for (const auto& [field, highlight] : other) {
    const auto [at, fresh] = mine.emplace(field, highlight);
    if (!fresh && highlight.value > at->second.value) {
      at->second = highlight;
    }
  }
}

/// One stroke in touches, each with its place.
struct LoadedStroke {
  const Stroke* stroke = nullptr;
  Footprint footprint;
  StrokeTouches touches;
  std::vector<PlacedTouch> places;  ///< of each touch
};

class Simulation {
 public:
  Simulation(const Routine& routine, const SimulationSetting& setting, const SimulateOptions& options)
      : setting_(setting),
        options_(options),
        places_(*setting.body, *setting.substitutes, setting.oil, options.fineness),
        dose_grid_(*setting.body, options.grid) {
    for (const Stroke& stroke : routine.strokes) {
      load(stroke);
    }
    for (auto& [key, most] : most_N_) {
      needs_.push_back({key, places_.ladder_N(most.force_N), most.stroke_index});
    }
    std::sort(needs_.begin(), needs_.end(), [](const PlaceNeed& a, const PlaceNeed& b) {
      return std::tie(a.stroke_index, a.key) < std::tie(b.stroke_index, b.key);
    });
  }

  RoutineSimulation run(double total_s, Executor& executor, const OnPlaces& on_places, SolvedPlaces& solved) {
    RoutineSimulation out;
    out.total = DoseMap(options_.grid);
    out.total_s = total_s;
    out.places_count = needs_.size();
    for (const LoadedStroke& stroke : strokes_) {
      out.touches_count += stroke.touches.touches.size();
    }
    if (!solve_places(places_, needs_, setting_.press, executor, on_places, solved)) {
      out.stopped = true;
      return out;
    }
    read_curves(solved, out);
    add_up(executor, out);
    if (!find_ranges(executor, on_places, solved, out.highlights)) {
      out.stopped = true;
      return out;
    }
    if (options_.reuse_checks_count > 0) {
      out.reuse = check_reuse(executor);
    }
    return out;
  }

 private:
  struct Most {
    double force_N = 0;
    std::size_t stroke_index = 0;
  };

  void load(const Stroke& stroke) {
    LoadedStroke loaded;
    loaded.stroke = &stroke;
    const Surface surface = setting_.substitutes->of(stroke.motion).surface.value_or(stroke.surface);
    loaded.footprint = footprint_of(setting_.tissue->tools.at(tool_of(surface)));
    const double footprint_m = 2 * std::sqrt(loaded.footprint.along_m * loaded.footprint.across_m);
    loaded.touches = touches_of(stroke, *setting_.body, *setting_.substitutes, footprint_m);
    if (loaded.touches.touches.empty()) {
      return;
    }
    const double tone_ratio = setting_.substitutes->tones.at(stroke.position).value;
    for (const Touch& touch : loaded.touches.touches) {
      loaded.places.push_back(places_.place_of(touch.at_m, loaded.touches.tool, loaded.touches.heading_rad,
                                               loaded.touches.rest_s, tone_ratio));
      const auto [at, fresh] = most_N_.emplace(loaded.places.back().key, Most{touch.force_N, strokes_.size()});
      at->second.force_N = std::max(at->second.force_N, touch.force_N);
    }
    strokes_.push_back(std::move(loaded));
  }

  void read_curves(const SolvedPlaces& solved, RoutineSimulation& out) {
    for (const PlaceNeed& need : needs_) {
      const SolvedPlace& place = solved.at(need.key);
      if (place.failure.empty()) {
        curves_.emplace(need.key, PlaceCurves(place.steps));
        ++out.solved_count;
        continue;
      }
      for (const bool mirrored : {false, true}) {
        ChartPoint at = places_.press_place(need.key).at;
        at.across *= mirrored ? -1 : 1;
        PlaceFailure failure{at, need.key.tool, need.forces_N.back(), place.failure, {}};
        for (const LoadedStroke& stroke : strokes_) {
          const auto uses = [&](const PlacedTouch& placed) {
            return placed.key == need.key && placed.mirrored == mirrored;
          };
          if (std::any_of(stroke.places.begin(), stroke.places.end(), uses)) {
            failure.stroke_ids.push_back(stroke.stroke->id);
          }
        }
        if (!failure.stroke_ids.empty()) {
          out.failures.push_back(std::move(failure));
        }
      }
    }
  }

  StrokeSimulation add_up(const LoadedStroke& loaded) const {
    StrokeSimulation out;
    out.id = loaded.stroke->id;
    out.stand_in = setting_.substitutes->of(loaded.stroke->motion);
    out.tool = loaded.touches.tool;
    out.touches_count = loaded.touches.touches.size();
    StrokeDose dose(dose_grid_, *setting_.substitutes);
    const double longer_ratio = loaded.footprint.along_m / loaded.footprint.across_m;
    std::vector<PlaceKey> keys;
    for (std::size_t n = 0; n < loaded.touches.touches.size(); ++n) {
      const Touch& touch = loaded.touches.touches[n];
      const PlaceKey& key = loaded.places[n].key;
      keys.push_back(key);
      out.impulse_N_s += touch.force_N * touch.duration_s;
      const auto curves = curves_.find(key);
      if (curves == curves_.end()) {
        out.left_out = true;
        dose.leave_out(touch, loaded.touches.heading_rad, loaded.footprint);
        continue;
      }
      const PlaceState state = curves->second.at(touch.force_N);
      dose.add(touch, loaded.touches.heading_rad, longer_ratio, state, curves->second.layer_ids());
      for (std::size_t field = 0; field < kFieldWords.size(); ++field) {
        const auto which = static_cast<HighlightField>(field);
        const double value = value_of(which, state, curves->second.layer_ids());
        Highlight& most = out.highlights[which];
        if (value > most.value) {
          most.value = value;
          most.at = setting_.body->to_chart(touch.at_m);
          most.stroke_id = out.id;
          most.tool = key.tool;
          most.force_N = touch.force_N;
          most.key = key;
        }
      }
    }
    std::sort(keys.begin(), keys.end());
    out.places_count = static_cast<std::size_t>(std::unique(keys.begin(), keys.end()) - keys.begin());
    out.dose = dose.finish();
    return out;
  }

  void add_up(Executor& executor, RoutineSimulation& out) const {
    std::vector<std::optional<StrokeSimulation>> strokes(strokes_.size());
    auto one = [&](int block) {
      strokes[static_cast<std::size_t>(block)] = add_up(strokes_[static_cast<std::size_t>(block)]);
    };
    executor.for_blocks(static_cast<int>(strokes.size()), BlockTask(one));
    for (std::size_t n = 0; n < strokes.size(); ++n) {
      out.hands_s += strokes_[n].stroke->duration_s;
      out.total.add(strokes[n]->dose);
      keep_greater(out.highlights, strokes[n]->highlights);
      out.strokes.push_back(*std::move(strokes[n]));
    }
  }

  /// The same places in softer and in firmer tissue.
  bool find_ranges(Executor& executor, const OnPlaces& on_places, SolvedPlaces& solved, Highlights& highlights) const {
    std::map<PlaceKey, std::vector<double>> wanted;
    for (auto& [field, highlight] : highlights) {
      for (const Firmness firmness : {Firmness::soft, Firmness::firm}) {
        if (highlight.value > 0) {
          PlaceKey key = highlight.key;
          key.firmness = firmness;
          wanted.emplace(key, solved.at(highlight.key).forces_N);
        }
      }
    }
    std::vector<PlaceNeed> needs;
    for (const auto& [key, forces_N] : wanted) {
      needs.push_back({key, forces_N, strokes_.size()});
    }
    // Counted on from the routine's own places, which are all done.
    const auto counted = [&](const PlaceProgress& progress) {
      return on_places({needs_.size() + progress.done_count, needs_.size() + progress.total_count, strokes_.size()});
    };
    if (!solve_places(places_, needs, setting_.press, executor, counted, solved)) {
      return false;
    }
    for (auto& [field, highlight] : highlights) {
      for (const Firmness firmness : {Firmness::soft, Firmness::firm}) {
        PlaceKey key = highlight.key;
        key.firmness = firmness;
        const auto place = solved.find(key);
        if (highlight.value > 0 && place != solved.end() && place->second.failure.empty()) {
          const PlaceCurves curves(place->second.steps);
          (firmness == Firmness::soft ? highlight.soft_value : highlight.firm_value) =
              value_of(field, curves.at(highlight.force_N), curves.layer_ids());
        }
      }
    }
    return true;
  }

  struct Check {
    bool solved = false;
    std::array<double, 3> error_ratio{};
  };

  ReuseError check_reuse(Executor& executor) const {
    std::vector<std::pair<const LoadedStroke*, std::size_t>> all;
    for (const LoadedStroke& stroke : strokes_) {
      for (std::size_t n = 0; n < stroke.places.size(); ++n) {
        // Landing and leaving weigh nothing: the firmer half is what counts.
        const PlaceKey& key = stroke.places[n].key;
        const bool firm = 2 * stroke.touches.touches[n].force_N >= most_N_.at(key).force_N;
        if (firm && curves_.contains(key)) all.emplace_back(&stroke, n);
      }
    }
    ReuseError out;
    if (all.empty()) {
      return out;
    }
    Rng rng(kReuseSeed);
    std::vector<std::pair<const LoadedStroke*, std::size_t>> drawn;
    for (int n = 0; n < options_.reuse_checks_count; ++n) {
      drawn.push_back(all[static_cast<std::size_t>(rng.index(all.size()))]);
    }
    std::vector<Check> checks(drawn.size());
    auto one = [&](int block) {
      const auto n = static_cast<std::size_t>(block);
      checks[n] = check(*drawn[n].first, drawn[n].second);
    };
    executor.for_blocks(static_cast<int>(checks.size()), BlockTask(one));
    std::array<std::vector<double>, 3> errors;
    for (const Check& one_check : checks) {
      if (!one_check.solved) {
        ++out.failed_count;
        continue;
      }
      ++out.checked_count;
      for (std::size_t field = 0; field < errors.size(); ++field) {
        errors[field].push_back(one_check.error_ratio[field]);
      }
    }
    ReuseError::Spread* const spreads[] = {&out.pressure, &out.depth, &out.muscle_strain};
    for (std::size_t field = 0; field < errors.size() && out.checked_count > 0; ++field) {
      std::sort(errors[field].begin(), errors[field].end());
      *spreads[field] = {errors[field][errors[field].size() / 2], errors[field].back()};
    }
    return out;
  }

  /// One touch solved where the hand really is, as it really points, through the same ladder.
  Check check(const LoadedStroke& stroke, std::size_t n) const {
    const Touch& touch = stroke.touches.touches[n];
    const PlaceKey& key = stroke.places[n].key;
    PressPlace place = places_.press_place(key);
    place.at = setting_.body->to_chart(touch.at_m);
    place.heading_rad = stroke.touches.heading_rad;
    Check out;
    if (!is_on_chart(place.at)) {
      return out;
    }
    const auto steps = setting_.press(key.firmness, place, places_.ladder_N(touch.force_N), places_.dwell_s(key));
    if (!steps || steps->empty()) {
      return out;
    }
    const PlaceCurves direct_curves(*steps);
    const PlaceCurves& reused_curves = curves_.at(key);
    const PlaceState direct = direct_curves.at(touch.force_N), reused = reused_curves.at(touch.force_N);
    out.solved = true;
    std::size_t at = 0;
    for (const HighlightField field :
         {HighlightField::pressure, HighlightField::depth, HighlightField::muscle_strain}) {
      const double true_value = value_of(field, direct, direct_curves.layer_ids());
      const double miss = std::abs(value_of(field, reused, reused_curves.layer_ids()) - true_value);
      out.error_ratio[at++] = true_value > 0 ? miss / true_value : 0;
    }
    return out;
  }

  const SimulationSetting& setting_;
  const SimulateOptions& options_;
  PlaceGrid places_;
  DoseGrid dose_grid_;
  std::vector<LoadedStroke> strokes_;
  std::map<PlaceKey, Most> most_N_;
  std::vector<PlaceNeed> needs_;
  std::map<PlaceKey, PlaceCurves> curves_;
};

}  // namespace

std::string_view to_text(HighlightField field) { return kFieldWords[static_cast<std::size_t>(field)]; }

RoutineSimulation simulate_routine(const Routine& routine, const SimulationSetting& setting,
                                   const SimulateOptions& options, Executor& executor, const OnPlaces& on_places,
                                   SolvedPlaces& solved) {
  return Simulation(routine, setting, options).run(routine.total_s, executor, on_places, solved);
}

}  // namespace unknot
