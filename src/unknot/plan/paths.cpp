#include "unknot/plan/paths.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace unknot {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kRingVertices_count = 8;

double distance_m(const PlanePoint& a, const PlanePoint& b) { return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m); }

}  // namespace

PathFinder::PathFinder(const PlanKnowledge& knowledge, const Atlas& atlas, const Limits& limits, Position position,
                       bool nape_excluded)
    : atlas_(atlas),
      limits_(limits),
      sample_step_m_(knowledge.constant("sample_step")),
      vertex_step_m_(knowledge.constant("vertex_step")),
      run_low_m_(knowledge.constant("run_low")),
      aside_m_(knowledge.constant("sample_aside")),
      position_(position),
      nape_excluded_(nape_excluded) {}

ForceCap PathFinder::open_cap(Surface surface, const ChartPoint& at, HandUse hands, double reach_m) const {
  if (!is_on_chart(at)) {
    return {0, "policy: off the back", false};
  }
  if ((position_ == Position::side_left && at.across < 0) || (position_ == Position::side_right && at.across > 0)) {
    return {0, "policy: the side the receiver lies on", false};
  }
  const AtlasArea* tile = atlas_.region_at(at);
  if (tile == nullptr || !tile->massaged) {
    return {0, "policy: not massaged", false};
  }
  if (nape_excluded_ && tile->region == Region::neck) {
    return {0, "policy: nape left out", false};
  }
  if (reach_m > 0) {
    const PlanePoint place = body().to_plane(at);
    for (const PlanePoint& offset : {PlanePoint{reach_m, 0}, {-reach_m, 0}, {0, reach_m}, {0, -reach_m}}) {
      const PlanePoint moved{place.x_m + offset.x_m, place.y_m + offset.y_m};
      const double along = moved.y_m / body().length_m();
      if (along < kAlongMin_ratio || along > kAlongMax_ratio || limits_.is_kept_out(surface, body().to_chart(moved))) {
        return {0, "policy: keep out", false};
      }
    }
  }
  return limits_.cap(surface, at, hands);
}

double PathFinder::length_m(const std::vector<ChartPoint>& path) const {
  double length_m = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    length_m += distance_m(body().to_plane(path[i - 1]), body().to_plane(path[i]));
  }
  return length_m;
}

const std::vector<PathFinder::Sample>& PathFinder::sample(const std::vector<ChartPoint>& line, Surface surface,
                                                          HandUse hands, double reach_m) const {
  std::vector<double> key = {static_cast<double>(surface), static_cast<double>(hands == HandUse::both), reach_m};
  for (const ChartPoint& point : line) {
    key.push_back(point.across);
    key.push_back(point.along);
  }
  const auto at = asked_.find(key);
  if (at != asked_.end()) {
    return at->second;
  }
  return asked_.emplace(std::move(key), ask(line, surface, hands, reach_m)).first->second;
}

std::vector<PathFinder::Sample> PathFinder::ask(const std::vector<ChartPoint>& line, Surface surface, HandUse hands,
                                                double reach_m) const {
  std::vector<Sample> samples;
  const auto add = [&](const ChartPoint& at, const PlanePoint& normal_m) {
    Sample sample{at, open_cap(surface, at, hands, reach_m).force_N, at};
    // A corner of a zone may cut the line between two samples: places a little to both sides would see it.
    const PlanePoint place = body().to_plane(at);
    for (const double side : {-1.0, 1.0}) {
      const PlanePoint beside{place.x_m + side * normal_m.x_m, place.y_m + side * normal_m.y_m};
      const double along = beside.y_m / body().length_m();
      if (sample.cap_N > 0 && (normal_m.x_m != 0 || normal_m.y_m != 0) && along >= kAlongMin_ratio &&
          along <= kAlongMax_ratio) {
        const ChartPoint point = body().to_chart(beside);
        if (is_on_chart(point)) {
          const double aside_N = limits_.cap(surface, point, hands).force_N;
          if (aside_N < sample.cap_N) {
            sample.cap_N = aside_N;
            sample.least_at = point;
          }
        }
      }
    }
    samples.push_back(sample);
  };
  if (line.size() == 1) {
    add(line.front(), {});
  }
  for (std::size_t i = 1; i < line.size(); ++i) {
    const ChartPoint& a = line[i - 1];
    const ChartPoint& b = line[i];
    const PlanePoint from = body().to_plane(a);
    const PlanePoint to = body().to_plane(b);
    const double piece_m = distance_m(from, to);
    const int count = std::max(1, static_cast<int>(std::ceil(piece_m / sample_step_m_)));
    const double aside_ratio = piece_m > 0 ? aside_m_ / piece_m : 0;
    const PlanePoint normal_m{-(to.y_m - from.y_m) * aside_ratio, (to.x_m - from.x_m) * aside_ratio};
    for (int k = i == 1 ? 0 : 1; k <= count; ++k) {
      const double t = static_cast<double>(k) / count;
      add(k == count ? b : ChartPoint{a.across + t * (b.across - a.across), a.along + t * (b.along - a.along)},
          normal_m);
    }
  }
  return samples;
}

std::pair<std::size_t, std::size_t> PathFinder::longest_run(const std::vector<Sample>& samples, double least_N) {
  std::size_t best_first = 0;
  std::size_t best_end = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i <= samples.size(); ++i) {
    if (i == samples.size() || samples[i].cap_N < least_N) {
      if (i - first > best_end - best_first) {
        best_first = first;
        best_end = i;
      }
      first = i + 1;
    }
  }
  return {best_first, best_end};
}

std::pair<std::size_t, std::size_t> PathFinder::best_run(const std::vector<Sample>& samples,
                                                         const ForceWish& wish) const {
  std::set<double> levels_N = {wish.least_cap_N};
  for (const Sample& sample : samples) {
    if (sample.cap_N > wish.least_cap_N) {
      levels_N.insert(sample.cap_N);
    }
  }
  std::pair<std::size_t, std::size_t> best{0, 0};
  double best_worth = 0;
  for (const double level_N : levels_N) {
    const auto run = longest_run(samples, level_N);
    const double worth =
        static_cast<double>(run.second - run.first) * std::min(wish.usual_N, limits_.target_N(level_N));
    if (worth > best_worth) {
      best = run;
      best_worth = worth;
    }
  }
  return best;
}

HandPath PathFinder::thin(const std::vector<Sample>& samples, std::size_t first, std::size_t end,
                          std::size_t every) const {
  HandPath path;
  if (first >= end) {
    return path;
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = first; i < end; i += every) {
    chosen.push_back(i);
  }
  if (chosen.back() != end - 1) {
    chosen.push_back(end - 1);
  }
  path.least_cap_N = samples[first].cap_N;
  path.least_at = samples[first].least_at;
  for (std::size_t v = 0; v < chosen.size(); ++v) {
    // Linear between vertices: a vertex carries no more than the least cap of both its segments, one sample further.
    std::size_t from = v == 0 ? chosen[v] : chosen[v - 1];
    std::size_t to = v + 1 == chosen.size() ? chosen[v] : chosen[v + 1];
    from = from > first ? from - 1 : from;
    to = to + 1 < end ? to + 1 : to;
    double cap_N = samples[from].cap_N;
    for (std::size_t i = from; i <= to; ++i) {
      cap_N = std::min(cap_N, samples[i].cap_N);
      if (samples[i].cap_N < path.least_cap_N) {
        path.least_cap_N = samples[i].cap_N;
        path.least_at = samples[i].least_at;
      }
    }
    path.vertices.push_back({samples[chosen[v]].at, cap_N, false});
  }
  return path;
}

HandPath PathFinder::along_chords(const std::vector<ChartPoint>& line, HandPath path, Surface surface, HandUse hands,
                                  double least_N) const {
  if (line.size() <= 2 || path.vertices.size() <= 1) {
    return path;
  }
  std::vector<ChartPoint> vertices;
  for (const PathVertex& vertex : path.vertices) {
    vertices.push_back(vertex.at);
  }
  return exact(vertices, surface, hands, least_N, 0);
}

HandPath PathFinder::glide(const std::vector<ChartPoint>& line, Surface surface, HandUse hands,
                           const ForceWish& wish) const {
  const std::vector<Sample>& samples = sample(line, surface, hands, 0);
  const auto [first, end] = best_run(samples, wish);
  if (static_cast<double>(end - first) * sample_step_m_ < run_low_m_) {
    return {};
  }
  // Samples are a little closer than the step, so this many of them never exceed the vertex step.
  const auto every = std::max<std::size_t>(1, static_cast<std::size_t>(vertex_step_m_ / sample_step_m_));
  return along_chords(line, thin(samples, first, end, every), surface, hands, wish.least_cap_N);
}

void PathFinder::close_loop(HandPath& glide, const std::vector<ChartPoint>& home, Surface surface,
                            HandUse hands) const {
  if (glide.vertices.empty()) {
    return;
  }
  const PathVertex start = glide.vertices.front();
  if (!home.empty()) {
    std::vector<ChartPoint> way = {glide.vertices.back().at};
    way.insert(way.end(), home.begin(), home.end());
    way.push_back(start.at);
    HandPath back = exact(way, surface, hands, limits_.contacts().band(PressureLevel::w1).low_N.value, 0);
    if (!back.vertices.empty()) {
      // The first vertex of the way home is the last of the way up: the lesser of both caps holds there.
      glide.vertices.back().cap_N = std::min(glide.vertices.back().cap_N, back.vertices.front().cap_N);
      for (std::size_t i = 1; i < back.vertices.size(); ++i) {
        back.vertices[i].unloaded = true;
        glide.vertices.push_back(back.vertices[i]);
      }
      if (back.least_cap_N < glide.least_cap_N) {
        glide.least_cap_N = back.least_cap_N;
        glide.least_at = back.least_at;
      }
      return;
    }
  }
  for (std::size_t i = glide.vertices.size() - 1; i-- > 0;) {
    PathVertex vertex = glide.vertices[i];
    vertex.unloaded = true;
    glide.vertices.push_back(vertex);
  }
}

HandPath PathFinder::spots(const std::vector<ChartPoint>& line, Surface surface, HandUse hands, const ForceWish& wish,
                           double step_m, double reach_m) const {
  const std::vector<Sample>& samples = sample(line, surface, hands, reach_m);
  const auto [first, end] = best_run(samples, wish);
  if (first >= end) {
    return {};
  }
  const double run_m = static_cast<double>(end - 1 - first) * sample_step_m_;
  const auto gaps = static_cast<std::size_t>(run_m / step_m);
  if (gaps == 0) {
    const std::size_t middle = (first + end - 1) / 2;
    HandPath path;
    path.least_cap_N = samples[middle].cap_N;
    path.least_at = samples[middle].least_at;
    path.vertices.push_back({samples[middle].at, samples[middle].cap_N, false});
    return path;
  }
  const std::size_t every = (end - 1 - first) / gaps;
  return along_chords(line, thin(samples, first, first + every * gaps + 1, every), surface, hands, wish.least_cap_N);
}

HandPath PathFinder::exact(const std::vector<ChartPoint>& vertices, Surface surface, HandUse hands, double least_N,
                           double reach_m) const {
  HandPath path;
  double before_N = 0;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const bool last = i + 1 == vertices.size();
    const std::vector<Sample>& samples = last ? sample({vertices[i]}, surface, hands, reach_m)
                                              : sample({vertices[i], vertices[i + 1]}, surface, hands, reach_m);
    const auto least = std::min_element(samples.begin(), samples.end(),
                                        [](const Sample& a, const Sample& b) { return a.cap_N < b.cap_N; });
    if (least->cap_N < least_N) {
      return {};
    }
    if (i == 0 || least->cap_N < path.least_cap_N) {
      path.least_cap_N = least->cap_N;
      path.least_at = least->least_at;
    }
    path.vertices.push_back({vertices[i], i == 0 ? least->cap_N : std::min(before_N, least->cap_N), false});
    before_N = least->cap_N;
  }
  return path;
}

HandPath PathFinder::ring(const ChartPoint& centre, double radius_m, Surface surface, HandUse hands,
                          const ForceWish& wish, double reach_m) const {
  const PlanePoint middle = body().to_plane(centre);
  std::vector<ChartPoint> line;
  for (int i = 0; i <= kRingVertices_count; ++i) {
    const double angle_rad = 2 * kPi * i / kRingVertices_count;
    const PlanePoint at{middle.x_m + radius_m * std::sin(angle_rad), middle.y_m - radius_m * std::cos(angle_rad)};
    const double along = at.y_m / body().length_m();
    if (along < kAlongMin_ratio || along > kAlongMax_ratio) {
      continue;
    }
    line.push_back(body().to_chart(at));
  }
  return spots(line, surface, hands, wish, radius_m, reach_m);
}

}  // namespace unknot
