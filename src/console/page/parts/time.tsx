import { now } from '../state/now.ts';

/** IANA name of the zone in which all times are shown. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const TIME = new Intl.DateTimeFormat(undefined, {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
});
const DATE = new Intl.DateTimeFormat('sv-SE');

/** A time in the local zone: `2026-11-27 21:54:06`; without the date if it is today. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {timeText(at)}
    </time>
  );
}

export function timeText(at: string): string {
  const date = new Date(at);
  const time = TIME.format(date);
  return DATE.format(date) === DATE.format(now.value) ? time : `${DATE.format(date)} ${time}`;
}

/** How long it has been since `at`: `2 h 5 min`. It counts on. */
export function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={timeText(at)}>
      {durationText(now.value - Date.parse(at))}
    </time>
  );
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** The two largest units of a duration. */
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
