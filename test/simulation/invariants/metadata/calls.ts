import type { FunctionEnd } from '../../cloud/functions.ts';
import { type ProducedMessage, readMessages } from '../../people/metadata/messages.ts';
import { durationMs } from '../consent.ts';
import type { Invariant } from '../names.ts';
import type { ObserverTools } from '../observer.ts';
import type { Ledger, QueuedItem } from './ledger.ts';

const ANSWERED = 'each message is accepted or refused';
const QUEUED = 'accepted metadata is queued';
const CORRECT = 'correct metadata is not refused';
const WRONG = 'wrong metadata is refused';
const EXPIRY = 'metadata expires when its producer says';
const TOLD = 'an event with metadata is queued or dead-lettered';

/** Clocks of instances are at most this far from the true time, ms. Times have whole ms. */
const SKEW_MS = 1_001;
/** Why a correct message may be refused: it cannot be queued now, or there are too many sticky values. */
const TEMPORARY = ['queue', 'backlog', 'sticky'];
/** Members that tell that a message comes too late. */
const EXPIRES = ['ttlSeconds', 'expiresAt'];

/** What enqueueMetadata was asked for. */
interface Call {
  messages: readonly ProducedMessage[];
  /** When `ttlSeconds` begins, and when the call has ended, ms since the epoch. */
  from: number;
  to: number;
}

interface Answer {
  accepted: { index: number }[];
  rejected: { index: number; field: string }[];
}

export interface CallsOptions extends ObserverTools {
  ledger: Ledger;
}

/** Calls of enqueueMetadata, and what became of them. */
export class Calls {
  readonly #options: CallsOptions;
  /** Events with metadata that are not queued yet. */
  readonly #events = new Set<string>();
  /** When a producer asked for a message for the first time. */
  readonly #firstAskedAt = new Map<number, number>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Somebody puts an event with metadata on the bus. */
  put(eventId: string): void {
    this.#events.add(eventId);
  }

  /** A function has failed for good, and this is the record of it. */
  failedForGood(body: string): void {
    const { requestPayload } = JSON.parse(body) as { requestPayload?: { id?: string } };
    if (requestPayload?.id) this.#events.delete(requestPayload.id);
  }

  /** @returns the messages that are queued for certain */
  ended(end: FunctionEnd): ProducedMessage[] {
    const event = Object(JSON.parse(end.payload)) as Record<string, unknown>;
    const to = this.#options.timeline.now();
    if ('detail-type' in event) return this.#endedEvent(event, end, to);
    const { messages } = event;
    if (!Array.isArray(messages) || Object.keys(event).length > 1) {
      const isRefused = 'error' in end.outcome;
      this.#expect(WRONG, isRefused, () => `${end.payload} is answered`);
      return [];
    }
    const read = readMessages(messages);
    this.#note(read, end.startedAt);
    if ('error' in end.outcome) {
      const { errorType, errorMessage } = end.outcome.error;
      // An operator may have deployed a setting that cannot be read.
      const isOther = errorType === 'Runtime.ExitError' || errorType === 'SettingError';
      this.#expect(CORRECT, isOther, () => `${errorType}: ${errorMessage}`);
      return [];
    }
    return this.#answered(
      { messages: read, from: end.startedAt, to },
      JSON.parse(end.outcome.payload),
      end,
    );
  }

  atRest(): void {
    const [lost] = this.#events;
    this.#expect(TOLD, lost === undefined, () => `the event ${lost} is lost`);
    this.#events.clear();
    this.#firstAskedAt.clear();
  }

  #note(messages: readonly ProducedMessage[], from: number): void {
    for (const { payload } of messages)
      if (!this.#firstAskedAt.has(payload.n)) this.#firstAskedAt.set(payload.n, from);
  }

  #answered(call: Call, answer: Answer, { metrics }: FunctionEnd): ProducedMessage[] {
    const { accepted, rejected } = answer;
    const indexes = [...accepted, ...rejected].map(({ index }) => index).sort((a, b) => a - b);
    const isComplete =
      indexes.length === call.messages.length && indexes.every((index, i) => index === i);
    this.#expect(ANSWERED, isComplete, () => `answered: ${indexes} of ${call.messages.length}`);
    const counts = [metrics.MetadataQueued ?? 0, metrics.MetadataRejected ?? 0];
    const isCounted = counts[0] === accepted.length && counts[1] === rejected.length;
    this.#expect(ANSWERED, isCounted, () => `counted: ${counts}`);
    for (const { index, field } of rejected) this.#expectRefusal(call, index, field);
    return accepted.flatMap(({ index }) => {
      const message = call.messages[index];
      if (!message) return [];
      this.#expectQueued(call, message);
      return [message];
    });
  }

  #expectRefusal({ messages, to }: Call, index: number, field: string): void {
    const message = messages[index];
    if (!message || message.payload?.wrong) return;
    const isLate = EXPIRES.includes(field) && (expiryOf(message, to, 0) ?? to) <= to + SKEW_MS;
    const what = () => `message ${message.payload.n} is refused: ${field}`;
    this.#expect(CORRECT, TEMPORARY.includes(field) || isLate, what, message.channelArn);
  }

  #expectQueued(call: Call, message: ProducedMessage): void {
    const { channelArn, payload } = message;
    const { n, wrong } = payload;
    this.#expect(WRONG, wrong !== true, () => `message ${n} is accepted`, String(channelArn));
    const items = this.#options.ledger.itemsOf(n);
    this.#expect(QUEUED, items.length > 0, () => `message ${n} is not queued`, channelArn);
    // Repeats of a sticky value have no key, and end earlier.
    const own = items.filter(({ key }) => key === message.key);
    for (const item of own)
      if (item.message.queuedAt >= call.from) this.#expectExpiry(call, message, item);
  }

  #expectExpiry({ from, to }: Call, message: ProducedMessage, { n, expiresAt }: QueuedItem): void {
    const defaults = this.#defaultTtls();
    const asked = this.#firstAskedAt.get(message.payload.n) ?? from;
    const earliest = expiryOf(message, asked, Math.min(...defaults)) ?? 0;
    const latest = expiryOf(message, to, Math.max(...defaults)) ?? 0;
    const isInTime = expiresAt >= earliest - SKEW_MS && expiresAt <= latest + SKEW_MS;
    const what = () => `message ${n}: expected ${earliest} to ${latest}, received ${expiresAt}`;
    this.#expect(EXPIRY, isInTime, what, message.channelArn);
  }

  #endedEvent(event: Record<string, unknown>, end: FunctionEnd, to: number): ProducedMessage[] {
    if ('error' in end.outcome) return [];
    this.#events.delete(String(event.id));
    const { messages } = event.detail as { messages: ProducedMessage[] };
    const from = Date.parse(String(event.time));
    return messages.filter((message) => {
      const isLate = (expiryOf(message, from, 0) ?? Infinity) <= to + SKEW_MS;
      if (message.payload?.wrong || message.sticky || isLate) return this.#isQueued(message);
      this.#expectQueued({ messages, from, to }, message);
      return true;
    });
  }

  #isQueued({ payload }: ProducedMessage): boolean {
    return this.#options.ledger.itemsOf(payload.n).length > 0;
  }

  #defaultTtls(): number[] {
    const settings = this.#options.cloud.settings('METADATA_DEFAULT_TTL');
    return settings.map((text) => durationMs(text) ?? 0);
  }

  #expect(invariant: Invariant, holds: boolean, what: () => string, channelArn?: string): void {
    this.#options.checks.expect(invariant, holds, what, channelArn);
  }
}

/** When a message expires. @param defaultMs 0 if that is unknown @returns undefined if it has no expiry */
function expiryOf(
  { ttlSeconds, expiresAt }: ProducedMessage,
  at: number,
  defaultMs: number,
): number | undefined {
  if (typeof ttlSeconds === 'number') return at + ttlSeconds * 1_000;
  if (typeof expiresAt === 'number') return expiresAt;
  if (typeof expiresAt === 'string') return Date.parse(expiresAt);
  return defaultMs > 0 ? at + defaultMs : undefined;
}
