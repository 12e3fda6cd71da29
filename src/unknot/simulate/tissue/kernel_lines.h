#pragma once
// Loops over the columns of one y: products with the half stencil, factors of vertical lines, the smoother.
// Input: OperatorView, SmoothStep (kernels.h). Output: vectors. docs/theory/tissue.md, "Linear solver".

#include "unknot/simulate/tissue/kernel_lanes.h"

// lint_units off: arrays in solver layout; units are stated in kernels.h
namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

constexpr int kMaxLayers_count = 96;

/// The product A x for the columns of one y, chunk by chunk, into a buffer (z, component, x) with a margin of one
/// vector. A column adds what its own half stencil gives it, and what the stencils of the columns before it give to it.
template <class Real>
struct Slab {
  const OperatorView<Real>& view;
  const Real* x;
  Real* buffer;  // free_z x 3 rows of buffer_stride, starting one vector before the first node
  std::ptrdiff_t buffer_stride;

  /// y += K x for three columns of x, the row's neighbours at dx = -1, 0, 1.
  template <int kDz, int kDy>
  UNKNOT_INLINE void add_after(const Real* stencil, const Real* at, Lanes<Real>* y) const {
    const std::ptrdiff_t s = view.shape.stride;
    for (int dx = kDz == 0 && kDy == 0 ? 1 : -1; dx <= 1; ++dx) {
      const Lanes<Real> x0 = load(at + dx), x1 = load(at + s + dx), x2 = load(at + 2 * s + dx);
      const Real* c = stencil + plane_of(dx, kDz, kDy) * kChunk_count;
      for (int i = 0; i < 3; ++i) {
        y[i] += load(c + (3 * i) * kChunk_count) * x0 + load(c + (3 * i + 1) * kChunk_count) * x1 +
                load(c + (3 * i + 2) * kChunk_count) * x2;
      }
    }
  }
  /// What the row at `at` gives, by the transpose of its stencil, to the columns dx = -1, 0, 1 further on: y[dx + 1].
  template <int kDz, int kDy>
  UNKNOT_INLINE void add_before(const Real* stencil, const Real* at, Lanes<Real> (*y)[3]) const {
    const std::ptrdiff_t s = view.shape.stride;
    const Lanes<Real> x0 = load(at), x1 = load(at + s), x2 = load(at + 2 * s);
    for (int dx = kDz == 0 && kDy == 0 ? 1 : -1; dx <= 1; ++dx) {
      const Real* c = stencil + plane_of(dx, kDz, kDy) * kChunk_count;
      for (int i = 0; i < 3; ++i) {
        y[dx + 1][i] += load(c + i * kChunk_count) * x0 + load(c + (3 + i) * kChunk_count) * x1 +
                        load(c + (6 + i) * kChunk_count) * x2;
      }
    }
  }

  UNKNOT_INLINE void vector_at(int j, int k, std::ptrdiff_t i) const {
    using V = Lanes<Real>;
    const Shape& shape = view.shape;
    const std::ptrdiff_t s = shape.stride;
    const Real* own = view.stencil + shape.stencil_at(j, k, i);
    const Real* here = x + shape.vector_at(j, k) + i;
    constexpr std::ptrdiff_t kRow = kStencilPlanes_count * kChunk_count;
    V y[3][3]{};  // for the columns at dx = -1, 0, 1
    {
      const V x0 = load(here), x1 = load(here + s), x2 = load(here + 2 * s);
      const V xy = load(own + 3 * kChunk_count), yz = load(own + 4 * kChunk_count), xz = load(own + 5 * kChunk_count);
      y[1][0] = load(own) * x0 + xy * x1 + xz * x2;
      y[1][1] = xy * x0 + load(own + kChunk_count) * x1 + yz * x2;
      y[1][2] = xz * x0 + yz * x1 + load(own + 2 * kChunk_count) * x2;
    }
    add_after<0, 0>(own, here, y[1]);
    add_before<0, 0>(own, here, y);
    const bool above = k > 0, below = k + 1 < shape.free_z;
    if (below) add_after<1, 0>(own, here + 3 * s, y[1]);
    if (above) add_before<1, 0>(own - kRow, here - 3 * s, y);
    if (j + 1 < shape.nodes_y) {
      const Real* next = x + shape.vector_at(j + 1, k) + i;
      if (above) add_after<-1, 1>(own, next - 3 * s, y[1]);
      add_after<0, 1>(own, next, y[1]);
      if (below) add_after<1, 1>(own, next + 3 * s, y[1]);
    }
    if (j > 0) {
      const Real* before = x + shape.vector_at(j - 1, k) + i;
      const Real* stencil = view.stencil + shape.stencil_at(j - 1, k, i);
      if (below) add_before<-1, 1>(stencil + kRow, before + 3 * s, y);
      add_before<0, 1>(stencil, before, y);
      if (above) add_before<1, 1>(stencil - kRow, before - 3 * s, y);
    }
    Real* to = buffer + k * 3 * buffer_stride + kLanes<Real> + i;
    for (int c = 0; c < 3; ++c) {
      add_to(to + c * buffer_stride, y[1][c]);
      add_to(to + c * buffer_stride - 1, y[0][c]);
      add_to(to + c * buffer_stride + 1, y[2][c]);
    }
  }

  void fill(int j) const {
    const std::ptrdiff_t count = view.shape.free_z * 3 * buffer_stride;
    for (std::ptrdiff_t n = 0; n < count; n += kLanes<Real>) store(buffer + n, Lanes<Real>{});
    for (std::ptrdiff_t i = 0; i < view.shape.nodes_x; i += kLanes<Real>) {
      for (int k = 0; k < view.shape.free_z; ++k) vector_at(j, k, i);
    }
  }
};

/// Rows of the slab buffer keep a vector's margin on both sides.
template <class Real>
UNKNOT_INLINE std::ptrdiff_t buffer_stride_of(const Shape& shape) {
  return shape.stride + 2 * kLanes<Real>;
}

template <class Real>
double apply(const OperatorView<Real>& view, const Real* x, Real* y, Real* scratch, int j) {
  using V = Lanes<Real>;
  const Shape& shape = view.shape;
  const std::ptrdiff_t s = shape.stride;
  const Slab<Real> slab{view, x, scratch, buffer_stride_of<Real>(shape)};
  slab.fill(j);
  double dot = 0;
  for (int row = 0; row < 3 * shape.free_z; ++row) {
    V sum{};
    const Real* from = scratch + row * slab.buffer_stride + kLanes<Real>;
    const std::ptrdiff_t at = shape.vector_at(j, 0) + row * s;
    for (std::ptrdiff_t i = 0; i < shape.nodes_x; i += kLanes<Real>) {
      const V out = load(from + i);
      store(y + at + i, out);
      sum += out * load(x + at + i);
    }
    for (int lane = 0; lane < kLanes<Real>; ++lane) dot += static_cast<double>(sum[lane]);
  }
  return dot;
}

template <class Real>
void subtract_apply(const OperatorView<Real>& view, const Real* b, const Real* x, Real* y, Real* scratch, int j) {
  const Shape& shape = view.shape;
  const Slab<Real> slab{view, x, scratch, buffer_stride_of<Real>(shape)};
  slab.fill(j);
  for (int row = 0; row < 3 * shape.free_z; ++row) {
    const Real* from = scratch + row * slab.buffer_stride + kLanes<Real>;
    const std::ptrdiff_t at = shape.vector_at(j, 0) + row * shape.stride;
    for (std::ptrdiff_t i = 0; i < shape.nodes_x; i += kLanes<Real>)
      store(y + at + i, load(b + at + i) - load(from + i));
  }
}

/// y = M x for a symmetric 3 x 3 in planes 00 11 22 01 12 02.
template <class V>
UNKNOT_INLINE void multiply_symmetric(const V* m, const V* x, V* y) {
  y[0] = m[0] * x[0] + m[3] * x[1] + m[5] * x[2];
  y[1] = m[3] * x[0] + m[1] * x[1] + m[4] * x[2];
  y[2] = m[5] * x[0] + m[4] * x[1] + m[2] * x[2];
}

template <class Real>
int factor_lines(const OperatorView<Real>& view, int j) {
  using V = Lanes<Real>;
  const Shape& shape = view.shape;
  const std::ptrdiff_t s = shape.stride;
  V mended{};
  for (int i = 0; i < shape.nodes_x; i += kLanes<Real>) {
    const V free = load(view.free_columns + j * s + i);
    V inverse[6];
    for (int k = 0; k < shape.free_z; ++k) {
      const Real* at = view.stencil + shape.stencil_at(j, k, i);
      V d[6];
      for (int n = 0; n < 6; ++n) d[n] = load(at + n * kChunk_count);
      // Beyond the block and where a column is held the block is empty: any regular one will do.
      const V size = d[0] + d[1] + d[2];
      for (int n = 0; n < 3; ++n) d[n] = size > 0 ? d[n] : V{} + 1;
      if (k > 0) {
        // d -= B' inverse B, with B the block from the node above to this one.
        const Real* above = view.stencil + shape.stencil_at(j, k - 1, i) + plane_of(0, 1, 0) * kChunk_count;
        V b[9], ib[9];
        for (int n = 0; n < 9; ++n) b[n] = load(above + n * kChunk_count);
        for (int c = 0; c < 3; ++c) {
          const V column[3] = {b[c], b[3 + c], b[6 + c]};
          V product[3];
          multiply_symmetric(inverse, column, product);
          for (int r = 0; r < 3; ++r) ib[3 * r + c] = product[r];
        }
        for (int r = 0; r < 3; ++r) {
          for (int c = r; c < 3; ++c) {
            d[kDiagonal[3 * r + c]] -= b[r] * ib[c] + b[3 + r] * ib[3 + c] + b[6 + r] * ib[6 + c];
          }
        }
      }
      // Inverse of a positive matrix; a pivot that is none is lifted to a share of the row's own size.
      const V floor = size * static_cast<Real>(1e-4) + static_cast<Real>(1e-30);
      V m0 = d[0];
      mended += m0 > floor ? V{} : V{} + 1;
      m0 = at_least(m0, floor);
      const V l1 = d[3] / m0, l2 = d[5] / m0;
      V m1 = d[1] - l1 * d[3];
      mended += m1 > floor ? V{} : V{} + 1;
      m1 = at_least(m1, floor);
      const V l3 = (d[4] - l1 * d[5]) / m1;
      V m2 = d[2] - l2 * d[5] - l3 * l3 * m1;
      mended += m2 > floor ? V{} : V{} + 1;
      m2 = at_least(m2, floor);
      const V i0 = 1 / m0, i1 = 1 / m1, i2 = 1 / m2;
      const V k2 = l1 * l3 - l2;  // of the inverse of L
      inverse[0] = i0 + l1 * l1 * i1 + k2 * k2 * i2;
      inverse[1] = i1 + l3 * l3 * i2;
      inverse[2] = i2;
      inverse[3] = -l1 * i1 - k2 * l3 * i2;
      inverse[4] = -l3 * i2;
      inverse[5] = k2 * i2;
      Real* to = view.pivots + shape.row(j, k) * 6 * s + i;
      for (int n = 0; n < 6; ++n) {
        inverse[n] *= free;
        store(to + n * s, inverse[n]);
      }
    }
  }
  double sum = 0;
  for (int lane = 0; lane < kLanes<Real>; ++lane) sum += static_cast<double>(mended[lane]);
  return static_cast<int>(sum);
}

template <class Real>
void smooth(const OperatorView<Real>& view, const SmoothStep<Real>& step, Real* scratch, int j) {
  using V = Lanes<Real>;
  const Shape& shape = view.shape;
  const std::ptrdiff_t s = shape.stride;
  const Slab<Real> slab{view, step.x, scratch, buffer_stride_of<Real>(shape)};
  if (step.x != nullptr) slab.fill(j);
  for (int i = 0; i < shape.nodes_x; i += kLanes<Real>) {
    V z[kMaxLayers_count][3];
    for (int k = 0; k < shape.free_z; ++k) {
      const std::ptrdiff_t at = shape.vector_at(j, k) + i;
      V r[3];
      for (int c = 0; c < 3; ++c) r[c] = load(step.b + at + c * s);
      if (step.x != nullptr) {
        const Real* ax = scratch + k * 3 * slab.buffer_stride + kLanes<Real> + i;
        for (int c = 0; c < 3; ++c) r[c] -= load(ax + c * slab.buffer_stride);
      }
      if (k > 0) {  // r -= B' z of the row above
        const Real* above = view.stencil + shape.stencil_at(j, k - 1, i) + plane_of(0, 1, 0) * kChunk_count;
        for (int c = 0; c < 3; ++c) {
          r[c] -= load(above + c * kChunk_count) * z[k - 1][0] + load(above + (3 + c) * kChunk_count) * z[k - 1][1] +
                  load(above + (6 + c) * kChunk_count) * z[k - 1][2];
        }
      }
      V pivot[6];
      const Real* from = view.pivots + shape.row(j, k) * 6 * s + i;
      for (int n = 0; n < 6; ++n) pivot[n] = load(from + n * s);
      multiply_symmetric(pivot, r, z[k]);
    }
    for (int k = shape.free_z - 1; k >= 0; --k) {
      if (k + 1 < shape.free_z) {  // z -= inverse B z of the row below
        const Real* below = view.stencil + shape.stencil_at(j, k, i) + plane_of(0, 1, 0) * kChunk_count;
        V bz[3], fix[3], pivot[6];
        for (int c = 0; c < 3; ++c) {
          bz[c] = load(below + (3 * c) * kChunk_count) * z[k + 1][0] +
                  load(below + (3 * c + 1) * kChunk_count) * z[k + 1][1] +
                  load(below + (3 * c + 2) * kChunk_count) * z[k + 1][2];
        }
        const Real* from = view.pivots + shape.row(j, k) * 6 * s + i;
        for (int n = 0; n < 6; ++n) pivot[n] = load(from + n * s);
        multiply_symmetric(pivot, bz, fix);
        for (int c = 0; c < 3; ++c) z[k][c] -= fix[c];
      }
      const std::ptrdiff_t at = shape.vector_at(j, k) + i;
      for (int c = 0; c < 3; ++c) {
        V d = step.step * z[k][c];
        if (step.momentum != 0) d += step.momentum * load(step.d + at + c * s);
        store(step.d + at + c * s, d);
        store(step.x_out + at + c * s, step.x == nullptr ? d : load(step.x + at + c * s) + d);
      }
    }
  }
}

}  // namespace
}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
// lint_units on
