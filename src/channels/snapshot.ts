import type { Channel, IvsApi } from '../ivs/api.ts';
import { OutOfTimeError } from '../platform/errors.ts';

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

/** @returns undefined if the channel does not exist */
export async function fetchChannel(
  ivs: Pick<IvsApi, 'batchGetChannels'>,
  channelArn: string,
): Promise<Channel | undefined> {
  return (await ivs.batchGetChannels([channelArn])).find(({ arn }) => arn === channelArn);
}

function snapshotOf(channels: Channel[], channelArn: string): ChannelSnapshot {
  const channel = channels.find(({ arn }) => arn === channelArn);
  return channel ? { channel } : {};
}
