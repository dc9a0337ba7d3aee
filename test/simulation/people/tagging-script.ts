import type { Chance } from '../time/randomness.ts';
import { callIvs, pauseOf, type Surroundings } from './surroundings.ts';
import { AUTO_DELETE, PROTECT, ROTATE_KEY } from './tags.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The mean time between two runs. */
const PAUSE_MS = 4 * 24 * HOUR;
const CHANGES: readonly Record<string, string>[] = [
  { [AUTO_DELETE]: '30s' },
  { [AUTO_DELETE]: 'true' },
  { [ROTATE_KEY]: '1h' },
  { [ROTATE_KEY]: '12h' },
  { [ROTATE_KEY]: 'on-end' },
  { [PROTECT]: 'true' },
];

/** Somebody's script that sets a tag on many channels. Often this was a mistake, and is taken back. */
export class TaggingScript {
  readonly #around: Surroundings;
  readonly #chance: Chance;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('tagging script');
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, PAUSE_MS);
      if (await this.#around.quiet.sleep(pause)) await this.#run();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  async #run(): Promise<void> {
    const chance = this.#chance;
    const tags = chance.one(CHANGES);
    const share = chance.between(0.1, 1);
    const channels = this.#around.simulator.channels().filter(() => chance.happens(share));
    this.#tell(`tags ${channels.length} channels with ${JSON.stringify(tags)}`);
    for (const { arn } of channels)
      await callIvs(this.#around, 'TagResource', { resourceArn: arn, tags });
    if (chance.happens(0.4)) return;
    await this.#around.quiet.sleep(chance.between(MINUTE, 4 * HOUR));
    this.#tell('takes the tags back');
    for (const { arn } of channels)
      await callIvs(this.#around, 'UntagResource', {
        resourceArn: arn,
        tagKeys: Object.keys(tags),
      });
  }

  #tell(what: string): void {
    this.#around.story.tell('script', what);
  }
}
