import type { IvsApi, StreamSession } from '../../ivs/api.ts';
import type { LiveStream } from '../../sessions/live-streams.ts';
import { missingEvents } from '../../sessions/repair/missing-events.ts';
import { repairSession } from '../../sessions/repair/repair-session.ts';
import { hasEnded, type SessionId, type SessionSummary } from '../../sessions/summary.ts';
import {
  endedAt,
  hasAllStateChanges,
  isFinalAnswer,
  lastSeen,
  mayBeRecording,
  mayBeStarting,
  successorStart,
} from './decisions.ts';
import { readEventHistory } from './event-history.ts';
import { type FinalizeContext, finalizeSession } from './finalize-session.ts';

export interface IvsRepairContext extends FinalizeContext {
  ivs: Pick<IvsApi, 'getStream' | 'getStreamSession'>;
}

/** @returns whether the session was changed */
export type Repair = () => Promise<boolean>;

/** IVS lists a stream whose start the table does not know. At most one request. */
export async function openSession(
  stream: LiveStream,
  summary: SessionSummary | undefined,
  context: IvsRepairContext,
): Promise<boolean> {
  const session = await context.ivs.getStreamSession(stream.channelArn, stream.streamId);
  const look = { session, liveSince: stream.startTime };
  return repairSession('opened', stream, missingEvents(stream, summary ?? {}, look), context);
}

/** The table calls a session live that IVS did not list. At most two requests. */
export async function endSession(
  summary: SessionSummary,
  context: IvsRepairContext,
): Promise<boolean> {
  const { ivs, store, viewers, clock } = context;
  const { channelArn, streamId } = summary;
  const live = await ivs.getStream(channelArn);
  if (live?.streamId === streamId) return startedSince(summary, live.startTime, context);
  const [newest] = (await store.list({ channelArn }, 1)).sessions;
  const succeeded = successorStart(summary, live, newest, clock.now());
  const session = await ivs.getStreamSession(channelArn, streamId);
  const known = session?.endTime !== undefined || succeeded !== undefined;
  if (!known && mayBeStarting(summary, clock.now())) return false;
  const [audience] = await viewers.get([summary]);
  const end = endedAt(lastSeen(summary, audience), session, succeeded, clock.now());
  const events = missingEvents(summary, summary, { session, endedAt: end });
  const changed = await repairSession('closed', summary, events, context);
  return (await finalizeIfComplete(summary, session, context)) || changed;
}

/** It went live after IVS was listed. */
async function startedSince(
  summary: SessionSummary,
  startTime: Date | undefined,
  context: IvsRepairContext,
): Promise<boolean> {
  if (summary.started || !startTime) return false;
  const { channelArn, streamId } = summary;
  return openSession({ channelArn, streamId, startTime }, summary, context);
}

/**
 * An ended session that was not yet compared with IVS: one request, that of its enrichment. None while
 * its recording is being finished and nothing else is missing.
 */
export async function compareEndedSession(
  summary: SessionSummary,
  context: IvsRepairContext,
): Promise<boolean> {
  const { ivs, store, clock } = context;
  if (
    hasAllStateChanges(summary) &&
    mayBeRecording(summary, await readEventHistory(store, summary), clock.now())
  )
    return false;
  const session = await ivs.getStreamSession(summary.channelArn, summary.streamId);
  const events = missingEvents(summary, summary, { session });
  const changed = await repairSession('completed', summary, events, context);
  return (await finalizeIfComplete(summary, session, context)) || changed;
}

/** IVS knows a session of which the table has never heard. No request. */
export async function addUnknownSession(
  id: SessionId,
  session: StreamSession,
  context: FinalizeContext,
): Promise<boolean> {
  const look = { session, liveSince: session.startTime };
  const found = await repairSession('found', id, missingEvents(id, {}, look), context);
  const [summary] = await context.store.get([id]);
  if (summary) await finalizeIfComplete(summary, session, context);
  return found;
}

/** Closes the books of a session, if it has ended and IVS has no more to say. @returns whether it was changed */
async function finalizeIfComplete(
  summary: SessionSummary,
  session: StreamSession | undefined,
  context: FinalizeContext,
): Promise<boolean> {
  const { store, clock } = context;
  const [now = summary] = await store.get([summary]);
  if (!hasEnded(now) || !isFinalAnswer(now, session, clock.now())) return false;
  if (mayBeRecording(now, await readEventHistory(store, now), clock.now())) return false;
  return finalizeSession(now, session, context);
}
