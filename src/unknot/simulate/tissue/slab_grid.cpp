#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

/// Half of the elements lie within this many contact radii of the axis.
constexpr double kFineZone_ratio = 1.25;
/// Under a flat the cells are equal out to this share of its radius: the load is greatest along its edge.
constexpr double kFlatZone_ratio = 1.15;
/// Neighbouring elements of a graded line differ by no more than this.
constexpr double kGrowth_ratio = 1.3;
/// In the lowest layer rows may: what happens there is smooth, and most of it at its top.
constexpr double kDeepGrowth_ratio = 1.5;
/// The strain below a layer's top fades over about the depth of that top. The first row is this share of it, so that
/// its middle shows the top's strain within some per cent.
constexpr double kFirstRow_ratio = 0.12;
/// A surface layer this much stiffer than the next resists a small body by its bending, of which n rows of elements of
/// one volume each lack 0.65 / n^2 (theory, "How far a mesh"): it gets this share of all rows, within limits.
constexpr double kStiffSkin_ratio = 5;
constexpr double kSkinRows_ratio = 0.2;
constexpr int kLeastSkinRows_count = 2;
constexpr int kMostSkinRows_count = 4;
/// Strain in such a skin is greatest at its faces: of three rows or more the inner ones are this much thicker.
constexpr double kInnerRow_ratio = 2;
/// A layer that gives a row away keeps at least this many.
constexpr int kLeastRows_count = 3;

std::vector<double> uniform_line(double length_m, int count) {
  std::vector<double> line_m;
  for (int i = 0; i <= count; ++i) line_m.push_back(length_m * (i - 0.5 * count) / count);
  return line_m;
}

/// x = sinh(b s) / sinh(b), with b such that x = zone at s = 1/2.
std::vector<double> graded_line(double length_m, int count, double zone_m) {
  const double half_m = length_m / 2;
  const double wanted = half_m / (2 * zone_m);
  if (wanted <= 1) return uniform_line(length_m, count);
  const double steepness = std::min(2 * std::acosh(wanted), std::log(kGrowth_ratio) * count / 2);
  std::vector<double> line_m;
  for (int i = 0; i <= count; ++i) {
    const double s = (2.0 * i - count) / count;
    line_m.push_back(half_m * std::sinh(steepness * s) / std::sinh(steepness));
  }
  return line_m;
}

/// Half of a line under a flat or along a stroke: equal cells over `inner_m`, then growing ones out to the block's
/// side.
struct FlatLine {
  std::vector<double> half_m;  ///< nodes from the middle outward
  bool fits = false;           ///< no cell outgrows its neighbour by more than allowed
};

FlatLine flat_line(double length_m, int count, double inner_m, double cell_m) {
  FlatLine out;
  const int cells_count = count / 2;
  double at_m = count % 2 == 0 ? 0 : cell_m / 2;
  out.half_m.push_back(at_m);
  while (static_cast<int>(out.half_m.size()) <= cells_count && at_m < inner_m) out.half_m.push_back(at_m += cell_m);
  const int left_count = cells_count + 1 - static_cast<int>(out.half_m.size());
  const double left_m = length_m / 2 - at_m;
  if (left_count < 1 || left_m < left_count * cell_m) return out;
  const auto reach_m = [&](double growth) {
    double sum_m = 0, step_m = cell_m;
    for (int n = 0; n < left_count; ++n) sum_m += step_m *= growth;
    return sum_m;
  };
  if (reach_m(kGrowth_ratio) < left_m) return out;
  double low = 1, high = kGrowth_ratio;
  for (int n = 0; n < 60; ++n) {
    const double middle = (low + high) / 2;
    (reach_m(middle) < left_m ? low : high) = middle;
  }
  double step_m = cell_m;
  for (int n = 0; n < left_count; ++n) out.half_m.push_back(at_m += step_m *= high);
  out.half_m.back() = length_m / 2;
  out.fits = true;
  return out;
}

std::vector<double> mirrored(const std::vector<double>& half_m, bool odd) {
  std::vector<double> line_m;
  for (std::size_t n = half_m.size(); n-- > (odd ? 0U : 1U);) line_m.push_back(-half_m[n]);
  line_m.insert(line_m.end(), half_m.begin(), half_m.end());
  return line_m;
}

/// The finest equal cells over `inner_m` that the growth beyond allows; nothing where the block is too small to grade.
std::optional<double> flat_cell_m(double length_m, int count, double inner_m) {
  constexpr double kTry_ratio = 1.002;
  for (double cell_m = 2 * inner_m / count; cell_m < length_m / count; cell_m *= kTry_ratio) {
    if (flat_line(length_m, count, inner_m, cell_m).fits) return cell_m;
  }
  return std::nullopt;
}

/// Equal cells along a stroke's whole path, so that no place on it is finer than another, and growing ones beyond.
std::vector<double> path_line(double length_m, int count, double inner_m) {
  const auto cell_m = flat_cell_m(length_m, count, inner_m);
  if (!cell_m) return uniform_line(length_m, count);
  return mirrored(flat_line(length_m, count, inner_m, *cell_m).half_m, count % 2 != 0);
}

/// Lines for a flat. What presses is the set of nodes under it, whose area jumps as cells grow: along y the cell is
/// chosen, from the finest to a tenth more, so that the nodes' cells cover what the widened flat covers.
bool lay_flat_lines(const SlabCase& slab, const tissue::BodyPart& flat, double inner_m, tissue::Grid& grid) {
  constexpr double kSpan_ratio = 1.1;
  constexpr int kTries_count = 200;
  const auto x_cell_m = flat_cell_m(slab.width_m, slab.across_count, inner_m);
  const auto y_cell_m = flat_cell_m(slab.length_m, slab.along_count, inner_m);
  if (!x_cell_m || !y_cell_m) return false;
  grid.x_m =
      mirrored(flat_line(slab.width_m, slab.across_count, inner_m, *x_cell_m).half_m, slab.across_count % 2 != 0);
  double least = 1e300;
  for (int n = 0; n <= kTries_count; ++n) {
    const double cell_m = *y_cell_m * std::pow(kSpan_ratio, static_cast<double>(n) / kTries_count);
    const FlatLine line = flat_line(slab.length_m, slab.along_count, inner_m, cell_m);
    if (!line.fits) continue;
    const std::vector<double> y_m = mirrored(line.half_m, slab.along_count % 2 != 0);
    const double size_m = std::sqrt(*x_cell_m * cell_m), wide_m = flat.radius_m + flat.widening_m(size_m);
    int under = 0;
    for (const double y : y_m) {
      for (const double x : grid.x_m) under += std::hypot(x, y) <= wide_m ? 1 : 0;
    }
    const double miss = std::abs(under * size_m * size_m / (3.14159265358979323846 * wide_m * wide_m) - 1);
    if (miss >= least) continue;
    least = miss;
    grid.y_m = y_m;
  }
  return true;
}

/// Sizes that grow geometrically from `first_m` to fill a layer; equal ones where `first_m` is no smaller than those.
std::vector<double> graded_sizes(double thickness_m, int count, double first_m, double most_growth_ratio) {
  std::vector<double> sizes_m(static_cast<std::size_t>(count), thickness_m / count);
  if (first_m >= thickness_m / count) return sizes_m;
  const auto total = [count](double q) {
    double sum = 0, term = 1;
    for (int n = 0; n < count; ++n, term *= q) sum += term;
    return sum;
  };
  double low = 1, high = most_growth_ratio;
  for (int n = 0; n < 60; ++n) {
    const double middle = (low + high) / 2;
    (first_m * total(middle) < thickness_m ? low : high) = middle;
  }
  double size_m = thickness_m / total(high);
  for (double& value : sizes_m) {
    value = size_m;
    size_m *= high;
  }
  return sizes_m;
}

/// How many rows each layer of a graded mesh gets: the file's, but a stiff skin takes its share from the layer that has
/// most, and the lowest, whose rows grow fastest, gives one to the layer above. The number of rows in all stays.
std::vector<int> dealt_rows(const SlabCase& slab) {
  std::vector<int> rows_count = slab.layer_counts;
  if (rows_count.size() < 2) return rows_count;
  if (has_stiff_skin(slab)) {
    const int all = std::accumulate(rows_count.begin(), rows_count.end(), 0);
    const int wanted = std::clamp(static_cast<int>(kSkinRows_ratio * all), kLeastSkinRows_count, kMostSkinRows_count);
    while (rows_count[0] < wanted) {
      const auto most = std::max_element(rows_count.begin() + 1, rows_count.end());
      if (*most <= kLeastRows_count) break;
      --*most;
      ++rows_count[0];
    }
  }
  int &lowest = rows_count.back(), &above = rows_count[rows_count.size() - 2];
  if (rows_count.size() > 2 && lowest > above + 1) {
    --lowest;
    ++above;
  }
  return rows_count;
}

/// Thicknesses of a graded layer's rows, from above.
std::vector<double> row_sizes_m(const SlabCase& slab, std::size_t layer, int count, double top_m, double cell_m) {
  const double thickness_m = slab.layers[layer].thickness_m;
  if (layer == 0 && count > 2 && has_stiff_skin(slab)) {
    const double outer_m = thickness_m / (2 + kInnerRow_ratio * (count - 2));
    std::vector<double> sizes_m(static_cast<std::size_t>(count), kInnerRow_ratio * outer_m);
    sizes_m.front() = sizes_m.back() = outer_m;
    return sizes_m;
  }
  const bool lowest = layer + 1 == slab.layers.size();
  return graded_sizes(thickness_m, count, std::max(cell_m, kFirstRow_ratio * top_m),
                      lowest ? kDeepGrowth_ratio : kGrowth_ratio);
}

/// Stiffness in series of the layers under uniform pressure shape, as one shear modulus.
double mean_shear_Pa(const SlabCase& slab) {
  double thickness_m = 0, compliance = 0;
  for (const SlabLayer& layer : slab.layers) {
    thickness_m += layer.thickness_m;
    compliance += layer.thickness_m / layer.law.shear_Pa();
  }
  return thickness_m / compliance;
}

/// About how far from the axis the load will reach.
double contact_zone_m(const SlabCase& slab) {
  const SlabLoad& load = slab.load;
  if (load.kind == SlabLoad::Kind::pressure) return 1.5 * load.sigma_m;
  double depth_m = 0, force_N = 0;
  for (const double value : load.values)
    (load.kind == SlabLoad::Kind::depth ? depth_m : force_N) = std::max(depth_m + force_N, value);
  depth_m = std::max(depth_m, load.stroke_depth_m.value_or(0));
  force_N = std::max(force_N, load.stroke_force_N.value_or(0));
  const tissue::Indenter& indenter = *slab.indenter;
  double height_m = 0;
  for (const SlabLayer& layer : slab.layers) height_m += layer.thickness_m;
  if (depth_m == 0) {
    // A sphere of the same size on a half-space: F = 16/3 . mu a^3 / (R (1 - nu)) with nu near 1/2.
    const tissue::BodyPart& part = indenter.parts.front();
    const double radius_m = part.shape == tissue::BodyPart::Shape::ellipsoid
                                ? part.radii_m[0] * part.radii_m[1] / part.radii_m[2]
                                : part.radius_m;
    const double contact_m = std::cbrt(force_N * radius_m * 3 / (32 * mean_shear_Pa(slab)));
    depth_m = std::min(contact_m * contact_m / radius_m, 0.7 * height_m);
  }
  // The surface bends away, so the contact is smaller than the cut.
  return std::max(0.8 * indenter.cut_radius_m(depth_m), 0.02 * std::min(slab.width_m, slab.length_m));
}

}  // namespace

bool has_stiff_skin(const SlabCase& slab) {
  return slab.layers.size() > 1 && slab.layers[0].law.shear_Pa() >= kStiffSkin_ratio * slab.layers[1].law.shear_Pa();
}

tissue::Grid slab_grid(const SlabCase& slab) {
  tissue::Grid grid;
  grid.sides_fixed = slab.sides_fixed;
  const double zone_m = slab.grading ? kFineZone_ratio * contact_zone_m(slab) : 0;
  const bool moves = slab.load.kind == SlabLoad::Kind::stroke;
  const tissue::BodyPart* body = slab.indenter ? &slab.indenter->parts.front() : nullptr;
  const bool flat = slab.grading && !moves && body != nullptr && body->shape == tissue::BodyPart::Shape::flat_punch;
  grid.x_m = slab.grading ? graded_line(slab.width_m, slab.across_count, zone_m)
                          : uniform_line(slab.width_m, slab.across_count);
  grid.y_m = !slab.grading ? uniform_line(slab.length_m, slab.along_count)
             : moves       ? path_line(slab.length_m, slab.along_count, slab.load.length_m / 2 + zone_m)
                           : graded_line(slab.length_m, slab.along_count, zone_m);
  if (flat) (void)lay_flat_lines(slab, *body, kFlatZone_ratio * (body->radius_m + body->rim_radius_m / 2), grid);
  const auto middle = static_cast<std::size_t>(slab.across_count / 2);
  const double cell_m = slab.grading ? grid.x_m[middle + 1] - grid.x_m[middle] : 0;
  double depth_m = 0;
  grid.z_m.push_back(0);
  const std::vector<int> rows_count = slab.grading ? dealt_rows(slab) : slab.layer_counts;
  for (std::size_t n = 0; n < slab.layers.size(); ++n) {
    const SlabLayer& layer = slab.layers[n];
    grid.laws.push_back(layer.law);
    const std::vector<double> sizes_m =
        slab.grading ? row_sizes_m(slab, n, rows_count[n], depth_m, cell_m)
                     : std::vector<double>(static_cast<std::size_t>(rows_count[n]), layer.thickness_m / rows_count[n]);
    double below_m = depth_m;
    for (const double step_m : sizes_m) {
      below_m += step_m;
      grid.z_m.push_back(below_m);
      grid.layer_of.push_back(static_cast<int>(n));
    }
    depth_m += layer.thickness_m;
    grid.z_m.back() = depth_m;
  }
  return grid;
}

}  // namespace unknot
