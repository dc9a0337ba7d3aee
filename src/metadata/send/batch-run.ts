import type { ChannelProgress, RequestSequence } from './channel-progress.ts';
import { deadLetter } from './dead-letter.ts';
import type { MetricCounts } from './metric-counts.ts';
import { releaseFinished } from './release-finished.ts';
import { sendRequest } from './send-request.ts';
import type { SendTools } from './tools.ts';
import { waitUntil } from './wait-until.ts';

/** If the next request must wait longer than this, and other channels are done, the invocation ends. */
const MAX_IDLE_WAIT_MS = 2_000;

/**
 * Sends the messages of several channels, which take turns. A channel has one request in progress at a time. The
 * next request starts when the pacer allows it, even if an earlier one, of another channel, has no answer yet.
 * So a channel whose requests hang does not stop the others.
 */
export class BatchRun {
  readonly #cutoff: number;
  readonly #turns: ChannelProgress[];
  readonly #counts: MetricCounts;
  readonly #tools: SendTools;
  /** The requests in progress. */
  readonly #requests = new Set<Promise<void>>();
  /** How many requests have ended. */
  #ends = 0;
  readonly #releases: Promise<void>[] = [];

  /** @param cutoff no request starts after this time, ms since the epoch */
  constructor(
    cutoff: number,
    channels: readonly ChannelProgress[],
    counts: MetricCounts,
    tools: SendTools,
  ) {
    this.#cutoff = cutoff;
    this.#turns = [...channels];
    this.#counts = counts;
    this.#tools = tools;
  }

  /** Resolves when all channels are closed or the time is used up, and no request is in progress. */
  async run(): Promise<void> {
    let isActive = true;
    while (isActive) isActive = await this.#step();
    await Promise.all(this.#releases);
  }

  /**
   * Prepares the next request before it waits for its start, so that preparing costs no time.
   *
   * @returns false if there is nothing more to do
   */
  async #step(): Promise<boolean> {
    const { clock, pacer, settings: format } = this.#tools;
    const now = clock.now();
    const channel = nextChannel(this.#turns, now);
    if (!channel) return this.#waitForEnd();
    const startAt = Math.max(now, pacer.nextStartAt, channel.notBefore);
    if (startAt > this.#cutoff || delaysFinished(channel, this.#turns, now)) {
      return this.#waitForEnd();
    }
    const action = channel.next({ now: startAt, format });
    if (action.kind === 'deadLetter') {
      await deadLetter(channel, [action.item], action.reason, this.#tools);
    }
    if (action.kind !== 'send') return true;
    const sequence = channel.unfinished ?? { ...action.packed, sentCount: 0 };
    // If there is no time for the last part, the next invocation would have to start again.
    if (lastStartAt(sequence, startAt, pacer.gapMs) > this.#cutoff) return this.#waitForEnd();
    // If a request ends before, its channel may be the next one.
    if (!(await this.#waitUntil(startAt))) return true;
    if (!channel.unfinished && hasExpired(sequence, clock.now())) return true;
    this.#start(channel, sequence);
    // Usually the request ends first. Its channel must go on at once if it sends a message in parts.
    await this.#waitUntil(pacer.nextStartAt);
    return true;
  }

  #start(channel: ChannelProgress, sequence: RequestSequence): void {
    const request = this.#send(channel, sequence).finally(() => {
      this.#ends += 1;
      this.#requests.delete(request);
    });
    this.#requests.add(request);
  }

  async #send(channel: ChannelProgress, sequence: RequestSequence): Promise<void> {
    channel.isBusy = true;
    await sendRequest(channel, sequence, this.#counts, this.#tools);
    channel.isBusy = false;
    // The parts of one message directly follow each other, so that few are lost if the sender crashes.
    if (!channel.unfinished) moveToEnd(this.#turns, channel);
  }

  /** @returns false if no request is in progress */
  async #waitForEnd(): Promise<boolean> {
    if (this.#requests.size === 0) return false;
    await this.#waitUntil(Number.POSITIVE_INFINITY);
    return true;
  }

  /**
   * Waits until a time, or until a request ends. If that may take longer than a gap, the channels that are
   * done do not wait: their SQS messages are deleted now.
   *
   * @returns whether no request has ended meanwhile
   */
  async #waitUntil(time: number): Promise<boolean> {
    const { clock, pacer } = this.#tools;
    const ends = this.#ends;
    if (time - clock.now() > pacer.gapMs && this.#finished.length > 0) {
      await this.#timeOrEnd(pacer.safeForOthersAt);
      if (this.#ends === ends) this.#releases.push(releaseFinished(this.#finished, this.#tools));
    }
    if (this.#ends === ends) await this.#timeOrEnd(time);
    return this.#ends === ends;
  }

  get #finished(): ChannelProgress[] {
    return this.#turns.filter((one) => one.isFinished && !one.isBusy && !one.isReleased);
  }

  /** @param time Infinity only while a request is in progress */
  async #timeOrEnd(time: number): Promise<void> {
    const { clock } = this.#tools;
    const reached = time === Number.POSITIVE_INFINITY ? [] : [waitUntil(clock, time)];
    await Promise.race([...reached, ...this.#requests]);
  }
}

/**
 * The first channel, in turn, that may send now. If there is none, the one that may send first. Channels with a
 * request in progress are left out.
 */
function nextChannel(turns: readonly ChannelProgress[], now: number): ChannelProgress | undefined {
  const open = turns.filter(({ isClosed, isBusy }) => !isClosed && !isBusy);
  const ready = open.find(({ notBefore }) => notBefore <= now);
  return ready ?? open.sort((a, b) => a.notBefore - b.notBefore)[0];
}

/** Whether waiting for this channel would delay the next batch of channels that are already done. */
const delaysFinished = (
  { notBefore }: ChannelProgress,
  channels: readonly ChannelProgress[],
  now: number,
): boolean => notBefore - now > MAX_IDLE_WAIT_MS && channels.some(({ isClosed }) => isClosed);

const lastStartAt = (
  { texts, sentCount }: RequestSequence,
  startAt: number,
  gapMs: number,
): number => startAt + (texts.length - sentCount - 1) * gapMs;

const hasExpired = ({ messages }: RequestSequence, now: number): boolean =>
  messages.some(({ source }) => source.message.expiresAt <= now);

function moveToEnd(turns: ChannelProgress[], channel: ChannelProgress): void {
  turns.push(...turns.splice(turns.indexOf(channel), 1));
}
