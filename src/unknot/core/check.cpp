#include "unknot/core/check.h"

namespace unknot::detail {

void fail_contract(std::string_view condition, std::string_view message, std::source_location where) {
  std::string text(where.file_name());
  text += ":" + std::to_string(where.line()) + ": ";
  text += message;
  text += " [";
  text += condition;
  text += "]";
  throw ContractViolation(text);
}

}  // namespace unknot::detail
