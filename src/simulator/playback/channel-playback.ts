import type { FlvTag } from './codecs/flv.ts';
import { type Codecs, Packager } from './packager.ts';
import { SegmentList } from './segment-list.ts';

/** The picture of one channel: its segments, and whether its stream has ended. */
export class ChannelPlayback {
  readonly segments: SegmentList;
  readonly #packager: Packager;
  readonly #whenReady = new Set<() => void>();
  #hasEnded = false;
  #lastMediaAt = Number.NEGATIVE_INFINITY;

  /** @param listed how many segments a playlist has */
  constructor(listed: number) {
    this.segments = new SegmentList(listed);
    this.#packager = new Packager(this.segments);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** When the last message arrived, in ms since the epoch. */
  get lastMediaAt(): number {
    return this.#lastMediaAt;
  }

  /** The codecs of the newest segment, once a segment is complete and players can begin. */
  get playableCodecs(): Codecs | undefined {
    return this.segments.complete().length > 0 ? this.#packager.codecs : undefined;
  }

  /** Calls `run` once, when players can begin or the stream has ended. @returns stops it */
  onceReady(run: () => void): () => void {
    this.#whenReady.add(run);
    return () => this.#whenReady.delete(run);
  }

  /** @param arrivedAt the time of day in ms since the epoch */
  receive(tag: FlvTag, arrivedAt: number): void {
    this.#lastMediaAt = arrivedAt;
    this.#packager.receive(tag, arrivedAt);
    if (this.#whenReady.size > 0 && this.playableCodecs) this.#announceReady();
  }

  addMetadata(metadata: string): void {
    this.#packager.addMetadata(metadata);
  }

  /** Another encoder sends from now on, or the same one again. */
  restart(): void {
    this.#hasEnded = false;
    this.#packager.restart();
  }

  /** The stream has ended: the playlist gets its end. */
  end(): void {
    this.#hasEnded = true;
    this.#packager.end();
    this.#announceReady();
  }

  #announceReady(): void {
    for (const run of [...this.#whenReady]) run();
    this.#whenReady.clear();
  }
}
