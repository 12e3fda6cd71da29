#include "unknot/simulate/dose_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unknot {
namespace {

constexpr double kPi = 3.14159265358979323846;
/// Points of a cell's side at which a patch is looked at: four by four carry a small patch to 12 %, and its mean to 2
/// %.
constexpr int kPointsPerSide_count = 4;

void raise(double& most, double value) { most = std::max(most, value); }

LayerDose& layer_of(DoseMap& map, const std::string& id) {
  const auto found = map.layers.find(id);
  if (found != map.layers.end()) {
    return found->second;
  }
  const std::vector<double> none(map.size(), 0);
  return map.layers.emplace(id, LayerDose{none, none, none}).first->second;
}

void combine(std::vector<double>& mine, const std::vector<double>& later, bool adds_up) {
  for (std::size_t n = 0; n < mine.size(); ++n) {
    mine[n] = adds_up ? mine[n] + later[n] : std::max(mine[n], later[n]);
  }
}

}  // namespace

Footprint footprint_of(const ToolBody& tool) {
  const double row_m = tool.pitch_m ? (tool.bodies_count - 1) / 2.0 * tool.pitch_m->value : 0;
  return {tool.half_along_m.value, tool.half_across_m.value + row_m};
}

bool is_muscle(const std::string& layer_id) {
  return layer_id != "skin" && layer_id != "fat" && layer_id != "fascia" && layer_id != "ligament";
}

std::span<const DoseField> dose_fields() {
  static constexpr std::array<DoseField, 9> kFields = {{
      {"peak_pressure_Pa", &DoseMap::peak_pressure_Pa, false},
      {"contact_s", &DoseMap::contact_s, true},
      {"pressure_time_Pa_s", &DoseMap::pressure_time_Pa_s, true},
      {"peak_depth_m", &DoseMap::peak_depth_m, false},
      {"peak_bone_pressure_Pa", &DoseMap::peak_bone_pressure_Pa, false},
      {"peak_muscle_strain_ratio", &DoseMap::peak_muscle_strain_ratio, false},
      {"muscle_strain_travel_ratio", &DoseMap::muscle_strain_travel_ratio, true},
      {"muscle_cycles_count", &DoseMap::muscle_cycles_count, true},
      {"left_out_s", &DoseMap::left_out_s, true},
  }};
  return kFields;
}

std::span<const LayerDoseField> layer_dose_fields() {
  static constexpr std::array<LayerDoseField, 3> kFields = {{
      {"peak_strain_ratio", &LayerDose::peak_strain_ratio, false},
      {"peak_pressure_Pa", &LayerDose::peak_pressure_Pa, false},
      {"pressure_time_Pa_s", &LayerDose::pressure_time_Pa_s, true},
  }};
  return kFields;
}

DoseMap::DoseMap(GridCounts counts) : grid(counts) {
  const auto cells = static_cast<std::size_t>(counts.across_count) * static_cast<std::size_t>(counts.along_count);
  for (const DoseField& field : dose_fields()) {
    (this->*field.of).assign(cells, 0);
  }
}

void DoseMap::add(const DoseMap& later) {
  UNKNOT_CHECK(later.size() == size(), "doses on two different grids");
  for (const DoseField& field : dose_fields()) {
    combine(this->*field.of, later.*field.of, field.adds_up);
  }
  for (const auto& [id, dose] : later.layers) {
    LayerDose& mine = layer_of(*this, id);
    for (const LayerDoseField& field : layer_dose_fields()) {
      combine(mine.*field.of, dose.*field.of, field.adds_up);
    }
  }
}

DoseGrid::DoseGrid(const Body& body, GridCounts counts) : counts_(counts) {
  const double step = (kAlongMax_ratio - kAlongMin_ratio) / counts.along_count;
  for (int j = 0; j < counts.along_count; ++j) {
    const double along = kAlongMin_ratio + j * step;
    rows_.push_back(
        {body.to_plane({0, along}).y_m, body.to_plane({0, along + step}).y_m, body.half_width_m(along + step / 2)});
  }
}

double DoseGrid::area_m2(std::size_t cell) const {
  const Row& row = rows_[cell / static_cast<std::size_t>(counts_.across_count)];
  return (row.high_m - row.low_m) * 2 * row.half_width_m / counts_.across_count;
}

ChartPoint DoseGrid::centre(std::size_t cell) const {
  const int across_count = counts_.across_count;
  return cell_centre(static_cast<int>(cell) % across_count, static_cast<int>(cell) / across_count, across_count,
                     counts_.along_count);
}

std::vector<DoseGrid::Share> DoseGrid::under(const PlanePoint& at_m, double heading_rad, double area_m2,
                                             double longer_ratio, double peaking_ratio) const {
  std::vector<Share> shares;
  if (!(area_m2 > 0)) {
    return shares;
  }
  const double along_m = std::sqrt(area_m2 * longer_ratio / kPi), across_m = std::sqrt(area_m2 / longer_ratio / kPi);
  const double reach_m = std::max(along_m, across_m);
  const double sine = std::sin(heading_rad), cosine = std::cos(heading_rad);
  // The heading points to (-sin, cos): 0 towards the feet, positive to the person's left.
  const auto weight = [&](double x_m, double y_m, bool& inside) {
    const double dx_m = x_m - at_m.x_m, dy_m = y_m - at_m.y_m;
    const double u = (-sine * dx_m + cosine * dy_m) / along_m, v = (cosine * dx_m + sine * dy_m) / across_m;
    const double left = 1 - u * u - v * v;
    inside = left > 0;
    return !inside ? 0 : peaking_ratio == 1 ? left : std::pow(left, peaking_ratio);
  };
  for (std::size_t j = 0; j < rows_.size(); ++j) {
    const Row& row = rows_[j];
    if (row.high_m < at_m.y_m - reach_m || row.low_m > at_m.y_m + reach_m) {
      continue;
    }
    const double width_m = 2 * row.half_width_m / counts_.across_count;
    const int first = std::max(0, static_cast<int>(std::floor((at_m.x_m - reach_m + row.half_width_m) / width_m)));
    const int last = std::min(counts_.across_count - 1,
                              static_cast<int>(std::floor((at_m.x_m + reach_m + row.half_width_m) / width_m)));
    for (int i = first; i <= last; ++i) {
      const double left_m = -row.half_width_m + i * width_m;
      Share share;
      share.cell = j * static_cast<std::size_t>(counts_.across_count) + static_cast<std::size_t>(i);
      bool inside = false;
      share.peak_ratio =
          weight(std::clamp(at_m.x_m, left_m, left_m + width_m), std::clamp(at_m.y_m, row.low_m, row.high_m), inside);
      int inside_count = 0;
      for (int b = 0; b < kPointsPerSide_count; ++b) {
        const double y_m = row.low_m + (b + 0.5) / kPointsPerSide_count * (row.high_m - row.low_m);
        for (int a = 0; a < kPointsPerSide_count; ++a) {
          const double here = weight(left_m + (a + 0.5) / kPointsPerSide_count * width_m, y_m, inside);
          share.mean_ratio += here;
          raise(share.peak_ratio, here);
          inside_count += inside ? 1 : 0;
        }
      }
      constexpr double kPoints_count = kPointsPerSide_count * kPointsPerSide_count;
      share.mean_ratio /= kPoints_count;
      share.covered_ratio = inside_count / kPoints_count;
      if (share.peak_ratio > 0) {
        shares.push_back(share);
      }
    }
  }
  return shares;
}

StrokeDose::StrokeDose(const DoseGrid& grid, const SubstituteKnowledge& knowledge)
    : grid_(grid), knowledge_(knowledge), map_(grid.counts()) {}

void StrokeDose::add(const Touch& touch, double heading_rad, double longer_ratio, const PlaceState& state,
                     const std::vector<std::string>& layer_ids) {
  UNKNOT_CHECK(touch.time_s >= last_s_, "touches come by time");
  last_s_ = touch.time_s;
  look_s_ = touch.duration_s;
  double muscle_strain_ratio = 0;
  std::vector<LayerDose*> layers;
  for (std::size_t n = 0; n < layer_ids.size(); ++n) {
    layers.push_back(&layer_of(map_, layer_ids[n]));
    if (is_muscle(layer_ids[n])) raise(muscle_strain_ratio, state.layers[n].strain_ratio);
  }
  for (const DoseGrid::Share& share :
       grid_.under(touch.at_m, heading_rad, state.area_m2, longer_ratio, state.peaking_ratio)) {
    const std::size_t cell = share.cell;
    raise(map_.peak_pressure_Pa[cell], share.peak_ratio * state.peak_pressure_Pa);
    raise(map_.peak_depth_m[cell], share.peak_ratio * state.depth_m);
    raise(map_.peak_muscle_strain_ratio[cell], share.peak_ratio * muscle_strain_ratio);
    map_.contact_s[cell] += share.covered_ratio * touch.duration_s;
    map_.pressure_time_Pa_s[cell] += share.mean_ratio * state.peak_pressure_Pa * touch.duration_s;
    for (std::size_t n = 0; n < layers.size(); ++n) {
      raise(layers[n]->peak_strain_ratio[cell], share.peak_ratio * state.layers[n].strain_ratio);
      raise(layers[n]->peak_pressure_Pa[cell], share.peak_ratio * state.layers[n].pressure_Pa);
      layers[n]->pressure_time_Pa_s[cell] += share.mean_ratio * state.layers[n].pressure_Pa * touch.duration_s;
    }
    if (muscle_strain_ratio > 0) {
      std::vector<Look>& looks = strains_[cell];
      if (!looks.empty() && looks.back().time_s == touch.time_s) {  // both hands in one cell
        raise(looks.back().strain_ratio, share.peak_ratio * muscle_strain_ratio);
      } else {
        looks.push_back({touch.time_s, share.peak_ratio * muscle_strain_ratio});
      }
    }
  }
  if (state.bone_force_N > 0 && state.bone_peak_pressure_Pa > 0) {
    // A paraboloid of that force and that peak.
    const double area_m2 = 2 * state.bone_force_N / state.bone_peak_pressure_Pa;
    for (const DoseGrid::Share& share : grid_.under(touch.at_m, heading_rad, area_m2, longer_ratio, 1)) {
      raise(map_.peak_bone_pressure_Pa[share.cell], share.peak_ratio * state.bone_peak_pressure_Pa);
    }
  }
}

void StrokeDose::leave_out(const Touch& touch, double heading_rad, const Footprint& footprint) {
  const double area_m2 = kPi * footprint.along_m * footprint.across_m;
  for (const DoseGrid::Share& share :
       grid_.under(touch.at_m, heading_rad, area_m2, footprint.along_m / footprint.across_m, 0)) {
    map_.left_out_s[share.cell] += share.covered_ratio * touch.duration_s;
  }
}

DoseMap StrokeDose::finish() {
  for (const auto& entry : strains_) {
    // By names of their own: Clang 14 cannot capture structured bindings.
    const auto& cell = entry.first;
    const auto& looks = entry.second;
    const double most_ratio = map_.peak_muscle_strain_ratio[cell];
    const double high_ratio = knowledge_.cycle_high_ratio.value * most_ratio;
    const double low_ratio = knowledge_.cycle_low_ratio.value * most_ratio;
    double before_ratio = 0;
    bool pressed = false;
    const auto step = [&](double strain_ratio) {
      map_.muscle_strain_travel_ratio[cell] += std::abs(strain_ratio - before_ratio);
      before_ratio = strain_ratio;
      if (!pressed && strain_ratio >= high_ratio) {
        pressed = true;
        map_.muscle_cycles_count[cell] += 1;
      } else if (pressed && strain_ratio < low_ratio) {
        pressed = false;
      }
    };
    double last_s = looks.front().time_s;
    for (const Look& look : looks) {
      if (look.time_s - last_s > 1.5 * look_s_) step(0);  // the hand was elsewhere meanwhile
      step(look.strain_ratio);
      last_s = look.time_s;
    }
    step(0);
  }
  return std::move(map_);
}

}  // namespace unknot
