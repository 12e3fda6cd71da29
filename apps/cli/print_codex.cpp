#include <algorithm>
#include <map>

#include "paper.h"
#include "print_text.h"
#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

using Names = std::map<std::string, std::string>;

Names names_of(const Json& entries) {
  Names names;
  for (const Json& entry : entries) names[entry.at("id")] = entry.at("name");
  return names;
}

std::string joined(const Json& texts) {
  std::string text;
  for (const Json& one : texts) text += (text.empty() ? "" : ", ") + one.get<std::string>();
  return text;
}

/// Names instead of ids, in the order given.
std::string named(const Json& ids, const Names& names) {
  Json texts = Json::array();
  for (const Json& id : ids) texts.push_back(names.at(id.get<std::string>()));
  return joined(texts);
}

std::string who_words(const Json& technique) {
  const std::string skill = technique.at("skill");
  if (skill == "anyone") return "anyone";
  if (skill == "anyone_limited") return "anyone, within limits";
  return skill == "trained" ? "trained hands" : "nobody";
}

/// "force 20 N (12 to 40)": people's units where SI would be unreadable.
std::string dose_words(const Json& dose) {
  struct Shown {
    const char* words;
    const char* unit;
    double scale;
  };
  static const std::map<std::string, Shown> kShown = {{"force_N", {"force of one hand", "N", 1}},
                                                      {"area_m2", {"area", "cm2", 1e4}},
                                                      {"pressure_Pa", {"pressure", "kPa", 1e-3}},
                                                      {"speed_m_s", {"speed", "cm/s", 100}},
                                                      {"tempo_Hz", {"tempo", "a minute", 60}},
                                                      {"dwell_s", {"stay", "s", 1}},
                                                      {"lift_s", {"pause between", "s", 1}},
                                                      {"length_m", {"length", "cm", 100}},
                                                      {"spot_max_s", {"longest at one place", "s", 1}},
                                                      {"total_max_s", {"longest in all", "s", 1}},
                                                      {"repetitions_count", {"repetitions", "", 1}}};
  const Shown& shown = kShown.at(dose.at("name"));
  const auto words = [&](const char* key) { return digits_text(dose.at(key).get<double>() * shown.scale, 3); };
  return std::string(shown.words) + " " + words("value") + (*shown.unit == '\0' ? "" : " ") + shown.unit + " (" +
         words("low") + " to " + words("high") + ", " + dose.at("status").get<std::string>() + ")";
}

void print_list(Paper& paper, const char* heading, const Json& lines) {
  if (lines.empty()) return;
  paper.heading(heading);
  for (const Json& line : lines) paper.item(line.get<std::string>());
}

void print_technique(Paper& paper, const Json& technique, const Json& codex) {
  const std::string id = technique.at("id");
  paper.title(technique.at("name").get<std::string>() + " (" + id + ")", Ink::strong);
  const std::string also = joined(technique.at("traditional"));
  if (!also.empty()) paper.paragraph("Also called " + also + ".");
  const auto line = [&](const char* label, const std::string& text) {
    if (!text.empty()) paper.paragraph(text, 12, std::string(label));
  };
  line("Who         ", who_words(technique) + ".");
  if (technique.contains("lay_limit")) line("Untrained   ", technique.at("lay_limit"));
  if (technique.contains("never_because")) line("Not planned ", technique.at("never_because"));
  line("Family      ", named(Json::array({technique.at("family")}), names_of(codex.at("families"))));
  line("Tradition   ", named(technique.at("traditions"), names_of(codex.at("traditions"))) + "; " +
                           technique.at("since").get<std::string>() + ".");
  line("What        ", technique.at("action"));
  line("Which way   ", technique.at("direction"));
  line("Reaches     ", technique.at("target"));
  line("For         ", named(technique.at("aims"), names_of(codex.at("aims"))));
  line("Made of     ", named(technique.at("parts"), names_of(codex.at("techniques"))));
  print_list(paper, "Step by step", technique.at("steps"));
  print_list(paper, "Beginners' slips", technique.at("mistakes"));
  print_list(paper, "Mind", technique.at("risks"));
  if (!technique.at("dose").empty()) {
    paper.heading("How much");
    for (const Json& dose : technique.at("dose")) paper.item(dose_words(dose));
  }
  paper.heading("What is known");
  paper.paragraph(technique.at("known").get<std::string>(), 2, "  ");
  if (technique.contains("told")) {
    paper.heading("What its tradition tells");
    paper.paragraph(technique.at("told").get<std::string>(), 2, "  ");
  }
  paper.blank();
  line("Source      ", technique.at("source").get<std::string>());
}

}  // namespace

std::string print_codex(const Json& codex, const std::string& id, bool coloured) {
  Paper paper(coloured);
  if (!id.empty()) {
    for (const Json& technique : codex.at("techniques")) {
      if (technique.at("id") == id) print_technique(paper, technique, codex);
    }
    return paper.text();
  }
  paper.title("What hands can do: " + std::to_string(codex.at("techniques").size()) + " techniques", Ink::strong);
  paper.paragraph("One of them in full: unknot atlas --codex --technique T06");
  for (const Json& family : codex.at("families")) {
    bool first = true;
    for (const Json& technique : codex.at("techniques")) {
      if (technique.at("family") != family.at("id")) continue;
      if (first) paper.heading(family.at("name").get<std::string>());
      first = false;
      std::string label = technique.at("id");
      label.resize(std::max<std::size_t>(label.size(), 4), ' ');
      paper.paragraph(technique.at("name").get<std::string>() + " (" + who_words(technique) + ")", 7,
                      "  " + label + " ");
    }
  }
  return paper.text();
}

}  // namespace unknot::cli
