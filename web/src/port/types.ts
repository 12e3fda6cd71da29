// The documents the engine speaks, as docs/formats.md names them. SI units, the unit as suffix; sides are the receiver's.

export type ChartPoint = [across_ratio: number, along_ratio: number];
export type Side = 'left' | 'right' | 'both' | 'middle';
export type Region =
  | 'neck' | 'upper_back' | 'mid_back' | 'low_back' | 'shoulder' | 'shoulder_blade' | 'flank' | 'buttock' | 'leg';
export type Training = 'none' | 'course' | 'professional';
export type Place = 'bed' | 'floor' | 'table' | 'chair';
export type Position = 'prone' | 'side_left' | 'side_right' | 'seated_leaning';
export type Verdict =
  | 'emergency' | 'same_day' | 'doctor_first' | 'not_now' | 'incomplete' | 'go_with_limits' | 'go';
export type HowSoon = 'now' | 'today' | 'days' | 'routine';

/** yes/no | the person could not say | number | one choice or several */
export type Answer = boolean | 'unknown' | number | string | string[];

export interface RegionMark { region: Region; side: Side; intensity_nrs: number }
export interface SpotMark { across: number; along: number; radius_m: number; intensity_nrs: number }
export type PainMark = RegionMark | SpotMark;

export interface Clearance { rule: string; examined_on: string; massage_allowed: boolean }
export interface Giver {
  training: Training;
  minutes: number;
  place: Place;
  oil?: boolean;
  scale_practised?: boolean;
  position?: Position;
  profile?: { school: string; hours_count: number; number: string };
}
export const kMeasured = ['back_length_m', 'biacromial_m', 'chest_girth_m', 'waist_girth_m', 'hip_girth_m'] as const;
export type MeasuredName = (typeof kMeasured)[number];
/** What a tape measured; each takes the place of its estimate. */
export type Measured = Partial<Record<MeasuredName, number>>;
export interface Receiver {
  sex: 'female' | 'male'; age_years: number; stature_m?: number; mass_kg?: number; measured?: Measured; tradition?: string;
}
export interface Case {
  receiver: Receiver;
  complaint: { pain: PainMark[]; duration_days?: number };
  answers: Record<string, Answer>;
  answers_since?: Record<string, string>;
  clearance?: Clearance[];
  giver: Giver;
  history?: { sessions_count: number; sessions_without_soreness_count: number; days_since_last?: number };
}

export type Who = 'receiver' | 'giver' | 'receiver_after';
export interface Question {
  id: string;
  text: string;
  kind: 'yes_no' | 'choice' | 'number' | 'multi';
  choices?: { id: string; text: string }[];
  hard_stop: boolean;
  asked_if: string;
  who: Who;
  card: string;
  explain?: string;
  short?: string;
  source: string;
  status?: string;
  unit?: string;
  range?: [number, number];
}
export interface Card {
  id: string;
  title: string;
  lead?: string;
  screen_index: number;
  who: Who;
  none_label?: string;
  question_ids: string[];
}
export interface Questions {
  schema: string;
  knowledge_hash: string;
  questions: Question[];
  cards: Card[];
  fields: { name: string; unit: string; range: [number, number]; required: boolean }[];
  /** Rules that a doctor's examination may lift. */
  clearable_rules?: string[];
}

export interface Reason { rule: string; text: string; do: string; how_soon: HowSoon; source: string }
export interface Origin { pattern: string; name: string; grade: 'likely' | 'possible' | 'unlikely'; because: string; source: string }
export interface Expectation { pattern: string; text: string; size: string; certainty: string; source: string }
export interface Alternative {
  id: string; name: string; effect: string; size: string; certainty: string; downside: string; better_choice: boolean;
  source: string;
}
export interface AvoidArea { rule?: string; polygon: ChartPoint[]; hard?: boolean }
export interface AreaCap { rule?: string; polygon: ChartPoint[] | null; surface: string; force_N: number; pressure_Pa: number }
/** What both people may see. */
export interface GiverReport {
  verdict: Verdict;
  avoid: AvoidArea[];
  caps: AreaCap[];
  exclusions: { rule?: string; kind: string }[];
  positions: Position[];
  minutes_max?: number;
  trained_only: boolean;
  safety_net: string;
  screened_at: string;
}
export interface Report extends GiverReport {
  reasons: Reason[];
  origin: Origin[];
  expect: Expectation[];
  alternatives: Alternative[];
  unanswered: string[];
  unsure: string[];
}

/** What the hands do while they travel (flow.h, Motion). */
export type Motion =
  | 'rest' | 'glide' | 'circle' | 'saw' | 'knead' | 'wring' | 'squeeze' | 'tremble' | 'shake' | 'rock' | 'press' | 'hold'
  | 'fold' | 'spread' | 'strike' | 'stretch' | 'hook' | 'roll';
export interface Stroke {
  id: string;
  technique: string;
  name: string;
  region: string;
  side: Side;
  hand: 'left' | 'right' | 'both';
  surface: string;
  motion: Motion;
  station: string;
  position: Position;
  start_s: number;
  duration_s: number;
  repetitions_count: number;
  path: ChartPoint[];
  force_N: number[];
  path_left?: ChartPoint[];
  force_left_N?: number[];
  force_cap_N?: number;
  cap_criterion?: string;
  tempo_Hz?: number;
  speed_m_s?: number;
  dwell_s?: number;
  level: string;
  phase: string;
  cue: string;
  force_words: string;
  /** How tired the giver's hands are by its end: 0 rested, 0.5 a change is due. */
  fatigue_ratio?: number;
  posture: string;
  reason: string;
  source: string;
}
export type EditKind = 'skip' | 'swap' | 'move' | 'lighter' | 'shorter';
/** `technique` and `family`: of a swap, a wish among what is on offer. */
export interface Edit {
  kind: EditKind; stroke_id?: string; move_to?: ChartPoint; minutes?: number; from_s: number; technique?: string; family?: string;
}
/** What a step may be exchanged for, best first. */
export interface SwapChoice { technique: string; name: string; family: string; family_name: string; level: string; reason: string }
export interface Swaps { stroke_id: string; choices: SwapChoice[] }
export interface Routine {
  schema: string;
  knowledge_hash: string;
  case_hash: string;
  screened_at: string;
  refused?: boolean;
  report?: Report;
  routine_id?: string;
  case_id?: string;
  total_s: number;
  asked_s: number;
  shortened_because?: string;
  position: Position;
  training: Training;
  place: Place;
  prepare: string[];
  notes: string[];
  strokes: Stroke[];
  edits?: Edit[];
  /** What it asks of the giver's hands, in words. */
  giver_load?: { most_ratio: number; rests_s: number; rests_count: number; station_changes_count: number; text: string };
}

/** A part of the map: an area, a line or a place, as far as it has them. */
export interface MapPart {
  id: string;
  name: string;
  latin?: string;
  side?: Side;
  kind?: string;
  polygon?: ChartPoint[];
  line?: ChartPoint[];
  lines?: ChartPoint[][];
  points?: ChartPoint[];
  at?: ChartPoint;
  /** Of a muscle: 1 outermost; its fibres from the head-ward axis, positive outward to its own side. */
  layer?: number;
  fibre_rad?: number;
  text?: string;
  source?: string;
  status?: string;
}
export interface Atlas {
  knowledge_hash: string;
  length_m: number;
  half_width_m: [number, number][];
  drawing: {
    width: number;
    height: number;
    outline: string;
    details: { id: string; d: string; kind: string }[];
    to_drawing: { x0: number; y0: number; y_per_along: number; half_width: [number, number][] };
  };
  landmarks: { id: string; name: string; at: ChartPoint; how_to_find: string; source: string }[];
  regions: { id: string; name: string; region: Region; side: Side; polygon: ChartPoint[] }[];
  zones: { id: string; name: string; kind: 'no_go' | 'caution'; side: Side; polygon: ChartPoint[]; text: string; source: string }[];
  muscles?: MapPart[];
  bones?: MapPart[];
  ribs?: MapPart[];
  nerves?: MapPart[];
  vessels?: MapPart[];
  lymph?: { basins: MapPart[]; watersheds: MapPart[]; flow: MapPart[] };
  dermatomes?: MapPart[];
  segments?: MapPart[];
  connective_zones?: MapPart[];
  bladder_line?: MapPart[];
}

export interface SourceEntry { title: string; where: string; doi?: string; pmid?: string; url?: string; status: string }
export interface Sources { sources: Record<string, SourceEntry> }

export interface Guidance {
  knowledge_hash: string;
  rules_dated: string;
  review_note: string;
  emergency_numbers: { region: string; name: string; number: string; also?: string; source: string }[];
  professional: {
    title: string;
    lead: string;
    kinds: { id: string; name: string; when: string; training: string; how_to_check: string; source: string }[];
    checklist: { id: string; text: string; source: string }[];
    walk_out: (string | { id?: string; text: string; source?: string })[];
  };
  alone: { id: string; title: string; text: string; steps: string[]; not_if: string[]; source: string }[];
  aftercare: { lead: string; normal: string[]; watch: { text: string; how_soon: HowSoon; source: string }[] };
  consent: { lead: string; lines: string[] };
  /** Asked again when time has passed between the questions and the first touch. */
  recheck?: { question: string; signs: string[]; if_yes: string; if_unsure: string };
  /** Pain caused by the hands, by the giver's training. */
  hand_pain: Record<Training, HandPainLimits>;
  safety_net: string;
  words: Record<string, string>;
}
export interface HandPainLimits { lighter_from_nrs: number; leave_from_nrs: number }

export type ExportFormat = 'json' | 'html' | 'print' | 'handover';
export type SessionEventKind =
  | 'started' | 'paused' | 'resumed' | 'skipped' | 'lighter' | 'stopped' | 'finished' | 'felt_wrong';
export interface SessionEvent { kind: SessionEventKind; at_s: number; stroke_id?: string; note?: string }

/** {code, message, place?, hint?, more?} of the engine, or `offline` when nothing answered. */
export interface PortProblem {
  code: string;
  message: string;
  place?: string;
  hint?: string;
  more?: { message?: string; place?: string; hint?: string }[];
}
