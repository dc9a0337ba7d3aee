import type { Cancel } from '../../clock.ts';
import type { Timers } from '../../timers.ts';
import type { ChannelPlayback } from '../channel-playback.ts';
import { BuiltInPicture } from './built-in-picture.ts';

/** The loop stops when nobody has asked for it for so long. */
const UNWATCHED_MS = 30_000;
/** So much of the past is sent: at the beginning, and at most after a pause of the process. */
const PAST_MS = 8_000;
const FRAME_MS = 1_000 / 10;

interface PictureLoopDependencies {
  now: () => number;
  timers: Timers;
  playback: ChannelPlayback;
  /** Whether the last seconds are sent at the beginning, so that a player can begin at once. */
  hasPast: boolean;
  /** Whether the encoder is connected and sends. */
  isSending: () => boolean;
  /** Called when nobody watches any more. */
  onUnwatched: () => void;
}

/** Sends the built-in picture to a channel while somebody watches. */
export class PictureLoop {
  readonly #dependencies: PictureLoopDependencies;
  readonly #picture = BuiltInPicture.get();
  #sentUntil: number;
  #watchedAt: number;
  #cancel: Cancel = () => undefined;

  constructor(dependencies: PictureLoopDependencies) {
    this.#dependencies = dependencies;
    const now = dependencies.now();
    this.#watchedAt = now;
    this.#sentUntil = dependencies.hasPast ? now - PAST_MS : now;
    for (const tag of this.#picture.headers(this.#sentUntil)) {
      dependencies.playback.receive(tag, this.#sentUntil);
    }
    this.#run();
  }

  /** Must be called when somebody watches. */
  watched(): void {
    this.#watchedAt = this.#dependencies.now();
  }

  /** Sends the frames that are due. An encoder that is starving or gone sends none. */
  send(): void {
    const { now, playback, isSending } = this.#dependencies;
    const until = now();
    // A suspended machine wakes up hours later. Frames of all that time would take all memory.
    const from = Math.max(this.#sentUntil, until - PAST_MS);
    const frames = isSending() ? this.#picture.between(from, until) : [];
    this.#sentUntil = until;
    for (const { at, tag } of frames) playback.receive(tag, at);
  }

  stop(): void {
    this.#cancel();
  }

  #run(): void {
    const { now, timers, onUnwatched } = this.#dependencies;
    const { isRecorded } = this.#dependencies.playback.segments;
    if (now() - this.#watchedAt > UNWATCHED_MS && !isRecorded) {
      onUnwatched();
      return;
    }
    this.send();
    this.#cancel = timers.after(FRAME_MS - (now() % FRAME_MS), () => this.#run());
  }
}
