#include "unknot/plan/routines.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "unknot/core/number_text.h"
#include "unknot/core/rng.h"
#include "unknot/plan/cost.h"
#include "unknot/plan/giver_load.h"
#include "unknot/plan/session.h"
#include "unknot/plan/ways.h"

namespace unknot {
namespace {

constexpr std::size_t kShuffles_count = 500;
constexpr std::uint64_t kShuffleSeed = 1;
constexpr int kSessions_count = 3;  ///< a pair that knows each other: what is practised may be given
constexpr double kAdult_years = 40;
constexpr double kMinute_s = 60;

/// A healthy adult of mean build, and hands of the routine's own training.
Case case_for(const RoutineData& data) {
  Case the_case;
  the_case.receiver.age_years = kAdult_years;
  the_case.giver.training = data.training;
  the_case.giver.place = data.place.value_or(Place::floor);
  the_case.giver.position = data.position;
  the_case.history.sessions_count = kSessions_count;
  the_case.history.sessions_without_soreness_count = kSessions_count;
  return the_case;
}

ScreenReport report_for(Position position) {
  ScreenReport report;
  report.verdict = Verdict::go;
  report.positions = {position};
  return report;
}

/// So many of the places, the first and the last among them.
void thin_to(int spots_count, std::vector<PathVertex>& vertices) {
  const auto wanted = static_cast<std::size_t>(spots_count);
  if (spots_count <= 0 || vertices.size() <= wanted) {
    return;
  }
  std::vector<PathVertex> chosen;
  for (std::size_t i = 0; i < wanted; ++i) {
    chosen.push_back(vertices[wanted == 1 ? vertices.size() / 2 : i * (vertices.size() - 1) / (wanted - 1)]);
  }
  vertices = std::move(chosen);
}

/// Lays one routine out.
class Renderer {
 public:
  Renderer(const PlanKnowledge& knowledge, const Atlas& atlas, const BodyKnowledge& bodies, const Contacts& contacts,
           const LimitKnowledge& limits, const RoutineData& data)
      : knowledge_(knowledge),
        data_(data),
        case_(case_for(data)),
        position_(data.position.value_or(Position::prone)),
        report_(report_for(position_)),
        body_(Body::from(bodies, case_.receiver)),
        limits_(limits, contacts, atlas, body_, report_, case_),
        input_{knowledge, atlas, body_, limits_, case_, report_},
        session_(input_, case_.giver.place, position_) {}

  CodexRoutine run() {
    CodexRoutine routine{data_.id,       data_.name, data_.text, data_.kind,  data_.training, 0,  data_.place,
                         data_.position, {},         {},         data_.notes, data_.playable, {}, data_.provenance};
    double lines_s = 0;
    for (const RoutineLine& line : data_.lines) {
      const std::size_t before_count = blocks_.size();
      for (const RoutineMove& move : line.moves) {
        add(move);
      }
      routine.steps.push_back({line.text, line.duration_s, static_cast<int>(blocks_.size() - before_count)});
      lines_s += line.duration_s;
    }
    routine.strokes = strokes(lines_s);
    note_lighter(routine.strokes);
    routine.notes.insert(routine.notes.end(), notes_.begin(), notes_.end());
    const double total_s = routine.strokes.empty() || data_.kind != RoutineKind::routine
                               ? lines_s
                               : routine.strokes.back().start_s + routine.strokes.back().duration_s;
    routine.minutes = std::round(total_s / kMinute_s);
    if (data_.scored) {
      routine.score = routine_score(knowledge_, routine.strokes);
    }
    return routine;
  }

 private:
  void add(const RoutineMove& move) {
    const Technique& technique = *knowledge_.codex.technique(move.technique);
    const Track* track = move.own_track ? &*move.own_track : nullptr;
    for (const Track& known : knowledge_.tracks) {
      track = known.id == move.track ? &known : track;
    }
    const PainMap no_pain;
    const WayBuilder builder(knowledge_, session_.finder(), limits_, position_, no_pain);
    bool found = false;
    builder.offer(technique, *track, [&](Way&& way) {
      if (way.side != move.side) {
        return false;
      }
      if (!found) {
        thin_to(move.spots_count, way.right.vertices);
        thin_to(move.spots_count, way.left.vertices);
        Stroke stroke = stroke_on(technique, *track, way, position_);
        auto stations = stations_reaching(session_.setting(), technique, stroke.path, stroke.path_left, knowledge_);
        if (stations.empty()) {
          return false;
        }
        candidates_.push_back({&technique, track, way.side, std::move(stroke), std::move(way), std::move(stations), 0});
        found = true;
      }
      return true;
    });
    if (!found) {
      const std::string place = place_words(knowledge_.words, *track, move.side);
      notes_.push_back(
          fill(knowledge_.words.text("routine", "no_place"), {{"name", technique.name}, {"place", place}}));
      return;
    }
    Block block;
    block.phase = move.phase;
    block.duration_s = move.duration_s;
    block.level = move.level;
    blocks_.push_back(block);
  }

  std::vector<Stroke> strokes(double lines_s) {
    if (blocks_.empty()) {
      return {};
    }
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      blocks_[i].candidate = &candidates_[i];
    }
    choose_stations(session_.setting(), knowledge_.constant("cost_station"), blocks_);
    case_.giver.minutes = lines_s / kMinute_s;
    std::vector<Stroke> strokes;
    for (const Block& block : blocks_) {
      strokes.push_back(block.candidate->technique->plan ? session_.stroke_of(block) : shown(block));
    }
    if (data_.kind == RoutineKind::routine) {
      lay_out_as_given(knowledge_, limits_, session_.pauses(), strokes);
      write_cues(knowledge_, strokes);
    } else {
      lay_end_to_end(strokes);
    }
    (void)write_giver_load(knowledge_, strokes);
    return strokes;
  }

  /// Says what came out lighter than it was written.
  void note_lighter(const std::vector<Stroke>& strokes) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    std::size_t at = 0;
    for (const Stroke& stroke : strokes) {
      if (stroke.technique == "pause") {
        continue;
      }
      if (stroke.level < blocks_[at++].level && seen.insert(stroke.name).second) {
        names.push_back(names.empty() ? stroke.name : lower_first(stroke.name));
      }
    }
    if (names.empty()) {
      return;
    }
    notes_.push_back(fill(knowledge_.words.text("routine", "lighter"), {{"names", listed(names)}}));
  }

  /// A stroke of a technique that no plan holds: its words come from the codex alone.
  [[nodiscard]] Stroke shown(const Block& block) const {
    const Candidate& candidate = *block.candidate;
    const Technique& technique = *candidate.technique;
    Stroke stroke = loaded(candidate, block.level, 1, limits_);
    const StationRule& station = *session_.setting().stations[block.station];
    stroke.station = station.station;
    stroke.phase = block.phase;
    stroke.duration_s = block.duration_s;
    const bool alone = data_.kind == RoutineKind::alone;
    stroke.posture = alone ? technique.posture : posture_words(knowledge_, station, technique, stroke);
    stroke.cue = technique.start_cue;
    stroke.reason = technique.target;
    stroke.force_words = force_words(knowledge_.words, stroke);
    return stroke;
  }

  void lay_end_to_end(std::vector<Stroke>& strokes) const {
    double at_s = 0;
    for (std::size_t i = 0; i < strokes.size(); ++i) {
      Stroke& stroke = strokes[i];
      session_.timing().set(*blocks_[i].candidate->technique, stroke.duration_s, stroke);
      stroke.id = (i < 9 ? "s0" : "s") + std::to_string(i + 1);
      stroke.start_s = at_s;
      at_s += stroke.duration_s;
    }
  }

  const PlanKnowledge& knowledge_;
  const RoutineData& data_;
  Case case_;
  Position position_;
  ScreenReport report_;
  Body body_;
  Limits limits_;
  PlanInput input_;
  PlanSession session_;
  std::vector<Candidate> candidates_;
  std::vector<Block> blocks_;
  std::vector<std::string> notes_;  ///< what no place was found for
};

}  // namespace

RoutineScore routine_score(const PlanKnowledge& knowledge, const std::vector<Stroke>& strokes) {
  std::vector<CostItem> items;
  for (const Stroke& stroke : strokes) {
    if (const Technique* technique = knowledge.codex.technique(stroke.technique)) {
      items.push_back(compact(knowledge, {technique->id, technique->family, stroke.region, stroke.side, stroke.level,
                                          stroke.duration_s, 0}));
    }
  }
  const CostWeights weights(knowledge);
  RoutineScore score;
  score.cost = plan_cost(weights, items).total();
  Rng rng(kShuffleSeed);
  std::vector<double> shuffled;
  for (std::size_t k = 0; k < kShuffles_count; ++k) {
    std::vector<CostItem> order = items;
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[static_cast<std::size_t>(rng.index(i))]);
    }
    shuffled.push_back(plan_cost(weights, order).total());
  }
  std::sort(shuffled.begin(), shuffled.end());
  score.shuffled_low = shuffled.front();
  score.shuffled_median = shuffled[shuffled.size() / 2];
  const bool best = score.cost < score.shuffled_low;
  score.text = fill(knowledge.words.text("routine", best ? "score_best" : "score_not_best"),
                    {{"cost", fixed_text(score.cost, 1)},
                     {"low", fixed_text(score.shuffled_low, 1)},
                     {"median", fixed_text(score.shuffled_median, 1)},
                     {"count", std::to_string(kShuffles_count)}});
  return score;
}

std::vector<CodexRoutine> render_routines(const PlanKnowledge& knowledge, const Atlas& atlas,
                                          const BodyKnowledge& bodies, const Contacts& contacts,
                                          const LimitKnowledge& limits) {
  std::vector<CodexRoutine> routines;
  for (const RoutineData& data : knowledge.routines) {
    routines.push_back(Renderer(knowledge, atlas, bodies, contacts, limits, data).run());
  }
  return routines;
}

}  // namespace unknot
