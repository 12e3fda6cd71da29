#pragma once
// One evening's planning at work: settings, pain map and candidates of a case, shared by composing and by edits.
// Input: what compose is given. Output: strokes from blocks, notes, preparations.

#include <vector>

#include "unknot/plan/choose.h"
#include "unknot/plan/planner.h"
#include "unknot/plan/words.h"

namespace unknot {

/// Everything the planner was handed.
struct PlanInput {
  const PlanKnowledge& knowledge;
  const Atlas& atlas;
  const Body& body;
  const Limits& limits;
  const Case& the_case;
  const ScreenReport& report;
};

/// How long the massage is, and why not longer.
struct PlanLength {
  double asked_s = 0;
  double total_s = 0;
  std::string shortened_because;
};
[[nodiscard]] PlanLength plan_length(const PlanInput& input);

/// Where the receiver lies or sits tonight.
struct PlanPosture {
  Place place = Place::bed;
  Position position = Position::prone;
  bool differs = false;  ///< not as wished for
};
[[nodiscard]] PlanPosture plan_posture(const PlanInput& input);

class PlanSession {
 public:
  PlanSession(const PlanInput& input, Place place, Position position);

  [[nodiscard]] const PlanSetting& setting() const { return setting_; }
  [[nodiscard]] const PainMap& pain() const { return pain_; }
  [[nodiscard]] const PathFinder& finder() const { return finder_; }
  [[nodiscard]] const Timing& timing() const { return timing_; }
  /// Found on first use: an edit that needs none does not pay for them.
  [[nodiscard]] const std::vector<Candidate>& candidates();
  /// Those of one region, found afresh.
  [[nodiscard]] std::vector<Candidate> candidates_of(const std::string& region) const;
  [[nodiscard]] PauseSetting pauses() const;

  /// A stroke with forces, station, posture and reason; times and cue come later.
  [[nodiscard]] Stroke stroke_of(const Block& block) const;
  [[nodiscard]] std::vector<std::string> prepare(const std::vector<Stroke>& strokes) const;
  [[nodiscard]] std::vector<std::string> notes(const PlanPosture& posture, const std::vector<Stroke>& strokes,
                                               double total_s);
  /// Time on the sore regions, pauses aside.
  [[nodiscard]] double sore_s(const std::vector<Stroke>& strokes) const;
  [[nodiscard]] bool is_sore(const std::string& region) const;

 private:
  [[nodiscard]] ReasonSetting reason_setting(const Track& track, Side side) const;
  /// What was sore and gets no hands, or too few.
  void add_sore_notes(const PlanPosture& posture, const std::vector<Stroke>& strokes, double total_s,
                      std::vector<std::string>& all) const;
  /// What of the tradition wished for is in, and what is left to trained hands.
  void add_wish_notes(const std::vector<Stroke>& strokes, std::vector<std::string>& all) const;
  /// The side that limits of tonight take techniques from, where there is one.
  [[nodiscard]] std::optional<Side> limited_side();
  const PlanInput& input_;
  PlanSetting setting_;
  PainMap pain_;
  PathFinder finder_;
  Timing timing_;
  std::vector<Candidate> candidates_;
  bool searched_ = false;
};

}  // namespace unknot
