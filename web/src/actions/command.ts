// What a command is: a name in the registry, keys, when it may run, what it does. Views know commands only by name.
import type { Port } from '../port/port';
import { PortError } from '../port/port';
import type { State } from '../state';
import type { Store } from '../store';

export interface Context {
  store: Store;
  port: Port;
  now(): Date;
  /** Wipes what this device keeps. */
  forget(): void;
}

export interface Command<Arg = void> {
  /** `KeyboardEvent.key` values, in the order a person would try them. */
  keys?: readonly string[];
  when(state: State): boolean;
  run(context: Context, arg: Arg): void | Promise<void>;
}

export const define = <Arg = void>(command: Command<Arg>): Command<Arg> => command;
export const always = (): boolean => true;

/** Runs work that may fail; shows the failure instead of losing anything. One at a time. */
export async function busy(context: Context, what: string, work: () => Promise<void>): Promise<void> {
  const { store } = context;
  if (store.get().busy !== null) return;
  store.set((state) => ({ ...state, busy: what, problem: what === 'load' ? state.problem : null }));
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    // The same trouble again is not told again.
    store.set((state) => (state.problem?.code === error.problem.code && what === 'load' ? state : { ...state, problem: error.problem }));
  } finally {
    store.set((state) => ({ ...state, busy: null }));
  }
}
