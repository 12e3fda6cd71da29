#pragma once
// What the tests of `simulate` share: a body, strokes, and a press that answers by formula.

#include <cmath>

#include "support/support.h"
#include "unknot/simulate/routine_simulation.h"

namespace unknot::test {

inline const SubstituteKnowledge& substitutes() {
  static const SubstituteKnowledge loaded = SubstituteKnowledge::load(knowledge_files()).value();
  return loaded;
}
inline const TissueKnowledge& tissue_knowledge() {
  static const TissueKnowledge loaded = TissueKnowledge::load(knowledge_files()).value();
  return loaded;
}

/// A middling woman.
inline const Body& body() {
  static const BodyKnowledge bodies = BodyKnowledge::load(knowledge_files()).value();
  static const Body made = [] {
    Receiver receiver;
    receiver.age_years = 38;
    return Body::from(bodies, receiver);
  }();
  return made;
}

inline Stroke stroke_of(Motion motion, std::vector<ChartPoint> path, double force_N) {
  Stroke stroke;
  stroke.id = "s01";
  stroke.technique = "T02";
  stroke.hand = HandUse::right;
  stroke.motion = motion;
  stroke.path = std::move(path);
  stroke.force_N.assign(stroke.path.size(), force_N);
  stroke.duration_s = 20;
  return stroke;
}

/// A press by formula: softer towards the seat, twice as firm for each step of firmness, a paraboloid of pressure.
inline Result<std::vector<PressStep>> formula_press(Firmness firmness, const PressPlace& place,
                                                    const std::vector<double>& forces_N, double dwell_s) {
  const double firm = (1.3 - 0.5 * place.at.along + 0.2 * std::abs(place.at.across)) *
                      (1 + 0.1 * std::cos(2 * place.heading_rad)) *
                      (firmness == Firmness::soft   ? 0.5
                       : firmness == Firmness::firm ? 2
                                                    : 1);
  std::vector<PressStep> steps;
  for (const double force_N : forces_N) {
    PressStep step;
    step.force_N = force_N;
    step.area_m2 = 0.004 * (1 - std::exp(-force_N / 12)) / std::sqrt(firm);
    step.peak_pressure_Pa = 2 * force_N / step.area_m2;
    step.mean_pressure_Pa = force_N / step.area_m2;
    step.depth_m = 0.012 * std::log(1 + force_N / 8) / firm * (1 + 0.001 * dwell_s);
    step.bone_force_N = 0.6 * force_N;
    step.bone_peak_pressure_Pa = 0.3 * step.peak_pressure_Pa;
    for (const char* id : {"skin", "fat", "fascia", "m05_right"}) {
      PressLayer layer;
      layer.id = id;
      layer.min_strain_ratio = -step.depth_m / 0.03;
      layer.max_pressure_Pa = 0.8 * step.peak_pressure_Pa;
      step.layers.push_back(layer);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

inline SimulationSetting formula_setting() {
  SimulationSetting setting;
  setting.body = &body();
  setting.substitutes = &substitutes();
  setting.tissue = &tissue_knowledge();
  setting.press = formula_press;
  return setting;
}

inline bool go_on(const PlaceProgress&) { return true; }

}  // namespace unknot::test
