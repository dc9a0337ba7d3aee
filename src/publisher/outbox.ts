import type { RequestFormat } from '../metadata/format/request-format.ts';
import type { Backlog } from '../metadata/queue/backlog.ts';
import { backoffMs, type Random } from '../metadata/queue/backoff.ts';
import { inParallel } from '../metadata/queue/parallel.ts';
import { packQueueMessages, type QueueMessage } from '../metadata/queue/queue-messages.ts';
import {
  type ProducerQueue,
  type SendResult,
  toSqsBatches,
} from '../metadata/queue/send-in-order.ts';
import type { Clock } from '../platform/clock.ts';
import { errorName } from '../platform/errors.ts';
import { ChannelBuffer } from './channel-buffer.ts';
import { isTransient } from './failure.ts';
import type { BufferedMessage, PublishBatch } from './publish-batch.ts';
import type { Published } from './types.ts';

export interface OutboxTools {
  queue: ProducerQueue;
  backlog: Backlog;
  clock: Clock;
  random: Random;
}

export interface OutboxSettings extends RequestFormat {
  lingerMs: number;
  /** For how long a parcel that the queue does not take is tried again. */
  retryMs: number;
  gapMs: number;
  maxBacklogMs: number;
}

/** A channel whose turn it is, with what it sends. */
interface DueChannel {
  channel: ChannelBuffer;
  parcel: PublishBatch;
}

const CONCURRENT_CHANNELS = 10;
const CONCURRENT_BATCHES = 5;
const FIRST_BACKOFF_MS = 200;

/**
 * The buffer, and what empties it: in waves, one SQS message of each channel that is due. A wave ends
 * before the next begins, so that no message overtakes one of its channel; what fails stays the next
 * of its channel, with its deduplication id, while other channels go on.
 */
export class Outbox {
  readonly #tools: OutboxTools;
  readonly #settings: OutboxSettings;
  readonly #channels = new Map<string, ChannelBuffer>();
  #hurry = 0;
  #running = false;
  #again = false;

  constructor(tools: OutboxTools, settings: OutboxSettings) {
    this.#tools = tools;
    this.#settings = settings;
  }

  add(held: BufferedMessage): void {
    const { channelArn } = held.message;
    const channel = this.#channels.get(channelArn) ?? new ChannelBuffer(channelArn, this.#settings);
    this.#channels.set(channelArn, channel);
    const { parcel, began } = channel.add(held, this.#tools.clock.now());
    if (!began) return;
    void this.#later(this.#settings.lingerMs, () => parcel.seal());
    this.#run();
  }

  /** As long as `work` takes, nothing lingers in here. */
  async flushWhile(work: Promise<unknown>): Promise<void> {
    this.#hurry += 1;
    this.#run();
    await work;
    this.#hurry -= 1;
  }

  async #later(ms: number, act: () => void = () => undefined): Promise<void> {
    await this.#tools.clock.sleep(ms);
    act();
    this.#run();
  }

  /** Sends what is due, unless that is being done; then once more after it. */
  #run(): void {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    void this.#waves();
  }

  async #waves(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      for (let turns = this.#turns(); turns.length > 0; turns = this.#turns()) {
        await this.#wave(turns);
      }
    }
    this.#running = false;
  }

  /** Who is due; and with them who soon would be, so that they share a batch. */
  #turns(): DueChannel[] {
    const now = this.#tools.clock.now();
    const open: DueChannel[] = [];
    for (const [arn, channel] of this.#channels) {
      const parcel = channel.head;
      if (!parcel) this.#channels.delete(arn);
      else if (channel.notBefore <= now) open.push({ channel, parcel });
    }
    const isDue = ({ parcel }: DueChannel) => parcel.sealed || this.#hurry > 0;
    const soon = now - this.#settings.lingerMs / 2;
    return open.some(isDue) ? open.filter((turn) => isDue(turn) || turn.parcel.since <= soon) : [];
  }

  async #wave(turns: DueChannel[]): Promise<void> {
    await inParallel(turns, CONCURRENT_CHANNELS, (turn) => this.#prepare(turn));
    const heads = new Map<QueueMessage, DueChannel>();
    for (const turn of turns) {
      const head = turn.parcel.queueMessages?.[0];
      if (head) heads.set(head, turn);
      else if (turn.parcel.queueMessages) turn.channel.removeHead();
    }
    await inParallel(toSqsBatches([...heads.keys()]), CONCURRENT_BATCHES, async (batch) => {
      const results = await this.#attempt(batch);
      for (const [index, entry] of batch.entries()) {
        const turn = heads.get(entry);
        const result = results[index] ?? { reason: 'no answer for this entry', retry: true };
        if (turn) this.#conclude(turn, entry, result);
      }
    });
  }

  /** Fixes what is in a parcel, and books it on the channel's backlog, once. */
  async #prepare(turn: DueChannel): Promise<void> {
    const { channel, parcel } = turn;
    if (parcel.queueMessages) return;
    parcel.seal();
    channel.freeze(parcel);
    const now = this.#tools.clock.now();
    parcel.triedAt ||= now;
    const messages = [...parcel.messages.values()].map(({ message }) => message);
    if (messages.length === 0) {
      parcel.queueMessages = [];
      return;
    }
    const { mode, compression, maxBytes, gapMs } = this.#settings;
    const terms = { mode, compression, maxBytes, queuedAt: now };
    const entries = packQueueMessages(channel.arn, messages, terms);
    const costs = entries.map(({ requests }) => Math.ceil(requests * gapMs));
    try {
      const { count, retryAfterMs } = await this.#tools.backlog.reserve(channel.arn, costs, now);
      parcel.queueMessages = entries.slice(0, count);
      const refusal = this.#refusedByBacklog(retryAfterMs);
      for (const entry of entries.slice(count)) this.#answer(parcel, entry, refusal);
    } catch (error) {
      if (this.#retries(turn, isTransient(error))) return;
      parcel.queueMessages = [];
      const reason = `not queued, as the table did not answer (${errorName(error)})`;
      const refusal = refused('queue', reason);
      for (const entry of entries) this.#answer(parcel, entry, refusal);
    }
  }

  async #attempt(batch: readonly QueueMessage[]): Promise<SendResult[]> {
    try {
      return await this.#tools.queue.sendBatch(batch);
    } catch (error) {
      const failed = { reason: errorName(error), retry: isTransient(error) };
      return batch.map(() => failed);
    }
  }

  #conclude(turn: DueChannel, entry: QueueMessage, result: SendResult): void {
    const { channel, parcel } = turn;
    if (result !== 'sent' && this.#retries(turn, result.retry)) return;
    const published: Answer =
      result === 'sent'
        ? ({ message: { id } }) => ({ accepted: true, id })
        : refusedByQueue(result.reason);
    channel.failures = 0;
    parcel.triedAt = this.#tools.clock.now();
    parcel.queueMessages?.shift();
    this.#answer(parcel, entry, published);
    if (parcel.queueMessages?.length === 0) channel.removeHead();
  }

  /** @returns whether the parcel is tried again: after a wait, unless it is no use or too late */
  #retries({ channel, parcel }: DueChannel, useful: boolean): boolean {
    const { clock, random } = this.#tools;
    if (!useful || clock.now() - parcel.triedAt >= this.#settings.retryMs) return false;
    channel.failures += 1;
    const wait = backoffMs(channel.failures, FIRST_BACKOFF_MS, random);
    channel.notBefore = clock.now() + wait;
    void this.#later(wait);
    return true;
  }

  #answer(parcel: PublishBatch, entry: QueueMessage, answer: Answer): void {
    for (const { index } of entry.messages) {
      const held = parcel.messages.get(index);
      held?.answer(answer(held));
    }
  }

  #refusedByBacklog(retryAfterMs: number): Answer {
    const limit = `${this.#settings.maxBacklogMs / 1_000} s of sending at the full rate`;
    const seconds = Math.ceil(retryAfterMs / 1_000);
    return refused(
      'backlog',
      `expected at most ${limit}, received more; try again in ${seconds} s`,
    );
  }
}

type Answer = (held: BufferedMessage) => Published;

const refused =
  (field: 'backlog' | 'queue', reason: string): Answer =>
  ({ message: { id } }) => ({ accepted: false, field, message: `${field}: ${reason}`, id });

const refusedByQueue = (reason: string): Answer =>
  refused(
    'queue',
    `SQS did not confirm it (${reason}); if sent again with the same id, it is delivered once`,
  );
