#pragma once
// Bytes as base64 (RFC 4648, padded). Input: any bytes. Output: letters that XML, HTML and headers carry.

#include <string>
#include <string_view>

namespace unknot {

[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace unknot
