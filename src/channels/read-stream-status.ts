import type { IvsApi, Stream } from '../ivs/api.ts';
import type { FinalEvidence } from './final-check.ts';
import { fetchMissingEnds, type StreamStatusDeps } from './find-stream-status.ts';
import { factsOf, listedFacts } from './ivs-session.ts';
import { latestSessions } from './latest-sessions.ts';
import type { ChannelRecord } from './record.ts';
import { type SessionFacts, type StreamStatus, streamStatusOf } from './stream-status.ts';

export interface StreamStatusSnapshot {
  streamStatus: StreamStatus;
  /** What GetStream returned: whether the channel is live, and its stream. Absent if it was not asked. */
  live?: boolean;
  stream?: Stream;
  /** The sessions from which the status follows. */
  sessions: readonly SessionFacts[];
}

type StatusReaderDeps = StreamStatusDeps & {
  ivs: Pick<IvsApi, 'getStream' | 'listStreamSessions'>;
};

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
  const streamStatus = askIvs
    ? await statusWithMissingEnds(record, sessions, deps)
    : streamStatusOf(record, sessions, deps.clock.now());
  return { streamStatus, sessions };
}

/**
 * Reads a channel's stream status from the table and from IVS: the newest session (of which no event may
 * have arrived), then the ends that are still missing, and GetStream.
 */
export async function fetchStreamStatus(
  record: ChannelRecord,
  deps: StreamStatusDeps & { ivs: Pick<IvsApi, 'getStream'> },
): Promise<StreamStatusSnapshot> {
  const { ivs, clock } = deps;
  const newest = await ivs.getStreamSession(record.channelArn);
  return statusWith(newest ? factsOf(newest, clock.now()) : [], record, deps);
}

/**
 * The same with ListStreamSessions, before a final check. It finds the streams of which no event has
 * arrived, and leaves the quota of GetStreamSession to the final check.
 */
export async function fetchListedStreamStatus(
  record: ChannelRecord,
  deps: StatusReaderDeps,
): Promise<StreamStatusSnapshot> {
  const { items } = await deps.ivs.listStreamSessions(record.channelArn);
  return statusWith(items.flatMap(listedFacts), record, deps);
}

/**
 * The stream status by the evidence of a final check. Nothing more is read.
 *
 * @param known sessions that were read before
 */
export function finalStreamStatus(
  { record, session }: Pick<FinalEvidence, 'record' | 'session'>,
  known: readonly SessionFacts[],
  now: number,
): StreamStatusSnapshot & { live: boolean } {
  const sessions = [...known, ...(session ? factsOf(session, now) : [])];
  const live = session?.startTime !== undefined && session.endTime === undefined;
  return { streamStatus: streamStatusOf(record, sessions, now), live, sessions };
}

async function statusWith(
  fromIvs: readonly SessionFacts[],
  record: ChannelRecord,
  deps: StreamStatusDeps & { ivs: Pick<IvsApi, 'getStream'> },
): Promise<StreamStatusSnapshot> {
  const sessions = [...(await latestSessions(deps.sessions, record)), ...fromIvs];
  const streamStatus = await statusWithMissingEnds(record, sessions, deps);
  const stream = await deps.ivs.getStream(record.channelArn);
  return { streamStatus, sessions, live: stream !== undefined, ...(stream && { stream }) };
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
