/** The SQS messages of a channel that wait for its stream to start. They are in flight, so nobody receives them. */
export interface WaitingMessages {
  channelArn: string;
  /** Of all SQS messages that the channel has in flight. With them, the messages can be made visible. */
  receiptHandles: readonly string[];
  /** When they become visible by themselves, ms since the epoch. */
  until: number;
}

/** What waits for streams. `sendMetadata` notes it, and whoever learns of a start takes it. */
export interface WaitingStore {
  /**
   * Replaces what was noted of these channels, at most 25.
   *
   * @throws the table's error; some channels may have been noted then
   */
  note(waiting: readonly WaitingMessages[]): Promise<void>;
  /**
   * Takes what was noted last, so that nobody else gets it.
   *
   * @param now ms since the epoch
   * @returns undefined if nothing waits, or nothing that is sure to be in flight still
   * @throws the table's error
   */
  take(channelArn: string, now: number): Promise<WaitingMessages | undefined>;
}
