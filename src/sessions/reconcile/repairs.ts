import type { IvsApi, StreamSession } from '../../ivs/api.ts';
import type { IvsEvent } from '../../ivs/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Observability } from '../../platform/observability.ts';
import { type Recorder, recordRepairs } from '../record.ts';
import { endedOn, endTime, type SessionId, type SessionSummary } from '../summary.ts';
import { endedAt, isComplete, isFinal, mayBeStarting, succeededAt } from './decisions.ts';
import type { LiveStream } from './listing.ts';
import { missingEvents } from './missing-events.ts';

export interface RepairContext extends Recorder, Observability {
  ivs: Pick<IvsApi, 'getStream' | 'getStreamSession'>;
  clock: Clock;
}

/** @returns whether the summary was changed */
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
  const { ivs, store, clock } = context;
  const { channelArn, streamId } = summary;
  const live = await ivs.getStream(channelArn);
  if (live?.streamId === streamId) return startedSince(summary, live.startTime, context);
  const [newest] = (await store.list({ channelArn }, 1)).sessions;
  const succeeded = succeededAt(summary, live, newest);
  const session = await ivs.getStreamSession(channelArn, streamId);
  const known = session?.endTime !== undefined || succeeded !== undefined;
  if (!known && mayBeStarting(summary, clock.now())) return false;
  const end = endedAt(summary, session, succeeded, clock.now());
  const events = missingEvents(summary, summary, { session, endedAt: end });
  const changed = await repair('closed', summary, events, context);
  await settle(summary, session, context);
  return changed;
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

/** An ended session that was not yet compared with IVS. No request if nothing can be missing, else one. */
export async function checkEnded(
  summary: SessionSummary,
  context: RepairContext,
): Promise<boolean> {
  const { ivs, store } = context;
  if (isComplete(summary)) {
    await store.markChecked(summary, phaseOf(summary));
    return false;
  }
  const session = await ivs.getStreamSession(summary.channelArn, summary.streamId);
  const events = missingEvents(summary, summary, { session });
  const changed = await repair('completed', summary, events, context);
  await settle(summary, session, context);
  return changed;
}

/** Marks a session as compared with IVS, if it has ended and IVS has no more to say. */
async function settle(
  summary: SessionSummary,
  session: StreamSession | undefined,
  { store, clock }: RepairContext,
): Promise<void> {
  if (!isFinal(summary, session, clock.now())) return;
  const [now = summary] = await store.get([summary]);
  await store.markChecked(now, phaseOf(now));
}

const phaseOf = (summary: SessionSummary) =>
  endedOn((endTime(summary) ?? summary.sessionAt).slice(0, '2026-11-21'.length));

/** Records what did not come, as if it had: an event that comes yet takes the repair's place. */
async function repair(
  what: 'opened' | 'closed' | 'completed',
  id: SessionId,
  events: IvsEvent[],
  context: RepairContext,
): Promise<boolean> {
  const { channelArn, streamId } = id;
  const added = (await recordRepairs(context, id, events)).map(({ name }) => name);
  if (added.length === 0) return false;
  context.log.warn('session repaired', { what, channelArn, streamId, added });
  context.metrics.add('SessionsRepaired');
  return true;
}
