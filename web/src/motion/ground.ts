// What hands move on, drawn: the back, or the sole of a foot. From chart to a plane in metres, and on to the drawing.
import { interpolate, to_drawing, type DrawingPoint } from '../map/geometry';
import type { FootDrawing } from '../port/codex_types';
import type { Atlas, ChartPoint } from '../port/types';

export type PlanePoint = [x_m: number, y_m: number];
export interface Ground {
  to_plane(point: ChartPoint): PlanePoint;
  from_plane(place: PlanePoint): ChartPoint;
  to_drawing(point: ChartPoint): DrawingPoint;
  /** Drawing units of one millimetre: hands are drawn in millimetres. */
  units_per_mm: number;
}

/** No division by the vanishing width of a pointed outline. */
const kLeastHalfWidth_m = 0.05;

export function back_ground(atlas: Atlas): Ground {
  return {
    to_plane: ([across, along]) => [across * interpolate(atlas.half_width_m, along), along * atlas.length_m],
    from_plane([x_m, y_m]) {
      const along = y_m / atlas.length_m;
      return [x_m / Math.max(kLeastHalfWidth_m, interpolate(atlas.half_width_m, along)), along];
    },
    to_drawing: (point) => to_drawing(atlas, point),
    units_per_mm: atlas.drawing.to_drawing.y_per_along / atlas.length_m / 1000,
  };
}

/** A place on the sole is a share of its breadth and of its length, from the top left. */
export function foot_ground(foot: FootDrawing): Ground {
  return {
    to_plane: ([x, y]) => [(x * foot.width) / 1000, (y * foot.height) / 1000],
    from_plane: ([x_m, y_m]) => [(x_m * 1000) / foot.width, (y_m * 1000) / foot.height],
    to_drawing: ([x, y]) => ({ x: x * foot.width, y: y * foot.height }),
    units_per_mm: 1,
  };
}
