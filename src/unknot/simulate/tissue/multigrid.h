#pragma once
// Linear solves with the tangent: conjugate gradients, preconditioned by multigrid that coarsens in the plane, keeps
// all rows in depth, and smooths along vertical lines. Input: grid, displacements, contact stiffness. Output: an
// update. docs/theory/tissue.md, "Linear solver".

#include <cstdint>
#include <memory>
#include <vector>

#include "unknot/core/executor.h"
#include "unknot/simulate/tissue/buffer.h"
#include "unknot/simulate/tissue/grid.h"
#include "unknot/simulate/tissue/relaxation.h"

namespace unknot::tissue {

/// Symmetric 3 x 3 stiffness of each surface node (y, plane, x): planes 00 11 22 01 12 02. Empty blocks are zero.
struct SurfaceStiffness {
  Buffer<double> planes;  ///< N/m (nodes_y x 6 x stride)
  bool any = false;
};

struct LinearOutcome {
  int iterations_count = 0;
  bool indefinite = false;     ///< a direction of negative curvature ended the solve early
  double residual_work_J = 0;  ///< x . (b - A x)
  double start_work_J = 0;     ///< b . M b with the preconditioner M: about b . A^-1 b
  double end_work_J = 0;       ///< the same of what is left of b
};

/// Holds every level's tangent. Real is float for speed (the outer Newton's residual is double) or double for
/// reference.
template <class Real>
class Multigrid {
 public:
  Multigrid(const Grid& grid, const KernelTable& kernels, Executor& executor);
  ~Multigrid();
  Multigrid(const Multigrid&) = delete;
  Multigrid& operator=(const Multigrid&) = delete;

  /// Goes over to another grid: as if made anew, but where its levels are of the same size their memory stays, and what
  /// the smoothers know of the largest eigenvalue. realize() must follow.
  void set_grid(const Grid& grid);
  /// Assembles all levels at displacement `u` (m, solver layout) and element pressures (Pa, (y, z, x)), and prepares
  /// the smoothers. Coarse levels take the mean pressure of what they cover: their own volumes would tell nonsense.
  /// @param finest_alone  the coarse levels keep their elements' tangents: good enough a preconditioner while little
  ///                      has changed
  void realize(const Buffer<double>& u, const Buffer<double>& pressure_Pa, const StepHistory& history,
               const SurfaceStiffness& surface, bool finest_alone = false);
  /// Another stiffness of the surface on the tangent that stands: elements and the smoothers' bounds stay.
  void replace_surface(const SurfaceStiffness& surface);
  /// x = about A^-1 b until the preconditioned residual fell by `tolerance_ratio`, or its work to `enough_J`; starts at
  /// x if `warm`.
  LinearOutcome solve(const Buffer<double>& b, Buffer<double>& x, double tolerance_ratio, double enough_J,
                      int iterations_max_count, bool warm);
  /// A x.
  [[nodiscard]] Buffer<double> multiply(const Buffer<double>& x);
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Level;
  void assemble(Level& level);
  /// The surface's stiffness on the finest level and, restricted, on all others.
  void set_surface(const SurfaceStiffness& surface);
  /// Another surface stiffness on the elements' tangent that stands.
  void refactor(Level& level);
  /// Puts the level's surface stiffness onto the elements' in the rows of nodes along y that it touches or touched.
  void add_surface(Level& level);
  /// Keeps what the elements alone give, in the planes of one row along y that the surface's stiffness is added to.
  static void keep_bare(Level& level, int j);
  void estimate_spectrum(Level& level);
  void cycle(std::size_t at);
  void smooth(Level& level, bool from_zero, bool with_residual);
  template <class Run>
  void for_sweeps(const Level& level, int sweeps_count, const Run& run);
  static void coarsen_pressure(const Level& fine, Level& coarse);
  static void coarsen_surface(const Level& fine, Level& coarse);
  void restrict_from(const Level& fine, const Buffer<Real>& from, Level& coarse);
  void prolong_to(Level& fine, const Level& coarse);
  void for_rows(const Level& level, int count, BlockTask task);
  // lint_units off: a dot product
  double dot(const Level& level, const Buffer<Real>& a, const Buffer<Real>& b);
  // lint_units on

  [[nodiscard]] Real* scratch(int block) { return scratch_.data() + static_cast<std::size_t>(block) * scratch_size_; }

  /// Coarse levels do harm at the present tangent (squeezed far, their own may be indefinite where the finest's is
  /// not): the finest is smoothed by itself, as the last level is.
  bool alone_ = false;
  const LinearKernels<Real>& kernels_;
  Executor& executor_;
  std::vector<std::unique_ptr<Level>> levels_;
  Buffer<Real> residual_, direction_, product_, solution_;
  Buffer<Real> scratch_;
  std::size_t scratch_size_ = 0;
  std::vector<double> partial_;
};

template <class Real>
const LinearKernels<Real>& linear_kernels(const KernelTable& table);

}  // namespace unknot::tissue
