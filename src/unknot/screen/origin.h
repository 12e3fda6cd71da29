#pragma once
// What kind of pain this may be: patterns graded from the answers, with reasons, never a diagnosis, never a percentage.
// Input: patterns (knowledge/counsel/origins.toml) and facts. Output: OriginGuess list, best first. Design section 6.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "unknot/core/expression.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"

namespace unknot {

/// An answer that speaks for or against a pattern.
struct OriginClue {
  Expression when;
  std::string because;  ///< half a sentence: "sitting long makes it worse"
};

/// How long the pain has lasted. `any`: a text that holds for both.
enum class PainCourse { acute, lasting, any };

struct OriginExpectation {
  PainCourse course = PainCourse::any;
  std::string text;
  std::string size;  ///< a figure seen in its source, or "not known"
  std::string certainty;
  Provenance provenance;
};

struct OriginPattern {
  std::string id;    ///< "or_04"
  std::string name;  ///< plain words
  std::optional<Expression> likely_when;
  std::optional<Expression> possible_when;
  std::optional<Expression> unlikely_when;    ///< lowers the grade by one step
  Likeliness highest = Likeliness::possible;  ///< no published test supports more
  bool is_default = false;                    ///< what most back pain is; named when no answer points anywhere
  bool nerve = false;
  bool tension = false;
  bool see_doctor = false;
  std::vector<OriginClue> clues;
  std::vector<OriginClue> against;
  std::vector<OriginExpectation> expectations;
  Provenance provenance;
};

/// Frames around the clues; "{clues}" is replaced.
struct OriginWording {
  std::string because;
  std::string against;
  std::string without_clues;  ///< of the default pattern when nothing points anywhere
  std::string not_a_diagnosis;
  std::string see_doctor;
};

/// Grades every pattern by its conditions (only a firm yes counts). Returned: those at least possible, graver grade
/// first, then by number of clues, then in file order; after them those that some clue named but an answer spoke
/// against, as `unlikely`. The page shows the first two and the others as "could also be". Never empty while a default
/// pattern exists.
///
/// @return at most `kMaxGuesses_count` guesses
/// @tested unit/screen/origin_test.cpp
[[nodiscard]] std::vector<OriginGuess> grade_origins(std::span<const OriginPattern> patterns,
                                                     const OriginWording& wording, const Facts& facts);

/// More than a person can weigh is noise.
inline constexpr std::size_t kMaxGuesses_count = 5;

}  // namespace unknot
