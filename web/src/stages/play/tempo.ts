// The rhythm of a stroke: how long one pass takes, where the hands are in it, when the tick sounds.
import { interpolate, piece_lengths_m, point_along } from '../../map/geometry';
import type { Atlas, ChartPoint, Stroke } from '../../port/types';

/** A stroke with a beat (circles, kneading) wanders along its way about this slowly; its beat is drawn as a circle. */
const kWander_s = 15;
const kCircle_m = 0.02;

/** Seconds of one pass over the path. */
export function pass_s(stroke: Stroke, atlas: Atlas): number {
  if (stroke.tempo_Hz) return stroke.duration_s / Math.max(1, Math.round(stroke.duration_s / kWander_s));
  if (stroke.dwell_s && stroke.path.length > 0) return stroke.dwell_s * stroke.path.length;
  if (stroke.speed_m_s) {
    const length_m = piece_lengths_m(atlas, stroke.path).reduce((sum, length) => sum + length, 0);
    if (length_m > 0) return length_m / stroke.speed_m_s;
  }
  return stroke.duration_s / Math.max(1, stroke.repetitions_count);
}

/** Seconds between two ticks; null for a pause, which has no rhythm. */
export function beat_s(stroke: Stroke, atlas: Atlas): number | null {
  if (stroke.technique === 'pause') return null;
  if (stroke.tempo_Hz) return 1 / stroke.tempo_Hz;
  if (stroke.dwell_s) return stroke.dwell_s;
  return stroke.speed_m_s ? pass_s(stroke, atlas) : null;
}

/** Moments in [from_s, to_s) of the routine at which the tick sounds. */
export function beats_between(stroke: Stroke, period_s: number | null, from_s: number, to_s: number): number[] {
  if (!period_s || period_s < 0.1) return [];
  const end_s = Math.min(to_s, stroke.start_s + stroke.duration_s);
  const beats: number[] = [];
  const first = Math.max(0, Math.ceil((from_s - stroke.start_s) / period_s - 1e-9));
  for (let k = first; stroke.start_s + k * period_s < end_s; k++) beats.push(stroke.start_s + k * period_s);
  return beats;
}

/** Where a hand is, `into_s` seconds into the stroke. A hold rests on each place; anything else glides along the path. */
export function hand_at(stroke: Stroke, path: readonly ChartPoint[], into_s: number, atlas: Atlas): ChartPoint {
  const period_s = pass_s(stroke, atlas);
  if (path.length === 1 || period_s <= 0) return path[0]!;
  const share = (into_s % period_s) / period_s;
  if (stroke.tempo_Hz) {
    const [across, along] = point_along(atlas, path, share < 0.5 ? 2 * share : 2 - 2 * share); // there and back
    const turn_rad = 2 * Math.PI * stroke.tempo_Hz * into_s;
    return [across + (kCircle_m * Math.cos(turn_rad)) / Math.max(0.05, interpolate(atlas.half_width_m, along)),
      along + (kCircle_m * Math.sin(turn_rad)) / atlas.length_m];
  }
  if (stroke.dwell_s) return path[Math.min(path.length - 1, Math.floor(share * path.length))]!;
  return point_along(atlas, path, share);
}
