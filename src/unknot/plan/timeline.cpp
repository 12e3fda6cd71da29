#include "unknot/plan/timeline.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unknot {
namespace {

constexpr double kShortest_s = 10;        ///< no stroke is worth less
constexpr double kSpotCircles_count = 5;  ///< circles at a spot before the hand moves on (T06: four to six)

enum PauseFlag : unsigned {
  kStation = 1,
  kOil = 2,
  kFirmCheck = 4,
  kCheck = 8,
  kFeedback = 16,
  kHead = 32,
  kRest = 64,
};

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

double end_s(const Stroke& stroke) { return stroke.start_s + stroke.duration_s; }

double most_force_N(const Stroke& stroke) {
  double most_N = 0;
  for (const std::vector<double>* forces_N : {&stroke.force_N, &stroke.force_left_N}) {
    for (const double force_N : *forces_N) {
      most_N = std::max(most_N, force_N);
    }
  }
  return most_N;
}

PressureLevel one_deeper(PressureLevel level) {
  return level == PressureLevel::w5 ? level : static_cast<PressureLevel>(static_cast<int>(level) + 1);
}

enum class Pace { speed, tempo, hold };

Pace pace_of(PathKind path) {
  switch (path) {
    case PathKind::long_glide:
    case PathKind::lane_down:
    case PathKind::saw_across:
    case PathKind::roll_up:
    case PathKind::strip_up:
      return Pace::speed;
    case PathKind::hold_at:
    case PathKind::hold_at_spots:
    case PathKind::spread_at:
      return Pace::hold;
    default:
      return Pace::tempo;
  }
}

double spots_count(const Stroke& stroke) { return static_cast<double>(std::max<std::size_t>(1, stroke.path.size())); }

/// Lowers forces to a class; forces only ever fall, so no cap is passed.
void lower_to(PressureLevel level, const Contacts& contacts, Stroke& stroke) {
  const double most_N = contacts.level_force_N(level, stroke.surface);
  for (std::vector<double>* forces_N : {&stroke.force_N, &stroke.force_left_N}) {
    for (double& force_N : *forces_N) {
      force_N = std::min(force_N, most_N);
    }
  }
  stroke.level = level_of(most_force_N(stroke), stroke.surface, contacts);
}

}  // namespace

Range Timing::dwell_s(const Technique& technique) const {
  const auto& dwell =
      training_ != Training::none && technique.dwell_trained_s ? technique.dwell_trained_s : technique.dwell_s;
  return dwell ? dwell->range : Range{kShortest_s, kShortest_s};
}

double Timing::spot_max_s(const Technique& technique) const {
  const auto& most =
      training_ != Training::none && technique.spot_max_trained_s ? technique.spot_max_trained_s : technique.spot_max_s;
  return most ? most->value : std::numeric_limits<double>::infinity();
}

double Timing::path_length_m(const Stroke& stroke) const {
  double length_m = 0;
  const Body& body = limits_.body();
  for (std::size_t i = 1; i < stroke.path.size(); ++i) {
    const PlanePoint a = body.to_plane(stroke.path[i - 1]);
    const PlanePoint b = body.to_plane(stroke.path[i]);
    length_m += std::hypot(a.x_m - b.x_m, a.y_m - b.y_m);
  }
  return length_m;
}

bool Timing::is_hard(const Stroke& stroke) const {
  return limits_.max_dwell_s(stroke.surface, most_force_N(stroke)) <= knowledge_.constant("spot_total");
}

double Timing::place_share_ratio(const Stroke& stroke) const {
  const double across_m = 2 * limits_.contacts().footprint_radius_m(stroke.surface);
  const double length_m = path_length_m(stroke);
  const double passing_ratio = length_m <= across_m ? 1 : across_m / length_m;
  // A hold stays on one spot however long its track is.
  return std::max(passing_ratio, 1 / spots_count(stroke));
}

TimeBounds Timing::bounds(const Technique& technique, const Stroke& stroke) const {
  TimeBounds bounds{kShortest_s, knowledge_.constant("block_high")};
  const double n = spots_count(stroke);
  const double dwell_most_s = limits_.max_dwell_s(stroke.surface, most_force_N(stroke));
  switch (pace_of(technique.path)) {
    case Pace::speed: {
      const Range speed_m_s = technique.speed_m_s ? technique.speed_m_s->range : Range{1, 1};
      const double length_m = path_length_m(stroke);
      bounds.low_s = std::max(bounds.low_s, length_m / speed_m_s.high);
      if (technique.path == PathKind::long_glide || technique.path == PathKind::lane_down) {
        bounds.high_s = knowledge_.constant(stroke.region == "whole_back" ? "glide_high" : "block_high");
      } else if (technique.path == PathKind::saw_across) {
        bounds.high_s = std::min(bounds.high_s, spot_max_s(technique));
      } else {
        bounds.high_s = std::min(bounds.high_s, technique.repetitions_count.range.high * length_m / speed_m_s.low);
      }
      break;
    }
    case Pace::hold: {
      const Range dwell = dwell_s(technique);
      const double spot_s =
          std::min({dwell.high * technique.repetitions_count.range.high, spot_max_s(technique), dwell_most_s});
      bounds.low_s = std::max(bounds.low_s, dwell.low * n);
      bounds.high_s = technique.path == PathKind::hold_at ? dwell.high : std::min(bounds.high_s, spot_s * n);
      break;
    }
    case Pace::tempo:
      bounds.high_s = std::min({bounds.high_s, spot_max_s(technique) * n, dwell_most_s * n});
      if (technique.total_max_s) {
        bounds.high_s = std::min(bounds.high_s, technique.total_max_s->value);
      }
      break;
  }
  bounds.low_s = std::ceil(bounds.low_s - 1e-9);
  bounds.high_s = std::floor(bounds.high_s + 1e-9);
  return bounds;
}

void Timing::set(const Technique& technique, double duration_s, Stroke& stroke) const {
  stroke.duration_s = duration_s;
  stroke.tempo_Hz.reset();
  stroke.speed_m_s.reset();
  stroke.dwell_s.reset();
  const double n = spots_count(stroke);
  switch (pace_of(technique.path)) {
    case Pace::speed: {
      const double length_m = path_length_m(stroke);
      const Range speed_m_s = technique.speed_m_s->range;
      const double fewest = std::max(1.0, std::ceil(duration_s * speed_m_s.low / length_m - 1e-9));
      double most = std::max(1.0, std::floor(duration_s * speed_m_s.high / length_m + 1e-9));
      if (technique.path == PathKind::strip_up || technique.path == PathKind::roll_up) {
        most = std::max(fewest, std::min(most, technique.repetitions_count.range.high));
      }
      // The last strokes wind down: as slow as the technique knows.
      const double wished =
          stroke.phase == "close" ? fewest : std::round(duration_s * technique.speed_m_s->value / length_m);
      const double repetitions = std::clamp(wished, std::min(fewest, most), most);
      stroke.repetitions_count = static_cast<int>(repetitions);
      stroke.speed_m_s = std::clamp(repetitions * length_m / duration_s, speed_m_s.low, speed_m_s.high);
      return;
    }
    case Pace::hold: {
      const double repetitions = std::max(1.0, std::ceil(duration_s / (n * dwell_s(technique).high) - 1e-9));
      stroke.repetitions_count = static_cast<int>(repetitions);
      stroke.dwell_s = duration_s / (n * repetitions);
      return;
    }
    case Pace::tempo: {
      const Range tempo_Hz = technique.tempo_Hz->range;
      const double fewest = std::max(1.0, std::ceil(duration_s * tempo_Hz.low - 1e-9));
      const double most = std::max(fewest, std::floor(duration_s * tempo_Hz.high + 1e-9));
      double cycles = std::clamp(std::round(duration_s * technique.tempo_Hz->value), fewest, most);
      const bool step_by_step = technique.path == PathKind::press_steps || technique.path == PathKind::squeeze_at;
      const double per_pass = step_by_step ? n : n * kSpotCircles_count;
      // Whole passes where the tempo's range leaves room for them.
      const double passes = std::max(1.0, std::round(cycles / per_pass));
      if (passes * per_pass >= fewest && passes * per_pass <= most) {
        cycles = passes * per_pass;
      }
      stroke.repetitions_count = static_cast<int>(passes);
      stroke.tempo_Hz = std::clamp(cycles / duration_s, tempo_Hz.low, tempo_Hz.high);
      if (technique.dwell_s && step_by_step) {
        const double lift_s = technique.lift_s ? technique.lift_s->value : technique.dwell_s->value * 0.8;
        stroke.dwell_s = std::clamp(technique.dwell_s->value / (technique.dwell_s->value + lift_s) / *stroke.tempo_Hz,
                                    technique.dwell_s->range.low, technique.dwell_s->range.high);
      }
      return;
    }
  }
}

namespace {

/// One attempt to lay strokes out, with the bookkeeping of pauses.
class Layout {
 public:
  Layout(const PlanKnowledge& knowledge, const Limits& limits, const PauseSetting& setting,
         const std::vector<Stroke>& kept, double total_s, std::vector<Stroke>& strokes)
      : knowledge_(knowledge),
        limits_(limits),
        setting_(setting),
        kept_(kept),
        total_s_(total_s),
        strokes_(strokes),
        timing_(knowledge, limits, setting.training) {
    from_s_ = kept.empty() ? 0 : end_s(kept.back());
  }

  enum class Outcome { fits, too_long, too_short };

  Outcome fit() {
    bounds_.clear();
    for (Stroke& stroke : strokes_) {
      TimeBounds bounds = timing_.bounds(*knowledge_.technique(stroke.technique), stroke);
      if (setting_.training == Training::none && knowledge_.technique(stroke.technique)->family == "petrissage") {
        bounds.high_s = std::min(bounds.high_s, std::round(stroke.duration_s));  // the hands' budget is spent already
      }
      if (timing_.is_hard(stroke)) {
        bounds.high_s = std::min(bounds.high_s, std::floor(stroke.duration_s));  // and so is the place's
      }
      bounds.high_s = std::max(bounds.high_s, bounds.low_s);
      bounds_.push_back(bounds);
      stroke.duration_s = std::clamp(std::round(stroke.duration_s), bounds.low_s, bounds.high_s);
    }
    Outcome outcome = Outcome::fits;
    for (int round = 0; round < kRounds_count; ++round) {
      std::vector<unsigned> flags = plan_pauses();
      if (round > 0 && flags == flags_) {
        break;
      }
      flags_ = std::move(flags);
      outcome = stretch(total_s_ - from_s_ - pauses_s());
      if (outcome != Outcome::fits) {
        return outcome;
      }
    }
    return outcome;
  }

  /// Writes times, pauses and ids into the strokes, in order.
  void write() {
    int next_id = highest_id() + 1;
    const auto name = [&](Stroke& stroke) {
      if (stroke.id.empty()) {
        stroke.id = (next_id < 10 ? "s0" : "s") + std::to_string(next_id);
        ++next_id;
      }
    };
    std::vector<Stroke> all;
    double at_s = from_s_;
    level();
    for (std::size_t i = 0; i < strokes_.size(); ++i) {
      if (flags_[i] != 0) {
        all.push_back(pause(flags_[i], i));
        all.back().start_s = at_s;
        at_s += all.back().duration_s;
        name(all.back());
      }
      Stroke stroke = std::move(strokes_[i]);
      timing_.set(*knowledge_.technique(stroke.technique), stroke.duration_s, stroke);
      stroke.start_s = at_s;
      at_s += stroke.duration_s;
      name(stroke);
      all.push_back(std::move(stroke));
    }
    strokes_ = std::move(all);
  }

 private:
  static constexpr int kRounds_count = 5;
  static constexpr int kStretchRounds_count = 1000;  ///< each moves at least one second

  [[nodiscard]] double constant(const char* id) const { return knowledge_.constant(id); }
  [[nodiscard]] const std::string& word(const std::string& key) const { return knowledge_.words.text("pause", key); }

  [[nodiscard]] bool was(const Stroke& stroke, const std::string& name_key) const {
    return is_pause(stroke) && stroke.name.find(word(name_key)) != std::string::npos;
  }

  [[nodiscard]] int highest_id() const {
    int highest = 0;
    for (const std::vector<Stroke>* list : {&kept_, static_cast<const std::vector<Stroke>*>(&strokes_)}) {
      for (const Stroke& stroke : *list) {
        if (stroke.id.size() > 1) {
          highest = std::max(highest, std::atoi(stroke.id.c_str() + 1));
        }
      }
    }
    return highest;
  }

  /// One class at a time, nothing above W2 in the first minutes, and both sides alike: what one side has to give up,
  /// the other gives up too. Forces only fall, so this comes to rest.
  void level() {
    for (bool changed = true; changed;) {
      changed = false;
      const auto lower = [&](Stroke& stroke, PressureLevel most) {
        if (stroke.level > most) {
          lower_to(most, limits_.contacts(), stroke);
          changed = true;
        }
      };
      PressureLevel last = last_level();
      double at_s = from_s_;
      for (std::size_t i = 0; i < strokes_.size(); ++i) {
        Stroke& stroke = strokes_[i];
        at_s += flags_[i] == 0 ? 0 : pause_s(flags_[i]);
        const bool opening = at_s < constant("gentle_first");
        lower(stroke, opening ? std::min(one_deeper(last), PressureLevel::w2) : one_deeper(last));
        last = stroke.level;
        at_s += stroke.duration_s;
        for (Stroke& other : strokes_) {
          if (other.technique == stroke.technique && other.region == stroke.region && other.side != stroke.side &&
              other.phase == stroke.phase) {
            lower(other, stroke.level);
          }
        }
      }
    }
  }

  [[nodiscard]] PressureLevel last_level() const {
    for (std::size_t i = kept_.size(); i-- > 0;) {
      if (!is_pause(kept_[i])) {
        return kept_[i].level;
      }
    }
    return PressureLevel::w1;
  }

  /// The first stroke that is firm for this massage: W3, or the first work where all is gentle.
  [[nodiscard]] static bool is_firm(const Stroke& stroke, bool any_w3) {
    return any_w3 ? stroke.level >= PressureLevel::w3 : stroke.phase == "work" || stroke.phase == "focus";
  }

  [[nodiscard]] std::vector<unsigned> plan_pauses() const {
    std::vector<unsigned> flags(strokes_.size(), 0);
    bool any_w3 = false;
    bool any_w4 = false;
    for (const std::vector<Stroke>* list : {&kept_, static_cast<const std::vector<Stroke>*>(&strokes_)}) {
      for (const Stroke& stroke : *list) {
        any_w3 = any_w3 || (!is_pause(stroke) && stroke.level >= PressureLevel::w3);
        any_w4 = any_w4 || (!is_pause(stroke) && stroke.level >= PressureLevel::w4);
      }
    }
    const double checks_count = std::max(1.0, std::round(total_s_ / constant("check_every")));
    const double rest_every_s =
        setting_.training == Training::none ? constant("rest_every") : constant("rest_every_trained");
    double at_s = 0;
    double last_pause_s = 0;
    double last_head_s = 0;
    double last_check_s = -constant("rest_every");
    double checks_done = 0;
    bool oiled = !setting_.oil;
    bool firm_seen = false;
    bool firm_checked = false;
    bool deep_seen = false;
    const Stroke* previous = nullptr;
    const auto after = [&](const Stroke& stroke) {
      firm_seen = firm_seen || is_firm(stroke, any_w3);
      deep_seen = deep_seen || stroke.level >= PressureLevel::w4;
      previous = &stroke;
    };
    for (const Stroke& stroke : kept_) {
      at_s = end_s(stroke);
      if (!is_pause(stroke)) {
        after(stroke);
        continue;
      }
      last_pause_s = at_s;
      oiled = oiled || was(stroke, "oil_name");
      if (was(stroke, "head_turn_name")) {
        last_head_s = at_s;
      }
      if (was(stroke, "check_in_name") || was(stroke, "feedback_name")) {
        last_check_s = at_s;
        if (firm_seen && !firm_checked) {
          firm_checked = true;
        } else {
          ++checks_done;
        }
      }
    }
    for (std::size_t i = 0; i < strokes_.size(); ++i) {
      const Stroke& next = strokes_[i];
      unsigned& flag = flags[i];
      const bool last = i + 1 == strokes_.size();
      const Technique& technique = *knowledge_.technique(next.technique);
      if (previous != nullptr && next.station != previous->station) {
        flag |= kStation;
      }
      if (!oiled && technique.medium != Medium::dry && technique.path != PathKind::hold_at && next.phase != "arrive") {
        flag |= kOil;
        oiled = true;
      }
      if (previous != nullptr && !last) {
        if (firm_seen && !firm_checked) {
          flag |= deep_seen ? kFeedback : kFirmCheck;
          firm_checked = true;
        } else if (deep_seen && any_w4 && next.phase != "close" &&
                   at_s - last_check_s >= constant("feedback_every") - 60) {
          flag |= kFeedback;
          ++checks_done;
        } else if (checks_done < checks_count && at_s >= (checks_done + 1) * total_s_ / (checks_count + 1) &&
                   at_s - last_check_s >= 60) {
          flag |= kCheck;
          ++checks_done;
        }
        const bool prone = setting_.position == Position::prone;
        const double before_next_s = at_s + next.duration_s;
        if (prone && (before_next_s - last_head_s > constant("head_every") - 30 ||
                      (flag != 0 && at_s - last_head_s > constant("head_every") / 2))) {
          flag |= kHead;
        }
        if (flag == 0 && before_next_s - last_pause_s > rest_every_s) {
          flag |= kRest;
        }
      }
      if (flag != 0) {
        at_s += pause_s(flag);
        last_pause_s = at_s;
        last_head_s = (flag & kHead) != 0 ? at_s : last_head_s;
        last_check_s = (flag & (kFirmCheck | kCheck | kFeedback)) != 0 ? at_s : last_check_s;
      }
      at_s += next.duration_s;
      after(next);
    }
    return flags;
  }

  /// The longest of the parts, and half of each other part: some of it happens at the same time.
  [[nodiscard]] double pause_s(unsigned flag) const {
    double longest_s = 0;
    double sum_s = 0;
    const auto add = [&](unsigned bit, const char* id) {
      if ((flag & bit) != 0) {
        longest_s = std::max(longest_s, constant(id));
        sum_s += constant(id);
      }
    };
    add(kStation, "station_change");
    add(kOil, "oil");
    add(kFirmCheck, "check_in");
    add(kCheck, "check_in");
    add(kFeedback, "check_in");
    add(kHead, "head_turn");
    add(kRest, "hand_rest");
    return std::round(longest_s + (sum_s - longest_s) / 2);
  }

  [[nodiscard]] double pauses_s() const {
    double sum_s = 0;
    for (const unsigned flag : flags_) {
      sum_s += flag == 0 ? 0 : pause_s(flag);
    }
    return sum_s;
  }

  [[nodiscard]] Stroke pause(unsigned flag, std::size_t before) const {
    const Stroke& next = strokes_[before];
    Stroke stroke;
    stroke.technique = "pause";
    stroke.region = "whole_back";
    stroke.station = next.station;
    stroke.position = setting_.position;
    stroke.phase = next.phase;
    stroke.duration_s = pause_s(flag);
    stroke.posture = word("posture");
    stroke.force_words = word("force");
    stroke.source = "rul:planning-7";
    const auto say = [&](unsigned bit, const std::string& name_key, const std::string& cue_key,
                         const std::string& reason_key) {
      if ((flag & bit) == 0) {
        return;
      }
      stroke.name += (stroke.name.empty() ? "" : ", ") + word(name_key);
      stroke.cue += (stroke.cue.empty() ? "" : " ") + word(cue_key);
      if (stroke.reason.empty()) {
        stroke.reason = word(reason_key);
      }
    };
    say(kFeedback, "feedback_name", "feedback", "feedback_reason");
    say(kFirmCheck, "check_in_name", "check_in_first", "check_in_reason");
    say(kCheck, "check_in_name", "check_in", "check_in_reason");
    say(kStation, "station_name", "station", "station_reason");
    say(kOil, "oil_name", setting_.warm ? "oil" : "oil_cool", "oil_reason");
    say(kHead, "head_turn_name", "head_turn", "head_turn_reason");
    say(kRest, "hand_rest_name", "hand_rest", "hand_rest_reason");
    return stroke;
  }

  /// Stretches or shrinks the strokes to `target_s` in whole seconds, each in proportion to its length.
  Outcome stretch(double target_s) {
    double low_s = 0;
    double high_s = 0;
    double sum_s = 0;
    for (std::size_t i = 0; i < strokes_.size(); ++i) {
      low_s += bounds_[i].low_s;
      high_s += bounds_[i].high_s;
      sum_s += strokes_[i].duration_s;
    }
    if (low_s > target_s) {
      return Outcome::too_long;
    }
    if (high_s < target_s) {
      return Outcome::too_short;
    }
    for (int round = 0; round < kStretchRounds_count && sum_s != target_s; ++round) {
      const double ratio = target_s / sum_s;
      double open_s = 0;  // of the strokes that may still move this way
      for (std::size_t i = 0; i < strokes_.size(); ++i) {
        const bool open =
            ratio > 1 ? strokes_[i].duration_s < bounds_[i].high_s : strokes_[i].duration_s > bounds_[i].low_s;
        open_s += open ? strokes_[i].duration_s : 0;
      }
      const double wanted_s = target_s - sum_s;
      double moved_s = 0;
      const bool coarse = std::abs(wanted_s) >= static_cast<double>(strokes_.size());
      for (std::size_t i = 0; i < strokes_.size() && moved_s != wanted_s; ++i) {
        double& duration_s = strokes_[i].duration_s;
        const bool open = ratio > 1 ? duration_s < bounds_[i].high_s : duration_s > bounds_[i].low_s;
        if (!open) {
          continue;
        }
        // In proportion, rounded down; what rounding leaves over goes round in single seconds.
        const double share_s = std::trunc(wanted_s * duration_s / open_s);
        const double step_s = share_s != 0 ? share_s : std::copysign(coarse ? 0.0 : 1.0, wanted_s);
        const double moved_to_s = std::clamp(duration_s + step_s, bounds_[i].low_s, bounds_[i].high_s);
        moved_s += moved_to_s - duration_s;
        duration_s = moved_to_s;
      }
      sum_s += moved_s;
    }
    return Outcome::fits;
  }

  const PlanKnowledge& knowledge_;
  const Limits& limits_;
  const PauseSetting& setting_;
  const std::vector<Stroke>& kept_;
  double total_s_;
  double from_s_ = 0;
  std::vector<Stroke>& strokes_;
  Timing timing_;
  std::vector<TimeBounds> bounds_;
  std::vector<unsigned> flags_;
};

/// Which stroke to give up when time is short: the shortest work, then spare openings and closings.
std::optional<std::size_t> dispensable(const std::vector<Stroke>& strokes) {
  std::optional<std::size_t> least;
  for (const bool work_only : {true, false}) {
    for (std::size_t i = 0; i + 1 < strokes.size(); ++i) {
      const bool work = strokes[i].phase == "work" || strokes[i].phase == "focus";
      const bool needed = i == 0 || i + 2 == strokes.size();
      if ((work_only ? work : !needed) && (!least || strokes[i].duration_s < strokes[*least].duration_s)) {
        least = i;
      }
    }
    if (least) {
      return least;
    }
  }
  return least;
}

}  // namespace

bool lay_out(const PlanKnowledge& knowledge, const Limits& limits, const PauseSetting& setting,
             const std::vector<Stroke>& kept, double total_s, std::vector<Stroke>& strokes) {
  while (!strokes.empty()) {
    Layout layout(knowledge, limits, setting, kept, total_s, strokes);
    switch (layout.fit()) {
      case Layout::Outcome::fits:
        layout.write();
        return true;
      case Layout::Outcome::too_short:
        return false;
      case Layout::Outcome::too_long: {
        const auto drop = dispensable(strokes);
        if (!drop) {
          return false;
        }
        strokes.erase(strokes.begin() + static_cast<std::ptrdiff_t>(*drop));
        break;
      }
    }
  }
  return false;
}

}  // namespace unknot
