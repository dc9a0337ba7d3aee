import { setTimeout as sleep } from 'node:timers/promises';

/** Well below IVS's quota of 5 requests per second, since the demo polls IVS as well. */
const POLL_MS = 400;

/**
 * Calls `read` until it returns a value other than undefined.
 *
 * @returns that value; undefined if there was none within `withinMs` milliseconds
 */
export async function poll<T>(
  withinMs: number,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined || performance.now() > deadline) return value;
    await sleep(POLL_MS);
  }
}
