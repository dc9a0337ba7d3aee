import type { LimitBreach, Recording, SessionHealth } from '../sessions/details/health.ts';
import type { ChannelAtStart, Ingest } from '../sessions/details/store.ts';
import type { SessionView } from '../sessions/view.ts';

// What getSessions answers, as far as it is shown. A function may be older or newer than this program:
// every member beyond SessionView may be absent.

export interface AnsweredSession extends SessionView {
  /** Milliseconds from the start to the end. */
  durationMs?: number;
  viewers?: AnsweredViewers;
  ingest?: Ingest;
  channel?: ChannelAtStart;
  health?: AnsweredHealth;
  recordings?: Recording[];
}

export interface AnsweredHealth extends Partial<Omit<SessionHealth, 'starvation'>> {
  starvation?: {
    spells: { from?: string; to?: string }[];
    count: number;
    /** Spells whose start or end never came. */
    incomplete?: number;
    /** Milliseconds. */
    totalMs: number;
  };
  /** How many there were of each, listed or not. */
  counts?: { takeovers: number; breaches: number; recordings: number };
}

export interface AnsweredViewers {
  peak?: number;
  /** ISO 8601. */
  peakAt?: string;
  /** Weighted by time. */
  mean?: number;
  /** The latest sample of a stream that is live. */
  lastCount?: number;
}

export interface AnsweredTimelineEntry {
  /** ISO 8601. */
  at: string;
  name?: string;
  detailType?: string;
  detail?: unknown;
  /** It stems from a look at IVS. */
  repaired?: boolean;
  /** Why its time is hard to believe. */
  odd?: unknown;
  /** Milliseconds since Stream Start. */
  sinceStartMs?: number;
}

export interface AnsweredSessionsPage {
  sessions: AnsweredSession[];
  nextToken?: string;
}

export interface AnsweredTimelinePage extends AnsweredSessionsPage {
  timeline?: AnsweredTimelineEntry[];
}

/** Of a channel, or of a day. */
export type AnsweredTotals = Record<string, unknown>;

export interface TotalsPage {
  totals: AnsweredTotals;
  /** The count is not finished: ask again with it. */
  nextToken?: string;
}

export interface BreachesPage {
  breaches: LimitBreach[];
  nextToken?: string;
}
