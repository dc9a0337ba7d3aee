/**
 * How many entries a list of SessionHealth holds; the count beside it goes on. A session can have any
 * number of events, but the fold is stored as one item at the close, where DynamoDB's limit is 400 KB,
 * and an answer holds fifty of them, where Lambda's is 6 MB: with these, a fold stays below some 60 KB.
 */
export const LIST_LIMITS = {
  spells: 100,
  takeovers: 50,
  breaches: 50,
  recordings: 20,
  streamIds: 20,
};

/** A time in which the encoder sent too little or nothing. */
export interface StarvationSpell {
  /** ISO 8601. Absent if no Starvation Start came. */
  from?: string;
  /**
   * The session's end, if nothing else ended it. Absent while it lasts; and if another spell began with
   * no Starvation End in between.
   */
  to?: string;
}

/** One recording of a session; IVS merges those of reconnecting streams. */
export interface Recording {
  bucket?: string;
  prefix?: string;
  /**
   * What its latest event says. `recording`: no event of this stream has ended it; when the stream is
   * over, it may have gone on into the channel's next one, with which its end then comes.
   */
  status: 'recording' | 'recorded' | 'failed';
  startedAt?: string;
  endedAt?: string;
  /** Milliseconds, as Recording End says. */
  durationMs?: number;
  /** Recordings that were merged share it. */
  recordingSessionId?: string;
  /** The streams in a merged recording. */
  streamIds?: string[];
  /** Why it failed. */
  reason?: string;
}

export interface Takeover {
  at: string;
  outcome: 'taken-over' | 'refused';
  code?: string;
}

export interface LimitBreach {
  at: string;
  /** `Ingest Bitrate`, `Ingest Resolution`. */
  limit: string;
  value?: number;
  unit?: string;
  exceededBy?: number;
}

/** How a stream went: folded from its events, never counted up. Lists hold the first of many, in time order. */
export interface SessionHealth {
  starvation: {
    spells: StarvationSpell[];
    /** All spells there were. */
    count: number;
    /** Spells whose start or end never came; `totalMs` knows nothing of them. */
    incomplete: number;
    /** Sum of all spells of which both ends are known, milliseconds. */
    totalMs: number;
  };
  takeovers: Takeover[];
  breaches: LimitBreach[];
  recordings: Recording[];
  /** How many there were of each, listed or not. */
  counts: { takeovers: number; breaches: number; recordings: number };
  /** Events of unknown names. */
  unknownEvents: number;
  /** All events that were folded. */
  events: number;
}
