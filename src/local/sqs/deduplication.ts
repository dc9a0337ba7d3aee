import { createHash } from 'node:crypto';

/** How long a deduplication id is remembered: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
export const DEDUPLICATION_MS = 5 * 60_000;

export interface SendResult {
  messageId: string;
  sequenceNumber?: string;
}

/** What was sent to a FIFO queue in the last five minutes, by deduplication id. */
export class Deduplication {
  readonly #sent = new Map<string, { at: number; result: SendResult }>();

  /** @returns the result of the first message with this id, if it was sent within five minutes */
  find(id: string, now: number): SendResult | undefined {
    this.#forget(now);
    return this.#sent.get(id)?.result;
  }

  remember(id: string, result: SendResult, now: number): void {
    this.#sent.set(id, { at: now, result });
  }

  clear(): void {
    this.#sent.clear();
  }

  /** Entries are in the order of their time, so that it is enough to look at the oldest. */
  #forget(now: number): void {
    for (const [id, { at }] of this.#sent) {
      if (now - at < DEDUPLICATION_MS) return;
      this.#sent.delete(id);
    }
  }
}

/** The deduplication id of a message that has none, where the queue is content-based. */
export const contentId = (body: string): string => createHash('sha256').update(body).digest('hex');
