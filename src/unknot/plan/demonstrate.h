#pragma once
// What the codex shows of a technique: a short loop of real strokes, by the planner's own paths, caps and timing.
// Input: the codex, atlas, limits, a reference back. Output: strokes from 0 s, end to end. docs/formats.md, "codex".

#include <map>

#include "unknot/plan/timeline.h"

namespace unknot {

/// knowledge/codex/demo.toml: on whose back a technique is shown, and for how long.
struct DemoKnowledge {
  Receiver receiver;  ///< of the sample's mean stature and mass
  Quantity sessions_count;
  Quantity loop_wish_s;
  Quantity loop_high_s;
  Quantity hold_s;              ///< the longest stay at one place that is shown
  Quantity force_ratio;         ///< the first track that allows so much of the usual force is shown
  Quantity places_least_count;  ///< of a long row of places, so many are shown at least
  std::string shown_shorter;    ///< says what a shortened hold really lasts: {low}, {high}
  /// @error bad_input: every problem of codex/demo.toml
  [[nodiscard]] static Result<DemoKnowledge> load(const KnowledgeFiles& files);
};

/// Shows techniques on one reference back that nothing is the matter with, by a professional's limits.
class Demonstrator {
 public:
  Demonstrator(const PlanKnowledge& knowledge, const DemoKnowledge& demo, const Atlas& atlas,
               const BodyKnowledge& bodies, const LimitKnowledge& limits, const Contacts& contacts);

  /// The loop: a set shows its parts one after another. Empty: nobody may do it, or no track that takes it has a place
  /// where the limits allow it; `why_not` tells the two apart.
  /// @cost some lines asked of Limits: about a tenth of a millisecond
  [[nodiscard]] std::vector<Stroke> show(const Technique& technique) const;
  /// Empty where `show` shows something, or where nobody may do the technique.
  [[nodiscard]] std::string why_not(const Technique& technique) const;

 private:
  /// Where the receiver is, and what follows for the hands.
  struct Setting {
    PlanSetting plan;
    PathFinder finder;
  };
  [[nodiscard]] std::vector<Stroke> show_stroke(const Technique& technique, Position position) const;
  [[nodiscard]] std::optional<Stroke> on_track(const Technique& technique, const Track& track,
                                               const Setting& setting) const;
  [[nodiscard]] Stroke on_foot(const Technique& technique, Position position) const;
  void keep_first_places(const Technique& technique, Stroke& stroke) const;
  void set_time(const Technique& technique, Stroke& stroke) const;
  void set_words(const Technique& technique, Stroke& stroke) const;

  const PlanKnowledge& knowledge_;
  const DemoKnowledge& demo_;
  Limits limits_;
  Timing timing_;
  PainMap no_pain_;
  std::map<Position, Setting> settings_;
};

}  // namespace unknot
