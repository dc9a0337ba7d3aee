import { acceptEvent } from '../../ivs/accept.ts';
import { type IvsEvent, parseIvsEvent } from '../../ivs/events.ts';
import { withoutStreamKeyValues } from '../../ivs/stream-key-value.ts';
import { InputError } from '../../platform/errors.ts';
import { checked } from '../../platform/schema.ts';
import { classify, isStateChange } from '../../sessions/event-meaning.ts';
import {
  type ExportedSession,
  exportedSessionSchema,
  STREAM_ID,
  STREAM_ID_FORM,
} from './exported-session.ts';
import { isLogLine, readLogLine } from './log-line.ts';

/** What one line of a file holds. */
export type Line =
  /** A session as `sessions export` prints it. */
  | { kind: 'session'; session: ExportedSession }
  /** One delivery of an event, as a rule of EventBridge or its archive has it. */
  | {
      kind: 'event';
      event: IvsEvent;
      /** When it was delivered, ms since the epoch. Absent if the line does not say. */
      receivedAt?: number;
      /** The line is one of the log, which says no `detail`: another line with the event knows more. */
      isLog?: true;
    };

/** A line that cannot be read. */
export interface LineProblem {
  /** From 1. */
  line: number;
  /** What was expected, and what was received. */
  message: string;
}

export interface ReadLines {
  lines: Line[];
  problems: LineProblem[];
  /** Events of IVS that are not about low-latency streams, such as those of stages. */
  foreign: number;
}

/**
 * Reads the lines of a file: sessions of `sessions export`, EventBridge events, or both. Empty lines are skipped. A
 * line that cannot be read is a problem; the other lines count.
 */
export function readLines(texts: Iterable<string>): ReadLines {
  const read: ReadLines = { lines: [], problems: [], foreign: 0 };
  let number = 0;
  for (const text of texts) {
    number += 1;
    if (text.trim() === '') continue;
    try {
      const line = readLine(text);
      if (line) read.lines.push(line);
      else read.foreign += 1;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      read.problems.push({ line: number, message: withoutStreamKeyValues(error.message) });
    }
  }
  return read;
}

/**
 * @returns undefined for an event that is not about low-latency streams
 * @throws InputError that names the member that is missing or wrong
 */
function readLine(text: string): Line | undefined {
  const value = parse(text);
  if (Object.hasOwn(value, 'detail-type')) return readEvent(value, undefined);
  if (isLogLine(value)) return readLogLine(value);
  if (Object.hasOwn(value, 'event')) return readReceived(value);
  if (Object.hasOwn(value, 'streamId'))
    return { kind: 'session', session: checked(exportedSessionSchema, value, 'line') };
  throw new InputError('line', EXPECTED, value);
}

const EXPECTED =
  'a session of sessions export (with channelArn and streamId), an EventBridge event (with detail-type), or a line of the log of recordSessionEvent';

function parse(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError('line', 'JSON', text);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new InputError('line', EXPECTED, value);
}

/** An event with the time at which it was put on the bus, as `GET /_sim/events` answers it. */
function readReceived(value: object): Line | undefined {
  const { at, event } = value as { at?: unknown; event?: unknown };
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  // A number may be no time: dates end in the year 275760.
  if (typeof ms !== 'number' || Number.isNaN(new Date(ms).getTime()))
    throw new InputError('at', 'when the event was received: ms since the epoch or ISO 8601', at);
  return readEvent(event, ms);
}

function readEvent(raw: unknown, receivedAt: number | undefined): Line | undefined {
  const parsed = parseIvsEvent(raw);
  if (parsed.kind === 'foreign') return undefined;
  const { event } = parsed;
  const { region, account } = event;
  acceptEvent(event, { region, account }, isStateChange(classify(event).meaning));
  requireStreamId(event);
  return { kind: 'event', event, ...(receivedAt !== undefined && { receivedAt }) };
}

function requireStreamId({ streamId }: IvsEvent): void {
  if (streamId !== undefined && !STREAM_ID.test(streamId))
    throw new InputError('detail.stream_id', STREAM_ID_FORM, streamId);
}
