import { addCounts, NO_COUNTS, type SentCounts } from './sent-counts.ts';

/** The rate of the account in the last minute. */
export interface SentRate {
  /** Delivered messages a second. */
  perSecond: number;
  /** PutMetadata requests a second. */
  requestsPerSecond: number;
  /** PutMetadata requests that were throttled. */
  throttled: number;
  /** The longest time from queueing to delivery, ms. Absent if nothing was delivered. */
  maxAgeMs?: number;
}

/** Each instance of `sendMetadata` has one item for each period in which it sent something, ms. */
export const PERIOD_MS = 10_000;
const WINDOW_MS = 60_000;

/** The begin of the period in which `ms` lies. */
export const periodAt = (ms: number): number => Math.floor(ms / PERIOD_MS) * PERIOD_MS;

/** The begin of the first period that counts for the last minute. */
export const rateWindowStart = (now: number): number => periodAt(now) - WINDOW_MS;

/** @param counts of all periods since `rateWindowStart` */
export function sentRate(counts: readonly SentCounts[], now: number): SentRate {
  const { delivered, requests, throttled, maxAgeMs } = counts.reduce(addCounts, NO_COUNTS);
  const seconds = (now - rateWindowStart(now)) / 1_000;
  return {
    perSecond: rounded(delivered / seconds),
    requestsPerSecond: rounded(requests / seconds),
    throttled,
    ...(delivered > 0 && { maxAgeMs }),
  };
}

/** A rate with two places. */
export const rounded = (rate: number): number => Math.round(rate * 100) / 100;
