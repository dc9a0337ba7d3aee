import type { Clock } from '../platform/clock.ts';
import {
  BatchSender,
  type DueChannel,
  type SenderSettings,
  type SenderTools,
} from './batch-sender.ts';
import { ChannelBuffer } from './channel-buffer.ts';
import type { BufferedMessage } from './publish-batch.ts';

export type OutboxTools = SenderTools;

export interface OutboxSettings extends SenderSettings {
  /** How long a message waits for others, ms. */
  lingerMs: number;
}

/**
 * Buffers messages and sends them in rounds. A round sends one batch of each channel that is due, and ends
 * before the next round starts. So no message overtakes another one of its channel. A batch that fails
 * stays the first of its channel and is sent again, while other channels go on.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #settings: OutboxSettings;
  readonly #sender: BatchSender;
  readonly #channels = new Map<string, ChannelBuffer>();
  /** Number of `flushWhile` calls in progress. Meanwhile no batch waits for more messages. */
  #flushes = 0;
  #isRunning = false;
  #isRunRequested = false;

  constructor(tools: OutboxTools, settings: OutboxSettings) {
    this.#clock = tools.clock;
    this.#settings = settings;
    this.#sender = new BatchSender(tools, settings, (ms) => void this.#runAfter(ms));
  }

  add(buffered: BufferedMessage): void {
    const { channelArn } = buffered.message;
    const channel = this.#channels.get(channelArn) ?? new ChannelBuffer(channelArn, this.#settings);
    this.#channels.set(channelArn, channel);
    const { batch, isNew } = channel.add(buffered, this.#clock.now());
    if (!isNew) return;
    void this.#runAfter(this.#settings.lingerMs, () => batch.close());
    this.#run();
  }

  /** Sends without waiting for more messages, until `work` is complete. */
  async flushWhile(work: Promise<unknown>): Promise<void> {
    this.#flushes += 1;
    this.#run();
    await work;
    this.#flushes -= 1;
  }

  async #runAfter(ms: number, action: () => void = () => undefined): Promise<void> {
    await this.#clock.sleep(ms);
    action();
    this.#run();
  }

  /** Sends what is due. While rounds are in progress, more rounds follow them. */
  #run(): void {
    this.#isRunRequested = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#runRounds();
  }

  async #runRounds(): Promise<void> {
    while (this.#isRunRequested) {
      this.#isRunRequested = false;
      for (let due = this.#takeDue(); due.length > 0; due = this.#takeDue()) {
        await this.#sender.send(due);
      }
    }
    this.#isRunning = false;
  }

  /**
   * The channels of the next round: if any batch is due, also those that will be due soon, so that they
   * share an SQS request. Empty channels are removed.
   */
  #takeDue(): DueChannel[] {
    const now = this.#clock.now();
    const waiting: DueChannel[] = [];
    for (const [arn, channel] of this.#channels) {
      const batch = channel.head;
      if (!batch) this.#channels.delete(arn);
      else if (channel.notBefore <= now) waiting.push({ channel, batch });
    }
    const isDue = ({ batch }: DueChannel) => batch.isClosed || this.#flushes > 0;
    const soon = now - this.#settings.lingerMs / 2;
    if (!waiting.some(isDue)) return [];
    return waiting.filter((one) => isDue(one) || one.batch.since <= soon);
  }
}
