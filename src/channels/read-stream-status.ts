import type { IvsApi, Stream, StreamSession } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import { fetchMissingEnds, type StreamStatusDeps } from './find-stream-status.ts';
import { latestSessions } from './latest-sessions.ts';
import type { ChannelRecord } from './record.ts';
import { type SessionFacts, type StreamStatus, streamStatusOf } from './stream-status.ts';

export interface StreamStatusSnapshot {
  streamStatus: StreamStatus;
  /** What GetStream returned: whether the channel is live, and its stream. Absent if it was not asked. */
  live?: boolean;
  stream?: Stream;
}

/**
 * Reads a channel's stream status from the table. If the table has no end of the newest stream, IVS is
 * asked for it.
 *
 * @param askIvs false: only the table is read
 */
export async function readStreamStatus(
  record: ChannelRecord,
  deps: StreamStatusDeps,
  askIvs = true,
): Promise<StreamStatusSnapshot> {
  const sessions = await latestSessions(deps.sessions, record);
  if (askIvs) return { streamStatus: await statusWithMissingEnds(record, sessions, deps) };
  return { streamStatus: streamStatusOf(record, sessions, deps.clock.now()) };
}

/**
 * Reads a channel's stream status right before the channel or its key is deleted: first the table, then
 * the newest session in IVS (of which no event may have arrived), then the ends that are still missing,
 * and GetStream last.
 */
export async function fetchFinalStreamStatus(
  record: ChannelRecord,
  deps: StreamStatusDeps & { ivs: Pick<IvsApi, 'getStream'> },
): Promise<StreamStatusSnapshot> {
  const { ivs, sessions, clock } = deps;
  const recorded = await latestSessions(sessions, record);
  const newest = await ivs.getStreamSession(record.channelArn);
  const known = [...recorded, ...(newest ? factsOf(newest, clock.now()) : [])];
  const streamStatus = await statusWithMissingEnds(record, known, deps);
  const stream = await ivs.getStream(record.channelArn);
  return { streamStatus, live: stream !== undefined, ...(stream && { stream }) };
}

/** Asks IVS for missing ends only if an end of the newest stream is missing. */
async function statusWithMissingEnds(
  record: ChannelRecord,
  sessions: readonly SessionFacts[],
  deps: StreamStatusDeps,
): Promise<StreamStatus> {
  const streamStatus = streamStatusOf(record, sessions, deps.clock.now());
  if (streamStatus.state !== 'open') return streamStatus;
  return (await fetchMissingEnds(record, sessions, deps)).streamStatus;
}

/**
 * What a session in IVS says about its stream. A session without start and end time was just created,
 * while an encoder connects and GetStream does not show the stream yet. Or it never went live; then its
 * list of events has the time at which it ended.
 */
function factsOf(session: StreamSession, now: number): SessionFacts[] {
  const { streamId, startTime, endTime } = session;
  if (streamId === undefined) return [];
  if (!startTime && !endTime) {
    const created = eventOf(session, 'Session Created') ?? { at: isoTime(now) };
    const ingestEnded = eventOf(session, 'Session Ended');
    return [{ streamId, created, ...(ingestEnded && { ingestEnded }) }];
  }
  const started = startTime && { at: isoTime(startTime.getTime()) };
  const ended = endTime && { at: isoTime(endTime.getTime()) };
  return [{ streamId, ...(started && { started }), ...(ended && { ended }) }];
}

function eventOf({ truncatedEvents = [] }: StreamSession, eventName: string) {
  const at = truncatedEvents.find(({ name }) => name === eventName)?.eventTime;
  return at && { at: isoTime(at.getTime()) };
}
