// How long one stroke may last, and its repetitions, tempo and speed for a given time.

#include <algorithm>
#include <cmath>
#include <limits>

#include "unknot/plan/timeline.h"

namespace unknot {
namespace {

constexpr double kShortest_s = 10;        ///< no stroke is worth less
constexpr double kSpotCircles_count = 5;  ///< circles at a spot before the hand moves on (T06: four to six)

/// Cycles of one pass over the path.
double pass_cycles(const Technique& technique, const Stroke& stroke) {
  const bool step_by_step = technique.path == PathKind::press_steps || technique.path == PathKind::squeeze_at;
  return Timing::places_count(stroke) * (step_by_step ? 1 : kSpotCircles_count);
}

Range dwell_of(const Technique& technique) {
  return technique.dwell_s ? technique.dwell_s->range : Range{kShortest_s, kShortest_s};
}

double spot_max_of(const Technique& technique) {
  return technique.spot_max_s ? technique.spot_max_s->value : std::numeric_limits<double>::infinity();
}

}  // namespace

double most_force_N(const Stroke& stroke) {
  double most_N = 0;
  for (const std::vector<double>* forces_N : {&stroke.force_N, &stroke.force_left_N}) {
    for (const double force_N : *forces_N) {
      most_N = std::max(most_N, force_N);
    }
  }
  return most_N;
}

double Timing::places_count(const Stroke& stroke) {
  const bool pairs = stroke.motion == Motion::stretch || stroke.motion == Motion::hook;
  return static_cast<double>(std::max<std::size_t>(1, pairs ? stroke.path.size() / 2 : stroke.path.size()));
}

double Timing::pass_s(const Technique& technique, const Stroke& stroke) const {
  switch (pace_of(technique)) {
    case Pace::speed:
      return path_length_m(stroke) / technique.speed_m_s->value;
    case Pace::tempo:
      return pass_cycles(technique, stroke) / technique.tempo_Hz->value;
    case Pace::hold:
      return places_count(stroke) * technique.dwell_s->value;
  }
  UNKNOT_CHECK(false, "a pace that counts nothing");
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
  return std::max(passing_ratio, 1 / places_count(stroke));
}

TimeBounds Timing::bounds(const Technique& technique, const Stroke& stroke) const {
  TimeBounds bounds{kShortest_s, knowledge_.constant("block_high")};
  const double n = places_count(stroke);
  const double dwell_most_s = limits_.max_dwell_s(stroke.surface, most_force_N(stroke));
  switch (pace_of(technique)) {
    case Pace::speed: {
      const Range speed_m_s = technique.speed_m_s ? technique.speed_m_s->range : Range{1, 1};
      const double length_m = path_length_m(stroke);
      bounds.low_s = std::max(bounds.low_s, length_m / speed_m_s.high);
      if (technique.path == PathKind::long_glide || technique.path == PathKind::lane_down) {
        bounds.high_s = knowledge_.constant(stroke.region == "whole_back" ? "glide_high" : "block_high");
        bounds.high_s = std::min(bounds.high_s, technique.repetitions_count.range.high * length_m / speed_m_s.low);
      } else if (technique.path == PathKind::saw_across) {
        bounds.high_s = std::min(bounds.high_s, spot_max_of(technique));
      } else {
        bounds.high_s = std::min(bounds.high_s, technique.repetitions_count.range.high * length_m / speed_m_s.low);
      }
      break;
    }
    case Pace::hold: {
      const Range dwell = dwell_of(technique);
      const double spot_s =
          std::min({dwell.high * technique.repetitions_count.range.high, spot_max_of(technique), dwell_most_s});
      bounds.low_s = std::max(bounds.low_s, dwell.low * n);
      bounds.high_s = technique.path == PathKind::hold_at ? dwell.high : std::min(bounds.high_s, spot_s * n);
      break;
    }
    case Pace::tempo:
      bounds.high_s = std::min({bounds.high_s, spot_max_of(technique) * n, dwell_most_s * n});
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
  const double n = places_count(stroke);
  switch (pace_of(technique)) {
    case Pace::speed: {
      const double length_m = path_length_m(stroke);
      const Range speed_m_s = technique.speed_m_s->range;
      if (!(length_m > 0)) {  // a single place: nothing travels
        stroke.repetitions_count = 1;
        stroke.speed_m_s = technique.speed_m_s->value;
        return;
      }
      const double fewest = std::max(1.0, std::ceil(duration_s * speed_m_s.low / length_m - 1e-9));
      double most = std::max(1.0, std::floor(duration_s * speed_m_s.high / length_m + 1e-9));
      if (technique.path != PathKind::saw_across) {
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
      const double repetitions = std::max(1.0, std::ceil(duration_s / (n * dwell_of(technique).high) - 1e-9));
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
      const double per_pass = pass_cycles(technique, stroke);
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

}  // namespace unknot
