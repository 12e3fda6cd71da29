// The address bar mirrors the stage, so that the phone's own back gesture works as people expect.
import type { Address } from './actions/journey';
import { learn_hash, learn_place } from './learn_place';
import type { Page, Stage, State } from './state';

const kStages: readonly Stage[] = [
  'welcome', 'where', 'cards', 'verdict', 'hand_over', 'giver_check', 'giver_setup', 'plan', 'play', 'after'];
const kPages: readonly Page[] = ['professional', 'alone', 'about', 'take_along'];

export function to_hash(state: State): string {
  if (state.page === 'learn') return learn_hash(state.learn.place);
  const stage = state.stage === 'cards' ? `cards-${state.cards.screen_index}` : state.stage;
  return state.page ? `#${stage}/${state.page}` : `#${stage}`;
}

export function from_hash(hash: string): Address | null {
  const learn = learn_place(hash);
  if (learn) return { stage: null, page: 'learn', learn };
  const match = /^#([a-z_]+)(?:-(\d+))?(?:\/([a-z_]+))?$/.exec(hash);
  const stage = kStages.find((name) => name === match?.[1]);
  if (!match || !stage) return null;
  const page = kPages.find((name) => name === match[3]) ?? null;
  return { stage, page, ...(match[2] === undefined ? {} : { screen_index: Number(match[2]) }) };
}

/** A search that grows letter by letter is one place, not many. */
export const replaces = (from: string, to: string): boolean =>
  learn_place(from)?.view === 'list' && learn_place(to)?.view === 'list';
