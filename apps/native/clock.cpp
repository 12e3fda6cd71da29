#include "clock.h"

#include <ctime>

namespace unknot {

Moment read_clock() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  Moment moment;
  moment.date = Date{local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
  const int second_s = local.tm_sec > 59 ? 59 : local.tm_sec;  // a leap second reads as the second before it
  moment.second_of_day_s = local.tm_hour * 3600 + local.tm_min * 60 + second_s;
  moment.utc_offset_minutes = static_cast<int>(local.tm_gmtoff / 60);
  return moment;
}

}  // namespace unknot
