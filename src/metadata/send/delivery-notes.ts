import type { LetterPart } from '../queue/letter-part.ts';
import type { MessageOutcome, ReceivedSqsMessage } from './channel-batch.ts';

export type OutcomeCounts = Partial<Record<MessageOutcome, number>>;

/** What `sendMetadata` writes down for those who retry dead letters. */
export interface DeliveryNotes {
  /** A retried letter, or a part of it, has ended. @throws the SDK's error */
  letterEnded(part: LetterPart, outcomes: OutcomeCounts): Promise<void>;
  /**
   * Viewers got messages with keys.
   *
   * @param queuedAt for each key, when the newest of them was queued, ms since the epoch
   * @throws the SDK's error
   */
  keysDelivered(channelArn: string, queuedAt: ReadonlyMap<string, number>): Promise<void>;
}

/** Counts the outcomes of the messages in an SQS message. */
export function outcomeCounts({ items }: ReceivedSqsMessage): OutcomeCounts {
  const counts: OutcomeCounts = {};
  for (const { outcome } of items) if (outcome) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
