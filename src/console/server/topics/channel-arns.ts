import { type AccountRegion, isStreamId } from '../../../ivs/accept.ts';
import { formatArn, isChannelArn } from '../../../ivs/arn.ts';
import { InputError } from '../../../platform/errors.ts';
import type { Invoke } from '../options.ts';

/** IVS makes ids of 12 letters and digits. */
const CHANNEL_ID = /^[A-Za-z0-9]{12}$/;

/** Completes ids of channels with the account and the region of the stage, for which it asks the stage once. */
export class ChannelArns {
  readonly #invoke: Invoke;
  #home: Promise<AccountRegion> | undefined;

  constructor(invoke: Invoke) {
    this.#invoke = invoke;
  }

  /**
   * @param channel an id or an ARN
   * @throws InputError for any other text, or if the stage does not know its account and region
   */
  async arnOf(channel: string): Promise<string> {
    if (isChannelArn(channel)) return channel;
    if (!CHANNEL_ID.test(channel))
      throw new InputError('channel', "a channel's id or ARN", channel);
    const { region, account } = await this.#askHome();
    if (region !== undefined && account !== undefined)
      return formatArn({ region, account, type: 'channel', id: channel });
    throw new InputError('channel', 'the stage does not know its account and region: use the ARN');
  }

  async #askHome(): Promise<AccountRegion> {
    this.#home ??= this.#invoke<AccountRegion>('getSessions', { home: true });
    try {
      return await this.#home;
    } catch (error) {
      this.#home = undefined;
      throw error;
    }
  }
}

/** @throws InputError */
export function expectStream(streamId: string): string {
  if (isStreamId(streamId)) return streamId;
  throw new InputError('stream', 'the id of a stream', streamId);
}
