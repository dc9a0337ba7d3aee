import { callsPerSecond, Pacer } from './pacer.ts';

/**
 * Added to the gap between two starts, ms. With the whole quota of 5 per second the gap is 210 ms, not
 * 200 ms: if the network delays the first of six requests by up to 50 ms, IVS does not see six in a second.
 */
const GAP_MARGIN_MS = 10;

/** A share, over 0 and up to 1, by operation. */
export type OperationShares = Readonly<Record<string, number>>;

/** The pacers of one Lambda instance: one for each IVS operation, since each has a quota of its own. */
export class Pacers {
  readonly #byOperation = new Map<string, Pacer>();
  readonly #share: number;
  readonly #parts: OperationShares;

  /**
   * @param share the share of each operation's quota to use, over 0 and up to 1
   * @param parts this program's part of that share, for operations that several programs call
   */
  constructor(share: number, parts: OperationShares = {}) {
    this.#share = share;
    this.#parts = parts;
  }

  of(operation: string): Pacer {
    const known = this.#byOperation.get(operation);
    if (known) return known;
    const quota = callsPerSecond(operation);
    const quotaWithMargin = 1_000 / (1_000 / quota + GAP_MARGIN_MS);
    const part = this.#parts[operation] ?? 1;
    const pacer = new Pacer(part * Math.min(quotaWithMargin, quota * this.#share));
    this.#byOperation.set(operation, pacer);
    return pacer;
  }

  /** When another instance may send its first request without being too close to the last one, ms since the epoch. */
  get freeAt(): number {
    const times = [...this.#byOperation.values()].map((pacer) => pacer.freeAt);
    return Math.max(Number.NEGATIVE_INFINITY, ...times);
  }
}
