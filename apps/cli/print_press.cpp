#include <cmath>

#include "paper.h"
#include "print_text.h"
#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

/// As many decimals as keep two digits, at most one.
int decimals_of(double value) { return std::abs(value) < 9.95 ? 1 : 0; }

/// A number of `document.range`, in the people's unit: "12 mm (9 to 16)", or "12 mm" where one firmness was asked for.
std::string ranged(const Json& range, double scale, const std::string& unit) {
  const double likely = scale * range.at("likely").get<double>(), low = scale * range.at("low").get<double>(),
               high = scale * range.at("high").get<double>();
  const int decimals_count = decimals_of(high);
  const std::string text = fixed_text(likely, decimals_count) + " " + unit;
  const std::string from = fixed_text(low, decimals_count), to = fixed_text(high, decimals_count);
  return from == to ? text : text + " (" + from + " to " + to + ")";
}

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

/// A number of one layer, over the last steps of all answers there are: like `document.range`.
Json layer_range(const Json& document, std::size_t layer, const char* key) {
  const Json& shown = shown_answer(document);
  const auto value_of = [&](const Json& answer) {
    return answer.at("steps").back().at("layers")[layer].at(key).get<double>();
  };
  double low = value_of(shown), high = low;
  for (const Json& answer : document.at("answers")) {
    if (answer.contains("failure")) continue;
    low = std::min(low, value_of(answer));
    high = std::max(high, value_of(answer));
  }
  return {{"likely", value_of(shown)}, {"low", low}, {"high", high}};
}

/// "12 % thinner (9 to 15)"
std::string thinner(const Json& document, std::size_t layer) {
  const Json range = layer_range(document, layer, "compression_ratio");
  const double low = 100 * range.at("low").get<double>(), high = 100 * range.at("high").get<double>();
  const auto words = [](double share) {
    return fixed_text(std::abs(share), 0) + (share < -0.5 ? " % thicker" : " % thinner");
  };
  const std::string text = words(100 * range.at("likely").get<double>());
  if (low < -0.5 && high > 0.5) return text + " (" + words(low) + " to " + words(high) + ")";
  const std::string from = fixed_text(std::min(std::abs(low), std::abs(high)), 0),
                    to = fixed_text(std::max(std::abs(low), std::abs(high)), 0);
  return from == to ? text : text + " (" + from + " to " + to + ")";
}

/// "-0.77 (-0.66 to -0.88)": from the least to the most pressed.
std::string strained(const Json& document, std::size_t layer) {
  const Json range = layer_range(document, layer, "min_principal_log_strain");
  const std::string from = fixed_text(range.at("high").get<double>(), 2),
                    to = fixed_text(range.at("low").get<double>(), 2);
  const std::string text = fixed_text(range.at("likely").get<double>(), 2);
  return from == to ? text : text + " (" + from + " to " + to + ")";
}

/// Which firmnesses the numbers stand for.
std::string firmness_text(const Json& document) {
  const Json& answers = document.at("answers");
  const std::string unknown = "how firm this person's is was not measured.";
  if (answers.size() == 1)
    return "For tissue taken as " + answers[0].at("firmness").get<std::string>() + "; " + unknown;
  std::string missing;
  for (const Json& answer : answers) {
    if (answer.contains("failure"))
      missing += (missing.empty() ? "" : " and ") + answer.at("firmness").get<std::string>();
  }
  if (missing.empty()) {
    return "How firm this person's flesh is was not measured: most likely, and in brackets from firm to soft.";
  }
  return "How firm this person's flesh is was not measured. There is no answer for " + missing +
         " tissue, so the true range is wider than the brackets.";
}

/// What kind of numbers these are.
std::string foot_text(const Json& document) {
  int solved_count = 0;
  for (const Json& answer : document.at("answers")) solved_count += answer.contains("failure") ? 0 : 1;
  return solved_count > 1 ? "Simulated: an estimate with a range, not a measurement of this person."
                          : "Simulated: an estimate, not a measurement of this person.";
}

/// "The pad of the thumb"
std::string capitalised(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace

PressWords words_of_press(const Json& document) {
  PressWords words;
  const double force_N = document.at("force_N").get<double>();
  const std::string region = document.at("region").get<std::string>();
  std::string tool = document.at("tool_name").get<std::string>();
  words.title = "Pressing with " + tool + (region.empty() ? "" : ", " + region) + ": " + digits_text(force_N, 3) + " N";
  const Json& plan = document.at("plan");
  if (!plan.at("allowed").get<bool>()) words.warning = plan.at("text").get<std::string>();
  if (!document.contains("range")) {
    words.summary = "No answer: the tissue did not balance";
  } else {
    const Json& range = document.at("range");
    words.summary = "Sinks in " + ranged(range.at("depth_m"), 1e3, "mm") + ", touches " +
                    ranged(range.at("area_m2"), 1e4, "cm²") + ", presses " +
                    ranged(range.at("mean_pressure_Pa"), 1e-3, "kPa") + " on average";
    const Json& answers = document.at("answers");
    if (answers.size() == 1) words.summary += ", tissue taken as " + answers[0].at("firmness").get<std::string>();
  }
  words.description = "A cut through the back across the hand. " + words.title + ": " + words.summary +
                      ". Below the soft layers lies " + bone_text(document) + "." +
                      (words.warning.empty() ? "" : " " + words.warning);
  words.foot = foot_text(document);
  return words;
}

std::string print_press(const Json& document, bool coloured) {
  Paper paper(coloured);
  const double force_N = document.at("force_N").get<double>();
  paper.title(words_of_press(document).title + " (" + scale_text(force_N) + " on a kitchen scale)", Ink::strong);
  const Json& plan = document.at("plan");
  const bool allowed = plan.at("allowed").get<bool>();
  paper.paragraph(
      plan.at("text").get<std::string>() + (allowed ? "" : " What follows is a model's answer, and nothing to try."), 0,
      {}, allowed ? Ink::plain : Ink::grave);
  paper.paragraph(firmness_text(document));
  for (const Json& answer : document.at("answers")) {
    if (!answer.contains("failure")) continue;
    const Json& failure = answer.at("failure");
    paper.title("Not solved: " + failure.at("step").get<std::string>(), Ink::grave);
    paper.paragraph(failure.at("reason").get<std::string>() + "; try " + failure.at("hint").get<std::string>(), 2,
                    "  ");
  }
  if (!document.contains("range")) return paper.text();
  const Json& range = document.at("range");
  const double dwell_s = document.at("dwell_s").get<double>();
  paper.heading(dwell_s > 0 ? "Held for " + fixed_text(dwell_s, dwell_s < 10 ? 1 : 0) + " s"
                            : capitalised(document.at("tool_name").get<std::string>()));
  std::string depth = "sinks in " + ranged(range.at("depth_m"), 1e3, "mm");
  if (dwell_s > 0) {
    const Json& steps = shown_answer(document).at("steps");
    const double more_m = steps.back().at("depth_m").get<double>() - steps.front().at("depth_m").get<double>();
    depth += "; " + fixed_text(1e3 * more_m, 1) + " mm of it while it was held";
  }
  paper.item(depth);
  paper.item("what carries the back gives way by " + ranged(range.at("sink_m"), 1e3, "mm") + " besides");
  paper.item("touches " + ranged(range.at("area_m2"), 1e4, "cm²") + " of skin");
  paper.item("presses it with " + ranged(range.at("mean_pressure_Pa"), 1e-3, "kPa") + " on average, " +
             ranged(range.at("peak_pressure_Pa"), 1e-3, "kPa") + " at the most");
  paper.heading("What lies below: " + bone_text(document));
  const bool on_bone = document.at("below") != "none";
  paper.item((on_bone ? "bone carries " : "bone nearby carries ") + ranged(range.at("bone_force_N"), 1, "N") +
             ", at the most " + ranged(range.at("bone_peak_pressure_Pa"), 1e-3, "kPa") + " over a square centimetre");
  paper.heading("Layer by layer: thickness in the middle, strain and pressure at their most");
  const Json& first = shown_answer(document).at("steps").back().at("layers");
  for (std::size_t n = 0; n < first.size(); ++n) {
    const Json& layer = first[n];
    paper.item(layer.at("name").get<std::string>() + ", " + fixed_text(1e3 * layer.at("thickness_m").get<double>(), 1) +
               " mm: " + thinner(document, n) + "; strain " + strained(document, n) + ", " +
               ranged(layer_range(document, n, "max_pressure_Pa"), 1e-3, "kPa"));
  }
  paper.heading("To know");
  paper.item("Strain is logarithmic: -0.1 is a tenth shorter, -0.7 half as long.");
  for (const Json& note : document.at("notes")) paper.item(note.get<std::string>());
  paper.paragraph(foot_text(document), 0, {}, Ink::careful);
  return paper.text();
}

}  // namespace unknot::cli
