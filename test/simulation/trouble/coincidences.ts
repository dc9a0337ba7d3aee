import { callIvs, deleteKey, type Surroundings, tryEncoder } from '../people/surroundings.ts';
import { AUTO_DELETE, PROTECT, ROTATE_KEY } from '../people/tags.ts';
import type { Chance } from '../time/randomness.ts';
import type { Troubles } from './troubles.ts';

const MINUTE = 60_000;
/** So soon after a request of a function, ms: before it acts on the answer. */
const SOON_MS = 700;
/** The functions that act on what they see. */
const ACTING = new Set(['deleteDueChannels', 'rotateStreamKeys', 'revokeStreamKey', 'reconcile']);

/** What a request names. */
interface Input {
  arn?: string;
  channelArn?: string;
  arns?: string[];
}

export interface CoincidencesOptions {
  around: Surroundings;
  troubles: Troubles;
}

/** People do something to a channel while a function works on it. By chance alone, it would happen once in years. */
export class Coincidences {
  readonly #around: Surroundings;
  readonly #troubles: Troubles;
  readonly #chance: Chance;

  constructor({ around, troubles }: CoincidencesOptions) {
    this.#around = around;
    this.#troubles = troubles;
    this.#chance = around.randomness.stream('coincidences');
  }

  /** A function has sent a request to IVS. @param name of the function */
  onRequest(name: string, input: object): void {
    if (!ACTING.has(name)) return;
    const { channelArn, arn, arns } = input as Input;
    const named = channelArn ?? arn ?? arns?.[0];
    if (!named?.includes(':channel/')) return;
    if (!this.#troubles.strikes('coincidence', () => `${named.split(':').at(-1)}`)) return;
    this.#around.timeline.after(this.#chance.between(0, SOON_MS), () => void this.#act(named));
  }

  async #act(channelArn: string): Promise<void> {
    const around = this.#around;
    const [channel] = around.simulator.channels({ channelArn });
    if (!channel) return;
    const [key] = channel.streamKeys;
    const tag = (tags: Record<string, string>) =>
      callIvs(around, 'TagResource', { resourceArn: channelArn, tags });
    const acts: Record<string, () => unknown> = {
      'connects an encoder': () => key && this.#stream(channelArn, key.value),
      'ends the stream': () => callIvs(around, 'StopStream', { channelArn }),
      'deletes the channel': () => callIvs(around, 'DeleteChannel', { arn: channelArn }),
      'deletes the stream key': () => key && deleteKey(around, channelArn, key.arn),
      'creates a stream key': () => callIvs(around, 'CreateStreamKey', { channelArn }),
      'protects the channel': () => tag({ [PROTECT]: 'true' }),
      'protects the stream key': () =>
        key &&
        callIvs(around, 'TagResource', { resourceArn: key.arn, tags: { [PROTECT]: 'true' } }),
      'gives the channel a longer time': () => tag({ [AUTO_DELETE]: '2h' }),
      'stops the rotation': () => tag({ [ROTATE_KEY]: 'never' }),
      'stops the recording': () =>
        callIvs(around, 'UpdateChannel', { arn: channelArn, recordingConfigurationArn: '' }),
    };
    const [what, act] = this.#chance.one(Object.entries(acts));
    around.story.tell('somebody', `${what} just then`, channelArn);
    await act();
  }

  async #stream(arn: string, streamKey: string): Promise<void> {
    const { simulator } = this.#around;
    const connection = tryEncoder(() => simulator.connectEncoder({ streamKey }));
    if (!connection) return;
    await this.#around.quiet.sleep(this.#chance.between(2_000, 20 * MINUTE));
    if (tryEncoder(() => simulator.disconnectEncoder(connection.streamId)))
      this.#around.story.tell('somebody', 'disconnects the encoder', arn);
  }
}
