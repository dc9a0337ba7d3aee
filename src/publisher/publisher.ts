import { checkMessage } from '../metadata/format/check-message.ts';
import type { IdSource } from '../metadata/format/ids.ts';
import type { ValidMessage } from '../metadata/format/message.ts';
import { jsonText } from '../metadata/format/text.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import { ByteSemaphore } from './byte-semaphore.ts';
import { Outbox, type OutboxSettings, type OutboxTools } from './outbox.ts';
import type { Published, Publisher, PublishMessage } from './types.ts';

export interface PublisherTools extends OutboxTools {
  newId: IdSource;
  /** The region that channels must be in. */
  region(): Promise<string>;
  /** Gives up connections; called when all is done. */
  release(): void;
}

export interface PublisherSettings extends OutboxSettings {
  maxBufferedBytes: number;
  defaultTtlMs: number;
}

/** What a message takes in memory beside its payload, id and key, with its promises: measured in Node.js 20. */
const HELD_BYTES = 1_400;
const refusedHere = (fault: string): Published => ({
  accepted: false,
  field: 'publisher',
  message: `publisher: expected ${fault}`,
});

/** Buffers messages within bounds, and has them queued. */
export class BufferedPublisher implements Publisher {
  readonly #tools: PublisherTools;
  readonly #settings: PublisherSettings;
  readonly #room: ByteSemaphore;
  readonly #outbox: Outbox;
  /** What was published and has no answer yet. */
  readonly #open = new Set<Promise<Published>>();
  #count = 0;
  #closed = false;

  constructor(tools: PublisherTools, settings: PublisherSettings) {
    this.#tools = tools;
    this.#settings = settings;
    this.#room = new ByteSemaphore(settings.maxBufferedBytes);
    this.#outbox = new Outbox(tools, settings);
  }

  get bufferedBytes(): number {
    return this.#room.used;
  }

  publish(message: PublishMessage): Promise<Published> {
    if (this.#closed)
      return Promise.resolve(refusedHere('one that is open, received a closed one'));
    const published = this.#publish(copyMessage(message));
    this.#open.add(published);
    return published.finally(() => this.#open.delete(published));
  }

  async ready(): Promise<void> {
    await this.#room.enter(1);
    this.#room.release(1);
  }

  flush(): Promise<void> {
    return this.#outbox.flushWhile(Promise.all(this.#open));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    this.#tools.release();
  }

  async #publish(given: MessageCopy): Promise<Published> {
    const { clock, newId, region } = this.#tools;
    const now = clock.now();
    const { mode, maxBytes, defaultTtlMs } = this.#settings;
    if ('fault' in given) return { accepted: false, field: 'payload', message: given.fault };
    const index = this.#count++;
    let home: string;
    try {
      home = await region();
    } catch (error) {
      return refusedHere(`a region to be set, received none (${errorMessage(error)})`);
    }
    const limits = { mode, maxBytes, defaultTtlMs };
    const terms = { askedAt: now, now, region: home, newId, ...limits };
    const checked = checkMessage(given.message, index, terms);
    if ('rejection' in checked) {
      const { field, message } = checked.rejection;
      return { accepted: false, field, message };
    }
    return this.#hold(checked.message);
  }

  async #hold(message: ValidMessage): Promise<Published> {
    const bytes = HELD_BYTES + message.bytes + message.id.length + (message.key?.length ?? 0);
    await this.#room.enter(bytes);
    const published = await new Promise<Published>((answer) => {
      this.#outbox.add({ message, answer });
    });
    this.#room.release(bytes);
    return published;
  }
}

type MessageCopy = { message: unknown } | { fault: string };

/** The message as it is now, whatever the caller does with his objects before it is sent. */
function copyMessage(message: unknown): MessageCopy {
  if (typeof message !== 'object' || message === null || !('payload' in message))
    return { message };
  try {
    const text = jsonText(message.payload);
    return { message: { ...message, payload: text === undefined ? text : JSON.parse(text) } };
  } catch (error) {
    // A payload that refers to itself, has a bigint, is too deep, or whose toJSON fails.
    return {
      fault: `payload: expected any JSON, received what can't be written (${errorName(error)})`,
    };
  }
}
