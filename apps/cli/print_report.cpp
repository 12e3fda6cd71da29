#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "paper.h"
#include "print_text.h"
#include "unknot/core/geometry.h"
#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

struct VerdictWords {
  std::string_view title;
  std::string_view next;
  Ink ink;
};

VerdictWords words_of_verdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::emergency:
      return {"Get emergency help now: call 112, or your local emergency number.",
              "This needs to be looked at right away. No massage.", Ink::grave};
    case Verdict::same_day:
      return {"See a doctor today. No massage before that.",
              "Call your practice or an urgent-care line now, and tell them what stands below.", Ink::grave};
    case Verdict::doctor_first:
      return {"See a doctor first. No massage before that.", "Make an appointment in the next days.", Ink::careful};
    case Verdict::not_now:
      return {"Not right now.", "What stands in the way passes; the answers can be given again then.", Ink::careful};
    case Verdict::incomplete:
      return {"Some questions are still open.", "Without them nothing can be said about a massage.", Ink::careful};
    case Verdict::go_with_limits:
      return {"A gentle massage suits this, within the limits below.", "", Ink::good};
    case Verdict::go:
      return {"A gentle massage suits this.", "", Ink::good};
  }
  return {};
}

std::string_view words_of_how_soon(HowSoon how_soon) {
  switch (how_soon) {
    case HowSoon::now:
      return "now";
    case HowSoon::today:
      return "today";
    case HowSoon::days:
      return "in the next days";
    case HowSoon::routine:
      break;
  }
  return "when it suits";
}

std::string_view words_of_position(Position position) {
  switch (position) {
    case Position::prone:
      return "lying face down";
    case Position::side_left:
      return "lying on the left side";
    case Position::side_right:
      return "lying on the right side";
    case Position::seated_leaning:
      return "seated, leaning forward on a support";
  }
  return "";
}

ChartPolygon to_polygon(const Json& vertices) {
  ChartPolygon polygon;
  for (const Json& vertex : vertices) polygon.push_back({vertex.at(0).get<double>(), vertex.at(1).get<double>()});
  return polygon;
}

ChartPoint centre_of(const ChartPolygon& polygon) {
  ChartPoint centre;
  for (const ChartPoint& point : polygon) {
    centre.across += point.across / static_cast<double>(polygon.size());
    centre.along += point.along / static_cast<double>(polygon.size());
  }
  return centre;
}

/// The regions of the atlas that a polygon lies on, by name: those whose middle it holds or that hold its middle.
std::string name_of_area(const ChartPolygon& polygon, const Json& atlas) {
  std::vector<std::string> names;
  for (const Json& region : atlas.value("regions", Json::array())) {
    const ChartPolygon outline = to_polygon(region.at("polygon"));
    if (!contains(polygon, centre_of(outline)) && !contains(outline, centre_of(polygon))) continue;
    std::string name = region.at("name").get<std::string>();
    const std::string side = region.value("side", std::string());
    if ((side == "left" || side == "right") && name.find(side) == std::string::npos) name += " (" + side + ")";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) return "a marked spot";
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

void print_limits(Paper& paper, const ScreenReport& report, const Json& atlas) {
  if (!report.avoid.empty()) {
    paper.heading("Keep away from");
    std::set<std::string> said;
    for (const AvoidArea& area : report.avoid) {
      const std::string name = name_of_area(area.polygon, atlas);
      if (said.insert(name).second) paper.item(name);
    }
  }
  if (!report.caps.empty()) {
    paper.heading("No harder than (as a kitchen scale would show it; an estimate)");
    std::map<std::string, std::map<std::string, double>> least_N;  // place -> surface -> force
    for (const AreaCap& cap : report.caps) {
      const std::string place = cap.polygon.empty() ? "everywhere" : name_of_area(cap.polygon, atlas);
      const std::string surface = cap.surface ? std::string(to_text(*cap.surface)) : "any part of the hand";
      const auto [entry, fresh] = least_N[place].try_emplace(surface, cap.force_N);
      if (!fresh) entry->second = std::min(entry->second, cap.force_N);
    }
    for (const auto& [place, surfaces] : least_N) {
      std::string line = place + ": ";
      for (const auto& [surface, force_N] : surfaces) {
        line += (line.ends_with(": ") ? "" : ", ") + surface + " " + scale_text(force_N);
      }
      paper.item(line);
    }
  }
  std::set<std::string> kinds;
  for (const Exclusion& exclusion : report.exclusions) kinds.insert(to_words(exclusion.kind));
  if (!kinds.empty()) {
    std::string line;
    for (const std::string& kind : kinds) line += (line.empty() ? "" : ", ") + kind;
    paper.heading("Leave out");
    paper.item(line);
  }
  if (report.minutes_max) {
    paper.heading("No longer than");
    paper.item(std::to_string(std::lround(*report.minutes_max)) + " minutes");
  }
  if (report.trained_only) {
    paper.heading("Whose hands");
    paper.item("someone with training only");
  }
  if (!report.positions.empty()) {
    paper.heading("How to lie or sit");
    for (const Position position : report.positions) paper.item(words_of_position(position));
  }
}

}  // namespace

std::string print_report(const ScreenReport& report, const Json& atlas, const Json& questions, bool coloured) {
  Paper paper(coloured);
  const VerdictWords words = words_of_verdict(report.verdict);
  paper.title(words.title, words.ink);
  if (!words.next.empty()) paper.paragraph(words.next);

  if (!report.reasons.empty()) {
    paper.heading(plans_nothing(report.verdict) ? "Why" : "What was noticed");
    for (const Reason& reason : report.reasons) {
      paper.item(reason.text);
      if (!reason.what_to_do.empty()) {
        paper.paragraph("What to do, " + std::string(words_of_how_soon(reason.how_soon)) + ": " + reason.what_to_do, 4,
                        "    ");
      }
    }
  }
  if (!report.unanswered.empty()) {
    paper.heading("Still to answer");
    for (const Json& question : questions.at("questions")) {
      const std::string id = question.at("id");
      if (std::find(report.unanswered.begin(), report.unanswered.end(), id) != report.unanswered.end()) {
        paper.item(id + ": " + question.at("text").get<std::string>());
      }
    }
  }
  if (!plans_nothing(report.verdict)) print_limits(paper, report, atlas);
  if (!report.origin.empty()) {
    paper.heading("Where it may come from (a guess from the answers, no diagnosis)");
    for (const OriginGuess& guess : report.origin) {
      paper.item(guess.name + ": " + std::string(to_text(guess.grade)) + ". " + guess.because);
    }
  }
  if (!report.expect.empty()) {
    paper.heading("What to expect tonight");
    for (const Expectation& expectation : report.expect) {
      paper.item(expectation.text);
      paper.paragraph("Size: " + expectation.size + ". Certainty: " + expectation.certainty + ".", 4, "    ",
                      Ink::faint);
    }
  }
  if (!report.alternatives.empty()) {
    paper.heading("What else there is");
    for (const Alternative& option : report.alternatives) {
      paper.item(option.name + (option.better_choice ? " (the better choice here)" : "") + ": " + option.effect);
      paper.paragraph("Size: " + option.size + ". Certainty: " + option.certainty + ".", 4, "    ", Ink::faint);
      if (!option.downside.empty()) paper.paragraph("Other side: " + option.downside, 4, "    ", Ink::faint);
    }
  }
  paper.heading("Whatever else");
  paper.paragraph(report.safety_net, 2, "  ");
  return paper.text();
}

std::string print_questions(const Json& questions, bool coloured) {
  Paper paper(coloured);
  std::map<std::string, const Json*> by_id;
  for (const Json& question : questions.at("questions")) by_id[question.at("id").get<std::string>()] = &question;
  for (const Json& card : questions.at("cards")) {
    paper.heading(card.at("title").get<std::string>());
    const std::string lead = card.value("lead", std::string());
    if (!lead.empty()) paper.paragraph(lead, 2, "  ");
    for (const Json& id : card.at("question_ids")) {
      const auto question = by_id.find(id.get<std::string>());
      if (question == by_id.end()) continue;
      paper.paragraph(question->second->at("text").get<std::string>(), 10, "  " + question->first);
      for (const Json& choice : question->second->value("choices", Json::array())) {
        paper.paragraph(choice.at("id").get<std::string>() + ": " + choice.at("text").get<std::string>(), 14,
                        "          - ");
      }
    }
  }
  return paper.text();
}

std::string print_atlas(const Json& atlas, bool coloured) {
  Paper paper(coloured);
  const auto list = [&](const char* key, std::string_view heading) {
    paper.heading(heading);
    std::set<std::string> names;
    for (const Json& item : atlas.value(key, Json::array())) {
      const std::string name = item.at("name").get<std::string>();
      if (names.insert(name).second) paper.item(name);
    }
  };
  const double length_cm = std::round(atlas.at("length_m").get<double>() * 100);
  paper.title("The back, " + std::to_string(std::lround(length_cm)) + " cm from the base of the neck to the pelvis",
              Ink::strong);
  list("landmarks", "Landmarks");
  list("regions", "Regions");
  list("muscles", "Muscles");
  list("bones", "Bones");
  list("zones", "Places with a rule of their own");
  return paper.text();
}

std::string print_licenses(const Json& licenses, bool coloured) {
  Paper paper(coloured);
  paper.title(licenses.at("lead").get<std::string>(), Ink::plain);
  for (const Json& component : licenses.at("components")) {
    paper.heading(component.at("name").get<std::string>() + " (" + component.at("license").get<std::string>() + ")");
    paper.paragraph(component.at("copyright").get<std::string>(), 2, "  ");
    paper.paragraph("For: " + component.at("used_for").get<std::string>(), 2, "  ");
  }
  for (const Json& text : licenses.at("texts")) {
    paper.heading(text.at("license").get<std::string>());
    for (const Json& paragraph : text.at("paragraphs")) paper.paragraph(paragraph.get<std::string>(), 2, "  ");
  }
  return paper.text();
}

}  // namespace unknot::cli
