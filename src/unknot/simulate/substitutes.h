#pragma once
// How each way of moving is put on a model that only knows presses, and what that leaves out.
// Input: knowledge/tissue/substitutes.toml. Output: SubstituteKnowledge. Rulings, "Tissue model"; docs/theory/dose.md.

#include <map>
#include <optional>
#include <string>

#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// How near a motion is to what the tissue model solves.
enum class SubstituteKind {
  press,       ///< it is a press
  travelling,  ///< presses one after another along a path; drag is left out
  stand_in,    ///< something else, in whose place a press is solved
};
[[nodiscard]] std::string_view to_text(SubstituteKind kind);

/// How the force goes within one beat.
enum class Beat {
  steady,  ///< stays
  pulse,   ///< swells and eases as a cosine
  lean,    ///< in, wait, out, nothing
  blow,    ///< short, then nothing
};

/// What stands for one motion.
struct Substitute {
  SubstituteKind kind = SubstituteKind::press;
  Beat beat = Beat::steady;
  Quantity force_ratio;            ///< the firmest moment, of the stroke's own force
  Quantity low_ratio;              ///< the lightest moment of a pulse, of the firmest
  Quantity pressed_ratio;          ///< share of a beat: of a blow, or of a lean without a dwell of its own
  Quantity reach_m;                ///< to either side within a beat
  std::optional<Surface> surface;  ///< presses instead of the stroke's own
  std::string pressed_as;          ///< one sentence
  std::string leaves_out;          ///< half a sentence: what the model does not see
  Provenance provenance;
};

/// The chapter knowledge/tissue/substitutes.toml.
struct SubstituteKnowledge {
  std::map<Motion, Substitute> motions;  ///< every motion
  std::map<Position, Quantity> tones;    ///< every position: muscle tone, 0 at rest
  Quantity spacing_m;                    ///< between places that are solved
  Quantity headings_count;               ///< ways a hand may point, over half a turn
  Quantity time_step_s, travel_step_m;   ///< the longest between two looks at the hands
  Quantity first_force_N, factor_ratio;  ///< the ladder of forces
  Quantity short_rest_s, long_rest_s;    ///< waits under a force
  Quantity cycle_high_ratio, cycle_low_ratio;
  /// @error bad_input: every problem of the chapter, a motion without its entry among them
  [[nodiscard]] static Result<SubstituteKnowledge> load(const KnowledgeFiles& files);
  [[nodiscard]] const Substitute& of(Motion motion) const { return motions.at(motion); }
};

}  // namespace unknot
