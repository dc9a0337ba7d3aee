import { type Command, InvalidArgumentError, Option } from 'commander';
import { CHANNEL_ARGUMENT } from '../channel.ts';
import { type CliContext, type OpenContext, UsageError } from '../context.ts';
import { TIME_FORMS, timeOption, timeRange } from '../time-option.ts';
import { listChannel, listFailed } from './list.ts';

const DEFAULT_LIMIT = 20;
const WEEK_MS = 7 * 86_400_000;

interface ListOptions {
  failed?: true;
  from?: string;
  to?: string;
  limit?: number;
  all?: true;
}

/** Adds `sessions list`. */
export function addList(sessions: Command, open: OpenContext): void {
  sessions
    .command('list')
    .description('List the sessions of a channel, or what failed on all channels, newest first.')
    .argument('[channel]', `${CHANNEL_ARGUMENT} May be absent with --failed only.`)
    .option(
      '--failed',
      'Only sessions that failed, and why. Default: of all channels, the last 7 days.',
    )
    .option('--from <time>', `With --failed: only later ones. ${TIME_FORMS}`)
    .option('--to <time>', 'With --failed: only earlier ones. Default: now.')
    .addOption(
      new Option(
        '--limit <n>',
        `List at most this many sessions. Default: ${DEFAULT_LIMIT}, with --failed all.`,
      )
        .argParser(readCount)
        .conflicts('all'),
    )
    .option('--all', 'List every session that is stored.')
    .action((channel: string | undefined, options: ListOptions, command: Command) =>
      listSessions(open(command), channel, options),
    );
}

async function listSessions(
  cli: CliContext,
  channel: string | undefined,
  { failed, from, to, limit, all }: ListOptions,
): Promise<void> {
  if (failed) {
    const range = timeRange({ from: from ?? new Date(weekBefore(to, cli)).toISOString(), to }, cli);
    return listFailed(cli, { ...range, channel, limit: limit ?? Infinity });
  }
  const unusable = Object.entries({ '--from': from, '--to': to }).find(([, value]) => value);
  if (unusable) throw new UsageError(`${unusable[0]}: expected together with --failed`);
  if (channel === undefined) throw new UsageError('channel: expected a channel, or --failed');
  return listChannel(cli, channel, all ? Infinity : (limit ?? DEFAULT_LIMIT));
}

const weekBefore = (to: string | undefined, cli: CliContext): number =>
  (to === undefined ? cli.now() : timeOption('--to', to, cli)) - WEEK_MS;

// Commander prints the option and the text that it received in front of this message.
function readCount(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 999999999.');
}
