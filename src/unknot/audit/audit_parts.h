#pragma once
// Inside the audit: what its parts hand to each other.
// Input: an Inspection. Output: violations appended.

#include "unknot/audit/audit.h"

namespace unknot::audit_detail {

/// Everything about one routine under inspection; references outlive the call.
struct Inspection {
  const AuditKnowledge& knowledge;
  const Atlas& atlas;
  const Body& body;
  const Case& the_case;
  const ScreenReport& report;
  const Routine& routine;
};

/// At most three decimals, for messages.
[[nodiscard]] std::string number(double value);

void check_time(const Inspection& in, std::vector<Violation>& found);
void check_touch(const Inspection& in, std::vector<Violation>& found);

}  // namespace unknot::audit_detail
