// How the page looks and sounds, and where help would come from.
import type { Prefs } from '../state';
import { always, define } from './command';

export const prefs_commands = {
  set_pref: define<Partial<Prefs>>({
    when: always,
    run: ({ store }, prefs) => store.set((state) => ({ ...state, prefs: { ...state.prefs, ...prefs } })),
  }),
  toggle_sound: define({
    keys: ['m', 'M'],
    when: (state) => state.stage === 'play',
    run: ({ store }) => store.set((state) => ({ ...state, prefs: { ...state.prefs, sound: !state.prefs.sound } })),
  }),
  answer_soreness: define<boolean>({
    when: (state) => state.history.sessions_count > 0,
    run: ({ store }, sore) => store.set((state) => ({
      ...state,
      after: { ...state.after, sore },
      history: {
        ...state.history,
        sessions_without_soreness_count: state.history.sessions_without_soreness_count + (sore ? 0 : 1),
      },
    })),
  }),
};
