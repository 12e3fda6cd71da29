#include "unknot/export/markup.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "unknot/core/check.h"
#include "unknot/core/escape.h"
#include "unknot/core/hash.h"

namespace unknot {

namespace {

std::string base64(const std::vector<std::uint8_t>& bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16U;
    group |= count > 1 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8U : 0U;
    group |= count > 2 ? static_cast<std::uint32_t>(bytes[i + 2]) : 0U;
    text += kDigits[(group >> 18U) & 63U];
    text += kDigits[(group >> 12U) & 63U];
    text += count > 1 ? kDigits[(group >> 6U) & 63U] : '=';
    text += count > 2 ? kDigits[group & 63U] : '=';
  }
  return text;
}

}  // namespace

std::string escape_html(std::string_view text) { return escape_markup(text); }

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
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) * 16U + digit(hex[i + 1])));
  }
  return "'sha256-" + base64(bytes) + "'";
}

std::string short_number(double value, int decimals_count) {
  UNKNOT_CHECK(std::isfinite(value), "a number for a page is not finite");
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals_count, value);
  UNKNOT_CHECK(length > 0 && static_cast<std::size_t>(length) < buffer.size(), "a number too long for a page");
  std::string text(buffer.data(), static_cast<std::size_t>(length));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
      text.pop_back();
    }
  }
  return text == "-0" ? "0" : text;
}

std::string minutes_text(double seconds_s) {
  UNKNOT_CHECK(std::isfinite(seconds_s) && seconds_s >= 0, "a duration for a page is not a duration");
  const auto whole_s = static_cast<long long>(std::llround(seconds_s));
  const std::string rest = std::to_string(whole_s % 60);
  return std::to_string(whole_s / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

}  // namespace unknot
