#pragma once
// What hands did to a back, cell by cell of the chart: pressure, time, strain, layer by layer.
// Input: touches with the state of the tissue under each. Output: DoseMap. docs/theory/dose.md, "Maps".

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/body/back_fields.h"
#include "unknot/simulate/routine_places.h"

namespace unknot {

/// Half the sides of what a tool touches with, seen by a hand that points along its heading.
struct Footprint {
  double along_m = 0;
  double across_m = 0;
};
[[nodiscard]] Footprint footprint_of(const ToolBody& tool);

/// One layer of every cell; (along_count x across_count), `along` outer.
struct LayerDose {
  std::vector<double> peak_strain_ratio;  ///< most compressed, principal, logarithmic; positive
  std::vector<double> peak_pressure_Pa;
  std::vector<double> pressure_time_Pa_s;
};

/// Every field of the chart's cells; (along_count x across_count), `along` outer. Simulated.
struct DoseMap {
  GridCounts grid;
  std::vector<double> peak_pressure_Pa;    ///< of contact, anywhere in the cell
  std::vector<double> contact_s;           ///< under a hand, mean over the cell's area
  std::vector<double> pressure_time_Pa_s;  ///< integral of contact pressure, mean over the cell's area
  std::vector<double> peak_depth_m;        ///< of a hand whose middle was in reach
  std::vector<double> peak_bone_pressure_Pa;
  std::vector<double> peak_muscle_strain_ratio;    ///< of all muscles
  std::vector<double> muscle_strain_travel_ratio;  ///< integral of |d strain|: how much the muscle was worked
  std::vector<double> muscle_cycles_count;         ///< times it was pressed anew
  std::vector<double> left_out_s;                  ///< under a hand whose place could not be solved
  std::map<std::string, LayerDose> layers;         ///< by id without side

  DoseMap() = default;  ///< no cells
  explicit DoseMap(GridCounts counts);
  /// What came after: peaks are the greater, times and counts add up.
  void add(const DoseMap& later);
  [[nodiscard]] std::size_t size() const { return peak_pressure_Pa.size(); }
};

/// The fields of a map by name, for whoever writes them all.
struct DoseField {
  std::string_view name;  ///< with its unit
  std::vector<double> DoseMap::*of;
  bool adds_up;  ///< over strokes; else the greatest counts
};
[[nodiscard]] std::span<const DoseField> dose_fields();
struct LayerDoseField {
  std::string_view name;
  std::vector<double> LayerDose::*of;
  bool adds_up;
};
[[nodiscard]] std::span<const LayerDoseField> layer_dose_fields();

/// Whether a layer of this id is muscle.
[[nodiscard]] bool is_muscle(const std::string& layer_id);

/// The chart's cells as rectangles on the flattened back, and how a footprint lies over them.
class DoseGrid {
 public:
  DoseGrid(const Body& body, GridCounts counts);

  [[nodiscard]] const GridCounts& counts() const { return counts_; }
  [[nodiscard]] double area_m2(std::size_t cell) const;
  [[nodiscard]] ChartPoint centre(std::size_t cell) const;

  /// Weights of one cell under an elliptic patch with (1 - r^2)^peaking over it.
  struct Share {
    std::size_t cell = 0;
    double peak_ratio = 0;     ///< greatest weight anywhere in the cell
    double mean_ratio = 0;     ///< mean weight over its area
    double covered_ratio = 0;  ///< share of it under the patch
  };
  /// @param area_m2  of the patch; @param longer_ratio  its side along the heading over the one across
  [[nodiscard]] std::vector<Share> under(const PlanePoint& at_m, double heading_rad, double area_m2,
                                         double longer_ratio, double peaking_ratio) const;

 private:
  struct Row {
    double low_m = 0, high_m = 0, half_width_m = 0;
  };
  GridCounts counts_;
  std::vector<Row> rows_;
};

/// Adds up one stroke.
class StrokeDose {
 public:
  StrokeDose(const DoseGrid& grid, const SubstituteKnowledge& knowledge);
  /// Touches come by time. @param longer_ratio  of the tool's footprint
  void add(const Touch& touch, double heading_rad, double longer_ratio, const PlaceState& state,
           const std::vector<std::string>& layer_ids);
  /// A touch whose place has no answer.
  void leave_out(const Touch& touch, double heading_rad, const Footprint& footprint);
  [[nodiscard]] DoseMap finish();

 private:
  struct Look {
    double time_s = 0;
    double strain_ratio = 0;
  };
  const DoseGrid& grid_;
  const SubstituteKnowledge& knowledge_;
  DoseMap map_;
  std::map<std::size_t, std::vector<Look>> strains_;  ///< of muscle, by cell; a look of every time it is pressed
  double last_s_ = 0, look_s_ = 0;                    ///< the last look, and how long each stands for
};

}  // namespace unknot
