import { type ReceivedSqsMessage, unfinishedSqsMessages } from './channel-batch.ts';
import type { ChannelProgress, RequestSequence } from './channel-progress.ts';
import { deadLetter } from './dead-letter.ts';
import { keepHistory } from './keep-history.ts';
import type { MetricCounts } from './metric-counts.ts';
import { noteDeliveries } from './note-deliveries.ts';
import { isForOthers } from './pass-on.ts';
import { releaseFinished } from './release-finished.ts';
import { returnToQueue } from './return-to-queue.ts';
import { sendRequest } from './send-request.ts';
import type { SendTools } from './tools.ts';
import { waitUntil } from './wait-until.ts';

/** If the next request of a channel must wait longer than this, and other channels are done, the channel returns. */
const MAX_IDLE_WAIT_MS = 2_000;
/** Channels that are done at about the same time leave in one request to SQS, ms. */
const JOIN_MS = 25;
/** If a batch must wait so long at its end, its SQS messages are deleted before, ms. */
const SHORT_WAIT_MS = 50;
/** A message that was received so often is not passed on any more: each time costs an invocation. */
const MAX_RECEIVES = 4;
/** Channels that are passed on return in so many groups, one after the other, so that several instances receive them. */
const PASSED_GROUPS = 3;

/**
 * Sends the messages of several channels side by side. Each channel has one request in progress at a time, and keeps its
 * own gap. A channel that is done leaves at once, and does not wait for the others.
 *
 * The account must have room for the requests (AccountPacer). Channels that other instances can serve better return to
 * the queue at once (isForOthers).
 */
export class BatchRun {
  readonly #cutoff: number;
  readonly #channels: readonly ChannelProgress[];
  readonly #counts: MetricCounts;
  readonly #tools: SendTools;
  /** For each channel that is kept, how many permits it wants. */
  readonly #kept: number[] = [];
  #isJoining = false;
  #isOver = false;
  readonly #leaving: Promise<void>[] = [];
  /** Writes for operators. No channel waits for them. */
  readonly #history: Promise<void>[] = [];
  /** Channels that are done, and of which nothing is written yet. */
  readonly #unkept: ChannelProgress[] = [];
  readonly #returned = new Set<ReceivedSqsMessage>();

  /** @param cutoff no request starts after this time, ms since the epoch */
  constructor(
    cutoff: number,
    channels: readonly ChannelProgress[],
    counts: MetricCounts,
    tools: SendTools,
  ) {
    this.#cutoff = cutoff;
    this.#channels = channels;
    this.#counts = counts;
    this.#tools = tools;
  }

  /**
   * Resolves when other instances may send to all channels, and another instance may take the place of this one.
   *
   * @returns the SQS messages that are not done: of each channel the first such message and all behind it
   */
  async run(): Promise<ReadonlySet<ReceivedSqsMessage>> {
    const { account, clock, log } = this.#tools;
    account.startBatch(this.#wanted, log);
    await Promise.all(this.#channels.map((channel) => this.#serve(channel)));
    this.#isOver = true;
    const ended = Promise.all([account.endBatch(), ...this.#history]);
    const isSoon = await Promise.race([
      ended.then(() => true),
      clock.sleep(SHORT_WAIT_MS).then(() => false),
    ]);
    // Otherwise Lambda deletes them, at no cost.
    if (!isSoon) this.#leaving.push(this.#deleteDone(this.#staying));
    this.#leaving.push(this.#return(this.#staying));
    await Promise.all([ended, ...this.#leaving]);
    return this.#returned;
  }

  /** 0 if no more requests are made. */
  get #wanted(): number {
    if (this.#channels.every(({ isActive, isClosed }) => !isActive || isClosed)) return 0;
    return this.#channels.reduce((sum, channel) => sum + this.#wantedBy(channel), 0);
  }

  #wantedBy(channel: ChannelProgress): number {
    const { clock, settings } = this.#tools;
    return channel.permitsWanted(clock.now(), settings);
  }

  /** The channels that are done for this invocation and have not left yet. */
  get #staying(): ChannelProgress[] {
    return this.#channels.filter(({ isSettled, hasLeft }) => isSettled && !hasLeft);
  }

  async #serve(channel: ChannelProgress): Promise<void> {
    const { account, clock } = this.#tools;
    if (!(await this.#isKept(channel))) channel.stopReason = 'passedOn';
    while (await this.#step(channel)) account.want(this.#wanted);
    channel.isActive = false;
    account.want(this.#wanted);
    this.#history.push(this.#keepHistory(channel));
    // Notes take no time of their own: the gap after the last request is longer.
    const noted = noteDeliveries(channel.batch, this.#tools);
    await Promise.all([waitUntil(clock, channel.pacer.safeForOthersAt), noted]);
    channel.isSettled = true;
    void this.#leaveSoon(channel.stopReason === 'passedOn' ? 0 : JOIN_MS);
  }

  /** The first channel does not wait for the table: it is always kept. */
  async #isKept(channel: ChannelProgress): Promise<boolean> {
    const { account } = this.#tools;
    if (channel !== this.#channels[0]) await account.settled();
    const wanted = this.#wantedBy(channel);
    if (isForOthers(wanted, this.#kept, account) && mayPassOn(channel)) return false;
    this.#kept.push(wanted);
    return true;
  }

  /**
   * Makes the next request of a channel. It is prepared before its start, so that preparing costs no time.
   *
   * @returns false if there is nothing more to do for the channel
   */
  async #step(channel: ChannelProgress): Promise<boolean> {
    const { clock, account, settings: format } = this.#tools;
    if (channel.isClosed) return false;
    const now = clock.now();
    const startAt = Math.max(now, channel.pacer.nextStartAt, channel.notBefore);
    if (startAt > this.#cutoff || delaysFinished(channel, this.#channels, now)) return false;
    const action = channel.next({ now: startAt, format });
    if (action.kind === 'deadLetter') {
      await deadLetter(channel, [action.item], action.reason, this.#tools);
    }
    if (action.kind !== 'send') return true;
    const sequence = channel.unfinished ?? { ...action.packed, sentCount: 0 };
    // If there is no time for the last part, the next invocation would have to start again.
    if (lastStartAt(sequence, startAt, channel.pacer.gapMs) > this.#cutoff) return false;
    await waitUntil(clock, startAt);
    if (!(await account.start(this.#cutoff))) return false;
    if (!channel.unfinished && hasExpired(sequence, clock.now())) account.cancelled();
    else await sendRequest(channel, sequence, this.#counts, this.#tools);
    return true;
  }

  /** Channels that are done at about the same time share a write. */
  async #keepHistory(channel: ChannelProgress): Promise<void> {
    this.#unkept.push(channel);
    const isLast = this.#channels.every(({ isActive }) => !isActive);
    if (!isLast) {
      if (this.#unkept.length > 1) return;
      await this.#tools.clock.sleep(JOIN_MS);
    }
    const channels = this.#unkept.splice(0);
    if (channels.length > 0) await keepHistory(channels, isLast, this.#tools);
  }

  /** Channels that are done leave while others go on: SQS holds back the next messages of a channel until then. */
  async #leaveSoon(joinMs: number): Promise<void> {
    if (this.#isJoining) return;
    this.#isJoining = true;
    await this.#tools.clock.sleep(joinMs);
    this.#isJoining = false;
    if (this.#isOver || this.#staying.length === 0) return;
    const passedOn = this.#staying.filter(({ stopReason }) => stopReason === 'passedOn');
    const done = this.#staying.filter((channel) => !passedOn.includes(channel));
    this.#leaving.push(this.#leave(done), this.#passOn(passedOn));
  }

  async #passOn(channels: readonly ChannelProgress[]): Promise<void> {
    for (const channel of channels) channel.hasLeft = true;
    const size = Math.ceil(channels.length / PASSED_GROUPS);
    for (let from = 0; from < channels.length; from += size) {
      await this.#leave(channels.slice(from, from + size));
    }
  }

  async #leave(channels: readonly ChannelProgress[]): Promise<void> {
    if (channels.length === 0) return;
    const deleted = this.#deleteDone(channels);
    for (const channel of channels) channel.hasLeft = true;
    // A channel stays locked while any of its messages is in flight.
    await deleted;
    await this.#return(channels);
  }

  async #deleteDone(channels: readonly ChannelProgress[]): Promise<void> {
    const done = channels.flatMap(({ batch }) => {
      const unfinished = new Set(unfinishedSqsMessages(batch));
      return batch.sqsMessages.filter((sqsMessage) => !unfinished.has(sqsMessage));
    });
    for (const channel of channels) channel.isCounted = true;
    if (done.length > 0) await releaseFinished(done, this.#counts, this.#tools);
  }

  async #return(channels: readonly ChannelProgress[]): Promise<void> {
    const unfinished = channels.filter(({ isFinished }) => !isFinished);
    const returned = await returnToQueue(unfinished, this.#counts, this.#tools);
    for (const sqsMessage of returned) this.#returned.add(sqsMessage);
  }
}

const mayPassOn = ({ batch }: ChannelProgress): boolean =>
  batch.sqsMessages.every(({ record }) => record.receiveCount < MAX_RECEIVES);

/** Whether waiting for this channel would keep the instance from the next batch, while other channels are done. */
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
