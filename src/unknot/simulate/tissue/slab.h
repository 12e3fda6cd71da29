#pragma once
// The textbook door: a layered block under a rigid body or a dead load, from one file to one document.
// Input: TOML of docs/formats.md, "Slab". Output: SlabReport. docs/theory/tissue.md.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "unknot/core/executor.h"
#include "unknot/core/node.h"
#include "unknot/core/result.h"
#include "unknot/flow_json.h"
#include "unknot/simulate/tissue/grid.h"
#include "unknot/simulate/tissue/indenter.h"
#include "unknot/simulate/tissue/kernels.h"
#include "unknot/simulate/tissue/solver.h"

namespace unknot {

/// One layer as the file gives it.
struct SlabLayer {
  std::string name;
  double thickness_m = 0;
  tissue::Law law;
};

/// What drives the block.
struct SlabLoad {
  enum class Kind { depth, force, pressure, stroke };
  Kind kind = Kind::depth;
  std::vector<double> values;  ///< depth: m; force: N; pressure: Pa at the peak; one history from rest
  std::vector<double> hold_s;  ///< like values, or empty
  double sigma_m = 0;          ///< of the Gaussian pressure
  std::optional<double> stroke_depth_m;
  std::optional<double> stroke_force_N;
  double length_m = 0;
  int steps_count = 0;
  double speed_m_s = 0;
};

/// A checked problem.
struct SlabCase {
  double width_m = 0;
  double length_m = 0;
  bool sides_fixed = false;
  std::vector<SlabLayer> layers;
  std::optional<tissue::Indenter> indenter;
  SlabLoad load;
  int across_count = 0;
  int along_count = 0;
  std::vector<int> layer_counts;
  bool grading = false;
};

/// One layer at one balanced state.
struct SlabLayerState {
  std::string name;
  double min_principal_log_strain_ratio = 0;
  double mid_displacement_m = 0;
  double mid_pressure_Pa = 0;
  double mid_von_mises_Pa = 0;
};

/// One balanced state.
struct SlabStep {
  double time_s = 0;
  double position_m = 0;
  double depth_m = 0;
  double force_N = 0;
  double tangential_force_N = 0;
  double stick_ratio = 0;
  double contact_radius_m = 0;
  double peak_pressure_Pa = 0;
  std::vector<double> axis_displacement_m;
  std::vector<SlabLayerState> layers;
  int newton_count = 0;
  int linear_count = 0;
  double wall_s = 0;
};

struct SlabFailure {
  std::string step;
  std::string reason;
  std::string hint;
};

struct SlabReport {
  std::size_t dof_count = 0;
  int threads_count = 0;
  std::vector<SlabStep> steps;
  std::vector<std::string> notes;      ///< where the mesh is too coarse for what is asked, and what to do
  std::optional<SlabFailure> failure;  ///< set: not converged; steps holds what was balanced before
};

/// How a slab is solved; all of it is handed in.
struct SlabOptions {
  bool reference = false;                        ///< double precision, tight tolerances, slow
  std::function<double()> clock_s;               ///< empty: wall_s stays 0
  std::function<void(const SlabStep&)> on_step;  ///< progress; may be empty
  /// Every balanced state itself, for files and pictures; may be empty. Its time is not counted in wall_s.
  std::function<void(const SlabStep&, const tissue::TissueSolver&)> on_state;
  const tissue::KernelTable* kernels = nullptr;  ///< null: the best of this machine
};

/// @error bad_input: every problem with its line, what was found, what is expected
[[nodiscard]] Result<SlabCase> read_slab(const Node& root);
[[nodiscard]] Result<SlabCase> read_slab_text(std::string_view text, std::string_view file_name);
/// Whether the surface layer is so much stiffer than the next that it resists a small body by its bending.
[[nodiscard]] bool has_stiff_skin(const SlabCase& slab);
/// The block's lines of nodes; with `grading` finer near the contact.
[[nodiscard]] tissue::Grid slab_grid(const SlabCase& slab);
/// Solves the whole history. What fails is said in the report, never thrown.
[[nodiscard]] SlabReport run_slab(const SlabCase& slab, Executor& executor, const SlabOptions& options);
/// Measures the solver's present state.
[[nodiscard]] SlabStep measure_slab(const SlabCase& slab, const tissue::TissueSolver& solver);
/// A sentence for each way in which the mesh is too coarse for the states reached; none for a mesh that suits them.
[[nodiscard]] std::vector<std::string> slab_notes(const SlabCase& slab, const tissue::Grid& grid,
                                                  const std::vector<SlabStep>& steps);
/// The document of contracts, without the knowledge hash.
[[nodiscard]] Json slab_document(const SlabReport& report);
/// Largest relative difference of the tangent against central differences of the forces, over all laws, with contact,
/// relaxation, fibres, a bed of springs, friction that sticks and that slips, and the depth's own column; 1 where a
/// state could not be reached.
[[nodiscard]] double slab_tangent_error_ratio();

}  // namespace unknot
