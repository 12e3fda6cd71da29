#include "unknot/simulate/routine_places.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kForceGrain_N = 0.1;  ///< the greatest force of a ladder is a whole number of these
/// Places solved between two looks at the clock, for each thread: few enough to see, many enough to keep all busy.
constexpr int kGroupPerThread_count = 4;

/// A curve through nothing at no force, over the square root of force: what a round body does to flesh first grows like
/// that (Hertz: depth as F^(2/3), area as F^(2/3)), so that few rungs tell it.
template <typename Field>
MonotoneCubic curve(const std::vector<PressStep>& steps, const Field& field) {
  std::vector<std::pair<double, double>> knots = {{0, 0}};
  for (const PressStep& step : steps) {
    knots.emplace_back(std::sqrt(step.force_N), field(step));
  }
  return MonotoneCubic(std::move(knots), CurveEnds::free);
}

std::string without_side(const std::string& id) {
  for (const std::string_view side : {"_left", "_right"}) {
    if (id.ends_with(side)) {
      return id.substr(0, id.size() - side.size());
    }
  }
  return id;
}

/// What a solve must look like to be read as curves; anything else is a failure of that place alone.
std::string why_unusable(const std::vector<PressStep>& steps, const std::vector<double>& forces_N) {
  if (steps.size() != forces_N.size()) {
    return "the press answered " + std::to_string(steps.size()) + " of " + std::to_string(forces_N.size()) + " forces";
  }
  double last_N = 0;
  for (const PressStep& step : steps) {
    const auto fine = [](double value) { return std::isfinite(value) && value >= 0; };
    bool good = step.force_N > last_N && step.area_m2 > 0 && fine(step.depth_m) && std::isfinite(step.sink_m) &&
                fine(step.peak_pressure_Pa) && fine(step.bone_force_N) && fine(step.bone_peak_pressure_Pa) &&
                step.layers.size() == steps.front().layers.size();
    for (const PressLayer& layer : step.layers) {
      good = good && std::isfinite(layer.min_strain_ratio) && std::isfinite(layer.max_pressure_Pa);
    }
    if (!good) {
      return "the press answered something that cannot be: at " + number_text(step.force_N) + " N";
    }
    last_N = step.force_N;
  }
  return {};
}

SolvedPlace solve(const PlaceGrid& grid, const PlaceKey& key, const std::vector<double>& forces_N,
                  const PressFunction& press) {
  SolvedPlace place;
  place.forces_N = forces_N;
  Result<std::vector<PressStep>> steps = press(key.firmness, grid.press_place(key), forces_N, grid.dwell_s(key));
  place.failure = steps ? why_unusable(*steps, forces_N) : describe(steps.error());
  if (place.failure.empty()) {
    place.steps = *std::move(steps);
  }
  return place;
}

}  // namespace

PlacedTouch PlaceGrid::place_of(const PlanePoint& at_m, PressTool tool, double heading_rad, double rest_s,
                                double tone_ratio) const {
  const double spacing_m = knowledge_->spacing_m.value;
  const int headings_count = static_cast<int>(knowledge_->headings_count.value);
  PlacedTouch placed;
  placed.mirrored = at_m.x_m < 0;
  PlaceKey& key = placed.key;
  key.tool = tool;
  const double low_m = body_->to_plane({0, kAlongMin_ratio}).y_m, high_m = body_->to_plane({0, kAlongMax_ratio}).y_m;
  key.along_index = static_cast<int>(std::lround(std::clamp(at_m.y_m, low_m, high_m) / spacing_m));
  while (key.along_index * spacing_m < low_m) ++key.along_index;
  while (key.along_index * spacing_m > high_m) --key.along_index;
  key.across_index = static_cast<int>(std::lround(std::abs(at_m.x_m) / spacing_m));
  const double half_m = body_->half_width_m(body_->to_chart({0, key.along_index * spacing_m}).along);
  while (key.across_index > 0 && key.across_index * spacing_m > half_m) --key.across_index;

  const double step_rad = kPi / headings_count;
  const long turns = std::lround((placed.mirrored ? -heading_rad : heading_rad) / step_rad);
  key.heading_index = static_cast<int>(((turns % headings_count) + headings_count) % headings_count);
  const double short_s = knowledge_->short_rest_s.value, long_s = knowledge_->long_rest_s.value;
  key.rest_index = rest_s < short_s / 2 ? 0 : rest_s < std::sqrt(short_s * long_s) ? 1 : 2;
  key.tone_percent = static_cast<int>(std::lround(tone_ratio * 100));
  return placed;
}

PressPlace PlaceGrid::press_place(const PlaceKey& key) const {
  const double spacing_m = knowledge_->spacing_m.value;
  PressPlace place;
  place.at = body_->to_chart({key.across_index * spacing_m, key.along_index * spacing_m});
  place.tool = key.tool;
  const double turn_rad = key.heading_index * kPi / knowledge_->headings_count.value;
  place.heading_rad = turn_rad > kPi / 2 ? turn_rad - kPi : turn_rad;
  place.oil = oil_;
  place.tone_ratio = key.tone_percent / 100.0;
  place.fineness = fineness_;
  return place;
}

double PlaceGrid::dwell_s(const PlaceKey& key) const {
  return key.rest_index == 0 ? 0 : key.rest_index == 1 ? knowledge_->short_rest_s.value : knowledge_->long_rest_s.value;
}

std::vector<double> PlaceGrid::ladder_N(double most_N) const {
  const double top_N = std::ceil(most_N / kForceGrain_N - 1e-6) * kForceGrain_N;
  std::vector<double> forces_N;
  // A rung just below the top would only cost time.
  for (double force_N = knowledge_->first_force_N.value; force_N < 0.8 * top_N;
       force_N *= knowledge_->factor_ratio.value) {
    forces_N.push_back(force_N);
  }
  forces_N.push_back(top_N);
  return forces_N;
}

bool solve_places(const PlaceGrid& grid, const std::vector<PlaceNeed>& needs, const PressFunction& press,
                  Executor& executor, const OnPlaces& on_places, SolvedPlaces& solved) {
  std::vector<const PlaceNeed*> open;
  for (const PlaceNeed& need : needs) {
    const auto known = solved.find(need.key);
    if (known == solved.end() || known->second.forces_N != need.forces_N) {
      open.push_back(&need);
    }
  }
  const std::size_t known_count = needs.size() - open.size();
  const auto tell = [&](std::size_t next) {
    const std::size_t after = needs.empty() ? 0 : needs.back().stroke_index + 1;
    return on_places({known_count + next, needs.size(), next < open.size() ? open[next]->stroke_index : after});
  };
  const auto group = static_cast<std::size_t>(kGroupPerThread_count * executor.threads_count());
  for (std::size_t first = 0; first < open.size(); first += group) {
    if (!tell(first)) {
      return false;
    }
    const std::size_t count = std::min(group, open.size() - first);
    std::vector<SolvedPlace> places(count);
    auto one = [&](int block) {
      const PlaceNeed& need = *open[first + static_cast<std::size_t>(block)];
      places[static_cast<std::size_t>(block)] = solve(grid, need.key, need.forces_N, press);
    };
    executor.for_blocks(static_cast<int>(count), BlockTask(one));
    for (std::size_t n = 0; n < count; ++n) {
      solved.insert_or_assign(open[first + n]->key, std::move(places[n]));
    }
  }
  return tell(open.size());
}

PlaceCurves::PlaceCurves(const std::vector<PressStep>& steps)
    : depth_(curve(steps, [](const PressStep& step) { return step.depth_m; })),
      sink_(curve(steps, [](const PressStep& step) { return step.sink_m; })),
      area_(curve(steps, [](const PressStep& step) { return step.area_m2; })),
      peak_(curve(steps, [](const PressStep& step) { return step.peak_pressure_Pa; })),
      bone_force_(curve(steps, [](const PressStep& step) { return step.bone_force_N; })),
      bone_peak_(curve(steps, [](const PressStep& step) { return step.bone_peak_pressure_Pa; })),
      most_N_(steps.back().force_N) {
  for (std::size_t n = 0; n < steps.front().layers.size(); ++n) {
    layer_ids_.push_back(without_side(steps.front().layers[n].id));
    layers_.push_back({curve(steps, [n](const PressStep& s) { return std::max(0.0, -s.layers[n].min_strain_ratio); }),
                       curve(steps, [n](const PressStep& s) { return std::max(0.0, s.layers[n].max_pressure_Pa); })});
  }
}

PlaceState PlaceCurves::at(double force_N) const {
  // A solve may stop a hair short of the force asked for.
  const double root = std::sqrt(std::clamp(force_N, 0.0, most_N_));
  PlaceState state;
  state.depth_m = depth_.value(root);
  state.sink_m = sink_.value(root);
  state.area_m2 = area_.value(root);
  state.peak_pressure_Pa = peak_.value(root);
  state.bone_force_N = bone_force_.value(root);
  state.bone_peak_pressure_Pa = bone_peak_.value(root);
  state.peaking_ratio = force_N > 0 ? std::max(0.0, state.peak_pressure_Pa * state.area_m2 / force_N - 1) : 0;
  for (const LayerCurves& layer : layers_) {
    state.layers.push_back({layer.strain.value(root), layer.pressure.value(root)});
  }
  return state;
}

}  // namespace unknot
