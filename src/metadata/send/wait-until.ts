import type { Clock } from '../../platform/clock.ts';

/** Waits until the clock has reached `time` (ms since the epoch), even if a timer fires a little early. */
export async function waitUntil(clock: Clock, time: number): Promise<void> {
  for (let left = time - clock.now(); left > 0; left = time - clock.now()) await clock.sleep(left);
}
