#include "api.h"

#include <gtest/gtest.h>

#include <set>

namespace unknot {
namespace {

TEST(ApiRoutesTest, EachStandsInTheDescriptionAndTheOtherWayRound) {
  std::set<std::string> described;
  const Json description = Json::parse(embedded_document("openapi.json"));
  for (const auto& [path, methods] : description.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      std::string upper;
      for (const char c : method) upper += static_cast<char>(std::toupper(c));
      described.insert(upper + " " + path);
      EXPECT_TRUE(operation.contains("operationId")) << path;
    }
  }
  std::set<std::string> built;
  for (const ApiRoute& route : api_routes()) built.insert(std::string(route.method) + " " + std::string(route.pattern));
  EXPECT_EQ(built, described);
  EXPECT_GT(built.size(), 20U);
}

TEST(MatchPathTest, TakesWholePathsOnly) {
  std::string id;
  EXPECT_TRUE(match_path("/api/v1/health", "/api/v1/health", id));
  EXPECT_FALSE(match_path("/api/v1/health", "/api/v1/health/", id));
  EXPECT_TRUE(match_path("/api/v1/cases/{id}", "/api/v1/cases/c0ffee-1", id));
  EXPECT_EQ(id, "c0ffee-1");
  EXPECT_TRUE(match_path("/api/v1/cases/{id}/plan", "/api/v1/cases/c1/plan", id));
  EXPECT_EQ(id, "c1");
  for (const char* path :
       {"/api/v1/cases/", "/api/v1/cases/a/b", "/api/v1/cases/..", "/api/v1/cases/A", "/api/v1/cases/a%2fb"}) {
    EXPECT_FALSE(match_path("/api/v1/cases/{id}", path, id)) << path;
  }
  EXPECT_FALSE(match_path("/api/v1/cases/{id}/plan", "/api/v1/cases/plan", id));
}

}  // namespace
}  // namespace unknot
