#include "unknot/audit/audit.h"

#include "unknot/audit/audit_parts.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace audit_detail {

std::string number(double value) { return digits_text(value, 3); }

}  // namespace audit_detail

std::vector<Violation> audit(const AuditKnowledge& knowledge, const Atlas& atlas, const Body& body,
                             const Case& the_case, const ScreenReport& report, const Routine& routine) {
  std::vector<Violation> found;
  const bool trained_giver_missing = report.trained_only && the_case.giver.training == Training::none;
  if (plans_nothing(report.verdict) || trained_giver_missing) {
    if (!routine.refused || !routine.strokes.empty()) {
      found.push_back({"verdict", "", "the verdict " + std::string(to_text(report.verdict)) + " plans nothing"});
    }
    return found;
  }
  if (routine.refused) {
    if (!routine.strokes.empty()) {
      found.push_back({"verdict", "", "a refused routine has steps"});
    }
    return found;
  }
  const audit_detail::Inspection inspection{knowledge, atlas, body, the_case, report, routine};
  audit_detail::check_time(inspection, found);
  audit_detail::check_touch(inspection, found);
  return found;
}

}  // namespace unknot
