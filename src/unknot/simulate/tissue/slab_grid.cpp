#include <algorithm>
#include <cmath>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

/// Half of the elements lie within this many contact radii of the axis.
constexpr double kFineZone_ratio = 1.25;
/// Neighbouring elements of a graded line differ by no more than this.
constexpr double kGrowth_ratio = 1.3;

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

/// Sizes that grow geometrically from `first_m` to fill a layer; equal ones where `first_m` is no smaller than those.
std::vector<double> graded_sizes(double thickness_m, int count, double first_m) {
  std::vector<double> sizes_m(static_cast<std::size_t>(count), thickness_m / count);
  if (first_m >= thickness_m / count) return sizes_m;
  const auto total = [count](double q) {
    double sum = 0, term = 1;
    for (int n = 0; n < count; ++n, term *= q) sum += term;
    return sum;
  };
  double low = 1, high = kGrowth_ratio;
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

tissue::Grid slab_grid(const SlabCase& slab) {
  tissue::Grid grid;
  grid.sides_fixed = slab.sides_fixed;
  const double zone_m = slab.grading ? kFineZone_ratio * contact_zone_m(slab) : 0;
  const bool moves = slab.load.kind == SlabLoad::Kind::stroke;
  grid.x_m = slab.grading ? graded_line(slab.width_m, slab.across_count, zone_m)
                          : uniform_line(slab.width_m, slab.across_count);
  // A stroke travels along y, so no place there is nearer to the contact than another.
  grid.y_m = slab.grading && !moves ? graded_line(slab.length_m, slab.along_count, zone_m)
                                    : uniform_line(slab.length_m, slab.along_count);
  const auto middle = static_cast<std::size_t>(slab.across_count / 2);
  double size_m = slab.grading ? grid.x_m[middle + 1] - grid.x_m[middle] : 0;
  double depth_m = 0;
  grid.z_m.push_back(0);
  for (std::size_t n = 0; n < slab.layers.size(); ++n) {
    const SlabLayer& layer = slab.layers[n];
    grid.laws.push_back(layer.law);
    const int count = slab.layer_counts[n];
    const double first_m = slab.grading ? size_m : layer.thickness_m;
    double below_m = depth_m;
    for (const double step_m : graded_sizes(layer.thickness_m, count, first_m)) {
      below_m += step_m;
      grid.z_m.push_back(below_m);
      grid.layer_of.push_back(static_cast<int>(n));
      size_m = step_m;
    }
    depth_m += layer.thickness_m;
    grid.z_m.back() = depth_m;
  }
  return grid;
}

}  // namespace unknot
