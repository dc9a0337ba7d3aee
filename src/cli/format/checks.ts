import type { DoctorAnswer } from '../../doctor/answer.ts';
import type { Check } from '../../doctor/check.ts';
import type { Style } from '../context.ts';
import { type Cell, table } from './table.ts';

const PASSED: Cell = { text: '✓', colour: 'green' };
const FAILED: Cell = { text: '✗', colour: 'red' };

/** `stage prod in us-west-2, version 0.1.0` */
export const summaryOf = ({ stage, region, version }: DoctorAnswer): string =>
  `stage ${stage} in ${region}, version ${version}\n`;

/** One row for each check. Below a check that failed stands what to do. */
export function checkTable(
  checks: readonly Check[],
  style: Pick<Style, 'paint' | 'width'>,
): string {
  const rows = checks.flatMap(({ check, ok, found, todo }): Cell[][] => [
    [ok ? PASSED : FAILED, check, found],
    ...(todo === undefined ? [] : [['', '', `→ ${todo}`]]),
  ]);
  const columns = [
    { title: '' },
    { title: 'CHECK' },
    { title: 'FOUND', shrinksTo: 30, wraps: true as const },
  ];
  return table(columns, rows, style);
}
