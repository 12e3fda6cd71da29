#include "unknot/export/markup.h"

#include <gtest/gtest.h>

namespace unknot {
namespace {

TEST(JsonForScript, cannot_end_its_element_or_open_a_comment) {
  const Json document = {{"text", "</script><script>alert(1)</script><!-- & \xE2\x80\xA8 \" \\"}};
  const std::string text = json_for_script(document);
  EXPECT_EQ(text.find('<'), std::string::npos);
  EXPECT_EQ(text.find('>'), std::string::npos);
  EXPECT_EQ(text.find('&'), std::string::npos);
  EXPECT_EQ(text.find('\xE2'), std::string::npos);
  EXPECT_EQ(Json::parse(text), document);
}

TEST(JsonForScript, replaces_bytes_that_are_no_text) {
  const Json document = {{"text", "a\xFFz"}};
  EXPECT_EQ(json_for_script(document), "{\"text\":\"a\\ufffdz\"}");
}

TEST(FillTemplate, fills_once_and_does_not_read_what_it_inserted) {
  EXPECT_EQ(fill_template("<p>{{a}}{{b}}</p>", {{"a", "{{b}}"}, {"b", "2"}}), "<p>{{b}}2</p>");
}

TEST(FillTemplate, refuses_a_name_without_a_value_and_an_open_end) {
  EXPECT_THROW((void)fill_template("{{a}}", {}), ContractViolation);
  EXPECT_THROW((void)fill_template("{{a", {{"a", "1"}}), ContractViolation);
}

TEST(CspHash, is_the_hash_browsers_expect) {
  // SHA-256 of "alert('Hello, world.');", the example of the Content Security Policy specification.
  EXPECT_EQ(csp_hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

}  // namespace
}  // namespace unknot
