#pragma once
// The map of the back as a document with its drawing. Input: Atlas, drawing, Body. Output: JSON of docs/formats.md
// "atlas". The engine adds `knowledge_hash`. Contracts, "Chart".

#include "unknot/body/atlas.h"
#include "unknot/body/body.h"
#include "unknot/body/drawing.h"
#include "unknot/flow_json.h"

namespace unknot {

[[nodiscard]] Json atlas_json(const Atlas& atlas, const DrawingKnowledge& drawing, const Body& body);

}  // namespace unknot
