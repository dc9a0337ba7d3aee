import type { IvsApi, StreamSession } from '../../ivs/api.ts';
import type { Facts } from '../../sessions/facts.ts';
import type { LiveStream } from '../../sessions/live-streams.ts';
import { missingEvents } from '../../sessions/repair/missing-events.ts';
import { repairSession } from '../../sessions/repair/repair-session.ts';
import type { SessionId } from '../../sessions/session-id.ts';
import { hasEnded, type SessionSummary } from '../../sessions/summary.ts';
import {
  endedAt,
  hasAllStateChanges,
  isFinalAnswer,
  lastSeen,
  listedUntil,
  mayBeRecording,
  mayBeStarting,
  successorStart,
} from './decisions.ts';
import { readEventHistory } from './event-history.ts';
import { type FinalizeContext, finalizeSession } from './finalize-session.ts';

/** What is needed to compare a session with IVS. */
export interface IvsRepairContext extends FinalizeContext {
  ivs: Pick<IvsApi, 'getStream' | 'getStreamSession'>;
}

/** @returns whether the session was changed */
export type Repair = () => Promise<boolean>;

/**
 * For a stream that IVS lists and whose creation or start the table lacks. Sends one request to
 * IVS.
 */
export async function openSession(
  stream: LiveStream,
  summary: SessionSummary | undefined,
  context: IvsRepairContext,
): Promise<boolean> {
  const { channelArn, streamId, startTime } = stream;
  const session = await context.ivs.getStreamSession(channelArn, streamId);
  const until = listedUntil(context.clock.now());
  const state = { session, liveSince: startTime, listedUntil: until };
  const known: SessionId & Facts = summary ?? { channelArn, streamId };
  return repairSession('opened', known, missingEvents(stream, known, state), context);
}

/**
 * For a session that is live in the table and that IVS does not list. Sends at most two requests to
 * IVS.
 */
export async function endSession(
  summary: SessionSummary,
  context: IvsRepairContext,
): Promise<boolean> {
  const { ivs, store, clock } = context;
  const { channelArn, streamId } = summary;
  const live = await ivs.getStream(channelArn);
  if (live?.streamId === streamId) return openIfStarted(summary, live.startTime, context);
  const [newest] = (await store.list({ channelArn }, 1)).sessions;
  const successor = successorStart(summary, live, newest, clock.now());
  const session = await ivs.getStreamSession(channelArn, streamId);
  const isEndKnown = session?.endTime !== undefined || successor !== undefined;
  if (!isEndKnown && mayBeStarting(summary, clock.now())) return false;
  const end = await endOf(summary, session, successor, context);
  const events = missingEvents(summary, summary, {
    ...{ session, endedAt: end, listedUntil: listedUntil(clock.now()) },
  });
  const repaired = await repairSession('closed', summary, events, context);
  return (await finalizeIfComplete(summary, session, context)) || repaired;
}

async function endOf(
  summary: SessionSummary,
  session: StreamSession | undefined,
  successor: Date | undefined,
  { viewers, clock }: IvsRepairContext,
): Promise<Date | undefined> {
  const [record] = await viewers.get([summary]);
  return endedAt(lastSeen(summary, record), session, successor, clock.now());
}

/** For a stream that went live after IVS's streams were listed. */
async function openIfStarted(
  summary: SessionSummary,
  startTime: Date | undefined,
  context: IvsRepairContext,
): Promise<boolean> {
  if (summary.started || !startTime) return false;
  const { channelArn, streamId } = summary;
  return openSession({ channelArn, streamId, startTime }, summary, context);
}

/**
 * For an ended session that is not finalized. Sends one request to IVS; none while a recording may
 * still end and nothing else is missing.
 */
export async function compareEndedSession(
  summary: SessionSummary,
  context: IvsRepairContext,
): Promise<boolean> {
  if (hasAllStateChanges(summary) && (await isWaitingForRecording(summary, context))) return false;
  const session = await context.ivs.getStreamSession(summary.channelArn, summary.streamId);
  const events = missingEvents(summary, summary, {
    ...{ session, listedUntil: listedUntil(context.clock.now()) },
  });
  const repaired = await repairSession('completed', summary, events, context);
  return (await finalizeIfComplete(summary, session, context)) || repaired;
}

/** For a session that IVS knows and the table does not. Sends no request to IVS. */
export async function addUnknownSession(
  id: SessionId,
  session: StreamSession,
  context: FinalizeContext,
): Promise<boolean> {
  const until = listedUntil(context.clock.now());
  const state = { session, liveSince: session.startTime, listedUntil: until };
  const found = await repairSession('found', id, missingEvents(id, {}, state), context);
  const [summary] = await context.store.get([id]);
  if (summary) await finalizeIfComplete(summary, session, context);
  return found;
}

/**
 * Finalizes a session if it has ended and IVS has nothing to add.
 *
 * @returns whether the session was changed by it
 */
async function finalizeIfComplete(
  summary: SessionSummary,
  session: StreamSession | undefined,
  context: FinalizeContext,
): Promise<boolean> {
  const { store, clock } = context;
  const [current = summary] = await store.get([summary]);
  if (!hasEnded(current) || !isFinalAnswer(current, session, clock.now())) return false;
  if (await isWaitingForRecording(current, context)) return false;
  return finalizeSession(current, session, context);
}

async function isWaitingForRecording(
  summary: SessionSummary,
  { store, clock }: FinalizeContext,
): Promise<boolean> {
  return mayBeRecording(summary, await readEventHistory(store, summary), undefined, clock.now());
}
