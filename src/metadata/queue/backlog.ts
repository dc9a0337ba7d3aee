/** How much work is queued for each channel. Producers reserve room before they queue messages. */
export interface Backlog {
  /**
   * Reserves room for SQS messages of one channel: for as many, from the first on, as fit.
   *
   * @param costs for each SQS message, how long sending it takes at the full rate, in whole ms
   *   (`sendingCosts`)
   * @param now ms since the epoch
   * @param limitMs the longest backlog that the channel may have, if it is less than usual
   * @throws the table's error; the room may be reserved then, and becomes free as time passes
   */
  reserve(
    channelArn: string,
    costs: readonly number[],
    now: number,
    limitMs?: number,
  ): Promise<Reservation>;
}

export interface Reservation {
  /** How many of the costs, from the first on, fit. */
  count: number;
  /** The sum of these costs, ms. */
  costMs: number;
  /** How long until there is room for the first cost that did not fit, ms; 0 if all fit. */
  retryAfterMs: number;
  /** How long sending all that waits takes then, as far as it is known, ms. */
  backlogMs: number;
  /** The longest backlog that the channel may have, ms. */
  limitMs: number;
}

/** How much of a channel's backlog is used. */
export interface BacklogLevel {
  /** ms since the epoch */
  now: number;
  /** When everything queued so far will have been sent at the full rate, ms since the epoch. */
  drainAt: number;
  maxBacklogMs: number;
}

/** How long sending each SQS message takes, ms. @param gapMs time between two requests */
export const sendingCosts = (
  queueMessages: readonly { requests: number }[],
  gapMs: number,
): number[] => queueMessages.map(({ requests }) => Math.ceil(requests * gapMs));

/**
 * Calculates a reservation: the arithmetic of a leaky bucket.
 *
 * @param costs as for `Backlog.reserve`
 */
export function reservationFor(
  costs: readonly number[],
  { now, drainAt, maxBacklogMs }: BacklogLevel,
): Reservation {
  const waiting = Math.max(0, drainAt - now);
  const limitMs = maxBacklogMs;
  let costMs = 0;
  for (const [count, cost] of costs.entries()) {
    const excess = waiting + costMs + cost - maxBacklogMs;
    // An idle channel always accepts one SQS message, even if its cost exceeds the limit.
    const isIdle = waiting + costMs === 0;
    if (excess > 0 && !isIdle) {
      const retryAfterMs = Math.min(excess, waiting + costMs);
      return { count, costMs, retryAfterMs, backlogMs: waiting + costMs, limitMs };
    }
    costMs += cost;
  }
  return { count: costs.length, costMs, retryAfterMs: 0, backlogMs: waiting + costMs, limitMs };
}
