#pragma once
// Text into XML and HTML. Input: any text. Output: the same as nothing but text.

#include <string>
#include <string_view>

namespace unknot {

/// & < > " ' as character references: fit for element content and quoted attributes.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace unknot
