#pragma once
// A case as the conditions of screening see it: "not sure" weighed by each question's policy.
// Input: a case, the knowledge, where marks lie. Output: Facts. Rulings, Screening 2.

#include <functional>
#include <optional>

#include "unknot/core/expression.h"
#include "unknot/screen/screen_knowledge.h"

namespace unknot {

/// Refers to both for its lifetime.
class CaseFacts final : public Facts {
 public:
  /// @param region_at  the region a freely drawn mark lies in; may be empty, then such marks have none
  CaseFacts(const Case& the_case, const ScreenKnowledge& knowledge,
            const std::function<std::optional<Region>(const ChartPoint&)>& region_at);

  [[nodiscard]] Truth truth(std::string_view name) const override;
  [[nodiscard]] std::optional<double> number(std::string_view name) const override;
  [[nodiscard]] Truth chosen(std::string_view name, std::string_view id) const override;
  [[nodiscard]] bool pain_in(std::string_view region) const override;

  /// The answer as given, or null.
  [[nodiscard]] const Answer* answer(std::string_view name) const;
  /// Whether a question is put to this person: an unsure condition asks too.
  [[nodiscard]] bool is_asked(const Question& question) const;

 private:
  const Case& case_;
  const ScreenKnowledge& knowledge_;
  double worst_nrs_ = 0;
  std::vector<Region> regions_;
};

}  // namespace unknot
