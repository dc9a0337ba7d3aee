import type { Command } from 'commander';
import type { AuditAnswer } from '../explain/audit-trail.ts';
import type { Explanation, NoChannel } from '../explain/explanation.ts';
import type { PlanAnswer } from '../explain/plan.ts';
import { channelArn } from './channel.ts';
import type { AddCommands, CliContext } from './context.ts';
import { auditTable, explanationText, planTable } from './format/explanation.ts';
import { printJson } from './output.ts';
import { pages } from './pages.ts';

const FUNCTION = 'explainChannels';

type Open = (command: Command) => CliContext;

export const addExplainCommands: AddCommands = (program, open) => {
  addExplain(program, open);
  addPlan(program, open);
  addAudit(program, open);
};

function addExplain(program: Command, open: Open): void {
  program
    .command('explain')
    .description('what would happen to a channel, when, and why')
    .argument('<channel>', 'its ARN or id')
    .action(async (channel: string, _options: object, command: Command) => {
      const cli = open(command);
      const request = { channelArn: await channelArn(cli, channel) };
      const answer = await cli.invoke<Explanation | NoChannel>(FUNCTION, request);
      if (cli.json) await printJson(cli, answer);
      else await cli.print(explanationText(answer, cli));
    });
}

function addPlan(program: Command, open: Open): void {
  program
    .command('plan')
    .description('what is next for each channel')
    .option('--tagged', 'only channels with a tag that begins with autopilot:')
    .action(async ({ tagged = false }: { tagged?: boolean }, command: Command) => {
      const cli = open(command);
      let shown = 0;
      for await (const page of pages<PlanAnswer>(cli, FUNCTION, { plan: true })) {
        const channels = page.channels.filter(({ tags }) => !tagged || Object.keys(tags).length);
        shown += channels.length;
        if (cli.json) for (const channel of channels) await printJson(cli, channel);
        else if (channels.length > 0) await cli.print(planTable(channels, cli));
      }
      if (shown === 0 && !cli.json)
        await cli.print(tagged ? 'no channel is tagged' : 'no channels');
    });
}

function addAudit(program: Command, open: Open): void {
  program
    .command('audit')
    .description('what happened to a channel, newest first; --json has the evidence')
    .argument('<channel>', 'its ARN or id')
    .action(async (channel: string, _options: object, command: Command) => {
      const cli = open(command);
      let shown = 0;
      const request = { audit: await channelArn(cli, channel) };
      for await (const page of pages<AuditAnswer>(cli, FUNCTION, request)) {
        shown += page.records.length;
        if (cli.json) for (const record of page.records) await printJson(cli, record);
        else if (page.records.length > 0) await cli.print(auditTable(page.records, cli));
      }
      if (shown === 0 && !cli.json) await cli.print('nothing was decided about this channel');
    });
}
