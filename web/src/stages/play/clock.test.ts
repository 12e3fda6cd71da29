import { describe, expect, it } from 'vitest';
import { routine } from '../../test-fixtures/documents';
import { after_reload, back_index, jump_to, kLongestTick_ms, kQuickReload_ms, pause, resume, start_play, stroke_index_at, tick } from './clock';

const at = (at_s: number, tick_ms = 1000) => ({ ...start_play(), at_s, running: true, tick_ms, check_ins_done: [] as string[] });

describe('the player clock', () => {
  it('moves by the wall clock while it runs, and not while it rests', () => {
    expect(tick(at(10), routine, 1100).at_s).toBeCloseTo(10.1, 9);
    expect(tick(pause(at(10), 'person'), routine, 9000).at_s).toBe(10);
  });
  it('holds still when the device slept, and says so', () => {
    const slept = tick(at(10), routine, 1000 + kLongestTick_ms + 1);
    expect(slept).toMatchObject({ at_s: 10, running: false, paused_by: 'sleep' });
    expect(tick(at(10), routine, 1000 + kLongestTick_ms).running).toBe(true);
  });
  it('is not moved by a wall clock that was set back', () => {
    expect(tick(at(10), routine, 500)).toMatchObject({ at_s: 10, running: true, tick_ms: 500 });
  });
  it('waits at a check-in until it was answered', () => {
    const waiting = tick(at(59.95), routine, 1100);
    expect(waiting).toMatchObject({ at_s: 60, running: false, paused_by: 'check_in' });
    expect(tick({ ...at(59.95), check_ins_done: ['s2'] }, routine, 1100).running).toBe(true);
  });
  it('ends at the end', () => {
    expect(tick({ ...at(219.95), check_ins_done: ['s2'] }, routine, 1100)).toMatchObject({ at_s: 220, running: false, ended: 'finished' });
  });
  it('goes back to the start of a step, or to the one before when this one has just begun', () => {
    expect(back_index(routine, 75)).toBe(2);
    expect(back_index(routine, 71)).toBe(1);
    expect(back_index(routine, 1)).toBe(0);
    expect(jump_to(at(75), routine, 99, 5).at_s).toBe(130);
    expect(stroke_index_at(routine, 69.9)).toBe(1);
  });
  it('takes up the same second after a reload: by itself when quick, by a tap when not', () => {
    expect(after_reload(at(42), 1000 + kQuickReload_ms)).toMatchObject({ at_s: 42, running: true });
    expect(after_reload(at(42), 1001 + kQuickReload_ms)).toMatchObject({ at_s: 42, running: false, paused_by: 'reload' });
    expect(after_reload(at(42), 0)).toMatchObject({ at_s: 42, running: false });
  });
  it('does not resume what has ended', () => {
    expect(resume({ ...at(5), running: false, ended: 'stopped' }, 1).running).toBe(false);
  });
});
