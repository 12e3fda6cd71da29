#pragma once
// One person's back as fields on the chart: for people as a document, for programs as a mesh with every layer on it.
// Input: Body, BackSurface, LayerModel, Atlas. Output: JSON of docs/formats.md "body", VtuMesh. Design section 5.

#include "unknot/body/atlas.h"
#include "unknot/body/hand.h"
#include "unknot/body/layers.h"
#include "unknot/body/surface.h"
#include "unknot/body/vtu.h"
#include "unknot/flow_json.h"

namespace unknot {

/// Cells of a grid over the whole chart.
struct GridCounts {
  int across_count = 0;
  int along_count = 0;
};

/// The members of docs/formats.md "body" but schema and hash. @param grid  null: without the fields
[[nodiscard]] Json body_json(const LayerKnowledge& knowledge, const Body& body, const LayerModel& layers,
                             const HandModel& hand, const GridCounts* grid);

/// The bare skin between the corners of cells, `along` outer, `across` inner, for fields of the cells.
[[nodiscard]] VtuMesh skin_mesh(const SurfaceGrid& corners);

/// The skin over the chart with point and cell data: normals and curvature, every layer, bone, support and zones.
/// Positions are those of the view. Cells: `along` outer, `across` inner (contracts, "Chart").
[[nodiscard]] VtuMesh back_mesh(const BackSurface& surface, const LayerModel& layers, const Atlas& atlas,
                                const Body& body, const GridCounts& grid);

}  // namespace unknot
