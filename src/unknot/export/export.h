#pragma once
// The pages a routine leaves the program as: one file that plays on a phone, a print sheet, a sheet for a professional.
// Input: documents of the engine. Output: complete HTML texts that load nothing from anywhere. Design section 7.

#include <string>
#include <vector>

#include "unknot/core/result.h"
#include "unknot/flow_json.h"

namespace unknot {

/// One class of felt pressure, as the player's "lighter" steps down through them.
struct LevelForce {
  PressureLevel level = PressureLevel::w1;
  double force_N = 0;  ///< upper end of the class for a palm, > 0
};

/// Plain words for a force: "the weight of a resting hand" up to so many newtons.
struct PageForceWords {
  double up_to_N = 0;
  std::string words;
};

/// What a page is made of. The renderers take from each document only what a giver needs: of the report the verdict,
/// the areas, the caps and the safety net; never an answer, a reason or a rule (rulings, Screening 8).
struct PageInput {
  Json routine;                             ///< "unknot.routine/1", not refused
  Json report;                              ///< the report the routine stands on, full or the giver's
  Json atlas;                               ///< "unknot.atlas/1" of the receiver
  Json guidance;                            ///< "unknot.guidance/1"
  Json sources;                             ///< sources document
  std::vector<LevelForce> levels;           ///< lightest first
  std::vector<PageForceWords> force_words;  ///< lightest first
};

/// The page that plays by itself from the file system, and only on the local day of the screening.
/// @error conflict   the routine is refused, or the verdict plans nothing
/// @error bad_input  a document lacks a member, named in the message
/// @cost linear in the routine; about 80 kB of text for twenty minutes
[[nodiscard]] Result<std::string> render_page(const PageInput& input);

/// The same routine for paper, A4 and Letter, black and white. Errors as render_page.
[[nodiscard]] Result<std::string> render_print(const PageInput& input);

/// One page for a professional, from the handover document (screen/counsel.h).
/// Holds the receiver's own answers: it is theirs to hand on, not the giver's. @error bad_input as render_page
[[nodiscard]] Result<std::string> render_handover(const Json& handover);

}  // namespace unknot
