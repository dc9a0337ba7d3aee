import type { AnsweredCurve } from '../answers.ts';
import type { Style } from '../context.ts';
import { pad, wholeNumber, widthOf } from './text.ts';
import { localTime } from './time.ts';

/** A curve to draw. */
export interface ChartedViewers extends AnsweredCurve {
  /** When the last sample was, ISO 8601. Default: the end of the last step. */
  until?: string;
}

type Count = number | null;

const BLOCKS = [...'▁▂▃▄▅▆▇█'];
const FULL = '█';
const ROWS = 4;
/** Where the output is no terminal, or one that does not say how wide it is. */
const DEFAULT_WIDTH = 80;
/** A short curve is drawn this many times as wide as it has points, at most. */
const MOST_STRETCH = 4;
const INDENT = '  ';
/** Between the numbers and the columns. */
const AXIS = ' │';
const FEWEST_COLUMNS = 8;

/**
 * Viewers over time as columns of blocks, as wide as the terminal at most; below them the times at which they begin
 * and end. A longer curve has the greatest count of several steps in a column. Where no count is known, there is
 * nothing.
 *
 * @returns lines of text; undefined if no count is known
 */
export function viewersChart(curve: ChartedViewers, style: Style): string | undefined {
  const known = curve.counts.filter((count) => count !== null);
  if (known.length === 0) return undefined;
  const peak = Math.max(...known);
  const labels = labelsOf(peak);
  const margin = INDENT.length + widthOf(labels[0] ?? '') + AXIS.length;
  const columns = Math.max(FEWEST_COLUMNS, (style.width ?? DEFAULT_WIDTH) - margin);
  const counts = fitted(curve.counts, columns);
  const rows = labels.map((label, row) => {
    const blocks = counts.map((count) => blockOf(count, peak, ROWS - 1 - row)).join('');
    return `${INDENT}${style.paint('dim', label + AXIS)}${style.paint('cyan', blocks.trimEnd())}`;
  });
  return [
    ...rows.map((row) => row.trimEnd()),
    ' '.repeat(margin) + timesOf(curve, counts, style),
  ].join('\n');
}

/** The peak stands at the top row, 0 at the bottom row. */
function labelsOf(peak: number): string[] {
  const top = wholeNumber(peak);
  return Array.from({ length: ROWS }, (_, row) => {
    if (row === 0) return top;
    return pad(row === ROWS - 1 ? '0' : '', widthOf(top), 'right');
  });
}

/** The counts of the columns: each the greatest of its points. */
function fitted(counts: readonly Count[], columns: number): Count[] {
  const stretch = Math.min(MOST_STRETCH, Math.floor(columns / counts.length));
  const width = stretch > 0 ? counts.length * stretch : columns;
  return Array.from({ length: width }, (_, column) => {
    const first = Math.floor((column * counts.length) / width);
    const next = Math.floor(((column + 1) * counts.length) / width);
    return greatest(counts.slice(first, Math.max(next, first + 1)));
  });
}

const greatest = (counts: readonly Count[]): Count =>
  counts.reduce((most, count) => (count !== null && count >= (most ?? 0) ? count : most), null);

/** @param row 0 is the lowest */
function blockOf(count: Count, peak: number, row: number): string {
  if (count === null) return ' ';
  // A known count is always seen.
  const eighths = Math.max(1, Math.round((count / Math.max(1, peak)) * ROWS * BLOCKS.length));
  const inRow = eighths - row * BLOCKS.length;
  return inRow <= 0 ? ' ' : (BLOCKS[inRow - 1] ?? FULL);
}

/** The first time stands under the first column, the last one ends under the last column, if there is room. */
function timesOf(
  { from, stepSeconds, counts: points, until }: ChartedViewers,
  counts: readonly Count[],
  { timeZone, paint }: Style,
): string {
  const start = Date.parse(from);
  const end = until === undefined ? start + points.length * stepSeconds * 1_000 : Date.parse(until);
  const [first, last] = [localTime(start, timeZone), localTime(Math.max(start, end), timeZone)];
  const isOneDay = first.date === last.date;
  const [left, right] = [first, last].map(({ date, time }) =>
    isOneDay ? time.slice(0, 5) : `${date} ${time.slice(0, 5)}`,
  ) as [string, string];
  const gap = Math.max(2, counts.length - left.length - right.length);
  return paint('dim', left + ' '.repeat(gap) + right);
}
