import type { LimitBreach } from '../../sessions/details/health.ts';
import type { Style } from '../context.ts';
import { type Column, table } from './table.ts';
import { wholeNumber } from './text.ts';
import { formatTime } from './time.ts';

const COLUMNS: Column[] = [
  { title: 'TIME' },
  { title: 'LIMIT' },
  { title: 'ALLOWED', align: 'right' },
  { title: 'EXCEEDED BY', align: 'right' },
  { title: 'UNIT', shrinksTo: 8, dropOrder: 1 },
];

/** Breaches of limits, one line each. */
export function breachTable(breaches: readonly LimitBreach[], style: Style): string {
  const rows = breaches.map(({ at, limit, value, exceededBy, unit }) => [
    formatTime(Date.parse(at), style.timeZone),
    limit,
    value === undefined ? undefined : wholeNumber(value),
    exceededBy === undefined ? undefined : wholeNumber(exceededBy),
    unit,
  ]);
  return table(COLUMNS, rows, style);
}
