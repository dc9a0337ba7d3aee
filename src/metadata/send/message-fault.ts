import { quote } from '../../platform/errors.ts';
import type { EnvelopeMessage } from '../format/envelope.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { sizeFault } from '../format/size-fault.ts';
import { isStickyId, orderAt, orderOf } from '../format/sticky-id.ts';

/** What the messages of a batch are checked against. */
export interface MessageLimits {
  /** ms since the epoch */
  now: number;
  format: RequestFormat;
}

/**
 * How far the order of a sticky id may be ahead. Each value that enqueueMetadata stores gets a greater order, so
 * the values of one call, which are up to about 40,000, run ahead of the clock by 16 ms each.
 */
const MAX_AHEAD_MS = 600_000;

/**
 * Why a message can never be sent. enqueueMetadata and the publisher refuse such messages, so only another
 * program can have queued one.
 *
 * A program that may write to the queue could use an id that is reserved for sticky values. With an order of
 * the far future, players would take no other value of the slot any more, so such an id is refused.
 *
 * @returns the form of `<member>: expected …, received …`
 */
export function messageFault(
  message: EnvelopeMessage,
  { now, format }: MessageLimits,
): string | undefined {
  const { shortId } = message;
  if (isStickyId(shortId) && orderOf(shortId) > orderAt(now + MAX_AHEAD_MS)) {
    return `id: expected an id that is not reserved for sticky values, received ${quote(shortId)}`;
  }
  const fault = sizeFault(message, format);
  return fault && `payload: expected ${fault.expected}, received ${fault.received}`;
}
