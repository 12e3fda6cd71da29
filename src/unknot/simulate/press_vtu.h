#pragma once
// A pressed block, and the body that presses it, as meshes for ParaView. Input: BlockState. Output: VtuMesh.
// docs/formats.md, "press".

#include "unknot/body/vtu.h"
#include "unknot/simulate/block_state.h"

namespace unknot {

/// Hexahedra where they lie at rest: on a person in the trunk's own frame, so that it fits `unknot body -o back.vtu`;
/// else x across, y against "along", z up out of the surface. Points: `displacement_m` (warp by it), `contact_Pa` on
/// the surface, 0 elsewhere. Cells: `layer` (words: field `layer_ids`), `least_log_strain`, `greatest_log_strain`,
/// `pressure_Pa`, `von_mises_Pa`, `volume_ratio`, `fibre` where there are any.
[[nodiscard]] VtuMesh block_mesh(const BlockState& block);

/// The underside of the body as it stands now, in the same frame; empty where a dead load presses.
[[nodiscard]] VtuMesh body_mesh(const BlockState& block);

}  // namespace unknot
