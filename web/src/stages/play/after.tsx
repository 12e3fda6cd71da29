// After the massage: thanks, what is normal, what is not, and "something feels off" screened with the same care.
import { words } from '../../i18n';
import { after_answered } from '../../actions/after';
import type { Report } from '../../port/types';
import { screens } from '../../screening';
import { use_app, use_documents } from '../../ui/app_context';
import { EmergencyCall } from '../../ui/emergency';
import { Bullets, Button, Screen, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';
import { QuestionCard } from '../screen/question_card';
import { Reasons } from '../verdict/reasons';
import { verdict_words } from '../verdict/verdict';

export function After() {
  const { state } = use_app();
  if (state.after.report) return <AfterReport report={state.after.report} />;
  return state.after.asking ? <AfterQuestions /> : <Thanks />;
}

function Thanks() {
  const { state, dispatch } = use_app();
  const { guidance } = use_documents();
  const t = words.after;
  const stopped = state.play?.ended === 'stopped';
  const { aftercare } = guidance;
  return (
    <Screen stage="after" title={stopped ? t.title_stopped : t.title} lead={stopped ? t.lead_stopped : t.lead} wide
      actions={<Button look="primary" size="big" onClick={() => dispatch('after_home')}>{t.home}</Button>}>
      <div class="two two-verdict">
        <div>
          <Section title={t.feels_wrong} tone="care">
            <p>{t.feels_wrong_lead}</p>
            <Button onClick={() => dispatch('ask_after')}>{t.feels_wrong_button}</Button>
          </Section>
          {stopped && <Button onClick={() => dispatch('go_on_after_stop')}>{t.go_on}</Button>}
          <Section title={t.care}>
            <p>{aftercare.lead}</p>
            <Bullets items={aftercare.normal} look="check" />
          </Section>
        </div>
        <Section title={t.watch}>
          <ul class="reasons">
            {aftercare.watch.map((row) => (
              <li key={row.text} class="reason">
                <p class={`how-soon how-soon-${row.how_soon}`}>{words.verdict.how_soon[row.how_soon]}</p>
                <p>{row.text}</p>
                <SourceOf source={row.source} />
              </li>
            ))}
          </ul>
          <p>{guidance.safety_net}</p>
        </Section>
      </div>
    </Screen>
  );
}

function AfterQuestions() {
  const { state, dispatch } = use_app();
  const { questions, atlas } = use_documents();
  const t = words.after;
  const cards = screens(questions, 'receiver_after', state.draft, atlas, state.history.sessions_count).flatMap((screen) => screen.cards);
  return (
    <Screen stage="after_questions" title={t.ask_title} lead={t.feels_wrong_lead}
      actions={<Button look="primary" size="big" disabled={!after_answered(state) || state.busy !== null} onClick={() => dispatch('screen_after')}>{t.ask_send}</Button>}>
      {cards.map((card) => <QuestionCard key={card.card.id} card={card} />)}
    </Screen>
  );
}

function AfterReport({ report }: { report: Report }) {
  const { dispatch } = use_app();
  const t = words.after;
  const { guidance, questions } = use_documents();
  const head = verdict_words(guidance, report.verdict);
  // Of the reasons only what was asked here: the answers from before the massage are not this page's matter.
  const asked = new Set(questions.questions.filter(({ who }) => who === 'receiver_after').map(({ id }) => id));
  const own = report.reasons.filter(({ rule }) => asked.has(rule));
  const stops = report.verdict === 'emergency' || report.verdict === 'same_day' || report.verdict === 'doctor_first';
  const reasons = own.length > 0 || !stops ? own : report.reasons;
  return (
    <Screen stage="after_report" title={stops ? head.title : t.fine_title} lead={stops ? head.rest : undefined}
      actions={<>
        {report.verdict === 'emergency' && <EmergencyCall big />}
        <Button size="big" onClick={() => dispatch('after_home')}>{t.home}</Button>
      </>}>
      {reasons.length > 0 ? <Reasons reasons={reasons} title={words.verdict.reasons} /> : <p>{t.none_found}</p>}
      <Section title={words.verdict.safety_net} tone="care"><p>{report.safety_net}</p></Section>
      {stops && <Button onClick={() => dispatch('download', 'handover')}>{words.verdict.handover_sheet}</Button>}
    </Screen>
  );
}
