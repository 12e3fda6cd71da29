#include "guards.h"

#include <gtest/gtest.h>

#include "gunzip.h"
#include "net/http_server.h"
#include "static_files.h"
#include "unknot/core/check.h"

namespace unknot {
namespace {

net::HttpRequest request(std::string method, std::string path, net::HttpFields fields) {
  net::HttpRequest result{std::move(method), std::move(path), "", std::move(fields), ""};
  if (result.count("host") == 0) result.fields.emplace_back("host", "127.0.0.1:8420");
  return result;
}

TEST(CheckHeadTest, LetsOwnRequestsThrough) {
  EXPECT_FALSE(check_head(request("GET", "/", {}), 8420));
  EXPECT_FALSE(check_head(request("GET", "/api/v1/health", {{"host", "localhost:8420"}}), 8420));
  EXPECT_FALSE(check_head(
      request("POST", "/api/v1/screen", {{"content-type", "application/json"}, {"content-length", "2"}}), 8420));
  EXPECT_FALSE(check_head(request("POST", "/api/v1/cases/c1/plan", {{"content-length", "0"}}), 8420));
  EXPECT_FALSE(check_head(request("GET", "/", {{"sec-fetch-site", "cross-site"}}), 8420));  // a link from elsewhere
}

TEST(CheckHeadTest, RefusesOthers) {
  EXPECT_EQ(check_head(request("GET", "/", {{"host", "evil.example:8420"}}), 8420)->status, 403);
  EXPECT_EQ(check_head(request("GET", "/", {{"host", "127.0.0.1:8420"}, {"host", "127.0.0.1:8420"}}), 8420)->status,
            403);
  EXPECT_EQ(check_head(request("GET", "/api/v1/cases", {{"sec-fetch-site", "same-site"}}), 8420)->status, 403);
  EXPECT_EQ(check_head(request("DELETE", "/api/v1/cases/c1", {{"origin", "null"}}), 8420)->status, 403);
  EXPECT_EQ(check_head(request("POST", "/api/v1/screen", {{"transfer-encoding", "chunked"}}), 8420)->status, 415);
}

TEST(TokenBucketTest, LetsABurstThroughAndRefills) {
  TokenBucket bucket(3, 2);
  EXPECT_TRUE(bucket.take(10));
  EXPECT_TRUE(bucket.take(10));
  EXPECT_TRUE(bucket.take(10));
  EXPECT_FALSE(bucket.take(10));
  EXPECT_FALSE(bucket.take(10.4));
  EXPECT_TRUE(bucket.take(10.6));
  EXPECT_FALSE(bucket.take(10.6));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(100));
  EXPECT_FALSE(bucket.take(100));  // never more than the burst
}

// printf 'hello, hello, hello\n' | gzip -n -9
constexpr std::string_view kPacked(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9"
    "\xd7\x51\xc8\x40\xa2\xb8\x00\xe7\x42\x6e\x52\x14\x00\x00\x00",
    30);

TEST(GunzipTest, RefusesWhatIsNoGzip) {
  EXPECT_THROW((void)gunzip("plain text, long enough to hold a head and a tail"), ContractViolation);
  EXPECT_THROW((void)gunzip(""), ContractViolation);
  EXPECT_THROW((void)gunzip(std::string(kPacked.substr(0, 24)) + std::string(8, '\0')), ContractViolation);
}

class StaticFilesTest : public testing::Test {
 protected:
  net::HttpResponse get(std::string path, net::HttpFields fields = {}) const {
    return files_.answer(request("GET", std::move(path), std::move(fields)));
  }
  static std::string field(const net::HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.fields) {
      if (key == name) return value;
    }
    return {};
  }
  const EmbeddedFile web_[3] = {{"index.html", kPacked}, {"assets/app-BX3k9_aZ.js", kPacked}, {"sw.js", kPacked}};
  StaticFiles files_{web_};
};

TEST_F(StaticFilesTest, UnpacksForWhoTakesNoGzip) {
  EXPECT_EQ(get("/index.html").body, "hello, hello, hello\n");
  EXPECT_EQ(get("/index.html", {{"accept-encoding", "br, gzip"}}).body, kPacked);
  EXPECT_EQ(get("/index.html", {{"accept-encoding", "gzip; q=0"}}).body, "hello, hello, hello\n");
  EXPECT_EQ(field(get("/index.html", {{"accept-encoding", "*"}}), "Content-Encoding"), "gzip");
}

TEST_F(StaticFilesTest, FallsBackToTheAppForItsOwnPagesOnly) {
  EXPECT_EQ(get("/").status, 200);
  EXPECT_EQ(get("/plan/today").status, 200);
  EXPECT_EQ(get("/plan.js").status, 404);
  EXPECT_EQ(get("/..%2fetc").status, 404);
}

TEST_F(StaticFilesTest, TagsAndCaches) {
  const auto first = get("/sw.js");
  EXPECT_EQ(field(first, "Cache-Control"), "no-cache");
  EXPECT_EQ(get("/sw.js", {{"if-none-match", field(first, "ETag")}}).status, 304);
  EXPECT_EQ(get("/sw.js", {{"if-none-match", "\"x\", W/" + field(first, "ETag")}}).status, 304);
  EXPECT_EQ(get("/sw.js", {{"if-none-match", "\"x\""}}).status, 200);
  EXPECT_EQ(get("/sw.js", {{"if-none-match", field(first, "ETag")}, {"accept-encoding", "gzip"}}).status, 200);
  EXPECT_NE(field(get("/assets/app-BX3k9_aZ.js"), "Cache-Control").find("immutable"), std::string::npos);
  EXPECT_EQ(field(get("/assets/app-BX3k9_aZ.js"), "Content-Type"), "text/javascript; charset=utf-8");
}

TEST(HttpServerTest, OpensOnThisMachineAlone) {
  for (const char* host : {"0.0.0.0", "192.168.0.2", "::", "example.org", ""}) {
    EXPECT_EQ(net::HttpServer::open({host, 0}, {}).error().code, ErrorCode::bad_input) << host;
  }
  const auto server = net::HttpServer::open({"127.0.0.1", 0}, {});
  ASSERT_TRUE(server);
  EXPECT_GT(server->port(), 0);
  EXPECT_EQ(net::HttpServer::open({"127.0.0.1", server->port()}, {}).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace unknot
