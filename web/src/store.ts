// Holds the state, tells listeners. The only place where it changes.
import type { State } from './state';

export interface Store {
  get(): State;
  set(change: (state: State) => State): void;
  subscribe(listener: (state: State) => void): () => void;
}

export function create_store(start: State): Store {
  let state = start;
  const listeners = new Set<(state: State) => void>();
  return {
    get: () => state,
    set(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
