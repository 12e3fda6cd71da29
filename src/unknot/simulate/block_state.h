#pragma once
// A block of tissue at one balanced state as plain arrays, and the outline of the body that presses on it: what files
// and pictures are made of. Input: TissueSolver, names of its layers. Output: BlockState. docs/manual/press.md.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "unknot/core/vec3.h"
#include "unknot/simulate/tissue/solver.h"

namespace unknot {

/// What a layer is called.
struct LayerName {
  std::string id;    ///< for programs: "fat"
  std::string name;  ///< for people
};

/// Nodes: x inner, then y, then z: (nz + 1) x (ny + 1) x (nx + 1); elements alike. The solver's frame, metres: x
/// across, y along, z downward from the surface.
struct BlockState {
  int elements_x_count = 0;
  int elements_y_count = 0;
  int elements_z_count = 0;
  double time_s = 0;
  std::vector<LayerName> layers;
  std::vector<Vec3> place_m;  ///< at rest                                               (nodes)
  std::vector<Vec3> moved_m;  ///< from there                                            (nodes)
  std::vector<int> layer;     ///< index into layers                                     (elements)
  std::vector<double> least_strain_ratio, greatest_strain_ratio;  ///< principal logarithmic     (elements)
  std::vector<double> pressure_Pa;                                ///< -tr sigma / 3             (elements)
  std::vector<double> von_mises_Pa;                               ///< of the Cauchy stress      (elements)
  std::vector<double> volume_ratio;                               ///< J, mean of the element    (elements)
  std::vector<Vec3> fibre;         ///< way of the fibres at rest, length 1; empty: none        (elements)
  std::vector<char> on_bone;       ///< 1 where bone lies below, or what hardly gives way ((ny + 1) x (nx + 1))
  std::vector<double> contact_Pa;  ///< normal, per area as it lies now; the surface's nodes     ((ny + 1) x (nx + 1))
  std::optional<tissue::Indenter> body;  ///< none: a dead load
  tissue::Pose pose;                     ///< of the body
  /// The solver's axes in the frame of files; a block that belongs to nobody lies with "along" against y.
  Vec3 origin_m, frame_x{1, 0, 0}, frame_y{0, -1, 0}, frame_z{0, 0, -1};

  [[nodiscard]] std::size_t node_index(int i, int j, int k) const;
  [[nodiscard]] std::size_t element_index(int i, int j, int k) const;
  [[nodiscard]] Vec3 now_m(int i, int j, int k) const;
  /// A way in the solver's frame as files have it.
  [[nodiscard]] Vec3 way_in_file(const Vec3& way) const { return way.x * frame_x + way.y * frame_y + way.z * frame_z; }
  [[nodiscard]] Vec3 place_in_file_m(const Vec3& at_m) const { return origin_m + way_in_file(at_m); }
};

/// @param layers  one name for each of the grid's laws, in order. @cost about 3 microseconds an element
[[nodiscard]] BlockState read_block(const tissue::TissueSolver& solver, std::vector<LayerName> layers, double time_s);

/// Height of the body's underside over its lowest point, along the vertical `across_m`, `along_m` beside that point.
/// @param most_m  how high to look. @return nothing where the body does not reach below that
[[nodiscard]] std::optional<double> underside_m(const tissue::Indenter& body, double across_m, double along_m,
                                                double most_m);

/// The part of a body's underside that lies less than `most_m` over its lowest point, as quadrilaterals in the solver's
/// frame, seen from below counter-clockwise.
struct Underside {
  std::vector<Vec3> place_m;
  std::vector<std::array<std::uint32_t, 4>> quads;
};
/// @param cells_count  along each side of the square that is bent to the body's outline; even
[[nodiscard]] Underside underside_mesh(const tissue::Indenter& body, const tissue::Pose& pose, double most_m,
                                       int cells_count);

}  // namespace unknot
