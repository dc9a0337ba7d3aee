import type { RequestFormat } from '../metadata/format/request-format.ts';
import { type BufferedMessage, PublishBatch } from './publish-batch.ts';

/** What is buffered for one channel, in order. */
export class ChannelBuffer {
  readonly arn: string;
  /** Nothing is sent before this time, ms since the epoch. */
  notBefore = Number.NEGATIVE_INFINITY;
  /** Attempts in a row that failed. */
  failures = 0;
  readonly #form: RequestFormat;
  readonly #parcels: PublishBatch[] = [];
  /** The newest message of each key that can still be superseded. */
  readonly #newest = new Map<string, { held: BufferedMessage; parcel: PublishBatch }>();

  constructor(arn: string, form: RequestFormat) {
    this.arn = arn;
    this.#form = form;
  }

  /** The parcel that is next. */
  get head(): PublishBatch | undefined {
    return this.#parcels[0];
  }

  /** @returns the parcel that the message is in; `began` if it is the first in it */
  add(held: BufferedMessage, now: number): { parcel: PublishBatch; began: boolean } {
    const { key, id } = held.message;
    if (key !== undefined) this.#supersede(key, id);
    const last = this.#parcels.at(-1);
    const joined = last?.add(held) ? last : undefined;
    const parcel = joined ?? this.#begin(held, now);
    if (key !== undefined) this.#newest.set(key, { held, parcel });
    return { parcel, began: !joined };
  }

  /** From now on, none of the parcel's messages is superseded here. */
  freeze(parcel: PublishBatch): void {
    for (const [key, newest] of this.#newest) {
      if (newest.parcel === parcel) this.#newest.delete(key);
    }
  }

  /** Takes away the parcel that was next. */
  removeHead(): void {
    this.#parcels.shift();
  }

  #begin(held: BufferedMessage, now: number): PublishBatch {
    const parcel = new PublishBatch(now, this.#form);
    parcel.add(held);
    this.#parcels.push(parcel);
    return parcel;
  }

  #supersede(key: string, supersededBy: string): void {
    const older = this.#newest.get(key);
    if (!older) return;
    older.parcel.messages.delete(older.held.message.index);
    older.held.answer({ accepted: true, id: older.held.message.id, supersededBy });
  }
}
