import type { IvsApi, StreamSummary } from '../ivs/api.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { latestSessions, type SessionReader } from './latest-sessions.ts';
import type { ChannelRecord, Evidence } from './record.ts';
import type { ChannelStore } from './store.ts';
import {
  type SessionFacts,
  type StreamFacts,
  type StreamStatus,
  streamStatusOf,
} from './stream-status.ts';

export interface StreamStatusDeps {
  ivs: Pick<IvsApi, 'getStreamSession'>;
  /** Where what IVS knew is noted. */
  channels: Pick<ChannelStore, 'addEvidence' | 'recordHistoryCheck'>;
  sessions: SessionReader;
  clock: Clock;
}

export interface FoundStreamStatus {
  streamStatus: StreamStatus;
  /** How many ends IVS knew of that no event had told of. */
  foundEnds: number;
}

/** A channel of which no stream is known is asked for in IVS this often, ms. */
const HISTORY_CHECK_MS = 3_600_000;

/**
 * How a channel stands, found the cheapest way: by its record; where that knows no end, by its
 * sessions; where they know none either and the channel is not live, by what IVS remembers of the
 * stream. What IVS knew is noted on the record, so that it is asked once.
 *
 * @param live its stream in ListStreams, if it is live
 */
export async function findStreamStatus(
  record: ChannelRecord,
  live: StreamSummary | undefined,
  deps: StreamStatusDeps,
): Promise<FoundStreamStatus> {
  const { clock, sessions } = deps;
  if (live) return { streamStatus: await noteLive(record, live, deps), foundEnds: 0 };
  const noted = streamStatusOf(record, [], clock.now());
  if (isSettled(noted) || (noted.state === 'unknown' && historyIsKnown(record, clock.now()))) {
    return { streamStatus: noted, foundEnds: 0 };
  }
  return fetchMissingEnds(record, await latestSessions(sessions, record), deps);
}

/**
 * How a channel stands by its record and its sessions; where these know no end of its newest streams,
 * by what IVS remembers of them. What IVS knew is noted on the record.
 */
export async function fetchMissingEnds(
  record: ChannelRecord,
  known: readonly SessionFacts[],
  deps: StreamStatusDeps,
): Promise<FoundStreamStatus> {
  const { clock, channels } = deps;
  const streamStatus = streamStatusOf(record, known, clock.now());
  if (isSettled(streamStatus)) return { streamStatus, foundEnds: 0 };
  const ends = await askIvs(record, streamStatus, deps);
  for (const end of ends) await channels.addEvidence(record.channelArn, 'confirmedEnd', end);
  const withEnds = [...known, ...ends.map(({ streamId, at }) => ({ streamId, ended: { at } }))];
  return { streamStatus: streamStatusOf(record, withEnds, clock.now()), foundEnds: ends.length };
}

function isSettled({ state }: StreamStatus): boolean {
  return state === 'ended' || state === 'settling';
}

function historyIsKnown({ historyCheckedAt }: ChannelRecord, now: number): boolean {
  return historyCheckedAt !== undefined && now - Date.parse(historyCheckedAt) < HISTORY_CHECK_MS;
}

/** A live stream of which no event told is evidence too: should its end events be lost, its end is missed. */
async function noteLive(
  { channelArn, lastStart }: ChannelRecord,
  { streamId, startTime }: StreamSummary,
  { channels }: StreamStatusDeps,
): Promise<StreamStatus> {
  if (streamId && startTime && lastStart?.streamId !== streamId) {
    const at = isoTime(startTime.getTime());
    await channels.addEvidence(channelArn, 'lastStart', { at, streamId });
  }
  return { state: 'open', streams: [] };
}

async function askIvs(
  { channelArn }: ChannelRecord,
  streamStatus: StreamStatus,
  deps: StreamStatusDeps,
): Promise<Evidence[]> {
  if (streamStatus.state === 'unknown') return newestEnd(channelArn, deps);
  const open = streamStatus.state === 'open' ? streamStatus.streams : [];
  const ends: Evidence[] = [];
  for (const stream of open) {
    const end = await endOf(channelArn, stream, deps);
    if (end) ends.push(end);
  }
  return ends;
}

async function newestEnd(channelArn: string, deps: StreamStatusDeps): Promise<Evidence[]> {
  const { ivs, channels, clock } = deps;
  const session = await ivs.getStreamSession(channelArn);
  if (!session) await channels.recordHistoryCheck(channelArn, isoTime(clock.now()));
  const { streamId, endTime } = session ?? {};
  return streamId && endTime ? [{ streamId, at: isoTime(endTime.getTime()) }] : [];
}

/**
 * A session that IVS does not know, and that has had time to go live, never did (or is older than the
 * 60 days that IVS remembers). When it ended nobody knows any more, but not after this look.
 */
async function endOf(
  channelArn: string,
  { streamId }: StreamFacts,
  { ivs, clock }: StreamStatusDeps,
): Promise<Evidence | undefined> {
  const session = await ivs.getStreamSession(channelArn, streamId);
  if (session && !session.endTime) return undefined;
  return { streamId, at: isoTime(session?.endTime?.getTime() ?? clock.now()) };
}
