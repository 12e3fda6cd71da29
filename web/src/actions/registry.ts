// Every command of the page by name. Buttons, keys and (later) voice and pedals all come through here.
import type { Command, Context } from './command';
import { after_commands } from './after';
import { draft_commands } from './draft';
import { journey } from './journey';
import { learn_commands } from './learn';
import { plan_commands } from './plan';
import { play_commands } from './play';
import { prefs_commands } from './prefs';

export const commands = {
  ...journey, ...learn_commands, ...draft_commands, ...plan_commands, ...play_commands, ...after_commands, ...prefs_commands,
};
export type CommandName = keyof typeof commands;
type ArgOf<Name extends CommandName> = (typeof commands)[Name] extends Command<infer Arg> ? Arg : never;
export type Dispatch = <Name extends CommandName>(
  name: Name, ...arg: ArgOf<Name> extends void ? [] : [arg: ArgOf<Name>]) => void;

export function create_dispatch(context: Context): Dispatch {
  return (name, ...arg) => {
    const command = commands[name] as Command<unknown>;
    if (!command.when(context.store.get())) return;
    void command.run(context, arg[0]);
  };
}

/** The command a key stands for in this state; keys of commands that need no argument only. */
export function command_for_key(key: string, context: Context): CommandName | null {
  // On a page beside the journey a key means what it means there: a space must not start the massage behind it.
  if (context.store.get().page !== null) return null;
  for (const [name, command] of Object.entries(commands) as [CommandName, Command<unknown>][]) {
    if (command.keys?.includes(key) && command.when(context.store.get())) return name;
  }
  return null;
}
