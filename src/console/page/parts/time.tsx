import { clockText, durationText, localDay } from '../format/time.ts';
import { now, today } from '../state/now.ts';

export { durationText, ZONE } from '../format/time.ts';

/** A time in the local zone: `2026-11-27 21:54:06`; without the date if it is today. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${at} in UTC`}>
      {timeText(at)}
    </time>
  );
}

/** The text of `Time`. */
export function timeText(at: string): string {
  const day = localDay(at);
  return day === today.value ? clockText(at) : `${day} ${clockText(at)}`;
}

/** How long it has been since `at`: `2 h 5 min`. It counts on. */
export function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={timeText(at)}>
      {durationText(now.value - Date.parse(at))}
    </time>
  );
}

/** When something will be, as seen from now: `in 2 h 5 min`, `now`. It counts down. */
export function Until({ at }: { at: string }) {
  const left = Date.parse(at) - now.value;
  return (
    <time dateTime={at} title={timeText(at)}>
      {left <= 0 ? 'now' : `in ${durationText(left)}`}
    </time>
  );
}

/** A length of time, ms. */
export function Duration({ ms }: { ms: number }) {
  return <span class="nowrap">{durationText(ms)}</span>;
}
