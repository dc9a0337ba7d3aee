import type { PackedMessages } from '../format/packing.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { CHANNEL_REQUESTS, ChannelPacer } from '../pace/channel-pacer.ts';
import {
  type BatchItem,
  type BatchMessage,
  type ChannelBatch,
  endItem,
  type MessageOutcome,
} from './channel-batch.ts';
import {
  type NextAction,
  nextAction,
  type RequestLimits,
  type RequestMessage,
} from './next-action.ts';

/**
 * Why the rest of a channel returns to the queue although there is time left: the channel is not
 * broadcasting, or a request to IVS or to the dead-letter queue failed in a way that another message
 * would not change. Or this instance has no permits for the channel, and others may have some.
 */
export type StopReason = 'offline' | 'failed' | 'passedOn';

/** The requests that carry some messages. They must be sent one directly after the other. */
export interface RequestSequence extends PackedMessages<RequestMessage> {
  /** How many of the requests were delivered. */
  sentCount: number;
}

/** The progress of one channel in this invocation. */
export class ChannelProgress {
  readonly batch: ChannelBatch;
  readonly pacer: ChannelPacer;
  /** No request starts before this time, ms since the epoch. */
  notBefore = Number.NEGATIVE_INFINITY;
  /** Number of requests in a row that were throttled or whose result is unknown. */
  failures = 0;
  stopReason: StopReason | undefined;
  /** The requests that this invocation has made for the channel, and how many of them were throttled. */
  requests = 0;
  throttled = 0;
  /** This invocation may make more requests for the channel. */
  isActive = true;
  /** Other instances may send to the channel. */
  isSettled = false;
  /** Its SQS messages are deleted, or returned to the queue, before the invocation ends. */
  hasLeft = false;
  /** The outcomes of its messages are counted already. */
  isCounted = false;
  /**
   * Requests that players may have received in part: some parts are delivered, or the result of a request
   * is unknown. They are completed with the same texts before anything else is sent, so that players get
   * all parts of the message.
   */
  unfinished: RequestSequence | undefined;
  #isDone = false;
  #maxMessages = Number.POSITIVE_INFINITY;
  #suspects: readonly BatchMessage[] = [];

  /** @param gapMs as for ChannelPacer */
  constructor(batch: ChannelBatch, gapMs: number) {
    this.batch = batch;
    this.pacer = new ChannelPacer(gapMs);
  }

  /** Whether this invocation does nothing more for the channel. */
  get isClosed(): boolean {
    return this.#isDone || this.stopReason !== undefined;
  }

  /** Whether every message has an outcome. */
  get isFinished(): boolean {
    return this.batch.items.every(({ outcome }) => outcome);
  }

  /** The items without an outcome. */
  get pending(): BatchItem[] {
    return this.batch.items.filter(({ outcome }) => !outcome);
  }

  /**
   * About how many permits the channel can make use of: as many as it has requests left and finished ones that count, up to 5.
   *
   * @param now ms since the epoch
   */
  permitsWanted(now: number, { mode, maxBytes }: RequestFormat): number {
    // Messages of a request in progress are still without an outcome.
    let requests = this.pacer.endedCountAt(now);
    if (!this.isActive || this.isClosed) return requests;
    for (const item of this.batch.items) {
      if (requests >= CHANNEL_REQUESTS) return CHANNEL_REQUESTS;
      if (item.outcome || item.kind === 'unreadable') continue;
      requests += mode === 'plain' ? 1 : item.bytes / maxBytes;
    }
    return Math.min(CHANNEL_REQUESTS, Math.max(1, Math.ceil(requests)));
  }

  /** Decides what to do next, and sets the outcome of messages that need no request. */
  next({ now, format }: Pick<RequestLimits, 'now' | 'format'>): NextAction {
    if (this.unfinished) return { kind: 'send', skipped: [], packed: this.unfinished };
    if (this.#suspects.every(({ outcome }) => outcome)) {
      this.#maxMessages = Number.POSITIVE_INFINITY;
    }
    const action = nextAction(this.batch, { now, format, maxMessages: this.#maxMessages });
    for (const { message, outcome } of action.skipped) endItem(message, outcome, now);
    this.#isDone = action.kind === 'done';
    return action;
  }

  /**
   * IVS refused a request with these messages. To find the invalid one, requests hold at most half as many
   * messages until all of these have an outcome.
   */
  splitToFindInvalid(messages: readonly BatchMessage[]): void {
    this.#suspects = messages;
    this.#maxMessages = Math.ceil(messages.length / 2);
  }

  /** The last request of these messages was delivered. @param at ms since the epoch */
  finishSequence(messages: readonly RequestMessage[], at: number): void {
    for (const { source, withdrawn } of messages) {
      endItem(source, withdrawn ? 'superseded' : 'delivered', at);
    }
    this.#resetFailures();
  }

  /** Sets the outcome of items that are not delivered. @param at ms since the epoch */
  finish(items: readonly BatchItem[], outcome: MessageOutcome, at: number): void {
    for (const item of items) endItem(item, outcome, at);
    this.#resetFailures();
  }

  #resetFailures(): void {
    this.failures = 0;
    this.unfinished = undefined;
  }
}
