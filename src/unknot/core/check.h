#pragma once
// A caller's mistake: UNKNOT_CHECK is always on and throws ContractViolation, caught only at the doors.
// Input: a condition and a message with the values. Output: nothing, or the throw. Design section 4 "Errors".

#include <source_location>
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
[[noreturn]] void fail_contract(std::string_view condition, std::string_view message, std::source_location where);
}  // namespace detail

}  // namespace unknot

// A macro, so that the condition's own text stands in the message and `message` is built only on failure.
#define UNKNOT_CHECK(condition, message)                                                       \
  do {                                                                                         \
    if (!(condition)) {                                                                        \
      ::unknot::detail::fail_contract(#condition, (message), std::source_location::current()); \
    }                                                                                          \
  } while (false)
