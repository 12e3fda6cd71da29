// The whole page as one serialisable value: a stage machine and what each stage has gathered. 3D, voice and hands will
// read the same value. Nothing here touches the document, storage or network.
import { kLearnHome, type LearnPlace } from './learn_place';
import type { Codex } from './port/codex_types';
import type {
  Answer, Atlas, Case, Clearance, Giver, Guidance, Measured, PainMark, PortProblem, Questions, Report, Routine, Sources, Swaps,
} from './port/types';
import type { UnitSystem } from './units';

export type Stage =
  | 'welcome' | 'where' | 'cards' | 'verdict' // the receiver, alone
  | 'hand_over'
  | 'giver_check' | 'giver_setup' | 'plan' | 'play' | 'after'; // the giver, or both
export type Page = 'professional' | 'alone' | 'about' | 'take_along' | 'learn';
export type Holder = 'receiver' | 'giver';
export type Theme = 'system' | 'light' | 'dark';

export interface Prefs { theme: Theme; units: UnitSystem; emergency_region: string | null; sound: boolean; letter_keys: boolean }

export interface Draft {
  sex: 'female' | 'male' | null;
  age_years: number | null;
  stature_m: number | null;
  mass_kg: number | null;
  measured: Measured;
  pain: PainMark[];
  intensity_nrs: number | null;
  duration_days: number | null;
  answers: Record<string, Answer>;
  answers_since: Record<string, string>;
  clearance: Clearance[];
  giver: Giver;
  /** The way of massage they would like best, by id. */
  tradition: string | null;
}

export interface CardsState {
  screen_index: number;
  /** The last screen was passed: from here on "continue" goes to what is still open, then to the result. */
  reached_end: boolean;
  /** Questions whose explanation is open: the person was unsure and is asked once more. */
  explaining: string[];
}

export type PausedBy = 'person' | 'check_in' | 'sleep' | 'reload';
export interface PlayLogEntry { at_s: number; kind: string; stroke_id?: string; note?: string }
export interface PlayState {
  at_s: number;
  running: boolean;
  paused_by: PausedBy | null;
  /** Wall clock of the last tick; the player moves by differences of it. */
  tick_ms: number | null;
  check_ins_done: string[];
  sharp_regions: string[];
  log: PlayLogEntry[];
  ended: 'finished' | 'stopped' | null;
}

export interface AfterState { asking: boolean; report: Report | null; sore: boolean | null }

export interface History { sessions_count: number; sessions_without_soreness_count: number; last_on: string | null }

export interface Documents { questions: Questions; atlas: Atlas; guidance: Guidance; sources: Sources }

/** Learn lies beside the journey: where one is in it, and the places behind. */
export interface LearnState {
  place: LearnPlace;
  trail: LearnPlace[];
  /** Came back to this place: a list shows again what it showed. */
  returned: boolean;
}

export interface State {
  stage: Stage;
  page: Page | null;
  holder: Holder;
  prefs: Prefs;
  draft: Draft;
  cards: CardsState;
  report: Report | null;
  routine: Routine | null;
  /** The case as it was when the routine was planned: the engine plays and edits only what fits it. */
  planned_case: Case | null;
  /** Cases this device stored in the journal, the current one last: erased together. */
  case_ids: string[];
  /** What the step that is being changed may become. */
  swaps: Swaps | null;
  play: PlayState | null;
  after: AfterState;
  history: History;
  /** Knowledge from the engine; loaded at every start, never kept. */
  documents: Documents | null;
  learn: LearnState;
  /** The codex, once Learn or moving hands have asked for it. Without it everything else goes on. */
  codex: Codex | null;
  codex_state: 'none' | 'loading' | 'ready' | 'failed';
  busy: string | null;
  problem: PortProblem | null;
}

export const kGiverMinutes = [5, 10, 15, 20, 30, 45, 60] as const;

export function empty_draft(): Draft {
  return {
    sex: null, age_years: null, stature_m: null, mass_kg: null, measured: {},
    pain: [], intensity_nrs: null, duration_days: null,
    answers: {}, answers_since: {}, clearance: [],
    giver: { training: 'none', minutes: 20, place: 'bed', oil: true }, tradition: null,
  };
}

export function initial_state(): State {
  return {
    stage: 'welcome', page: null, holder: 'receiver',
    prefs: { theme: 'system', units: 'metric', emergency_region: null, sound: true, letter_keys: true },
    draft: empty_draft(),
    cards: { screen_index: 0, reached_end: false, explaining: [] },
    report: null, routine: null, planned_case: null, case_ids: [], swaps: null, play: null,
    after: { asking: false, report: null, sore: null },
    history: { sessions_count: 0, sessions_without_soreness_count: 0, last_on: null },
    documents: null, learn: { place: kLearnHome, trail: [], returned: false }, codex: null, codex_state: 'none', busy: null, problem: null,
  };
}

const kReceiverStages: readonly Stage[] = ['welcome', 'where', 'cards', 'verdict', 'hand_over'];

/** Whether a stage shows what only the receiver may see. */
export const is_private = (stage: Stage): boolean => kReceiverStages.includes(stage) && stage !== 'hand_over' && stage !== 'welcome';

const kStops = ['emergency', 'same_day', 'doctor_first', 'not_now', 'incomplete'];
/** The verdict lets no massage happen now. */
export const is_stop = (verdict: string): boolean => kStops.includes(verdict);

/** Whether the page may show a stage with what has been gathered; guards the browser's back and forward too. */
export function reachable(state: State, stage: Stage): boolean {
  if (state.holder === 'giver' && is_private(stage)) return false;
  switch (stage) {
    case 'welcome': return state.holder === 'receiver';
    case 'where': return true;
    case 'cards': return state.draft.sex !== null && state.draft.age_years !== null && state.draft.pain.length > 0 && state.draft.intensity_nrs !== null
      && state.draft.duration_days !== null;
    case 'verdict': return state.report !== null;
    case 'hand_over':
    case 'giver_check':
    case 'giver_setup': return state.report !== null && !is_stop(state.report.verdict);
    case 'plan':
    case 'play': return state.routine !== null;
    case 'after': return state.play?.ended != null || state.after.asking || state.after.report !== null;
  }
}

/** "2026-11-22" of a moment, by the wall clock of this device. */
export function local_day(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A routine is for the day it was screened on. `screened_at` carries its own offset, so its date part is local. */
export const is_expired = (routine: Routine, now: Date): boolean => routine.screened_at.slice(0, 10) !== local_day(now);
