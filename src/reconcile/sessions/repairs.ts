import type { IvsApi, StreamSession } from '../../ivs/api.ts';
import type { LiveStream } from '../../sessions/live-streams.ts';
import { missingEvents } from '../../sessions/repair/missing-events.ts';
import { repair } from '../../sessions/repair/repair-session.ts';
import { isOver, type SessionId, type SessionSummary } from '../../sessions/summary.ts';
import {
  endedAt,
  isComplete,
  isFinal,
  lastSeen,
  mayBeRecording,
  mayBeStarting,
  succeededAt,
} from './decisions.ts';
import { type FinalizeTools, finalizeSession } from './finalize-session.ts';
import { readHistory } from './event-history.ts';

export interface RepairContext extends FinalizeTools {
  ivs: Pick<IvsApi, 'getStream' | 'getStreamSession'>;
}

/** @returns whether the session was changed */
export type Repair = () => Promise<boolean>;

/** IVS lists a stream whose start the table does not know. At most one request. */
export async function openMissed(
  stream: LiveStream,
  summary: SessionSummary | undefined,
  context: RepairContext,
): Promise<boolean> {
  const session = await context.ivs.getStreamSession(stream.channelArn, stream.streamId);
  const look = { session, liveSince: stream.startTime };
  return repair('opened', stream, missingEvents(stream, summary ?? {}, look), context);
}

/** The table calls a session live that IVS did not list. At most two requests. */
export async function closeGone(summary: SessionSummary, context: RepairContext): Promise<boolean> {
  const { ivs, store, viewers, clock } = context;
  const { channelArn, streamId } = summary;
  const live = await ivs.getStream(channelArn);
  if (live?.streamId === streamId) return startedSince(summary, live.startTime, context);
  const [newest] = (await store.list({ channelArn }, 1)).sessions;
  const succeeded = succeededAt(summary, live, newest, clock.now());
  const session = await ivs.getStreamSession(channelArn, streamId);
  const known = session?.endTime !== undefined || succeeded !== undefined;
  if (!known && mayBeStarting(summary, clock.now())) return false;
  const [audience] = await viewers.get([summary]);
  const end = endedAt(lastSeen(summary, audience), session, succeeded, clock.now());
  const events = missingEvents(summary, summary, { session, endedAt: end });
  const changed = await repair('closed', summary, events, context);
  return (await settle(summary, session, context)) || changed;
}

/** It went live after IVS was listed. */
async function startedSince(
  summary: SessionSummary,
  startTime: Date | undefined,
  context: RepairContext,
): Promise<boolean> {
  if (summary.started || !startTime) return false;
  const { channelArn, streamId } = summary;
  return openMissed({ channelArn, streamId, startTime }, summary, context);
}

/**
 * An ended session that was not yet compared with IVS: one request, that of its enrichment. None while
 * its recording is being finished and nothing else is missing.
 */
export async function checkEnded(
  summary: SessionSummary,
  context: RepairContext,
): Promise<boolean> {
  const { ivs, store, clock } = context;
  if (
    isComplete(summary) &&
    mayBeRecording(summary, await readHistory(store, summary), clock.now())
  )
    return false;
  const session = await ivs.getStreamSession(summary.channelArn, summary.streamId);
  const events = missingEvents(summary, summary, { session });
  const changed = await repair('completed', summary, events, context);
  return (await settle(summary, session, context)) || changed;
}

/** IVS knows a session of which the table has never heard. No request. */
export async function takeIn(
  id: SessionId,
  session: StreamSession,
  context: FinalizeTools,
): Promise<boolean> {
  const look = { session, liveSince: session.startTime };
  const found = await repair('found', id, missingEvents(id, {}, look), context);
  const [summary] = await context.store.get([id]);
  if (summary) await settle(summary, session, context);
  return found;
}

/** Closes the books of a session, if it has ended and IVS has no more to say. @returns whether it was changed */
async function settle(
  summary: SessionSummary,
  session: StreamSession | undefined,
  context: FinalizeTools,
): Promise<boolean> {
  const { store, clock } = context;
  const [now = summary] = await store.get([summary]);
  if (!isOver(now) || !isFinal(now, session, clock.now())) return false;
  if (mayBeRecording(now, await readHistory(store, now), clock.now())) return false;
  return finalizeSession(now, session, context);
}
