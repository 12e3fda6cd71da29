#pragma once
// A window that goes along a long block with the hand: the block's own rows around it, longer and longer ones beyond.
// Input: the whole block, a body, how far to look. Output: balanced states as the whole block's, at a cost that does
// not grow with its length. docs/theory/tissue.md, "Moving window".

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "unknot/core/result.h"
#include "unknot/simulate/tissue/solver.h"

namespace unknot::tissue {

/// Which nodes of a line a window keeps, to either side of the hand: all as far as the core, then ever fewer.
struct WindowSpan {
  double core_m = 0.05;
  double reach_m = 0.1;        ///< where the window ends, unless the block does before
  double growth_ratio = 1.25;  ///< of one cell over the one before, in whole cells of the block: 1 2 3 4 5 6 8 10 ...
};
inline constexpr double kWholeLine_m = std::numeric_limits<double>::infinity();

/// Indices that rise; both ends of the line where they are in reach.
/// @param line_m  rising; where its nodes are, like the spans
[[nodiscard]] std::vector<int> window_nodes(const std::vector<double>& line_m, int middle, const WindowSpan& span);

/// The block with some of its lines of nodes alone: elements take the mean of what they cover, springs below stay at
/// their nodes. Where it is cut the sides are held as the block's.
[[nodiscard]] Grid pick_lines(const Grid& field, const std::vector<int>& columns, const std::vector<int>& rows);

/// One history, as TissueSolver's, on the part of `field` around the body. Under a rigid or padded body only.
///
/// The window's middle is the row nearest to where the body goes. Rows that stay keep what they know exactly
/// (TissueSolver::continue_on); what leaves is forgotten, what enters is at rest. `field` must outlive the window.
class MovingWindow {
 public:
  struct Spans {
    WindowSpan across;  ///< about the body's own line, x = 0
    WindowSpan along;
  };
  /// @error bad_input  a block that cannot be solved, or no body over it, with the reason
  [[nodiscard]] static Result<MovingWindow> make(const Grid& field, Indenter indenter, double position_m,
                                                 const Spans& spans, const KernelTable& kernels, Executor& executor,
                                                 SolverOptions options);

  // As TissueSolver's; on failure the state is the last balanced one.
  std::optional<SolveFailure> press_to_depth(double depth_m) { return solver_->press_to_depth(depth_m); }
  std::optional<SolveFailure> press_to_force(double force_N) { return solver_->press_to_force(force_N); }
  /// A body whose lowest point would leave the block is refused.
  std::optional<SolveFailure> move_to(double position_m, std::optional<double> force_N, double duration_s);

  /// On the window's own grid; its rows are the block's rows().
  [[nodiscard]] const TissueSolver& solver() const { return *solver_; }
  [[nodiscard]] const Grid& field() const { return *field_; }
  [[nodiscard]] const std::vector<int>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<int>& rows() const { return rows_; }
  [[nodiscard]] SolveCounts take_counts() { return solver_->take_counts(); }

 private:
  MovingWindow(const Grid& field, const Spans& spans, double position_m);
  [[nodiscard]] std::vector<int> rows_around(double position_m) const;
  [[nodiscard]] Grid grid_of(const std::vector<int>& rows) const;
  [[nodiscard]] std::optional<SolveFailure> go_along(double position_m);

  const Grid* field_;
  Spans spans_;
  std::vector<double> across_m_, along_m_;  ///< of the field's surface nodes, through the body's line
  std::vector<int> columns_, rows_;
  std::unique_ptr<TissueSolver> solver_;
};

}  // namespace unknot::tissue
