#pragma once
// A caller's mistake: UNKNOT_CHECK is always on and throws ContractViolation, caught only at the doors.
// Input: a condition and a message with the values. Output: nothing, or the throw. Design section 4 "Errors".

#include <stdexcept>
#include <string>
#include <string_view>

namespace unknot {

/// Thrown by UNKNOT_CHECK: the program is at fault, not its input.
class ContractViolation : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

namespace detail {
/// File and line as the macros give them: Clang 14 has no std::source_location.
[[noreturn]] void fail_contract(std::string_view condition, std::string_view message, std::string_view file, int line);
}  // namespace detail

}  // namespace unknot

// A macro, so that the condition's own text stands in the message and `message` is built only on failure.
#define UNKNOT_CHECK(condition, message)                                          \
  do {                                                                            \
    if (!(condition)) {                                                           \
      ::unknot::detail::fail_contract(#condition, (message), __FILE__, __LINE__); \
    }                                                                             \
  } while (false)
