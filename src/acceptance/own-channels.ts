import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Channel,
  CreateChannelCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  type IvsClient,
  ListStreamKeysCommand,
  StopStreamCommand,
  type StreamKey,
} from '@aws-sdk/client-ivs';
import { errorMessage, errorName } from '../platform/errors.ts';

/** A channel of the story. Its stream key is never printed. */
export interface OwnChannel {
  arn: string;
  name: string;
  ingestEndpoint: string;
  playbackUrl: string;
  streamKey: string;
  streamKeyArn: string;
}

/** IVS refuses to delete a channel while it is live, and it is live for some seconds after its stream has stopped. */
const DELETE_ATTEMPTS = 20;
const DELETE_WAIT_MS = 3_000;

/** The channels that this run has created. It can act on no others. */
export class OwnChannels {
  readonly #ivs: IvsClient;
  readonly #channels: OwnChannel[] = [];

  constructor(ivs: IvsClient) {
    this.#ivs = ivs;
  }

  async create(name: string, tags: Record<string, string>): Promise<OwnChannel> {
    const answer = await this.#ivs.send(new CreateChannelCommand({ name, tags, type: 'BASIC' }));
    const channel = ownChannel(answer.channel, answer.streamKey);
    this.#channels.push(channel);
    return channel;
  }

  async exists({ arn }: OwnChannel): Promise<boolean> {
    try {
      await this.#ivs.send(new GetChannelCommand({ arn }));
      return true;
    } catch (error) {
      if (errorName(error) === 'ResourceNotFoundException') return false;
      throw error;
    }
  }

  /** @returns the ARN of the channel's stream key; undefined if it has none at the moment */
  async streamKeyArn({ arn: channelArn }: OwnChannel): Promise<string | undefined> {
    const { streamKeys } = await this.#ivs.send(new ListStreamKeysCommand({ channelArn }));
    return streamKeys?.[0]?.arn;
  }

  /** Deletes those that still exist. @returns what could not be deleted, and why */
  async deleteAll(waitMs = DELETE_WAIT_MS): Promise<string[]> {
    const problems: string[] = [];
    for (const channel of this.#channels) {
      const problem = await this.#delete(channel, waitMs);
      if (problem !== undefined) problems.push(`${channel.arn}: ${problem}`);
    }
    return problems;
  }

  async #delete({ arn }: OwnChannel, waitMs: number): Promise<string | undefined> {
    let problem: string | undefined;
    for (let attempt = 0; attempt < DELETE_ATTEMPTS; attempt++) {
      if (attempt > 0) await sleep(waitMs);
      try {
        await this.#ivs.send(new DeleteChannelCommand({ arn }));
        return undefined;
      } catch (error) {
        if (errorName(error) === 'ResourceNotFoundException') return undefined;
        problem = errorMessage(error);
        await this.#stopStream(arn);
      }
    }
    return problem;
  }

  /** A channel that is not live has nothing to stop. The next attempt to delete it tells what is wrong. */
  async #stopStream(channelArn: string): Promise<void> {
    await this.#ivs.send(new StopStreamCommand({ channelArn })).catch(() => undefined);
  }
}

function ownChannel(
  { arn, name = '', ingestEndpoint, playbackUrl }: Channel = {},
  { arn: streamKeyArn, value: streamKey }: StreamKey = {},
): OwnChannel {
  if (!arn || !streamKey || !streamKeyArn || !ingestEndpoint || !playbackUrl)
    throw new Error('CreateChannel: the answer has no channel, stream key or endpoints');
  return { arn, name, ingestEndpoint, playbackUrl, streamKey, streamKeyArn };
}
