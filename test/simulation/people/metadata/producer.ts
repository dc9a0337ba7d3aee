import { DETAIL_TYPE } from '../../../../src/metadata/enqueue/read-request.ts';
import type { Chance } from '../../time/randomness.ts';
import type { Surroundings } from '../surroundings.ts';
import {
  type ProducedMessage,
  someExpiry,
  someId,
  someMore,
  someText,
  spoil,
  UNREADABLE,
} from './messages.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The mean time until a producer looks again which channels are live. */
const PAUSE_MS = 20 * MINUTE;
/** With more live channels than this, a producer leaves out more of them, so that the number of calls is limited. */
const FEW_LIVE = 5;
const STARTS_SERIES = 0.3;
/** How often the next call of a series follows. */
const GOES_ON = 0.6;
const ATTEMPTS = 4;
const LONGEST_RETRY_S = 60;
/** Clocks of functions differ by less than this, ms. */
const SKEW_MS = 2_500;
/** The share of calls that come by HTTP. */
const BY_HTTP = 0.15;
/** The share of calls that set sticky values: each is repeated for minutes. */
const STICKY = 0.08;
/** The share while the channel is not live: a value waits for its stream. */
const STICKY_BEFORE = 0.1;
/** How often a producer prepares a show: it writes to a channel that may not be live. */
const PREPARES = 0.03;
/** More sticky values than a channel may have. */
const TOO_MANY = 40;

export interface ProducerOptions {
  name: string;
  /** Numbers the messages of all producers. */
  nextNumber(): number;
}

/** A program that publishes timed metadata. */
export class Producer {
  readonly #around: Surroundings;
  readonly #options: ProducerOptions;
  readonly #chance: Chance;
  /** Channels that are deleted by now. */
  #former: string[] = [];
  /** When this producer put a sticky value on the bus, ms since the epoch. */
  #putStickyAt = 0;

  constructor(around: Surroundings, options: ProducerOptions) {
    this.#around = around;
    this.#options = options;
    this.#chance = around.randomness.stream(options.name);
  }

  /** Publishes in series of calls, as long as the simulation lasts. */
  async publish(): Promise<void> {
    for (;;) {
      const pause = -Math.log(1 - this.#chance.number()) * PAUSE_MS;
      if (await this.#around.quiet.sleep(pause)) await this.#series();
      else await this.#around.timeline.sleep(HOUR);
    }
  }

  async #series(): Promise<void> {
    const channelArn = this.#someChannel();
    if (channelArn === undefined) return;
    this.#former = [...this.#former.slice(-9), channelArn];
    do {
      await this.#call(channelArn);
      await this.#around.timeline.sleep(this.#chance.number() ** 2 * 20 * SECOND);
    } while (this.#chance.happens(GOES_ON) && !this.#around.quiet.isQuiet);
  }

  async #call(channelArn: string): Promise<void> {
    const number = this.#chance.number();
    if (number < 0.02) await this.#invoke(this.#chance.one(UNREADABLE));
    else if (number < 0.02 + (this.#around.live.has(channelArn) ? STICKY : STICKY_BEFORE))
      await this.#send(this.#stickyMessages(channelArn));
    else if (number < 0.2) await this.#send(this.#toManyChannels());
    else await this.#send(this.#messages(channelArn));
  }

  async #send(messages: ProducedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const first = messages[0]?.channelArn;
    const isOnBus = this.#chance.happens(0.3);
    const what = `${isOnBus ? 'puts on the bus' : 'sends'} ${numbersOf(messages)}`;
    this.#around.story.tell(this.#options.name, what, String(first));
    if (isOnBus) this.#put(messages);
    else await this.#sendUntilAnswered(messages);
  }

  #put(messages: ProducedMessage[]): void {
    const { cloud, timeline } = this.#around;
    if (messages.some(({ sticky }) => sticky === true)) this.#putStickyAt = timeline.now();
    cloud.buses.putNew(cloud.ownBus, {
      ...{ source: 'quiz', detailType: DETAIL_TYPE, at: timeline.now() },
      detail: { messages },
    });
  }

  /** A producer that gives ids repeats a call that was not answered. Sometimes it is too cautious. */
  async #sendUntilAnswered(messages: ProducedMessage[]): Promise<void> {
    const hasIds = messages.every(({ id }) => id !== undefined);
    // A sticky value that has ended and is sent again is a new value.
    const endsSoon = messages.some(
      ({ sticky, ttlSeconds = HOUR }) => sticky === true && Number(ttlSeconds) < LONGEST_RETRY_S,
    );
    // A function may take an event of just before for a newer one. Then a repeated call sets its value again.
    const mayFollowEvent = this.#around.timeline.now() < this.#putStickyAt + SKEW_MS;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const isAnswered = await this.#invoke({ messages });
      const goesOn = !isAnswered || this.#chance.happens(0.05);
      if (!hasIds || endsSoon || mayFollowEvent || !goesOn || this.#around.quiet.isQuiet) return;
      await this.#around.timeline.sleep(this.#chance.between(SECOND, 8 * SECOND));
    }
  }

  /** @returns whether there was an answer in which all messages are accepted, or refused because they are wrong */
  async #invoke(request: unknown): Promise<boolean> {
    const { cloud } = this.#around;
    const isHttp = this.#chance.happens(BY_HTTP);
    const input = isHttp ? httpRequest(request, this.#chance) : request;
    const outcome = await cloud.functions.invoke('enqueueMetadata', JSON.stringify(input));
    if ('error' in outcome) return outcome.error.errorType === 'InputError';
    const answer = Object(JSON.parse(outcome.payload)) as Answer & { body: string };
    const { rejected = [] } = isHttp ? (JSON.parse(answer.body) as Answer) : answer;
    return rejected.every(({ field }) => field !== 'queue' && field !== 'backlog');
  }

  #messages(channelArn: string): ProducedMessage[] {
    const number = this.#chance.number();
    const count = number < 0.6 ? 1 : number < 0.97 ? this.#chance.whole(2, 8) : 60;
    const hasIds = this.#chance.happens(0.5);
    return Array.from({ length: count }, () => this.#message(channelArn, hasIds));
  }

  #toManyChannels(): ProducedMessage[] {
    const hasIds = this.#chance.happens(0.5);
    const { live, simulator } = this.#around;
    const toLive = live.arns.length > 0 && this.#chance.happens(0.8);
    const some = toLive ? live.arns : simulator.channels().map(({ arn }) => arn);
    return Array.from({ length: Math.min(some.length, this.#chance.whole(2, 12)) }, () =>
      this.#message(this.#chance.one(some), hasIds),
    );
  }

  #message(channelArn: string, hasId: boolean): ProducedMessage {
    const now = this.#around.timeline.now();
    const n = this.#options.nextNumber();
    const message = {
      channelArn,
      payload: { n, pad: someText(this.#chance), ...someMore(this.#chance) },
      ...(hasId && { id: `${n} ${someId(this.#chance)}` }),
      ...(this.#chance.happens(0.3) && { key: this.#chance.one(['score', 'time', 'quiz']) }),
      ...someExpiry(this.#chance, now),
    };
    return this.#chance.happens(0.03) ? spoil(this.#chance, message, now) : message;
  }

  /**
   * Most sticky values end soon, because each is repeated every few seconds. Each producer has keys of its own:
   * repeated calls do not interfere with the values of others.
   */
  #stickyMessages(channelArn: string): ProducedMessage[] {
    const { name } = this.#options;
    const isLive = this.#around.live.has(channelArn);
    const seconds = isLive ? [3, 20, 40, 60, 120] : [60, 3_600, 20_000];
    const ttl = this.#chance.happens(isLive ? 0.97 : 0.9)
      ? { ttlSeconds: this.#chance.one(seconds) }
      : {};
    // Some forget to reuse their keys, until there are too many values.
    const count = this.#chance.happens(0.01) ? TOO_MANY : this.#chance.one([1, 1, 1, 2]);
    return Array.from({ length: count }, (_, i) => {
      const n = this.#options.nextNumber();
      const pad = this.#chance.happens(0.2) ? 'x'.repeat(900) : '';
      return {
        channelArn,
        payload: { n, pad },
        ...{ id: `${name} ${n}`, key: `${name} ${i}`, sticky: true, ...ttl },
      };
    });
  }

  /** Mostly one that is live. Sometimes one that does not exist, or not any more. */
  #someChannel(): string | undefined {
    const { simulator } = this.#around;
    const number = this.#chance.number();
    if (number < 0.002) return 'arn:aws:ivs:us-west-2:123456789012:channel/NoSuchChannel';
    if (number < 0.01 && this.#former.length > 0) return this.#chance.one(this.#former);
    const live = this.#around.live.arns;
    if (live.length > FEW_LIVE && !this.#chance.happens(STARTS_SERIES)) return undefined;
    if (live.length > 0 && number < 1 - PREPARES) return this.#chance.one(live);
    const channels = number > 1 - PREPARES ? simulator.channels() : [];
    return channels.length > 0 ? this.#chance.one(channels).arn : undefined;
  }
}

interface Answer {
  /** Absent from an HTTP answer to a request that cannot be read. */
  rejected?: { field: string }[];
}

/** As API Gateway sends it, payload format 2.0. Some bodies arrive cut off. */
function httpRequest(request: unknown, chance: Chance): object {
  const text = JSON.stringify(request);
  const body = chance.happens(0.02) ? text.slice(0, -1) : text;
  const isBase64Encoded = chance.happens(0.2);
  return {
    version: chance.happens(0.01) ? '1.0' : '2.0',
    requestContext: { http: { method: 'POST' } },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    ...(isBase64Encoded && { isBase64Encoded }),
  };
}

/** `messages 5 to 12`. */
function numbersOf(messages: readonly ProducedMessage[]): string {
  const [from, to] = [messages[0], messages.at(-1)].map((message) => message?.payload.n);
  return from === to ? `message ${from}` : `messages ${from} to ${to}`;
}
