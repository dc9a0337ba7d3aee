import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/platform/clock.ts';

/** A clock for many actors at once, in which an hour passes as fast as they can think. */
export interface VirtualTime extends Clock {
  /** Lets the actors go on, each sleeper in the order of its time, to `end` or until none is left. */
  run(end?: number): Promise<void>;
  /** Lets the actors go on until `work` is complete. @returns its result */
  finish<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  at: number;
  turn: number;
  wake: () => void;
}

/**
 * Deterministic: of those who wake at the same time, the one that fell asleep first goes first, and
 * the time stands still until nobody has anything left to do but sleep. The actors may wait for
 * nothing but this clock and each other.
 */
export function virtualTime(start = Date.parse('2026-11-21T12:00:00.000Z')): VirtualTime {
  const sleepers = new Heap();
  let now = start;
  let turns = 0;
  /** @returns false if nobody sleeps who wakes until `end` */
  const wakeNext = (end: number): boolean => {
    const next = sleepers.first;
    if (!next || next.at > end) return false;
    sleepers.pop();
    now = next.at;
    next.wake();
    return true;
  };
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: now + Math.max(0, ms), turn: turns++, wake });
      }),
    async run(end = Number.POSITIVE_INFINITY) {
      await setImmediate();
      while (wakeNext(end)) await setImmediate();
      if (Number.isFinite(end)) now = Math.max(now, end);
    },
    async finish(work) {
      let isComplete = false;
      const done = () => {
        isComplete = true;
      };
      work.then(done, done);
      await setImmediate();
      while (!isComplete && wakeNext(Number.POSITIVE_INFINITY)) await setImmediate();
      return work;
    },
  };
}

/** A binary heap, as a run may have thousands asleep. */
class Heap {
  readonly #items: Sleeper[] = [];

  get first(): Sleeper | undefined {
    return this.#items[0];
  }

  push(item: Sleeper): void {
    let child = this.#items.push(item) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfBefore(child, parent)) return;
      child = parent;
    }
  }

  pop(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const child = this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, parent)) return;
      parent = child;
    }
  }

  #before(a: number, b: number): boolean {
    const [left, right] = [this.#items[a], this.#items[b]];
    if (!left || !right) return false;
    return left.at < right.at || (left.at === right.at && left.turn < right.turn);
  }

  #swapIfBefore(a: number, b: number): boolean {
    const [left, right] = [this.#items[a], this.#items[b]];
    if (!left || !right || !this.#before(a, b)) return false;
    this.#items[a] = right;
    this.#items[b] = left;
    return true;
  }
}
