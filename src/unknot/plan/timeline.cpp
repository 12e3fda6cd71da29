#include "unknot/plan/timeline.h"

#include <algorithm>
#include <cmath>

#include "unknot/plan/words.h"

namespace unknot {
namespace {

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

PressureLevel one_deeper(PressureLevel level) {
  return level == PressureLevel::w5 ? level : static_cast<PressureLevel>(static_cast<int>(level) + 1);
}

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
        timing_(knowledge, limits) {
    from_s_ = kept.empty() ? 0 : end_s(kept.back());
  }

  enum class Outcome { fits, too_long, too_short };

  Outcome fit() {
    bounds_.clear();
    for (Stroke& stroke : strokes_) {
      TimeBounds bounds = timing_.bounds(*knowledge_.technique(stroke.technique), stroke);
      if (setting_.training == Training::none && knowledge_.technique(stroke.technique)->family == "petrissage") {
        bounds.high_s = std::min(bounds.high_s, std::floor(stroke.duration_s));  // the hands' budget is spent already
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

  /// Pauses for strokes as long as they are.
  void take_as_given() {
    double sum_s = 0;
    for (const Stroke& stroke : strokes_) {
      sum_s += stroke.duration_s;
    }
    total_s_ = sum_s;
    for (int round = 0; round < kRounds_count; ++round) {
      flags_ = plan_pauses();
      total_s_ = sum_s + pauses_s();
    }
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
    // A word that is not the first of a pause is written small.
    return is_pause(stroke) && (stroke.name.starts_with(word(name_key)) ||
                                stroke.name.find(lower_first(word(name_key))) != std::string::npos);
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
      stroke.name += stroke.name.empty() ? word(name_key) : ", " + lower_first(word(name_key));
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
        const double whole_s = share_s != 0 ? share_s : std::copysign(coarse ? 0.0 : 1.0, wanted_s);
        // Never past the goal: two rounds that overshoot it in turn would go on for ever.
        const double left_s = wanted_s - moved_s;
        const double step_s = std::abs(whole_s) < std::abs(left_s) ? whole_s : left_s;
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

void lay_out_as_given(const PlanKnowledge& knowledge, const Limits& limits, const PauseSetting& setting,
                      std::vector<Stroke>& strokes) {
  const std::vector<Stroke> none;
  Layout layout(knowledge, limits, setting, none, 0, strokes);
  layout.take_as_given();
  layout.write();
}

}  // namespace unknot
