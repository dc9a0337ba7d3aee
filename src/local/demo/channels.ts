import {
  CreateChannelCommand,
  GetChannelCommand,
  GetStreamKeyCommand,
  ListStreamKeysCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';
import type { DemoClient } from './client.ts';

/** A channel of the demo, with its stream key. */
export interface DemoChannel {
  name: string;
  arn: string;
  streamKey: string;
}

/** Creates a channel with tags. */
export async function createChannel(
  { ivs }: DemoClient,
  name: string,
  tags: Record<string, string>,
): Promise<DemoChannel> {
  const { channel, streamKey } = await ivs.send(new CreateChannelCommand({ name, tags }));
  if (!channel?.arn || !streamKey?.value)
    throw new Error(`CreateChannel ${name}: the response has no channel or stream key`);
  return { name, arn: channel.arn, streamKey: streamKey.value };
}

export async function channelExists({ ivs }: DemoClient, arn: string): Promise<boolean> {
  try {
    await ivs.send(new GetChannelCommand({ arn }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** @returns the value of the channel's stream key; undefined if it has none at the moment */
export async function currentStreamKey(
  { ivs }: DemoClient,
  channelArn: string,
): Promise<string | undefined> {
  const { streamKeys } = await ivs.send(new ListStreamKeysCommand({ channelArn }));
  const arn = streamKeys?.[0]?.arn;
  if (!arn) return undefined;
  const { streamKey } = await ivs.send(new GetStreamKeyCommand({ arn }));
  return streamKey?.value;
}
