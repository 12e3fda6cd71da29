// Around every stage: top bar, menu, problem message, skip link.
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../i18n';
import { kLearnHome } from '../learn_place';
import { previous } from '../actions/journey';
import type { Page, Theme } from '../state';
import type { UnitSystem } from '../units';
import { use_app } from './app_context';
import { Button, Choice } from './parts';
import { EmergencyRegion } from './emergency';

export function TopBar() {
  const { state, dispatch } = use_app();
  const [open, set_open] = useState(false);
  const can_go_back = state.page !== null || previous(state) !== null;
  return (
    <>
      <a class="skip-link" href="#main" onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('#main h1')?.focus();
      }}>{words.app.skip_to_content}</a>
      <header class="top-bar">
        {can_go_back
          ? <button type="button" class="top-button" onClick={() => dispatch('back')} aria-label={words.app.back}><Icon name="back" /></button>
          : <span class="top-space" />}
        <span class="wordmark"><Icon name="knot" />{words.app.name}</span>
        <button type="button" class="top-button" aria-haspopup="dialog" onClick={() => set_open(true)} aria-label={words.app.menu}><Icon name="menu" /></button>
      </header>
      {open && <Menu close={() => set_open(false)} />}
    </>
  );
}

function Menu({ close }: { close: () => void }) {
  const { state, dispatch } = use_app();
  const dialog = useRef<HTMLDialogElement>(null);
  const [erasing, set_erasing] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const { prefs } = state;
  const open_page = (page: Page) => () => { close(); dispatch('open_page', page); };
  return (
    <dialog ref={dialog} class="menu" aria-labelledby="menu-title" onClose={close}
      onClick={(event) => { if (event.target === dialog.current) dialog.current?.close(); }}>
      <div class="menu-head">
        <h2 id="menu-title">{words.app.menu}</h2>
        <button type="button" class="top-button" aria-label={words.app.close} onClick={() => dialog.current?.close()}><Icon name="close" /></button>
      </div>
      <nav aria-label={words.menu.pages} class="menu-pages">
        <Button look="plain" onClick={() => { close(); dispatch('learn', kLearnHome); }}>{words.menu.learn}</Button>
        <Button look="plain" onClick={open_page('professional')}>{words.menu.professional}</Button>
        <Button look="plain" onClick={open_page('alone')}>{words.menu.alone}</Button>
        {state.routine && <Button look="plain" onClick={open_page('take_along')}>{words.menu.take_along}</Button>}
        <Button look="plain" onClick={open_page('about')}>{words.menu.about}</Button>
      </nav>
      <Choice<Theme> legend={words.menu.look} value={prefs.theme} columns={3} choose={(theme) => dispatch('set_pref', { theme })}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: words.menu.themes[value] }))} />
      <Choice<UnitSystem> legend={words.menu.units} value={prefs.units} choose={(units) => dispatch('set_pref', { units })}
        options={(['metric', 'imperial'] as const).map((value) => ({ value, label: words.menu.unit_names[value] }))} />
      <Choice legend={words.menu.sound} value={prefs.sound ? 'on' : 'off'} choose={(value) => dispatch('set_pref', { sound: value === 'on' })}
        options={[{ value: 'on', label: words.menu.on }, { value: 'off', label: words.menu.off }]} />
      <Choice legend={words.menu.letter_keys} value={prefs.letter_keys ? 'on' : 'off'} choose={(value) => dispatch('set_pref', { letter_keys: value === 'on' })}
        options={[{ value: 'on', label: words.menu.on }, { value: 'off', label: words.menu.off }]} />
      <EmergencyRegion />
      {erasing
        ? <div class="section section-care">
            <p>{words.menu.erase_ask}</p>
            <div class="row">
              <Button look="stop" onClick={() => { close(); dispatch('erase_everything'); }}>{words.menu.erase_yes}</Button>
              <Button onClick={() => set_erasing(false)}>{words.menu.erase_no}</Button>
            </div>
          </div>
        : <Button look="plain" onClick={() => set_erasing(true)}>{words.menu.erase}</Button>}
    </dialog>
  );
}

const kOwnMessages = ['offline', 'bad_answer', 'expired', 'erase'] as const;

export function ProblemNote() {
  const { state, dispatch } = use_app();
  const { problem } = state;
  if (!problem) return null;
  const own = kOwnMessages.find((code) => code === problem.code);
  const text = own ? words.problem[own] : problem.message || words.problem.unknown;
  return (
    <div class="problem" role="alert">
      <p><strong>{words.problem.title}.</strong> {text}</p>
      {problem.place && <p class="problem-place">{problem.place}</p>}
      {problem.hint && <p>{problem.hint}</p>}
      {problem.more && problem.more.length > 0 && (
        <ul>{problem.more.map((other, i) => <li key={i}>{[other.place, other.message, other.hint].filter(Boolean).join(': ')}</li>)}</ul>
      )}
      <div class="row">
        {state.documents === null && <Button look="primary" onClick={() => dispatch('load')}>{words.problem.retry}</Button>}
        <Button onClick={() => dispatch('dismiss_problem')}>{words.problem.hide}</Button>
      </div>
    </div>
  );
}

const kIcons = {
  back: 'M15 5l-7 7 7 7', menu: 'M4 7h16M4 12h16M4 17h16', close: 'M6 6l12 12M18 6L6 18',
  knot: 'M5 6c6 0 4 12 7 12s1-12 7-12M5 18c6 0 4-12 7-12s1 12 7 12', next: 'M9 5l7 7-7 7', pause: 'M9 5v14M15 5v14', play: 'M8 5l11 7-11 7z',
  sound: 'M4 10v4h4l5 4V6L8 10zM16 9c1.5 2 1.5 4 0 6M18.5 6.5c3 3.5 3 7.5 0 11', mute: 'M4 10v4h4l5 4V6L8 10zM16 9l5 6M21 9l-5 6',
  down: 'M12 5v14M6 13l6 6 6-6', check: 'M5 12l5 5 9-10', question: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.1',
} as const;
export function Icon({ name }: { name: keyof typeof kIcons }) {
  return <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={kIcons[name]} /></svg>;
}
