import type { AnsweredTotals } from '../answers.ts';
import type { Style } from '../context.ts';
import { propertyList } from './table.ts';
import { formatTime } from './time.ts';

/**
 * A title and the totals, one line each. Totals that this program does not know are shown too.
 *
 * @param title what was counted, for example `2026-11-21 (UTC)`
 */
export function totalsText(
  title: string,
  totals: AnsweredTotals,
  style: Pick<Style, 'paint' | 'width' | 'timeZone'>,
): string {
  const rows = Object.entries(totals).map(([name, value]): [string, string | undefined] => [
    labelOf(name),
    valueText(value, style.timeZone),
  ]);
  return `${style.paint('bold', title)}\n${propertyList(rows, style)}`;
}

/** `peakViewers` becomes `peak viewers`. */
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
