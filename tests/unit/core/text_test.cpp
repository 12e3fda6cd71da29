#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "unknot/core/base64.h"
#include "unknot/core/check.h"
#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// The C locale again, whatever a test set.
class Locale : public testing::Test {
 protected:
  void TearDown() override { std::setlocale(LC_ALL, "C"); }

  /// A locale that writes one and a half as "1,5": one of the machine's, or one made from its sources.
  static bool set_comma() {
    for (const char* name : {"de_DE.utf8", "fr_FR.utf8", "nl_NL.utf8"}) {
      if (std::setlocale(LC_ALL, name) != nullptr) return true;
    }
    const std::string made = testing::TempDir() + "unknot_de_DE.utf8";
    if (!std::filesystem::exists(made + "/LC_NUMERIC")) {
      const std::string command = "localedef -f UTF-8 -i de_DE '" + made + "' >/dev/null 2>&1";
      if (std::system(command.c_str()) != 0) return false;
    }
    ::setenv("LOCPATH", testing::TempDir().c_str(), 1);
    return std::setlocale(LC_ALL, "unknot_de_DE.utf8") != nullptr;
  }
};

TEST(NumberText, FixedKeepsItsDecimals) {
  EXPECT_EQ(fixed_text(0.5, 2), "0.50");
  EXPECT_EQ(fixed_text(-12.345, 1), "-12.3");
  EXPECT_EQ(fixed_text(2.5, 0), "2");
  EXPECT_EQ(fixed_text(1e300, 0).size(), 301U);
  EXPECT_EQ(fixed_text(kNaN, 1), "nan");
  EXPECT_EQ(fixed_text(-kInfinite, 1), "-inf");
}

TEST(NumberText, ZeroHasNoSign) {
  EXPECT_EQ(fixed_text(-0.0, 0), "0");
  EXPECT_EQ(fixed_text(-0.04, 1), "0.0");
  EXPECT_EQ(fixed_text(-0.05001, 1), "-0.1");
  EXPECT_EQ(short_text(-0.01, 1), "0");
  EXPECT_EQ(digits_text(-0.0, 3), "0");
  EXPECT_EQ(digits_text(-1e-9, 3), "-1e-09");
}

TEST(NumberText, ShortDropsZerosAtTheEndAlone) {
  EXPECT_EQ(short_text(12.50, 2), "12.5");
  EXPECT_EQ(short_text(30.0, 1), "30");
  EXPECT_EQ(short_text(300, 0), "300");
  EXPECT_THROW((void)short_text(kNaN, 1), ContractViolation);
  EXPECT_THROW((void)short_text(kInfinite, 1), ContractViolation);
}

TEST(NumberText, DigitsCountFromTheFirstThatCounts) {
  EXPECT_EQ(digits_text(1234.5, 3), "1.23e+03");
  EXPECT_EQ(digits_text(0.00123456, 3), "0.00123");
  EXPECT_EQ(number_text(0.1 + 0.2), "0.3");
  EXPECT_EQ(number_text(1.5), "1.5");
}

TEST(NumberText, PadsCountsAndClocks) {
  EXPECT_EQ(padded_text(7, 3), "007");
  EXPECT_EQ(padded_text(12345, 3), "12345");
  EXPECT_EQ(padded_text(0, 1), "0");
  EXPECT_EQ(clock_text(0), "0:00");
  EXPECT_EQ(clock_text(65.4), "1:05");
  EXPECT_EQ(clock_text(1199.6), "20:00");
  EXPECT_THROW((void)clock_text(-1), ContractViolation);
  EXPECT_THROW((void)clock_text(kNaN), ContractViolation);
}

TEST(NumberText, RoundsHalfAwayFromZero) {
  EXPECT_EQ(rounded(0.25, 1), 0.3);
  EXPECT_EQ(rounded(-0.25, 1), -0.3);
  EXPECT_EQ(rounded(1234, -2), 1200);
}

TEST(ParseNumber, TakesANumberAndNothingElse) {
  EXPECT_EQ(parse_number("0.5"), 0.5);
  EXPECT_EQ(parse_number("-12"), -12);
  EXPECT_EQ(parse_number("+1.5e-3"), 1.5e-3);
  EXPECT_EQ(parse_number("2E2"), 200);
  for (const char* text : {"", " 1", "1 ", "1,5", "1.", ".5", "-", "1e", "1e+", "0x10", "inf", "nan", "1e999", "1.2.3",
                           "one", "1\n", "١"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_FALSE(parse_number(std::string_view("1\0", 2)));
}

TEST_F(Locale, LeavesNumbersAlone) {
  if (!set_comma()) GTEST_SKIP() << "this machine has no locale with a comma and cannot make one";
  ASSERT_STREQ(std::localeconv()->decimal_point, ",");
  EXPECT_EQ(fixed_text(0.5, 2), "0.50");
  EXPECT_EQ(short_text(1234567.25, 2), "1234567.25");
  EXPECT_EQ(digits_text(-1.5e-9, 3), "-1.5e-09");
  EXPECT_EQ(number_text(0.3), "0.3");
  EXPECT_EQ(fixed_text(-0.04, 1), "0.0");
  EXPECT_EQ(parse_number("1.5"), 1.5);
  EXPECT_FALSE(parse_number("1,5"));
}

TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64(std::string_view("\xff\x00\xfe", 3)), "/wD+");
}

TEST(EscapeMarkup, LeavesNoCharacterThatCouldOpenOrCloseMarkup) {
  EXPECT_EQ(escape_markup("<b>&\"'</b>"), "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;");
  EXPECT_EQ(escape_markup("plain words, ümlaut"), "plain words, ümlaut");
}

}  // namespace
}  // namespace unknot
