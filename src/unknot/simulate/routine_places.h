#pragma once
// The places of a back that a routine presses, each under each tool once, solved in parallel and looked up again.
// Input: touches of all strokes, a way to press. Output: answers by place. docs/theory/dose.md, "Places".

#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/body/smooth.h"
#include "unknot/simulate/routine_touch.h"

namespace unknot {

/// A place on the grid, what presses there, and how. Ordered: results never depend on who solved first.
struct PlaceKey {
  Firmness firmness = Firmness::middle;
  PressTool tool = PressTool::palm;
  int across_index = 0;  ///< steps of the grid from the spine to the right; the left is its mirror image
  int along_index = 0;   ///< steps from C7 towards the feet
  int heading_index = 0;
  int rest_index = 0;  ///< 0 none, 1 short, 2 long
  int tone_percent = 0;
  auto operator<=>(const PlaceKey&) const = default;
};

/// How the person's side of a place is told: on the left, answers are those of the mirrored place.
struct PlacedTouch {
  PlaceKey key;
  bool mirrored = false;
};

/// Presses a place from rest through `forces_N`, each held for `dwell_s`. Called from many threads at once.
using PressFunction = std::function<Result<std::vector<PressStep>>(
    Firmness firmness, const PressPlace& place, const std::vector<double>& forces_N, double dwell_s)>;

/// The grid of places on one person's back.
class PlaceGrid {
 public:
  PlaceGrid(const Body& body, const SubstituteKnowledge& knowledge, bool oil, Fineness fineness)
      : body_(&body), knowledge_(&knowledge), oil_(oil), fineness_(fineness) {}

  /// The nearest place of the grid that lies on the chart.
  [[nodiscard]] PlacedTouch place_of(const PlanePoint& at_m, PressTool tool, double heading_rad, double rest_s,
                                     double tone_ratio) const;
  [[nodiscard]] PressPlace press_place(const PlaceKey& key) const;
  [[nodiscard]] double dwell_s(const PlaceKey& key) const;
  /// The forces a place is solved through, the last the greatest needed.
  [[nodiscard]] std::vector<double> ladder_N(double most_N) const;

 private:
  const Body* body_;
  const SubstituteKnowledge* knowledge_;
  bool oil_;
  Fineness fineness_;
};

/// What a place answered: balanced states by rising force, or why there are none.
struct SolvedPlace {
  std::vector<double> forces_N;  ///< asked for
  std::vector<PressStep> steps;  ///< one for each force; empty after a failure
  std::string failure;
};

/// What is asked of a place, and the first stroke that asks: places are solved in the order of the routine.
struct PlaceNeed {
  PlaceKey key;
  std::vector<double> forces_N;
  std::size_t stroke_index = 0;
};
using SolvedPlaces = std::map<PlaceKey, SolvedPlace>;

/// How far the solving is.
struct PlaceProgress {
  std::size_t done_count = 0;
  std::size_t total_count = 0;
  std::size_t stroke_index = 0;  ///< every place of the strokes before this one is done
};
/// @return false: stop here; what is solved is kept
using OnPlaces = std::function<bool(const PlaceProgress&)>;

/// Solves what `solved` does not already hold for the same forces. `on_places` is called between groups of places, from
/// the calling thread, and once before the first.
/// @param needs  by stroke and key  @return false when `on_places` said stop
[[nodiscard]] bool solve_places(const PlaceGrid& grid, const std::vector<PlaceNeed>& needs, const PressFunction& press,
                                Executor& executor, const OnPlaces& on_places, SolvedPlaces& solved);

/// One state between the solved ones.
struct PlaceState {
  double depth_m = 0, sink_m = 0, area_m2 = 0;
  double peak_pressure_Pa = 0;
  double bone_force_N = 0, bone_peak_pressure_Pa = 0;
  /// How the pressure falls from the middle of the patch, as (1 - r^2)^peaking, so that the whole patch carries
  /// just the force. 0 everywhere the same, 1 a paraboloid.
  double peaking_ratio = 1;
  struct Layer {
    double strain_ratio = 0;  ///< most compressed anywhere in it, principal, logarithmic; positive
    double pressure_Pa = 0;
  };
  std::vector<Layer> layers;
};

/// The answers of one place as curves of force: monotone, through nothing at no force.
class PlaceCurves {
 public:
  /// @param steps  at least one, forces rising
  explicit PlaceCurves(const std::vector<PressStep>& steps);
  /// @param force_N  0 ... the greatest solved
  [[nodiscard]] PlaceState at(double force_N) const;
  /// Without sides: "skin" "fat" "fascia" "m05", from the skin down.
  [[nodiscard]] const std::vector<std::string>& layer_ids() const { return layer_ids_; }

 private:
  MonotoneCubic depth_, sink_, area_, peak_, bone_force_, bone_peak_;
  struct LayerCurves {
    MonotoneCubic strain, pressure;
  };
  std::vector<LayerCurves> layers_;
  std::vector<std::string> layer_ids_;
  double most_N_;
};

}  // namespace unknot
