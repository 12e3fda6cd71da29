#pragma once
// Unpacks what the build packed, for the rare client that takes no gzip.
// Input: a gzip file as `gzip -n` writes it (RFC 1952, no optional fields). Output: its content.

#include <string>
#include <string_view>

namespace unknot {

/// UNKNOT_CHECKs the packed bytes: they are the program's own.
[[nodiscard]] std::string gunzip(std::string_view packed);

}  // namespace unknot
