#pragma once
// SHA-256 (FIPS 180-4), for the hashes that tie a routine to its case and its knowledge.
// Input: bytes. Output: 64 hex digits.

#include <string>
#include <string_view>

namespace unknot {

/// @cost linear in the text; no allocation but the result
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace unknot
