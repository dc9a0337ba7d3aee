import type { Clock } from '../../platform/clock.ts';
import type { Backlog, Reservation } from './backlog.ts';

/** A channel with no more to send than this, the new messages included, is quiet, ms at the full rate. */
const QUIET_MS = 1_000;
/** The most reservations at once, as many as the connections that a client of the AWS SDK opens. */
const MOST_AT_ONCE = 50;
/** For how many channels one instance remembers the backlog. */
const REMEMBERED_CHANNELS = 10_000;

/** What this instance knows of a channel. */
interface Level {
  /** When its queue will be empty, ms since the epoch. */
  drainAt: number;
  limitMs: number;
}

/**
 * Lets messages for a quiet channel go to the queue at once, and makes their reservation at the same time. So they do
 * not wait for the table.
 *
 * It does so only if the channel was quiet when this instance reserved room for it last. If other instances have filled
 * the backlog since then, one call exceeds it, by a second of sending at most. The reservation tells that, so the next
 * call waits for the table.
 */
export class EagerBacklog implements Backlog {
  readonly #backlog: Backlog;
  readonly #clock: Clock;
  readonly #levels = new Map<string, Level>();
  #pending: Promise<unknown>[] = [];
  #atOnce = 0;

  /** @param backlog makes the reservations */
  constructor(backlog: Backlog, clock: Clock) {
    this.#backlog = backlog;
    this.#clock = clock;
  }

  /** @throws the table's error if the channel is not known to be quiet */
  async reserve(
    channelArn: string,
    costs: readonly number[],
    now: number,
    limitMs?: number,
  ): Promise<Reservation> {
    const level = this.#levels.get(channelArn);
    // Until the answer of the table, and without one, the next call waits for the table.
    this.#levels.delete(channelArn);
    const reserve = () => this.#reserve(channelArn, costs, now, limitMs);
    const guess =
      level && guessFor({ ...level, ...(limitMs !== undefined && { limitMs }) }, costs, now);
    if (!guess || this.#atOnce >= MOST_AT_ONCE) return reserve();
    this.#atOnce += 1;
    // The request to SQS is written first.
    const reserved = this.#clock.sleep(0).then(reserve);
    const outcome = reserved.then(
      () => undefined,
      (error: unknown) => error,
    );
    this.#pending.push(outcome.finally(() => (this.#atOnce -= 1)));
    return guess;
  }

  /**
   * Resolves when all reservations are made.
   *
   * @returns the errors of the table. The messages may be queued all the same
   */
  async settled(): Promise<unknown[]> {
    const errors = await Promise.all(this.#pending.splice(0));
    return errors.filter((error) => error !== undefined);
  }

  async #reserve(...request: Parameters<Backlog['reserve']>): Promise<Reservation> {
    const [channelArn, , now] = request;
    const reservation = await this.#backlog.reserve(...request);
    const { backlogMs, limitMs } = reservation;
    this.#levels.set(channelArn, { drainAt: now + backlogMs, limitMs });
    const [oldest] = this.#levels.keys();
    if (this.#levels.size > REMEMBERED_CHANNELS && oldest !== undefined) {
      this.#levels.delete(oldest);
    }
    return reservation;
  }
}

/** @returns undefined if the channel is not quiet */
function guessFor(
  { drainAt, limitMs }: Level,
  costs: readonly number[],
  now: number,
): Reservation | undefined {
  const costMs = costs.reduce((sum, cost) => sum + cost, 0);
  const backlogMs = Math.max(0, drainAt - now) + costMs;
  if (backlogMs > Math.min(QUIET_MS, limitMs)) return undefined;
  return { count: costs.length, costMs, retryAfterMs: 0, backlogMs, limitMs };
}
