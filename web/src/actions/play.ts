// The massage as it happens: run, pause, back, skip, lighter, stop, and what the receiver says.
import { answer_to_hand_pain, passes_through, regions_under_hands, touching_stroke } from '../stages/play/hand_pain';
import {
  after_reload, back_index, is_check_in, jump_to, pause, resume, start_play, stroke_index_at, tick,
} from '../stages/play/clock';
import type { SessionEventKind, Stroke } from '../port/types';
import { is_expired, local_day, type PlayState, type State } from '../state';
import { busy, define, type Context } from './command';
import { apply_edit } from './plan';

const playing = (state: State): boolean => state.stage === 'play' && state.play !== null && state.play.ended === null && state.routine !== null;
const fresh = (state: State, now: Date): boolean => state.routine !== null && !is_expired(state.routine, now);

export function current_stroke(state: State): Stroke | null {
  if (!state.routine || !state.play) return null;
  return state.routine.strokes[stroke_index_at(state.routine, state.play.at_s)] ?? null;
}

function change(context: Context, edit: (play: PlayState, state: State) => PlayState): void {
  context.store.set((state) => (state.play ? { ...state, play: edit(state.play, state) } : state));
}

/** Writes what happened here, and to the journal when there is one. The massage never waits for it. */
function note(context: Context, kind: SessionEventKind | 'said', said?: string): void {
  const { play, routine } = context.store.get();
  if (!play) return;
  const stroke_id = current_stroke(context.store.get())?.id;
  const entry = { at_s: Math.round(play.at_s), kind, ...(stroke_id ? { stroke_id } : {}), ...(said ? { note: said } : {}) };
  change(context, (now) => ({ ...now, log: [...now.log, entry] }));
  if (routine?.routine_id && kind !== 'said') {
    void context.port.tell(routine.routine_id, { ...entry, kind }).catch(() => undefined);
  }
}

/** Over steps that would touch an area to be left alone. */
function past_left_areas(play: PlayState, state: State, now_ms: number): PlayState {
  const { routine, documents } = state;
  if (!routine || !documents || play.sharp_regions.length === 0) return play;
  let index = stroke_index_at(routine, play.at_s);
  const first = index;
  while (index < routine.strokes.length && passes_through(routine.strokes[index]!, play.sharp_regions, documents.atlas)) index++;
  if (index === first) return play;
  if (index >= routine.strokes.length) return { ...play, at_s: routine.total_s, running: false, tick_ms: null, ended: 'finished' };
  return jump_to(play, routine, index, now_ms);
}

export const play_commands = {
  to_play: define({
    when: (state) => state.routine !== null && !state.routine.refused,
    run: (c) => c.store.set((state) => ({ ...state, stage: 'play', page: null, play: state.play && !state.play.ended ? state.play : start_play() })),
  }),
  tick: define({
    when: (state) => playing(state) && state.play!.running,
    run: (c) => {
      const now_ms = c.now().getTime();
      change(c, (play, state) => past_left_areas(tick(play, state.routine!, now_ms), state, now_ms));
      if (c.store.get().play?.ended === 'finished') finish(c);
    },
  }),
  play_pause: define({
    keys: [' ', 'MediaPlayPause'],
    when: playing,
    run: (c) => {
      const { play } = c.store.get();
      if (!play || !fresh(c.store.get(), c.now())) return;
      if (play.running) {
        change(c, (now) => pause(now, 'person'));
        note(c, 'paused');
        return;
      }
      change(c, (now) => resume(now, c.now().getTime()));
      note(c, play.log.length === 0 ? 'started' : 'resumed');
    },
  }),
  previous_step: define({
    keys: ['ArrowLeft', 'PageUp', 'MediaTrackPrevious'],
    when: playing,
    run: (c) => change(c, (play, state) => jump_to(play, state.routine!, back_index(state.routine!, play.at_s), c.now().getTime())),
  }),
  skip_step: define({
    keys: ['ArrowRight', 'PageDown', 'MediaTrackNext'],
    when: playing,
    run: (c) => {
      const { play, routine } = c.store.get();
      const next = stroke_index_at(routine!, play!.at_s) + 1;
      note(c, 'skipped');
      if (next >= routine!.strokes.length) {
        change(c, (now) => ({ ...now, at_s: routine!.total_s, running: false, tick_ms: null, ended: 'finished' }));
        return finish(c);
      }
      change(c, (now) => jump_to(now, routine!, next, c.now().getTime()));
    },
  }),
  play_lighter: define({
    keys: ['l', 'L', 'ArrowDown'],
    when: playing,
    run: async (c) => {
      note(c, 'lighter');
      await busy(c, 'lighter', () => apply_edit(c, { kind: 'lighter', from_s: c.store.get().play?.at_s ?? 0 }));
    },
  }),
  play_stop: define({
    keys: ['Escape', 's', 'S'],
    when: playing,
    run: (c) => {
      note(c, 'stopped');
      count_session(c);
      c.store.set((state) => ({ ...state, stage: 'after', play: { ...pause(state.play!, 'person'), ended: 'stopped' } }));
    },
  }),
  go_on_after_stop: define({
    when: (state) => state.play?.ended === 'stopped' && state.routine !== null && !state.after.asking && state.after.report === null,
    run: (c) => c.store.set((state) => ({ ...state, stage: 'play', play: { ...state.play!, ended: null, paused_by: 'person' } })),
  }),

  /** The receiver at a check-in, or any time by one tap: more, same, less. Never harder than planned. */
  say: define<'more' | 'same' | 'less'>({
    when: playing,
    run: async (c, word) => {
      note(c, 'said', word);
      if (word === 'less') await busy(c, 'lighter', () => apply_edit(c, { kind: 'lighter', from_s: c.store.get().play?.at_s ?? 0 }));
    },
  }),
  hand_pain: define<{ pain_nrs: number; sharp: boolean }>({
    when: playing,
    run: async (c, { pain_nrs, sharp }) => {
      const { routine, play, documents } = c.store.get();
      note(c, 'said', sharp ? 'sharp' : `hands ${pain_nrs}/10`);
      if (!documents) return;
      const answer = answer_to_hand_pain(pain_nrs, sharp, documents.guidance.hand_pain[routine!.training]);
      if (answer === 'leave_area') {
        const regions = regions_under_hands(routine!, play!.at_s, documents.atlas);
        change(c, (now, state) => past_left_areas(
          { ...now, sharp_regions: [...new Set([...now.sharp_regions, ...regions])] }, state, c.now().getTime()));
        if (regions.length === 0) change(c, (now) => jump_to(now, routine!, stroke_index_at(routine!, now.at_s) + 1, c.now().getTime()));
      }
      if (answer !== 'go_on') {
        note(c, 'lighter');
        await busy(c, 'lighter', () => apply_edit(c, { kind: 'lighter', from_s: c.store.get().play?.at_s ?? 0 }));
      }
    },
  }),
  check_in_done: define({
    when: playing,
    run: (c) => {
      const stroke = current_stroke(c.store.get());
      change(c, (play, state) => {
        const done = stroke ? [...play.check_ins_done, stroke.id] : play.check_ins_done;
        const at_end = stroke && is_check_in(stroke)
          ? jump_to(play, state.routine!, stroke_index_at(state.routine!, play.at_s) + 1, c.now().getTime()) : play;
        return resume({ ...at_end, check_ins_done: done }, c.now().getTime());
      });
    },
  }),
  wake_after_reload: define({
    when: (state) => state.play !== null,
    run: (c) => change(c, (play) => after_reload(play, c.now().getTime())),
  }),
};

function finish(c: Context): void {
  note(c, 'finished');
  count_session(c);
  c.store.set((state) => ({ ...state, stage: 'after' }));
}

/** A massage that touched counts once, however often it was stopped and taken up again. */
function count_session(c: Context): void {
  const { play } = c.store.get();
  const ends_count = play?.log.filter(({ kind }) => kind === 'stopped' || kind === 'finished').length ?? 0;
  if (!play || play.at_s <= 0 || ends_count > 1) return;
  c.store.set((state) => ({
    ...state,
    after: { ...state.after, sore: null },
    history: { ...state.history, sessions_count: state.history.sessions_count + 1, last_on: local_day(c.now()) },
  }));
}

export { touching_stroke };
