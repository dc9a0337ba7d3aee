import type { AacConfig } from './codecs/aac.ts';
import type { AvcConfig } from './codecs/avc.ts';
import { TICKS_PER_SECOND } from './mpegts/ticks.ts';

/** A track that misses so much of the other one has stopped. */
const MAX_SILENCE = 3 * TICKS_PER_SECOND;

/** One version of a track's decoder configuration. */
interface Configured<Config> {
  bytes: Buffer;
  config: Config;
}

/** One track of an encoder: its current decoder configuration, and when it last sent a frame. */
export class Track<Config extends AvcConfig | AacConfig> {
  #current: Configured<Config> | undefined;
  #lastTicks: number | undefined;
  #silence = 0;

  get config(): Config | undefined {
    return this.#current?.config;
  }

  /** The time of the last frame in ticks. */
  get lastTicks(): number | undefined {
    return this.#lastTicks;
  }

  /** Takes a configuration. An equal one, which encoders repeat, changes nothing. */
  configure(bytes: Buffer, config: Config | undefined): void {
    if (this.#current?.bytes.equals(bytes)) return;
    this.#current = config && { bytes, config };
    this.#lastTicks = undefined;
    this.#silence = 0;
  }

  /** Another encoder begins. Its configuration comes before its frames. */
  forget(): void {
    this.#current = undefined;
    this.#lastTicks = undefined;
    this.#silence = 0;
  }

  /** @returns how long after the last frame this one comes, in ticks; at most a second, so that a pause does not count */
  frameAt(ticks: number): number {
    const step = Math.min(Math.max(0, ticks - (this.#lastTicks ?? ticks)), TICKS_PER_SECOND);
    this.#lastTicks = ticks;
    this.#silence = 0;
    return step;
  }

  /** The other track sent a frame that long after its last one. */
  otherMoved(step: number): void {
    this.#silence += step;
  }

  /** @returns the configuration; undefined if only the other track has sent frames lately */
  get activeConfig(): Config | undefined {
    return this.#silence > MAX_SILENCE ? undefined : this.config;
  }
}
