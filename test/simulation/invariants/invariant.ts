import { isoTime } from '../../../src/platform/clock.ts';

/** Something happened that must never happen. */
export class Violation extends Error {
  static override readonly name = 'Violation';
  override readonly name = 'Violation';
  /** The name of the invariant. */
  readonly invariant: string;
  readonly at: number;
  readonly channelArn: string | undefined;

  constructor(invariant: string, message: string, at: number, channelArn?: string) {
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
   * @param invariant its name
   * @param message what is wrong if `holds` is false
   */
  expect(invariant: string, holds: boolean, message: () => string, channelArn?: string): void {
    this.counts[invariant] = (this.counts[invariant] ?? 0) + 1;
    if (holds) return;
    this.violation ??= new Violation(invariant, message(), this.#now(), channelArn);
  }
}
