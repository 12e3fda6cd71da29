// What pain caused by the hands changes (rulings, Planning 8), and which steps pass through an area to be left alone.
import { contains, point_along } from '../../map/geometry';
import type { Atlas, HandPainLimits, Routine, Stroke } from '../../port/types';
import { hands_at } from './tempo';

export type HandPainAnswer = 'go_on' | 'lighter' | 'leave_area';

/** `limits` are the knowledge's for the hands that give. */
export function answer_to_hand_pain(pain_nrs: number, sharp: boolean, limits: HandPainLimits): HandPainAnswer {
  if (sharp || pain_nrs >= limits.leave_from_nrs) return 'leave_area';
  return pain_nrs >= limits.lighter_from_nrs ? 'lighter' : 'go_on';
}

/** The step whose touch is meant when somebody speaks at `at_s`: this one, or the last that touched before a pause. */
export function touching_stroke(routine: Routine, at_s: number): Stroke | null {
  return [...routine.strokes].reverse().find((stroke) => stroke.start_s <= at_s && stroke.technique !== 'pause') ?? null;
}

/** Ids of the drawn regions under the hands at that moment. */
export function regions_under_hands(routine: Routine, at_s: number, atlas: Atlas): string[] {
  const stroke = touching_stroke(routine, at_s);
  if (!stroke) return [];
  const into_s = Math.min(stroke.duration_s, at_s - stroke.start_s);
  const hands = hands_at(stroke, into_s, atlas);
  return atlas.regions.filter((area) => hands.some((hand) => contains(area.polygon, hand))).map((area) => area.id);
}

const kSamples_count = 24;
export function passes_through(stroke: Stroke, region_ids: readonly string[], atlas: Atlas): boolean {
  if (stroke.technique === 'pause' || region_ids.length === 0) return false;
  const areas = atlas.regions.filter(({ id }) => region_ids.includes(id));
  return [stroke.path, stroke.path_left ?? []].some((path) =>
    path.length > 0 && Array.from({ length: kSamples_count + 1 }, (_, i) => point_along(atlas, path, i / kSamples_count))
      .some((point) => areas.some((area) => contains(area.polygon, point))));
}
