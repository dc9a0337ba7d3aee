/** A time in which the encoder sent nothing. */
export interface StarvationSpell {
  /** ISO 8601. */
  from: string;
  /** Absent while it lasts. The session's end, if nothing else ended it. */
  to?: string;
}

/** One recording of a session; IVS merges those of reconnecting streams. */
export interface Recording {
  bucket?: string;
  prefix?: string;
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

/** How a stream went: folded from its events, never counted up. */
export interface SessionHealth {
  starvation: {
    spells: StarvationSpell[];
    /** All spells there were; `spells` holds the first of many. */
    count: number;
    /** Sum of all closed spells, milliseconds. */
    totalMs: number;
  };
  takeovers: Takeover[];
  breaches: LimitBreach[];
  recordings: Recording[];
  /** Events of unknown names. */
  unknownEvents: number;
  /** All events that were folded. */
  events: number;
}
