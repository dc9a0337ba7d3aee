/** What waits for an operator, and how much work there is now. Times are ISO 8601. */
export interface Overview {
  at: string;
  stage: string;
  region: string;
  account?: string;
  version: string;
  tagPrefix: string;
  /** Channels that wait for the approval of their deletion. */
  heldChannels: number;
  heldSince?: string;
  overdueKeys: number;
  /** Open dead letters. `hasMore`: there are more than these. */
  deadLetters: { metadata: number; function: number; hasMore: boolean };
  metadata: {
    /** Messages in the queue: waiting and in flight. */
    waiting: number;
    /** Messages that were delivered in the last minute, per second. */
    perSecond: number;
    requestsPerSecond: number;
    /** The longest time from queueing to delivery in the last minute. */
    maxAgeMs?: number;
  };
  /** Requests that IVS throttled in the last hour. */
  throttled: number;
  /** Parts that could not be read. */
  problems: { what: string; message: string; todo?: string }[];
}

/** Viewers and live streams of the account over a day in UTC. */
export interface DayViewers {
  viewers: {
    day: string;
    /** ISO 8601. */
    from: string;
    stepSeconds: number;
    /** The most viewers in each step; null where no sample is known. */
    counts: (number | null)[];
    /** The most live streams in each step. */
    streams: (number | null)[];
    peak?: number;
    peakAt?: string;
  };
}

/** The viewers of a session over time: the greatest sample of each step, null where no sample is known. */
export interface ViewerCurve {
  /** ISO 8601. */
  from: string;
  stepSeconds: number;
  counts: (number | null)[];
}

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
