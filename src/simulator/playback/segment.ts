/** Gets the bytes of a segment as they are made. */
export interface SegmentReader {
  write(bytes: Buffer): void;
  end(): void;
}

/** What is known of a segment when it begins. */
export interface SegmentStart {
  /** The media sequence number. */
  sequence: number;
  /** The time of day of its first picture, in ms since the epoch. */
  startedAt: number;
  /** Whether codecs, tracks or time stamps differ from those of the segment before. */
  isDiscontinuity: boolean;
}

/** A segment of a stream. It can be read while it grows. */
export class Segment {
  readonly sequence: number;
  readonly startedAt: number;
  readonly isDiscontinuity: boolean;
  #chunks: Buffer[] = [];
  readonly #readers = new Set<SegmentReader>();
  #bytes = 0;
  #seconds: number | undefined;

  constructor({ sequence, startedAt, isDiscontinuity }: SegmentStart) {
    this.sequence = sequence;
    this.startedAt = startedAt;
    this.isDiscontinuity = isDiscontinuity;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Its duration in seconds; undefined while it grows. */
  get seconds(): number | undefined {
    return this.#seconds;
  }

  append(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    for (const reader of this.#readers) reader.write(bytes);
  }

  complete(seconds: number): void {
    this.#seconds = seconds;
    this.#chunks = [Buffer.concat(this.#chunks)];
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  /** @returns all bytes so far. All readers of a complete segment share them. */
  content(): Buffer {
    const [first = Buffer.alloc(0)] = this.#chunks;
    return this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : first;
  }

  /**
   * Sends the bytes so far, and then each further piece.
   *
   * @returns stops it
   */
  read(reader: SegmentReader): () => void {
    if (this.#chunks.length > 0) reader.write(this.content());
    if (this.#seconds !== undefined) {
      reader.end();
      return () => undefined;
    }
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }
}
