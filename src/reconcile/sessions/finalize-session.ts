import type { StreamSession } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import { detailsOf } from '../../sessions/details/from-stream-session.ts';
import type { DetailStore, SessionDetails } from '../../sessions/details/store.ts';
import { listedEvents, unheard } from '../../sessions/repair/missing-events.ts';
import { type RepairTools, repair } from '../../sessions/repair/repair-session.ts';
import { retainWith } from '../../sessions/retention.ts';
import { soundEnd, spanOf } from '../../sessions/span.ts';
import { endedOn, type Phase, type SessionSummary } from '../../sessions/summary.ts';
import { untold } from '../../sessions/publish/pending-events.ts';
import { sessionClosed } from '../../sessions/publish/session-events.ts';
import { untilEnd } from '../../sessions/viewers/audience.ts';
import type { ViewerRecord, ViewerStore } from '../../sessions/viewers/store.ts';
import { mayBeRecording } from './decisions.ts';
import { type History, readHistory } from './event-history.ts';

export interface FinalizeTools extends RepairTools {
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
  tools: FinalizeTools,
): Promise<boolean> {
  const heard = await readHistory(tools.store, summary);
  const missing = unheard(listedEvents(summary, session), heard.kept);
  const filled = await repair('completed', summary, missing, tools);
  const [now = summary] = await tools.store.get([summary]);
  const history = filled ? await readHistory(tools.store, now) : heard;
  // Its start was among what is filled in: it may yet end.
  if (filled && mayBeRecording(now, history, tools.clock.now())) return true;
  const viewers = await closeAudience(now, tools);
  const closedAt = isoTime(tools.clock.now());
  const { channelArn, streamId } = summary;
  const details: SessionDetails = {
    ...{ channelArn, streamId, closedAt },
    ...detailsOf(session),
    health: history.health,
  };
  await tools.details.put(details, keptUntilEnd(now, tools));
  await tellAll(now, history, { details, viewers }, tools);
  await tools.store.markChecked(now, phaseOf(now));
  return filled;
}

async function tellAll(
  summary: SessionSummary,
  { ids }: History,
  account: { details: SessionDetails; viewers: ViewerRecord | undefined },
  { bus }: FinalizeTools,
): Promise<void> {
  await bus.publish([...untold(summary, ids), sessionClosed({ summary, ...account })]);
}

/** @returns the audience to the end of the session; undefined if nobody ever counted */
async function closeAudience(
  summary: SessionSummary,
  tools: FinalizeTools,
): Promise<ViewerRecord | undefined> {
  const [counted] = await tools.viewers.get([summary]);
  const whole = counted && untilEnd(counted, soundEnd(summary) ?? counted.lastAt);
  if (!whole) return counted;
  const written = await tools.viewers.put(whole, counted, keptUntilEnd(summary, tools));
  // Else a sample came between, which reaches further.
  return written ? whole : (await tools.viewers.get([summary]))[0];
}

const keptUntilEnd = (summary: SessionSummary, { clock, retentionDays }: FinalizeTools): number =>
  retainWith(summary, clock.now(), retentionDays);

const DAY = '2026-11-21'.length;

const phaseOf = (summary: SessionSummary): Phase => {
  const { from, to = from } = spanOf(summary);
  return endedOn(to.slice(0, DAY));
};
