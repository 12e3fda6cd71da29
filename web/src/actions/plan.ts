// Tonight's plan: composed by the engine, edited only by the engine under the same limits.
import { PortError } from '../port/port';
import type { Edit, ExportFormat, Routine } from '../port/types';
import { build_case, is_complete, screens } from '../screening';
import { is_expired, type State } from '../state';
import { busy, define, type Context } from './command';

function the_case(state: State, now: Date) {
  const { draft, history, documents } = state;
  if (!documents) throw new PortError({ code: 'offline', message: '' });
  return build_case(draft, history, documents.questions, documents.atlas, now);
}

/** Re-plans and takes the result only if it is a plan. During play the second stays the same. */
export async function apply_edit(context: Context, edit: Edit): Promise<void> {
  const state = context.store.get();
  if (!state.routine) return;
  const routine = await context.port.replan(the_case(state, context.now()), state.routine, edit);
  context.store.set((now) => ({ ...now, routine: keep_id(routine, now.routine) }));
}

const keep_id = (routine: Routine, before: Routine | null): Routine =>
  before?.routine_id && !routine.routine_id ? { ...routine, routine_id: before.routine_id } : routine;

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
      const routine = await c.port.plan(the_case(c.store.get(), c.now()));
      c.store.set((state) => ({ ...state, routine, stage: 'plan', page: null, play: null }));
    }),
  }),
  edit_plan: define<Edit>({
    when: (state) => state.routine !== null && !state.routine.refused,
    run: (c, edit) => busy(c, 'edit', () => apply_edit(c, edit)),
  }),
  download: define<ExportFormat>({
    when: (state) => state.report !== null,
    run: (c, format) => busy(c, 'export', async () => {
      const state = c.store.get();
      const routine = format === 'handover' ? null : state.routine;
      if (routine && is_expired(routine, c.now())) throw new PortError({ code: 'expired', message: '' });
      save_file(await c.port.export_file(the_case(state, c.now()), routine, format), format);
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
