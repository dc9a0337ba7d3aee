import { type Command, InvalidArgumentError, Option } from 'commander';
import { CHANNEL_ARGUMENT } from './channel.ts';
import { type AddCommands, type CliContext, type OpenContext, UsageError } from './context.ts';
import { readTime } from './format/time.ts';
import { exportSessions } from './sessions/export.ts';
import { listBreaches } from './sessions/limits.ts';
import { listChannel, listLive } from './sessions/list.ts';
import { showSession } from './sessions/show.ts';
import { showTotals, type TotalsQuery } from './sessions/totals.ts';
import { timeOption } from './time-option.ts';

const DEFAULT_LIMIT = 20;

export const addSessionCommands: AddCommands = (program, open) => {
  const sessions = program
    .command('sessions')
    .description('Show stream sessions, live and past ones.');
  addLive(sessions, open);
  addList(sessions, open);
  addShow(sessions, open);
  addTotals(sessions, open);
  addLimits(sessions, open);
  addExport(sessions, open);
};

function addLive(sessions: Command, open: OpenContext): void {
  sessions
    .command('live')
    .description('List the live sessions of all channels, newest first.')
    .action((_: object, command: Command) => listLive(open(command)));
}

function addList(sessions: Command, open: OpenContext): void {
  sessions
    .command('list')
    .description('List the sessions of a channel, newest first.')
    .argument('<channel>', CHANNEL_ARGUMENT)
    .addOption(
      new Option('--limit <n>', `List at most this many sessions. Default: ${DEFAULT_LIMIT}.`)
        .argParser(readCount)
        .conflicts('all'),
    )
    .option('--all', 'List every session that is stored.')
    .action((channel: string, options: { limit?: number; all?: true }, command: Command) => {
      const limit = options.all ? Number.POSITIVE_INFINITY : (options.limit ?? DEFAULT_LIMIT);
      return listChannel(open(command), channel, limit);
    });
}

function addShow(sessions: Command, open: OpenContext): void {
  sessions
    .command('show')
    .description('Show one session with its time line.')
    .argument('<channel>', CHANNEL_ARGUMENT)
    .argument('[stream]', "Id of the stream. Default: the channel's newest session.")
    .action((channel: string, stream: string | undefined, _: object, command: Command) =>
      showSession(open(command), channel, stream),
    );
}

function addTotals(sessions: Command, open: OpenContext): void {
  sessions
    .command('totals')
    .description('Count sessions, hours and viewers of a day, of a channel, or of both.')
    .addOption(
      new Option(
        '--day <date>',
        'A day in UTC, for example 2026-11-21. Default without --channel: today.',
      ).argParser(readDay),
    )
    .option(
      '--channel <channel>',
      'ARN, id or name of a channel. Without --day: everything stored.',
    )
    .action((options: TotalsQuery, command: Command) => showTotals(open(command), options));
}

function addLimits(sessions: Command, open: OpenContext): void {
  sessions
    .command('limits')
    .description(
      'List breaches of account limits (concurrent broadcasts, concurrent viewers), newest first.',
    )
    .action((_: object, command: Command) => listBreaches(open(command)));
}

function addExport(sessions: Command, open: OpenContext): void {
  sessions
    .command('export')
    .description('Print the sessions that overlap a time range, one JSON object per line.')
    .requiredOption(
      '--from <time>',
      'Start: 2026-11-21, "2026-11-21 14:00" or 2026-11-21T13:00:00Z. A time without a zone is local.',
    )
    .option('--to <time>', 'End, in the same forms. Default: now.')
    .option('--channel <channel>', 'ARN, id or name of a channel. Only its sessions are printed.')
    .action(
      (
        options: { from: string; to?: string; channel?: string },
        command: Command,
      ): Promise<void> => {
        const cli = open(command);
        const { channel } = options;
        const range = readRange(options, cli);
        return exportSessions(cli, { ...range, ...(channel !== undefined && { channel }) });
      },
    );
}

function readRange(options: { from: string; to?: string }, cli: CliContext) {
  const from = timeOption('--from', options.from, cli);
  const to = options.to === undefined ? cli.now() : timeOption('--to', options.to, cli);
  if (from < to) return { from, to };
  const end = options.to === undefined ? 'now, the default of --to' : `--to (${options.to})`;
  throw new UsageError(`--from: expected a time before ${end}, received ${options.from}`);
}

// Commander prints the option and the text that it received in front of these messages.

function readCount(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 999999999.');
}

function readDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && readTime(text, 'UTC') !== undefined) return text;
  throw new InvalidArgumentError('Expected a date such as 2026-11-21.');
}
