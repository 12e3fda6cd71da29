// The phone changes hands: from here on nothing of the answers is on the page.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import { use_app } from '../../ui/app_context';
import { Button, Screen, Section } from '../../ui/parts';

export function HandOver() {
  const { state, dispatch } = use_app();
  const t = words.hand_over;
  return (
    <Screen stage="hand_over" title={t.title} lead={t.lead}
      actions={<Button look="primary" size="big" onClick={() => dispatch('take_phone_as_giver')}>{t.take}</Button>}>
      <Section tone="calm"><p>{t.receiver_note}</p></Section>
      {state.holder === 'giver' && <GiveBack />}
    </Screen>
  );
}

export function GiveBack() {
  const { dispatch } = use_app();
  const [asking, set_asking] = useState(false);
  const t = words.hand_over;
  if (!asking) return <Button look="plain" onClick={() => set_asking(true)}>{words.giver.give_back}</Button>;
  return (
    <Section title={t.back_title} tone="care">
      <p>{t.back_lead}</p>
      <div class="row">
        <Button onClick={() => dispatch('give_phone_back')}>{t.back}</Button>
        <Button onClick={() => set_asking(false)}>{t.stay}</Button>
      </div>
    </Section>
  );
}
