#include "unknot/simulate/tissue/multigrid.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/simulate/tissue/supports.h"

namespace unknot::tissue {
namespace {

/// In-plane planes of the half stencil that a stiffness of the surface touches: its own block, x + 1, and three at y
/// + 1.
constexpr int kSurfaceNeighbours_count = 5;
constexpr std::array<int, kSurfaceNeighbours_count> kSurfaceDx = {0, 1, -1, 0, 1};
constexpr std::array<int, kSurfaceNeighbours_count> kSurfaceDy = {0, 0, 1, 1, 1};

/// Their planes: the symmetric diagonal block and four full ones.
constexpr int kSurfacePlanes_count = kDiagonalPlanes_count + 9 * (kSurfaceNeighbours_count - 1);

/// Chebyshev interval of the smoother: from a share of the largest eigenvalue up to it.
constexpr double kSmoothedShare_ratio = 1.0 / 8;
constexpr int kSmoothingDegree_count = 2;
constexpr int kCoarsestDegree_count = 8;
/// Below this many nodes a level is not worth waking other threads.
constexpr int kSerialNodes_count = 3000;
constexpr double kColumns_count = 4;
/// Nodes in a row, padded; the reader's largest count stays below it.
constexpr int kMaxRow_count = 1040;
/// Estimates of the largest eigenvalue come from below.
constexpr double kSpectrumMargin_ratio = 1.1;

/// Plane of the stencil's block for an in-plane neighbour.
int surface_plane(int neighbour) {
  if (neighbour == 0) return 0;
  if (neighbour == 1) return kDiagonalPlanes_count;
  return kDiagonalPlanes_count + 9 * (4 + 3 + kSurfaceDx[static_cast<std::size_t>(neighbour)] + 1);
}

using Block = std::array<double, 9>;

}  // namespace

template <class Real>
struct Multigrid<Real>::Level {
  Level(Grid grid_in) : grid(std::move(grid_in)), arrays(grid), shape(grid.shape()) {
    const std::size_t size = shape.vector_size();
    const std::size_t rows = static_cast<std::size_t>(shape.nodes_y) * static_cast<std::size_t>(shape.nodes_z);
    const auto stride = static_cast<std::size_t>(shape.stride);
    u = Buffer<Real>(size);
    stencil = Buffer<Real>(rows * kStencilPlanes_count * stride);
    pivots = Buffer<Real>(rows * 6 * stride);
    free_columns = Buffer<Real>(static_cast<std::size_t>(shape.nodes_y) * stride);
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const bool side = i == 0 || j == 0 || i + 1 == shape.nodes_x || j + 1 == shape.nodes_y;
        free_columns[static_cast<std::size_t>(j) * stride + static_cast<std::size_t>(i)] =
            grid.sides_fixed && side ? Real{0} : Real{1};
      }
    }
    bare = Buffer<Real>(static_cast<std::size_t>(shape.nodes_y) * kSurfacePlanes_count * stride);
    for (Buffer<Real>* vector : {&b, &x, &other, &d}) *vector = Buffer<Real>(size);
    probe = Buffer<Real>(size);
    pressure = Buffer<Real>(static_cast<std::size_t>(grid.elements_y() * grid.elements_z() * shape.stride));
  }
  [[nodiscard]] OperatorView<Real> view() { return {shape, stencil.data(), pivots.data(), free_columns.data()}; }
  [[nodiscard]] int nodes_count() const { return shape.nodes_x * shape.nodes_y * shape.free_z; }

  Grid grid;
  ElementArrays<Real> arrays;
  Shape shape;
  LineTransfer across, along;                   ///< to the next coarser level
  std::vector<Real> left_weight, right_weight;  ///< of `across`
  Buffer<Real> u, stencil, pivots, free_columns;
  Buffer<Real> b, x, other, d;
  Buffer<Real> pressure;  ///< Pa, elements (y, z, x)
  Buffer<Real> probe;     ///< kept direction of the largest eigenvalue
  Buffer<Real> history;
  std::vector<double> viscous_ratio;
  std::vector<char> has_history;
  std::vector<Block> surface;  ///< (y, neighbour, x)
  bool any_surface = false;
  std::vector<Support> supports;
  Buffer<Real> bare;                    ///< the elements' part of what `surface` is added to (y, kSurfacePlanes, x)
  std::vector<char> touched, changing;  ///< rows along y that have a surface stiffness, or had or get one
  double largest_ratio = 0;
};

template <>
const LinearKernels<float>& linear_kernels<float>(const KernelTable& table) {
  return table.single;
}
template <>
const LinearKernels<double>& linear_kernels<double>(const KernelTable& table) {
  return table.precise;
}

template <class Real>
Multigrid<Real>::Multigrid(const Grid& grid, const KernelTable& kernels, Executor& executor)
    : kernels_(linear_kernels<Real>(kernels)), executor_(executor) {
  Grid next = grid;
  std::vector<Support> supports = find_supports(grid);
  while (true) {
    levels_.push_back(std::make_unique<Level>(next));
    Level& level = *levels_.back();
    level.supports = std::move(supports);
    if (std::max(level.grid.elements_x(), level.grid.elements_y()) <= 6) break;
    level.across = coarsen_line(level.grid.x_m);
    level.along = coarsen_line(level.grid.y_m);
    for (const double right : level.across.right_ratio) {
      level.left_weight.push_back(static_cast<Real>(1 - right));
      level.right_weight.push_back(static_cast<Real>(right));
    }
    next = coarsen(level.grid, level.across, level.along);
    // Far out on a strongly curved body coarse cells may fold over: then this level is the last.
    if (fault_of(next)) break;
    supports = coarsen_supports(level.supports, level.across, level.along);
  }
  const std::size_t size = levels_.front()->shape.vector_size();
  for (Buffer<Real>* vector : {&residual_, &direction_, &product_, &solution_}) *vector = Buffer<Real>(size);
  const Shape& shape = levels_.front()->shape;
  scratch_size_ = scratch_size(shape);
  scratch_ = Buffer<Real>(scratch_size_ * static_cast<std::size_t>(shape.nodes_y));
}

template <class Real>
Multigrid<Real>::~Multigrid() = default;

template <class Real>
std::size_t Multigrid<Real>::bytes() const {
  std::size_t count = 4 * residual_.size();
  for (const auto& level : levels_) {
    count +=
        level->stencil.size() + level->pivots.size() + level->history.size() + level->bare.size() + 6 * level->u.size();
  }
  return count * sizeof(Real);
}

template <class Real>
void Multigrid<Real>::for_rows(const Level& level, int count, BlockTask task) {
  if (level.nodes_count() < kSerialNodes_count) {
    for (int block = 0; block < count; ++block) task(block);
  } else {
    executor_.for_blocks(count, task);
  }
}

namespace {

/// Copies the planes that a surface stiffness touches, of one chunk of columns, between the stencil and `bare`.
template <class Level>
void copy_surface_planes(Level& level, int j, int i, bool keep) {
  auto* stencil = level.stencil.data() + level.shape.stencil_at(j, 0, i);
  auto* bare = level.bare.data() + static_cast<std::ptrdiff_t>(j) * kSurfacePlanes_count * level.shape.stride +
               static_cast<std::ptrdiff_t>(i) * kSurfacePlanes_count;
  for (int neighbour = 0; neighbour < kSurfaceNeighbours_count; ++neighbour) {
    const std::ptrdiff_t count = (neighbour == 0 ? kDiagonalPlanes_count : 9) * kChunk_count;
    auto* at = stencil + surface_plane(neighbour) * kChunk_count;
    keep ? std::copy(at, at + count, bare) : std::copy(bare, bare + count, at);
    bare += count;
  }
}

}  // namespace

template <class Real>
void Multigrid<Real>::add_surface(Level& level) {
  const Shape& shape = level.shape;
  level.changing = level.touched;
  for (int j = 0; j < shape.nodes_y; ++j) {
    const auto row = static_cast<std::size_t>(j);
    if (level.touched[row] != 0) {
      for (int i = 0; i < shape.nodes_x; i += kChunk_count) copy_surface_planes(level, j, i, false);
      level.touched[row] = 0;
    }
    if (!level.any_surface) continue;
    for (int neighbour = 0; neighbour < kSurfaceNeighbours_count; ++neighbour) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const Block& block =
            level.surface[static_cast<std::size_t>((j * kSurfaceNeighbours_count + neighbour) * shape.stride + i)];
        if (block == Block{}) continue;
        level.touched[row] = 1;
        level.changing[row] = 1;
        Real* at = level.stencil.data() + shape.stencil_at(j, 0, i) + surface_plane(neighbour) * kChunk_count;
        if (neighbour == 0) {
          constexpr std::array<int, 6> kEntry = {0, 4, 8, 1, 5, 2};
          for (std::size_t n = 0; n < 6; ++n)
            at[n * kChunk_count] += static_cast<Real>(block[static_cast<std::size_t>(kEntry[n])]);
        } else {
          for (std::size_t n = 0; n < 9; ++n) at[n * kChunk_count] += static_cast<Real>(block[n]);
        }
      }
    }
  }
}

template <class Real>
void Multigrid<Real>::replace_surface(const SurfaceStiffness& surface) {
  set_surface(surface);
  for (const auto& level : levels_) {
    add_surface(*level);
    const OperatorView<Real> view = level->view();
    auto factor = [&](int j) {
      if (level->changing[static_cast<std::size_t>(j)] != 0) (void)kernels_.factor_lines(view, j);
    };
    for_rows(*level, level->shape.nodes_y, factor);
  }
}

template <class Real>
void Multigrid<Real>::set_surface(const SurfaceStiffness& surface) {
  Level& fine = *levels_.front();
  const Shape& shape = fine.shape;
  fine.any_surface = surface.any;
  fine.surface.assign(static_cast<std::size_t>(shape.nodes_y * kSurfaceNeighbours_count * shape.stride), Block{});
  if (surface.any) {
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const double* p = surface.planes.data() + static_cast<std::ptrdiff_t>(j) * 6 * shape.stride + i;
        const std::ptrdiff_t s = shape.stride;
        fine.surface[static_cast<std::size_t>(j * kSurfaceNeighbours_count * s + i)] =
            Block{p[0], p[3 * s], p[5 * s], p[3 * s], p[s], p[4 * s], p[5 * s], p[4 * s], p[2 * s]};
      }
    }
  }
  for (std::size_t n = 0; n + 1 < levels_.size(); ++n) coarsen_surface(*levels_[n], *levels_[n + 1]);
}

template <class Real>
void Multigrid<Real>::assemble(Level& level) {
  const Shape& shape = level.shape;
  auto clear = [&](int j) {
    Real* from = level.stencil.data() + shape.stencil_at(j, 0, 0);
    std::fill(from, from + shape.slab_stencil_size(), Real{0});
  };
  for_rows(level, shape.nodes_y, clear);
  for (int colour = 0; colour < 2; ++colour) {
    auto add = [&](int block) {
      const int j = 2 * block + colour;
      for (int k = 0; k < level.grid.elements_z(); ++k) {
        TangentRow<Real> row;
        fill_element_row(level.grid, level.arrays, shape, j, k, level.u.data(), row);
        row.lower_fixed = k + 1 >= shape.free_z;
        row.pressure =
            level.pressure.data() + (static_cast<std::ptrdiff_t>(j) * level.grid.elements_z() + k) * shape.stride;
        if (!level.viscous_ratio.empty())
          row.viscous_ratio = static_cast<Real>(level.viscous_ratio[static_cast<std::size_t>(k)]);
        if (level.history.size() > 0 && !level.has_history.empty() &&
            level.has_history[static_cast<std::size_t>(k)] != 0) {
          row.history =
              level.history.data() + (static_cast<std::ptrdiff_t>(j) * (shape.nodes_z - 1) + k) * 48 * shape.stride;
        }
        for (int n = 0; n < 4; ++n) row.stencil[n] = level.stencil.data() + shape.stencil_at(j + n / 2, k + n % 2, 0);
        row.chunk_size = static_cast<std::ptrdiff_t>(shape.nodes_z) * kStencilPlanes_count * kChunk_count;
        kernels_.tangent_row(row);
      }
    };
    for_rows(level, (level.grid.elements_y() + 1 - colour) / 2, add);
  }
  for (const Support& support : level.supports) {
    Real* at = level.stencil.data() + shape.stencil_at(support.j, support.k, support.i);
    for (std::size_t n = 0; n < 6; ++n) at[n * kChunk_count] += static_cast<Real>(support.planes_N_m[n]);
  }
  level.touched.assign(static_cast<std::size_t>(shape.nodes_y), 0);
  auto keep = [&](int j) {
    for (int i = 0; i < shape.nodes_x; i += kChunk_count) copy_surface_planes(level, j, i, true);
  };
  for_rows(level, shape.nodes_y, keep);
  add_surface(level);
  const OperatorView<Real> view = level.view();
  auto factor = [&](int j) { (void)kernels_.factor_lines(view, j); };
  for_rows(level, shape.nodes_y, factor);
  estimate_spectrum(level);
}

/// Galerkin product of a surface stiffness with in-plane interpolation.
template <class Real>
void Multigrid<Real>::coarsen_surface(const Level& fine, Level& coarse) {
  coarse.any_surface = fine.any_surface;
  const std::ptrdiff_t stride = coarse.shape.stride;
  coarse.surface.assign(static_cast<std::size_t>(coarse.shape.nodes_y * kSurfaceNeighbours_count * stride), Block{});
  if (!fine.any_surface) return;
  struct Parent {
    int index;
    double weight_ratio;
  };
  const auto parents = [](const LineTransfer& line, int i) {
    const auto at = static_cast<std::size_t>(i);
    return std::array<Parent, 2>{Parent{line.left[at], 1 - line.right_ratio[at]},
                                 Parent{line.left[at] + 1, line.right_ratio[at]}};
  };
  const auto add = [&](int xa, int ya, int xb, int yb, const Block& block, double weight, bool turned) {
    int dx = xb - xa, dy = yb - ya;
    bool swap = dy < 0 || (dy == 0 && dx < 0);
    if (swap) {
      std::swap(xa, xb);
      std::swap(ya, yb);
      dx = -dx;
      dy = -dy;
    }
    const int neighbour = dy == 0 ? dx : 3 + dx;
    Block& to = coarse.surface[static_cast<std::size_t>((ya * kSurfaceNeighbours_count + neighbour) * stride + xa)];
    if (turned) swap = !swap;
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t c = 0; c < 3; ++c) to[3 * r + c] += weight * (swap ? block[3 * c + r] : block[3 * r + c]);
    }
  };
  for (int j = 0; j < fine.shape.nodes_y; ++j) {
    for (int neighbour = 0; neighbour < kSurfaceNeighbours_count; ++neighbour) {
      for (int i = 0; i < fine.shape.nodes_x; ++i) {
        const Block& block =
            fine.surface[static_cast<std::size_t>((j * kSurfaceNeighbours_count + neighbour) * fine.shape.stride + i)];
        if (block == Block{}) continue;
        const int io = i + kSurfaceDx[static_cast<std::size_t>(neighbour)],
                  jo = j + kSurfaceDy[static_cast<std::size_t>(neighbour)];
        for (const Parent& pay : parents(fine.along, j)) {
          for (const Parent& pax : parents(fine.across, i)) {
            for (const Parent& pby : parents(fine.along, jo)) {
              for (const Parent& pbx : parents(fine.across, io)) {
                const double weight = pay.weight_ratio * pax.weight_ratio * pby.weight_ratio * pbx.weight_ratio;
                if (weight == 0) continue;
                const bool same = pax.index == pbx.index && pay.index == pby.index;
                if (neighbour == 0) {
                  // Both (A, B) and (B, A) come by: keep one.
                  const bool before = pay.index > pby.index || (pay.index == pby.index && pax.index > pbx.index);
                  if (!before) add(pax.index, pay.index, pbx.index, pby.index, block, weight, false);
                } else {
                  add(pax.index, pay.index, pbx.index, pby.index, block, weight, false);
                  if (same) add(pax.index, pay.index, pbx.index, pby.index, block, weight, true);
                }
              }
            }
          }
        }
      }
    }
  }
}

template <class Real>
void Multigrid<Real>::coarsen_pressure(const Level& fine, Level& coarse) {
  const int layers = fine.grid.elements_z();
  for (int j = 0; j < coarse.grid.elements_y(); ++j) {
    const int y0 = fine.along.kept[static_cast<std::size_t>(j)], y1 = fine.along.kept[static_cast<std::size_t>(j) + 1];
    for (int k = 0; k < layers; ++k) {
      for (int i = 0; i < coarse.grid.elements_x(); ++i) {
        const int x0 = fine.across.kept[static_cast<std::size_t>(i)],
                  x1 = fine.across.kept[static_cast<std::size_t>(i) + 1];
        Real sum = 0;
        for (int y = y0; y < y1; ++y) {
          for (int x = x0; x < x1; ++x)
            sum += fine.pressure[static_cast<std::size_t>((y * layers + k) * fine.shape.stride + x)];
        }
        coarse.pressure[static_cast<std::size_t>((j * layers + k) * coarse.shape.stride + i)] =
            sum / static_cast<Real>((y1 - y0) * (x1 - x0));
      }
    }
  }
}

template <class Real>
void Multigrid<Real>::realize(const Buffer<double>& u, const Buffer<double>& pressure_Pa, const StepHistory& history,
                              const SurfaceStiffness& surface) {
  Level& fine = *levels_.front();
  std::copy(u.begin(), u.end(), fine.u.begin());
  std::copy(pressure_Pa.begin(), pressure_Pa.end(), fine.pressure.begin());
  set_surface(surface);
  for (const auto& level : levels_) {
    level->viscous_ratio = history.viscous_ratio;
    level->has_history = history.has_history;
  }
  if (!history.has_history.empty()) {
    if (fine.history.size() == 0) fine.history = Buffer<Real>(history.stress_Pa.size());
    std::copy(history.stress_Pa.begin(), history.stress_Pa.end(), fine.history.begin());
  }
  for (std::size_t n = 0; n + 1 < levels_.size(); ++n) {
    Level& from = *levels_[n];
    Level& to = *levels_[n + 1];
    for (int j = 0; j < to.shape.nodes_y; ++j) {
      const int fine_j = from.along.kept[static_cast<std::size_t>(j)];
      for (int k = 0; k < to.shape.nodes_z; ++k) {
        for (int c = 0; c < 3; ++c) {
          const Real* source = from.u.data() + from.shape.vector_at(fine_j, k) + c * from.shape.stride;
          Real* target = to.u.data() + to.shape.vector_at(j, k) + c * to.shape.stride;
          for (int i = 0; i < to.shape.nodes_x; ++i) target[i] = source[from.across.kept[static_cast<std::size_t>(i)]];
        }
      }
    }
    coarsen_pressure(from, to);
  }
  for (const auto& level : levels_) assemble(*level);
}

template <class Real>
double Multigrid<Real>::dot(const Level& level, const Buffer<Real>& a, const Buffer<Real>& b) {
  const Shape& shape = level.shape;
  partial_.assign(static_cast<std::size_t>(shape.nodes_y), 0.0);
  auto part = [&](int j) {
    const std::ptrdiff_t from = shape.vector_at(j, 0),
                         count = static_cast<std::ptrdiff_t>(shape.free_z) * 3 * shape.stride;
    const Real* pa = a.data() + from;
    const Real* pb = b.data() + from;
    double sums[16] = {};
    for (std::ptrdiff_t n = 0; n < count; n += 16) {
      for (std::ptrdiff_t lane = 0; lane < 16; ++lane) {
        sums[lane] += static_cast<double>(pa[n + lane]) * static_cast<double>(pb[n + lane]);
      }
    }
    double sum = 0;
    for (const double value : sums) sum += value;
    partial_[static_cast<std::size_t>(j)] = sum;
  };
  for_rows(level, shape.nodes_y, part);
  double sum = 0;
  for (const double value : partial_) sum += value;
  return sum;
}

/// Power iteration with B^-1 A from the direction kept since the last tangent.
template <class Real>
void Multigrid<Real>::estimate_spectrum(Level& level) {
  const Shape& shape = level.shape;
  int rounds = 2;
  if (level.largest_ratio == 0) {
    rounds = 12;
    std::uint64_t state = 0x9E3779B97F4A7C15ULL;
    for (int j = 0; j < shape.nodes_y; ++j) {
      for (int k = 0; k < shape.free_z; ++k) {
        for (int c = 0; c < 3; ++c) {
          for (int i = 0; i < shape.nodes_x; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            const bool is_free = level.free_columns[static_cast<std::size_t>(j * shape.stride + i)] != 0;
            level.probe[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)] =
                is_free ? static_cast<Real>(static_cast<double>(state >> 40) / 16777216.0 - 0.5) : Real{0};
          }
        }
      }
    }
  }
  const OperatorView<Real> view = level.view();
  double largest = 0;
  double size = std::sqrt(dot(level, level.probe, level.probe));
  for (int round = 0; round < rounds; ++round) {
    auto multiply = [&](int j) { (void)kernels_.apply(view, level.probe.data(), level.other.data(), scratch(j), j); };
    for_rows(level, shape.nodes_y, multiply);
    auto precondition = [&](int j) {
      kernels_.smooth(view, {level.other.data(), nullptr, level.d.data(), level.x.data(), Real{0}, Real{1}}, scratch(j),
                      j);
    };
    for_rows(level, shape.nodes_y, precondition);
    const double grown = std::sqrt(dot(level, level.x, level.x));
    largest = grown / size;
    const auto scale = static_cast<Real>(1 / grown);
    auto normalize = [&](int j) {
      const std::ptrdiff_t from = shape.vector_at(j, 0);
      for (std::ptrdiff_t n = from; n < from + static_cast<std::ptrdiff_t>(shape.free_z) * 3 * shape.stride; ++n) {
        level.probe.data()[n] = level.x.data()[n] * scale;
      }
    };
    for_rows(level, shape.nodes_y, normalize);
    size = 1;
  }
  // Four columns meet in an element, so the ratio is at most 4 where every element's tangent is positive. A direction
  // kept from another tangent tells too little at first: the estimate falls slowly.
  const double known = level.largest_ratio / kSpectrumMargin_ratio;
  largest = std::isfinite(largest) ? std::clamp(std::max(largest, 0.95 * known), 1.0, kColumns_count) : kColumns_count;
  level.largest_ratio = kSpectrumMargin_ratio * largest;
}

/// Chebyshev rounds of the line smoother on level.b; the result is in level.x.
template <class Real>
void Multigrid<Real>::smooth(Level& level, bool from_zero) {
  const OperatorView<Real> view = level.view();
  const double high = level.largest_ratio, low = high * kSmoothedShare_ratio;
  const double centre = (high + low) / 2, half = (high - low) / 2;
  const double sigma = centre / half;
  const int degree = &level == levels_.back().get() ? kCoarsestDegree_count : kSmoothingDegree_count;
  double rho = 1 / sigma;
  for (int n = 0; n < degree; ++n) {
    double momentum = 0, step = 1 / centre;
    if (n > 0) {
      const double next = 1 / (2 * sigma - rho);
      momentum = next * rho;
      step = 2 * next / half;
      rho = next;
    }
    const bool zero = from_zero && n == 0;
    auto task = [&](int j) {
      kernels_.smooth(view,
                      {level.b.data(), zero ? nullptr : level.x.data(), level.d.data(), level.other.data(),
                       static_cast<Real>(momentum), static_cast<Real>(step)},
                      scratch(j), j);
    };
    for_rows(level, level.shape.nodes_y, task);
    std::swap(level.x, level.other);
  }
}

/// The coarse right-hand side: the transpose of prolong().
template <class Real>
void Multigrid<Real>::restrict_from(const Level& fine, const Buffer<Real>& from, Level& coarse) {
  const std::ptrdiff_t fine_stride = fine.shape.stride, stride = coarse.shape.stride;
  auto task = [&](int j) {
    std::array<Real, kMaxRow_count> line{};
    for (int row = 0; row < 3 * coarse.shape.free_z; ++row) {
      std::fill(line.begin(), line.begin() + fine_stride, Real{0});
      // Fine lines between the neighbours of coarse line j.
      const int first = j > 0 ? fine.along.kept[static_cast<std::size_t>(j) - 1] + 1 : 0;
      const int last =
          j + 1 < coarse.shape.nodes_y ? fine.along.kept[static_cast<std::size_t>(j) + 1] - 1 : fine.shape.nodes_y - 1;
      for (int f = first; f <= last; ++f) {
        const auto at = static_cast<std::size_t>(f);
        const double right = fine.along.right_ratio[at];
        const auto weight = static_cast<Real>(fine.along.left[at] == j ? 1 - right : right);
        const Real* source = from.data() + fine.shape.vector_at(f, 0) + row * fine_stride;
        for (std::ptrdiff_t i = 0; i < fine_stride; ++i) line[static_cast<std::size_t>(i)] += weight * source[i];
      }
      Real* target = coarse.b.data() + coarse.shape.vector_at(j, 0) + row * stride;
      std::fill(target, target + stride, Real{0});
      for (int i = 0; i < fine.shape.nodes_x; ++i) {
        const auto at = static_cast<std::size_t>(i);
        target[fine.across.left[at]] += fine.left_weight[at] * line[at];
        target[fine.across.left[at] + 1] += fine.right_weight[at] * line[at];
      }
    }
  };
  for_rows(fine, coarse.shape.nodes_y, task);
}

template <class Real>
void Multigrid<Real>::prolong_to(Level& fine, const Level& coarse) {
  const std::ptrdiff_t fine_stride = fine.shape.stride, stride = coarse.shape.stride;
  auto task = [&](int f) {
    std::array<Real, kMaxRow_count> line{};
    const auto at_y = static_cast<std::size_t>(f);
    const int left = fine.along.left[at_y];
    const auto right = static_cast<Real>(fine.along.right_ratio[at_y]);
    for (int row = 0; row < 3 * coarse.shape.free_z; ++row) {
      const Real* a = coarse.x.data() + coarse.shape.vector_at(left, 0) + row * stride;
      const Real* b = coarse.x.data() + coarse.shape.vector_at(left + 1, 0) + row * stride;
      for (std::ptrdiff_t i = 0; i < stride; ++i) line[static_cast<std::size_t>(i)] = a[i] + right * (b[i] - a[i]);
      Real* target = fine.x.data() + fine.shape.vector_at(f, 0) + row * fine_stride;
      for (int i = 0; i < fine.shape.nodes_x; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto from = static_cast<std::size_t>(fine.across.left[at]);
        target[i] += fine.left_weight[at] * line[from] + fine.right_weight[at] * line[from + 1];
      }
    }
  };
  for_rows(fine, fine.shape.nodes_y, task);
}

/// One V-cycle on level `at`: x from b.
template <class Real>
void Multigrid<Real>::cycle(std::size_t at) {
  Level& level = *levels_[at];
  smooth(level, true);
  if (at + 1 == levels_.size()) return;
  Level& coarse = *levels_[at + 1];
  const OperatorView<Real> view = level.view();
  auto subtract = [&](int j) {
    kernels_.subtract_apply(view, level.b.data(), level.x.data(), level.other.data(), scratch(j), j);
  };
  for_rows(level, level.shape.nodes_y, subtract);
  restrict_from(level, level.other, coarse);
  cycle(at + 1);
  prolong_to(level, coarse);
  smooth(level, false);
}

template <class Real>
LinearOutcome Multigrid<Real>::solve(const Buffer<double>& b, Buffer<double>& x, double tolerance_ratio,
                                     double enough_J, int iterations_max_count, bool warm) {
  Level& fine = *levels_.front();
  const Shape& shape = fine.shape;
  const OperatorView<Real> view = fine.view();
  const std::size_t size = shape.vector_size();
  const std::ptrdiff_t slab = static_cast<std::ptrdiff_t>(shape.nodes_z) * 3 * shape.stride;
  const auto each_row = [&](auto&& body) {
    auto task = [&](int j) { body(j * slab, j * slab + slab); };
    for_rows(fine, shape.nodes_y, task);
  };
  const auto precondition = [&]() {
    std::swap(fine.b, residual_);
    cycle(0);
    std::swap(fine.b, residual_);
  };

  LinearOutcome outcome;
  std::copy(b.begin(), b.end(), residual_.begin());
  solution_.clear();
  double target = 0;
  precondition();
  double work = dot(fine, residual_, fine.x);
  target = std::max(tolerance_ratio * tolerance_ratio * work, enough_J);
  outcome.start_work_J = work;
  if (warm) {
    std::copy(x.begin(), x.end(), solution_.begin());
    auto subtract = [&](int j) {
      kernels_.subtract_apply(view, residual_.data(), solution_.data(), product_.data(), scratch(j), j);
    };
    for_rows(fine, shape.nodes_y, subtract);
    std::swap(residual_, product_);
    precondition();
    work = dot(fine, residual_, fine.x);
  }
  std::copy(fine.x.begin(), fine.x.end(), direction_.begin());
  outcome.indefinite = work < 0 || !std::isfinite(work);
  while (work > target && !outcome.indefinite && outcome.iterations_count < iterations_max_count) {
    ++outcome.iterations_count;
    partial_.assign(static_cast<std::size_t>(shape.nodes_y), 0.0);
    auto multiply = [&](int j) {
      partial_[static_cast<std::size_t>(j)] = kernels_.apply(view, direction_.data(), product_.data(), scratch(j), j);
    };
    for_rows(fine, shape.nodes_y, multiply);
    double curvature = 0;
    for (const double value : partial_) curvature += value;
    if (!(curvature > 0)) {
      outcome.indefinite = true;
      break;
    }
    const auto alpha = static_cast<Real>(work / curvature);
    each_row([&](std::ptrdiff_t from, std::ptrdiff_t to) {
      Real* s = solution_.data();
      Real* r = residual_.data();
      const Real* p = direction_.data();
      const Real* q = product_.data();
      for (std::ptrdiff_t n = from; n < to; ++n) {
        s[n] += alpha * p[n];
        r[n] -= alpha * q[n];
      }
    });
    precondition();
    const double next = dot(fine, residual_, fine.x);
    if (!(next >= 0)) {
      outcome.indefinite = true;
      break;
    }
    const auto beta = static_cast<Real>(next / work);
    each_row([&](std::ptrdiff_t from, std::ptrdiff_t to) {
      Real* p = direction_.data();
      const Real* z = fine.x.data();
      for (std::ptrdiff_t n = from; n < to; ++n) p[n] = z[n] + beta * p[n];
    });
    work = next;
  }
  outcome.end_work_J = work;
  outcome.residual_work_J = dot(fine, solution_, residual_);
  for (std::size_t n = 0; n < size; ++n) x[n] = static_cast<double>(solution_[n]);
  return outcome;
}

template <class Real>
Buffer<double> Multigrid<Real>::multiply(const Buffer<double>& x) {
  Level& fine = *levels_.front();
  std::copy(x.begin(), x.end(), direction_.begin());
  const OperatorView<Real> view = fine.view();
  auto task = [&](int j) { (void)kernels_.apply(view, direction_.data(), product_.data(), scratch(j), j); };
  for_rows(fine, fine.shape.nodes_y, task);
  Buffer<double> y(x.size());
  std::copy(product_.begin(), product_.end(), y.begin());
  return y;
}

template class Multigrid<float>;
template class Multigrid<double>;

}  // namespace unknot::tissue
