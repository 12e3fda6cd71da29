#include "unknot/simulate/press_vtu.h"

#include <algorithm>

namespace unknot {
namespace {

/// Cells along each side of the body's underside: smooth to the eye.
constexpr int kBodyCells_count = 32;

std::uint32_t index32(std::size_t index) { return static_cast<std::uint32_t>(index); }

}  // namespace

VtuMesh block_mesh(const BlockState& block) {
  VtuMesh mesh;
  VtuArray moved{"displacement_m", 3, {}};
  for (std::size_t n = 0; n < block.place_m.size(); ++n) {
    mesh.position_m.push_back(block.place_in_file_m(block.place_m[n]));
    const Vec3 by_m = block.way_in_file(block.moved_m[n]);
    moved.values.insert(moved.values.end(), {by_m.x, by_m.y, by_m.z});
  }
  VtuArray contact{"contact_Pa", 1, block.contact_Pa};  // the surface's nodes come first
  contact.values.resize(block.place_m.size(), 0);
  mesh.point_arrays = {std::move(moved), std::move(contact)};

  for (int k = 0; k < block.elements_z_count; ++k) {
    for (int j = 0; j < block.elements_y_count; ++j) {
      for (int i = 0; i < block.elements_x_count; ++i) {
        const auto at = [&](int di, int dj, int dk) { return index32(block.node_index(i + di, j + dj, k + dk)); };
        mesh.hexahedra.push_back(
            {at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0), at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1)});
      }
    }
  }
  mesh.cell_labels = {{"layer", {block.layer.begin(), block.layer.end()}}};
  VtuWords ids{"layer_ids", {}};
  for (const LayerName& layer : block.layers) ids.words.push_back(layer.id);
  mesh.words = {std::move(ids)};
  mesh.cell_arrays = {{"least_log_strain", 1, block.least_strain_ratio},
                      {"greatest_log_strain", 1, block.greatest_strain_ratio},
                      {"pressure_Pa", 1, block.pressure_Pa},
                      {"von_mises_Pa", 1, block.von_mises_Pa},
                      {"volume_ratio", 1, block.volume_ratio}};
  if (!block.fibre.empty()) {
    VtuArray fibre{"fibre", 3, {}};
    for (const Vec3& along : block.fibre) {
      const Vec3 way = block.way_in_file(along);
      fibre.values.insert(fibre.values.end(), {way.x, way.y, way.z});
    }
    mesh.cell_arrays.push_back(std::move(fibre));
  }
  return mesh;
}

VtuMesh body_mesh(const BlockState& block) {
  VtuMesh mesh;
  if (!block.body) return mesh;
  // Twice as high as it sinks in, and at least to the eye.
  const double height_m = 2 * std::max(block.pose.depth_m, 0.005);
  const Underside underside = underside_mesh(*block.body, block.pose, height_m, kBodyCells_count);
  for (const Vec3& place_m : underside.place_m) mesh.position_m.push_back(block.place_in_file_m(place_m));
  mesh.quads = underside.quads;
  return mesh;
}

}  // namespace unknot
