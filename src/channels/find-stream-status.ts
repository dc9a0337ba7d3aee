import type { IvsApi, StreamSummary } from '../ivs/api.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { endOfSession, factsOf, recordSession } from './ivs-session.ts';
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
  /** Stores what IVS answered. */
  channels: Pick<ChannelStore, 'addEvidence' | 'recordHistoryCheck'>;
  sessions: SessionReader;
  clock: Clock;
}

export interface FoundStreamStatus {
  streamStatus: StreamStatus;
  /** How many ends IVS reported of which no event had arrived. */
  foundEnds: number;
}

/** How often IVS is asked for the sessions of a channel of which no stream is known, ms. */
const HISTORY_CHECK_MS = 3_600_000;

/**
 * Finds a channel's stream status with as few reads as possible. The channel's record is read first. If
 * it has no end, the sessions in the table are read; if these have no end either, IVS is asked. What IVS
 * answers is stored in the record, so that IVS is asked only once.
 *
 * @param live the channel's stream in ListStreams, if it is live
 */
export async function findStreamStatus(
  record: ChannelRecord,
  live: StreamSummary | undefined,
  deps: StreamStatusDeps,
): Promise<FoundStreamStatus> {
  const { clock, sessions } = deps;
  if (live) return { streamStatus: await recordLiveStream(record, live, deps), foundEnds: 0 };
  const recorded = recordedStatus(record, clock.now());
  if (recorded) return { streamStatus: recorded, foundEnds: 0 };
  return fetchMissingEnds(record, await latestSessions(sessions, record), deps);
}

/**
 * The status of a channel that is not live, if the record alone says it.
 *
 * @param now ms since the epoch
 * @returns undefined if the sessions in the table must be read, or IVS must be asked
 */
export function recordedStatus(record: ChannelRecord, now: number): StreamStatus | undefined {
  const recorded = streamStatusOf(record, [], now);
  const isChecked = recorded.state === 'unknown' && isHistoryChecked(record, now);
  return isFinal(recorded) || isChecked ? recorded : undefined;
}

/**
 * The stream status by the record and the sessions. If these have no end of the newest streams, IVS is
 * asked for it, and its answer is stored in the record.
 *
 * @param sessions what is known about the channel's sessions
 */
export async function fetchMissingEnds(
  record: ChannelRecord,
  sessions: readonly SessionFacts[],
  deps: StreamStatusDeps,
): Promise<FoundStreamStatus> {
  const { clock } = deps;
  const streamStatus = streamStatusOf(record, sessions, clock.now());
  if (isFinal(streamStatus)) return { streamStatus, foundEnds: 0 };
  const ends = await endsFromIvs(record, streamStatus, deps);
  const withEnds = [...sessions, ...ends.map(({ streamId, at }) => ({ streamId, ended: { at } }))];
  return { streamStatus: streamStatusOf(record, withEnds, clock.now()), foundEnds: ends.length };
}

/** Whether an answer from IVS could not change the status. */
function isFinal({ state }: StreamStatus): boolean {
  return state === 'ended' || state === 'settling';
}

function isHistoryChecked({ historyCheckedAt }: ChannelRecord, now: number): boolean {
  return historyCheckedAt !== undefined && now - Date.parse(historyCheckedAt) < HISTORY_CHECK_MS;
}

/** Stores the start of a live stream, so that its end is missed if its end events are lost. */
async function recordLiveStream(
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

async function endsFromIvs(
  { channelArn }: ChannelRecord,
  streamStatus: StreamStatus,
  deps: StreamStatusDeps,
): Promise<Evidence[]> {
  if (streamStatus.state === 'unknown') return newestEnd(channelArn, deps);
  const openStreams = streamStatus.state === 'open' ? streamStatus.streams : [];
  const ends: Evidence[] = [];
  for (const stream of openStreams) {
    const end = await endOf(channelArn, stream, deps);
    if (!end) continue;
    await deps.channels.addEvidence(channelArn, 'confirmedEnd', end);
    ends.push(end);
  }
  return ends;
}

async function newestEnd(channelArn: string, deps: StreamStatusDeps): Promise<Evidence[]> {
  const { ivs, channels, clock } = deps;
  const session = await ivs.getStreamSession(channelArn);
  if (!session) await channels.recordHistoryCheck(channelArn, isoTime(clock.now()));
  const at = session && endOfSession(session);
  if (!session?.streamId || !at) return [];
  for (const facts of factsOf(session, clock.now()))
    await recordSession(channelArn, facts, channels);
  return [{ streamId: session.streamId, at }];
}

/**
 * The end of a stream, from IVS. If IVS does not know the session, although it has had time to go live,
 * the session never went live, or it is older than the 60 days that IVS keeps sessions. Its end time is
 * unknown then; the current time is used, because the session ended before it.
 *
 * @returns undefined if the session has not ended
 */
async function endOf(
  channelArn: string,
  { streamId }: StreamFacts,
  { ivs, clock }: StreamStatusDeps,
): Promise<Evidence | undefined> {
  const session = await ivs.getStreamSession(channelArn, streamId);
  if (!session) return { streamId, at: isoTime(clock.now()) };
  const at = endOfSession(session);
  return at === undefined ? undefined : { streamId, at };
}
