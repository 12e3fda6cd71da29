#include "unknot/plan/planner.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/plan/giver_load.h"
#include "unknot/plan/session.h"

namespace unknot {
namespace {

constexpr int kAttempts_count = 4;  ///< to reach the sore region's share
constexpr int kFillers_count = 24;  ///< extra glides where little else is allowed
constexpr double kFiller_s = 90;
constexpr PressureLevel kWarm = PressureLevel::w3;   ///< the most while the back warms
constexpr PressureLevel kClose = PressureLevel::w2;  ///< the most while the hands slow down

Routine refused(const ScreenReport& report, const Case& the_case, const std::string& note) {
  Routine routine;
  routine.refused = true;
  routine.report = report;
  routine.screened_at = report.screened_at;
  routine.asked_s = the_case.giver.minutes * 60;
  routine.training = the_case.giver.training;
  routine.place = the_case.giver.place;
  if (!note.empty()) {
    routine.notes.push_back(note);
  }
  return routine;
}

bool suits(const Candidate& candidate, const char* phase) {
  const auto& phases = candidate.technique->plan->phases;
  return std::find(phases.begin(), phases.end(), phase) != phases.end();
}

/// Both can be done without walking in between.
bool share_station(const Candidate& a, const Candidate& b) {
  return std::find_first_of(a.stations.begin(), a.stations.end(), b.stations.begin(), b.stations.end()) !=
         a.stations.end();
}

/// General strokes for opening and closing, widest first: those of the whole back, else those of its regions.
class Frame {
 public:
  explicit Frame(const std::vector<Candidate>& candidates) : candidates_(candidates) {}

  /// Where hands may lie still, best first.
  [[nodiscard]] std::vector<const Candidate*> resting(const char* phase) const {
    std::vector<const Candidate*> places;
    for (const Candidate& candidate : candidates_) {
      if (candidate.technique->path == PathKind::hold_at && suits(candidate, phase)) {
        places.push_back(&candidate);
      }
    }
    return places;
  }

  [[nodiscard]] std::vector<const Candidate*> moving(const char* phase) const {
    std::vector<const Candidate*> whole;
    std::vector<const Candidate*> parts;
    for (const Candidate& candidate : candidates_) {
      if (candidate.technique->path != PathKind::hold_at && suits(candidate, phase)) {
        (candidate.track->of_region ? parts : whole).push_back(&candidate);
      }
    }
    // Lanes are for backs that want no pressure, or where no glide is allowed.
    const bool glides = std::any_of(whole.begin(), whole.end(), is_glide);
    whole.erase(std::remove_if(whole.begin(), whole.end(),
                               [&](const Candidate* candidate) { return glides && !is_glide(candidate); }),
                whole.end());
    return whole.empty() ? first_technique(parts) : whole;
  }

 private:
  static bool is_glide(const Candidate* candidate) { return candidate->technique->path == PathKind::long_glide; }

  /// One technique's strokes on its first track, both sides: enough to open with where no wide stroke is allowed.
  static std::vector<const Candidate*> first_technique(const std::vector<const Candidate*>& parts) {
    std::vector<const Candidate*> chosen;
    for (const Candidate* part : parts) {
      if (chosen.empty() || (part->technique == chosen.front()->technique && part->track == chosen.front()->track)) {
        chosen.push_back(part);
      }
    }
    return chosen;
  }
  const std::vector<Candidate>& candidates_;
};

Block block_of(const Candidate* candidate, const char* phase, double duration_s, PressureLevel level) {
  Block block;
  block.candidate = candidate;
  block.phase = phase;
  block.duration_s = duration_s;
  block.level = std::min(level, candidate->technique->level_max);
  return block;
}

class Composer {
 public:
  Composer(const PlanInput& input, PlanSession& session, double total_s)
      : input_(input), session_(session), frame_(session.candidates()), total_s_(total_s) {
    rest_s_ = std::clamp(std::round(constant("arrive") * total_s), constant("rest_low"), constant("rest_high"));
  }

  /// The contact strokes and pauses of the whole massage; empty where no schedule exists.
  std::vector<Stroke> run() {
    std::vector<Stroke> best;
    double best_ratio = -1;
    double sore_ratio = session_.pain().sore.empty() ? 0 : constant("sore");
    double pauses_s = 0.07 * total_s_ + constant("oil");
    for (int attempt = 0; attempt < kAttempts_count; ++attempt) {
      std::vector<Stroke> strokes = attempt_with(sore_ratio, pauses_s);
      if (strokes.empty()) {
        return best;
      }
      const double ratio = session_.sore_s(strokes) / total_s_;
      pauses_s = 0;
      for (const Stroke& stroke : strokes) {
        pauses_s += stroke.technique == "pause" ? stroke.duration_s : 0;
      }
      const double least_ratio = input_.knowledge.constants.at("sore").range.low;
      if (ratio > best_ratio) {
        best_ratio = ratio;
        best = std::move(strokes);
      }
      if (sore_ratio == 0 || ratio >= least_ratio) {
        return best;
      }
      sore_ratio += least_ratio + 0.01 - ratio;
    }
    return best;
  }

 private:
  [[nodiscard]] double constant(const char* id) const { return input_.knowledge.constant(id); }

  /// What opens or closes; where nothing made for it is allowed, the most restful work there is, lightly.
  [[nodiscard]] std::vector<const Candidate*> framing(const char* phase, PressureLevel level) const {
    std::vector<const Candidate*> moving = frame_.moving(phase);
    if (moving.empty()) {
      moving = first_of(restful_work(level));
      moving.resize(std::min<std::size_t>(moving.size(), 2));
    }
    return moving;
  }

  [[nodiscard]] std::vector<Block> opening() const {
    std::vector<Block> blocks;
    if (const auto rests = frame_.resting("arrive"); !rests.empty()) {
      blocks.push_back(block_of(rests.front(), "arrive", rest_s_, PressureLevel::w1));
    }
    spread(framing("warm", kWarm), "warm", constant("open") * total_s_ - rest_s_, kWarm, blocks);
    return blocks;
  }

  [[nodiscard]] std::vector<Block> closing() const {
    std::vector<Block> blocks;
    std::vector<const Candidate*> moving = framing("close", kClose);
    // Lightest last, and not with a feather: flat hands that slow down, then stillness.
    std::stable_sort(moving.begin(), moving.end(), [](const Candidate* a, const Candidate* b) {
      return a->technique->level_max > b->technique->level_max;
    });
    const std::vector<const Candidate*> rests = frame_.resting("close");
    const Candidate* rest = rests.empty() ? nullptr : meet(rests, moving);
    spread(moving, "close", constant("close") * total_s_ - rest_s_, kClose, blocks);
    if (rest != nullptr) {
      blocks.push_back(block_of(rest, "close", rest_s_, PressureLevel::w1));
    }
    return blocks;
  }

  /// Nobody walks between the last glide and the stillness: the best rest within reach of it, else the best rest of all
  /// with a glide within its reach last.
  [[nodiscard]] const Candidate* meet(const std::vector<const Candidate*>& rests,
                                      std::vector<const Candidate*>& moving) const {
    if (!moving.empty()) {
      const auto near = std::find_if(rests.begin(), rests.end(),
                                     [&](const Candidate* rest) { return share_station(*rest, *moving.back()); });
      if (near != rests.end()) {
        return *near;
      }
    }
    const Candidate* rest = rests.front();
    const auto is_far = [&](const Candidate* stroke) { return !share_station(*rest, *stroke); };
    std::stable_partition(moving.begin(), moving.end(), is_far);
    if (moving.empty() || is_far(moving.back())) {
      for (const std::vector<const Candidate*>& others : restful_work(kClose)) {
        const auto other = std::find_if_not(others.begin(), others.end(), is_far);
        if (other != others.end()) {
          moving.push_back(*other);
          break;
        }
      }
    }
    return rest;
  }

  /// Shares `budget_s` among strokes; the last ones of a short budget are left out, a close keeps its very last.
  void spread(std::vector<const Candidate*> strokes, const char* phase, double budget_s, PressureLevel level,
              std::vector<Block>& blocks) const {
    const bool closing = std::string_view(phase) == "close";
    const auto low_s = [&](const Candidate* stroke) {
      return std::max(constant("block_low"),
                      session_.timing().bounds(*stroke->technique, loaded(*stroke, level, 1, input_.limits)).low_s);
    };
    double sum_s = 0;
    for (const Candidate* stroke : strokes) {
      sum_s += low_s(stroke);
    }
    while (strokes.size() > 1 && sum_s > budget_s) {
      const auto drop = closing ? strokes.begin() : strokes.end() - 1;
      sum_s -= low_s(*drop);
      strokes.erase(drop);
    }
    for (const Candidate* stroke : strokes) {
      const double share_s = budget_s / static_cast<double>(strokes.size());
      blocks.push_back(block_of(stroke, phase, std::max(low_s(stroke), std::round(share_s)), level));
    }
  }

  std::vector<Stroke> attempt_with(double sore_ratio, double pauses_s) {
    std::vector<Block> first = opening();
    const std::vector<Block> last = closing();
    double framed_s = pauses_s;
    for (const std::vector<Block>* part : {static_cast<const std::vector<Block>*>(&first), &last}) {
      for (const Block& block : *part) {
        framed_s += block.duration_s;
      }
    }
    Budget budget;
    budget.focus_s = std::min(sore_ratio * total_s_, std::max(0.0, total_s_ - framed_s));
    budget.work_s = std::max(0.0, total_s_ - framed_s - budget.focus_s);
    std::vector<Block> chosen = choose_blocks(input_.knowledge, session_.candidates(), session_.setting(),
                                              session_.pain(), session_.timing(), input_.limits, budget);
    // Dry work comes before the oil, right after the hands have arrived.
    std::vector<Block> work;
    std::vector<Block> focus;
    auto dry_at = first.begin() + (first.empty() || first.front().phase != "arrive" ? 0 : 1);
    for (Block& block : chosen) {
      if (session_.setting().oil && block.candidate->technique->medium == Medium::dry) {
        dry_at = first.insert(dry_at, block) + 1;
      } else {
        (block.sore_ratio > 0 ? focus : work).push_back(std::move(block));
      }
    }
    const RestfulWork restful = restful_work(session_.setting().work_level);
    const std::vector<const Candidate*>& fillers = restful[0].empty() ? restful[1] : restful[0];
    for (int filler = 0; filler <= kFillers_count; ++filler) {
      if (filler > 0) {
        if (fillers.empty()) {
          break;
        }
        const auto& next = fillers[static_cast<std::size_t>(filler - 1) % fillers.size()];
        work.push_back(block_of(next, "work", kFiller_s, session_.setting().work_level));
      }
      if (!is_long_enough(first, work, focus, last, pauses_s)) {
        continue;
      }
      std::vector<Stroke> strokes;
      for (const Block& block : order_blocks(input_.knowledge, session_.setting(), work, focus, first, last)) {
        strokes.push_back(session_.stroke_of(block));
      }
      if (lay_out(input_.knowledge, input_.limits, session_.pauses(), {}, total_s_, strokes)) {
        return strokes;
      }
    }
    return {};
  }

  /// Gliding and rubbing; leaning; what tires the hands, for a short while and where there is nothing else.
  using RestfulWork = std::array<std::vector<const Candidate*>, 3>;

  /// Work that at `level` wears no place, the most restful first.
  [[nodiscard]] RestfulWork restful_work(PressureLevel level) const {
    RestfulWork work;
    for (const Candidate& candidate : session_.candidates()) {
      const Family& family = input_.knowledge.codex.families().at(candidate.technique->family);
      const Stroke strongest = loaded(candidate, level, 1, input_.limits);
      if (candidate.technique->path == PathKind::hold_at || !suits(candidate, "work") ||
          candidate.technique->total_max_s || candidate.technique->medium == Medium::dry ||
          session_.timing().is_hard(strongest)) {
        continue;
      }
      work[family.general ? 0 : family.tiring_ratio <= 0 ? 1 : 2].push_back(&candidate);
    }
    return work;
  }

  static std::vector<const Candidate*> first_of(RestfulWork work) {
    const auto found = std::find_if_not(work.begin(), work.end(), [](const auto& some) { return some.empty(); });
    return found == work.end() ? std::vector<const Candidate*>{} : std::move(*found);
  }

  /// Whether the longest version reaches the total; saves ordering what cannot fit.
  [[nodiscard]] bool is_long_enough(const std::vector<Block>& first, const std::vector<Block>& work,
                                    const std::vector<Block>& focus, const std::vector<Block>& last,
                                    double pauses_s) const {
    double high_s = pauses_s;
    for (const std::vector<Block>* part : {&first, &work, &focus, &last}) {
      for (const Block& block : *part) {
        const Stroke stroke = loaded(*block.candidate, block.level, block.share_ratio, input_.limits);
        high_s += session_.timing().bounds(*block.candidate->technique, stroke).high_s;
      }
    }
    return high_s >= total_s_;
  }

  const PlanInput& input_;
  PlanSession& session_;
  Frame frame_;
  double total_s_;
  double rest_s_ = 0;
};

}  // namespace

Result<Routine> compose(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body, const Limits& limits,
                        const Case& the_case, const ScreenReport& report, const Moment& now) {
  const PlanInput input{knowledge, atlas, body, limits, the_case, report};
  if (plans_nothing(report.verdict) || report.positions.empty()) {
    return refused(report, the_case, "");
  }
  if (report.trained_only && the_case.giver.training == Training::none) {
    return refused(report, the_case, knowledge.words.text("note", "trained_only"));
  }
  const PlanLength length = plan_length(input);
  const PlanPosture posture = plan_posture(input);
  PlanSession session(input, posture.place, posture.position);
  const auto& candidates = session.candidates();
  const auto rests_count = std::count_if(candidates.begin(), candidates.end(), [](const Candidate& candidate) {
    return candidate.technique->path == PathKind::hold_at;
  });
  // A massage needs somewhere to begin and end in stillness, and something in between.
  if (rests_count == 0 || rests_count == static_cast<std::ptrdiff_t>(candidates.size())) {
    return refused(report, the_case, knowledge.words.text("note", "nothing_left"));
  }
  Routine routine;
  routine.screened_at = report.screened_at.empty() ? to_text(now) : report.screened_at;
  routine.asked_s = length.asked_s;
  routine.total_s = length.total_s;
  routine.shortened_because = length.shortened_because;
  routine.position = posture.position;
  routine.place = posture.place;
  routine.training = the_case.giver.training;
  routine.strokes = Composer(input, session, length.total_s).run();
  if (routine.strokes.empty()) {
    return refused(report, the_case, knowledge.words.text("note", "nothing_left"));
  }
  write_cues(knowledge, routine.strokes);
  routine.giver_load = write_giver_load(knowledge, routine.strokes);
  routine.prepare = session.prepare(routine.strokes);
  routine.notes = session.notes(posture, routine.strokes, length.total_s);
  return routine;
}

}  // namespace unknot
