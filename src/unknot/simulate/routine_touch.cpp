// The timing of web/src/motion/motion.ts, which draws what is here pressed. hands_in_time_test.cpp keeps a fixture that
// both are held to.
#include "unknot/simulate/routine_touch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace unknot {
namespace {

constexpr double kPi = 3.14159265358979323846;
// How the player moves a hand between what the plan says (motion.ts): it shows nothing else, so nothing else is
// pressed.
constexpr double kTravel_ratio = 0.15;  ///< share of a visit in which the hand goes on to the next place
constexpr double kLift_ratio = 0.06;    ///< share of an open pass in which it lands, and in which it leaves
constexpr double kFast_Hz = 1.8;        ///< from this beat on a visit lasts at least kFastVisit_s
constexpr double kFastVisit_s = 3;
constexpr double kBeside_m = 0.05;    ///< of each of two hands from the one path they share
constexpr double kPassing_m = 0.055;  ///< wringing hands pass each other so far above and below their path
constexpr double kClosed_m = 0.01;    ///< a path whose ends are nearer than this is gone round without lifting
constexpr double kApart_ratio = 0.7, kHome_ratio = 0.94;     ///< of a visit: a spread is open, and goes home
constexpr double kDrawn_ratio = 0.55, kLetGo_ratio = 0.62;   ///< a draw's end, and the way home's beginning
constexpr double kLeanIn_ratio = 0.4, kLeanOut_ratio = 0.6;  ///< of a lean's wait, and of the rest of its beat
constexpr double kLooksPerBeat_count = 12;

double eased(double x) {
  const double t = std::clamp(x, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

double fraction(double x) { return x - std::floor(x); }

PlanePoint mix(const PlanePoint& a, const PlanePoint& b, double share_ratio) {
  return {a.x_m + (b.x_m - a.x_m) * share_ratio, a.y_m + (b.y_m - a.y_m) * share_ratio};
}

double distance_m(const PlanePoint& a, const PlanePoint& b) { return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m); }

/// One hand's way in metres, with the force at each of its places.
struct Way {
  std::vector<PlanePoint> places;
  std::vector<double> force_N;
  std::vector<double> upto_m;

  Way(const std::vector<ChartPoint>& path, const std::vector<double>& forces_N, const Body& body)
      : force_N(forces_N), upto_m(path.size(), 0) {
    for (const ChartPoint& point : path) {
      places.push_back(body.to_plane(point));
    }
    for (std::size_t i = 1; i < places.size(); ++i) {
      upto_m[i] = upto_m[i - 1] + distance_m(places[i - 1], places[i]);
    }
  }
  [[nodiscard]] double length_m() const { return upto_m.empty() ? 0 : upto_m.back(); }
  [[nodiscard]] bool closed() const { return distance_m(places.front(), places.back()) < kClosed_m; }
};

struct Pose {
  PlanePoint at_m;
  double force_N = 0;
};

Pose along(const Way& way, double share_ratio) {
  if (way.places.size() == 1 || way.length_m() == 0) {
    return {way.places.front(), way.force_N.front()};
  }
  const double want_m = std::clamp(share_ratio, 0.0, 1.0) * way.length_m();
  std::size_t i = 1;
  while (i + 1 < way.places.size() && way.upto_m[i] < want_m) {
    ++i;
  }
  const double piece_m = way.upto_m[i] - way.upto_m[i - 1];
  const double t = piece_m > 0 ? (want_m - way.upto_m[i - 1]) / piece_m : 0;
  return {mix(way.places[i - 1], way.places[i], t), way.force_N[i - 1] + (way.force_N[i] - way.force_N[i - 1]) * t};
}

bool draws_pairs(Motion motion) { return motion == Motion::stretch || motion == Motion::hook; }

/// Two hands of one path work beside each other; elsewhere one lies on the other, as one.
bool is_beside(Motion motion) {
  switch (motion) {
    case Motion::fold:
    case Motion::knead:
    case Motion::squeeze:
    case Motion::tremble:
    case Motion::shake:
    case Motion::strike:
    case Motion::stretch:
    case Motion::hook:
    case Motion::roll:
    case Motion::rock:
    case Motion::spread:
      return true;
    default:
      return false;
  }
}

/// There and back again, or always from the first place.
bool returns(Motion motion) {
  switch (motion) {
    case Motion::circle:
    case Motion::knead:
    case Motion::tremble:
    case Motion::shake:
    case Motion::roll:
    case Motion::rock:
      return true;
    default:
      return false;
  }
}

/// How far a hand turns away from the spine's line, as it is drawn; clockwise from fingers towards the head.
double turn_rad(const Stroke& stroke) {
  const auto towards = [&]() -> double {
    switch (stroke.motion) {
      case Motion::glide:
        return 0.2;
      case Motion::fold:
        return 0.15;
      case Motion::rest:
      case Motion::roll:
        return 0.5;
      case Motion::wring:
      case Motion::saw:
      case Motion::rock:
        return 1.3;
      case Motion::knead:
        return 1.1;
      case Motion::squeeze:
      case Motion::shake:
      case Motion::strike:
        return 0.9;
      default:
        return 0.7;
    }
  };
  switch (stroke.station) {
    case Station::left:
    case Station::kneeling_left:
      return towards();
    case Station::right:
    case Station::kneeling_right:
      return -towards();
    default:
      return 0;  // along the spine, from either end
  }
}

/// How a hand lies as it is drawn: fingers away from the giver, a little inwards. Across it two hands lie beside each
/// other, tremble and shake.
double lies_rad(const Stroke& stroke, bool is_right) {
  constexpr double kInwards_rad = 0.12, kOneOnTheOther_rad = 0.3, kFromTheHead_rad = 0.15, kForearm_rad = 1.1;
  const double side = is_right ? -1 : 1;
  if (stroke.station == Station::head) {
    return kPi + side * kFromTheHead_rad;
  }
  const bool one_on_the_other = stroke.hand == HandUse::both && stroke.path_left.empty() && !is_beside(stroke.motion);
  const double away_rad = turn_rad(stroke);
  return (stroke.surface == Surface::forearm && away_rad != 0 ? std::copysign(kForearm_rad, away_rad) : away_rad) +
         side * (one_on_the_other ? kOneOnTheOther_rad : kInwards_rad);
}

/// All that the movements of one stroke share.
class Mover {
 public:
  Mover(const Stroke& stroke, const Body& body, const SubstituteKnowledge& knowledge)
      : stroke_(stroke),
        stand_in_(knowledge.of(stroke.motion)),
        lies_rad_{lies_rad(stroke, stroke.hand != HandUse::left), lies_rad(stroke, false)} {
    const bool both = stroke.hand == HandUse::both;
    const bool own_left = !stroke.path_left.empty();
    ways_.emplace_back(stroke.path, stroke.force_N, body);
    if (own_left) {
      ways_.emplace_back(stroke.path_left, stroke.force_left_N, body);
    } else if (both && (is_beside(stroke.motion) || stroke.motion == Motion::wring || hand_after_hand())) {
      ways_.push_back(ways_.front());
      shared_ = true;
    }
    pass_s_ = pass_s(stroke, body);
    const double per_pass = draws_pairs(stroke.motion) ? static_cast<double>(spots_count(ways_.front())) : 1;
    tempo_Hz_ = stroke.tempo_Hz && *stroke.tempo_Hz > 0 ? *stroke.tempo_Hz : per_pass / pass_s_;
    const double dwell_s = stroke.dwell_s.value_or(0);
    wait_ratio_ = dwell_s > 0 && stroke.tempo_Hz ? std::min(0.95, dwell_s * tempo_Hz_) : stand_in_.pressed_ratio.value;
  }

  [[nodiscard]] int hands_count() const { return static_cast<int>(ways_.size()); }

  /// The longest between two looks that misses nothing of a beat or of the way.
  [[nodiscard]] double look_s(const SubstituteKnowledge& knowledge) const {
    double look_s = knowledge.time_step_s.value;
    const bool travels = stroke_.motion == Motion::glide || stroke_.motion == Motion::saw ||
                         stroke_.motion == Motion::fold || stroke_.motion == Motion::wring;
    if (travels && ways_.front().length_m() > 0) {
      const double a_pass_s = stroke_.motion == Motion::wring ? 0.5 / tempo_Hz_ : pass_s_;
      look_s = std::min(look_s, a_pass_s * knowledge.travel_step_m.value / ways_.front().length_m());
    }
    if (stand_in_.beat != Beat::steady || stand_in_.reach_m.value > knowledge.travel_step_m.value) {
      look_s = std::min(look_s, 1 / (tempo_Hz_ * kLooksPerBeat_count));
    }
    return look_s;
  }

  /// How long a place is pressed at a stretch.
  [[nodiscard]] double rest_s(double footprint_m) const {
    switch (stroke_.motion) {
      case Motion::glide:
      case Motion::fold:
      case Motion::saw:
      case Motion::wring: {
        const double length_m = ways_.front().length_m();
        return length_m > footprint_m ? pass_s_ * footprint_m / length_m : visit_s(ways_.front());
      }
      case Motion::rest:
      case Motion::hold:
      case Motion::spread:
      case Motion::tremble:
        return visit_s(ways_.front());
      case Motion::press:
      case Motion::squeeze:
        return wait_ratio_ / tempo_Hz_;
      case Motion::strike:
        return stand_in_.pressed_ratio.value / tempo_Hz_;
      default:
        return 1 / tempo_Hz_;
    }
  }

  [[nodiscard]] Pose at(int hand, double into_s) const {
    const Way& way = ways_[static_cast<std::size_t>(hand)];
    const bool second = hand == 1;
    switch (stroke_.motion) {
      case Motion::glide:
      case Motion::fold:
      case Motion::saw:
        return travel(way, second, into_s);
      case Motion::wring:
        return wring(way, second, into_s);
      case Motion::squeeze:
      case Motion::press:
        return lean(way, second, into_s);
      case Motion::stretch:
      case Motion::hook:
        return draw(way, second, into_s);
      case Motion::roll:
        if (!stroke_.tempo_Hz && way.length_m() > 0) {
          const double pass = into_s / pass_s_;
          const double share_ratio = std::fmod(std::floor(pass), 2) == 0 ? fraction(pass) : 1 - fraction(pass);
          return beside(along(way, share_ratio), second);
        }
        return in_place(way, second, into_s);
      default:
        return in_place(way, second, into_s);
    }
  }

 private:
  /// Both hands go one open way: the second follows half a pass behind.
  [[nodiscard]] bool hand_after_hand() const {
    return (stroke_.motion == Motion::glide && !ways_.front().closed()) || stroke_.motion == Motion::saw;
  }

  /// A draw's way is pairs of places, from and to; one that does not come out even is drawn at its places.
  [[nodiscard]] bool has_pairs(const Way& way) const {
    return draws_pairs(stroke_.motion) && way.places.size() % 2 == 0;
  }
  [[nodiscard]] std::size_t spots_count(const Way& way) const { return way.places.size() / (has_pairs(way) ? 2 : 1); }
  [[nodiscard]] double visit_s(const Way& way) const {
    return std::max(pass_s_ / static_cast<double>(spots_count(way)), tempo_Hz_ >= kFast_Hz ? kFastVisit_s : 0);
  }

  struct Visit {
    std::size_t from = 0, to = 0;
    double share_ratio = 0;
  };
  [[nodiscard]] Visit visit(const Way& way, double into_s) const {
    const double visits = into_s / visit_s(way);
    const std::size_t count = spots_count(way);
    const auto index = static_cast<std::size_t>(std::floor(visits + 1e-9));
    const auto spot = [&](std::size_t n) {
      const std::size_t within = n % count;
      return returns(stroke_.motion) && (n / count) % 2 == 1 ? count - 1 - within : within;
    };
    return {spot(index), spot(index + 1), std::clamp(visits - static_cast<double>(index), 0.0, 1.0)};
  }

  /// Across the fingers.
  [[nodiscard]] Pose sideways(Pose pose, double by_m, bool second) const {
    const double lies = lies_rad_[second ? 1 : 0];
    pose.at_m.x_m += by_m * std::cos(lies);
    pose.at_m.y_m += by_m * std::sin(lies);
    return pose;
  }

  [[nodiscard]] Pose beside(Pose pose, bool second) const {
    if (shared_ && is_beside(stroke_.motion)) {
      pose = sideways(pose, second ? -kBeside_m : kBeside_m, second);
    }
    return pose;
  }

  [[nodiscard]] Pose travel(const Way& way, bool second, double into_s) const {
    const bool closed = way.closed();
    double behind_ratio = 0;
    if (shared_ && second && stroke_.motion != Motion::fold) {
      behind_ratio = !closed || stroke_.motion == Motion::saw ? 0.5 : 0;
    }
    const double share_ratio = fraction(into_s / pass_s_ + behind_ratio);
    Pose pose = along(way, share_ratio);
    if (!closed) {
      const double lift_ratio = std::max(eased((share_ratio - (1 - kLift_ratio)) / kLift_ratio),
                                         eased((kLift_ratio - share_ratio) / kLift_ratio));
      pose.force_N *= 1 - lift_ratio;
    }
    pose.force_N *= stand_in_.force_ratio.value;
    return beside(pose, second);
  }

  [[nodiscard]] Pose wring(const Way& way, bool second, double into_s) const {
    const double to_and_fro = (1 - std::cos(2 * kPi * tempo_Hz_ * into_s)) / 2;
    Pose pose = along(way, shared_ && second ? 1 - to_and_fro : to_and_fro);
    pose.at_m.y_m += second ? -kPassing_m : kPassing_m;
    pose.force_N *= stand_in_.force_ratio.value;
    return pose;
  }

  [[nodiscard]] Pose lean(const Way& way, bool second, double into_s) const {
    const double beat = fraction(into_s * tempo_Hz_ + 1e-9);
    const auto spot = static_cast<std::size_t>(std::floor(into_s * tempo_Hz_ + 1e-9)) % spots_count(way);
    const double out_ratio = 1 - wait_ratio_;
    const double in = eased(beat / (kLeanIn_ratio * wait_ratio_));
    const double leaving = eased((beat - wait_ratio_) / (kLeanOut_ratio * out_ratio));
    const double on_ratio = std::min(in, 1 - leaving);
    return beside({way.places[spot], way.force_N[spot] * on_ratio * stand_in_.force_ratio.value}, second);
  }

  [[nodiscard]] Pose draw(const Way& way, bool second, double into_s) const {
    const Visit now = visit(way, into_s);
    const double beat = fraction(into_s * tempo_Hz_ + 1e-9);
    const double drawn = eased(beat / kDrawn_ratio), back = eased((beat - kLetGo_ratio) / (1 - kLetGo_ratio));
    const bool pairs = has_pairs(way);
    const std::size_t from = pairs ? 2 * now.from : now.from, to = pairs ? from + 1 : from;
    const double on_ratio = std::min(eased(beat / 0.2), 1 - back);
    const double force_N = way.force_N[to] > 0 ? way.force_N[to] : way.force_N[from];
    // Let go, the hand goes home without weight, to its place or at the end of the visit to the next.
    const double going = eased((now.share_ratio - (1 - kTravel_ratio)) / kTravel_ratio);
    const PlanePoint home = mix(way.places[from], way.places[pairs ? 2 * now.to : now.to], going);
    return beside({mix(mix(way.places[from], way.places[to], drawn), home, back),
                   force_N * on_ratio * stand_in_.force_ratio.value},
                  second);
  }

  /// Which way a hand of a spread goes, of length 1: away from the other's own first place, or along the spine.
  [[nodiscard]] PlanePoint apart_direction(bool second) const {
    const double sign = second ? -1 : 1;
    if (ways_.size() < 2 || shared_) {
      return {0, sign};
    }
    const PlanePoint one = ways_[0].places.front(), other = ways_[1].places.front();
    const double apart_m = distance_m(one, other);
    if (!(apart_m > 0)) {
      return {0, 0};
    }
    return {sign * (one.x_m - other.x_m) / apart_m, sign * (one.y_m - other.y_m) / apart_m};
  }

  /// At a place, and on to the next in the last part of the visit; still hands step at its very end.
  [[nodiscard]] Pose in_place(const Way& way, bool second, double into_s) const {
    const Visit now = visit(way, into_s);
    const bool still =
        stroke_.motion == Motion::rest || stroke_.motion == Motion::hold || stroke_.motion == Motion::spread;
    const double going = still ? 0 : eased((now.share_ratio - (1 - kTravel_ratio)) / kTravel_ratio);
    Pose pose{mix(way.places[now.from], way.places[now.to], going),
              way.force_N[now.from] + (way.force_N[now.to] - way.force_N[now.from]) * going};
    const double phase_rad = 2 * kPi * tempo_Hz_ * into_s + (second ? kPi : 0);
    const double reach_m = stand_in_.reach_m.value;
    switch (stroke_.motion) {
      case Motion::circle:
        pose.at_m.x_m += (second ? -1 : 1) * reach_m * std::cos(phase_rad - (second ? kPi : 0));
        pose.at_m.y_m += reach_m * std::sin(phase_rad - (second ? kPi : 0));
        break;
      case Motion::rock:
        pose.at_m.x_m += reach_m * std::sin(2 * kPi * tempo_Hz_ * into_s);
        break;
      case Motion::spread: {  // away from the other hand, and home at the end of the visit
        const double apart_ratio =
            eased(now.share_ratio / kApart_ratio) * (1 - eased((now.share_ratio - kHome_ratio) / (1 - kHome_ratio)));
        const PlanePoint apart = apart_direction(second);
        pose.at_m.x_m += reach_m * apart_ratio * apart.x_m;
        pose.at_m.y_m += reach_m * apart_ratio * apart.y_m;
        break;
      }
      case Motion::roll: {  // along its way, both hands together
        const double length_m = distance_m(way.places.front(), way.places.back());
        const double swing_m = reach_m * std::sin(2 * kPi * tempo_Hz_ * into_s);
        const PlanePoint a = way.places.front(), b = way.places.back();
        pose.at_m.x_m += length_m > 0 ? swing_m * (b.x_m - a.x_m) / length_m : 0;
        pose.at_m.y_m += length_m > 0 ? swing_m * (b.y_m - a.y_m) / length_m : swing_m;
        break;
      }
      default:  // across the fingers; a still hand has no reach
        pose = sideways(pose, reach_m * std::sin(phase_rad), second);
    }
    pose.force_N *= stand_in_.force_ratio.value * beat_ratio(phase_rad / (2 * kPi), second);
    return beside(pose, second);
  }

  /// Share of the firmest force at a moment of the beat.
  [[nodiscard]] double beat_ratio(double beats, bool second) const {
    switch (stand_in_.beat) {
      case Beat::steady:
        return 1;
      case Beat::pulse: {
        const double low_ratio = stand_in_.low_ratio.value;
        return low_ratio + (1 - low_ratio) * (1 - std::cos(2 * kPi * beats)) / 2;
      }
      case Beat::lean:
      case Beat::blow: {
        // Two hands take turns: each falls at every second beat.
        const bool turns = ways_.size() > 1;
        const double own_beats = turns ? (beats - (second ? 0.5 : 0)) / 2 + (second ? 0.5 : 0) : beats;
        const double share_ratio = fraction(own_beats) * (turns ? 2 : 1) / stand_in_.pressed_ratio.value;
        return share_ratio < 1 ? std::sin(kPi * share_ratio) : 0;
      }
    }
    UNKNOT_CHECK(false, "an unknown beat");
  }

  const Stroke& stroke_;
  const Substitute& stand_in_;
  std::array<double, 2> lies_rad_;  ///< of the first hand, and of the second
  std::vector<Way> ways_;
  bool shared_ = false;  ///< both hands go the first way
  double pass_s_ = 1, tempo_Hz_ = 1, wait_ratio_ = 0.5;
};

}  // namespace

double pass_s(const Stroke& stroke, const Body& body) {
  const double by_count_s = stroke.duration_s / std::max(1, stroke.repetitions_count);
  if (stroke.tempo_Hz && *stroke.tempo_Hz > 0) {
    return by_count_s;
  }
  if (stroke.dwell_s && *stroke.dwell_s > 0 && !stroke.path.empty()) {
    return *stroke.dwell_s * static_cast<double>(stroke.path.size());
  }
  if (stroke.speed_m_s && *stroke.speed_m_s > 0) {
    const double length_m = Way(stroke.path, stroke.force_N, body).length_m();
    if (length_m > 0) {
      return length_m / *stroke.speed_m_s;
    }
  }
  return by_count_s;
}

StrokeTouches touches_of(const Stroke& stroke, const Body& body, const SubstituteKnowledge& knowledge,
                         double footprint_m) {
  StrokeTouches out;
  if (stroke.technique == "pause" || stroke.path.empty() || !(stroke.duration_s > 0)) {
    return out;
  }
  const Surface surface = knowledge.of(stroke.motion).surface.value_or(stroke.surface);
  out.tool = tool_of(surface);
  // An arm comes with its elbow from the giver: its long side lies across the way it points.
  const double turned_rad = turn_rad(stroke) + (surface == Surface::forearm ? kPi / 2 : 0);
  out.heading_rad = turned_rad > kPi / 2 ? turned_rad - kPi : turned_rad;
  const Mover mover(stroke, body, knowledge);
  out.rest_s = std::min(mover.rest_s(footprint_m), stroke.duration_s);
  const auto looks_count = static_cast<int>(std::max(1.0, std::ceil(stroke.duration_s / mover.look_s(knowledge))));
  const double look_s = stroke.duration_s / looks_count;
  for (int n = 0; n < looks_count; ++n) {
    const double time_s = (n + 0.5) * look_s;
    for (int hand = 0; hand < mover.hands_count(); ++hand) {
      const Pose pose = mover.at(hand, time_s);
      if (pose.force_N > 0) {
        out.touches.push_back({time_s, look_s, hand, pose.at_m, pose.force_N});
      }
    }
  }
  return out;
}

}  // namespace unknot
