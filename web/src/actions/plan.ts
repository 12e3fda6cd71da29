// Tonight's plan: composed by the engine, edited only by the engine under the same limits.
import { PortError } from '../port/port';
import type { Case, Edit, ExportFormat, Routine } from '../port/types';
import { build_case, is_complete, screens } from '../screening';
import { is_expired, type State } from '../state';
import { busy, define, type Context } from './command';

function the_case(state: State, now: Date) {
  const { draft, history, documents } = state;
  if (!documents) throw new PortError({ code: 'offline', message: '' });
  return build_case(draft, history, documents.questions, documents.atlas, now);
}

/** The journal holds what the engine cannot do without; where it fails, the massage goes on unrecorded. */
const kNoJournal = ['not_found', 'http_404', 'storage', 'internal'];
const kNoSwaps = ['not_found', 'http_404', 'http_405'];
const without_journal = (error: unknown): boolean => error instanceof PortError && kNoJournal.includes(error.problem.code);

/** Re-plans under the same limits. During play the second stays the same. */
export async function apply_edit(context: Context, edit: Edit): Promise<void> {
  const { routine, planned_case } = context.store.get();
  if (!routine || !planned_case) return;
  const { port } = context;
  const edited = routine.routine_id
    ? await port.edit_stored(routine.routine_id, edit).catch((error: unknown) => {
        if (!without_journal(error)) throw error;
        return port.replan(planned_case, routine, edit);
      })
    : await port.replan(planned_case, routine, edit);
  context.store.set((state) => ({ ...state, routine: edited, swaps: null }));
}

async function plan_and_store(context: Context, planned_case: Case): Promise<{ case_id: string | null; routine: Routine }> {
  try {
    return await context.port.store_plan(planned_case);
  } catch (error) {
    if (!without_journal(error)) throw error;
    return { case_id: null, routine: await context.port.plan(planned_case) };
  }
}

export const giver_check_done = (state: State): boolean => {
  const documents = state.documents;
  return documents !== null && screens(documents.questions, 'giver', state.draft, documents.atlas, state.history.sessions_count)
    .every((screen) => screen.cards.every((card) => is_complete(card, state.draft)));
};
export const giver_setup_done = (state: State): boolean => {
  const { training, profile } = state.draft.giver;
  return giver_check_done(state) && (training !== 'professional' ||
    (profile !== undefined && profile.school.trim() !== '' && profile.number.trim() !== '' && profile.hours_count > 0));
};

export const plan_commands = {
  make_plan: define({
    when: (state) => state.report !== null && giver_setup_done(state),
    run: (c) => busy(c, 'plan', async () => {
      const planned_case = the_case(c.store.get(), c.now());
      const { case_id, routine } = await plan_and_store(c, planned_case);
      c.store.set((state) => ({
        ...state, routine, planned_case, stage: 'plan', page: null, play: null,
        case_ids: case_id === null ? state.case_ids : [...state.case_ids, case_id],
      }));
    }),
  }),
  edit_plan: define<Edit>({
    when: (state) => state.routine !== null && !state.routine.refused,
    run: (c, edit) => busy(c, 'edit', () => apply_edit(c, edit)),
  }),
  /** What a step may be exchanged for. An engine that offers no choice exchanges it as it finds best. */
  find_swaps: define<string>({
    when: (state) => state.routine !== null && !state.routine.refused && state.planned_case !== null,
    run: (c, stroke_id) => busy(c, 'edit', async () => {
      const { routine, planned_case } = c.store.get();
      try {
        const swaps = await c.port.swaps(planned_case!, routine!, stroke_id);
        c.store.set((state) => ({ ...state, swaps: { stroke_id, choices: swaps.choices } }));
      } catch (error) {
        if (!(error instanceof PortError) || !kNoSwaps.includes(error.problem.code)) throw error;
        await apply_edit(c, { kind: 'swap', stroke_id, from_s: 0 });
      }
    }),
  }),
  close_swaps: define({ when: (state) => state.swaps !== null, run: ({ store }) => store.set((state) => ({ ...state, swaps: null })) }),
  download: define<ExportFormat>({
    when: (state) => state.report !== null,
    run: (c, format) => busy(c, 'export', async () => {
      const state = c.store.get();
      const routine = format === 'handover' ? null : state.routine;
      if (routine && is_expired(routine, c.now())) throw new PortError({ code: 'expired', message: '' });
      const exported = (routine && state.planned_case) || the_case(state, c.now());
      save_file(await c.port.export_file(exported, routine, format), format);
    }),
  }),
};

const kFileNames: Record<ExportFormat, string> = {
  json: 'unknot-routine.json', html: 'unknot-massage.html', print: 'unknot-print.html', handover: 'unknot-for-your-doctor.html',
};

function save_file(file: Blob, format: ExportFormat): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = kFileNames[format];
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
