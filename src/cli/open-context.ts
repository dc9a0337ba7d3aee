import type { Command } from 'commander';
import type { CliEnvironment } from './cli-environment.ts';
import type { CliContext } from './context.ts';
import { functionInvoker } from './invoke.ts';
import { lambdaInvoker } from './lambda-invoker.ts';
import { type GlobalOptions, stageConnection } from './options.ts';
import { confirmAt, paintFor, printer } from './output.ts';

/** Some terminals don't tell theirs. */
const USUAL_WIDTH = 80;

/** Opens the tools of a command, and closes what they hold. */
export function contextOpener(environment: CliEnvironment): {
  open: (command: Command) => CliContext;
  close: () => void;
} {
  const { env, out, input, clock, timeZone } = environment;
  const held: { close(): void }[] = [];
  return {
    open(command) {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = stageConnection(options, env);
      const client = lambdaInvoker(connection);
      held.push(client);
      return {
        invoke: functionInvoker(client, connection),
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
