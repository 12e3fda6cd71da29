#pragma once
// How hands would travel a track with a technique: surface, side, and the path of each hand as the limits leave it.
// Input: technique, track, limits. Output: Ways. Plans and the codex's demonstrations are both made of them.
// docs/theory/plan.md, "Paths".

#include <functional>

#include "unknot/plan/candidates.h"

namespace unknot {

/// Builds the ways of one technique on one track.
class WayBuilder {
 public:
  WayBuilder(const PlanKnowledge& knowledge, const PathFinder& finder, const Limits& limits, Position position,
             const PainMap& pain)
      : knowledge_(knowledge), finder_(finder), limits_(limits), position_(position), pain_(pain) {}

  /// Offers the ways of both sides, or of each: the next surface of a side is tried where `take` says no.
  void offer(const Technique& technique, const Track& track, const std::function<bool(Way&&)>& take) const;

 private:
  using Take = std::function<bool(Way&&)>;
  [[nodiscard]] bool one_sided(const Track& track) const;
  [[nodiscard]] double least_N(const Technique& technique) const;
  [[nodiscard]] double least_cap_N(const Technique& technique) const;
  [[nodiscard]] double spot_step_m(Surface surface) const;
  [[nodiscard]] HandPath long_enough(const Technique& technique, HandPath path) const;
  [[nodiscard]] HandPath ring(const Technique& technique, const Track& track, const std::vector<ChartPoint>& line,
                              Side side, Surface surface, HandUse hands) const;
  [[nodiscard]] HandPath draws(const Technique& technique, const Track& track, const HandPath& spots, Side side,
                               Surface surface, HandUse hands) const;
  [[nodiscard]] HandPath hand_path(const Technique& technique, const Track& track, Side side, Surface surface,
                                   HandUse hands, double shift_m) const;
  [[nodiscard]] HandPath shifted_path(const Technique& technique, const Track& track, Side side, Surface surface,
                                      HandUse hands) const;
  void offer_side(const Technique& technique, const Track& track, Side side, const Take& take) const;
  bool offer_both(const Technique& technique, const Track& track, const Take& take) const;

  const PlanKnowledge& knowledge_;
  const PathFinder& finder_;
  const Limits& limits_;
  Position position_;
  const PainMap& pain_;
};

/// The points of a path without their caps.
[[nodiscard]] std::vector<ChartPoint> points_of(const HandPath& path);

}  // namespace unknot
