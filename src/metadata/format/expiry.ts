import { InputError } from '../../platform/errors.ts';
import { MAX_TTL_MS } from './message.ts';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
/** The latest time that a Date can hold, ms since the epoch. */
const LAST_DATE_MS = 8.64e15;

/** The members of a message that set its expiry. */
export interface ExpiryInput {
  /** ISO 8601 with a time zone, or ms since the epoch. */
  expiresAt?: string | number | undefined;
  ttlSeconds?: number | undefined;
}

/** Times in ms since the epoch; see `MessageRules`. */
export interface ExpiryRules {
  askedAt: number;
  now: number;
  defaultTtlMs: number;
}

/**
 * When a message expires.
 *
 * @returns ms since the epoch
 * @throws InputError for a time that cannot be read, is over, or is more than 6 hours away, and if both
 *   members are set
 */
export function readExpiry({ expiresAt, ttlSeconds }: ExpiryInput, rules: ExpiryRules): number {
  if (ttlSeconds === undefined) {
    return expiresAt === undefined ? rules.now + rules.defaultTtlMs : readTime(expiresAt, rules);
  }
  if (expiresAt !== undefined) {
    throw new InputError('expiresAt', 'cannot be combined with ttlSeconds');
  }
  const at = rules.askedAt + Math.ceil(ttlSeconds * 1_000);
  if (at > rules.now) return at;
  const problem = `expected a time that is not over yet, received one that ended at ${timeText(at)}`;
  throw new InputError('ttlSeconds', problem);
}

function readTime(expiresAt: string | number, { now }: ExpiryRules): number {
  const at = parseTime(expiresAt);
  if (Number.isNaN(at)) {
    const expected = 'a time in ISO 8601 with a time zone, or in ms since the epoch';
    throw new InputError('expiresAt', expected, expiresAt);
  }
  if (at > now && at <= now + MAX_TTL_MS) return at;
  const expected = `a time from now to ${MAX_TTL_MS / 3_600_000} hours ahead`;
  throw new InputError('expiresAt', `expected ${expected}, received ${timeText(at)}`);
}

function parseTime(time: string | number): number {
  if (typeof time === 'number') return time;
  return ISO_TIME.test(time) ? Date.parse(time) : Number.NaN;
}

const timeText = (ms: number): string =>
  Math.abs(ms) <= LAST_DATE_MS ? new Date(ms).toISOString() : String(ms);
