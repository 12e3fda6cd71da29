// The same facts as web/src/motion/motion.test.ts: what is pressed is what is shown.
#include "unknot/simulate/routine_touch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "routine_bench.h"

namespace unknot {
namespace {

using test::body;
using test::stroke_of;

StrokeTouches touches(const Stroke& stroke) { return touches_of(stroke, body(), test::substitutes(), 0.08); }

/// The touch of a hand nearest to a second.
const Touch& at(const StrokeTouches& all, double time_s, int hand_index = 0) {
  const Touch* best = nullptr;
  for (const Touch& touch : all.touches) {
    if (touch.hand_index == hand_index &&
        (best == nullptr || std::abs(touch.time_s - time_s) < std::abs(best->time_s - time_s))) {
      best = &touch;
    }
  }
  UNKNOT_CHECK(best != nullptr, "no touch of this hand");
  return *best;
}

double most_N(const StrokeTouches& all) {
  double most = 0;
  for (const Touch& touch : all.touches) most = std::max(most, touch.force_N);
  return most;
}

TEST(Touches, APauseTouchesNothing) {
  Stroke stroke = stroke_of(Motion::rest, {{0.3, 0.5}}, 5);
  EXPECT_FALSE(touches(stroke).touches.empty());
  stroke.technique = "pause";
  EXPECT_TRUE(touches(stroke).touches.empty());
  EXPECT_TRUE(touches(stroke_of(Motion::rest, {}, 5)).touches.empty());
}

TEST(Touches, AGlideIsWhereItsSpeedBringsItAndAsFirmAsItsForcesSay) {
  Stroke loop = stroke_of(Motion::glide, {{0.3, 0.9}, {0.3, 0.6}, {0.3, 0.9}}, 20);
  loop.force_N = {20, 20, 2};
  loop.speed_m_s = 0.1;
  const double period_s = pass_s(loop, body());
  EXPECT_NEAR(period_s, 0.6 * body().length_m() / 0.1, 0.2);
  const StrokeTouches all = touches(loop);
  EXPECT_NEAR(at(all, period_s / 4).force_N, 20, 0.2);
  EXPECT_NEAR(body().to_chart(at(all, period_s / 2).at_m).along, 0.6, 0.03);
  EXPECT_LT(at(all, 0.97 * period_s).force_N, 5);
  // A closed way is never left: every second is touched.
  double touched_s = 0;
  for (const Touch& touch : all.touches) touched_s += touch.duration_s;
  EXPECT_NEAR(touched_s, loop.duration_s, 1e-6);
}

TEST(Touches, AnOpenGlideLandsAndLeavesSoftlyAndTwoHandsFollowEachOther) {
  Stroke open = stroke_of(Motion::glide, {{0.3, 0.9}, {0.3, 0.3}}, 10);
  open.speed_m_s = 0.1;
  open.hand = HandUse::both;
  const StrokeTouches all = touches(open);
  const double period_s = pass_s(open, body());
  EXPECT_LT(at(all, 0.005 * period_s).force_N, 3);
  EXPECT_NEAR(at(all, 0.5 * period_s).force_N, 10, 1e-9);
  EXPECT_NEAR(at(all, 0.25 * period_s, 0).at_m.y_m, at(all, 0.75 * period_s, 1).at_m.y_m, 0.01);
}

TEST(Touches, ALeanGoesInWaitsAndRises) {
  Stroke press = stroke_of(Motion::press, {{0.3, 0.9}, {0.3, 0.6}}, 12);
  press.tempo_Hz = 0.2;
  press.dwell_s = 3;
  press.repetitions_count = 2;
  const StrokeTouches all = touches(press);
  EXPECT_NEAR(at(all, 2.5).force_N, 12, 1e-6);
  EXPECT_NEAR(body().to_chart(at(all, 2.5).at_m).along, 0.9, 1e-6);
  EXPECT_NEAR(body().to_chart(at(all, 7.5).at_m).along, 0.6, 1e-6);
  EXPECT_NEAR(all.rest_s, 3, 1e-9);
  // Nothing is pressed at a beat's end.
  for (const Touch& touch : all.touches) {
    EXPECT_FALSE(touch.time_s > 4.8 && touch.time_s < 5) << touch.time_s;
  }
}

TEST(Touches, KneadingHandsTakeTurnsAndWringingHandsPass) {
  Stroke knead = stroke_of(Motion::knead, {{0.4, 0.7}}, 10);
  knead.hand = HandUse::both;
  knead.tempo_Hz = 1;
  const StrokeTouches kneaded = touches(knead);
  EXPECT_GT(at(kneaded, 0.5, 0).force_N, at(kneaded, 0.5, 1).force_N);
  EXPECT_LT(at(kneaded, 1.0, 0).force_N, at(kneaded, 1.0, 1).force_N);

  Stroke wring = stroke_of(Motion::wring, {{0.6, 0.7}, {-0.6, 0.7}}, 8);
  wring.hand = HandUse::both;
  wring.path_left = {{-0.6, 0.7}, {0.6, 0.7}};
  wring.force_left_N = {8, 8};
  wring.tempo_Hz = 1;
  const StrokeTouches wrung = touches(wring);
  EXPECT_GT(at(wrung, 0.02, 0).at_m.x_m, at(wrung, 0.02, 1).at_m.x_m);
  EXPECT_LT(at(wrung, 0.5, 0).at_m.x_m, at(wrung, 0.5, 1).at_m.x_m);
}

TEST(Touches, BlowsAreShortAndAlternate) {
  Stroke strike = stroke_of(Motion::strike, {{0.3, 0.7}}, 15);
  strike.tempo_Hz = 4;
  strike.hand = HandUse::both;
  const StrokeTouches all = touches(strike);
  double touched_s = 0;
  for (const Touch& touch : all.touches) touched_s += touch.duration_s;
  EXPECT_LT(touched_s, 0.35 * strike.duration_s);
  EXPECT_GT(touched_s, 0.05 * strike.duration_s);
  EXPECT_NEAR(most_N(all), 15, 1.5);
  for (const Touch& touch : all.touches) {
    const double beat = touch.time_s * 4;
    EXPECT_EQ(static_cast<int>(std::floor(beat)) % 2, touch.hand_index) << touch.time_s;
  }
}

TEST(Touches, StretchAndHookDrawFromTheFirstToTheSecondAndComeHomeWithoutWeight) {
  for (const Motion motion : {Motion::stretch, Motion::hook}) {
    Stroke draw = stroke_of(motion, {{0.2, 0.7}, {0.3, 0.65}}, 6);
    draw.tempo_Hz = 1;
    const StrokeTouches all = touches(draw);
    EXPECT_NEAR(body().to_chart(at(all, 0.57).at_m).across, 0.3, 0.01);
    EXPECT_NEAR(body().to_chart(at(all, 0.02).at_m).across, 0.2, 0.01);
    EXPECT_LT(at(all, 0.96).force_N, 1);
  }
}

TEST(Touches, StayNearTheirPathAndNeverPressHarderThanTheStroke) {
  for (std::size_t n = 0; n < words_of<Motion>().size(); ++n) {
    Stroke stroke = stroke_of(static_cast<Motion>(n), {{0.3, 0.8}, {0.35, 0.7}, {0.3, 0.6}, {0.3, 0.5}}, 10);
    stroke.tempo_Hz = 1;
    for (const HandUse hands : {HandUse::right, HandUse::both}) {
      stroke.hand = hands;
      const StrokeTouches all = touches(stroke);
      ASSERT_FALSE(all.touches.empty()) << to_text(stroke.motion);
      double last_s = 0;
      for (const Touch& touch : all.touches) {
        EXPECT_GE(touch.time_s, last_s);
        last_s = touch.time_s;
        EXPECT_LE(touch.force_N, 10 * test::substitutes().of(stroke.motion).force_ratio.value + 1e-9);
        EXPECT_GT(touch.force_N, 0);
        const ChartPoint place = body().to_chart(touch.at_m);
        EXPECT_GT(place.along, 0.5 - 0.25);
        EXPECT_LT(place.along, 0.8 + 0.25);
      }
    }
  }
}

TEST(Touches, AHandOfItsOwnWithMorePlacesThanTheOtherIsFollowed) {
  Stroke hold = stroke_of(Motion::hold, {{0.3, 0.4}}, 5);
  hold.hand = HandUse::both;
  hold.path_left = {{-0.3, 0.4}, {-0.3, 0.5}, {-0.3, 0.6}};
  hold.force_left_N = {5, 5, 5};
  hold.dwell_s = 6;
  const StrokeTouches all = touches(hold);
  EXPECT_NEAR(body().to_chart(at(all, 1, 1).at_m).along, 0.4, 1e-9);
  EXPECT_NEAR(body().to_chart(at(all, 5, 1).at_m).along, 0.6, 1e-9);
}

TEST(Touches, TheHandPointsAwayFromTheGiver) {
  Stroke stroke = stroke_of(Motion::press, {{0.3, 0.6}}, 5);
  stroke.station = Station::left;
  const double left_rad = touches(stroke).heading_rad;
  stroke.station = Station::right;
  EXPECT_DOUBLE_EQ(touches(stroke).heading_rad, -left_rad);
  stroke.station = Station::head;
  EXPECT_DOUBLE_EQ(touches(stroke).heading_rad, 0);
  stroke.surface = Surface::forearm;
  EXPECT_NEAR(std::abs(touches(stroke).heading_rad), 1.5708, 1e-3);
}

}  // namespace
}  // namespace unknot
