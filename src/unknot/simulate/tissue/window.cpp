#include "unknot/simulate/tissue/window.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"

namespace unknot::tissue {
namespace {

/// A cell that would leave less than half of its length before the line's end goes on to the end.
constexpr double kSliver_ratio = 0.5;
/// Lengths of a line that are meant to be equal differ by rounding.
constexpr double kRounding_ratio = 1e-9;

std::string millimetres(double length_m) { return digits_text(1e3 * length_m, 4) + " mm"; }

int nearest(const std::vector<double>& line_m, double at_m) {
  int best = 0;
  for (std::size_t n = 1; n < line_m.size(); ++n) {
    if (std::abs(line_m[n] - at_m) < std::abs(line_m[static_cast<std::size_t>(best)] - at_m))
      best = static_cast<int>(n);
  }
  return best;
}

}  // namespace

std::vector<int> window_nodes(const std::vector<double>& line_m, int middle, const WindowSpan& span) {
  const int last = static_cast<int>(line_m.size()) - 1;
  std::vector<int> nodes = {middle};
  for (const int way : {-1, 1}) {
    const int end = way < 0 ? 0 : last;
    int at = middle, step = 1;
    const auto away_m = [&](int node) {
      return std::abs(line_m[static_cast<std::size_t>(node)] - line_m[static_cast<std::size_t>(middle)]) *
             (1 + kRounding_ratio);
    };
    while (at != end && away_m(at) < span.reach_m) {
      if (away_m(at) >= span.core_m) {
        step = std::max(step + 1, static_cast<int>(std::lround(std::min(span.growth_ratio * step, 1.0 * last + 1))));
      }
      const int left = std::abs(end - at);
      at = left - step < kSliver_ratio * step ? end : at + way * step;
      nodes.push_back(at);
    }
  }
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

Grid pick_lines(const Grid& field, const std::vector<int>& columns, const std::vector<int>& rows) {
  if (columns.size() == field.x_m.size() && rows.size() == field.y_m.size()) return field;
  LineTransfer across, along;
  across.kept = columns;
  along.kept = rows;
  Grid grid = coarsen(field, across, along);
  grid.side = field.side;
  if (!field.foundation.empty()) {
    grid.foundation.clear();
    for (const int j : rows) {
      for (const int i : columns)
        grid.foundation.push_back(
            field.foundation[static_cast<std::size_t>(j) * field.x_m.size() + static_cast<std::size_t>(i)]);
    }
  }
  return grid;
}

MovingWindow::MovingWindow(const Grid& field, const Spans& spans, double position_m) : field_(&field), spans_(spans) {
  // The body's own line runs along y at x = 0: on a curved block that is the column whose middle comes nearest to it.
  const int some_row = field.elements_y() / 2;
  for (int i = 0; i <= field.elements_x(); ++i) across_m_.push_back(field.place(i, some_row, 0)[0]);
  const int column = nearest(across_m_, 0);
  for (int j = 0; j <= field.elements_y(); ++j) along_m_.push_back(field.place(column, j, 0)[1]);
  columns_ = window_nodes(across_m_, column, spans.across);
  rows_ = rows_around(position_m);
}

std::vector<int> MovingWindow::rows_around(double position_m) const {
  return window_nodes(along_m_, nearest(along_m_, position_m), spans_.along);
}

Grid MovingWindow::grid_of(const std::vector<int>& rows) const { return pick_lines(*field_, columns_, rows); }

Result<MovingWindow> MovingWindow::make(const Grid& field, Indenter indenter, double position_m, const Spans& spans,
                                        const KernelTable& kernels, Executor& executor, SolverOptions options) {
  const auto refuse = [](std::string message) { return Error{ErrorCode::bad_input, std::move(message), "", "", {}}; };
  for (const WindowSpan& span : {spans.across, spans.along}) {
    if (!(span.core_m > 0 && span.reach_m >= span.core_m && span.growth_ratio >= 1)) {
      return refuse("a window needs a core, a reach no shorter, and cells that do not shrink outward");
    }
  }
  if (const auto fault = fault_of(field)) return refuse(*fault);
  MovingWindow window(field, spans, position_m);
  if (!(position_m >= window.along_m_.front() && position_m <= window.along_m_.back())) {
    return refuse("the body stands beside the block, at " + millimetres(position_m));
  }
  Grid grid = window.grid_of(window.rows_);
  if (const auto fault = fault_of(grid)) return refuse("the window's own cells: " + *fault);
  window.solver_ = std::make_unique<TissueSolver>(std::move(grid), std::move(indenter), kernels, executor, options);
  window.solver_->place_at(position_m);
  return window;
}

/// Takes the window to where the body is going.
std::optional<SolveFailure> MovingWindow::go_along(double position_m) {
  std::vector<int> rows = rows_around(position_m);
  if (rows == rows_) return std::nullopt;
  Grid grid = grid_of(rows);
  if (const auto fault = field_->place_m.empty() ? std::nullopt : fault_of(grid)) {
    return SolveFailure{"the window's own cells: " + *fault, "a window with a longer core"};
  }
  solver_->continue_on(std::move(grid));
  rows_ = std::move(rows);
  return std::nullopt;
}

std::optional<SolveFailure> MovingWindow::move_to(double position_m, std::optional<double> force_N, double duration_s) {
  if (!(position_m >= along_m_.front() && position_m <= along_m_.back())) {
    return SolveFailure{"at " + millimetres(position_m) + " the body would leave the block, which goes from " +
                            millimetres(along_m_.front()) + " to " + millimetres(along_m_.back()),
                        "a shorter way, or a longer block"};
  }
  if (auto failure = go_along(position_m)) return failure;
  return solver_->move_to(position_m, force_N, duration_s);
}

}  // namespace unknot::tissue
