#pragma once
// What a simulated routine leaves the program as: a document, meshes for ParaView in time, a picture for people.
// Input: RoutineSimulation and whose it is. Output: Json, VtuMesh, texts. docs/formats.md, "simulate".

#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/body/drawing.h"
#include "unknot/body/surface.h"
#include "unknot/body/vtu.h"
#include "unknot/flow_json.h"
#include "unknot/simulate/routine_simulation.h"

namespace unknot {

/// Everything of docs/formats.md "simulate" but schema, hashes and files.
/// @param notes  plain sentences about this person's back
[[nodiscard]] Json simulation_json(const Routine& routine, const RoutineSimulation& result,
                                   const SubstituteKnowledge& substitutes, const Atlas& atlas, const Body& body,
                                   std::vector<std::string> notes);

/// The skin with the dose of one stroke ("stroke_...") and of all up to its end ("so_far_...") in its cells.
[[nodiscard]] VtuMesh dose_mesh(const BackSurface& surface, const DoseMap& stroke, const DoseMap& so_far);

/// The back from behind with the greatest contact pressure and the time under the hands, side by side, as SVG, light
/// and dark.
[[nodiscard]] std::string dose_picture(const DoseMap& total, const Drawing& drawing);

}  // namespace unknot
