import { inParallel } from '../../platform/parallel.ts';
import type { Backlog, Reservation } from './backlog.ts';

/** A channel with no more to send than this, the new messages included, is quiet, ms at the full rate. */
const QUIET_MS = 1_000;
/** How many reservations are made at once: as many as the connections that a client of the AWS SDK opens. */
const AT_ONCE = 50;
/** For how many channels one instance remembers the backlog. */
const REMEMBERED_CHANNELS = 10_000;

/** What this instance knows of a channel. */
interface Level {
  /** When its queue will be empty, ms since the epoch. */
  drainAt: number;
  limitMs: number;
}

/**
 * Lets messages for a quiet channel go to the queue at once, and makes their reservation afterwards (`settled`). So they
 * do not wait for the table.
 *
 * It does so only if the channel was quiet when this instance reserved room for it last. If other instances have filled
 * the backlog since then, one call exceeds it, by a second of sending at most. The reservation tells that, so the next
 * call waits for the table.
 */
export class EagerBacklog implements Backlog {
  readonly #backlog: Backlog;
  readonly #levels = new Map<string, Level>();
  #pending: (() => Promise<unknown>)[] = [];

  /** @param backlog makes the reservations */
  constructor(backlog: Backlog) {
    this.#backlog = backlog;
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
    const known = level && { ...level, ...(limitMs !== undefined && { limitMs }) };
    const guess = known && guessFor(known, costs, now);
    if (!guess) return reserve();
    this.#pending.push(reserve);
    return guess;
  }

  /**
   * Makes the reservations for what was queued without them.
   *
   * @param isTimeLeft when there is none, no more reservations are made
   * @returns the errors of the table, or those that say that there was no time
   */
  async settled(isTimeLeft: () => boolean): Promise<unknown[]> {
    const errors = await inParallel(this.#pending.splice(0), AT_ONCE, async (reserve) => {
      if (!isTimeLeft()) return new Error('no time is left');
      return reserve().then(() => undefined, toError);
    });
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

const toError = (error: unknown): unknown => error;

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
