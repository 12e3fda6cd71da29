#pragma once
// Quasi-linear viscoelasticity of the layers with Prony terms: the deviatoric stress forgets, by a recursive
// convolution. Input: the history of displacements and times. Output: what a step's stress is made of.
// docs/theory/tissue.md, "Relaxation".

#include <vector>

#include "unknot/core/executor.h"
#include "unknot/simulate/tissue/buffer.h"
#include "unknot/simulate/tissue/grid.h"

namespace unknot::tissue {

/// The isochoric stress at the end of a step is viscous_ratio times the elastic one plus a known history.
struct StepHistory {
  std::vector<double> viscous_ratio;  ///< of each row of elements in depth (nz); empty: 1
  std::vector<char> has_history;      ///< of each row of elements in depth (nz); empty: none has
  Buffer<double> stress_Pa;           ///< second Piola-Kirchhoff (ny x nz x 48 x stride), 8 points of 6 planes each
  [[nodiscard]] const double* at(const Shape& shape, int j, int k) const {
    if (has_history.empty() || has_history[static_cast<std::size_t>(k)] == 0) return nullptr;
    return stress_Pa.data() + (static_cast<std::ptrdiff_t>(j) * (shape.nodes_z - 1) + k) * 48 * shape.stride;
  }
};

/// Holds the memory of every Gauss point; copied to roll back a failed step.
class Relaxation {
 public:
  explicit Relaxation(const Grid& grid);
  /// Prepares a step of `duration_s` from the state balanced at `u`; 0 is a sudden change. Sudden changes add up: until
  /// time passes for the first time nothing is remembered, and no memory is taken.
  void begin_step(const Grid& grid, double duration_s, const Buffer<double>& u, Executor& executor);
  /// The step is balanced at `u`: remembers it, and prepares for a sudden change.
  void end_step(const Grid& grid, const Buffer<double>& u, Executor& executor);
  /// Goes on from the memory of another grid of the same block: each row of elements along y takes its share of what
  /// the rows there remember, and what lies beyond them is at rest.
  void continue_from(const Relaxation& before, const Grid& grid,
                     const std::vector<std::vector<IntervalShare>>& row_shares);
  [[nodiscard]] const StepHistory& step() const { return step_; }
  /// The shortest time constant of all layers; 0 where nothing relaxes.
  [[nodiscard]] double fastest_s() const { return fastest_s_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  void allocate(const Grid& grid);
  /// What the step's stress is made of, by its duration.
  void prepare(const Grid& grid);
  void remember(const Grid& grid, const Buffer<double>& u, Executor& executor);
  StepHistory step_;
  double duration_s_ = 0;  ///< of the step that is prepared
  double fastest_s_ = 0;
  std::size_t terms_count_ = 0;
  bool time_has_passed_ = false;
  std::vector<Buffer<double>> terms_Pa_;  ///< per term, laid out like the history
  Buffer<double> elastic_Pa_;             ///< at the last balanced state
};

}  // namespace unknot::tissue
