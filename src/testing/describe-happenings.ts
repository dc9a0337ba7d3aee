import type { HandledRequest, IvsEventBridgeEvent, Violation } from '../simulator/index.ts';
import { formatDuration } from './clock/duration.ts';
import { eventName } from './event-name.ts';
import type { DeliveredEvent, Happenings } from './journal.ts';

/** More lines would hide what was expected. */
const MAX_LINES = 20;

/**
 * What happened, for the message of a failure.
 *
 * @param start the time to which the times in the text are relative, ms since the epoch
 */
export function describeHappenings(
  { events, requests, violations }: Happenings,
  start: number,
): string {
  return [
    section('Events', 'no event came', lastLines(events.map((one) => eventLine(one, start)))),
    section('Requests to IVS', 'none', requestLines(requests)),
    ...(violations.length > 0
      ? [section('Requests over a quota', 'none', violationLines(violations))]
      : []),
  ].join('\n');
}

/** One line for each quota that was exceeded. */
export function violationLines(violations: readonly Violation[]): string[] {
  const counts = countBy(violations, ({ operation, rule, resource }) =>
    [`${operation}: more than ${rule}`, resource].join(' of '),
  );
  return [...counts].map(([line, count]) => `${line} (${times(count)})`);
}

function section(title: string, none: string, lines: readonly string[]): string {
  if (lines.length === 0) return `  ${title}: ${none}`;
  return [`  ${title}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

function eventLine({ at, event }: DeliveredEvent, start: number): string {
  return `+${formatDuration(at - start)}  ${describeEvent(event)}`;
}

/** @returns name, code or reason, and channel of an event */
export function describeEvent(event: IvsEventBridgeEvent): string {
  const { code, reason, channel_name: channel, stream_id: stream } = event.detail;
  const why = code ?? reason;
  const limit = event['detail-type'] === 'IVS Limit Breach' ? 'IVS Limit Breach: ' : '';
  const of = stream === undefined ? '' : ` (channel "${channel}", stream ${stream})`;
  return `${limit}${eventName(event)}${why === undefined ? '' : `, ${why}`}${of}`;
}

function requestLines(requests: readonly HandledRequest[]): string[] {
  const counts = countBy(requests, ({ operation, error }) =>
    error === undefined ? operation : `${operation}: ${error}`,
  );
  return lastLines([...counts].map(([line, count]) => `${line} (${times(count)})`));
}

function lastLines(lines: readonly string[]): string[] {
  const hidden = lines.length - MAX_LINES;
  return hidden > 0 ? [`… ${hidden} more before`, ...lines.slice(hidden)] : [...lines];
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
