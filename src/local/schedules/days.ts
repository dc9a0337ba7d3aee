import { type FieldRange, readField, readValue } from './fields.ts';

/** Whether a day matches; `day` is a UTC date at midnight. */
export type DayTest = (day: Date) => boolean;

const DAYS: FieldRange = { min: 1, max: 31 };
const WEEKDAYS: FieldRange = {
  min: 1,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
const OCCURRENCES: FieldRange = { min: 1, max: 5 };
const SUNDAY = 0;
const SATURDAY = 6;

/** Day of the month: values, `L` (the last day), `15W` (the weekday nearest to it), `LW`. */
export function readDayOfMonth(field: string): DayTest {
  if (field === 'L') return (day) => day.getUTCDate() === daysInMonth(day);
  if (field === 'LW') return (day) => day.getUTCDate() === nearestWeekday(day, daysInMonth(day));
  const weekday = /^(\d+)W$/.exec(field)?.[1];
  if (weekday !== undefined) {
    const target = readValue(weekday, DAYS);
    return (day) => target <= daysInMonth(day) && day.getUTCDate() === nearestWeekday(day, target);
  }
  const values = readField(field, DAYS);
  return (day) => values.has(day.getUTCDate());
}

/** Day of the week, 1 or SUN to 7 or SAT: values, `L` (Saturday), `6L` (the last Friday), `3#2` (the second Tuesday). */
export function readDayOfWeek(field: string): DayTest {
  if (field === 'L') return (day) => day.getUTCDay() === SATURDAY;
  const last = /^(\w+)L$/.exec(field)?.[1];
  if (last !== undefined) {
    const weekday = readValue(last, WEEKDAYS);
    return (day) => weekdayOf(day) === weekday && day.getUTCDate() + 7 > daysInMonth(day);
  }
  const [name = '', nth, ...rest] = field.split('#');
  if (nth !== undefined && rest.length === 0) {
    const weekday = readValue(name, WEEKDAYS);
    const occurrence = readValue(nth, OCCURRENCES);
    return (day) => weekdayOf(day) === weekday && Math.ceil(day.getUTCDate() / 7) === occurrence;
  }
  const values = readField(field, WEEKDAYS);
  return (day) => values.has(weekdayOf(day));
}

const weekdayOf = (day: Date): number => day.getUTCDay() + 1;

const daysInMonth = (day: Date): number =>
  new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

/** The day from Monday to Friday that is nearest to a day of the month, within that month. */
function nearestWeekday(month: Date, date: number): number {
  const day = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), date)).getUTCDay();
  if (day === SATURDAY) return date === 1 ? date + 2 : date - 1;
  if (day === SUNDAY) return date === daysInMonth(month) ? date - 2 : date + 1;
  return date;
}
