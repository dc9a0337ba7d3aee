import { DURATION_FORMAT, parseDuration } from '../../platform/duration.ts';
import { InputError } from '../../platform/errors.ts';

/** Milliseconds, or a duration such as `30s`, `10m`, `2h` or `7d`. */
export type Duration = number | string;

/**
 * @param field the name of the value in an error
 * @returns milliseconds
 * @throws InputError for anything else than a duration
 */
export function readDuration(field: string, value: unknown): number {
  const ms = typeof value === 'string' ? parseDuration(value) : value;
  if (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0) return ms;
  throw new InputError(field, `milliseconds from 0, or ${DURATION_FORMAT}`, value);
}

const UNITS: [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** @returns a duration for people: `1.5 s`, `10 min`, `250 ms` */
export function formatDuration(ms: number): string {
  const [name, size] = UNITS.find(([, unit]) => ms >= unit) ?? ['ms', 1];
  return `${Math.round((ms / size) * 100) / 100} ${name}`;
}
