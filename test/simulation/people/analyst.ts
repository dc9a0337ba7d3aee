import { isoTime } from '../../../src/platform/clock.ts';
import type { Chance } from '../time/randomness.ts';
import { askFor } from './ask-for.ts';
import { pauseOf, type Surroundings } from './surroundings.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAUSE_MS = 2 * HOUR;
/** Nobody reads more pages than this. */
const MOST_PAGES = 4;

type Question = Record<string, unknown>;
type Answer = { nextToken?: string };

/** Questions that are wrong, with what is wrong about them. */
const WRONG: readonly Question[] = [
  {},
  { live: 'yes' },
  { live: true, totals: true },
  { totals: true },
  { totals: true, day: '21.11.2026' },
  { from: '2026-01-01' },
  { to: '2026-01-01' },
  { from: '2026-01-02', to: '2026-01-01' },
  { from: '2024-01-01', to: '2026-01-01' },
  { from: 'yesterday', to: 'now' },
  { home: true, nextToken: 'x' },
  { live: true, nextToken: 'not a token' },
  { account: true, nextToken: 'bm90IGEgdG9rZW4' },
  { streamId: 'st-1' },
  { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEfGhIjKl', streamId: 'st/1' },
  { channelArn: 'arn:aws:ivs:us-west-2:999999999999:channel/AbCdEfGhIjKl' },
  { channelArn: 'arn:aws:ivs:eu-west-1:123456789012:channel/AbCdEfGhIjKl' },
  { channelArn: `arn:aws:ivs:us-west-2:123456789012:channel/${'a'.repeat(128)}` },
  { channelArn: 'a channel' },
  { streams: true },
  { failed: true },
  { viewers: true },
  { viewers: true, day: '2026-11-31' },
];

/** Asks getSessions everything that can be asked, directly and by HTTP. Some questions are wrong. */
export class Analyst {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  /** A channel that may be gone by now. */
  #formerChannel: string | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#chance = around.randomness.stream('analyst');
  }

  async work(): Promise<void> {
    for (;;) {
      const pause = pauseOf(this.#around, this.#chance, PAUSE_MS);
      if (await this.#around.quiet.sleep(pause)) await this.#ask();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  async #ask(): Promise<void> {
    const question = this.#question();
    const isHttp = this.#chance.happens(0.3);
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const asked = { ...question, ...(nextToken !== undefined && { nextToken }) };
      const answer = await this.#send(asked, isHttp);
      nextToken = answer?.nextToken;
      if (nextToken === undefined) return;
      // A token is for its own question only.
      if (this.#chance.happens(0.05)) await this.#send({ live: true, nextToken }, isHttp);
    }
  }

  async #send(question: Question, isHttp: boolean): Promise<Answer | undefined> {
    const who = 'analyst';
    const input = isHttp ? httpRequest(question) : question;
    const answer = await askFor(this.#around, { who, name: 'getSessions', input });
    if (!isHttp) return answer as Answer | undefined;
    const { body = '{}' } = (answer ?? {}) as { body?: string };
    return JSON.parse(body) as Answer;
  }

  #question(): Question {
    const chance = this.#chance;
    const session = this.#someSession();
    const channelArn = session?.channelArn ?? this.#someChannel();
    const ofChannel = channelArn === undefined ? {} : { channelArn };
    const day = isoTime(this.#around.timeline.now() - chance.between(0, 3 * DAY)).slice(0, 10);
    const maybeChannel = chance.happens(0.5) ? ofChannel : {};
    const kinds: (() => Question)[] = [
      () => ({ live: true }),
      () => ({ account: true }),
      () => ({ home: true }),
      () => ofChannel,
      () => ({ ...ofChannel, ...(session && { streamId: session.streamId }) }),
      () => ({ ...ofChannel, ...(session && { streamId: session.streamId }) }),
      () => ({ ...ofChannel, streamId: 'st-nobodyknowsthisstream' }),
      () => ({ totals: true, ...ofChannel }),
      () => ({ totals: true, day, ...maybeChannel }),
      () => ({ viewers: true, day }),
      () => ({ failed: true, ...this.#range(), ...maybeChannel }),
      () => ({ ...this.#range(), ...maybeChannel }),
    ];
    return chance.happens(0.2) ? chance.one(WRONG) : chance.one(kinds)();
  }

  #range(): Question {
    const now = this.#around.timeline.now();
    const from = now - this.#chance.between(HOUR, 5 * DAY);
    const to = from + this.#chance.between(HOUR, 5 * DAY);
    const asDays = this.#chance.happens(0.3);
    if (!asDays) return { from: isoTime(from), to: isoTime(to) };
    return { from: isoTime(from).slice(0, 10), to: isoTime(to + DAY).slice(0, 10) };
  }

  /** A session of a channel that exists, or that existed when the analyst asked before. */
  #someSession(): { channelArn: string; streamId: string } | undefined {
    const { simulator } = this.#around;
    const channelArn = this.#chance.happens(0.7) ? this.#someChannel() : this.#formerChannel;
    if (channelArn === undefined) return undefined;
    if (this.#chance.happens(0.1)) this.#formerChannel = channelArn;
    const sessions = simulator.sessions({ channelArn });
    if (sessions.length === 0) return undefined;
    // People ask about sessions in which much has happened.
    if (this.#chance.happens(0.7)) return this.#chance.one(sessions);
    return sessions.reduce((a, b) => (b.events.length > a.events.length ? b : a));
  }

  #someChannel(): string | undefined {
    const channels = this.#around.simulator.channels();
    return channels.length > 0 ? this.#chance.one(channels).arn : undefined;
  }
}

/** As API Gateway sends it, payload format 2.0. */
function httpRequest(question: Question): object {
  const parameters = Object.entries(question).map(([name, value]) => [name, String(value)]);
  return {
    version: '2.0',
    requestContext: { http: { method: 'GET' } },
    ...(parameters.length > 0 && { queryStringParameters: Object.fromEntries(parameters) }),
  };
}
