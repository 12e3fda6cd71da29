#include "unknot/core/number_text.h"

#include <algorithm>
#include <array>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "unknot/core/check.h"

namespace unknot {
namespace {

// <charconv> would need no care about locales, but the C++ library of the WebAssembly build has it for whole numbers
// alone.

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// What printf put between whole part and decimals becomes a point.
std::string with_point(std::string text) {
  const std::string_view mark = std::localeconv()->decimal_point;
  if (mark == ".") return text;
  const std::size_t at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), ".");
}

std::string without_sign_of_zero(std::string text) {
  const bool is_zero = text.front() == '-' && std::all_of(text.begin() + 1, text.end(),
                                                          [](char letter) { return letter == '0' || letter == '.'; });
  return is_zero ? text.substr(1) : text;
}

std::string printed(const char* format, int precision_count, double value) {
  // The longest double has 309 digits before the point.
  std::array<char, 400> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, precision_count, value);
  UNKNOT_CHECK(length > 0 && static_cast<std::size_t>(length) < buffer.size(), "a number with too many decimals");
  return without_sign_of_zero(with_point(std::string(buffer.data(), static_cast<std::size_t>(length))));
}

}  // namespace

std::string fixed_text(double value, int decimals_count) { return printed("%.*f", decimals_count, value); }

std::string short_text(double value, int decimals_count) {
  UNKNOT_CHECK(std::isfinite(value), "a number for a page is not finite");
  std::string text = fixed_text(value, decimals_count);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string digits_text(double value, int digits_count) { return printed("%.*g", digits_count, value); }

std::string number_text(double value) { return digits_text(value, 10); }

std::string padded_text(std::size_t count, std::size_t places_count) {
  const std::string text = std::to_string(count);
  return std::string(places_count - std::min(places_count, text.size()), '0') + text;
}

std::string clock_text(double time_s) {
  UNKNOT_CHECK(std::isfinite(time_s) && time_s >= 0, "a time for people is no duration");
  const auto whole_s = static_cast<std::size_t>(std::llround(time_s));
  return std::to_string(whole_s / 60) + ":" + padded_text(whole_s % 60, 2);
}

std::optional<double> parse_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > from;
  };
  const auto sign = [&] {
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  };
  sign();
  if (!digits()) return std::nullopt;
  const std::size_t point = at;
  const bool has_point = at < text.size() && text[at] == '.';
  if (has_point) {
    ++at;
    if (!digits()) return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    sign();
    if (!digits()) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  std::string local(text);
  if (has_point) local.replace(point, 1, std::localeconv()->decimal_point);
  const double value = std::strtod(local.c_str(), nullptr);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double rounded(double value, int decimals_count) {
  const double scale = std::pow(10.0, decimals_count);
  return std::round(value * scale) / scale;
}

}  // namespace unknot
