import type { Timeline } from '../time/timeline.ts';

/** How often people look whether it is quiet. */
const LOOKS_EVERY_MS = 10 * 60_000;

/** Times in which people leave everything alone, so that the functions can finish. */
export class Quiet {
  readonly #timeline: Timeline;
  readonly #sleepers = new Set<() => void>();
  #isQuiet = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  begin(): void {
    this.#isQuiet = true;
    for (const wakeSoon of this.#sleepers) wakeSoon();
  }

  end(): void {
    this.#isQuiet = false;
  }

  /** Sleeps. Who sleeps when it gets quiet hears of it within ten minutes. @returns false if it is quiet then */
  async sleep(ms: number): Promise<boolean> {
    if (ms > 0 && !this.#isQuiet) await this.#sleepUntilQuiet(ms);
    return !this.#isQuiet;
  }

  #sleepUntilQuiet(ms: number): Promise<void> {
    const timeline = this.#timeline;
    const start = timeline.now();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(wakeSoon);
        resolve();
      };
      const cancel = timeline.after(ms, wake);
      const wakeSoon = () => {
        this.#sleepers.delete(wakeSoon);
        cancel();
        const slept = timeline.now() - start;
        timeline.after(Math.min(ms - slept, LOOKS_EVERY_MS - (slept % LOOKS_EVERY_MS)), wake);
      };
      this.#sleepers.add(wakeSoon);
    });
  }
}
