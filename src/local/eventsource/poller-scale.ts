/** How Lambda scales the pollers of a queue. Each poller has one batch at a time. */
export interface PollerOptions {
  /** How many there are at first, and when traffic is low. */
  initial: number;
  /** How many are added in a minute while messages wait. */
  perMinute: number;
  /** The most without `maximumConcurrency`. */
  most: number;
  /** After so long with little traffic, there are as many as at first, ms. Lambda's documentation does not say when. */
  scaleBackMs: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const LAMBDA_POLLERS: PollerOptions = {
  ...{ initial: 5, perMinute: 300, most: 1_000, scaleBackMs: 60_000 },
};

const MINUTE_MS = 60_000;

/** The number of pollers of one event source as time passes. Times are ms since the epoch. */
export class PollerScale {
  readonly #options: PollerOptions;
  #pollers: number;
  /** Since when all pollers are busy and messages wait; undefined if that is not so. */
  #growsSince: number | undefined;
  /** When more than the initial pollers were busy last. */
  #neededAt = Number.NEGATIVE_INFINITY;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#pollers = options.initial;
  }

  /**
   * Updates the number of pollers.
   *
   * @param busy how many have a batch
   * @param isWaiting whether messages wait that could be received
   * @returns how many pollers there are
   */
  update(now: number, busy: number, isWaiting: boolean): number {
    const { initial, perMinute, most, scaleBackMs } = this.#options;
    if (busy > initial || (busy === initial && isWaiting)) this.#neededAt = now;
    if (now - this.#neededAt > scaleBackMs) this.#pollers = initial;
    if (busy < Math.floor(this.#pollers) || !isWaiting) {
      this.#growsSince = undefined;
      return Math.floor(this.#pollers);
    }
    const grown = ((now - (this.#growsSince ?? now)) * perMinute) / MINUTE_MS;
    this.#growsSince = now;
    this.#pollers = Math.min(most, this.#pollers + grown);
    return Math.floor(this.#pollers);
  }

  /** How long it takes until one more poller is added, ms. */
  get growthMs(): number {
    return MINUTE_MS / this.#options.perMinute;
  }
}
