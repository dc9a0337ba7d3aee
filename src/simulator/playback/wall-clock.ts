import { TICKS_PER_MS } from './mpegts/ticks.ts';

/** Media that come so much later than the times before them have paused, and get new times. */
const MAX_DELAY_MS = 5_000;

/**
 * Says at what time of day each moment of the stream was sent. The message that came with the least delay decides,
 * so that a slow network does not change the times.
 */
export class WallClock {
  #baseMs: number | undefined;

  /** Must be called when media arrive. @param ticks their time in the stream */
  arrived(ticks: number, now: number): void {
    const base = now - ticks / TICKS_PER_MS;
    const known = this.#baseMs;
    if (known === undefined || base < known || base > known + MAX_DELAY_MS) this.#baseMs = base;
  }

  /** @returns the time of day in ms since the epoch */
  at(ticks: number): number {
    return (this.#baseMs ?? 0) + ticks / TICKS_PER_MS;
  }
}
