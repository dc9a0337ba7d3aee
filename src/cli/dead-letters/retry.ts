import type { LetterOutcome, LetterResult } from '../../dead-letters/retry/result.ts';
import type { RetryAnswer } from '../../dead-letters/retry/retry-dead-letters.ts';
import { isoTime } from '../../platform/clock.ts';
import { type CliContext, CliError } from '../context.ts';
import { outcomeCounts, resultTable } from '../format/dead-letters.ts';
import { countOf } from '../format/text.ts';
import { printJson } from '../output.ts';
import { pages } from '../pages.ts';
import { type Selection, type SelectionOptions, selectionOf } from './selection.ts';

const FUNCTION = 'retryDeadLetters';
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
  await printResults(cli, { retry, ...(dryRun && { dryRun }) }, 'retried');
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
  if (dryRun) return printResults(cli, { drop, dryRun }, 'dropped');
  if (!yes) await confirm(cli, drop);
  await printResults(cli, { drop }, 'dropped');
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

/** @throws CliError if a letter was left, so that a script notices it */
async function printResults(
  cli: CliContext,
  request: object,
  deed: 'retried' | 'dropped',
): Promise<void> {
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
  const left = all.filter(({ outcome }) => !AS_ASKED.includes(outcome)).length;
  if (stopped !== undefined) throw new CliError(`${stopped}: run the command again later`);
  if (left > 0) throw new CliError(`${countOf(left, 'dead letter')} of ${all.length} not ${deed}`);
}
