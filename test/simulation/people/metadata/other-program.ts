import type { Chance } from '../../time/randomness.ts';
import { pauseOf, type Surroundings } from '../surroundings.ts';

const HOUR = 3_600_000;
const PAUSE_MS = 6 * HOUR;

/** A program that writes into the queue itself, and does so wrong. */
export class OtherProgram {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  readonly #queue: string;
  #count = 0;

  /** @param queue the name of the queue for metadata */
  constructor(around: Surroundings, queue: string) {
    this.#around = around;
    this.#queue = queue;
    this.#chance = around.randomness.stream('another program');
  }

  async write(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, PAUSE_MS);
      if (await this.#around.quiet.sleep(pause)) this.#writeOne();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  #writeOne(): void {
    const { cloud, simulator, story } = this.#around;
    const channels = simulator.channels();
    const channelArn = channels.length > 0 ? this.#chance.one(channels).arn : 'channel';
    const groupId = this.#chance.one([channelArn, channelArn, 'channel']);
    const body = this.#chance.one([
      'hello',
      '{}',
      '{"v":2,"queuedAt":0,"messages":[]}',
      '{"v":1,"queuedAt":0,"messages":[{"id":"","expiresAt":1,"payload":1}]}',
    ]);
    this.#count += 1;
    const deduplicationId = `wrong ${this.#count}`;
    story.tell('another program', `writes ${body} into the queue, group ${groupId}`, channelArn);
    cloud.write(this.#queue, { body, attributes: {}, groupId, deduplicationId });
  }
}
