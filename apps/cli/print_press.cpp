#include <cmath>
#include <cstdio>

#include "paper.h"
#include "print_text.h"

namespace unknot::cli {
namespace {

constexpr double kGravity_m_s2 = 9.81;

std::string number(double value, int decimals_count) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals_count, value);
  return text;
}

/// As many decimals as keep two digits, at most one.
int decimals_of(double value) { return std::abs(value) < 9.95 ? 1 : 0; }

/// A number of `document.range`, in the people's unit: "12 mm (9 to 16)", or "12 mm" where one firmness was asked for.
std::string ranged(const Json& range, double scale, const std::string& unit) {
  const double likely = scale * range.at("likely").get<double>(), low = scale * range.at("low").get<double>(),
               high = scale * range.at("high").get<double>();
  const int decimals_count = decimals_of(high);
  const std::string text = number(likely, decimals_count) + " " + unit;
  const std::string from = number(low, decimals_count), to = number(high, decimals_count);
  return from == to ? text : text + " (" + from + " to " + to + ")";
}

std::string force_text(double force_N) { return number(force_N, force_N < 9.95 ? 1 : 0) + " N"; }

std::string bone_text(const Json& document) {
  const std::string bone = document.at("below").get<std::string>();
  if (bone == "none") return "no bone";
  return bone == "intercostal" ? "the space between two ribs" : "bone (" + to_words(bone) + ")";
}

/// Of the middle firmness, or the first that was solved. The document has one.
const Json& shown_answer(const Json& document) {
  const Json* shown = nullptr;
  for (const Json& answer : document.at("answers")) {
    if (answer.contains("failure")) continue;
    if (shown == nullptr || answer.at("firmness") == "middle") shown = &answer;
  }
  return *shown;
}

/// Of a layer in all answers' last steps: "12 % thinner (9 to 15)".
std::string thinner(const Json& document, std::size_t layer) {
  double low = 1e9, high = -1e9, likely = 0;
  for (const Json& answer : document.at("answers")) {
    if (answer.contains("failure")) continue;
    const double share = 100 * answer.at("steps").back().at("layers")[layer].at("compression_ratio").get<double>();
    low = std::min(low, share);
    high = std::max(high, share);
    if (answer.at("firmness") == "middle" || document.at("answers").size() == 1) likely = share;
  }
  const auto words = [](double share) {
    return number(std::abs(share), 0) + (share < -0.5 ? " % thicker" : " % thinner");
  };
  if (document.at("answers").size() == 1) return words(likely);
  if (low < -0.5 && high > 0.5) return words(likely) + " (" + words(low) + " to " + words(high) + ")";
  return words(likely) + " (" + number(std::min(std::abs(low), std::abs(high)), 0) + " to " +
         number(std::max(std::abs(low), std::abs(high)), 0) + ")";
}

}  // namespace

PressWords words_of_press(const Json& document) {
  PressWords words;
  const double force_N = document.at("force_N").get<double>();
  const std::string region = document.at("region").get<std::string>();
  std::string tool = document.at("tool_name").get<std::string>();
  words.title = "Pressing with " + tool + (region.empty() ? "" : ", " + region) + ": " + force_text(force_N);
  if (!document.contains("range")) {
    words.summary = "not solved";
  } else {
    const Json& range = document.at("range");
    words.summary = "sinks in " + ranged(range.at("depth_m"), 1e3, "mm") + ", touches " +
                    ranged(range.at("area_m2"), 1e4, "cm²") + ", presses " +
                    ranged(range.at("mean_pressure_Pa"), 1e-3, "kPa");
  }
  words.description = "A cut through the back across the hand. " + words.title + ": " + words.summary +
                      ". Below the soft layers lies " + bone_text(document) + ".";
  return words;
}

std::string print_press(const Json& document, bool coloured) {
  Paper paper(coloured);
  const double force_N = document.at("force_N").get<double>();
  paper.title(words_of_press(document).title + " (" + number(force_N / kGravity_m_s2, 1) + " kg on a kitchen scale)",
              Ink::strong);
  const bool is_range = document.at("answers").size() > 1;
  if (is_range) {
    paper.paragraph(
        "How firm this person's flesh is was not measured: most likely, and in brackets from firm to soft.");
  } else {
    paper.paragraph("For tissue taken as " + document.at("answers")[0].at("firmness").get<std::string>() +
                    "; how firm this person's is was not measured.");
  }
  for (const Json& answer : document.at("answers")) {
    if (!answer.contains("failure")) continue;
    const Json& failure = answer.at("failure");
    paper.title("Not solved: " + failure.at("step").get<std::string>(), Ink::grave);
    paper.paragraph(failure.at("reason").get<std::string>() + "; " + failure.at("hint").get<std::string>(), 2, "  ");
  }
  if (!document.contains("range")) return paper.text();
  const Json& range = document.at("range");
  const double dwell_s = document.at("dwell_s").get<double>();
  paper.heading(dwell_s > 0 ? "Held for " + number(dwell_s, dwell_s < 10 ? 1 : 0) + " s" : std::string("The hand"));
  std::string depth = "sinks in " + ranged(range.at("depth_m"), 1e3, "mm");
  if (dwell_s > 0) {
    const Json& steps = shown_answer(document).at("steps");
    const double more_m = steps.back().at("depth_m").get<double>() - steps.front().at("depth_m").get<double>();
    depth += "; " + number(1e3 * more_m, 1) + " mm of it while it was held";
  }
  paper.item(depth);
  paper.item("what carries the back gives way by " + ranged(range.at("sink_m"), 1e3, "mm") + " besides");
  paper.item("touches " + ranged(range.at("area_m2"), 1e4, "cm²") + " of skin");
  paper.item("presses it with " + ranged(range.at("mean_pressure_Pa"), 1e-3, "kPa") + " on average, " +
             ranged(range.at("peak_pressure_Pa"), 1e-3, "kPa") + " at the most");
  paper.heading("What lies below: " + bone_text(document));
  const bool on_bone = document.at("below") != "none";
  paper.item((on_bone ? "bone carries " : "bone nearby carries ") + ranged(range.at("bone_force_N"), 1, "N") +
             ", at the most " + ranged(range.at("bone_peak_pressure_Pa"), 1e-3, "kPa"));
  paper.heading("Layer by layer, under the middle of the hand");
  const Json& first = shown_answer(document).at("steps").back().at("layers");
  for (std::size_t n = 0; n < first.size(); ++n) {
    const Json& layer = first[n];
    paper.item(layer.at("name").get<std::string>() + ", " + number(1e3 * layer.at("thickness_m").get<double>(), 1) +
               " mm: " + thinner(document, n) + "; strain " +
               number(layer.at("min_principal_log_strain").get<double>(), 2) + ", pressure " +
               number(1e-3 * layer.at("max_pressure_Pa").get<double>(), 0) + " kPa at the most");
  }
  paper.heading("To know");
  for (const Json& note : document.at("notes")) paper.item(note.get<std::string>());
  paper.paragraph("Simulated: an estimate with a range, not a measurement of this person.", 0, {}, Ink::careful);
  return paper.text();
}

}  // namespace unknot::cli
