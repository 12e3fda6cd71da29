// The player's pure functions, run by node as they stand in the page. Each test fails when its rule is taken out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const player = createRequire(import.meta.url)('../../src/unknot/export/page/page.js');
const read = (name) => JSON.parse(readFileSync(new URL(`../unit/export/fixtures/${name}`, import.meta.url), 'utf8'));
const { strokes, total_s } = read('routine.json');
const atlas = read('atlas.json');
const body = { length_m: atlas.length_m, half_width_m: atlas.half_width_m };
const levels = [{ level: 'w1', force_N: 5 }, { level: 'w2', force_N: 15 }, { level: 'w3', force_N: 35 }];
const words = [{ up_to_N: 5, words: 'least' }, { up_to_N: 12, words: 'little' }, { up_to_N: 40, words: 'some' }];

test('the page is fresh on its own local day only', () => {
  const made = '2026-11-22T20:15:00+01:00';
  assert.equal(player.freshness(made, new Date(2026, 10, 22, 0, 0, 0)), 'fresh');
  assert.equal(player.freshness(made, new Date(2026, 10, 22, 23, 59, 59)), 'fresh');
  assert.equal(player.freshness(made, new Date(2026, 10, 23, 0, 0, 0)), 'expired');
  assert.equal(player.freshness(made, new Date(2027, 10, 22, 12, 0, 0)), 'expired');
  assert.equal(player.freshness(made, new Date(2026, 10, 21, 23, 59, 59)), 'clock');
});
test('a moment that is none counts as expired', () => {
  for (const text of ['', 'today', '2026-11-22', undefined, null, 5]) {
    assert.equal(player.freshness(text, new Date(2026, 10, 22, 12, 0, 0)), 'expired');
  }
  assert.equal(player.freshness('2026-11-22T20:15:00+01:00', new Date(NaN)), 'expired');
});

test('every second belongs to one step, from the first to the end', () => {
  for (let t_s = 0; t_s < total_s; t_s += 1) {
    const stroke = strokes[player.strokeIndexAt(strokes, t_s)];
    assert.ok(stroke.start_s <= t_s && t_s < stroke.start_s + stroke.duration_s);
  }
  assert.equal(player.strokeIndexAt(strokes, total_s), strokes.length - 1);
});

test('the countdown shows 0:00 only when the step is over', () => {
  assert.equal(player.clockText(65), '1:05');
  assert.equal(player.clockText(0.2), '0:01');
  assert.equal(player.clockText(0), '0:00');
  assert.equal(player.clockText(-3), '0:00');
  assert.equal(player.clockText(600), '10:00');
});

test('back goes to the start of the step, and right after it to the step before', () => {
  const second = strokes[1].start_s;
  assert.equal(player.timeAfterBack(strokes, second + 10), second);
  assert.equal(player.timeAfterBack(strokes, second + 1), strokes[0].start_s);
  assert.equal(player.timeAfterBack(strokes, 1), 0);
});
test('skip goes to the next step, and from the last one to the end', () => {
  assert.equal(player.timeAfterSkip(strokes, 5, total_s), strokes[1].start_s);
  assert.equal(player.timeAfterSkip(strokes, total_s - 1, total_s), total_s);
});

test('time moves on with the clock and ends at the end', () => {
  const playing = { t_s: 10, running: true, lighter_count: 0 };
  assert.equal(player.advance(playing, 0.5, 100).t_s, 10.5);
  const done = player.advance({ ...playing, t_s: 99.8 }, 0.5, 100);
  assert.deepEqual([done.t_s, done.running, done.finished], [100, false, true]);
  assert.equal(player.advance({ ...playing, running: false }, 1, 100).t_s, 10);
});
test('sleep, a clock set back, and no number pause at the second it was', () => {
  for (const gap_s of [6, 3600, -1, NaN]) {
    const woken = player.advance({ t_s: 10, running: true }, gap_s, 100);
    assert.deepEqual([woken.t_s, woken.running, woken.slept], [10, false, true]);
  }
});

test('lighter never raises force, class or words', () => {
  const names = levels.map((row) => row.level);
  const rank = (force_N) => words.findIndex((row) => row.words === player.wordsForForce(force_N, words));
  for (const stroke of strokes) {
    let before = player.lighterForce(stroke, 0, levels);
    assert.equal(before.lowered, false);
    for (let count = 1; count < 6; count += 1) {
      const after = player.lighterForce(stroke, count, levels);
      assert.ok(after.force_N <= before.force_N);
      assert.ok(names.indexOf(after.level) <= names.indexOf(before.level));
      assert.ok(rank(after.force_N) <= rank(before.force_N));
      before = after;
    }
  }
});
test('lighter takes one class down, with its share of the force', () => {
  const stroke = { technique: 'T06', level: 'w2', force_N: [12, 9] };
  const once = player.lighterForce(stroke, 1, levels);
  assert.deepEqual([once.level, once.lowered, once.lowest], ['w1', true, true]);
  assert.ok(Math.abs(once.force_N - 4) < 1e-12);
  assert.equal(player.wordsForForce(once.force_N, words), 'least');
  assert.equal(player.lighterForce(stroke, -3, levels).force_N, 12);
  assert.equal(player.lighterForce({ ...stroke, level: 'w9' }, 1, levels).force_N, 12);
  // A table whose lower class allowed more would still not raise anything.
  assert.equal(player.lighterForce(stroke, 1, [{ level: 'w1', force_N: 99 }, levels[1]]).force_N, 12);
});
test('words are those of the first row that reaches the force, and the last beyond', () => {
  assert.deepEqual([5, 5.1, 12, 900].map((force_N) => player.wordsForForce(force_N, words)), ['least', 'little', 'little', 'some']);
});
test('the kitchen scale comes apart from the words for a force', () => {
  assert.deepEqual(player.splitForceWords('a resting hand (about 0.5 kg)'), ['a resting hand', 'about 0.5 kg']);
  assert.deepEqual(player.splitForceWords('a resting hand'), ['a resting hand', '']);
});
test('lighter is offered while any step to come can still be lowered', () => {
  const two = [{ technique: 'T01', level: 'w1', force_N: [4] }, { technique: 'T06', level: 'w2', force_N: [12] }];
  assert.equal(player.canLighten(two, 0, 0, levels), true);
  assert.equal(player.canLighten(two, 0, 1, levels), false);
  assert.equal(player.canLighten([{ technique: 'pause', level: 'w1', force_N: [] }], 0, 0, levels), false);
});
test('the kitchen scale is rounded down', () => {
  assert.equal(player.scaleText(9.7), '950 g');
  assert.equal(player.scaleText(19.5), '1.9 kg');
});

test('the hand is on its path, begins at its start and takes the speed asked for', () => {
  const glide = strokes.find((stroke) => stroke.speed_m_s);
  const period_s = player.passPeriod_s(glide, body);
  assert.ok(Math.abs(period_s * glide.speed_m_s - player.pathLength_m(glide.path, body)) < 1e-9);
  assert.deepEqual(player.placeAt(glide.path, 0, period_s, false), glide.path[0]);
  assert.deepEqual(player.placeAt(glide.path, period_s, period_s, false), glide.path[0]);
  assert.deepEqual(player.placeAt([[0, 0], [1, 1]], 0.5, 1, false), [0.5, 0.5]);
  assert.equal(player.placeAt([], 1, 1, false), null);
  assert.deepEqual(player.placeAt([[0.3, 0.9]], 7, 0, false), [0.3, 0.9]);
});
test('a hold stays its time at each place', () => {
  const hold = { path: [[0, 0], [0, 1], [0, 2]], dwell_s: 5, duration_s: 30, repetitions_count: 2 };
  const period_s = player.passPeriod_s(hold, body);
  assert.equal(period_s, 15);
  assert.deepEqual(player.placeAt(hold.path, 4.9, period_s, true), [0, 0]);
  assert.deepEqual(player.placeAt(hold.path, 5.1, period_s, true), [0, 1]);
  assert.deepEqual(player.placeAt(hold.path, 14.9, period_s, true), [0, 2]);
});
test('ticks follow the tempo, glides tick once a pass, holds and pauses are silent', () => {
  assert.equal(player.tickPeriod_s({ tempo_Hz: 0.5, path: [], duration_s: 10, repetitions_count: 1 }, body), 2);
  assert.equal(player.tickPeriod_s({ path: [[0, 0]], dwell_s: 5, duration_s: 10, repetitions_count: 1 }, body), 0);
});
test('a chart point draws where the atlas says', () => {
  const to = { x0: 100, y0: 10, y_per_along: 200, half_width: [[0, 50], [1, 100]] };
  assert.deepEqual(player.toDrawing([-1, 0.5], to), [25, 110]);
  assert.deepEqual(player.toDrawing([1, 2], to), [200, 410]);
});

test('the place survives a reload, to the same page only', () => {
  const text = player.stateToText({ t_s: 12.5, lighter_count: 2, running: true }, 'key');
  assert.deepEqual(player.stateFromText(text, 'key', 100), { t_s: 12.5, lighter_count: 2, blocked: false, running: false });
  assert.equal(player.stateFromText(text, 'other', 100), null);
});
test('a broken memory is forgotten', () => {
  for (const text of ['', '{', 'null', '[]', '{"key":"key","t_s":"1"}', '{"key":"key","t_s":-1,"lighter_count":0}',
    '{"key":"key","t_s":101,"lighter_count":0}', '{"key":"key","t_s":1,"lighter_count":-1}', '{"key":"key","t_s":1,"lighter_count":0.5}']) {
    assert.equal(player.stateFromText(text, 'key', 100), null, text);
  }
});
test('"yes" to the re-check is remembered', () => {
  const text = player.stateToText({ t_s: 0, lighter_count: 0, blocked: true }, 'key');
  assert.equal(player.stateFromText(text, 'key', 100).blocked, true);
});

test('keys do what the manual says, and others nothing', () => {
  const expected = { ' ': 'pause', ArrowLeft: 'back', ArrowRight: 'skip', l: 'lighter', s: 'stop', Escape: 'stop', x: '',
    constructor: '' };
  for (const [key, action] of Object.entries(expected)) { assert.equal(player.actionOfKey(key), action, key); }
});
test('sentences are filled by name', () => {
  assert.equal(player.fill('{index} of {count}, {other}', { index: 2, count: 9 }), '2 of 9, {other}');
});
test('old phones can read it: nothing newer than ES2018', () => {
  const source = readFileSync(new URL('../../src/unknot/export/page/page.js', import.meta.url), 'utf8');
  for (const newer of [/\?\.[a-zA-Z[(]/, /\?\?/, /\.flatMap\(|\.flat\(/, /\.at\(-/, /replaceAll/, /\bcatch\s*\{/, /#[a-z]\w*\s*[=;(]/, /\d_\d/]) {
    assert.doesNotMatch(source, newer);
  }
});
