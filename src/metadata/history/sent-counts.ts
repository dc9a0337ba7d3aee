/** What `sendMetadata` has done within some time. */
export interface SentCounts {
  /** Messages. */
  delivered: number;
  /** PutMetadata requests, with those that were throttled. */
  requests: number;
  throttled: number;
  /** The longest time from queueing to delivery, ms; 0 if nothing was delivered. */
  maxAgeMs: number;
}

export const NO_COUNTS: SentCounts = { delivered: 0, requests: 0, throttled: 0, maxAgeMs: 0 };

export const addCounts = (one: SentCounts, other: SentCounts): SentCounts => ({
  delivered: one.delivered + other.delivered,
  requests: one.requests + other.requests,
  throttled: one.throttled + other.throttled,
  maxAgeMs: Math.max(one.maxAgeMs, other.maxAgeMs),
});
