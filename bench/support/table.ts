import { isReached, type Measure } from './bench.ts';

/**
 * @param least the least widths of the columns: name, value, unit
 * @returns measured numbers as a text table: name, value, unit, target
 */
export function tableOf(measures: readonly Measure[], least: readonly number[] = []): string {
  const rows = measures.map((one) => [one.name, shown(one.value), one.unit, verdict(one)]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(least[column] ?? 0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map(([name = '', value = '', unit = '', target = '']) => {
      const cells = [name.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0)];
      return [...cells, unit.padEnd(widths[2] ?? 0), target].join('  ').trimEnd();
    })
    .join('\n');
}

/** @returns measured numbers as one JSON object from name to number, with four significant digits */
export function jsonOf(measures: Measure[]): string {
  const entries = measures.map(({ name, value }) => [name, Number(value.toPrecision(4))]);
  return JSON.stringify(Object.fromEntries(entries));
}

const shown = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });

function verdict(measure: Measure): string {
  const { target } = measure;
  if (target === undefined) return '';
  const limit = 'atLeast' in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
  return `${limit}: ${isReached(measure) ? 'reached' : 'MISSED'}`;
}
