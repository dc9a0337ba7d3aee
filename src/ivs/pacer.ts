/** IVS's call rate for channel, stream, stream-session and stream-key operations: requests per second. */
export const CALLS_PER_SECOND = 5;
/** Of operations on other resources. */
const OTHER_CALLS_PER_SECOND: Record<string, number> = { GetRecordingConfiguration: 3 };

/** IVS's call rate for an operation that we use: requests per second. */
export function callsPerSecond(operation: string): number {
  return OTHER_CALLS_PER_SECOND[operation] ?? CALLS_PER_SECOND;
}

/**
 * Spaces the starts of requests of one kind evenly, so that no rolling second ever sees more than
 * `ratePerSecond`, also across a window's border.
 */
export class Pacer {
  readonly gapMs: number;
  private nextStart = Number.NEGATIVE_INFINITY;

  constructor(ratePerSecond: number) {
    this.gapMs = 1_000 / ratePerSecond;
  }

  /** When a request could start that is asked for now, ms since the epoch; takes nothing. */
  next(now: number): number {
    return Math.max(now, this.nextStart);
  }

  /** Takes the next free start. @returns its time, ms since the epoch, not before `now` */
  reserve(now: number): number {
    const start = this.next(now);
    this.nextStart = start + this.gapMs;
    return start;
  }

  /** Starts nothing before `until` (ms since the epoch): for when the service said it was too much. */
  holdBack(until: number): void {
    this.nextStart = Math.max(this.nextStart, until);
  }

  /** From when on another program may start without meeting our last request in a too short gap. */
  get freeAt(): number {
    return this.nextStart;
  }
}
