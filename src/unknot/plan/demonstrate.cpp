#include "unknot/plan/demonstrate.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"
#include "unknot/plan/ways.h"
#include "unknot/plan/words.h"

namespace unknot {
namespace {

Case reference_case(const DemoKnowledge& demo) {
  Case the_case;
  the_case.receiver = demo.receiver;
  the_case.giver.training = Training::professional;
  the_case.giver.scale_practised = true;
  the_case.history.sessions_count = static_cast<int>(demo.sessions_count.value);
  the_case.history.sessions_without_soreness_count = the_case.history.sessions_count;
  return the_case;
}

/// A back that nothing is the matter with.
ScreenReport untroubled() {
  ScreenReport report;
  report.verdict = Verdict::go;
  report.positions = {Position::prone, Position::side_left, Position::side_right, Position::seated_leaning};
  return report;
}

Limits reference_limits(const DemoKnowledge& demo, const Atlas& atlas, const BodyKnowledge& bodies,
                        const LimitKnowledge& limits, const Contacts& contacts) {
  const Case the_case = reference_case(demo);
  return Limits(limits, contacts, atlas, Body::from(bodies, the_case.receiver), untroubled(), the_case);
}

bool knows(const Technique& technique, Position position) {
  return std::find(technique.positions.begin(), technique.positions.end(), position) != technique.positions.end();
}

/// Prone where the technique knows it: the whole back lies open.
Position shown_in(const Technique& technique) {
  const bool prone = technique.positions.empty() || knows(technique, Position::prone);
  return prone ? Position::prone : technique.positions.front();
}

/// Both sides together say most; of one side, the right.
bool shows_more(const Stroke& stroke, const Stroke& than) {
  const auto rank = [](Side side) { return side == Side::both ? 0 : side == Side::right ? 1 : 2; };
  return rank(stroke.side) < rank(than.side);
}

}  // namespace

Result<DemoKnowledge> DemoKnowledge::load(const KnowledgeFiles& files) {
  Problems problems;
  DemoKnowledge demo;
  const Node* file = require_file(files, "codex/demo.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "demo");
  if (const Node* table = root.table("reference")) {
    TableReader reader(*table, problems, "reference");
    demo.receiver.sex = read_enum<Sex>(reader, "sex");
    demo.receiver.age_years = read_quantity(reader, "age", "years", problems).value;
    demo.sessions_count = read_quantity(reader, "sessions", "count", problems);
    (void)read_provenance(reader);
    reader.finish();
  }
  if (const Node* table = root.table("loop")) {
    TableReader reader(*table, problems, "loop");
    demo.loop_wish_s = read_quantity(reader, "wish", "s", problems);
    demo.loop_high_s = read_quantity(reader, "high", "s", problems);
    demo.hold_s = read_quantity(reader, "hold", "s", problems);
    demo.force_ratio = read_quantity(reader, "force", "ratio", problems);
    demo.places_least_count = read_quantity(reader, "places", "count", problems);
    reader.finish();
  }
  if (const Node* table = root.table("words")) {
    TableReader reader(*table, problems, "words");
    demo.shown_shorter = reader.text("shown_shorter");
    reader.finish();
  }
  root.finish();
  if (!problems.empty()) {
    return problems.to_error();
  }
  return demo;
}

Demonstrator::Demonstrator(const PlanKnowledge& knowledge, const DemoKnowledge& demo, const Atlas& atlas,
                           const BodyKnowledge& bodies, const LimitKnowledge& limits, const Contacts& contacts)
    : knowledge_(knowledge),
      demo_(demo),
      limits_(reference_limits(demo, atlas, bodies, limits, contacts)),
      timing_(knowledge, limits_) {
  const Case the_case = reference_case(demo);
  for (const Position position : untroubled().positions) {
    const Place place = position == Position::seated_leaning ? Place::chair : Place::table;
    settings_.emplace(position,
                      Setting{unknot::setting_for(knowledge, limits_, the_case, untroubled(), place, position),
                              PathFinder(knowledge, atlas, limits_, position, false)});
  }
}

std::vector<Stroke> Demonstrator::show(const Technique& technique) const {
  std::vector<Stroke> strokes;
  if (technique.parts.empty()) {
    strokes = show_stroke(technique, shown_in(technique));
  }
  for (const TechniqueId& id : technique.parts) {
    const Technique& part = *knowledge_.codex.technique(id);
    const bool as_set = !technique.positions.empty() && knows(part, technique.positions.front());
    const std::vector<Stroke> shown = show_stroke(part, as_set ? technique.positions.front() : shown_in(part));
    strokes.insert(strokes.end(), shown.begin(), shown.end());
  }
  double at_s = 0;
  for (std::size_t i = 0; i < strokes.size(); ++i) {
    strokes[i].id = (i < 9 ? "d0" : "d") + std::to_string(i + 1);
    strokes[i].start_s = at_s;
    at_s += strokes[i].duration_s;
  }
  return strokes;
}

std::string Demonstrator::why_not(const Technique& technique) const {
  if (!technique.has_stroke() || technique.map == CodexMap::foot ||
      !show_stroke(technique, shown_in(technique)).empty()) {
    return "";
  }
  const auto takes = [&](const Track& track) {
    return track.takes(technique) && (technique.track.empty() || technique.track == track.id);
  };
  if (std::none_of(knowledge_.tracks.begin(), knowledge_.tracks.end(), takes)) {
    return (technique.track.empty() ? "no track" : "no track \"" + technique.track + "\"") +
           " of plan/tracks.toml takes the path \"" + std::string(to_text(*technique.path)) + "\" in a region of \"" +
           technique.id + "\"";
  }
  return "nowhere on its tracks do the limits let \"" + technique.id + "\" be shown";
}

std::vector<Stroke> Demonstrator::show_stroke(const Technique& technique, Position position) const {
  if (!technique.has_stroke()) {
    return {};
  }
  if (technique.map == CodexMap::foot) {
    return {on_foot(technique, position)};
  }
  // The first track where about its usual force is allowed; where none allows it, the first that allows most of it.
  const double enough_N = demo_.force_ratio.value * technique.force_N.value;
  std::optional<Stroke> best;
  for (const Track& track : knowledge_.tracks) {
    if (!track.takes(technique) || (!technique.track.empty() && track.id != technique.track)) {
      continue;
    }
    auto stroke = on_track(technique, track, settings_.at(position));
    if (stroke && (!best || most_force_N(*stroke) > most_force_N(*best) + 1e-9)) {
      best = std::move(stroke);
    }
    if (best && most_force_N(*best) >= enough_N) {
      break;
    }
  }
  return best ? std::vector<Stroke>{*std::move(best)} : std::vector<Stroke>{};
}

std::optional<Stroke> Demonstrator::on_track(const Technique& technique, const Track& track,
                                             const Setting& setting) const {
  std::optional<Stroke> best;
  const WayBuilder builder(knowledge_, setting.finder, limits_, setting.plan.position, no_pain_);
  builder.offer(technique, track, [&](Way&& way) {
    Stroke stroke = stroke_on(technique, track, way, setting.plan.position);
    const auto reaching = stations_reaching(setting.plan, technique, stroke.path, stroke.path_left, knowledge_);
    if (reaching.empty()) {
      return false;
    }
    const auto rule = [&](std::size_t i) -> const StationRule& { return *setting.plan.stations[i]; };
    const StationRule& station =
        rule(*std::min_element(reaching.begin(), reaching.end(),
                               [&](std::size_t a, std::size_t b) { return rule(a).cost_ratio < rule(b).cost_ratio; }));
    stroke.station = station.station;
    load_way(way, limits_.highest_level(), technique.force_N.value, 1, limits_, stroke);
    stroke.posture = posture_words(knowledge_, station, technique, stroke);
    if (!best || shows_more(stroke, *best)) {
      best = std::move(stroke);
    }
    return true;
  });
  if (best) {
    set_time(technique, *best);
    set_words(technique, *best);
  }
  return best;
}

/// The sole is no part of the chart: no cap of the back holds there, and the technique's own usual force is shown.
Stroke Demonstrator::on_foot(const Technique& technique, Position position) const {
  Stroke stroke;
  stroke.technique = technique.id;
  stroke.name = technique.name;
  stroke.motion = motion_of(*technique.path);
  stroke.region = technique.regions.empty() ? "" : technique.regions.front();
  stroke.side = Side::right;
  stroke.hand = HandUse::right;
  stroke.surface = technique.surfaces.front();
  stroke.position = position;
  stroke.path = technique.foot_line;
  stroke.force_N.assign(stroke.path.size(), technique.force_N.value);
  stroke.force_cap_N = technique.force_N.range.high;
  stroke.level = level_of(technique.force_N.value, stroke.surface, limits_.contacts());
  stroke.posture = technique.posture;
  stroke.source = technique.provenance.source;
  set_time(technique, stroke);
  set_words(technique, stroke);
  return stroke;
}

/// A row of places that would take too long is shown by its first ones; what travels or goes round keeps its whole way.
void Demonstrator::keep_first_places(const Technique& technique, Stroke& stroke) const {
  const PathKind path = *technique.path;
  const bool whole = pace_of(technique) == Pace::speed || path == PathKind::ring_around ||
                     path == PathKind::roll_along || path == PathKind::strike_along;
  if (whole) {
    return;
  }
  const double count = timing_.places_count(stroke);
  double place_s = timing_.pass_s(technique, stroke) / count;
  if (pace_of(technique) == Pace::hold) {
    place_s = std::min(place_s, demo_.hold_s.value);
  }
  const double shown = std::max(demo_.places_least_count.value, std::floor(demo_.loop_high_s.value / place_s));
  if (shown >= count) {
    return;
  }
  const auto cut = [&](auto& list) {
    const std::size_t per_place = is_drawn_in_pairs(path) ? 2 : 1;
    list.resize(std::min(list.size(), static_cast<std::size_t>(shown) * per_place));
  };
  cut(stroke.path);
  cut(stroke.path_left);
  cut(stroke.force_N);
  cut(stroke.force_left_N);
}

/// As many passes at the usual pace as make a loop; a hold is shown shorter.
void Demonstrator::set_time(const Technique& technique, Stroke& stroke) const {
  stroke.phase = "work";
  keep_first_places(technique, stroke);
  const double pass_s = timing_.pass_s(technique, stroke);
  double passes = std::max(1.0, std::round(demo_.loop_wish_s.value / pass_s));
  double duration_s = 0;
  switch (pace_of(technique)) {
    case Pace::speed:
      if (technique.path != PathKind::saw_across) {
        passes = std::min(passes, technique.repetitions_count.range.high);
      }
      duration_s = passes * pass_s;
      break;
    case Pace::tempo:
      duration_s = std::min(passes * pass_s, demo_.loop_high_s.value);
      break;
    case Pace::hold:
      duration_s = std::min(pass_s, timing_.places_count(stroke) * demo_.hold_s.value);
      break;
  }
  timing_.set(technique, duration_s, stroke);
}

void Demonstrator::set_words(const Technique& technique, Stroke& stroke) const {
  stroke.cue = technique.start_cue;
  stroke.force_words = force_words(knowledge_.words, stroke);
  stroke.reason = technique.action;
  const bool shortened = pace_of(technique) == Pace::hold && stroke.dwell_s < technique.dwell_s->range.low;
  if (shortened) {
    const auto whole = [](double value) { return std::to_string(std::lround(value)); };
    stroke.reason += (stroke.reason.empty() ? "" : " ") +
                     fill(demo_.shown_shorter, {{"low", whole(technique.dwell_s->range.low)},
                                                {"high", whole(technique.dwell_s->range.high)}});
  }
}

}  // namespace unknot
