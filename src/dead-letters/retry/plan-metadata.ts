import { envelopeMessage } from '../../metadata/format/envelope.ts';
import { shortId } from '../../metadata/format/ids.ts';
import type { MetadataMessage } from '../../metadata/format/message.ts';
import { parseQueueBody, type QueueBody } from '../../metadata/format/queue-body.ts';
import type { RequestFormat } from '../../metadata/format/request-format.ts';
import { isStickyId, slotOf } from '../../metadata/format/sticky-id.ts';
import { messageFault } from '../../metadata/send/message-fault.ts';
import type { StickyState } from '../../metadata/sticky/state.ts';
import { isoTime } from '../../platform/clock.ts';
import type { StoredLetter } from '../letter.ts';

/** A letter with its body. */
export interface LetterContent {
  letter: StoredLetter;
  body: string;
}

/** What is done with the letters of one channel. */
export interface MetadataRules {
  /** ms since the epoch */
  now: number;
  /** The new time to live, ms. Absent: each message keeps its expiry. */
  ttlMs?: number;
  format: RequestFormat;
  /** The sticky values of the channel. */
  sticky: Pick<StickyState, 'values'>;
  /** When the message of a key was queued that viewers got last, ms since the epoch. */
  deliveredAt(key: string): number | undefined;
}

export type MetadataPlan =
  | {
      kind: 'queue';
      /** With their new expiry. */
      messages: MetadataMessage[];
      /** The places of the messages that are left out. */
      superseded: number[];
      /** The new expiry, ms since the epoch. Absent: each message keeps its own. */
      messagesExpireAt?: number;
    }
  | { kind: 'superseded' | 'expired' | 'refused' | 'unreadable'; detail: string };

export const MASKED =
  'its content had the value of a stream key, which is not stored: send it anew, without the value';

/**
 * Decides what to do with letters of one channel. Of the messages with the same key, only the newest is sent, as in the queue. A
 * sticky value is sent only if it is still the value of its key.
 *
 * @param contents in the order in which they are to be sent
 * @returns a plan for each of them
 */
export function planMetadata(
  contents: readonly LetterContent[],
  rules: MetadataRules,
): MetadataPlan[] {
  const newest = new Map<string, MetadataMessage>();
  const plans: MetadataPlan[] = [];
  // From the newest to the oldest, so that what supersedes a message is known before.
  for (const { letter, body } of [...contents].reverse())
    plans.unshift(planLetter(letter, parseQueueBody(body), newest, rules));
  return plans;
}

function planLetter(
  { isMasked, channelArn, retry }: StoredLetter,
  content: QueueBody | { malformed: string },
  newest: Map<string, MetadataMessage>,
  rules: MetadataRules,
): MetadataPlan {
  if (channelArn === undefined)
    return { kind: 'unreadable', detail: 'its message group is not the ARN of a channel' };
  if (isMasked) return { kind: 'refused', detail: MASKED };
  if ('malformed' in content) return { kind: 'unreadable', detail: content.malformed };
  return planMessages(content, newest, {
    ...rules,
    // What viewers got may be this very letter, by an attempt whose end was not recorded.
    deliveredAt(key) {
      const at = rules.deliveredAt(key);
      return at === retry?.at ? undefined : at;
    },
  });
}

function planMessages(
  { messages, queuedAt }: QueueBody,
  newest: Map<string, MetadataMessage>,
  rules: MetadataRules,
): MetadataPlan {
  const { now, ttlMs } = rules;
  const fault = faultOfAll(messages, rules);
  if (fault !== undefined) return { kind: 'refused', detail: `it would fail again: ${fault}` };
  const reasons = supersededBy({ messages, queuedAt }, newest, rules);
  const superseded = [...reasons.keys()].sort((a, b) => a - b);
  const left = messages.filter((_, index) => !reasons.has(index));
  const [reason = ''] = reasons.values();
  if (left.length === 0) return { kind: 'superseded', detail: reason };
  const expired = left.filter(({ expiresAt }) => expiresAt <= now);
  if (ttlMs === undefined && expired.length > 0)
    return { kind: 'expired', detail: expiryOf(expired) };
  for (const message of left) remember(message, newest);
  const messagesExpireAt = ttlMs === undefined ? {} : { messagesExpireAt: now + ttlMs };
  return {
    kind: 'queue',
    superseded,
    ...messagesExpireAt,
    messages: withExpiry(left, messagesExpireAt),
  };
}

/** @param messagesExpireAt ms since the epoch; absent: each message keeps its own */
export const withExpiry = (
  messages: readonly MetadataMessage[],
  { messagesExpireAt }: { messagesExpireAt?: number },
): MetadataMessage[] =>
  messages.map((message) => ({ ...message, expiresAt: messagesExpireAt ?? message.expiresAt }));

/** @returns why none of the messages can be sent; undefined if some can */
function faultOfAll(
  messages: readonly MetadataMessage[],
  { now, format }: MetadataRules,
): string | undefined {
  const faults = messages.map(({ id, payload }) =>
    messageFault(envelopeMessage(id, payload), { now, format }),
  );
  return faults.every((fault) => fault !== undefined) ? faults[0] : undefined;
}

/** @returns the places of the messages that a newer value has superseded, each with the reason */
function supersededBy(
  { messages, queuedAt }: QueueBody,
  newest: ReadonlyMap<string, MetadataMessage>,
  rules: MetadataRules,
): Map<number, string> {
  const reasons = new Map<number, string>();
  const seen = new Map(newest);
  for (const [index, message] of [...messages.entries()].reverse()) {
    const reason =
      stickyReason(message, rules.sticky) ??
      deliveredReason(message, queuedAt, rules) ??
      keyReason(message, seen);
    if (reason === undefined) remember(message, seen);
    else reasons.set(index, reason);
  }
  return reasons;
}

/** The table knows the present value of a sticky key: repeats of it come anyway. */
function stickyReason(
  { id, key }: MetadataMessage,
  { values }: MetadataRules['sticky'],
): string | undefined {
  if (!isStickyId(id)) {
    const value = values.find((one) => key !== undefined && one.key === key);
    return value && `a sticky value of its key was set at ${isoTime(value.setAt)}`;
  }
  const value = values.find((one) => slotOf(one.shortId) === slotOf(id));
  if (!value) return 'it is a sticky value that has ended with its stream or by its expiry';
  return value.shortId > id
    ? `a newer value of its key was set at ${isoTime(value.setAt)}`
    : undefined;
}

function deliveredReason(
  { id, key }: MetadataMessage,
  queuedAt: number,
  { deliveredAt }: MetadataRules,
): string | undefined {
  if (key === undefined || isStickyId(id)) return undefined;
  const at = deliveredAt(key) ?? 0;
  return at > queuedAt
    ? `viewers got a newer message with its key, which was queued at ${isoTime(at)}`
    : undefined;
}

function keyReason(
  message: MetadataMessage,
  seen: ReadonlyMap<string, MetadataMessage>,
): string | undefined {
  const name = nameOf(message);
  const newer = name === undefined ? undefined : seen.get(name);
  return newer && 'a newer message with the same key is among the dead letters';
}

function remember(message: MetadataMessage, newest: Map<string, MetadataMessage>): void {
  const name = nameOf(message);
  if (name !== undefined && !newest.has(name)) newest.set(name, message);
}

/** What a message replaces: the value of a slot, or of a key. A message that is repeated has no key. */
function nameOf({ id, key }: MetadataMessage): string | undefined {
  const short = shortId(id);
  if (isStickyId(short)) return `slot ${slotOf(short)}`;
  return key === undefined ? undefined : `key ${key}`;
}

function expiryOf(expired: readonly MetadataMessage[]): string {
  const last = Math.max(...expired.map(({ expiresAt }) => expiresAt));
  const at = last < 8.64e15 && last > 0 ? ` at ${isoTime(last)}` : '';
  return `it expired${at}: choose a new expiry (ttlSeconds)`;
}
