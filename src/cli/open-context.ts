import type { CliEnvironment } from './cli-environment.ts';
import type { OpenContext } from './context.ts';
import { functionInvoker } from './invoke.ts';
import { lambdaInvoker } from './lambda-invoker.ts';
import { type GlobalOptions, stageConnection } from './options.ts';
import { confirmAt, paintFor, printer } from './output.ts';

/** Some terminals do not report their width. */
const DEFAULT_WIDTH = 80;

/** Makes contexts for commands. `close` closes the connections of all of them. */
export function contextOpener(environment: CliEnvironment): {
  open: OpenContext;
  close: () => void;
} {
  const { env, out, input, clock, timeZone, caller } = environment;
  const clients: { close(): void }[] = [];
  return {
    open(command) {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = stageConnection(options, env);
      const client = lambdaInvoker(connection, caller);
      clients.push(client);
      return {
        invoke: functionInvoker(client, connection),
        print: printer(out),
        json: options.json ?? false,
        paint: paintFor(out, env),
        now: () => clock.now(),
        sleep: (ms) => clock.sleep(ms),
        timeZone: options.timeZone ?? timeZone,
        ...(out.isTTY && { width: out.columns || DEFAULT_WIDTH }),
        ...(out.isTTY && input.isTTY && { confirm: confirmAt(input, out) }),
      };
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
