#pragma once
// A cut through a pressed block, for people: layers before and under load, the body that presses, the bone below.
// Input: BlockState and words. Output: SVG, light and dark, read aloud by its title and description. Design
// section 8.1.

#include <string>
#include <vector>

#include "unknot/simulate/block_state.h"

namespace unknot {

/// Which way the cut goes through the middle of the body.
enum class Cut { across, along };

/// What stands beside the drawing.
struct PictureWords {
  std::string title;
  std::string warning;      ///< what must not be overlooked; may be empty
  std::string summary;      ///< below the title
  std::string description;  ///< for those who hear the picture
  std::string body;         ///< what presses, with its force: "the thumb, 20 N"; empty where a dead load presses
  std::string under;        ///< where thickness is told: "under the hand"
  std::string below;        ///< what the lowest layer lies on there: "rib"
  bool below_is_bone = true;
  std::string beside;       ///< where bone ends, or begins: "soft parts"
  std::string left, right;  ///< what lies to either side
  std::string foot;         ///< what the reader must know of how it was made
  /// How thick each layer is now, from the surface down, as the words beside the picture have it; empty: measured down
  /// the block's depth line.
  std::vector<double> pressed_m;
};

/// One layer under the middle of the body.
struct LayerThickness {
  int layer = 0;  ///< index into BlockState::layers
  double rest_m = 0;
  double now_m = 0;
};
/// From the surface down, measured along the block's own depth lines.
[[nodiscard]] std::vector<LayerThickness> layers_under_body(const BlockState& block);

/// Equal scales both ways; the geometry is the solver's own. @param words  plain text, escaped here
[[nodiscard]] std::string press_picture(const BlockState& block, Cut cut, const PictureWords& words);

}  // namespace unknot
