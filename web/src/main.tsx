// Wires store, port, storage, address bar and keys together, and starts.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { at_place } from './actions/learn';
import { command_for_key, commands, create_dispatch } from './actions/registry';
import type { Context } from './actions/command';
import { AppView } from './app';
import { forget, restore, save } from './persist';
import { create_http_port } from './port/http';
import { from_hash, replaces, to_hash } from './router';
import type { State } from './state';
import { create_store } from './store';
import './styles/base.css';
import './styles/parts.css';
import './styles/stages.css';
import './styles/map.css';
import './styles/player.css';
import './styles/learn.css';
import { AppContext } from './ui/app_context';

const store = create_store(restore(window.localStorage));
const context: Context = {
  store, port: create_http_port(), now: () => new Date(), forget: () => forget(window.localStorage),
};
const dispatch = create_dispatch(context);

function show_theme({ prefs }: State): void {
  document.documentElement.dataset['theme'] = prefs.theme;
}

// Saved at once when something was done, and about once a second while the massage plays.
let saved_ms = 0;
let saved: State | null = null;
store.subscribe((state) => {
  show_theme(state);
  const only_time = saved !== null && saved.stage === state.stage && saved.draft === state.draft && saved.play?.log === state.play?.log
    && saved.play?.running === state.play?.running && saved.routine === state.routine && saved.prefs === state.prefs;
  const now_ms = Date.now();
  if (!only_time || now_ms - saved_ms > 900) {
    save(state, window.localStorage);
    saved_ms = now_ms;
    saved = state;
  }
  const hash = to_hash(state);
  if (hash === window.location.hash) return;
  if (replaces(window.location.hash, hash)) window.history.replaceState(null, '', hash);
  else window.history.pushState(null, '', hash);
});
window.addEventListener('popstate', () => {
  const address = from_hash(window.location.hash);
  if (address) dispatch('visit', address);
});
window.addEventListener('pagehide', () => save(store.get(), window.localStorage));

window.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, select, textarea, dialog')) return;
  // A focused button keeps its own space bar: who has tabbed to STOP and presses it means STOP.
  if (event.key === ' ' && target?.closest('button, a, summary, [role=button]')) return;
  if (/^[a-z]$/i.test(event.key) && !store.get().prefs.letter_keys) return;
  const name = command_for_key(event.key, context);
  if (!name) return;
  event.preventDefault();
  void (commands[name] as { run(c: Context): unknown }).run(context);
});

function Root() {
  const [state, set_state] = useState(store.get());
  useEffect(() => store.subscribe(set_state), []);
  return <AppContext.Provider value={{ state, dispatch, now: context.now }}><AppView /></AppContext.Provider>;
}

show_theme(store.get());
const opened_at = from_hash(window.location.hash);
if (opened_at?.learn) store.set((state) => at_place(state, opened_at.learn!));
window.history.replaceState(null, '', to_hash(store.get()));
dispatch('wake_after_reload');
render(<Root />, document.getElementById('app')!);
dispatch('load');
/** Until the program answers: it may have been started a moment after the page. */
const kLoadAgain_ms = 3000;
setInterval(() => dispatch('load'), kLoadAgain_ms);
