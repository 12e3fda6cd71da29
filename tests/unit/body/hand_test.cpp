#include "unknot/body/hand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/support.h"

namespace unknot {
namespace {

using testing::HasSubstr;

const HandKnowledge& knowledge() {
  static const HandKnowledge loaded = HandKnowledge::load(test::knowledge_files()).value();
  return loaded;
}

const Contacts& contacts() {
  static const Contacts loaded = Contacts::load(test::knowledge_files()).value();
  return loaded;
}

HandModel hand_of(const HandOwner& owner) { return HandModel::from(knowledge(), contacts(), owner); }

double area_of(const std::vector<PicturePoint>& points) {
  double twice = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const PicturePoint& a = points[i];
    const PicturePoint& b = points[(i + 1) % points.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

double cross(const PicturePoint& o, const PicturePoint& a, const PicturePoint& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

bool crosses_itself(const std::vector<PicturePoint>& points) {
  const std::size_t n = points.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 2; j < n; ++j) {
      const PicturePoint &a = points[i], &b = points[(i + 1) % n], &c = points[j], &d = points[(j + 1) % n];
      if (cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0) {
        return true;
      }
    }
  }
  return false;
}

/// Highest points of a closed line, looking up: the tips of fingers or toes.
int tips_of(const std::vector<PicturePoint>& points) {
  int tips_count = 0;
  const std::size_t n = points.size();
  for (std::size_t i = 0; i < n; ++i) {
    tips_count += points[i].y < points[(i + n - 1) % n].y && points[i].y <= points[(i + 1) % n].y ? 1 : 0;
  }
  return tips_count;
}

// Row A03: length M 19.3, F 18.1 cm; breadth 8.8, 7.8; forearm girth 31.0, 26.4.
TEST(Hand, LengthsAreTheSamplesMeans) {
  const HandModel man = hand_of({Sex::male, {}, {}});
  const HandModel woman = hand_of({Sex::female, {}, {}});
  EXPECT_NEAR(man.estimate("length").value, 0.193, 1e-9);
  EXPECT_NEAR(woman.estimate("length").value, 0.181, 1e-9);
  EXPECT_NEAR(man.estimate("breadth").value, 0.088, 1e-9);
  EXPECT_NEAR(woman.estimate("breadth").value, 0.078, 1e-9);
  EXPECT_NEAR(man.estimate("forearm_girth").value, 0.310, 1e-9);
  EXPECT_NEAR(woman.estimate("forearm_girth").value, 0.264, 1e-9);
}

// Row Z30 at the sample's own mean stature and mass (Z01, Z02) must give the sample's mean length back.
TEST(Hand, RegressionPassesThroughTheMean) {
  EXPECT_NEAR(hand_of({Sex::male, 1.756, 85.5}).estimate("length").value, 0.193, 0.001);
  EXPECT_NEAR(hand_of({Sex::female, 1.629, 67.8}).estimate("length").value, 0.181, 0.001);
}

TEST(Hand, TallerPeopleHaveLargerHands) {
  const HandModel small = hand_of({Sex::female, 1.50, 50});
  const HandModel tall = hand_of({Sex::female, 1.85, 80});
  for (const char* name : {"length", "breadth", "forearm_girth"}) {
    EXPECT_LT(small.estimate(name).value, tall.estimate(name).value) << name;
  }
  for (const Surface surface :
       {Surface::palm, Surface::fingers, Surface::thumb, Surface::knuckles, Surface::forearm, Surface::elbow}) {
    EXPECT_LT(small.area(surface).value, tall.area(surface).value) << to_text(surface);
  }
}

TEST(Hand, UnknownOwnerIsTheMiddleWithARangeOverBoth) {
  const HandEstimate length = hand_of({}).estimate("length");
  EXPECT_NEAR(length.value, (0.193 + 0.181) / 2, 1e-9);
  EXPECT_NEAR(length.low, 0.181 - 1.96 * 0.010, 1e-9);
  EXPECT_NEAR(length.high, 0.193 + 1.96 * 0.010, 1e-9);
  EXPECT_LT(length.high - length.value, 0.2);
}

// Rows A05 ... A07: palm 70 (F 60) cm2; the others are the areas the caps are written for, within a sixth.
TEST(Hand, AreasAreThoseOfTheRows) {
  EXPECT_NEAR(hand_of({Sex::male, {}, {}}).area(Surface::palm).value, 0.0070, 0.0003);
  EXPECT_NEAR(hand_of({Sex::female, {}, {}}).area(Surface::palm).value, 0.0060, 0.0001);
  for (const Surface surface :
       {Surface::palm, Surface::fingers, Surface::thumb, Surface::knuckles, Surface::forearm, Surface::elbow}) {
    const HandEstimate area = hand_of({}).area(surface);
    EXPECT_NEAR(area.value, contacts().area_m2(surface), contacts().area_m2(surface) / 6) << to_text(surface);
    EXPECT_LT(area.low, area.value);
    EXPECT_GT(area.high, area.value);
    EXPECT_GT(area.low, 0);
  }
}

// The picture must show the patch that the model names: of its size, within two fifths, and under the hand.
TEST(Hand, DrawnContactsHaveTheModelsSize) {
  const HandModel hand = hand_of({Sex::male, {}, {}});
  const double share_m2 = hand.estimate("length").value * hand.estimate("breadth").value;
  for (const HandShape& shape : hand.shapes()) {
    double drawn_m2 = 0;
    for (const HandLine& patch : shape.contact) {
      drawn_m2 += area_of(patch.points) * share_m2;
    }
    const double area_m2 = hand.area(shape.surface).value;
    EXPECT_NEAR(drawn_m2, area_m2, 0.4 * area_m2) << to_text(shape.surface);
  }
}

TEST(Hand, OutlinesAreWholeHands) {
  for (const HandShape& shape : knowledge().shapes) {
    EXPECT_FALSE(crosses_itself(shape.outline.points)) << to_text(shape.surface);
    EXPECT_GE(tips_of(shape.outline.points), 4) << to_text(shape.surface);
    EXPECT_GE(shape.details.size(), 8U);
  }
  EXPECT_EQ(tips_of(knowledge().shapes.front().outline.points), 5) << "an open hand has five fingers";
  EXPECT_FALSE(crosses_itself(knowledge().foot_outline.points));
  EXPECT_EQ(tips_of(knowledge().foot_outline.points), 5) << "toes";
}

TEST(Hand, DrawingsHoldTheirOriginAndSize) {
  const Json hands = hands_json(hand_of({}));
  ASSERT_EQ(hands.size(), 6U);
  EXPECT_EQ(hands[0]["surface"], "palm");
  for (const Json& hand : hands) {
    const double x = hand["origin"][0], y = hand["origin"][1];
    EXPECT_GT(x, 0);
    EXPECT_LT(x, hand["width"].get<double>());
    EXPECT_GT(y, 0);
    EXPECT_LT(y, hand["height"].get<double>());
    for (const char* key : {"outline", "contact"}) {
      EXPECT_EQ(hand[key].get<std::string>().front(), 'M');
      EXPECT_EQ(hand[key].get<std::string>().back(), 'Z');
    }
  }
  // Fingers up: an open hand's palm lies in the lower half of its own length, and the hand is 18 to 19 cm long.
  EXPECT_GT(hands[0]["origin"][1].get<double>(), hands[0]["height"].get<double>() / 2);
  const Json larger = hands_json(hand_of({Sex::male, 1.95, 100}));
  EXPECT_GT(larger[0]["height"].get<double>(), hands[0]["height"].get<double>());
  const Json foot = foot_json(knowledge());
  EXPECT_NEAR(foot["height"].get<double>(), 258, 1);
}

Result<HandKnowledge> load_changed(const std::string& from, const std::string& to) {
  KnowledgeTexts texts = test::knowledge_texts();
  std::string& text = texts.at("body/hand.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return HandKnowledge::load(KnowledgeFiles::load(texts).value());
}

std::string words_of_error(const Error& error) {
  std::string text = error.message;
  for (const Error& more : error.more) {
    text += "\n" + more.message;
  }
  return text;
}

TEST(Hand, RefusesWhatIsNoHand) {
  EXPECT_TRUE(load_changed("range_width", "range_width").has_value());
  struct Slip {
    const char *from, *to, *said;
  };
  for (const Slip& slip :
       {Slip{"surface = \"palm\"", "surface = \"fingers\"", "one shape for each surface"},
        Slip{"surface = \"palm\"", "surface = \"paw\"", "paw"}, Slip{"kind = \"nail\"", "kind = \"claw\"", "claw"},
        Slip{"outline = [\n  [", "outline = [\n  [40, 0], [", "off the picture"},
        Slip{"outline = [\n  [", "outline = [\n  [0.1], [", "a point is"},
        Slip{"length = { value = 0.181, unit = \"m\"", "length = { value = 0.181, unit = \"mm\"", "unit"},
        Slip{"spread = { value = 0.3", "spread = { value = 3", "between"}}) {
    const auto result = load_changed(slip.from, slip.to);
    ASSERT_FALSE(result.has_value()) << slip.to;
    EXPECT_THAT(words_of_error(result.error()), HasSubstr(slip.said)) << slip.to;
  }
}

}  // namespace
}  // namespace unknot
