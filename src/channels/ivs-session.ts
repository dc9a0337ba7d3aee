import type { StreamSession, StreamSessionSummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import type { ChannelStore } from './store.ts';
import type { SessionFacts } from './stream-status.ts';

// What a session in IVS says about its stream. AWS does not document whether a session that never went live has an end
// time. If it has none, its list of events has the time at which it ended.

/** @returns when the session ended, ISO 8601; undefined while it is open */
export function endOfSession(session: StreamSession): string | undefined {
  const { startTime, endTime } = session;
  if (endTime) return isoTime(endTime.getTime());
  // A stream that started is live until Stream End, which is later than Session Ended.
  return startTime ? undefined : eventTimeOf(session, 'Session Ended');
}

/**
 * Stores the start and the end of a session of which no event may have arrived.
 *
 * The start comes first: a record has one start and one confirmed end. If it had the end without the start, an earlier
 * stream would stay the last one that started, and its own end, which is older, could not be stored any more.
 */
export async function recordSession(
  channelArn: string,
  { streamId, created, started, ingestEnded, ended }: SessionFacts,
  channels: Pick<ChannelStore, 'addEvidence'>,
): Promise<void> {
  const start = started ?? created;
  const end = ended ?? ingestEnded;
  if (start) await channels.addEvidence(channelArn, 'lastStart', { at: start.at, streamId });
  if (end) await channels.addEvidence(channelArn, 'confirmedEnd', { at: end.at, streamId });
}

/**
 * A session without start time was just created, while an encoder connects and GetStream does not show the stream
 * yet, or it never went live.
 *
 * @param now ms since the epoch
 */
export function factsOf(session: StreamSession, now: number): SessionFacts[] {
  const { startTime, endTime } = session;
  if (startTime || endTime) return listedFacts(session);
  const { streamId } = session;
  if (streamId === undefined) return [];
  const created = { at: eventTimeOf(session, 'Session Created') ?? isoTime(now) };
  const endedAt = endOfSession(session);
  return [{ streamId, created, ...(endedAt !== undefined && { ingestEnded: { at: endedAt } }) }];
}

/**
 * The same of a session in ListStreamSessions. One without start and end time says nothing there: it may be a new
 * one, or one that never went live. GetStreamSession shows which.
 */
export function listedFacts({
  streamId,
  startTime,
  endTime,
}: StreamSessionSummary): SessionFacts[] {
  if (streamId === undefined || !(startTime || endTime)) return [];
  const started = startTime && { at: isoTime(startTime.getTime()) };
  const ended = endTime && { at: isoTime(endTime.getTime()) };
  return [{ streamId, ...(started && { started }), ...(ended && { ended }) }];
}

function eventTimeOf(
  { truncatedEvents = [] }: StreamSession,
  eventName: string,
): string | undefined {
  const at = truncatedEvents.find(({ name }) => name === eventName)?.eventTime;
  return at && isoTime(at.getTime());
}
