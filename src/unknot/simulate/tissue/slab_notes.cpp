#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

/// Errors of force and of the upper layers' strain by how many cells lie across the contact (theory, "How far a mesh").
/// At any state: below it a force is off by up to a tenth, strain by a quarter.
constexpr double kLeastAcross_count = 3.5;
/// Below this the strain is off by up to a half.
constexpr double kHardlyAcross_count = 2;
/// At the widest state: below it the strain is off by up to a tenth.
constexpr double kMostAcross_count = 7;
/// States that bear less than this share of the greatest force are on their way to none.
constexpr double kLoaded_ratio = 0.01;
/// One row of a stiff skin lacks most of its bending, which counts as long as the contact
/// is no wider than so many thicknesses.
constexpr double kBending_ratio = 6;
constexpr double kLeastSigma_count = 2.5;  ///< cells to the standard deviation of a dead load

/// In millimetres, by two digits.
std::string mm_text(double length_m) { return digits_text(length_m * 1e3, 2) + " mm"; }

/// Length of the cell of a line that holds `at_m`.
double cell_m(const std::vector<double>& line_m, double at_m) {
  const auto after = std::upper_bound(line_m.begin() + 1, line_m.end() - 1, at_m);
  return *after - *(after - 1);
}

/// Side of the surface's cells under the body or the load.
double cell_m(const tissue::Grid& grid, double position_m) {
  return std::sqrt(cell_m(grid.x_m, 0) * cell_m(grid.y_m, position_m));
}

/// What to do about cells that are too wide.
const char* finer(const SlabCase& slab) {
  return slab.grading ? "raise across_count and along_count"
                      : "set grading = true, or raise across_count and along_count";
}

}  // namespace

std::vector<std::string> slab_notes(const SlabCase& slab, const tissue::Grid& grid,
                                    const std::vector<SlabStep>& steps) {
  std::vector<std::string> notes;
  if (slab.load.kind == SlabLoad::Kind::pressure) {
    const double size_m = cell_m(grid, 0);
    if (slab.load.sigma_m < kLeastSigma_count * size_m) {
      notes.push_back("the load's sigma_m is " + fixed_text(slab.load.sigma_m / size_m, 1) + " cells long (cells of " +
                      mm_text(size_m) + "), so that the strain below it may be off by a tenth: " + finer(slab));
    }
    return notes;
  }
  double most_N = 0;
  for (const SlabStep& step : steps) most_N = std::max(most_N, step.force_N);
  const tissue::BodyPart& body = slab.indenter->parts.front();
  const bool flat = body.shape == tissue::BodyPart::Shape::flat_punch;
  double least_count = 1e300, most_count = 0, widest_m = 0, size_m = 0;
  for (const SlabStep& step : steps) {
    if (step.force_N <= kLoaded_ratio * most_N) continue;
    size_m = cell_m(grid, step.position_m);
    // A flat bears on a ring along its rim: what counts is how wide that is, not its area.
    const double radius_m = flat ? body.radius_m + body.rim_radius_m / 2 : step.contact_radius_m;
    least_count = std::min(least_count, 2 * radius_m / size_m);
    most_count = std::max(most_count, 2 * radius_m / size_m);
    widest_m = std::max(widest_m, radius_m);
  }
  if (most_count == 0) return notes;
  if (least_count < kLeastAcross_count || most_count < kMostAcross_count) {
    std::string across = fixed_text(least_count, 1);
    if (most_count > 1.05 * least_count) across += " to " + fixed_text(most_count, 1);
    notes.push_back("the contact is only " + across + " cells across (cells of " + mm_text(size_m) +
                    "), so that force may be off by a tenth, strain by " +
                    (least_count < kHardlyAcross_count ? "a half: " : "a quarter: ") + finer(slab));
  }
  if (has_stiff_skin(slab) && grid.layer_of[1] != 0 && widest_m < kBending_ratio * slab.layers[0].thickness_m) {
    notes.push_back("layer \"" + slab.layers[0].name +
                    "\" is one row of elements, which bends too easily over a contact of " +
                    fixed_text(widest_m / slab.layers[0].thickness_m, 1) + " times its thickness: " +
                    (slab.grading ? "" : "set grading = true, or ") + "give it two rows or three in layer_counts");
  }
  if (flat && body.rim_radius_m < size_m) {
    notes.push_back("the flat's rim of " + mm_text(body.rim_radius_m) + " is sharper than the cells of " +
                    mm_text(size_m) + ": peak pressure, contact radius and drag then depend on the mesh: " +
                    (body.rim_radius_m > 0 ? finer(slab) : "give rim_radius_m"));
  }
  return notes;
}

}  // namespace unknot
