// What is simulated is what is shown: the hands of src/unknot/simulate/routine_touch.cpp, kept in the fixture by
// tests/unit/simulate/hands_in_time_test.cpp, against the player's at the same seconds.
import { describe, expect, it } from 'vitest';
import type { Motion, Stroke } from '../port/types';
import hands_in_time from '../test-fixtures/hands_in_time.json';
import type { Ground } from './ground';
import { create_mover } from './motion';

type Touch = [time_s: number, hand_index: number, x_m: number, y_m: number, force_N: number];
interface Kept { stroke: Stroke; force_ratio: number; touches: Touch[] }
const kept = hands_in_time as unknown as Kept[];

/** The fixture's paths are in metres already. */
const metres: Ground = { to_plane: ([x, y]) => [x, y], from_plane: ([x, y]) => [x, y], to_drawing: ([x, y]) => ({ x, y }), units_per_mm: 1 };
/** Above this a hand is on its way through the air. */
const kLifted_ratio = 0.3;
/** A lean that lets up goes on to the next place while its last weight leaves; simulated, it leaves where it was. */
const kLeans: readonly Motion[] = ['press', 'squeeze'];
/** Where the player's firmness is the plan's own; elsewhere it is drawn, and the stand-in has its own beat. */
const kSameForce: readonly Motion[] = ['glide', 'fold', 'saw', 'wring', 'press', 'squeeze'];

describe('the hands that are simulated are the hands that are shown', () => {
  it.each(kept.map((one) => [`${one.stroke.motion}, ${one.stroke.hand}, ${one.stroke.station}`, one] as const))('%s', (_, { stroke, force_ratio, touches }) => {
    expect(touches.length).toBeGreaterThan(5);
    const mover = create_mover(stroke, metres);
    const most_N = Math.max(...stroke.force_N, ...(stroke.force_left_N ?? []));
    let compared = 0;
    for (const [time_s, hand_index, x_m, y_m, force_N] of touches) {
      const pose = mover(time_s)[hand_index]!;
      if (kSameForce.includes(stroke.motion)) expect(Math.abs(pose.press_ratio * most_N * force_ratio - force_N), `force at ${time_s} s`).toBeLessThan(0.05);
      if (pose.lift_ratio > kLifted_ratio || (kLeans.includes(stroke.motion) && pose.press_ratio < 0.5)) continue;
      compared++;
      expect(Math.hypot(pose.at_m[0] - x_m, pose.at_m[1] - y_m), `place at ${time_s} s, hand ${hand_index}`).toBeLessThan(3e-4);
    }
    expect(compared).toBeGreaterThan(2);
  });
});
