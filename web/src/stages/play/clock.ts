// The player's clock: moves by what the wall clock says, never jumps over a gap in which the device slept.
import type { Routine, Stroke } from '../../port/types';
import type { PausedBy, PlayState } from '../../state';

/** A longer silence between two ticks means the screen or the page was asleep: hands were not guided meanwhile. */
export const kLongestTick_ms = 3000;
/** After a reload within this time the massage simply goes on; later it waits for a tap. */
export const kQuickReload_ms = 15_000;

export function start_play(): PlayState {
  return {
    at_s: 0, running: false, paused_by: null, tick_ms: null, check_ins_done: [], sharp_regions: [], log: [], ended: null,
  };
}

export const is_check_in = (stroke: Stroke): boolean =>
  stroke.technique === 'pause' && /check|feedback/i.test(stroke.name);

export function stroke_index_at(routine: Routine, at_s: number): number {
  for (let i = routine.strokes.length - 1; i >= 0; i--) {
    if (at_s >= routine.strokes[i]!.start_s) return i;
  }
  return 0;
}

/** One tick. Stops at the end, at a check-in that was not answered, and where the device slept. */
export function tick(play: PlayState, routine: Routine, now_ms: number): PlayState {
  if (!play.running) return play;
  if (play.tick_ms === null) return { ...play, tick_ms: now_ms };
  const step_ms = now_ms - play.tick_ms;
  if (step_ms < 0) return { ...play, tick_ms: now_ms }; // the wall clock was set back
  if (step_ms > kLongestTick_ms) return pause(play, 'sleep');
  const at_s = play.at_s + step_ms / 1000;
  const check_in = routine.strokes.find(
    (stroke) => is_check_in(stroke) && stroke.start_s <= at_s && !play.check_ins_done.includes(stroke.id));
  if (check_in && at_s - check_in.start_s < check_in.duration_s) {
    return { ...pause(play, 'check_in'), at_s: check_in.start_s };
  }
  if (at_s >= routine.total_s) return { ...play, at_s: routine.total_s, running: false, tick_ms: null, ended: 'finished' };
  return { ...play, at_s, tick_ms: now_ms };
}

export function pause(play: PlayState, by: PausedBy): PlayState {
  return { ...play, running: false, paused_by: by, tick_ms: null };
}

export function resume(play: PlayState, now_ms: number): PlayState {
  return play.ended ? play : { ...play, running: true, paused_by: null, tick_ms: now_ms };
}

/** After a reload: the same second. Goes on by itself only if the page was gone for moments. */
export function after_reload(play: PlayState, now_ms: number): PlayState {
  if (!play.running || play.tick_ms === null) return play;
  const gone_ms = now_ms - play.tick_ms;
  return gone_ms >= 0 && gone_ms <= kQuickReload_ms ? { ...play, tick_ms: now_ms } : pause(play, 'reload');
}

export function jump_to(play: PlayState, routine: Routine, index: number, now_ms: number): PlayState {
  const stroke = routine.strokes[Math.min(routine.strokes.length - 1, Math.max(0, index))];
  if (!stroke || play.ended) return play;
  return { ...play, at_s: stroke.start_s, tick_ms: play.running ? now_ms : null };
}

/** Back goes to the start of this step, or to the step before when this one has only begun. */
export function back_index(routine: Routine, at_s: number): number {
  const index = stroke_index_at(routine, at_s);
  const kJustBegun_s = 3;
  return at_s - routine.strokes[index]!.start_s < kJustBegun_s ? Math.max(0, index - 1) : index;
}
