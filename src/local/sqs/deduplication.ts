import { createHash } from 'node:crypto';

/** How long SQS keeps a deduplication id: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
export const DEDUPLICATION_MS = 5 * 60_000;

export interface SqsSendResult {
  messageId: string;
  sequenceNumber?: string;
}

/** The messages that were sent to a FIFO queue in the last five minutes, by deduplication id. */
export class Deduplication {
  readonly #sent = new Map<string, { at: number; result: SqsSendResult }>();

  /** @returns the result of the first message with this id, if it was sent within five minutes */
  find(id: string, now: number): SqsSendResult | undefined {
    this.#dropExpired(now);
    return this.#sent.get(id)?.result;
  }

  add(id: string, result: SqsSendResult, now: number): void {
    this.#sent.set(id, { at: now, result });
  }

  clear(): void {
    this.#sent.clear();
  }

  /** The map is in the order of the times, so this stops at the first id that is still valid. */
  #dropExpired(now: number): void {
    for (const [id, { at }] of this.#sent) {
      if (now - at < DEDUPLICATION_MS) return;
      this.#sent.delete(id);
    }
  }
}

/** The deduplication id that a queue with content-based deduplication gives to a message without one. */
export const contentId = (body: string): string => createHash('sha256').update(body).digest('hex');
