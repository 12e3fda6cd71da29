// Learn, beside the journey: open a place in it, go back through it, and fetch the codex once when it is needed.
import { PortError } from '../port/port';
import { kLearnHome, same_place, type LearnPlace } from '../learn_place';
import { pause } from '../stages/play/clock';
import type { State } from '../state';
import { always, define } from './command';

const kTrail_count = 50;

/** A massage that is left for a page beside it waits at the same second. */
export const set_aside = (state: State): State => (state.play?.running ? { ...state, play: pause(state.play, 'person') } : state);

/** Goes to a place; the one before it is kept behind, unless this is a step back to it or a search that goes on. */
export function at_place(state: State, place: LearnPlace): State {
  const { learn } = state;
  const arriving = state.page !== 'learn';
  const here = learn.place;
  const behind = arriving ? [] : learn.trail;
  const last = behind[behind.length - 1];
  const goes_on = arriving || same_place(here, place) || (here.view === place.view && (place.view === 'list' || place.view === 'anatomy'));
  const returned = !goes_on && last !== undefined && same_place(last, place);
  const trail = goes_on ? behind : returned ? behind.slice(0, -1) : [...behind, here].slice(-kTrail_count);
  return { ...state, page: 'learn', problem: null, learn: { place, trail, returned } };
}

/** One step back in Learn; from its first page out of it, to where the journey was. */
export function learn_back(state: State): State {
  const { place, trail } = state.learn;
  const last = trail[trail.length - 1];
  if (last) return { ...state, learn: { place: last, trail: trail.slice(0, -1), returned: true } };
  if (place.view !== 'list') return { ...state, learn: { place: kLearnHome, trail: [], returned: false } };
  return { ...state, page: null };
}

export const learn_commands = {
  learn: define<LearnPlace>({ when: always, run: ({ store }, place) => store.set((state) => at_place(set_aside(state), place)) }),

  /** Quiet: a codex that does not come is told where it is missed, and stops nothing else. */
  load_codex: define({
    when: (state) => state.codex_state === 'none' || state.codex_state === 'failed',
    run: async ({ store, port }) => {
      store.set((state) => ({ ...state, codex_state: 'loading' }));
      try {
        const codex = await port.codex();
        store.set((state) => {
          // A wish for a tradition that this codex does not hold would be refused with the case.
          const known = codex.traditions.some(({ id }) => id === state.draft.tradition);
          return { ...state, codex, codex_state: 'ready', draft: known ? state.draft : { ...state.draft, tradition: null } };
        });
      } catch (error) {
        if (!(error instanceof PortError)) throw error;
        store.set((state) => ({ ...state, codex_state: 'failed' }));
      }
    },
  }),

  /** From Learn to a massage: always through the questions, never straight to playing. */
  use_tonight: define({
    when: (state) => state.page === 'learn',
    run: ({ store }) => store.set((state) => {
      const untouched = state.stage === 'welcome' && state.report === null;
      return { ...state, page: null, stage: untouched ? 'where' : state.stage === 'play' ? 'plan' : state.stage };
    }),
  }),
};
