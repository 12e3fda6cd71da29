// One screen: what this does, what it refuses, where help comes from, and the one big button.
import { words } from '../../i18n';
import { kLearnHome } from '../../learn_place';
import { use_app } from '../../ui/app_context';
import { EmergencyRegion } from '../../ui/emergency';
import { Bullets, Button, Screen, Section } from '../../ui/parts';
import { Icon } from '../../ui/shell';
import { local_day } from '../../state';
import { BackMap } from '../../map/back_map';

export function Welcome() {
  const { state, dispatch, now } = use_app();
  const { history, documents, after } = state;
  const ask_soreness = history.sessions_count > 0 && after.sore === null && history.last_on !== local_day(now());
  const t = words.welcome;
  return (
    <Screen stage="welcome" title={t.title} lead={t.lead} wide>
      <div class="welcome">
        <div class="welcome-main">
          <Button look="primary" size="big" disabled={!documents} onClick={() => dispatch('begin')}>{t.start}<Icon name="next" /></Button>
          <p class="hint">{t.start_hint}</p>
          {state.report && <Button onClick={() => dispatch('visit', { stage: state.routine ? 'plan' : 'verdict', page: null })}>{t.resume}</Button>}
          {ask_soreness && (
            <Section tone="calm">
              <p>{t.soreness_ask}</p>
              <div class="row">
                <Button onClick={() => dispatch('answer_soreness', true)}>{words.app.yes}</Button>
                <Button onClick={() => dispatch('answer_soreness', false)}>{words.app.no}</Button>
              </div>
            </Section>
          )}
          <Section title={t.who_title}><p>{t.who}</p></Section>
          <Section title={t.not_title}><Bullets look="no" items={t.not} /></Section>
          <Section title={t.emergency_title}><EmergencyRegion /></Section>
          <div class="stack">
            {history.sessions_count > 0 && <Button look="plain" onClick={() => dispatch('ask_after')}>{t.felt_wrong}</Button>}
            <Button look="plain" onClick={() => dispatch('learn', kLearnHome)}>{t.learn_link}</Button>
            <Button look="plain" onClick={() => dispatch('open_page', 'alone')}>{t.alone_link}</Button>
            <Button look="plain" onClick={() => dispatch('open_page', 'professional')}>{t.professional_link}</Button>
          </div>
        </div>
        {documents && <div class="welcome-picture"><BackMap atlas={documents.atlas} /></div>}
      </div>
    </Screen>
  );
}
