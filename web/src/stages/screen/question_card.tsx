// One card of signs. Yes is a tap on the row; "not sure" explains and asks once more; "none of these" is a button.
import { useState } from 'preact/hooks';
import { words } from '../../i18n';
import type { Answer, Question } from '../../port/types';
import type { VisibleCard } from '../../screening';
import { use_app } from '../../ui/app_context';
import { Button, Choice, More, NumberField, Section } from '../../ui/parts';
import { Icon } from '../../ui/shell';
import { SourceOf } from '../../ui/source';

export function QuestionCard({ card, after_none, untitled }: { card: VisibleCard; after_none?: () => void; untitled?: boolean }) {
  const { state, dispatch } = use_app();
  const { answers } = state.draft;
  const [in_full, set_in_full] = useState(false);
  const signs = card.questions.filter((question) => question.kind === 'yes_no');
  const others = card.questions.filter((question) => question.kind !== 'yes_no');
  const some_yes = signs.some(({ id }) => answers[id] === true || answers[id] === 'unknown');
  const all_answered = signs.every(({ id }) => answers[id] !== undefined);
  const none_chosen = signs.length > 0 && signs.every(({ id }) => answers[id] === false);
  const t = words.cards;
  return (
    <Section {...(untitled ? {} : { title: card.card.title })}>
      {!untitled && card.card.lead && <p class="card-lead">{card.card.lead}</p>}
      {signs.length > 0 && (
        <>
          {signs.some(({ short }) => short) && (
            <button type="button" class="link-button" aria-pressed={in_full} onClick={() => set_in_full(!in_full)}>{in_full ? t.in_short : t.in_full}</button>
          )}
          <ul class="signs" aria-label={t.choose}>
            {signs.map((question) => <Sign key={question.id} question={question} answer={answers[question.id]} in_full={in_full} />)}
          </ul>
          <Button class={`none${none_chosen ? ' none-chosen' : ''}`} aria-pressed={all_answered && none_chosen}
            onClick={() => { dispatch('none_of_these', card); after_none?.(); }}>
            {all_answered && <Icon name="check" />}
            {some_yes ? t.none_others : card.card.none_label || t.none}
          </Button>
        </>
      )}
      {others.map((question) => <Other key={question.id} question={question} answer={answers[question.id]} none_label={card.card.none_label || t.none} />)}
      <More summary={t.why_asked}>
        {card.questions.map((question) => (
          <div key={question.id} class="why-row"><p>{question.short ?? question.text}</p><SourceOf source={question.source} /></div>
        ))}
      </More>
    </Section>
  );
}

function Sign({ question, answer, in_full }: { question: Question; answer: Answer | undefined; in_full: boolean }) {
  const { state, dispatch } = use_app();
  const explaining = state.cards.explaining.includes(question.id);
  const t = words.cards;
  const set = (value: Answer | undefined) => () => dispatch('answer', { id: question.id, answer: value });
  return (
    <li class={`sign${answer === true ? ' sign-yes' : ''}${answer === 'unknown' ? ' sign-unsure' : ''}${explaining ? ' sign-open' : ''}`}>
      <div class="sign-row">
        <button type="button" class="sign-main" aria-pressed={answer === true} onClick={set(answer === true ? undefined : true)}>
          <span class="sign-box"><Icon name={answer === 'unknown' ? 'question' : 'check'} /></span>
          <span class="sign-text">
            <span class="sign-short">{question.short ?? question.text}</span>
            {question.short && (in_full || answer === true || explaining) && <span class="sign-full">{question.text}</span>}
            {answer === false && <span class="sign-answer">{t.no_marked}</span>}
            {answer === 'unknown' && <span class="sign-answer">{t.unsure_marked}</span>}
          </span>
        </button>
        <button type="button" class="sign-unsure-button" aria-expanded={explaining} aria-label={t.not_sure_about(question.short ?? question.text)}
          onClick={() => dispatch('explain', question.id)}>{t.not_sure}</button>
      </div>
      {explaining && (
        <div class="sign-explain" role="group" aria-label={question.short ?? question.text}>
          {question.explain && <p>{question.explain}</p>}
          <p class="hint">{t.once_more}</p>
          <div class="row">
            <Button onClick={set(true)}>{words.app.yes}</Button>
            <Button onClick={set(false)}>{words.app.no}</Button>
            <Button onClick={set('unknown')}>{t.still_unsure}</Button>
          </div>
        </div>
      )}
    </li>
  );
}

function Other({ question, answer, none_label }: { question: Question; answer: Answer | undefined; none_label: string }) {
  const { dispatch } = use_app();
  const set = (value: Answer | undefined) => dispatch('answer', { id: question.id, answer: value });
  if (question.kind === 'number') {
    return (
      <NumberField label={question.text} value={typeof answer === 'number' ? answer : null} range={question.range ?? null}
        {...(question.unit ? { hint: `(${question.unit})` } : {})} change={(value) => set(value ?? undefined)} />
    );
  }
  const choices = question.choices ?? [];
  if (question.kind === 'choice') {
    return (
      <Choice legend={question.text} value={typeof answer === 'string' ? answer : null} columns={choices.length > 3 ? 2 : 1}
        choose={(value: string) => set(value)} options={choices.map(({ id, text }) => ({ value: id, label: text }))} />
    );
  }
  const chosen = Array.isArray(answer) ? answer : [];
  return (
    <fieldset class="choice">
      <legend>{question.text}</legend>
      <div class="region-list">
        {choices.map(({ id, text }) => (
          <button type="button" key={id} class="toggle" aria-pressed={chosen.includes(id)}
            onClick={() => set(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])}>{text}</button>
        ))}
        <button type="button" class="toggle" aria-pressed={Array.isArray(answer) && chosen.length === 0} onClick={() => set([])}>{none_label}</button>
      </div>
    </fieldset>
  );
}
