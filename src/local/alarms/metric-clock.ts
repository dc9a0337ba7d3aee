/**
 * The time of metrics. It runs as the wall clock does, and can be moved forward, so that nobody has to wait until an alarm's
 * periods are over. What happened before keeps its distance to what happened later.
 */
export class MetricClock {
  readonly #now: () => number;
  readonly #advances: { at: number; ms: number }[] = [];

  /** @param now the wall clock, ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  now(): number {
    return this.#advances.reduce((time, { ms }) => time + ms, this.#now());
  }

  /** The time of metrics at a time of the wall clock, ms since the epoch. */
  of(wallMs: number): number {
    const before = this.#advances.filter(({ at }) => at < wallMs);
    return before.reduce((time, { ms }) => time + ms, wallMs);
  }

  /** Moves the time of metrics forward. */
  advance(ms: number): void {
    this.#advances.push({ at: this.#now(), ms });
  }

  reset(): void {
    this.#advances.length = 0;
  }
}
