import type { Clock } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';
import { SnapshotExpiredError } from './errors.ts';
import { callsPerSecond, Pacer } from './pacer.ts';

/**
 * Added to the gap between two starts, also at the whole quota (210 ms instead of 200): a network that
 * delivers the second of two sooner must not make six in a second of them.
 */
const GAP_MARGIN_MS = 10;
/** IVS counts requests in a rolling second. */
const WINDOW_MS = 1_000;
/** How long one request may take before it counts as lost, ms. */
export const REQUEST_TIMEOUT_MS = 5_000;
/** No request starts later than this before the deadline: it must be over when Lambda cuts the invocation. */
const ROOM_MS = REQUEST_TIMEOUT_MS + 500;
const FIRST_HOLD_MS = 500;
const LONGEST_HOLD_MS = 8_000;
/** How often a request whose outcome is unknown is sent, where sending it twice does no harm. */
const MAX_SENDS = 4;

/** By operation, over 0 and up to 1. */
export type OperationShares = Readonly<Record<string, number>>;

/** The pacers of one Lambda instance, one per IVS operation: quotas are per operation. */
export class Pacers {
  private readonly byOperation = new Map<string, Pacer>();

  /**
   * @param share how much of each operation's quota may be used, over 0 and up to 1
   * @param parts for operations whose share is divided: this program's part of it
   */
  constructor(
    private readonly share: number,
    private readonly parts: OperationShares = {},
  ) {}

  of(operation: string): Pacer {
    const known = this.byOperation.get(operation);
    if (known) return known;
    const rate = callsPerSecond(operation);
    const most = 1_000 / (1_000 / rate + GAP_MARGIN_MS);
    const part = this.parts[operation] ?? 1;
    const pacer = new Pacer(part * Math.min(most, rate * this.share));
    this.byOperation.set(operation, pacer);
    return pacer;
  }

  /** From when on another instance may begin without crowding our last requests, ms since the epoch. */
  get freeAt(): number {
    return Math.max(
      Number.NEGATIVE_INFINITY,
      ...[...this.byOperation.values()].map((p) => p.freeAt),
    );
  }
}

/** The invocation that requests are made in. */
export interface CallContext extends Observability {
  clock: Clock;
  /** When Lambda will cut the invocation, ms since the epoch. */
  deadline: number;
}

export interface CallOptions {
  /** Whether it may be sent again when it is not known if it was done. Default true. */
  repeatable?: boolean;
  /** The latest start, ms since the epoch; later is a LookExpiredError. */
  notAfter?: number | undefined;
}

/** Sends requests, each in its operation's turn; out-waits throttling, repeats what may be repeated. */
export class PacedCalls {
  constructor(
    private readonly pacers: Pacers,
    private readonly context: CallContext,
  ) {}

  /**
   * @throws OutOfTimeError if the invocation's time would not suffice; LookExpiredError past
   *   `notAfter`; else what `send` throws when it was refused, or its outcome stayed unknown
   */
  async call<T>(operation: string, send: () => Promise<T>, options: CallOptions = {}): Promise<T> {
    const { repeatable = true, notAfter } = options;
    for (let sends = 1, throttles = 0; ; ) {
      await this.turn(operation, notAfter);
      try {
        return await send();
      } catch (error) {
        const failure = sdkFailure(error);
        if (failure === 'throttled') this.throttled(operation, throttles++);
        else if (failure === 'unknown' && repeatable && sends < MAX_SENDS) {
          this.holdBack(operation, sends++);
        } else throw error;
      }
    }
  }

  /** Resolves when the rolling second of every operation has room again for whoever comes next. */
  async waitForQuotaWindow(): Promise<void> {
    const { clock } = this.context;
    await clock.sleep(Math.min(this.pacers.freeAt - clock.now(), WINDOW_MS));
  }

  private async turn(operation: string, notAfter: number | undefined): Promise<void> {
    const { clock, deadline } = this.context;
    const pacer = this.pacers.of(operation);
    const start = pacer.next(clock.now());
    if (start > deadline - ROOM_MS) {
      throw new OutOfTimeError(`no time left for ${operation}; the next run goes on`);
    }
    if (notAfter !== undefined && start > notAfter) throw new SnapshotExpiredError(operation);
    pacer.reserve(start);
    await clock.sleep(start - clock.now());
  }

  private throttled(operation: string, throttles: number): void {
    this.context.metrics.add('IvsThrottled', 1, { dimensions: { operation } });
    this.holdBack(operation, throttles);
  }

  private holdBack(operation: string, times: number): void {
    const pause = Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** times);
    this.pacers.of(operation).holdBack(this.context.clock.now() + pause);
  }
}
