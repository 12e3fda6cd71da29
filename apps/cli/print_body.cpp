#include <array>
#include <cmath>

#include "paper.h"
#include "print_text.h"
#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

constexpr double kCmPerM = 100;
constexpr double kMmPerM = 1000;
constexpr double kSquareCmPerM2 = 1e4;

/// "42 (38 to 46)"
std::string ranged(const Json& value, double scale, int decimals_count) {
  const auto part = [&](const char* key) { return fixed_text(scale * value.at(key).get<double>(), decimals_count); };
  return part("value") + " (" + part("low") + " to " + part("high") + ")";
}

struct LengthWords {
  std::string_view id, words;
};
/// What each length is, for people; in the order they are printed.
constexpr std::array<LengthWords, 14> kLengths = {{
    {"length_m", "along the spine, from the bump at the base of the neck to the two dimples above the buttocks"},
    {"c7_to_crest_m", "straight down from that bump to the top of the hip bones"},
    {"waist_back_length_m", "along the back, from that bump to the waist"},
    {"biacromial_m", "across the shoulders, from bony tip to bony tip"},
    {"bideltoid_m", "across the shoulders, with the muscles of both arms"},
    {"chest_breadth_m", "across the ribs"},
    {"chest_depth_m", "chest from front to back"},
    {"chest_girth_m", "around the chest"},
    {"waist_breadth_m", "across the waist"},
    {"waist_depth_m", "waist from front to back"},
    {"waist_girth_m", "around the waist"},
    {"hip_breadth_m", "across the hips"},
    {"buttock_depth_m", "hips from front to back, over the buttocks"},
    {"hip_girth_m", "around the hips"},
}};

}  // namespace

std::string print_body(const Json& body, bool coloured) {
  Paper paper(coloured);
  paper.title("A back of " + fixed_text(body.at("stature_m").get<double>(), 2) + " m and " +
                  fixed_text(body.at("mass_kg").get<double>(), 0) + " kg, " + body.at("view").get<std::string>(),
              Ink::strong);
  paper.paragraph("Estimated from sex, age, stature and mass; in brackets where 95 of 100 people lie.");
  for (const Json& why : body.at("why")) {
    paper.paragraph("Extrapolated: " + why.get<std::string>() + ".", 0, {}, Ink::careful);
  }
  paper.heading("Lengths, cm");
  const Json& estimates = body.at("estimates");
  UNKNOT_CHECK(estimates.size() == kLengths.size(), "a length without words");
  for (const auto& [id, words] : kLengths) {
    paper.item(std::string(words) + ": " + ranged(estimates.at(std::string(id)), kCmPerM, 1));
  }
  paper.heading("Under the skin, mm");
  for (const Json& site : body.at("layers")) {
    double muscle_m = 0;
    for (const Json& muscle : site.at("muscles")) muscle_m += muscle.at("thickness_m").at("value").get<double>();
    const auto mm = [&](const char* key) { return fixed_text(kMmPerM * site.at(key).at("value").get<double>(), 1); };
    const std::string bone = site.at("bone").get<std::string>();
    paper.paragraph(site.at("name").get<std::string>(), 4, "  - ", Ink::strong);
    const std::string muscle = muscle_m > 0 ? "muscle " + fixed_text(kMmPerM * muscle_m, 1) : "no muscle";
    paper.paragraph("skin " + mm("skin_m") + ", fat " + mm("fat_m") + ", " + muscle + "; " +
                        (bone == "none" ? "no bone below, soft layers end at " : to_words(bone) + " at ") +
                        ranged(site.at("depth_m"), kMmPerM, 0),
                    4, "    ");
  }
  paper.heading("The giving hand (unknown whose: the middle of both sexes)");
  const Json& hand = body.at("hand");
  paper.item("length, cm: " + ranged(hand.at("length_m"), kCmPerM, 1));
  for (const auto& [surface, area] : hand.at("area_m2").items()) {
    paper.item(surface + ", cm2: " + ranged(area, kSquareCmPerM2, 1));
  }
  return paper.text();
}

}  // namespace unknot::cli
