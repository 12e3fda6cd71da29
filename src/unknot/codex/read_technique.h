#pragma once
// Reading one technique of the codex. Inside codex/ only.
// Input: a [[technique]] table. Output: Technique, and problems. knowledge/techniques/README.md.

#include "unknot/codex/codex.h"

namespace unknot {

[[nodiscard]] Technique read_technique(const Node& node, Problems& problems);

}  // namespace unknot
