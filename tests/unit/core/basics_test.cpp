#include <gtest/gtest.h>

#include "unknot/core/date.h"
#include "unknot/core/geometry.h"
#include "unknot/core/hash.h"
#include "unknot/core/result.h"
#include "unknot/core/rng.h"

namespace unknot {
namespace {

TEST(Check, ThrowsWithConditionAndMessage) {
  const Result<int> failed = Error{ErrorCode::bad_input, "no", "f:1", "do", {}};
  try {
    (void)failed.value();
    FAIL() << "value() of an Error must throw";
  } catch (const ContractViolation& violation) {
    EXPECT_NE(std::string(violation.what()).find("f:1: no (do)"), std::string::npos);
  }
  EXPECT_NO_THROW(UNKNOT_CHECK(1 + 1 == 2, "sums"));
}

TEST(Date, CountsDaysAsTheCalendarDoes) {
  EXPECT_EQ(to_day_index({1970, 1, 1}), 0);
  EXPECT_EQ(to_day_index({2000, 3, 1}), 11017);
  for (std::int64_t day = -700000; day < 800000; day += 7) {
    ASSERT_EQ(to_day_index(from_day_index(day)), day);
    ASSERT_TRUE(is_valid(from_day_index(day)));
  }
  EXPECT_EQ(days_between({2024, 2, 28}, {2024, 3, 1}), 2);
  EXPECT_EQ(days_between({2026, 2, 28}, {2026, 3, 1}), 1);
}

TEST(Date, ReadsOnlyRealDays) {
  EXPECT_EQ(parse_date("2026-11-22"), (Date{2026, 11, 22}));
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "26-11-22", "2026/11/22", "2026-11-2x", ""}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Moment, RoundTrips) {
  const auto moment = parse_moment("2026-11-22T20:15:09-03:30");
  ASSERT_TRUE(moment);
  EXPECT_EQ(moment->second_of_day_s, 20 * 3600 + 15 * 60 + 9);
  EXPECT_EQ(moment->utc_offset_minutes, -210);
  EXPECT_EQ(to_text(*moment), "2026-11-22T20:15:09-03:30");
  EXPECT_EQ(to_text(*parse_moment("2026-11-22T00:00:00Z")), "2026-11-22T00:00:00+00:00");
  for (const char* text : {"2026-11-22", "2026-11-22T24:00:00Z", "2026-11-22 20:15:09Z", "2026-11-22T20:15:09"}) {
    EXPECT_FALSE(parse_moment(text)) << text;
  }
}

// The vectors of FIPS 180-4's examples, and lengths around the padding's edge against each other.
TEST(Sha256, AgreesWithPublishedVectors) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Rng, IsTheSameEverywhere) {
  Rng rng(1234567);
  EXPECT_EQ(rng.next(), 6457827717110365317ULL);
  EXPECT_EQ(rng.next(), 3203168211198807973ULL);
  for (int i = 0; i < 1000; ++i) {
    const double value = rng.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
  }
}

TEST(Geometry, InsideOutsideAndOnTheEdge) {
  const ChartPolygon square = {{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}};
  EXPECT_TRUE(contains(std::span<const ChartPoint>(square), {0.25, 0.5}));
  EXPECT_TRUE(contains(std::span<const ChartPoint>(square), {0.5, 0.5}));
  EXPECT_TRUE(contains(std::span<const ChartPoint>(square), {0, 0}));
  EXPECT_FALSE(contains(std::span<const ChartPoint>(square), {0.51, 0.5}));
  EXPECT_FALSE(contains(std::span<const ChartPoint>(square), {0.25, -0.01}));
  EXPECT_THROW((void)contains(std::span<const ChartPoint>(square).first(2), {0, 0}), ContractViolation);
}

TEST(Geometry, DistanceIsZeroInsideAndExactOutside) {
  const std::vector<PlanePoint> square = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  EXPECT_EQ(distance_m(square, {0.5, 0.5}), 0);
  EXPECT_DOUBLE_EQ(distance_m(square, {2, 0.5}), 1);
  EXPECT_DOUBLE_EQ(distance_m(square, {4, 5}), 5);
  EXPECT_DOUBLE_EQ(distance_to_segment_m({0, 0}, {0, 0}, {3, 4}), 5);
}

TEST(Geometry, ChartHasItsEdges) {
  EXPECT_TRUE(is_on_chart({-1, -0.15}));
  EXPECT_TRUE(is_on_chart({1, 1.25}));
  EXPECT_FALSE(is_on_chart({1.01, 0}));
  EXPECT_FALSE(is_on_chart({0, 1.26}));
}

}  // namespace
}  // namespace unknot
