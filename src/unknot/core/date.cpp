#include "unknot/core/date.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace unknot {
namespace {

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

/// Digits [at, at + count) of `text` as a number, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

bool is_valid(const Date& date) {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= days_in_month(date.year, date.month);
}

// Day counts by eras of 400 years (Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t to_day_index(const Date& date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Date from_day_index(std::int64_t day_index) {
  day_index += 719468;
  const std::int64_t era = (day_index >= 0 ? day_index : day_index - 146096) / 146097;
  const std::int64_t day_of_era = day_index - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_index = (5 * day_of_year + 2) / 153;
  Date date;
  date.day = static_cast<int>(day_of_year - (153 * month_index + 2) / 5 + 1);
  date.month = static_cast<int>(month_index < 10 ? month_index + 3 : month_index - 9);
  date.year = static_cast<int>(year_of_era + era * 400 + (date.month <= 2 ? 1 : 0));
  return date;
}

std::int64_t days_between(const Date& from, const Date& to) { return to_day_index(to) - to_day_index(from); }

std::string to_text(const Date& date) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
  return buffer.data();
}

std::optional<Date> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || !year || !month || !day || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const Date date{*year, *month, *day};
  return is_valid(date) ? std::optional(date) : std::nullopt;
}

std::string to_text(const Moment& moment) {
  std::array<char, 48> buffer{};
  const int offset_minutes = std::abs(moment.utc_offset_minutes);
  std::snprintf(buffer.data(), buffer.size(), "%sT%02d:%02d:%02d%c%02d:%02d", to_text(moment.date).c_str(),
                moment.second_of_day_s / 3600, moment.second_of_day_s / 60 % 60, moment.second_of_day_s % 60,
                moment.utc_offset_minutes < 0 ? '-' : '+', offset_minutes / 60, offset_minutes % 60);
  return buffer.data();
}

std::optional<Moment> parse_moment(std::string_view text) {
  if (text.size() != 20 && text.size() != 25) {
    return std::nullopt;
  }
  const auto date = parse_date(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!date || text[10] != 'T' || !hour || !minute || !second || text[13] != ':' || text[16] != ':' || *hour > 23 ||
      *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  Moment moment{*date, *hour * 3600 + *minute * 60 + *second, 0};
  if (text.size() == 20) {
    return text[19] == 'Z' ? std::optional(moment) : std::nullopt;
  }
  const auto offset_hour = digits(text, 20, 2);
  const auto offset_minute = digits(text, 23, 2);
  if ((text[19] != '+' && text[19] != '-') || !offset_hour || !offset_minute || text[22] != ':' || *offset_hour > 14 ||
      *offset_minute > 59) {
    return std::nullopt;
  }
  moment.utc_offset_minutes = (*offset_hour * 60 + *offset_minute) * (text[19] == '-' ? -1 : 1);
  return moment;
}

}  // namespace unknot
