// What the page asks of the engine, whatever carries it: HTTP today, a worker running the engine itself later.
import type { Codex } from './codex_types';
import type {
  Atlas, Case, Edit, ExportFormat, Guidance, PortProblem, Questions, Receiver, Report, Routine, SessionEvent, Sources, Swaps,
} from './types';

export interface Port {
  questions(): Promise<Questions>;
  guidance(): Promise<Guidance>;
  sources(): Promise<Sources>;
  atlas(receiver?: Receiver): Promise<Atlas>;
  /** Large: asked for only where Learn or moving hands need it. */
  codex(): Promise<Codex>;
  screen(the_case: Case): Promise<Report>;
  plan(the_case: Case): Promise<Routine>;
  replan(the_case: Case, routine: Routine, edit: Edit): Promise<Routine>;
  swaps(the_case: Case, routine: Routine, stroke_id: string): Promise<Swaps>;
  export_file(the_case: Case, routine: Routine | null, format: ExportFormat): Promise<Blob>;
  /** Stores the case in the journal and plans it there: the routine has a `routine_id`, unless it was refused. */
  store_plan(the_case: Case): Promise<{ case_id: string; routine: Routine }>;
  edit_stored(routine_id: string, edit: Edit): Promise<Routine>;
  tell(routine_id: string, event: SessionEvent): Promise<void>;
  erase(case_id: string): Promise<void>;
}

/** The one thing a port throws. */
export class PortError extends Error {
  readonly problem: PortProblem;
  constructor(problem: PortProblem) {
    super(problem.message);
    this.name = 'PortError';
    this.problem = problem;
  }
}
