// Hands state and dispatch to every view. Views read and dispatch; they change nothing themselves.
import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Dispatch } from '../actions/registry';
import type { Codex } from '../port/codex_types';
import type { Documents, State } from '../state';

export interface App { state: State; dispatch: Dispatch; now(): Date }
export const AppContext = createContext<App | null>(null);

export function use_app(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('a view outside of the app');
  return app;
}

/** For views that are only shown once the knowledge is there. */
export function use_documents(): Documents {
  const { state } = use_app();
  if (!state.documents) throw new Error('a view before the knowledge');
  return state.documents;
}

/** For views that show hands or traditions: asks for the codex once, and goes on without it. */
export function use_codex(): Codex | null {
  const { state, dispatch } = use_app();
  const missing = state.codex_state === 'none';
  useEffect(() => { if (missing) dispatch('load_codex'); }, [missing, dispatch]);
  return state.codex;
}
