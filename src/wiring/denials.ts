import type { Clock } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { Aws } from './aws.ts';

/** How long a denial is remembered, ms. */
const REMEMBERED_MS = 3_600_000;

/** A client of IVS that remembers what the role of the function was denied. */
export interface WatchedIvs {
  ivs: Aws['ivs'];
  /** The operations that were denied in the last hour, in alphabetical order. */
  denied(): string[];
}

/** Call this once per Lambda instance. */
export function watchDenials(ivs: Aws['ivs'], clock: Clock): WatchedIvs {
  const deniedAt = new Map<string, number>();
  const send = async (...request: unknown[]) => {
    try {
      return await (ivs.send as (...all: unknown[]) => Promise<unknown>).apply(ivs, request);
    } catch (error) {
      if (errorName(error) === 'AccessDeniedException')
        deniedAt.set(operationIn(errorMessage(error)), clock.now());
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
  };
}

/** IAM's message: `User: <ARN> is not authorized to perform: ivs:DeleteChannel on resource: <ARN>`. */
const operationIn = (message: string): string =>
  /perform: ivs:(\w+)/.exec(message)?.[1] ?? 'a request';
