import { setTimeout as sleep } from 'node:timers/promises';

/** Well below 5 a second, IVS's own limit: the story asks IVS too, and must not break it. */
const POLL_MS = 400;

/**
 * Looks again and again until `look` answers something other than undefined.
 *
 * @returns what it answered; undefined when `withinMs` milliseconds have passed
 */
export async function poll<T>(
  withinMs: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > deadline) return found;
    await sleep(POLL_MS);
  }
}
