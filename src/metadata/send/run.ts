import type { Packed } from '../format/packing.ts';
import type { Lane, MessageStep, Outcome, Step } from './lane.ts';
import { type Item, type Limits, type Plan, planRequest } from './plan.ts';

/** Why a channel's rest goes back for a while, though there is time left. */
export type Parked = 'offline' | 'trouble';

/** Messages on their way to IVS: the requests that carry them, and how many of these are delivered. */
export interface Attempt extends Packed<Item> {
  sent: number;
}

/** How far one channel has come in this invocation. */
export class Run {
  readonly lane: Lane;
  /** No request before this time, ms since the epoch. */
  notBefore = Number.NEGATIVE_INFINITY;
  /** Requests in a row that were throttled or in doubt. */
  failures = 0;
  parked: Parked | undefined;
  /**
   * What a player may have seen already, whole or in part. It is finished with the same texts before
   * anything else is sent: another envelope, or none, would leave the player with parts of nothing.
   */
  underWay: Attempt | undefined;
  #done = false;
  #maxMessages = Number.POSITIVE_INFINITY;
  #suspects: readonly MessageStep[] = [];

  constructor(lane: Lane) {
    this.lane = lane;
  }

  /** Whether there is nothing left to do here in this invocation. */
  get closed(): boolean {
    return this.#done || this.parked !== undefined;
  }

  /** What to do next; outcomes that need no request are written down. */
  plan({ now, form }: Pick<Limits, 'now' | 'form'>): Plan {
    if (this.underWay) return { kind: 'send', settled: [], packed: this.underWay };
    if (this.#suspects.every(({ outcome }) => outcome)) {
      this.#maxMessages = Number.POSITIVE_INFINITY;
    }
    const plan = planRequest(this.lane, { now, form, maxMessages: this.#maxMessages });
    for (const { step, outcome } of plan.settled) step.outcome = outcome;
    this.#done = plan.kind === 'done';
    return plan;
  }

  /** One of these messages is at fault: from now on they are sent in smaller parts, to find it. */
  suspect(steps: readonly MessageStep[]): void {
    this.#suspects = steps;
    this.#maxMessages = Math.ceil(steps.length / 2);
  }

  /** A request got through, the last of its messages' if they need several. */
  delivered(items: readonly Item[]): void {
    for (const { step, withdrawn } of items) step.outcome = withdrawn ? 'superseded' : 'delivered';
    this.failures = 0;
    this.underWay = undefined;
  }

  settle(steps: readonly Step[], outcome: Outcome): void {
    for (const step of steps) step.outcome = outcome;
    this.failures = 0;
    this.underWay = undefined;
  }

  /** What has no outcome yet. */
  get open(): Step[] {
    return this.lane.steps.filter(({ outcome }) => !outcome);
  }
}
