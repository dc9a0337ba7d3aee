import { ScheduleError } from './errors.ts';

/** The values that a field of a cron expression may have. */
export interface FieldRange {
  min: number;
  max: number;
  /** Names of the values, beginning with `min`, such as JAN. */
  names?: string[];
}

/**
 * Reads a list of values, ranges and steps: `*`, `5`, `1-5`, `MON,WED`, `0/15`, `10-50/20`.
 *
 * @throws ScheduleError for any other text
 */
export function readField(field: string, range: FieldRange): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [span = '', step = '1', ...rest] = part.split('/');
    const stride = Number(step);
    if (rest.length > 0 || !Number.isInteger(stride) || stride < 1) fail(field, range);
    const [from, to] = readSpan(span, range, part.includes('/'));
    if (from > to) fail(field, range);
    for (let value = from; value <= to; value += stride) values.add(value);
  }
  return values;
}

function readSpan(span: string, range: FieldRange, stepped: boolean): [number, number] {
  if (span === '*') return [range.min, range.max];
  const [first = '', last, ...rest] = span.split('-');
  if (rest.length > 0) fail(span, range);
  const from = readValue(first, range);
  if (last !== undefined) return [from, readValue(last, range)];
  return [from, stepped ? range.max : from];
}

/** Reads one value, a number or a name. */
export function readValue(text: string, range: FieldRange): number {
  const named = range.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + range.min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  return fail(text, range);
}

function fail(field: string, { min, max, names }: FieldRange): never {
  const orNames = names ? ` or ${names[0]}-${names.at(-1)}` : '';
  throw new ScheduleError(
    'cron(...)',
    `expected ${min}-${max}${orNames}, received ${JSON.stringify(field)}`,
  );
}
