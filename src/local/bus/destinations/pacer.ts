import { setTimeout as sleep } from 'node:timers/promises';

/** Spaces the requests to each API destination: InvocationRateLimitPerSecond. */
export class Pacer {
  readonly #now: () => number;
  /** When each destination may get its next request, ms since the epoch. By ARN: a new one of the same name has its own. */
  readonly #nextAt = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Resolves when the destination may get a request. Rejects if the signal fires. */
  async wait(arn: string, ratePerSecond: number, signal: AbortSignal): Promise<void> {
    const now = this.#now();
    const at = Math.max(now, this.#nextAt.get(arn) ?? now);
    this.#nextAt.set(arn, at + 1_000 / ratePerSecond);
    if (at > now) await sleep(at - now, undefined, { signal });
  }

  reset(): void {
    this.#nextAt.clear();
  }
}
