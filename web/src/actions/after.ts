// After the massage: something feels wrong is screened with the same care as before it.
import { build_case, is_complete, screens } from '../screening';
import type { State } from '../state';
import { busy, define } from './command';

export const after_answered = (state: State): boolean => {
  const documents = state.documents;
  return documents !== null && screens(documents.questions, 'receiver_after', state.draft, documents.atlas, state.history.sessions_count)
    .every((screen) => screen.cards.every((card) => is_complete(card, state.draft)));
};

/** Everything of this massage goes; who the person is stays. */
const put_away = (state: State): State => ({
  ...state, stage: 'welcome', page: null, holder: 'receiver', report: null, routine: null, planned_case: null, play: null,
  draft: { ...state.draft, answers: {}, answers_since: {}, clearance: [], pain: [], intensity_nrs: null, duration_days: null },
  cards: { screen_index: 0, reached_end: false, explaining: [] },
  after: { asking: false, report: null, sore: state.after.sore },
});

export const after_commands = {
  ask_after: define({
    when: (state) => state.stage === 'after' || state.stage === 'welcome',
    run: ({ store, port }) => {
      const { routine, play } = store.get();
      if (routine?.routine_id && play) {
        void port.tell(routine.routine_id, { kind: 'felt_wrong', at_s: Math.round(play.at_s) }).catch(() => undefined);
      }
      // The receiver answers this: the phone is theirs again, and the stage shows nothing of the earlier answers.
      store.set((state) => ({ ...state, stage: 'after', holder: 'receiver', after: { ...state.after, asking: true, report: null } }));
    },
  }),
  screen_after: define({
    when: (state) => state.after.asking && after_answered(state),
    run: (context) => busy(context, 'screen', async () => {
      const { draft, history, documents } = context.store.get();
      if (!documents) return;
      const report = await context.port.screen(
        build_case(draft, history, documents.questions, documents.atlas, context.now()));
      context.store.set((state) => ({ ...state, after: { ...state.after, asking: false, report } }));
    }),
  }),
  after_home: define({ when: (state) => state.stage === 'after', run: ({ store }) => store.set(put_away) }),
  /** A plan of another day is never played: back to the questions. */
  screen_afresh: define({
    when: (state) => state.routine !== null,
    run: ({ store }) => store.set((state) => ({ ...put_away(state), stage: 'where' })),
  }),
};
