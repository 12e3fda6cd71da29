#include <cmath>
#include <cstdio>

#include "paper.h"
#include "print_text.h"

namespace unknot::cli {
namespace {

constexpr double kCmPerM = 100;
constexpr double kMmPerM = 1000;
constexpr double kSquareCmPerM2 = 1e4;

std::string number(double value, int decimals_count) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals_count, value);
  return text;
}

/// "42 (38 to 46)"
std::string ranged(const Json& value, double scale, int decimals_count) {
  const auto part = [&](const char* key) { return number(scale * value.at(key).get<double>(), decimals_count); };
  return part("value") + " (" + part("low") + " to " + part("high") + ")";
}

std::string without_unit(std::string id) { return id.substr(0, id.rfind('_')); }

}  // namespace

std::string print_body(const Json& body, bool coloured) {
  Paper paper(coloured);
  paper.title("A back of " + number(body.at("stature_m").get<double>(), 2) + " m and " +
                  number(body.at("mass_kg").get<double>(), 0) + " kg, " + body.at("view").get<std::string>(),
              Ink::strong);
  paper.paragraph("Estimated from sex, age, stature and mass; in brackets where 95 of 100 people lie.");
  for (const Json& why : body.at("why")) {
    paper.paragraph("Extrapolated: " + why.get<std::string>() + ".", 0, {}, Ink::careful);
  }
  paper.heading("Lengths, cm");
  for (const auto& [id, estimate] : body.at("estimates").items()) {
    paper.item(to_words(without_unit(id)) + ": " + ranged(estimate, kCmPerM, 1));
  }
  paper.heading("Under the skin, mm");
  for (const Json& site : body.at("layers")) {
    double muscle_m = 0;
    for (const Json& muscle : site.at("muscles")) muscle_m += muscle.at("thickness_m").at("value").get<double>();
    const auto mm = [&](const char* key) { return number(kMmPerM * site.at(key).at("value").get<double>(), 1); };
    const std::string bone = site.at("bone").get<std::string>();
    paper.paragraph(site.at("name").get<std::string>(), 4, "  - ", Ink::strong);
    const std::string muscle = muscle_m > 0 ? "muscle " + number(kMmPerM * muscle_m, 1) : "no muscle";
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
