import type { Failure, Probe } from './facts.ts';

/** One line of the answer. */
export interface Check {
  check: string;
  ok: boolean;
  /** What was found. */
  found: string;
  /** What to do about it. Absent if `ok`. */
  todo?: string;
}

export const passed = (check: string, found: string): Check => ({ check, ok: true, found });

export const failed = (check: string, found: string, todo: string): Check => ({
  ...{ check, ok: false, found, todo },
});

/** A check of several things: it fails with all problems. */
export function checkAll(
  check: string,
  problems: readonly string[],
  found: string,
  todo: string,
): Check {
  return problems.length === 0 ? passed(check, found) : failed(check, listed(problems), todo);
}

/** A check of one probe. A probe that failed fails the check. */
export function checkProbe<T>(
  check: string,
  probe: Probe<T>,
  decide: (value: T) => Check,
  whenFailed: (failure: Failure) => Check = (failure) =>
    failed(check, problemOf(failure), todoOf(failure)),
): Check {
  return isFailure(probe) ? whenFailed(probe) : decide(probe.value);
}

export const isFailure = <T>(probe: Probe<T>): probe is Failure => 'error' in probe;

/** Errors of AWS by which a resource does not exist. */
const MISSING = [
  ...['ResourceNotFoundException', 'QueueDoesNotExist', 'TableNotFoundException'],
  'AWS.SimpleQueueService.NonExistentQueue',
];
export const isMissing = ({ error }: Failure): boolean => MISSING.includes(error);

/** A failure in a few words. */
export const problemOf = (failure: Failure): string =>
  isMissing(failure) ? 'does not exist' : `${failure.error}: ${failure.message}`;

const DENIED = /AccessDenied|NotAuthorized|Unauthorized/;
const THROTTLED = /Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded/;

/** What to do about a failure of a request. */
export function todoOf({ error }: Failure): string {
  if (DENIED.test(error))
    return 'Deploy the stage again, so that the role of doctor has its rights.';
  if (THROTTLED.test(error)) return 'Try again in a minute. If it stays, look for what uses it up.';
  return 'Try again. If it stays, deploy the stage again.';
}

/** At most this many things are named. */
const NAMED = 5;

export function listed(items: readonly string[]): string {
  const more = items.length - NAMED;
  return [...items.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/** `1 key`, `2 keys` */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
