import type { IvsApi } from '../../ivs/api.ts';
import type { SessionId } from '../summary.ts';

/** A stream that ListStreams calls live. */
export interface LiveStream extends SessionId {
  startTime: Date;
}

/** All live streams by stream id: one request for each hundred. */
export type Listing = ReadonlyMap<string, LiveStream>;

export async function listLive(ivs: Pick<IvsApi, 'listStreams'>): Promise<Listing> {
  const found = new Map<string, LiveStream>();
  let nextToken: string | undefined;
  do {
    const page = await ivs.listStreams(nextToken);
    for (const { channelArn, streamId, startTime } of page.items) {
      if (channelArn && streamId && startTime)
        found.set(streamId, { channelArn, streamId, startTime });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** The same by channel: one has at most one live stream. */
export function byChannel(listing: Listing): ReadonlyMap<string, LiveStream> {
  return new Map([...listing.values()].map((stream) => [stream.channelArn, stream]));
}
