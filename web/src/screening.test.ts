import { describe, expect, it } from 'vitest';
import { commands, create_dispatch } from './actions/registry';
import type { Port } from './port/port';
import { build_case, is_complete, open_questions, screens, visible_questions } from './screening';
import { create_store } from './store';
import { atlas, questions, report, state_with } from './test-fixtures/documents';

const draft = (answers = {}) => ({ ...state_with().draft, answers });
const now = new Date(2026, 10, 22, 20);
const none = { sessions_count: 0, sessions_without_soreness_count: 0, last_on: null };

describe('which questions are asked', () => {
  it('opens a follow-up for yes and for unsure, and closes it again', () => {
    const ids = (answers: object) => visible_questions(questions, 'receiver', draft(answers), atlas, 0).map(({ id }) => id);
    expect(ids({})).toEqual(['a', 'b', 'e']);
    expect(ids({ a: true })).toContain('c');
    expect(ids({ a: 'unknown' })).toContain('c');
    expect(ids({ a: false, c: true })).not.toContain('c_more'); // an answer nobody asks for opens nothing
  });
  it('asks again before a second session', () => {
    expect(screens(questions, 'receiver', draft(), atlas, 1).map((screen) => screen.cards[0]!.card.id)).toEqual(['one', 'three']);
    expect(visible_questions(questions, 'receiver', draft(), atlas, 1).map(({ id }) => id)).toContain('d');
  });
  it('counts only what must be answered', () => {
    const three = screens(questions, 'receiver', draft(), atlas, 0).at(-1)!.cards[0]!;
    expect(open_questions(three, draft())).toEqual([]);
    expect(is_complete(screens(questions, 'receiver', draft(), atlas, 0)[0]!.cards[0]!, draft({ a: true }))).toBe(false);
  });
  it('sends no answer that is no longer asked for, and knows a spot by its region', () => {
    const sent = build_case(draft({ a: false, b: true, c: true, g: false }), none, questions, atlas, now);
    expect(sent.answers).toEqual({ a: false, b: true, g: false });
    expect(sent.history).toBeUndefined();
    const later = build_case(draft(), { sessions_count: 2, sessions_without_soreness_count: 1, last_on: '2026-11-20' }, questions, atlas, now);
    expect(later.history).toEqual({ sessions_count: 2, sessions_without_soreness_count: 1, days_since_last: 2 });
  });
});

describe('answering', () => {
  const world = () => {
    const store = create_store(state_with({ stage: 'cards' }));
    const context = { store, port: {} as Port, now: () => now, forget: () => undefined };
    return { store, dispatch: create_dispatch(context) };
  };
  const card = screens(questions, 'receiver', draft(), atlas, 0)[0]!.cards[0]!;

  it('"none of these" stores an explicit no for each open sign and leaves a yes alone', () => {
    const { store, dispatch } = world();
    expect(store.get().draft.answers).toEqual({});
    dispatch('answer', { id: 'a', answer: true });
    dispatch('none_of_these', card);
    expect(store.get().draft.answers).toEqual({ a: true, b: false });
  });
  it('"not sure" stores nothing until it was explained and asked once more', () => {
    const { store, dispatch } = world();
    dispatch('explain', 'a');
    dispatch('none_of_these', card);
    expect(store.get().draft.answers).toEqual({ b: false });
    dispatch('answer', { id: 'a', answer: 'unknown' });
    expect(store.get().draft.answers['a']).toBe('unknown');
    expect(store.get().cards.explaining).toEqual([]);
  });
  it('goes back for a question that only a later answer opened, then to the result', () => {
    const asked_late = {
      ...questions,
      questions: questions.questions.map((question) => (question.id === 'b' ? { ...question, asked_if: 'd' } : question)),
    };
    const store = create_store(state_with({
      stage: 'cards', history: { sessions_count: 1, sessions_without_soreness_count: 0, last_on: null },
      documents: { ...state_with().documents!, questions: asked_late },
    }));
    let screened_count = 0;
    const port = { screen: async () => { screened_count++; return report; } } as unknown as Port;
    const dispatch = create_dispatch({ store, port, now: () => now, forget: () => undefined });
    dispatch('answer', { id: 'a', answer: false });
    dispatch('continue_cards');
    expect(store.get().cards.screen_index).toBe(2);
    dispatch('answer', { id: 'd', answer: true });
    dispatch('continue_cards');
    expect(store.get().cards.screen_index).toBe(0); // "b" is asked now
    dispatch('continue_cards');
    expect(screened_count).toBe(0);
    dispatch('answer', { id: 'b', answer: false });
    dispatch('continue_cards');
    expect(screened_count).toBe(1);
  });
  it('a command that may not run does nothing', () => {
    const { store, dispatch } = world();
    dispatch('take_phone_as_giver');
    expect(store.get().holder).toBe('receiver');
    expect(commands.continue_cards.when(store.get())).toBe(false);
  });
});
