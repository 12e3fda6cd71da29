#include "unknot/simulate/tissue/grid.h"

namespace unknot::tissue {

Shape Grid::shape() const {
  Shape shape;
  shape.nodes_x = static_cast<int>(x_m.size());
  shape.nodes_y = static_cast<int>(y_m.size());
  shape.nodes_z = static_cast<int>(z_m.size());
  shape.free_z = shape.nodes_z - 1;
  // One place of padding at least, so that the neighbour beyond a row's end is a zero.
  shape.stride = (shape.nodes_x / kChunk_count + 1) * kChunk_count;
  return shape;
}

LineTransfer coarsen_line(const std::vector<double>& fine_m) {
  LineTransfer transfer;
  const int last = static_cast<int>(fine_m.size()) - 1;
  for (int i = 0; i <= last; i += 2) transfer.kept.push_back(i);
  if (last % 2 != 0) transfer.kept.push_back(last);
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

Grid coarsen(const Grid& fine, const LineTransfer& x, const LineTransfer& y) {
  Grid coarse = fine;
  coarse.x_m.clear();
  coarse.y_m.clear();
  for (const int i : x.kept) coarse.x_m.push_back(fine.x_m[static_cast<std::size_t>(i)]);
  for (const int j : y.kept) coarse.y_m.push_back(fine.y_m[static_cast<std::size_t>(j)]);
  return coarse;
}

template <class Real>
ElementArrays<Real>::ElementArrays(const Grid& grid) {
  const auto stride = static_cast<std::size_t>(grid.shape().stride);
  mask.assign(stride, 0);
  width_m.assign(stride, 0);
  inverse_width.assign(stride, 0);
  for (std::size_t i = 0; i + 1 < grid.x_m.size(); ++i) {
    mask[i] = 1;
    width_m[i] = static_cast<Real>(grid.x_m[i + 1] - grid.x_m[i]);
    inverse_width[i] = static_cast<Real>(1 / (grid.x_m[i + 1] - grid.x_m[i]));
  }
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
  row.law = law.in_first_invariant() ? nullptr : &law;
  for (int n = 0; n < 4; ++n) row.u[n] = u + shape.vector_at(j + n / 2, k + n % 2);
}
template void fill_element_row(const Grid&, const ElementArrays<float>&, const Shape&, int, int, const float*,
                               ElementRow<float>&);
template void fill_element_row(const Grid&, const ElementArrays<double>&, const Shape&, int, int, const double*,
                               ElementRow<double>&);

}  // namespace unknot::tissue
