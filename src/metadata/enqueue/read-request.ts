import * as z from 'zod/mini';
import { InputError } from '../../platform/errors.ts';
import { idsFor } from '../format/ids.ts';
import type { EnqueueRequest } from './enqueue.ts';

/** Who calls `enqueueMetadata`: a direct invoke, the HTTP API, or an event on a bus. */
export type Caller = 'invoke' | 'http' | 'bus';

/** The detail-type of events that queue metadata. They may come from any source. */
export const DETAIL_TYPE = 'IVS Metadata';

const busEvent = z.object({
  id: z.string(),
  'detail-type': z.literal(DETAIL_TYPE),
  time: z.string(),
  detail: z.unknown(),
});
const httpEvent = z.object({
  version: z.literal('2.0'),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

/** An EventBridge event has `detail-type`, an HTTP API request `requestContext`. */
export function callerOf(event: unknown): Caller {
  if (typeof event !== 'object' || event === null) return 'invoke';
  if ('detail-type' in event) return 'bus';
  return 'requestContext' in event ? 'http' : 'invoke';
}

/**
 * @param newCallId makes the id of a call, from which the ids of its messages derive: a UUID
 * @throws InputError for an event or an HTTP request that cannot be read
 */
export function readRequest(
  event: unknown,
  caller: Caller,
  newCallId: () => string,
): EnqueueRequest {
  if (caller === 'bus') return readBusEvent(event);
  return { body: caller === 'http' ? readHttpBody(event) : event, newId: idsFor(newCallId()) };
}

/**
 * The message ids are derived from the event's id, so that an event that is delivered twice is queued
 * once. `ttlSeconds` counts from the event's time, so that an event that comes late has less time left.
 */
function readBusEvent(event: unknown): EnqueueRequest {
  const parsed = busEvent.safeParse(event);
  const askedAt = Date.parse(parsed.data?.time ?? '');
  if (!parsed.success || Number.isNaN(askedAt)) {
    const { 'detail-type': type, id, time } = event as Record<string, unknown>;
    const received = { 'detail-type': type, id, time };
    throw new InputError('event', `an EventBridge event of detail-type ${DETAIL_TYPE}`, received);
  }
  return { body: parsed.data.detail, askedAt, newId: idsFor(parsed.data.id) };
}

function readHttpBody(event: unknown): unknown {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) {
    const version = (event as { version?: unknown }).version;
    throw new InputError('event', 'an HTTP API request of payload format 2.0', { version });
  }
  const { body = '', isBase64Encoded } = parsed.data;
  return parseJson(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
}

/** The error does not quote the text: it holds payloads. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const received = text === '' ? 'nothing' : `${text.length} characters that are not JSON`;
    const error = new InputError('body', `expected JSON, received ${received}`);
    error.cause = cause;
    throw error;
  }
}
