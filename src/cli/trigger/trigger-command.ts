import type { Command } from 'commander';
import { DEFAULT_SOURCE, putEventsEntry } from '../../simulator/events/put-events-entry.ts';
import { EVENT_KINDS, type EventKind } from '../../testing/trigger/kinds.ts';
import { type AddCommands, type CliContext, UsageError } from '../context.ts';
import { type Column, table } from '../format/table.ts';
import { oneLine } from '../format/text.ts';
import { printJson, printPrettyJson } from '../output.ts';
import { stackSender } from '../stack-request.ts';
import { knownDetails } from './known-details.ts';
import { eventOf, type TriggerOptions } from './trigger-options.ts';

const KINDS: readonly [string, EventKind][] = Object.entries(EVENT_KINDS);

export const addTriggerCommand: AddCommands = (program, open) => {
  program
    .command('trigger')
    .description(
      'Send one event as IVS sends it to the stack, or print it for aws events put-events.',
    )
    .argument('[kind]', 'The kind of event, for example stream-end; --list shows all.')
    .option('--list', 'List the kinds of events.')
    .option('--channel <channel>', 'The channel: its ARN; with --local, also its id or name.')
    .option('--stream <id>', 'The stream. Default: with --local, the newest one of the channel.')
    .option('--time <time>', 'The time of the event. Default: now.')
    .option('--code <code>', 'The code of session-ended and stream-takeover-failure.')
    .option('--reason <text>', 'The reason of a failure.')
    .option('--set <detail.member=value>', 'Sets a member of the detail. May be repeated.', collect)
    .option(
      '--source <name>',
      `The source of the entry for put-events. Default: ${DEFAULT_SOURCE}.`,
    )
    .action(async (kind: string | undefined, options: TriggerOptions, command: Command) => {
      const cli = open(command);
      if (options.list) return listKinds(cli);
      if (kind === undefined)
        throw new UsageError(
          'kind: expected a kind of event, such as stream-end; --list shows all',
        );
      if (cli.place.endpoint !== undefined)
        await sendToStack(cli, cli.place.endpoint, kind, options);
      else await printEntries(cli, kind, options);
    });
};

const collect = (value: string, before: string[] = []): string[] => [...before, value];

async function listKinds(cli: CliContext): Promise<void> {
  const kinds = KINDS.map(([kind, { name, when }]) => ({ kind, name, when }));
  if (cli.json) for (const one of kinds) await printJson(cli, one);
  else {
    const columns: Column[] = [
      { title: 'KIND' },
      { title: 'EVENT', dropOrder: 1 },
      { title: 'WHEN', shrinksTo: 36, wraps: true },
    ];
    const rows = kinds.map(({ kind, name, when }) => [kind, name, when]);
    await cli.print(table(columns, rows, cli));
  }
}

interface DeliveryAnswer {
  /** Absent: a simulator without the stack answered. */
  rules?: { rule: string; targets: string[] }[];
}

async function sendToStack(
  cli: CliContext,
  endpoint: string,
  kind: string,
  options: TriggerOptions,
): Promise<void> {
  if (options.source !== undefined)
    throw new UsageError('--source: events that the stack receives have the source aws.ivs');
  const send = stackSender(endpoint);
  const event = eventOf(kind, options, await knownDetails(kind, options.channel, send), cli);
  const answer = (await send('POST', '/_sim/events', event)) as DeliveryAnswer;
  const { rules = [] } = answer;
  if (cli.json) return printJson(cli, { event, rules });
  const { detail, resources, time } = event;
  const about = [resources[0], detail.stream_id].filter(Boolean).join(', stream ');
  const name = EVENT_KINDS[kind as keyof typeof EVENT_KINDS].name;
  const result = answer.rules ? matched(rules.length) : WITHOUT_STACK;
  await cli.print(oneLine(`${name}${about && ` of ${about}`} at ${time}: ${result}`));
  if (rules.length === 0) return;
  const rows = rules.map(({ rule, targets }) => [rule, targets.join(', ')]);
  await cli.print(table([{ title: 'RULE' }, { title: 'TARGETS' }], rows, cli));
}

const WITHOUT_STACK = 'delivered; the simulator alone has no rules';

const matched = (count: number): string =>
  count === 0 ? 'no rule matches' : `${count} ${count === 1 ? 'rule matches' : 'rules match'}`;

async function printEntries(cli: CliContext, kind: string, options: TriggerOptions): Promise<void> {
  const { source = DEFAULT_SOURCE } = options;
  if (source.startsWith('aws.'))
    throw new UsageError(
      `--source: expected a source that does not begin with aws., since AWS refuses it, received ${JSON.stringify(source)}`,
    );
  const entries = [putEventsEntry(eventOf(kind, options, {}, cli), { source })];
  if (cli.json) await printJson(cli, entries);
  else await printPrettyJson(cli, entries);
  cli.note?.(
    `AWS accepts events of the source aws.ivs from IVS only, so this one has the source ${source}: a rule must match that source. Put it with: aws events put-events --entries file://<file>`,
  );
}
