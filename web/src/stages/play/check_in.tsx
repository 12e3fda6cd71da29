// What the receiver says: more, just right, less; and whether the hands cause pain, asked apart from the pain before.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import { use_app, use_documents } from '../../ui/app_context';
import { Button } from '../../ui/parts';
import { answer_to_hand_pain } from './hand_pain';

export function CheckIn({ close, title, lead }: { close: () => void; title: string; lead: string }) {
  const { state, dispatch } = use_app();
  const { guidance } = use_documents();
  const [said, set_said] = useState<string | null>(null);
  const t = words.play;
  const say = (word: 'more' | 'same' | 'less') => () => {
    dispatch('say', word);
    set_said({ more: t.more_answer, same: t.same_answer, less: t.less_answer }[word]);
  };
  const pain = (pain_nrs: number, sharp: boolean) => () => {
    dispatch('hand_pain', { pain_nrs, sharp });
    const answer = answer_to_hand_pain(pain_nrs, sharp, guidance.hand_pain[state.routine?.training ?? 'none']);
    set_said({ go_on: t.same_answer, lighter: t.less_answer, leave_area: t.area_clear }[answer]);
  };
  return (
    <section class="check-in" aria-labelledby="check-in-title">
      <h2 id="check-in-title">{title}</h2>
      <p>{lead}</p>
      <div class="row row-even">
        <Button onClick={say('less')}>{t.less}</Button>
        <Button onClick={say('same')}>{t.same}</Button>
        <Button onClick={say('more')}>{t.more}</Button>
      </div>
      <h3>{t.pain_title}</h3>
      <p class="hint">{t.pain_lead}</p>
      <div class="scale-numbers" role="group" aria-label={t.pain_title}>
        {Array.from({ length: 11 }, (_, n) => <button type="button" key={n} onClick={pain(n, false)}>{n}</button>)}
      </div>
      <Button onClick={pain(10, true)}>{t.sharp}</Button>
      <p class="check-in-answer" role="status">{said ?? ''}</p>
      <Button look="primary" size="big" onClick={close}>{t.done}</Button>
    </section>
  );
}
