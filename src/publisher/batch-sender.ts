import { type Backlog, sendingCosts } from '../metadata/queue/backlog.ts';
import { backoffMs, type Random } from '../metadata/queue/backoff.ts';
import { packQueueMessages, type QueueMessage } from '../metadata/queue/queue-messages.ts';
import {
  backlogRefusal,
  type Refusal,
  sqsRefusal,
  tableRefusal,
} from '../metadata/queue/refusal.ts';
import type { RequestSettings } from '../metadata/queue/request-settings.ts';
import {
  NO_RESULT,
  type ProducerQueue,
  type SendResult,
  toSqsBatches,
} from '../metadata/queue/send-in-order.ts';
import type { Clock } from '../platform/clock.ts';
import { errorName } from '../platform/errors.ts';
import { inParallel } from '../platform/parallel.ts';
import type { ChannelBuffer } from './channel-buffer.ts';
import type { BufferedMessage, PublishBatch } from './publish-batch.ts';
import { isTransient } from './transient.ts';
import type { Published } from './types.ts';

export interface SenderTools {
  queue: ProducerQueue;
  backlog: Backlog;
  clock: Clock;
  random: Random;
}

export interface SenderSettings extends RequestSettings {
  /** How long an SQS message that the queue does not accept is tried again, ms. */
  retryMs: number;
  maxBacklogMs: number;
}

/** A channel that takes part in a round, and the batch that it sends. */
export interface DueChannel {
  channel: ChannelBuffer;
  batch: PublishBatch;
}

const CONCURRENT_CHANNELS = 10;
const CONCURRENT_BATCHES = 5;
const FIRST_BACKOFF_MS = 200;

/** Sends batches to the queue, one SQS message of each channel at a time. */
export class BatchSender {
  readonly #tools: SenderTools;
  readonly #settings: SenderSettings;
  readonly #runAfter: (ms: number) => void;

  /** @param runAfter calls for another round after so many ms; used for retries */
  constructor(tools: SenderTools, settings: SenderSettings, runAfter: (ms: number) => void) {
    this.#tools = tools;
    this.#settings = settings;
    this.#runAfter = runAfter;
  }

  /** Sends the first SQS message of each batch. What fails is left for another round, or answered. */
  async send(due: readonly DueChannel[]): Promise<void> {
    await inParallel(due, CONCURRENT_CHANNELS, (one) => this.#prepare(one));
    const heads = new Map<QueueMessage, DueChannel>();
    for (const one of due) {
      const head = one.batch.queueMessages?.[0];
      if (head) heads.set(head, one);
      else if (one.batch.queueMessages) one.channel.removeHead();
    }
    await inParallel(toSqsBatches([...heads.keys()]), CONCURRENT_BATCHES, async (messages) => {
      const results = await this.#trySend(messages);
      for (const [index, message] of messages.entries()) {
        const one = heads.get(message);
        if (one) this.#applyResult(one, message, results[index] ?? NO_RESULT);
      }
    });
  }

  /** Packs a batch into SQS messages, and reserves room in the channel's backlog. Once for each batch. */
  async #prepare(due: DueChannel): Promise<void> {
    const { channel, batch } = due;
    if (batch.queueMessages) return;
    batch.close();
    channel.freeze(batch);
    const now = this.#tools.clock.now();
    batch.triedAt ||= now;
    const messages = [...batch.messages.values()].map(({ message }) => message);
    const { mode, compression, maxBytes, gapMs } = this.#settings;
    const format = { mode, compression, maxBytes, queuedAt: now };
    const packed = packQueueMessages(channel.arn, messages, format);
    if (packed.length === 0) {
      batch.queueMessages = [];
      return;
    }
    try {
      const costs = sendingCosts(packed, gapMs);
      const room = await this.#tools.backlog.reserve(channel.arn, costs, now);
      const { count, retryAfterMs, limitMs } = room;
      batch.queueMessages = packed.slice(0, count);
      answerAll(batch, packed.slice(count), refused(backlogRefusal(limitMs, retryAfterMs)));
    } catch (error) {
      if (this.#retries(due, isTransient(error))) return;
      batch.queueMessages = [];
      answerAll(batch, packed, refused(tableRefusal(errorName(error))));
    }
  }

  async #trySend(messages: readonly QueueMessage[]): Promise<SendResult[]> {
    try {
      return await this.#tools.queue.sendBatch(messages);
    } catch (error) {
      const failed = { reason: errorName(error), retry: isTransient(error) };
      return messages.map(() => failed);
    }
  }

  #applyResult(due: DueChannel, message: QueueMessage, result: SendResult): void {
    const { channel, batch } = due;
    if (result !== 'sent' && this.#retries(due, result.retry)) return;
    channel.failures = 0;
    batch.triedAt = this.#tools.clock.now();
    batch.queueMessages?.shift();
    answerAll(batch, [message], result === 'sent' ? accepted : refused(sqsRefusal(result.reason)));
    if (batch.queueMessages?.length === 0) channel.removeHead();
  }

  /**
   * Schedules another attempt for a batch, unless it is useless or `retryMs` is over.
   *
   * @returns whether there will be another attempt
   */
  #retries({ channel, batch }: DueChannel, isUseful: boolean): boolean {
    const { clock, random } = this.#tools;
    if (!isUseful || clock.now() - batch.triedAt >= this.#settings.retryMs) return false;
    channel.failures += 1;
    const wait = backoffMs(channel.failures, FIRST_BACKOFF_MS, random);
    channel.notBefore = clock.now() + wait;
    this.#runAfter(wait);
    return true;
  }
}

function answerAll(
  batch: PublishBatch,
  queueMessages: readonly QueueMessage[],
  answerFor: (buffered: BufferedMessage) => Published,
): void {
  for (const { index } of queueMessages.flatMap(({ messages }) => messages)) {
    const buffered = batch.messages.get(index);
    buffered?.resolve(answerFor(buffered));
  }
}

const accepted = ({ message: { id } }: BufferedMessage): Published => ({ accepted: true, id });

const refused =
  (refusal: Refusal) =>
  ({ message: { id } }: BufferedMessage): Published => ({ accepted: false, ...refusal, id });
