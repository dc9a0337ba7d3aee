import type { PackedMessages } from '../format/packing.ts';
import type { BatchItem, BatchMessage, ChannelBatch, MessageOutcome } from './channel-batch.ts';
import {
  type NextAction,
  nextAction,
  type RequestLimits,
  type RequestMessage,
} from './next-action.ts';

/** Why a channel's rest goes back for a while, though there is time left. */
export type StopReason = 'offline' | 'trouble';

/** Messages on their way to IVS: the requests that carry them, and how many of these are delivered. */
export interface RequestSequence extends PackedMessages<RequestMessage> {
  sentCount: number;
}

/** How far one channel has come in this invocation. */
export class ChannelProgress {
  readonly batch: ChannelBatch;
  /** No request before this time, ms since the epoch. */
  notBefore = Number.NEGATIVE_INFINITY;
  /** Requests in a row that were throttled or in doubt. */
  failures = 0;
  stopReason: StopReason | undefined;
  /**
   * What a player may have seen already, whole or in part. It is finished with the same texts before
   * anything else is sent: another envelope, or none, would leave the player with parts of nothing.
   */
  unfinished: RequestSequence | undefined;
  #done = false;
  #maxMessages = Number.POSITIVE_INFINITY;
  #suspects: readonly BatchMessage[] = [];

  constructor(lane: ChannelBatch) {
    this.batch = lane;
  }

  /** Whether there is nothing left to do here in this invocation. */
  get closed(): boolean {
    return this.#done || this.stopReason !== undefined;
  }

  /** What to do next; outcomes that need no request are written down. */
  plan({ now, form }: Pick<RequestLimits, 'now' | 'form'>): NextAction {
    if (this.unfinished) return { kind: 'send', settled: [], packed: this.unfinished };
    if (this.#suspects.every(({ outcome }) => outcome)) {
      this.#maxMessages = Number.POSITIVE_INFINITY;
    }
    const plan = nextAction(this.batch, { now, form, maxMessages: this.#maxMessages });
    for (const { message: step, outcome } of plan.settled) step.outcome = outcome;
    this.#done = plan.kind === 'done';
    return plan;
  }

  /** One of these messages is at fault: from now on they are sent in smaller parts, to find it. */
  splitToFindInvalid(steps: readonly BatchMessage[]): void {
    this.#suspects = steps;
    this.#maxMessages = Math.ceil(steps.length / 2);
  }

  /** A request got through, the last of its messages' if they need several. */
  finishSequence(items: readonly RequestMessage[]): void {
    for (const { source: step, withdrawn } of items)
      step.outcome = withdrawn ? 'superseded' : 'delivered';
    this.failures = 0;
    this.unfinished = undefined;
  }

  finish(steps: readonly BatchItem[], outcome: MessageOutcome): void {
    for (const step of steps) step.outcome = outcome;
    this.failures = 0;
    this.unfinished = undefined;
  }

  /** What has no outcome yet. */
  get pending(): BatchItem[] {
    return this.batch.items.filter(({ outcome }) => !outcome);
  }
}
