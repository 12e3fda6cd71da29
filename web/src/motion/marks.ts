// Signs on a still drawing: which way the hands go, where they circle, press or wait.
import type { DrawingPoint } from '../map/geometry';
import type { ChartPoint, Stroke } from '../port/types';
import type { Ground } from './ground';

export interface Mark { kind: 'arrow' | 'circle' | 'spot' | 'sway' | 'strike'; at: DrawingPoint; turn_rad: number; hand: 'left' | 'right' }

const turn_of = (a: DrawingPoint, b: DrawingPoint): number => Math.atan2(b.x - a.x, a.y - b.y);

/** Place and heading `share` of the way along drawn points. */
export function on_way(points: readonly DrawingPoint[], share: number): { at: DrawingPoint; turn_rad: number } {
  const lengths = points.slice(1).map((point, i) => Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (let i = 0; i < lengths.length; i++) {
    if (left <= lengths[i]! || i === lengths.length - 1) {
      const t = lengths[i]! > 0 ? Math.min(1, left / lengths[i]!) : 0;
      const [a, b] = [points[i]!, points[i + 1]!];
      return { at: { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }, turn_rad: turn_of(a, b) };
    }
    left -= lengths[i]!;
  }
  return { at: points[0]!, turn_rad: 0 };
}

export function marks_of(stroke: Stroke, ground: Ground): Mark[] {
  const own_left = stroke.path_left?.length ? stroke.path_left : null;
  const hand = stroke.hand === 'left' ? 'left' : 'right';
  return [...marks_on(stroke, stroke.path, hand, ground), ...(own_left ? marks_on(stroke, own_left, 'left', ground) : [])];
}

function marks_on(stroke: Stroke, path: readonly ChartPoint[], hand: 'left' | 'right', ground: Ground): Mark[] {
  const points = path.map((point) => ground.to_drawing(point));
  if (points.length === 0) return [];
  const at_each = (kind: Mark['kind'], turn_rad = 0): Mark[] => points.map((at) => ({ kind, at, turn_rad, hand }));
  switch (stroke.motion) {
    case 'circle': return at_each('circle');
    case 'shake': case 'rock': case 'roll': return at_each('sway', Math.PI / 2);
    case 'strike': return at_each('strike');
    case 'glide': case 'fold': case 'saw': case 'wring': case 'stretch': case 'hook': {
      if (points.length < 2) return stroke.motion === 'glide' ? at_each('spot') : at_each('arrow', stroke.motion === 'hook' ? 0 : points[0]!.x < 0 ? -1 : 1);
      if (stroke.motion === 'stretch' || stroke.motion === 'hook') {
        return points.flatMap((from, i) => (i % 2 === 0 && points[i + 1] ? [{ kind: 'arrow' as const, at: points[i + 1]!, turn_rad: turn_of(from, points[i + 1]!), hand }] : []));
      }
      const closed = Math.hypot(points[0]!.x - points[points.length - 1]!.x, points[0]!.y - points[points.length - 1]!.y) < 10;
      return (closed ? [0.12, 0.6] : [0.5, 1]).map((share) => ({ kind: 'arrow' as const, hand, ...on_way(points, share) }));
    }
    default: return at_each('spot');
  }
}
