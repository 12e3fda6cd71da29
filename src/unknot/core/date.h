#pragma once
// Calendar days and instants, without a clock: the doors hand "now" in.
// Input: year, month, day or ISO text. Output: day numbers to compare and subtract, ISO text.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace unknot {

/// A day of the proleptic Gregorian calendar.
struct Date {
  int year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const Date&) const = default;
};

[[nodiscard]] bool is_valid(const Date& date);
/// Days since 1970-01-01; needs a valid date.
[[nodiscard]] std::int64_t to_day_index(const Date& date);
[[nodiscard]] Date from_day_index(std::int64_t day_index);
[[nodiscard]] std::int64_t days_between(const Date& from, const Date& to);
/// "YYYY-MM-DD"
[[nodiscard]] std::string to_text(const Date& date);
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);

/// A moment as the person's own wall clock shows it: local date and second of the day, and the offset from UTC.
struct Moment {
  Date date;
  int second_of_day_s = 0;  ///< [0, 86399]
  int utc_offset_minutes = 0;
};
/// "YYYY-MM-DDTHH:MM:SS+HH:MM"
[[nodiscard]] std::string to_text(const Moment& moment);
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text);

}  // namespace unknot
