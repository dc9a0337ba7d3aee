import type { Command } from 'commander';
import type { AuditAnswer, AuditRecord } from '../explain/audit-trail.ts';
import type { Explanation, NoChannel } from '../explain/explanation.ts';
import type { PlanAnswer } from '../explain/plan.ts';
import type { PlannedChannel } from '../explain/planned-channel.ts';
import { CHANNEL_ARGUMENT, channelArn } from './channel.ts';
import type { AddCommands, CliContext, OpenContext } from './context.ts';
import { auditTable, explanationText, planTable } from './format/explanation.ts';
import { printJson } from './output.ts';
import { pages, printLists } from './pages.ts';

const FUNCTION = 'explainChannels';

export const addExplainCommands: AddCommands = (program, open) => {
  addExplain(program, open);
  addPlan(program, open);
  addAudit(program, open);
};

function addExplain(program: Command, open: OpenContext): void {
  program
    .command('explain')
    .description('Explain what will happen to a channel, when and why.')
    .argument('<channel>', CHANNEL_ARGUMENT)
    .action(async (channel: string, _options: object, command: Command) => {
      const cli = open(command);
      const request = { channelArn: await channelArn(cli, channel) };
      const answer = await cli.invoke<Explanation | NoChannel>(FUNCTION, request);
      if (cli.json) await printJson(cli, answer);
      else await cli.print(explanationText(answer, cli));
    });
}

function addPlan(program: Command, open: OpenContext): void {
  program
    .command('plan')
    .description('List the next action for each channel.')
    .option('--tagged', 'Only channels with a tag of the stage ("autopilot:…" by default).')
    .action(({ tagged = false }: { tagged?: boolean }, command: Command) => {
      const cli = open(command);
      const whenEmpty = tagged ? 'No channel has an autopilot tag.' : 'There are no channels.';
      return printLists(cli, plannedChannels(cli, tagged), planTable, whenEmpty);
    });
}

async function* plannedChannels(
  cli: CliContext,
  tagged: boolean,
): AsyncGenerator<PlannedChannel[]> {
  for await (const { channels } of pages<PlanAnswer>(cli, FUNCTION, { plan: true }))
    yield channels.filter(({ tags }) => !tagged || Object.keys(tags).length > 0);
}

function addAudit(program: Command, open: OpenContext): void {
  program
    .command('audit')
    .description(
      'List what was done with a channel and why, newest first. With --json, the evidence too.',
    )
    .argument('<channel>', CHANNEL_ARGUMENT)
    .action(async (channel: string, _options: object, command: Command) => {
      const cli = open(command);
      const records = auditRecords(cli, await channelArn(cli, channel));
      await printLists(cli, records, auditTable, 'Nothing is recorded about this channel.');
    });
}

async function* auditRecords(cli: CliContext, audit: string): AsyncGenerator<AuditRecord[]> {
  for await (const { records } of pages<AuditAnswer>(cli, FUNCTION, { audit })) yield records;
}
