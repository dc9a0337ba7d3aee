import type { HandledRequest, IvsEventBridgeEvent, Violation } from '../simulator/index.ts';
import { formatDuration } from './clock/duration.ts';
import { eventName } from './event-name.ts';
import type { DeliveredEvent, Story } from './journal.ts';

/** More lines would hide what was expected. */
const MAX_LINES = 20;

/**
 * What happened, for the message of a failure.
 *
 * @param start the time to which the times in the text are relative, ms since the epoch
 */
export function describeHappenings(
  { eventsBefore, events, requests, violations }: Story,
  start: number,
): string {
  const lines = (all: readonly DeliveredEvent[]) =>
    lastLines(all.map((one) => eventLine(one, start)));
  return [
    ...(eventsBefore.length > 0 ? [section('Events before', lines(eventsBefore))] : []),
    section('Events meanwhile', lines(events)),
    section('Requests to IVS meanwhile', requestLines(requests)),
    ...(violations.length > 0
      ? [section('Requests over a quota meanwhile', violationLines(violations))]
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

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return `  ${title}: none`;
  return [`  ${title}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

function eventLine({ at, event }: DeliveredEvent, start: number): string {
  const sign = at < start ? '-' : '+';
  const { channel_name: channel, stream_id: stream } = event.detail;
  const of = stream === undefined ? '' : ` (channel "${channel}", stream ${stream})`;
  return `${sign}${formatDuration(Math.abs(at - start))} ${describeEvent(event)}${of}`;
}

/** @returns the name of an event, and why it came if it says so */
export function describeEvent(event: IvsEventBridgeEvent): string {
  const { code, reason, limit_value, exceeded_by, limit_unit } = event.detail;
  const why = code ?? reason;
  if (event['detail-type'] === 'IVS Limit Breach')
    return `IVS Limit Breach: ${eventName(event)} over ${limit_value} ${limit_unit} by ${exceeded_by}`;
  return `${eventName(event)}${why === undefined ? '' : ` (${why})`}`;
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

/** @returns `1 cue`, `2 cues` */
export const countOf = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`;
