import type { Style } from '../context.ts';

// Instants as date and time in a time zone, in ISO style.

/** An instant as date and time in a time zone. */
export interface LocalTime {
  /** `2026-11-21` */
  date: string;
  /** `14:03:05` */
  time: string;
  /** Milliseconds, three digits. */
  ms: string;
  /** From UTC: `+01:00`. */
  offset: string;
}

const MINUTE_MS = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this Node.js knows the IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @param ms milliseconds since the epoch */
export function localTime(ms: number, timeZone: string): LocalTime {
  const clock = clockMs(ms, timeZone);
  const text = new Date(clock).toISOString();
  const [date = '', rest = ''] = text.split('T');
  const offset = offsetText(Math.round((clock - ms) / MINUTE_MS));
  return { date, time: rest.slice(0, 8), ms: rest.slice(9, 12), offset };
}

/** `2026-11-21 14:03:05` */
export function formatTime(ms: number, timeZone: string): string {
  const { date, time } = localTime(ms, timeZone);
  return `${date} ${time}`;
}

/** `14:03` on the day of `now`, `21 Nov 14:03` in the same year, otherwise `2025-11-21 14:03`. */
export function formatBriefly(ms: number, now: number, timeZone: string): string {
  const { date, time } = localTime(ms, timeZone);
  const today = localTime(now, timeZone).date;
  const minute = time.slice(0, 5);
  if (date === today) return minute;
  if (date.slice(0, 4) !== today.slice(0, 4)) return `${date} ${minute}`;
  return `${date.slice(8)} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${minute}`;
}

/** A time for a table: short on a terminal, complete elsewhere. @param at ISO 8601 */
export function timeText(at: string, { width, timeZone, now }: Omit<Style, 'paint'>): string {
  const ms = Date.parse(at);
  return width === undefined ? formatTime(ms, timeZone) : formatBriefly(ms, now(), timeZone);
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The zone's date and time at an instant, as the milliseconds of the same date and time in UTC. */
function clockMs(ms: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const { year, month, day, hour, minute, second } = parts;
  const millisecond = ((ms % 1_000) + 1_000) % 1_000;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    formats.set(timeZone, format);
  }
  return format;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const TIME_PATTERN =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Reads a date, a local time (`2026-11-21 14:03`), or an ISO 8601 time with its zone.
 *
 * @param timeZone used if the text names no zone. When clocks go back, a time that occurs twice means its
 *   first occurrence. When clocks go forward, a time that does not occur is moved forward by the same amount.
 * @returns milliseconds since the epoch; undefined if the text has another form
 */
export function readTime(text: string, timeZone: string): number | undefined {
  const match = TIME_PATTERN.exec(text);
  if (!match) return undefined;
  const [, date = '', time = '00:00', zone] = match;
  const clock = Date.parse(`${date}T${time}${zone ?? 'Z'}`);
  if (Number.isNaN(clock) || !new Date(Date.parse(date)).toISOString().startsWith(date))
    return undefined;
  if (zone !== undefined) return clock;
  return firstInstantShowing(clock, timeZone);
}

/**
 * The first instant at which the zone shows a date and time. The zone's offset at that instant is the
 * offset of one day before or of one day after.
 */
function firstInstantShowing(clock: number, timeZone: string): number {
  const offsets = [-86_400_000, 86_400_000].map(
    (away) => clockMs(clock + away, timeZone) - (clock + away),
  );
  const [before = 0] = offsets;
  const instants = offsets.map((offset) => clock - offset).sort((a, b) => a - b);
  return instants.find((ms) => clockMs(ms, timeZone) === clock) ?? clock - before;
}
