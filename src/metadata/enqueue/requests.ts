import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { InputError } from '../../platform/errors.ts';
import { idsForEvent, randomIds } from '../format/ids.ts';
import type { EnqueueRequest, EnqueueResult } from './enqueue.ts';

/** Who asks `enqueueMetadata`: a direct invoke, the HTTP API, or an event on a bus. */
export type Caller = 'invoke' | 'http' | 'bus';

/** The detail-type of events that queue metadata, from any source on a bus of the user. */
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

/** Tells a direct invoke, an HTTP API request (payload format 2.0) and an EventBridge event apart. */
export function callerOf(event: unknown): Caller {
  if (typeof event !== 'object' || event === null) return 'invoke';
  if ('detail-type' in event) return 'bus';
  return 'requestContext' in event ? 'http' : 'invoke';
}

/** @throws InputError for an event or an HTTP request that can't be read */
export function readRequest(event: unknown, kind: Caller): EnqueueRequest {
  if (kind === 'bus') return readBusEvent(event);
  return { body: kind === 'http' ? readHttpBody(event) : event, newId: randomIds() };
}

/**
 * The ids are made of the event's, so that an event which is delivered twice is queued once. What
 * `ttlSeconds` counts from is the event's own time: one that comes hours late is stale.
 */
function readBusEvent(event: unknown): EnqueueRequest {
  const parsed = busEvent.safeParse(event);
  const askedAt = Date.parse(parsed.data?.time ?? '');
  if (!parsed.success || Number.isNaN(askedAt)) {
    const { 'detail-type': type, id, time } = event as Record<string, unknown>;
    throw new InputError('event', `an EventBridge event of detail-type ${DETAIL_TYPE}`, {
      'detail-type': type,
      id,
      time,
    });
  }
  return { body: parsed.data.detail, askedAt, newId: idsForEvent(parsed.data.id) };
}

function readHttpBody(event: unknown): unknown {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) {
    const version = (event as { version?: unknown }).version;
    throw new InputError('event', 'an HTTP API request of payload format 2.0', { version });
  }
  const { body = '', isBase64Encoded } = parsed.data;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const got = text === '' ? undefined : `${text.length} characters that are not`;
    const error = new InputError('body', 'JSON', got);
    error.cause = cause;
    throw error;
  }
}

/**
 * | status | when |
 * |---|---|
 * | 200 | every message was queued |
 * | 207 | some were |
 * | 429 | none was, one or more for the channel's backlog; `retry-after` says when to try again |
 * | 503 | none was, one or more because the queue could not be reached |
 * | 400 | none was, each for its own fault |
 */
export function httpAnswer({
  answer,
  retryAfterMs,
}: EnqueueResult): APIGatewayProxyStructuredResultV2 {
  const { accepted, rejected } = answer;
  const refusedBy = (field: string) => rejected.some((rejection) => rejection.field === field);
  if (rejected.length === 0) return json(200, answer);
  if (accepted.length > 0) return json(207, answer);
  if (refusedBy('backlog')) {
    return json(429, answer, { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) });
  }
  return json(refusedBy('queue') ? 503 : 400, answer);
}

/** The answer to a request that can't be read as a whole. */
export const httpFault = ({ field, message }: InputError): APIGatewayProxyStructuredResultV2 =>
  json(400, { field, message });

function json(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  const type = { 'content-type': 'application/json' };
  return { statusCode, headers: { ...type, ...headers }, body: JSON.stringify(body) };
}
