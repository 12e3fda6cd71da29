// What stays on this device between visits: one row per key of the state, so that a new key cannot be forgotten.
import { initial_state, reachable, type State } from './state';

type Keep = 'device' | 'never';
const kRows: { readonly [Key in keyof State]: Keep } = {
  stage: 'device',
  page: 'never', // a side page is opened again with one tap
  holder: 'device', // a reload must not hand the answers to the giver
  prefs: 'device',
  draft: 'device',
  cards: 'device',
  report: 'device',
  routine: 'device',
  planned_case: 'device',
  case_ids: 'device',
  swaps: 'never', // asked again with one tap
  play: 'device',
  after: 'device',
  history: 'device',
  documents: 'never', // always the engine's own, of the running version
  learn: 'never', // the address bar keeps it
  codex: 'never',
  codex_state: 'never',
  busy: 'never',
  problem: 'never',
};
export const kStorageKey = 'unknot/1';

export type Storage_ = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function save(state: State, storage: Storage_): void {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(kRows) as (keyof State)[]) {
    if (kRows[key] === 'device') kept[key] = state[key];
  }
  try {
    storage.setItem(kStorageKey, JSON.stringify(kept));
  } catch {
    // Storage full or forbidden (private window): the page works on, it only forgets at reload.
  }
}

/** The state of the last visit, or a fresh one where there is none or it cannot be read. */
export function restore(storage: Storage_): State {
  const fresh = initial_state();
  let kept: Partial<State>;
  try {
    kept = JSON.parse(storage.getItem(kStorageKey) ?? '{}') as Partial<State>;
  } catch {
    return fresh;
  }
  if (typeof kept !== 'object' || kept === null) return fresh;
  const state = { ...fresh };
  for (const key of Object.keys(kRows) as (keyof State)[]) {
    if (kRows[key] !== 'device' || !same_shape(fresh[key], kept[key])) continue;
    Object.assign(state, { [key]: is_record(fresh[key]) ? { ...(fresh[key] as object), ...(kept[key] as object) } : kept[key] });
  }
  return reachable(state, state.stage) ? state : { ...state, stage: state.holder === 'giver' && state.report ? 'hand_over' : 'welcome' };
}

export function forget(storage: Storage_): void {
  storage.removeItem(kStorageKey);
}

const is_record = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function same_shape(fresh: unknown, kept: unknown): boolean {
  if (kept === undefined) return false;
  if (fresh === null) return kept === null || typeof kept === 'object' || typeof kept === 'string';
  return typeof kept === typeof fresh && Array.isArray(kept) === Array.isArray(fresh) && kept !== null;
}
