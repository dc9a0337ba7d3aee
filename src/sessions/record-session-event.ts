import { type AccountRegion, acceptEvent } from '../ivs/accept.ts';
import { DETAIL_TYPES, type IvsEvent, type ParsedEvent, parseIvsEvent } from '../ivs/events.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import type { Fields, Observability } from '../platform/observability.ts';
import { changesState, meaningOf } from './facts.ts';
import { type Recorder, recordEvent, type SummaryEffect } from './record-event.ts';

export type RecordAnswer =
  | { recorded: true; name: string; channelArn?: string; streamId?: string; summary: SummaryEffect }
  /** A well-formed event of the same source that is not about streams. */
  | { recorded: false; foreign: string }
  | { recorded: false; field: string; message: string };

/** What fits an item of DynamoDB's (400 KB), with its keys. Events of IVS have about 1 KB. */
const LARGEST_DETAIL_BYTES = 350_000;
const sizeOf = (detail: unknown): number => Buffer.byteLength(JSON.stringify(detail));

export interface RecordContext extends Recorder, Observability {
  accountRegion: AccountRegion;
}

/**
 * Records one IVS event as EventBridge delivers it. What can never be recorded is logged, counted
 * and answered, not thrown: a retry would change nothing. What the table throws is thrown on, so
 * that Lambda tries again and then keeps the event as a dead letter.
 */
export async function recordSessionEvent(
  raw: unknown,
  context: RecordContext,
): Promise<RecordAnswer> {
  try {
    const parsed = accepted(parseIvsEvent(raw), context.accountRegion);
    return parsed.kind === 'foreign'
      ? ignoreForeign(parsed.detailType, context)
      : await record(parsed.event, context);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { field, message } = error;
    context.log.warn('event refused', { field, reason: message, event: printable(raw) });
    context.metrics.add('InvalidEvents');
    return { recorded: false, field, message };
  }
}

function accepted(parsed: ParsedEvent, accountRegion: AccountRegion): ParsedEvent {
  if (parsed.kind === 'ivs') {
    const { detailType, name, detail } = parsed.event;
    const bytes = sizeOf(detail);
    if (bytes > LARGEST_DETAIL_BYTES)
      throw new InputError('detail', `at most ${LARGEST_DETAIL_BYTES} bytes of JSON`, bytes);
    acceptEvent(parsed.event, accountRegion, changesState(meaningOf(detailType, name)));
  }
  return parsed;
}

async function record(event: IvsEvent, context: RecordContext): Promise<RecordAnswer> {
  const { id, time, detailType, name, channelArn, streamId } = event;
  const { summary, odd } = await recordEvent(context, event);
  const known = meaningOf(detailType, name) !== undefined;
  const fields = { id, time, detailType, name, channelArn, streamId, summary };
  context.log[known ? 'info' : 'warn'](known ? 'event recorded' : 'unknown event recorded', fields);
  context.metrics.add(known ? 'EventsRecorded' : 'UnknownEvents');
  if (odd) {
    const receivedAt = isoTime(context.clock.now());
    context.log.warn('time of the event can not be right', { ...fields, odd, receivedAt });
    context.metrics.add('OddTimes');
  }
  return {
    recorded: true,
    name,
    ...(channelArn !== undefined && { channelArn }),
    ...(streamId !== undefined && { streamId }),
    summary,
  };
}

function ignoreForeign(detailType: string, { log, metrics }: Observability): RecordAnswer {
  log.info('foreign event ignored', { detailType });
  metrics.add('ForeignEvents');
  return { recorded: false, foreign: detailType };
}

/**
 * The raw event for the log. The detail of other kinds is left out, since an API call's may hold a stream
 * key; and one that is too large for the log as well.
 */
function printable(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const { detail, ...head } = raw as Fields;
  const ours = DETAIL_TYPES.some((type) => type === head['detail-type']);
  return ours && sizeOf(detail ?? null) <= LARGEST_DETAIL_BYTES
    ? raw
    : { ...head, ...(detail !== undefined && { detail: 'left out' }) };
}
