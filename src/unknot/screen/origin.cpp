#include "unknot/screen/origin.h"

#include <algorithm>

namespace unknot {
namespace {

bool holds(const std::optional<Expression>& when, const Facts& facts) {
  return when.has_value() && when->evaluate(facts) == Truth::yes;
}

std::vector<std::string> firing(const std::vector<OriginClue>& clues, const Facts& facts) {
  std::vector<std::string> texts;
  for (const OriginClue& clue : clues) {
    if (clue.when.evaluate(facts) == Truth::yes) {
      texts.push_back(clue.because);
    }
  }
  return texts;
}

/// "a", "a and b", "a, b and c"
std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      text += i + 1 == parts.size() ? " and " : ", ";
    }
    text += parts[i];
  }
  return text;
}

std::string fill(const std::string& frame, const std::vector<std::string>& clues) {
  constexpr std::string_view kSlot = "{clues}";
  const std::size_t at = frame.find(kSlot);
  UNKNOT_CHECK(at != std::string::npos, "the frame \"" + frame + "\" has no {clues}");
  return frame.substr(0, at) + join(clues) + frame.substr(at + kSlot.size());
}

Likeliness one_step_less(Likeliness grade) {
  return grade == Likeliness::likely ? Likeliness::possible : Likeliness::unlikely;
}

struct Graded {
  OriginGuess guess;
  std::size_t clues_count = 0;
  bool pointed = false;  ///< a grading condition held, whatever was said against it
};

Graded grade(const OriginPattern& pattern, const OriginWording& wording, const Facts& facts) {
  Graded graded;
  graded.guess.pattern = pattern.id;
  graded.guess.name = pattern.name;
  graded.guess.source = pattern.provenance.source;
  Likeliness value = Likeliness::unlikely;
  if (holds(pattern.likely_when, facts)) {
    value = Likeliness::likely;
  } else if (holds(pattern.possible_when, facts)) {
    value = Likeliness::possible;
  }
  graded.pointed = value != Likeliness::unlikely;
  // Likeliness runs from likely to unlikely, so that the weaker of two grades is the greater value.
  value = std::max(value, pattern.highest);
  if (holds(pattern.unlikely_when, facts)) {
    value = one_step_less(value);
  }
  graded.guess.grade = value;
  if (graded.pointed) {
    const std::vector<std::string> clues = firing(pattern.clues, facts);
    const std::vector<std::string> against = firing(pattern.against, facts);
    graded.clues_count = clues.size();
    if (!clues.empty()) {
      graded.guess.because = fill(wording.because, clues);
    }
    if (!against.empty()) {
      graded.guess.because += " " + fill(wording.against, against);
    }
    if (pattern.see_doctor && value != Likeliness::unlikely) {
      graded.guess.because += " " + wording.see_doctor;
    }
  }
  return graded;
}

}  // namespace

std::vector<OriginGuess> grade_origins(std::span<const OriginPattern> patterns, const OriginWording& wording,
                                       const Facts& facts) {
  std::vector<Graded> graded;
  for (const OriginPattern& pattern : patterns) {
    Graded one = grade(pattern, wording, facts);
    if (one.pointed) {
      graded.push_back(std::move(one));
    }
  }
  std::stable_sort(graded.begin(), graded.end(), [](const Graded& a, const Graded& b) {
    return a.guess.grade != b.guess.grade ? a.guess.grade < b.guess.grade : a.clues_count > b.clues_count;
  });
  std::vector<OriginGuess> guesses;
  for (const Graded& one : graded) {
    guesses.push_back(one.guess);
  }
  const bool nothing_fits = guesses.empty() || guesses.front().grade == Likeliness::unlikely;
  const auto usual =
      std::find_if(patterns.begin(), patterns.end(), [](const OriginPattern& pattern) { return pattern.is_default; });
  if (nothing_fits && usual != patterns.end()) {
    std::erase_if(guesses, [&](const OriginGuess& guess) { return guess.pattern == usual->id; });
    guesses.insert(guesses.begin(), OriginGuess{.pattern = usual->id,
                                                .name = usual->name,
                                                .grade = Likeliness::possible,
                                                .because = wording.without_clues,
                                                .source = usual->provenance.source});
  }
  if (guesses.size() > kMaxGuesses_count) {
    guesses.resize(kMaxGuesses_count);
  }
  return guesses;
}

}  // namespace unknot
