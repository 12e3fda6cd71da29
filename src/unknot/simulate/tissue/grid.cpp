#include "unknot/simulate/tissue/grid.h"

#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/element.h"

namespace unknot::tissue {
namespace {

std::string place_text(int i, int j, int k) {
  return "element " + std::to_string(i) + " across, " + std::to_string(j) + " along, " + std::to_string(k) + " down";
}

bool rises(const std::vector<double>& line_m) {
  for (std::size_t n = 0; n + 1 < line_m.size(); ++n) {
    if (!(line_m[n + 1] > line_m[n])) return false;
  }
  return line_m.size() > 1;
}

bool is_spring(const Spring& spring) {
  return spring.normal_Pa_m >= 0 && spring.tangential_Pa_m >= 0 && std::isfinite(spring.normal_Pa_m) &&
         std::isfinite(spring.tangential_Pa_m);
}

std::optional<std::string> fault_of_sizes(const Grid& grid) {
  if (!rises(grid.x_m) || !rises(grid.y_m) || !rises(grid.z_m)) return "the lines of nodes must rise";
  const std::size_t nodes = grid.x_m.size() * grid.y_m.size() * grid.z_m.size();
  const std::size_t elements = (grid.x_m.size() - 1) * (grid.y_m.size() - 1) * (grid.z_m.size() - 1);
  if (grid.layer_of.size() + 1 != grid.z_m.size()) return "one layer for each row of elements is needed";
  for (const int layer : grid.layer_of) {
    if (layer < 0 || static_cast<std::size_t>(layer) >= grid.laws.size()) return "a row of elements has no law";
  }
  if (!grid.place_m.empty() && grid.place_m.size() != nodes) return "one place for each node is needed";
  if (!grid.stiffness_ratio.empty() && grid.stiffness_ratio.size() != elements)
    return "one stiffness for each element is needed";
  if (grid.fibre_Pa.size() != grid.fibre_ratio.size() || (!grid.fibre_Pa.empty() && grid.fibre_Pa.size() != elements))
    return "one fibre and its modulus for each element are needed";
  if (!grid.foundation.empty() && grid.foundation.size() != grid.x_m.size() * grid.y_m.size())
    return "one spring for each bottom node is needed";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of(const Grid& grid) {
  if (auto fault = fault_of_sizes(grid)) return fault;
  if (!is_spring(grid.side) || !std::all_of(grid.foundation.begin(), grid.foundation.end(), is_spring))
    return "a spring must be finite and not negative";
  for (int j = 0; j < grid.elements_y(); ++j) {
    for (int k = 0; k < grid.elements_z(); ++k) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        const std::size_t n = grid.element_index(i, j, k);
        if (!(grid.element_stiffness_ratio(i, j, k) > 0) || !std::isfinite(grid.element_stiffness_ratio(i, j, k)))
          return "the stiffness of " + place_text(i, j, k) + " is not positive";
        if (!grid.fibre_Pa.empty()) {
          if (!(grid.fibre_Pa[n] >= 0) || !std::isfinite(grid.fibre_Pa[n]))
            return "the fibres' modulus of " + place_text(i, j, k) + " is negative";
          const Vector3& a = grid.fibre_ratio[n];
          if (grid.fibre_Pa[n] > 0 && !(std::abs(a[0] * a[0] + a[1] * a[1] + a[2] * a[2] - 1) < 1e-6))
            return "the fibre of " + place_text(i, j, k) + " is no unit vector";
        }
        if (!grid.place_m.empty() && !is_sound(grid, i, j, k))
          return place_text(i, j, k) + " is turned inside out at rest";
      }
    }
  }
  return std::nullopt;
}

Vector3 Grid::place(int i, int j, int k) const {
  if (!place_m.empty()) return place_m[node_index(i, j, k)];
  return {x_m[static_cast<std::size_t>(i)], y_m[static_cast<std::size_t>(j)], z_m[static_cast<std::size_t>(k)]};
}

Shape Grid::shape() const {
  Shape shape;
  shape.nodes_x = static_cast<int>(x_m.size());
  shape.nodes_y = static_cast<int>(y_m.size());
  shape.nodes_z = static_cast<int>(z_m.size());
  shape.free_z = foundation.empty() ? shape.nodes_z - 1 : shape.nodes_z;
  shape.stride = lanes_of(shape.nodes_x);
  return shape;
}

LineTransfer coarsen_line(const std::vector<double>& fine_m, double most_m) {
  LineTransfer transfer;
  const int last = static_cast<int>(fine_m.size()) - 1;
  transfer.kept.push_back(0);
  for (int i = 0; i < last;) {
    const auto at = static_cast<std::size_t>(i);
    i += i + 1 < last && fine_m[at + 2] - fine_m[at] <= most_m ? 2 : 1;
    transfer.kept.push_back(i);
  }
  int left = 0;
  for (int i = 0; i <= last; ++i) {
    while (left + 2 < static_cast<int>(transfer.kept.size()) && transfer.kept[static_cast<std::size_t>(left) + 1] <= i)
      ++left;
    const double a = fine_m[static_cast<std::size_t>(transfer.kept[static_cast<std::size_t>(left)])];
    const double b = fine_m[static_cast<std::size_t>(transfer.kept[static_cast<std::size_t>(left) + 1])];
    transfer.left.push_back(left);
    transfer.right_ratio.push_back((fine_m[static_cast<std::size_t>(i)] - a) / (b - a));
  }
  return transfer;
}

LineSample sample_line(const std::vector<double>& line_m, double at_m) {
  const int last = static_cast<int>(line_m.size()) - 1;
  at_m = std::clamp(at_m, line_m.front(), line_m.back());
  const int after = static_cast<int>(std::upper_bound(line_m.begin(), line_m.end(), at_m) - line_m.begin());
  LineSample sample;
  sample.first = std::clamp(after - 2, 0, last - 3);
  for (std::size_t n = 0; n < 4; ++n) {
    const auto at = [&](std::size_t m) { return line_m[static_cast<std::size_t>(sample.first) + m]; };
    sample.weight_ratio[n] = 1;
    for (std::size_t m = 0; m < 4; ++m) {
      if (m != n) sample.weight_ratio[n] *= (at_m - at(m)) / (at(n) - at(m));
    }
  }
  return sample;
}

void add_sample(const LineSample& sample, std::ptrdiff_t size, const Buffer<double>& from, double* target) {
  for (std::size_t n = 0; n < sample.weight_ratio.size(); ++n) {
    const double weight = sample.weight_ratio[n];
    const double* source = from.data() + (sample.first + static_cast<std::ptrdiff_t>(n)) * size;
    for (std::ptrdiff_t i = 0; i < size; ++i) target[i] += weight * source[i];
  }
}

std::vector<std::vector<IntervalShare>> share_intervals(const std::vector<double>& from_m,
                                                        const std::vector<double>& to_m) {
  std::vector<std::vector<IntervalShare>> shares;
  for (std::size_t n = 0; n + 1 < to_m.size(); ++n) {
    std::vector<IntervalShare>& of = shares.emplace_back();
    for (std::size_t m = 0; m + 1 < from_m.size(); ++m) {
      const double common_m = std::min(to_m[n + 1], from_m[m + 1]) - std::max(to_m[n], from_m[m]);
      if (common_m > 0) of.push_back({static_cast<int>(m), common_m / (to_m[n + 1] - to_m[n])});
    }
  }
  return shares;
}

Grid coarsen(const Grid& fine, const LineTransfer& x, const LineTransfer& y) {
  Grid coarse;
  coarse.z_m = fine.z_m;
  coarse.layer_of = fine.layer_of;
  coarse.laws = fine.laws;
  coarse.sides_fixed = fine.sides_fixed;
  for (const int i : x.kept) coarse.x_m.push_back(fine.x_m[static_cast<std::size_t>(i)]);
  for (const int j : y.kept) coarse.y_m.push_back(fine.y_m[static_cast<std::size_t>(j)]);
  // Springs are dealt out by coarsen_supports; here they only say that the bottom is free.
  if (!fine.foundation.empty()) coarse.foundation.resize(coarse.x_m.size() * coarse.y_m.size());
  if (!fine.place_m.empty()) {
    for (const int j : y.kept) {
      for (int k = 0; k <= fine.elements_z(); ++k) {
        for (const int i : x.kept) coarse.place_m.push_back(fine.place(i, j, k));
      }
    }
  }
  const auto each_element = [&](auto&& body) {  // body(elements covered by the next coarse one)
    std::vector<std::size_t> covered;
    for (std::size_t j = 0; j + 1 < y.kept.size(); ++j) {
      for (int k = 0; k < fine.elements_z(); ++k) {
        for (std::size_t i = 0; i + 1 < x.kept.size(); ++i) {
          covered.clear();
          for (int b = y.kept[j]; b < y.kept[j + 1]; ++b) {
            for (int a = x.kept[i]; a < x.kept[i + 1]; ++a) covered.push_back(fine.element_index(a, b, k));
          }
          body(covered);
        }
      }
    }
  };
  if (!fine.stiffness_ratio.empty()) {
    each_element([&](const std::vector<std::size_t>& covered) {
      double sum = 0;
      for (const std::size_t n : covered) sum += fine.stiffness_ratio[n];
      coarse.stiffness_ratio.push_back(sum / static_cast<double>(covered.size()));
    });
  }
  if (!fine.fibre_Pa.empty()) {
    each_element([&](const std::vector<std::size_t>& covered) {
      // A fibre and its opposite are the same: all are turned to the stiffest's side.
      std::size_t stiffest = covered.front();
      for (const std::size_t n : covered) stiffest = fine.fibre_Pa[n] > fine.fibre_Pa[stiffest] ? n : stiffest;
      const Vector3& lead = fine.fibre_ratio[stiffest];
      Vector3 mean{};
      double sum_Pa = 0;
      for (const std::size_t n : covered) {
        const Vector3& a = fine.fibre_ratio[n];
        const double side = a[0] * lead[0] + a[1] * lead[1] + a[2] * lead[2] < 0 ? -1 : 1;
        for (std::size_t c = 0; c < 3; ++c) mean[c] += side * fine.fibre_Pa[n] * a[c];
        sum_Pa += fine.fibre_Pa[n];
      }
      const double size = std::sqrt(mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]);
      coarse.fibre_Pa.push_back(sum_Pa / static_cast<double>(covered.size()));
      coarse.fibre_ratio.push_back(size > 0 ? Vector3{mean[0] / size, mean[1] / size, mean[2] / size} : lead);
    });
  }
  return coarse;
}

template <class Real>
ElementArrays<Real>::ElementArrays(const Grid& grid) {
  const Shape shape = grid.shape();
  const auto stride = static_cast<std::size_t>(shape.stride);
  mask.assign(stride, 0);
  width_m.assign(stride, 0);
  inverse_width.assign(stride, 0);
  for (std::size_t i = 0; i + 1 < grid.x_m.size(); ++i) {
    mask[i] = 1;
    width_m[i] = static_cast<Real>(grid.x_m[i + 1] - grid.x_m[i]);
    inverse_width[i] = static_cast<Real>(1 / (grid.x_m[i + 1] - grid.x_m[i]));
  }
  if (!grid.varies()) return;
  place_m = Buffer<Real>(shape.vector_size());
  for (int j = 0; j < shape.nodes_y; ++j) {
    for (int k = 0; k < shape.nodes_z; ++k) {
      for (int i = 0; i < shape.nodes_x; ++i) {
        const Vector3 place = grid.place(i, j, k);
        for (int c = 0; c < 3; ++c) {
          place_m[static_cast<std::size_t>(shape.vector_at(j, k) + c * shape.stride + i)] =
              static_cast<Real>(place[static_cast<std::size_t>(c)]);
        }
      }
    }
  }
  const std::size_t rows = static_cast<std::size_t>(grid.elements_y()) * static_cast<std::size_t>(grid.elements_z());
  stiffness_ratio = Buffer<Real>(rows * stride);
  if (!grid.fibre_Pa.empty()) {
    fibre_Pa = Buffer<Real>(rows * stride);
    fibre_ratio = Buffer<Real>(rows * 3 * stride);
  }
  for (int j = 0; j < grid.elements_y(); ++j) {
    for (int k = 0; k < grid.elements_z(); ++k) {
      const std::size_t row =
          static_cast<std::size_t>(j) * static_cast<std::size_t>(grid.elements_z()) + static_cast<std::size_t>(k);
      for (int i = 0; i < grid.elements_x(); ++i) {
        const std::size_t from = grid.element_index(i, j, k), to = row * stride + static_cast<std::size_t>(i);
        stiffness_ratio[to] = static_cast<Real>(grid.element_stiffness_ratio(i, j, k));
        if (grid.fibre_Pa.empty()) continue;
        fibre_Pa[to] = static_cast<Real>(grid.fibre_Pa[from]);
        for (std::size_t c = 0; c < 3; ++c)
          fibre_ratio[(3 * row + c) * stride + static_cast<std::size_t>(i)] =
              static_cast<Real>(grid.fibre_ratio[from][c]);
      }
    }
  }
}

template <class Real>
std::size_t ElementArrays<Real>::bytes() const {
  return (3 * mask.size() + place_m.size() + stiffness_ratio.size() + fibre_Pa.size() + fibre_ratio.size()) *
         sizeof(Real);
}
template struct ElementArrays<float>;
template struct ElementArrays<double>;

template <class Real>
void fill_element_row(const Grid& grid, const ElementArrays<Real>& arrays, const Shape& shape, int j, int k,
                      const Real* u, ElementRow<Real>& row) {
  const Law& law = grid.law(k);
  const auto at_y = static_cast<std::size_t>(j), at_z = static_cast<std::size_t>(k);
  row.elements_count = grid.elements_x();
  row.stride = shape.stride;
  row.mask = arrays.mask.data();
  row.width_m = arrays.width_m.data();
  row.inverse_width = arrays.inverse_width.data();
  row.length_m = static_cast<Real>(grid.y_m[at_y + 1] - grid.y_m[at_y]);
  row.height_m = static_cast<Real>(grid.z_m[at_z + 1] - grid.z_m[at_z]);
  row.c1 = static_cast<Real>(law.c_Pa()[0]);
  row.c2 = static_cast<Real>(law.c_Pa()[1]);
  row.c3 = static_cast<Real>(law.c_Pa()[2]);
  row.bulk = static_cast<Real>(law.bulk_Pa());
  row.terms = law.in_first_invariant() ? nullptr : law.terms().data();
  row.terms_count = static_cast<int>(law.terms().size());
  for (int n = 0; n < 4; ++n) row.u[n] = u + shape.vector_at(j + n / 2, k + n % 2);
  if (!grid.varies()) return;
  const std::ptrdiff_t elements = (static_cast<std::ptrdiff_t>(j) * grid.elements_z() + k) * shape.stride;
  for (int n = 0; n < 4; ++n) row.place[n] = arrays.place_m.data() + shape.vector_at(j + n / 2, k + n % 2);
  row.stiffness_ratio = arrays.stiffness_ratio.data() + elements;
  if (grid.fibre_Pa.empty()) return;
  row.fibre = arrays.fibre_ratio.data() + 3 * elements;
  row.fibre_modulus = arrays.fibre_Pa.data() + elements;
}
template void fill_element_row(const Grid&, const ElementArrays<float>&, const Shape&, int, int, const float*,
                               ElementRow<float>&);
template void fill_element_row(const Grid&, const ElementArrays<double>&, const Shape&, int, int, const double*,
                               ElementRow<double>&);

}  // namespace unknot::tissue
