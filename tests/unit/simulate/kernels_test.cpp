// The inner loops write to their own rows alone: rows are shared out to threads, and adding nothing to a neighbour's
// number while its thread adds something undoes that.
#include "unknot/simulate/tissue/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/buffer.h"
#include "unknot/simulate/tissue/grid.h"

namespace unknot::tissue {
namespace {

/// A row of nodes that fills its lanes but one, on springs, so that the last row in depth is written as well.
Grid full_rows(int nodes_x) {
  Grid grid;
  for (int i = 0; i < nodes_x; ++i) grid.x_m.push_back(0.005 * i);
  for (int j = 0; j < 6; ++j) grid.y_m.push_back(0.005 * j);
  grid.z_m = {0, 0.002, 0.006};
  grid.layer_of = {0, 1};
  grid.laws = {Law::neo_hookean(200e3, 0.48), Law::neo_hookean(2e3, 0.48)};
  grid.foundation.assign(grid.x_m.size() * grid.y_m.size(), Spring{1e6, 1e5});
  return grid;
}

/// A number that adding zero changes, as storing one does.
template <class Real>
Buffer<Real> untouched(std::size_t size) {
  Buffer<Real> buffer(size);
  std::fill(buffer.begin(), buffer.end(), -Real{0});
  return buffer;
}

template <class Real>
bool is_untouched(const Buffer<Real>& buffer, std::ptrdiff_t from, std::ptrdiff_t to) {
  return std::all_of(buffer.begin() + from, buffer.begin() + to,
                     [](Real value) { return value == Real{0} && std::signbit(value); });
}

template <class Real>
const LinearKernels<Real>& linear(const KernelTable& table) {
  if constexpr (std::is_same_v<Real, float>) {
    return table.single;
  } else {
    return table.precise;
  }
}

/// Elements between the nodes of y 2 and 3.
constexpr int kRow = 2;

void check_residual(const KernelTable& table, const Grid& grid) {
  const Shape shape = grid.shape();
  const ElementArrays<double> arrays(grid);
  const Buffer<double> u(shape.vector_size());
  Buffer<double> force = untouched<double>(shape.vector_size()), volume(shape.vector_size());
  for (int k = 0; k < grid.elements_z(); ++k) {
    ResidualRow row;
    fill_element_row(grid, arrays, shape, kRow, k, u.data(), row);
    for (int n = 0; n < 4; ++n) row.force[n] = force.data() + shape.vector_at(kRow + n / 2, k + n % 2);
    row.volume_strain = volume.data();
    table.residual_row(row);
  }
  const auto size = static_cast<std::ptrdiff_t>(force.size());
  EXPECT_TRUE(is_untouched(force, 0, shape.vector_at(kRow, 0))) << table.name << ", " << shape.nodes_x;
  EXPECT_TRUE(is_untouched(force, shape.vector_at(kRow + 2, 0), size)) << table.name << ", " << shape.nodes_x;
  EXPECT_FALSE(is_untouched(force, shape.vector_at(kRow, 0), shape.vector_at(kRow + 2, 0)));
}

template <class Real>
void check_linear(const KernelTable& table, const Grid& grid) {
  const LinearKernels<Real>& kernels = linear<Real>(table);
  const Shape shape = grid.shape();
  const ElementArrays<Real> arrays(grid);
  const auto rows = static_cast<std::size_t>(shape.nodes_y) * static_cast<std::size_t>(shape.nodes_z);
  const auto stride = static_cast<std::size_t>(shape.stride);
  const Buffer<Real> u(shape.vector_size()), pressure(stride);
  Buffer<Real> stencil = untouched<Real>(rows * kStencilPlanes_count * stride);
  for (int k = 0; k < grid.elements_z(); ++k) {
    TangentRow<Real> row;
    fill_element_row(grid, arrays, shape, kRow, k, u.data(), row);
    row.pressure = pressure.data();
    for (int n = 0; n < 4; ++n) row.stencil[n] = stencil.data() + shape.stencil_at(kRow + n / 2, k + n % 2, 0);
    row.chunk_size = static_cast<std::ptrdiff_t>(shape.nodes_z) * kStencilPlanes_count * kChunk_count;
    kernels.tangent_row(row);
  }
  const auto size = static_cast<std::ptrdiff_t>(stencil.size());
  EXPECT_TRUE(is_untouched(stencil, 0, shape.stencil_at(kRow, 0, 0))) << table.name << ", " << shape.nodes_x;
  EXPECT_TRUE(is_untouched(stencil, shape.stencil_at(kRow + 2, 0, 0), size)) << table.name << ", " << shape.nodes_x;

  Buffer<Real> pivots = untouched<Real>(rows * 6 * stride),
               free_columns(static_cast<std::size_t>(shape.nodes_y) * stride);
  std::fill(free_columns.begin(), free_columns.end(), Real{1});
  const OperatorView<Real> view{shape, stencil.data(), pivots.data(), free_columns.data()};
  (void)kernels.factor_lines(view, kRow);
  const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(shape.nodes_z) * 6 * shape.stride;
  EXPECT_TRUE(is_untouched(pivots, 0, kRow * line)) << table.name << ", " << shape.nodes_x;
  EXPECT_TRUE(is_untouched(pivots, (kRow + 1) * line, static_cast<std::ptrdiff_t>(pivots.size()))) << table.name;

  const Buffer<Real> x(shape.vector_size());
  Buffer<Real> scratch(scratch_size(shape));
  const auto only_its_row = [&](const Buffer<Real>& y, const char* what) {
    EXPECT_TRUE(is_untouched(y, 0, shape.vector_at(kRow, 0))) << table.name << ", " << shape.nodes_x << ", " << what;
    EXPECT_TRUE(is_untouched(y, shape.vector_at(kRow + 1, 0), static_cast<std::ptrdiff_t>(y.size())))
        << table.name << ", " << shape.nodes_x << ", " << what;
  };
  Buffer<Real> y = untouched<Real>(shape.vector_size());
  (void)kernels.apply(view, x.data(), y.data(), scratch.data(), kRow);
  only_its_row(y, "apply");
  kernels.subtract_apply(view, x.data(), x.data(), y.data(), scratch.data(), kRow);
  only_its_row(y, "subtract_apply");
  Buffer<Real> d = untouched<Real>(shape.vector_size());
  kernels.smooth(view, {x.data(), x.data(), d.data(), y.data(), Real{0}, Real{1}}, scratch.data(), kRow);
  only_its_row(y, "smooth");
  only_its_row(d, "smooth's direction");
}

TEST(Kernels, WriteToTheirOwnRowsAlone) {
  for (const int nodes_x : {15, 16, 31, 40}) {
    const Grid grid = full_rows(nodes_x);
    for (const KernelTable* table : runnable_kernels()) {
      check_residual(*table, grid);
      check_linear<float>(*table, grid);
      check_linear<double>(*table, grid);
    }
  }
}

}  // namespace
}  // namespace unknot::tissue
