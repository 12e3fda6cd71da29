#include "unknot/core/check.h"

namespace unknot::detail {

void fail_contract(std::string_view condition, std::string_view message, std::string_view file, int line) {
  std::string text(file);
  text += ":" + std::to_string(line) + ": ";
  text += message;
  text += " [";
  text += condition;
  text += "]";
  throw ContractViolation(text);
}

}  // namespace unknot::detail
