#pragma once
// The bytes of a number as another type of the same size.
// Input: a number. Output: its bits. What std::bit_cast does, which the C++ library of Debian's emscripten lacks.

#include <cstring>
#include <type_traits>

namespace unknot {

template <typename To, typename From>
[[nodiscard]] To bits_as(const From& value) {
  static_assert(sizeof(To) == sizeof(From) && std::is_trivially_copyable_v<To> && std::is_trivially_copyable_v<From>);
  To bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

}  // namespace unknot
