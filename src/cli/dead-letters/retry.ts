import type { DeliveriesAnswer } from '../../dead-letters/get-dead-letters.ts';
import { type DeliveryCounts, MAX_IDS } from '../../dead-letters/letter.ts';
import type { LetterOutcome, LetterResult } from '../../dead-letters/retry/result.ts';
import type { RetryAnswer } from '../../dead-letters/retry/retry-dead-letters.ts';
import { isoTime } from '../../platform/clock.ts';
import { type CliContext, CliError } from '../context.ts';
import { deliveryText, outcomeCounts, resultTable } from '../format/dead-letters.ts';
import { countOf } from '../format/text.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';
import { type Selection, type SelectionOptions, selectionOf } from './selection.ts';

const FUNCTION = 'retryDeadLetters';
/** How long a command waits for deliveries: about as long as a delivery takes, if the channel is live. */
const DELIVERY_MS = 5_000;
const POLL_MS = 500;
/** What a command is for. Everything else is a failure of it. */
const AS_ASKED: readonly LetterOutcome[] = ['queued', 'invoked', 'superseded', 'dropped', 'ended'];

export interface RetryOptions extends SelectionOptions {
  /** ms */
  ttl?: number;
  dryRun?: true;
}

export async function retryLetters(
  cli: CliContext,
  ids: string[],
  options: RetryOptions,
): Promise<void> {
  const { ttl, dryRun } = options;
  const selection = await selectionOf(ids, options, cli);
  await collect(cli, selection);
  const retry = { ...selection, ...(ttl !== undefined && { ttlSeconds: ttl / 1_000 }) };
  const results = await printResults(cli, { retry, ...(dryRun && { dryRun }) });
  if (!dryRun && !cli.json) await printDeliveries(cli, results);
  failIfLeft(results, 'retried');
}

export interface DropOptions extends SelectionOptions {
  dryRun?: true;
  yes?: true;
}

/** Drops at most the letters that were shown: not those that die while the operator decides. */
export async function dropLetters(
  cli: CliContext,
  ids: string[],
  options: DropOptions,
): Promise<void> {
  const { dryRun, yes } = options;
  const selection = await selectionOf(ids, options, cli);
  await collect(cli, selection);
  const drop = upToNow(selection, cli);
  if (!dryRun && !yes) await confirm(cli, drop);
  const results = await printResults(cli, { drop, ...(dryRun && { dryRun }) });
  failIfLeft(results, 'dropped');
}

/** A filter is for the letters that are still in the queues, too. */
async function collect({ invoke }: CliContext, selection: Selection): Promise<void> {
  if ('filter' in selection) await invoke('getDeadLetters', {});
}

function upToNow(selection: Selection, { now }: CliContext): Selection {
  if ('ids' in selection) return selection;
  const until = isoTime(now());
  return { filter: { until, ...selection.filter } };
}

async function confirm(cli: CliContext, drop: Selection): Promise<void> {
  if (!cli.confirm)
    throw new CliError('cannot ask for confirmation without a terminal: add --yes to drop');
  let count = 0;
  for await (const { results } of pages<RetryAnswer>(cli, FUNCTION, { drop, dryRun: true })) {
    count += results.filter(({ outcome }) => outcome === 'dropped').length;
    if (results.length > 0) await cli.print(resultTable(results, cli));
  }
  if (count === 0) throw new CliError('there are no such dead letters');
  if (!(await cli.confirm(`\nDrop ${countOf(count, 'dead letter')}?`)))
    throw new CliError('not dropped: nothing was changed');
}

/** @throws CliError if the function stopped before it had handled all */
async function printResults(cli: CliContext, request: object): Promise<LetterResult[]> {
  const all: LetterResult[] = [];
  let stopped: string | undefined;
  for await (const answer of pages<RetryAnswer>(cli, FUNCTION, request)) {
    all.push(...answer.results);
    stopped = answer.stopped;
    if (cli.json) for (const result of answer.results) await printJson(cli, result);
    else if (answer.results.length > 0) await cli.print(resultTable(answer.results, cli));
  }
  if (all.length === 0 && !cli.json) await cli.print('There are no such dead letters.');
  if (all.length > 1 && !cli.json)
    await cli.print(`\n${'dryRun' in request ? 'would be: ' : ''}${outcomeCounts(all)}`);
  if (stopped !== undefined) throw new CliError(`${stopped}: run the command again later`);
  return all;
}

/** @throws CliError if a letter was left, so that a script notices it */
function failIfLeft(results: readonly LetterResult[], deed: 'retried' | 'dropped'): void {
  const left = results.filter(({ outcome }) => !AS_ASKED.includes(outcome)).length;
  if (left === 0) return;
  throw new CliError(`${countOf(left, 'dead letter')} of ${results.length} not ${deed}`);
}

/** What was retried has been retried, even if nobody says how it ended. */
async function deliveriesOf({ invoke }: CliContext, ids: string[]): Promise<DeliveryCounts[]> {
  try {
    const answer = await invoke<DeliveriesAnswer>('getDeadLetters', { deliveries: ids });
    return Object.values(answer.deliveries);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [];
  }
}

/** Waits some seconds for the end of messages that were queued again, and prints how they ended. */
async function printDeliveries(cli: CliContext, results: readonly LetterResult[]): Promise<void> {
  const queued = results.flatMap(({ id, outcome }) => (outcome === 'queued' ? [id] : []));
  const ids = queued.slice(0, MAX_IDS);
  if (ids.length === 0) return;
  const end = cli.now() + DELIVERY_MS;
  let ended: DeliveryCounts[] = [];
  do {
    await cli.sleep(POLL_MS);
    ended = await deliveriesOf(cli, ids);
  } while (ended.length < ids.length && cli.now() < end);
  if (ended.length > 0) await cli.print(`\nmessages: ${deliveryText(ended)}`);
  const waiting = queued.length - ended.length;
  if (waiting > 0)
    await cli.print(
      `\n${countOf(waiting, 'letter')} still in the queue: "dead-letters list --ended" shows later how they ended`,
    );
}
