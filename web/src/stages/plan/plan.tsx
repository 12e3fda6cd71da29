// Tonight's plan: what to prepare, what to agree on, the steps, and what one may change.
import { words } from '../../i18n';
import { is_expired, kGiverMinutes } from '../../state';
import { use_app, use_codex, use_documents } from '../../ui/app_context';
import { Bullets, Button, Screen, Section } from '../../ui/parts';
import { minutes_text } from '../../units';
import { Reasons } from '../verdict/reasons';
import { GiveBack } from './hand_over';
import { Step } from './step';

/** Later than this after the questions, the plan asks whether anything is new. */
const kRecheckAfter_ms = 30 * 60 * 1000;

export function Plan() {
  const { state, dispatch, now } = use_app();
  const { guidance } = use_documents();
  const { routine, play } = state;
  const t = words.plan;
  use_codex();
  if (!routine) return null;
  if (routine.refused) return <Refused />;
  const expired = is_expired(routine, now());
  const minutes = minutes_text(routine.total_s);
  const touching = routine.strokes.filter((stroke) => stroke.technique !== 'pause').length;
  const begun = play !== null && play.at_s > 0 && play.ended === null;
  const shorter = kGiverMinutes.filter((option) => option < minutes);
  const idle = state.busy === null;
  return (
    <Screen stage="plan" title={t.title} lead={t.summary(minutes, touching)} wide
      actions={expired
        ? <><p class="action-note">{t.expired}</p><Button look="primary" size="big" onClick={() => dispatch('screen_afresh')}>{t.screen_again}</Button></>
        : <Button look="primary" size="big" onClick={() => dispatch('to_play')}>{begun ? t.resume : t.begin}</Button>}>
      <div class="two two-plan">
        <div>
          {guidance.recheck && now().getTime() - Date.parse(routine.screened_at) > kRecheckAfter_ms && (
            <Section title={t.recheck} tone="care">
              <p>{guidance.recheck.question}</p>
              <Bullets items={guidance.recheck.signs} />
              <p><strong>{guidance.recheck.if_yes}</strong> {guidance.recheck.if_unsure}</p>
            </Section>
          )}
          {routine.prepare.length > 0 && <Section title={t.prepare}><Bullets items={routine.prepare} look="check" /></Section>}
          <Section title={t.consent} tone="calm">
            <p>{guidance.consent.lead}</p>
            <Bullets items={guidance.consent.lines} />
            <p><strong>{t.stop_word}</strong></p>
          </Section>
          {routine.giver_load?.text && <Section title={t.load}><p>{routine.giver_load.text}</p></Section>}
          {routine.shortened_because && <Section title={t.shortened}><p>{routine.shortened_because}</p></Section>}
          {routine.notes.length > 0 && <Section title={t.notes}><Bullets items={routine.notes} /></Section>}
        </div>
        <div>
          <Section title={t.steps}>
            {!expired && (
              <div class="row">
                <Button disabled={!idle} onClick={() => dispatch('edit_plan', { kind: 'lighter', from_s: 0 })}>{t.lighter}</Button>
                {shorter.slice(-2).map((option) => (
                  <Button key={option} disabled={!idle} onClick={() => dispatch('edit_plan', { kind: 'shorter', minutes: option, from_s: 0 })}>{t.shorter_to(option)}</Button>
                ))}
              </div>
            )}
            {(routine.edits?.length ?? 0) > 0 && <p class="hint" role="status">{t.replanned}</p>}
            <ol class="steps">
              {routine.strokes.map((stroke) => <Step key={stroke.id} stroke={stroke} place={routine.place} editable={!expired} />)}
            </ol>
          </Section>
          <div class="stack">
            <Button onClick={() => dispatch('open_page', 'take_along')}>{t.take_along}</Button>
            <GiveBack />
          </div>
        </div>
      </div>
    </Screen>
  );
}

/** The giver sees that nothing is planned; of the reasons only those that came from their own check. */
function Refused() {
  const { state, dispatch } = use_app();
  const { questions, guidance } = use_documents();
  const t = words.plan;
  const own = new Set(questions.questions.filter((question) => question.who === 'giver').map((question) => question.id));
  const reasons = (state.routine?.report?.reasons ?? []).filter((reason) => own.has(reason.rule));
  return (
    <Screen stage="plan-refused" title={t.refused_title} lead={t.refused_lead}
      actions={<Button look="primary" size="big" onClick={() => dispatch('visit', { stage: 'giver_setup', page: null })}>{t.change_setup}</Button>}>
      <Reasons reasons={reasons} title={words.verdict.reasons} />
      {(state.routine?.notes.length ?? 0) > 0 && <Section title={t.notes}><Bullets items={state.routine!.notes} /></Section>}
      <Section tone="care"><p>{guidance.safety_net}</p></Section>
      <GiveBack />
    </Screen>
  );
}
