// What a row of elements costs, by its kind: forces (double) and tangent (float) of 40 x 40 x 12 elements, on boxes and
// curved elements, with fibres, and under Ogden's law. Compare ratios within one run.

#include <benchmark/benchmark.h>

#include <cmath>

#include "unknot/simulate/tissue/grid.h"

namespace unknot::tissue {
namespace {

enum Kind { boxes, curved, fibred, ogden, ogden_curved, yeoh };

Grid block(Kind kind) {
  Grid grid;
  for (int i = 0; i <= 40; ++i) grid.x_m.push_back(0.005 * i - 0.1);
  grid.y_m = grid.x_m;
  for (int k = 0; k <= 12; ++k) grid.z_m.push_back(0.004 * k);
  grid.layer_of.assign(12, 0);
  grid.laws = {kind == ogden || kind == ogden_curved ? Law::ogden({{4e3, 6}}, 0.48)
               : kind == yeoh                        ? Law::yeoh({2e3, 1e3, 3e2}, 0.48)
                                                     : Law::neo_hookean(4e3, 0.48)};
  if (kind == curved || kind == fibred || kind == ogden_curved) {
    for (const double y_m : grid.y_m) {
      for (const double z_m : grid.z_m) {
        for (const double x_m : grid.x_m) grid.place_m.push_back({x_m, y_m, z_m + 2 * x_m * x_m + y_m * y_m});
      }
    }
  }
  if (kind == fibred) {
    grid.fibre_Pa.assign(40 * 40 * 12, 1e4);
    grid.fibre_ratio.assign(40 * 40 * 12, {0.6, 0.8, 0});
  }
  return grid;
}

template <class Real>
struct Field {
  explicit Field(const Grid& grid) : shape(grid.shape()), arrays(grid), u(shape.vector_size()) {
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int k = 0; k < shape.nodes_z; ++k) {
        for (int i = 0; i < shape.nodes_x; ++i) {
          const auto at = static_cast<std::size_t>(shape.vector_at(j, k) + i);
          u[at] = static_cast<Real>(1e-3 * std::sin(0.7 * i + 0.2 * k));
          u[at + static_cast<std::size_t>(shape.stride)] = static_cast<Real>(1e-3 * std::cos(0.5 * j + 0.3 * k));
          u[at + static_cast<std::size_t>(2 * shape.stride)] =
              static_cast<Real>(5e-3 * std::exp(-0.01 * (i * i + j * j)));
        }
      }
    }
  }
  Shape shape;
  ElementArrays<Real> arrays;
  Buffer<Real> u;
};

void forces(benchmark::State& state) {
  const Grid grid = block(static_cast<Kind>(state.range(0)));
  const Field<double> field(grid);
  Buffer<double> out(field.shape.vector_size()), volume(static_cast<std::size_t>(field.shape.stride));
  for (auto _ : state) {
    for (int j = 0; j < grid.elements_y(); ++j) {
      for (int k = 0; k < grid.elements_z(); ++k) {
        ResidualRow row;
        fill_element_row(grid, field.arrays, field.shape, j, k, field.u.data(), row);
        for (int n = 0; n < 4; ++n) row.force[n] = out.data() + field.shape.vector_at(j + n / 2, k + n % 2);
        row.volume_strain = volume.data();
        best_kernels().residual_row(row);
        benchmark::DoNotOptimize(row.energy_J);
      }
    }
  }
}

void tangents(benchmark::State& state) {
  const Grid grid = block(static_cast<Kind>(state.range(0)));
  const Field<float> field(grid);
  const Shape& shape = field.shape;
  Buffer<float> stencil(static_cast<std::size_t>(shape.nodes_y * shape.slab_stencil_size())),
      pressure(static_cast<std::size_t>(shape.stride));
  for (auto _ : state) {
    for (int j = 0; j < grid.elements_y(); ++j) {
      for (int k = 0; k < grid.elements_z(); ++k) {
        TangentRow<float> row;
        fill_element_row(grid, field.arrays, shape, j, k, field.u.data(), row);
        row.pressure = pressure.data();
        for (int n = 0; n < 4; ++n) row.stencil[n] = stencil.data() + shape.stencil_at(j + n / 2, k + n % 2, 0);
        row.chunk_size = static_cast<std::ptrdiff_t>(shape.nodes_z) * kStencilPlanes_count * kChunk_count;
        best_kernels().single.tangent_row(row);
      }
    }
    benchmark::ClobberMemory();
  }
}

BENCHMARK(forces)->DenseRange(boxes, yeoh)->Unit(benchmark::kMillisecond);
BENCHMARK(tangents)->DenseRange(boxes, yeoh)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot::tissue
