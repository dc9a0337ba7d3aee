import type { SentCounts } from './sent-counts.ts';
import type { SentMessage } from './sent-message.ts';

/** Keeps for operators what `sendMetadata` has sent. One for each Lambda instance. */
export interface SentHistory {
  /**
   * Keeps how the last messages of a batch of one channel ended.
   *
   * @param batchId the id of an SQS message of the batch
   * @throws the SDK's error
   */
  keepMessages(
    channelArn: string,
    batchId: string,
    messages: readonly SentMessage[],
  ): Promise<void>;
  /** Adds to what this instance has sent in the current period. */
  count(counts: SentCounts): void;
  /** Writes what was counted, if that is worth a write. @throws the SDK's error */
  writeCounts(): Promise<void>;
}
