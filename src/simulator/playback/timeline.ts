import { TICKS_PER_MS, TICKS_PER_SECOND } from './mpegts/ticks.ts';

type TrackName = 'video' | 'audio';

interface TrackClock {
  /** The last time stamp of the encoder, in ms, without wraps. */
  ms: number;
  /** What is added to the encoder's time to get the time of the stream, in ticks. */
  offset: number;
  /** The last time of the stream, in ticks. */
  ticks: number;
  /** The last step between two times, in ticks. */
  step: number;
}

/** The time stamps of RTMP have 32 bits. */
const RTMP_WRAP = 2 ** 32;
/** A step of more than this, forwards or backwards, is a jump and not a pause. */
const MAX_STEP_MS = 10_000;
const MAX_BACKWARDS_MS = 1_000;
/** How far two tracks may be apart after a jump to be still on the same time. */
const MAX_APART = TICKS_PER_SECOND;

/** The first time of a stream. Earlier times, such as that of the clock reference, are then positive. */
export const FIRST_TICKS: number = 10 * TICKS_PER_SECOND;

/**
 * Converts the time stamps of an encoder to the time of a stream that always moves forward. Video and audio of an
 * encoder have the same clock, so both get the same offset. After a jump of the encoder's clock, the stream
 * continues where it was.
 */
export class Timeline {
  readonly #tracks = new Map<TrackName, TrackClock>();
  readonly #first: number;
  #offset: number | undefined;

  /** @param first the time of the first message in ticks */
  constructor(first = FIRST_TICKS) {
    this.#first = first;
  }

  /** @returns the latest time of any track in ticks */
  get latest(): number {
    return Math.max(this.#first, ...[...this.#tracks.values()].map(({ ticks }) => ticks));
  }

  /**
   * @param atMs the time stamp of the encoder: 32 bits
   * @returns the time of the stream in ticks, without wraps; later than that of the track's last message
   */
  map(name: TrackName, atMs: number): number {
    const track = this.#tracks.get(name);
    if (!track) return this.#begin(name, atMs);
    const delta = stepBetween(track.ms, atMs);
    const isJump = delta > MAX_STEP_MS || delta < -MAX_BACKWARDS_MS;
    if (isJump) this.#jump(track, atMs);
    else track.ms += delta;
    const ticks = Math.max(track.ms * TICKS_PER_MS + track.offset, track.ticks + 1);
    track.step = ticks - track.ticks;
    track.ticks = ticks;
    return ticks;
  }

  #begin(name: TrackName, atMs: number): number {
    this.#offset ??= this.#first - atMs * TICKS_PER_MS;
    const ticks = atMs * TICKS_PER_MS + this.#offset;
    const isNear = Math.abs(ticks - this.latest) <= 2 * MAX_APART || this.#tracks.size === 0;
    const offset = isNear ? this.#offset : this.latest - atMs * TICKS_PER_MS;
    const first = atMs * TICKS_PER_MS + offset;
    this.#tracks.set(name, { ms: atMs, offset, ticks: first, step: TICKS_PER_MS });
    return first;
  }

  /** The other track has jumped before, or this track is the first one that jumps. */
  #jump(track: TrackClock, atMs: number): void {
    const next = track.ticks + track.step;
    const shared = atMs * TICKS_PER_MS + (this.#offset ?? 0);
    if (Math.abs(shared - next) > MAX_APART) this.#offset = next - atMs * TICKS_PER_MS;
    track.ms = atMs;
    track.offset = this.#offset ?? 0;
  }
}

/** @returns the shortest way from one time stamp to the next, which may have wrapped */
function stepBetween(ms: number, nextMs: number): number {
  const delta = (((nextMs - ms) % RTMP_WRAP) + RTMP_WRAP) % RTMP_WRAP;
  return delta >= RTMP_WRAP / 2 ? delta - RTMP_WRAP : delta;
}
