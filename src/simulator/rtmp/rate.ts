export interface MeanRate {
  bitsPerSecond: number;
  framesPerSecond: number;
  /** The number of measured seconds. */
  seconds: number;
}

/** The rate is the mean of so many complete seconds. */
export const WINDOW_SECONDS = 5;
const MIN_SECONDS = 2;

/**
 * Measures the bytes and frames of a track in a second by its own time stamps, so that the speed of the network
 * does not matter.
 */
export class TrackRate {
  #origin = 0;
  #seconds: { index: number; bytes: number; frames: number }[] = [];

  /** Adds a message. @returns whether it completed a second */
  add(atMs: number, bytes: number): boolean {
    const last = this.#seconds.at(-1);
    const index = last ? Math.floor((atMs - this.#origin) / 1000) : 0;
    if (last?.index === index) {
      last.bytes += bytes;
      last.frames += 1;
      return false;
    }
    const continues = last !== undefined && index === last.index + 1;
    if (!continues) {
      // This is the first message, or the time stamps jump, so that earlier messages do not count.
      this.#origin = atMs;
      this.#seconds = [];
    }
    this.#seconds.push({ index: continues ? index : 0, bytes, frames: 1 });
    if (this.#seconds.length > WINDOW_SECONDS + 1) this.#seconds.shift();
    return continues;
  }

  /** @returns the mean rate; undefined before two seconds are complete */
  mean(): MeanRate | undefined {
    const complete = this.#seconds.slice(0, -1);
    const seconds = complete.length;
    if (seconds < MIN_SECONDS) return undefined;
    const bytes = complete.reduce((sum, one) => sum + one.bytes, 0);
    const frames = complete.reduce((sum, one) => sum + one.frames, 0);
    return { bitsPerSecond: (bytes * 8) / seconds, framesPerSecond: frames / seconds, seconds };
  }
}
