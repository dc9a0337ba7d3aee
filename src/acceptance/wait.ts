import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Ends the wait, for example on Ctrl-C. */
  signal: AbortSignal;
  /** How long to wait between two looks, ms. */
  everyMs: number;
  withinMs: number;
}

/**
 * Looks until `look` returns a value.
 *
 * @param what is waited for, in the message
 * @throws Error if there is none in time; the reason of the signal
 */
export async function waitFor<T>(
  what: string,
  { signal, everyMs, withinMs }: WaitOptions,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline)
      throw new Error(`${what}: not seen within ${Math.round(withinMs / 1_000)} s`);
    await sleep(everyMs, undefined, { signal });
  }
}
