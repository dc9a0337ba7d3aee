import type { StreamSession } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import { detailsOf } from '../../sessions/details/from-stream-session.ts';
import type { DetailStore, FinalDetails, SessionDetails } from '../../sessions/details/store.ts';
import { unpublishedEvents } from '../../sessions/publish/pending-events.ts';
import { type FinalSession, sessionClosed } from '../../sessions/publish/session-events.ts';
import { listedEvents } from '../../sessions/repair/missing-events.ts';
import { type RepairContext, repairSession } from '../../sessions/repair/repair-session.ts';
import { undeliveredEvents } from '../../sessions/repair/undelivered-events.ts';
import { retainWith } from '../../sessions/retention.ts';
import { plausibleEnd, spanOf } from '../../sessions/span.ts';
import { endedOn, type Phase, type SessionSummary } from '../../sessions/summary.ts';
import { extendToEnd } from '../../sessions/viewers/samples.ts';
import type { ViewerRecord, ViewerStore } from '../../sessions/viewers/store.ts';
import { mayBeRecording } from './decisions.ts';
import { type EventHistory, readEventHistory } from './event-history.ts';

/** What is needed to finalize a session. */
export interface FinalizeContext extends RepairContext {
  details: DetailStore;
  viewers: ViewerStore;
}

/**
 * Finalizes a session that has ended and to which IVS has nothing to add:
 *
 *     add the events of IVS's own list that were not delivered -> extend the viewer record to the end
 *     -> write the details -> publish pending events and Session Closed -> mark the session as finalized
 *
 * An added event or IVS's answer may show that a recording has not ended; then a later pass does the
 * remaining steps. Every step may be repeated, and the mark is the last one: a later pass completes a run
 * that was interrupted at any point. Sends no request to IVS.
 *
 * @param session the answer of GetStreamSession; undefined if IVS does not know the session
 * @returns whether any event was added
 */
export async function finalizeSession(
  summary: SessionSummary,
  session: StreamSession | undefined,
  context: FinalizeContext,
): Promise<boolean> {
  const { store, clock } = context;
  const before = await readEventHistory(store, summary);
  const missing = undeliveredEvents(listedEvents(summary, session), before.events);
  const wasRepaired = await repairSession('completed', summary, missing, context);
  const [current = summary] = await store.get([summary]);
  const history = wasRepaired ? await readEventHistory(store, current) : before;
  // The start of a recording may be among the added events, or in the session of an earlier stream.
  if (mayBeRecording(current, history, session, clock.now())) return wasRepaired;
  await writeFinalState(current, session, history, context);
  return wasRepaired;
}

async function writeFinalState(
  summary: SessionSummary,
  session: StreamSession | undefined,
  { health, ids }: EventHistory,
  context: FinalizeContext,
): Promise<void> {
  const viewers = await finalizeViewers(summary, context);
  const { channelArn, streamId } = summary;
  const details: FinalDetails = {
    ...{ channelArn, streamId, finalizedAt: isoTime(context.clock.now()) },
    ...(await knownDetails(summary, session, context)),
    health,
  };
  await context.details.put(details, expiryOf(summary, context));
  await publishFinalEvents({ summary, details, viewers }, ids, context);
  await context.store.markFinalized(summary, finalPhase(summary));
}

/** What IVS knows; else what it knew while the stream was live. */
async function knownDetails(
  summary: SessionSummary,
  session: StreamSession | undefined,
  { details }: FinalizeContext,
): Promise<Pick<SessionDetails, 'channel' | 'ingest'>> {
  const found = detailsOf(session);
  if (found.channel && found.ingest) return found;
  const [before] = await details.get([summary]);
  const { channel, ingest } = before ?? {};
  return { ...(channel && { channel }), ...(ingest && { ingest }), ...found };
}

async function publishFinalEvents(
  final: FinalSession,
  storedIds: ReadonlySet<string>,
  { bus }: FinalizeContext,
): Promise<void> {
  await bus.publish([...unpublishedEvents(final.summary, storedIds), sessionClosed(final)]);
}

/**
 * Lets the last viewer sample count until the end of the session.
 *
 * @returns the viewer record; undefined if the viewers were never counted
 */
async function finalizeViewers(
  summary: SessionSummary,
  context: FinalizeContext,
): Promise<ViewerRecord | undefined> {
  const [before] = await context.viewers.get([summary]);
  const extended = before && extendToEnd(before, plausibleEnd(summary) ?? before.lastAt);
  if (!extended) return before;
  const written = await context.viewers.put(extended, before, expiryOf(summary, context));
  // If the write is refused, a sample was added in the meantime, and it is later.
  return written ? extended : (await context.viewers.get([summary]))[0];
}

/** DynamoDB's TTL of the details and the viewer record, seconds since the epoch. */
const expiryOf = (summary: SessionSummary, { clock, retentionDays }: FinalizeContext): number =>
  retainWith(summary, clock.now(), retentionDays);

const DATE_LENGTH = '2026-11-21'.length;

const finalPhase = (summary: SessionSummary): Phase => {
  const { from, to = from } = spanOf(summary);
  return endedOn(to.slice(0, DATE_LENGTH));
};
