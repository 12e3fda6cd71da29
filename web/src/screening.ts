// From questions and draft to screens of cards, and to the case the engine reads. Knows no question by name.
import { parse_expression, Truth, type Expression, type Facts } from './expression';
import type { Answer, Atlas, Card, Case, PainMark, Question, Questions, Receiver, Who } from './port/types';
import { local_day, type Draft, type History } from './state';
import { contains } from './map/geometry';

export interface VisibleCard { card: Card; questions: Question[] }
export interface Screen { screen_index: number; cards: VisibleCard[] }

const parsed = new Map<string, Expression>();
function asked(question: Question, facts: Facts): boolean {
  if (question.asked_if === '') return true;
  let expression = parsed.get(question.asked_if);
  if (!expression) {
    expression = parse_expression(question.asked_if);
    parsed.set(question.asked_if, expression);
  }
  return expression(facts) !== Truth.no;
}

/** What the conditions may ask about a draft. An unsure answer keeps its follow-up questions open. */
export function facts_of(draft: Draft, answers: Record<string, Answer>, atlas: Atlas | null, sessions_count: number): Facts {
  const numbers: Record<string, number | null> = {
    sessions_count,
    age_years: draft.age_years, stature_m: draft.stature_m, mass_kg: draft.mass_kg, duration_days: draft.duration_days,
    intensity_nrs: Math.max(0, ...draft.pain.map((mark) => mark.intensity_nrs)), minutes: draft.giver.minutes,
  };
  const words: Record<string, string | null | undefined> = {
    sex: draft.sex, training: draft.giver.training, place: draft.giver.place,
  };
  const regions = new Set(draft.pain.flatMap((mark) => regions_of(mark, atlas)));
  return {
    truth(name) {
      const answer = answers[name];
      return answer === true ? Truth.yes : answer === 'unknown' ? Truth.unsure : Truth.no;
    },
    number(name) {
      const value = numbers[name] ?? answers[name];
      return typeof value === 'number' ? value : undefined;
    },
    chosen(name, id) {
      const value = words[name] ?? answers[name];
      if (value === 'unknown') return Truth.unsure;
      return value === id || (Array.isArray(value) && value.includes(id)) ? Truth.yes : Truth.no;
    },
    pain_in: (region) => regions.has(region),
  };
}

function regions_of(mark: PainMark, atlas: Atlas | null): string[] {
  if ('region' in mark) return [mark.region];
  return (atlas?.regions ?? []).filter((area) => contains(area.polygon, [mark.across, mark.along])).map((area) => area.region);
}

/** The questions that are asked of `who` now. An answer to a question that is no longer asked does not count. */
export function visible_questions(questions: Questions, who: Who, draft: Draft, atlas: Atlas | null, sessions_count: number): Question[] {
  let shown = questions.questions;
  for (;;) {
    const ids = new Set(shown.map((question) => question.id));
    const answers = Object.fromEntries(Object.entries(draft.answers).filter(([id]) => ids.has(id)));
    const facts = facts_of(draft, answers, atlas, sessions_count);
    const next = shown.filter((question) => asked(question, facts));
    if (next.length === shown.length) return shown.filter((question) => question.who === who);
    shown = next;
  }
}

export function screens(questions: Questions, who: Who, draft: Draft, atlas: Atlas | null, sessions_count: number): Screen[] {
  const shown = new Map(visible_questions(questions, who, draft, atlas, sessions_count).map((question) => [question.id, question]));
  const by_index = new Map<number, VisibleCard[]>();
  for (const card of questions.cards) {
    if (card.who !== who) continue;
    const asked_here = card.question_ids.flatMap((id) => shown.get(id) ?? []);
    if (asked_here.length === 0) continue;
    by_index.set(card.screen_index, [...(by_index.get(card.screen_index) ?? []), { card, questions: asked_here }]);
  }
  return [...by_index].sort(([a], [b]) => a - b).map(([screen_index, cards]) => ({ screen_index, cards }));
}

export const is_answered = (question: Question, draft: Draft): boolean => draft.answers[question.id] !== undefined;
/** What may be left out: a question of detail that no stop leans on. */
export const is_optional = (question: Question): boolean => question.kind !== 'yes_no' && !question.hard_stop;
export const open_questions = (card: VisibleCard, draft: Draft): Question[] =>
  card.questions.filter((question) => !is_optional(question) && !is_answered(question, draft));
export const is_complete = (card: VisibleCard, draft: Draft): boolean => open_questions(card, draft).length === 0;

/** Who lies there: all that the body is drawn from. */
export const body_of = (draft: Draft): Receiver => ({
  sex: draft.sex ?? 'female',
  age_years: draft.age_years ?? 0,
  ...(draft.stature_m === null ? {} : { stature_m: draft.stature_m }),
  ...(draft.mass_kg === null ? {} : { mass_kg: draft.mass_kg }),
  ...(Object.keys(draft.measured).length === 0 ? {} : { measured: draft.measured }),
});

/** The case as the engine reads it: only answers to questions that are asked. */
export function build_case(draft: Draft, history: History, questions: Questions, atlas: Atlas | null, now: Date): Case {
  const whos: Who[] = ['receiver', 'giver', 'receiver_after'];
  const ids = new Set(whos.flatMap((who) => visible_questions(questions, who, draft, atlas, history.sessions_count)).map((question) => question.id));
  const keep = <T>(table: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([id]) => ids.has(id)));
  const since = keep(draft.answers_since);
  return {
    receiver: { ...body_of(draft), ...(draft.tradition === null ? {} : { tradition: draft.tradition }) },
    complaint: {
      pain: draft.pain,
      ...(draft.duration_days === null ? {} : { duration_days: draft.duration_days }),
    },
    answers: keep(draft.answers),
    ...(Object.keys(since).length > 0 ? { answers_since: since } : {}),
    ...(draft.clearance.length > 0 ? { clearance: draft.clearance } : {}),
    giver: draft.giver,
    ...(history.sessions_count > 0 ? { history: history_of(history, now) } : {}),
  };
}

function history_of(history: History, now: Date): NonNullable<Case['history']> {
  const day_ms = 86_400_000;
  const days = history.last_on ? Math.round((Date.parse(local_day(now)) - Date.parse(history.last_on)) / day_ms) : null;
  return {
    sessions_count: history.sessions_count,
    sessions_without_soreness_count: history.sessions_without_soreness_count,
    ...(days === null ? {} : { days_since_last: Math.max(0, days) }),
  };
}
