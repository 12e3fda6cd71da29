// Walking through the stages: forward, back, side pages, handing the phone over, beginning again.
import { PortError } from '../port/port';
import { body_of, build_case, is_complete, screens, type Screen } from '../screening';
import { empty_draft, initial_state, is_private, is_stop, reachable, type Page, type Stage, type State } from '../state';
import type { LearnPlace } from '../learn_place';
import { always, busy, define, type Context } from './command';
import { at_place, learn_back, set_aside } from './learn';

/** A place to go to; without a stage, the stage stays what it is. */
export interface Address { stage: Stage | null; page: Page | null; screen_index?: number; learn?: LearnPlace }

export function receiver_screens(state: State): Screen[] {
  const documents = state.documents;
  return documents ? screens(documents.questions, 'receiver', state.draft, documents.atlas, state.history.sessions_count) : [];
}

export function current_screen(state: State): { screen: Screen | null; position: number; count: number } {
  const list = receiver_screens(state);
  const found = list.findIndex((screen) => screen.screen_index >= state.cards.screen_index);
  const position = found < 0 ? list.length - 1 : found;
  return { screen: list[position] ?? null, position, count: list.length };
}

/** Nothing entered lies outside what the engine takes for a person. */
const about_you_done = ({ draft, documents }: State): boolean => {
  const entered: Record<string, number | null> = { age_years: draft.age_years, stature_m: draft.stature_m, mass_kg: draft.mass_kg };
  for (const [name, value] of Object.entries(draft.measured)) entered[`measured.${name}`] = value;
  return draft.sex !== null && draft.age_years !== null && Object.entries(entered).every(([name, value]) => {
    const range = documents?.questions.fields.find((field) => field.name === `receiver.${name}`)?.range;
    return value === null || !range || (value >= range[0] && value <= range[1]);
  });
};
export const where_done = (state: State): boolean =>
  about_you_done(state) && state.draft.pain.length > 0 && state.draft.intensity_nrs !== null && state.draft.duration_days !== null;
export const screen_done = (state: State): boolean =>
  current_screen(state).screen?.cards.every((card) => is_complete(card, state.draft)) ?? false;

/** The screen after this one; past the last one, the first where a later answer has opened a question; null: all is told. */
export function next_screen(state: State): { screen_index: number; reached_end: boolean } | null {
  const list = receiver_screens(state);
  const here = current_screen(state).screen?.screen_index ?? Infinity;
  const after = state.cards.reached_end ? undefined : list.find((screen) => screen.screen_index > here);
  if (after) return { screen_index: after.screen_index, reached_end: false };
  const open = list.find((screen) => screen.cards.some((card) => !is_complete(card, state.draft)));
  return open ? { screen_index: open.screen_index, reached_end: true } : null;
}

const go = (stage: Stage) => (state: State): State => ({ ...state, stage, page: null, problem: null });

async function screen_now(context: Context): Promise<void> {
  await busy(context, 'screen', async () => {
    const { draft, history, documents } = context.store.get();
    if (!documents) return;
    const report = await context.port.screen(build_case(draft, history, documents.questions, documents.atlas, context.now()));
    context.store.set((state) => ({ ...go('verdict')(state), report, routine: null, play: null }));
  });
}

export const journey = {
  /** Reads the knowledge. Runs at the start and again from the message that the server did not answer. */
  load: define({
    when: (state) => state.documents === null,
    run: (context) => busy(context, 'load', async () => {
      const { port } = context;
      const { draft } = context.store.get();
      const receiver = draft.sex !== null && draft.age_years !== null ? body_of(draft) : undefined;
      const [questions, guidance, sources, atlas] = await Promise.all([
        port.questions(), port.guidance(), port.sources(), port.atlas(receiver).catch(() => port.atlas())]);
      context.store.set((state) => ({ ...state, problem: null, documents: { questions, guidance, sources, atlas } }));
    }),
  }),

  /** A new massage is a new screening; only who the person is stays filled in. */
  begin: define({
    when: (state) => state.holder === 'receiver',
    run: ({ store }) => store.set((state) => {
      const { sex, age_years, stature_m, mass_kg, measured, giver, tradition } = state.draft;
      const draft = { ...empty_draft(), sex, age_years, stature_m, mass_kg, measured, giver, tradition };
      const fresh = initial_state();
      return {
        ...go('where')(state), draft, cards: fresh.cards, report: null, routine: null, planned_case: null, play: null,
        after: fresh.after,
      };
    }),
  }),

  continue_where: define({
    when: where_done,
    run: async ({ store, port }) => {
      store.set((state) => {
        const first = receiver_screens(state)[0]?.screen_index ?? 0;
        return { ...go('cards')(state), cards: { ...state.cards, screen_index: first } };
      });
      try {
        const atlas = await port.atlas(body_of(store.get().draft));
        store.set((state) => (state.documents ? { ...state, documents: { ...state.documents, atlas } } : state));
      } catch {
        // The general drawing stays; the answers are checked again with the case.
      }
    },
  }),

  continue_cards: define({
    when: screen_done,
    run: async (context) => {
      const next = next_screen(context.store.get());
      context.store.set(({ cards, ...state }) => ({
        ...state, cards: { ...cards, ...(next ?? {}), reached_end: cards.reached_end || next === null || next.reached_end },
      }));
      if (!next) return screen_now(context);
    },
  }),

  /** To the first question the engine found without an answer. */
  answer_missing: define({
    when: (state) => state.report !== null && state.holder === 'receiver',
    run: ({ store }) => store.set((state) => {
      const missing = new Set(state.report?.unanswered ?? []);
      const list = receiver_screens(state);
      const at = list.find((screen) => screen.cards.some((card) => card.questions.some(({ id }) => missing.has(id)))) ?? list[0];
      return { ...go('cards')(state), cards: { ...state.cards, screen_index: at?.screen_index ?? 0 } };
    }),
  }),

  screen_again: define({ when: (state) => state.holder === 'receiver', run: screen_now }),

  to_hand_over: define({
    when: (state) => state.report !== null && !is_stop(state.report.verdict),
    run: ({ store }) => store.set(go('hand_over')),
  }),
  take_phone_as_giver: define({
    when: (state) => state.stage === 'hand_over',
    run: ({ store }) => store.set((state) => ({ ...go('giver_check')(state), holder: 'giver' })),
  }),
  to_giver_setup: define({
    when: (state) => state.holder === 'giver',
    run: ({ store }) => store.set(go('giver_setup')),
  }),
  /** The receiver takes the phone again, on purpose and with a warning before it. */
  give_phone_back: define({
    when: (state) => state.holder === 'giver',
    run: ({ store }) => store.set((state) => ({ ...go('verdict')(state), holder: 'receiver' })),
  }),

  open_page: define<Page>({ when: always, run: ({ store }, page) => store.set((state) => ({ ...set_aside(state), page, problem: null })) }),
  close_page: define({ when: (state) => state.page !== null, run: ({ store }) => store.set((state) => ({ ...state, page: null })) }),

  back: define({
    when: (state) => state.page !== null || previous(state) !== null,
    run: ({ store }) => store.set((state) => {
      if (state.page === 'learn') return learn_back(state);
      if (state.page !== null) return { ...state, page: null };
      const to = previous(state);
      return to ? arrive(state, to) : state;
    }),
  }),
  /** The browser's own back and forward: goes only where the stage machine allows. */
  visit: define<Address>({ when: always, run: ({ store }, address) => store.set((state) => arrive(state, address)) }),

  dismiss_problem: define({ when: (state) => state.problem !== null, run: ({ store }) => store.set((state) => ({ ...state, problem: null })) }),

  erase_everything: define({
    when: always,
    run: async (context) => {
      const { case_ids, documents } = context.store.get();
      for (const case_id of case_ids) {
        try {
          await context.port.erase(case_id);
        } catch (error) {
          if (error instanceof PortError && error.problem.code === 'not_found') continue; // erased before
          context.store.set((state) => ({ ...state, problem: { code: 'erase', message: '' } }));
          return;
        }
      }
      context.store.set(({ codex, codex_state }) => ({ ...initial_state(), documents, codex, codex_state }));
      context.forget();
    },
  }),
};

function arrive(state: State, to: Address): State {
  if (to.learn) return at_place(set_aside(state), to.learn);
  if (to.stage === null || !reachable(state, to.stage)) return { ...state };
  const screen_index = to.screen_index ?? state.cards.screen_index;
  return { ...state, stage: to.stage, page: to.page, problem: null, cards: { ...state.cards, screen_index } };
}

/** Where "back" leads; null where there is nothing behind, or nothing the holder may see. */
export function previous(state: State): Address | null {
  const to = (stage: Stage): Address | null =>
    reachable(state, stage) && !(state.holder === 'giver' && is_private(stage)) ? { stage, page: null } : null;
  switch (state.stage) {
    case 'where': return to('welcome');
    case 'cards': {
      const { position } = current_screen(state);
      const before = receiver_screens(state)[position - 1];
      return before ? { stage: 'cards', page: null, screen_index: before.screen_index } : to('where');
    }
    case 'verdict': return to('cards');
    case 'hand_over': return state.holder === 'receiver' ? to('verdict') : null;
    case 'giver_check': return to('hand_over');
    case 'giver_setup': return to('giver_check');
    case 'plan': return to('giver_setup');
    case 'play': return to('plan');
    case 'welcome':
    case 'after': return null;
  }
}
