import type { Channel, IvsApi } from '../ivs/api.ts';
import type { Clock } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';

/**
 * How old a channel's snapshot may be when the request that relies on it is sent (DeleteChannel or
 * DeleteStreamKey), ms. The age counts from when the snapshot was requested.
 */
export const SNAPSHOT_VALID_MS = 5_000;

/** The channel; nothing if it no longer exists; or the error with which IVS refused this channel. */
export type ChannelSnapshot = { channel?: Channel } | { error: unknown };

/**
 * Reads up to 50 channels with one BatchGetChannel request. If the request fails, each channel is read
 * alone, so that one invalid ARN does not affect the other channels.
 *
 * @returns the snapshots by channel ARN
 * @throws OutOfTimeError
 */
export async function fetchSnapshots(
  ivs: Pick<IvsApi, 'batchGetChannels'>,
  channelArns: string[],
): Promise<Map<string, ChannelSnapshot>> {
  try {
    const channels = await ivs.batchGetChannels(channelArns);
    return new Map(channelArns.map((arn) => [arn, snapshotOf(channels, arn)]));
  } catch (error) {
    if (error instanceof OutOfTimeError) throw error;
    const [only] = channelArns;
    if (only !== undefined && channelArns.length === 1) return new Map([[only, { error }]]);
  }
  return fetchOneByOne(ivs, channelArns);
}

async function fetchOneByOne(
  ivs: Pick<IvsApi, 'batchGetChannels'>,
  channelArns: string[],
): Promise<Map<string, ChannelSnapshot>> {
  const snapshots = new Map<string, ChannelSnapshot>();
  for (const channelArn of channelArns) {
    for (const [arn, snapshot] of await fetchSnapshots(ivs, [channelArn])) {
      snapshots.set(arn, snapshot);
    }
  }
  return snapshots;
}

/**
 * @param onSend called when the request is sent
 * @returns undefined if the channel does not exist
 */
export async function fetchChannel(
  ivs: Pick<IvsApi, 'batchGetChannels'>,
  channelArn: string,
  onSend?: () => void,
): Promise<Channel | undefined> {
  return (await ivs.batchGetChannels([channelArn], onSend)).find(({ arn }) => arn === channelArn);
}

/**
 * Reads a channel right before its deletion or the deletion of its key. The age of the snapshot counts
 * from the request, because IVS may have read the tags long before a slow response arrives.
 *
 * @returns the channel and until when it may be relied on (ms since the epoch); undefined if it does
 *   not exist
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

function snapshotOf(channels: Channel[], channelArn: string): ChannelSnapshot {
  const channel = channels.find(({ arn }) => arn === channelArn);
  return channel ? { channel } : {};
}
