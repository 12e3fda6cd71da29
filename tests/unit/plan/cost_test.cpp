#include "unknot/plan/cost.h"

#include <gtest/gtest.h>

#include "property/plan/plan_world.h"

namespace unknot::test {
namespace {

/// A short well-made routine that each test below spoils in one way.
std::vector<PlanItem> good() {
  return {{"T01", "contact", "whole_back", Side::both, PressureLevel::w1, 30, 0},
          {"T02", "stroking", "whole_back", Side::both, PressureLevel::w2, 80, 0},
          {"T03", "leaning", "whole_back", Side::both, PressureLevel::w2, 80, 0},
          {"T06", "petrissage", "mid_back", Side::left, PressureLevel::w3, 60, 0},
          {"T06", "petrissage", "mid_back", Side::right, PressureLevel::w3, 60, 0},
          {"T42", "petrissage", "low_back", Side::left, PressureLevel::w2, 60, 0.5},
          {"T22", "compression", "low_back", Side::left, PressureLevel::w2, 60, 0.5},
          {"T03", "leaning", "whole_back", Side::both, PressureLevel::w2, 60, 0},
          {"T02", "stroking", "whole_back", Side::both, PressureLevel::w2, 60, 0},
          {"T01", "contact", "whole_back", Side::both, PressureLevel::w1, 30, 0}};
}
PlanCost cost_of(const std::vector<PlanItem>& items) { return plan_cost(plan_world().plan, items); }

TEST(PlanCost, EachPartFiresOnItsOwnFault) {
  const PlanCost clean = cost_of(good());
  EXPECT_EQ(clean.rise, 0);
  EXPECT_EQ(clean.end, 0);
  EXPECT_EQ(clean.sore, 0);
  EXPECT_EQ(clean.general, 0);

  auto items = good();
  std::swap(items[0], items[3]);
  EXPECT_GT(cost_of(items).general, clean.general) << "opens with kneading";
  EXPECT_GT(cost_of(items).order, clean.order);
  EXPECT_GT(cost_of(items).rise, 0) << "W3 at once";

  items = good();
  items.back().level = PressureLevel::w3;
  EXPECT_GT(cost_of(items).end, 0);

  items = good();
  std::swap(items[5], items[6]);
  EXPECT_GT(cost_of(items).sore, 0) << "the middle before the rim";

  items = good();
  std::swap(items[3], items[6]);
  EXPECT_GT(cost_of(items).sore, 0) << "the sore place before the others";

  items = good();
  items[4].duration_s = 20;
  EXPECT_GT(cost_of(items).side, clean.side) << "sides unequal where neither is sore";

  items = good();
  items[3].duration_s = items[4].duration_s = 300;
  EXPECT_GT(cost_of(items).tired, clean.tired);
  EXPECT_GT(cost_of(items).link, clean.link);

  items = good();
  items.insert(items.begin() + 6, items[3]);
  EXPECT_GT(cost_of(items).wander, clean.wander) << "back to a region left behind";

  items = good();
  items[4].side = Side::left;
  EXPECT_GT(cost_of(items).same, clean.same);

  items = good();
  items[1].level = items[2].level = PressureLevel::w3;
  items[3].level = items[4].level = PressureLevel::w2;
  EXPECT_GT(cost_of(items).peak, clean.peak) << "deepest at the start";
}

}  // namespace
}  // namespace unknot::test
