// What the receiver and the giver tell: who, where, how much, yes and no.
import { onto_chart } from '../map/geometry';
import type { Answer, Clearance, Giver, MeasuredName, PainMark, Region, Side, SpotMark } from '../port/types';
import type { VisibleCard } from '../screening';
import { local_day, type Draft, type State } from '../state';
import { define, type Context } from './command';

const kSpotRadius_m = 0.03;

/** An answer that changes makes an earlier verdict stale; the giver's answers go with the plan instead. */
function change(context: Context, edit: (draft: Draft) => Draft): void {
  context.store.set((state) => ({ ...state, draft: edit(state.draft) }));
}
const in_receivers_hand = (state: State): boolean => state.holder === 'receiver';

export const is_region = (mark: PainMark, region: Region, side: Side): boolean =>
  'region' in mark && mark.region === region && mark.side === side;

function set_answer(context: Context, id: string, answer: Answer | undefined): void {
  change(context, (draft) => {
    const answers = { ...draft.answers };
    const answers_since = { ...draft.answers_since };
    if (answer === undefined) delete answers[id];
    else answers[id] = answer;
    // A sign that first turns up in a later screening of the same pain is new today; a clearance is older than it.
    if (answer !== true) delete answers_since[id];
    else if (draft.answers[id] === false && draft.clearance.length > 0) answers_since[id] = local_day(context.now());
    return { ...draft, answers, answers_since };
  });
}

export const draft_commands = {
  set_sex: define<'female' | 'male'>({ when: in_receivers_hand, run: (c, sex) => change(c, (d) => ({ ...d, sex })) }),
  set_number: define<{ name: 'age_years' | 'stature_m' | 'mass_kg' | 'duration_days'; value: number | null }>({
    when: in_receivers_hand,
    run: (c, { name, value }) => change(c, (d) => ({ ...d, [name]: value })),
  }),
  set_measured: define<{ name: MeasuredName; value: number | null }>({
    when: in_receivers_hand,
    run: (c, { name, value }) => change(c, (d) => {
      const { [name]: _before, ...others } = d.measured;
      return { ...d, measured: value === null ? others : { ...others, [name]: value } };
    }),
  }),
  set_intensity: define<{ value: number; mark_index?: number }>({
    when: in_receivers_hand,
    run: (c, { value, mark_index }) => change(c, (d) => ({
      ...d,
      intensity_nrs: mark_index === undefined ? value : d.intensity_nrs,
      pain: d.pain.map((mark, i) => (mark_index === undefined || i === mark_index ? { ...mark, intensity_nrs: value } : mark)),
    })),
  }),

  toggle_region: define<{ region: Region; side: Side }>({
    when: in_receivers_hand,
    run: (c, { region, side }) => change(c, (d) => {
      const kept = d.pain.filter((mark) => !is_region(mark, region, side));
      const mark = { region, side, intensity_nrs: d.intensity_nrs ?? 0 };
      return { ...d, pain: kept.length < d.pain.length ? kept : [...d.pain, mark] };
    }),
  }),
  add_spot: define<{ across: number; along: number }>({
    when: in_receivers_hand,
    run: (c, { across, along }) => change(c, (d) => ({
      ...d, pain: [...d.pain, { across, along, radius_m: kSpotRadius_m, intensity_nrs: d.intensity_nrs ?? 0 }],
    })),
  }),
  change_spot: define<{ index: number; to: Partial<Pick<SpotMark, 'across' | 'along' | 'radius_m'>> }>({
    when: in_receivers_hand,
    run: (c, { index, to }) => change(c, (d) => ({
      ...d,
      pain: d.pain.map((mark, i) => {
        if (i !== index || 'region' in mark) return mark;
        const [across, along] = onto_chart([to.across ?? mark.across, to.along ?? mark.along]);
        return { ...mark, across, along, radius_m: Math.min(0.1, Math.max(0.01, to.radius_m ?? mark.radius_m)) };
      }),
    })),
  }),
  remove_mark: define<number>({
    when: in_receivers_hand,
    run: (c, index) => change(c, (d) => ({ ...d, pain: d.pain.filter((_, i) => i !== index) })),
  }),

  answer: define<{ id: string; answer: Answer | undefined }>({
    when: (state) => state.documents !== null,
    run: (c, { id, answer }) => {
      set_answer(c, id, answer);
      c.store.set((state) => ({ ...state, cards: { ...state.cards, explaining: state.cards.explaining.filter((q) => q !== id) } }));
    },
  }),
  /** "Not sure": explain, and ask once more. Nothing is stored until the second answer. */
  explain: define<string>({
    when: (state) => state.documents !== null,
    run: (c, id) => {
      set_answer(c, id, undefined);
      c.store.set((state) => ({ ...state, cards: { ...state.cards, explaining: [...new Set([...state.cards.explaining, id])] } }));
    },
  }),
  /** An explicit no for every sign on the card that has no answer yet. */
  none_of_these: define<VisibleCard>({
    when: (state) => state.documents !== null,
    run: (c, card) => {
      const open = new Set(c.store.get().cards.explaining);
      for (const question of card.questions) {
        const answer = c.store.get().draft.answers[question.id];
        if (open.has(question.id)) continue; // asked once more, on its own
        if (answer !== undefined) continue;
        if (question.kind === 'yes_no') set_answer(c, question.id, false);
        else if (question.kind === 'multi' && question.hard_stop) set_answer(c, question.id, []);
      }
    },
  }),

  set_giver: define<Partial<Giver>>({
    when: (state) => state.report !== null,
    run: (c, giver) => change(c, (d) => {
      const next: Giver = { ...d.giver, ...giver };
      if (next.training !== 'professional') delete next.profile;
      return { ...d, giver: next };
    }),
  }),
  set_tradition: define<string | null>({
    when: (state) => state.report !== null,
    run: (c, tradition) => change(c, (d) => ({ ...d, tradition })),
  }),
  set_clearance: define<Clearance>({
    when: (state) => state.holder === 'receiver' && state.report !== null && state.report.verdict !== 'emergency',
    run: (c, clearance) => change(c, (d) => ({
      ...d, clearance: [...d.clearance.filter(({ rule }) => rule !== clearance.rule), clearance],
    })),
  }),
};
