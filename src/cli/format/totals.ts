import type { AnsweredTotals } from '../answers.ts';
import type { CliContext } from '../context.ts';
import { propertyList } from './table.ts';
import { formatTime } from './time.ts';

/** Totals, one line each; members that are newer than this program are told as they are. */
export function totalsText(
  of: string,
  totals: AnsweredTotals,
  { paint, timeZone }: Pick<CliContext, 'paint' | 'timeZone'>,
): string {
  const rows = Object.entries(totals).map(([name, value]): [string, string | undefined] => [
    labelOf(name),
    valueText(value, timeZone),
  ]);
  return `${paint('bold', of)}\n${propertyList(rows, { paint })}`;
}

/** `peakViewers` is `peak viewers`. */
const labelOf = (name: string): string =>
  name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function valueText(value: unknown, timeZone: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string')
    return INSTANT.test(value) ? formatTime(Date.parse(value), timeZone) : value;
  if (typeof value !== 'number') return JSON.stringify(value);
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 1 ? 4 : 2 });
}
