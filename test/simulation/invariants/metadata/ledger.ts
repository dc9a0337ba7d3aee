import type { Delivery, NewMessage } from '../../../../src/local/sqs/message.ts';
import type { Payload } from '../../people/metadata/messages.ts';

/** One message in an SQS message. */
export interface QueuedItem {
  /** The number of the message; undefined if no producer of the simulation wrote it. */
  n: number | undefined;
  /** The place among all that was queued. */
  seq: number;
  key: string | undefined;
  /** ms since the epoch */
  expiresAt: number;
  message: QueuedMessage;
}

/** One SQS message in the queue of sendMetadata. Times are true, in ms since the epoch. */
export interface QueuedMessage {
  id: string;
  channelArn: string;
  queuedAt: number;
  /** Empty if the body cannot be read. */
  items: QueuedItem[];
  firstReceivedAt: number;
  receives: number;
  /** Infinity as long as it is in the queue. */
  deletedAt: number;
  body: string;
}

/** How many messages the body has: one that cannot be read counts as one. */
export const sizeOf = ({ items }: QueuedMessage): number => Math.max(1, items.length);

export const isDeleted = ({ deletedAt }: QueuedMessage): boolean =>
  deletedAt < Number.POSITIVE_INFINITY;

interface Body {
  messages?: { id?: string; key?: string; expiresAt?: number; payload?: Payload }[];
}

/** What is in the queue, what IVS took, and what is dead-lettered: the truth about metadata. */
export class Ledger {
  readonly #now: () => number;
  readonly #messages = new Map<string, QueuedMessage>();
  readonly #byNumber = new Map<number, QueuedItem[]>();
  /** The newest message of each channel and key. */
  readonly #newestByKey = new Map<string, QueuedItem>();
  readonly #takenAt = new Map<number, { first: number; last: number }>();
  readonly #deadNumbers = new Map<number, number>();
  readonly #deadBodies = new Set<string>();
  readonly #waiting = new Map<string, number>();
  #seq = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns the SQS message, if it is new */
  add(id: string, { body, groupId = '' }: NewMessage): QueuedMessage | undefined {
    if (this.#messages.has(id)) return undefined;
    const message: QueuedMessage = {
      ...{ id, body, channelArn: groupId, queuedAt: this.#now(), items: [] },
      ...{ firstReceivedAt: Number.POSITIVE_INFINITY, receives: 0 },
      deletedAt: Number.POSITIVE_INFINITY,
    };
    for (const { key, expiresAt = 0, payload } of readBody(body).messages ?? [])
      this.#addItem({ n: payload?.n, seq: ++this.#seq, key, expiresAt, message });
    this.#messages.set(id, message);
    this.#wait(groupId, 1);
    return message;
  }

  received(deliveries: readonly Delivery[]): void {
    for (const { id, receiveCount } of deliveries) {
      const message = this.#messages.get(id);
      if (!message) continue;
      message.receives = receiveCount;
      message.firstReceivedAt = Math.min(message.firstReceivedAt, this.#now());
    }
  }

  /** @returns the SQS message, if it was still there */
  delete(id: string): QueuedMessage | undefined {
    const message = this.#messages.get(id);
    if (!message || isDeleted(message)) return undefined;
    message.deletedAt = this.#now();
    this.#wait(message.channelArn, -1);
    return message;
  }

  /** IVS took a message. */
  take(n: number): void {
    const now = this.#now();
    this.#takenAt.set(n, { first: this.#takenAt.get(n)?.first ?? now, last: now });
  }

  /** @returns the numbers of the messages that are now in the dead-letter queue */
  deadLetter({ body, groupId = '' }: NewMessage): number[] {
    this.#deadBodies.add(`${groupId} ${body}`);
    const numbers = (readBody(body).messages ?? []).flatMap(({ payload }) => payload?.n ?? []);
    for (const n of numbers) this.#deadNumbers.set(n, this.#now());
    return numbers;
  }

  find(id: string): QueuedMessage | undefined {
    return this.#messages.get(id);
  }

  /** Everything in the queue with this number, oldest first. */
  itemsOf(n: number): readonly QueuedItem[] {
    return this.#byNumber.get(n) ?? [];
  }

  /** The place in the queue of the first message with this number that was queued after `seq`. */
  nextSeq(n: number, seq: number): number | undefined {
    const items = this.itemsOf(n);
    let [from, to] = [0, items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((items[middle]?.seq ?? 0) > seq) to = middle;
      else from = middle + 1;
    }
    return items[from]?.seq;
  }

  /**
   * Whether an invocation had the message in another SQS message, too, since it was received in this one: IVS or the
   * dead-letter queue may have got it from there.
   */
  isRepeated({ n, message }: QueuedItem): boolean {
    if (n === undefined) return false;
    return this.itemsOf(n).some(
      ({ message: other }) =>
        other !== message && other.receives > 0 && other.deletedAt >= message.firstReceivedAt,
    );
  }

  /** When all that was queued with this number expires, ms since the epoch. */
  expiryOf(n: number): number {
    return this.itemsOf(n).reduce((latest, { expiresAt }) => Math.max(latest, expiresAt), 0);
  }

  /** When IVS took the message for the first time. */
  takenAt(n: number): number | undefined {
    return this.#takenAt.get(n)?.first;
  }

  isTaken({ n, message }: QueuedItem): boolean {
    return n !== undefined && (this.#takenAt.get(n)?.last ?? 0) >= message.firstReceivedAt;
  }

  isDeadLettered({ n, message }: QueuedItem): boolean {
    return n !== undefined && (this.#deadNumbers.get(n) ?? 0) >= message.firstReceivedAt;
  }

  isBodyDeadLettered({ channelArn, body }: QueuedMessage): boolean {
    return this.#deadBodies.has(`${channelArn} ${body}`);
  }

  /** A newer message of its key is or was in the queue. */
  hasNewer({ key, seq, message }: QueuedItem): boolean {
    if (key === undefined) return false;
    return (this.#newestByKey.get(`${message.channelArn} ${key}`)?.seq ?? 0) > seq;
  }

  /** How many SQS messages wait for a channel. */
  waiting(channelArn: string): number {
    return this.#waiting.get(channelArn) ?? 0;
  }

  /** The messages that nobody has deleted. */
  rest(): QueuedMessage[] {
    return [...this.#messages.values()].filter((message) => !isDeleted(message));
  }

  forget(): void {
    for (const map of [this.#messages, this.#byNumber, this.#newestByKey, this.#takenAt])
      map.clear();
    for (const map of [this.#deadNumbers, this.#deadBodies, this.#waiting]) map.clear();
  }

  #addItem(item: QueuedItem): void {
    const { n, key, message } = item;
    message.items.push(item);
    if (key !== undefined) this.#newestByKey.set(`${message.channelArn} ${key}`, item);
    if (n === undefined) return;
    const items = this.#byNumber.get(n);
    if (items) items.push(item);
    else this.#byNumber.set(n, [item]);
  }

  #wait(channelArn: string, change: number): void {
    const left = (this.#waiting.get(channelArn) ?? 0) + change;
    if (left > 0) this.#waiting.set(channelArn, left);
    else this.#waiting.delete(channelArn);
  }
}

/** A body that the sender cannot read has no messages: see another-program. */
function readBody(body: string): Body {
  if (!body.startsWith('{"v":1,')) return {};
  const read = JSON.parse(body) as Body;
  return read.messages?.some(({ id }) => !id) ? {} : read;
}
