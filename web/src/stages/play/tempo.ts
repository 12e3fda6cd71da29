// The rhythm of a stroke on this back: when the tick sounds, and where on the chart the hands are.
import { back_ground } from '../../motion/ground';
import { create_mover } from '../../motion/motion';
import type { Atlas, ChartPoint, Stroke } from '../../port/types';

/** Moments in [from_s, to_s) of the routine at which the tick sounds. */
export function beats_between(stroke: Stroke, period_s: number | null, from_s: number, to_s: number): number[] {
  if (!period_s || period_s < 0.1) return [];
  const end_s = Math.min(to_s, stroke.start_s + stroke.duration_s);
  const beats: number[] = [];
  const first = Math.max(0, Math.ceil((from_s - stroke.start_s) / period_s - 1e-9));
  for (let k = first; stroke.start_s + k * period_s < end_s; k++) beats.push(stroke.start_s + k * period_s);
  return beats;
}

/** Where the hands are, `into_s` seconds into the stroke: what the drawing shows, on the chart. */
export function hands_at(stroke: Stroke, into_s: number, atlas: Atlas): ChartPoint[] {
  const ground = back_ground(atlas);
  return create_mover(stroke, ground)(into_s).map(({ at_m }) => ground.from_plane(at_m));
}
