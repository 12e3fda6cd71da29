#pragma once
// The piece of a back under a tool as a grid for the solver: where its nodes lie, what its elements are made of, what
// carries it. Input: BackModel, PressPlace. Output: PressBlock. docs/theory/person.md, P-1 ... P-5.

#include <string>
#include <vector>

#include "unknot/simulate/press.h"
#include "unknot/simulate/tissue/window.h"

namespace unknot {

/// One layer of the middle of the block.
struct BlockLayer {
  std::string id, name;
  TissueKind kind = TissueKind::muscle;
  double thickness_m = 0;
};

struct PressBlock {
  tissue::Grid grid;
  tissue::MovingWindow::Spans spans;  ///< what of it is solved at a time
  PressFrame frame;
  std::vector<BlockLayer> layers;        ///< from the skin down; grid.layer_of counts them
  std::vector<ChartPoint> chart;         ///< below each surface node (y, x); beyond the chart: its nearest point
  std::vector<double> bone_share_ratio;  ///< below each bottom node (y, x): 1 bone, 0 none
  LayerColumn middle;                    ///< under the tool
  double middle_across_m = 0;            ///< of the body nearest to the tool's middle, where the middle is a gap
  /// What lies below the block in series with it: stiffness for what bone carries.
  LayerValue support_N_m;
  bool assumed_anatomy = false;
  std::vector<std::string> notes;
};

/// @error bad_input  a place off the chart, or one whose layers fold over each other, with the place
[[nodiscard]] Result<PressBlock> make_block(const BackModel& model, const PressPlace& place);

/// The tool's half lengths seen along z, across and along the way the hand points.
[[nodiscard]] PlanePoint half_size_m(const ToolBody& tool);
/// The tool as the solver has it.
[[nodiscard]] tissue::Indenter indenter_of(const ToolBody& tool, double friction_ratio);

}  // namespace unknot
