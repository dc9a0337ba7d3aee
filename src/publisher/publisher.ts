import { checkMessage } from '../metadata/format/check-message.ts';
import type { IdSource } from '../metadata/format/ids.ts';
import type { ValidMessage } from '../metadata/format/message.ts';
import { errorMessage } from '../platform/errors.ts';
import { ByteSemaphore } from './byte-semaphore.ts';
import { copyMessage, type MessageCopy } from './copy-message.ts';
import { Outbox, type OutboxSettings, type OutboxTools } from './outbox.ts';
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

const refusedByPublisher = (problem: string): Published => ({
  accepted: false,
  field: 'publisher',
  message: `publisher: ${problem}`,
});

/** Checks messages, holds them in a buffer of limited size, and queues them. */
export class BufferedPublisher implements Publisher {
  readonly #tools: PublisherTools;
  readonly #settings: PublisherSettings;
  readonly #buffer: ByteSemaphore;
  readonly #outbox: Outbox;
  /** The `publish()` calls without an answer. */
  readonly #unanswered = new Set<Promise<Published>>();
  #count = 0;
  #isClosed = false;

  constructor(tools: PublisherTools, settings: PublisherSettings) {
    this.#tools = tools;
    this.#settings = settings;
    this.#buffer = new ByteSemaphore(settings.maxBufferedBytes);
    this.#outbox = new Outbox(tools, settings);
  }

  get bufferedBytes(): number {
    return this.#buffer.used;
  }

  publish(message: PublishMessage): Promise<Published> {
    if (this.#isClosed) return Promise.resolve(refusedByPublisher('the publisher is closed'));
    const published = this.#publish(copyMessage(message));
    this.#unanswered.add(published);
    return published.finally(() => this.#unanswered.delete(published));
  }

  async ready(): Promise<void> {
    await this.#buffer.acquire(1);
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

  async #publish(copy: MessageCopy): Promise<Published> {
    const { clock, newId } = this.#tools;
    const now = clock.now();
    if ('fault' in copy) return { accepted: false, field: 'payload', message: copy.fault };
    const index = this.#count++;
    let region: string;
    try {
      region = await this.#tools.region();
    } catch (error) {
      const problem = `the region is not known (${errorMessage(error)}); set the option region`;
      return refusedByPublisher(problem);
    }
    const { mode, maxBytes, defaultTtlMs } = this.#settings;
    const rules = { askedAt: now, now, region, newId, mode, maxBytes, defaultTtlMs };
    const checked = checkMessage(copy.message, index, rules);
    if ('rejection' in checked) {
      const { field, message } = checked.rejection;
      return { accepted: false, field, message };
    }
    return this.#queue(checked.message);
  }

  /** Waits for room in the buffer, and then for the answer of the queue. */
  async #queue(message: ValidMessage): Promise<Published> {
    const { bytes: payloadBytes, id, key = '' } = message;
    const bytes = MESSAGE_MEMORY_BYTES + payloadBytes + id.length + key.length;
    await this.#buffer.acquire(bytes);
    const published = await new Promise<Published>((resolve) => {
      this.#outbox.add({ message, resolve });
    });
    this.#buffer.release(bytes);
    return published;
  }
}
