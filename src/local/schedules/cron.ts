import { type DayTest, readDayOfMonth, readDayOfWeek } from './days.ts';
import { ScheduleError } from './errors.ts';
import { type FieldRange, readField } from './fields.ts';

const MINUTES: FieldRange = { min: 0, max: 59 };
const HOURS: FieldRange = { min: 0, max: 23 };
const MONTHS: FieldRange = {
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const YEARS: FieldRange = { min: 1970, max: 2199 };
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Reads the six fields of EventBridge's `cron(minutes hours day-of-month month day-of-week year)`, in
 * UTC: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 *
 * @returns the next time after the given one, ms since the epoch; undefined if there is none
 * @throws ScheduleError for an expression that EventBridge would refuse
 */
export function readCron(text: string): (after: number) => number | undefined {
  const fields = text.trim().split(/\s+/);
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] =
    fields;
  if (fields.length !== 6) throw new ScheduleError(`cron(${text})`, 'expected six fields');
  const offsets = offsetsInDay(readField(hours, HOURS), readField(minutes, MINUTES));
  const inMonth = readField(months, MONTHS);
  const inYear = readField(years, YEARS);
  const isDay = readDay(text, dayOfMonth, dayOfWeek);
  const matchesDate = (day: Date): boolean =>
    inYear.has(day.getUTCFullYear()) && inMonth.has(day.getUTCMonth() + 1) && isDay(day);

  return (after) => {
    for (let midnight = startOfDay(after); yearOf(midnight) <= YEARS.max; midnight += DAY_MS) {
      if (!matchesDate(new Date(midnight))) continue;
      const offset = offsets.find((ms) => midnight + ms > after);
      if (offset !== undefined) return midnight + offset;
    }
    return undefined;
  };
}

function readDay(text: string, dayOfMonth: string, dayOfWeek: string): DayTest {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    const problem = 'exactly one of day-of-month and day-of-week must be ?';
    throw new ScheduleError(`cron(${text})`, problem);
  }
  return dayOfMonth === '?' ? readDayOfWeek(dayOfWeek) : readDayOfMonth(dayOfMonth);
}

/** The times of a day in order, ms after midnight. */
function offsetsInDay(hours: Set<number>, minutes: Set<number>): number[] {
  const all = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
  return all.sort((a, b) => a - b).map((minute) => minute * MINUTE_MS);
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
const yearOf = (ms: number): number => new Date(ms).getUTCFullYear();
