// The result, calm and plain. A result that stops offers no way around it.
import { words } from '../../i18n';
import type { Guidance, Report, Verdict } from '../../port/types';
import { is_stop } from '../../state';
import { use_app, use_documents } from '../../ui/app_context';
import { EmergencyCall, EmergencyRegion } from '../../ui/emergency';
import { Button, More, Screen, Section } from '../../ui/parts';
import { Alternatives, Expect, Origins } from './honest';
import { Limits } from './limits_map';
import { ClearanceForm, Reasons } from './reasons';

export function VerdictStage() {
  const { state } = use_app();
  if (!state.report) return null;
  return is_stop(state.report.verdict) ? <Stop report={state.report} /> : <Go report={state.report} />;
}

function Stop({ report }: { report: Report }) {
  const { dispatch } = use_app();
  const { guidance } = use_documents();
  const t = words.verdict;
  const head = verdict_words(guidance, report.verdict);
  const grave = report.verdict === 'emergency';
  const see_someone = grave || report.verdict === 'same_day' || report.verdict === 'doctor_first';
  const main = report.reasons.filter((reason) => reason.how_soon !== 'routine' || !see_someone);
  const mention = report.reasons.filter((reason) => !main.includes(reason));
  const alone = report.verdict === 'doctor_first' || report.verdict === 'not_now';
  return (
    <Screen stage={`verdict-${report.verdict}`} title={head.title} lead={head.rest} wide
      actions={report.verdict === 'incomplete'
        ? <Button look="primary" size="big" onClick={() => dispatch('answer_missing')}>{t.answer_missing}</Button>
        : grave ? <EmergencyCall big /> : undefined}>
      <div class={`verdict-band verdict-${report.verdict}`} aria-hidden="true" />
      <div class="two two-verdict">
        <div>
          <Reasons reasons={main} title={t.reasons} />
          {grave && <More summary={t.change_region}><EmergencyRegion /></More>}
          <SafetyNet report={report} />
        </div>
        <div>
          {see_someone && (
            <Section title={grave ? t.take_along : t.professional}>
              <div class="stack">
                {!grave && <Button onClick={() => dispatch('open_page', 'professional')}>{t.professional}</Button>}
                <Button onClick={() => dispatch('download', 'handover')}>{t.handover_sheet}</Button>
              </div>
            </Section>
          )}
          {report.verdict === 'not_now' && <Section><Button onClick={() => dispatch('visit', { stage: 'cards', page: null })}>{t.again}</Button></Section>}
          {alone && (
            <Section title={t.alone}><Button onClick={() => dispatch('open_page', 'alone')}>{t.alone_link}</Button></Section>
          )}
          <Reasons reasons={mention} title={t.reasons_mention} />
          <Origins origin={report.origin} />
          <Alternatives alternatives={report.alternatives} />
          <ClearanceForm report={report} />
          <RulesDated />
        </div>
      </div>
    </Screen>
  );
}

function Go({ report }: { report: Report }) {
  const { dispatch } = use_app();
  const { guidance } = use_documents();
  const t = words.verdict;
  const head = verdict_words(guidance, report.verdict);
  return (
    <Screen stage={`verdict-${report.verdict}`} title={head.title} lead={`${head.rest} ${t.no_proof}`.trim()} wide
      actions={<Button look="primary" size="big" onClick={() => dispatch('to_hand_over')}>{t.hand_over}</Button>}>
      <div class={`verdict-band verdict-${report.verdict}`} aria-hidden="true" />
      <div class="two two-verdict">
        <div>
          <Limits report={report} title={t.limits} />
          <Reasons reasons={report.reasons} title={t.reasons_keep} unhurried />
          <SafetyNet report={report} />
        </div>
        <div>
          <Expect expect={report.expect} />
          <Origins origin={report.origin} />
          <Alternatives alternatives={report.alternatives} />
          <Section title={t.alone}><Button onClick={() => dispatch('open_page', 'alone')}>{t.alone_link}</Button></Section>
          <RulesDated />
        </div>
      </div>
    </Screen>
  );
}

/** The engine's sentence for a verdict: its first sentence is the headline. */
export function verdict_words(guidance: Guidance, verdict: Verdict): { title: string; rest: string } {
  const text = guidance.words[verdict] ?? verdict;
  const end = text.search(/[.:!?] /);
  return end < 0 ? { title: text.replace(/\.$/, ''), rest: '' } : { title: text.slice(0, end), rest: text.slice(end + 2) };
}

function SafetyNet({ report }: { report: Report }) {
  return <Section title={words.verdict.safety_net} tone="care"><p>{report.safety_net}</p></Section>;
}

export function RulesDated() {
  const { guidance } = use_documents();
  return <p class="hint rules-dated">{guidance.review_note || words.verdict.rules_dated(guidance.rules_dated)}</p>;
}
