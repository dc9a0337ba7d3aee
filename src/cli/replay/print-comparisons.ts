import type { Comparison, Difference, ReplayResult } from '../../replay/result/compare.ts';
import { type CliContext, CliError, type Colour } from '../context.ts';
import { formatDuration } from '../format/duration.ts';
import { type Cell, type Column, table } from '../format/table.ts';
import { countOf, withoutControlCharacters } from '../format/text.ts';
import { timeText } from '../format/time.ts';
import { printJson } from '../output.ts';

const COLUMNS: readonly Column[] = [
  { title: 'STREAM', shrinksTo: 12 },
  { title: 'NAME', shrinksTo: 8, dropOrder: 1 },
  { title: 'STATE' },
  { title: 'STARTED' },
  { title: 'LASTED', align: 'right' },
  { title: 'RESULT' },
  { title: 'FROM IVS', shrinksTo: 12, wraps: true },
];

const COLOURS: Record<ReplayResult, Colour> = { same: 'green', repaired: 'yellow', differs: 'red' };

/**
 * Prints how each session came out.
 *
 * @throws CliError if one differs from the file
 */
export async function printComparisons(
  cli: CliContext,
  comparisons: readonly Comparison[],
): Promise<void> {
  if (cli.json) for (const comparison of comparisons) await printJson(cli, comparison);
  else if (comparisons.length > 0) await printTable(cli, comparisons);
  const different = comparisons.filter(({ result }) => result === 'differs').length;
  if (different === 0) return;
  throw new CliError(`${countOf(different, 'session differs', 'sessions differ')} from the file`);
}

async function printTable(cli: CliContext, comparisons: readonly Comparison[]): Promise<void> {
  await cli.print(
    table(
      COLUMNS,
      comparisons.map((one) => rowOf(one, cli)),
      cli,
    ),
  );
  for (const { streamId, differences } of comparisons)
    for (const difference of differences)
      await cli.print(`${cli.paint('red', streamId)}  ${differenceText(difference)}`);
}

function rowOf(
  { streamId, expected, received, result, repaired }: Comparison,
  cli: CliContext,
): Cell[] {
  const { channelName, state, startedAt, endedAt, ingestEndedAt, failedAt } = received ?? expected;
  const end = failedAt ?? endedAt ?? ingestEndedAt;
  const lastedMs = startedAt && end ? Date.parse(end) - Date.parse(startedAt) : undefined;
  return [
    streamId,
    channelName,
    received ? state : undefined,
    startedAt && timeText(startedAt, cli),
    lastedMs === undefined ? undefined : formatDuration(lastedMs),
    { text: result, colour: COLOURS[result] },
    repaired.join(', '),
  ];
}

const differenceText = ({ what, expected, received }: Difference): string =>
  withoutControlCharacters(
    `${what}: expected ${expected ?? 'nothing'}, received ${received ?? 'nothing'}`,
  );
