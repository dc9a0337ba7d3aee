/** Timed metadata that a player received. */
export interface Cue {
  /** When, in ms since the epoch. Each cue of a channel has a later time than the one before. */
  at: number;
  channelArn: string;
  streamId: string;
  /** The string that PutMetadata was called with, unchanged. */
  metadata: string;
}

export interface CueQuery {
  channelArn?: string;
  /** Only cues later than this, ms since the epoch. */
  after?: number;
}
