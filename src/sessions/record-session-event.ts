import { type AccountRegion, acceptEvent } from '../ivs/accept.ts';
import { DETAIL_TYPES, type IvsEvent, parseIvsEvent } from '../ivs/events.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import type { Fields, Observability } from '../platform/observability.ts';
import { type ClassifiedEvent, classify, isStateChange } from './event-meaning.ts';
import type { ImplausibleTime } from './implausible-time.ts';
import { type Recorder, recordEvent, type SummaryEffect } from './record-event.ts';

export type RecordAnswer =
  | {
      recorded: true;
      name: string;
      channelArn?: string;
      streamId?: string;
      summary: SummaryEffect;
    }
  /** A well-formed event of source `aws.ivs` whose detail-type is not about low-latency streams. */
  | { recorded: false; foreign: string }
  | { recorded: false; field: string; message: string };

/** An item in DynamoDB holds at most 400 KB, with its keys. Events of IVS have about 1 KB. */
const MAX_DETAIL_BYTES = 350_000;
const sizeOf = (detail: unknown): number => Buffer.byteLength(JSON.stringify(detail));

export interface RecordContext extends Recorder, Observability {
  accountRegion: AccountRegion;
}

/**
 * Records one IVS event as EventBridge delivers it. An event that can never be recorded is logged,
 * counted and answered, but not thrown, since a retry would not help.
 *
 * @throws what `recordEvent` throws; then Lambda and the retry queue deliver the event again
 */
export async function recordSessionEvent(
  raw: unknown,
  context: RecordContext,
): Promise<RecordAnswer> {
  try {
    const parsed = parseIvsEvent(raw);
    return parsed.kind === 'foreign'
      ? ignoreForeign(parsed.detailType, context)
      : await record(accepted(parsed.event, context.accountRegion), context);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { field, message } = error;
    context.log.warn('event refused', { field, reason: message, event: printable(raw) });
    context.metrics.add('InvalidEvents');
    return { recorded: false, field, message };
  }
}

/** @throws InputError for an event that cannot be recorded */
function accepted(event: IvsEvent, accountRegion: AccountRegion): ClassifiedEvent {
  const bytes = sizeOf(event.detail);
  if (bytes > MAX_DETAIL_BYTES)
    throw new InputError('detail', `at most ${MAX_DETAIL_BYTES} bytes of JSON`, bytes);
  const classified = classify(event);
  acceptEvent(event, accountRegion, isStateChange(classified.meaning));
  return classified;
}

async function record(event: ClassifiedEvent, context: RecordContext): Promise<RecordAnswer> {
  const { id, time, detailType, name, channelArn, streamId } = event;
  const { summary, odd } = await recordEvent(context, event);
  const known = event.meaning !== undefined;
  const fields = { id, time, detailType, name, channelArn, streamId, summary };
  context.log[known ? 'info' : 'warn'](known ? 'event recorded' : 'unknown event recorded', fields);
  context.metrics.add(known ? 'EventsRecorded' : 'UnknownEvents');
  if (odd) reportImplausibleTime(fields, odd, context);
  return {
    recorded: true,
    name,
    ...(channelArn !== undefined && { channelArn }),
    ...(streamId !== undefined && { streamId }),
    summary,
  };
}

function reportImplausibleTime(
  fields: Fields,
  odd: ImplausibleTime,
  { clock, log, metrics }: RecordContext,
): void {
  log.warn('the time of the event is implausible', {
    ...fields,
    odd,
    receivedAt: isoTime(clock.now()),
  });
  metrics.add('OddTimes');
}

function ignoreForeign(detailType: string, { log, metrics }: Observability): RecordAnswer {
  log.info('foreign event ignored', { detailType });
  metrics.add('ForeignEvents');
  return { recorded: false, foreign: detailType };
}

/**
 * The raw event for the log. `detail` is omitted if it is too large, or if the detail-type is not
 * one that we record: the detail of an API call may contain a stream key.
 */
function printable(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const { detail, ...head } = raw as Fields;
  const isRecordedType = DETAIL_TYPES.some((type) => type === head['detail-type']);
  return isRecordedType && sizeOf(detail ?? null) <= MAX_DETAIL_BYTES
    ? raw
    : { ...head, ...(detail !== undefined && { detail: 'omitted' }) };
}
