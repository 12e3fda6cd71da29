#pragma once
// Meshes with fields as a VTK XML unstructured grid, as ParaView opens it. Input: points, cells, named arrays.
// Output: the text of a .vtu: arrays as base64 of little-endian numbers, each after its length in bytes (VTK file
// formats, "XML file formats"); of a .pvd, a series of such files in time. design.md sections 5 and 8.1.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "unknot/core/vec3.h"

namespace unknot {

/// One field: a value, or several, per point or per cell.
struct VtuArray {
  std::string name;  ///< with its unit: "skin_m"
  int components_count = 1;
  std::vector<double> values;  ///< components inner (count x components_count); written as 32-bit floats
};

/// Whole numbers per cell, such as kinds.
struct VtuLabels {
  std::string name;
  std::vector<std::int32_t> values;
};

/// Words beside the mesh: what the numbers of a label mean.
struct VtuWords {
  std::string name;
  std::vector<std::string> words;
};

struct VtuMesh {
  std::vector<Vec3> position_m;
  std::vector<std::array<std::uint32_t, 4>> quads;  ///< counter-clockwise seen from outside
  /// Four corners, counter-clockwise seen from the opposite four, then those, each over its own. Cells after the quads.
  std::vector<std::array<std::uint32_t, 8>> hexahedra;
  std::vector<VtuArray> point_arrays;
  std::vector<VtuArray> cell_arrays;
  std::vector<VtuLabels> cell_labels;
  std::vector<VtuWords> words;
};

/// UNKNOT_CHECKs that every array has as many values as the mesh has points or cells.
[[nodiscard]] std::string to_vtu(const VtuMesh& mesh);

/// One moment of a series.
struct VtuMoment {
  double time_s = 0;
  std::string file;  ///< beside the .pvd
};
/// Where time does not go on from each moment to the next, all of them are numbered from 0 instead.
[[nodiscard]] std::string to_pvd(const std::vector<VtuMoment>& moments);

}  // namespace unknot
