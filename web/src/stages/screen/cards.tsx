// The receiver's questions, a screen at a time.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { words } from '../../i18n';
import { current_screen, next_screen, screen_done } from '../../actions/journey';
import { is_complete, open_questions, type VisibleCard } from '../../screening';
import { use_app } from '../../ui/app_context';
import { Button, Screen } from '../../ui/parts';
import { QuestionCard } from './question_card';

export function Cards() {
  const { state, dispatch } = use_app();
  const { screen, position, count } = current_screen(state);
  const list = useRef<HTMLDivElement>(null);
  const t = words.cards;
  const done = screen_done(state);
  const pressed_none = useRef(false);

  // "None of these" on the last open card moves on by itself; otherwise the next open card comes into view. At once: a
  // second tap, on where "Continue" was, must not land on the next screen.
  useLayoutEffect(() => {
    if (!pressed_none.current) return;
    pressed_none.current = false;
    if (done) dispatch('continue_cards');
  });

  if (!screen) return null;
  const open = screen.cards.flatMap((card) => open_questions(card, state.draft)).length;
  const after_none = (card: VisibleCard) => () => {
    pressed_none.current = true;
    const index = screen.cards.indexOf(card);
    const next = screen.cards.findIndex((other, i) => i > index && !is_complete(other, state.draft));
    if (next > 0) list.current?.children[next]?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  const is_last = next_screen(state) === null;
  const single = screen.cards.length === 1 ? screen.cards[0]!.card : null;
  return (
    <Screen stage={`cards-${screen.screen_index}`} title={single?.title ?? t.choose}
      eyebrow={t.progress(position + 1, count)} lead={single?.lead}
      actions={<>
        <p class="action-note" aria-live="polite">{open > 0 ? t.open_left(open) : ''}</p>
        <Button look="primary" size="big" disabled={!done} onClick={() => dispatch('continue_cards')}>{is_last ? t.see_result : words.app.continue}</Button>
      </>}>
      <progress class="progress" value={position + 1} max={count} aria-label={t.progress(position + 1, count)} />
      <div ref={list} class="cards">
        {screen.cards.map((card) => <QuestionCard key={card.card.id} card={card} after_none={after_none(card)} untitled={single !== null} />)}
      </div>
    </Screen>
  );
}
