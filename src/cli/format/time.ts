// Instants as an operator reads them: on the clock of a time zone, ISO style.

/** Date and time on the clock of a zone. */
export interface LocalTime {
  /** `2026-11-21` */
  date: string;
  /** `14:03:05` */
  time: string;
  /** The three digits of the milliseconds. */
  ms: string;
  /** `+01:00` */
  offset: string;
}

const MINUTE_MS = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

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

/** As short as it can be told from others near `now`: `14:03` today, `21 Nov 14:03`, `2025-11-21 14:03`. */
export function formatBriefly(ms: number, now: number, timeZone: string): string {
  const { date, time } = localTime(ms, timeZone);
  const today = localTime(now, timeZone).date;
  const minute = time.slice(0, 5);
  if (date === today) return minute;
  if (date.slice(0, 4) !== today.slice(0, 4)) return `${date} ${minute}`;
  return `${date.slice(8)} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${minute}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What the zone's clock shows at an instant, as if it were UTC's. */
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
 * @param timeZone for what names no zone. A time that its clock shows twice is the first one; one that it
 *   skips is as much later as the clock was put forward.
 * @returns milliseconds since the epoch, or undefined for anything else
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

/** The zone's offset changes by hours at most: it is one of those a day before and after. */
function firstInstantShowing(clock: number, timeZone: string): number {
  const offsets = [-86_400_000, 86_400_000].map(
    (away) => clockMs(clock + away, timeZone) - (clock + away),
  );
  const [before = 0] = offsets;
  const instants = offsets.map((offset) => clock - offset).sort((a, b) => a - b);
  return instants.find((ms) => clockMs(ms, timeZone) === clock) ?? clock - before;
}
