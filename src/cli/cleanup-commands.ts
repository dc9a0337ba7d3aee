import type { Command } from 'commander';
import type { ApprovalAnswer } from '../cleanup/approve.ts';
import type { CleanupStatus } from '../cleanup/status.ts';
import { type AddCommands, type CliContext, CliError } from './context.ts';
import {
  approvalLines,
  dueChannelTable,
  modeLine,
  stopText,
  unmarkedLines,
} from './format/cleanup.ts';
import { countOf } from './format/text.ts';
import { formatTime } from './format/time.ts';
import { printJson } from './output.ts';
import { pages } from './pages.ts';

const FUNCTION = 'deleteDueChannels';

export const addCleanupCommands: AddCommands = (program, open) => {
  const cleanup = program
    .command('cleanup')
    .description('Show and approve the deletion of channels.');
  cleanup
    .command('status')
    .description('Show whether cleanup has stopped, and which channels wait for approval.')
    .action(async (_: object, command: Command) => {
      await printStatus(open(command));
    });
  cleanup
    .command('approve')
    .description(
      'Approve the deletion of the channels that wait for it. Shows them and asks first.',
    )
    .option('--yes', 'Do not ask.')
    .action((options: { yes?: true }, command: Command) =>
      approve(open(command), options.yes ?? false),
    );
};

/** @returns the set of channels that waits for approval; undefined if cleanup has not stopped */
async function printStatus(cli: CliContext): Promise<CleanupStatus['stopped']> {
  let first: CleanupStatus | undefined;
  for await (const page of pages<CleanupStatus>(cli, FUNCTION, { status: true })) {
    if (cli.json) await printJson(cli, page);
    else await printPage(cli, page, first === undefined);
    first ??= page;
  }
  return first?.stopped;
}

async function printPage(cli: CliContext, page: CleanupStatus, isFirst: boolean): Promise<void> {
  const { stopped } = page;
  if (isFirst) {
    await cli.print(modeLine(page));
    for (const line of [...approvalLines(page, cli), ...unmarkedLines(page)]) await cli.print(line);
    if (stopped) await cli.print(stopText(stopped, cli));
  }
  if (stopped && stopped.members.length > 0)
    await cli.print(`\n${dueChannelTable(stopped.members, cli)}`);
}

/** Approves exactly the set that was shown. If another set waits by then, the function refuses. */
async function approve(cli: CliContext, yes: boolean): Promise<void> {
  const stopped = await printStatus(cli);
  if (!stopped) throw new CliError('no channels wait for approval');
  if (!yes) await confirm(cli, stopped.channels);
  const answer = await cli.invoke<ApprovalAnswer>(FUNCTION, { approve: stopped.id });
  if (cli.json) return printJson(cli, answer);
  const until = formatTime(Date.parse(answer.expiresAt), cli.timeZone);
  await cli.print(
    `\nApproved until ${until}. The next run checks each channel again and deletes those that are still due.`,
  );
}

async function confirm(cli: CliContext, channels: number): Promise<void> {
  if (!cli.confirm)
    throw new CliError('cannot ask for confirmation without a terminal: add --yes to approve');
  const question = `\nApprove the deletion of ${countOf(channels, 'channel')}?`;
  if (!(await cli.confirm(question))) throw new CliError('not approved: nothing was changed');
}
