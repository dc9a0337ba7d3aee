import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AddCommands, type CliContext, UsageError } from '../context.ts';
import { TIME_FORMS, timeOption } from '../time-option.ts';
import { replayFile } from './replay-file.ts';

const DEFAULT_SPEED = 60;
const MAX_SPEED = 1_000_000;

interface Options {
  speed: number;
  from?: string;
  to?: string;
  session?: string;
  faults?: string;
  dryRun?: true;
  reset?: true;
}

export const addReplayCommand: AddCommands = (program, open) => {
  program
    .command('replay')
    .description('Replay an incident on the stack of this machine, and compare what comes out.')
    .argument(
      '<file>',
      'What "sessions export --events" has printed, EventBridge events, lines of a log, or all of these.',
    )
    .addOption(
      new Option(
        '--speed <factor>',
        `How many times as fast as it was. Default: ${DEFAULT_SPEED}.`,
      ).argParser(readSpeed),
    )
    .option('--from <time>', `Only sessions that lasted longer than this. ${TIME_FORMS}`)
    .option('--to <time>', 'Only sessions that began before this.')
    .option('--session <stream>', 'Only the session with this stream id.')
    .option('--faults <file>', 'Lose, double, delay and reorder events, and let services fail.')
    .option('--dry-run', 'Print the time line and change nothing.')
    .option('--reset', 'Empty the stack first: its channels, sessions and queues.')
    .action((file: string, options: Partial<Options>, command: Command) =>
      run(open(command), file, { speed: DEFAULT_SPEED, ...options }),
    );
};

function run(cli: CliContext, file: string, options: Options): Promise<void> {
  const { speed, session, faults, dryRun = false, reset = false } = options;
  const { endpoint } = cli.place;
  if (endpoint === undefined && !dryRun)
    throw new UsageError(
      '--local: expected, because a replay changes what IVS tells: it runs only on the stack of this machine',
    );
  const [from, to] = (['from', 'to'] as const).map((name) => {
    const text = options[name];
    return text === undefined ? undefined : timeOption(`--${name}`, text, cli);
  });
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError(
      `--from: expected a time before --to (${options.to}), received ${options.from}`,
    );
  return replayFile(cli, {
    ...{ file, speed, dryRun, reset },
    selection: {
      ...(session !== undefined && { streamId: session }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
    ...(faults !== undefined && { faultsFile: faults }),
    ...(endpoint !== undefined && { endpoint }),
  });
}

// Commander prints the option and the text that it received in front of this message.
function readSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed > 0 && speed <= MAX_SPEED) return speed;
  throw new InvalidArgumentError(`Expected a number above 0, at most ${MAX_SPEED}.`);
}
