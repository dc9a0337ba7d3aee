import { Segment, type SegmentReader, type SegmentStart } from './segment.ts';

/** A player that read an older playlist may still ask for so many segments that have left it. */
const KEPT_BESIDES = 3;
/** So many players may wait for a segment that has not begun. */
const MAX_WAITING = 1_000;

/** A segment whose duration is known. */
export type CompleteSegment = Segment & { readonly seconds: number };

export const isComplete = (segment: Segment): segment is CompleteSegment =>
  segment.seconds !== undefined;

/** The newest segments of a channel. Older ones are dropped. */
export class SegmentList {
  readonly #listed: number;
  readonly #recorders = new Set<(segment: CompleteSegment) => void>();
  #segments: Segment[] = [];
  #next = 0;
  #discontinuitiesDropped = 0;
  #longestSeconds = 0;
  /** By what sends the segment, what ends the response without it. */
  readonly #waiting = new Map<(segment: Segment) => void, () => void>();

  /** @param listed how many complete segments a playlist has */
  constructor(listed: number) {
    this.#listed = listed;
  }

  /** The media sequence number of the segment that has not begun yet. */
  get next(): number {
    return this.#next;
  }

  /** The duration of the longest segment so far, in seconds. */
  get longestSeconds(): number {
    return this.#longestSeconds;
  }

  /** The segment that grows. */
  get growing(): Segment | undefined {
    const last = this.#segments.at(-1);
    return last && !isComplete(last) ? last : undefined;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** @returns the segments of the playlist, oldest first, without the one that grows */
  complete(): CompleteSegment[] {
    return this.#segments.filter(isComplete).slice(-this.#listed);
  }

  /** @returns how many discontinuities came before the first segment of the playlist */
  discontinuitiesBefore(sequence: number): number {
    const kept = this.#segments.filter((one) => one.isDiscontinuity && one.sequence < sequence);
    return this.#discontinuitiesDropped + kept.length;
  }

  find(sequence: number): Segment | undefined {
    return this.#segments.find((segment) => segment.sequence === sequence);
  }

  begin(start: Omit<SegmentStart, 'sequence'>): Segment {
    const segment = new Segment({ ...start, sequence: this.#next });
    this.#next += 1;
    this.#segments.push(segment);
    for (const dropped of this.#segments.splice(0, this.#segments.length - this.#capacity)) {
      if (dropped.isDiscontinuity) this.#discontinuitiesDropped += 1;
    }
    for (const send of [...this.#waiting.keys()]) send(segment);
    return segment;
  }

  /** Completes the segment that grows. */
  end(seconds: number): void {
    const { growing } = this;
    growing?.complete(seconds);
    if (growing && isComplete(growing)) for (const record of this.#recorders) record(growing);
    this.#longestSeconds = Math.max(this.#longestSeconds, seconds);
  }

  /** Whether somebody records the segments. */
  get isRecorded(): boolean {
    return this.#recorders.size > 0;
  }

  /** Calls `record` with each segment that is completed from now on. @returns stops it */
  record(record: (segment: CompleteSegment) => void): () => void {
    this.#recorders.add(record);
    return () => this.#recorders.delete(record);
  }

  /**
   * Sends the next segment to a reader when it begins.
   *
   * @returns stops it; undefined if too many wait
   */
  readNext(reader: SegmentReader): (() => void) | undefined {
    if (this.#waiting.size >= MAX_WAITING) return undefined;
    let stop = (): void => undefined;
    const send = (segment: Segment): void => {
      this.#waiting.delete(send);
      stop = segment.read(reader);
    };
    this.#waiting.set(send, () => reader.end());
    return () => {
      this.#waiting.delete(send);
      stop();
    };
  }

  /** Ends the responses of players that wait for a segment that will not come. */
  endWaiting(): void {
    for (const stop of [...this.#waiting.values()]) stop();
    this.#waiting.clear();
  }

  /** Drops all segments. Sequence numbers continue. */
  clear(): void {
    this.#discontinuitiesDropped += this.#segments.filter((one) => one.isDiscontinuity).length;
    this.#segments = [];
  }

  get #capacity(): number {
    return this.#listed + KEPT_BESIDES;
  }
}
