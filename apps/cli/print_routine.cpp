#include <cmath>
#include <map>

#include "paper.h"
#include "print_text.h"
#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

std::map<std::string, std::string> region_names(const Json& atlas) {
  std::map<std::string, std::string> names;
  for (const Json& region : atlas.value("regions", Json::array())) {
    names.emplace(region.at("id").get<std::string>(), region.at("name").get<std::string>());
  }
  return names;
}

std::string where_of(const Stroke& stroke, const std::map<std::string, std::string>& names) {
  const auto named = names.find(stroke.region);
  std::string where = named == names.end() ? to_words(stroke.region) : named->second;
  const std::string side(to_text(stroke.side));
  const bool one_side = stroke.side == Side::left || stroke.side == Side::right;
  if (one_side && where.find(side) == std::string::npos) where += ", " + side;
  return where;
}

/// "tec:S61: who, when, what"
std::string source_line(const std::string& key, const Json& sources) {
  const Json& all = sources.at("sources");
  return all.contains(key) ? key + ": " + all.at(key).value("title", std::string()) : key;
}

}  // namespace

std::string print_routine(const Routine& routine, const Json& atlas, const Json& questions, const Json* sources,
                          bool coloured) {
  if (routine.refused) {
    const std::string report = routine.report ? print_report(*routine.report, atlas, questions, coloured) : "";
    if (routine.notes.empty()) {
      return report;  // the verdict says it all
    }
    Paper paper(coloured);
    paper.title("No massage could be planned tonight.", Ink::careful);
    for (const std::string& note : routine.notes) paper.paragraph(note);
    return paper.text() + "\n" + report;
  }
  Paper paper(coloured);
  const long minutes = std::lround(routine.total_s / 60);
  paper.title("Tonight's massage: " + std::to_string(minutes) + " minutes", Ink::good);
  paper.paragraph("Rules not yet reviewed by a clinician. Any time: one tap less, two taps more, \"stop\" ends it.");
  if (!routine.shortened_because.empty()) paper.paragraph("Shorter than asked: " + routine.shortened_because);
  if (!routine.prepare.empty()) {
    paper.heading("Before the first touch");
    for (const std::string& line : routine.prepare) paper.item(line);
  }
  paper.heading("Step by step");
  const auto names = region_names(atlas);
  for (const Stroke& stroke : routine.strokes) {
    const std::string time = "  " + clock_text(stroke.start_s);
    if (stroke.technique == "pause") {
      paper.paragraph(stroke.name + ". " + stroke.cue, 9, time, Ink::faint);
      continue;
    }
    paper.paragraph(stroke.name + ", " + where_of(stroke, names), 9, time, Ink::strong);
    if (!stroke.cue.empty()) paper.paragraph(stroke.cue, 9, "         ");
    if (!stroke.force_words.empty()) paper.paragraph("How hard: " + stroke.force_words, 9, "         ");
    if (!stroke.posture.empty()) paper.paragraph("You: " + stroke.posture, 9, "         ");
    paper.paragraph("Why: " + stroke.reason, 9, "         ", Ink::faint);
    if (sources != nullptr)
      paper.paragraph("Source: " + source_line(stroke.source, *sources), 9, "         ", Ink::faint);
  }
  paper.paragraph("The end. Stay still for a moment.", 9, "  " + clock_text(routine.total_s));
  if (!routine.notes.empty()) {
    paper.heading("Good to know");
    for (const std::string& line : routine.notes) paper.item(line);
  }
  return paper.text();
}

}  // namespace unknot::cli
