#pragma once
// The one clock of the native doors; the library is handed moments and never asks for one.
// Input: the system's clock and time zone. Output: a Moment of local time.

#include "unknot/core/date.h"

namespace unknot {

[[nodiscard]] Moment read_clock();

}  // namespace unknot
