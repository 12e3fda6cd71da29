#include "unknot/plan/read_routine.h"

#include <algorithm>
#include <array>

#include "unknot/core/read_enum.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 3> kKinds = {"routine", "sequence", "alone"};
constexpr std::array<std::string_view, 5> kPhases = {"arrive", "warm", "work", "focus", "close"};
constexpr Range kSpots_count = {1, 20};

/// A way of its own: a name, a line, the region it lies in, and where stretches on it point to.
Track read_own_track(TableReader& reader, const Technique* technique, Problems& problems) {
  Track track;
  track.name = reader.text("place");
  track.region = reader.text("region");
  track.of_region = read_region(reader, track.region);
  track.line = read_line(reader, reader.array("line"), false, problems);
  if (const Node* towards = reader.any_if("towards")) {
    const std::vector<ChartPoint> points = read_line(reader, {towards, 1}, false, problems);
    track.towards = points.empty() ? std::nullopt : std::optional(points.front());
  }
  if (technique != nullptr && technique->path) {
    track.paths = {*technique->path};
  }
  return track;
}

RoutineMove read_move(const Node& node, const PlanKnowledge& knowledge, Problems& problems) {
  TableReader reader(node, problems, "stroke");
  RoutineMove move;
  move.technique = reader.text("technique");
  const Technique* technique = knowledge.codex.technique(move.technique);
  if (technique == nullptr || !technique->has_stroke()) {
    reader.problem("no technique with a stroke of its own is called \"" + move.technique + "\"");
  }
  if (reader.has("track")) {
    move.track = reader.text("track");
    const auto at = std::find_if(knowledge.tracks.begin(), knowledge.tracks.end(),
                                 [&](const Track& track) { return track.id == move.track; });
    if (at == knowledge.tracks.end()) {
      reader.problem("no track is called \"" + move.track + "\"", "tracks stand in knowledge/plan/tracks.toml");
    } else if (technique != nullptr && !at->takes(*technique)) {
      reader.problem(move.technique + " does not travel on the track \"" + move.track + "\"");
    }
  } else {
    move.own_track = read_own_track(reader, technique, problems);
  }
  move.side = read_enum<Side>(reader, "side");
  move.level = read_enum<PressureLevel>(reader, "level");
  move.phase = kPhases[reader.choice("phase", kPhases)];
  move.duration_s = read_quantity(reader, "duration", "s", problems).value;
  if (const auto spots = reader.integer_if("spots_count", kSpots_count)) {
    move.spots_count = static_cast<int>(*spots);
  }
  reader.finish();
  return move;
}

RoutineLine read_routine_line(const Node& node, const PlanKnowledge& knowledge, Problems& problems) {
  TableReader reader(node, problems, "step");
  RoutineLine line;
  line.text = reader.text("text");
  for (const Node& stroke : reader.array_if("strokes")) {
    line.moves.push_back(read_move(stroke, knowledge, problems));
    line.duration_s += line.moves.back().duration_s;
  }
  if (line.moves.empty()) {
    line.duration_s = read_quantity(reader, "duration", "s", problems).value;
  }
  reader.finish();
  return line;
}

}  // namespace

std::string_view to_text(RoutineKind value) { return kKinds[static_cast<std::size_t>(value)]; }

RoutineData read_routine(const Node& node, const PlanKnowledge& knowledge, Problems& problems) {
  TableReader reader(node, problems, "routine");
  RoutineData routine;
  routine.id = reader.text("id");
  routine.name = reader.text("name");
  routine.text = reader.text("text");
  routine.kind = static_cast<RoutineKind>(reader.choice("kind", kKinds));
  routine.training = read_enum<Training>(reader, "training");
  routine.place = read_enum_if<Place>(reader, "place");
  routine.position = read_enum_if<Position>(reader, "position");
  routine.scored = reader.boolean_if("scored").value_or(false);
  routine.playable = reader.boolean_if("playable").value_or(false);
  routine.notes = reader.texts_if("notes");
  for (const Node& step : reader.array("step")) {
    routine.lines.push_back(read_routine_line(step, knowledge, problems));
  }
  const bool moves = std::any_of(routine.lines.begin(), routine.lines.end(),
                                 [](const RoutineLine& line) { return !line.moves.empty(); });
  if (moves && routine.kind != RoutineKind::alone && (!routine.place || !routine.position)) {
    reader.problem("a routine with strokes needs place and position");
  }
  if ((routine.scored || routine.playable) && routine.kind != RoutineKind::routine) {
    reader.problem("only a routine of two people is scored or playable");
  }
  routine.provenance = read_provenance(reader);
  reader.finish();
  return routine;
}

}  // namespace unknot
