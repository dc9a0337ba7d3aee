import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AddCommands, type CliContext, CliError } from './context.ts';
import { readTime } from './format/time.ts';
import { exportSessions } from './sessions/export.ts';
import { listBreaches } from './sessions/limits.ts';
import { listChannel, listLive } from './sessions/list.ts';
import { showSession } from './sessions/show.ts';
import { showTotals, type TotalsQuery } from './sessions/totals.ts';

const FIRST_SESSIONS = 20;
const CHANNEL = 'its ARN or id';

type Open = (command: Command) => CliContext;

export const addSessionCommands: AddCommands = (program, open) => {
  const sessions = program.command('sessions').description('stream sessions: now and before');
  addLive(sessions, open);
  addList(sessions, open);
  addShow(sessions, open);
  addTotals(sessions, open);
  addLimits(sessions, open);
  addExport(sessions, open);
};

function addLive(sessions: Command, open: Open): void {
  sessions
    .command('live')
    .description('what is live now, newest first')
    .action((_: object, command: Command) => listLive(open(command)));
}

function addList(sessions: Command, open: Open): void {
  sessions
    .command('list')
    .description("a channel's sessions, newest first")
    .argument('<channel>', CHANNEL)
    .addOption(
      new Option('--limit <n>', `how many (default: ${FIRST_SESSIONS})`)
        .argParser(readCount)
        .conflicts('all'),
    )
    .option('--all', 'every one that is kept')
    .action((channel: string, options: { limit?: number; all?: true }, command: Command) => {
      const limit = options.all ? Number.POSITIVE_INFINITY : (options.limit ?? FIRST_SESSIONS);
      return listChannel(open(command), channel, limit);
    });
}

function addShow(sessions: Command, open: Open): void {
  sessions
    .command('show')
    .description('one session with its time line')
    .argument('<channel>', CHANNEL)
    .argument('[stream]', "its id; without one, the channel's newest session")
    .action((channel: string, stream: string | undefined, _: object, command: Command) =>
      showSession(open(command), channel, stream),
    );
}

function addTotals(sessions: Command, open: Open): void {
  sessions
    .command('totals')
    .description('sessions, hours and viewers of a day or a channel')
    .addOption(
      new Option(
        '--day <date>',
        'a day of UTC, as in 2026-11-21 (without a channel: today)',
      ).argParser(readDay),
    )
    .option('--channel <channel>', `${CHANNEL} (without a day: all that is kept)`)
    .action((options: TotalsQuery, command: Command) => showTotals(open(command), options));
}

function addLimits(sessions: Command, open: Open): void {
  sessions
    .command('limits')
    .description(
      "breaches of the account's own limits (concurrent broadcasts, viewers), newest first",
    )
    .action((_: object, command: Command) => listBreaches(open(command)));
}

function addExport(sessions: Command, open: Open): void {
  sessions
    .command('export')
    .description('the sessions that overlap a time range, as JSON lines')
    .requiredOption('--from <time>', 'as in 2026-11-21, "2026-11-21 14:00" or 2026-11-21T13:00:00Z')
    .option('--to <time>', 'the same (default: now); what names no zone is local time')
    .option('--channel <channel>', 'only of this one: its ARN or id')
    .action(
      (
        options: { from: string; to?: string; channel?: string },
        command: Command,
      ): Promise<void> => {
        const cli = open(command);
        const { from, to, channel } = options;
        return exportSessions(cli, {
          from: timeOption('--from', from, cli),
          ...(to !== undefined && { to: timeOption('--to', to, cli) }),
          ...(channel !== undefined && { channel }),
        });
      },
    );
}

function timeOption(name: string, text: string, { timeZone }: CliContext): number {
  const ms = readTime(text, timeZone);
  if (ms !== undefined) return ms;
  const expected = 'a date, a local time or an ISO 8601 time';
  throw new CliError(`${name}: expected ${expected}, received ${JSON.stringify(text)}`);
}

function readCount(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number from 1 is expected.');
}

function readDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && readTime(text, 'UTC') !== undefined) return text;
  throw new InvalidArgumentError('A date is expected, as in 2026-11-21.');
}
