import type { StreamSession } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import { detailsOf } from '../../sessions/details/from-stream-session.ts';
import type { DetailStore, SessionDetails } from '../../sessions/details/store.ts';
import { unpublishedEvents } from '../../sessions/publish/pending-events.ts';
import { sessionClosed } from '../../sessions/publish/session-events.ts';
import { listedEvents, undeliveredEvents } from '../../sessions/repair/missing-events.ts';
import { type RepairContext, repairSession } from '../../sessions/repair/repair-session.ts';
import { retainWith } from '../../sessions/retention.ts';
import { plausibleEnd, spanOf } from '../../sessions/span.ts';
import { endedOn, type Phase, type SessionSummary } from '../../sessions/summary.ts';
import { extendToEnd } from '../../sessions/viewers/audience.ts';
import type { ViewerRecord, ViewerStore } from '../../sessions/viewers/store.ts';
import { mayBeRecording } from './decisions.ts';
import { type EventHistory, readEventHistory } from './event-history.ts';

export interface FinalizeContext extends RepairContext {
  details: DetailStore;
  viewers: ViewerStore;
}

/**
 * Closes the books of a session that has ended, when IVS has no more to say of it:
 *
 *     fill in what the session's own list has and the table lacks -> let the last viewers count until
 *     the end -> write the details -> tell what is owed, and Session Closed -> mark the session as checked
 *
 * What is filled in may show that a recording is still being finished: then the rest waits for a later pass.
 * Each step may be done twice, and the mark is last: a run that is cut off anywhere is completed by the
 * next one. No request to IVS.
 *
 * @param session what IVS knows of it; undefined if nothing
 * @param history as it was read before; read now if it is not given
 * @returns whether anything was filled in
 */
export async function finalizeSession(
  summary: SessionSummary,
  session: StreamSession | undefined,
  tools: FinalizeContext,
): Promise<boolean> {
  const heard = await readEventHistory(tools.store, summary);
  const missing = undeliveredEvents(listedEvents(summary, session), heard.events);
  const filled = await repairSession('completed', summary, missing, tools);
  const [now = summary] = await tools.store.get([summary]);
  const history = filled ? await readEventHistory(tools.store, now) : heard;
  // Its start was among what is filled in: it may yet end.
  if (filled && mayBeRecording(now, history, tools.clock.now())) return true;
  const viewers = await finalizeViewers(now, tools);
  const finalizedAt = isoTime(tools.clock.now());
  const { channelArn, streamId } = summary;
  const details: SessionDetails = {
    ...{ channelArn, streamId, finalizedAt },
    ...detailsOf(session),
    health: history.health,
  };
  await tools.details.put(details, expiryOf(now, tools));
  await publishFinalEvents(now, history, { details, viewers }, tools);
  await tools.store.markFinalized(now, phaseOf(now));
  return filled;
}

async function publishFinalEvents(
  summary: SessionSummary,
  { ids }: EventHistory,
  account: { details: SessionDetails; viewers: ViewerRecord | undefined },
  { bus }: FinalizeContext,
): Promise<void> {
  await bus.publish([...unpublishedEvents(summary, ids), sessionClosed({ summary, ...account })]);
}

/** @returns the audience to the end of the session; undefined if nobody ever counted */
async function finalizeViewers(
  summary: SessionSummary,
  tools: FinalizeContext,
): Promise<ViewerRecord | undefined> {
  const [counted] = await tools.viewers.get([summary]);
  const whole = counted && extendToEnd(counted, plausibleEnd(summary) ?? counted.lastAt);
  if (!whole) return counted;
  const written = await tools.viewers.put(whole, counted, expiryOf(summary, tools));
  // Else a sample came between, which reaches further.
  return written ? whole : (await tools.viewers.get([summary]))[0];
}

const expiryOf = (summary: SessionSummary, { clock, retentionDays }: FinalizeContext): number =>
  retainWith(summary, clock.now(), retentionDays);

const DAY = '2026-11-21'.length;

const phaseOf = (summary: SessionSummary): Phase => {
  const { from, to = from } = spanOf(summary);
  return endedOn(to.slice(0, DAY));
};
