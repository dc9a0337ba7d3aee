import type { Chance } from '../time/randomness.ts';
import { askFor } from './ask-for.ts';
import { pauseOf, type Surroundings } from './surroundings.ts';

const HOUR = 3_600_000;
const PAUSE_MS = 3 * HOUR;
/** Nobody looks at more pages than this. */
const MOST_PAGES = 5;

type Input = Record<string, unknown>;

/** Looks after dead letters: lists them, retries them and drops them, sometimes twice at once. */
export class LetterKeeper {
  readonly #around: Surroundings;
  readonly #chance: Chance;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('dead letters');
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, PAUSE_MS);
      if (await this.#around.quiet.sleep(pause)) await this.#look();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  async #look(): Promise<void> {
    const first = await this.#invoke('getDeadLetters', { list: {} });
    const { letters = [] } = Object(first) as { letters?: { id: string }[] };
    const [letter] = letters;
    if (!letter) return;
    await this.#invoke('getDeadLetters', { show: letter.id });
    const selection = this.#chance.happens(0.3) ? { ids: [letter.id] } : { filter: {} };
    const deed = this.#deed(selection);
    const all = this.#handle(deed);
    // Two operators, or one who is impatient.
    if (this.#chance.happens(0.2)) await this.#handle(deed);
    await all;
    await this.#invoke('getDeadLetters', { list: { ended: true } });
  }

  #deed(selection: Input): Input {
    if (this.#chance.happens(0.3)) return { drop: selection };
    const ttl = this.#chance.happens(0.5) ? { ttlSeconds: 3_600 } : {};
    const dryRun = this.#chance.happens(0.1) ? { dryRun: true } : {};
    return { retry: { ...selection, ...ttl }, ...dryRun };
  }

  /** All pages, as the command line asks for them. */
  async #handle(deed: Input): Promise<void> {
    for (let page = 0, nextToken: string | undefined; page < MOST_PAGES; page += 1) {
      const more = nextToken === undefined ? {} : { nextToken };
      const answer = await this.#invoke('retryDeadLetters', { ...deed, ...more });
      ({ nextToken } = Object(answer) as { nextToken?: string });
      if (nextToken === undefined) return;
    }
  }

  #invoke(name: string, input: unknown): Promise<unknown> {
    return askFor(this.#around, { who: 'letter keeper', name, input });
  }
}
