// Whole routines: the steps with their times on one line, the drawing step by step, what the costs say, and the way to
// a plan for the back one has.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import type { Codex, CodexRoutine } from '../../port/codex_types';
import { use_app } from '../../ui/app_context';
import { Bullets, Button, Screen, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';
import { clock_text } from '../../units';
import { StrokePlayer } from './drawing';
import { LearnLink } from './link';
import { LearnTabs } from './tabs';

const kGlimpse_s = 7;

export function RoutineList({ codex }: { codex: Codex }) {
  const { dispatch } = use_app();
  const t = words.learn;
  return (
    <Screen stage="learn-routines" title={t.routines_title} lead={t.routines_lead} wide>
      <LearnTabs here="routines" />
      <ul class="cards-grid">
        {codex.routines.map((routine) => (
          <li key={routine.id}>
            <LearnLink to={{ view: 'routine', id: routine.id }} class="card-link">
              <span class="card-words">
                <strong>{routine.name}</strong>
                <span class="hint">{routine.text}</span>
                <small>{meta_of(routine)}</small>
              </span>
            </LearnLink>
          </li>
        ))}
      </ul>
      <p><Button onClick={() => dispatch('open_page', 'alone')}>{t.to_alone}</Button></p>
    </Screen>
  );
}

const meta_of = (routine: CodexRoutine): string => [
  words.learn.routine_meta(Math.round(routine.minutes)), words.learn.kinds[routine.kind], routine.place && words.giver.places[routine.place],
  routine.training !== 'none' && routine.kind !== 'sequence' && words.learn.skills.trained].filter(Boolean).join(' · ');

export function RoutinePage({ codex, routine }: { codex: Codex; routine: CodexRoutine }) {
  const { dispatch } = use_app();
  const strokes = routine.strokes.filter((stroke) => stroke.path.length > 0 && stroke.technique !== 'pause');
  const [index, set_index] = useState(0);
  const t = words.learn;
  const current = strokes[index];
  const rows = rows_of(routine);
  const at_step = rows.findIndex(({ first, count }) => index >= first && index < first + count);
  return (
    <Screen stage={`learn-routine-${routine.id}`} title={routine.name} lead={routine.text} eyebrow={meta_of(routine)} wide>
      <div class="two two-technique">
        <div>
          {current && (
            <Section title={t.preview}>
              <StrokePlayer codex={codex} strokes={strokes} map="back" name={current.name} seconds_each={kGlimpse_s} chosen={index} choose={set_index} />
              <p class="hint">{t.preview_note}</p>
            </Section>
          )}
          {routine.kind === 'alone'
            ? <Section tone="calm"><p>{t.alone_more}</p><Button onClick={() => dispatch('open_page', 'alone')}>{t.to_alone}</Button></Section>
            : routine.kind === 'routine' && (
              <Section tone="calm">
                <p>{t.use_lead}</p>
                <Button look="primary" onClick={() => dispatch('use_tonight')}>{t.use_routine}</Button>
              </Section>
            )}
          {routine.score && (
            <Section title={t.score}>
              <p>{routine.score.text}</p>
              <p class="hint">{t.score_value(...([routine.score.cost, routine.score.shuffled_low, routine.score.shuffled_median].map((cost) => cost.toFixed(1)) as [string, string, string]))}</p>
            </Section>
          )}
        </div>
        <div>
          <Section title={t.steps} aside={<span class="hint">{clock_text(routine.steps.reduce((sum, { seconds }) => sum + seconds, 0))}</span>}>
            <Timeline routine={routine} at={at_step} />
            <ol class="routine-steps">
              {routine.steps.map((step, i) => (
                <li key={i} class={i === at_step ? 'at' : ''} {...(i === at_step ? { 'aria-current': 'step' as const } : {})}>
                  <span class="step-time">{clock_text(rows[i]!.start_s)}</span>
                  {rows[i]!.count > 0 ? <button type="button" class="link-button" onClick={() => set_index(rows[i]!.first)}>{step.text}</button> : <span>{step.text}</span>}
                  <span class="step-length">{clock_text(step.seconds)}</span>
                </li>
              ))}
            </ol>
          </Section>
          {routine.notes.length > 0 && <Section title={t.good_to_know}><Bullets items={routine.notes} /></Section>}
          <SourceOf source={routine.source} />
        </div>
      </div>
    </Screen>
  );
}

/** When each step begins, and which of the contact strokes belong to it. */
export function rows_of(routine: CodexRoutine): { start_s: number; first: number; count: number }[] {
  let start_s = 0;
  let first = 0;
  return routine.steps.map(({ seconds, strokes_count: count = 0 }) => {
    const row = { start_s, first, count };
    start_s += seconds;
    first += count;
    return row;
  });
}

/** How long each step is, at a glance; the words say the same below. */
function Timeline({ routine, at }: { routine: CodexRoutine; at: number }) {
  return (
    <div class="timeline" aria-hidden="true">
      {routine.steps.map((step, i) => <span key={i} class={i === at ? 'at' : ''} style={{ flexGrow: step.seconds }} />)}
    </div>
  );
}
