import type { Entry } from './entry.ts';
import { TimeQueue } from './time-queue.ts';

/** DynamoDB keeps items whose time is longer ago. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
const MAX_AGE_S = 5 * 365 * 86_400;

/**
 * Which items DynamoDB's TTL deletes. Each item is in the queue once, at its time or earlier. So a write
 * that only moves its time to later costs nothing.
 */
export class Expiry {
  readonly #attribute: string;
  readonly #queue = new TimeQueue<Entry>();

  constructor(attribute: string) {
    this.#attribute = attribute;
  }

  /** Takes over a write of an item. */
  write(entry: Entry): void {
    const at = entry.item[this.#attribute];
    if (typeof at !== 'number') return;
    if (entry.queuedAt !== undefined && entry.queuedAt <= at) return;
    entry.queuedAt = at;
    this.#queue.add(at, entry);
  }

  /**
   * The items that have expired, each once. An item that was deleted before may be among them.
   *
   * @param now s since the epoch
   */
  *take(now: number): Generator<Entry> {
    for (let next = this.#queue.take(now); next; next = this.#queue.take(now)) {
      const { at: queuedAt, element: entry } = next;
      // Another place of the same item is earlier, or was.
      if (entry.queuedAt !== queuedAt) continue;
      entry.queuedAt = undefined;
      const at = entry.item[this.#attribute];
      if (typeof at !== 'number') continue;
      if (at >= now) this.write(entry);
      else if (at > now - MAX_AGE_S) yield entry;
    }
  }

  clear(): void {
    this.#queue.clear();
  }
}
