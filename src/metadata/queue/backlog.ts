/** Where it is kept how far each channel is ahead of what can be sent. */
export interface Backlog {
  /**
   * Admits as many of a channel's SQS messages as its backlog has room for, and books them.
   *
   * @param costs the time that sending each takes at the full rate, whole ms
   * @throws the table's error; nothing is booked then
   */
  reserve(channelArn: string, costs: readonly number[], now: number): Promise<Reservation>;
}

/** How much of a channel's backlog is used: pure arithmetic of a leaky bucket in virtual time. */
export interface BacklogLevel {
  now: number;
  /** When all that was queued will have been sent at the full rate, ms since the epoch. */
  drainAt: number;
  maxBacklogMs: number;
}

export interface Reservation {
  /** How many of the costs, from the first on, fit. */
  count: number;
  /** What these cost together, ms. */
  costMs: number;
  /** How long from now on until the first that did not fit would; 0 if all did. */
  retryAfterMs: number;
}

/**
 * Decides how many of a channel's SQS messages are admitted, in order.
 *
 * @param costs the time that sending each takes at the full rate, ms
 */
export function reservationFor(
  costs: readonly number[],
  { now, drainAt, maxBacklogMs }: BacklogLevel,
): Reservation {
  const waiting = Math.max(0, drainAt - now);
  let costMs = 0;
  for (const [count, cost] of costs.entries()) {
    const over = waiting + costMs + cost - maxBacklogMs;
    // An idle channel always takes one, however small the backlog is set.
    const idle = waiting + costMs === 0;
    if (over > 0 && !idle) return { count, costMs, retryAfterMs: Math.min(over, waiting + costMs) };
    costMs += cost;
  }
  return { count: costs.length, costMs, retryAfterMs: 0 };
}
