// Why, what to do, how soon; and the visit to a doctor that may lift a rule.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import type { HowSoon, Reason, Report } from '../../port/types';
import { local_day } from '../../state';
import { use_app, use_documents } from '../../ui/app_context';
import { Button, More, Section } from '../../ui/parts';
import { SourceOf } from '../../ui/source';

const kSoonest: readonly HowSoon[] = ['now', 'today', 'days', 'routine'];

export function Reasons({ reasons, title, unhurried }: { reasons: readonly Reason[]; title: string; unhurried?: boolean }) {
  if (reasons.length === 0) return null;
  const sorted = [...reasons].sort((a, b) => kSoonest.indexOf(a.how_soon) - kSoonest.indexOf(b.how_soon));
  return (
    <Section title={title}>
      <ul class="reasons">
        {sorted.map((reason) => (
          <li key={reason.rule + reason.text} class="reason">
            {!(unhurried && reason.how_soon === 'routine') && (
              <p class={`how-soon how-soon-${reason.how_soon}`}>{words.verdict.how_soon[reason.how_soon]}</p>
            )}
            <p class="reason-text">{reason.text}</p>
            {reason.do && <p><strong>{words.verdict.do}:</strong> {reason.do}</p>}
            <SourceOf source={reason.source} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Same-day and doctor-first rules only (contracts, "Screen report"); the engine decides whether it counts. */
export function ClearanceForm({ report }: { report: Report }) {
  const { state, dispatch, now } = use_app();
  const { questions } = use_documents();
  const liftable = report.reasons.filter((reason) => questions.clearable_rules?.includes(reason.rule));
  const today = local_day(now());
  const [rule, set_rule] = useState(liftable[0]?.rule ?? '');
  const [examined_on, set_day] = useState(today);
  const [massage_allowed, set_allowed] = useState(false);
  const t = words.verdict;
  if (liftable.length === 0 || (report.verdict !== 'same_day' && report.verdict !== 'doctor_first')) return null;
  const sent = state.draft.clearance.some((clearance) => clearance.rule === rule);
  return (
    <More summary={t.cleared_title}>
      <p>{t.cleared_lead}</p>
      {liftable.length > 1 && (
        <div class="field">
          <label for="clearance-rule">{t.cleared_for}</label>
          <select id="clearance-rule" value={rule} onChange={(event) => set_rule(event.currentTarget.value)}>
            {liftable.map((reason) => <option key={reason.rule} value={reason.rule}>{reason.text}</option>)}
          </select>
        </div>
      )}
      <div class="field">
        <label for="clearance-day">{t.cleared_date}</label>
        <input id="clearance-day" type="date" max={today} value={examined_on} onInput={(event) => set_day(event.currentTarget.value)} />
      </div>
      <label class="check">
        <input type="checkbox" checked={massage_allowed} onChange={(event) => set_allowed(event.currentTarget.checked)} />
        <span>{t.cleared_ok}</span>
      </label>
      <Button disabled={!massage_allowed || examined_on === '' || examined_on > today}
        onClick={() => { dispatch('set_clearance', { rule, examined_on, massage_allowed }); dispatch('screen_again'); }}>{t.cleared_send}</Button>
      {sent && state.busy === null && <p role="status">{t.cleared_unchanged}</p>}
    </More>
  );
}
