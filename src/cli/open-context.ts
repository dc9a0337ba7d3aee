import type { Environment } from '../platform/settings.ts';
import type { CliEnvironment } from './cli-environment.ts';
import type { OpenContext, StagePlace } from './context.ts';
import { inputReader } from './input.ts';
import { anyInvoker, functionInvoker } from './invoke.ts';
import { lambdaInvoker } from './lambda-invoker.ts';
import { type GlobalOptions, type StageConnection, stageConnection } from './options.ts';
import { confirmAt, paintFor, printer } from './output.ts';

/** Some terminals do not report their width. */
const DEFAULT_WIDTH = 80;

/** Makes contexts for commands. `close` closes the connections of all of them. */
export function contextOpener(environment: CliEnvironment): {
  open: OpenContext;
  close: () => void;
} {
  const { env, out, err, input, clock, timeZone, caller } = environment;
  const clients: { close(): void }[] = [];
  return {
    open(command, program = 'CLI') {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = stageConnection(options, env);
      const said = caller === undefined ? undefined : { caller, program };
      const client = lambdaInvoker(connection, said);
      clients.push(client);
      return {
        invoke: functionInvoker(client, connection),
        invokeAny: anyInvoker(client, connection),
        ...(!input.isTTY && { readInput: inputReader(environment) }),
        print: printer(out),
        note: (text) => void err.write(`${text}\n`),
        json: options.json ?? false,
        paint: paintFor(out, env),
        now: () => clock.now(),
        sleep: (ms) => clock.sleep(ms),
        timeZone: options.timeZone ?? timeZone,
        place: placeOf(connection, env),
        ...(environment.console && {
          console: environment.console,
          interrupted: environment.console.interrupted,
        }),
        ...(out.isTTY && { width: out.columns || DEFAULT_WIDTH }),
        ...(out.isTTY && input.isTTY && { confirm: confirmAt(input, out) }),
      };
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}

function placeOf({ stage, region, endpoint }: StageConnection, env: Environment): StagePlace {
  const known = region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  return {
    stage,
    ...(known !== undefined && { region: known }),
    ...(endpoint !== undefined && { endpoint }),
  };
}
