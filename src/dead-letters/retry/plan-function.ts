import { idsFor } from '../../metadata/format/ids.ts';
import { isoTime } from '../../platform/clock.ts';
import type { StoredLetter } from '../letter.ts';
import { payloadOf } from '../read-function.ts';
import { MASKED } from './plan-metadata.ts';

type Fields = Record<string, unknown>;

export type FunctionPlan =
  | { kind: 'invoke'; functionName: string; payload: unknown; messagesExpireAt?: number }
  | { kind: 'expired' | 'refused' | 'unreadable'; detail: string };

export interface FunctionRules {
  /** ms since the epoch */
  now: number;
  /** The new time to live of metadata in the event, ms. Absent: each message keeps its expiry. */
  ttlMs?: number;
}

/**
 * Decides what to do with a letter of a function. The payload is the original one, with two exceptions: ids that the function would
 * make anew at each invocation derive from the letter, so that it does nothing twice; and metadata gets the new expiry.
 */
export function planFunction(
  letter: StoredLetter,
  body: string,
  { now, ttlMs }: FunctionRules,
): FunctionPlan {
  const { id, functionName, isMasked } = letter;
  const payload = payloadOf(body);
  if (payload === undefined) return { kind: 'unreadable', detail: 'its body is not JSON' };
  if (functionName === undefined)
    return { kind: 'refused', detail: 'it is not of a function of this stage' };
  if (isMasked) return { kind: 'refused', detail: MASKED };
  if (functionName !== 'enqueueMetadata')
    return { kind: 'invoke', functionName, payload: withRevocationId(functionName, payload, id) };
  const expiredAt = ttlMs === undefined ? expiredSince(payload, now) : undefined;
  if (expiredAt !== undefined) {
    const detail = `it expired at ${isoTime(expiredAt)}: choose a new expiry (ttlSeconds)`;
    return { kind: 'expired', detail };
  }
  const fresh = ttlMs === undefined ? {} : { messagesExpireAt: now + ttlMs };
  return { kind: 'invoke', functionName, payload: withMessageIds(payload, id), ...fresh };
}

/** Sets the expiry of the messages in a payload of enqueueMetadata. @param expiresAt ms since the epoch */
export function withMessageExpiry(payload: unknown, expiresAt: number | undefined): unknown {
  if (expiresAt === undefined) return payload;
  return mapMessages(payload, ({ ttlSeconds: _, ...message }) => ({ ...message, expiresAt }));
}

/** A message of a direct invocation without an id gets a random one. An event has ids of its own. */
function withMessageIds(payload: unknown, letterId: string): unknown {
  if (Object.hasOwn(Object(payload), 'detail-type')) return payload;
  const newId = idsFor(`dead letter ${letterId}`);
  return mapMessages(payload, (message, index) => ({ id: newId(index), ...message }));
}

/** A second revocation would stop the next stream, too. */
function withRevocationId(functionName: string, payload: unknown, letterId: string): unknown {
  const isRequest = Object.hasOwn(Object(payload), 'channelArn');
  if (functionName !== 'revokeStreamKey' || !isRequest) return payload;
  return { revocationId: `letter-${letterId}`, ...(payload as Fields) };
}

/** @returns when the first of the messages expired, ms since the epoch; undefined if none has */
function expiredSince(payload: unknown, now: number): number | undefined {
  const { time } = fieldsOf(payload);
  const askedAt = Date.parse(String(time));
  const expiries = messagesOf(payload).map((message) => {
    const { ttlSeconds, expiresAt } = fieldsOf(message);
    if (typeof ttlSeconds === 'number') return askedAt + ttlSeconds * 1_000;
    return typeof expiresAt === 'number' ? expiresAt : Date.parse(String(expiresAt));
  });
  const expired = expiries.filter((at) => at <= now && Math.abs(at) < 8.64e15);
  return expired.length > 0 ? Math.min(...expired) : undefined;
}

const fieldsOf = (value: unknown): Fields => Object(value) as Fields;

/** The messages of a direct invocation, or of an event on the bus. */
function messagesOf(payload: unknown): unknown[] {
  const { messages, detail } = fieldsOf(payload);
  const list = messages ?? fieldsOf(detail).messages;
  return Array.isArray(list) ? list : [];
}

function mapMessages(
  payload: unknown,
  change: (message: Fields, index: number) => Fields,
): unknown {
  const fields = fieldsOf(payload);
  const changed = messagesOf(payload).map((message, index) =>
    typeof message === 'object' && message !== null ? change(message as Fields, index) : message,
  );
  if (Array.isArray(fields.messages)) return { ...fields, messages: changed };
  const detail = fieldsOf(fields.detail);
  return Array.isArray(detail.messages)
    ? { ...fields, detail: { ...detail, messages: changed } }
    : payload;
}
