// A stroke on a person's back: the window that goes along with the hand against the whole piece at once.

#include <gtest/gtest.h>

#include <cmath>

#include "support/back_person.h"
#include "unknot/simulate/press_block.h"

namespace unknot {
namespace {

TEST(VerifySlide, TheWindowFeelsWhatTheWholePieceFeels) {
  const test::BackPerson person;
  SerialExecutor executor;
  PressPlace place;
  place.at = {0.25, 0.6};
  place.tool = PressTool::thumb;
  place.fineness = Fineness::coarse;
  place.travel_m = 0.03;
  const PressBlock block = test::require(make_block(person.model(), place));
  const TissueKnowledge& knowledge = person.model().knowledge();
  const tissue::Indenter thumb = indenter_of(knowledge.tools.at(place.tool), knowledge.friction_ratio(place.oil));
  tissue::SolverOptions options;
  options.work_tolerance_ratio = 1e-6;
  tissue::TissueSolver whole(block.grid, thumb, tissue::best_kernels(), executor, options);
  auto window =
      tissue::MovingWindow::make(block.grid, thumb, 0, block.spans, tissue::best_kernels(), executor, options);
  ASSERT_TRUE(window) << describe(window.error());
  EXPECT_LT(2 * window->rows().size(), block.grid.y_m.size());
  constexpr double kForce_N = 10;
  ASSERT_FALSE(whole.press_to_force(kForce_N));
  ASSERT_FALSE(window->press_to_force(kForce_N));
  for (const double position_m : {0.01, 0.02, 0.03}) {
    ASSERT_FALSE(whole.move_to(position_m, kForce_N, 0.1));
    ASSERT_FALSE(window->move_to(position_m, kForce_N, 0.1));
    const tissue::TissueSolver& part = window->solver();
    EXPECT_NEAR(part.pose().depth_m, whole.pose().depth_m, 0.005 * whole.pose().depth_m) << position_m;
    EXPECT_NEAR(part.sums().force_N[2], kForce_N, 0.01);
    EXPECT_NEAR(part.sums().force_N[1], whole.sums().force_N[1], 0.01 * kForce_N) << position_m;
    EXPECT_NEAR(part.sums().touching_count, whole.sums().touching_count, 2) << position_m;
  }
}

}  // namespace
}  // namespace unknot
