#pragma once
// Numbers as text and back, the same under every locale: files and documents have a point where a program that
// embeds this library may have asked for a comma. Units stand outside. Input: numbers. Output: text, or the reverse.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace unknot {

/// 0.5, 2 -> "0.50": always so many decimals. What rounds to zero has no sign. "nan", "inf" where it is no number.
[[nodiscard]] std::string fixed_text(double value, int decimals_count);

/// 0.5, 2 -> "0.5": at most so many decimals, no zeros at their end. What rounds to zero is "0". For pictures and
/// pages: UNKNOT_CHECKs that it is finite.
[[nodiscard]] std::string short_text(double value, int decimals_count);

/// 1234.5, 3 -> "1.23e+03": so many digits that count, as printf's %g. Zero has no sign.
[[nodiscard]] std::string digits_text(double value, int digits_count);

/// As somebody who typed it knows it, for messages: "0.3", ten digits at most.
[[nodiscard]] std::string number_text(double value);

/// 7, 3 -> "007": at least so many places.
[[nodiscard]] std::string padded_text(std::size_t count, std::size_t places_count);

/// 75 -> "1:15": minutes and seconds, to the nearest second. UNKNOT_CHECKs that it is a duration.
[[nodiscard]] std::string clock_text(double time_s);

/// The number that the whole text is: "0.5", "-1e-3". Nothing around it, no hexadecimal, no "inf", no overflow.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// To so many decimals, half away from zero: for documents, where more digits would promise more than is known.
// lint_units off: in whatever unit it came
[[nodiscard]] double rounded(double value, int decimals_count);
// lint_units on

}  // namespace unknot
