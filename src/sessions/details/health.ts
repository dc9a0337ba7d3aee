/**
 * How many entries each list of SessionHealth holds; `counts` and `starvation.count` count all
 * entries. With these limits, the health of a session has at most about 60 KB. It is stored in one
 * item (DynamoDB's limit: 400 KB), and an answer holds that of fifty sessions (Lambda's limit: 6
 * MB).
 */
export const LIST_LIMITS = {
  spells: 100,
  takeovers: 50,
  breaches: 50,
  recordings: 20,
  streamIds: 20,
};

/** A period in which the encoder sent no data, or too little. */
export interface StarvationSpell {
  /** ISO 8601. Absent if the Starvation Start is unknown. */
  from?: string;
  /**
   * ISO 8601. The end of the session if no Starvation End came before it. Absent if the spell has
   * not ended, or if another spell began without a Starvation End in between.
   */
  to?: string;
}

/** One recording of a session. IVS merges the recordings of streams that reconnect. */
export interface SessionRecording {
  bucket?: string;
  prefix?: string;
  /**
   * `recording`: no event of this stream ended the recording. If the stream has ended, the
   * recording may continue in the channel's next stream; its end then comes with that stream.
   */
  status: 'recording' | 'recorded' | 'failed';
  startedAt?: string;
  endedAt?: string;
  /** Milliseconds, from Recording End. */
  durationMs?: number;
  /** Merged recordings have the same id. */
  recordingSessionId?: string;
  /** The streams of a merged recording. */
  streamIds?: string[];
  /** Why the recording failed. */
  reason?: string;
}

export interface Takeover {
  at: string;
  outcome: 'taken-over' | 'refused';
  code?: string;
}

export interface LimitBreach {
  at: string;
  /** For example `Ingest Bitrate`. */
  limit: string;
  value?: number;
  unit?: string;
  exceededBy?: number;
}

/**
 * How the stream of a session went, computed from its events. Lists hold the first entries, in time
 * order.
 */
export interface SessionHealth {
  starvation: {
    spells: StarvationSpell[];
    /** The number of all spells. */
    count: number;
    /** Spells of which the start or the end is unknown. They are not part of `totalMs`. */
    incomplete: number;
    /** The total length of all other spells, milliseconds. */
    totalMs: number;
  };
  takeovers: Takeover[];
  breaches: LimitBreach[];
  recordings: SessionRecording[];
  /** How many there were, whether or not they are listed. */
  counts: { takeovers: number; breaches: number; recordings: number };
  /** Events whose name is not documented. */
  unknownEvents: number;
  /** All distinct events. */
  events: number;
}
