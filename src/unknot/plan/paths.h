#pragma once
// Lines on the back as hands may really travel them: sampled against the limits, clipped, thinned to force vertices.
// Input: a line of chart points, a surface, Limits. Output: vertices with the most force each may carry.
// docs/theory/plan.md, "Paths".

#include <map>
#include <string>
#include <vector>

#include "unknot/body/atlas.h"
#include "unknot/limits/limits.h"
#include "unknot/plan/plan_knowledge.h"

namespace unknot {

/// A place on a path and the least cap on the path about it.
struct PathVertex {
  ChartPoint at;
  double cap_N = 0;
  bool unloaded = false;  ///< a way home: no more than the lightest class
};

/// What one hand travels. Empty: nowhere allowed.
struct HandPath {
  std::vector<PathVertex> vertices;
  double least_cap_N = 0;
  ChartPoint least_at;  ///< where that is
};

/// What a technique wants of a place: a cap below `least_cap_N` is no use; a target beyond `usual_N` is no better.
struct ForceWish {
  double least_cap_N = 0;
  double usual_N = 0;
};

/// Asks the limits along lines; holds what all questions of one plan share.
class PathFinder {
 public:
  /// On a side only the upper half of the back is open.
  PathFinder(const PlanKnowledge& knowledge, const Atlas& atlas, const Limits& limits, Position position,
             bool nape_excluded);

  /// A place is open to a surface: massaged, on the chart, not kept out (`reach_m` around it too), and `least_N`
  /// allowed.
  [[nodiscard]] ForceCap open_cap(Surface surface, const ChartPoint& at, HandUse hands, double reach_m) const;

  /// The best stretch of `line` for the wish, thinned to vertices of `vertex_step`.
  [[nodiscard]] HandPath glide(const std::vector<ChartPoint>& line, Surface surface, HandUse hands,
                               const ForceWish& wish) const;
  /// The way home of a glide: `home` if every place of it is open, else back along the glide itself; ends where it
  /// began.
  void close_loop(HandPath& glide, const std::vector<ChartPoint>& home, Surface surface, HandUse hands) const;
  /// Separate spots `step_m` apart on `line` on the best stretch for the wish.
  [[nodiscard]] HandPath spots(const std::vector<ChartPoint>& line, Surface surface, HandUse hands,
                               const ForceWish& wish, double step_m, double reach_m) const;
  /// These very vertices, if they and all between them are open; else an empty path.
  [[nodiscard]] HandPath exact(const std::vector<ChartPoint>& vertices, Surface surface, HandUse hands, double least_N,
                               double reach_m) const;
  /// The open part of a ring about a centre, in order; closed where all of it is open.
  [[nodiscard]] HandPath ring(const ChartPoint& centre, double radius_m, Surface surface, HandUse hands,
                              const ForceWish& wish, double reach_m) const;

  /// The length of a path on the skin.
  [[nodiscard]] double length_m(const std::vector<ChartPoint>& path) const;
  [[nodiscard]] const Body& body() const { return limits_.body(); }

 private:
  struct Sample {
    ChartPoint at;
    double cap_N = 0;     ///< the least of the place and of both its sides
    ChartPoint least_at;  ///< where that is
  };
  /// Techniques share lines, so each is asked once; the answer stays valid as long as the finder.
  [[nodiscard]] const std::vector<Sample>& sample(const std::vector<ChartPoint>& line, Surface surface, HandUse hands,
                                                  double reach_m) const;
  [[nodiscard]] std::vector<Sample> ask(const std::vector<ChartPoint>& line, Surface surface, HandUse hands,
                                        double reach_m) const;
  [[nodiscard]] static std::pair<std::size_t, std::size_t> longest_run(const std::vector<Sample>& samples,
                                                                       double least_N);
  /// The stretch that is worth most: its length times what may be aimed for on it, up to `usual_N`.
  [[nodiscard]] std::pair<std::size_t, std::size_t> best_run(const std::vector<Sample>& samples,
                                                             const ForceWish& wish) const;
  /// Where a line bends, the chords between its vertices are not the line: asks the limits again along the chords.
  [[nodiscard]] HandPath along_chords(const std::vector<ChartPoint>& line, HandPath path, Surface surface,
                                      HandUse hands, double least_N) const;
  [[nodiscard]] HandPath thin(const std::vector<Sample>& samples, std::size_t first, std::size_t end,
                              std::size_t every) const;

  const Atlas& atlas_;
  const Limits& limits_;
  double sample_step_m_ = 0;
  double vertex_step_m_ = 0;
  double run_low_m_ = 0;
  double aside_m_ = 0;
  Position position_ = Position::prone;
  bool nape_excluded_ = false;
  mutable std::map<std::vector<double>, std::vector<Sample>> asked_;  ///< by surface, hands, reach and line
};

}  // namespace unknot
