import type { LimitBreach, SessionHealth, SessionRecording } from '../sessions/details/health.ts';
import type { ChannelAtStart, SessionIngest } from '../sessions/details/store.ts';
import type { SessionView } from '../sessions/view.ts';

// The members of getSessions' answers that this program shows. The deployed function may be older or
// newer than this program, so every member that is not in SessionView may be absent.

export interface AnsweredSession extends SessionView {
  /** Milliseconds from the start to the end. */
  durationMs?: number;
  viewers?: AnsweredViewers;
  /** Since when a live stream has been starving, ISO 8601. Absent if it is not. */
  starvingSince?: string;
  ingest?: SessionIngest;
  channel?: ChannelAtStart;
  health?: AnsweredHealth;
  recordings?: SessionRecording[];
}

export interface AnsweredHealth extends Partial<Omit<SessionHealth, 'starvation'>> {
  starvation?: {
    spells: { from?: string; to?: string }[];
    /** All periods of starvation. `spells` may list fewer. */
    count: number;
    /** Periods whose start or end is unknown. */
    incomplete?: number;
    /** Milliseconds. */
    totalMs: number;
  };
  /** All takeovers, breaches and recordings. The lists may hold fewer. */
  counts?: { takeovers: number; breaches: number; recordings: number };
}

export interface AnsweredViewers {
  peak?: number;
  /** ISO 8601. */
  peakAt?: string;
  /** Weighted by time. */
  mean?: number;
  /** The newest viewer count of a live stream. */
  lastCount?: number;
  /** When it was, ISO 8601. */
  lastAt?: string;
  curve?: AnsweredCurve;
}

/** Viewers over time. */
export interface AnsweredCurve {
  /** ISO 8601. */
  from: string;
  stepSeconds: number;
  /** The most viewers in each step; null where it is not known. */
  counts: (number | null)[];
}

export interface AnsweredTimelineEntry {
  /** ISO 8601. */
  at: string;
  name?: string;
  detailType?: string;
  detail?: unknown;
  /** The event never arrived; its fact was read from IVS. */
  repaired?: boolean;
  /** Present if the event's time cannot be right: why. */
  odd?: unknown;
  /** Milliseconds since Stream Start. */
  sinceStartMs?: number;
  /** EventBridge's id, if `events` was asked for. */
  id?: string;
  /** When it was delivered the first time, ISO 8601, if `events` was asked for and it is known. */
  receivedAt?: string;
}

export interface AnsweredSessionsPage {
  sessions: AnsweredSession[];
  nextToken?: string;
}

export interface AnsweredTimelinePage extends AnsweredSessionsPage {
  timeline?: AnsweredTimelineEntry[];
}

/** Totals of a channel or a day, by their names. */
export type AnsweredTotals = Record<string, unknown>;

export interface TotalsPage {
  totals: AnsweredTotals;
  /** Present if the function ran out of time: ask again with it, and the count continues. */
  nextToken?: string;
}

export interface BreachesPage {
  breaches: LimitBreach[];
  nextToken?: string;
}
