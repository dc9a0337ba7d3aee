const TIME = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
});
const SHORT_TIME = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});
// The Swedish format of a date is that of ISO 8601.
const DATE = new Intl.DateTimeFormat('sv-SE');

/** IANA name of the zone in which all times are shown. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day of a time in the local zone: `2026-11-27`. @param at ISO 8601, or ms since the epoch */
export const localDay = (at: string | number): string => DATE.format(new Date(at));

/** A time in the local zone: `21:54:06`. @param at ISO 8601, or ms since the epoch */
export const clockText = (at: string | number): string => TIME.format(new Date(at));

/** `21:54` */
export const shortClockText = (at: string | number): string => SHORT_TIME.format(new Date(at));

/** The day of a time in UTC: `2026-11-27`. @param ms since the epoch */
export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The last days in UTC, today first. @param ms since the epoch */
export const lastUtcDays = (ms: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => utcDay(ms - i * 86_400_000));

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** The two largest units of a duration: `2 h 5 min`. */
export function durationText(ms: number): string {
  let rest = Math.max(0, Math.floor(ms / 1_000) * 1_000);
  const first = UNITS.findIndex(([, size]) => rest >= size);
  if (first === -1) return '0 s';
  const texts = UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return texts.filter((text) => text !== '').join(' ');
}

/** A short time: `340 ms`, `2.5 s`, and a duration from a minute on. */
export function shortDurationText(ms: number): string {
  if (ms >= 60_000) return durationText(ms);
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
