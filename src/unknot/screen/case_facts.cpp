#include "unknot/screen/case_facts.h"

#include <algorithm>

namespace unknot {

CaseFacts::CaseFacts(const Case& the_case, const ScreenKnowledge& knowledge,
                     const std::function<std::optional<Region>(const ChartPoint&)>& region_at)
    : case_(the_case), knowledge_(knowledge) {
  for (const PainMark& mark : case_.complaint.pain) {
    worst_nrs_ = std::max(worst_nrs_, static_cast<double>(mark.intensity_nrs));
    std::optional<Region> region = mark.region;
    if (!region && mark.centre && region_at) region = region_at(*mark.centre);
    if (region) regions_.push_back(*region);
  }
}

const Answer* CaseFacts::answer(std::string_view name) const {
  const auto found = case_.answers.find(std::string(name));
  return found == case_.answers.end() ? nullptr : &found->second;
}

Truth CaseFacts::truth(std::string_view name) const {
  const Answer* given = answer(name);
  if (given == nullptr) return Truth::no;
  if (const bool* value = std::get_if<bool>(given)) return *value ? Truth::yes : Truth::no;
  if (!std::holds_alternative<Unknown>(*given)) return Truth::no;
  const Question* question = knowledge_.find(name);
  if (question == nullptr) return Truth::unsure;
  switch (question->unknown) {
    case UnknownPolicy::cauda_equina:
      return Truth::yes;
    case UnknownPolicy::condition:
      return Truth::no;
    case UnknownPolicy::symptom:
    case UnknownPolicy::explain:
      return Truth::unsure;
  }
  return Truth::unsure;
}

std::optional<double> CaseFacts::number(std::string_view name) const {
  if (name == "age_years") return case_.receiver.age_years;
  if (name == "duration_days") return case_.complaint.duration_days;
  if (name == "intensity_nrs") return worst_nrs_;
  if (name == "sessions_count") return static_cast<double>(case_.history.sessions_count);
  if (name == "days_since_last") {
    return case_.history.days_since_last ? std::optional(static_cast<double>(*case_.history.days_since_last))
                                         : std::nullopt;
  }
  if (name == "minutes") return case_.giver.minutes;
  const Answer* given = answer(name);
  const double* value = given == nullptr ? nullptr : std::get_if<double>(given);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

Truth CaseFacts::chosen(std::string_view name, std::string_view id) const {
  const auto says = [](bool holds) { return holds ? Truth::yes : Truth::no; };
  if (name == "sex") return says(to_text(case_.receiver.sex) == id);
  if (name == "training") return says(to_text(case_.giver.training) == id);
  if (name == "place") return says(to_text(case_.giver.place) == id);
  const Answer* given = answer(name);
  if (given == nullptr) return Truth::no;
  if (std::holds_alternative<Unknown>(*given)) return Truth::unsure;
  if (const auto* one = std::get_if<std::string>(given)) return says(*one == id);
  if (const auto* several = std::get_if<std::vector<std::string>>(given)) {
    return says(std::find(several->begin(), several->end(), id) != several->end());
  }
  return Truth::no;
}

bool CaseFacts::pain_in(std::string_view region) const {
  return std::any_of(regions_.begin(), regions_.end(), [&](Region marked) { return to_text(marked) == region; });
}

bool CaseFacts::is_asked(const Question& question) const {
  return !question.asked_if || question.asked_if->evaluate(*this) != Truth::no;
}

}  // namespace unknot
