#include "unknot/simulate/tissue/multigrid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace unknot::tissue {
namespace {

/// Backwards, and as if there were seven threads.
class BackwardExecutor final : public Executor {
 public:
  void for_blocks(int blocks_count, BlockTask task) override {
    for (int block = blocks_count - 1; block >= 0; --block) task(block);
  }
  [[nodiscard]] int threads_count() const override { return 7; }
};

/// 15 x 100 cells, long enough for several runs of rows; a skin 100 times stiffer than what lies below, on a bed of
/// springs with bone in its middle, so that the last row of nodes moves too.
Grid long_block(double poisson_ratio = 0.48) {
  Grid grid;
  for (int i = 0; i <= 15; ++i) grid.x_m.push_back(0.005 * i);
  for (int j = 0; j <= 100; ++j) grid.y_m.push_back(0.005 * j);
  grid.z_m = {0, 0.002, 0.006, 0.012, 0.02, 0.03};
  grid.layer_of = {0, 1, 1, 2, 2};
  grid.laws = {Law::neo_hookean(200e3, poisson_ratio), Law::neo_hookean(2e3, poisson_ratio),
               Law::neo_hookean(6e3, poisson_ratio)};
  for (std::size_t n = 0; n < grid.x_m.size() * grid.y_m.size(); ++n)
    grid.foundation.push_back(n / 16 % 10 == 5 ? kBone : Spring{1e6, 1e5});
  return grid;
}

/// A body's penalty on a few nodes in the middle.
SurfaceStiffness contact_on(const Shape& shape) {
  SurfaceStiffness surface;
  surface.any = true;
  surface.planes = Buffer<double>(static_cast<std::size_t>(shape.nodes_y * 6 * shape.stride));
  for (int j = 45; j < 52; ++j) {
    for (int i = 5; i < 10; ++i) surface.planes[static_cast<std::size_t>((j * 6 + 2) * shape.stride + i)] = 5e4;
  }
  return surface;
}

/// A load that differs from node to node.
Buffer<double> uneven_load(const Shape& shape) {
  Buffer<double> load(shape.vector_size());
  for (int j = 0; j < shape.nodes_y; ++j) {
    for (int k = 0; k < shape.free_z; ++k) {
      for (int c = 0; c < 3; ++c) {
        for (int i = 0; i < shape.nodes_x; ++i) {
          load[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)] =
              std::sin(0.7 * i + 0.31 * j * (c + 1) + k);
        }
      }
    }
  }
  return load;
}

template <class Real>
struct Solved {
  LinearOutcome outcome;
  Buffer<double> x;
  Solved(Multigrid<Real>& tangent, const Shape& shape, const Buffer<double>& b, double tolerance_ratio = 1e-4)
      : x(shape.vector_size()) {
    outcome = tangent.solve(b, x, tolerance_ratio, 0, 400, false);
  }
  [[nodiscard]] bool same_bits(const Solved& other) const {
    return std::memcmp(x.data(), other.x.data(), x.size() * sizeof(double)) == 0;
  }
};

template <class Real>
void realize_at_rest(Multigrid<Real>& tangent, const Grid& grid) {
  const Shape shape = grid.shape();
  const Buffer<double> u(shape.vector_size());
  const Buffer<double> pressure_Pa(static_cast<std::size_t>(grid.elements_y() * grid.elements_z() * shape.stride));
  tangent.realize(u, pressure_Pa, {}, contact_on(shape));
}

TEST(Multigrid, SameBitsForAnyThreads) {
  const Grid grid = long_block();
  const Shape shape = grid.shape();
  for (const KernelTable* kernels : runnable_kernels()) {
    SerialExecutor forward;
    BackwardExecutor backward;
    Multigrid<float> one(grid, *kernels, forward), other(grid, *kernels, backward);
    realize_at_rest(one, grid);
    realize_at_rest(other, grid);
    const Solved a(one, shape, uneven_load(shape)), b(other, shape, uneven_load(shape));
    EXPECT_FALSE(a.outcome.indefinite);
    EXPECT_EQ(a.outcome.iterations_count, b.outcome.iterations_count);
    EXPECT_TRUE(a.same_bits(b)) << kernels->name;
  }
}

TEST(Multigrid, ForgetsWhatWasNoNumber) {
  // On a bed the last row of one y's nodes lies right beside the first row of the next in memory.
  const Grid grid = long_block();
  const Shape shape = grid.shape();
  SerialExecutor executor;
  Multigrid<float> tangent(grid, best_kernels(), executor);
  realize_at_rest(tangent, grid);
  const Solved before(tangent, shape, uneven_load(shape));
  Buffer<double> broken(shape.vector_size());
  std::fill(broken.begin(), broken.end(), std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(Solved(tangent, shape, broken).outcome.indefinite);
  const Solved after(tangent, shape, uneven_load(shape));
  EXPECT_FALSE(after.outcome.indefinite);
  EXPECT_TRUE(before.same_bits(after));
}

/// Cells of 2 mm within 16 mm of the middle, each further out a quarter longer than the one before.
std::vector<double> graded_line() {
  std::vector<double> right_m;
  for (int n = 0; n <= 8; ++n) right_m.push_back(0.002 * n);
  for (double size_m = 0.0025; right_m.back() < 0.08; size_m *= 1.25) right_m.push_back(right_m.back() + size_m);
  std::vector<double> line_m;
  for (std::size_t n = right_m.size(); n-- > 1;) line_m.push_back(-right_m[n]);
  line_m.insert(line_m.end(), right_m.begin(), right_m.end());
  return line_m;
}

Grid graded_block() {
  Grid grid = long_block();
  grid.x_m = grid.y_m = graded_line();
  grid.foundation.assign(grid.x_m.size() * grid.y_m.size(), kBone);
  return grid;
}

TEST(Multigrid, GradedCellsTakeHardlyMoreIterations) {
  // Where every second line goes, cells that are ten times as long as wide stay so on every level: 64 iterations.
  const Grid even = long_block(), graded = graded_block();
  SerialExecutor executor;
  const auto count = [&](const Grid& grid) {
    Multigrid<float> tangent(grid, best_kernels(), executor);
    const Shape shape = grid.shape();
    tangent.realize(Buffer<double>(shape.vector_size()),
                    Buffer<double>(static_cast<std::size_t>(grid.elements_y() * grid.elements_z() * shape.stride)), {},
                    {});
    return Solved(tangent, shape, uneven_load(shape)).outcome.iterations_count;
  };
  const int even_count = count(even), graded_count = count(graded);
  EXPECT_LE(graded_count, 2 * even_count) << even_count;
}

TEST(Multigrid, CoarsenedCellsComeCloserToEachOther) {
  const std::vector<double> line_m = {0, 1, 2, 3, 4, 6, 9, 15};
  EXPECT_EQ(coarsen_line(line_m, 2.5).kept, (std::vector<int>{0, 2, 4, 5, 6, 7}));
  EXPECT_EQ(coarsen_line(line_m, 0.5).kept.size(), line_m.size());
  EXPECT_EQ(coarsen_line(line_m, 100).kept, (std::vector<int>{0, 2, 4, 6, 7}));
}

TEST(Multigrid, CoarseLevelsOfAnotherStateStillSolveThisOne) {
  const Grid grid = graded_block();
  const Shape shape = grid.shape();
  SerialExecutor executor;
  Multigrid<double> fresh(grid, best_kernels(), executor), kept(grid, best_kernels(), executor);
  const Buffer<double> pressure_Pa(static_cast<std::size_t>(grid.elements_y() * grid.elements_z() * shape.stride));
  Buffer<double> bent(shape.vector_size());
  const Buffer<double> load = uneven_load(shape);
  for (std::size_t n = 0; n < bent.size(); ++n) bent[n] = 2e-4 * load[n];
  kept.realize(Buffer<double>(shape.vector_size()), pressure_Pa, {}, {});
  kept.realize(bent, pressure_Pa, {}, {}, true);
  fresh.realize(bent, pressure_Pa, {}, {});
  EXPECT_EQ(std::memcmp(kept.multiply(load).data(), fresh.multiply(load).data(), load.size() * sizeof(double)), 0);
  const Solved a(kept, shape, load, 1e-8), b(fresh, shape, load, 1e-8);
  double most = 0, apart = 0;
  for (std::size_t n = 0; n < load.size(); ++n) {
    most = std::max(most, std::abs(b.x[n]));
    apart = std::max(apart, std::abs(a.x[n] - b.x[n]));
  }
  EXPECT_LT(apart, 1e-6 * most);
  EXPECT_FALSE(a.same_bits(b));
}

}  // namespace
}  // namespace unknot::tissue
