import { type Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../package.json';
import type { RunningConsole } from '../console/server/index.ts';
import { errorMessage } from '../platform/errors.ts';
import type { ConsoleMachine } from './cli-environment.ts';
import { type AddCommands, type CliContext, CliError } from './context.ts';
import { formatDuration } from './format/duration.ts';
import { countOf } from './format/text.ts';

/** The same each time, so that a link to a page of the console can be kept. */
const DEFAULT_PORT = 4580;
const MAX_PORT = 65_535;

interface Options {
  port: number;
  open: boolean;
  readOnly?: true;
}

export const addConsoleCommand: AddCommands = (program, open) => {
  program
    .command('console')
    .description('Serve the operator console on this machine, and open it in the browser.')
    .addOption(
      new Option(
        '--port <n>',
        `The port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT_PORT}.`,
      ).argParser(readPort),
    )
    .option('--no-open', 'Print the URL and do not open the browser.')
    .option('--read-only', 'Show everything, and offer no actions.')
    .action((options: Partial<Options>, command: Command) =>
      serve(open(command, 'console'), { port: DEFAULT_PORT, open: true, ...options }),
    );
};

/** Serves the console until Ctrl-C. */
async function serve(cli: CliContext, options: Options): Promise<void> {
  const { console: machine } = cli;
  if (!machine) throw new CliError('the console cannot be served here');
  const startedAt = cli.now();
  const running = await start(cli, machine, options);
  await cli.print(banner(cli, running, options));
  // Without a terminal, nobody may sit in front of this machine.
  if (options.open && cli.width !== undefined) machine.openBrowser(running.entryUrl);
  await machine.interrupted();
  await running.close();
  const spent = formatDuration(cli.now() - startedAt);
  await cli.print(`stopped after ${spent} with ${countOf(running.invocations(), 'invocation')}`);
}

async function start(
  { invoke, place }: CliContext,
  { findAsset, newSecret }: ConsoleMachine,
  { port, readOnly }: Options,
): Promise<RunningConsole> {
  const { stage, region, endpoint } = place;
  // Other commands start faster without it.
  const { startConsole, stackFiles, httpSimulator, systemTimers } = await import(
    '../console/server/index.ts'
  );
  try {
    return await startConsole(
      {
        ...{ invoke, stage, region, version, newSecret, timers: systemTimers },
        ...{ isReadOnly: readOnly === true, entry: 'token' },
        findAsset: endpoint === undefined ? findAsset : stackFiles(endpoint, findAsset),
        ...(endpoint !== undefined && {
          local: { simulator: httpSimulator(endpoint), mediaOrigin: endpoint, hasPicture: true },
        }),
      },
      port,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CliError(
      `port ${port} is in use (${errorMessage(error)}): stop the program that uses it, perhaps another console, or choose another port with --port <n>`,
    );
  }
}

function banner({ place }: CliContext, running: RunningConsole, { readOnly }: Options): string {
  const where = place.endpoint === undefined ? place.region : undefined;
  const what = `${readOnly ? 'read-only ' : ''}console of stage ${place.stage}`;
  return [
    `${what}${where === undefined ? '' : ` in ${where}`}`,
    running.entryUrl,
    'This URL works once, in one browser. Ctrl-C stops the console.',
  ].join('\n');
}

// Commander prints the option and the text that it received in front of this message.
function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT) return Number(text);
  throw new InvalidArgumentError(`Expected a port from 0 to ${MAX_PORT}.`);
}
