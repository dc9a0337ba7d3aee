import type { Command } from 'commander';
import type { Cli } from './context.ts';
import { invoker } from './invoke.ts';
import { lambdaClient } from './lambda-client.ts';
import { connectionOf, type GlobalOptions } from './options.ts';
import { confirmAt, paintFor, printer } from './output.ts';
import type { Surroundings } from './surroundings.ts';

/** Some terminals don't tell theirs. */
const USUAL_WIDTH = 80;

/** Opens the tools of a command, and closes what they hold. */
export function openWith(surroundings: Surroundings): {
  open: (command: Command) => Cli;
  close: () => void;
} {
  const { env, out, input, clock, timeZone } = surroundings;
  const held: { close(): void }[] = [];
  return {
    open(command) {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = connectionOf(options, env);
      const client = lambdaClient(connection);
      held.push(client);
      return {
        invoke: invoker(client, connection),
        print: printer(out),
        json: options.json ?? false,
        paint: paintFor(out, env),
        now: () => clock.now(),
        sleep: (ms) => clock.sleep(ms),
        timeZone: options.timeZone ?? timeZone,
        ...(out.isTTY && { width: out.columns || USUAL_WIDTH }),
        ...(out.isTTY && input.isTTY && { confirm: confirmAt(input, out) }),
      };
    },
    close: () => {
      for (const client of held) client.close();
    },
  };
}
