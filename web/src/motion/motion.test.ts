import { describe, expect, it } from 'vitest';
import type { Motion, Stroke } from '../port/types';
import { atlas, stroke } from '../test-fixtures/documents';
import { back_ground, foot_ground } from './ground';
import { hand_transform } from './hands_layer';
import { marks_of } from './marks';
import { beat_s, create_mover, pass_s } from './motion';

const ground = back_ground(atlas);
const kMotions: Motion[] = ['rest', 'glide', 'circle', 'saw', 'knead', 'wring', 'squeeze', 'tremble', 'shake', 'rock', 'press', 'hold', 'fold', 'spread',
  'strike', 'stretch', 'hook', 'roll'];
const of = (motion: Motion, extra: Partial<Stroke> = {}): Stroke => stroke('x', 0, 30, { motion, hand: 'right', ...extra });
/** A snapshot: the mover gives the same poses back each time. */
const at = (one: Stroke, into_s: number) => create_mover(one, ground)(into_s).map((pose) => ({ ...pose }));
const along = (one: Stroke, into_s: number): number => ground.from_plane(at(one, into_s)[0]!.at_m)[1];
const samples = (one: Stroke, seconds: number, count = 200) => Array.from({ length: count }, (_, i) => at(one, (i * seconds) / count));

describe('rhythm', () => {
  it('takes the time of a glide from its length on this back', () => {
    expect(pass_s(stroke('x', 0, 60), ground)).toBeCloseTo(3, 9); // 0.3 of a back 0.5 m long at 0.05 m/s
    expect(beat_s(stroke('x', 0, 60), ground)).toBeCloseTo(3, 9);
  });
  it('takes beats from a tempo, rests from a hold, nothing from a pause', () => {
    expect(beat_s(stroke('x', 0, 60, { tempo_Hz: 0.5 }), ground)).toBe(2);
    expect(beat_s(stroke('x', 0, 60, { speed_m_s: undefined, dwell_s: 8 }), ground)).toBe(8);
    expect(beat_s(stroke('x', 0, 60, { technique: 'pause' }), ground)).toBeNull();
  });
  it('passes over its spots as often as the plan counts', () => {
    expect(pass_s(of('circle', { tempo_Hz: 1, speed_m_s: undefined }), ground)).toBe(7.5);
  });
});

describe('every motion', () => {
  it.each(kMotions)('%s: stays near its way, finite, without jumps', (motion) => {
    const glides = motion === 'glide' || motion === 'saw' || motion === 'fold';
    const tempo = glides || motion === 'hold' || motion === 'rest' || motion === 'spread' ? {} : { tempo_Hz: 1 };
    const one = of(motion, { ...tempo, speed_m_s: glides ? 0.05 : undefined, dwell_s: motion === 'hold' || motion === 'rest' || motion === 'spread' ? 5 : undefined });
    const poses = samples(one, 7, 700).map(([pose]) => pose!);
    const [low, high] = [0.6 * atlas.length_m - 0.08, 0.9 * atlas.length_m + 0.08];
    const values = poses.flatMap((pose) => [...pose.at_m, pose.press_ratio, pose.lift_ratio, pose.open_ratio, pose.turn_rad]);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(poses.filter(({ at_m }) => at_m[1] < low || at_m[1] > high)).toEqual([]);
    expect(poses.filter(({ press_ratio, lift_ratio }) => press_ratio < 0 || press_ratio > 1 + 1e-9 || lift_ratio < 0 || lift_ratio > 1)).toEqual([]);
    // A hand that leaps must be in the air; a hold steps on between two places.
    if (motion === 'hold' || motion === 'rest' || motion === 'spread') return;
    const leaps = poses.filter((pose, i) => {
      const before = poses[Math.max(0, i - 1)]!;
      return Math.max(pose.lift_ratio, before.lift_ratio) < 0.5 && Math.hypot(pose.at_m[0] - before.at_m[0], pose.at_m[1] - before.at_m[1]) > 0.02;
    });
    expect(leaps).toEqual([]);
  });
  it.each(kMotions)('%s: is marked on the still drawing, and drawn in numbers', (motion) => {
    const one = of(motion, { tempo_Hz: 1 });
    expect(marks_of(one, ground).length).toBeGreaterThan(0);
    for (const pose of at({ ...one, hand: 'both' }, 0.4)) expect(hand_transform(pose, ground)).toMatch(/^translate\([-\d.]+ [-\d.]+\) rotate\([-\d.]+\) scale\([-\d.]+ [\d.]+\)$/);
  });
  it('a pause moves nothing', () => expect(at(of('rest', { technique: 'pause', path: [], force_N: [] }), 1)).toEqual([]));
});

describe('what each motion is', () => {
  const beat = { tempo_Hz: 1, speed_m_s: undefined };
  it('a glide is as firm as its forces say: light on the way home', () => {
    const loop = of('glide', { path: [[0.3, 0.9], [0.3, 0.6], [0.3, 0.9]], force_N: [20, 20, 2] });
    expect(at(loop, 1)[0]!.press_ratio).toBeCloseTo(1, 6);
    expect(at(loop, 5.9)[0]!.press_ratio).toBeLessThan(0.2);
    expect(samples(loop, 6).every(([pose]) => pose!.lift_ratio === 0)).toBe(true); // it never leaves
  });
  it('kneading hands take turns', () => {
    const one = of('knead', { ...beat, hand: 'both' });
    const [right, left] = at(one, 0.5);
    expect(right!.press_ratio).toBeGreaterThan(left!.press_ratio);
    const [right_then, left_then] = at(one, 1);
    expect(left_then!.press_ratio).toBeGreaterThan(right_then!.press_ratio);
    expect(right!.open_ratio).toBeLessThan(left!.open_ratio);
  });
  it('wringing hands pass each other', () => {
    const across: [number, number][] = [[0.6, 0.7], [-0.6, 0.7]];
    const one = of('wring', { ...beat, hand: 'both', path: across, path_left: [...across].reverse() });
    const [right, left] = at(one, 0);
    const [right_then, left_then] = at(one, 0.5);
    expect(right!.at_m[0]).toBeGreaterThan(left!.at_m[0]);
    expect(right_then!.at_m[0]).toBeLessThan(left_then!.at_m[0]);
  });
  it('a squeeze closes, waits and melts within its beat; a press leans in and rises', () => {
    const squeeze = of('squeeze', { tempo_Hz: 0.2, dwell_s: 2.5, speed_m_s: undefined });
    expect(at(squeeze, 2)[0]).toMatchObject({ press_ratio: 1, open_ratio: 0.8 });
    expect(at(squeeze, 4.6)[0]!.press_ratio).toBe(0);
    const press = of('press', { tempo_Hz: 0.2, dwell_s: 3, speed_m_s: undefined });
    expect(at(press, 2.5)[0]!.press_ratio).toBe(1);
    expect(along(press, 2.5)).toBeCloseTo(0.9, 6);
    expect(along(press, 7.5)).toBeCloseTo(0.6, 6); // one hand further with each press
  });
  it('a stretch draws from the first of a pair to the second and comes home without weight', () => {
    const one = of('stretch', { ...beat, path: [[0.2, 0.7], [0.3, 0.65]] });
    const drawn = at(one, 0.56)[0]!;
    expect(ground.from_plane(drawn.at_m)[0]).toBeCloseTo(0.3, 2);
    expect(drawn.press_ratio).toBeGreaterThan(0.9);
    expect(at(one, 0.99)[0]!.press_ratio).toBeLessThan(0.05);
    expect(ground.from_plane(at(one, 0.999)[0]!.at_m)[0]).toBeCloseTo(0.2, 2);
  });
  it('draws and rolls without a beat go at their speed: one draw after the other, up the way and down again', () => {
    const hook = of('hook', { path: [[0.3, 0.8], [0.3, 0.7], [0.4, 0.8], [0.4, 0.7]], speed_m_s: 0.05 });
    const pass = pass_s(hook, ground);
    expect(ground.from_plane(at(hook, pass * 0.28)[0]!.at_m)).toEqual([expect.closeTo(0.3, 3), expect.closeTo(0.7, 3)]);
    expect(ground.from_plane(at(hook, pass * 0.78)[0]!.at_m)).toEqual([expect.closeTo(0.4, 3), expect.closeTo(0.7, 3)]);
    const roll = of('roll', { speed_m_s: 0.05 });
    expect(along(roll, 1.5)).toBeCloseTo(0.75, 6);
    expect(along(roll, 4.5)).toBeCloseTo(0.75, 6);
    expect(along(roll, 6)).toBeCloseTo(0.9, 6);
  });
  it('strikes are quick, light and alternate; trembling stays within millimetres', () => {
    const strike = of('strike', { tempo_Hz: 4, speed_m_s: undefined, hand: 'both', path: [[0.3, 0.7]] });
    const [right, left] = at(strike, 0);
    expect(right!.lift_ratio).toBe(0);
    expect(left!.lift_ratio).toBeGreaterThan(0.9);
    expect(at(strike, 0.25)[1]!.lift_ratio).toBeCloseTo(0, 6);
    const still = samples(of('tremble', { tempo_Hz: 8, speed_m_s: undefined, path: [[0.3, 0.7]] }), 2);
    const spread_m = Math.max(...still.map(([pose]) => pose!.at_m[0])) - Math.min(...still.map(([pose]) => pose!.at_m[0]));
    expect(spread_m).toBeGreaterThan(0.002);
    expect(spread_m).toBeLessThan(0.008);
  });
  it('two spreading palms drift apart, and rocking hands sway as one', () => {
    const spread = of('spread', { hand: 'both', dwell_s: 20, speed_m_s: undefined, path: [[0.3, 0.6]], path_left: [[0.3, 0.8]] });
    const gap = (into_s: number): number => { const [r, l] = at(spread, into_s); return l!.at_m[1] - r!.at_m[1]; };
    expect(gap(12)).toBeGreaterThan(gap(0) + 0.02);
    const rock = of('rock', { ...beat, hand: 'both', path: [[0.4, 0.9]], path_left: [[-0.4, 0.9]] });
    const [r, l] = at(rock, 0.25);
    expect(r!.at_m[0] - l!.at_m[0]).toBeCloseTo(0.16, 6); // 0.8 of a half width of 0.2 m
  });
  it('lies as the giver stands: away from the left side, towards the feet from the head', () => {
    const turn = (station: string): number => at(of('press', { ...beat, station }), 0)[0]!.turn_rad;
    expect(turn('left')).toBeGreaterThan(0.3);
    expect(turn('kneeling_right')).toBeLessThan(-0.3);
    expect(Math.abs(turn('astride_thighs'))).toBeLessThan(0.35);
    expect(turn('head')).toBeGreaterThan(2);
  });
  it('mirrors the left hand', () => {
    const [right, left] = at(of('rock', { ...beat, hand: 'both' }), 0);
    expect(hand_transform(right!, ground)).toMatch(/scale\(\d/);
    expect(hand_transform(left!, ground)).toMatch(/scale\(-\d/);
  });
  it('walks on the sole in shares of its breadth and length', () => {
    const foot = foot_ground({ width: 90, height: 240, outline: '', details: [] });
    expect(foot.to_drawing([0.5, 0.25])).toEqual({ x: 45, y: 60 });
    expect(foot.from_plane(foot.to_plane([0.2, 0.8]))).toEqual([0.2, 0.8]);
  });
});

it('costs little: well under a tenth of a millisecond a frame for two hands', () => {
  const wave: [number, number][] = Array.from({ length: 22 }, (_, i) => [0.3 + 0.1 * Math.sin(i), 0.9 - i * 0.03]);
  const mover = create_mover(of('glide', { hand: 'both', path: wave, path_left: wave, force_N: wave.map(() => 10) }), ground);
  const kFrames_count = 3000;
  const start_ms = performance.now();
  let drawn = 0;
  for (let i = 0; i < kFrames_count; i++) for (const pose of mover(i / 60)) drawn += hand_transform(pose, ground).length;
  const frame_ms = (performance.now() - start_ms) / kFrames_count;
  expect(drawn).toBeGreaterThan(0);
  expect(frame_ms).toBeLessThan(0.5); // about 0.02 ms on one core; room for a busy machine
});
