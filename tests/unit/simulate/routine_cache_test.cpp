#include "unknot/simulate/routine_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routine_bench.h"

namespace unknot {
namespace {

using testing::HasSubstr;

const CacheOwner kOwner{"aa", "bb", "prone", "coarse", 1};

SolvedPlaces some_places() {
  SolvedPlaces places;
  PlaceKey key;
  for (int n = 0; n < 5; ++n) {
    key.across_index = n;
    key.along_index = -n;
    key.firmness = static_cast<Firmness>(n % 3);
    key.tool = static_cast<PressTool>(n);
    SolvedPlace place;
    place.forces_N = {2.5, 7.3};
    PressPlace at;
    at.at = {0.1 * n, 0.3};
    place.steps = test::formula_press(key.firmness, at, place.forces_N, 0).value();
    places.emplace(key, place);
  }
  key.rest_index = 2;
  SolvedPlace failed;
  failed.forces_N = {9};
  failed.failure = "did not balance: \"quoted\" and µ";
  places.emplace(key, failed);
  return places;
}

std::string error_of(const std::string& text, const CacheOwner& owner = kOwner) {
  const auto read = read_cache_text(text, owner, "places.jsonl");
  return read ? "" : describe(read.error());
}

TEST(Cache, GivesBackEveryBit) {
  const SolvedPlaces places = some_places();
  const std::string text = to_cache_text(kOwner, places);
  const SolvedPlaces read = read_cache_text(text, kOwner, "places.jsonl").value();
  ASSERT_EQ(read.size(), places.size());
  EXPECT_EQ(to_cache_text(kOwner, read), text);
  for (const auto& [key, place] : places) {
    const SolvedPlace& back = read.at(key);
    EXPECT_EQ(back.forces_N, place.forces_N);
    EXPECT_EQ(back.failure, place.failure);
    for (std::size_t n = 0; n < place.steps.size(); ++n) {
      EXPECT_EQ(back.steps[n].depth_m, place.steps[n].depth_m);
      EXPECT_EQ(back.steps[n].layers[3].min_strain_ratio, place.steps[n].layers[3].min_strain_ratio);
    }
  }
  EXPECT_TRUE(read_cache_text(to_cache_text(kOwner, {}), kOwner, "places.jsonl").value().empty());
}

TEST(Cache, IsRefusedForAnybodyAndAnythingElse) {
  const std::string text = to_cache_text(kOwner, some_places());
  EXPECT_EQ(error_of(text), "");
  const auto other = [&](const auto& change) {
    CacheOwner owner = kOwner;
    change(owner);
    return error_of(text, owner);
  };
  EXPECT_THAT(other([](CacheOwner& owner) { owner.case_hash = "cc"; }), HasSubstr("another case"));
  EXPECT_THAT(other([](CacheOwner& owner) { owner.knowledge_hash = "cc"; }), HasSubstr("knowledge"));
  EXPECT_THAT(other([](CacheOwner& owner) { owner.solver_version_count = 2; }), HasSubstr("version of the solver"));
  EXPECT_THAT(other([](CacheOwner& owner) { owner.position = "seated"; }), HasSubstr("position"));
  EXPECT_THAT(other([](CacheOwner& owner) { owner.fineness = "fine"; }), HasSubstr("fineness"));
}

TEST(Cache, IsRefusedWhereItIsNotWhole) {
  const std::string text = to_cache_text(kOwner, some_places());
  for (std::size_t length = 0; length < text.size(); length += 37) {
    EXPECT_NE(error_of(text.substr(0, length)), "") << length;
  }
  std::string changed = text;
  const std::size_t digit = changed.find("7.3");
  ASSERT_NE(digit, std::string::npos);
  changed[digit] = '8';
  EXPECT_THAT(error_of(changed), HasSubstr("not whole"));
  EXPECT_NE(error_of("{}\n{}\n"), "");
  EXPECT_NE(error_of("{\"schema\":\"something/1\"}\nx\n"), "");
  EXPECT_NE(error_of("\n\n\n"), "");
}

}  // namespace
}  // namespace unknot
