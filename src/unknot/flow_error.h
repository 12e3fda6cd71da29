#pragma once
// An error as every door hands it out.
// Input: the error's own members, the hash of the knowledge. Output: the document unknot.error/1. Formats, "Errors".

#include <string_view>

#include "unknot/flow_json.h"

namespace unknot {

/// @param error           {code, message, ...}: `to_json` of an Error, or an error of HTTP named by its status
/// @param knowledge_hash  empty while no knowledge is loaded
[[nodiscard]] Json error_document(Json error, std::string_view knowledge_hash);

}  // namespace unknot
