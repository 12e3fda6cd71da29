#pragma once
// Text into markup without surprises: scripts, templates, content hashes for a page's own security policy.
// Input: any UTF-8 text. Output: text that an HTML or JSON-in-HTML reader takes as nothing but text. Design section 12.

#include <map>
#include <string>
#include <string_view>

#include "unknot/flow_json.h"

namespace unknot {

/// A document as ASCII JSON that can stand inside a script element: no "<", ">", "&" or line separator as such.
/// Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_for_script(const Json& document);

/// Replaces each "{{name}}" once through; inserted text is not looked at again.
/// UNKNOT_CHECKs that every name in the template has a value.
[[nodiscard]] std::string fill_template(std::string_view text, const std::map<std::string, std::string>& values);

/// "'sha256-...'" of an inline script or style, as a content security policy names it.
[[nodiscard]] std::string csp_hash(std::string_view content);

}  // namespace unknot
