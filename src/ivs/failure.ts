import { errorName } from '../platform/errors.ts';

/**
 * What a failed request means:
 * - `throttled`: the service did nothing; ask again later. Never a failure of the item.
 * - `unknown`: it may have been done (server error, timeout, broken connection, unreadable answer).
 * - `refused`: the service answered no; asking again gives the same answer.
 */
export type Failure = 'throttled' | 'unknown' | 'refused';

const TOO_MANY_REQUESTS = 429;

/** Classifies anything that `send` of an AWS SDK client throws. */
export function classifyFailure(error: unknown): Failure {
  const status = httpStatus(error);
  if (status === TOO_MANY_REQUESTS || errorName(error) === 'ThrottlingException') {
    return 'throttled';
  }
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown';
}

function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode;
}
