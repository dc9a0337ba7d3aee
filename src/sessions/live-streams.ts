import type { IvsApi, StreamSummary } from '../ivs/api.ts';
import type { SessionId } from './session-id.ts';

/** A live stream, as ListStreams returns it. */
export interface LiveStream extends SessionId {
  startTime: Date;
  /** -1 means that IVS does not know the number of viewers at the moment. */
  viewerCount?: number;
  health?: NonNullable<StreamSummary['health']>;
}

/**
 * The live streams of a page of ListStreams. Entries without channel, stream id or start time are
 * left out.
 */
export function liveStreamsOf(items: readonly StreamSummary[]): LiveStream[] {
  return items.flatMap(({ channelArn, streamId, startTime, viewerCount, health }) => {
    if (!channelArn || !streamId || !startTime) return [];
    return [
      {
        ...{ channelArn, streamId, startTime },
        ...(viewerCount !== undefined && { viewerCount }),
        ...(health !== undefined && { health }),
      },
    ];
  });
}

/** Live streams by stream id. */
export type LiveStreamsById = ReadonlyMap<string, LiveStream>;

/** All live streams: one ListStreams request for each hundred. Throws what IVS throws. */
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

/** The same streams by channel ARN. A channel has at most one live stream. */
export function liveStreamsByChannel(streams: LiveStreamsById): ReadonlyMap<string, LiveStream> {
  return new Map([...streams.values()].map((stream) => [stream.channelArn, stream]));
}
