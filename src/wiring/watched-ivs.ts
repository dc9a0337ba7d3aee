import type { Clock } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';
import { type ThrottleCount, ThrottleCounts } from '../platform/throttle-counts.ts';
import type { Aws } from './aws.ts';

/** How long a denial is remembered, ms. */
const REMEMBERED_MS = 3_600_000;

/** What IVS refused to this Lambda instance in the last hour. */
export interface IvsRefusals {
  /** The operations that the role was denied, in alphabetical order. */
  denied(): string[];
  throttled(): ThrottleCount[];
}

/** A client of IVS that remembers what was refused. */
export interface WatchedIvs extends IvsRefusals {
  ivs: Aws['ivs'];
}

/** Call this once per Lambda instance. */
export function watchIvs(ivs: Aws['ivs'], clock: Clock): WatchedIvs {
  const deniedAt = new Map<string, number>();
  const throttles = new ThrottleCounts();
  const send = async (...request: unknown[]) => {
    try {
      return await (ivs.send as (...all: unknown[]) => Promise<unknown>).apply(ivs, request);
    } catch (error) {
      if (errorName(error) === 'AccessDeniedException')
        deniedAt.set(operationIn(errorMessage(error)), clock.now());
      if (sdkFailure(error) === 'throttled') throttles.add(clock.now());
      throw error;
    }
  };
  return {
    ivs: { send: send as Aws['ivs']['send'] },
    denied: () =>
      [...deniedAt]
        .filter(([, at]) => at > clock.now() - REMEMBERED_MS)
        .map(([operation]) => operation)
        .sort(),
    throttled: () => throttles.lastHour(clock.now()),
  };
}

/** IAM's message: `User: <ARN> is not authorized to perform: ivs:DeleteChannel on resource: <ARN>`. */
const operationIn = (message: string): string =>
  /perform: ivs:(\w+)/.exec(message)?.[1] ?? 'a request';
