#pragma once
// Pressing on one person's back: the back as a const model, a place of it as mutable state, a hand that presses, slides
// and lifts. Input: body, layers, tissue knowledge; place, tool, force. Output: PressReport. docs/theory/person.md.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/body/layers.h"
#include "unknot/body/surface.h"
#include "unknot/core/executor.h"
#include "unknot/core/vec3.h"
#include "unknot/simulate/tissue/solver.h"
#include "unknot/simulate/tissue_knowledge.h"

namespace unknot {

/// How fine a place is resolved.
enum class Fineness {
  coarse,  ///< for whole routines: force and depth within some percent
  normal,  ///< for one press
  fine,    ///< to see what the mesh does
};
[[nodiscard]] std::string_view to_text(Fineness fineness);

/// One person's back, ready to be pressed anywhere. Immutable; refers to what it was made from.
class BackModel {
 public:
  BackModel(const TissueKnowledge& knowledge, const BackSurface& surface, const LayerModel& layers, Firmness firmness);
  [[nodiscard]] const TissueKnowledge& knowledge() const { return *knowledge_; }
  [[nodiscard]] const BackSurface& surface() const { return *surface_; }
  [[nodiscard]] const LayerModel& layers() const { return *layers_; }
  [[nodiscard]] Firmness firmness() const { return firmness_; }

 private:
  const TissueKnowledge* knowledge_;
  const BackSurface* surface_;
  const LayerModel* layers_;
  Firmness firmness_;
};

/// Where and with what.
struct PressPlace {
  ChartPoint at;
  PressTool tool = PressTool::palm;
  double heading_rad =
      0;  ///< of the tool's long axis and of a slide: 0 towards the feet, positive to the person's left
  bool oil = true;
  double tone_ratio = 0;  ///< muscle activation, 0 at rest ... 1
  double travel_m = 0;    ///< how far a slide to come may go from `at`, either way: the piece is meshed that long; what
                          ///< is solved is a window of it that goes along with the hand
  Fineness fineness = Fineness::normal;
};

/// The axes a place is solved in, in the trunk's own frame (SurfacePoint): x to the right of the way the hand points, y
/// that way, z into the body, square to the skin below the tool on average. Origin: the skin at the place.
struct PressFrame {
  Vec3 origin_m;
  Vec3 x, y, z;
};

/// One layer under the tool.
struct PressLayer {
  std::string id;               ///< "skin" "fat" "fascia" or the muscle's
  std::string name;             ///< plain words
  double thickness_m = 0;       ///< at rest, under the middle of the tool
  double min_strain_ratio = 0;  ///< least principal logarithmic strain anywhere in it, negative
  /// Share of its thickness lost, square to it, around the middle of the tool (mean over the cells there), or of the
  /// body nearest to it; negative: thicker.
  double compression_ratio = 0;
  double max_von_mises_Pa = 0;
  double max_pressure_Pa = 0;  ///< -tr sigma / 3
  /// Least and greatest volume of an element over its volume at rest: how well the layer keeps its volume.
  double least_volume_ratio = 1, most_volume_ratio = 1;
};

/// One balanced state.
struct PressStep {
  double time_s = 0;
  double force_N = 0;
  double depth_m = 0;     ///< of the tool's lowest point into the soft layers, from where it would touch skin at rest
  double sink_m = 0;      ///< what ribs, spine and bed give way besides
  double position_m = 0;  ///< along the slide
  double tangential_force_N = 0;
  double area_m2 = 0;  ///< of contact
  double mean_pressure_Pa = 0;
  double peak_pressure_Pa = 0;
  double bone_force_N = 0;           ///< carried by bone below the block, normal part
  double bone_peak_pressure_Pa = 0;  ///< the greatest mean over a square centimetre
  std::vector<PressLayer> layers;
  int newton_count = 0;
  int linear_count = 0;
};

/// What a press answers. Nothing is reported of a state that did not balance.
struct PressReport {
  std::vector<PressStep> steps;
  std::size_t dof_count = 0;
  bool assumed_anatomy = false;  ///< outside the layers' evidence
  std::vector<std::string> notes;
  std::optional<tissue::SolveFailure> failure;  ///< set: steps holds what was balanced before it
};

/// A place of a back under a tool: the mutable part. One thread at a time.
class PressState {
 public:
  /// Meshes the place. @error bad_input  a place off the chart, or one whose layers cannot be meshed, with the reason
  [[nodiscard]] static Result<PressState> make(const BackModel& model, const PressPlace& place, Executor& executor,
                                               const tissue::KernelTable* kernels = nullptr);
  PressState(PressState&&) noexcept;
  PressState& operator=(PressState&&) noexcept;
  ~PressState();

  /// Presses (or lets up) until the hand carries `force_N`, in steps of the solver's own choosing; then holds it for
  /// `dwell_s`, in which the layers relax.
  /// @return the balanced state, or why there is none; after a failure the state is the last balanced one
  [[nodiscard]] Result<PressStep> press(double force_N, double dwell_s = 0);
  /// Slides `length_m` along the heading (negative: back) at `speed_m_s` under the present force, in `steps_count`
  /// balanced states. A state's cost does not depend on `travel_m`. @error bad_input  beyond `travel_m`, or before a
  /// press
  [[nodiscard]] Result<std::vector<PressStep>> slide(double length_m, double speed_m_s, int steps_count);

  /// Of the window around the hand, like all that follows: after a slide its nodes may be others.
  [[nodiscard]] const tissue::TissueSolver& solver() const;
  [[nodiscard]] const PressPlace& place() const;
  /// What each row of elements in depth is: index into `layer_ids()`; (nz).
  [[nodiscard]] const std::vector<int>& layer_of_row() const;
  [[nodiscard]] const std::vector<std::string>& layer_ids() const;
  [[nodiscard]] const PressFrame& frame() const;
  /// The chart point below each surface node, (along, across) like the grid's nodes.
  [[nodiscard]] const std::vector<ChartPoint>& surface_chart() const;
  /// Below each bottom node, in the same order: 1 bone, 0 none.
  [[nodiscard]] const std::vector<double>& bone_share_ratio() const;
  [[nodiscard]] std::size_t dof_count() const;
  [[nodiscard]] bool assumed_anatomy() const;
  [[nodiscard]] const std::vector<std::string>& notes() const;

 private:
  struct Parts;
  explicit PressState(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// All of it at once: one place, from rest through `forces_N`, each held for `dwell_s`.
[[nodiscard]] Result<PressReport> press(const BackModel& model, const PressPlace& place,
                                        const std::vector<double>& forces_N, double dwell_s, Executor& executor);

}  // namespace unknot
