import { type Command, InvalidArgumentError, Option } from 'commander';
import { CHANNEL_ARGUMENT } from './channel.ts';
import type { AddCommands, OpenContext } from './context.ts';
import { readTime } from './format/time.ts';
import { exportSessions } from './sessions/export.ts';
import { listBreaches } from './sessions/limits.ts';
import { listLive } from './sessions/list.ts';
import { addList } from './sessions/list-command.ts';
import { showSession } from './sessions/show.ts';
import { showTotals, type TotalsQuery } from './sessions/totals.ts';
import { TIME_FORMS, timeRange } from './time-option.ts';

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
    .requiredOption('--from <time>', `Start: ${TIME_FORMS}`)
    .option('--to <time>', 'End, in the same forms. Default: now.')
    .option('--channel <channel>', 'ARN, id or name of a channel. Only its sessions are printed.')
    .option(
      '--events',
      'With the events of each session, for a replay. One more request per session.',
    )
    .action(
      (
        options: { from: string; to?: string; channel?: string; events?: true },
        command: Command,
      ): Promise<void> => {
        const cli = open(command);
        const { channel, events = false } = options;
        const range = timeRange(options, cli);
        return exportSessions(cli, { ...range, events, ...(channel !== undefined && { channel }) });
      },
    );
}

// Commander prints the option and the text that it received in front of this message.
function readDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && readTime(text, 'UTC') !== undefined) return text;
  throw new InvalidArgumentError('Expected a date such as 2026-11-21.');
}
