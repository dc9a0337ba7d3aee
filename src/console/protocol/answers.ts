export interface ChannelMetadata {
  metadata: {
    channelArn: string;
    /** Messages that wait. */
    waiting: number;
    /** How long it takes to send them. */
    waitingSeconds: number;
    /** Messages that were delivered in the last minute, per second. */
    perSecond: number;
    /** The last messages, newest first. */
    messages: SentMessage[];
  };
}

export interface SentMessage {
  id: string;
  key?: string;
  outcome: string;
  /** When it ended, ISO 8601. */
  at: string;
  bytes: number;
  /** From queueing to its end. */
  ageMs: number;
  /** The beginning of its payload. */
  preview: string;
}
