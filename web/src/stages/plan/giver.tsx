// The giver's short check and what they bring: training, time, place, oil.
import { useId } from 'preact/hooks';
import { words } from '../../i18n';
import { giver_check_done, giver_setup_done } from '../../actions/plan';
import type { Codex } from '../../port/codex_types';
import type { Place, Position, Training } from '../../port/types';
import { screens } from '../../screening';
import { kGiverMinutes } from '../../state';
import { use_app, use_codex, use_documents } from '../../ui/app_context';
import { Button, Choice, NumberField, Screen, TextField } from '../../ui/parts';
import { QuestionCard } from '../screen/question_card';
import { Limits } from '../verdict/limits_map';
import { GiveBack } from './hand_over';

export function GiverCheck() {
  const { state, dispatch } = use_app();
  const { questions, atlas } = use_documents();
  const cards = screens(questions, 'giver', state.draft, atlas, state.history.sessions_count).flatMap((screen) => screen.cards);
  const t = words.giver;
  const done = giver_check_done(state);
  return (
    <Screen stage="giver_check" title={t.check_title} lead={t.check_lead}
      actions={<>
        <p class="action-note" aria-live="polite">{done ? '' : t.finish_check}</p>
        <Button look="primary" size="big" disabled={!done} onClick={() => dispatch('to_giver_setup')}>{words.app.continue}</Button>
      </>}>
      {cards.map((card) => <QuestionCard key={card.card.id} card={card} />)}
      <GiveBack />
    </Screen>
  );
}

/** A soft wish; only traditions that a plan can take something from. */
function TraditionWish({ codex }: { codex: Codex | null }) {
  const { state, dispatch } = use_app();
  const id = useId();
  const t = words.giver;
  if (!codex) return null;
  const planned = new Set(codex.techniques.filter((technique) => technique.planned).map((technique) => technique.id));
  const offered = codex.traditions.filter((tradition) => tradition.techniques.some((technique) => planned.has(technique)));
  return (
    <div class="field">
      <label for={id}>{t.tradition}</label>
      <select id={id} value={state.draft.tradition ?? ''} aria-describedby={`${id}-note`}
        onChange={(event) => dispatch('set_tradition', event.currentTarget.value || null)}>
        <option value="">{t.tradition_any}</option>
        {offered.map((tradition) => <option key={tradition.id} value={tradition.id}>{tradition.name}</option>)}
      </select>
      <p class="hint" id={`${id}-note`}>{t.tradition_note}</p>
    </div>
  );
}

export function GiverSetup() {
  const { state, dispatch } = use_app();
  const { report, draft } = state;
  const codex = use_codex();
  if (!report) return null;
  const { giver } = draft;
  const t = words.giver;
  const profile = giver.profile ?? { school: '', hours_count: 0, number: '' };
  const most_minutes = report.minutes_max ?? Infinity;
  return (
    <Screen stage="giver_setup" title={t.setup_title} lead={t.setup_lead} wide
      actions={<Button look="primary" size="big" disabled={!giver_setup_done(state) || state.busy !== null} onClick={() => dispatch('make_plan')}>{t.make}</Button>}>
      <div class="two two-verdict">
        <div>
          <Choice<Training> legend={t.training} value={giver.training} columns={1} choose={(training) => dispatch('set_giver', { training })}
            options={(['none', 'course', 'professional'] as const).map((value) => ({ value, label: t.trainings[value] }))} />
          {giver.training === 'professional' && (
            <div class="stack">
              <TextField label={t.school} value={profile.school} change={(school) => dispatch('set_giver', { profile: { ...profile, school } })} />
              <NumberField label={t.hours} value={profile.hours_count || null} range={[1, 20000]}
                change={(hours) => dispatch('set_giver', { profile: { ...profile, hours_count: hours ?? 0 } })} />
              <TextField label={t.number} value={profile.number} change={(number) => dispatch('set_giver', { profile: { ...profile, number } })} />
            </div>
          )}
          <Choice<number> legend={t.minutes} value={giver.minutes} columns={4} choose={(minutes) => dispatch('set_giver', { minutes })}
            options={kGiverMinutes.map((value) => ({ value, label: t.minutes_value(value), disabled: value > most_minutes }))} />
          <Choice<Place> legend={t.place} value={giver.place} columns={2} choose={(place) => dispatch('set_giver', { place })}
            options={(['bed', 'floor', 'table', 'chair'] as const).map((value) => ({ value, label: t.places[value] }))} />
          <Choice legend={t.oil} value={giver.oil === false ? 'dry' : 'oil'} choose={(value) => dispatch('set_giver', { oil: value === 'oil' })}
            options={[{ value: 'oil', label: t.oil_yes }, { value: 'dry', label: t.oil_no }]} />
          <TraditionWish codex={codex} />
          {report.positions.length > 1 && (
            <Choice<Position | 'any'> legend={t.position} value={giver.position ?? 'any'} columns={1}
              choose={(position) => dispatch('set_giver', { position: position === 'any' ? undefined : position })}
              options={[{ value: 'any', label: t.position_any },
                ...report.positions.map((value) => ({ value, label: words.verdict.position_names[value] }))]} />
          )}
        </div>
        <div>
          <Limits report={report} title={t.limits} />
          <GiveBack />
        </div>
      </div>
    </Screen>
  );
}
