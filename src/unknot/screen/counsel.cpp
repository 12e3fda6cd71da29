#include "unknot/screen/counsel.h"

#include <algorithm>
#include <array>
#include <set>

namespace unknot {
namespace {

std::optional<Region> region_of(const PainMark& mark, const RegionAt& region_at) {
  if (mark.region || !mark.centre || !region_at) {
    return mark.region;
  }
  return region_at(*mark.centre);
}

/// The case as the conditions of the counsel see it, with what was found before: `stopped`, `see_doctor`.
class CounselFacts final : public Facts {
 public:
  CounselFacts(const Case& the_case, const RegionAt& region_at, bool stopped = false, bool see_doctor = false)
      : case_(the_case), region_at_(region_at), stopped_(stopped), see_doctor_(see_doctor) {}

  [[nodiscard]] Truth truth(std::string_view name) const override {
    if (name == "stopped" || name == "see_doctor") {
      return (name == "stopped" ? stopped_ : see_doctor_) ? Truth::yes : Truth::no;
    }
    const Answer* answer = find(name);
    if (answer == nullptr) {
      return Truth::no;
    }
    if (std::holds_alternative<Unknown>(*answer)) {
      return Truth::unsure;
    }
    const bool* value = std::get_if<bool>(answer);
    return value != nullptr && *value ? Truth::yes : Truth::no;
  }

  [[nodiscard]] std::optional<double> number(std::string_view name) const override {
    if (name == "age_years") {
      return case_.receiver.age_years;
    }
    if (name == "duration_days") {
      return case_.complaint.duration_days;
    }
    if (name == "intensity_nrs") {
      int worst_nrs = 0;
      for (const PainMark& mark : case_.complaint.pain) {
        worst_nrs = std::max(worst_nrs, mark.intensity_nrs);
      }
      return static_cast<double>(worst_nrs);
    }
    const Answer* answer = find(name);
    const double* value = answer == nullptr ? nullptr : std::get_if<double>(answer);
    return value == nullptr ? std::nullopt : std::optional(*value);
  }

  [[nodiscard]] Truth chosen(std::string_view name, std::string_view id) const override {
    if (name == "sex") {
      return to_text(case_.receiver.sex) == id ? Truth::yes : Truth::no;
    }
    const Answer* answer = find(name);
    if (answer == nullptr) {
      return Truth::no;
    }
    if (std::holds_alternative<Unknown>(*answer)) {
      return Truth::unsure;
    }
    if (const auto* one = std::get_if<std::string>(answer)) {
      return *one == id ? Truth::yes : Truth::no;
    }
    if (const auto* several = std::get_if<std::vector<std::string>>(answer)) {
      return std::find(several->begin(), several->end(), id) != several->end() ? Truth::yes : Truth::no;
    }
    return Truth::no;
  }

  [[nodiscard]] bool pain_in(std::string_view region) const override {
    return std::any_of(case_.complaint.pain.begin(), case_.complaint.pain.end(), [&](const PainMark& mark) {
      const std::optional<Region> found = region_of(mark, region_at_);
      return found.has_value() && to_text(*found) == region;
    });
  }

 private:
  [[nodiscard]] const Answer* find(std::string_view name) const {
    const auto at = case_.answers.find(std::string(name));
    return at == case_.answers.end() ? nullptr : &at->second;
  }

  const Case& case_;
  const RegionAt& region_at_;
  bool stopped_;
  bool see_doctor_;
};

/// A verdict that sends to a doctor (and not merely back to the questions, or to another day).
constexpr bool sends_to_doctor(Verdict verdict) { return verdict <= Verdict::doctor_first; }

/// The patterns the page names first.
constexpr std::size_t kNamedFirst_count = 2;

const OriginPattern& find_pattern(const CounselKnowledge& knowledge, const std::string& id) {
  const auto at = std::find_if(knowledge.patterns.begin(), knowledge.patterns.end(),
                               [&](const OriginPattern& pattern) { return pattern.id == id; });
  UNKNOT_CHECK(at != knowledge.patterns.end(),
               "a guess names the pattern \"" + id + "\", which knowledge does not hold");
  return *at;
}

/// The first two guesses that are at least possible.
std::vector<const OriginPattern*> leading(const CounselKnowledge& knowledge, const std::vector<OriginGuess>& guesses) {
  std::vector<const OriginPattern*> found;
  for (const OriginGuess& guess : guesses) {
    if (guess.grade != Likeliness::unlikely && found.size() < kNamedFirst_count) {
      found.push_back(&find_pattern(knowledge, guess.pattern));
    }
  }
  return found;
}

/// Which courses the pain may have; both where its length is not known.
std::set<PainCourse> courses_of(const CounselKnowledge& knowledge, const Facts& facts) {
  const bool acute = knowledge.acute_when.evaluate(facts) == Truth::yes;
  const bool lasting = knowledge.lasting_when.evaluate(facts) == Truth::yes;
  std::set<PainCourse> courses = {PainCourse::any};
  if (acute || !lasting) {
    courses.insert(PainCourse::acute);
  }
  if (lasting || !acute) {
    courses.insert(PainCourse::lasting);
  }
  return courses;
}

bool may_hold(const std::optional<Expression>& when, const Facts& facts) {
  return when.has_value() && when->evaluate(facts) != Truth::no;
}

std::string spaced(std::string_view word) {
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// "low back, left side"; of a drawn mark "low back, left of the spine"
std::string describe_place(const PainMark& mark, const RegionAt& region_at) {
  const std::optional<Region> found = region_of(mark, region_at);
  const std::string region = found ? spaced(to_text(*found)) : "marked on the drawing";
  if (mark.centre) {
    return region + (mark.centre->across < 0   ? ", left of the spine"
                     : mark.centre->across > 0 ? ", right of the spine"
                                               : ", on the spine");
  }
  switch (mark.side) {
    case Side::left:
      return region + ", left side";
    case Side::right:
      return region + ", right side";
    case Side::both:
      return region + ", both sides";
    case Side::middle:
      return region + ", in the middle";
  }
  return region;
}

std::string choice_text(const QuestionWords& question, const std::string& id) {
  for (const auto& [choice, text] : question.choices) {
    if (choice == id) {
      return text;
    }
  }
  return spaced(id);
}

/// What was answered, in words; empty for an explicit no, which a professional need not read.
std::string describe_answer(const QuestionWords& question, const Answer& answer) {
  if (const bool* value = std::get_if<bool>(&answer)) {
    return *value ? "yes" : "";
  }
  if (std::holds_alternative<Unknown>(answer)) {
    return "not sure";
  }
  if (const double* value = std::get_if<double>(&answer)) {
    return Json(*value).dump();
  }
  if (const auto* one = std::get_if<std::string>(&answer)) {
    return choice_text(question, *one);
  }
  std::string text;
  for (const std::string& id : std::get<std::vector<std::string>>(answer)) {
    text += (text.empty() ? "" : ", ") + choice_text(question, id);
  }
  return text;
}

const std::string& word(const CounselKnowledge& knowledge, const std::string& key) {
  const auto at = knowledge.words.find(key);
  UNKNOT_CHECK(at != knowledge.words.end(), "knowledge/counsel/guidance.toml [words] has no \"" + key + "\"");
  return at->second;
}

Json entered_receiver(const Receiver& receiver) {
  Json entered = {{"sex", to_text(receiver.sex)}, {"age_years", receiver.age_years}};
  if (receiver.stature_m) {
    entered["stature_m"] = *receiver.stature_m;
  }
  if (receiver.mass_kg) {
    entered["mass_kg"] = *receiver.mass_kg;
  }
  return entered;
}

Json entered_answers(const CounselKnowledge& knowledge, const Case& the_case) {
  Json answers = Json::array();
  for (const QuestionWords& question : knowledge.questions) {
    const auto answer = the_case.answers.find(question.id);
    if (answer == the_case.answers.end() || question.who == "giver") {
      continue;
    }
    const std::string said = describe_answer(question, answer->second);
    if (said.empty()) {
      continue;
    }
    Json row = {{"id", question.id}, {"question", question.text}, {"answer", said}};
    const auto since = the_case.answers_since.find(question.id);
    if (since != the_case.answers_since.end()) {
      row["since"] = to_text(since->second);
    }
    answers.push_back(std::move(row));
  }
  return answers;
}

}  // namespace

std::vector<OriginGuess> guess_origins(const CounselKnowledge& knowledge, const Case& the_case,
                                       const RegionAt& region_at) {
  return grade_origins(knowledge.patterns, knowledge.wording, CounselFacts(the_case, region_at));
}

std::vector<Expectation> expectations(const CounselKnowledge& knowledge, const Case& the_case,
                                      const std::vector<OriginGuess>& guesses, Verdict verdict,
                                      const RegionAt& region_at) {
  std::vector<Expectation> found;
  if (plans_nothing(verdict)) {
    return found;
  }
  const CounselFacts facts(the_case, region_at);
  const std::set<PainCourse> courses = courses_of(knowledge, facts);
  for (const OriginPattern* pattern : leading(knowledge, guesses)) {
    for (const OriginExpectation& expect : pattern->expectations) {
      if (courses.contains(expect.course)) {
        found.push_back({.pattern = pattern->id,
                         .text = expect.text,
                         .size = expect.size,
                         .certainty = expect.certainty,
                         .source = expect.provenance.source});
      }
    }
  }
  for (const GeneralExpectation& general : knowledge.general) {
    if (!general.when || may_hold(general.when, facts)) {
      found.push_back(general.expectation);
    }
  }
  return found;
}

std::vector<Alternative> alternatives(const CounselKnowledge& knowledge, const Case& the_case,
                                      const std::vector<OriginGuess>& guesses, Verdict verdict,
                                      const RegionAt& region_at) {
  std::vector<Alternative> rows;
  // Today's emergency room or doctor has no alternative; and before all is answered nothing is known.
  if (verdict <= Verdict::same_day || verdict == Verdict::incomplete) {
    return rows;
  }
  const std::vector<const OriginPattern*> patterns = leading(knowledge, guesses);
  const auto any_of_leading = [&](bool OriginPattern::*property) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const OriginPattern* one) { return one->*property; });
  };
  const bool stopped = sends_to_doctor(verdict);
  const CounselFacts facts(the_case, region_at, stopped, any_of_leading(&OriginPattern::see_doctor));

  std::set<PainKind> kinds;
  if (any_of_leading(&OriginPattern::nerve)) {
    // The trials behind the other rows left pain from a nerve out: their figures would promise too much.
    kinds.insert(PainKind::nerve);
  } else {
    const std::set<PainCourse> courses = courses_of(knowledge, facts);
    if (courses.contains(PainCourse::acute)) {
      kinds.insert(PainKind::acute);
    }
    if (courses.contains(PainCourse::lasting)) {
      kinds.insert(PainKind::lasting);
    }
  }
  if (any_of_leading(&OriginPattern::tension)) {
    kinds.insert(PainKind::tension);
  }

  for (const AlternativeRow& row : knowledge.alternatives) {
    const bool fits =
        std::any_of(row.kinds.begin(), row.kinds.end(), [&](PainKind kind) { return kinds.contains(kind); });
    if (!fits || (stopped && !row.on_stop) || may_hold(row.hidden_when, facts)) {
      continue;
    }
    Alternative shown = row.alternative;
    shown.better_choice = may_hold(row.better_when, facts);
    if (shown.better_choice) {
      shown.effect = row.better_because + " " + shown.effect;
    }
    rows.push_back(std::move(shown));
  }
  return rows;
}

Json guidance(const CounselKnowledge& knowledge) { return knowledge.guidance; }

Json handover(const CounselKnowledge& knowledge, const Case& the_case, const ScreenReport& report, const Moment& now,
              const RegionAt& region_at) {
  const std::string verdict(to_text(report.verdict));
  Json sheet = {{"schema", "unknot.handover/1"},
                {"knowledge_hash", knowledge.knowledge_hash},
                {"made_at", to_text(now)},
                {"title", knowledge.handover.title},
                {"lead", knowledge.handover.lead},
                {"verdict", {{"id", verdict}, {"text", word(knowledge, verdict)}}},
                {"receiver", entered_receiver(the_case.receiver)}};
  Json pain = Json::array();
  for (const PainMark& mark : the_case.complaint.pain) {
    pain.push_back({{"where", describe_place(mark, region_at)}, {"intensity_nrs", mark.intensity_nrs}});
  }
  sheet["pain"] = std::move(pain);
  if (the_case.complaint.duration_days) {
    sheet["duration_days"] = *the_case.complaint.duration_days;
  }
  sheet["answers"] = entered_answers(knowledge, the_case);

  Json clearances = Json::array();
  for (const Clearance& clearance : the_case.clearances) {
    clearances.push_back({{"rule", clearance.rule},
                          {"examined_on", to_text(clearance.examined_on)},
                          {"massage_allowed", clearance.massage_allowed}});
  }
  sheet["clearances"] = std::move(clearances);

  Json advice = Json::array();
  for (const Reason& reason : report.reasons) {
    advice.push_back({{"text", reason.text}, {"do", reason.what_to_do}, {"how_soon", to_text(reason.how_soon)}});
  }
  sheet["advice"] = std::move(advice);

  Json patterns = Json::array();
  for (const OriginGuess& guess : report.origin) {
    patterns.push_back({{"name", guess.name},
                        {"fit", word(knowledge, std::string(to_text(guess.grade)))},
                        {"because", guess.because}});
  }
  sheet["patterns"] = std::move(patterns);
  sheet["not_a_diagnosis"] = knowledge.wording.not_a_diagnosis;
  sheet["ask"] = knowledge.handover.ask;
  sheet["blanks"] = knowledge.handover.blanks;
  sheet["safety_net"] = knowledge.safety_net;
  sheet["review_note"] = knowledge.review_note;
  return sheet;
}

}  // namespace unknot
