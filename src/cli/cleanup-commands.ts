import type { Command } from 'commander';
import type { ApprovalAnswer, CleanupStatus } from '../cleanup/approve.ts';
import { type AddCommands, type CliContext, CliError } from './context.ts';
import { approvalLines, modeLine, stopLines, stopTable } from './format/cleanup.ts';
import { countOf } from './format/text.ts';
import { formatTime } from './format/time.ts';
import { printJson } from './output.ts';
import { pages } from './pages.ts';

const FUNCTION = 'deleteDueChannels';

export const addCleanupCommands: AddCommands = (program, open) => {
  const cleanup = program.command('cleanup').description('deletion of channels');
  cleanup
    .command('status')
    .description('whether it has stopped itself, and which channels wait for approval')
    .action(async (_: object, command: Command) => {
      await status(open(command));
    });
  cleanup
    .command('approve')
    .description('let the set of channels that waits be deleted: shows it, and asks')
    .option('--yes', 'do not ask')
    .action((options: { yes?: true }, command: Command) =>
      approve(open(command), options.yes ?? false),
    );
};

/** @returns the set that waits, if one does */
async function status(cli: CliContext): Promise<CleanupStatus['stopped']> {
  let first: CleanupStatus | undefined;
  for await (const page of pages<CleanupStatus>(cli, FUNCTION, { status: true })) {
    if (cli.json) await printJson(cli, page);
    else await showPage(cli, page, first === undefined);
    first ??= page;
  }
  return first?.stopped;
}

async function showPage(cli: CliContext, page: CleanupStatus, isFirst: boolean): Promise<void> {
  const { stopped } = page;
  if (isFirst) {
    await cli.print(modeLine(page));
    for (const line of approvalLines(page, cli)) await cli.print(line);
    if (stopped) await cli.print(stopLines(stopped, cli));
  }
  if (stopped && stopped.members.length > 0)
    await cli.print(`\n${stopTable(stopped.members, cli)}`);
}

/** Approves the very set that was shown: should another one wait by then, that is refused. */
async function approve(cli: CliContext, yes: boolean): Promise<void> {
  const stopped = await status(cli);
  if (!stopped) throw new CliError('no set of channels waits for approval');
  if (!yes) await ask(cli, stopped.channels);
  const answer = await cli.invoke<ApprovalAnswer>(FUNCTION, { approve: stopped.id });
  if (cli.json) return printJson(cli, answer);
  const until = formatTime(Date.parse(answer.expiresAt), cli.timeZone);
  await cli.print(
    `\napproved: the next run looks at each again, and deletes what may go. It holds until ${until}`,
  );
}

async function ask(cli: CliContext, channels: number): Promise<void> {
  if (!cli.confirm) throw new CliError('no terminal to ask at: say --yes to approve the set');
  const question = `\nLet ${countOf(channels, 'channel')} be deleted?`;
  if (!(await cli.confirm(question))) throw new CliError('not approved: nothing is deleted');
}
