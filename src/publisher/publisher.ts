import { channelFault, checkMessage } from '../metadata/format/check-message.ts';
import type { IdSource } from '../metadata/format/ids.ts';
import type { ValidMessage } from '../metadata/format/message.ts';
import { ByteSemaphore } from './byte-semaphore.ts';
import { copyMessage, type MessageCopy } from './copy-message.ts';
import { Outbox, type OutboxSettings, type OutboxTools } from './outbox.ts';
import type { BufferedMessage } from './publish-batch.ts';
import { type FoundRegion, RegionLookup } from './region-lookup.ts';
import type { Published, Publisher, PublishMessage } from './types.ts';

export interface PublisherTools extends OutboxTools {
  newId: IdSource;
  /** The region in which channels must be. @throws if it is not known */
  region(): Promise<string>;
  /** Closes connections. It is called when everything is done. */
  release(): void;
}

export interface PublisherSettings extends OutboxSettings {
  maxBufferedBytes: number;
  defaultTtlMs: number;
}

/**
 * What a buffered message needs in memory besides payload, id and key, including its promises, in bytes.
 * Measured with Node.js 20.
 */
const MESSAGE_MEMORY_BYTES = 1_400;

const refused = (field: string, message: string): Published => ({
  accepted: false,
  field,
  message,
});

const CLOSED = refused('publisher', 'publisher: the publisher is closed');

/** Checks messages, holds them in a buffer of limited size, and queues them. */
export class BufferedPublisher implements Publisher {
  readonly #tools: PublisherTools;
  readonly #settings: PublisherSettings;
  readonly #buffer: ByteSemaphore;
  readonly #region: RegionLookup;
  readonly #outbox: Outbox;
  /** The `publish()` calls without an answer. */
  readonly #unanswered = new Set<Promise<Published>>();
  #count = 0;
  #isClosed = false;

  constructor(tools: PublisherTools, settings: PublisherSettings) {
    this.#tools = tools;
    this.#settings = settings;
    this.#buffer = new ByteSemaphore(settings.maxBufferedBytes);
    this.#region = new RegionLookup(() => tools.region());
    this.#outbox = new Outbox(tools, settings);
  }

  get bufferedBytes(): number {
    return this.#buffer.used;
  }

  publish(message: PublishMessage): Promise<Published> {
    if (this.#isClosed) return Promise.resolve(CLOSED);
    const published = this.#publish(copyMessage(message));
    this.#unanswered.add(published);
    return published.finally(() => this.#unanswered.delete(published));
  }

  async ready(): Promise<void> {
    await new Promise<void>((resolve) => this.#buffer.acquire(1, resolve));
    this.#buffer.release(1);
  }

  flush(): Promise<void> {
    return this.#outbox.flushWhile(Promise.all(this.#unanswered));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    this.#tools.release();
  }

  /**
   * Checks a message and puts it in line for the buffer. It waits for nothing before that, so the order of the
   * calls is the order of the messages.
   */
  #publish(copy: MessageCopy): Promise<Published> {
    if ('fault' in copy) return Promise.resolve(refused(copy.field, copy.fault));
    const { clock, newId } = this.#tools;
    const { mode, maxBytes, defaultTtlMs } = this.#settings;
    const now = clock.now();
    const { known: region } = this.#region;
    const rules = { askedAt: now, now, newId, mode, maxBytes, defaultTtlMs };
    const checked = checkMessage(copy.message, this.#count++, {
      ...rules,
      ...(region && { region }),
    });
    if ('message' in checked) return this.#queue(checked.message);
    return Promise.resolve(refused(checked.rejection.field, checked.rejection.message));
  }

  /** Waits for room in the buffer, and then for the answer of the queue. */
  async #queue(message: ValidMessage): Promise<Published> {
    const { bytes: payloadBytes, id, key = '' } = message;
    const bytes = MESSAGE_MEMORY_BYTES + payloadBytes + id.length + key.length;
    const published = await new Promise<Published>((resolve) => {
      this.#buffer.acquire(bytes, () =>
        this.#region.get((found) => this.#add({ message, resolve }, found)),
      );
    });
    this.#buffer.release(bytes);
    return published;
  }

  #add(buffered: BufferedMessage, found: FoundRegion): void {
    if ('problem' in found) {
      const problem = `the region is not known (${found.problem}); set the option region`;
      buffered.resolve(refused('publisher', `publisher: ${problem}`));
      return;
    }
    const fault = channelFault(buffered.message.channelArn, found);
    if (fault) buffered.resolve(refused(fault.field, fault.message));
    else this.#outbox.add(buffered);
  }
}
