#include "unknot/plan/ways.h"

#include <algorithm>
#include <cmath>

namespace unknot {
namespace {

constexpr double kBend_ratio = 0.06;  ///< along, between the points of a line in metres
constexpr std::size_t kLeft = 0;
constexpr std::size_t kRight = 1;

/// The track's line on one side of this body.
std::vector<ChartPoint> line_on(const Track& track, Side side, double shift_m, const Body& body) {
  const double sign = side == Side::left ? -1 : 1;
  std::vector<ChartPoint> line;
  for (std::size_t i = 0; i < track.line.size(); ++i) {
    const ChartPoint& point = track.line[i];
    if (!track.in_metres) {
      line.push_back({sign * point.across, point.along});
      continue;
    }
    // A line straight in metres bends on the chart, whose width changes along it: it needs points between.
    const ChartPoint& before = i == 0 ? point : track.line[i - 1];
    const int count = std::max(1, static_cast<int>(std::ceil(std::abs(point.along - before.along) / kBend_ratio)));
    for (int k = i == 0 ? count : 1; k <= count; ++k) {
      const double t = static_cast<double>(k) / count;
      const double along = k == count ? point.along : before.along + t * (point.along - before.along);
      const double across_m = before.across + t * (point.across - before.across) + shift_m;
      line.push_back({sign * across_m / body.half_width_m(along), along});
    }
  }
  return line;
}

std::vector<ChartPoint> mirrored(std::vector<ChartPoint> line, Side side) {
  for (ChartPoint& point : line) {
    point.across = side == Side::left ? -point.across : point.across;
  }
  return line;
}

}  // namespace

std::vector<ChartPoint> points_of(const HandPath& path) {
  std::vector<ChartPoint> points;
  for (const PathVertex& vertex : path.vertices) {
    points.push_back(vertex.at);
  }
  return points;
}

void WayBuilder::offer(const Technique& technique, const Track& track, const Take& take) const {
  if (position_ == Position::side_left || position_ == Position::side_right) {
    offer_side(technique, track, position_ == Position::side_left ? Side::right : Side::left, take);
    return;
  }
  switch (technique.hands) {
    case HandsKind::mirror:
    case HandsKind::both:
    case HandsKind::opposed:
      offer_both(technique, track, take);
      return;
    case HandsKind::either:
      if (!one_sided(track) && offer_both(technique, track, take)) {
        return;
      }
      [[fallthrough]];
    case HandsKind::one:
    case HandsKind::together:
    case HandsKind::pair:
      offer_side(technique, track, Side::left, take);
      offer_side(technique, track, Side::right, take);
      return;
  }
}

/// A sore region whose sides differ is worked side by side, the sore one last.
bool WayBuilder::one_sided(const Track& track) const {
  if (!track.of_region) {
    return false;
  }
  const auto at = pain_.sore_ratio.find(*track.of_region);
  return at != pain_.sore_ratio.end() && at->second[kLeft] != at->second[kRight];
}

double WayBuilder::least_N(const Technique& technique) const {
  return technique.force_N.range.low * knowledge_.constant("least_force");
}

/// A cap that still lets the target reach the technique's least useful force.
double WayBuilder::least_cap_N(const Technique& technique) const {
  double cap_N = least_N(technique);
  while (limits_.target_N(cap_N) < least_N(technique)) {
    cap_N += 0.5;
  }
  return cap_N;
}

double WayBuilder::spot_step_m(Surface surface) const {
  return 2 * limits_.contacts().footprint_radius_m(surface) * knowledge_.constant("spot_step");
}

/// The path, or none where so little of its way is open that gliding becomes rubbing to and fro.
HandPath WayBuilder::long_enough(const Technique& technique, HandPath path) const {
  return finder_.length_m(points_of(path)) < technique.length_m->value ? HandPath{} : path;
}

HandPath WayBuilder::ring(const Technique& technique, const Track& track, const std::vector<ChartPoint>& line,
                          Side side, Surface surface, HandUse hands) const {
  const auto mark = pain_.centre.find(track.of_region.value_or(Region::leg));
  const std::size_t index = side == Side::left ? kLeft : kRight;
  const ChartPoint a = line.front();
  const ChartPoint b = line.back();
  ChartPoint centre{(a.across + b.across) / 2, (a.along + b.along) / 2};
  if (mark != pain_.centre.end() && mark->second[index]) {
    centre = *mark->second[index];
  }
  // Half a ring still goes round, a little smaller where the waist is narrow; less is only a spot.
  for (double radius_m = knowledge_.constant("ring_radius"); radius_m >= knowledge_.constant("run_low");
       radius_m -= knowledge_.constant("shift_step")) {
    HandPath path = finder_.ring(centre, radius_m, surface, hands, {least_cap_N(technique), least_N(technique)},
                                 knowledge_.constant("circle_reach"));
    if (path.vertices.size() >= 3) {
      return path;
    }
  }
  return {};
}

/// From each spot a short draw towards the track's target, as pairs [from, to]; spots without room for it are left out.
HandPath WayBuilder::draws(const Technique& technique, const Track& track, const HandPath& spots, Side side,
                           Surface surface, HandUse hands) const {
  const Body& body = finder_.body();
  const PlanePoint target = body.to_plane(mirrored({*track.towards}, side).front());
  HandPath path;
  for (const PathVertex& spot : spots.vertices) {
    const PlanePoint from = body.to_plane(spot.at);
    const double way_m = std::hypot(target.x_m - from.x_m, target.y_m - from.y_m);
    const double t = way_m > 0 ? std::min(1.0, technique.length_m->value / way_m) : 0;
    const ChartPoint to =
        body.to_chart({from.x_m + t * (target.x_m - from.x_m), from.y_m + t * (target.y_m - from.y_m)});
    const HandPath draw = finder_.exact({spot.at, to}, surface, hands, least_cap_N(technique), 0);
    if (draw.vertices.empty()) {
      continue;
    }
    if (path.vertices.empty() || draw.least_cap_N < path.least_cap_N) {
      path.least_cap_N = draw.least_cap_N;
      path.least_at = draw.least_at;
    }
    path.vertices.insert(path.vertices.end(), draw.vertices.begin(), draw.vertices.end());
  }
  return path;
}

HandPath WayBuilder::hand_path(const Technique& technique, const Track& track, Side side, Surface surface,
                               HandUse hands, double shift_m) const {
  // A stroke of the whole back is meant to cover it; others would rather be shorter than faint.
  const bool travels = technique.speed_m_s.has_value();
  const double resting_N = limits_.contacts().level_force_N(PressureLevel::w1, surface);
  const double usual_N = !track.of_region ? std::max(least_N(technique), resting_N)
                         : travels        ? technique.force_N.range.low
                                          : technique.force_N.value;
  const ForceWish least{least_cap_N(technique), usual_N};
  const double reach_m = knowledge_.constant("circle_reach");
  const std::vector<ChartPoint> line = line_on(track, side, shift_m, finder_.body());
  switch (*technique.path) {
    case PathKind::long_glide: {
      HandPath path = long_enough(technique, finder_.glide(line, surface, hands, least));
      const bool whole =
          !path.vertices.empty() && path.vertices.front().at == line.front() && path.vertices.back().at == line.back();
      finder_.close_loop(path, whole ? mirrored(track.home, side) : std::vector<ChartPoint>{}, surface, hands);
      return path;
    }
    case PathKind::lane_down:
      return long_enough(technique, finder_.glide(line, surface, hands, least));
    case PathKind::strip_up:
    case PathKind::roll_up:
    case PathKind::wring_across:
      return finder_.glide(line, surface, hands, least);
    case PathKind::saw_across: {
      HandPath path = finder_.glide(line, surface, hands, least);
      for (std::size_t i = path.vertices.size(); i-- > 1;) {
        path.vertices.push_back(path.vertices[i - 1]);
      }
      return path;
    }
    case PathKind::ring_around:
      return ring(technique, track, line, side, surface, hands);
    case PathKind::hold_at:
    case PathKind::rock_at:
      return finder_.spots({line.front()}, surface, hands, least, 1, 0);
    case PathKind::spread_at: {
      HandPath path = finder_.spots(line, surface, hands, least, knowledge_.constant("pair_distance"), 0);
      if (path.vertices.size() < 2) {
        return {};
      }
      path.vertices.resize(2);
      return path;
    }
    case PathKind::circles_along:
    case PathKind::knead_along:
    case PathKind::roll_along:
      return finder_.spots(line, surface, hands, least, spot_step_m(surface), reach_m);
    case PathKind::stretch_along:
    case PathKind::hook_along:
      return draws(technique, track, finder_.spots(line, surface, hands, least, spot_step_m(surface), 0), side, surface,
                   hands);
    case PathKind::squeeze_at:
    case PathKind::tremble_at:
    case PathKind::shake_at:
    case PathKind::press_steps:
    case PathKind::hold_at_spots:
    case PathKind::strike_along:
      return finder_.spots(line, surface, hands, least, spot_step_m(surface), 0);
  }
  return {};
}

/// The path with the least outward shift that keeps most of the line; only lines in metres may shift.
HandPath WayBuilder::shifted_path(const Technique& technique, const Track& track, Side side, Surface surface,
                                  HandUse hands) const {
  HandPath best = hand_path(technique, track, side, surface, hands, 0);
  if (!track.in_metres || best.vertices.size() >= 2) {
    return best;
  }
  const double step_m = knowledge_.constant("shift_step");
  const double high_m = knowledge_.constant("shift_high");
  for (double shift_m = step_m; shift_m <= high_m && best.vertices.size() < 2; shift_m += step_m) {
    HandPath path = hand_path(technique, track, side, surface, hands, shift_m);
    if (path.vertices.size() > best.vertices.size()) {
      best = std::move(path);
    }
  }
  return best;
}

void WayBuilder::offer_side(const Technique& technique, const Track& track, Side side, const Take& take) const {
  if (technique.hands == HandsKind::opposed || (technique.path == PathKind::hold_at && track.line.front().across < 0)) {
    return;
  }
  const bool as_one = technique.hands == HandsKind::together || technique.hands == HandsKind::mirror;
  const bool pair = technique.hands == HandsKind::pair;
  const HandUse hands = as_one || pair ? HandUse::both : HandUse::right;
  for (const Surface surface : technique.surfaces) {
    Way way{side, hands, surface, shifted_path(technique, track, side, surface, hands), {}};
    if (pair && way.right.vertices.size() == 2) {
      way.left = way.right;
      way.left.vertices.erase(way.left.vertices.begin());
      way.right.vertices.resize(1);
    } else if (pair) {
      continue;
    }
    if (!way.right.vertices.empty() && take(std::move(way))) {
      return;
    }
  }
}

bool WayBuilder::offer_both(const Technique& technique, const Track& track, const Take& take) const {
  for (const Surface surface : technique.surfaces) {
    Way way{Side::both, HandUse::both, surface, {}, {}};
    if (technique.path == PathKind::hold_at) {
      // The two ends of the track, one hand each; a hand without a place stays away.
      const auto at = [&](const ChartPoint& point) {
        return finder_.spots({point}, surface, HandUse::both, {least_cap_N(technique), technique.force_N.value}, 1, 0);
      };
      way.right = at(track.line.front());
      if (track.line.size() > 1) {
        way.left = at(track.line.back());
      }
      if (way.right.vertices.empty()) {
        std::swap(way.right, way.left);
      }
    } else if (technique.hands == HandsKind::opposed) {
      way.right = hand_path(technique, track, Side::right, surface, HandUse::both, 0);
      way.left = way.right;
      std::reverse(way.left.vertices.begin(), way.left.vertices.end());
    } else {
      way.right = shifted_path(technique, track, Side::right, surface, HandUse::both);
      way.left = shifted_path(technique, track, Side::left, surface, HandUse::both);
      const bool glides = technique.path == PathKind::long_glide || technique.path == PathKind::lane_down;
      if (way.right.vertices.empty() != way.left.vertices.empty()) {
        if (!glides) {
          return false;
        }
        way.side = way.right.vertices.empty() ? Side::left : Side::right;
        if (way.right.vertices.empty()) {
          std::swap(way.right, way.left);
        }
      }
    }
    way.hands = way.left.vertices.empty() ? HandUse::right : HandUse::both;
    if (!way.right.vertices.empty() && take(std::move(way))) {
      return true;
    }
  }
  return false;
}

}  // namespace unknot
