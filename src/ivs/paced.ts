import type { Clock } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';
import { SnapshotExpiredError } from './errors.ts';
import type { Pacers } from './pacers.ts';

/** IVS counts requests in a rolling second. */
const QUOTA_WINDOW_MS = 1_000;
/** How long one request may take before it counts as lost, ms. */
export const REQUEST_TIMEOUT_MS = 5_000;
/** A request starts this long before the deadline at the latest, so that Lambda does not interrupt it. */
const RESERVED_MS = REQUEST_TIMEOUT_MS + 500;
/**
 * What comes between reserving requests and the last of them needs up to this long: before the final check, an audit
 * record and an event. Without it, an event could tell of a deletion for which there is no time any more.
 */
const RESERVED_GROUP_MS = 2_000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;
/** How often a request is sent whose outcome stays unknown, if it may be repeated. */
const MAX_ATTEMPTS = 4;

/** The invocation in which requests are sent. */
export interface CallContext extends Observability {
  clock: Clock;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
}

export interface PacedCallOptions {
  /** Whether the request may be sent again when its outcome is unknown. Default true. */
  repeatable?: boolean;
  /** The latest start, ms since the epoch. */
  notAfter?: number | undefined;
}

/** Decides when requests are sent, and whether a failed one is sent again. */
export interface IvsCalls {
  /**
   * @throws OutOfTimeError if the invocation has too little time left; SnapshotExpiredError if the
   *   request would start after `notAfter`; the error of `send` if the request is not sent again
   */
  call<T>(operation: string, send: () => Promise<T>, options?: PacedCallOptions): Promise<T>;
  /**
   * Waits until one request of each operation may start, and reserves these starts.
   *
   * @returns calls of which the first one of each operation starts at once
   * @throws OutOfTimeError if the invocation has too little time left
   */
  reserve(operations: readonly string[]): Promise<IvsCalls>;
  /** Resolves when another program may send requests without exceeding a quota together with the last ones here. */
  waitForQuotaWindow(): Promise<void>;
}

/** When a request must start at the latest. */
export interface StartLimits {
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
  /** The end of the check that a deletion is based on, ms since the epoch. */
  notAfter?: number | undefined;
}

/**
 * @param start when the request would start, ms since the epoch
 * @throws OutOfTimeError if Lambda could interrupt the request; SnapshotExpiredError after `notAfter`
 */
export function requireStart(
  operation: string,
  start: number,
  { deadline, notAfter = Number.POSITIVE_INFINITY }: StartLimits,
): void {
  if (start > deadline - RESERVED_MS)
    throw new OutOfTimeError(`no time left for ${operation}; the next run continues`);
  if (start > notAfter) throw new SnapshotExpiredError(operation);
}

/** Sends requests at the pace of their operations. Retries throttled requests, and unknown outcomes. */
export class PacedCalls implements IvsCalls {
  readonly #pacers: Pacers;
  readonly #context: CallContext;
  /** Operations of which one start is reserved. */
  readonly #reserved: Set<string>;

  constructor(pacers: Pacers, context: CallContext, reserved: readonly string[] = []) {
    this.#pacers = pacers;
    this.#context = context;
    this.#reserved = new Set(reserved);
  }

  async reserve(operations: readonly string[]): Promise<PacedCalls> {
    const { clock, deadline } = this.#context;
    const pacers = operations.map((operation) => this.#pacers.of(operation));
    const start = Math.max(...pacers.map((pacer) => pacer.next(clock.now())));
    requireStart(operations.join(', '), start + RESERVED_GROUP_MS, { deadline });
    for (const pacer of pacers) pacer.reserve(start);
    await clock.sleep(start - clock.now());
    return new PacedCalls(this.#pacers, this.#context, operations);
  }

  /** Throws the error of `send` if the service refused the request, or its outcome stayed unknown. */
  async call<T>(
    operation: string,
    send: () => Promise<T>,
    options: PacedCallOptions = {},
  ): Promise<T> {
    const { repeatable = true, notAfter } = options;
    for (let attempts = 1, throttled = 0; ; ) {
      await this.#waitToStart(operation, notAfter);
      try {
        return await send();
      } catch (error) {
        const failure = sdkFailure(error);
        if (failure === 'throttled') this.#onThrottled(operation, throttled++);
        else if (failure === 'unknown' && repeatable && attempts < MAX_ATTEMPTS)
          this.#backOff(operation, attempts++);
        else throw error;
      }
    }
  }

  async waitForQuotaWindow(): Promise<void> {
    const { clock } = this.#context;
    await clock.sleep(Math.min(this.#pacers.freeAt - clock.now(), QUOTA_WINDOW_MS));
  }

  async #waitToStart(operation: string, notAfter: number | undefined): Promise<void> {
    const { clock, deadline } = this.#context;
    const pacer = this.#pacers.of(operation);
    const isReserved = this.#reserved.delete(operation);
    const start = isReserved ? pacer.startLate(clock.now()) : pacer.next(clock.now());
    requireStart(operation, start, { deadline, notAfter });
    if (!isReserved) pacer.reserve(start);
    await clock.sleep(start - clock.now());
  }

  #onThrottled(operation: string, throttledBefore: number): void {
    this.#context.metrics.add('IvsThrottled', 1, { dimensions: { operation } });
    this.#backOff(operation, throttledBefore);
  }

  #backOff(operation: string, failuresBefore: number): void {
    const pause = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failuresBefore);
    this.#pacers.of(operation).holdBack(this.#context.clock.now() + pause);
  }
}
