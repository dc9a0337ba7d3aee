export interface MeanRate {
  bitsPerSecond: number;
  framesPerSecond: number;
  /** Over how many seconds. */
  seconds: number;
}

/** So many complete seconds are looked at. */
export const WINDOW_SECONDS = 5;
const MIN_SECONDS = 2;

/**
 * How much a track brings in a second, by its own time stamps: what an encoder really sends, however
 * fast it sends it.
 */
export class TrackRate {
  #origin = 0;
  #seconds: { index: number; bytes: number; frames: number }[] = [];

  /** @returns whether that completed a second */
  add(atMs: number, bytes: number): boolean {
    const last = this.#seconds.at(-1);
    const index = last ? Math.floor((atMs - this.#origin) / 1000) : 0;
    if (last?.index === index) {
      last.bytes += bytes;
      last.frames += 1;
      return false;
    }
    const goesOn = last !== undefined && index === last.index + 1;
    if (!goesOn) {
      // The first one, or time stamps that jump: what was before says nothing about this.
      this.#origin = atMs;
      this.#seconds = [];
    }
    this.#seconds.push({ index: goesOn ? index : 0, bytes, frames: 1 });
    if (this.#seconds.length > WINDOW_SECONDS + 1) this.#seconds.shift();
    return goesOn;
  }

  /** @returns nothing before two seconds are complete */
  mean(): MeanRate | undefined {
    const complete = this.#seconds.slice(0, -1);
    const seconds = complete.length;
    if (seconds < MIN_SECONDS) return undefined;
    const bytes = complete.reduce((sum, one) => sum + one.bytes, 0);
    const frames = complete.reduce((sum, one) => sum + one.frames, 0);
    return { bitsPerSecond: (bytes * 8) / seconds, framesPerSecond: frames / seconds, seconds };
  }
}
