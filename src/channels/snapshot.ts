import type { Channel, IvsApi, Stream, StreamSession } from '../ivs/api.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { fetchMissingEnds, type StreamStatusDeps } from './find-stream-status.ts';
import { latestSessions } from './latest-sessions.ts';
import type { ChannelRecord } from './record.ts';
import { type SessionFacts, type StreamStatus, streamStatusOf } from './stream-status.ts';

/** How old a look may be when the deletion that rests on it starts, ms; from when it was asked for. */
export const SNAPSHOT_VALID_MS = 5_000;

/** What a look at a channel came to: the channel, nothing (it is gone), or an error of this channel's own. */
export type ChannelSnapshot = { channel?: Channel } | { error: unknown };

/**
 * Looks at up to 50 channels in one request. If the batch as a whole fails, each is looked at alone, so
 * that one bad ARN keeps no other channel waiting.
 *
 * @throws OutOfTimeError
 */
export async function fetchSnapshots(
  ivs: Pick<IvsApi, 'batchGetChannels'>,
  channelArns: string[],
): Promise<Map<string, ChannelSnapshot>> {
  try {
    const channels = await ivs.batchGetChannels(channelArns);
    return new Map(channelArns.map((arn) => [arn, lookOf(channels, arn)]));
  } catch (error) {
    if (error instanceof OutOfTimeError) throw error;
    const [only] = channelArns;
    if (only !== undefined && channelArns.length === 1) return new Map([[only, { error }]]);
  }
  const looks = new Map<string, ChannelSnapshot>();
  for (const arn of channelArns) {
    for (const [each, look] of await fetchSnapshots(ivs, [arn])) looks.set(each, look);
  }
  return looks;
}

/** @returns undefined if the channel is gone */
export async function fetchChannel(
  ivs: Pick<IvsApi, 'batchGetChannels'>,
  channelArn: string,
  onSend?: () => void,
): Promise<Channel | undefined> {
  return (await ivs.batchGetChannels([channelArn], onSend)).find(({ arn }) => arn === channelArn);
}

/**
 * The look that a deletion rests on. Its age counts from the request: IVS may have read the tags before
 * a slow answer was even written.
 *
 * @returns also until when it may be used, ms since the epoch; undefined if the channel is gone
 */
export async function fetchFinalSnapshot(
  { ivs, clock }: { ivs: Pick<IvsApi, 'batchGetChannels'>; clock: Pick<Clock, 'now'> },
  channelArn: string,
): Promise<{ channel: Channel; validUntil: number } | undefined> {
  let sentAt = clock.now();
  const channel = await fetchChannel(ivs, channelArn, () => {
    sentAt = clock.now();
  });
  return channel && { channel, validUntil: sentAt + SNAPSHOT_VALID_MS };
}

/** How a channel's streams stand. */
export interface StreamStatusSnapshot {
  streamStatus: StreamStatus;
  /** Only of a last look. `live`: what GetStream said; `stream`: which one it is. */
  live?: boolean;
  stream?: Stream;
}

/**
 * Looks at a channel's streams in the table; where that knows no end of the newest, IVS is asked for
 * it, unless `ask` says not to.
 */
export async function readStreamStatus(
  record: ChannelRecord,
  deps: StreamStatusDeps,
  ask = true,
): Promise<StreamStatusSnapshot> {
  const known = await latestSessions(deps.sessions, record);
  return { streamStatus: await standingBy(record, known, deps, ask) };
}

async function standingBy(
  record: ChannelRecord,
  known: SessionFacts[],
  deps: StreamStatusDeps,
  ask: boolean,
): Promise<StreamStatus> {
  const streamStatus = streamStatusOf(record, known, deps.clock.now());
  if (streamStatus.state !== 'open' || !ask) return streamStatus;
  return (await fetchMissingEnds(record, known, deps)).streamStatus;
}

/**
 * The last look at a channel's streams: the table, then the newest session in IVS (it may have come
 * and gone without one event having arrived), then the ends that are still missing, and GetStream at
 * the very end.
 */
export async function fetchFinalStreamStatus(
  record: ChannelRecord,
  deps: StreamStatusDeps & { ivs: Pick<IvsApi, 'getStream'> },
): Promise<StreamStatusSnapshot> {
  const { ivs, sessions, clock } = deps;
  const noted = await latestSessions(sessions, record);
  const newest = await ivs.getStreamSession(record.channelArn);
  const known = [...noted, ...(newest ? factsOf(newest, clock.now()) : [])];
  const streamStatus = await standingBy(record, known, deps, true);
  const stream = await ivs.getStream(record.channelArn);
  return { streamStatus, live: stream !== undefined, ...(stream && { stream }) };
}

/**
 * One without a start and an end has just been created: an encoder is connecting, which GetStream does not
 * show yet. Or it never went live, and its own list of events tells when it was over.
 */
function factsOf(session: StreamSession, now: number): SessionFacts[] {
  const { streamId, startTime, endTime } = session;
  if (streamId === undefined) return [];
  if (!startTime && !endTime) {
    const created = listed(session, 'Session Created') ?? { at: isoTime(now) };
    const ingestEnded = listed(session, 'Session Ended');
    return [{ streamId, created, ...(ingestEnded && { ingestEnded }) }];
  }
  const started = startTime && { at: isoTime(startTime.getTime()) };
  const ended = endTime && { at: isoTime(endTime.getTime()) };
  return [{ streamId, ...(started && { started }), ...(ended && { ended }) }];
}

function listed({ truncatedEvents = [] }: StreamSession, event: string) {
  const at = truncatedEvents.find(({ name }) => name === event)?.eventTime;
  return at && { at: isoTime(at.getTime()) };
}

function lookOf(channels: Channel[], channelArn: string): ChannelSnapshot {
  const channel = channels.find(({ arn }) => arn === channelArn);
  return channel ? { channel } : {};
}
