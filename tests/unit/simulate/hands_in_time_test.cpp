// The fixture that holds pressing and showing together: web/src/test-fixtures/hands_in_time.json is what `touches_of`
// gives; web/src/motion/hands_in_time.test.ts asks the player for the same hands at the same seconds.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "routine_bench.h"
#include "unknot/flow_json.h"
#include "unknot/simulate/routine_touch.h"

namespace unknot {
namespace {

constexpr const char* kFixture = "web/src/test-fixtures/hands_in_time.json";
/// A hundredth of a millimetre, of a millisecond, of a millinewton.
double rounded(double value) { return std::round(value * 1e5) / 1e5; }

/// One stroke of each motion in each way that hands share it.
std::vector<Stroke> strokes() {
  std::vector<Stroke> all;
  const std::vector<ChartPoint> open = {{0.35, 0.3}, {0.45, 0.4}, {0.3, 0.5}};
  const std::vector<ChartPoint> pairs = {{0.35, 0.3}, {0.45, 0.3}, {0.3, 0.5}, {0.4, 0.46}};
  for (int n = 0; n <= static_cast<int>(Motion::roll); ++n) {
    const auto motion = static_cast<Motion>(n);
    const bool draws = motion == Motion::stretch || motion == Motion::hook;
    const bool travels = motion == Motion::glide || motion == Motion::saw || motion == Motion::fold;
    const bool still = motion == Motion::rest || motion == Motion::hold || motion == Motion::spread;
    Stroke stroke = test::stroke_of(motion, draws ? pairs : open, 10);
    stroke.force_N[1] = 16;
    stroke.duration_s = 6;
    stroke.repetitions_count = 2;
    if (travels) {
      stroke.speed_m_s = 0.05;
    } else if (still) {
      stroke.dwell_s = 1.7;
    } else {
      stroke.tempo_Hz = 0.7;
    }
    stroke.station = Station::left;
    all.push_back(stroke);
    stroke.hand = HandUse::both;
    stroke.station = Station::right;
    all.push_back(stroke);
    stroke.station = Station::head;
    if (!draws && motion != Motion::spread) {
      for (const ChartPoint& point : stroke.path) stroke.path_left.push_back({-point.across, point.along});
      stroke.force_left_N = {6, 7, 8};
    }
    if (travels) stroke.path.push_back(stroke.path.front()), stroke.force_N.push_back(10);
    all.push_back(stroke);
  }
  return all;
}

Json metres(const std::vector<ChartPoint>& path) {
  Json out = Json::array();
  for (const ChartPoint& point : path) {
    const PlanePoint place = test::body().to_plane(point);
    out.push_back({rounded(place.x_m), rounded(place.y_m)});
  }
  return out;
}

Json document() {
  Json all = Json::array();
  for (const Stroke& stroke : strokes()) {
    Json one = to_json(stroke);
    one["path"] = metres(stroke.path);
    if (!stroke.path_left.empty()) one["path_left"] = metres(stroke.path_left);
    Json touches = Json::array();
    for (const Touch& touch : touches_of(stroke, test::body(), test::substitutes(), 0.08).touches) {
      touches.push_back({rounded(touch.time_s), touch.hand_index, rounded(touch.at_m.x_m), rounded(touch.at_m.y_m),
                         rounded(touch.force_N)});
    }
    all.push_back({{"stroke", std::move(one)},
                   {"force_ratio", test::substitutes().of(stroke.motion).force_ratio.value},
                   {"touches", std::move(touches)}});
  }
  return all;
}

TEST(HandsInTime, AreThoseThePlayerIsTestedAgainst) {
  const Json now = document();
  if (const char* target = std::getenv("UNKNOT_WRITE_HANDS_IN_TIME")) {
    std::ofstream file(target);
    file << "[\n";
    for (std::size_t n = 0; n < now.size(); ++n) file << now[n].dump() << (n + 1 < now.size() ? ",\n" : "\n]\n");
  }
  const Json kept = Json::parse(test::read_source_file(kFixture));
  ASSERT_EQ(kept.size(), now.size());
  for (std::size_t n = 0; n < now.size(); ++n) {
    const Json &then = kept[n].at("touches"), &touches = now[n].at("touches");
    const std::string motion = now[n].at("stroke").at("motion").get<std::string>();
    EXPECT_EQ(kept[n].at("stroke"), now[n].at("stroke")) << motion;
    ASSERT_EQ(then.size(), touches.size()) << motion << ": UNKNOT_WRITE_HANDS_IN_TIME=FILE writes it anew";
    for (std::size_t k = 0; k < touches.size(); ++k) {
      for (std::size_t m = 0; m < 5; ++m) {
        EXPECT_NEAR(then[k][m].get<double>(), touches[k][m].get<double>(), 2.1e-5) << motion << ", touch " << k;
      }
    }
  }
}

}  // namespace
}  // namespace unknot
