#include "support/random_case.h"

namespace unknot::test {
namespace {

template <typename Enum>
Enum any_of(Rng& rng) {
  return static_cast<Enum>(rng.index(words_of<Enum>().size()));
}

PainMark random_mark(Rng& rng) {
  PainMark mark;
  mark.intensity_nrs = static_cast<int>(rng.index(11));
  if (rng.chance(0.7)) {
    mark.region = any_of<Region>(rng);
    mark.side = any_of<Side>(rng);
  } else {
    mark.centre =
        ChartPoint{rng.uniform(kAcrossMin_ratio, kAcrossMax_ratio), rng.uniform(kAlongMin_ratio, kAlongMax_ratio)};
    mark.radius_m = rng.uniform(0.01, 0.12);
  }
  return mark;
}

Giver random_giver(Rng& rng) {
  Giver giver;
  giver.training = any_of<Training>(rng);
  giver.minutes = 5 + static_cast<double>(rng.index(56));
  giver.place = any_of<Place>(rng);
  giver.oil = giver.place != Place::chair && rng.chance(0.7);
  giver.scale_practised = rng.chance(0.3);
  if (rng.chance(0.3)) {
    giver.position = any_of<Position>(rng);
  }
  if (giver.training == Training::professional) {
    giver.profile = ProfessionalProfile{"School", 700, "123"};
  }
  return giver;
}

/// Mostly yes, sometimes unsure; places and choices as the question allows.
Answer worrying_answer(Rng& rng, const CaseSchema::QuestionShape& shape) {
  if (rng.chance(0.15)) {
    return Unknown{};
  }
  if (shape.kind == "yes_no") {
    return true;
  }
  if (shape.kind == "number") {
    return rng.uniform(shape.range.low, shape.range.high);
  }
  if (shape.kind == "choice") {
    return shape.choices[rng.index(shape.choices.size())];
  }
  std::vector<std::string> chosen;
  for (const std::string& choice : shape.choices) {
    if (rng.chance(0.25)) {
      chosen.push_back(choice);
    }
  }
  return chosen;
}

}  // namespace

Case healthy_case(const CaseSchema& schema) {
  Case the_case;
  the_case.receiver = {Sex::female, 38, 1.66, 64, std::nullopt};
  PainMark mark;
  mark.region = Region::low_back;
  mark.side = Side::both;
  mark.intensity_nrs = 5;
  the_case.complaint.pain = {mark};
  the_case.complaint.duration_days = 56;
  for (const auto& [id, shape] : schema.questions) {
    if (shape.kind == "yes_no") {
      the_case.answers[id] = false;
    }
  }
  return the_case;
}

Case random_case(Rng& rng, const CaseSchema& schema, int worries_max_count) {
  Case the_case = healthy_case(schema);
  the_case.receiver.sex = any_of<Sex>(rng);
  the_case.receiver.age_years = static_cast<double>(16 + rng.index(80));
  the_case.receiver.stature_m = rng.chance(0.8) ? std::optional(rng.uniform(1.4, 2.05)) : std::nullopt;
  the_case.receiver.mass_kg = rng.chance(0.8) ? std::optional(rng.uniform(42, 150)) : std::nullopt;
  if (rng.chance(0.15)) {
    the_case.receiver.threshold_Pa = rng.uniform(80e3, 700e3);
  }
  the_case.complaint.pain.clear();
  for (std::uint64_t i = 0, n = 1 + rng.index(4); i < n; ++i) {
    the_case.complaint.pain.push_back(random_mark(rng));
  }
  the_case.complaint.duration_days = rng.chance(0.9) ? std::optional(rng.uniform(0, 800)) : std::nullopt;
  the_case.giver = random_giver(rng);
  the_case.history.sessions_count = static_cast<int>(rng.index(6));
  the_case.history.sessions_without_soreness_count =
      static_cast<int>(rng.index(static_cast<std::uint64_t>(the_case.history.sessions_count) + 1));
  for (std::uint64_t i = 0, n = rng.index(static_cast<std::uint64_t>(worries_max_count) + 1); i < n; ++i) {
    auto at = schema.questions.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(rng.index(schema.questions.size())));
    the_case.answers[at->first] = worrying_answer(rng, at->second);
    // A place belongs to its yes; without one the report is incomplete and little is exercised.
    const auto where = schema.questions.find(at->first + "_where");
    if (where != schema.questions.end()) {
      the_case.answers[where->first] = worrying_answer(rng, where->second);
    }
  }
  return the_case;
}

}  // namespace unknot::test
