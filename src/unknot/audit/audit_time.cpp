// The promises about time, order and menu: everything that needs no geometry.
#include <algorithm>
#include <cmath>

#include "unknot/audit/audit_parts.h"

namespace unknot::audit_detail {
namespace {

constexpr double kRounding_s = 1e-6;

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

int rank(PressureLevel level) { return static_cast<int>(level); }

void check_clock(const Inspection& in, std::vector<Violation>& found) {
  const Routine& routine = in.routine;
  double end_s = 0;
  for (const Stroke& stroke : routine.strokes) {
    const bool finite = std::isfinite(stroke.start_s) && std::isfinite(stroke.duration_s);
    if (!finite || stroke.duration_s <= 0) {
      found.push_back({"time", stroke.id, "a step needs a time longer than nothing"});
      continue;
    }
    if (stroke.start_s < end_s - kRounding_s) {
      found.push_back({"time", stroke.id, "begins before the step before it ends"});
    }
    if (stroke.start_s > end_s + in.knowledge.number("gap_max")) {
      found.push_back(
          {"contact", stroke.id, "the hands are away for " + number(stroke.start_s - end_s) + " s unplanned"});
    }
    end_s = stroke.start_s + stroke.duration_s;
  }
  if (std::abs(end_s - routine.total_s) > in.knowledge.number("gap_max")) {
    found.push_back({"time", "", "total_s says " + number(routine.total_s) + ", the steps end at " + number(end_s)});
  }
}

void check_total(const Inspection& in, std::vector<Violation>& found) {
  const Routine& routine = in.routine;
  double allowed_s = routine.asked_s;
  if (in.report.minutes_max) {
    allowed_s = std::min(allowed_s, *in.report.minutes_max * 60);
  }
  if (in.the_case.giver.training == Training::none) {
    allowed_s = std::min(allowed_s, in.knowledge.number("lay_minutes_max") * 60);
  }
  const bool edited_short = std::any_of(routine.edits.begin(), routine.edits.end(),
                                        [](const Edit& edit) { return edit.kind == Edit::Kind::shorter; });
  if (!edited_short && std::abs(routine.asked_s - in.the_case.giver.minutes * 60) > in.knowledge.number("gap_max")) {
    found.push_back({"time", "", "asked_s is not what the case asks for"});
  }
  if (routine.total_s > allowed_s * (1 + in.knowledge.number("total_tolerance"))) {
    found.push_back({"time", "", "lasts " + number(routine.total_s) + " s; allowed are " + number(allowed_s) + " s"});
  }
  if (routine.total_s < allowed_s * (1 - in.knowledge.number("total_tolerance")) && routine.shortened_because.empty()) {
    found.push_back(
        {"time", "", "lasts " + number(routine.total_s) + " of " + number(allowed_s) + " s and does not say why"});
  }
  if (allowed_s < routine.asked_s - in.knowledge.number("gap_max") && routine.shortened_because.empty()) {
    found.push_back({"time", "", "shorter than asked for and does not say why"});
  }
}

void check_order(const Inspection& in, std::vector<Violation>& found) {
  const Stroke* last = nullptr;
  int highest = rank(PressureLevel::w1);
  for (const Stroke& stroke : in.routine.strokes) {
    if (is_pause(stroke)) {
      continue;
    }
    if (stroke.start_s < in.knowledge.number("gentle_opening") && rank(stroke.level) > rank(PressureLevel::w2) &&
        in.routine.total_s > in.knowledge.number("gentle_opening")) {
      found.push_back({"order", stroke.id, "deeper than w2 in the first two minutes"});
    }
    if (rank(stroke.level) > highest + 1) {
      found.push_back({"order", stroke.id, "the pressure class jumps by more than one"});
    }
    highest = std::max(highest, rank(stroke.level));
    last = &stroke;
  }
  if (last == nullptr) {
    found.push_back({"order", "", "a routine without a touch"});
    return;
  }
  if (rank(last->level) > rank(PressureLevel::w2)) {
    found.push_back({"order", last->id, "ends deeper than w2"});
  }
  if (last->technique != "T01") {
    found.push_back({"order", last->id, "ends with " + last->technique + ", not with stillness"});
  }
}

void check_menu(const Inspection& in, std::vector<Violation>& found) {
  static const std::set<std::string> kNeverPlanned = {"T13", "T29", "T30", "T31", "T55"};
  const Training training = in.the_case.giver.training;
  const std::string who(to_text(training));
  if (in.routine.training != training) {
    found.push_back({"menu", "", "says it is for training \"" + std::string(to_text(in.routine.training)) + "\""});
  }
  for (const Stroke& stroke : in.routine.strokes) {
    if (is_pause(stroke)) {
      continue;
    }
    const auto technique = in.knowledge.techniques.find(stroke.technique);
    if (technique == in.knowledge.techniques.end()) {
      found.push_back({"menu", stroke.id, "no technique is called " + stroke.technique});
      continue;
    }
    if (!technique->second.planned || !technique->second.who.contains(who) ||
        kNeverPlanned.contains(stroke.technique)) {
      found.push_back({"menu", stroke.id, stroke.technique + " is not for a giver with training \"" + who + "\""});
    }
    if (training == Training::none && in.the_case.history.sessions_count == 0 &&
        technique->second.kinds.contains("percussion")) {
      found.push_back({"menu", stroke.id, "drumming in a first session"});
    }
    for (const Exclusion& exclusion : in.report.exclusions) {
      if (exclusion.kind == stroke.technique || technique->second.kinds.contains(exclusion.kind) ||
          (exclusion.kind == "oil" && technique->second.medium == "oil")) {
        found.push_back({"menu", stroke.id, stroke.technique + " although \"" + exclusion.kind + "\" is taken off"});
      }
    }
    if (!in.the_case.giver.oil && technique->second.medium == "oil") {
      found.push_back({"menu", stroke.id, stroke.technique + " needs oil, and there is none"});
    }
  }
  const auto& allowed = in.report.positions;
  if (std::find(allowed.begin(), allowed.end(), in.routine.position) == allowed.end()) {
    found.push_back({"menu", "", "the position " + std::string(to_text(in.routine.position)) + " is not allowed"});
  }
  for (const Stroke& stroke : in.routine.strokes) {
    if (std::find(allowed.begin(), allowed.end(), stroke.position) == allowed.end()) {
      found.push_back({"menu", stroke.id, "the position " + std::string(to_text(stroke.position)) + " is not allowed"});
    }
  }
}

void check_words(const Inspection& in, std::vector<Violation>& found) {
  std::set<std::string> ids;
  for (const Stroke& stroke : in.routine.strokes) {
    if (!ids.insert(stroke.id).second || stroke.id.empty()) {
      found.push_back({"words", stroke.id, "the step's id is empty or stands twice"});
    }
    if (stroke.name.empty() || stroke.cue.empty() || stroke.reason.empty()) {
      found.push_back({"words", stroke.id, "a step needs a name, a cue and a reason"});
    }
    if (!in.knowledge.source_keys.contains(stroke.source)) {
      found.push_back({"words", stroke.id, "no source is called \"" + stroke.source + "\""});
    }
  }
}

}  // namespace

void check_time(const Inspection& in, std::vector<Violation>& found) {
  check_clock(in, found);
  check_total(in, found);
  check_order(in, found);
  check_menu(in, found);
  check_words(in, found);
}

}  // namespace unknot::audit_detail
