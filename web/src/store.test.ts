import { describe, expect, it } from 'vitest';
import { previous, where_done } from './actions/journey';
import { create_dispatch, command_for_key } from './actions/registry';
import { kStorageKey, restore, save } from './persist';
import { PortError, type Port } from './port/port';
import { create_http_port } from './port/http';
import { from_hash, replaces, to_hash } from './router';
import { build_case } from './screening';
import { initial_state, is_expired, local_day, reachable } from './state';
import { create_store } from './store';
import type { Case } from './port/types';
import { kLearnHome, kNoFind } from './learn_place';
import { codex } from './test-fixtures/codex';
import { atlas, questions, report, routine, state_with } from './test-fixtures/documents';

function memory(start: Record<string, string> = {}) {
  const table = { ...start };
  return {
    table, getItem: (key: string) => table[key] ?? null, removeItem: (key: string) => { delete table[key]; },
    setItem: (key: string, value: string) => { table[key] = value; },
  };
}
const evening = new Date(2026, 10, 22, 21);
const world = (state = state_with(), port: Partial<Port> = {}) => {
  const store = create_store(state);
  const context = { store, port: port as Port, now: () => evening, forget: () => undefined };
  return { store, context, dispatch: create_dispatch(context) };
};
const settled = () => new Promise((done) => setTimeout(done, 0));

describe('what stays on the device', () => {
  it('comes back the same, without the knowledge and without running work', () => {
    const storage = memory();
    const state = state_with({ stage: 'plan', holder: 'giver', report, routine, busy: 'plan', problem: { code: 'x', message: 'y' } });
    save(state, storage);
    expect(restore(storage)).toEqual({ ...state, documents: null, busy: null, problem: null });
  });
  it('starts afresh from what cannot be read, and never at a stage it has nothing for', () => {
    expect(restore(memory({ [kStorageKey]: '{broken' }))).toEqual(initial_state());
    expect(restore(memory({ [kStorageKey]: '{"stage":"plan","prefs":7}' }))).toEqual(initial_state());
    expect(restore(memory())).toEqual(initial_state());
  });
  it('keeps the answers closed when the giver reloads', () => {
    const storage = memory();
    save(state_with({ stage: 'verdict', holder: 'giver', report }), storage);
    expect(restore(storage).stage).toBe('hand_over');
  });
  it('works on where storage is full', () => {
    expect(() => save(state_with(), { ...memory(), setItem: () => { throw new Error('full'); } })).not.toThrow();
  });
});

describe('the stage machine', () => {
  it('shows the giver no stage of the receiver, by button, address or back', () => {
    const { store, dispatch } = world(state_with({ stage: 'hand_over', report }));
    dispatch('take_phone_as_giver');
    for (const stage of ['where', 'cards', 'verdict', 'welcome'] as const) {
      expect(reachable(store.get(), stage)).toBe(false);
      dispatch('visit', { stage, page: null });
      expect(store.get().stage).toBe('giver_check');
    }
    expect(previous({ ...store.get(), stage: 'hand_over' })).toBeNull();
  });
  it('hands nothing over when the verdict stops', () => {
    const { store, dispatch } = world(state_with({ stage: 'verdict', report: { ...report, verdict: 'doctor_first' } }));
    dispatch('to_hand_over');
    dispatch('visit', { stage: 'giver_setup', page: null });
    expect(store.get().stage).toBe('verdict');
  });
  it('takes no clearance in an emergency', () => {
    const { store, dispatch } = world(state_with({ stage: 'verdict', report: { ...report, verdict: 'emergency' } }));
    dispatch('set_clearance', { rule: 'a', examined_on: '2026-11-20', massage_allowed: true });
    expect(store.get().draft.clearance).toEqual([]);
  });
  it('mirrors the stage in the address and back', () => {
    expect(from_hash(to_hash(state_with({ stage: 'cards', cards: { screen_index: 2, reached_end: false, explaining: [] } })))).toEqual({ stage: 'cards', page: null, screen_index: 2 });
    expect(from_hash(to_hash(state_with({ stage: 'plan', page: 'about' })))).toEqual({ stage: 'plan', page: 'about' });
    expect(from_hash('#nowhere')).toBeNull();
  });
  it('a new massage forgets the answers and keeps the person', () => {
    const { store, dispatch } = world(state_with({ report, routine, draft: { ...state_with().draft, answers: { a: true } } }));
    dispatch('begin');
    expect(store.get()).toMatchObject({ stage: 'where', report: null, routine: null });
    expect(store.get().draft).toMatchObject({ answers: {}, pain: [], age_years: 38 });
  });
});

describe('what a tape measured', () => {
  const fields = [...questions.fields, { name: 'receiver.measured.waist_girth_m', unit: 'm', range: [0.35, 2.5] as [number, number], required: false }];
  const start = state_with({ stage: 'where', documents: { ...state_with().documents!, questions: { ...questions, fields } } });
  it('goes with the drawing and the case, and is taken back', async () => {
    const asked: unknown[] = [];
    const { store, dispatch } = world(start, { atlas: async (receiver) => { asked.push(receiver?.measured); return atlas; } });
    dispatch('set_measured', { name: 'waist_girth_m', value: 0.88 });
    dispatch('continue_where');
    await settled();
    expect(asked).toEqual([{ waist_girth_m: 0.88 }]);
    expect(build_case(store.get().draft, store.get().history, questions, atlas, evening).receiver.measured).toEqual({ waist_girth_m: 0.88 });
    dispatch('begin');
    expect(store.get().draft.measured).toEqual({ waist_girth_m: 0.88 });
    dispatch('set_measured', { name: 'waist_girth_m', value: null });
    expect(build_case(store.get().draft, store.get().history, questions, atlas, evening).receiver).not.toHaveProperty('measured');
  });
  it('does not go on with a length nobody has', () => {
    const { store, dispatch } = world(start);
    expect(where_done(store.get())).toBe(true);
    dispatch('set_measured', { name: 'waist_girth_m', value: 0.08 });
    expect(where_done(store.get())).toBe(false);
    dispatch('continue_where');
    expect(store.get().stage).toBe('where');
  });
});

describe('playing', () => {
  const planned_case = {} as Case;
  const at_play = () => state_with({ stage: 'plan', holder: 'giver', report, routine, planned_case });
  it('does not play a plan of another day', () => {
    const tomorrow = new Date(2026, 10, 23, 8);
    expect(is_expired(routine, tomorrow)).toBe(true);
    expect(is_expired(routine, evening)).toBe(false);
    const store = create_store(at_play());
    const dispatch = create_dispatch({ store, port: {} as Port, now: () => tomorrow, forget: () => undefined });
    dispatch('to_play');
    dispatch('play_pause');
    expect(store.get().play?.running).toBe(false);
  });
  it('stops at once from keys, counts the session once, and can go on', () => {
    const { store, context, dispatch } = world(at_play());
    dispatch('to_play');
    dispatch('play_pause');
    store.set((state) => ({ ...state, play: { ...state.play!, at_s: 20 } }));
    for (const key of ['Escape', 's']) expect(command_for_key(key, context)).toBe('play_stop');
    dispatch('play_stop');
    expect(store.get()).toMatchObject({ stage: 'after', play: { ended: 'stopped', running: false }, history: { sessions_count: 1 } });
    dispatch('go_on_after_stop');
    dispatch('play_stop');
    expect(store.get().history.sessions_count).toBe(1);
  });
  it('leaves an area after sharp pain: later steps through it are passed over', async () => {
    const { store, dispatch } = world(at_play(), { replan: async (_case, same) => same });
    dispatch('to_play');
    dispatch('play_pause');
    store.set((state) => ({ ...state, play: { ...state.play!, at_s: 5 } }));
    dispatch('hand_pain', { pain_nrs: 2, sharp: true });
    await settled();
    expect(store.get().play!.sharp_regions).toEqual(['low_left']);
    expect(store.get().play!.at_s).toBe(60); // the pause; the next stroke there is skipped too
    store.set((state) => ({ ...state, play: { ...state.play!, at_s: 70.0, running: true, tick_ms: evening.getTime(), check_ins_done: ['s2'] } }));
    dispatch('tick');
    expect(store.get().play!.at_s).toBe(130);
  });
  it('edits in the journal where the plan is stored, and without it where the journal fails', async () => {
    const stored = { ...routine, routine_id: 'r1' };
    const calls: string[] = [];
    const port = (fails: boolean): Partial<Port> => ({
      edit_stored: async (id) => {
        calls.push(`edit ${id}`);
        if (fails) throw new PortError({ code: 'not_found', message: '' });
        return { ...stored, routine_id: 'r2' };
      },
      replan: async () => { calls.push('replan'); return routine; },
    });
    for (const fails of [false, true]) {
      const { store, dispatch } = world(state_with({ stage: 'plan', holder: 'giver', report, routine: stored, planned_case }), port(fails));
      dispatch('edit_plan', { kind: 'lighter', from_s: 0 });
      await settled();
      expect(store.get().problem).toBeNull();
      expect(store.get().routine?.routine_id).toBe(fails ? undefined : 'r2');
    }
    expect(calls).toEqual(['edit r1', 'edit r1', 'replan']);
  });
  it('offers what a step may become, takes the choice, and without an offer exchanges it as the engine finds best', async () => {
    const choice = { technique: 'T42', name: 'Palm circles', family: 'petrissage', family_name: 'Kneading', level: 'w2', reason: 'Slower.' };
    const edits: unknown[] = [];
    const replan: Port['replan'] = async (_case, same, edit) => { edits.push(edit); return same; };
    const { store, dispatch } = world(at_play(), { replan, swaps: async (_case, _routine, stroke_id) => ({ stroke_id, choices: [choice] }) });
    dispatch('find_swaps', 's3');
    await settled();
    expect(store.get().swaps).toEqual({ stroke_id: 's3', choices: [choice] });
    expect(edits).toEqual([]);
    dispatch('edit_plan', { kind: 'swap', stroke_id: 's3', technique: 'T42', from_s: 0 });
    await settled();
    expect(store.get().swaps).toBeNull();
    const old = world(at_play(), { replan, swaps: async () => { throw new PortError({ code: 'not_found', message: '' }); } });
    old.dispatch('find_swaps', 's3');
    await settled();
    expect(edits).toEqual([{ kind: 'swap', stroke_id: 's3', technique: 'T42', from_s: 0 }, { kind: 'swap', stroke_id: 's3', from_s: 0 }]);
  });
  it('keeps the plan when re-planning fails, and says so', async () => {
    const { store, dispatch } = world(at_play(), { replan: async () => { throw new PortError({ code: 'conflict', message: 'no longer fits' }); } });
    dispatch('to_play');
    dispatch('play_lighter');
    await settled();
    expect(store.get().routine).toBe(routine);
    expect(store.get().problem?.message).toBe('no longer fits');
    expect(store.get().busy).toBeNull();
  });
});

describe('Learn, beside the journey', () => {
  const find = { view: 'list' as const, find: { ...kNoFind, text: 'rou fa' } };
  const technique = { view: 'technique' as const, id: 'T42' };
  it('opens from anywhere for both people, goes back step by step, and leaves the journey where it was', () => {
    const { store, dispatch } = world(state_with({ stage: 'plan', holder: 'giver', report, routine }));
    dispatch('learn', technique);
    expect(to_hash(store.get())).toBe('#learn/T42');
    dispatch('back');
    expect(store.get().learn.place).toEqual(kLearnHome); // opened on a technique: up to the list
    dispatch('learn', find);
    dispatch('learn', technique);
    dispatch('learn', { view: 'tradition', id: 'tuina' });
    dispatch('back');
    expect(store.get().learn.place).toEqual(technique);
    dispatch('back');
    expect(store.get().learn).toMatchObject({ place: find, returned: true });
    dispatch('back');
    expect(store.get()).toMatchObject({ page: null, stage: 'plan', routine });
  });
  it('has an address of its own that a reload and the browser’s back bring again', () => {
    for (const place of [kLearnHome, find, technique, { view: 'anatomy' as const, layers: ['ribs'] }]) {
      const { store, dispatch } = world(state_with({ stage: 'verdict', report }));
      dispatch('learn', place);
      const hash = to_hash(store.get());
      expect(from_hash(hash)).toEqual({ stage: null, page: 'learn', learn: place });
      dispatch('visit', { stage: 'verdict', page: null });
      expect(store.get().page).toBeNull();
      dispatch('visit', from_hash(hash)!);
      expect(to_hash(store.get())).toBe(hash);
    }
  });
  it('a search that grows is one place in the history, a technique is another', () => {
    expect(replaces('#learn', '#learn/search?q=ro')).toBe(true);
    expect(replaces('#learn/search?q=ro', '#learn/T42')).toBe(false);
    expect(replaces('#plan', '#learn')).toBe(false);
  });
  it('"use it tonight" leads to the questions or to where the journey was, never to playing', () => {
    const fresh = world(state_with({ stage: 'welcome' }));
    fresh.dispatch('learn', technique);
    fresh.dispatch('use_tonight');
    expect(fresh.store.get()).toMatchObject({ stage: 'where', page: null });
    for (const stage of ['verdict', 'giver_setup', 'plan', 'play'] as const) {
      const { store, dispatch } = world(state_with({ stage, report, routine, play: null }));
      dispatch('learn', technique);
      dispatch('use_tonight');
      expect(store.get().stage).toBe(stage === 'play' ? 'plan' : stage);
    }
  });
  it('a massage that is left for Learn waits, and no key starts or stops it from there', () => {
    const { store, context, dispatch } = world(state_with({ stage: 'plan', holder: 'giver', report, routine }));
    dispatch('to_play');
    dispatch('play_pause');
    expect(store.get().play!.running).toBe(true);
    expect(command_for_key(' ', context)).toBe('play_pause');
    dispatch('learn', technique);
    expect(store.get().play).toMatchObject({ running: false, paused_by: 'person' });
    for (const key of [' ', 's', 'ArrowRight', 'l']) expect(command_for_key(key, context)).toBeNull();
    dispatch('back');
    dispatch('back');
    expect(command_for_key(' ', context)).toBe('play_pause');
  });
  it('fetches the codex once, and says so where it does not come; nothing else stops', async () => {
    let calls_count = 0;
    const { store, dispatch } = world(state_with({ draft: { ...state_with().draft, tradition: 'nowhere' } }), { codex: async () => {
      calls_count++;
      if (calls_count === 1) throw new PortError({ code: 'offline', message: '' });
      return codex;
    } });
    dispatch('load_codex');
    dispatch('load_codex');
    await settled();
    expect(store.get()).toMatchObject({ codex: null, codex_state: 'failed', problem: null, busy: null });
    dispatch('load_codex');
    await settled();
    dispatch('load_codex');
    expect(store.get()).toMatchObject({ codex, codex_state: 'ready' });
    expect(calls_count).toBe(2);
    expect(store.get().draft.tradition).toBeNull(); // a wish for what is not there would be refused with the case
  });
  it('a tradition that is liked goes with the case, and is forgotten with everything', async () => {
    const { store, dispatch } = world(state_with({ report }));
    dispatch('set_tradition', 'swedish');
    const { draft, history, documents } = store.get();
    expect(build_case(draft, history, documents!.questions, documents!.atlas, evening).receiver.tradition).toBe('swedish');
    dispatch('erase_everything');
    await settled();
    expect(store.get().draft.tradition).toBeNull();
  });
});

describe('the port', () => {
  const answer = (status: number, body: string) => (async () => new Response(body, { status })) as typeof fetch;
  it('says offline when nothing answers, and passes the server’s own words on', async () => {
    const offline = create_http_port('/api/v1', (async () => { throw new TypeError('refused'); }) as typeof fetch);
    await expect(offline.questions()).rejects.toMatchObject({ problem: { code: 'offline' } });
    const refused = create_http_port('/api/v1', answer(400, '{"error":{"code":"bad_input","message":"3 m tall","place":"/receiver"}}'));
    await expect(refused.questions()).rejects.toMatchObject({ problem: { code: 'bad_input', message: '3 m tall', place: '/receiver' } });
    await expect(create_http_port('/x', answer(502, '<html>')).questions()).rejects.toMatchObject({ problem: { code: 'http_502' } });
    await expect(create_http_port('/x', answer(200, 'not json')).questions()).rejects.toMatchObject({ problem: { code: 'bad_answer' } });
  });
  it('tells what happened in the order it happened, however long each message takes', async () => {
    const arrived: string[] = [];
    const port = create_http_port('/api/v1', (async (_address, options) => {
      const { kind } = JSON.parse(String(options?.body)) as { kind: string };
      await new Promise((done) => setTimeout(done, kind === 'started' ? 20 : 0));
      arrived.push(kind);
      if (kind === 'paused') throw new TypeError('refused');
      return new Response('{}');
    }) as typeof fetch);
    const told = (['started', 'paused', 'stopped'] as const).map((kind) => port.tell('r', { kind, at_s: 0 }).catch(() => 'lost'));
    expect(await Promise.all(told)).toEqual([undefined, 'lost', undefined]);
    expect(arrived).toEqual(['started', 'paused', 'stopped']);
  });
  it('names days by the wall clock', () => expect(local_day(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05'));
});
