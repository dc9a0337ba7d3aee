import type { Chance } from '../time/randomness.ts';
import { askFor } from './ask-for.ts';
import { pauseOf, type Surroundings } from './surroundings.ts';

const HOUR = 3_600_000;
const PAUSE_MS = 8 * HOUR;
/** Nobody reads more pages than this. */
const MOST_PAGES = 4;

type Question = Record<string, unknown>;

const WRONG: readonly Question[] = [
  {},
  { plan: 'all' },
  { find: 'not a name' },
  { find: 'show-1', plan: true },
  { audit: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEfGhIjKl', plan: true },
  { channelArn: 'arn:aws:ivs:us-west-2:999999999999:channel/AbCdEfGhIjKl' },
  { plan: true, nextToken: 'not a token' },
];

/** Explains to owners why their channel was deleted, why its key changed, and what happens next. */
export class Supporter {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  /** Channels that existed when somebody asked about them. They may be gone by now. */
  readonly #known: string[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('supporter');
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, PAUSE_MS);
      if (await this.#around.quiet.sleep(pause)) await this.#explain();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  async #explain(): Promise<void> {
    const channelArn = this.#someChannel();
    const question = this.#question(channelArn);
    for (let page = 0, nextToken: string | undefined; page < MOST_PAGES; page += 1) {
      const input = { ...question, ...(nextToken !== undefined && { nextToken }) };
      const name = 'explainChannels';
      const answer = await askFor(this.#around, { who: 'supporter', name, input, channelArn });
      ({ nextToken } = Object(answer) as { nextToken?: string });
      if (nextToken === undefined) return;
    }
  }

  #question(channelArn: string | undefined): Question {
    const wrong = this.#chance.one(WRONG);
    if (channelArn === undefined) return wrong;
    const show = `show-${this.#chance.whole(1, 30)}`;
    return this.#chance.one<Question>([
      { plan: true },
      { channelArn },
      { channelArn },
      { audit: channelArn },
      { metadata: channelArn },
      { find: channelArn.split('/').at(-1) },
      { find: show },
      wrong,
    ]);
  }

  #someChannel(): string | undefined {
    const channels = this.#around.simulator.channels();
    if (channels.length > 0) this.#known.push(this.#chance.one(channels).arn);
    return this.#known.length > 0 ? this.#chance.one(this.#known.slice(-10)) : undefined;
  }
}
