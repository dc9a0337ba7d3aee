import type { IvsApi, StreamSummary } from '../ivs/api.ts';
import type { SessionId } from './summary.ts';

/** A stream that ListStreams calls live. */
export interface LiveStream extends SessionId {
  startTime: Date;
  /** -1 means that IVS does not know just now. */
  viewerCount?: number;
}

/** The streams of a page, without entries that say too little. */
export function liveStreamsOf(items: readonly StreamSummary[]): LiveStream[] {
  return items.flatMap(({ channelArn, streamId, startTime, viewerCount }) => {
    if (!channelArn || !streamId || !startTime) return [];
    return [{ channelArn, streamId, startTime, ...(viewerCount !== undefined && { viewerCount }) }];
  });
}

/** All live streams by stream id: one request for each hundred. */
export type LiveStreamsById = ReadonlyMap<string, LiveStream>;

export async function listLiveStreams(ivs: Pick<IvsApi, 'listStreams'>): Promise<LiveStreamsById> {
  const found = new Map<string, LiveStream>();
  let nextToken: string | undefined;
  do {
    const page = await ivs.listStreams(nextToken);
    for (const stream of liveStreamsOf(page.items)) found.set(stream.streamId, stream);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** The same by channel: one has at most one live stream. */
export function liveStreamsByChannel(listing: LiveStreamsById): ReadonlyMap<string, LiveStream> {
  return new Map([...listing.values()].map((stream) => [stream.channelArn, stream]));
}
