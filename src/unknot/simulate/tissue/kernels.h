#pragma once
// The inner loops of the tissue solver, compiled once per instruction set and chosen when the program starts.
// Input: rows of elements or nodes along the block's width (x, fastest in memory). Output: forces, tangents, products,
// smoothed vectors. docs/theory/tissue.md, "Layout" and "Element".

#include <cstddef>
#include <vector>

// lint_units off: arrays in solver layout; units are stated in the comments
namespace unknot::tissue {

struct OgdenTerm;

/// The longest vector any build uses, in floats. Rows are padded to it; stencils are stored in chunks of as many
/// columns.
inline constexpr int kChunk_count = 16;
/// Planes of one node's half stencil: 6 of the symmetric diagonal block, then 13 neighbours of 9.
inline constexpr int kDiagonalPlanes_count = 6;
inline constexpr int kStencilPlanes_count = kDiagonalPlanes_count + 13 * 9;

/// Nodes of one grid level. Vectors hold (y, z, component, x), x fastest and padded with zeros.
struct Shape {
  int nodes_x = 0;
  int nodes_y = 0;
  int nodes_z = 0;  ///< including the bottom
  int free_z = 0;   ///< rows of nodes that may move: nodes_z without a bonded bottom
  std::ptrdiff_t stride = 0;

  [[nodiscard]] std::ptrdiff_t row(int j, int k) const { return static_cast<std::ptrdiff_t>(j) * nodes_z + k; }
  [[nodiscard]] std::ptrdiff_t vector_at(int j, int k) const { return row(j, k) * 3 * stride; }
  /// Stencil of a node: its chunk of columns holds, row by row in depth, one plane of kChunk_count after the other.
  [[nodiscard]] std::ptrdiff_t stencil_at(int j, int k, std::ptrdiff_t i) const {
    const std::ptrdiff_t chunk = j * (stride / kChunk_count) + i / kChunk_count;
    return (chunk * nodes_z + k) * (kStencilPlanes_count * kChunk_count) + i % kChunk_count;
  }
  [[nodiscard]] std::ptrdiff_t slab_stencil_size() const { return stride * nodes_z * kStencilPlanes_count; }
  [[nodiscard]] std::size_t vector_size() const {
    return static_cast<std::size_t>(nodes_y) * static_cast<std::size_t>(nodes_z) * 3 * static_cast<std::size_t>(stride);
  }
};

/// A row of elements: geometry, law and history, all along x and padded with zeros.
template <class Real>
struct ElementRow {
  int elements_count = 0;
  std::ptrdiff_t stride = 0;
  const Real* mask = nullptr;           ///< 1 for an element, 0 beyond (n)
  const Real* width_m = nullptr;        ///< (n); 0 beyond
  const Real* inverse_width = nullptr;  ///< 1/m (n); 0 beyond
  Real length_m = 0;                    ///< along y
  Real height_m = 0;                    ///< along z
  Real c1 = 0, c2 = 0, c3 = 0;          ///< Pa, of the law in the first invariant
  Real bulk = 0;                        ///< Pa
  const OgdenTerm* terms = nullptr;     ///< of an Ogden law; null: the law is in the first invariant
  int terms_count = 0;
  // A row of curved or varying elements; all null for boxes of even stiffness.
  const Real* place[4] = {};              ///< m, rest positions of the node rows, like u
  const Real* stiffness_ratio = nullptr;  ///< of the law's moduli (n)
  const Real* fibre = nullptr;            ///< unit direction, 3 planes (stride apart), or null: no fibres
  const Real* fibre_modulus = nullptr;    ///< Pa (n), with `fibre`
  Real viscous_ratio = 1;                 ///< share of a stress increment felt at the end of this step
  const Real* history = nullptr;          ///< Pa, second Piola-Kirchhoff, (8 points x 6 x stride), or null
  const Real* u[4] = {};                  ///< m, node rows by z + 2 y, component 0 of 3 (stride apart)
};

/// Adds internal forces; fills what the element row knows.
struct ResidualRow : ElementRow<double> {
  double* force[4] = {};            ///< N, added to
  double* volume_strain = nullptr;  ///< mean J - 1 (n)
  double min_volume_ratio = 1;      ///< least J of all points
  double energy_J = 0;
};

/// Adds the tangent to the half stencils of the four node rows.
template <class Real>
struct TangentRow : ElementRow<Real> {
  Real* stencil[4] = {};           ///< N/m, node rows by z + 2 y, at their first chunk
  std::ptrdiff_t chunk_size = 0;   ///< from one chunk of a row to its next
  bool lower_fixed = false;        ///< the two lower node rows do not move
  const Real* pressure = nullptr;  ///< Pa, by which the element's volume resists turning (n)
};

/// Linear change of the elements' volume: (dJ/du . du) / V, for the pressure that goes with a Newton step.
struct VolumeRow : ElementRow<double> {
  const double* du[4] = {};         ///< m, like u
  double* volume_change = nullptr;  ///< (n)
};

/// One level's linear operator: half stencil, inverse pivots of the vertical lines.
template <class Real>
struct OperatorView {
  Shape shape;
  const Real* stencil = nullptr;
  Real* pivots = nullptr;              ///< 6 planes per node row, at row * 6 * stride
  const Real* free_columns = nullptr;  ///< 1 where the column may move (y, x), stride apart
};

/// Numbers of scratch one slab of columns needs.
[[nodiscard]] inline std::size_t scratch_size(const Shape& shape) {
  return static_cast<std::size_t>(shape.free_z) * 3 * static_cast<std::size_t>(shape.stride + 2 * kChunk_count);
}

/// Chebyshev step over the columns of one y: r = b - A x; d = momentum d + step B^-1 r; x_out = x + d.
template <class Real>
struct SmoothStep {
  const Real* b = nullptr;
  const Real* x = nullptr;  ///< null: zero
  Real* d = nullptr;
  Real* x_out = nullptr;  ///< never x itself
  Real momentum = 0;
  Real step = 0;
};

template <class Real>
struct LinearKernels {
  void (*tangent_row)(const TangentRow<Real>& row);
  /// Inverse pivots of the lines at one y. Returns the number of pivots that were not positive (they are mended).
  int (*factor_lines)(const OperatorView<Real>& view, int j);
  // `scratch` holds scratch_size() numbers, one's own for every block that runs at the same time.
  void (*smooth)(const OperatorView<Real>& view, const SmoothStep<Real>& step, Real* scratch, int j);
  /// y = A x at one y; returns the dot product of x and y there.
  double (*apply)(const OperatorView<Real>& view, const Real* x, Real* y, Real* scratch, int j);
  /// y = b - A x at one y.
  void (*subtract_apply)(const OperatorView<Real>& view, const Real* b, const Real* x, Real* y, Real* scratch, int j);
};

struct KernelTable {
  const char* name;
  void (*residual_row)(ResidualRow& row);
  void (*volume_row)(const VolumeRow& row);
  LinearKernels<float> single;
  LinearKernels<double> precise;
};

/// Every table this machine can run, the fastest last. Never empty.
[[nodiscard]] const std::vector<const KernelTable*>& runnable_kernels();
/// The fastest.
[[nodiscard]] const KernelTable& best_kernels();

}  // namespace unknot::tissue
// lint_units on
