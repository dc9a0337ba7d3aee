import type { SentCounts } from './sent-counts.ts';
import type { SentMessage } from './sent-message.ts';

/** The messages of a channel that ended in one batch of the queue. */
export interface EndedMessages {
  channelArn: string;
  /** The id of an SQS message of the batch. */
  batchId: string;
  messages: readonly SentMessage[];
}

/** Keeps for operators what `sendMetadata` has sent. One for each Lambda instance. */
export interface SentHistory {
  /** Adds to what this instance has sent in the current period. */
  count(counts: SentCounts): void;
  /**
   * Keeps how the last messages of each channel ended.
   *
   * @param withCounts whether what was counted is written too, if that is worth a write
   * @throws the SDK's error; Error if the table has not taken all
   */
  keep(ended: readonly EndedMessages[], withCounts: boolean): Promise<void>;
}
