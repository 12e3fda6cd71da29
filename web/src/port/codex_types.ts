// The codex of what hands can do, as docs/formats.md names it ("codex"). SI units, the unit as suffix.
import type { Place, Position, Stroke, Training } from './types';

export type Skill = 'anyone' | 'anyone_limited' | 'trained' | 'nobody';
export interface CodexFamily { id: string; name: string; text: string }
export interface CodexAim { id: string; name: string; text: string }
export interface Tradition {
  id: string;
  name: string;
  place: string;
  since: string;
  story: string;
  codified: string[];
  /** How it explains itself. */
  told?: string;
  /** What studies found. */
  known: string;
  practice: string;
  sources: string[];
  source: string;
  status: string;
  techniques: string[];
}
export interface Dose { name: string; value: number; low: number; high: number; unit: string; source: string; status: string }
export interface Technique {
  id: string;
  name: string;
  traditional: string[];
  family: string;
  traditions: string[];
  since: string;
  action: string;
  direction: string;
  target: string;
  aims: string[];
  who: Training[];
  skill: Skill;
  lay_limit?: string;
  never_because?: string;
  kinds: string[];
  steps: string[];
  mistakes: string[];
  risks: string[];
  known: string;
  sources: string[];
  told?: string;
  cues?: { start?: string; keep?: string; correction?: string };
  posture?: string;
  surfaces: string[];
  tool?: string;
  medium?: string;
  map: 'back' | 'foot';
  positions: Position[];
  regions: string[];
  /** Of a set: the techniques it is made of. */
  parts: string[];
  dose: Dose[];
  /** The most each giver presses in a plan; a dose may tell of more. */
  caps: { training: Training; surface: string; force_N: number; source: string; status: string }[];
  planned: boolean;
  /** What the drawing plays, end to end from 0; empty where nothing is shown. */
  demo: Stroke[];
  source: string;
  status: string;
}
export interface CodexRoutine {
  id: string;
  name: string;
  text: string;
  training: Training;
  minutes: number;
  place?: Place;
  position?: Position;
  kind: 'routine' | 'sequence' | 'alone';
  /** `strokes_count`: how many of the contact strokes, in order, belong to a step; none where the map cannot show it. */
  steps: { text: string; seconds: number; strokes_count?: number }[];
  score?: { cost: number; shuffled_low: number; shuffled_median: number; text: string };
  notes: string[];
  strokes: Stroke[];
  source: string;
  status: string;
}
/** A line of a drawing: an SVG path, alone or with its kind. */
export type DrawnLine = string | { id?: string; kind?: string; d: string };
/** The giver's right hand for one surface, in millimetres around `origin`, the middle of the contact; fingers up. */
export interface HandDrawing {
  surface: string;
  width: number;
  height: number;
  origin: [x: number, y: number];
  outline: string;
  details: DrawnLine[];
  contact: string | DrawnLine[];
}
export interface FootDrawing { width: number; height: number; outline: string; details: DrawnLine[] }
export interface Codex {
  schema: string;
  knowledge_hash: string;
  families: CodexFamily[];
  aims: CodexAim[];
  traditions: Tradition[];
  techniques: Technique[];
  routines: CodexRoutine[];
  hands: HandDrawing[];
  foot?: FootDrawing;
}
