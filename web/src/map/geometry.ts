// Chart to drawing and back (docs/formats.md, "atlas"), lengths along the back, and places inside areas.
import type { Atlas, ChartPoint } from '../port/types';

export interface DrawingPoint { x: number; y: number }

/** Linear between samples sorted by their first number; held at the ends. */
export function interpolate(samples: readonly (readonly [number, number])[], at: number): number {
  const first = samples[0];
  if (!first) return 0;
  if (at <= first[0]) return first[1];
  for (let i = 1; i < samples.length; i++) {
    const [a, value_a] = samples[i - 1]!;
    const [b, value_b] = samples[i]!;
    if (at <= b) return value_a + ((value_b - value_a) * (at - a)) / (b - a);
  }
  return samples[samples.length - 1]![1];
}

export function to_drawing(atlas: Atlas, [across, along]: ChartPoint): DrawingPoint {
  const { x0, y0, y_per_along, half_width } = atlas.drawing.to_drawing;
  return { x: x0 + across * interpolate(half_width, along), y: y0 + along * y_per_along };
}

export function to_chart(atlas: Atlas, point: DrawingPoint): ChartPoint {
  const { x0, y0, y_per_along, half_width } = atlas.drawing.to_drawing;
  const along = (point.y - y0) / y_per_along;
  return [(point.x - x0) / interpolate(half_width, along), along];
}

const kAlong_range: readonly [number, number] = [-0.15, 1.25];
export function onto_chart([across, along]: ChartPoint): ChartPoint {
  const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  return [within(across, -1, 1), within(along, ...kAlong_range)];
}

/** Drawing units per metre along the back: how large a radius in metres looks. */
export const drawing_per_metre = (atlas: Atlas): number => atlas.drawing.to_drawing.y_per_along / atlas.length_m;

export const polygon_points = (atlas: Atlas, polygon: readonly ChartPoint[]): string =>
  polygon.map((point) => to_drawing(atlas, point)).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

/** The same outline with rounded bends, through every corner: for what is drawn by hand in life, not for limits. */
export function smooth_outline(atlas: Atlas, polygon: readonly ChartPoint[]): string {
  const points = polygon.map((point) => to_drawing(atlas, point));
  const n = points.length;
  const kSoft = 0.14;
  const text = ({ x, y }: DrawingPoint): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const bend = (from: DrawingPoint, before: DrawingPoint, after: DrawingPoint, sign: 1 | -1): string =>
    text({ x: from.x + sign * kSoft * (after.x - before.x), y: from.y + sign * kSoft * (after.y - before.y) });
  let d = `M${text(points[0]!)}`;
  for (let i = 0; i < n; i++) {
    const [before, from, to, after] = [points[(i + n - 1) % n]!, points[i]!, points[(i + 1) % n]!, points[(i + 2) % n]!];
    d += `C${bend(from, before, to, 1)} ${bend(to, from, after, -1)} ${text(to)}`;
  }
  return `${d}Z`;
}

/** Even-odd rule. */
export function contains(polygon: readonly ChartPoint[], [across, along]: ChartPoint): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i]!;
    const [xj, yj] = polygon[j]!;
    if (yi > along !== yj > along && across < ((xj - xi) * (along - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Lengths in metres of the pieces of a path over this back. */
export function piece_lengths_m(atlas: Atlas, path: readonly ChartPoint[]): number[] {
  const place = ([across, along]: ChartPoint): [number, number] => [
    across * interpolate(atlas.half_width_m, along), along * atlas.length_m];
  const lengths: number[] = [];
  for (let i = 1; i < path.length; i++) {
    const [xa, ya] = place(path[i - 1]!);
    const [xb, yb] = place(path[i]!);
    lengths.push(Math.hypot(xb - xa, yb - ya));
  }
  return lengths;
}

/** The place `share` (0 to 1) of the way along a path, by length. */
export function point_along(atlas: Atlas, path: readonly ChartPoint[], share: number): ChartPoint {
  if (path.length === 1) return path[0]!;
  const lengths = piece_lengths_m(atlas, path);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let left = Math.min(1, Math.max(0, share)) * total;
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i]!;
    if (left <= length || i === lengths.length - 1) {
      const t = length > 0 ? Math.min(1, left / length) : 0;
      const [xa, ya] = path[i]!;
      const [xb, yb] = path[i + 1]!;
      return [xa + (xb - xa) * t, ya + (yb - ya) * t];
    }
    left -= length;
  }
  return path[path.length - 1]!;
}
