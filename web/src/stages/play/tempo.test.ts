import { describe, expect, it } from 'vitest';
import { atlas, guidance, routine, stroke } from '../../test-fixtures/documents';
import { answer_to_hand_pain, passes_through, regions_under_hands } from './hand_pain';
import { beats_between, hands_at } from './tempo';

describe('tempo', () => {
  it('gives each beat to exactly one window, none after the stroke', () => {
    const one = stroke('x', 10, 4);
    const whole = beats_between(one, 1, 10, 20);
    expect(whole).toEqual([10, 11, 12, 13]);
    const parts = [];
    for (let t = 10; t < 20; t += 0.25) parts.push(...beats_between(one, 1, t, t + 0.25));
    expect(parts).toEqual(whole);
    expect(beats_between(one, null, 10, 20)).toEqual([]);
  });
  it('circles in the beat while it wanders there and back', () => {
    const circling = stroke('x', 0, 30, { motion: 'circle', hand: 'right', tempo_Hz: 1, speed_m_s: undefined });
    const at = (into_s: number) => hands_at(circling, into_s, atlas)[0]!;
    expect(at(0)[1]).toBeCloseTo(0.9, 6);
    expect(at(7.5)[1]).toBeCloseTo(0.6, 1);
    expect(at(1)[0]).toBeCloseTo(at(0)[0], 6); // one turn
    expect(at(0.5)[0]).toBeCloseTo(-0.5 - 0.02 / 0.2, 6); // the far side of the circle
  });
  it('moves the hand along the path and rests it in holds', () => {
    const glide = stroke('x', 0, 60);
    expect(hands_at(glide, 1.5, atlas)[0]![1]).toBeCloseTo(0.75, 9);
    const hold = stroke('y', 0, 60, { motion: 'hold', dwell_s: 10, speed_m_s: undefined });
    expect(hands_at(hold, 9.9, atlas)[0]![1]).toBeCloseTo(0.9, 9);
    expect(hands_at(hold, 10.1, atlas)[0]![1]).toBeCloseTo(0.6, 9);
  });
});

describe('pain from the hands', () => {
  it('goes lighter and leaves the area where the knowledge says, and always when it is sharp', () => {
    const limits = guidance.hand_pain;
    expect([2, 3, 5, 6].map((n) => answer_to_hand_pain(n, false, limits.none))).toEqual(['go_on', 'lighter', 'lighter', 'leave_area']);
    expect(answer_to_hand_pain(0, true, limits.none)).toBe('leave_area');
    expect(answer_to_hand_pain(4, false, limits.course)).toBe('go_on');
    expect(answer_to_hand_pain(5, false, limits.professional)).toBe('lighter');
  });
  it('knows which areas lie under the hands and which steps pass through them', () => {
    const under = regions_under_hands(routine, 5, atlas);
    expect(under).toEqual(['low_left']);
    expect(regions_under_hands(routine, 65, atlas)).toEqual(['low_left']); // the pause after it
    expect(routine.strokes.map((one) => passes_through(one, under, atlas))).toEqual([true, false, true, false]);
  });
});
