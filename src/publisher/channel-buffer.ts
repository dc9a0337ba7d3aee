import type { RequestFormat } from '../metadata/format/request-format.ts';
import { type BufferedMessage, PublishBatch } from './publish-batch.ts';

/** The buffered messages of one channel, in order. */
export class ChannelBuffer {
  readonly arn: string;
  /** Nothing is sent before this time, ms since the epoch. */
  notBefore = Number.NEGATIVE_INFINITY;
  /** Number of failed attempts in a row. */
  failures = 0;
  readonly #format: RequestFormat;
  readonly #batches: PublishBatch[] = [];
  /** The newest message of each key that can still be superseded. */
  readonly #newestByKey = new Map<string, { buffered: BufferedMessage; batch: PublishBatch }>();

  constructor(arn: string, format: RequestFormat) {
    this.arn = arn;
    this.#format = format;
  }

  /** The batch that is sent next. */
  get head(): PublishBatch | undefined {
    return this.#batches[0];
  }

  /** @returns the batch with the message; `isNew` if the message is its first */
  add(buffered: BufferedMessage, now: number): { batch: PublishBatch; isNew: boolean } {
    const { key, id } = buffered.message;
    if (key !== undefined) this.#supersede(key, id);
    const last = this.#batches.at(-1);
    const isNew = !last?.add(buffered);
    const batch = last && !isNew ? last : this.#startBatch(buffered, now);
    if (key !== undefined) this.#newestByKey.set(key, { buffered, batch });
    return { batch, isNew };
  }

  /** The batch is about to be sent: its messages are no longer superseded here. */
  freeze(batch: PublishBatch): void {
    for (const [key, newest] of this.#newestByKey) {
      if (newest.batch === batch) this.#newestByKey.delete(key);
    }
  }

  /** The first batch is done. */
  removeHead(): void {
    this.#batches.shift();
  }

  #startBatch(buffered: BufferedMessage, now: number): PublishBatch {
    const batch = new PublishBatch(now, this.#format);
    batch.add(buffered);
    this.#batches.push(batch);
    return batch;
  }

  #supersede(key: string, supersededBy: string): void {
    const older = this.#newestByKey.get(key);
    if (!older) return;
    const { index, id } = older.buffered.message;
    older.batch.messages.delete(index);
    older.buffered.resolve({ accepted: true, id, supersededBy });
  }
}
