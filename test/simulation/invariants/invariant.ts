import { isoTime } from '../../../src/platform/clock.ts';
import type { Invariant } from './names.ts';

/** Something happened that must never happen. */
export class Violation extends Error {
  static override readonly name = 'Violation';
  override readonly name = 'Violation';
  readonly invariant: Invariant;
  readonly at: number;
  readonly channelArn: string | undefined;

  constructor(invariant: Invariant, message: string, at: number, channelArn?: string) {
    super(`${invariant}: ${message}${channelArn ? ` (${channelArn})` : ''}, ${isoTime(at)}`);
    this.invariant = invariant;
    this.at = at;
    this.channelArn = channelArn;
  }
}

/** Checks that are made, and the first violation. */
export class Checks {
  readonly counts: Record<string, number> = {};
  violation: Violation | undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Checks something.
   *
   * @param message what is wrong if `holds` is false
   */
  expect(invariant: Invariant, holds: boolean, message: () => string, channelArn?: string): void {
    this.counts[invariant] = (this.counts[invariant] ?? 0) + 1;
    if (holds) return;
    this.violation ??= new Violation(invariant, message(), this.#now(), channelArn);
  }
}
