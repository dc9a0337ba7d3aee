import { createHash } from 'node:crypto';
import type { AutopilotEvent } from '../../platform/bus.ts';
import type { SessionHealth } from '../details/health.ts';
import type { SessionDetails } from '../details/store.ts';
import { END_KINDS, type Fact } from '../facts.ts';
import { endTime, type SessionId, type SessionSummary } from '../summary.ts';
import { toView } from '../view.ts';
import type { ViewerRecord } from '../viewers/store.ts';

// Events of ours about sessions. docs/events.md is their contract: names and members stay.

/** Of a list that may be long, an event carries the first so many: far less than the 256 KB that any bus takes. */
const MOST_LISTED = 100;

/** Viewers can watch. @param summary holds the start */
export function sessionStarted(summary: SessionSummary): AutopilotEvent {
  const at = summary.started?.at ?? summary.sessionAt;
  return event('Session Started', summary, at, {
    session: toView(summary),
    ...repairedIf(summary.started),
  });
}

/** The first sign of the end. @param summary holds an end, of whatever kind */
export function sessionEnded(summary: SessionSummary): AutopilotEvent {
  const at = endTime(summary) ?? summary.sessionAt;
  return event('Session Ended', summary, at, {
    session: toView(summary),
    ...repairedIf(END_KINDS.map((kind) => summary[kind]).find((fact) => fact)),
  });
}

/** What a look at IVS added to a session, since the event did not come. */
export interface AddedEvent {
  /** The id that the addition is kept under; tells one repair from another. */
  id: string;
  /** The name of the event that did not come. */
  name: string;
  /** When it should have come, ISO 8601. */
  time: string;
}

/**
 * A session was repaired.
 *
 * @param summary as it is with the additions
 * @param at when it was repaired, ISO 8601
 */
export function sessionRepaired(
  summary: SessionSummary,
  added: AddedEvent[],
  at: string,
): AutopilotEvent {
  const of = digest(added.map(({ id }) => id));
  return event('Session Repaired', summary, at, {
    id: `${idOf('Session Repaired', summary)}:${of}`,
    session: toView(summary),
    added: added.slice(0, MOST_LISTED).map(({ name, time }) => ({ name, time })),
    addedCount: added.length,
  });
}

/** The final account of a session. */
export interface FinalSession {
  summary: SessionSummary;
  details: SessionDetails;
  /** Absent if nobody ever counted. */
  viewers?: ViewerRecord | undefined;
}

/** The books of a session were closed: nothing more is expected of it. */
export function sessionClosed({ summary, details, viewers }: FinalSession): AutopilotEvent {
  const { channel, ingest, health, finalizedAt } = details;
  return event('Session Closed', summary, finalizedAt, {
    session: toView(summary),
    ...(channel && { channel }),
    ...(ingest && { ingest }),
    health: shortened(health),
    ...(viewers && { viewers: audience(viewers) }),
  });
}

function audience({ peak, peakAt, viewerSeconds, coveredSeconds }: ViewerRecord) {
  const mean = coveredSeconds > 0 ? viewerSeconds / coveredSeconds : undefined;
  return { peak, peakAt, ...(mean !== undefined && { mean }), viewerSeconds, coveredSeconds };
}

function shortened({ starvation, takeovers, breaches, recordings, ...counts }: SessionHealth) {
  return {
    ...counts,
    starvation: { ...starvation, spells: starvation.spells.slice(0, MOST_LISTED) },
    takeovers: takeovers.slice(0, MOST_LISTED),
    breaches: breaches.slice(0, MOST_LISTED),
    recordings: recordings.slice(0, MOST_LISTED),
  };
}

type Name = 'Session Started' | 'Session Ended' | 'Session Repaired' | 'Session Closed';

function event(
  detailType: Name,
  session: SessionId,
  at: string,
  members: Record<string, unknown>,
): AutopilotEvent {
  const detail = { id: idOf(detailType, session), at, ...members };
  return { detailType, time: at, resources: [session.channelArn], detail };
}

/** `session-started:st-…` */
const idOf = (name: Name, { streamId }: SessionId): string =>
  `${name.toLowerCase().replace(' ', '-')}:${streamId}`;

const repairedIf = (fact: Fact | undefined) => (fact?.repaired ? { repaired: true } : {});

const DIGEST_LENGTH = 16;

/** The same for the same ids in whatever order. */
function digest(ids: string[]): string {
  const text = JSON.stringify([...ids].sort());
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}
