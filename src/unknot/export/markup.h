#pragma once
// Text into markup without surprises: escaping, templates, content hashes for a page's own security policy.
// Input: any UTF-8 text. Output: text that an HTML or JSON-in-HTML reader takes as nothing but text. Design section 12.

#include <map>
#include <string>
#include <string_view>

#include "unknot/flow_json.h"

namespace unknot {

/// & < > " ' as character references: fit for element content and quoted attributes.
[[nodiscard]] std::string escape_html(std::string_view text);

/// A document as ASCII JSON that can stand inside a script element: no "<", ">", "&" or line separator as such.
/// Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_for_script(const Json& document);

/// Replaces each "{{name}}" once through; inserted text is not looked at again.
/// UNKNOT_CHECKs that every name in the template has a value.
[[nodiscard]] std::string fill_template(std::string_view text, const std::map<std::string, std::string>& values);

/// "'sha256-...'" of an inline script or style, as a content security policy names it.
[[nodiscard]] std::string csp_hash(std::string_view content);

/// A number for attributes and tables: at most `decimals_count` places, no trailing zeros. UNKNOT_CHECKs that it is
/// finite.
[[nodiscard]] std::string short_number(double value, int decimals_count);

/// Seconds as "m:ss", rounded to the nearest second.
[[nodiscard]] std::string minutes_text(double seconds_s);

}  // namespace unknot
