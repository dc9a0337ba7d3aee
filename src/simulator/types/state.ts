export interface StateQuery {
  /** Only this channel. Default: all channels. */
  channelArn?: string;
}

export interface SessionQuery extends StateQuery {
  /** At most so many sessions, the newest ones. Default: all sessions. */
  limit?: number;
}

/** A channel as it is now. */
export interface ChannelState {
  arn: string;
  name: string;
  tags: Record<string, string>;
  recordingConfigurationArn: string;
  /** Oldest first. */
  streamKeys: { arn: string; value: string; tags: Record<string, string> }[];
}

/** A stream session as it is now. Times are ms since the epoch. */
export interface SessionState {
  channelArn: string;
  streamId: string;
  /** When the encoder connected. */
  createdAt: number;
  /** When the stream started; absent before that. */
  startedAt?: number;
  /** When the encoder disconnected, or was disconnected; absent before that. */
  disconnectedAt?: number;
  /** When the session ended; absent before that. */
  endedAt?: number;
  /** Whether GetStream shows the stream. */
  live: boolean;
  hasErrorEvent: boolean;
  /** The newest 500 events, oldest first. */
  events: { name: string; type: string; at: number; code?: string }[];
}

/** A stream whose encoder is connected. */
export interface EncoderState {
  channelArn: string;
  streamId: string;
  /** Whether GetStream shows the stream. */
  live: boolean;
  /** The encoder sends no data. */
  starving: boolean;
  /** Those who watch, and those whom `setViewers` added. */
  viewers: number;
}
