import { MAX_INFLATED_BYTES } from '../format/compression.ts';
import { bytesInEnvelope, type EnvelopeMessage } from '../format/envelope.ts';
import { type PackedMessages, packNext, sizeFault } from '../format/packing.ts';
import type { RequestFormat } from '../format/request-format.ts';
import type { BatchItem, BatchMessage, ChannelBatch, MessageOutcome } from './channel-batch.ts';

export interface RequestLimits {
  /** When the request will start, ms since the epoch. */
  now: number;
  form: RequestFormat;
  /** At most so many messages in the envelope. */
  maxMessages: number;
}

/** A message that needs no request. */
export interface SkippedMessage {
  message: BatchMessage;
  outcome: MessageOutcome & ('expired' | 'superseded');
}

/** A message in a request; one that is superseded may be in it as withdrawn. */
export interface RequestMessage extends EnvelopeMessage {
  source: BatchMessage;
}

/** What comes next on a channel. `settled` holds besides, whatever becomes of the request. */
export type NextAction =
  | { kind: 'send'; settled: SkippedMessage[]; packed: PackedMessages<RequestMessage> }
  | { kind: 'bury'; settled: SkippedMessage[]; step: BatchItem; reason: string }
  | { kind: 'done'; settled: SkippedMessage[] };

/**
 * Plans a channel's next request: the first messages without an outcome that fit one envelope
 * together, in order. Superseded and expired ones among them are left out; a message keeps its own
 * place, that of one it supersedes stays empty. What can never be sent is planned by itself.
 */
export function nextAction(lane: ChannelBatch, limits: RequestLimits): NextAction {
  const { form, maxMessages } = limits;
  const settled: SkippedMessage[] = [];
  const items: RequestMessage[] = [];
  const isEmpty = () => items.every(({ withdrawn }) => withdrawn);
  let room = reach(form);
  for (const step of lane.items) {
    if (step.outcome) continue;
    const reason = unsendable(step, form);
    if (reason !== undefined) {
      if (!isEmpty()) break;
      return { kind: 'bury', settled, step, reason };
    }
    if (step.kind === 'malformed') continue;
    const fate = dispositionOf(step, lane, limits);
    if (fate === 'expired' || fate === 'superseded') {
      settled.push({ message: step, outcome: fate });
      continue;
    }
    if (items.length === maxMessages || room < 0) {
      return { kind: 'send', settled, packed: packNext(items, 0, form) };
    }
    const { shortId, text, bytes } = step;
    const item = { source: step, shortId, text, bytes, withdrawn: fate === 'withdrawn' };
    items.push(item);
    room -= bytesInEnvelope(item);
  }
  if (!isEmpty()) return { kind: 'send', settled, packed: packNext(items, 0, form) };
  // Nothing is sent behind them any more, so nothing can overtake them if they come again.
  settled.push(...items.map(({ source }) => ({ message: source, outcome: 'superseded' as const })));
  return { kind: 'done', settled };
}

/** Bytes of messages of which one envelope may take some: no need to look at those behind. */
const reach = ({ compression, maxBytes }: RequestFormat): number =>
  compression === 'deflate' ? MAX_INFLATED_BYTES : maxBytes;

/**
 * Whether a message is sent. One that is superseded by a message in another SQS message may come again
 * without that one, in another batch, if the sender crashes; it would then be sent after what is sent
 * now. So players are told that it is withdrawn. (Not if the newer one has the same id.)
 */
function dispositionOf(
  step: BatchMessage,
  { newestByKey: newest }: ChannelBatch,
  { now, form }: RequestLimits,
): 'sent' | 'withdrawn' | SkippedMessage['outcome'] {
  const { key, expiresAt } = step.message;
  const newer = key === undefined ? step : newest.get(key);
  if (expiresAt <= now) return newer === step ? 'expired' : 'superseded';
  if (newer === step) return 'sent';
  const together = key !== undefined && step.sqsMessage.newestByKey.get(key) !== step;
  const known = newer?.shortId === step.shortId;
  return together || known || form.mode === 'plain' ? 'superseded' : 'withdrawn';
}

function unsendable(step: BatchItem, form: RequestFormat): string | undefined {
  if (step.kind === 'malformed') return step.reason;
  const wrong = sizeFault(step, form);
  return wrong && `payload: expected ${wrong.expected}, received ${wrong.received}`;
}
