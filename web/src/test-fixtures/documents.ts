// Small invented documents for tests: no medicine in them, only the shapes of docs/formats.md.
import type { Atlas, Guidance, Questions, Report, Routine, Stroke } from '../port/types';
import { empty_draft, initial_state, type State } from '../state';

const question = (id: string, card: string, extra: Partial<Questions['questions'][number]> = {}): Questions['questions'][number] => ({
  id, card, text: `Is it ${id}?`, short: id, kind: 'yes_no', hard_stop: true, asked_if: '', who: 'receiver', source: 'rul:test', ...extra,
});

export const questions: Questions = {
  schema: 'unknot.questions/1', knowledge_hash: 'h',
  questions: [
    question('a', 'one'), question('b', 'one'),
    question('c', 'two', { asked_if: 'a' }), question('c_more', 'two', { asked_if: 'c' }),
    question('d', 'three', { asked_if: 'sessions_count >= 1' }),
    question('e', 'three', { kind: 'multi', hard_stop: false, choices: [{ id: 'x', text: 'X' }] }),
    question('g', 'giver', { who: 'giver' }), question('w', 'after', { who: 'receiver_after' }),
  ],
  cards: [
    { id: 'one', title: 'One', screen_index: 0, who: 'receiver', question_ids: ['a', 'b'] },
    { id: 'two', title: 'Two', screen_index: 1, who: 'receiver', question_ids: ['c', 'c_more'] },
    { id: 'three', title: 'Three', screen_index: 2, who: 'receiver', question_ids: ['d', 'e'] },
    { id: 'giver', title: 'Giver', screen_index: 3, who: 'giver', question_ids: ['g'] },
    { id: 'after', title: 'After', screen_index: 4, who: 'receiver_after', question_ids: ['w'] },
  ],
  fields: [{ name: 'receiver.age_years', unit: 'years', range: [12, 100], required: true }],
};

export const atlas: Atlas = {
  knowledge_hash: 'h', length_m: 0.5, half_width_m: [[0, 0.2], [1, 0.2]],
  drawing: {
    width: 400, height: 700, outline: 'M 0 0', details: [],
    to_drawing: { x0: 200, y0: 100, y_per_along: 400, half_width: [[0, 100], [1, 160]] },
  },
  landmarks: [], zones: [],
  regions: [
    { id: 'low_left', name: 'left low back', region: 'low_back', side: 'left', polygon: [[-1, 0.5], [0, 0.5], [0, 1], [-1, 1]] },
    { id: 'low_right', name: 'right low back', region: 'low_back', side: 'right', polygon: [[0, 0.5], [1, 0.5], [1, 1], [0, 1]] },
    { id: 'up_left', name: 'left upper back', region: 'upper_back', side: 'left', polygon: [[-1, 0], [0, 0], [0, 0.5], [-1, 0.5]] },
  ],
};

export const stroke = (id: string, start_s: number, duration_s: number, extra: Partial<Stroke> = {}): Stroke => ({
  id, technique: 'T01', name: `Stroke ${id}`, region: 'low_back', side: 'left', hand: 'both', surface: 'palm', motion: 'glide', station: 'left', position: 'prone',
  start_s, duration_s, repetitions_count: 4, path: [[-0.5, 0.9], [-0.5, 0.6]], force_N: [10, 10], level: 'w2', phase: 'work', cue: 'Glide.',
  force_words: '', posture: '', reason: '', source: 'rul:test', speed_m_s: 0.05, ...extra,
});

export const routine: Routine = {
  schema: 'unknot.routine/1', knowledge_hash: 'h', case_hash: 'c', screened_at: '2026-11-22T20:00:00+01:00', total_s: 220, asked_s: 220,
  position: 'prone', training: 'none', place: 'bed', prepare: [], notes: [],
  strokes: [
    stroke('s1', 0, 60), stroke('s2', 60, 10, { technique: 'pause', name: 'Check in', path: [], force_N: [] }), stroke('s3', 70, 60),
    stroke('s4', 130, 90, { path: [[-0.5, 0.1], [-0.5, 0.4]] }),
  ],
};

export const report: Report = {
  verdict: 'go', reasons: [], avoid: [], caps: [], exclusions: [], positions: ['prone'], trained_only: false, safety_net: 'Watch.',
  screened_at: '2026-11-22T20:00:00+01:00', origin: [], expect: [], alternatives: [], unanswered: [], unsure: [],
};

export const guidance: Guidance = {
  knowledge_hash: 'h', rules_dated: '2026-11-22', review_note: 'n',
  emergency_numbers: [{ region: 'unknown', name: 'Elsewhere', number: '112', source: 's' }, { region: 'us', name: 'US', number: '911', source: 's' }],
  professional: { title: 't', lead: 'l', kinds: [], checklist: [], walk_out: [] }, alone: [], aftercare: { lead: 'l', normal: [], watch: [] },
  consent: { lead: 'l', lines: [] },
  hand_pain: {
    none: { lighter_from_nrs: 3, leave_from_nrs: 6 }, course: { lighter_from_nrs: 5, leave_from_nrs: 8 }, professional: { lighter_from_nrs: 5, leave_from_nrs: 9 },
  },
  safety_net: 's', words: {},
};

export function state_with(extra: Partial<State> = {}): State {
  const draft = {
    ...empty_draft(), sex: 'female' as const, age_years: 38, intensity_nrs: 5, duration_days: 45,
    pain: [{ region: 'low_back' as const, side: 'left' as const, intensity_nrs: 5 }],
  };
  return { ...initial_state(), draft, documents: { questions, atlas, guidance, sources: { sources: {} } }, ...extra };
}
