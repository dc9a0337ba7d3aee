import { classify } from '../../sessions/event-meaning.ts';
import { factOf } from '../../sessions/facts.ts';
import { healthFactOf } from '../../sessions/health-fact.ts';
import { type SessionSummary, withFact } from '../../sessions/summary.ts';
import { type SessionView, toView } from '../../sessions/view.ts';
import type { IncidentSession } from '../incident/incident.ts';

/** When a session began and ended, as IVS tells it. Times are ms since the epoch. */
export interface Life {
  createdAt: number;
  startedAt?: number;
  disconnectedAt?: number;
  /** Absent if the session had not ended. */
  endedAt?: number;
}

/**
 * The session that the stack should end with: as it was exported; without an export, as its events together say,
 * also those that were lost.
 */
export function expectedView(session: IncidentSession): SessionView {
  const { exported, id } = session;
  if (!exported) return viewOfEvents(session);
  const { state = viewOfEvents(session).state } = exported;
  const { events: _, health: __, channel: ___, ingest: ____, ...view } = exported;
  return Object.assign({}, view, id, { state }) as SessionView;
}

function viewOfEvents({ id, events }: IncidentSession): SessionView {
  let summary: SessionSummary | undefined;
  for (const { event } of events) {
    const { meaning } = classify(event);
    if (meaning === undefined || meaning === 'none') continue;
    const stored = { event, expiresAt: 0, repaired: false };
    const fact = meaning === 'health' ? healthFactOf(stored) : factOf(stored, meaning);
    summary = withFact(summary, id, meaning, fact) ?? summary;
  }
  return summary ? toView(summary) : { ...id, state: 'created' };
}

/**
 * The life of a session. It ends at the latest when the next session of its channel begins.
 *
 * @param nextAt when the next session of the channel begins, ms since the epoch
 */
export function lifeOf(session: IncidentSession, nextAt = Number.POSITIVE_INFINITY): Life {
  const view = expectedView(session);
  const ms = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
  const started = ms(view.startedAt);
  // Events may contradict each other. IVS tells no session that is active beside the next one.
  const startedAt = started === undefined ? undefined : Math.min(started, nextAt);
  const disconnectedAt = ms(view.ingestEndedAt ?? view.failedAt);
  const end = endOf(view);
  const begins = [view.createdAt, view.startedAt, view.seenAt, session.events[0]?.event.time];
  const known = [...begins.map(ms), disconnectedAt, end].flatMap((at) => at ?? []);
  const createdAt = Math.min(...known);
  const endedAt = Math.max(startedAt ?? createdAt, Math.min(end ?? nextAt, nextAt));
  return {
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(disconnectedAt !== undefined && { disconnectedAt }),
    ...(Number.isFinite(endedAt) && { endedAt }),
  };
}

/** A stream that failed is offline at once. Without Stream Start, the session ends with its connection. */
function endOf({ failedAt, endedAt, ingestEndedAt }: SessionView): number | undefined {
  const end = failedAt ?? endedAt ?? ingestEndedAt;
  return end === undefined ? undefined : Date.parse(end);
}
