import { describe, expect, it } from 'vitest';
import { atlas, routine, stroke } from '../../test-fixtures/documents';
import { answer_to_hand_pain, passes_through, regions_under_hands } from './hand_pain';
import { beat_s, beats_between, hand_at, pass_s } from './tempo';

describe('tempo', () => {
  it('takes the time of a glide from its length on this back', () => {
    // 0.3 of a back 0.5 m long at 0.05 m/s
    expect(pass_s(stroke('x', 0, 60), atlas)).toBeCloseTo(3, 9);
    expect(beat_s(stroke('x', 0, 60), atlas)).toBeCloseTo(3, 9);
  });
  it('takes beats from a tempo, rests from a hold, nothing from a pause', () => {
    expect(beat_s(stroke('x', 0, 60, { tempo_Hz: 0.5 }), atlas)).toBe(2);
    expect(beat_s(stroke('x', 0, 60, { speed_m_s: undefined, dwell_s: 8 }), atlas)).toBe(8);
    expect(beat_s(stroke('x', 0, 60, { technique: 'pause' }), atlas)).toBeNull();
  });
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
    const circling = stroke('x', 0, 30, { tempo_Hz: 1, speed_m_s: undefined });
    expect(pass_s(circling, atlas)).toBe(15);
    const [, along_start] = hand_at(circling, circling.path, 0, atlas);
    const [, along_there] = hand_at(circling, circling.path, 7.5, atlas);
    expect(along_start).toBeCloseTo(0.9, 6);
    expect(along_there).toBeCloseTo(0.6, 1);
    expect(hand_at(circling, circling.path, 1, atlas)[0]).toBeCloseTo(hand_at(circling, circling.path, 0, atlas)[0], 6); // one turn
    expect(hand_at(circling, circling.path, 0.5, atlas)[0]).toBeCloseTo(-0.5 - 0.02 / 0.2, 6); // the far side of the circle
  });
  it('moves the hand along the path and rests it in holds', () => {
    const glide = stroke('x', 0, 60);
    expect(hand_at(glide, glide.path, 1.5, atlas)[1]).toBeCloseTo(0.75, 9);
    const hold = stroke('y', 0, 60, { dwell_s: 10, speed_m_s: undefined });
    expect(hand_at(hold, hold.path, 9.9, atlas)).toEqual([-0.5, 0.9]);
    expect(hand_at(hold, hold.path, 10.1, atlas)).toEqual([-0.5, 0.6]);
  });
});

describe('pain from the hands', () => {
  it('goes lighter from 4 for the untrained, leaves the area from 7 or when sharp', () => {
    expect([3, 4, 6, 7].map((n) => answer_to_hand_pain(n, false, 'none'))).toEqual(['go_on', 'lighter', 'lighter', 'leave_area']);
    expect(answer_to_hand_pain(0, true, 'none')).toBe('leave_area');
    expect(answer_to_hand_pain(4, false, 'course')).toBe('go_on');
    expect(answer_to_hand_pain(5, false, 'professional')).toBe('lighter');
  });
  it('knows which areas lie under the hands and which steps pass through them', () => {
    const under = regions_under_hands(routine, 5, atlas);
    expect(under).toEqual(['low_left']);
    expect(regions_under_hands(routine, 65, atlas)).toEqual(['low_left']); // the pause after it
    expect(routine.strokes.map((one) => passes_through(one, under, atlas))).toEqual([true, false, true, false]);
  });
});
