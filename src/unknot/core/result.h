#pragma once
// What may go wrong, as a value: Result<T> holds a T or an Error that says what, where and what to do.
// Input: the outcome of a fallible call. Output: the value, or the Error to show. Design section 4 "Errors".

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "unknot/core/check.h"

namespace unknot {

/// What kind of failure an Error is; the doors turn it into exit codes and HTTP status codes.
enum class ErrorCode {
  bad_input,  ///< the text, file or request does not say something legal (exit 2, HTTP 400)
  too_large,  ///< more than the stated limit (exit 2, HTTP 413)
  not_found,  ///< no such id (exit 2, HTTP 404)
  conflict,   ///< it was true once, and is no longer: expired, hash mismatch (exit 1, HTTP 409)
  storage,    ///< disk, database (exit 1, HTTP 500)
  internal,   ///< ours to mend (exit 1, HTTP 500)
};

/// One failure in words a person can act on.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;      ///< what was found and what was expected
  std::string place;        ///< "file:line" or a JSON pointer; empty where there is none
  std::string hint;         ///< what to do about it; may be empty
  std::vector<Error> more;  ///< further errors of the same input, in reading order
};

/// All of `error` and its followers, one per line: "place: message (hint)".
[[nodiscard]] std::string describe(const Error& error);

/// A value or an Error. Member names follow std::expected, so that a later move to it is an alias.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] T& value() & { return require(), std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return require(), std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return require(), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const {
    UNKNOT_CHECK(!has_value(), "error() asked of a Result that holds a value");
    return std::get<1>(state_);
  }

 private:
  void require() const {
    if (!has_value()) {
      detail::fail_contract("result.has_value()", describe(std::get<1>(state_)), __FILE__, __LINE__);
    }
  }
  std::variant<T, Error> state_;
};

/// The outcome of a call that returns nothing.
struct Done {};
using Status = Result<Done>;

}  // namespace unknot
