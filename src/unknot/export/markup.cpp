#include "unknot/export/markup.h"

#include <string>

#include "unknot/core/base64.h"
#include "unknot/core/check.h"
#include "unknot/core/hash.h"

namespace unknot {

std::string json_for_script(const Json& document) {
  // ASCII output already writes U+2028 and U+2029 as escapes.
  const std::string plain = document.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string escaped;
  escaped.reserve(plain.size());
  for (const char character : plain) {
    if (character == '<') {
      escaped += "\\u003c";
    } else if (character == '>') {
      escaped += "\\u003e";
    } else if (character == '&') {
      escaped += "\\u0026";
    } else {
      escaped += character;
    }
  }
  return escaped;
}

std::string fill_template(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string filled;
  std::size_t at = 0;
  while (true) {
    const std::size_t open = text.find("{{", at);
    if (open == std::string_view::npos) {
      return filled.append(text.substr(at));
    }
    const std::size_t close = text.find("}}", open);
    UNKNOT_CHECK(close != std::string_view::npos, "a template opens {{ and does not close it");
    const std::string name(text.substr(open + 2, close - open - 2));
    const auto value = values.find(name);
    UNKNOT_CHECK(value != values.end(), "no value for {{" + name + "}}");
    filled.append(text.substr(at, open - at)).append(value->second);
    at = close + 2;
  }
}

std::string csp_hash(std::string_view content) {
  const std::string hex = sha256_hex(content);
  const auto digit = [](char character) {
    return static_cast<unsigned>(character <= '9' ? character - '0' : character - 'a' + 10);
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(digit(hex[i]) * 16U + digit(hex[i + 1]));
  }
  return "'sha256-" + base64(bytes) + "'";
}

}  // namespace unknot
