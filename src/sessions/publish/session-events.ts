import { createHash } from 'node:crypto';
import type { AutopilotEvent } from '../../platform/bus.ts';
import type { SessionHealth } from '../details/health.ts';
import type { FinalDetails } from '../details/store.ts';
import { END_KINDS, type Fact } from '../facts.ts';
import type { SessionId } from '../session-id.ts';
import { endTime, type SessionSummary } from '../summary.ts';
import { toView } from '../view.ts';
import type { ViewerRecord } from '../viewers/store.ts';

// The events about sessions that we publish. docs/events.md is their contract: names and members
// stay.

/**
 * How many entries of a list an event holds, so that it stays far below EventBridge's limit of 256
 * KB.
 */
const MAX_LISTED = 100;

/** Viewers can watch. @param summary holds the start */
export function sessionStarted(summary: SessionSummary): AutopilotEvent {
  const at = summary.started?.at ?? summary.sessionAt;
  return event('Session Started', summary, at, {
    session: toView(summary),
    ...repairedIf(summary.started),
  });
}

/** The first end of the session became known. @param summary holds an end of any kind */
export function sessionEnded(summary: SessionSummary): AutopilotEvent {
  const at = endTime(summary) ?? summary.sessionAt;
  return event('Session Ended', summary, at, {
    session: toView(summary),
    ...repairedIf(END_KINDS.map((kind) => summary[kind]).find((fact) => fact)),
  });
}

/** An IVS event that was not delivered and that was added to a session. */
export interface AddedEvent {
  /** The id under which it is stored. */
  id: string;
  name: string;
  /** When it happened, ISO 8601. */
  time: string;
}

/**
 * A session was repaired.
 *
 * @param summary with the added events
 * @param at when the session was repaired, ISO 8601
 */
export function sessionRepaired(
  summary: SessionSummary,
  added: AddedEvent[],
  at: string,
): AutopilotEvent {
  const repair = digest(added.map(({ id }) => id));
  return event('Session Repaired', summary, at, {
    id: `${eventId('Session Repaired', summary)}:${repair}`,
    session: toView(summary),
    added: added.slice(0, MAX_LISTED).map(({ name, time }) => ({ name, time })),
    addedCount: added.length,
  });
}

/** All that is known of a session when it is finalized. */
export interface FinalSession {
  summary: SessionSummary;
  details: FinalDetails;
  /** Absent if its viewers were never counted. */
  viewers?: ViewerRecord | undefined;
}

/** A session is finalized: nothing more is expected to be learnt about it. */
export function sessionClosed({ summary, details, viewers }: FinalSession): AutopilotEvent {
  const { channel, ingest, health, finalizedAt } = details;
  return event('Session Closed', summary, finalizedAt, {
    session: toView(summary),
    ...(channel && { channel }),
    ...(ingest && { ingest }),
    health: shortened(health),
    ...(viewers && { viewers: viewerMembers(viewers) }),
  });
}

function viewerMembers({ peak, peakAt, viewerSeconds, coveredSeconds }: ViewerRecord) {
  const mean = coveredSeconds > 0 ? viewerSeconds / coveredSeconds : undefined;
  return { peak, peakAt, ...(mean !== undefined && { mean }), viewerSeconds, coveredSeconds };
}

function shortened({ starvation, takeovers, breaches, recordings, ...counts }: SessionHealth) {
  return {
    ...counts,
    starvation: { ...starvation, spells: starvation.spells.slice(0, MAX_LISTED) },
    takeovers: takeovers.slice(0, MAX_LISTED),
    breaches: breaches.slice(0, MAX_LISTED),
    recordings: recordings.slice(0, MAX_LISTED),
  };
}

type SessionEventType = 'Session Started' | 'Session Ended' | 'Session Repaired' | 'Session Closed';

function event(
  detailType: SessionEventType,
  session: SessionId,
  at: string,
  members: Record<string, unknown>,
): AutopilotEvent {
  const detail = { id: eventId(detailType, session), at, ...members };
  return { detailType, time: at, resources: [session.channelArn], detail };
}

/** For example `session-started:st-1A2b3c4D5e6F78ghij9Klmn`. */
const eventId = (detailType: SessionEventType, { streamId }: SessionId): string =>
  `${detailType.toLowerCase().replace(' ', '-')}:${streamId}`;

const repairedIf = (fact: Fact | undefined) => (fact?.repaired ? { repaired: true } : {});

const DIGEST_LENGTH = 16;

/** The order of the ids does not matter. */
function digest(ids: string[]): string {
  const text = JSON.stringify([...ids].sort());
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}
